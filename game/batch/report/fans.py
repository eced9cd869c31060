"""Fans by quarter: median and bands of what is recorded every quarter, read part by part."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from game.batch import lots
from game.batch.report import drawing
from game.batch.report.maps import labelled
from game.batch.report.page import Block, Figure
from game.batch.report.runs import Batch
from game.batch.schema import QUARTERS
from game.batch.store import rows_of
from game.batch.told import decimals, named, rounded, unit_of
from game.words import listed, say

Numbers = npt.NDArray[np.float64]

FANS = ("risk", "frontier", "adoption", "fragmentation")
BANDS = (0.05, 0.25, 0.5, 0.75, 0.95)
MOST_RUNS = 20_000
"""Games of an arm that fans are drawn from, at most."""


class Fan(NamedTuple):
    """An arm's fan of one outcome: quarters ``(quarter,)``, and the ``BANDS`` quantiles ``(quantile, quarter)``."""

    quarters: Numbers
    levels: Numbers


def fans(batch: Batch) -> Block | None:
    """Median and bands by quarter and arm."""
    if "quarters" not in batch.results.tables:
        return None
    chosen = lots.chosen(batch.runs_of_arm, MOST_RUNS)  # in every arm the same points and the same luck
    found = {arm: made for arm in batch.arms if (made := _fans(batch, arm, chosen))}
    bands = {name: {arm: made[name] for arm, made in found.items() if name in made} for name in FANS}
    bands = {name: of for name, of in bands.items() if of}
    if not bands:
        return None
    outcome, (arm, fan) = next((name, next(iter(of.items()))) for name, of in bands.items())
    places = decimals(float(fan.levels[3, -1] - fan.levels[1, -1]) / 2)
    low, high = (rounded(float(fan.levels[at, -1]), places) for at in (1, 3))
    unit = unit_of(named(QUARTERS[outcome].unit))
    lead = say("report.fans.lead", arm=arm, outcome=outcome, low=low, high=high, unit=unit)
    count, whole = (f"{games:,}" for games in (np.count_nonzero(chosen), chosen.size))
    told = [] if chosen.all() else [say("report.fans.lot", count=count, whole=whole)]
    figures = [_figure(name, of) for name, of in bands.items()]
    return Block("fans", say("report.fans.title"), lead, figures, told)


def _fans(batch: Batch, arm: str, chosen: npt.NDArray[np.bool_]) -> dict[str, Fan]:
    pieces = list(_pieces(batch, arm, chosen))
    if not pieces:
        return {}
    quarter, values = (np.concatenate(of) for of in zip(*pieces, strict=True))
    found = {}
    for place, name in enumerate(FANS):
        whole = np.isfinite(values[:, place])
        if whole.any():
            known = np.unique(quarter[whole])
            of = [values[whole & (quarter == one), place] for one in known]
            levels = np.array([np.quantile(one.astype(np.float64), BANDS) for one in of])
            found[name] = Fan(known.astype(np.float64), levels.T)
    return found


def _pieces(batch: Batch, arm: str, chosen: npt.NDArray[np.bool_]) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """By part of an arm: the quarter ``(row,)`` and the values ``(row, outcome)`` of the games that were chosen."""
    start = batch.first_run(arm)
    played = [first for first in batch.results.done if start <= first < start + chosen.size]
    for first, after in zip(played, [*played[1:], None], strict=True):
        if chosen[first - start : after and after - start].any():
            rows = rows_of(batch.results.path("quarters", first), ["run", "quarter", *FANS])
            kept = chosen[rows["run"].to_numpy() - start]
            values = [rows[name].to_numpy()[kept] for name in FANS]
            yield rows["quarter"].to_numpy()[kept], np.stack(values, axis=-1)


def _figure(name: str, bands: dict[str, Fan]) -> Figure:
    base = next(iter(bands))
    reference = say("report.fans.reference", base=base) if len(bands) > 1 else ""
    drawn = drawing.fans(bands, labelled(name, named(QUARTERS[name].unit)), say("report.fans.axis"))
    alt = say("report.fans.alt", outcome=name, arms=listed(list(bands)))
    return Figure(drawn, alt, say("report.fans.caption", outcome=name, reference=reference))
