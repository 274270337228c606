"""What a reader who knew the order of all firms could work out from two vintages of one cell.

Run from the repository: python perf/vintages_attack.py [pairs]. The pools are invented and drawn
from a seed. One firm leaves and four to eight come; every firm that stays says the same to the
last digit. Printed: in how many pairs one firm's value follows from the unrounded medians and
quartiles, and in how many it lies within five per cent of what least squares makes of the
rounded ones.
"""

from __future__ import annotations

import sys
from fractions import Fraction

import numpy as np

from cxaudit.benchmark.disclosure.rounding import round_shown, to_span

ASKED = {6: ("1/2",), 11: ("1/4", "3/4"), 29: ("1/10", "9/10")}
KINDS = {
    "ratios, log-normal": ("ratio", lambda rng, n: rng.lognormal(3, 0.5, n)),
    "shares around 30 %": ("fraction", lambda rng, n: rng.beta(3, 7, n)),
    "shares around 94 %": ("fraction", lambda rng, n: rng.beta(30, 2, n)),
}


def to_equations(values, firms, unit):
    """Return each published cell of these firms as weights over all, and the number shown."""
    order = [firms[at] for at in np.argsort(values[firms])]
    for least, quantiles in ASKED.items():
        for p in quantiles if len(order) >= least else ():
            first, last = to_span(len(order), Fraction(p))
            weights = np.zeros(len(values))
            weights[order[first - 1 : last]] = 1 / (last - first + 1)
            yield weights, round_shown(float(weights @ values), unit)


def attack(values, stayed_before, stays_now, unit):
    """Return whether a firm's value follows, and whether the rounded cells come within 5 %."""
    found = [*to_equations(values, stayed_before, unit), *to_equations(values, stays_now, unit)]
    matrix, shown = (np.array(side) for side in zip(*found, strict=True))
    _, sizes, span = np.linalg.svd(matrix)
    free = span[(sizes > 1e-9).sum() :]
    known = np.flatnonzero(np.abs(free).max(axis=0) < 1e-6)
    guess = np.linalg.lstsq(matrix, shown, rcond=None)[0]
    near = np.abs(guess[known] - values[known]) <= 0.05 * values[known]
    return len(known) > 0, bool(near.any())


def main() -> None:
    """Draw, attack and print."""
    pairs, rng = int(sys.argv[1]) if len(sys.argv) > 1 else 2000, np.random.default_rng(1)
    for name, (unit, draw) in KINDS.items():
        told = []
        for _ in range(pairs):
            before, joined = int(rng.integers(7, 40)), int(rng.integers(4, 9))
            values, everybody = draw(rng, before + joined), np.arange(before + joined)
            told.append(attack(values, everybody[:before], everybody[1:], unit))
        follows, near = (sum(side) / pairs for side in zip(*told, strict=True))
        print(f"{name}: follows in {follows:.1%}, within 5 % after rounding in {near:.1%}")


if __name__ == "__main__":
    main()
