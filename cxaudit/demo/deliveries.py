"""The report production log: what was owed to whom, by when, and when it went out."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from cxaudit.demo.draws import add_working_days, to_month_ends, to_stream
from cxaudit.demo.firms import AS_OF, Firm
from cxaudit.demo.mandates import to_clients
from cxaudit.demo.sheet import Draft, to_csv

HEADER = (
    "Report ID", "Type", "Client/Fund", "Period end", "Due", "Delivered", "Status", "Channel",
    "Re-issue of", "Delay cause",
)  # fmt: skip
REPORT, FACTSHEET = "Investment report", "Factsheet"
FIRST_PERIOD, LAST_PERIOD = date(2023, 12, 31), date(2025, 12, 31)


@dataclass(frozen=True)
class Delivery:
    """One report owed; ``delivered`` is None while it is missing, cancelled or not yet due."""

    number: int
    kind: str
    recipient: str
    period_end: date
    due: date
    delivered: date | None
    status: str
    reissue_of: int | None = None
    cause: str | None = None


@cache
def to_deliveries(firm: Firm) -> tuple[Delivery, ...]:
    """Return what was owed: client reports by tier, factsheets by fund and month."""
    rng = to_stream(firm, "deliveries")
    found: list[Delivery] = []
    for month in to_month_ends(FIRST_PERIOD, LAST_PERIOD):
        for client in to_clients(firm):
            owed = client.tier == "Tier 1" or month.month % 3 == 0
            if owed and client.is_active(month):
                due = add_working_days(month, 15)
                found.append(
                    to_delivery(firm, rng, len(found) + 1, REPORT, client.client_id, month, due)
                )
                if rng.random() < 0.015 and found[-1].delivered:
                    found.append(to_reissue(rng, len(found) + 1, found[-1]))
        for number in range(1, firm.funds + 1):
            fund, due = f"{firm.tag}-F{number:02d}", add_working_days(month, 10)
            found.append(to_delivery(firm, rng, len(found) + 1, FACTSHEET, fund, month, due))
    return tuple(found)


def to_delivery(
    firm: Firm, rng: random.Random, number: int, kind: str, recipient: str, month: date, due: date
) -> Delivery:
    """Return one report; the factsheets of the last quarter suffer from a new data supplier."""
    late = firm.between(0.22, 0.035)
    missing = firm.between(0.05, 0.006)
    if kind == FACTSHEET and due > date(2025, 10, 1):
        late += 0.16
    if due > AS_OF:
        return Delivery(number, kind, recipient, month, due, None, "Not due")
    draw = rng.random()
    if draw < missing:
        return Delivery(number, kind, recipient, month, due, None, "Missing", cause="Data")
    if draw < missing + late:
        went = add_working_days(due, rng.randint(1, 7))
        cause = rng.choices(("Data", "Firm", "Vendor", "Client"), (4, 3, 2, 1))[0]
        if went > AS_OF:
            return Delivery(number, kind, recipient, month, due, None, "Missing", cause=cause)
        return Delivery(number, kind, recipient, month, due, went, "Delivered", cause=cause)
    went = due - timedelta(days=rng.choice((0, 1, 1, 2, 3, 4)))
    return Delivery(number, kind, recipient, month, due, went, "Delivered")


def to_reissue(rng: random.Random, number: int, first: Delivery) -> Delivery:
    """Return the same report sent again because of a mistake in it."""
    again = min(AS_OF, add_working_days(first.delivered, rng.randint(3, 9)))
    return Delivery(
        number, first.kind, first.recipient, first.period_end, first.due, again, "Delivered",
        reissue_of=first.number,
    )  # fmt: skip


def write_report_log(firm: Firm) -> list[Draft]:
    """Return one log of both kinds: the list of what was owed."""
    return [to_log(firm, "report_production_log_invented.csv", list(to_deliveries(firm)), "yes")]


def write_investment_report_log(firm: Firm) -> list[Draft]:
    """Return the log of client reports alone, the list of what was owed."""
    owed = [d for d in to_deliveries(firm) if d.kind == REPORT]
    return [to_log(firm, "investment_report_log_invented.csv", owed, "yes")]


def write_factsheet_log(firm: Firm) -> list[Draft]:
    """Return a log of the factsheets that went out: nobody keeps a list of what was owed."""
    sent = [d for d in to_deliveries(firm) if d.kind == FACTSHEET and d.delivered]
    return [to_log(firm, "factsheet_log_invented.csv", sent, "no")]


def to_log(firm: Firm, name: str, deliveries: list[Delivery], owed: str) -> Draft:
    """Return one log and the answer to whether it is the list of what was owed."""
    rows = [
        (
            to_id(firm, d.number), d.kind, d.recipient, d.period_end, d.due, d.delivered,
            d.status, "Portal" if d.kind == REPORT else "Website", to_id(firm, d.reissue_of),
            d.cause,
        )
        for d in deliveries
    ]  # fmt: skip
    return Draft(name, to_csv(HEADER, rows, date_style=firm.date_style), {"owed_list": owed})


def to_id(firm: Firm, number: int | None) -> str | None:
    """Return a report's identifier."""
    return None if number is None else f"{firm.tag}-D{number:05d}"
