"""Which varied numbers matter, where the design was made to tell."""

from __future__ import annotations

import numpy as np

from game.batch import sensitivity as analysis
from game.batch.compare import StatisticsError
from game.batch.report import drawing
from game.batch.report.page import Block, Figure
from game.batch.report.runs import Batch
from game.batch.told import Estimate, unit_of
from game.words import say

Row = tuple[str, list[tuple[float, float, float]]]


def sensitivity(batch: Batch) -> Block | None:
    """Shares of the variance (Sobol) or elementary effects (Morris) in the base arm, a figure for each outcome."""
    kind = batch.manifest["experiment"]["design"].get("kind")
    if kind not in ("sobol", "morris") or not batch.factors:
        return None
    played, title = batch.counts.runs[batch.counts.arms.index(batch.base)] > 0, say("report.sensitivity.title")
    if not played.all():
        done = int(played.sum())
        return Block("sensitivity", title, say("report.sensitivity.open", points=batch.points, done=done))
    figures, told, first = [], [], ""
    for outcome, (added, count) in batch.summed(batch.base, list(batch.outcomes)).items():
        means = np.divide(added, count, out=np.full(count.size, np.nan), where=count > 0)
        try:
            found = _found(batch, kind, means, outcome)
        except StatisticsError as problem:
            told.append(say("report.sensitivity.unknown", outcome=outcome, problem=problem))
            continue
        rows, series, axis = _bars(found)
        sentence = found.told()
        alt = say("report.sensitivity.alt", told=sentence)
        figures.append(Figure(drawing.bars(rows, series, axis), alt, sentence))
        first = first or say("report.sensitivity.lead", outcome=outcome, arm=batch.base, factor=rows[0][0])
    return Block("sensitivity", title, first or told.pop(0), figures, told)


def _found(batch: Batch, kind: str, means: np.ndarray, outcome: str) -> analysis.Sobol | analysis.Morris:
    names, points, unit = list(batch.factors), batch.counts.settings, batch.outcomes[outcome]
    if kind == "sobol":
        return analysis.sobol(names, points, means, outcome=outcome)
    ranges = [factor["range"] for factor in batch.factors.values()]
    return analysis.morris(names, ranges, points, means, outcome=outcome, unit=unit)


def _bars(found: analysis.Sobol | analysis.Morris) -> tuple[list[Row], list[str], str]:
    """Rows by factor, the one that matters most first; names of the series; name of the axis."""
    if isinstance(found, analysis.Sobol):
        rows: list[Row] = [(one.factor, [_ends(e, 100) for e in (one.first, one.total)]) for one in found.shares]
        series = [say("report.sensitivity.first"), say("report.sensitivity.total")]
        return sorted(rows, key=lambda row: -row[1][1][0]), series, say("report.sensitivity.axis_sobol")
    rows = [(one.factor, [_ends(one.size, 1)]) for one in found.effects]
    axis = say("report.sensitivity.axis_morris", unit=unit_of(f"({found.unit})" if found.unit else ""))
    return sorted(rows, key=lambda row: -row[1][0][0]), [""], axis


def _ends(estimate: Estimate, scale: float) -> tuple[float, float, float]:
    return scale * estimate.value, scale * estimate.low, scale * estimate.high
