"""What became of imported files, printed for people: accounting, questions, and what to do next."""

from __future__ import annotations

import shlex
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TextIO

from cxaudit.cli.printing import print_error
from cxaudit.intake.reading import tell_source
from cxaudit.wording import show_count

Entry = dict[str, Any]
REASONS_SHOWN, ROWS_SHOWN = 5, 3


def _to_words(entry: Entry) -> str:
    """Return what became of a file: a layout that is not known waits to be mapped."""
    verdict = "to_be_mapped" if entry.get("unknown_layout") else entry["verdict"]
    return "there before" if verdict == "duplicate" else verdict.replace("_", " ")


def print_entry(entry: Entry, stream: TextIO, *, whole: bool = True) -> None:
    """Print what became of one file: verdict, accounting, warnings, questions.

    Not ``whole``: of a layout that is not known without the next step, which ``print_next`` tells,
    and of a file that was there before that alone.
    """
    rows = entry["rows"]
    head = f"{entry['file']}: {_to_words(entry)}"
    if entry["verdict"] == "duplicate" and not whole:
        print(f"{head}, and nothing is stored twice", file=stream)
        return
    if entry["verdict"] == "imported":
        head += f" as {entry['format']}: {show_count(rows['in'], 'row')} in"
        head += f" = {rows['imported']:,} imported"
        head += f" + {rows['set_aside']:,} set aside + {rows['blank']:,} blank"
        head += f" + {rows['totals']:,} totals"
    print(head, file=stream)
    silent = entry["verdict"] == "imported" or entry.get("questions")
    if entry.get("message") and not silent:
        said = entry["message"]
        said = said if whole or not entry.get("unknown_layout") else said.partition("; next: ")[0]
        print(f"  {said}", file=stream)
    if entry["verdict"] == "imported":
        _print_set_aside(entry, stream)
        if read_as := tell_source(entry.get("source") or ()):
            print(f"  read with: {read_as}", file=stream)
    for warning in entry.get("warnings", []):
        print(f"  note: {warning}", file=stream)
    told: set[str] = set()
    for question in entry.get("questions", []):
        optional = " (may stay open)" if question.get("optional") else ""
        print(f"  {question['id']}: {question['ask']}{optional}", file=stream)
        _print_choices(question, told, stream)


def _print_set_aside(entry: Entry, stream: TextIO) -> None:
    """Print why rows were set aside, the commonest reason first, with the first rows of each."""
    by_reason: dict[str, list[int]] = defaultdict(list)
    for one in entry.get("set_aside", []):
        by_reason[one["reason"]].append(one["row"])
    common = sorted(by_reason.items(), key=lambda item: -len(item[1]))
    for reason, numbers in common[:REASONS_SHOWN]:
        first = ", ".join(map(str, numbers[:ROWS_SHOWN]))
        more = " ..." if len(numbers) > ROWS_SHOWN else ""
        name = "row" if len(numbers) == 1 else "rows"
        print(f"  set aside: {reason} ({name} {first}{more})", file=stream)
    if len(common) > REASONS_SHOWN:
        left = show_count(len(common) - REASONS_SHOWN, "more reason")
        print(f"  set aside: {left}; --json lists every row", file=stream)


def _print_choices(question: Entry, told: set[str], stream: TextIO) -> None:
    """Print the answers to one question, and once a file the one that holds for every column."""
    name, for_all, choices = question["id"], question.get("for_all"), question["choices"]
    if for_all in told:
        print(f"      --answer {shlex.quote(name)}=...   as above", file=stream)
        return
    plain = [c for c in choices if c["label"] == c["value"].replace("_", " ")]
    if len(plain) > 1:
        options = " | ".join(choice["value"] for choice in plain)
        print(f"      --answer {shlex.quote(f'{name}=')}{options}", file=stream)
    for choice in choices if len(plain) < 2 else [c for c in choices if c not in plain]:
        option = shlex.quote(f"{name}={choice['value']}")
        print(f"      --answer {option}   {choice['label']}", file=stream)
    if not choices:
        print(f"      --answer {shlex.quote(name)}=...", file=stream)
    if for_all and choices:
        option = shlex.quote(f"{for_all}={choices[0]['value']}")
        print(f"      --answer {option}   would answer it wherever it is asked", file=stream)
        told.add(for_all)


def print_next(client: str, path: Path, entry: Entry, mapping: Path | None) -> None:
    """Print the command that answers what a file asked, or maps a table of the firm's own."""
    if entry.get("unknown_layout"):
        return _print_way_out(client, path)
    waits = entry["verdict"] == "needs_answer"
    asked = [q for q in entry.get("questions", []) if waits != bool(q.get("optional"))]
    if entry["verdict"] not in ("needs_answer", "imported") or not asked:
        return None
    names = dict.fromkeys(q.get("for_all") or q["id"] for q in asked)
    answers = " ".join(f"--answer {shlex.quote(name)}=..." for name in names)
    how = f" --mapping {shlex.quote(str(mapping))}" if mapping else ""
    again = f"cxaudit import {client} {shlex.quote(str(path))}{how} {answers}"
    if not waits:
        return print(f"  to answer it: {again}")
    return print_error(
        f"  next: {again}\n"
        "        with one of the answers above in place of each ...; it is remembered"
    )


def _print_way_out(client: str, path: Path) -> None:
    file, kept = shlex.quote(str(path)), shlex.quote(f"{path.stem}.toml")
    print_error("  next: tell once what its columns are; it is remembered")
    print_error(f"  1. cxaudit import {client} {file} --propose > {kept}")
    print_error(f"  2. look over every line of {kept}, it is a guess")
    print_error(f"  3. cxaudit import {client} {file} --mapping {kept}")


def print_end(client: str, entries: Sequence[Entry], *, dated: bool, lost: Sequence[str]) -> None:
    """Print how the files fared in one line, keys that find no row, and the next step."""
    words = {"imported": "imported", "there before": "there before",
             "needs answer": "to be answered", "to be mapped": "to be mapped",
             "refused": "refused"}  # fmt: skip
    verdicts = [_to_words(entry) for entry in entries]
    told = [f"{verdicts.count(name)} {word}" for name, word in words.items() if name in verdicts]
    print(f"\n{show_count(len(entries), 'file')}: {', '.join(told)}")
    for words_of_join in lost:
        print(f"  note: {words_of_join}")
    waiting = [e["file"] for e in entries
               if e["verdict"] == "needs_answer" or e.get("unknown_layout")]  # fmt: skip
    if waiting and len(entries) > 1:
        print(f"first: do what stands after “next:” above for {', '.join(waiting)}")
    if "to be mapped" in verdicts:
        print("to be mapped: by the three steps above, or in notebook 03_data by a "
              "form; what holds nothing that cxaudit request asks for may stay out")  # fmt: skip
    if "imported" not in verdicts and "there before" not in verdicts:
        return
    first = "" if dated else f"cxaudit set {client} as_of=YYYY-MM-DD, then "
    print(f"next: {first}cxaudit measure {client}")
