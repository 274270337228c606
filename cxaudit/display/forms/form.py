"""What every form has: its style, a fixed status line, and the choice when two windows meet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from ipywidgets import HTML, HBox, Layout, VBox, Widget

from cxaudit.display.forms.controls import button, prose, put, show
from cxaudit.display.forms.desk import Change, Desk, to_words
from cxaudit.display.stylesheet import read_style
from cxaudit.errors import ClientDataError


@cache
def read_form_style() -> str:
    """Return the style of panels and forms as markup."""
    own = (Path(__file__).parent / "forms.css").read_text(encoding="utf-8")
    return f"<style>{read_style()}{own}</style>"


class Form(VBox):
    """A form over one client's file: parts from top to bottom, then the status line.

    ``controls``: every control by name. A form fills its controls from the file when it is opened
    and whenever the file changes; what a person enters goes to ``save``. ``troubles``: what was
    entered and does not fit, by what it is about; it stays on the page until it is mended.
    """

    def __init__(self, desk: Desk, look: str) -> None:
        super().__init__(layout=Layout(width="100%"))
        self.add_class("cx-form")
        self.add_class(look)
        self.desk = desk
        self.controls: dict[str, Widget] = {}
        self.status = prose(look="cx-status")
        self.troubles: dict[str, str] = {}
        self._is_filling = False
        theirs = button("Load the other window's answers", "cx-load-theirs", leading=True)
        mine = button("Save mine on top of them", "cx-keep-mine")
        theirs.on_click(lambda _: self._take_theirs())
        mine.on_click(lambda _: desk.retry())
        self.controls |= {"load_theirs": theirs, "keep_mine": mine}
        self._choice = HBox([theirs, mine])
        self._foot = VBox([self.status, self._choice])
        self._foot.add_class("cx-foot")
        undo = button("Take back the last change", "cx-undo")
        undo.on_click(lambda _: desk.undo())
        redo = button("Put it back again", "cx-redo")
        redo.on_click(lambda _: desk.redo())
        self.controls |= {"undo": undo, "redo": redo}
        self.last = prose(look="cx-last")
        self._back = VBox([self.last, HBox([undo, redo])])

    def lay_out(self, *parts: Widget) -> None:
        """Put the parts on the page, fill them and follow the file from now on."""
        self.children = (HTML(read_form_style()), *parts, self._foot, self._back)
        self.desk.listeners.append(self.follow)
        self.follow()

    def fill(self) -> None:
        """Set every control to what the file says."""
        raise NotImplementedError

    def progress(self) -> str:
        """Return how much is answered, as in "12 of 28 answered"."""
        raise NotImplementedError

    def follow(self) -> None:
        """Fill the controls, unless a change waits to be saved; tell the status."""
        if self.desk.is_saved:
            with self.filling():
                self.fill()
        self._tell()

    def save(self, change: Change, about: str = "") -> bool:
        """Save one change; tell whether it is on disk. A change that does not fit is told."""
        self.troubles.pop(about, None)
        try:
            change(self.desk.file)
        except ClientDataError as error:
            return self.refuse(to_words(error), about)
        return self.desk.save(change)

    def refuse(self, words: str, about: str = "") -> bool:
        """Say why what was entered is not saved; always False."""
        self.troubles[about] = words
        self._tell()
        return False

    def tell_work(self, words: str) -> None:
        """Say what is being done, until the status is told again."""
        said = f'<div role="status" class="cx-state cx-is-working">{escape(words)}</div>'
        self.status.value = said

    def set(self, name: str, value: Any) -> None:
        """Set a control to what the file says, unless what stands in it is still to be mended."""
        if name not in self.troubles:
            put(self.controls[name], value)

    def on(self, control: Widget, react: Callable[[], None]) -> None:
        """Call ``react`` when a person changes the control, not when the form fills it."""
        control.observe(lambda _: None if self._is_filling else react(), names="value")

    def on_pick(self, control: Widget, react: Callable[[], None]) -> None:
        """Call ``react`` when a person picks what the form is about.

        While a change waits to be saved the pick is taken back: the change would be lost.
        """

        def picked(change: dict[str, Any]) -> None:
            if self._is_filling:
                return
            if self.desk.is_saved:
                react()
                return
            with self.filling():
                put(control, change["old"])

        control.observe(picked, names="value")

    @contextmanager
    def filling(self) -> Iterator[None]:
        """Change controls without taking it for an answer."""
        before, self._is_filling = self._is_filling, True
        try:
            yield
        finally:
            self._is_filling = before

    def _take_theirs(self) -> None:
        self.troubles.clear()
        self.desk.reload()

    def _tell(self) -> None:
        waits = bool(self.desk.waiting)
        show(self._choice, waits)
        show(self.controls["load_theirs"], self.desk.is_stale)
        again = "Save mine on top of them" if self.desk.is_stale else "Try to save again"
        self.controls["keep_mine"].description = again
        last = self.desk.last if self.desk.is_saved else ""
        show(self._back, bool(last) or self.desk.can_redo)
        show(self.controls["undo"], bool(last))
        show(self.controls["redo"], self.desk.can_redo)
        self.last.value = f'<p class="cx-note">Last change: {escape(last)}</p>' if last else ""
        told = [self.desk.trouble, *self.troubles.values(), self.desk.note]
        if self.desk.is_stale:
            state, words = "changed", "Changed in another window"
        elif self.desk.is_saved and not self.troubles:
            state, words = "saved", f"Saved, {self.progress()}"
        else:
            state, words = "unsaved", "Unsaved"
        said = "; ".join([words, *filter(None, told)]).replace("; ", ": ", 1)
        self.status.value = (
            f'<div role="status" class="cx-state cx-is-{state}">{escape(said)}</div>'
        )
