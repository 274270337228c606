"""What a cell shows, gathered as nbformat outputs in the order in which it was shown."""

from __future__ import annotations

import io
from base64 import b64encode
from typing import Any


class Outputs:
    """The outputs of the cell that runs, and changes to displays of cells before it.

    ``shown``: nbformat outputs; one that may be changed later carries its id in
    ``transient.display_id``. ``changed``: (display id, data, metadata) of such changes.
    """

    def __init__(self) -> None:
        self.shown: list[dict[str, Any]] = []
        self.changed: list[dict[str, Any]] = []
        self._clear_next = False

    def begin(self) -> None:
        """Forget the cell before."""
        self.shown, self.changed, self._clear_next = [], [], False

    def add(self, output: dict[str, Any]) -> None:
        """Append one output; what was to be cleared by the next output goes now."""
        if self._clear_next:
            self.shown, self._clear_next = [], False
        self.shown.append(output)

    def write(self, name: str, text: str) -> None:
        """Append printed text, to the text before it where that is of the same stream."""
        if self.shown and not self._clear_next and self.shown[-1].get("name") == name:
            self.shown[-1]["text"].append(text)
        else:
            self.add({"output_type": "stream", "name": name, "text": [text]})

    def change(self, display_id: str, data: dict[str, Any], metadata: dict[str, Any]) -> None:
        """Change a display of this cell or of an earlier one."""
        change = {"display_id": display_id, "data": data, "metadata": metadata}
        apply_change(self.shown, change)
        self.changed.append(change)

    def clear(self, wait: bool = False) -> None:
        """Take back what this cell has shown, at once or with its next output."""
        if wait:
            self._clear_next = True
        else:
            self.shown = []

    def finished(self) -> list[dict[str, Any]]:
        """Return the outputs with each stream's text in one piece."""
        return [
            out | {"text": "".join(out["text"])} if out["output_type"] == "stream" else out
            for out in self.shown
        ]


def apply_change(outputs: list[Any], change: dict[str, Any]) -> None:
    """Give every display of this id the new data and metadata."""
    for output in outputs:
        transient = output.get("transient", {})
        if transient and transient.get("display_id") == change["display_id"]:
            output["data"], output["metadata"] = change["data"], change["metadata"]


def to_plain(data: dict[str, Any]) -> dict[str, Any]:
    """Return a display's data as JSON carries them: bytes become base64."""
    return {
        kind: b64encode(value).decode("ascii") if isinstance(value, bytes) else value
        for kind, value in data.items()
    }


class Printed(io.TextIOBase):
    """sys.stdout or sys.stderr of a cell; code that asks for the file gets the process's own."""

    def __init__(self, name: str, number: int, outputs: Outputs) -> None:
        super().__init__()
        self._name, self._number, self._outputs = name, number, outputs

    @property
    def name(self) -> str:
        """Return stdout or stderr."""
        return self._name

    @property
    def encoding(self) -> str:
        """Return the encoding that a real stream would name."""
        return "utf-8"

    def writable(self) -> bool:
        """Tell that it can be written."""
        return True

    def fileno(self) -> int:
        """Return the process's own descriptor, for programs that the notebook starts."""
        return self._number

    def write(self, text: str) -> int:
        """Show printed text in the cell."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if text:
            self._outputs.write(self._name, text)
        return len(text)
