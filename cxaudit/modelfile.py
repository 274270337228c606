"""The one reader of model folders and TOML files."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from cxaudit.errors import ModelError

MODEL_ROOT = Path(__file__).parent / "model"


class Frozen(BaseModel):
    """A model object: immutable, and a key it does not know is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


Kind = TypeVar("Kind", bound=Frozen)


def list_folders(section: str, root: Path = MODEL_ROOT) -> list[Path]:
    """Return the folders of one section of the model, sorted by name."""
    found = [path for path in (root / section).iterdir() if path.is_dir()]
    return sorted(path for path in found if not path.name.startswith((".", "_")))


def list_files(section: str, root: Path = MODEL_ROOT) -> list[Path]:
    """Return the TOML files of one section of the model, sorted by name."""
    return sorted((root / section).glob("*.toml"))


def list_statements(section: str, root: Path = MODEL_ROOT) -> list[Path]:
    """Return the SQL files of one section of the model, sorted by name."""
    return sorted((root / section).glob("*.sql"))


def load_toml(path: Path) -> dict[str, Any]:
    """Read one TOML file; raises ModelError with the line."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ModelError("a model file is missing", file=to_place(path)) from error
    except UnicodeDecodeError as error:
        raise ModelError("this is not UTF-8 text", file=to_place(path), found=str(error)) from error
    except tomllib.TOMLDecodeError as error:
        raise ModelError("this is not valid TOML", file=to_place(path), found=str(error)) from error


def load_model(path: Path, kind: type[Kind], **extra: object) -> Kind:
    """Read one TOML file as a frozen object; all faults of the file in one ModelError."""
    raw = load_toml(path)
    try:
        return kind.model_validate({**raw, **extra})
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, e['loc'])) or 'file'}: {e['msg']}" for e in error.errors()]
        raise ModelError(
            f"{len(faults)} fault(s) in a model file", file=to_place(path), found="; ".join(faults)
        ) from error


def to_place(path: Path) -> str:
    """Return a path as people know it: from the model folder down."""
    return (
        str(path.relative_to(MODEL_ROOT.parent)) if path.is_relative_to(MODEL_ROOT) else str(path)
    )
