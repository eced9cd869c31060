"""Time, memory and rows of a table that the benchmarks have in common."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

import numpy as np


class Spent(NamedTuple):
    """Seconds on the clock, and of the processor with all processes that were started and have ended."""

    clock: float
    processor: float


def processor() -> float:
    """Seconds of the processor that this process and its ended children have used."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def spent(work: Callable[[], object]) -> Spent:
    clock, used = time.perf_counter(), processor()
    work()
    return Spent(time.perf_counter() - clock, processor() - used)


def middle(all_of_them: Sequence[Spent]) -> Spent:
    return Spent(median(one.clock for one in all_of_them), median(one.processor for one in all_of_them))


def in_turn(times: int, *works: Callable[[], Spent]) -> list[list[Spent]]:
    """What each piece of work costs, in rounds, so that all meet the same neighbours."""
    rounds = [[work() for work in works] for _ in range(times)]
    return [list(costs) for costs in zip(*rounds, strict=True)]


def peak_memory() -> float:
    """Largest resident memory of this process so far [MB]."""
    status = Path("/proc/self/status")  # on Linux ru_maxrss also counts the process that started this one
    if status.exists():
        return int(status.read_text().partition("VmHWM:")[2].split()[0]) / 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


def exponent(sizes: Sequence[float], costs: Sequence[float]) -> float:
    """Slope of the cost over the size, both as logarithms."""
    return float(np.polyfit(np.log(sizes), np.log(costs), 1)[0])


def table(title: str, what: str = "What", seen: str = "Seen", aim: str = "Aim") -> None:
    """Begin a table that can be pasted into a document."""
    print(f"\n{title}\n\n| {what} | {seen} | {aim} |\n|---|---|---|", flush=True)


def row(what: str, seen: str, aim: str = "") -> None:
    print(f"| {what} | {seen} | {aim} |", flush=True)


def against(seen: float, aim: float) -> str:
    """An aim that a figure should reach, and whether it does."""
    return f"{aim:g}" if seen >= aim else f"{aim:g}, missed"
