"""The same in pandas: needed columns only, vectorised, one pass over what is in memory.

The depths that a tag records are taken once for the whole table, which favours pandas.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from by_hand import Result, to_campaigns, to_result

COLUMNS = {
    "user_pseudo_id": "u",
    "param_ga_session_id": "s",
    "event_timestamp": "t",
    "event_name": "n",
    "param_engagement_time_msec": "ms",
    "param_percent_scrolled": "depth",
    "param_ga_session_number": "number",
    "param_session_engaged": "engaged",
    "param_traffic_type": "internal",
    "session_traffic_source_last_click_cross_channel_campaign_default_channel_group": "channel",
    "collected_traffic_source_manual_source": "source",
    "collected_traffic_source_manual_medium": "medium",
    "param_page_location": "page",
}
MAIL = ["email_campaign_id", "recipient", "type", "created", "filtered_event", "obsoleted_by_id"]
PAGE = ["u", "s", "page"]


def import_events(kind: str, source: Path, folder: Path, threads: int, memory_gb: float) -> None:
    """Make the Parquet files of visits and views, or of campaigns."""
    if kind == "email":
        _to_campaigns(_read(source, MAIL)).to_parquet(folder / "content_stat.parquet")
        return
    events = _read(source, list(COLUMNS)).rename(columns=COLUMNS).drop_duplicates()
    paths = events["page"].drop_duplicates()
    known = dict(zip(paths, paths.str.extract(r"^https?://[^/]+([^?#]*)")[0], strict=True))
    events["page"] = events["page"].map(known)
    events["internal"] = events["internal"] == "internal"
    _to_visits(events).to_parquet(folder / "web_session.parquet")
    _to_views(events).to_parquet(folder / "page_view.parquet")


def _read(source: Path, columns: list[str]) -> pd.DataFrame:
    if source.suffix == ".csv":
        text = {"user_pseudo_id": str} if "user_pseudo_id" in columns else {}
        return pd.read_csv(source, usecols=columns, dtype=text)
    return pd.read_parquet(source, columns=columns)


def _to_visits(events: pd.DataFrame) -> pd.DataFrame:
    visits = events.groupby(["u", "s"], sort=False).agg(
        begun=("t", "min"), ended=("t", "max"), ms=("ms", "sum"), engaged=("engaged", "max"),
        channel_group=("channel", "first"), source=("source", "first"),
        medium=("medium", "first"), session_number=("number", "max"),
        internal=("internal", "max"),
    ).reset_index()  # fmt: skip
    visits["session_id"] = visits["u"] + "." + visits["s"].astype(str)
    visits["start"] = pd.to_datetime(visits.pop("begun"), unit="us", utc=True)
    lasted = pd.to_datetime(visits.pop("ended"), unit="us", utc=True) - visits["start"]
    visits["duration_ms"] = lasted.dt.total_seconds().mul(1000).astype("int64")
    visits["engaged_ms"] = visits.pop("ms").astype("int64")
    return visits.rename(columns={"u": "user_key"}).drop(columns="s")


def _to_views(events: pd.DataFrame) -> pd.DataFrame:
    events = events.sort_values([*PAGE, "t"], kind="stable")
    keys = [events[name] for name in PAGE]
    moment = events["t"].where(events["n"] == "page_view")
    events["viewed"] = moment.groupby(keys, sort=False).ffill()
    first = moment.groupby(keys, sort=False).transform("min")
    events["viewed"] = events["viewed"].fillna(first)
    events = events[events["viewed"].notna()]
    marks = sorted(events["depth"].dropna().unique() / 100)
    views = events.groupby([*PAGE, "viewed"], sort=False).agg(
        engaged_ms=("ms", "sum"), depth_reached=("depth", "max"), internal=("internal", "max")
    ).reset_index()  # fmt: skip
    views = views.sort_values(["u", "s", "viewed", "page"], kind="stable")
    views["duration_ms"] = views.groupby(["u", "s"], sort=False)["viewed"].shift(-1)
    views["duration_ms"] = (views["duration_ms"] - views["viewed"]) // 1000
    views["session_id"] = views["u"] + "." + views["s"].astype(str)
    views["viewed"] = pd.to_datetime(views["viewed"].astype("int64"), unit="us", utc=True)
    views["depth_reached"] = views["depth_reached"] / 100
    views["engaged_ms"] = views["engaged_ms"].astype("int64")
    views.attrs["marks"] = marks
    return views.rename(columns={"u": "user_key", "page": "page_path"}).drop(columns="s")


def _to_campaigns(events: pd.DataFrame) -> pd.DataFrame:
    events = events[events["obsoleted_by_id"].isna()].copy()
    events["person"] = events["recipient"].str.lower()
    for name in ("SENT", "DELIVERED", "OPEN", "CLICK"):
        events[name] = events["type"] == name
    events["own"] = events["OPEN"] & ~events["filtered_event"]
    events["sent_at"] = events["created"].where(events["SENT"])
    people = events.groupby(["email_campaign_id", "person"], sort=False).agg(
        sent=("SENT", "max"), delivered=("DELIVERED", "max"), total_opens=("OPEN", "sum"),
        total_clicks=("CLICK", "sum"), own=("own", "sum"), sent_at=("sent_at", "min"),
    )  # fmt: skip
    people["unique_opens"] = people["total_opens"] > 0
    people["unique_clicks"] = people["total_clicks"] > 0
    people["machine_opens"] = people["unique_opens"] & (people["own"] == 0)
    counted = people.groupby("email_campaign_id", sort=False).agg(
        {"sent_at": "min"} | dict.fromkeys(people.columns.drop(["sent_at", "own"]), "sum")
    )
    counted["published"] = pd.to_datetime(counted.pop("sent_at"), utc=True, format="ISO8601")
    return counted.reset_index(names="item_id")


def measure(kind: str, folder: Path, threads: int, memory_gb: float) -> Result:
    """Return value, low, high and n of each figure."""
    if kind == "email":
        return _measure_mail(pd.read_parquet(folder / "content_stat.parquet"))
    columns = ["user_key", "start", "channel_group", "session_number", "internal", "engaged_ms",
               "duration_ms"]  # fmt: skip
    visits = pd.read_parquet(folder / "web_session.parquet", columns=columns)
    visits = visits[visits["start"].dt.year == 2025]
    own = ~visits["internal"]
    seen = visits[own]
    social = seen["channel_group"].isin(["Organic Social", "Paid Social"])
    back = seen["session_number"] > 1
    by_user = pd.DataFrame({"u": seen["user_key"], "social": social, "back": back}).groupby("u")
    users = by_user.agg("max")
    timed = seen[(seen["engaged_ms"] >= 0) & (seen["duration_ms"] >= 0)]
    found = {
        "K02": to_result("K02", (int(users["social"].sum()), len(users))),
        "K11": to_result("K11", (int(users["back"].sum()), len(users))),
        "K05": to_result("K05", _by_unit(timed["user_key"], timed["engaged_ms"])),
    }
    return found | _measure_pages(folder)


def _measure_pages(folder: Path) -> Result:
    columns = ["user_key", "viewed", "page_path", "engaged_ms", "duration_ms", "depth_reached",
               "internal"]  # fmt: skip
    views = pd.read_parquet(folder / "page_view.parquet", columns=columns)
    marks = views.attrs["marks"]
    kept = views["page_path"].str.startswith("/insights/") & ~views["internal"]
    views = views[kept & (views["viewed"].dt.year == 2025)]
    known = views["duration_ms"].fillna(0) >= 0
    timed = views[(views["engaged_ms"] >= 0) & known]
    low = views["depth_reached"].fillna(0)
    bins = pd.cut(low, [-1, *marks, 2], right=False, labels=[*marks, 1.0]).astype(float)
    hundredths = [round(x * 100) for x in (low.sum(), bins.sum())]
    sums = (hundredths[0], hundredths[1], len(views), views["user_key"].nunique())
    k07 = to_result("K07", (sums[0], sums[1], 100 * sums[2], sums[3]))
    return {
        "K06": to_result("K06", _by_unit(timed["user_key"], timed["engaged_ms"])),
        "K07": [*k07[:3], sums[2]],
    }


def _by_unit(units: pd.Series, amounts: pd.Series) -> tuple:
    sums = amounts.groupby(units, sort=False).agg(["sum", "size"])
    a, b = sums["sum"], sums["size"]
    parts = [len(sums), a.sum(), b.sum(), (a * a).sum(), (a * b).sum(), (b * b).sum()]
    return tuple(int(part) for part in parts)


def _measure_mail(sends: pd.DataFrame) -> Result:
    year = sends["published"].dt.year == 2025
    old = sends["published"] < pd.Timestamp("2025-12-25", tz="UTC")
    sends = sends[year & old & (sends["sent"] >= 10)]
    return {
        code: to_campaigns(
            [(row[0], int(row[1]), int(row[2])) for row in
             sends[["item_id", name, "delivered"]].itertuples(index=False)]
        )
        for code, name in (("K03", "unique_opens"), ("K04", "unique_clicks"))
    }  # fmt: skip
