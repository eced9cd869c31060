"""What a batch will cost, measured on a few of its games."""

from __future__ import annotations

import sys
import time
from collections import Counter
from dataclasses import replace
from typing import NamedTuple

from game.batch.plan import LEAST_WORLDS, Plan
from game.batch.play import play_part, play_sitting
from game.batch.progress import amount, span
from game.batch.stopping import compared

PILOT_POINTS, PILOT_REPLICATES = 8, 4


class Cost(NamedTuple):
    """Seconds of one process for all runs, bytes on disk by table, and peak bytes of memory of one process."""

    runs: int
    sessions: int
    played: int
    seconds: float
    disk: dict[str, float]
    memory: float


def measured(plan: Plan, processes: int) -> Cost:
    """The cost of a plan, from one of its widest sessions; a few games like them are played first to warm up."""
    play_part(_small(plan), 0)
    sittings = plan.sittings([part.number for part in plan.rounds[0]], processes)
    widths = [sum(plan.parts[part].count for part in sitting) for sitting in sittings]
    runs = max(widths)
    began = time.perf_counter()
    played = play_sitting(plan, sittings[widths.index(runs)])
    seconds = (time.perf_counter() - began) / runs
    size = Counter[str]()
    for part in played:
        size.update({name: len(data) for name, data in part.tables.items()})
    tables = {name: count / runs * plan.runs for name, count in size.items()}
    return Cost(plan.runs, len(sittings), runs, seconds * plan.runs, tables, _peak())


def _small(plan: Plan) -> Plan:
    """A plan of the same games with one part of at most ``LEAST_WORLDS`` runs an arm."""
    few = min(plan.replicates, max(PILOT_REPLICATES, LEAST_WORLDS // min(len(plan.points), PILOT_POINTS)))
    experiment = plan.experiment.model_copy(update={"replicates": few})
    return replace(plan, experiment=experiment, points=plan.points[: max(1, LEAST_WORLDS // few)])


def _peak() -> float:
    """Most memory that this process has held [bytes]; not known where the system does not count it."""
    if sys.platform == "win32":
        return float("nan")
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) * unit


def _quarters(plan: Plan) -> str:
    if plan.origin is None:
        return f"{plan.quarters} quarters"
    return f"quarters {plan.origin.quarter} to {plan.quarters} of a saved game"


def _stop(plan: Plan) -> list[str]:
    stop = plan.experiment.stop
    if stop is None:
        return []
    base, arms = compared(plan)
    return [
        f"stops     when the sign of {stop.outcome} is settled for {', '.join(arms)} against {base}; first look after "
        f"{stop.least:,} replicates"
    ]


def told(plan: Plan, cost: Cost, processes: int) -> list[str]:
    """Lines about the size and the cost of a plan."""
    most = "at most " if plan.experiment.stop else ""
    busy = max(1, min(processes, cost.sessions))
    seconds = cost.seconds / busy
    known = cost.memory == cost.memory
    peak = f"about {amount(cost.memory)} a process, the peak of a session of {cost.played}"
    largest = sorted(cost.disk.items(), key=lambda entry: -entry[1])
    tables = ", ".join(f"{name} {amount(size)}" for name, size in largest)
    return [
        f"{plan.scenario.title}: {_quarters(plan)}",
        f"arms      {len(plan.arms)} ({', '.join(plan.arms)})",
        f"points    {len(plan.points)} of {len(plan.factors)} varied numbers",
        f"runs      {most}{plan.runs:,} in {len(plan.parts):,} parts, {plan.replicates:,} replicates",
        *_stop(plan),
        f"time      about {span(seconds)} on {busy} process{'es' if busy > 1 else ''}",
        f"memory    {peak if known else 'not measured here'}",
        f"disk      about {amount(sum(cost.disk.values()))} ({tables})",
        f"digest    {plan.digest}",
        f"measured on {cost.played} games; nothing was written",
    ]
