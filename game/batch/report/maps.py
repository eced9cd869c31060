"""Phase maps: what comes about where two numbers vary."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from game.batch.report import drawing
from game.batch.report.page import Block, Figure
from game.batch.report.runs import Batch
from game.batch.told import decimals, rounded, unit_of
from game.names import ENDINGS
from game.words import listed, say

Codes = npt.NDArray[np.intp]
Places = tuple[Codes, Codes, Codes]
Ticks = tuple[list[str], list[str]]
MOST_LEVELS = 12
"""Levels of a number up to which each has a place of its own."""
MOST_PLACES = 8
"""Places along a number that varies within a range."""


def ending_name(code: int) -> str:
    """The title of an ending."""
    return say(f"endings.{ENDINGS[code]}.title") if code < len(ENDINGS) else say("report.endings.went_on")


def labelled(outcome: str, unit: str) -> str:
    """An outcome with its unit, for the edge of a drawing."""
    plain = outcome.replace("_", " ")
    return say("report.outcome", outcome=plain, unit=unit) if unit else plain


def phases(batch: Batch) -> Block | None:
    """A map for each arm where exactly two numbers vary: the most frequent ending, or means if it is one everywhere."""
    varied = [name for name, factor in batch.factors.items() if factor["range"][0] < factor["range"][1]]
    if len(varied) != 2:
        return None
    arms = [arm for arm in batch.arms if batch.counts.endings_of(arm).any()]
    if not arms:
        return None
    across, up = varied
    return _endings(batch, arms, across, up) or _means(batch, arms, across, up)


def _endings(batch: Batch, arms: list[str], across: str, up: str) -> Block | None:
    figures, told, most = [], [], set[int]()
    places, ticks = _places(batch, across, up)
    for arm in arms:
        count = _at(places, ticks, batch.counts.endings_of(arm))
        runs, best = count.sum(2), count.argmax(2)
        styles = sorted(set(best[runs > 0].tolist()))
        most.update(styles)
        code = np.where(runs > 0, np.searchsorted(styles, best), np.nan)
        share = np.divide(count.max(2), runs, out=np.zeros(runs.shape), where=runs > 0)
        names = [ending_name(style) for style in styles]
        drawn = drawing.ending_map(code, share, ticks, names, styles, (across, up))
        words = {"arm": arm, "across": across, "up": up}
        figures.append(Figure(drawn, say("report.phase.alt", **words), say("report.phase.caption", **words)))
        cells = int((runs > 0).sum())
        each = [(int((code == at).sum()), name) for at, name in enumerate(names)]
        place = [say("report.phase.lead_place", ending=name, count=n, cells=cells) for n, name in sorted(each)[::-1]]
        told.append(say("report.phase.lead", **words, told=listed(place)))
    return Block("phase", say("report.phase.title"), told[0], figures, told[1:]) if len(most) > 1 else None


def _means(batch: Batch, arms: list[str], across: str, up: str) -> Block | None:
    outcome, unit = next(iter(batch.outcomes.items()))
    figures, told = [], []
    places, ticks = _places(batch, across, up)
    for arm in arms:
        added, count = (_at(places, ticks, by_point) for by_point in batch.summed(arm, [outcome])[outcome])
        if not count.any():
            continue
        means = np.divide(added, count, out=np.full(count.shape, np.nan), where=count > 0)
        low, high = float(np.nanmin(means)), float(np.nanmax(means))
        shown = [rounded(end, decimals((high - low) / 2)) for end in (low, high)]
        words = {"arm": arm, "across": across, "up": up, "outcome": outcome, "unit": unit_of(unit)}
        told.append(say("report.phase.lead_mean", **words, low=shown[0], high=shown[1]))
        drawn = drawing.mean_map(means, ticks, (across, up), labelled(outcome, unit))
        figures.append(Figure(drawn, say("report.phase.alt_mean", **words), say("report.phase.caption_mean", **words)))
    return Block("phase", say("report.phase.title_mean"), told[0], figures, told[1:]) if told else None


def _places(batch: Batch, across: str, up: str) -> tuple[Places, Ticks]:
    """Where each point that was played stands up and across, and the names of the places across and up."""
    names, played = list(batch.factors), batch.counts.runs.any(0)
    found = [along(batch.counts.settings[played, names.index(name)], stepped(batch, name)) for name in (across, up)]
    (first, ticks), (second, marks) = found
    return (np.flatnonzero(played), second, first), (ticks, marks)


def _at(places: Places, ticks: Ticks, by_point: np.ndarray) -> np.ndarray:
    """Sums over the points that stand at the same place ``(up, across, ...)`` of ``(point, ...)``."""
    point, up, across = places
    added = np.zeros((len(ticks[1]), len(ticks[0]), *by_point.shape[1:]))
    np.add.at(added, (up, across), by_point[point])
    return added


def stepped(batch: Batch, name: str) -> bool:
    """Whether a number has levels that stand for themselves: it has a list, or the design is full."""
    experiment = batch.manifest["experiment"]
    return experiment["design"].get("kind") == "full" or "values" in experiment["vary"][name]


def along(values: npt.NDArray[np.float64], stepped: bool) -> tuple[Codes, list[str]]:
    """Places of values among all of them: each level has one if there are few, else steps of equal width."""
    levels = np.unique(values)
    if levels.size < 2 or (stepped and levels.size <= MOST_LEVELS):
        return np.searchsorted(levels, values), [f"{level:.3g}" for level in levels]
    places = min(MOST_PLACES, max(2, int(levels.size**0.5)))
    edges = np.linspace(levels[0], levels[-1], places + 1)
    middles = (edges[1:] + edges[:-1]) / 2
    return np.searchsorted(edges[1:-1], values, side="right"), [f"{middle:.3g}" for middle in middles]
