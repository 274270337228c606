"""What notebook libraries import at their start and hardly ever use, left until it is used.

jsonschema takes in a parser of international addresses (IRIs) whose grammar is built at import:
most of what ``import nbformat`` costs, for a check that no notebook's schema asks for.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

PARSER = "rfc3987_syntax"


@contextmanager
def lean_imports() -> Iterator[None]:
    """Let the block import jsonschema without its parser, which is loaded by the first such check.

    Afterwards anyone imports the parser as ever.
    """
    if PARSER in sys.modules or "jsonschema" in sys.modules or not _is_installed():
        yield
        return
    stand_in = ModuleType(PARSER)
    stand_in.is_valid_syntax = _is_valid_syntax  # type: ignore[attr-defined]
    sys.modules[PARSER] = stand_in
    try:
        yield
    finally:
        if sys.modules.get(PARSER) is stand_in:
            del sys.modules[PARSER]


def _is_installed() -> bool:
    return importlib.util.find_spec(PARSER) is not None


def _is_valid_syntax(term: str, value: str) -> bool:
    if not hasattr(sys.modules.get(PARSER), "parse"):
        sys.modules.pop(PARSER, None)
    return bool(importlib.import_module(PARSER).is_valid_syntax(term, value))
