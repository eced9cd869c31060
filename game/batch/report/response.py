"""How outcomes and endings depend on the one number that varies."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from game.batch.compare import Numbers
from game.batch.report import drawing
from game.batch.report.maps import along, ending_name, labelled, stepped
from game.batch.report.page import Block, Figure
from game.batch.report.runs import Batch
from game.batch.told import decimals, rounded, unit_of
from game.words import listed, say

MOST_DOTS = 200
"""Points that are drawn, at most."""


class Curve(NamedTuple):
    """An outcome in an arm: its mean at each place ``(place,)``, and at some points ``(point, 2)`` where they lie."""

    means: Numbers
    dots: Numbers


class Axis(NamedTuple):
    """The number that varies: which points were played, and the place of each; where places lie, and their names."""

    name: str
    played: npt.NDArray[np.intp]
    values: Numbers
    place: npt.NDArray[np.intp]
    at: Numbers
    ticks: list[str]


def response(batch: Batch) -> Block | None:
    """Curves of all outcomes by arm, and shares of endings in the base arm, where exactly one number varies."""
    axis = _axis(batch)
    if axis is None:
        return None
    curves = _curves(batch, axis)
    if not curves:
        return None
    told = [_told(batch, axis.name, outcome, of[batch.base]) for outcome, of in curves.items() if batch.base in of]
    labels = {outcome: labelled(outcome, batch.outcomes[outcome]) for outcome in curves}
    drawn = drawing.curves({labels[outcome]: of for outcome, of in curves.items()}, axis.at, axis.name)
    words = {"across": axis.name, "outcomes": listed(list(labels.values()))}
    figures = [Figure(drawn, say("report.response.alt", **words), say("report.response.caption", **words))]
    figures += _endings(batch, axis)
    title = say("report.response.title", across=axis.name)
    return Block("response", title, told[0], figures, told[1:]) if told else None


def _axis(batch: Batch) -> Axis | None:
    """The one number that varies, if at two places at least."""
    varied = [name for name, factor in batch.factors.items() if factor["range"][0] < factor["range"][1]]
    if len(varied) != 1:
        return None
    played = np.flatnonzero(batch.counts.runs.any(0))
    values = batch.counts.settings[played, list(batch.factors).index(varied[0])]
    place, ticks = along(values, stepped(batch, varied[0]))
    if len(ticks) < 2:
        return None
    added, count = (np.bincount(place, of, len(ticks)) for of in (values, np.ones(len(values))))
    return Axis(varied[0], played, values, place, _over(added, count), ticks)


def _curves(batch: Batch, axis: Axis) -> dict[str, dict[str, Curve]]:
    """By outcome and arm, where there is something."""
    found: dict[str, dict[str, Curve]] = {outcome: {} for outcome in batch.outcomes}
    for arm in batch.arms:
        for outcome, sums in batch.summed(arm, list(batch.outcomes)).items():
            added, count = (by_point[axis.played] for by_point in sums)
            if count.any():
                means = _over(*(np.bincount(axis.place, of, len(axis.ticks)) for of in (added, count)))
                known = np.flatnonzero(count)[:: -(-np.count_nonzero(count) // MOST_DOTS)]
                dots = np.stack([axis.values[known], added[known] / count[known]], axis=1)
                found[outcome][arm] = Curve(means, dots)
    return {outcome: of for outcome, of in found.items() if of}


def _over(added: Any, count: Any) -> Numbers:
    """Means; NaN where nothing counts."""
    return np.divide(added, count, out=np.full(count.shape, np.nan), where=count > 0)


def _told(batch: Batch, across: str, outcome: str, curve: Curve) -> str:
    """Where an outcome goes from the lowest to the highest place."""
    known = curve.means[np.isfinite(curve.means)]
    places = decimals(float(np.ptp(curve.dots[:, 1])) / 2)
    first, last = (rounded(float(mean), places) for mean in (known[0], known[-1]))
    words = {"across": across, "outcome": outcome.replace("_", " "), "unit": unit_of(batch.outcomes[outcome])}
    return say("report.response.told", arm=batch.base, first=first, last=last, **words)


def _endings(batch: Batch, axis: Axis) -> list[Figure]:
    """Shares of the endings at each place, if there are several."""
    counts = batch.counts.endings_of(batch.base)[axis.played]
    at = np.stack([np.bincount(axis.place, of, len(axis.ticks)) for of in counts.T.astype(float)], axis=1)
    styles = np.flatnonzero(at.any(0)).tolist()
    if len(styles) < 2:
        return []
    shares = {name: row[styles] / row.sum() for name, row in zip(axis.ticks, at, strict=True) if row.any()}
    names = [ending_name(style) for style in styles]
    drawn = drawing.stacked(shares, names, styles, say("report.endings.axis"), up=axis.name)
    words = {"arm": batch.base, "across": axis.name}
    return [Figure(drawn, say("report.response.alt_endings", **words), say("report.response.caption_endings", **words))]
