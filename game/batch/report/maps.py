"""Phase maps: what comes about where two numbers vary."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from game.batch.report import drawing
from game.batch.report.page import Block, Figure
from game.batch.report.runs import Batch
from game.batch.told import decimals, rounded, unit_of
from game.names import ENDINGS
from game.words import listed, say

if TYPE_CHECKING:
    import pandas

Codes = npt.NDArray[np.intp]
MOST_LEVELS = 12
"""Levels of a number up to which each has a place of its own."""
MOST_PLACES = 8
"""Places along a number that varies within a range."""


def ending_codes(runs: pandas.DataFrame) -> Codes:
    """The place of each run's ending in ``ENDINGS``, the next one where there is none."""
    known = {name: code for code, name in enumerate(ENDINGS)}
    return np.array([known.get(name, len(ENDINGS)) for name in runs["ending"]], np.intp)


def ending_name(code: int) -> str:
    """The title of an ending."""
    return say(f"endings.{ENDINGS[code]}.title") if code < len(ENDINGS) else say("report.endings.went_on")


def labelled(outcome: str, unit: str) -> str:
    """An outcome with its unit, for the edge of a drawing."""
    plain = outcome.replace("_", " ")
    return say("report.outcome", outcome=plain, unit=unit) if unit else plain


def phases(batch: Batch) -> Block | None:
    """A map for each arm where exactly two numbers vary: the most frequent ending, or a mean where all end alike."""
    varied = [name for name, factor in batch.factors.items() if factor["range"][0] < factor["range"][1]]
    arms = [arm for arm in batch.arms if len(batch.done(arm))]
    if len(varied) != 2 or not arms:
        return None
    across, up = varied
    seen = np.unique(np.concatenate([ending_codes(batch.done(arm)) for arm in arms]))
    return _endings(batch, arms, across, up) if seen.size > 1 else _means(batch, arms, across, up)


def _endings(batch: Batch, arms: list[str], across: str, up: str) -> Block:
    figures, told = [], []
    for arm in arms:
        places, ticks = _places(batch, arm, across, up)
        count = np.zeros((len(ticks[1]), len(ticks[0]), len(ENDINGS) + 1))
        np.add.at(count, (places[1], places[0], ending_codes(batch.done(arm))), 1)
        runs, best = count.sum(2), count.argmax(2)
        styles = sorted(set(best[runs > 0].tolist()))
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
    return Block("phase", say("report.phase.title"), told[0], figures, told[1:])


def _means(batch: Batch, arms: list[str], across: str, up: str) -> Block | None:
    outcome, unit = next(iter(batch.outcomes.items()))
    figures, told = [], []
    for arm in arms:
        places, ticks = _places(batch, arm, across, up)
        values = batch.done(arm)[outcome].to_numpy(float)
        whole = np.isfinite(values)
        if not whole.any():
            continue
        added, count = np.zeros((2, len(ticks[1]), len(ticks[0])))
        np.add.at(added, (places[1][whole], places[0][whole]), values[whole])
        np.add.at(count, (places[1][whole], places[0][whole]), 1)
        means = np.divide(added, count, out=np.full(count.shape, np.nan), where=count > 0)
        low, high = float(np.nanmin(means)), float(np.nanmax(means))
        shown = [rounded(end, decimals((high - low) / 2)) for end in (low, high)]
        words = {"arm": arm, "across": across, "up": up, "outcome": outcome, "unit": unit_of(unit)}
        told.append(say("report.phase.lead_mean", **words, low=shown[0], high=shown[1]))
        drawn = drawing.mean_map(means, ticks, (across, up), labelled(outcome, unit))
        figures.append(Figure(drawn, say("report.phase.alt_mean", **words), say("report.phase.caption_mean", **words)))
    return Block("phase", say("report.phase.title_mean"), told[0], figures, told[1:]) if told else None


def _places(batch: Batch, arm: str, across: str, up: str) -> tuple[tuple[Codes, Codes], tuple[list[str], list[str]]]:
    """Where each run that is done stands along both numbers, and the names of the places."""
    runs = batch.done(arm)
    experiment = batch.manifest["experiment"]
    full = experiment["design"].get("kind") == "full"
    first, second = (
        _along(
            batch.runs[name].to_numpy(float), runs[name].to_numpy(float), full or "values" in experiment["vary"][name]
        )
        for name in (across, up)
    )
    return (first[0], second[0]), (first[1], second[1])


def _along(every: npt.NDArray[np.float64], values: npt.NDArray[np.float64], stepped: bool) -> tuple[Codes, list[str]]:
    """Places of values among all that were played: each level has one if there are few, else steps of equal width."""
    levels = np.unique(every)
    if levels.size < 2 or (stepped and levels.size <= MOST_LEVELS):
        return np.searchsorted(levels, values), [f"{level:.3g}" for level in levels]
    places = min(MOST_PLACES, max(2, int(levels.size**0.5)))
    edges = np.linspace(levels[0], levels[-1], places + 1)
    middles = (edges[1:] + edges[:-1]) / 2
    return np.searchsorted(edges[1:-1], values, side="right"), [f"{middle:.3g}" for middle in middles]
