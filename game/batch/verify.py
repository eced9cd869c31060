"""Whether a batch can be played again: some of its runs, each alone in one world, against the rows that were kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from game.batch.play import play_runs
from game.batch.store import Results


class Verified(NamedTuple):
    """What came of it: the runs that were played again, how many rows were compared, and what differs, in words."""

    runs: list[int]
    rows: int
    differences: list[str]


def sample_of(results: Results, count: int, seed: int = 1) -> list[int]:
    """Numbers of some runs among the parts that are done, drawn without putting back."""
    runs = [run for note in results.done for run in range(note["first"], note["first"] + note["runs"])]
    drawn = np.random.default_rng(seed).permutation(len(runs))[:count]
    return sorted(runs[place] for place in drawn.tolist())


def verify(results: Results, runs: Sequence[int]) -> Verified:
    """Play runs again, each alone, and compare every row of every table exactly. Checks all files first."""
    results.check()
    rows, differences = 0, []
    for run in runs:
        part = next(part for part in results.plan.parts if part.first <= run < part.first + part.count)
        again = play_runs(results.plan, part.arm, [results.plan.run(run)])
        for name in results.tables:
            kept = _rows_of(results, name, part.first, run)
            rows += kept.num_rows
            differences += [f"run {run}, {name}: {text}" for text in unlike(kept, again[name])]
    return Verified(list(runs), rows, differences)


def _rows_of(results: Results, name: str, first: int, run: int) -> pa.Table:
    import pyarrow.parquet as pq

    note = next(note for note in results.done if note["first"] == first)
    return pq.read_table(results.folder / note["files"][name]["path"], filters=[("run", "==", run)])


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
