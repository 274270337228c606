"""What a person can read in a published file: its texts, each with the place it stands at."""

from __future__ import annotations

import base64
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

Text = tuple[str, str]
"""A place in words, and the text that stands there."""
Placed = tuple[str, str, str]
"""A file, a place in it, and the text that stands there."""
INLINE = frozenset((
    "a", "abbr", "b", "bdi", "cite", "code", "del", "em", "i", "ins", "kbd", "mark", "q", "s",
    "small", "span", "strong", "sub", "sup", "tt", "u", "var", "wbr",
))  # fmt: skip
UNREAD = frozenset(("style", "script"))
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
TOLD = frozenset(("alt", "aria-label", "title", "value", "content", "placeholder", "datetime"))
LINKS = ("mailto:", "tel:")
PICTURE = "data:image/svg+xml;base64,"
SAID = re.compile(r'(?:aria-label|title)="([^"]*)"|<!--(.*?)-->|>([^<>]*[^<>\s][^<>]*)<', re.S)
"""What a picture says: its names of shapes, its comments and its own text."""
NOTEBOOK, LONG = ".ipynb", 500
PACKED = (".xlsx", ".docx", ".pptx", ".zip")


class _Page(HTMLParser):
    """Collects the texts of a page; a place is the heading above."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[Text] = []
        self._heading, self._buffer = "", ""
        self._unread = 0
        self._in_heading = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take the texts of the attributes; a new block begins."""
        self._break(tag)
        self._unread += tag in UNREAD
        self._in_heading = self._in_heading or tag in HEADINGS
        for name, value in attrs:
            if value and (name in TOLD or (name == "href" and value.startswith(LINKS))):
                self.texts.append((self._heading, value))
            elif value and value.startswith(PICTURE):
                self.texts += ((self._heading, text) for text in _read_picture(value))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take an element that holds nothing."""
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """End a block."""
        self._break(tag)
        self._unread -= tag in UNREAD and self._unread > 0
        if tag in HEADINGS:
            self._in_heading = False

    def handle_data(self, data: str) -> None:
        """Take text."""
        if not self._unread:
            self._buffer += data

    def handle_comment(self, data: str) -> None:
        """Take a comment: it is not shown, and it is in the file."""
        self.texts.append((self._heading, data))

    def close(self) -> None:
        """Take what is left."""
        super().close()
        self._break("")

    def _break(self, tag: str) -> None:
        if tag in INLINE:
            return
        text = " ".join(self._buffer.split())
        if text:
            self._heading = text[:80] if self._in_heading else self._heading
            self.texts.append((self._heading, text))
        self._buffer = ""


def read_folder(files: Sequence[Path]) -> Iterator[Placed]:
    """Give every text of every file once a file; what a page shows of a notebook once a folder.

    A page is its notebook's outputs with a frame around them: outputs that stand in it word for
    word are read where they come from, and the frame without them.
    """
    notebooks = {path: _load(path) for path in files if path.suffix == NOTEBOOK}
    outputs = {html for document in notebooks.values() for html in _to_outputs(document)}
    for path in files:
        held = notebooks.get(path)
        texts = _read_file(path, outputs) if held is None else _read_notebook(held)
        yield from ((path.name, *text) for text in dict.fromkeys(texts))


def _read_file(path: Path, known: Iterable[str]) -> Iterator[Text]:
    """Give every text of a page, a JSON or text file, or an office document.

    ``known``: pieces of a page that are read elsewhere. Photographs and other bytes hold no
    text; drawings (SVG) may.
    """
    if path.suffix in (".html", ".htm"):
        page = path.read_text(encoding="utf-8")
        for piece in known:
            page = page.replace(piece, "\n")
        yield from _read_page(page)
    elif path.suffix == ".json":
        yield from (("", text) for text in _strings(_load(path)))
    elif path.suffix in PACKED:
        yield from _read_packed(path)
    elif path.suffix in (".csv", ".txt", ".md"):
        yield from (("", line) for line in path.read_text(encoding="utf-8").splitlines())


def _load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _to_outputs(document: dict[str, Any]) -> Iterator[str]:
    """Give the long pieces of markup that a notebook shows."""
    for cell in document.get("cells", []):
        for output in cell.get("outputs", []):
            held = output.get("data", {}).get("text/html", "")
            markup = "".join(held) if isinstance(held, list) else held
            if isinstance(markup, str) and len(markup.strip()) >= LONG:
                yield markup.strip()


def _read_page(text: str) -> list[Text]:
    page = _Page()
    page.feed(text)
    page.close()
    return [(f"under the heading “{place}”" if place else "", text) for place, text in page.texts]


def _read_picture(source: str) -> Iterator[str]:
    """Give every text of a drawing that a page holds inside itself; none of a broken one."""
    try:
        drawn = base64.b64decode(source.removeprefix(PICTURE)).decode("utf-8", "replace")
    except ValueError:
        return
    for found in SAID.findall(drawn):
        yield from (unescape(text) for text in found if text)


def _read_notebook(document: dict[str, Any]) -> Iterator[Text]:
    for number, cell in enumerate(document.get("cells", []), start=1):
        place = f"cell {number}"
        yield place, "".join(cell.get("source", ""))
        for output in cell.get("outputs", []):
            shown = {"text/plain": output.get("text", "")} | output.get("data", {})
            for kind, held in shown.items():
                if kind.startswith("image/") and kind != "image/svg+xml":
                    continue
                text = "".join(held) if isinstance(held, list) else held
                if not isinstance(text, str):
                    yield from ((place, one) for one in _strings(text))
                elif kind in ("text/html", "image/svg+xml"):
                    yield from ((_join(place, at), one) for at, one in _read_page(text))
                else:
                    yield from ((place, line) for line in text.splitlines())
    yield from _read_widgets(document)


def _join(*places: str) -> str:
    return ", ".join(place for place in places if place)


def _read_widgets(document: dict[str, Any]) -> Iterator[Text]:
    for text in _strings(document.get("metadata", {}).get("widgets", {})):
        read = [inner for _, inner in _read_page(text)] if "<" in text else [text]
        yield from (("the widgets' state", one) for one in read)


def _read_packed(path: Path) -> Iterator[Text]:
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as packed:
        for name in packed.namelist():
            if name.endswith((".xml", ".rels")):
                for _, text in _read_page(packed.read(name).decode("utf-8", "replace")):
                    yield name, text


def _strings(value: Any) -> Iterator[str]:
    """Give every text inside a JSON value, names of fields too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)
