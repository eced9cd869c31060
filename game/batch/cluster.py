"""Parts of a batch played on a Dask cluster, for those who outgrow one machine."""

from __future__ import annotations

import hashlib
import logging
import platform
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from functools import cache
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import game
from game.batch.engines import More, Stop, never, nothing
from game.batch.plan import Plan, Played, Sitting
from game.batch.play import play_sitting
from game.batch.store import LEVELLED, instructions
from game.rules import RULES

if TYPE_CHECKING:
    from distributed import Client

PATIENCE = 5
"""Seconds to wait for the scheduler to answer."""
AHEAD = 2
"""Sittings handed out for each worker: one that it plays, and one that waits."""
KEPT = "finished parts are kept, and the same command goes on"
ONE_AT_A_TIME = Lock()
"""A worker plays one sitting at a time, however many threads it has: threads would only wait for each other."""


class ClusterError(Exception):
    """A cluster that cannot be used, or that was lost."""


@contextmanager
def joined(address: str) -> Iterator[Cluster]:
    """The cluster whose scheduler has this address, when all its workers have the software of this process."""
    if find_spec("distributed") is None:
        raise ClusterError("--cluster needs Dask: install the extra with pip install 'detente[cluster]'")
    from distributed import Client

    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)  # it tells at length what is told here
    try:
        client = Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ClusterError(
            f"no Dask scheduler answers at {address} ({_line(error)}): start one with 'dask scheduler', or mend "
            "--cluster"
        ) from None
    try:
        _same_software(client, address)
        yield Cluster(client, address)
    finally:
        client.close()


class Cluster:
    """The workers of a Dask cluster; they bring back bytes, and need no folder in common with this process."""

    def __init__(self, client: Client, address: str) -> None:
        self.client, self.address = client, address

    @property
    def workers(self) -> int:
        """Workers at this moment."""
        try:
            return len(self.client.nthreads())
        except OSError:
            raise self._lost() from None

    @property
    def _expected(self) -> int:
        """Workers to share the work among: all may be away for a while, and then at least one is waited for."""
        return max(1, self.workers)

    def run(self, plan: Plan, parts: Sequence[int], stop: Stop = never, more: More = nothing) -> Iterator[Played]:
        """Play parts on the workers, a few ahead of what is done; what waits is cancelled when the caller stops.

        Dask gives the parts of a worker that dies to the others.
        """
        from distributed import as_completed

        wanted, away, answers = software(), dict[Any, Any](), as_completed(loop=self.client.loop)
        # As a task the plan travels once, and comes back when the workers that have it die; scattered data would not.
        shared = self.client.submit(as_it_is, plan, pure=False)

        def hand_out(left: Iterator[Sitting], count: int) -> None:
            for sitting in islice(left, count):
                future = self.client.submit(play, shared, sitting, wanted, pure=False)
                away[future.key] = future
                answers.add(future)

        try:
            while parts and not stop():
                left = iter(plan.sittings(parts, self._expected))
                hand_out(left, AHEAD * self._expected)
                while away:
                    future = next(answers)
                    played = self._brought(future)
                    del away[future.key]
                    future.release()
                    yield from played
                    hand_out(left, 0 if stop() else max(1, AHEAD * self.workers - len(away)))
                parts = more()
        finally:
            with suppress(OSError, CancelledError):  # a scheduler that is lost has nothing to cancel
                self.client.cancel([*away.values(), shared])

    def _brought(self, future: Any) -> list[Played]:
        """What a worker brings back; whatever went wrong there is one line here."""
        from distributed import KilledWorker

        try:
            found: list[Played] = future.result()
            return found
        except ClusterError:
            raise
        except (CancelledError, OSError):
            raise self._lost() from None
        except KilledWorker:
            raise ClusterError(f"a session ended every worker that played it (too little memory?): {KEPT}") from None
        except Exception as error:
            raise ClusterError(f"a worker could not play its session ({_line(error)}): {KEPT}") from error

    def _lost(self) -> ClusterError:
        return ClusterError(f"the Dask scheduler at {self.address} was lost: {KEPT}")


def as_it_is(plan: Plan) -> Plan:
    """The plan, for the sittings that are played on one worker or another."""
    return plan


def play(plan: Plan, sitting: Sitting, wanted: dict[str, str]) -> list[Played]:
    """Play a sitting in a worker; also one that came to the cluster later must have the software of the caller."""
    from distributed import get_worker

    difference = _difference(software(), wanted)
    if difference:
        raise ClusterError(f"the worker {get_worker().address} {difference}")
    with ONE_AT_A_TIME:
        return play_sitting(plan, sitting)


@cache
def software() -> dict[str, str]:
    """Everything on this machine that may change a bit of the results."""
    import numpy
    import pyarrow

    return {
        "detente": game.__version__, "rules": str(RULES), "code": _code(), "Python": platform.python_version(),
        "numpy": numpy.__version__, "pyarrow": pyarrow.__version__, "instructions": instructions(),
    }  # fmt: skip


def _code() -> str:
    """The first figures of the SHA-256 of the program: an installed copy and a checkout of it are the same."""
    import agents

    whole = hashlib.sha256()
    for package in (agents, game):
        root = Path(str(package.__file__)).parent
        for path in sorted(root.rglob("*.py"), key=lambda path: path.relative_to(root).as_posix()):
            whole.update(f"{package.__name__}/{path.relative_to(root).as_posix()}\0".encode())
            whole.update(path.read_bytes())
    return whole.hexdigest()[:12]


def _same_software(client: Client, address: str) -> None:
    """Raise unless there is a worker, and all have the software of this process."""
    told: dict[str, Any] = client.run(software, on_error="return")
    if not told:
        raise ClusterError(f"the Dask scheduler at {address} has no workers: start some with 'dask worker {address}'")
    for worker, found in sorted(told.items()):
        difference = (
            f"cannot load detente ({_line(found)}): install {game.__version__} there"
            if isinstance(found, BaseException)
            else _difference(found, software())
        )
        if difference:
            raise ClusterError(f"the worker {worker} {difference}")


def _difference(found: dict[str, str], wanted: dict[str, str]) -> str:
    """In what a worker differs from the caller; empty if in nothing."""
    for name, here in wanted.items():
        if found.get(name) != here:
            mended = LEVELLED if name == "instructions" else "install the same there"
            return f"has {name} {found.get(name)}, and this process has {here}: {mended}"
    return ""


def _line(error: BaseException) -> str:
    """An error on one line."""
    return " ".join(f"{type(error).__name__}: {error}".split())
