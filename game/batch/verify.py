"""Whether a batch can be played again: some of its runs, each alone in one world, against the rows that were kept."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from game.batch.plan import Part
from game.batch.play import play_runs
from game.batch.store import Damaged, Results


class Verified(NamedTuple):
    """What came of it: the runs that were played again, how many rows were compared, and what differs, in words."""

    runs: list[int]
    rows: int
    differences: list[str]


def sample_of(results: Results, count: int, seed: int = 1) -> list[int]:
    """Numbers of some runs among the parts that are done, drawn without putting back."""
    parts = _done(results)
    ends = np.cumsum([0, *(part.count for part in parts)])
    drawn = np.sort(np.random.default_rng(seed).choice(ends[-1], min(count, ends[-1]), replace=False))
    within = np.searchsorted(ends, drawn, side="right") - 1
    return [parts[at].first + run for at, run in zip(within.tolist(), (drawn - ends[within]).tolist(), strict=True)]


def verify(results: Results, runs: Sequence[int]) -> Verified:
    """Play runs again, each alone, and compare every row of every table exactly. Checks all files first."""
    results.check()
    parts, rows, differences = _done(results), 0, []
    firsts = [part.first for part in parts]
    for run in runs:
        part = parts[bisect_right(firsts, run) - 1]
        again = play_runs(results.plan, part.arm, [results.plan.run(run)])
        for name in results.tables:
            kept = pq.read_table(results.path(name, part.first), filters=[("run", "==", run)])
            rows += kept.num_rows
            differences += [f"run {run}, {name}: {text}" for text in unlike(kept, again[name])]
    return Verified(list(runs), rows, differences)


def _done(results: Results) -> list[Part]:
    """The parts that are done, in the order of runs. Raises ``Damaged`` for a note of a part that is not planned."""
    known = {part.first: part for part in results.plan.parts}
    if strange := set(results.done) - set(known):
        raise Damaged(f"{results.folder} has notes of parts that are not planned: of run {min(strange)}")
    return [known[first] for first in results.done]


def unlike(kept: pa.Table, again: pa.Table) -> list[str]:
    """In what two tables differ, in words: the number of rows, or the first row of each column that differs."""
    if kept.num_rows != again.num_rows:
        return [f"{kept.num_rows} rows were kept, {again.num_rows} come out now"]
    found = []
    for column in kept.column_names:
        then, now = kept[column].to_pylist(), again[column].to_pylist()
        for row, (one, other) in enumerate(zip(then, now, strict=True)):
            if one != other:
                found.append(f"row {row}, {column}: {one!r} was kept, {other!r} comes out now")
                break
    return found
