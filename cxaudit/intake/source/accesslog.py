"""Access logs of web servers in the combined format: a table of who asked for what, and when."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from cxaudit.intake.gate.upload import Upload
from cxaudit.intake.source.grid import Grid, Native
from cxaudit.intake.source.text import decode
from cxaudit.intake.values.words import load_words

QUOTED = r'"((?:[^"\\]|\\.)*)"'
LINE = re.compile(
    rf"\S+ \S+ ([^\[]*?) \[([^\]]{{20,40}})\] {QUOTED} (\d{{3}}) (?:\d+|-) {QUOTED} {QUOTED}"
)
HEADER = ("Signed-in user", "Requested at", "Request")
PAGE = "a page, by a signed-in user"
TRIED_LINES = 20
HEAD_BYTES = 65_536
Row = Sequence[str]


def read_access_log(upload: Upload) -> Grid | None:
    """Return the requests of a log under a header of our own; None for any other text.

    A row has the signed-in user (blank where the log names none), the moment with its zone, and
    what the request is, by which those that are nobody's visit are told apart. Addresses of
    visitors, pages asked for and programs used are not taken over.
    """
    if not _looks_like_log(upload.content[:HEAD_BYTES]):
        return None
    text, encoding = decode(upload.content, upload.name)
    lines = text.splitlines()
    rows: list[Row] = [HEADER, *map(_to_row, lines)]
    return Grid(rows, range(len(rows)), encoding=encoding, delimiter="space")


def _looks_like_log(head: bytes) -> bool:
    """Tell whether at least half of the first lines are of the combined format."""
    if b"[" not in head or b'"' not in head:
        return False
    lines = [line for line in head.decode("latin-1").splitlines() if line.strip()][:TRIED_LINES]
    return 2 * sum(LINE.match(line) is not None for line in lines) >= max(len(lines), 1)


def _to_row(line: str) -> Row:
    if not line.strip():
        return ()
    found = LINE.match(line)
    moment = _to_moment(found[2]) if found else None
    if found is None or moment is None:
        return ("", "", "not a line of the combined format")
    user = "" if found[1] == "-" else found[1]
    return (user, Native(moment), _to_kind(found[3], int(found[4]), found[6], user))


@lru_cache(maxsize=10_000)
def _to_moment(text: str) -> str | None:
    try:
        return datetime.strptime(text, "%d/%b/%Y:%H:%M:%S %z").isoformat()
    except ValueError:
        return None


def _to_kind(request: str, status: int, agent: str, user: str) -> str:
    """Return what a request is: the first reason why it is nobody's visit, else a page."""
    words = load_words()
    method, _, address = request.partition(" ")
    path = address.partition(" ")[0].partition("?")[0].casefold()
    if status >= 400:
        return "refused or failed"
    if _is_robot(agent):
        return "by a robot"
    if method not in ("GET", "POST"):
        return "no page asked for"
    if path.rstrip("/") in words.health_checks:
        return "a health check"
    if path.endswith(words.assets):
        return "part of a page (picture, script, style)"
    return PAGE if user else "no signed-in user"


@lru_cache(maxsize=10_000)
def _is_robot(agent: str) -> bool:
    plain = agent.casefold()
    return not plain.strip("- ") or any(word in plain for word in load_words().robots)
