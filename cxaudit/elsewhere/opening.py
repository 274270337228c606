"""Opening the place where the data lie, with words for what is not installed."""

from __future__ import annotations

import logging
import os
import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from cxaudit.errors import ClientDataError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

    from cxaudit.elsewhere.backend import Backend

PLACES = ("duckdb", "spark")
LOCAL = "local[*]"


def open_place(
    place: str, folder: Path, *, master: str = LOCAL, bare: bool = False
) -> Backend:  # fmt: skip
    """Return a backend over a folder of canonical tables, one Parquet file or folder each.

    ``master``: of Spark, as spark-submit takes it. ``bare``: there may be no table at all.
    Raises ClientDataError where the place is not known, the folder holds no canonical table, or
    a package or Java is missing.
    """
    check_installed(place)
    from cxaudit.elsewhere.backend import DuckBackend, files_of

    if not bare and not any(files_of(folder, name) for name in _tables()):
        raise ClientDataError(
            "no canonical table lies here", file=str(folder),
            wanted="Parquet such as web_session.parquet or web_session/part-0.parquet",
        )  # fmt: skip
    if place == "duckdb":
        return DuckBackend(folder)
    from cxaudit.elsewhere.sparked import SparkBackend

    return SparkBackend(open_session(master), folder.resolve())


def open_session(master: str = LOCAL, **more: str) -> SparkSession:
    """Return a Spark session set so that its digits are ours; the running one where there is one.

    ``more``: further settings, a double underscore for each point of their names.
    """
    from pyspark.sql import SparkSession

    from cxaudit.elsewhere.sparked import SETTINGS

    quiet = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false",
             "spark.log.level": "OFF"}  # fmt: skip
    if master.startswith("local"):
        quiet |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    builder = SparkSession.builder.master(master).appName("cxaudit")
    given = {name.replace("__", "."): value for name, value in more.items()}
    for name, value in (quiet | SETTINGS | given).items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    logging.getLogger("SQLQueryContextLogger").disabled = True
    return session


def check_installed(place: str) -> None:
    """Raise ClientDataError, with the command that mends it, where a place cannot be opened."""
    if place not in PLACES:
        raise ClientDataError(
            "measures do not run there", found=place, wanted=" or ".join(PLACES),
            next="the table of what runs where: cxaudit kpi dialects",
        )  # fmt: skip
    missing = [name for name in ("sqlglot", "pyspark") if not is_there(name)]
    missing = [name for name in missing if name == "sqlglot" or place == "spark"]
    if missing:
        extra = "spark" if place == "spark" else "dialects"
        raise ClientDataError(
            f"measuring on {place} needs packages that are not installed",
            found=f"no {' and no '.join(missing)}", next=f'pip install "cxaudit[{extra}]"',
        )  # fmt: skip
    if place == "spark" and not has_java():
        raise ClientDataError(
            "Spark needs Java, and none is found", wanted="java on the path, or JAVA_HOME",
            next="install Java 17, such as Debian's openjdk-17-jre-headless",
        )  # fmt: skip


def is_there(package: str) -> bool:
    """Tell whether a package can be imported."""
    return find_spec(package) is not None


def has_java() -> bool:
    """Tell whether there is a Java to run."""
    home = os.environ.get("JAVA_HOME")
    return bool(shutil.which("java") or (home and Path(home, "bin", "java").exists()))


def _tables() -> tuple[str, ...]:
    from cxaudit.canon import load_tables

    return tuple(load_tables())
