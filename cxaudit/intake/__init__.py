"""One vendor file becomes canonical rows: gate, recognise, map, account for every row."""

from cxaudit.intake.form import forms, load_forms
from cxaudit.intake.overlap import ask_about_overlap
from cxaudit.intake.pseudonym import client_key, forget_key, to_pseudonym
from cxaudit.intake.read import read_file
from cxaudit.intake.reading import Reading
from cxaudit.intake.seal import list_imports, load_rows, store_reading

__all__ = [
    "Reading",
    "ask_about_overlap",
    "client_key",
    "forget_key",
    "forms",
    "list_imports",
    "load_forms",
    "load_rows",
    "read_file",
    "store_reading",
    "to_pseudonym",
]
