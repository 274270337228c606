"""Milestones: the audit frozen under a name, and a new period opened on top of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from html import escape

from cxaudit.audit import Audit
from cxaudit.audit.past import carry, freeze
from cxaudit.display.changes import to_moment
from cxaudit.display.forms.controls import ask, button, prose, text
from cxaudit.display.forms.desk import open_desk, to_words
from cxaudit.display.forms.form import Form
from cxaudit.errors import ClientDataError
from cxaudit.period import Period, add_months, parse_period
from cxaudit.store import list_milestones
from cxaudit.wording import show_count

PLACE = "notebook"


def edit_milestones(audit: Audit) -> MilestoneForm:
    """Return the form that freezes the audit under a name, and opens a new period."""
    return MilestoneForm(audit)


class MilestoneForm(Form):
    """A name freezes the audit as it stands; a new period freezes it too and goes on from there."""

    def __init__(self, audit: Audit) -> None:
        super().__init__(open_desk(audit.folder), "cx-edit-milestones")
        self.audit = audit
        start, end = _next_period(audit)
        self.controls |= {
            "name": text("Name", "cx-milestone-name", hint="as in: first reading"),
            "freeze": button("Freeze the audit as it stands", "cx-milestone-freeze"),
            "start": text("First day", "cx-carry-start", hint=f"as in: {start}"),
            "end": text("Last day", "cx-carry-end", hint=f"as in: {end}"),
            "carry": button("Open the new period", "cx-carry"),
        }
        c = self.controls
        c["freeze"].on_click(lambda _: self._do("name", self._freeze))
        c["carry"].on_click(lambda _: self._do("period", self._carry))
        self.listed = prose()
        self.lay_out(
            ask("Under which name should today's audit be kept?", c["name"], c["freeze"],
                self.listed,
                help="A milestone is a frozen copy: answers, settings and scorecard. Later "
                "readings are compared with it. It is never written again."),
            ask("Does a new period begin?", c["start"], c["end"], c["carry"],
                help="The audit is frozen first. Exports and answers stay, and every answer waits "
                "until somebody says that it is still true."),
        )  # fmt: skip

    def _do(self, about: str, act: Callable[[], str]) -> None:
        """Act on the audit as it stands on disk; say what was done, or why nothing was."""
        self.troubles.pop(about, None)
        if not self.desk.is_saved:
            self.refuse("first save the answers that wait, or load the other window's", about)
            return
        self.status.value = '<div role="status" class="cx-state cx-is-saved">Working …</div>'
        try:
            said = act()
        except ClientDataError as error:
            self.refuse(to_words(error), about)
            return
        self.desk.reload(said)

    def _now(self) -> Audit:
        return Audit.open(self.audit.client, self.audit.workspace.root)

    def _freeze(self) -> str:
        made = freeze(self._now(), self.controls["name"].value, PLACE)
        self.controls["name"].value = ""
        return f"frozen as {made.name}"

    def _carry(self) -> str:
        days = [self.controls[name].value.strip() for name in ("start", "end")]
        done = carry(self._now(), _parse(*days), PLACE)
        self.controls["start"].value = self.controls["end"].value = ""
        waiting = show_count(done.waiting, "answer waits", "answers wait")
        return f"the new period is open, {waiting} to be confirmed, frozen as {done.frozen.name}"

    def fill(self) -> None:
        """List the milestones there are, newest first."""
        lines = [
            f"{one.name}: frozen by {one.who} on {to_moment(one.at)}, revision {one.revision}"
            for one in reversed(list_milestones(self.desk.folder))
        ]
        inside = "".join(f"<li>{escape(line)}</li>" for line in lines)
        self.listed.value = f'<ul class="cx-list">{inside}</ul>' if lines else ""

    def progress(self) -> str:
        """Return how many milestones there are, and how many answers wait."""
        waiting = sum(bool(a.to_confirm) for a in (*self.desk.file.use_cases,
                                                   *self.desk.file.criteria))  # fmt: skip
        count = len(list_milestones(self.desk.folder))
        made = show_count(count, "milestone") if count else "no milestone yet"
        more = f", {show_count(waiting, 'answer waits', 'answers wait')} to be confirmed"
        return made + (more if waiting else "")


def _parse(start: str, end: str) -> Period:
    for label, day in (("First day", start), ("Last day", end)):
        try:
            date.fromisoformat(day)
        except ValueError as error:
            raise ClientDataError(f"{label}: this is not a day", wanted="a day as in 2026-01-01"
                                  ) from error  # fmt: skip
    if end < start:
        raise ClientDataError("Last day: it lies before the first")
    return parse_period(f"{start}_{end}")


def _next_period(audit: Audit) -> tuple[date, date]:
    """Return the twelve months after the audit's date, for the example in the form."""
    try:
        start = audit.as_of + timedelta(days=1)
    except ClientDataError:
        start = date(2026, 1, 1)
    return start, add_months(start, 12) - timedelta(days=1)
