"""However a child ends, its caller hears why, and the next child is not touched."""

from __future__ import annotations

import os
import time
from pathlib import Path
from threading import Event, Timer

import pytest

from cxaudit.batch.warm.child import ChildDied, ChildError, ChildStopped, ChildTimeout
from cxaudit.batch.warm.host import Template, TemplateError
from cxaudit.batch.warm.template import NEVER


def is_gone(pid: int) -> bool:
    """Tell whether a process has ended, within two seconds."""
    for _ in range(100):
        status = Path(f"/proc/{pid}/stat")
        if not status.exists() or status.read_text().split(") ")[-1][0] == "Z":
            return True
        time.sleep(0.02)
    return False


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("import os; os._exit(3)", "ended by itself, with exit code 3"),
        ("import os; os.kill(os.getpid(), 9)", "SIGKILL: memory may have run out"),
        ("import os; os.kill(os.getpid(), 11)", "SIGSEGV"),
    ],
)
def test_a_child_that_dies_is_told_with_its_code_or_signal(template, to_setup, source, words):
    with template.open(to_setup()) as child:
        assert child.run("1 + 1")["ok"]
        with pytest.raises(ChildDied, match=words):
            child.run(source)
    with template.open(to_setup("next")) as child:
        assert child.run("1 + 1")["ok"]


def test_a_fresh_process_that_dies_is_told_too(to_setup):
    from cxaudit.batch.warm.host import FreshProcesses

    with (
        FreshProcesses().open(to_setup()) as child,
        pytest.raises(ChildDied, match="with exit code 3"),
    ):
        child.run("import os; os._exit(3)")


LOOPS = (
    "while True: pass",
    "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass",
    "import time; time.sleep(60)",
)


@pytest.mark.parametrize("source", LOOPS)
def test_a_cell_that_does_not_end_is_ended_at_its_limit(template, to_setup, source):
    with template.open(to_setup()) as child:
        with pytest.raises(ChildTimeout, match="the cell was not done within"):
            child.run(source, seconds=0.3)
        assert is_gone(child.pid)


def test_the_limit_of_the_whole_notebook_holds_over_its_cells(template, to_setup):
    with template.open(to_setup()) as child:
        child.limit(0.5)
        assert child.run("1", seconds=60)["ok"]
        with pytest.raises(ChildTimeout, match="not done within"):
            child.run("import time; time.sleep(60)", seconds=60)


def test_a_child_whose_caller_wants_to_stop_is_ended(template, to_setup):
    with template.open(to_setup()) as child:
        child.stop = Event()
        Timer(0.3, child.stop.set).start()
        with pytest.raises(ChildStopped):
            child.run("import time; time.sleep(60)")
        assert is_gone(child.pid)


def test_more_memory_than_the_limit_is_an_error_of_the_cell_and_not_of_the_machine(host, to_setup):
    with host.open(to_setup(memory_mb=900)) as child:
        reply = child.run("taken = bytearray(50 * 10**9)")
        assert not reply["ok"]
        assert reply["outputs"][-1]["ename"] == "MemoryError"
        assert child.run("1 + 1")["ok"]


def test_what_a_child_started_in_its_own_group_goes_with_it(template, to_setup):
    with template.open(to_setup()) as child:
        source = "import subprocess; print(subprocess.Popen(['sleep', '60']).pid)"
        started = int(child.run(source)["outputs"][0]["text"])
    assert is_gone(started)


def test_the_children_end_with_their_template(to_setup):
    template = Template(())
    child = template.open(to_setup())
    os.kill(template.pid, 9)
    with pytest.raises(ChildError):
        child.run("import time; time.sleep(60)")
    assert is_gone(child.pid)
    template.stop()


def test_a_template_in_which_a_thread_runs_is_refused_by_its_name(tmp_path, to_setup):
    (tmp_path / "threads.py").write_text(
        "import threading\nthreading.Thread(target=threading.Event().wait, daemon=True).start()"
    )
    with pytest.raises(TemplateError, match="threads run before the fork: python"):
        Template(("threads",), environment={"PYTHONPATH": with_package(tmp_path)}).open(to_setup())


def test_a_template_never_preloads_what_starts_threads_that_no_setting_stops(to_setup):
    assert "polars" in NEVER
    with pytest.raises(TemplateError, match="polars starts threads"):
        Template(("polars",)).open(to_setup())


def test_a_template_that_lacks_a_module_says_which_every_time(to_setup):
    template = Template(("no_such_module",))
    for name in ("one", "two"):
        with pytest.raises(TemplateError, match="no_such_module"):
            template.open(to_setup(name))


def test_a_template_starts_when_it_is_first_needed_and_not_again_once_stopped(to_setup):
    template = Template(())
    assert template.pid is None
    template.begin()
    started = template.pid
    template.begin()
    assert template.pid == started
    template.stop()
    assert is_gone(started)
    with pytest.raises(TemplateError, match="it was stopped"):
        template.open(to_setup())


def test_a_template_that_is_stopped_while_it_starts_lets_go_of_who_waits(tmp_path, to_setup):
    (tmp_path / "slow.py").write_text("import time\ntime.sleep(600)")
    template = Template(("slow",), environment={"PYTHONPATH": with_package(tmp_path)})
    template.begin()
    Timer(0.5, template.stop).start()
    with pytest.raises(TemplateError, match="it was stopped"):
        template.open(to_setup())


def with_package(folder: Path) -> str:
    """Return a search path with a folder before whatever leads to the package."""
    return os.pathsep.join([str(folder), os.environ.get("PYTHONPATH", "")])
