"""The fields of an answers file: each one's check, and the rules between them."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date
from functools import cache
from typing import Any

from cxaudit.maturity import load_maturity
from cxaudit.store.ids import to_printable
from cxaudit.store.records import RECORDS, Record
from cxaudit.store.settings import SYSTEM_ID
from cxaudit.store.values import Unfit, clean_text, near, parse_day, refuse_secret

Check = Callable[[Any], Any]


@dataclass(frozen=True)
class Fault:
    """One fault of an answers file: where it stands, what was found, what was wanted."""

    place: str
    found: str
    wanted: str

    def __str__(self) -> str:
        return f"{self.place}: found {self.found}, wanted {self.wanted}"


def check_text(value: Any) -> str | None:
    """Return cleaned text, None where nothing is left."""
    if not isinstance(value, str):
        raise Unfit("text")
    return refuse_secret(clean_text(value, lines=True)) or None


def check_day(value: Any) -> date:
    """Return a day from ISO text."""
    if not isinstance(value, str):
        raise Unfit("a day as text, as in 2025-12-31")
    return date.fromisoformat(parse_day(value))


def check_truth(value: Any) -> bool:
    """Return true or false."""
    if not isinstance(value, bool):
        raise Unfit("true or false")
    return value


def check_number(value: Any) -> float:
    """Return a finite number."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise Unfit("a number")
    return float(value)


def check_system(value: Any) -> str:
    """Return a system's id."""
    if not isinstance(value, str) or not SYSTEM_ID.fullmatch(value):
        raise Unfit("a system's id of letters, digits, - and _, as in crm")
    return value


def one_of(*allowed: Any) -> Check:
    """Return a check that a value is one of these, given back as it stands here."""
    shown = ", ".join(f'"{a}"' if isinstance(a, str) else str(a) for a in allowed) + " or null"

    def check(value: Any) -> Any:
        if isinstance(value, bool) or value not in allowed:
            hint = near(value, [str(a) for a in allowed], 1) if isinstance(value, str) else ""
            raise Unfit(f"{shown}{f'; {hint}' if hint else ''}")
        return allowed[allowed.index(value)]

    return check


def kpi_of(known: Collection[str] | None) -> Check:
    """Return a check that text is a kpi_id out of the known ones (None: any text)."""

    def check(value: Any) -> str:
        if not isinstance(value, str) or not value or (known is not None and value not in known):
            hint = near(value, sorted(known or ())) if isinstance(value, str) else ""
            raise Unfit(f"a kpi_id of the catalogue{f'; {hint}' if hint else ''}")
        return value

    return check


def checks_of(section: str, known_kpi_ids: Collection[str] | None) -> dict[str, Check]:
    """Return field -> check for one list of the answers file."""
    model = load_maturity()
    found: dict[str, Check] = {f.name: check_text for f in fields(RECORDS[section])}
    scale = tuple(_plain(answer.value) for answer in model.answers.scale)
    special: dict[str, Check] = {
        "kpi_id": kpi_of(known_kpi_ids),
        "state": one_of(*(state.id for state in model.answers.state)),
        "strategy_link": one_of(0, 1, 2),
        "materiality": one_of(0, 1, 2),
        "target_level": one_of(1, 2, 3, 4, 5),
        "until": check_day,
        "evidence_on": check_day,
        "received_on": check_day,
        "period_start": check_day,
        "period_end": check_day,
        "adjudicates": check_truth,
        "to_confirm": check_truth,
        "system": check_system,
        "link": one_of(*model.links),
        "criterion": one_of(*(c for link in model.links.values() for c in link.criteria)),
        "evidence": one_of(*(grade.id for grade in model.answers.grade)),
        "evidenced": one_of(*scale),
        "value": check_number if section == "reported" else one_of(*scale, "na"),
    }
    if section == "use_cases":
        special["reason_code"] = one_of(*model.reason_codes("use_case"))
    if section == "criteria":
        special["reason_code"] = one_of(*model.reason_codes("criterion"))
    return {name: special.get(name, check) for name, check in found.items()}


@cache
def needed_of(section: str) -> tuple[str, ...]:
    """Return the fields that every entry of a list must fill."""
    return tuple(f.name for f in fields(RECORDS[section]) if f.default is MISSING)


def _plain(value: Any) -> int | float:
    return int(value) if value == int(value) else float(value)


def to_record(
    section: str, row: Any, place: str, checks: Mapping[str, Check]
) -> tuple[Record | None, list[Fault]]:
    """Return the record of one entry, or None with every fault of it."""
    if not isinstance(row, dict):
        return None, [Fault(place, to_printable(row), "an object in braces")]
    faults, good = [], {}
    for name, value in row.items():
        if name not in checks:
            hint = near(name, list(checks)) or f"one of {', '.join(checks)}"
            faults.append(Fault(place, f"the field {to_printable(name)}", hint))
        elif value is not None:
            try:
                good[name] = checks[name](value)
            except Unfit as error:
                found = error.found or to_printable(repr(value))
                faults.append(Fault(f"{place}, {name}", found, str(error)))
    lacking = [name for name in needed_of(section) if row.get(name) is None]
    faults += [Fault(f"{place}, {name}", "nothing", "a value") for name in lacking]
    if not faults:
        RULES[section](good, place, faults)
    return (None, faults) if faults else (RECORDS[section](**good), [])


def _judge_use_case(row: dict[str, Any], place: str, faults: list[Fault]) -> None:
    codes = [r for r in load_maturity().answers.reason if r.of == "use_case"]
    code = row.get("reason_code")
    if row["state"] == "not_applicable" and code is None:
        wanted = f"one of {', '.join(r.id for r in codes)}"
        faults.append(Fault(f"{place}, reason_code", "not applicable without a reason", wanted))
    needs_proof = any(r.id == code and r.needs_proof for r in codes)
    if row["state"] == "not_applicable" and needs_proof and not row.get("proof"):
        faults.append(Fault(f"{place}, proof", "nothing", f"a proof with reason {code}"))
    for name in ("approver", "until") if row["state"] == "deferred" else ():
        if row.get(name) is None:
            wanted = "who approved it" if name == "approver" else "the day until which"
            faults.append(Fault(f"{place}, {name}", "deferred without it", wanted))


def _judge_criterion(row: dict[str, Any], place: str, faults: list[Fault]) -> None:
    model = load_maturity()
    if row.get("kpi_id") is not None and row.get("system") is not None:
        wanted = "one of them, or neither for the firm"
        faults.append(Fault(place, "both kpi_id and system", wanted))
    own = tuple(model.links[row["link"]].criteria)
    if row["criterion"] not in own:
        wanted = f"a criterion of {row['link']}: {', '.join(own)}"
        faults.append(Fault(f"{place}, criterion", row["criterion"], wanted))
    if row.get("value") == "na" and row.get("reason_code") is None:
        codes, reason = model.reason_codes("criterion"), row.get("reason")
        if not reason:
            wanted = f"a reason_code: {', '.join(codes)}"
            faults.append(Fault(f"{place}, reason_code", '"na" without a reason', wanted))
        row["reason_code"] = reason if reason in codes else "other"


def _judge_reported(row: dict[str, Any], place: str, faults: list[Fault]) -> None:
    if row.get("period_start") and row["period_start"] > row["period_end"]:
        found = f"{row['period_start']} to {row['period_end']}"
        faults.append(Fault(place, found, "a period that starts before it ends"))


RULES: dict[str, Callable[[dict[str, Any], str, list[Fault]], None]] = {
    "use_cases": _judge_use_case,
    "criteria": _judge_criterion,
    "reported": _judge_reported,
}
