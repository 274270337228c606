"""Handing files in: uploaded or picked from a folder, and the questions that they leave open."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ipywidgets import FileUpload, HBox, Layout, SelectMultiple, VBox

from cxaudit.audit import Audit, import_files
from cxaudit.audit.person import today
from cxaudit.display.forms.controls import (
    WIDE,
    ask,
    button,
    choice,
    heading,
    prose,
    put,
    show,
    text,
)
from cxaudit.errors import ClientDataError
from cxaudit.intake import forms, list_imports
from cxaudit.wording import show_number

if TYPE_CHECKING:
    from cxaudit.display.forms.data import DataForm

READABLE = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".json", ".parquet", ".zip")
ABOUT = (
    "Hand the files in as the tools wrote them: nothing retyped, no column deleted. Each is "
    "recognised by its headers, every row is accounted for, and the file itself is kept sealed."
)


class ImportBox:
    """Upload or pick files; each is judged for itself, and one that asks waits for its answers.

    ``entries``: what became of the files handed in last. ``asking``: file -> question id -> its
    control, for the files that wait; ``given``: what was answered for them so far.
    """

    def __init__(self, form: DataForm, audit: Audit) -> None:
        self.form, self.audit = form, audit
        self.entries: list[dict[str, Any]] = []
        self.waiting: dict[str, bytes | Path] = {}
        self.asking: dict[str, dict[str, Any]] = {}
        self.given: dict[str, dict[str, str]] = {}
        self._make_controls()
        self.told, self.questions, self.known = prose(), VBox([]), prose()
        c = form.controls
        self.box = VBox(
            [
                heading("Files", ABOUT),
                ask("Which files from this computer should come in?", c["upload"]),
                ask("Or which files from a folder that this workbook can reach?",
                    c["folder"], c["found"], HBox([c["list"], c["take"]])),
                ask("Which layout do they have?", c["form"],
                    help="Recognised from the headers; choose only where the answer says so."),
                self.told, self.questions, self.known,
            ]
        )  # fmt: skip

    def _make_controls(self) -> None:
        known = [(f["label"], f["format"]) for f in forms() if f["verdict"] == "imported"]
        upload = FileUpload(
            accept=",".join(READABLE), multiple=True, description="Choose files",
            layout=Layout(width="auto", align_self="flex-start"),
        )  # fmt: skip
        upload.add_class("cx-data-upload")
        found = SelectMultiple(description="Files", rows=6, layout=Layout(width=WIDE))
        found.add_class("cx-data-found")
        controls = {
            "upload": upload,
            "folder": text("Folder", "cx-data-folder", hint="as in: ../exports"),
            "found": found,
            "list": button("List the files", "cx-data-list"),
            "take": button("Import the files chosen", "cx-data-take", leading=True),
            "form": choice("Layout", "cx-data-form", sorted(known), "(recognise it)"),
        }
        self.form.controls |= controls
        self.form.on(upload, self._take_uploads)
        self.form.on(controls["folder"], self.list_folder)
        controls["list"].on_click(lambda _: self.list_folder())
        controls["take"].on_click(lambda _: self._take_found())
        show(found, False)
        show(controls["take"], False)

    def list_folder(self) -> None:
        """List the readable files of the folder named."""
        named = self.form.controls["folder"].value.strip()
        folder = Path(named).expanduser()
        self.form.troubles.pop("folder", None)
        if not named or not folder.is_dir():
            self.form.refuse(f"there is no folder {named or 'named'}", "folder")
            return
        found = [
            p for p in sorted(folder.iterdir()) if p.suffix.lower() in READABLE and p.is_file()
        ]
        self.form.controls["found"].options = [(path.name, path) for path in found]
        show(self.form.controls["found"], True)
        show(self.form.controls["take"], True)
        self.form.follow()

    def _take_found(self) -> None:
        self.take({path.name: path for path in self.form.controls["found"].value})

    def _take_uploads(self) -> None:
        uploads = self.form.controls["upload"].value
        files = {to_file_name(u["name"], n): bytes(u["content"]) for n, u in enumerate(uploads)}
        if files:
            self.take(files)

    def take(self, files: Mapping[str, bytes | Path]) -> None:
        """Import files by name; those that ask are kept until they are answered."""
        self.entries = []
        for name, content in files.items():
            self._import(name, content, {})
        self.form.follow()

    def answer(self, name: str) -> None:
        """Import one waiting file again with the answers given."""
        controls = self.asking[name]
        answers = {
            q: str(c.value).strip() for q, c in controls.items() if c.value not in (None, "")
        }
        self.entries = [entry for entry in self.entries if entry["file"] != name]
        self._import(name, self.waiting[name], self.given.get(name, {}) | answers)
        self.form.follow()

    def _import(self, name: str, content: bytes | Path, answers: Mapping[str, str]) -> None:
        try:
            entry = self._read(name, content, answers)
        except ClientDataError as error:
            entry = {"file": name, "verdict": "refused", "message": error.in_words()}
        self.entries.append(entry)
        self.waiting.pop(name, None)
        self.asking.pop(name, None)
        self.given[name] = dict(answers)
        if entry["verdict"] == "needs_answer":
            self.waiting[name] = content
            asked = entry["questions"]
            self.asking[name] = {q["id"]: to_control(q, answers.get(q["id"])) for q in asked}

    def _read(self, name: str, content: bytes | Path, answers: Mapping[str, str]) -> dict[str, Any]:
        layout = self.form.controls["form"].value
        with tempfile.TemporaryDirectory() as scratch:
            path = content if isinstance(content, Path) else Path(scratch) / name
            if isinstance(content, bytes):
                path.write_bytes(content)
            workspace, client = self.audit.workspace, self.audit.client
            entry, *_ = import_files(
                workspace, client, [path], received_on=today(), form=layout, answers=answers
            )
        return entry

    def fill(self) -> None:
        """Tell what became of the files, and ask what is open."""
        self.told.value = "".join(to_told(entry) for entry in self.entries)
        self.questions.children = [
            self._to_questions(entry) for entry in self.entries if entry["file"] in self.asking
        ]
        count = len(list_imports(self.form.desk.folder))
        listed = f"{count} imported so far, listed below." if count else "Nothing is imported yet."
        self.known.value = f'<p class="cx-note">{escape(listed)}</p>'

    def _to_questions(self, entry: dict[str, Any]) -> VBox:
        name = entry["file"]
        asked = [ask(to_question(q), self.asking[name][q["id"]]) for q in entry["questions"]]
        again = button(f"Import {name} with these answers", "cx-data-answer", leading=True)
        again.on_click(lambda _: self.answer(name))
        self.form.controls[f"answer.{name}"] = again
        return VBox([heading(f"What {name} leaves open"), *asked, again])


def to_file_name(text: str, number: int) -> str:
    """Return the last part of an uploaded name, fit to be written; never a path."""
    last = text.replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join(c for c in last if c.isprintable() and c not in '<>:"|?*').strip(". ")
    return plain[-120:] or f"file-{number + 1}"


def to_question(question: Mapping[str, Any]) -> str:
    """Return what is asked, with the column that it is about."""
    column = f"Column {question['column']}: " if question.get("column") else ""
    optional = " (may stay open)" if question.get("optional") else ""
    return f"{column}{question['ask']}{optional}"


def to_control(question: Mapping[str, Any], given: str | None) -> Any:
    """Return a choice, or a text where anything may be answered."""
    look = f"cx-data-ask-{question['id'].replace('.', '-')}"
    if not question["choices"]:
        control = text("Answer", look)
        control.value = given or ""
        return control
    options = [(c["label"], c["value"]) for c in question["choices"]]
    control = choice("Answer", look, options)
    put(control, given if given in dict(options).values() else None)
    return control


def to_told(entry: Mapping[str, Any]) -> str:
    """Return what became of one file, with its rows accounted for."""
    verdict = str(entry["verdict"]).replace("_", " ")
    lines: Iterable[str] = [str(entry.get("message") or "")]
    if entry["verdict"] == "imported":
        rows = {k: show_number(v) for k, v in entry["rows"].items()}
        lines = [
            f"{rows['in']} rows in = {rows['imported']} imported + {rows['set_aside']} set aside + "
            f"{rows['blank']} blank + {rows['totals']} totals",
            *(entry.get("warnings") or ()),
        ]
    items = "".join(f"<li>{escape(line)}</li>" for line in lines if line)
    kept = f"<ul>{items}</ul>" if items else ""
    head = f"<strong>{escape(entry['file'])}: {escape(verdict)}</strong>"
    return f'<div class="cx-hint">{head}{kept}</div>'
