"""Reads one vendor file: gate, recognise, map, account. Touches nothing but that file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from cxaudit.errors import ClientDataError
from cxaudit.intake.ask.answers import Remembered, Used
from cxaudit.intake.ask.question import Choice, Question
from cxaudit.intake.assemble import assemble
from cxaudit.intake.bulk.large import Large, open_large, to_refusal
from cxaudit.intake.bulk.sheet_source import read_rest
from cxaudit.intake.gate.archive import list_members, read_member
from cxaudit.intake.gate.limits import MAX_BYTES, Limits
from cxaudit.intake.gate.upload import (
    Upload,
    admit,
    open_upload,
    tell_misnamed,
    to_shown_name,
)
from cxaudit.intake.known.form import Form, load_forms
from cxaudit.intake.known.heads import check_head, check_sheets
from cxaudit.intake.known.recognise import (
    Match,
    count_known,
    find_matches,
    give_way,
)
from cxaudit.intake.known.several import choose_sheets
from cxaudit.intake.known.stacked import stack_tables
from cxaudit.intake.known.strange import UnknownLayout, refuse_unknown
from cxaudit.intake.reading import Reading
from cxaudit.intake.source.accesslog import read_access_log
from cxaudit.intake.source.freeform import split_freeform
from cxaudit.intake.source.grid import Grid, fold_header, split_blocks
from cxaudit.intake.source.htmltable import read_html
from cxaudit.intake.source.jsontext import read_json
from cxaudit.intake.source.sheets import read_sheets
from cxaudit.intake.source.text import read_text
from cxaudit.intake.source.unfit import IsWindowsText, Unfit
from cxaudit.intake.wish import Wish

Counter = Callable[[Sequence[str]], int]
TIE = "format"
UNSEEN_MEMBERS = ("__MACOSX/", ".DS_Store", "Thumbs.db")


def read_file(
    path: Path | str,
    *,
    form: str | None = None,
    answers: Mapping[str, str] | None = None,
    settings: Mapping[str, Any] | None = None,
    key: bytes | None = None,
    name: str | None = None,
    remembered: Mapping[str, Mapping[str, Remembered]] | None = None,
    mapped: Mapping[str, Form] | None = None,
    limits: Limits | None = None,
) -> Reading:
    """Read one file into canonical rows, or say why not and what to do.

    ``form`` asks for one format by name, ``answers`` are the firm's by question id,
    ``settings`` those of the audit (``timezone``, ``internal_domains``), ``key`` the client's
    pseudonym key, ``name`` the file name to show, ``remembered`` the answers given for earlier
    files by layout, ``mapped`` the layouts confirmed for tables of the firm's own, ``limits`` what
    a large file may take. Never raises for a bad file: the reading's
    verdict is then refused or needs_answer, and it holds no rows.
    """
    shown = to_shown_name(name or Path(path).name)
    wish = Wish(answers or {}, settings or {}, key, remembered or {}, mapped or {})
    upload: Upload | None = None
    try:
        _check_form(form)
        limits = limits or Limits()
        large = open_large(Path(path), shown, limits)
        reading = _read_large(large, form, wish) if large is not None else None
        if reading is not None:
            return reading
        upload = open_upload(Path(path), shown)
        try:
            return _read_sheets(replace(upload, limits=limits), form, wish)
        except Unfit as left:
            return _read_nested(Path(path), upload, form, wish, limits, left)
    except ClientDataError as error:
        return refuse_file(shown, error, upload)


def _check_form(form: str | None) -> None:
    if form is not None and form not in load_forms():
        raise ClientDataError(
            "there is no such format",
            found=form[:80],
            wanted="a format of the list",
            next="cxaudit formats shows them all",
        )


def _read_large(large: Large, form: str | None, wish: Wish) -> Reading | None:
    """Read a large file in pieces; None where it is read whole, which tells faults best."""
    upload = Upload(large.name, large.kind, b"", "", large)
    try:
        try:
            return _read_upload(upload, form, wish)
        except IsWindowsText:
            large.source.encoding = "cp1252"
            return _read_upload(upload, form, wish)
    except (Unfit, ClientDataError) as left:
        if large.size <= MAX_BYTES:
            return None
        if isinstance(left, Unfit):
            raise to_refusal(large.name, large.size, left) from left
        raise
    finally:
        large.close()


def _read_sheets(upload: Upload, form: str | None, wish: Wish) -> Reading:
    """Read a file that is held; long sheets by columns, whole where a table needs all its rows."""
    try:
        return _read_upload(upload, form, wish)
    except Unfit:
        if upload.kind not in ("xlsx", "xls"):
            raise
        return _read_upload(replace(upload, limits=None), form, wish)


def _read_nested(
    path: Path, upload: Upload, form: str | None, wish: Wish, limits: Limits, why: Unfit
) -> Reading:
    """Read a table that holds lists and records, however small: only the engine reads them."""
    large = open_large(path, upload.name, replace(limits, bulk_from=0))
    if large is None or large.kind != "parquet":
        raise ClientDataError(
            why.reason, file=upload.name, wanted="a Parquet file",
            next="export the table as Parquet, or with its records spread over columns",
        ) from why  # fmt: skip
    with closing(large):
        return _read_upload(Upload(large.name, large.kind, b"", "", large), form, wish)


def _read_upload(upload: Upload, form: str | None, wish: Wish) -> Reading:
    grids, left = to_grids(upload, to_counter(wish.mapped))
    matches: list[Match] = []
    asked: list[Question] = []
    ties: list[Match] = []
    for grid in grids:
        found = find_matches(grid, form, wish.mapped)
        if upload.large is None and grid.reader is not None:
            check_head(found)
        if len(found) > 1:
            found, question = _choose(found, wish)
            asked += [question] if question else []
            ties += found
        matches += found
        if not found and grid.rows:
            left.append(grid.place)
    if asked:
        return _needs_answer(upload, asked)
    if not matches:
        raise refuse_unknown(upload.name, grids, form)
    matches, spared = give_way(matches)
    if upload.large is None:
        check_sheets(matches)
    chosen = choose_sheets(matches, wish.answers, wish.remembered)
    if chosen.question:
        return _needs_answer(upload, [chosen.question])
    warnings = tell_misnamed(upload.name, upload.kind)
    warnings += [f"not read: {place}" for place in (*left, *chosen.left) if place] + spared
    reading = _note_ties(assemble(upload, chosen.matches, wish, warnings), ties, wish)
    return replace(reading, used=(*reading.used, *chosen.used))


def _note_ties(reading: Reading, ties: Sequence[Match], wish: Wish) -> Reading:
    """Return the reading with the answers that said which of several formats a table is."""
    used = []
    for match in ties:
        name = match.form.format
        before = {} if TIE in wish.answers else {TIE: wish.remembered[name][TIE]}
        given = {} if before else {TIE: name}
        used.append(Used(name, given, tuple(given), before))
    return replace(reading, used=(*reading.used, *used)) if used else reading


def to_counter(mapped: Mapping[str, Form]) -> Counter:
    """Return what counts the known headers of a row, those of the firm's own tables too."""
    own = {fold_header(h) for f in mapped.values() for c in f.columns.values() for h in c.header}
    if not own:
        return count_known
    return lambda row: count_known(row) + len(own & {fold_header(c) for c in row[:400] if c})


def to_grids(upload: Upload, count: Counter = count_known) -> tuple[list[Grid], list[str]]:
    """Return every table of the file as text, and the names of parts that cannot be read.

    ``count`` tells how many cells of a row may be headers: by it text is split into cells.
    """
    if upload.large is not None:
        return upload.large.to_grids(count), []
    if upload.kind == "zip":
        grids, left = _read_members(upload, count)
        return stack_tables(grids), left
    if upload.kind in ("xlsx", "xls", "parquet"):
        grids, hidden = read_sheets(upload, partial(read_rest, upload))
        return stack_tables(_split(grids)), [f"hidden sheet {name}" for name in hidden]
    if upload.kind == "json":
        return read_json(upload), []
    if upload.kind == "html":
        return [read_html(upload)], []
    log = read_access_log(upload)
    return ([log] if log else split_freeform(split_blocks(read_text(upload, count)))), []


def _split(grids: Sequence[Grid]) -> list[Grid]:
    """Return the tables of sheets; raises Unfit where the head of a long one shows several."""
    blocks = [block for grid in grids for block in split_blocks(grid)]
    if len(blocks) > len(grids) and any(grid.reader for grid in grids):
        raise Unfit("it holds several tables")
    return blocks


def _read_members(upload: Upload, count: Counter) -> tuple[list[Grid], list[str]]:
    grids: list[Grid] = []
    left: list[str] = []
    for info in list_members(upload.content, upload.name):
        if info.is_dir() or info.filename.endswith(UNSEEN_MEMBERS) or "__MACOSX" in info.filename:
            continue
        member = to_shown_name(info.filename)
        try:
            inner = admit(read_member(upload.content, info, upload.name), member)
            if inner.kind == "zip":
                raise ClientDataError("an archive inside an archive", file=member)
            found, skipped = to_grids(inner, count)
        except ClientDataError as error:
            left.append(f"{member}: {error.message}")
            continue
        grids += [replace(grid, member=member) for grid in found]
        left += [f"{member}, {place}" for place in skipped]
    return grids, left


def _choose(found: list[Match], wish: Wish) -> tuple[list[Match], Question | None]:
    names = [match.form.format for match in found]
    before = [name for name in names if wish.remembered.get(name, {}).get(TIE)]
    answer = wish.answers.get(TIE) or (before[0] if len(before) == 1 else None)
    if answer in names:
        return [found[names.index(answer)]], None
    choices = tuple(Choice(value=m.form.format, label=m.form.label) for m in found)
    ask = "The headers fit several formats equally well. Which one is it?"
    return [], Question(id=TIE, ask=ask, choices=choices)


def _needs_answer(upload: Upload, questions: list[Question]) -> Reading:
    return Reading(
        file=upload.name,
        verdict="needs_answer",
        questions=tuple(questions),
        message=questions[0].ask,
        kind=upload.kind,
        content_hash=upload.content_hash,
    )


def refuse_file(shown: str, error: ClientDataError, upload: Upload | None = None) -> Reading:
    """Return the reading of a file that is refused for this reason."""
    return Reading(
        file=shown,
        verdict="refused",
        message=error.message,
        place=error.place,
        found=error.found,
        wanted=error.wanted,
        next=error.next,
        kind=upload.kind if upload else None,
        content_hash=upload.content_hash if upload else None,
        is_unknown=isinstance(error, UnknownLayout),
    )
