"""Whatever the first notebook leaves behind, the second finds a clean process."""

from __future__ import annotations

import json

import pytest

CANARY = "canary-7f3a"
LEAVE = f"""
import atexit, builtins, locale, os, random, sys, tempfile, threading, warnings
import duckdb, numpy as np, pandas as pd, matplotlib.pyplot as plt
secret = builtins.secret = os.environ["SECRET"] = sys.secret = "{CANARY}"
json = "{CANARY}"
plt.rcParams["figure.dpi"] = 77
plt.figure("{CANARY}")
pd.set_option("display.max_rows", 7)
pd.DataFrame.secret = "{CANARY}"
duckdb.execute("create table secret as select '{CANARY}' as name")
np.random.seed(1); random.seed(1); np.seterr(all="raise")
open(os.path.join(tempfile.gettempdir(), "secret"), "w").write("{CANARY}")
open("secret", "w").write("{CANARY}")
os.umask(0); os.chdir("/"); sys.path.append("/{CANARY}"); warnings.simplefilter("error")
get_ipython().user_ns["In"].append("{CANARY}")
threading.Thread(target=lambda: threading.Event().wait(60), daemon=True).start()
print("left", secret)
"""
LOOK = """
import builtins, json, os, sys, tempfile, threading, warnings
import duckdb, numpy as np, pandas as pd, matplotlib.pyplot as plt
def tried(look):
    try:
        return str(look())
    except Exception as error:
        return type(error).__name__
print(json.dumps({
    "variable": tried(lambda: secret),
    "builtins": tried(lambda: builtins.secret),
    "sys": tried(lambda: sys.secret),
    "class": tried(lambda: pd.DataFrame.secret),
    "environment": os.environ.get("SECRET", ""),
    "dpi": float(plt.rcParams["figure.dpi"]),
    "figures": plt.get_figlabels(),
    "rows": pd.get_option("display.max_rows"),
    "duckdb": tried(lambda: duckdb.execute("select name from secret").fetchall()),
    "temporary": os.listdir(tempfile.gettempdir()),
    "folder": os.path.basename(os.getcwd()),
    "here": sorted(os.listdir()),
    "umask": os.umask(0o022),
    "path": [place for place in sys.path if "canary" in place],
    "errors": np.geterr()["divide"],
    "warnings": [rule[0] for rule in warnings.filters if rule[1:3] == (None, Warning)],
    "history": [text for text in In[:-1] if text],
    "threads": [thread.name for thread in threading.enumerate() if "Thread-" in thread.name],
}))
"""


@pytest.fixture
def looked(host, to_setup):
    """Return what the second child sees, and every byte that it or its folder holds."""
    with host.open(to_setup("first", seed=1)) as child:
        left = child.run(LEAVE)
        assert left["ok"], left["outputs"]
        child.finish()
    setup = to_setup("second", seed=2)
    with host.open(setup) as child:
        reply = child.run(LOOK)
        child.finish()
    assert reply["ok"], reply["outputs"]
    files = b"".join(p.read_bytes() for p in setup.folder.rglob("*") if p.is_file())
    return json.loads(reply["outputs"][0]["text"]), json.dumps(reply).encode() + files


def test_nothing_that_the_first_child_set_reaches_the_second(looked):
    seen, _ = looked
    gone = {"variable": "NameError"} | dict.fromkeys(("builtins", "sys", "class"), "AttributeError")
    assert {name: seen[name] for name in gone} == gone
    assert seen["environment"] == ""
    assert (seen["dpi"], seen["figures"], seen["rows"]) == (100.0, [], 60)
    assert seen["duckdb"] == "CatalogException"
    assert (seen["path"], seen["history"], seen["errors"]) == ([], [], "warn")
    assert "error" not in seen["warnings"]


def test_the_second_child_works_in_folders_of_its_own(looked):
    seen, _ = looked
    assert seen["folder"] == "second"
    assert "secret" not in seen["temporary"] + seen["here"]
    assert seen["umask"] == 0o022


def test_no_byte_of_the_first_childs_secret_is_in_what_the_second_shows_or_writes(looked):
    assert CANARY.encode() not in looked[1]


DRAW = "import random, numpy as np, uuid; print(random.random(), np.random.random(), uuid.uuid4())"


def test_random_numbers_follow_the_seed_and_identifiers_never_repeat(host, to_setup):
    drawn = {}
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        with host.open(to_setup(name, seed=seed)) as child:
            drawn[name] = child.run(DRAW)["outputs"][0]["text"].split()
    assert drawn["a"][:1] == drawn["b"][:1] != drawn["c"][:1]
    assert len({drawn[name][2] for name in drawn}) == 3


def test_a_child_forked_from_the_template_seeds_numpy_as_well(template, to_setup):
    drawn = {}
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        with template.open(to_setup(name, seed=seed)) as child:
            drawn[name] = child.run(DRAW)["outputs"][0]["text"].split()[1]
    assert drawn["a"] == drawn["b"] != drawn["c"]
