"""Mappings of a firm's own tables: proposed, taken in, listed and forgotten."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

from cxaudit.audit import Audit, earlier_mappings, forget, list_remembered
from cxaudit.cli.context import Context
from cxaudit.cli.printing import print_error, print_json, print_table
from cxaudit.errors import ClientDataError
from cxaudit.intake import (
    TableMapping,
    parse_mapping,
    propose_mapping,
    read_mapping_file,
    to_toml,
)


def propose(context: Context, client: str, files: Sequence[Path], form: str | None) -> None:
    """Print the proposal for each file: TOML for people and for --mapping, or JSON."""
    audit = Audit.open(client, context.where.root)
    earlier = earlier_mappings(audit.folder)
    proposals = [propose_mapping(path, like=form, earlier=earlier) for path in files]
    if context.as_json:
        return print_json([proposal.to_json() for proposal in proposals])
    for path, proposal in zip(files, proposals, strict=True):
        kept = shlex.quote(f"{path.stem}.toml")
        again = f"cxaudit import {client} {shlex.quote(str(path))} --mapping {kept}"
        print(to_toml(proposal, again))
        written = "" if not sys.stdout.isatty() else f"write it to a file (> {kept}), "
        print_error(f"this is a guess and stores nothing: {written}look over every line, then:")
        print_error(f"  {again}")
    return None


def read_wishes(
    file: Path | None, form: str | None, files: Sequence[Path], pairs: Sequence[str],
    constants: Sequence[str],
) -> TableMapping | None:  # fmt: skip
    """Return the mapping that the options give, or None; raises ClientDataError."""
    if file is not None:
        if pairs or constants or form:
            raise ClientDataError(
                "a mapping file says everything", found="--mapping beside --as, --map, --constant",
                next="write it into the file, or leave the file out",
            )  # fmt: skip
        return read_mapping_file(file)
    if not pairs and not constants:
        return None
    if form is None:
        raise ClientDataError(
            "--map needs to know what one row is", wanted="--as FORMAT, as in template__pursuit",
            next="cxaudit formats lists them; --propose names the likeliest",
        )  # fmt: skip
    wrong = [text for text in (*pairs, *constants) if "=" not in text]
    if wrong:
        raise ClientDataError(
            "these name no column", found=", ".join(wrong),
            wanted="--map 'Header of the file=column' or --constant column=value",
        )  # fmt: skip
    columns = {}
    for text in pairs:
        header, _, target = text.rpartition("=")
        column, _, unit = target.partition(":")
        columns[column.strip()] = {"header": header} | ({"unit": unit.strip()} if unit else {})
    named = {c["header"] for c in columns.values()}
    for guess in propose_mapping(files[0], like=form).guesses:
        if guess.header not in named and guess.header.strip().casefold() == guess.column:
            columns.setdefault(guess.column, {"header": guess.header})
    said = dict(text.split("=", 1) for text in constants)
    return parse_mapping({"as": form, "columns": columns, "constants": said}, "--map")


def list_mappings(context: Context, client: str, gone: Sequence[str]) -> None:
    """List what is remembered, or forget the layouts named."""
    audit = Audit.open(client, context.where.root)
    if gone:
        dropped = [forget(audit, layout) for layout in gone]
        if context.as_json:
            return print_json({"client": client, "forgotten": dropped})
        return print(f"{client}: forgotten are {', '.join(d['layout'] for d in dropped)}; files "
                     "imported before stay as they were read")  # fmt: skip
    known = list_remembered(audit)
    if context.as_json:
        return print_json({"client": client, "mappings": known})
    if not known:
        return print(f"{client}: nothing is remembered yet; answers and mappings will be")
    lines = []
    for entry in known:
        mapping, layout = entry["mapping"], entry["layout"]
        if mapping:
            about = mapping.get("confirmed", {})
            columns = ", ".join(f"{c.get('header') or 'made of cells'} = {n}"
                                for n, c in mapping["columns"].items())  # fmt: skip
            lines.append([layout, f"columns of {entry['as']}", columns,
                          about.get("who"), about.get("on"), about.get("file")])  # fmt: skip
        for said in entry["answers"]:
            row = [layout, said["id"], said["value"], said["who"], said["on"], said["file"]]
            lines.append(row)
    columns = ["layout", "about", "answer", "by", "on", "for"]
    print_table(f"remembered for {client}", columns, lines)
    return print(f"forget one: cxaudit mappings {client} --forget LAYOUT")
