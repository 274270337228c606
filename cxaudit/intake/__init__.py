"""One vendor file becomes canonical rows: gate, recognise, map, account for every row."""

from cxaudit.intake.ask.answers import Remembered, say
from cxaudit.intake.bulk.large import sweep_readings
from cxaudit.intake.gate.limits import Limits
from cxaudit.intake.gate.upload import to_shown_name
from cxaudit.intake.kept.overlap import ask_about_overlap
from cxaudit.intake.kept.seal import list_imports, load_rows, mend_replaced, store_reading
from cxaudit.intake.kept.twins import find_same_rows, tell_renewed
from cxaudit.intake.known.form import Form, forms, load_forms
from cxaudit.intake.known.unverified import load_unverified
from cxaudit.intake.mapping import (
    Confirmed,
    Guess,
    MappedColumn,
    Proposal,
    TableMapping,
    list_layouts,
    parse_mapping,
    read_mapping_file,
    to_form,
    to_toml,
)
from cxaudit.intake.proposing import propose_mapping
from cxaudit.intake.read import read_file, refuse_file
from cxaudit.intake.reading import Reading
from cxaudit.intake.values.pseudonym import (
    client_key,
    forget_key,
    to_pseudonym,
    to_pseudonyms,
)

__all__ = [
    "Confirmed",
    "Form",
    "Guess",
    "Limits",
    "MappedColumn",
    "Proposal",
    "Reading",
    "Remembered",
    "TableMapping",
    "ask_about_overlap",
    "client_key",
    "find_same_rows",
    "forget_key",
    "forms",
    "list_imports",
    "list_layouts",
    "load_forms",
    "load_rows",
    "load_unverified",
    "mend_replaced",
    "parse_mapping",
    "propose_mapping",
    "read_file",
    "read_mapping_file",
    "refuse_file",
    "say",
    "store_reading",
    "sweep_readings",
    "tell_renewed",
    "to_form",
    "to_pseudonym",
    "to_pseudonyms",
    "to_shown_name",
    "to_toml",
]
