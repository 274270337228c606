"""The last look at a report: no address, number or name of a person leaves with it, no secret.

An import masks and replaces all of them. What slips through none the less, in a vendor's new
column or a chart of one's own, is found here, before the report is published; so are keys, and
folders of the machine that a cell of one's own may print. What the firm's own people typed into
the audit stands as typed, addresses too: that was somebody's choice.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from ipaddress import ip_address
from pathlib import Path

from cxaudit.audit import Audit
from cxaudit.audit.persons import find_persons
from cxaudit.errors import ClientDataError
from cxaudit.intake.values.mask import DATE_LIKE, EMAIL, PHONE, mask_personal
from cxaudit.modelfile import MODEL_ROOT
from cxaudit.reporting.machine import PATH, find_left_in, read_raw, to_machine
from cxaudit.reporting.readable import Placed, read_folder

ADDRESS_OF_A_MACHINE = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.])")
WORD = re.compile(r"[^\W_][\w'’.\-]*")
MOST_WORDS, SHORTEST_NAME, ENDINGS = 4, 6, ".'’-"
SHOWN, MOST_TOLD, LONGEST = 60, 5, 200


@dataclass(frozen=True)
class Trace:
    """What must not leave, in a file: what it is, where it stands, and the text with it masked."""

    file: str
    what: str
    place: str
    around: str

    def in_words(self) -> str:
        """Return it on one line, itself masked."""
        where = ", ".join(part for part in (self.file, self.place) if part)
        return f"{self.what} in {where}: {self.around}"


def look_through(folder: str, client: str, root: str) -> list[dict[str, str]]:
    """Return the traces in a client's report as JSON carries them. ``root``: the workspace."""
    return [asdict(trace) for trace in find_traces(Path(folder), Audit.open(client, Path(root)))]


def refuse_traces(found: Iterable[Trace], audit: Audit) -> None:
    """Raise ClientDataError with the places and the way out, where there are traces."""
    placed = sorted(found, key=lambda trace: not trace.place)
    if not placed:
        return
    told = list({(trace.what, trace.around): trace for trace in reversed(placed)}.values())[::-1]
    more = f" and {len(told) - MOST_TOLD} more" if len(told) > MOST_TOLD else ""
    raise ClientDataError(
        "the report holds what looks like personal data or a secret, and is not published",
        found="; ".join(trace.in_words() for trace in told[:MOST_TOLD]) + more,
        wanted="no address, number or name of a person from an export, no key, no path",
        next="find the export that brings it (the title, page or file name that holds it), take "
        f"it out there and import it again: cxaudit import {audit.client} FILE; or, where it names "
        f"no person, write it into the audit's note, which allows it: cxaudit set {audit.client} "
        "note=...",
    )  # fmt: skip


def find_traces(folder: Path, audit: Audit) -> Iterator[Trace]:
    """Give everything personal in the files of a folder that nobody typed into the audit."""
    typed = _to_typed(audit)
    files = sorted(path for path in folder.iterdir() if path.is_file())
    texts = list(read_folder(files))
    for text in texts:
        yield from _find_patterns(*text, typed)
    yield from _find_names(texts, typed, audit)
    yield from _find_left(files, texts, typed, audit)


def _find_left(
    files: Iterable[Path], texts: Iterable[Placed], typed: str, audit: Audit
) -> Iterator[Trace]:
    """Give secrets, and what tells of this machine, in the files as stored and as read."""
    machine = to_machine(audit.workspace.root)
    for path in files:
        read = [(place, text) for file, place, text in texts if file == path.name]
        parts = [("", "\n".join(text for _, text in read)), *read_raw(path)]
        hits = {hit: part for part, text in reversed(parts)
                for hit in find_left_in(text, machine)}  # fmt: skip
        for (what, hit), part in hits.items():
            if hit.strip().casefold() in typed:
                continue
            place = next((place for place, text in read if hit in text), part)
            yield Trace(path.name, what, place, hit if what == PATH else "[...]")


def _to_typed(audit: Audit) -> str:
    """Return what people typed into the audit, and the hashes that are no numbers of theirs."""
    file, known = audit.file, [audit.data_hash, *(r["content_hash"] for r in audit.imports)]
    typed = [file.name, file.profile, file.use_cases, file.criteria, file.reported, known]
    return json.dumps(typed, ensure_ascii=False, default=str).casefold()


def _find_patterns(file: str, place: str, text: str, typed: str) -> Iterator[Trace]:
    kinds: tuple[tuple[str, re.Pattern[str], Callable[[str], bool]], ...] = (
        ("an e-mail address", EMAIL, lambda _: True),
        ("a phone number", PHONE, lambda hit: not DATE_LIKE.fullmatch(hit.strip())),
        ("an internet address", ADDRESS_OF_A_MACHINE, _is_address),
    )
    for what, pattern, means_it in kinds:
        for hit in pattern.finditer(text):
            if means_it(hit[0]) and hit[0].strip().casefold() not in typed:
                yield Trace(file, what, place, _around(text, hit.start(), hit.end()))


def _is_address(text: str) -> bool:
    """Tell whether four numbers with points between them are the address of a machine."""
    try:
        return bool(ip_address(text)) and not text.endswith(".0")
    except ValueError:
        return False


def _find_names(texts: Iterable[Placed], typed: str, audit: Audit) -> Iterator[Trace]:
    """Give the texts that hold what an import replaced by a pseudonym."""
    held: dict[str, Placed] = {}
    first: dict[str, Placed] = {}
    for placed in texts:
        first.setdefault(placed[2], placed)
    for placed in first.values():
        for part in to_possible_names(placed[2]):
            held.setdefault(part, placed)
    persons = find_persons(audit, held)
    ours = _to_our_words() if persons else ""
    for person in sorted(persons):
        folded = person.casefold()
        if folded in typed or folded in ours:
            continue
        file, place, text = held[person]
        start = text.find(person)
        around = _around(text, start, start + len(person))
        yield Trace(file, "a person of an export", place, around)


def to_possible_names(text: str) -> Iterator[str]:
    """Give the parts of a text that may be what an export calls a person.

    Two to four words in a row, and single words that mix letters with digits or points, as names
    of users do. One plain word or number is no evidence: counts and headings look the same.
    """
    if len(text) <= LONGEST and " " in text:
        yield text
    spans = [found.span() for found in WORD.finditer(text)]
    for first, (start, end) in enumerate(spans):
        word = text[start:end].rstrip(ENDINGS)
        if len(word) >= SHORTEST_NAME and not word.isalpha() and any(map(str.isalpha, word)):
            yield word
        for _, end in spans[first + 1 : first + MOST_WORDS]:
            yield text[start:end].rstrip(ENDINGS)


def _to_our_words() -> str:
    """Return the words of the model itself, functions such as client_service: they name nobody."""
    texts = (path.read_text(encoding="utf-8") for path in sorted(MODEL_ROOT.rglob("*.toml")))
    return " ".join(texts).casefold().replace("_", " ")


def _around(text: str, start: int, end: int) -> str:
    """Return the text around a place with the place itself left out, and all else masked."""
    before, after = text[max(0, start - SHOWN) : start], text[end : end + SHOWN]
    return f"{mask_personal(before)}[...]{mask_personal(after)}".strip()
