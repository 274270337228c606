"""Verbs on the KPI library: list, show, search, reference."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cxaudit.catalogue import Kpi, load_catalogue, pick_kpi
from cxaudit.cli.context import Context
from cxaudit.cli.printing import print_done, print_json, print_table
from cxaudit.disk import write_text
from cxaudit.errors import ClientDataError
from cxaudit.wording import show_use_case

SHOWN = ("code", "kpi_id", "name", "owner", "stage", "goal")


def _line(kpi: Kpi) -> list[str]:
    return [
        str(getattr(kpi, name) or "").replace("_", " " if name != "kpi_id" else "_")
        for name in SHOWN
    ]


def _short(kpi: Kpi) -> dict[str, Any]:
    return {name: getattr(kpi, name) for name in SHOWN} | {"category": kpi.library.category}


def list_kpis(context: Context) -> None:
    """Print every entry."""
    kpis = list(load_catalogue().values())
    if context.as_json:
        return print_json([_short(kpi) for kpi in kpis])
    return print_table("28 KPIs and two context figures", list(SHOWN), [_line(kpi) for kpi in kpis])


def show_kpi(context: Context, name: str) -> None:
    """Print one entry whole."""
    kpi = pick_kpi(name)
    facts = kpi.model_dump(mode="json", exclude={"folder"}, by_alias=True)
    if context.as_json:
        return print_json(facts | {"sql": kpi.read_sql()})
    print(f"{kpi.code}  {kpi.name}   ({kpi.kpi_id})")
    if kpi.use_case and kpi.target:
        case = kpi.use_case
        print(f"\n{show_use_case(case.who, case.does, case.why)}")
        beside = f", read with {', '.join(kpi.target.beside)}" if kpi.target.beside else ""
        print(f"target rule: {kpi.target.rule} on {kpi.target.figure}{beside}")
    needs = "; ".join(f"{table}: {', '.join(columns)}" for table, columns in kpi.needs.items())
    print(f"needs: {needs}")
    for what, named in (("settings", kpi.settings), ("also asks for", kpi.asks)):
        if named:
            print(f"{what}: {', '.join(named)}")
    print()
    for attribute, text in kpi.library:
        if isinstance(text, str):
            print(f"{attribute.replace('_', ' '):22s} {text}")
    print(f"{'moves with':22s} {', '.join(kpi.library.moves_with)}\n")
    for name, variant in kpi.variant.items():
        print(f"variant {name:27s} {variant.label}")
    for name in kpi.figure:
        if name != "headline":
            print(f"beside it {name:25s} {kpi.label_of(name)}")
    return None


def search_kpis(context: Context, text: str) -> None:
    """Print the entries whose texts hold all of the words."""
    words = text.casefold().split()
    found = [kpi for kpi in load_catalogue().values() if all(word in _texts(kpi) for word in words)]
    if not found:
        raise ClientDataError(
            "no KPI speaks of this", found=text, next="try one word, or see: cxaudit kpi list"
        )
    if context.as_json:
        return print_json([_short(kpi) for kpi in found])
    return print_table(f"KPIs that speak of {text}", list(SHOWN), [_line(kpi) for kpi in found])


def print_reference(context: Context, out: Path | None) -> None:
    """Print the reference of all KPIs, or write it to a file."""
    from cxaudit.reporting.reference import to_reference, to_reference_json

    if out is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
        write_text(out, to_reference())
        return print_done(context, f"written: {out}", file=str(out))
    if context.as_json:
        return print_json(to_reference_json())
    return print(to_reference(), end="")


def _texts(kpi: Kpi) -> str:
    use_case = kpi.use_case.model_dump().values() if kpi.use_case else ()
    library = [v for _, v in kpi.library if isinstance(v, str)]
    return " ".join([kpi.name, kpi.kpi_id, kpi.code, *_line(kpi), *use_case, *library]).casefold()
