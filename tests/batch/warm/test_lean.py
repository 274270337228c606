"""The parser of international addresses is left out of an import and is there for whoever asks."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytest.importorskip("rfc3987_syntax", reason="jsonschema has no parser of IRIs here")
LEAN = """
import sys
from cxaudit.batch.warm.lean import lean_imports
with lean_imports():
    import nbformat
print("rfc3987_syntax.syntax_helpers" in sys.modules, "rfc3987_syntax" in sys.modules)
"""
CHECKED = """
import jsonschema
checks = jsonschema.Draft202012Validator.FORMAT_CHECKER
for text in ("https://example.org/straße", "no address", "https://example.org/<"):
    print(checks.conforms(text, "iri"))
"""


def said(code: str) -> list[str]:
    command = [sys.executable, "-P", "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()


def test_reading_notebooks_does_not_build_the_grammar():
    assert said(LEAN) == ["False False"]


def test_a_check_of_an_address_answers_as_ever():
    assert said(LEAN + CHECKED)[1:] == said(CHECKED) == ["True", "False", "False"]


def test_the_parser_itself_is_imported_as_ever():
    asks = (
        "import rfc3987_syntax; print(rfc3987_syntax.is_valid_syntax('iri', 'https://a.example'))"
    )
    assert said(LEAN + asks)[1:] == said(asks) == ["True"]


def test_code_that_has_the_parser_already_keeps_it():
    before = "import rfc3987_syntax as first\n"
    assert said(before + LEAN + "print(sys.modules['rfc3987_syntax'] is first)")[1] == "True"
