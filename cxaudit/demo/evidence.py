"""The demo firms' answers to the twenty criteria: what they claim, and what shows it."""

from __future__ import annotations

import random
from datetime import date
from functools import cache
from hashlib import sha256

from cxaudit.demo.draws import to_day, to_stream
from cxaudit.demo.exports import WRITERS
from cxaudit.demo.firms import AS_OF, Firm
from cxaudit.demo.habits import (
    ASKED_OF_SYSTEMS,
    CRITERIA,
    DOUBTED,
    PRIZED,
    SINGLE,
    SURE,
    TESTED_ON,
    UNJOINED,
    USUAL,
    Answer,
)


def to_criteria(firm: Firm, systems: list[str], owners: dict[str, str]) -> list[dict[str, object]]:
    """Return the criteria of the answers file.

    Capture, trust and schedule are answered once a system; purpose, formula and use once a
    KPI, by its owner (``owners``: kpi_id -> role). What the exports prove is left to them.
    """
    rng = to_stream(firm, "criteria")
    found = []
    for system in systems:
        for link, criterion, answer in to_usual(firm, system=system):
            scope = {"system": system, "respondent": "Head of data"}
            found.append(scope | to_answer(firm, rng, link, criterion, answer, system))
    for kpi_id, owner in owners.items():
        for link, criterion, answer in to_usual(firm, kpi_id=kpi_id):
            scope = {"kpi_id": kpi_id, "respondent": owner}
            found.append(scope | to_answer(firm, rng, link, criterion, answer))
    return [*found, *SINGLE[firm.client_id]]


def to_usual(firm: Firm, *, system: str = "", kpi_id: str = "") -> list[tuple[str, str, Answer]]:
    """Return link, criterion and answer of all that is asked of one system or of one KPI."""
    found = []
    for link, criteria in CRITERIA.items():
        answers = USUAL[firm.client_id][link]
        if link == "purpose" and kpi_id in DOUBTED[firm.client_id]:
            answers = (answers[0], (0.5, "E1"), (0.25, "E1"), (0, "E0"))
        if link == "purpose" and kpi_id in SURE[firm.client_id]:
            answers = ((1, "E2"), (1, "E2"), (1, "E2"), (0.5, "E2"))
        if link == "use" and kpi_id in PRIZED[firm.client_id]:
            answers = ((1, "E2"), (1, "E2"), (1, "E2"), (0.5, "E2"))
        if link == "trust" and system in UNJOINED[firm.client_id]:
            answers = (*answers[:2], (0.5, "E1"), answers[3])
        pairs = zip(criteria, answers, strict=True)
        found += [(link, c, a) for c, a in pairs if (c in ASKED_OF_SYSTEMS) == bool(system)]
    return found


def to_answer(
    firm: Firm, rng: random.Random, link: str, criterion: str, answer: Answer, system: str = ""
) -> dict[str, object]:
    """Return one answer: dated where something shows it, with the export's hash where tested.

    One in twelve of the answers about use rests on evidence older than a year.
    """
    value, evidence = answer
    found: dict[str, object] = {
        "link": link, "criterion": criterion, "value": value, "evidence": evidence,
    }  # fmt: skip
    if evidence != "E0":
        old = link == "use" and rng.random() < 0.08
        first, last = (2024, 3, 1) if old else (2025, 2, 3), (2024, 9, 30) if old else None
        day = to_day(rng, date(*first), date(*last) if last else AS_OF)
        found["evidence_on"] = day.isoformat()
    if evidence == "E3":
        found["proof_hash"] = to_export_hash(firm, TESTED_ON[system])
    if criterion == "reproducible" and evidence == "E2":
        found["reason"] = "A deputy reran last quarter from the written steps."
    return found


@cache
def to_export_hash(firm: Firm, export: str) -> str:
    """Return the SHA-256 of the first file of one of the firm's exports."""
    return sha256(WRITERS[export](firm)[0].text.encode("utf-8")).hexdigest()
