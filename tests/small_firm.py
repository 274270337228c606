"""A small invented firm: a few rows in the canonical templates, small enough to count by hand.

What they must give, as of 2025-12-31: 400 opens of 1,200 delivered (K03; 405 of 1,205 with the
test send), 68 clicks (K04), 5 of 11 decided RFPs won (K18), 7 of 11 advanced (K16), a median of
45 days until funding, 25 to 90 (K20: 20, 25, 31, 34, 40, 45, 60, 90 days, four cases open), 8 live
mandates of 5 clients in 7 client-strategies (K28), 2 complaints in 6 x 365 client-days (K26).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from cxaudit.audit import Audit, Workspace, import_files
from cxaudit.catalogue import load_catalogue
from cxaudit.store import apply_settings, create_client, merge_answers, read_client, save_client

CLIENT = "small-firm"
AT = "2026-01-05T09:00:00+00:00"
SETTINGS = {"as_of": "2025-12-31", "currency": "EUR", "timezone": "UTC"}

CAMPAIGNS = """
item_id,channel,title,published,sent,delivered,unique_opens,unique_clicks,period_start,period_end
m1,email,February letter,2025-02-03T09:00:00Z,210,200,80,10,2025-02-03,2025-12-31
m2,email,April letter,2025-04-07T09:00:00Z,110,100,30,5,2025-04-07,2025-12-31
m3,email,June letter,2025-06-02T09:00:00Z,410,400,100,20,2025-06-02,2025-12-31
m4,email,August letter,2025-08-04T09:00:00Z,310,300,150,30,2025-08-04,2025-12-31
m5,email,October letter,2025-10-06T09:00:00Z,205,200,40,3,2025-10-06,2025-12-31
m6,email,Test of the footer,2025-10-07T09:00:00Z,5,5,5,1,2025-10-07,2025-12-31
"""
PURSUITS = """
pursuit_id,kind,client_id,received,due,submitted,advanced,decided,outcome
r1,RFP,c1,2024-03-01,2024-03-22,2024-03-20,2024-04-20,2024-06-30,won
r2,RFP,c2,2024-04-02,2024-04-23,2024-04-22,2024-05-20,2024-07-31,won
r3,RFP,c3,2024-06-03,2024-06-24,2024-06-21,2024-07-22,2024-09-30,won
r4,RFP,c4,2024-09-02,2024-09-23,2024-09-20,2024-10-21,2024-12-31,won
r5,RFP,c5,2025-01-06,2025-01-27,2025-01-24,2025-02-24,2025-04-30,won
r6,RFP,,2025-02-03,2025-02-24,2025-02-21,2025-03-24,2025-05-31,lost
r7,RFP,,2025-02-10,2025-03-03,2025-03-04,2025-03-31,2025-05-31,lost
r8,RFP,,2025-03-03,2025-03-24,2025-03-21,,2025-06-30,lost
r9,RFP,,2025-04-01,2025-04-22,2025-04-18,,2025-07-31,lost
r10,RFP,,2025-05-05,2025-05-26,2025-05-23,,2025-08-31,lost
r11,RFP,,2025-06-02,2025-06-23,2025-06-20,,2025-09-30,lost
r12,RFP,,2025-11-03,2025-11-24,2025-11-21,,,pending
"""
MANDATES = """
mandate_id,client_id,strategy_id,vehicle,won,funded,cancelled,terminated,exp_aum,fee_bps,ccy
f1,c1,s1,pooled,2025-01-06,2025-01-26,,,10000000,40,EUR
f2,c1,s1,pooled,2025-01-06,2025-01-31,,,10000000,40,EUR
f3,c1,s2,pooled,2025-01-06,2025-02-06,,,10000000,40,EUR
f4,c2,s1,pooled,2025-01-06,2025-02-09,,,10000000,40,EUR
f5,c2,s2,pooled,2025-02-03,2025-03-15,,,10000000,40,EUR
f6,c3,s1,pooled,2025-02-03,2025-03-20,,,10000000,40,EUR
f7,c4,s1,pooled,2025-02-03,2025-04-04,,,10000000,40,EUR
f8,c5,s1,pooled,2025-02-03,2025-05-04,,,10000000,40,EUR
o1,c6,s1,pooled,2025-12-21,,,,10000000,40,EUR
o2,c6,s1,pooled,2025-11-11,,,,10000000,40,EUR
o3,c6,s1,pooled,2025-10-17,,,,10000000,40,EUR
o4,c6,s1,pooled,2025-09-02,,,,10000000,40,EUR
"""
CLIENTS = """
client_id,client_name,parent_id,segment,rel_start,rel_end
c1,Northern Pension,,institutional,2015-01-01,
c2,Harbour Insurance,,institutional,2016-01-01,
c3,City Foundation,,institutional,2017-01-01,
c4,Valley Bank,,intermediary,2018-01-01,
c5,Hill Endowment,,institutional,2019-01-01,
c6,Coast Pension,,institutional,2020-01-01,
"""
COMPLAINTS = """
interaction_id,kind,client_id,ts,closed,status,outcome,parent_id
k1,complaint,c1,2025-03-03T09:00:00Z,2025-03-10T09:00:00Z,closed,upheld,
k2,complaint,c2,2025-07-01T09:00:00Z,2025-07-04T09:00:00Z,closed,rejected,
k3,complaint,c1,2025-04-01T09:00:00Z,2025-04-02T09:00:00Z,closed,upheld,k1
"""
TABLES = {
    "content_stat": CAMPAIGNS, "pursuit": PURSUITS, "mandate": MANDATES, "client": CLIENTS,
    "interaction": COMPLAINTS,
}  # fmt: skip
SUPPLIED = {"K03", "K04", "K16", "K17", "K18", "K20", "K26", "K28"}

ANSWERS: dict[str, list[dict[str, Any]]] = {
    "use_cases": [
        {"kpi_id": "email_open_rate", "state": "applies", "who": "The campaign lead",
         "does": "sets targets", "why": "attention is scarce", "strategy_link": 2,
         "materiality": 1, "target_level": 4, "respondent": "lead"},
        {"kpi_id": "podcast_listens_per_episode", "state": "not_applicable",
         "reason_code": "no_such_channel", "proof": "channel list of 2025",
         "reviewer": "head of marketing", "respondent": "lead"},
    ],
    "criteria": [
        {"kpi_id": "email_open_rate", "link": "purpose", "criterion": name, "value": 1,
         "evidence": "E2", "evidence_on": "2025-11-30", "respondent": "lead"}
        for name in ("owner", "decision", "definition", "cadence")
    ],
    "reported": [
        {"kpi_id": "email_open_rate", "period_start": "2025-01-01", "period_end": "2025-12-31",
         "value": 0.3333},
        {"kpi_id": "email_click_through_rate", "period_start": "2025-01-01",
         "period_end": "2025-12-31", "value": 0.2},
    ],
}  # fmt: skip


def write_files(folder: Path, tables: Sequence[str] = tuple(TABLES)) -> list[Path]:
    """Write the firm's templates into the folder, one CSV a table."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{name}.csv" for name in tables]
    for name, path in zip(tables, paths, strict=True):
        path.write_text(TABLES[name].lstrip("\n"), encoding="utf-8")
    return paths


def make_client(
    root: Path, tables: Sequence[str] = tuple(TABLES), settings: dict[str, str] | None = None
) -> Workspace:
    """Make the firm in a workspace at this root, its files imported."""
    workspace = Workspace(root)
    folder = workspace.client_folder(CLIENT)
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = create_client(folder, CLIENT, "Small Firm")
    change(workspace, profile=apply_settings(made.profile, (settings or SETTINGS).items()))
    take_in(workspace, write_files(root / "inbox", tables))
    return workspace


def take_in(workspace: Workspace, files: Sequence[Path], **more: Any) -> list[dict[str, Any]]:
    """Import files as received in January 2026; every one must be taken."""
    entries = import_files(workspace, CLIENT, files, received_on=date(2026, 1, 5), **more)
    assert [e["verdict"] for e in entries] == ["imported"] * len(files), entries
    return entries


def change(workspace: Workspace, **fields: Any) -> None:
    """Save the client's file with these fields changed."""
    file = read_client(workspace.client_folder(CLIENT))
    save_client(
        workspace.client_folder(CLIENT), replace(file, **fields), who="test",
        expected_revision=file.revision, at=AT,
    )  # fmt: skip


def answer(workspace: Workspace, answers: dict[str, Any] | None = None) -> None:
    """Take the firm's answers in."""
    catalogue = load_catalogue()
    file = read_client(workspace.client_folder(CLIENT))
    kpis = {kpi_id for kpi_id, kpi in catalogue.items() if kpi.is_kpi}
    merged = merge_answers(file, answers or ANSWERS, kpis, set(catalogue))
    change(
        workspace, use_cases=merged.use_cases, criteria=merged.criteria, reported=merged.reported
    )


def open_small(workspace: Workspace) -> Audit:
    """Open the firm's audit."""
    return Audit.open(CLIENT, workspace.root)
