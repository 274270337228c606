"""What became of one file, in words: its rows accounted for, its notes, why it was refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from cxaudit.intake.reading import tell_source
from cxaudit.wording import show_count, show_number

FOLDED_FROM = 6
SHORT = 3
"""Up to so many files everything is told open; of more those that wait come first, others fold."""
FATES = (
    ("needs_answer", "waits for an answer", "to be answered"),
    ("waits", "waits to be mapped", "to be mapped"), ("refused", "refused", "refused"),
    ("imported", "imported", "imported"), ("duplicate", "there before", "there before"),
)  # fmt: skip
"""What becomes of a file: the fate, of one file in words, of several."""
Entry = Mapping[str, Any]


def to_all_told(entries: Sequence[Entry]) -> str:
    """Return what became of the files as markup: the count of each fate, then file by file."""
    ranks = [name for name, *_ in FATES]
    ordered = sorted(entries, key=lambda entry: ranks.index(to_fate(entry)))
    many = len(entries) > SHORT
    fates = [to_fate(entry) for entry in entries]
    counts = [f"{fates.count(name)} {words}" for name, _, words in FATES if name in fates]
    head = f"<p><strong>{len(entries)} files: {escape(', '.join(counts))}.</strong>"
    asks = {"needs_answer", "waits"} & {*fates} or any(entry.get("is_open") for entry in entries)
    below = " What they ask stands below." if asks else ""
    told = "".join(to_told(entry, folded=many) for entry in ordered)
    return f'<div class="cx-hint">{head}{below}</p></div>{told}' if many else told


def to_spoken(message: str) -> str:
    """Return why a file is refused without a next step that is typed into a terminal."""
    said, _, following = message.partition("; next: ")
    return said if following.startswith(("--", "cxaudit ")) else message


def to_fate(entry: Entry) -> str:
    """Return the fate of a file, a name of ``FATES``."""
    return "waits" if entry.get("unknown_layout") else str(entry["verdict"])


def to_told(entry: Entry, *, folded: bool = False) -> str:
    """Return what became of one file as markup, with its rows accounted for.

    ``folded``: of a file that is in only its rows are shown until it is opened.
    """
    fate = to_fate(entry)
    verdict = next(words for name, words, _ in FATES if name == fate)
    notes = [line for line in (entry.get("warnings") or ()) if line]
    if read_as := tell_source(entry.get("source") or ()):
        notes.insert(0, f"read with: {read_as}")
    if fate == "imported":
        told = _account(entry)
    elif fate == "waits":
        told, notes = "no known export has these headers: say below what its columns are, once", []
    elif fate == "needs_answer":
        told = "its questions stand below; it comes in when they are answered"
    else:
        told = str(entry.get("message") or "")
    head = f"<strong>{escape(entry['file'])}: {escape(verdict)}</strong>"
    if folded and fate in ("imported", "duplicate"):
        summary = f"<summary>{head} <span class='cx-small'>{escape(told)}</span></summary>"
        return f'<details class="cx-hint">{summary}{_to_list(notes)}</details>'
    return f'<div class="cx-hint">{head}{_to_list([line for line in [told, *notes] if line])}</div>'


def _account(entry: Entry) -> str:
    rows = {k: show_number(v) for k, v in entry["rows"].items()}
    came = show_count(entry["rows"]["in"], "row")
    return (
        f"{came} in = {rows['imported']} imported + {rows['set_aside']} set aside + "
        f"{rows['blank']} blank + {rows['totals']} totals"
    )


def _to_list(lines: list[str]) -> str:
    """Return the lines as a list; many of them fold after the first few."""
    items = [f"<li>{escape(line)}</li>" for line in lines]
    if not items:
        return ""
    shown, rest = items[:FOLDED_FROM], items[FOLDED_FROM:]
    more = f"<details><summary>{len(rest)} more notes</summary><ul>{''.join(rest)}</ul></details>"
    return f"<ul>{''.join(shown)}</ul>{more if rest else ''}"
