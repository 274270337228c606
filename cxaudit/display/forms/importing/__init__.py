"""Handing files in: what became of them, what they ask, tables to map, what is remembered."""

from cxaudit.display.forms.importing.box import ImportBox, to_file_name

__all__ = ["ImportBox", "to_file_name"]
