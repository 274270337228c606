"""Puts the sections of one file together: rows by table, questions, warnings, the account."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from cxaudit.canon import Table, load_tables
from cxaudit.intake.ask.answers import given_answers
from cxaudit.intake.ask.question import Question
from cxaudit.intake.columns.account import RowAccount, SetAside
from cxaudit.intake.gate.upload import Upload
from cxaudit.intake.known.form import Form
from cxaudit.intake.known.recognise import Match
from cxaudit.intake.reading import Reading, TableCount
from cxaudit.intake.rows.canonical import SRC_ROWS, Finished, finish
from cxaudit.intake.rows.piece import Piece, read_piece
from cxaudit.intake.rows.quality import find_period, find_supplied, measure_quality
from cxaudit.intake.rows.tally import Tally
from cxaudit.intake.wish import Wish
from cxaudit.wording import show_count


def assemble(upload: Upload, matches: Sequence[Match], wish: Wish, warnings: list[str]) -> Reading:
    """Return the reading of a file whose tables are recognised; raises ClientDataError."""
    refusals = [match.form for match in matches if match.form.refuse]
    if len(refusals) == len(matches):
        return _recognised_but_refused(refusals[0], upload)
    warnings += [f"{form.label}: not imported: {form.refuse}" for form in refusals]
    pieces = [read_piece(m, upload, wish) for m in matches if not m.form.refuse]
    account = sum((piece.account for piece in pieces), RowAccount())
    questions = [question for piece in pieces for question in piece.questions]
    warnings += [warning for piece in pieces for warning in piece.warnings]
    set_aside = [s for p in pieces for t in p.counted for s in (*t.sorted.set_aside, *t.set_aside)]
    base = Reading(
        file=upload.name,
        verdict="needs_answer",
        format="+".join(dict.fromkeys(piece.match.form.format for piece in pieces)),
        table="+".join(dict.fromkeys(n for piece in pieces for n in piece.match.form.tables)),
        rows=account,
        questions=tuple(_distinct(questions)),
        warnings=tuple(dict.fromkeys(warnings)),
        answers=dict(given_answers(wish.answers)),
        used=tuple(piece.used for piece in pieces if piece.used),
        checks=tuple(check for piece in pieces for check in piece.checks),
        mapping=next((m for p in pieces if (m := p.match.form.mapping)), None),
        source=tuple(part for piece in pieces for part in _to_source(piece, upload)),
        kind=upload.kind,
        content=upload.content,
        original=upload.large,
        content_hash=upload.digest,
    )
    asked = [question for question in base.questions if not question.optional]
    if asked:
        return replace(base, set_aside=tuple(set_aside), message=asked[0].ask)
    if upload.large is not None:
        upload.large.close()  # its rows lie on disk; the process that read them holds memory still
    return _finish_tables(base, pieces, set_aside, wish)


def _distinct(questions: Sequence[Question]) -> list[Question]:
    return list({question.id: question for question in questions}.values())


@dataclass
class _Finish:
    """What the tables of a file become, one after another."""

    tables: dict[str, Any] = field(default_factory=dict)
    counts: list[Any] = field(default_factory=list)
    supplied: dict[str, Any] = field(default_factory=dict)
    quality: dict[str, Any] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    tallies: list[Tally] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)

    def add(self, name: str, pieces: Sequence[Piece]) -> None:
        """Finish one table of the pieces that bring rows of it."""
        import pyarrow as pa

        table, parts = load_tables()[name], [piece.tables[name] for piece in pieces]
        stored = hasattr(parts[0], "finish")
        done = parts[0].finish() if stored else finish(pa.concat_tables(parts), table)
        left = sum(entry.count for entry in done.set_aside)
        if any(piece.match.form.table == name for piece in pieces):
            self.set_aside += done.set_aside
        elif left:
            self.warnings.append(
                f"{show_count(left, 'row')} of {name} left out: {done.set_aside[0].reason}"
            )
        self.warnings += [*done.told, *done.tally.warnings]
        self.tallies.append(done.tally)
        columns = set().union(*(p.supplied - p.dropped.get(name, set()) for p in pieces))
        self.tables[name] = done.rows.drop_columns([SRC_ROWS])
        self.supplied[name] = find_supplied(done.tally, columns, _constant_kinds(pieces, table))
        self.quality[name] = _to_quality(done, pieces, columns)
        self.counts += _to_counts(name, pieces, done)


def _finish_tables(
    base: Reading, pieces: Sequence[Piece], set_aside: list[SetAside], wish: Wish
) -> Reading:
    whole = _Finish(warnings=list(base.warnings))
    for name in dict.fromkeys(name for piece in pieces for name in piece.match.form.tables):
        whole.add(name, [piece for piece in pieces if name in piece.tables])
    set_aside += whole.set_aside
    late = sum(entry.count for entry in whole.set_aside)
    rows = base.rows
    rows = RowAccount(
        rows.total_in, rows.imported - late, rows.set_aside + late, rows.blank, rows.totals
    )
    reading = replace(
        base, rows=rows, set_aside=tuple(set_aside), warnings=tuple(dict.fromkeys(whole.warnings))
    )
    if rows.set_aside and not rows.imported:
        return _all_set_aside(reading, [piece.match.form for piece in pieces])
    return replace(
        reading,
        verdict="imported",
        tables=whole.tables,
        counts=tuple(whole.counts),
        supplied=whole.supplied,
        quality=whole.quality,
        period=find_period(whole.tallies, wish.timezone),
        spans=tuple(sorted(span for tally in whole.tallies for span in tally.spans)),
        message=_say(reading),
    )


def _constant_kinds(pieces: Sequence[Piece], table: Table) -> set[str]:
    """Return the kinds of row that the exports can only hold, whether they hold a row or none."""
    fields = [piece.match.form.columns.get(table.discriminator or "") for piece in pieces]
    return {field.is_ for field in fields if field is not None and field.is_}


def _to_quality(done: Finished, pieces: Sequence[Piece], columns: set[str]) -> dict[str, Any]:
    invalid: Counter[str] = Counter()
    for piece in pieces:
        for typed in piece.counted:
            invalid.update(typed.invalid)
    return measure_quality(done.tally, columns, invalid, duplicates=done.duplicates)


def _to_counts(name: str, pieces: Sequence[Piece], done: Finished) -> list[TableCount]:
    if len(pieces) == 1:
        return [TableCount(name, _to_section(pieces[0]), done.rows.num_rows)]
    counts = [piece.tables[name].num_rows for piece in pieces]
    counts[-1] -= sum(counts) - done.rows.num_rows
    return [TableCount(name, _to_section(p), n) for p, n in zip(pieces, counts, strict=True)]


def _to_section(piece: Piece) -> str | None:
    parts = piece.match.form.parts
    titles = [parts[typed.section].title for typed in piece.counted]
    named = " + ".join(title for title in titles if title)
    return named or piece.match.grid.place or None


def _to_source(piece: Piece, upload: Upload) -> list[dict[str, Any]]:
    grid = piece.match.grid
    return [
        {
            "format": piece.match.form.format,
            "kind": upload.kind,
            "place": grid.place or None,
            "encoding": grid.encoding,
            "delimiter": grid.delimiter,
            "header_row": grid.numbers[place.header_at],
            "section": piece.match.form.parts[place.section].title,
            "columns_not_read": list(place.unread),
        }
        for place in piece.match.located
    ]


def _say(reading: Reading) -> str:
    rows = reading.rows
    parts = [f"{show_count(rows.total_in, 'row')} in", f"{rows.imported:,} imported"]
    parts += [f"{rows.set_aside:,} set aside"] if rows.set_aside else []
    parts += [f"{rows.blank:,} blank"] if rows.blank else []
    parts += [f"{rows.totals:,} totals"] if rows.totals else []
    return ", ".join(parts)


def _all_set_aside(reading: Reading, forms: Sequence[Form]) -> Reading:
    reasons: Counter[str] = Counter()
    for entry in reading.set_aside:
        reasons[entry.reason] += entry.count
    told = "; ".join(f"{count:,}: {reason}" for reason, count in reasons.most_common(3))
    return replace(
        reading,
        verdict="refused",
        content=b"",
        message="every row had to be set aside",
        found=f"{show_count(reading.rows.set_aside, 'row')}, most often {told}",
        wanted="at least one row that can be read",
        next=next((form.next for form in forms if form.next), None)
        or "mend the column named, or check that this is the right export",
    )


def _recognised_but_refused(form: Form, upload: Upload) -> Reading:
    return Reading(
        file=upload.name,
        verdict="refused",
        format=form.format,
        message=f"{form.label}: {form.refuse}",
        next=form.next or "see cxaudit formats for what is imported",
        kind=upload.kind,
        content_hash=upload.content_hash,
    )
