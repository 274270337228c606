"""The same jobs on many machines: a Dask scheduler hands them to workers.

Every worker process keeps a template of its own. A worker that is killed loses nothing: its
client goes to another, and only whole reports are published.
"""

from __future__ import annotations

import socket
import tempfile
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from cxaudit.batch.ended import Ended
from cxaudit.batch.files import write_there
from cxaudit.batch.finish import PRELOAD, WARM
from cxaudit.batch.job import Job, write_one
from cxaudit.batch.warm.host import Host, make_host
from cxaudit.edition import package_digest
from cxaudit.errors import ClientDataError

CONNECT_SECONDS = 10
Noted = tuple[str, str, dict[str, Any]]


def write_on_cluster(
    job: Job, clients: Sequence[str], address: str, files: str | None,
    heard: Callable[[Ended, list[Noted]], None],
) -> None:  # fmt: skip
    """Send one job a client to the scheduler at this address.

    Without ``files`` every worker reads and writes the workspace's own folders, which all
    machines share. ``heard`` is called, here, with each client as it ends and what its worker
    noted. Raises ClientDataError where there is no such scheduler.
    """
    with _connect(address) as scheduler:
        from distributed import as_completed

        asked, package = job.to_json(), package_digest()
        run = job.folder.name
        futures = {
            scheduler.submit(work, asked, package, client, files, key=f"{run}-{client}"): client
            for client in clients
        }
        try:
            for future in as_completed(futures, loop=scheduler.loop):
                heard(*_read(future, futures[future]))
        except BaseException:
            scheduler.cancel(list(futures), force=True)
            raise


def _connect(address: str) -> Any:
    try:
        from distributed import Client
        from distributed.comm import parse_address, parse_host_port
    except ImportError as error:
        raise ClientDataError(
            "many machines need Dask, which is not installed",
            next='install it: pip install "cxaudit[cluster]"',
        ) from error  # fmt: skip
    try:
        scheme, place = parse_address(address)
        if scheme in ("tcp", "tls"):
            # a Client that never connected tells so again, with a traceback, when it is dropped
            socket.create_connection(parse_host_port(place), CONNECT_SECONDS).close()
        return Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise ClientDataError(
            "no scheduler answers at this address", found=address,
            wanted="a Dask scheduler's address, such as tcp://10.0.0.5:8786",
            next="start one with: dask scheduler, and workers with: dask worker ADDRESS",
        ) from error  # fmt: skip


def _read(future: Any, client: str) -> tuple[Ended, list[Noted]]:
    error = future.exception()
    if error is None:
        raw, noted = future.result()
        return Ended.from_json(raw), [tuple(line) for line in noted]
    name = type(error).__name__
    cause = "every worker that took it ended" if name == "KilledWorker" else f"{name}: {error}"
    return Ended(client, "failed", "execute", cause), [("failed", cause, {"stage": "execute"})]


def work(
    asked: dict[str, Any], package: str, client: str, files: str | None
) -> tuple[dict, list[Noted]]:
    """Do one client's job, on a worker; return how it ended and what is to be noted.

    A worker whose package differs from that of whoever asked refuses: its report would too.
    """
    noted: list[Noted] = []
    if package != package_digest():
        cause = "this worker runs another version of cxaudit than the machine that asked"
        ended = Ended(client, "failed", "read", cause)
        return ended.to_json(), [("failed", cause, {"stage": "read"})]

    def note(*line: Any) -> None:
        noted.append(line)

    def write(job: Job) -> Ended:
        return write_one(job, client, _host(), note)

    job = Job.from_json(asked)
    ended = write(job) if files is None else write_there(files, job, client, write, note)
    return ended.to_json(), noted


@cache
def _host() -> Host:
    """Return this worker's template; it ends with the worker."""
    log = Path(tempfile.mkdtemp(prefix="cxaudit-worker-")) / "template.log"
    return make_host(PRELOAD, WARM, log)
