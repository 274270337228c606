"""The thresholds of benchmarking as data: what is shown, in which words, when a rule is met."""

from __future__ import annotations

from fractions import Fraction
from types import MappingProxyType

LEAST_OTHERS = MappingProxyType(
    {"median": 6, "mean": 6, "position": 6, "quartiles": 11, "deciles": 29}
)
"""Least number of other firms, by ultimate parent, behind a statistic (95 % interval exists)."""

N_BANDS = ((29, "29+"), (20, "20-28"), (11, "11-19"), (6, "6-10"))
LEAST_UNKNOWN = 3
MOST_OF_ONE, MOST_OF_TWO, LEAST_OF_REST = Fraction(1, 4), Fraction(85, 100), Fraction(1, 10)
EQUAL_SHARE = 0.9
LEAST_AGE_MONTHS = 3
GREATEST_AGE_MONTHS = 24
LEAST_LEVEL_TO_CONTRIBUTE = 3

RULES_VERSION = 2
"""Of the rules of disclosure: raised whenever what is shown or withheld changes."""
QUANTILES = "Hyndman-Fan type 8, the mean of the three or four nearest firms, rounded"

RULES = MappingProxyType(
    {
        "no_pool": "there is no peer pool",
        "E1": "no peer supplied this KPI in the same variant",
        "E2": "only figures of evidenced level 3 or more enter the pool",
        "E3": "no peer was assessed in the same way, by itself or by a consultant",
        "E4": "the use case does not apply or is deferred, so it is not benchmarked",
        "D1": "fewer than 6 other firms, subsidiaries counted once",
        "D2": "quartiles need 11 other firms, deciles 29",
        "D4": "one or two firms would carry most of the statistic",
        "D5": "fewer than 5 firms changed since the vintage shown before",
        "D6": "a group of firms, or those outside it, would be too few",
        "D7": "two cells would differ by fewer than 5 firms",
        "D9": "a position is given to a contributor, for the value it submitted",
        "D10": "nine in ten of the firms or more report the same value",
        "log": "the reading could not be logged",
        "D11": "the peers' data are younger than a quarter or older than 24 months",
        "D15": "fewer than 3 of the firms are unknown to the reader",
    }
)

SEED = 20260101
MOST_DRAWS = 4000
LEAST_DRAWS = 400
CELLS_OF_DRAWS = 250_000
INTERVAL_SHARE = 0.90
UNEVEN_FROM = 10
"""Largest over smallest exposure from which firms are shrunk before they are ranked."""
PERCENTILE_STEP = 5
PROBABILITY_STEPS = 20

LADDER = (
    (0.90, "{side} the peer {average}"),
    (0.75, "probably {side} the peer {average}"),
    (0.0, "no clear difference from the peer {average}"),
)
"""Least chance of lying on the likelier side of the median, and the words; both sides mirror."""

PEER_RULES = frozenset({"at_least_median", "at_most_median", "band_just_above_median"})
MET_FROM = 0.90
MISSED_TO = 0.10
STANCES = MappingProxyType(
    {"offensive": (0.85, 1.0), "neutral": (1.0, 1.15), "defensive": (1.15, 1.30)}
)
OWN_TARGET_BAND = 0.10
GATES = MappingProxyType({"untagged_share": 0.5})
"""Parts that make a verdict unclear where they exceed this."""

BASE_RATES = MappingProxyType(
    {
        "rfp_success_rate": ("shortlist_places", "rfp_bidders"),
        "rfp_sales_conversion_rate": (None, "rfp_bidders"),
        "pitch_win_rate": (None, "pitch_finalists"),
    }
)
"""Places over firms (one place where None): what a draw of lots would give, where no peers are."""

REACHED_BY = 0.5
CONCENTRATION_LIMIT = 0.5
RFP_ON_TIME_SHARE = 0.95
LEAST_SLACK_DAYS = 1.0
WEEKS_A_MONTH = 4.35
NEWEST_MONTHS = 3
BASELINE_MONTHS = 12
LEAST_MONTHS = 6
SIGMAS = 3.0
