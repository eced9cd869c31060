"""What batches cost on this machine: games a second, two processes, disk, memory, resuming, growth. See ``--help``.

Work is told in time of the processor, which other programs on the machine disturb least; what several processes gain
can only be told on the clock, so the processor's account stands beside it.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import fields
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import numpy as np

from game.batch.engines import Engine, Processes, Serial
from game.batch.experiment import checked
from game.batch.plan import Plan, planned
from game.batch.store import Store
from game.start import FLAGSHIP, many_games

SMALL = "two-blocs"
WHOLE = 256
"""Worlds of the largest part."""
TRIAD = 4_000_000
"""Numbers in each array of the triad: 32 MB, as much as the whole last cache of the machine of the figures."""


class Spent(NamedTuple):
    """Seconds on the clock, and of the processor with all processes that were started."""

    clock: float
    processor: float


def plan_of(games: int, quarters: int | None = None, scenario: str = FLAGSHIP) -> Plan:
    """A batch of one arm and one point with the usual tables."""
    given: dict[str, Any] = {"format": 1, "scenario": scenario, "replicates": games}
    return planned(checked(given if quarters is None else {**given, "quarters": quarters}))


def processor() -> float:
    """Seconds of the processor that this process and its ended children have used."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def spent(work: Callable[[], object]) -> Spent:
    clock, used = time.perf_counter(), processor()
    work()
    return Spent(time.perf_counter() - clock, processor() - used)


def fill(plan: Plan, engine: Engine, folder: str | Path, parts: Sequence[int] | None = None) -> None:
    """Play a plan, or some of its parts, into a folder."""
    store = Store.create(folder, plan)
    for played in engine.run(plan, store.pending() if parts is None else parts):
        store.keep(played)


def batch(plan: Plan, engine: Engine, parts: Sequence[int] | None = None) -> Spent:
    """What a batch, or some of its parts, costs from the plan to the last file."""
    with tempfile.TemporaryDirectory() as folder:
        return spent(lambda: fill(plan, engine, folder, parts))


def middle(all_of_them: Sequence[Spent]) -> Spent:
    return Spent(median(one.clock for one in all_of_them), median(one.processor for one in all_of_them))


def by_batch_run(games: int, quarters: int) -> Spent:
    """``mesa.batch_run`` of the Mesa model of the game, in this process."""
    import mesa

    from game.model import DiplomacyModel

    seeds = {"seed": list(range(games))}
    return spent(
        lambda: mesa.batch_run(
            DiplomacyModel, seeds, number_processes=1, max_steps=quarters, display_progress=False
        )
    )  # fmt: skip


def speed(games: int, times: int) -> None:
    """One process, two processes and ``mesa.batch_run`` in turn, so that all meet the same neighbours."""
    plan, mesa_games = plan_of(games), 4
    batch(plan_of(32, 2), Serial())
    by_batch_run(1, 2)
    rounds = [
        (batch(plan, Serial()), batch(plan, Processes(2)), by_batch_run(mesa_games, plan.quarters))
        for _ in range(times)
    ]
    one, two, mesa = (middle([three[which] for three in rounds]) for which in range(3))
    gains = [alone.clock / both.clock for alone, both, _ in rounds]
    print(f"{games} games of {FLAGSHIP}, {plan.quarters} quarters, {len(plan.parts)} parts, median of {times}:")
    for name, told in (("one process", one), ("two processes", two)):
        print(f"  {name}: {games / told.clock:.1f} games/s on the clock, {told.processor:.1f} s of the processor")
    print(f"  one process, of the processor: {games / one.processor:.1f} games/s")
    print(f"  mesa.batch_run, of the processor: {mesa_games / mesa.processor:.2f} games/s")
    print(f"  a batch on one process over mesa.batch_run: {mesa.processor / mesa_games * games / one.processor:.0f}")
    print(f"  two processes over one, on the clock: {median(gains):.2f} (each: {', '.join(f'{g:.2f}' for g in gains)})")
    print(f"  two processes over one, if both cores were free: {2 * one.processor / two.processor:.2f}", flush=True)


def speed_of_whole_parts(times: int) -> None:
    """The parts of a large batch against ``mesa.batch_run``, in turn."""
    plan, mesa_games = plan_of(WHOLE * 8), 4
    rounds = [(batch(plan, Serial(), [0]), by_batch_run(mesa_games, plan.quarters)) for _ in range(times)]
    part, mesa = (middle([two[which] for two in rounds]) for which in range(2))
    print(f"a part of {WHOLE} games, of the processor: {WHOLE / part.processor:.1f} games/s, median of {times}")
    print(f"  over mesa.batch_run: {mesa.processor / mesa_games * WHOLE / part.processor:.0f}", flush=True)


def disk_and_resuming() -> None:
    """Bytes of a part of full size, and what it takes to find that a folder is finished."""
    plan = plan_of(WHOLE * 8)
    with tempfile.TemporaryDirectory() as folder:
        fill(plan, Serial(), folder, [0])
        results = Store.create(folder, plan).results()
        rows = results.table("seats").num_rows
        sizes = {name: sum(path.stat().st_size for path in results.paths(name)) for name in results.tables}
    print(f"a part of {WHOLE} games: {rows} seat-quarter rows of {sizes['seats'] / rows:.1f} bytes")
    told = ", ".join(f"{name} {size / WHOLE:.0f}" for name, size in sizes.items())
    print(f"  bytes a game: {told}; in all {sum(sizes.values()) / WHOLE:.0f}")
    plan = plan_of(WHOLE, 1)
    with tempfile.TemporaryDirectory() as folder:
        fill(plan, Serial(), folder)
        again = middle([spent(lambda: fill(plan, Serial(), folder)) for _ in range(5)])
    print(f"resuming a finished folder of {len(plan.parts)} parts: {again.clock * 1000:.0f} ms", flush=True)


def peak_after(parts: int) -> None:
    """Peak memory of a process that plays some parts of full size; alone in its process."""
    from bench import peak_memory

    plan = plan_of(WHOLE * max(8, parts))
    with tempfile.TemporaryDirectory() as folder:
        fill(plan, Serial(), folder, range(parts))
    print(f"{peak_memory():.0f} MB")


def memory(parts: int) -> None:
    for played in (parts, 3 * parts):
        told = subprocess.run(
            [sys.executable, __file__, "--peak", str(played)], capture_output=True, text=True, check=True
        )
        print(f"peak memory after {played} parts of {WHOLE} games: {told.stdout.strip()}", flush=True)


def exponent(sizes: Sequence[float], costs: Sequence[float]) -> float:
    """Slope of the cost over the size, both as logarithms."""
    return float(np.polyfit(np.log(sizes), np.log(costs), 1)[0])


def growth() -> None:
    """How the cost of a batch grows, in seconds of the processor."""
    games = {size: batch(plan_of(size), Serial()).processor for size in (64, 128, 256, 512)}
    quarters = {size: batch(plan_of(128, size), Serial()).processor for size in (6, 12, 24)}
    told = {"games": games, "quarters (128 games)": quarters}
    for name, costs in told.items():
        row = ", ".join(f"{size}: {cost:.2f} s" for size, cost in costs.items())
        print(f"cost by {name}: {row}; exponent {exponent(list(costs), list(costs.values())):.2f}")
    seats: dict[int, float] = {}
    for scenario in (SMALL, FLAGSHIP):
        setting = plan_of(1, scenario=scenario).scenario.setting
        nations, firms = setting.nation_seats, len(setting.seats) - setting.nation_seats
        seats[len(setting.seats)] = cost = batch(plan_of(128, 12, scenario), Serial()).processor
        print(f"cost of 128 games, 12 quarters, {scenario} ({nations} nations, {firms} firms): {cost:.2f} s")
    print(f"  exponent by seats played, from these two: {exponent(list(seats), list(seats.values())):.2f}", flush=True)


def quarter_of(worlds: int, quarters: int, times: int) -> float:
    """Seconds of the processor that a quarter of a session takes."""

    def once() -> float:
        game = many_games(FLAGSHIP, seeds_of=range(worlds))
        game.advance(1)
        begun = time.process_time()
        game.advance(quarters)
        return (time.process_time() - begun) / quarters

    return median(once() for _ in range(times))


def triad(size: int, times: int = 7) -> float:
    """Seconds of the processor of ``a = b + 3 c`` for each number, as NumPy makes it in two sweeps."""
    b, c, a = np.ones(size), np.ones(size), np.empty(size)
    sweeps = max(1, TRIAD // size)

    def once() -> float:
        begun = time.process_time()
        for _ in range(sweeps):
            np.multiply(c, 3.0, out=a)
            np.add(a, b, out=a)
        return (time.process_time() - begun) / sweeps / size

    once()
    return median(once() for _ in range(times))


def to_a_kernel(calls: int) -> None:
    """How far a quarter is from one compiled pass over the same numbers, as bounds from both sides."""
    few, many = quarter_of(64, 4, 3), quarter_of(WHOLE, 4, 3)
    slope = (many - few) / (WHOLE - 64)
    game = many_games(FLAGSHIP, seeds_of=range(WHOLE))
    arrays = [
        array
        for owner in (game.world, game.standing)
        for field in fields(owner)
        if isinstance(array := getattr(owner, field.name), np.ndarray)
    ]
    held = sum(array.nbytes for array in arrays)
    far, near = triad(TRIAD), triad(WHOLE * 32)
    bandwidth, rate = 5 * 8 / far, 2 / near
    print(f"triad on one core: {bandwidth / 1e9:.1f} GB/s from memory, {rate / 1e9:.2f} Gflop/s in the cache")
    print(f"a quarter: 64 worlds {few * 1e3:.0f} ms, {WHOLE} worlds {many * 1e3:.0f} ms of the processor")
    print(f"  fixed {(few - 64 * slope) * 1e3:.0f} ms, and {slope * 1e6:.0f} us a world")
    print(f"  world and orders of {WHOLE} worlds: {len(arrays)} arrays, {held / 1e6:.1f} MB")
    size = sum(array.size for array in arrays) / len(arrays)
    done = calls * size
    most = slope * WHOLE * rate
    print(f"  operations: {calls} calls on arrays of the mean size of {size:.0f}: {done / 1e6:.0f} million")
    print(f"  operations, as many as the time that grows with the worlds has room for: {most / 1e6:.0f} million")
    sweep = 2 * held / bandwidth
    times = (many / (sweep + work / rate) for work in (most, done))
    print(f"  state read and written once: {sweep * 1e3:.1f} ms; {many / sweep:.0f} times as fast if that were all")
    print(f"  operations at the rate in the cache: {done / rate * 1e3:.1f} ms, at most {most / rate * 1e3:.1f} ms")
    told = " to ".join(f"{one:.1f}" for one in times)
    print(f"  with the operations at that rate one fused pass would be {told} times as fast", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--games", type=int, default=512, help="games of the batch that is timed")
    parser.add_argument("--times", type=int, default=3, help="runs behind each median")
    parser.add_argument("--parts", type=int, default=1, help="peak memory after so many parts, and three times as many")
    parser.add_argument("--calls", type=int, default=5200, help="array calls of a quarter, as bench.py counts")
    parser.add_argument("--peak", type=int, metavar="PARTS", help="only print the peak memory after some parts")
    given = parser.parse_args()
    if given.peak is not None:
        peak_after(given.peak)
        return
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    print(f"Python {platform.python_version()}, NumPy {np.__version__}, {os.cpu_count()} cores; load before: {load}")
    speed(given.games, given.times)
    speed_of_whole_parts(given.times)
    disk_and_resuming()
    memory(given.parts)
    growth()
    to_a_kernel(given.calls)
    print(f"load after: {', '.join(f'{one:.1f}' for one in os.getloadavg())}")


if __name__ == "__main__":
    main()
