"""What became of one file, in words: its rows accounted for, its notes, why it was refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from cxaudit.wording import show_number

FOLDED_FROM = 6


def to_told(entry: Mapping[str, Any]) -> str:
    """Return what became of one file as markup, with its rows accounted for."""
    verdict = str(entry["verdict"]).replace("_", " ")
    message = "" if entry["verdict"] == "needs_answer" else str(entry.get("message") or "")
    lines: Iterable[str] = [message, *(entry.get("warnings") or ())]
    if entry["verdict"] == "imported":
        rows = {k: show_number(v) for k, v in entry["rows"].items()}
        lines = [
            f"{rows['in']} rows in = {rows['imported']} imported + {rows['set_aside']} set aside + "
            f"{rows['blank']} blank + {rows['totals']} totals",
            *(entry.get("warnings") or ()),
        ]
    elif entry.get("unknown_layout"):
        verdict = "waits to be mapped"
        lines = ["no known export has these headers: say below what its columns are, once"]
    head = f"<strong>{escape(entry['file'])}: {escape(verdict)}</strong>"
    return f'<div class="cx-hint">{head}{_to_list([line for line in lines if line])}</div>'


def _to_list(lines: list[str]) -> str:
    """Return the lines as a list; many of them fold after the first few."""
    items = [f"<li>{escape(line)}</li>" for line in lines]
    if not items:
        return ""
    shown, rest = items[:FOLDED_FROM], items[FOLDED_FROM:]
    more = f"<details><summary>{len(rest)} more notes</summary><ul>{''.join(rest)}</ul></details>"
    return f"<ul>{''.join(shown)}</ul>{more if rest else ''}"
