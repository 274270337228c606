"""The text of audit.json: one profile key a line, one answer a line, always the same order."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from cxaudit.errors import ClientDataError
from cxaudit.store.answers import refuse, to_records
from cxaudit.store.ids import to_printable
from cxaudit.store.newer import read_known, refuse_newer
from cxaudit.store.records import RECORDS, SCHEMA_VERSION, ClientFile, sort_records, to_row

HEADER = ("schema_version", "revision", "client")


def to_text(client_file: ClientFile) -> str:
    """Return the file's text: header keys, the profile, then each answer on its own line."""
    lines = [f'"{name}": {_to_line(getattr(client_file, name))}' for name in HEADER]
    keys = sorted(client_file.profile)
    profile = [f"{_to_line(key)}: {_to_line(client_file.profile[key])}" for key in keys]
    lines.append(_to_block("profile", "{", profile, "}"))
    for section in RECORDS:
        rows = [_to_line(to_row(r), sort=False) for r in getattr(client_file, section)]
        lines.append(_to_block(section, "[", rows, "]"))
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _to_line(value: Any, *, sort: bool = True) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=sort)


def _to_block(name: str, opening: str, lines: list[str], closing: str) -> str:
    inside = "\n" + ",\n".join(lines) + "\n" if lines else ""
    return f'"{name}": {opening}{inside}{closing}'


def parse_json(text: str, file: str) -> Any:
    """Return what JSON text says; a key twice, NaN and endless nesting are refused."""
    try:
        return json.loads(text, object_pairs_hook=_refuse_twice, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        place = f"line {error.lineno}" if isinstance(error, json.JSONDecodeError) else None
        deep = isinstance(error, RecursionError)
        raise ClientDataError(
            "this is not valid JSON", file=file, place=place,
            found="nesting without end" if deep else to_printable(error, 200),
            next="save the file again from the program that wrote it, or mend the line",
        ) from error  # fmt: skip


def _refuse_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"the key {next(n for n in names if names.count(n) > 1)} stands twice")
    return found


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is no number")


def read_text(path: Path) -> str:
    """Return a file's UTF-8 text; raises ClientDataError where it cannot be read."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ClientDataError(
            "this file is not UTF-8 text", file=path.name, place=f"byte {error.start}",
            next="save it as UTF-8 and try again",
        ) from error  # fmt: skip
    except OSError as error:
        raise ClientDataError(
            "this file cannot be read", file=str(path), found=error.strerror,
            next="check that the file is there and that you may read it",
        ) from error  # fmt: skip


def read_answers(path: Path) -> Any:
    """Return what an answers file says, unchecked but for its JSON."""
    return parse_json(read_text(path), path.name)


def parse_client(text: str, file: str, *, only_read: bool = False) -> ClientFile:
    """Return the client's file that the text holds; raises ClientDataError with every fault.

    ``only_read``: of a newer version's file give what is understood of it.
    """
    raw = parse_json(text, file)
    wanted = {*HEADER, "profile", *RECORDS}
    if not isinstance(raw, dict) or not isinstance(raw.get("schema_version"), int):
        raise _refuse_shape(file, "no schema_version", "an audit file")
    if raw["schema_version"] > SCHEMA_VERSION:
        if only_read:
            return read_known(raw, file)
        raise refuse_newer(file, raw["schema_version"])
    if raw["schema_version"] != SCHEMA_VERSION or set(raw) != wanted:
        odd = sorted(set(raw) ^ wanted) or ["schema_version"]
        raise _refuse_shape(file, ", ".join(map(to_printable, odd)), f"{', '.join(sorted(wanted))}")
    if (type(raw["revision"]), type(raw["client"]), type(raw["profile"])) != (int, str, dict):
        raise _refuse_shape(file, "a header of other types", "revision, client, profile")
    sections, faults = {}, []
    for section in RECORDS:
        records, found = to_records(section, raw[section])
        sections[section] = sort_records(records)
        faults += found
    refuse(faults, "stored answers", file)
    header = {name: raw[name] for name in HEADER}
    return ClientFile(**header, profile=raw["profile"], **sections)


def _refuse_shape(file: str, found: str, wanted: str) -> ClientDataError:
    return ClientDataError(
        "this audit file is damaged", file=file, found=found, wanted=wanted,
        next="put back a copy of audit.json that you trust; history.jsonl lists the changes",
    )  # fmt: skip
