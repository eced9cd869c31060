"""What batches cost on this machine, as tables that can be pasted: against Mesa, Modelly and Dask, and how it grows.

Work is told in time of the processor, which other programs on the machine disturb least; what several processes gain
can only be told on the clock, so the processor's account stands beside it. See ``--help``.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from statistics import median

import numpy as np
import standin
from growth import growth
from kernel import kernels
from measuring import Spent, against, in_turn, middle, row, spent, table
from memory import many_runs
from multiplied import gone_through
from operations import to_a_kernel
from plans import WHOLE, batch, fill, plan_of

from game.batch.engines import Engine, Processes, Serial
from game.batch.store import Store
from game.start import FLAGSHIP

MESA_GAMES = 4
AIM_OVER_MESA, AIM_OF_TWO, AIM_OF_BYTES = 20, 1.7, 60


def by_batch_run(games: int, quarters: int) -> Spent:
    """``mesa.batch_run`` of the Mesa model of the game, in this process."""
    import mesa

    from game.model import DiplomacyModel

    run = partial(mesa.batch_run, DiplomacyModel, number_processes=1, max_steps=quarters, display_progress=False)
    return spent(partial(run, {"seed": list(range(games))}))


def speed(sizes: tuple[int, ...], times: int) -> None:
    """Games a second of whole batches, in turn with ``mesa.batch_run``."""
    plans = [plan_of(games) for games in sizes]
    batch(plan_of(32, 2), Serial())
    by_batch_run(1, 2)
    works = [partial(spent, partial(batch, plan, Serial())) for plan in plans]
    *costs, mesa = (
        middle(each).processor
        for each in in_turn(times, *works, lambda: by_batch_run(MESA_GAMES, plans[0].quarters))
    )
    quarters = plans[0].quarters
    table(f"{FLAGSHIP}, {quarters} quarters, one process, games a second of the processor, median of {times}")
    row("`mesa.batch_run` of `DiplomacyModel`", f"{MESA_GAMES / mesa:.2f}")
    for games, cost in zip(sizes, costs, strict=True):
        over = mesa / MESA_GAMES * games / cost
        row(f"a batch of {games:,} games", f"{games / cost:.1f}, {over:.1f} times", against(over, AIM_OVER_MESA))


def standins(games: int, quarters: int, interpreter: str) -> None:
    """The runners of Mesa and Modelly on the stand-in model, each in a process of its own."""
    table(f"The stand-in, {standin.NATIONS} + {standin.FIRMS} objects, {quarters} quarters, {games} games", aim="")
    for library, python in (("mesa", sys.executable), ("modelly", interpreter)):
        command = [python, str(Path(standin.__file__)), library, str(games), str(quarters)]
        for processes in (1, 2):
            told = subprocess.run([*command, str(processes)], capture_output=True, text=True)
            name = f"`{library}`, {processes} process{'es' * (processes > 1)}"
            if told.returncode:
                why = told.stderr.strip().rpartition("\n")[2]
                row(name, f"left out: {why} (pip install {standin.DISTRIBUTION[library]}; see --modelly)")
                continue
            clock, used, version, of = told.stdout.split()
            own = f", {used} of the processor" if processes == 1 else ""
            row(f"{name}, version {version}, Python {of}", f"{clock} games/s on the clock{own}")


def command(games: int, processes: int) -> None:
    """A whole batch from the shell, with as many points of a varied number as games."""
    with tempfile.TemporaryDirectory() as home:
        subprocess.run(
            [sys.executable, "-m", "game", "batch", "--scenario", FLAGSHIP, "--vary", "rivalry=0.25:3",
             "--points", str(games), "--replicates", "1", "--processes", str(processes), "--progress", "quiet",
             "--out", str(Path(home, "out"))],
            check=True, cwd=Path(__file__).parents[2],
        )  # fmt: skip


def scaling(sizes: tuple[int, ...], times: int) -> None:
    """``detente batch`` with one and two processes in turn, start and imports included."""
    table(f"`detente batch`, {FLAGSHIP}, one and two processes in turn, seconds on the clock, median of {times}")
    for games in sizes:
        works = [partial(spent, partial(command, games, processes)) for processes in (1, 2)]
        one, two = in_turn(times, *works)
        gain = median(alone.clock / both.clock for alone, both in zip(one, two, strict=True))
        free = 2 * middle(one).processor / middle(two).processor
        aim = AIM_OF_TWO if games >= 1000 else 1
        told = f"{gain:.2f} ({middle(one).clock:.2f} and {middle(two).clock:.2f} s); {free:.2f} if both cores were free"
        row(f"{games:,} games, two processes over one", told, against(round(gain, 2), aim))


def dask(games: int, times: int) -> None:
    """A batch on a Dask cluster of this machine against processes, in turn; the cluster is up and warm."""
    if find_spec("distributed") is None:
        print("\nDask against processes: left out, it is not installed (pip install 'detente[cluster]')", flush=True)
        return
    from distributed import LocalCluster

    from game.batch.cluster import joined

    plan = plan_of(games)
    table(f"Dask on loopback against processes, {games} games, clock, median of {times}")
    for workers in (1, 2):
        here: Engine = Serial() if workers == 1 else Processes(workers)
        with (
            LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None, host="127.0.0.1") as cluster,
            joined(cluster.scheduler_address) as engine,
        ):
            batch(plan_of(WHOLE, 1), engine)
            works: list[Callable[[], None]] = [partial(batch, plan, here), partial(batch, plan, engine)]
            own, away = in_turn(times, *(partial(spent, work) for work in works))
        over = median(there.clock / alone.clock for alone, there in zip(own, away, strict=True))
        name = f"{workers} worker{'s' * (workers > 1)} over {workers} process{'es' * (workers > 1)}"
        row(name, f"{over:.2f} ({middle(away).clock:.2f} and {middle(own).clock:.2f} s)")


def disk() -> None:
    """Bytes of a part of full size."""
    plan = plan_of(WHOLE * 8)
    with tempfile.TemporaryDirectory() as folder:
        fill(plan, Serial(), folder, [0])
        results = Store.create(folder, plan).results()
        rows = results.table("seats").num_rows
        sizes = {name: sum(path.stat().st_size for path in results.paths(name)) for name in results.tables}
    each = sizes["seats"] / rows
    table(f"A part of {WHOLE} games on disk")
    told = f"{AIM_OF_BYTES}" if each <= AIM_OF_BYTES else f"{AIM_OF_BYTES}, missed"
    row(f"bytes of a seat-quarter row, mean of {rows:,}", f"{each:.1f}", told)
    row("bytes a game: " + " / ".join(sizes), " / ".join(f"{size / WHOLE:.0f}" for size in sizes.values()))
    row("bytes a game, all tables", f"{sum(sizes.values()) / WHOLE:.0f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--games", type=int, nargs="+", default=[64, 256, 1024], help="games of the batches timed")
    parser.add_argument("--times", type=int, default=3, help="runs behind each median")
    parser.add_argument("--calls", type=int, default=5200, help="array calls of a quarter, as bench.py counts")
    parser.add_argument(
        "--runs", type=int, nargs="+", default=[1_000, 10_000, 100_000], help="runs of the large batches"
    )
    parser.add_argument(
        "--folders", type=int, nargs="+", default=[100_000, 1_000_000], help="runs of the folders that are gone through"
    )
    parser.add_argument("--modelly", metavar="PYTHON", default=sys.executable, help="interpreter that has modelly-abm")
    parser.add_argument("--only", nargs="+", help="names of the sections to run")
    given = parser.parse_args()
    sections: dict[str, Callable[[], None]] = {
        "speed": lambda: speed(tuple(given.games), given.times),
        "standins": lambda: standins(100, 24, given.modelly),
        "scaling": lambda: scaling((32, 128, 1_000), given.times),
        "dask": lambda: dask(128, given.times),
        "disk": disk,
        "memory": lambda: many_runs(tuple(given.runs), 4),
        "folders": lambda: gone_through(tuple(given.folders)),
        "growth": lambda: growth(given.times),
        "kernels": kernels,
        "operations": lambda: to_a_kernel(given.calls),
    }
    print(f"Python {platform.python_version()}, NumPy {np.__version__}, {os.cpu_count()} cores; load before: {load()}")
    for name in given.only or sections:
        sections[name]()
    print(f"\nload after: {load()}")


def load() -> str:
    return ", ".join(f"{one:.1f}" for one in os.getloadavg())


if __name__ == "__main__":
    main()
