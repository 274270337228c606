"""Verbs over data that lie elsewhere: measuring there, and which KPI runs where."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import Any

from cxaudit.audit import Audit
from cxaudit.catalogue import Kpi, load_catalogue, pick_kpi
from cxaudit.cli.context import Context
from cxaudit.cli.printing import print_done, print_json, print_table
from cxaudit.cli.results import print_figures, to_head
from cxaudit.disk import write_text
from cxaudit.elsewhere.opening import PLACES, check_installed, open_place
from cxaudit.errors import ClientDataError
from cxaudit.wording import show_count

NAMES = {"duckdb": "DuckDB", "spark": "Spark"}


def measure_there(
    context: Context, client: str, kpis: list[str], place: str, tables: Path | None, master: str
) -> None:
    """Print figures measured where the tables lie, under the client's settings."""
    check_installed(place)
    if tables is None:
        raise ClientDataError(
            "where the tables lie is not said", wanted="a folder of Parquet, one file or folder "
            "a canonical table", next=f"add --tables FOLDER --on {place}",
        )  # fmt: skip
    from cxaudit.elsewhere.measuring import measure_on

    audit = Audit.open(client, context.where.root)
    backend = open_place(place, tables, master=master)
    figures = measure_on(backend, audit.settings, _pick(kpis))
    if context.as_json:
        told = {"ran_on": backend.name, "kpis": [m.to_json() for m in figures]}
        return print_json(to_head(audit) | told)
    title = f"{audit.name}, as of {audit.as_of}, measured on {backend.name}"
    return print_figures(title, audit, figures)


def _pick(kpis: list[str]) -> list[Kpi]:
    """Return the entries that are named, all of them where none is."""
    return [pick_kpi(name) for name in kpis] or list(load_catalogue().values())


def print_dialects(
    context: Context, kpis: list[str], places: list[str], most: int | None, out: Path | None
) -> None:
    """Measure the worked cases here and there; print what agrees, or write the page."""
    places = places or list(PLACES)
    for place in places:
        check_installed(place)
    from cxaudit.elsewhere.agreement import agree
    from cxaudit.elsewhere.page import to_cell, to_page

    wanted = _pick(kpis)
    if out is not None and (kpis or set(places) != set(PLACES)):
        raise ClientDataError(
            "the page holds every KPI and dialect", next="leave out --kpi and --on"
        )
    found: dict[str, list[Any]] = {NAMES[place]: [] for place in places}
    for kpi in wanted:
        for place in places:
            one = agree(kpi, partial(open_place, place, bare=True), most)
            found[NAMES[place]].append(one)
            if out is not None:
                cases = show_count(one.compared, "case")
                words = f"{kpi.code} on {NAMES[place]}: {to_cell(one)}, {cases}"
                print(words, file=sys.stderr, flush=True)
    if out is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
        write_text(out, to_page(found))
        return print_done(context, f"written: {out}", file=str(out))
    if context.as_json:
        return print_json([
            {"kpi_id": one.kpi.kpi_id, "dialect": place, "runs": one.runs, "cases": one.compared,
             "refused": dict(one.refused), "differs": list(one.differs)}
            for place, listed in found.items() for one in listed
        ])  # fmt: skip
    rows = [
        [kpi.code, kpi.name, str(found[NAMES[places[0]]][at].compared),
         *(to_cell(listed[at]) for listed in found.values())]
        for at, kpi in enumerate(wanted)
    ]  # fmt: skip
    return print_table("Which KPI runs where", ["code", "KPI", "#cases", *found], rows)
