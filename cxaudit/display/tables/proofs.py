"""What the machine tried on the exports, on which rows, what it found, and what would raise it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from cxaudit.audit import Audit
from cxaudit.catalogue import pick_kpi
from cxaudit.display.names import LINKS
from cxaudit.display.panel import Cell, Panel, show_prose, show_table, show_tag
from cxaudit.display.tables.cells import name_cell
from cxaudit.display.words import to_sentence_case
from cxaudit.maturity import load_maturity
from cxaudit.period import Period
from cxaudit.readiness import MachineFinding, SourceFile, Untested
from cxaudit.scorecard import Row
from cxaudit.wording import round_half_up, show_count, show_number

SHOWN = 15
FILES_SHOWN = 12
SCORES = "Scores: 0, 0.25, 0.5 or 1, from measured shares at 15, 50 and 85 %."
PROVED = (
    "Each test proves at grade E3 what it found, with the hash of the files. A measured share "
    "counts as some from 15 %, as half from 50 %, as most from 85 %."
)
LOOKS = {"1": "yes", "0.5": "unclear", "0.25": "unclear", "0": "no"}
WEAKEST = ("KPI", "criterion", "what was found", "on which rows", "#score", "what would raise it")

Proof = tuple[Row, str, str, MachineFinding]


def show_proofs(audit: Audit, kpi_id: str = "") -> Panel:
    """Show what tests on the imported rows found: of one KPI all ten, else where any falls short.

    Over all KPIs, the ten tests are counted first, and tests with the same result stand in one
    line.
    """
    if kpi_id:
        return _show_kpi(audit, pick_kpi(kpi_id).kpi_id)
    if not any(audit.evidence.values()):
        return show_prose("No rows were imported for these KPIs, so no test could run.")
    return _show_tests(audit) + _show_weakest(audit)


def _show_kpi(audit: Audit, kpi_id: str) -> Panel:
    row, results = audit.scorecard.row(kpi_id), audit.tests[kpi_id]
    found = {ids: r for ids, r in results.items() if isinstance(r, MachineFinding)}
    if not found:
        untested = next(iter(results.values()))
        return show_prose(
            f"{row.kpi.code} {row.kpi.name}: no rows were imported for it, so no test could run.",
            f"{to_sentence_case(untested.to_raise)}.",
        )
    lines: list[list[object]] = []
    for link in load_maturity().links:
        own = [[ids[1], result] for ids, result in results.items() if ids[0] == link]
        if own:
            lines.append([LINKS[link]])
            lines += [_test_line(link, str(name), result) for name, result in own]
    whole = sum(finding.evidenced == 1 for finding in found.values())
    caption = (
        f"{row.kpi.code} {row.kpi.name}: {len(found)} of {len(results)} tests could run, "
        f"{whole or 'none'} found most or all of it"
    )
    columns = ["criterion", "what is tested", "on which rows", "what was found", "it proves",
               "what would raise it"]  # fmt: skip
    table = show_table(caption, columns, lines, note=PROVED)
    return table + _show_files(next(iter(found.values())).sources)


def _test_line(link: str, name: str, result: MachineFinding | Untested) -> list[object]:
    criterion = load_maturity().links[link].criteria[name]
    asked = Cell(to_sentence_case(name), title=criterion.question)
    tested = Cell(criterion.machine.about if criterion.machine else "", "cx-small")
    if isinstance(result, Untested):
        why = Cell(to_sentence_case(result.why), "cx-muted")
        return [asked, tested, "", why, _tag("not tested", "not_set"),
                to_sentence_case(result.to_raise)]  # fmt: skip
    look = LOOKS[f"{float(result.evidenced):g}"]
    return [asked, tested, Cell(_plain(result.rows), "cx-small"), to_sentence_case(result.found),
            _tag(result.proves.lower(), look), to_sentence_case(result.to_raise)]  # fmt: skip


def _tag(word: str, look: str) -> Cell:
    return Cell(word, html=show_tag(word, look))


def _show_files(sources: Sequence[SourceFile]) -> Panel:
    lines = [
        [source.file, Cell(source.hash[:12], "cx-nowrap"), show_number(source.rows),
         Cell(_days(source), "cx-nowrap"), Cell(_day(source.received_on), "cx-nowrap")]
        for source in sources[:FILES_SHOWN]
    ]  # fmt: skip
    left = len(sources) - len(lines)
    note = f"{show_count(left, 'further file')} not shown." if left > 0 else ""
    columns = ["file", "hash", "#rows it brought", "days they span", "taken in on"]
    return show_table("The files that were tested", columns, lines, look="cx-narrow", note=note)


def _day(text: str | None) -> str:
    if not text:
        return ""
    day = date.fromisoformat(text)
    return Period(day, day).in_words


def _days(source: SourceFile) -> str:
    days = dict.fromkeys([_day(source.start), _day(source.end)])
    return " to ".join(days) if source.start else "no days"


def _show_tests(audit: Audit) -> Panel:
    """Count, for each of the ten tests, what it found over the KPIs."""
    model = load_maturity()
    lines: list[list[object]] = []
    scale = [answer.label for answer in reversed(model.answers.scale)]
    for link, name in next(iter(audit.tests.values())):
        results = [results[link, name] for results in audit.tests.values()]
        proved = Counter(r.proves for r in results if isinstance(r, MachineFinding))
        why = Counter(r.why.partition(":")[0] for r in results if isinstance(r, Untested))
        criterion = model.links[link].criteria[name]
        lines.append([
            Cell(f"{LINKS[link]}: {name}", title=criterion.question),
            Cell(criterion.machine.about if criterion.machine else "", "cx-small"),
            *(proved[label] or "" for label in scale), why.total() or "",
            Cell(_most_often(why), "cx-small"),
        ])  # fmt: skip
    columns = ["criterion", "what is tested", *(f"#{label.lower()}" for label in scale),
               "#not tested", "because"]  # fmt: skip
    ran = sum(len(found) for found in audit.evidence.values())
    caption = f"{show_count(ran, 'test')} ran on the exports of {len(audit.evidence)} figures"
    return show_table(caption, columns, lines, note=PROVED)


def _most_often(why: Counter[str]) -> str:
    return "; ".join(
        f"{to_sentence_case(said) if not place else said} ({count})"
        for place, (said, count) in enumerate(why.most_common())
    )


def _show_weakest(audit: Audit) -> Panel:
    short = [proof for proof in _proofs(audit) if proof[3].evidenced < 1]
    if not short:
        return show_prose("No test on imported rows found anything short of whole.")
    alike = _gather(short)
    note = f"{show_count(len(short), 'test')} found less than all"
    note += f"; the {SHOWN} weakest results are shown. " if len(alike) > SHOWN else ". "
    lines = [_weakest_line(proofs) for proofs in alike[:SHOWN]]
    return show_table("Where a test found less than all", WEAKEST, lines, note=note + SCORES)


def _proofs(audit: Audit) -> Iterator[Proof]:
    for row in audit.scorecard.rows:
        for (link, criterion), proof in audit.evidence.get(row.kpi.kpi_id, {}).items():
            yield row, link, criterion, proof


def _gather(proofs: Sequence[Proof]) -> list[list[Proof]]:
    """Return the proofs with the same result together, the weakest first."""
    alike: dict[tuple[object, ...], list[Proof]] = {}
    for proof in proofs:
        _, link, criterion, finding = proof
        key = (link, criterion, finding.found, finding.evidenced, finding.to_raise)
        alike.setdefault(key, []).append(proof)
    return sorted(alike.values(), key=lambda found: found[0][3].evidenced)


def _weakest_line(proofs: Sequence[Proof]) -> list[object]:
    row, link, criterion, finding = proofs[0]
    codes = ", ".join(proof[0].kpi.code for proof in proofs)
    name = name_cell(row.kpi) if len(proofs) == 1 else Cell(codes)
    question = load_maturity().links[link].criteria[criterion].question
    score = round_half_up(float(finding.evidenced), 2)
    return [
        name, Cell(f"{LINKS[link]}: {criterion}", title=question), finding.found, _rows(proofs),
        score, to_sentence_case(finding.to_raise),
    ]  # fmt: skip


def _rows(proofs: Sequence[Proof]) -> str:
    """Return on which rows the tests ran."""
    shown = [_plain(rows) for rows in dict.fromkeys(proof[3].rows for proof in proofs)]
    more = f"; and {len(shown) - 2} more" if len(shown) > 2 else ""
    return "; ".join(shown[:2]) + more


def _plain(rows: str) -> str:
    """Return the rows with the audit's own table names without underscores; files keep theirs."""
    named = re.sub(r"\brows of \w+", lambda m: m[0].replace("_", " "), rows)
    return re.sub(r"\b(\w+)\.(\w+) in (\w+)", lambda m: m[0].replace("_", " "), named)
