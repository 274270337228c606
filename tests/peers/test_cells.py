"""When two cells of a KPI are too much alike to be shown both."""

from __future__ import annotations

from cxaudit.peers.cells import count_changed, count_moved, is_too_alike

EIGHT = {f"firm {n}": "same" for n in range(8)}


def joined(count):
    return EIGHT | {f"new {n}": "same" for n in range(count)}


def restated(count):
    return EIGHT | {f"firm {n}": "other" for n in range(count)}


def test_joiners_leavers_and_restaters_are_counted():
    assert count_changed(EIGHT, joined(3)) == 3
    assert count_changed(EIGHT, restated(2)) == 2
    left = {firm: said for firm, said in joined(1).items() if firm != "firm 0"}
    assert count_changed(EIGHT, left) == 2


def test_two_cells_differ_by_none_or_by_at_least_five_firms():
    assert not is_too_alike(EIGHT, dict(EIGHT))
    assert all(is_too_alike(EIGHT, joined(n)) for n in range(1, 5))
    assert not is_too_alike(EIGHT, joined(5))
    assert is_too_alike(EIGHT, restated(4)) and not is_too_alike(EIGHT, restated(5))


def test_a_joiner_counts_as_one_though_every_other_figure_moved():
    assert count_moved(EIGHT, restated(8)) == 0
    assert not is_too_alike(EIGHT, restated(8))
    assert is_too_alike(EIGHT, restated(8) | {"new": "same"})
    left = {firm: said for firm, said in restated(8).items() if firm != "firm 0"}
    assert count_moved(EIGHT, left) == 1 and is_too_alike(EIGHT, left)
    assert not is_too_alike(EIGHT, restated(8) | {f"new {n}": "same" for n in range(5)})


def test_a_cell_of_too_few_firms_is_never_shown_and_tells_nothing():
    five = {f"firm {n}": "same" for n in range(5)}
    assert not is_too_alike(five, EIGHT) and not is_too_alike(EIGHT, five)
