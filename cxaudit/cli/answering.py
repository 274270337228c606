"""Verbs on what a firm is asked: answers in and out, the blank workbook, the data request."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cxaudit.audit import Audit
from cxaudit.audit.person import now, who
from cxaudit.cli.context import Context
from cxaudit.cli.printing import print_json
from cxaudit.disk import to_json_text, write_text
from cxaudit.errors import ClientDataError
from cxaudit.store import merge_answers, read_answers, save_client, to_answers
from cxaudit.wording import show_count

WORKBOOK = ".xlsx"


def answers(
    context: Context, client: str, read: Path | None, write: Path | None, given: list[str],
    keep: str | None, per_owner: bool = False,
) -> None:  # fmt: skip
    """Take answers in, or write them out: JSON, the intake workbook, or one a function."""
    audit = Audit.open(client, context.where.root)
    if (read is None) == (write is None):
        raise ClientDataError(
            "say which way the answers go", wanted="--read FILE or --write FILE",
            next=f"cxaudit answers {client} --write answers.json, or answers.xlsx to fill in",
        )  # fmt: skip
    if write is not None:
        return _write_parts(context, audit, write) if per_owner else _write(context, audit, write)
    from cxaudit.cli.workbooks import read_folder, read_workbook
    from cxaudit.intake.workbook import is_workbook

    if read is not None and read.is_dir():
        return read_folder(context, audit, read, given, keep)
    if read is not None and is_workbook(read):
        return read_workbook(context, audit, read, given, keep)
    return _read_json(context, audit, read)


def _write(context: Context, audit: Audit, path: Path) -> None:
    try:
        if path.suffix.casefold() == WORKBOOK:
            from cxaudit.reporting.workbook import write_workbook

            write_workbook(audit, path)
        else:
            write_text(path, to_json_text(to_answers(audit.file)))
    except OSError as error:
        raise ClientDataError(
            "the file cannot be written", file=str(path), found=str(error)
        ) from error
    what = "intake workbook" if path.suffix.casefold() == WORKBOOK else "answers"
    words = f"{what} of {audit.client} written to {path}"
    _done(context, words, client=audit.client, file=str(path))


def _write_parts(context: Context, audit: Audit, folder: Path) -> None:
    from cxaudit.reporting.workbook import write_parts

    try:
        files = write_parts(audit, folder)
    except OSError as error:
        raise ClientDataError(
            "the workbooks cannot be written", file=str(folder),
            found=error.strerror or str(error), wanted="a folder that can be written",
        ) from error  # fmt: skip
    words = [f"{len(files)} workbooks of {audit.client}, one for each function that is asked:"]
    words += [f"  {path}" for path in files]
    words += [f"when they are back: cxaudit answers {audit.client} --read {folder}"]
    _done(context, "\n".join(words), client=audit.client, files=[str(path) for path in files])


def _done(context: Context, words: str, **facts: Any) -> None:
    print_json(facts) if context.as_json else print(words)


def _read_json(context: Context, audit: Audit, path: Path | None) -> None:
    merged = merge_answers(audit.file, read_answers(path), set(audit.kpis), set(audit.catalogue))
    saved = save_client(
        audit.folder, merged, who=who("command line"), expected_revision=audit.file.revision,
        at=now(),
    )  # fmt: skip
    counts = {name: len(rows) for name, rows in to_answers(saved).items()}
    words = f"{audit.client}: answers read, revision {saved.revision} (" + ", ".join(
        f"{count} {name.replace('_', ' ')}" for name, count in counts.items()) + ")"  # fmt: skip
    _done(context, words, client=audit.client, revision=saved.revision, answers=counts)


def blank(context: Context, file: Path) -> None:
    """Write a workbook for any firm."""
    from cxaudit.reporting.workbook import write_blank

    try:
        write_blank(file)
    except OSError as error:
        raise ClientDataError(
            "the file cannot be written", file=str(file), found=str(error)
        ) from error
    _done(context, f"blank intake workbook written to {file}", file=str(file))


def request(
    context: Context, client: str, out: Path | None, formats: str, due: str
) -> None:  # fmt: skip
    """Write the data-request letter and say where it lies."""
    from cxaudit.reporting.letter import FORMATS, to_json, write_request

    audit = Audit.open(client, context.where.root)
    wanted = [name.strip() for name in formats.split(",") if name.strip()]
    unknown = sorted(set(wanted) - set(FORMATS))
    if unknown or not wanted:
        raise ClientDataError(
            "this format is not written", place="--formats", found=", ".join(unknown) or "none",
            wanted=", ".join(FORMATS), next=f"cxaudit request {client} --formats html,xlsx",
        )  # fmt: skip
    folder = out or audit.workspace.reports / "requests" / client
    try:
        files = [str(path) for path in write_request(audit, folder, wanted, due)]
    except OSError as error:
        raise ClientDataError(
            "the file cannot be written", file=str(folder), found=error.strerror or str(error)
        ) from error
    found = to_json(audit)
    asked = sum(bool(row["open"]) for row in found["requests"])
    total, questions = len(found["requests"]), len(found["questions"])
    head = f"{client}: {asked} of {show_count(total, 'set')} of rows to ask for, "
    head += show_count(questions, "question")
    _done(context, "\n".join([head, *files]), client=client, files=files, **found)
