"""Invented names: places that lie on no map, people that nobody is."""

from __future__ import annotations

import random

MARK = "(invented)"

PLACES = (
    "Marrowdale", "Quillhaven", "Thistlewick", "Ostermere", "Pellingby", "Brindlecombe",
    "Fennoway", "Garrowmoor", "Hexenleigh", "Innisbrack", "Jorvale", "Kestermouth",
    "Larkenfell", "Mossgrave", "Nettlebourn", "Oakhamble", "Pinderwell", "Quarrowby",
    "Ravelstoke", "Saltmarrow", "Tallowmere", "Umberfield", "Vexenham", "Wrenmoor",
    "Yarrowick", "Zellbury", "Abberlode", "Bellwater", "Candlemere", "Dunnerfold",
    "Elvershott", "Farthingmoor", "Glimmerton", "Hollowmere", "Ivoryfield", "Juniperby",
    "Kilnmarrow", "Lanternbridge", "Merrowdene", "Nightingford", "Opalcombe", "Puddlemoor",
    "Rookminster", "Silverthwaite", "Tumblewick", "Underquill", "Velvetmoor", "Willowmarch",
    "Yondermere", "Zephyrton", "Ashenwell", "Barleymouth", "Cobblestane", "Driftmoor",
)  # fmt: skip

KINDS = {
    "institutional": (
        "Pension Scheme", "Staff Retirement Fund", "Mutual Insurance", "Foundation",
        "University Endowment", "Borough Pension Fund",
    ),
    "intermediary": ("Private Bank", "Fund Platform", "Fund of Funds"),
    "wealth": ("Family Office", "Wealth Partners"),
}  # fmt: skip

FIRST_NAMES = (
    "Ada", "Bram", "Cleo", "Dara", "Edda", "Finn", "Greta", "Hugo", "Ines", "Joris", "Kaja",
    "Lior", "Mina", "Nils", "Orla", "Pim", "Quin", "Runa", "Sten", "Tova", "Ulla", "Vito",
)  # fmt: skip

LAST_NAMES = (
    "Inklewood", "Marrowby", "Pallistone", "Quenderby", "Ravensgill", "Saffronby", "Tarnbrook",
    "Umberley", "Vintnerby", "Wexelmoor", "Yarnfold", "Zennerby", "Appleguard", "Brackenthorn",
    "Copperlode", "Dovemarsh", "Emberlane", "Foxmorrow", "Gossamere", "Hazelgrove",
)  # fmt: skip

CONSULTANTS = (
    "Pike & Lantern Advisers (invented)",
    "Northmarrow Consulting (invented)",
    "Seven Sluices Research (invented)",
    "Gannet Row Partners (invented)",
    "Tillerman Associates (invented)",
)

STRATEGIES = (
    ("Global Equity", "Equity"), ("European Equity", "Equity"), ("UK Smaller Companies", "Equity"),
    ("Emerging Markets Equity", "Equity"), ("Global Credit", "Fixed income"),
    ("Sterling Corporate Bonds", "Fixed income"), ("Inflation-Linked", "Fixed income"),
    ("Short Duration Credit", "Fixed income"), ("Multi-Asset Growth", "Multi-asset"),
    ("Multi-Asset Income", "Multi-asset"), ("Real Return", "Multi-asset"),
    ("Listed Infrastructure", "Real assets"), ("Core Property", "Real assets"),
    ("Timberland", "Real assets"), ("Private Credit", "Private markets"),
    ("Climate Transition Equity", "Equity"), ("Quality Income Equity", "Equity"),
    ("Japan Equity", "Equity"), ("Asia ex Japan Equity", "Equity"),
    ("High Yield", "Fixed income"), ("Emerging Markets Debt", "Fixed income"),
    ("Absolute Return Bonds", "Fixed income"), ("Liability Matching", "Fixed income"),
    ("Long-Short Equity", "Alternatives"),
)  # fmt: skip

TOPICS = (
    "Where income comes from next", "Reading the credit cycle", "Funding levels after the rise",
    "Small companies, long horizons", "What climate data leaves out", "Inflation with a lag",
    "Private credit for patient owners", "Paying pensions on time", "The case for fewer holdings",
    "Currency: hedge or live with it", "Timber, tides and time", "Stewardship in numbers",
    "Bonds after the fall", "Five questions for trustees", "Emerging markets without the index",
    "Liquidity when it matters", "Property at the reset", "The next ten years of returns",
)  # fmt: skip


def to_person(rng: random.Random) -> str:
    """Return an invented first and last name."""
    return f"{rng.choice(FIRST_NAMES)} {rng.choice(LAST_NAMES)}"


def to_slug(text: str) -> str:
    """Return the letters and figures of a text in lower case, words joined by hyphens."""
    words = text.removesuffix(MARK).lower().replace("&", " ").split()
    return "-".join("".join(c for c in word if c.isalnum()) for word in words)


def to_address(person: str, domain: str, number: int) -> str:
    """Return an e-mail address at a domain reserved for examples."""
    return f"{to_slug(person).replace('-', '.')}{number}@{domain}"
