"""The library speaks of each KPI in its own words, and its entries hang together."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import combinations

import pytest

from cxaudit.catalogue import load_catalogue

CATALOGUE = load_catalogue()
ENTRIES = pytest.mark.parametrize("kpi", CATALOGUE.values(), ids=lambda kpi: kpi.kpi_id)
LEAST_WORDS = 5
NEAR = 0.5
SMALL_WORDS = """
a an and are as at by each for from in is it its no not of on one or per than that the to what
which who with
"""
FIELD = """
adviser advisers allocator allocators book client clients commentary consultant consultants
custodian factsheet factsheets fee fees fund funds insurers institution institutional institutions
investment investor investors mandate mandates market markets portfolio prospects rating ratings
rfp rfps selector selectors strategies strategist strategy tender tenders trustees
"""
MONEY = ("rfp_sales_conversion_rate", "client_tenure_years", "mandates_products_per_client")


def words_of(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z0-9]+", text.casefold()))


def attributes(kpi) -> dict[str, str]:
    return {n: v for n, v in kpi.library if isinstance(v, str) and n != "category"}


def sentences(kpi) -> list[str]:
    found = [s for text in attributes(kpi).values() for s in re.split(r"(?<=[.?!])\s+", text)]
    return [*found, kpi.use_case.does, kpi.use_case.why] if kpi.use_case else found


def test_no_sentence_and_no_half_of_one_stands_at_two_kpis():
    places = defaultdict(set)
    for kpi in CATALOGUE.values():
        for text in attributes(kpi).values():
            for piece in re.split(r"(?<=[.?!;:])\s+", text):
                if len(words_of(piece)) >= LEAST_WORDS:
                    places[" ".join(piece.casefold().split()).strip(".;:")].add(kpi.code)
    assert {piece: codes for piece, codes in places.items() if len(codes) > 1} == {}


def test_no_two_kpis_say_nearly_the_same_in_other_order():
    said = [
        (kpi.code, sentence, words_of(sentence) - words_of(SMALL_WORDS))
        for kpi in CATALOGUE.values()
        for sentence in sentences(kpi)
    ]
    said = [one for one in said if len(one[2]) >= LEAST_WORDS]
    near = [
        (code, other_code, sentence, other)
        for (code, sentence, words), (other_code, other, others) in combinations(said, 2)
        if code != other_code and len(words & others) > NEAR * len(words | others)
    ]
    assert near == []


@ENTRIES
def test_the_texts_speak_of_asset_management(kpi):
    spoken = words_of(" ".join(attributes(kpi).values()))
    assert len(spoken & words_of(FIELD)) >= 3


def reached_from(start: str, links: dict[str, set[str]]) -> set[str]:
    found, waiting = {start}, [start]
    while waiting:
        for far in links[waiting.pop()] - found:
            found.add(far)
            waiting.append(far)
    return found


def directed() -> dict[str, set[str]]:
    return {kpi_id: set(kpi.library.moves_with) for kpi_id, kpi in CATALOGUE.items()}


def test_all_thirty_hang_together():
    links = directed()
    for kpi_id, others in directed().items():
        for other in others:
            links[other].add(kpi_id)
    assert reached_from("linkedin_engagement_rate", links) == set(CATALOGUE)


def test_nothing_after_the_sale_leads_back_before_it():
    back = [
        (kpi.code, CATALOGUE[other].code)
        for kpi in CATALOGUE.values()
        for other in kpi.library.moves_with
        if kpi.stage == "post_sale" and CATALOGUE[other].stage == "pre_sale"
    ]
    assert back == []


@ENTRIES
def test_what_leads_arrives_at_money_in_the_end(kpi):
    assert reached_from(kpi.kpi_id, directed()) & set(MONEY)
