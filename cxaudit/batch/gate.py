"""The parameter gate: papermill checks nothing, so names and types are checked here."""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping
from pathlib import Path

from cxaudit.errors import ClientDataError, ModelError

PLAIN = (str, int, float, bool, type(None), list, dict)
TYPES = {"str": str, "int": int, "float": float, "bool": bool, "list": list, "dict": dict}


def check_parameters(notebook: Path, parameters: Mapping[str, object]) -> None:
    """Refuse a parameter that the notebook does not declare, or of another type.

    Raises ModelError when the notebook has no parameters cell, ClientDataError otherwise.
    """
    import papermill

    declared = papermill.inspect_notebook(str(notebook))
    if not declared:
        raise ModelError("the notebook has no cell tagged parameters", file=notebook.name)
    faults = []
    for name, value in parameters.items():
        if name not in declared:
            faults.append(f"{name} is not a parameter")
        elif not _is_plain(value):
            faults.append(f"{name} is not a plain value")
        else:
            wanted = _type_of(declared[name])
            if wanted and type(value) is not wanted:
                faults.append(f"{name} must be {wanted.__name__}, not {type(value).__name__}")
    if faults:
        raise ClientDataError(
            "the notebook does not take these parameters", file=notebook.name,
            found="; ".join(faults), wanted=", ".join(declared),
            next="correct the name or the value",
        )  # fmt: skip


def _is_plain(value: object) -> bool:
    if type(value) not in PLAIN:
        return False
    try:
        return json.loads(json.dumps(value, allow_nan=False)) == value
    except (TypeError, ValueError):
        return False


def _type_of(declared: Mapping[str, str]) -> type | None:
    """Return the type that an annotation names, else the default's; None takes any value."""
    named = declared.get("inferred_type_name", "")
    if named in TYPES:
        return TYPES[named]
    try:
        default = ast.literal_eval(declared.get("default", "None"))
    except (ValueError, SyntaxError):
        return None
    return None if default is None else type(default)
