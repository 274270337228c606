"""What a client told about layouts: answers and mappings, remembered from import to import."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxaudit.disk import lock
from cxaudit.errors import ClientDataError, CxAuditError
from cxaudit.intake import (
    Confirmed,
    Form,
    Reading,
    Remembered,
    TableMapping,
    parse_mapping,
    propose_mapping,
    to_form,
)
from cxaudit.intake.mapping import check_mapping
from cxaudit.store import Kept, forget_kept, keep_answers, keep_mapping, read_kept

if TYPE_CHECKING:
    from cxaudit.audit.audit import Audit


@dataclass(frozen=True)
class Layouts:
    """What is remembered at an import: answers and the firm's own layouts, by layout.

    ``stale``: mappings that no longer fit the model, with the reason.
    """

    answers: Mapping[str, Mapping[str, Remembered]]
    mappings: Mapping[str, TableMapping]
    stale: Mapping[str, str]

    @property
    def forms(self) -> dict[str, Form]:
        """Return the confirmed mappings as layouts that a file is recognised by."""
        return {key: to_form(mapping) for key, mapping in self.mappings.items()}


def read_layouts(folder: Path) -> Layouts:
    """Return what a client's folder remembers; raises ClientDataError where it is damaged."""
    answers, mappings, stale = {}, {}, {}
    for layout, kept in read_kept(folder).items():
        answers[layout] = {name: _to_remembered(said) for name, said in kept.answers.items()}
        if kept.mapping is not None:
            try:
                mappings[layout] = parse_mapping(kept.mapping, f"mappings/{layout}.json")
            except ClientDataError as error:
                stale[layout] = error.found or error.message
    return Layouts(answers, mappings, stale)


def _to_remembered(said: Mapping[str, Any]) -> Remembered:
    names = ("value", "who", "on", "file")
    return Remembered(**{name: str(said.get(name) or "") for name in names})


def confirm(mapping: TableMapping, path: Path, by: str, on: date) -> TableMapping:
    """Return the mapping as confirmed for a file, by the headers that the file has."""
    proposal = propose_mapping(path, like=mapping.like)
    confirmed = Confirmed(who=by, on=on.isoformat(), file=proposal.file)
    headers = proposal.headers
    return check_mapping(mapping.model_copy(update={"headers": headers, "confirmed": confirmed}))


def tell_mapping(reading: Reading, own: TableMapping | None, kept: Layouts) -> Reading:
    """Return the reading with a line that says by whose mapping it was read, if by one."""
    mapping = own or kept.mappings.get(reading.mapping or "")
    if mapping is None or reading.mapping is None:
        return _tell_stale(reading, kept)
    about = mapping.confirmed or Confirmed()
    told = f"columns mapped {about.in_words}" + (f" for {about.file}" if about.file else "")
    return replace(reading, warnings=(told, *reading.warnings))


def _tell_stale(reading: Reading, kept: Layouts) -> Reading:
    if not reading.is_unknown or not kept.stale:
        return reading
    told = [f"a mapping confirmed before fits no longer: {why}" for why in kept.stale.values()]
    return replace(reading, warnings=(*reading.warnings, *told))


def remember(
    folder: Path, reading: Reading, mapping: TableMapping | None, by: str, on: date
) -> None:
    """Keep the mapping and the answers that a stored file was read with, for the next one."""
    if mapping is not None:
        plain = mapping.model_dump(by_alias=True, exclude_defaults=True, mode="json")
        keep_mapping(folder, mapping.key, plain)
    for used in reading.used:
        lasting = {name: used.given[name] for name in used.lasting}
        if lasting:
            keep_answers(folder, used.layout, lasting, who=by, on=on.isoformat(), file=reading.file)


def list_remembered(audit: Audit) -> list[dict[str, Any]]:
    """Return one entry a remembered layout: layout, as, answers, mapping."""
    known = read_kept(audit.folder)
    return [_to_entry(kept) for kept in known.values()]


def _to_entry(kept: Kept) -> dict[str, Any]:
    mapping = dict(kept.mapping) if kept.mapping else None
    return {
        "layout": kept.layout, "as": mapping["as"] if mapping else kept.layout,
        "answers": [{"id": n} | {k: v for k, v in said.items() if k != "before"}
                    for n, said in sorted(kept.answers.items())],
        "mapping": mapping,
    }  # fmt: skip


def forget(audit: Audit, layout: str) -> dict[str, Any]:
    """Forget what was answered about a layout, and its mapping; return what it was."""
    with lock(audit.folder / ".import.lock"):
        return _to_entry(forget_kept(audit.folder, layout))


def earlier_mappings(folder: Path) -> Sequence[TableMapping]:
    """Return the mappings confirmed so far, to start the next proposal from."""
    try:
        return tuple(read_layouts(folder).mappings.values())
    except CxAuditError:
        return ()
