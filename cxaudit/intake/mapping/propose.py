"""A guess at what an unknown table is, column by column; nothing of it holds until confirmed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cxaudit.canon import load_tables
from cxaudit.errors import ClientDataError
from cxaudit.intake.known.form import Form, load_forms
from cxaudit.intake.mapping.assign import LIKELY, Guess, assign, by_position, match_columns
from cxaudit.intake.mapping.cells import Look, look_at
from cxaudit.intake.mapping.header import WIDEST, Found, find_table
from cxaudit.intake.mapping.likeness import to_words
from cxaudit.intake.mapping.model import (
    MappedColumn,
    TableMapping,
    needed_columns,
    numbered_column,
    to_digest,
    words_of,
)
from cxaudit.intake.source.grid import Grid, fold_header, to_fingerprint

NEAR_VENDOR = 0.6
SHOWN_LAYOUTS = 4
TELLING = {
    table: to_words(words)
    for table, words in {
        "pursuit": "rfp rfi ddq tender bid pitch opportunity deal pursuit",
        "rating": "rating grade consultant", "mandate": "mandate onboarding",
        "aum": "aum valuation asset", "strategy": "strategy composite",
        "client": "investor relationship", "delivery": "report factsheet delivery",
        "participation": "attendee webinar registration registrant invitee",
        "content_stat": "post campaign newsletter email video episode podcast",
        "web_session": "session visit", "page_view": "pageview scroll",
        "web_stat": "channel pageview", "portal_user": "entitlement entitled",
    }.items()
}  # fmt: skip
COUNTS = ("content_stat", "web_stat")
TELLING_LABELS = to_words("meeting complaint portal visit login")
KINDS_BY_COLUMN: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "content_stat": {
        "email": ("sent", "delivered", "unique_opens"),
        "podcast": ("plays", "streams", "downloads"),
        "video": ("views", "watch_s", "unique_viewers"), "linkedin": ("impressions", "reposts"),
    },
}  # fmt: skip


@dataclass(frozen=True)
class Proposal:
    """What a table may be: a layout, a guess for each header, and what no header gives.

    ``nearest``: format and label of the likeliest layouts, the chosen one first. ``lacking``:
    columns that every row needs and no header seems to give. ``constant``: a guess for one that
    may be the same in every row.
    """

    file: str
    place: str
    header_row: int
    like: str
    headers: tuple[str, ...]
    guesses: tuple[Guess, ...]
    lacking: tuple[str, ...]
    nearest: tuple[tuple[str, str], ...]
    constant: Mapping[str, str]
    is_by_position: bool = False
    earlier: str | None = None

    @property
    def form(self) -> Form:
        """Return the layout of ours that the table is taken for."""
        return load_forms()[self.like]

    def to_mapping(self) -> TableMapping:
        """Return the guesses as a mapping, weak ones left out."""
        columns = {g.column: MappedColumn(header=g.header, unit=g.unit, values=dict(g.values))
                   for g in self.guesses if g.column and g.certainty != "weak"}  # fmt: skip
        return TableMapping(
            like=self.like, headers=self.headers, columns=columns | self.number(columns),
            constants=dict(self.constant),
        )  # fmt: skip

    def number(self, columns: Mapping[str, MappedColumn]) -> dict[str, MappedColumn]:
        """Return how a number is made of cells where no header numbers the rows."""
        name = numbered_column(self.form)
        headers = {n: c.header for n, c in columns.items() if c.header}
        if name is None or name not in self.lacking or not headers:
            return {}
        return {name: MappedColumn(digest=to_digest(self.form, headers))}

    def to_json(self) -> dict[str, Any]:
        """Return the proposal as plain data."""
        return {
            "file": self.file, "place": self.place, "header_row": self.header_row, "as": self.like,
            "nearest": [{"format": f, "label": label} for f, label in self.nearest],
            "columns": [guess.to_json() for guess in self.guesses], "lacking": list(self.lacking),
            "constants": dict(self.constant), "by_position": self.is_by_position,
            "headers": list(self.headers),
        }  # fmt: skip


def list_layouts() -> dict[str, Form]:
    """Return the layouts that a table may be mapped to: our own lists first, then vendors'."""
    known = {n: f for n, f in load_forms().items()
             if not f.refuse and not f.sections and not is_nested(f)}  # fmt: skip
    return dict(sorted(known.items(), key=lambda item: (_rank(item[1]), item[1].label)))


def is_nested(form: Form) -> bool:
    """Tell whether a layout reads lists inside cells, which no table of text has."""
    return any(getattr(field, "nested", None) for field in form.columns.values())


def _rank(form: Form) -> int:
    return 0 if form.format.startswith("generic__") else 1 if form.is_template else 2


def propose(
    grids: Sequence[Grid], file: str, like: str | None = None,
    earlier: Sequence[TableMapping] = (),
) -> Proposal:  # fmt: skip
    """Return the guess for the likeliest table of a file; raises ClientDataError where none is.

    ``like`` names the layout, else the one that fits best is taken. ``earlier``: mappings
    confirmed for other files; the nearest with most of the headers is taken over.
    """
    found = find_table(grids)
    if found is None:
        raise ClientDataError(
            "no table with a header was found", file=file,
            wanted="a row with the names of the columns, and rows below it",
            next="put the names of the columns into one row above the data, then try again",
        )  # fmt: skip
    if len(found.headers) > WIDEST:
        raise ClientDataError(
            "the table has too many columns to be mapped", file=file,
            found=f"{len(found.headers):,} columns", wanted=f"at most {WIDEST}",
            next="export the columns that matter alone, then try again",
        )  # fmt: skip
    looks = [look_at(found.cells(position)) for position in range(len(found.headers))]
    known = list_layouts()
    if like is not None and like not in known:
        raise ClientDataError(
            "there is no layout of one table by this name", found=like[:80],
            wanted="a format of the list", next="cxaudit formats shows them all",
        )  # fmt: skip
    before = _find_earlier(found.headers, earlier, like)
    placed = by_position(found, looks, known) if like is None and not before else None
    ranked = _rank_layouts(found, looks, known, file)
    chosen = like or (before.like if before else placed[0] if placed else ranked[0])
    guesses = placed[1] if placed else assign(found, looks, known[chosen], before)
    filled = {guess.column for guess in guesses if guess.certainty != "weak"}
    others = [name for name in ranked if name != chosen]
    return Proposal(
        file=file, place=found.grid.place, header_row=found.row_number, like=chosen,
        headers=found.headers, guesses=guesses,
        lacking=tuple(n for n in needed_columns(known[chosen]) if n not in filled),
        nearest=tuple((n, known[n].label) for n in [chosen, *others][:SHOWN_LAYOUTS]),
        constant=_guess_kind(known[chosen], filled) if not before else before.constants,
        is_by_position=placed is not None, earlier=before.key if before else None,
    )  # fmt: skip


def _find_earlier(
    headers: Sequence[str], earlier: Sequence[TableMapping], like: str | None
) -> TableMapping | None:
    names = {to_fingerprint([header]) for header in headers if header}
    best: tuple[float, TableMapping] | None = None
    for mapping in earlier:
        theirs = {to_fingerprint([header]) for header in mapping.headers if header}
        share = len(names & theirs) / len(names | theirs) if names | theirs else 0
        if share >= NEAR_VENDOR and like in (None, mapping.like) and share > (best or (0,))[0]:
            best = (share, mapping)
    return best[1] if best else None


def _rank_layouts(
    found: Found, looks: Sequence[Look], known: Mapping[str, Form], file: str
) -> list[str]:
    """Return the layouts by how well headers, cells and the words in them fit, likeliest first."""
    said = to_words(" ".join((file.rpartition(".")[0], found.grid.name, *found.headers)))
    scores = {}
    for name, form in known.items():
        pairs = match_columns(found, looks, form).values()
        likely = {column: score for column, score, _ in pairs if score >= LIKELY}
        must = needed_columns(form)
        if _rank(form) == 2 and _share_own(found, form) < NEAR_VENDOR:
            continue
        weight = sum(s * (1.5 if column in must else 1) for column, s in likely.items())
        about = TELLING.get(form.table or "", frozenset()) | (to_words(form.label) & TELLING_LABELS)
        scores[name] = (
            weight + 0.7 * min(len(said & about), 2)
            - 0.6 * sum(column not in likely for column in must) - 0.01 * _rank(form)
            - (0 if form.table not in COUNTS or _counts_any(form, likely) else 1.5)
        )  # fmt: skip
    return sorted(scores, key=lambda name: -scores[name])


def _share_own(found: Found, form: Form) -> float:
    """Return the share of a vendor's required headers that the table has as the vendor writes."""
    there = set(map(fold_header, found.headers))
    must = [set(map(fold_header, spellings)) for spellings in form.required_headers]
    return sum(bool(there & spellings) for spellings in must) / max(len(must), 1)


def _counts_any(form: Form, columns: Collection[str]) -> bool:
    """Tell whether any of the columns is a count, without which a table of counts says nothing."""
    return any(form.type_of(name, form.columns[name]) == "count" for name in columns)


def _guess_kind(form: Form, filled: set[str | None]) -> dict[str, str]:
    """Return the kind of row where the columns filled are those of one kind alone."""
    table = load_tables()[form.table or ""]
    kind = table.discriminator
    if not kind or kind in filled or kind not in form.columns or form.columns[kind].is_:
        return {}
    hits = {name: sum(column in filled for column in columns)
            for name, columns in KINDS_BY_COLUMN.get(table.name, {}).items()}  # fmt: skip
    best = max(hits.values(), default=0)
    likely = [
        name for name, count in hits.items() if count == best and name in words_of(form, kind)
    ]
    return {kind: likely[0]} if best and len(likely) == 1 else {}
