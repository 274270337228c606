"""Which client: named, or chosen at the screen; never a default that nobody asked for."""

from __future__ import annotations

import os
import sys
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode

from cxaudit.audit import Audit, Workspace, find_workspace
from cxaudit.display.words import to_sentence_case
from cxaudit.errors import ClientDataError
from cxaudit.store import create_client, list_clients, read_client, to_slug

NEXT = "choose a client above, then run this cell and those below"


def choose(client: str | Audit | Choice = "") -> Audit | Choice:
    """Open a client's audit as it stands on disk now.

    Given an id, or an audit opened before, that client is opened. Given nothing, a person at a
    live notebook gets a chooser, and the cells below use what is chosen; without a person
    (papermill, nbval, a script) nothing is a refusal. Raises ClientDataError.
    """
    if isinstance(client, Choice):
        return client.reopen()
    named = client.client if isinstance(client, Audit) else client.strip()
    named = named or asked_by_page()
    if named:
        return Audit.open(named)
    if not has_person():
        raise ClientDataError(
            "no client is named", place='parameter client = ""', wanted="a client's id",
            next="write the id between the quotes, or: papermill -p client demo-strong",
        )  # fmt: skip
    return Choice(find_workspace())


def on_a_page() -> bool:
    """Tell whether Voila serves the notebook as a page without code."""
    return os.environ.get("SERVER_SOFTWARE", "").startswith("voila/")


def asked_by_page() -> str:
    """Return the client that the address of a served page names, else the one of the server."""
    if not on_a_page():
        return ""
    (asked,) = parse_qs(os.environ.get("QUERY_STRING", "")).get("client", [""])[:1]
    return asked.strip() or os.environ.get("CXAUDIT_CLIENT", "").strip()


def has_person() -> bool:
    """Tell whether a person can answer: the front end takes input, or Voila serves the page.

    JupyterLab allows a cell to ask for input; papermill, nbclient and nbval forbid it.
    """
    if on_a_page():
        return True
    shell = sys.modules.get("IPython") and sys.modules["IPython"].get_ipython()
    kernel = getattr(shell, "kernel", None)
    request = kernel.get_parent() if kernel is not None else {}
    return bool(request.get("content", {}).get("allow_stdin", False))


class NotChosen(ClientDataError):
    """No client is chosen yet; a notebook shows the message alone."""

    def _render_traceback_(self) -> list[str]:
        return [f"No client is chosen yet: {NEXT}."]


class NotDated(ClientDataError):
    """The audit's dates are not set, or contradict each other; a notebook shows the words alone."""

    def _render_traceback_(self) -> list[str]:
        return [f"{to_sentence_case(to_spoken(self.message))}. Set the dates in notebook 01."]


def to_spoken(message: str) -> str:
    """Return a message about the audit's dates with the words that notebook 01 asks them by."""
    spoken = {"as_of": "the as-of date", "period_end": "the last day", "period_start": "the first"}
    for name, words in spoken.items():
        message = message.replace(name, words)
    return message


def require_date(audit: Audit | Choice) -> None:
    """Stop a page whose audit has no date to judge by, and say where it is set.

    Without a person the audit's own ClientDataError is raised; else NotDated.
    """
    try:
        _ = audit.as_of
    except NotChosen:
        raise
    except ClientDataError as error:
        if not has_person():
            raise
        if on_a_page():
            _show_undated(audit.name, error)
        raise NotDated(error.message, found=error.found, wanted=error.wanted) from None


def _show_undated(name: str, error: ClientDataError) -> None:
    from IPython.display import HTML, display

    from cxaudit.display.forms.form import read_form_style

    found = f" Found: {to_spoken(error.found)}." if error.found else ""
    said = f"{name}: {to_spoken(error.message)}.{found}" if found else (
        f"The audit of {name} has no date yet, so nothing can be shown here."
    )  # fmt: skip
    display(HTML(
        f'{read_form_style()}<div class="cx-form cx-undated"><p class="cx-question">{escape(said)} '
        "What is open and how old it is can only be said as of a day.</p>"
        '<p><a href="01_firm.ipynb">Go to step 01 and set the as-of date</a>, in the group Which '
        "period is judged. That is all it takes to go on.</p></div>"
    ))  # fmt: skip


class Choice:
    """A client still to be chosen: shows a chooser, then stands for the audit that was chosen.

    Any part asked for before a choice raises ClientDataError.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._audit: Audit | None = None
        self.chooser = Chooser(self)
        self.chooser.display()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        if self._audit is None:
            raise NotChosen("no client is chosen yet", next=NEXT)
        return getattr(self._audit, name)

    def take(self, client: str) -> None:
        """Open the client that was chosen."""
        self._audit = Audit.open(client, self._workspace.root)

    def reopen(self) -> Audit | Choice:
        """Return the chosen client's audit as it stands on disk now; itself before a choice."""
        return self if self._audit is None else Audit.open(self._audit.client, self._workspace.root)


class Chooser:
    """The controls: the clients there are, or a new one."""

    def __init__(self, choice: Choice) -> None:
        from ipywidgets import HTML, Layout, VBox

        from cxaudit.display.forms import controls
        from cxaudit.display.forms.form import read_form_style

        self.choice = choice
        self.pick = controls.choice("Client", "cx-choose-client", [])
        self.new = controls.text("New client", "cx-choose-new", hint="its name")
        self.known = controls.ask("Whose audit is this?", self.pick)
        self.make = controls.button("Start an audit of it", "cx-choose-make")
        self.status = HTML()
        self.box = VBox(
            [
                HTML(read_form_style()),
                self.known,
                controls.ask("Is it a new one? Give it a name.", self.new, self.make),
                self.status,
            ],
            layout=Layout(width="100%"),
        )
        self.box.add_class("cx-form")
        self._list()
        self.pick.observe(lambda change: self._take(change["new"]), names="value")
        self.make.on_click(lambda _: self._make())
        self._tell("Nothing is chosen yet.")

    def display(self) -> None:
        """Put the controls below the cell."""
        from IPython.display import display

        display(self.box)

    def _list(self) -> None:
        from cxaudit.display.forms import controls

        clients = self.choice._workspace.clients
        named = [(to_label(clients / client, client), client) for client in list_clients(clients)]
        self.pick.options = [("(choose)", None), *sorted(named, key=lambda one: one[0].casefold())]
        self.pick.index = 0
        controls.show(self.known, bool(named))

    def _take(self, client: str | None) -> None:
        if client is None:
            return
        try:
            self.choice.take(client)
            self._lead_on(client)
        except ClientDataError as error:
            self._tell(error.in_words())

    def _lead_on(self, client: str) -> None:
        """Say how to go on: a page is opened anew with the client in its address."""
        if on_a_page():
            to = (
                f"{escape(self.choice.name)} is ready. "
                f'<a href="?{urlencode({"client": client})}">Open the audit</a>'
            )
            self.status.value = f'<div role="status" class="cx-state cx-is-saved">{to}</div>'
            return
        self._tell(
            f"{self.choice.name} is open. Now select the next cell and choose Run, "
            "Run Selected Cell and All Below."
        )

    def _make(self) -> None:
        name = self.new.value.strip()
        if not name:
            self._tell("Give the new client a name first.")
            return
        client = to_slug(name)
        workspace = self.choice._workspace
        try:
            workspace.clients.mkdir(parents=True, exist_ok=True)
            create_client(workspace.client_folder(client), client, name)
        except ClientDataError as error:
            self._tell(error.in_words())
            return
        self._list()
        self.pick.value = client

    def _tell(self, words: str) -> None:
        self.status.value = f'<div role="status" class="cx-state cx-is-saved">{escape(words)}</div>'


def to_label(folder: Path, client: str) -> str:
    """Return a client's name and id; the id alone where they are one, or the file is damaged."""
    try:
        name = read_client(folder).name
    except ClientDataError:
        return client
    return client if name == client else f"{name} ({client})"
