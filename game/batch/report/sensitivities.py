"""Which varied numbers matter, where the design was made to tell."""

from __future__ import annotations

import numpy as np

from game.batch import sensitivity as analysis
from game.batch.compare import StatisticsError
from game.batch.report import drawing
from game.batch.report.page import Block, Figure
from game.batch.report.runs import Batch
from game.batch.told import unit_of
from game.words import say

Row = tuple[str, list[tuple[float, float, float]]]


def sensitivity(batch: Batch) -> Block | None:
    """Shares of the variance (Sobol) or elementary effects (Morris) in the base arm, a figure for each outcome."""
    kind = batch.manifest["experiment"]["design"].get("kind")
    if kind not in ("sobol", "morris") or not batch.factors:
        return None
    experiment = batch.manifest["experiment"]
    points = batch.manifest["runs"] // (len(batch.manifest["arms"]) * experiment["replicates"])
    settings = batch.runs.loc[batch.runs["arm"] == batch.base].drop_duplicates("point").sort_values("point")
    title = say("report.sensitivity.title")
    if len(settings) < points:
        return Block("sensitivity", title, say("report.sensitivity.open", points=points, done=len(settings)))
    figures, told, first = [], [], ""
    for outcome, unit in batch.outcomes.items():
        try:
            found = _found(batch, kind, settings[list(batch.factors)].to_numpy(float), outcome, unit)
        except StatisticsError as problem:
            told.append(say("report.sensitivity.unknown", outcome=outcome, problem=problem))
            continue
        rows, series, axis = _bars(found)
        sentence = found.told()
        alt = say("report.sensitivity.alt", told=sentence)
        figures.append(Figure(drawing.bars(rows, series, axis), alt, sentence))
        first = first or say("report.sensitivity.lead", outcome=outcome, arm=batch.base, factor=rows[0][0])
    return Block("sensitivity", title, first or told.pop(0), figures, told)


def _found(batch: Batch, kind: str, points: np.ndarray, outcome: str, unit: str) -> analysis.Sobol | analysis.Morris:
    means = analysis.averaged(batch.runs, outcome, batch.base, len(points))
    names = list(batch.factors)
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


def _ends(estimate: analysis.Estimate, scale: float) -> tuple[float, float, float]:
    return scale * estimate.value, scale * estimate.low, scale * estimate.high
