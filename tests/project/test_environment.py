"""environment.yml, pyproject.toml and the lock agree, and name no host."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).resolve().parents[2]
CONDA_NAMES = {"matplotlib-base": "matplotlib", "python-duckdb": "duckdb"}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
LOCK = ROOT / "requirements.lock"


def declared() -> dict[str, SpecifierSet]:
    lines = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["test"]]
    return {r.name: r.specifier for r in map(Requirement, lines)}


def test_environment_yml_names_the_same_packages_and_bounds_as_pyproject():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text())
    found = {}
    for line in environment["dependencies"]:
        if isinstance(line, str) and line != "pip":
            name, _, bounds = line.partition(" ")
            found[CONDA_NAMES.get(name, name)] = SpecifierSet(bounds)
    assert found.pop("python") == SpecifierSet(PROJECT["requires-python"])
    assert found == declared()
    assert environment["channels"] == ["conda-forge"]


def locked() -> dict[str, str]:
    pins = re.findall(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", LOCK.read_text(), flags=re.M)
    return {name.lower().replace("_", "-"): version for name, version in pins}


def test_the_lock_pins_every_declared_package_within_its_bounds():
    pins = locked()
    for name, bounds in declared().items():
        assert name in pins, f"{name} is not in requirements.lock"
        assert bounds.contains(pins[name]), f"{name} {pins[name]} is outside {bounds}"


def test_every_pin_of_the_lock_carries_a_hash():
    entries = re.split(r"\n(?=[A-Za-z0-9])", LOCK.read_text().strip())
    bare = [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry]
    assert not [name for name in bare if not name.startswith("#")]


@pytest.mark.parametrize("pattern", ["requirements*.lock", "environment.yml", "pyproject.toml"])
def test_no_file_of_lock_kind_names_a_host_or_an_index(pattern):
    for path in ROOT.glob(pattern):
        text = path.read_text()
        assert not re.search(r"://|--(?!hash=sha256:|strict-markers\b)[a-z]", text), path


def test_the_command_in_the_readme_is_the_one_that_ci_runs():
    readme = (ROOT / "README.md").read_text()
    command = re.search(r"<!-- tests -->\n```\n(.+)\n```", readme)
    assert command, "the README marks its test command with <!-- tests -->"
    assert "README.md" in (ROOT / ".ci" / "run").read_text()


def test_tracked_text_holds_no_absolute_path_of_a_machine():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("not a git checkout")
    pattern = re.compile(r"(^|[^A-Za-z./~$}])/(home|root|work|Users|farm)/", re.M)
    hits = []
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        binary = path.suffix in {".png", ".parquet", ".xlsx"}
        if binary or not path.exists() or path == Path(__file__):
            continue
        if pattern.search(path.read_text(encoding="utf-8", errors="replace")):
            hits.append(name)
    assert not hits
