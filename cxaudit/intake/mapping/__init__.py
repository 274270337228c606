"""Tables that no known export has: a mapping is guessed, confirmed by a person, and kept."""

from cxaudit.intake.mapping.model import (
    Confirmed,
    MappedColumn,
    TableMapping,
    check_mapping,
    needed_columns,
    numbered_column,
    to_digest,
    to_form,
    units_of,
    words_of,
)
from cxaudit.intake.mapping.propose import Guess, Proposal, list_layouts, propose
from cxaudit.intake.mapping.text import parse_mapping, read_mapping_file, to_toml

__all__ = [
    "Confirmed",
    "Guess",
    "MappedColumn",
    "Proposal",
    "TableMapping",
    "check_mapping",
    "list_layouts",
    "needed_columns",
    "numbered_column",
    "parse_mapping",
    "propose",
    "read_mapping_file",
    "to_digest",
    "to_form",
    "to_toml",
    "units_of",
    "words_of",
]
