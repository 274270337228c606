"""Files come in: uploaded or picked from a folder, each judged for itself, asked and mapped."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ipywidgets import FileUpload, HBox, Layout, SelectMultiple, VBox

from cxaudit.audit import Audit, earlier_mappings, import_files
from cxaudit.audit.person import today, who
from cxaudit.display.forms.controls import (
    WIDE,
    ask,
    button,
    choice,
    heading,
    prose,
    show,
    text,
)
from cxaudit.display.forms.importing.asking import Asking
from cxaudit.display.forms.importing.kept import KeptBox
from cxaudit.display.forms.importing.mapping import MappingBox
from cxaudit.display.forms.importing.telling import to_all_told, to_fate, to_spoken
from cxaudit.errors import ClientDataError
from cxaudit.intake import Proposal, TableMapping, forms, list_imports, propose_mapping

if TYPE_CHECKING:
    from cxaudit.display.forms.data import DataForm

READABLE = (".csv", ".tsv", ".txt", ".log", ".xlsx", ".xls", ".json", ".parquet", ".zip")
ABOUT = (
    "Hand the files in as the tools wrote them: nothing retyped, no column deleted. Each is "
    "recognised by its headers, every row is accounted for, and the file itself is kept sealed."
)
Content = bytes | Path
IN = ("imported", "duplicate")


class ImportBox:
    """Upload or pick files; each is judged for itself, and one that asks waits for its answers.

    ``entries``: what became of the files handed in last, each with the ``name`` that it was handed
    in by. ``waiting``: files that ask or are to
    be mapped. ``asked``: their open questions, which stay where an answer was refused;
    ``given``: what was answered for them so far;
    ``maps``: the mapping of a table that no layout fits, and ``mapped`` what was confirmed of it.
    """

    def __init__(self, form: DataForm, audit: Audit) -> None:
        self.form, self.audit = form, audit
        self.entries: list[dict[str, Any]] = []
        self.waiting: dict[str, Content] = {}
        self.asked: dict[str, Asking] = {}
        self.given: dict[str, dict[str, str]] = {}
        self.maps: dict[str, MappingBox] = {}
        self.mapped: dict[str, TableMapping] = {}
        self._make_controls()
        self.told, self.questions, self.known = prose(), VBox([]), prose()
        self.kept = KeptBox(form, audit)
        c = form.controls
        self.box = VBox(
            [
                heading("Files", ABOUT),
                ask("Which files from this computer should come in?", c["upload"]),
                ask("Or which files from a folder that this workbook can reach?",
                    c["folder"], c["found"], HBox([c["list"], c["take"]])),
                ask("Which layout do they have?", c["form"],
                    help="Recognised from the headers; choose only where the answer says so."),
                self.told, self.questions, self.known, self.kept.box,
            ]
        )  # fmt: skip

    @property
    def waits(self) -> int:
        """Return how many of the files handed in are not in until a person has answered."""
        return sum(to_fate(entry) in ("needs_answer", "waits") for entry in self.entries)

    @property
    def asking(self) -> dict[str, dict[str, Any]]:
        """Return the control of each open question, by file and question id."""
        return {name: asked.controls for name, asked in self.asked.items()}

    def _make_controls(self) -> None:
        known = [(f["label"], f["format"]) for f in forms() if f["verdict"] == "imported"]
        upload = FileUpload(
            accept=",".join(READABLE), multiple=True, description="Choose files",
            layout=Layout(width="auto", align_self="flex-start"),
        )  # fmt: skip
        upload.add_class("cx-data-upload")
        found = SelectMultiple(description="Files", rows=6, layout=Layout(width=WIDE))
        found.add_class("cx-data-found")
        controls = {
            "upload": upload,
            "folder": text("Folder", "cx-data-folder", hint="as in: ../exports"),
            "found": found,
            "list": button("List the files", "cx-data-list"),
            "take": button("Import the files chosen", "cx-data-take", leading=True),
            "form": choice("Layout", "cx-data-form", sorted(known), "(recognise it)"),
        }
        self.form.controls |= controls
        self.form.on(upload, self._take_uploads)
        self.form.on(controls["folder"], self.list_folder)
        controls["list"].on_click(lambda _: self.list_folder())
        controls["take"].on_click(lambda _: self._take_found())
        show(found, False)
        show(controls["take"], False)

    def list_folder(self) -> None:
        """List the readable files of the folder named."""
        named = self.form.controls["folder"].value.strip()
        folder = Path(named).expanduser()
        self.form.troubles.pop("folder", None)
        if not named or not folder.is_dir():
            self.form.refuse(f"there is no folder {named or 'named'}", "folder")
            return
        found = [
            p for p in sorted(folder.rglob("*")) if p.suffix.lower() in READABLE and p.is_file()
        ]
        options = [(path.relative_to(folder).as_posix(), path) for path in found]
        self.form.controls["found"].options = options
        show(self.form.controls["found"], bool(found))
        show(self.form.controls["take"], bool(found))
        if not found:
            kinds = ", ".join(READABLE)
            self.form.refuse(f"nothing in {named} can be read, neither {kinds}", "folder")
            return
        self.form.follow()

    def _take_found(self) -> None:
        chosen = self.form.controls["found"]
        if not chosen.value:
            self.form.refuse("choose files in the list first; Ctrl+A takes all of it", "found")
            return
        self.form.troubles.pop("found", None)
        self.take(dict(zip(chosen.label, chosen.value, strict=True)))

    def _take_uploads(self) -> None:
        uploads = self.form.controls["upload"].value
        files = {to_file_name(u["name"], n): bytes(u["content"]) for n, u in enumerate(uploads)}
        if files:
            self.take(files)

    def take(self, files: Mapping[str, Content]) -> None:
        """Import files by name; those that ask or that no layout fits wait for a person."""
        self.entries = []
        self.mapped.clear()
        for place, (name, content) in enumerate(files.items(), 1):
            self.form.tell_work(f"Reading {name}, {place} of {len(files)}")
            self._import(name, content, {})
        self.form.follow()

    def answer(self, name: str) -> None:
        """Import one waiting file again with the answers given."""
        self._again(name, self.given.get(name, {}) | self.asked[name].answers())

    def map(self, name: str, mapping: TableMapping) -> None:
        """Import one waiting file by the mapping that was confirmed for it."""
        self.mapped[name] = mapping
        self._again(name, self.given.get(name, {}))

    def _again(self, name: str, answers: Mapping[str, str]) -> None:
        before = [entry for entry in self.entries if entry["name"] == name]
        self.entries = [entry for entry in self.entries if entry["name"] != name]
        self.form.tell_work(f"Reading {name}")
        self._import(name, self.waiting[name], answers)
        if self.entries[-1].get("is_open") and [e for e in before if e["verdict"] == "imported"]:
            self.entries[-1]["message"] += "; the file stays in as it was read before"
        self.form.follow()

    def _import(self, name: str, content: Content, answers: Mapping[str, str]) -> None:
        try:
            entry = self._read(name, content, answers)
        except ClientDataError as error:
            entry = {"file": name, "verdict": "refused", "message": error.in_words()}
        entry["name"] = name
        self.entries.append(entry)
        if entry["verdict"] == "refused":
            entry["message"] = to_spoken(entry["message"])
            entry["is_open"] = bool(answers) and name in self.asked
        if entry.get("is_open"):
            return
        self.given[name] = dict(answers)
        self.waiting.pop(name, None)
        self.asked.pop(name, None)
        if entry.get("questions"):
            self.waiting[name] = content
            self.asked[name] = Asking(entry["questions"], answers)
        if entry.get("unknown_layout") and name not in self.maps:
            self._offer_mapping(name, content, entry)
        elif entry["verdict"] in IN:
            self.maps.pop(name, None)
        if name in self.maps:
            self.waiting[name] = content

    def _offer_mapping(self, name: str, content: Content, entry: dict[str, Any]) -> None:
        earlier = earlier_mappings(self.audit.folder)
        wanted = self.form.controls["form"].value

        def propose(like: str | None) -> Proposal:
            with self._lying(name, content) as path:
                return propose_mapping(path, like=like or wanted, earlier=earlier)

        try:
            self.maps[name] = MappingBox(name, propose, lambda mapping: self.map(name, mapping))
        except ClientDataError as error:
            entry["unknown_layout"] = False
            entry["message"] = f"{entry['message']}; {error.message}"

    def _read(self, name: str, content: Content, answers: Mapping[str, str]) -> dict[str, Any]:
        layout, mapping = self.form.controls["form"].value, self.mapped.get(name)
        with self._lying(name, content) as path:
            entry, *_ = import_files(
                self.audit.workspace, self.audit.client, [path], received_on=today(),
                form=None if mapping else layout, answers=answers, mapping=mapping,
                by=who("notebook"),
            )  # fmt: skip
        return entry

    @contextmanager
    def _lying(self, name: str, content: Content) -> Iterator[Path]:
        """Give a path to the file; an uploaded one lies there only as long as it is read."""
        with tempfile.TemporaryDirectory() as scratch:
            path = content if isinstance(content, Path) else Path(scratch) / name
            if isinstance(content, bytes):
                path.write_bytes(content)
            yield path

    def fill(self) -> None:
        """Tell what became of the files, ask what is open, and show what is remembered."""
        self.told.value = to_all_told(self.entries)
        self.questions.children = [
            part
            for entry in sorted(self.entries, key=lambda entry: entry["verdict"] in IN)
            for part in self._to_open(entry["name"], entry)
        ]
        count = len(list_imports(self.form.desk.folder))
        listed = f"{count} imported so far, listed below." if count else "Nothing is imported yet."
        self.known.value = f'<p class="cx-note">{escape(listed)}</p>'
        self.kept.fill()

    def _to_open(self, name: str, entry: Mapping[str, Any]) -> list[VBox]:
        """Return what one file leaves open: its questions, or the mapping of its columns."""
        if name in self.maps and name not in self.asked:
            return [self.maps[name].box]
        if name not in self.asked:
            return []
        is_in = entry["verdict"] in IN
        words = f"Read {name} again" if is_in else f"Import {name}"
        again = button(f"{words} with these answers", "cx-data-answer", leading=not is_in)
        again.on_click(lambda _: self.answer(name))
        self.form.controls[f"answer.{name}"] = again
        title = f"{name} is in, and could say more" if is_in else f"What {name} leaves open"
        return [self.asked[name].lay_out(title, again)]


def to_file_name(text: str, number: int) -> str:
    """Return the last part of an uploaded name, fit to be written; never a path."""
    last = text.replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join(c for c in last if c.isprintable() and c not in '<>:"|?*').strip(". ")
    return plain[-120:] or f"file-{number + 1}"
