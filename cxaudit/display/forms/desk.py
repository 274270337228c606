"""One client's audit file, open at the screen: takes one change at a time and saves it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from weakref import WeakValueDictionary

from cxaudit.audit.person import now, who
from cxaudit.errors import BusyError, ClientDataError
from cxaudit.store import ClientFile, read_client, save_client

Change = Callable[[ClientFile], ClientFile]


class Desk:
    """The file as this window last saw it, and the changes that could not be saved yet.

    ``waiting``: changes that another save or the disk stopped; they are kept until the person
    decides. ``is_stale``: another window saved in between. ``trouble``: why the last change is
    not saved, in words. ``listeners`` are called whenever the file or the trouble changes.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = read_client(folder)
        self.waiting: list[Change] = []
        self.is_stale = False
        self.trouble = ""
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

    def reload(self) -> None:
        """Take what stands on disk; what waits here is dropped."""
        self.file = read_client(self.folder)
        self.waiting, self.is_stale, self.trouble = [], False, ""
        self._tell()

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
            self.trouble = error.found or error.message
        except ClientDataError as error:
            self.trouble = to_words(error)

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
