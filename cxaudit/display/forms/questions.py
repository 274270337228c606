"""What notebook 01 asks about a firm: one question a setting, grouped as people think of them."""

from __future__ import annotations

from typing import NamedTuple


class Asked(NamedTuple):
    """One setting: the full question, a short label, an example, help, and how it is entered.

    ``kind``: text, lines, zone (a time zone, offered as one types), or choice (``options`` then
    lists value and label).
    """

    key: str
    label: str
    question: str
    hint: str = ""
    help: str = ""
    kind: str = "text"
    options: tuple[tuple[str, str], ...] = ()


class Group(NamedTuple):
    """Settings that belong together, and why they are asked."""

    title: str
    about: str
    asked: tuple[Asked, ...]


SIZES = (
    ("small", "Small: under 10 billion US dollars"),
    ("medium", "Medium: 10 to 100 billion"),
    ("large", "Large: 100 to 500 billion"),
    ("very_large", "Very large: above 500 billion"),
)
SEGMENTS = (
    ("institutional", "Institutional: pension funds, insurers, endowments"),
    ("intermediary", "Intermediary: banks, platforms, distributors"),
    ("wealth", "Wealth: private clients and their advisers"),
    ("mixed", "Mixed: none of them holds most of the assets"),
)
REGIONS = (
    ("uk", "United Kingdom"),
    ("europe", "Europe without the United Kingdom"),
    ("north_america", "North America"),
    ("latin_america", "Latin America"),
    ("asia_pacific", "Asia and the Pacific"),
    ("middle_east_africa", "Middle East and Africa"),
    ("global", "Several: none of them holds most of the sales"),
)
STANCES = (
    ("defensive", "Defensive: keep the clients there are"),
    ("neutral", "Neutral"),
    ("offensive", "Offensive: win new clients first"),
)

AVERAGES = (
    ("median", "The median: half of the peers lie above it"),
    ("mean", "The mean: a few far away pull it"),
)

WHO = Group(
    "Who is audited",
    "The name heads every report. Size, segment and region decide which peers are alike.",
    (
        Asked("name", "Name", "What is the firm called on the report?", "Example Asset Management"),
        Asked("entity", "Entity", "Which legal entity is audited?", "Example Asset Management Ltd"),
        Asked("parent", "Parent", "Which company owns it in the end?", "Example Group plc",
              "Firms of one parent count once among peers."),
        Asked("consultant", "Consultant", "Who carries out the audit, if not the firm itself?",
              "Example Advisers", "Left empty, the firm assesses itself."),
        Asked("size_band", "Size", "How large are the assets that the firm manages?",
              kind="choice", options=SIZES),
        Asked("segment", "Main segment", "Which kind of client holds most of the assets?",
              kind="choice", options=SEGMENTS),
        Asked("region", "Region", "In which region does the firm mainly sell?",
              kind="choice", options=REGIONS),
        Asked("note", "Note", "What else should a reader of this audit know?", kind="lines"),
    ),
)  # fmt: skip

WHEN = Group(
    "Which period is judged",
    "Nothing is judged as of today: a report must read the same when it is run again next year.",
    (
        Asked("as_of", "As of", "At which date are open cases and ages judged?", "2025-12-31"),
        Asked("period_start", "First day", "On which day does the audited period start?",
              "2025-01-01",
              "Left empty, each figure looks back its own window, twelve or twenty-four months."),
        Asked("period_end", "Last day", "On which day does it end?", "2025-12-31"),
        Asked("currency", "Currency", "In which currency are amounts reported?", "EUR"),
        Asked("timezone", "Time zone", "In which time zone does the firm's day begin?",
              "Europe/London", "Left empty, days begin at midnight in UTC.",
              "zone"),
        Asked("fiscal_year_start", "Fiscal year", "On which day does the fiscal year start?",
              "04-01"),
        Asked("holiday_calendar", "Holidays", "On which days does nobody work?",
              "2025-12-25, 2025-12-26", "Read by the figures in business days.", "lines"),
        Asked("decision_lag_days", "Decision lag",
              "After how many days is an undecided bid called old?", "180"),
    ),
)  # fmt: skip

ACTIVITY = Group(
    "What the firm does",
    "From these lists the next notebook guesses which use cases cannot apply. It only suggests.",
    (
        Asked("segments", "Segments", "Which kinds of client does the firm serve?",
              "institutional, intermediary, wealth"),
        Asked("channels", "Channels", "Through which channels does it reach them?",
              "e-mail, linkedin, website, video, podcast, webinar, client portal"),
        Asked("stance", "Stance", "How does the firm stand towards its book of clients?",
              help="It shifts the band in which tenure and products per client should lie.",
              kind="choice", options=STANCES),
        Asked("portal_functions", "Portal", "What can clients do on the portal?",
              "reports, holdings, documents, messages"),
    ),
)  # fmt: skip

COUNTED = Group(
    "Who and what counts",
    "Staff, test mail and pages of another kind would flatter or hide the figures.",
    (
        Asked("internal_domains", "Own domains", "Which e-mail domains are the firm's own?",
              "example.com, example-funds.com", "People with these addresses are staff."),
        Asked("internal_lists", "Test lists", "Which mailing lists are internal or for tests?",
              "Staff, Proof readers"),
        Asked("thought_leadership_patterns", "Insight pages",
              "Which pages of the website are thought leadership?", "/insights/*, /research/*",
              "Patterns on the path, a star for anything. Without them two figures cannot run."),
        Asked("social_channels", "Social groups",
              "Which channel groups of the web tool count as social?",
              "Organic Social, Paid Social"),
        Asked("top_tier", "Top tier", "Which tiers of the client register are the top tier?",
              "Tier 1, Platinum", "Without them client meetings cannot be counted."),
    ),
)  # fmt: skip

PROMISES = Group(
    "What was promised, and what can be handled",
    "Some use cases are judged against the firm's own capacity or contracts, not against peers.",
    (
        Asked("followup_people", "People", "How many people follow up events with meetings?", "4"),
        Asked("followup_meetings_per_month", "Meetings",
              "How many such meetings can each of them hold in a month?", "9"),
        Asked("followup_weeks", "Weeks", "Within how many weeks must the follow-up happen?", "6"),
        Asked("average", "Average",
              "Where a rule speaks of the peers' average, which one does the firm mean?",
              help="It is asked by the success rates of bids, RFPs and pitches.",
              kind="choice", options=AVERAGES),
        Asked("concentration_limit", "One consultant",
              "Which share of the buy ratings may rest on one consultant?", "50%"),
        Asked("contract_on_time_share", "Reports on time",
              "Which share of client reports do the contracts promise on time?", "95%"),
        Asked("grace_days", "Days of grace",
              "How many days after its day does a report still count as on time?", "2"),
        Asked("rfp_on_time_share", "RFPs on time",
              "Which share of RFPs should be in by the deadline?", "95%"),
        Asked("rfp_bidders", "Bidders", "How many firms bid for one mandate, as a rule?", "8"),
        Asked("shortlist_places", "Short-list", "How many places has a short-list, as a rule?",
              "3"),
        Asked("pitch_finalists", "Finalists", "How many firms pitch in a final, as a rule?", "3"),
    ),
)  # fmt: skip

GROUPS: tuple[Group, ...] = (WHO, WHEN, ACTIVITY, COUNTED, PROMISES)

IN_MAPS = ("own_targets", "norms", "cta_positions", "declared_counts", "review_days")
NOT_ASKED = ("invented", "systems", *IN_MAPS)
"""Asked by controls of their own, or set by the demo alone."""
