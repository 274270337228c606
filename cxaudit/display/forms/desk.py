"""One client's audit file, open at the screen: takes one change at a time and saves it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from weakref import WeakValueDictionary

from cxaudit.audit.person import now, who
from cxaudit.display.changes import to_changes, to_last
from cxaudit.errors import BusyError, ClientDataError
from cxaudit.store import ClientFile, read_client, read_history, redo, save_client, undo

Change = Callable[[ClientFile], ClientFile]


class Desk:
    """The file as this window last saw it, and the changes that could not be saved yet.

    ``waiting``: changes that another save or the disk stopped; they are kept until the person
    decides. ``is_stale``: another window saved in between. ``trouble``: why the last change is
    not saved, in words. ``note``: what was done besides, until the next change. ``can_redo``: the
    last thing done here was a step back. ``listeners`` are called whenever the file or the trouble
    changes.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = read_client(folder)
        self.waiting: list[Change] = []
        self.is_stale = False
        self.trouble = ""
        self.note = ""
        self.can_redo = False
        self._last: tuple[int, str] = (0, "")
        self.listeners: list[Callable[[], None]] = []

    @property
    def is_saved(self) -> bool:
        """Tell whether everything that was entered stands on disk."""
        return not self.waiting and not self.trouble

    def save(self, change: Change) -> bool:
        """Save one change on top of what this window saw; tell whether it is on disk.

        A change that does not fit is dropped and its fault told. While another window's save is
        in the way, the change waits.
        """
        self.note, self.can_redo = "", False
        self.waiting.append(change)
        if not self.is_stale:
            self._try()
        self._tell()
        return self.is_saved

    def retry(self) -> None:
        """Save what waits on top of what stands on disk now: my answers over theirs."""
        self.file, self.is_stale = read_client(self.folder), False
        self._try()
        self._tell()

    def reload(self, note: str = "") -> None:
        """Take what stands on disk; what waits here is dropped. ``note``: what was done."""
        self.file = read_client(self.folder)
        self.waiting, self.is_stale, self.trouble, self.note = [], False, "", note
        self.can_redo = False
        self._tell()

    @property
    def last(self) -> str:
        """Return the change that undoing would take back, in words; "" where there is none."""
        if self._last[0] != self.file.revision:
            self._last = (self.file.revision, self._tell_last())
        return self._last[1]

    def _tell_last(self) -> str:
        try:
            changes = to_last(read_history(self.folder))
        except ClientDataError:
            return ""
        if not changes:
            return ""
        many = f"{len(changes)} changes in one save, such as " if len(changes) > 1 else ""
        by = ", ".join(filter(None, (changes[0].who, changes[0].at)))
        return f"{many}{changes[0].in_words} ({by})"

    def undo(self) -> None:
        """Take the last change back; a save of another window in between is shown first."""
        self._step(undo, f"taken back: {self.last}", "nothing was taken back")
        self.can_redo = self.note.startswith("taken back")
        self._tell()

    def redo(self) -> None:
        """Put back what was taken back just now; another window's save is shown first."""
        self._step(redo, "put back", "nothing was put back")
        self.can_redo = False
        self._tell()

    def _step(self, step: Callable[..., ClientFile], done: str, failed: str) -> None:
        try:
            self.file = step(
                self.folder, who=who("notebook"), at=now(), expected_revision=self.file.revision
            )
            self.note = done
        except BusyError:
            self.file = read_client(self.folder)
            self.note = f"{failed}, for another window has changed {self.last}"
        except ClientDataError as error:
            self.note = f"{failed}: {to_words(error)}"

    def reread(self) -> None:
        """Take what stands on disk when a form is opened, unless changes wait here."""
        if self.is_saved:
            self.reload()

    def _try(self) -> None:
        self.trouble = ""
        changed = self._apply()
        try:
            self.file = save_client(
                self.folder,
                changed,
                who=who("notebook"),
                expected_revision=self.file.revision,
                at=now(),
            )
            self.waiting = []
        except BusyError as error:
            self.is_stale = read_client(self.folder).revision != self.file.revision
            self.trouble = self._tell_newer() if self.is_stale else error.message
        except ClientDataError as error:
            self.trouble = to_words(error)

    def _tell_newer(self) -> str:
        """Return who changed what since this window read the file."""
        newer = [ln for ln in read_history(self.folder) if ln.revision > self.file.revision]
        told = [f"{change.who} changed {change.in_words}" for change in to_changes(newer)]
        more = [f"and {len(told) - 3} more"] if len(told) > 3 else []
        return "; ".join([*told[:3], *more])

    def _apply(self) -> ClientFile:
        """Return the file with what waits in it; a change that does not fit waits no longer."""
        changed, fitting = self.file, []
        for change in self.waiting:
            try:
                changed = change(changed)
                fitting.append(change)
            except ClientDataError as error:
                self.trouble = to_words(error)
        self.waiting = fitting
        return changed

    def _tell(self) -> None:
        for listener in self.listeners:
            listener()


_DESKS: WeakValueDictionary[Path, Desk] = WeakValueDictionary()


def open_desk(folder: Path) -> Desk:
    """Return the desk of a client's folder; all forms of one window share it."""
    desk = _DESKS.get(folder.resolve())
    if desk is None:
        desk = _DESKS[folder.resolve()] = Desk(folder)
    desk.reread()
    return desk


PLACE = re.compile(r"(use_cases|criteria|reported), entry 1, ")


def to_words(error: ClientDataError) -> str:
    """Return a fault in one line for the status: what is wrong, and what would fit."""
    if error.found and PLACE.search(error.found):
        return PLACE.sub("", error.found)
    if error.wanted:
        return f"{error.message}: please give {error.wanted}"
    return f"{error.message}: {error.found}" if error.found else error.message
