"""K03 e-mail open rate and K04 click-through rate: what was opened and clicked of what arrived."""

from __future__ import annotations

import re
from collections import Counter
from fractions import Fraction

from tests.oracle.chance import Chance, DataSet, Row
from tests.oracle.days import Frame, to_frame
from tests.oracle.items import by_item, publish, released, report, standing, total
from tests.oracle.want import ANY_SIZE, NO_DATA, TOO_FEW, Expected, Pair, Sample, Want, to_ratio

SAMPLE = Sample(ok={"observations": 5, "denominator": 200}, shown={"denominator": 30})
TITLES = (
    "Outlook", "Outlook", "Quarterly letter", "Letter", "Rates", "TEST of the footer",
    "The greatest contest", "Attestation", "Rates: a stress test", "Test-Mail", None,
    "Protest vote", "testing times",
)  # fmt: skip
OPENS = ("unsubscribe_clicks", "sent", "delivered", "unique_opens", "machine_opens",
         "apple_delivered", "apple_opens", "total_opens", "unique_clicks", "bot_clicks",
         "total_clicks")  # fmt: skip


def make(chance: Chance) -> DataSet:
    """Return campaigns with tests, internal lists, automations, young sends and blank counts."""
    settings = chance.settings(internal_lists=chance.pick(([], ["Staff"], ["Staff", "Seed"])))
    frame = to_frame(settings, 12)
    blank = chance.pick((0.0, 0.0, 0.06))
    rows = []
    for number in range(chance.randint(1, 24)):
        base = {
            "item_id": f"m{number}", "channel": "email", "title": chance.pick(TITLES),
            "list_name": chance.pick(("Allocators",) * 4 + ("Staff", "Seed", None)),
            "automation": chance.pick((False,) * 6 + (True, None)),
            "published": chance.or_none(publish(chance, frame), 0.05),
        }  # fmt: skip
        rows += report(chance, frame, base, [_counts(chance, blank) for _ in range(3)])
    rows.append({"item_id": "p", "channel": "linkedin", "delivered": 9999, "unique_opens": 9999,
                 "period_start": frame.end, "period_end": frame.end})  # fmt: skip
    return DataSet(settings, {"content_stat": rows})


def _counts(chance: Chance, blank: float) -> Row:
    sent = chance.pick((0, 3, 9, 10, 11, 40, 120, 120, 300, 800))
    delivered = sent - chance.randint(0, sent // 5)
    opens, apple = chance.randint(0, delivered), chance.randint(0, delivered)
    clicks = chance.randint(0, opens)
    if chance.maybe(0.05):
        opens = delivered + 3
    away = chance.pick((None, 0, 0, chance.randint(0, clicks)))
    numbers = (
        away, sent, delivered, opens, chance.randint(0, opens), apple, chance.randint(0, opens),
        opens + chance.randint(0, 300), clicks, chance.randint(0, clicks),
        clicks + chance.randint(0, 90),
    )  # fmt: skip
    return {name: chance.or_none(count, blank) for name, count in zip(OPENS, numbers, strict=True)}


def reason(data_set: DataSet, frame: Frame, row: Row, recipients: Fraction | None) -> str | None:
    """Return why the definition leaves a campaign out."""
    if row.get("automation"):
        return "automation"
    if row.get("list_name") in data_set.settings["internal_lists"]:
        return "internal list"
    if re.search(r"\btest\b", row.get("title") or "", re.IGNORECASE):
        return "test send"
    if recipients is not None and recipients < 10:
        return "test send"
    return "younger than 7 days" if frame.age(released(frame, row)) < 7 else None


def campaigns(data_set: DataSet) -> list[tuple[str | None, list[Row]]]:
    """Return the campaigns of the period: why each is left out, if it is, and its rows."""
    frame, found = to_frame(data_set.settings, 12), []
    for rows in by_item(data_set.rows("content_stat", channel="email")):
        kept = standing(rows)
        if frame.holds(released(frame, kept[0])):
            recipients = total([_sized(row) for row in kept], "sized")
            found.append((reason(data_set, frame, kept[0], recipients), kept))
    return found


def _sized(row: Row) -> Row:
    """Return a row with how many were written to: those sent to, else those reached."""
    return row | {"sized": row["delivered"] if row["sent"] is None else row["sent"]}


def rate(
    found: list[tuple[str | None, list[Row]]], parts: tuple[str, ...], wholes: tuple[str, ...],
    ends: str = "few", every: bool = False, sample: Sample = SAMPLE,
) -> Want:  # fmt: skip
    """Return the first named column less the rest, over the same of the others, pooled."""
    pairs = []
    for why, rows in found:
        sums = [[total(rows, column) for column in columns] for columns in (parts, wholes)]
        if (every or not why) and None not in sums[0] + sums[1]:
            part, whole = (column[0] - sum(column[1:]) for column in sums)
            pairs.append(Pair(rows[0]["item_id"], part, whole))
    if not pairs:
        return NO_DATA if not found or any(why is None for why, _ in found) else TOO_FEW
    return to_ratio(pairs, sample, ends=ends, clusters_from=8)


def excluded(found: list[tuple[str | None, list[Row]]], counted: tuple[str, str]) -> Counter[str]:
    """Return how many source rows were left out, by reason."""
    reasons: Counter[str] = Counter()
    for why, rows in found:
        blank = next((c for c in counted if total(rows, c) is None), None)
        said = why or (blank and f"missing {blank}")
        if said:
            reasons[said] += len(rows)
    return reasons


def opens(data_set: DataSet) -> Expected:
    """K03: unique opens over delivered; machine and Apple opens, repeats and sends beside."""
    found = campaigns(data_set)
    return Expected(
        rate(found, ("unique_opens",), ("delivered",)),
        excluded=excluded(found, ("unique_opens", "delivered")),
        parts={
            "machine_open_share": rate(
                found, ("machine_opens",), ("unique_opens",), sample=ANY_SIZE
            )
        },
        variants={
            "excl_machine_opens": rate(found, ("unique_opens", "machine_opens"), ("delivered",)),
            "non_apple_base": rate(
                found, ("unique_opens", "apple_opens"), ("delivered", "apple_delivered")
            ),
            "total_opens": rate(found, ("total_opens",), ("delivered",), "clusters"),
            "of_sent": rate(found, ("unique_opens",), ("sent",)),
            "unfiltered": rate(found, ("unique_opens",), ("delivered",), every=True),
        },
    )


def _of_content(row: Row) -> Row:
    """Return a row with the clickers of content links, and those of them that are no scanners.

    People who clicked to unsubscribe alone leave; more scanners than clickers is no number.
    """
    clickers = row["unique_clicks"]
    if clickers is not None:
        clickers -= row["unsubscribe_clicks"] or 0
    human = None if None in (clickers, row["bot_clicks"]) else clickers - row["bot_clicks"]
    return row | {"clickers": clickers, "human": None if human is None or human < 0 else human}


def clicks(data_set: DataSet) -> Expected:
    """K04: unique clickers over delivered; scanner clicks, openers and repeats beside."""
    found = [(why, [_of_content(row) for row in rows]) for why, rows in campaigns(data_set)]
    return Expected(
        rate(found, ("clickers",), ("delivered",)),
        excluded=excluded(found, ("unique_clicks", "delivered")),
        variants={
            "excl_bot_clicks": rate(found, ("human",), ("delivered",)),
            "click_to_open": rate(found, ("clickers",), ("unique_opens",)),
            "total_clicks": rate(found, ("total_clicks",), ("delivered",), "clusters"),
            "unfiltered": rate(found, ("unique_clicks",), ("delivered",), every=True),
        },
    )
