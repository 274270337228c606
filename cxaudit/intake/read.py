"""Reads one vendor file: gate, recognise, map, account. Touches nothing but that file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from cxaudit.errors import ClientDataError
from cxaudit.intake.archive import list_members, read_member
from cxaudit.intake.assemble import assemble
from cxaudit.intake.columns import Wish
from cxaudit.intake.form import Choice, Question, load_forms
from cxaudit.intake.gate import Upload, admit, open_upload, to_shown_name
from cxaudit.intake.grid import Grid, split_blocks
from cxaudit.intake.htmltable import read_html
from cxaudit.intake.jsontext import read_json
from cxaudit.intake.reading import Reading
from cxaudit.intake.recognise import Match, count_known, describe_nearest, find_matches
from cxaudit.intake.sheets import read_sheets
from cxaudit.intake.text import read_text

UNSEEN_MEMBERS = ("__MACOSX/", ".DS_Store", "Thumbs.db")


def read_file(
    path: Path | str,
    *,
    form: str | None = None,
    answers: Mapping[str, str] | None = None,
    settings: Mapping[str, Any] | None = None,
    key: bytes | None = None,
    name: str | None = None,
) -> Reading:
    """Read one file into canonical rows, or say why not and what to do.

    ``form`` asks for one format by name, ``answers`` are the firm's by question id,
    ``settings`` those of the audit (``timezone``, ``internal_domains``), ``key`` the client's
    pseudonym key, ``name`` the file name to show. Never raises for a bad file: the reading's
    verdict is then refused or needs_answer, and it holds no rows.
    """
    shown = to_shown_name(name or Path(path).name)
    wish = Wish(answers or {}, settings or {}, key)
    upload: Upload | None = None
    try:
        _check_form(form)
        upload = open_upload(Path(path), shown)
        return _read_upload(upload, form, wish)
    except ClientDataError as error:
        return _refused(shown, error, upload)


def _check_form(form: str | None) -> None:
    if form is not None and form not in load_forms():
        raise ClientDataError(
            "there is no such format",
            found=form[:80],
            wanted="a format of the list",
            next="cxaudit formats shows them all",
        )


def _read_upload(upload: Upload, form: str | None, wish: Wish) -> Reading:
    grids, left = to_grids(upload)
    matches: list[Match] = []
    asked: list[Question] = []
    for grid in grids:
        found = find_matches(grid, form)
        if len(found) > 1:
            found, question = _choose(found, wish)
            asked += [question] if question else []
        matches += found
        if not found and grid.rows:
            left.append(grid.place)
    if asked:
        return _needs_answer(upload, asked)
    if not matches:
        raise _unknown(upload, grids, form)
    warnings = [f"not read: {place}" for place in left if place]
    return assemble(upload, matches, wish, warnings)


def to_grids(upload: Upload) -> tuple[list[Grid], list[str]]:
    """Return every table of the file as text, and the names of parts that cannot be read."""
    if upload.kind == "zip":
        return _read_members(upload)
    if upload.kind in ("xlsx", "xls", "parquet"):
        grids, hidden = read_sheets(upload)
        return _split(grids), [f"hidden sheet {name}" for name in hidden]
    if upload.kind == "json":
        return read_json(upload), []
    if upload.kind == "html":
        return [read_html(upload)], []
    return split_blocks(read_text(upload, count_known)), []


def _split(grids: Sequence[Grid]) -> list[Grid]:
    return [block for grid in grids for block in split_blocks(grid)]


def _read_members(upload: Upload) -> tuple[list[Grid], list[str]]:
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
            found, skipped = to_grids(inner)
        except ClientDataError as error:
            left.append(f"{member}: {error.message}")
            continue
        grids += [replace(grid, member=member) for grid in found]
        left += [f"{member}, {place}" for place in skipped]
    return grids, left


def _choose(found: list[Match], wish: Wish) -> tuple[list[Match], Question | None]:
    names = [match.form.format for match in found]
    answer = wish.answers.get("format")
    if answer in names:
        return [found[names.index(answer)]], None
    choices = tuple(Choice(value=m.form.format, label=m.form.label) for m in found)
    ask = "The headers fit several formats equally well. Which one is it?"
    return [], Question(id="format", ask=ask, choices=choices)


def _needs_answer(upload: Upload, questions: list[Question]) -> Reading:
    return Reading(
        file=upload.name,
        verdict="needs_answer",
        questions=tuple(questions),
        message=questions[0].ask,
        kind=upload.kind,
        content_hash=upload.content_hash,
    )


def _unknown(upload: Upload, grids: Sequence[Grid], form: str | None) -> ClientDataError:
    nearest = describe_nearest(grids, form)
    widest = max((row for grid in grids for row in grid.rows[:40]), key=_filled, default=())
    headers = ", ".join(cell.strip()[:40] for cell in list(widest)[:12] if cell.strip())
    return ClientDataError(
        "the headers of this format are not in the file" if form else "this layout is not known",
        file=upload.name,
        found=f"the headers or first cells {headers}" if headers else "no table",
        wanted=f"nearest is {nearest[0]}, which also needs: {nearest[1] or 'nothing more'}"
        if nearest
        else "the headers of one of the known exports (cxaudit formats)",
        next="export it in one of the layouts of `cxaudit formats`, or copy its columns into a "
        "template (template__<table>, canonical column names as headers)",
    )


def _filled(row: Sequence[str]) -> int:
    return sum(bool(cell.strip()) for cell in row)


def _refused(shown: str, error: ClientDataError, upload: Upload | None) -> Reading:
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
    )
