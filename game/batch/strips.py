"""The table of runs, a strip at a time: all runs at some points, so that pairs and points are whole in each.

However many runs a folder holds, a strip is small enough for memory, unless a single point has very many replicates.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import pyarrow as pa

from game.batch.store import Results, rows_of

if TYPE_CHECKING:
    import pandas

MOST_RUNS = 200_000
"""Runs of a strip, at most, where it holds several points."""


def strips(results: Results, arms: Sequence[str], columns: Sequence[str]) -> Iterator[pandas.DataFrame]:
    """Columns of the runs of these arms that are done or failed, in strips in the order of points.

    Within a strip all runs of an arm follow each other, in the order of points and replicates.
    """
    known, replicates = results.manifest["arms"], results.manifest["experiment"]["replicates"]
    of_arm, firsts = results.manifest["runs"] // len(known), results.done
    begins = [known.index(arm) * of_arm for arm in arms]
    step = max(1, MOST_RUNS // (replicates * len(arms))) * replicates
    for start in range(0, of_arm, step):
        stop = min(start + step, of_arm)
        found = [rows for at in begins for rows in _rows(results, firsts, at + start, at + stop, columns)]
        if found:
            yield pa.concat_tables(found).unify_dictionaries().to_pandas()


def _rows(results: Results, firsts: Sequence[int], start: int, stop: int, columns: Sequence[str]) -> Iterator[pa.Table]:
    """What there is of the runs ``start`` to ``stop`` - 1, part by part."""
    for first in firsts[max(0, bisect_right(firsts, start) - 1) : bisect_left(firsts, stop)]:
        rows = rows_of(results.path("experiments", first), columns)  # a row a run
        before = max(0, start - first)
        if before < rows.num_rows:
            yield rows.slice(before, stop - first - before)
