"""JSON and JSON lines as tables: each list of objects is one, the scalars of the root another."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, TypeGuard

from cxaudit.errors import ClientDataError
from cxaudit.intake.gate.upload import Upload
from cxaudit.intake.source.grid import Grid, Native, to_clean_text
from cxaudit.intake.source.responses import Objects, Response, to_response
from cxaudit.intake.source.text import decode

MAX_DEPTH = 100


def read_json(upload: Upload) -> list[Grid]:
    """Return a grid for every list of objects; its name is the path of keys to it.

    Nested objects become dotted headers, lists of plain values ``a|b|c``, lists of keys with
    their values a header each. Numbers keep the
    digits they are written with. Raises ClientDataError on a key given twice, on NaN, on
    depth over 100 and on what is no JSON. What an API's answer says once stands in ``#`` lines.
    """
    text, encoding = decode(upload.content, upload.name)
    grids = []
    for path, found in _find_tables(_parse(text, upload.name), "", 0):
        table = found if isinstance(found, Response) else Response(found)
        flat = [dict(_flatten(item, "", 0)) for item in table.rows]
        headers = list(dict.fromkeys(key for item in flat for key in item))
        remarks = [[f"# {name}: {_to_cell(value)}"] for name, value in table.remarks.items()]
        rows = [*remarks, headers, *([item.get(key, "") for key in headers] for item in flat)]
        numbers = [0] * len(remarks) + list(range(len(flat) + 1))
        grids.append(Grid(rows, numbers, name=path, encoding=encoding))
    return grids


def _parse(text: str, name: str) -> object:
    try:
        return _load(text)
    except json.JSONDecodeError as error:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) > 1 and error.msg == "Extra data" and lines[0].lstrip().startswith("{"):
            return _parse_lines(text, name)
        raise _not_json(name, f"line {error.lineno}, column {error.colno}", error.msg) from error
    except RecursionError as error:
        raise _not_json(name, None, "nesting deeper than the limit") from error
    except ValueError as error:
        raise _not_json(name, None, str(error)) from error


def _parse_lines(text: str, name: str) -> object:
    items = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            items.append(_load(line))
        except (ValueError, RecursionError) as error:
            raise _not_json(name, f"line {number}", str(error)[:80]) from error
    return items


def _load(text: str) -> object:
    return json.loads(
        text,
        object_pairs_hook=_refuse_twice,
        parse_constant=_refuse_constant,
        parse_int=Native,
        parse_float=Native,
    )


def _refuse_twice(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"the key {twice[:60]!r} is given twice in one object")
    return found


def _refuse_constant(text: str) -> object:
    raise ValueError(f"{text} is no value of JSON")


def _find_tables(node: object, path: str, depth: int) -> Iterator[tuple[str, Objects | Response]]:
    _check_depth(depth)
    if isinstance(node, list):
        if node and all(isinstance(item, dict) for item in node):
            answers = [answer for item in node if (answer := to_response(item)) is not None]
            yield from ((path, answer) for answer in answers)
            if not answers:
                yield path, node
        return
    if not isinstance(node, dict):
        return
    answer = to_response(node)
    if answer is not None:
        yield path, answer
        return
    if any(_is_plain(value) for value in node.values()):
        yield path, [{k: v for k, v in node.items() if not _is_table(v)}]
    for key, value in node.items():
        if _is_table(value) or (isinstance(value, dict) and to_response(value) is not None):
            yield from _find_tables(value, f"{path}.{key}" if path else key, depth + 1)


def _is_table(value: object) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _is_plain(value: object) -> bool:
    return not isinstance(value, (dict, list))


def _flatten(node: dict[str, object], path: str, depth: int) -> Iterator[tuple[str, str]]:
    _check_depth(depth)
    for key, value in node.items():
        name = f"{path}.{key}" if path else key
        if isinstance(value, dict):
            yield from _flatten(value, name, depth + 1)
        elif _is_keyed(value):
            for each in value:
                text = _first_value(each["value"])
                yield to_clean_text(f"{name}.{each['key']}"), _to_cell(text)
        elif isinstance(value, list):
            plain = [item for item in value if _is_plain(item)]
            yield to_clean_text(name), Native("|".join(map(_to_cell, plain)))
        else:
            yield to_clean_text(name), _to_cell(value)


def _is_keyed(value: object) -> TypeGuard[list[dict[str, Any]]]:
    """Tell a list of objects that are each a key and its value, as the parameters of an event."""
    return isinstance(value, list) and bool(value) and all(
        isinstance(each, dict) and each.keys() == {"key", "value"} and isinstance(each["key"], str)
        for each in value
    )  # fmt: skip


def _first_value(value: object) -> object:
    """Return a value, or of one that is written under the name of its type, what is there."""
    if isinstance(value, dict):
        return next((one for one in value.values() if one is not None), None)
    return value


def _to_cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return Native("true" if value else "false")
    if isinstance(value, Native):
        return value
    return to_clean_text(str(value))


def _check_depth(depth: int) -> None:
    if depth > MAX_DEPTH:
        raise ClientDataError(
            "the JSON is nested too deep", wanted=f"at most {MAX_DEPTH} levels", next="flatten it"
        )


def _not_json(name: str, place: str | None, found: str) -> ClientDataError:
    return ClientDataError(
        "this is not valid JSON",
        file=name,
        place=place,
        found=found,
        wanted="one JSON document, or one object a line",
        next="export it again; a file cut short ends in the middle of an object",
    )
