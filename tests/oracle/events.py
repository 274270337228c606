"""K14 event attendance and K15 turn-up: people, never rows, and guests only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from tests.oracle.chance import Chance, DataSet, Row
from tests.oracle.days import to_frame
from tests.oracle.want import (
    NO_DATA,
    TOO_FEW,
    Expected,
    Pair,
    Sample,
    Want,
    to_count,
    to_mean,
    to_median,
    to_ratio,
)

EVENTS = Sample(ok={"observations": 6}, shown={"observations": 3})
REGISTRANTS = Sample(ok={"n": 30}, shown={"n": 10})
STATES = ("approved",) * 6 + ("walk_in", "cancelled", "waitlist", "pending", None)
WHY_NOT = {"approved": None, "cancelled": "cancelled", "pending": "not approved",
           "waitlist": "waiting list", "walk_in": "walk-in"}  # fmt: skip


def make(chance: Chance) -> DataSet:
    """Return events with re-joins, speakers, colleagues, phone lines, rehearsals, blank cells."""
    settings = chance.settings()
    frame = to_frame(settings, 12)
    rows = []
    for number in range(chance.randint(1, 11)):
        event = {
            "event_id": f"e{number}", "event_start": chance.moment(frame.start, frame.end),
            "mode": chance.pick(("webinar", "in_person", "hybrid")),
            "event_status": chance.pick((None,) * 8 + ("held", "cancelled", "postponed")),
        }  # fmt: skip
        timed, known = chance.maybe(0.8), chance.maybe(0.95)
        rehearsal = chance.maybe(0.1)
        for _ in range(chance.randint(1, 13)):
            person = {
                "person_key": f"p{chance.randint(0, 25)}",
                "client_id": chance.pick((None, "c1")),
            }
            for _ in range(chance.pick((1, 1, 1, 2, 4))):
                rows.append(event | person | _row(chance, timed, known, rehearsal))
    phone = {"identified": False, "attended": True, "client_id": None, "role": "attendee",
             "internal": False, "invited": None}  # fmt: skip
    calls = range(chance.randint(0, 2))
    rows += [rows[0] | phone | {"person_key": f"phone{number}"} for number in calls]
    rows[0] |= {"client_id": "c1", "ondemand_min": 1.0}
    return DataSet(settings, {"participation": rows})


def _row(chance: Chance, timed: bool, known: bool, rehearsal: bool) -> Row:
    came = chance.maybe(0.6)
    return {
        "role": chance.pick(("panelist", "staff")) if rehearsal
        else chance.pick(("attendee",) * 14 + ("panelist", "host", "staff", None)),
        "internal": chance.pick((False,) * 14 + (True, None)),
        "identified": True, "invited": chance.pick((True, False, None)),
        "reg_status": chance.pick(STATES), "attended": came if known else None,
        "live_min": chance.pick((0, 0.5, 1, 4.999, 5, 40)) if timed and came else None,
        "ondemand_min": chance.pick((None, None, 0, 12)),
    }  # fmt: skip


@dataclass(frozen=True)
class Person:
    """One person at one event, all rows together."""

    key: str
    rows: list[Row]

    def ever(self, **wanted: object) -> bool:
        """Tell whether any row says this."""
        return any(all(row.get(k) == v for k, v in wanted.items()) for row in self.rows)

    @property
    def speaks(self) -> bool:
        """Tell whether any row shows a part in holding the event."""
        return any(row["role"] not in ("attendee", None) for row in self.rows)

    @property
    def is_guest(self) -> bool:
        """Tell whether the person is an external guest with a name."""
        return not self.speaks and not self.ever(internal=True) and not self.ever(identified=False)

    @property
    def came(self) -> bool | None:
        """Tell whether any row says that the person came; unknown where no row says either."""
        return self.ever(attended=True) or (False if self.ever(attended=False) else None)

    @property
    def minutes(self) -> float | None:
        """Return the longest presence, if one was taken."""
        return max(
            (row["live_min"] for row in self.rows if row["live_min"] is not None), default=None
        )

    @property
    def firm(self) -> str | None:
        """Return the client firm that the person is of, if one is known."""
        return next((row["client_id"] for row in self.rows if row["client_id"]), None)

    @property
    def watched(self) -> bool:
        """Tell whether the person saw some of the recording."""
        return any((row["ondemand_min"] or 0) > 0 for row in self.rows)


def events(data_set: DataSet) -> dict[str, list[Person]]:
    """Return the events held in the period, with everybody on their lists."""
    frame = to_frame(data_set.settings, 12)
    found: dict[str, dict[str, list[Row]]] = {}
    for row in data_set.rows("participation"):
        if frame.holds(frame.day_of(row["event_start"])):
            people = found.setdefault(row["event_id"], {})
            people.setdefault(row["person_key"], []).append(row)
    return {
        event: [Person(key, rows) for key, rows in people.items()]
        for event, people in found.items()
    }


def guests(people: Iterable[Person]) -> list[Person]:
    """Return the external guests among people."""
    return [person for person in people if person.is_guest]


def count(people: Iterable[Person], says: Callable[[Person], object]) -> int:
    """Return of how many people something holds."""
    return sum(1 for person in people if says(person))


def called_off(people: Sequence[Person]) -> bool:
    """Tell whether an event did not take place."""
    return any(person.rows[0]["event_status"] in ("cancelled", "postponed") for person in people)


def guest_lists(data_set: DataSet) -> tuple[list[list[Person]], Counter[str]]:
    """Return the people of every real event of the period, and the rows of what was none."""
    found, excluded = events(data_set), Counter[str]()
    held: list[list[Person]] = []
    for people in found.values():
        rows = sum(len(person.rows) for person in people)
        mine = guests(people)
        external = mine or any(
            person.ever(identified=False) and not person.speaks for person in people
        )
        if called_off(people):
            excluded["event not held"] += rows
        elif all(person.came is None for person in mine or people):
            excluded["missing attended"] += rows
        elif not external:
            excluded["test join"] += rows
        else:
            held.append(people)
    return held, excluded


def attendance(data_set: DataSet) -> Expected:
    """K14: the median over events of the external guests who came."""
    if not data_set.fills("participation", "role"):
        return Expected(NO_DATA)
    held, excluded = guest_lists(data_set)
    sets = [[p for p in guests(people) if p.came] for people in held]
    timed = [
        came for people, came in zip(held, sets, strict=True)
        if any(person.minutes is not None for person in people)
    ]  # fmt: skip
    numbers = [len(came) for came in sets]
    phones = sum(len(p.rows) for people in held for p in people if p.ever(identified=False))
    nothing = NO_DATA if not excluded or "missing attended" in excluded else TOO_FEW
    at_least = lambda least: _median([count(c, lambda p: (p.minutes or 0) >= least) for c in timed])  # noqa: E731
    return Expected(
        _median(numbers) if held else nothing,
        excluded=excluded,
        parts={
            "total_attendances": to_count(numbers, n=len(held)),
            "distinct_persons": Want("measured", _distinct(sets), None) if held else TOO_FEW,
            "phone_joins": Want("measured", phones, len(held)) if held else TOO_FEW,
        },
        variants={
            "mean": to_mean(numbers, EVENTS) if held else TOO_FEW,
            "live_only": _median([count(c, lambda p: (p.minutes or 0) > 0) for c in timed]),
            "min_minutes_1": at_least(1),
            "min_minutes_5": at_least(5),
            "live_plus_on_demand": _median(
                [count(guests(people), lambda p: p.came or p.watched) for people in held]
            ),
            "clients_only": _median([count(came, lambda p: p.firm) for came in sets]),
        },
    )  # fmt: skip


def _median(numbers: Sequence[int]) -> Want:
    return to_median(numbers, EVENTS) if numbers else TOO_FEW


def _distinct(sets: Iterable[Iterable[Person]]) -> int:
    return len({person.key for came in sets for person in came})


def turn_up(data_set: DataSet) -> Expected:
    """K15: approved registrants who came, of all of them, pooled over events."""
    found, excluded = events(data_set), Counter[str]()
    walk_ins, listed = 0, False
    came, watched, stayed, invited = [], [], [], []
    for event, people in found.items():
        if called_off(people):
            excluded["event not held"] += sum(len(person.rows) for person in people)
            continue
        listed = listed or any(r["reg_status"] for person in people for r in person.rows)
        for person in people:
            registered = person.is_guest and person.ever(reg_status="approved")
            why = _reason(person) or ("missing attended" if person.came is None else None)
            excluded[why or ""] += len(person.rows)
            door = any(
                r["reg_status"] == "walk_in" and r["attended"] is not False for r in person.rows
            )
            walk_ins += person.is_guest and door and not registered
            if person.is_guest and person.ever(invited=True) and person.came is not None:
                invited.append(Pair(event, int(person.came), 1))
            if registered and person.came is not None:
                came.append(Pair(event, int(person.came), 1))
                watched.append(Pair(event, int(person.came or person.watched), 1))
                if not person.came or person.minutes is not None:
                    stayed.append(Pair(event, int(person.came and person.minutes >= 5), 1))
    del excluded[""]
    blank = not found or "missing attended" in excluded
    return Expected(
        _share(came) if came or not blank else NO_DATA,
        excluded=excluded,
        parts={"walk_ins": Want("measured", walk_ins, None) if listed else TOO_FEW},
        variants={
            "incl_on_demand": _share(watched),
            "min_minutes_5": _share(stayed),
            "of_invited": _share(invited),
        },
    )


def _reason(person: Person) -> str | None:
    """Return why a person is no registrant: the part played, else the best state of the lists."""
    parts = sorted(row["role"] for row in person.rows if row["role"])
    if person.speaks:
        return parts[-1]
    if not person.is_guest:
        return "phone join" if person.ever(identified=False) else "internal"
    states = [state for state in WHY_NOT if person.ever(reg_status=state)]
    return WHY_NOT[states[0]] if states else "no registration"


def _share(pairs: Sequence[Pair]) -> Want:
    return to_ratio(pairs, REGISTRANTS, ends="either") if pairs else TOO_FEW
