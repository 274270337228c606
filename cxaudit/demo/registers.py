"""The registers of the book as files: clients, mandates, assets and the RFP log."""

from __future__ import annotations

from datetime import date, timedelta

from cxaudit.demo.assets import to_valuations
from cxaudit.demo.firms import HISTORY_FROM, REGISTER_FROM, Firm
from cxaudit.demo.mandates import Mandate, to_clients, to_mandates
from cxaudit.demo.sales import to_pursuits
from cxaudit.demo.sheet import Draft, to_csv

CLIENT_HEADER = (
    "Client ID", "Client", "Parent ID", "Segment", "Tier", "Tier from", "E-mail domain",
    "Client since", "Client until", "Reason for leaving", "Register complete since",
)  # fmt: skip
MANDATE_HEADER = (
    "Client ID", "Client", "Parent ID", "Mandate ID", "Strategy", "Vehicle", "Won", "Signed",
    "Ready to trade", "Funded", "Cancelled", "Terminated", "Reason", "Expected AUM",
    "Fee (bps)", "Currency", "RFP ID",
)  # fmt: skip
ASSET_HEADER = (
    "Account", "As of", "Market value", "Currency", "Inflow", "Outflow", "Basis",
    "Market effect", "FX effect", "Scope change", "FX rate", "Own fund of fund",
)  # fmt: skip
PLAIN_ASSET_HEADER = ASSET_HEADER[:7]
RFP_HEADER = (
    "RFP ID", "Type", "Client ID", "Client/Prospect", "Consultant", "Strategy", "Vehicle",
    "Received", "Due", "Submitted", "No-bid date", "Shortlisted", "Pitch date",
    "Decision date", "Outcome", "Expected AUM", "Currency", "Owner",
)  # fmt: skip


def write_clients(firm: Firm) -> list[Draft]:
    """Return the register; the weakest firm strikes leavers off and knows no start of it."""
    whole = firm.quality > 0
    rows = [
        (
            c.client_id, c.name, c.parent_id, c.segment, c.tier,
            c.tier_from if whole else None, c.domain, c.start, c.end, c.end_reason,
            REGISTER_FROM if whole else None,
        )
        for c in to_clients(firm)
        if whole or c.end is None
    ]  # fmt: skip
    text = to_csv(CLIENT_HEADER, rows, date_style=firm.date_style)
    return [Draft("client_register_invented.csv", text)]


def write_mandates(firm: Firm) -> list[Draft]:
    """Return the mandate register with its onboarding dates, open cases included.

    At the middling firm one award was entered with a slip: funded a week before it was won.
    """
    rows = [
        (
            m.client_id, m.client, m.parent_id, m.mandate_id, m.strategy_id, m.vehicle.title(),
            m.won, m.signed, m.ready, to_funded(firm, m), m.cancelled, m.terminated, m.reason,
            m.exp_aum, m.fee_bps, m.ccy, m.pursuit_id,
        )
        for m in to_mandates(firm)
    ]  # fmt: skip
    text = to_csv(MANDATE_HEADER, rows, date_style=firm.date_style)
    return [Draft("mandate_register_invented.csv", text)]


def to_funded(firm: Firm, mandate: Mandate) -> date | None:
    """Return the day of funding as the register has it, the slip included."""
    funded = [m for m in to_mandates(firm) if m.won >= HISTORY_FROM and m.funded]
    slipped = firm.quality < 1 and mandate == funded[2]
    return mandate.won - timedelta(days=7) if slipped else mandate.funded


def write_assets(firm: Firm) -> list[Draft]:
    """Return the month-end assets; only the strong firm splits market from currency."""
    split = firm.quality == 1
    rows = []
    for v in to_valuations(firm):
        plain = (v.mandate_id, v.as_of, v.market_value, firm.currency, v.inflow, v.outflow)
        basis = "advised" if v.mandate_id.endswith("25") else "managed"
        nested = v.mandate_id.endswith("50")
        rows.append((*plain, basis, *((v.market, v.fx, 0, 1, nested) if split else ())))
    header = ASSET_HEADER if split else PLAIN_ASSET_HEADER
    return [Draft("assets_invented.csv", to_csv(header, rows, date_style=firm.date_style))]


def write_rfp_log(firm: Firm) -> list[Draft]:
    """Return the RFP log, with whatever was known at as_of.

    At the middling firm one deadline reads "to be agreed": no date, so the row is set aside.
    """
    vague = next((p for p in to_pursuits(firm) if p.kind == "DDQ" and firm.quality < 1), None)
    rows = [
        (
            p.pursuit_id, p.kind, p.client_id, p.prospect, p.consultant, p.strategy_id,
            p.vehicle.title(), p.received, "to be agreed" if p is vague else p.due,
            p.submitted, p.no_bid, p.advanced, p.pitch, p.decided, p.outcome, p.exp_aum,
            firm.currency, p.owner,
        )
        for p in to_pursuits(firm)
    ]  # fmt: skip
    text = to_csv(RFP_HEADER, rows, date_style=firm.date_style)
    return [Draft("rfp_log_invented.csv", text)]
