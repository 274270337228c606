"""Drawing a graph in columns: the order in each that crosses least, and where the links run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

Link = tuple[str, str]
Spot = tuple[float, float]
Stop = str | tuple[str, str, int]
"""A node by its name, or the place where a long link passes a column."""

SWEEPS = 8
PASS_HEIGHT = 0.34
OVER, STEEP = 1.5, 4.0


@dataclass(frozen=True)
class Layout:
    """Where nodes stand and links run: (column from 0, height 0 at the top to 1).

    ``routes``: for each link, named from left to right or from top to bottom, its stops, both
    ends included.
    """

    places: dict[str, Spot]
    routes: dict[Link, tuple[Spot, ...]]

    def neighbours(self) -> set[Link]:
        """Return the pairs that stand next to each other in a column, the upper one first."""
        order = sorted(self.places, key=self.places.__getitem__)
        return {(a, b) for a, b in pairwise(order) if self.places[a][0] == self.places[b][0]}

    def ports(self, height: float) -> dict[tuple[Link, str], float]:
        """Return where on the side of a box of this height each link begins and ends.

        Links of one side are spread over it in the order of where they lead, so that they do not
        meet in one point. Keys: the link and the end of it.
        """
        sides: dict[tuple[str, bool], list[tuple[float, Link]]] = {}
        beside = self.neighbours()
        for link, stops in self.routes.items():
            if link not in beside:
                level = stops[0][0] == stops[-1][0]
                sides.setdefault((link[0], not level), []).append((stops[1][1], link))
                sides.setdefault((link[1], False), []).append((stops[-2][1], link))
        found = {}
        for (node, _), links in sides.items():
            for place, (_, link) in enumerate(sorted(links)):
                share = (place + 1) / (len(links) + 1) - 0.5
                found[(link, node)] = self.places[node][1] + share * height
        return found


def to_layout(columns: Sequence[Sequence[str]], links: Iterable[Link]) -> Layout:
    """Return a layout of the nodes in these columns; every link names two of them.

    Long links get a place of their own in each column they pass. Orders are improved by sweeps
    of averages and by swaps of neighbours, so that the same graph gives the same drawing.
    """
    column_of = {node: at for at, column in enumerate(columns) for node in column}
    links = [tuple(sorted(link, key=column_of.__getitem__)) for link in dict.fromkeys(links)]
    routes = {link: _route(link, column_of) for link in links}
    layers: list[list[Stop]] = [list(column) for column in columns]
    for link, stops in routes.items():
        for stop in stops[1:-1]:
            layers[column_of[link[0]] + stops.index(stop)].append(stop)
    steps = [step for stops in routes.values() for step in pairwise(stops)]
    layers = _arrange(layers, steps)
    spots = {stop: (float(at), height) for at, layer in enumerate(layers)
             for stop, height in _heights(layer)}  # fmt: skip
    found = {}
    for (one, other), stops in routes.items():
        upwards = spots[one][0] == spots[other][0] and spots[one] > spots[other]
        named, passed = ((other, one), stops[::-1]) if upwards else ((one, other), stops)
        found[named] = tuple(spots[stop] for stop in passed)
    return Layout({node: spots[node] for node in column_of}, found)


def _route(link: Link, column_of: dict[str, int]) -> list[Stop]:
    start, end = link
    passed = range(column_of[start] + 1, column_of[end])
    return [start, *((start, end, at) for at in passed), end]


def _heights(layer: Sequence[Stop]) -> Iterator[tuple[Stop, float]]:
    """Return the middle of each stop; a passing link takes less room than a node."""
    sizes = [1.0 if isinstance(stop, str) else PASS_HEIGHT for stop in layer]
    above = 0.0
    for stop, size in zip(layer, sizes, strict=True):
        yield stop, (above + size / 2) / sum(sizes)
        above += size


def _arrange(layers: list[list[Stop]], steps: list[tuple[Stop, Stop]]) -> list[list[Stop]]:
    best, least = layers, _cost(layers, steps)
    for sweep in range(SWEEPS):
        layers = _swap(_sweep(layers, steps, backwards=bool(sweep % 2)), steps)
        cost = _cost(layers, steps)
        if cost < least - 1e-9:
            best, least = layers, cost
    return best


def _sweep(
    layers: list[list[Stop]], steps: list[tuple[Stop, Stop]], *, backwards: bool
) -> list[list[Stop]]:
    """Order each column by the mean height of what its stops are linked to before it."""
    layers = [list(layer) for layer in layers]
    for at in reversed(range(len(layers))) if backwards else range(len(layers)):
        heights = {s: h for layer in layers for s, h in _heights(layer)}
        means = {}
        for stop in layers[at]:
            near = [b if a == stop else a for a, b in steps if stop in (a, b)]
            means[stop] = sum(heights[n] for n in near) / len(near) if near else heights[stop]
        layers[at].sort(key=lambda stop, means=means: means[stop])
    return layers


def _swap(layers: list[list[Stop]], steps: list[tuple[Stop, Stop]]) -> list[list[Stop]]:
    """Swap two of a column as long as that costs less."""
    layers, least, improved = [list(layer) for layer in layers], _cost(layers, steps), True
    while improved:
        improved = False
        for layer in layers:
            for one, other in combinations(range(len(layer)), 2):
                layer[one], layer[other] = layer[other], layer[one]
                cost = _cost(layers, steps)
                if cost < least - 1e-9:
                    least, improved = cost, True
                else:
                    layer[one], layer[other] = layer[other], layer[one]
    return layers


def _cost(layers: list[list[Stop]], steps: list[tuple[Stop, Stop]]) -> float:
    """Return crossings, nodes that links of one column pass over, and how steep links run."""
    spots = {stop: (at, place, height) for at, layer in enumerate(layers)
             for place, (stop, height) in enumerate(_heights(layer))}  # fmt: skip
    between: dict[int, list[tuple[float, float]]] = {}
    cost = 0.0
    for one, other in steps:
        (at, place, height), (to, other_place, other_height) = spots[one], spots[other]
        if at == to:
            cost += OVER * (abs(place - other_place) - 1)
        else:
            between.setdefault(at, []).append((height, other_height))
            cost += STEEP * (height - other_height) ** 2
    for runs in between.values():
        cost += sum((a - c) * (b - d) < 0 for (a, b), (c, d) in combinations(runs, 2))
    return cost
