"""What names a person in an export goes no further: canaries in the cells of every sample.

Every cell of a column that is not read, or that names a person, becomes an invented address;
titles get one added. None may come out again: not in rows, records, warnings or questions.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from cxaudit.canon import load_tables
from cxaudit.intake import load_forms
from cxaudit.intake.assemble import assemble
from cxaudit.intake.columns.section import FREE_TEXT, Wish
from cxaudit.intake.gate.upload import open_upload
from cxaudit.intake.known.form import Form
from cxaudit.intake.known.recognise import Located, Match, match_form
from cxaudit.intake.read import to_grids
from cxaudit.intake.source.grid import fold_header
from cxaudit.modelfile import list_folders
from tests.contract.export_folders import KEY, sample_pairs

FORMS = load_forms()
SAMPLES = [
    (folder.name, sample)
    for folder in list_folders("exports")
    for sample, _ in sample_pairs(folder)
    if not FORMS[folder.name].is_nested
]
MARK = "Canaria"


def to_plan(form: Form, place: Located) -> dict[int, str]:
    """Return what is done to each column: replaced, or added to."""
    specs = form.parts[place.section].columns
    known = load_tables()[form.table].columns if form.table else {}
    kept = set(map(fold_header, (*form.keep, *form.rates)))
    plan = {}
    for position, header in enumerate(place.header):
        readers = [name for name, at in place.columns.items() if position in at]
        personal = [
            specs[name].personal
            if specs[name].personal is not None
            else name in known and known[name].personal
            for name in readers
        ]
        if header and all(personal) and fold_header(header) not in kept:
            plan[position] = "replaced"
        elif any(name in FREE_TEXT or name.endswith("_text") for name in readers):
            plan[position] = "added to"
    return plan


def plant(match: Match) -> Match:
    """Return the match with an invented address in every cell that may hold a person."""
    rows = [list(row) for row in match.grid.rows]
    number = 0
    for place in match.located:
        plan = to_plan(match.form, place)
        for row in rows[place.header_at + 1 : place.end]:
            for position, how in plan.items():
                if position < len(row) and row[position].strip():
                    number += 1
                    address = f"{MARK}{number}@bird.example"
                    row[position] = (
                        address if how == "replaced" else f"{row[position]} by {address}"
                    )
    return replace(match, grid=replace(match.grid, rows=rows))


def read_planted(name: str, sample) -> Iterator[str]:
    """Yield everything that reading a sample with canaries leaves behind."""
    form = FORMS[name]
    upload = open_upload(sample, form.sample.file_name or sample.name)
    grids, _ = to_grids(upload)
    matches = [plant(m) for grid in grids if (m := match_form(form, grid)) is not None]
    reading = assemble(upload, matches, Wish(form.sample.answers, form.sample.settings, KEY), [])
    yield json.dumps(reading.to_json())
    yield from (json.dumps(rows.to_pylist(), default=str) for rows in reading.tables.values())


@pytest.mark.parametrize(("name", "sample"), SAMPLES, ids=[f"{n}-{s.stem}" for n, s in SAMPLES])
def test_no_person_comes_out_of_an_export(name, sample):
    for left in read_planted(name, sample):
        assert MARK not in left, left[max(0, left.index(MARK) - 200) : left.index(MARK) + 60]


def test_the_canaries_are_planted():
    planted = 0
    for name, sample in SAMPLES:
        grids, _ = to_grids(open_upload(sample, sample.name))
        for match in filter(None, (match_form(FORMS[name], grid) for grid in grids)):
            planted += str(plant(match).grid.rows).count(MARK)
    assert planted > 500
