"""Batches that the benchmarks play."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from game.batch.engines import Engine
from game.batch.experiment import checked
from game.batch.plan import Plan, planned
from game.batch.store import Store
from game.start import FLAGSHIP

WHOLE = 256
"""Worlds of the largest part."""


def plan_of(games: int, quarters: int | None = None, scenario: str = FLAGSHIP) -> Plan:
    """A batch of one arm and one point with the usual tables."""
    given: dict[str, Any] = {"format": 1, "scenario": scenario, "replicates": games}
    return planned(checked(given if quarters is None else {**given, "quarters": quarters}))


def fill(plan: Plan, engine: Engine, folder: str | Path, parts: Sequence[int] | None = None) -> None:
    """Play a plan, or some of its parts, into a folder."""
    store = Store.create(folder, plan)
    for played in engine.run(plan, store.pending() if parts is None else parts):
        store.keep(played)


def batch(plan: Plan, engine: Engine, parts: Sequence[int] | None = None) -> None:
    """Play a batch, or some of its parts, from the plan to the last file."""
    with tempfile.TemporaryDirectory() as folder:
        fill(plan, engine, folder, parts)
