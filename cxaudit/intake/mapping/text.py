"""Mappings as text: the proposal to look over and mend, and the file that is handed back."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from cxaudit.canon import load_tables
from cxaudit.errors import ClientDataError
from cxaudit.intake.columns.meaning import fold_word
from cxaudit.intake.mapping.assign import Guess
from cxaudit.intake.mapping.model import TableMapping, check_mapping, units_of, words_of
from cxaudit.intake.mapping.propose import Proposal

LONGEST = 2_000_000


def to_toml(proposal: Proposal, again: str = "cxaudit import CLIENT FILE --mapping THIS") -> str:
    """Return the proposal as TOML: every guess with its samples, to be mended and handed back.

    ``again``: the command that hands it back.
    """
    form = proposal.form
    near = "; ".join(f"{name} ({label})" for name, label in proposal.nearest[1:])
    lines = [
        f"# How {_plain(proposal.file)} may be read. This is a guess: look at every line, mend "
        "what is wrong,",
        "# put a # before what is not to be read. Handing it back confirms it:",
        f"#   {_plain(again)}",
        "",
        f"as = {_quote(proposal.like)}   # {_plain(form.label)}",
        *([f"# also near: {_plain(near)}"] if near else []),
        f"# header found in row {proposal.header_row}"
        + (f" of {_plain(proposal.place)}" if proposal.place else ""),
        *(["# the columns are guessed by their places alone"] if proposal.is_by_position else []),
        f"headers = [{', '.join(map(_quote, proposal.headers))}]",
        *_to_lifetime(proposal),
        "",
        "[columns]",
        *(line for guess in proposal.guesses for line in _to_lines(guess, proposal)),
        *_to_key(proposal),
        *_to_free(proposal),
        *_to_words(proposal),
        *_to_constants(proposal),
    ]
    return "\n".join(lines) + "\n"


def _to_lines(guess: Guess, proposal: Proposal) -> list[str]:
    samples = f"   # {', '.join(map(_plain, guess.samples))}" if guess.samples else "   # no cells"
    if guess.column is None:
        return [f"# COLUMN = {_quote(guess.header)}{samples}"]
    units = units_of(proposal.form, guess.column)
    target = _quote(guess.header)
    if guess.unit:
        target = f"{{ header = {target}, unit = {_quote(guess.unit)} }}"
    mark = "# " if guess.certainty == "weak" else ""
    why = f"{samples} ({guess.certainty}: {_plain(guess.why)})"
    unit = [f"#   its unit: {', '.join(units)}"] if guess.unit and units else []
    return [f"{mark}{guess.column} = {target}{why}", *unit]


def _to_key(proposal: Proposal) -> list[str]:
    return [
        f"{name} = {{ digest = [{', '.join(map(_quote, column.digest))}] }}"
        "   # no column numbers the rows: a number is made of these cells; where one does, name it "
        "in place of this line"
        for name, column in proposal.to_mapping().columns.items()
        if column.digest
    ]


def _to_free(proposal: Proposal) -> list[str]:
    """List the columns that no header fills yet, each with what it holds, to write for COLUMN."""
    if all(guess.column for guess in proposal.guesses):
        return []
    form, known = proposal.form, load_tables()[proposal.form.table or ""].columns
    taken = {guess.column for guess in proposal.guesses} | set(proposal.constant)
    free = [name for name, field in form.columns.items()
            if name in known and name not in taken and field.is_ is None]  # fmt: skip
    if not free:
        return []
    head = "# A header that holds one of these: take its # away, and write the name for COLUMN."
    return [head, *(f"#   {name}: {_plain(known[name].about)}" for name in free)]


def _to_words(proposal: Proposal) -> list[str]:
    lines = []
    for guess in proposal.guesses:
        allowed = words_of(proposal.form, guess.column) if guess.column else ()
        known = {fold_word(word) for word in allowed}
        spec = proposal.form.columns[guess.column] if guess.column else None
        known |= {fold_word(w) for ws in (spec.values if spec else {}).values() for w in ws}
        strange = [word for word in guess.words if fold_word(word) not in known]
        if allowed and strange:
            lines += ["", f"[words.{guess.column}]   # {', '.join(allowed)} or set_aside"]
            lines += [f'# {_quote(word)} = ""' for word in strange]
    return lines


def _to_constants(proposal: Proposal) -> list[str]:
    made = {n for n, column in proposal.to_mapping().columns.items() if column.digest}
    lacking = [n for n in proposal.lacking if n not in made and n not in proposal.constant]
    lines = ["", "[constants]   # the same in every row"]
    lines += [f"{n} = {_quote(v)}   # guessed by the columns" for n, v in proposal.constant.items()]
    for name in lacking:
        words = ", ".join(words_of(proposal.form, name))
        lines.append(f'# {name} = ""   # needed' + (f": {words}" if words else ""))
    return lines if len(lines) > 2 else []


def _to_lifetime(proposal: Proposal) -> list[str]:
    table = load_tables()[proposal.form.table or ""]
    filled = {guess.column for guess in proposal.guesses}
    if "basis" not in table.columns or proposal.form.lifetime or "period_start" in filled:
        return []
    return ["lifetime = true   # counts since publication; false: counts of a period, asked for"]


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _plain(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def read_mapping_file(path: Path) -> TableMapping:
    """Return the mapping of a TOML or JSON file, checked; raises ClientDataError."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ClientDataError(
            "the mapping cannot be read", file=path.name, found=error.strerror,
            next="cxaudit import CLIENT FILE --propose writes one",
        ) from error  # fmt: skip
    if len(raw) > LONGEST:
        raise ClientDataError("this is too large for a mapping", file=path.name)
    try:
        text = raw.decode("utf-8-sig")
        plain = json.loads(text) if text.lstrip().startswith("{") else tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise ClientDataError(
            "the mapping is neither TOML nor JSON", file=path.name, found=str(error)[:200],
            next="mend that line; text stands in quotation marks, and a column has one line alone",
        ) from error  # fmt: skip
    return parse_mapping(plain, path.name)


def parse_mapping(plain: Any, file: str) -> TableMapping:
    """Return the mapping that plain data say, checked; raises ClientDataError."""
    try:
        mapping = TableMapping.model_validate(_with_words(plain))
    except (ValidationError, TypeError, AttributeError, ValueError) as error:
        faults = error.errors() if isinstance(error, ValidationError) else []
        told = [f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in faults] or [str(error)]
        raise ClientDataError(
            "this is not a mapping", file=file, found="; ".join(told)[:400],
            wanted="as, columns and, where needed, words and constants",
            next="cxaudit import CLIENT FILE --propose writes one to start from",
        ) from error  # fmt: skip
    return check_mapping(mapping)


def _with_words(plain: Any) -> Any:
    """Return the data with the words of each column put into it; empty ones are left out."""
    plain = dict(plain)
    words = plain.pop("words", None) or {}
    columns = {n: {"header": c} if isinstance(c, str) else dict(c)
               for n, c in dict(plain.get("columns") or {}).items()}  # fmt: skip
    for name, meant in words.items():
        if name not in columns:
            raise ValueError(f"words of {name}, which no header fills")
        said = {word: ours for word, ours in meant.items() if ours}
        columns[name]["values"] = columns[name].get("values", {}) | said
    constants = {n: v for n, v in dict(plain.get("constants") or {}).items() if v != ""}
    return plain | {"columns": columns, "constants": constants}
