"""Under which circumstances a case comes about: the box in words, as a block with a picture, and as a scenario."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from game.batch.cases import Cases
from game.batch.compare import StatisticsError
from game.batch.discovery import Box, Limit
from game.batch.numbers import declared
from game.batch.report import drawing
from game.batch.report.maps import labelled
from game.batch.report.page import Block, Figure
from game.batch.report.runs import Batch, ReportError
from game.batch.told import named, rounded
from game.scenario import load
from game.words import capital, say

MOST_DOTS = 1500
"""Points that are drawn, at most."""


def lines(found: Cases, box: Box, arm: str) -> list[str]:
    """The box in words: where it is, what it holds, and what it was looked for in."""
    told = [capital(box.told())]
    if box.limits:
        for name in ("density", "coverage", "mass"):
            told.append(say(f"statistics.case.{name}", percent=rounded(100 * getattr(box, name), 0)))
    counts = {"points": f"{len(found.shares):,}", "games": f"{found.games:,}", "percent": f"{100 * found.case.share:g}"}
    told.append(say("statistics.case.points", arm=arm, **counts))
    if not found.drawn.all():
        told.append(say("statistics.case.lot", count=f"{np.count_nonzero(found.drawn):,}", whole=counts["points"]))
    return told


def circumstances(batch: Batch) -> Block | None:
    """The block of a report; None without enough points, unless a case was asked for. Raises ``LacksExtra``."""
    found, title = batch.cases(), say("report.circumstances.title")
    if found is None:
        return None
    try:
        box = found.box()
    except StatisticsError as problem:
        nothing = say("report.circumstances.nothing", problem=problem)
        return Block("circumstances", title, nothing) if batch.case else None
    lead, *told = lines(found, box, batch.base)
    if batch.case is None:
        told.append(say("report.circumstances.usual"))
    return Block("circumstances", title, lead, [_figure(found, box)] if box.limits else [], told)


def _figure(found: Cases, box: Box) -> Figure:
    """Points over the two numbers that the box narrows most; over one alone, the share of cases goes up."""
    across, up = _axes(found, box)
    step = -(-len(found.shares) // MOST_DOTS)
    dots = np.stack([_along(found, across), _along(found, up)], axis=1)[::step]
    ends = [_ends(found, box, name) for name in (across, up)]
    units = {factor.name: named(factor.unit) for factor in found.factors}
    edges = [labelled(name, units[name]) if name else say("report.circumstances.axis_share") for name in (across, up)]
    names = [say(f"report.circumstances.{key}") for key in ("other", "case", "box")]
    points = f"{len(found.shares):,}"
    drawn = say("report.circumstances.drawn", count=f"{len(dots):,}", points=points) if step > 1 else ""
    caption = say("report.circumstances.caption", case=capital(box.case), drawn=drawn)
    alt = say("report.circumstances.alt", across=edges[0], up=edges[1], told=box.told())
    return Figure(drawing.boxed(dots, found.cases[::step], ends, edges, names), alt, caption)


def _axes(found: Cases, box: Box) -> tuple[str, str]:
    """Names of the numbers across and up; the second is empty where only one number varies."""
    narrow = [limit.factor.name for limit in sorted(box.limits, key=_width)]
    rest = [factor.name for factor in found.factors if factor.name not in narrow]
    across, up = [*narrow, *rest, ""][:2]
    return across, up


def _width(limit: Limit) -> float:
    """The share of the factor's range that a limit leaves."""
    factor = limit.factor
    low, high = factor.low if limit.low is None else limit.low, factor.high if limit.high is None else limit.high
    return (high - low) / (factor.high - factor.low)


def _along(found: Cases, name: str) -> np.ndarray:
    places = [factor.name for factor in found.factors]
    return found.settings[:, places.index(name)] if name else 100 * found.shares


def _ends(found: Cases, box: Box, name: str) -> tuple[float, float]:
    """Where the box ends along a number; its whole range where the box does not limit it."""
    if not name:
        return 0.0, 100.0
    factor = next(factor for factor in found.factors if factor.name == name)
    limit = next((limit for limit in box.limits if limit.factor == factor), Limit(factor, None, None))
    return factor.low if limit.low is None else limit.low, factor.high if limit.high is None else limit.high


def scenario_of(manifest: dict[str, Any], arm: str, box: Box, out: Path) -> str:
    """The scenario file of the middle of a box, to be written to ``out``.

    Raises ``ReportError`` if there is no box, if the games went on from a saved one, or if the scenario that was played
    is no longer as it was.
    """
    if not box.limits:
        raise ReportError(say("statistics.box.nothing", told=box.told()))
    name, kept = manifest["experiment"].get("scenario"), manifest["scenario"]
    if name is None:
        raise ReportError(say("report.refused.save"))
    scenario, fixed = load(name), manifest["experiment"]["arms"][arm]["parameters"]
    lists = [one for one in {**fixed, **box.overrides()} if "." in one and declared(one, scenario).get("axis")]
    if lists:
        raise ReportError(say("report.refused.list", name=lists[0]))
    if scenario.digest != kept["digest"]:
        raise ReportError(say("report.refused.scenario", name=kept["name"], digest=kept["digest"]))
    beside = Path(name).suffix == ".toml" and Path(name).parent == out.resolve().parent
    origin = say("statistics.box.origin", digest=manifest["digest"][:12], arm=arm)
    return box.scenario(Path(name).stem if beside else name, origin, fixed)
