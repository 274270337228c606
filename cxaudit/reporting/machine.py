"""What a report would tell of the machine that wrote it, and keys that somebody pasted.

Pages are searched as they are stored, attributes, scripts and comments too: nobody reads a path
there, and it leaves all the same.
"""

from __future__ import annotations

import re
import socket
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cxaudit.audit import keys_folder
from cxaudit.store.secrets import find_secrets

PICTURE = re.compile(r"base64,[A-Za-z0-9+/=\\\s]{64,}")
MAC, LINUX = "/" + "Users/", "/" + "home/"
ANY_HOME = (
    r"[A-Za-z]:\\{1,2}Users\\{1,2}[^\\\s\"'<>]+", r"file:///[^\s\"'<>]*",
    rf"(?<![\w/]){MAC}[^/\s\"'<>]+/[^\s\"'<>]*",
    rf"(?<![\w/]){LINUX}[^/\s\"'<>]+/(?:\.|Desktop|Documents|Downloads)[^\s\"'<>]*",
)  # fmt: skip
"""Folders of persons on any machine. A page of a web site may begin with the latter as well."""
SIGNS = (":\\Users", ":\\\\Users", "file:///", MAC, LINUX)
PATH = "a path or name of this machine"
TRACE = re.compile(r"Traceback \(most recent call last\)|File \"[^\"\n]+\", line \d+")
SHORTEST = 4
TAIL = r"[^\s\"'<>&;,)]*"


@dataclass(frozen=True)
class Machine:
    """What matches the folders and the name of this machine; no match holds none of ``signs``."""

    pattern: re.Pattern[str]
    signs: tuple[str, ...]

    def find(self, text: str) -> Iterator[re.Match[str]]:
        """Give every match in a text; one without a sign, the usual, costs next to nothing."""
        if any(sign in text for sign in self.signs):
            yield from self.pattern.finditer(text)


def to_machine(root: Path) -> Machine:
    """Return what tells of this machine. ``root``: the workspace."""
    places = (root, root.resolve(), keys_folder(), Path.home(), Path(sys.prefix),
              Path(tempfile.gettempdir()) / "cxaudit-")  # fmt: skip
    long = {str(place) for place in places if len(str(place)) > SHORTEST}
    folders = {re.escape(place).replace(r"\\", r"\\{1,2}") for place in long}
    here = [rf"(?<![\w/.-]){folder}(?![\w-]){TAIL}" for folder in sorted(folders)]
    name = socket.gethostname()
    plain = name.isalpha() or name.isdigit() or len(name) < 6
    names = [] if plain or name == "localhost" else [rf"(?<![\w.-]){re.escape(name)}(?![\w-])"]
    parts = (max(place.split("\\"), key=len) for place in long)
    signs = (*parts, *SIGNS, *([name] if names else []))
    return Machine(re.compile("|".join([*here, *ANY_HOME, *names])), signs)


def read_raw(path: Path) -> Iterator[tuple[str, str]]:
    """Give the stored text of a file by part, pictures left out: a place, and the text."""
    content = path.read_bytes()
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as packed:
            for name in packed.namelist():
                if not name.endswith((".png", ".jpg", ".jpeg", ".gif", ".bin")):
                    yield name, packed.read(name).decode("utf-8", "replace")
    elif b"\0" not in content[:1024]:
        yield "", PICTURE.sub("", content.decode("utf-8", "replace"))


def find_left_in(text: str, machine: Machine) -> Iterator[tuple[str, str]]:
    """Give what must not leave with a text: what it is in words, and the words themselves."""
    yield from find_secrets(text)
    yield from (("an error report", hit[0]) for hit in TRACE.finditer(text))
    yield from ((PATH, hit[0]) for hit in machine.find(text))
