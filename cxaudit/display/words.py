"""Words for what the audit's own sentences name by id: settings, figures, rules, methods."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from cxaudit.benchmark import PeerStatistics
from cxaudit.canon import load_tables
from cxaudit.catalogue import load_catalogue
from cxaudit.display.kinds import to_column_name, to_title

INPUTS = {
    "cta_positions": "the places of the calls to action",
    "reach": "how far down the pages are read",
    "followup_people": "how many people follow up",
    "followup_meetings_per_month": "how many meetings each can hold in a month",
    "followup_weeks": "the weeks allowed for it",
    "contract_on_time_share": "the share that contracts promise on time",
    "thought_leadership_patterns": "which pages are thought leadership",
    "top_tier": "which clients are top tier",
    "grace_days": "the days of grace that agreements allow",
    "portal_functions": "what the portal offers",
    "fee_bps": "fees",
    "aum_total": "total assets",
    "median_aum_won": "the expected assets of mandates won",
    "median_aum_second_mandate": "the assets of second mandates",
    "active_clients": "the number of clients",
}
RULES = {
    "at_least_median": "at least the peer median",
    "at_most_median": "at most the peer median",
    "band_just_above_median": "a band above the peer median",
    "at_most_norm": "the norm",
    "own_target": "the own target",
    "own_history": "the like period before",
}
OF_A_KPI = {
    "figures": "the figure {name}",
    "targets": "a target for {name}",
    "cases": "cases of {name} with assets and fee",
    "links": "how {name} moves clients to leave",
}
UNSET = {
    "not set: needs own_targets": "no own target is set",
    "not set: needs norms": "no norm is set",
}
SEEDED = re.compile(r", ([\d,]+) draws, seed (\d+)")
CHANCE = re.compile(r"\(chance (\S+) of the good side\)")
DOTTED = re.compile(r"\b([a-z_]+)\.([a-z][a-z0-9_]*)\b")
NEEDED = re.compile(r"\bneeds ([a-z_]+(?:, [a-z_]+)*)")
UNDERSCORED = re.compile(r"\b[a-z][a-z0-9]*(?:_[a-z0-9]+)+\b")


def to_plain(text: str) -> str:
    """Return one of the audit's own sentences with words in place of ids.

    Never for text that a client typed or a file brought: there an underscore is theirs.
    """
    for start, words in UNSET.items():
        text = re.sub(rf"{re.escape(start)}\.\w+", words, text)
    text = CHANCE.sub(r"(chance of being on the good side: \1)", text)
    text = _grouped().sub(_spell_columns, text)
    text = DOTTED.sub(_spell_dotted, text)
    text = NEEDED.sub(_spell_list, text)
    return UNDERSCORED.sub(lambda found: _spell(found[0]), text)


@cache
def _grouped() -> re.Pattern[str]:
    """Return what matches columns of a table: a.b, a.c as reasons have it, or a (b, c)."""
    tables = "|".join(sorted(load_tables(), key=len, reverse=True))
    dotted = rf"\b(?P<table>{tables})\.(?P<dotted>[a-z]\w*(?:, (?P=table)\.[a-z]\w*)*)"
    listed = rf"\b(?P<of>{tables}) \((?P<listed>[a-z]\w*(?:, [a-z]\w*)*)(?P<more> and \d+ more)?\)"
    return re.compile(f"{dotted}|{listed}")


def _spell_columns(found: re.Match[str]) -> str:
    table = found["table"] or found["of"]
    names = (found["dotted"] or found["listed"]).replace(f"{table}.", "").split(", ")
    said = ", ".join(to_column_name(table, name) for name in names)
    return f"{said}{found['more'] or ''} ({to_title(table)})"


def _spell_dotted(found: re.Match[str]) -> str:
    head, name = found.groups()
    entry = load_catalogue().get(name)
    if head in OF_A_KPI and entry is not None:
        return OF_A_KPI[head].format(name=entry.name)
    return f"{_spell(head)}: {_spell(name)}" if "_" in found[0] else found[0]


def _spell_list(found: re.Match[str]) -> str:
    return f"needs {join_words([_spell(name) for name in found[1].split(', ')])}"


def _spell(identifier: str) -> str:
    entry = load_catalogue().get(identifier)
    known = INPUTS.get(identifier) or RULES.get(identifier) or (entry and entry.name)
    return known or identifier.replace("_", " ")


def to_method(method: str) -> str:
    """Return how a figure was made, without the draws and seed that all of them share."""
    return to_plain(SEEDED.sub("", method))


def to_seed(methods: Iterable[str]) -> str:
    """Return the draws and seed that the methods share as a sentence, or nothing."""
    found = sorted({match.groups() for method in methods if (match := SEEDED.search(method))})
    return " ".join(f"Bootstrap: {draws} draws, seed {seed}." for draws, seed in found)


def count_figures(count: int) -> str:
    """Return "no figure stands", "1 figure stands" or "4 figures stand"."""
    return f"{count} figures stand" if count > 1 else f"{count or 'no'} figure stands"


def join_words(words: Sequence[str]) -> str:
    """Return "a, b and c"."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def to_sentence_case(text: str) -> str:
    """Return the text with its first letter raised."""
    return text[:1].upper() + text[1:]


def say_peers(peers: PeerStatistics) -> str:
    """Return the line under every figure with peers in it: how many, who, when, and if real."""
    band = (peers.n_band or "").replace("-", "–")
    return f"{band} other firms, {say_source(peers)}."


def say_source(peers: PeerStatistics) -> str:
    """Return who the peers are, of which source and vintage, and whether they are real."""
    kind = "invented firms, for demonstration" if peers.invented else "real firms"
    source = peers.source.removesuffix(f" {peers.vintage}")
    return f"{peers.among}; {source}, vintage {peers.vintage}; {kind}"
