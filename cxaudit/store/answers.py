"""Answers in and out: the answers file against the client's audit file."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from cxaudit.errors import ClientDataError
from cxaudit.store.fields import Fault, checks_of, to_record
from cxaudit.store.ids import to_printable
from cxaudit.store.records import RECORDS, ClientFile, Record, sort_records, to_row
from cxaudit.store.values import near

SHOWN_FAULTS = 20


def merge_answers(
    client_file: ClientFile,
    answers: object,
    known_kpi_ids: Collection[str],
    known_figure_ids: Collection[str] | None = None,
) -> ClientFile:
    """Return the client's file with these answers in it; an entry replaces one with its key.

    Keys: a use case by KPI and respondent, a criterion by scope, link, criterion and respondent,
    a reported figure by KPI and period (value null withdraws it). Entries not named stay. The
    revision stays too: saving raises it. ``known_figure_ids``: what may be reported, where it is
    more than the KPIs. The answers are judged whole: every fault in one ClientDataError.
    """
    if not isinstance(answers, dict):
        raise ClientDataError(
            "this is not an answers file", found=to_printable(answers, 40),
            wanted=f"one JSON object with {', '.join(RECORDS)}",
            next="write one to start from: cxaudit answers CLIENT --write FILE",
        )  # fmt: skip
    faults = [Fault(f"the key {to_printable(k)}", "a list that is not known",
                    near(str(k), list(RECORDS)) or f"one of {', '.join(RECORDS)}")
              for k in answers if k not in RECORDS]  # fmt: skip
    known = dict.fromkeys(RECORDS, known_kpi_ids) | {"reported": known_figure_ids or known_kpi_ids}
    merged = {}
    withdrawn = _withdrawn(answers.get("reported"))
    for section in RECORDS:
        rows = answers.get(section) or []
        records, found = to_records(section, rows, known[section], skip=withdrawn)
        faults += found
        kept = [r for r in getattr(client_file, section) if r.key not in withdrawn]
        merged[section] = sort_records([*kept, *records])
    refuse(faults, "answers")
    return replace(client_file, **merged)


def _withdrawn(rows: object) -> set[tuple[str, ...]]:
    named = [r for r in rows if isinstance(r, dict)] if isinstance(rows, list) else []
    return {
        (str(r.get("kpi_id")), str(r.get("period_start") or ""), str(r.get("period_end")))
        for r in named
        if r.get("value") is None and r.get("kpi_id") and r.get("period_end")
    }


def to_records(
    section: str,
    rows: object,
    known_kpi_ids: Collection[str] | None = None,
    skip: Collection[tuple[str, ...]] = (),
) -> tuple[list[Record], list[Fault]]:
    """Return the records of one list and every fault in it; two entries of one key are a fault."""
    if not isinstance(rows, Sequence) or isinstance(rows, str):
        return [], [Fault(section, to_printable(rows, 40), "a list")]
    checks = checks_of(section, known_kpi_ids)
    records: dict[tuple[str, ...], Record] = {}
    faults: list[Fault] = []
    for number, row in enumerate(rows, start=1):
        if section == "reported" and _withdrawn([row]) & set(skip):
            continue
        place = f"{section}, entry {number}"
        record, found = to_record(section, row, place, checks)
        faults += found
        if record is not None and records.setdefault(record.key, record) != record:
            about = " ".join(part for part in record.key if part)
            faults.append(Fault(place, f"a second, different entry for {about}", "one"))
    return list(records.values()), faults


def refuse(faults: Sequence[Fault], what: str, file: str | None = None) -> None:
    """Raise one ClientDataError that names the faults, where there are any."""
    if not faults:
        return
    shown = [str(fault) for fault in faults[:SHOWN_FAULTS]]
    more = len(faults) - len(shown)
    raise ClientDataError(
        f"{len(faults)} fault{'s' if len(faults) > 1 else ''} in the {what}; nothing was changed",
        file=file,
        found="; ".join(shown) + (f"; and {more} more" if more else ""),
        next="mend the entries named and read the file again",
    )


def to_answers(client_file: ClientFile) -> dict[str, list[dict[str, Any]]]:
    """Return the answers as one JSON-ready object, every field of every entry, sorted."""
    return {
        section: [to_row(record, complete=True) for record in getattr(client_file, section)]
        for section in RECORDS
    }


def carry_answers(client_file: ClientFile) -> ClientFile:
    """Return the file with every use case and criterion to be confirmed, for a new period."""
    carried: Mapping[str, tuple[Any, ...]] = {
        section: tuple(replace(r, to_confirm=True) for r in getattr(client_file, section))
        for section in ("use_cases", "criteria")
    }
    return replace(client_file, **carried)
