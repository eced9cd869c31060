"""The blocks of a report, each from the tables and the statistics; those without data are left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from game.batch import compare as statistics
from game.batch.report import drawing, maps
from game.batch.report.page import Block, Figure
from game.batch.report.runs import FANS, Batch, named, quarters
from game.batch.report.sensitivities import sensitivity
from game.batch.schema import QUARTERS
from game.batch.told import decimals, rounded, unit_of
from game.names import ENDINGS
from game.words import listed, say

if TYPE_CHECKING:
    import pandas

CONFIDENCE = 0.95
BANDS = (0.05, 0.25, 0.5, 0.75, 0.95)


def blocks(batch: Batch) -> list[Block]:
    """All blocks that have data, in the order of the page."""
    makers: tuple[Callable[[Batch], Block | None], ...] = (played, effects, endings, fans, maps.phases, sensitivity)
    return [block for maker in makers if (block := maker(batch)) is not None]


def played(batch: Batch) -> Block:
    """What was played, how much of it is done, and with what."""
    manifest, done = batch.manifest, len(batch.runs)
    experiment = manifest["experiment"]
    cells = len(manifest["arms"]) * experiment["replicates"]
    lead = say(
        "report.played.whole" if done == manifest["runs"] else "report.played.part",
        runs=f"{manifest['runs']:,}",
        done=f"{done:,}",
        percent=f"{100 * done / manifest['runs']:.1f}",
        scenario=manifest["scenario"]["name"],
        arms=len(manifest["arms"]),
        points=f"{manifest['runs'] // cells:,}",
        replicates=f"{experiment['replicates']:,}",
    )
    failed, told = int((batch.runs["status"] != "done").sum()), []
    if failed:
        told.append(say("report.played.failed", count=failed))
    if len(manifest["arms"]) > len(batch.arms):
        told.append(say("report.played.fewer", shown=len(batch.arms)))
    return Block("played", say("report.played.title"), lead, told=told, facts=list(_facts(batch)))


def _facts(batch: Batch) -> Iterator[tuple[str, str]]:
    manifest = batch.manifest
    first, last = manifest["seeds"]
    facts = {
        "version": manifest["version"],
        "rules": manifest["rules"],
        "commit": manifest["commit"],
        "changes": manifest["changes"],
        "scenario": manifest["scenario"]["name"],
        "scenario_digest": manifest["scenario"]["digest"],
        "digest": manifest["digest"],
        "seeds": say("report.played.seeds_span", first=first, last=last),
        "arms": listed(list(batch.arms)),
        "varied": "; ".join(_varied(name, factor) for name, factor in batch.factors.items()),
        "design": manifest["experiment"]["design"].get("kind") if batch.factors else None,
        "environment": ", ".join(f"{name} {which}" for name, which in sorted(manifest["environment"].items())),
    }
    yield from ((say(f"report.played.{name}"), str(value)) for name, value in facts.items() if value not in (None, ""))


def _varied(name: str, factor: dict[str, Any]) -> str:
    low, high = factor["range"]
    unit = unit_of(str(factor["unit"]))
    return say("report.played.varied_one", name=name, low=f"{low:g}", high=f"{high:g}", unit=unit, kind=factor["kind"])


def effects(batch: Batch) -> Block | None:
    """Every other arm against the base, in pairs of the same luck."""
    arms = [arm for arm in batch.arms[1:] if any(_pairs(batch, arm, name) for name in batch.outcomes)]
    outcomes = {name: unit for name, unit in batch.outcomes.items() if all(_pairs(batch, arm, name) for arm in arms)}
    if not arms or not outcomes:
        return None
    found = statistics.compare(batch.runs, batch.base, arms, outcomes, CONFIDENCE)
    told = [f"{one.told()}." for one in found.differences]
    percent, settled = rounded(100 * CONFIDENCE, 0), sum(one.settled for one in found.differences)
    key = "several" if len(told) > 1 else "settled" if settled else "open"
    lead = say(f"report.effects.{key}", base=batch.base, settled=settled, count=len(told), percent=percent)
    drawn = [one for one in found.differences if one.interval is not None]
    figures = []
    if drawn:
        alt = say("report.effects.alt", base=batch.base, told=" ".join(told))
        caption = say("report.effects.caption", base=batch.base, percent=percent)
        figures.append(Figure(_forest(drawn), alt, caption))
    return Block("effects", say("report.effects.title"), lead, figures, told)


def _pairs(batch: Batch, arm: str, outcome: str) -> bool:
    """Whether there is a pair with this outcome in both arms."""
    if not len(batch.done(arm)) or not len(batch.done(batch.base)):
        return False
    both = statistics.pairs(batch.runs, outcome, batch.base, arm)
    return bool((np.isfinite(both.base) & np.isfinite(both.arm)).any())


def _forest(differences: list[statistics.Difference]) -> str:
    panels: dict[str, list[tuple[str, float, float, float, bool]]] = {}
    for one in differences:
        assert one.interval is not None
        row = (one.arm_name, one.mean, one.interval.low, one.interval.high, one.settled)
        panels.setdefault(maps.labelled(one.outcome, one.unit), []).append(row)
    return drawing.forest(panels)


def endings(batch: Batch) -> Block | None:
    """Shares of the endings by arm."""
    codes = {arm: maps.ending_codes(batch.done(arm)) for arm in batch.arms}
    counts = {arm: np.bincount(code, minlength=len(ENDINGS) + 1) for arm, code in codes.items() if len(code)}
    if not counts:
        return None
    styles = [code for code in range(len(ENDINGS) + 1) if any(count[code] for count in counts.values())]
    names = [maps.ending_name(code) for code in styles]
    shares = {arm: count[styles] / count.sum() for arm, count in counts.items()}
    told = [_shares(arm, int(counts[arm].sum()), share, names) for arm, share in shares.items()]
    arm, first = next(iter(shares.items()))
    lead = say(
        "report.endings.lead",
        arm=arm,
        ending=names[int(first.argmax())],
        percent=rounded(100 * first.max(), 0),
        runs=f"{counts[arm].sum():,}",
    )
    drawn = drawing.stacked(shares, names, styles, say("report.endings.axis"))
    caption = say("report.endings.caption", least=drawing.LEAST_SHARE)
    figure = Figure(drawn, say("report.endings.alt", told="; ".join(told)), caption)
    return Block("endings", say("report.endings.title"), lead, [figure], told)


def _shares(arm: str, runs: int, shares: np.ndarray, names: list[str]) -> str:
    order = np.argsort(-shares, kind="stable")
    each = [
        say("report.endings.share", ending=names[at], percent=rounded(100 * shares[at], 1))
        for at in order
        if shares[at]
    ]
    return say("report.endings.row", arm=arm, runs=f"{runs:,}", shares=", ".join(each))


def fans(batch: Batch) -> Block | None:
    """Median and bands by quarter and arm."""
    if "quarters" not in batch.results.tables:
        return None
    rows, step = quarters(batch)
    bands = {name: found for name in FANS if (found := _bands(batch, rows, name))}
    if not bands:
        return None
    outcome, (arm, (_, levels)) = next((name, next(iter(found.items()))) for name, found in bands.items())
    places = decimals(float(levels[3, -1] - levels[1, -1]) / 2)
    low, high = (rounded(float(levels[at, -1]), places) for at in (1, 3))
    unit = unit_of(named(QUARTERS[outcome].unit))
    lead = say("report.fans.lead", arm=arm, outcome=outcome, low=low, high=high, unit=unit)
    told = [say("report.fans.every", step=step)] if step > 1 else []
    figures = [_fan(name, found) for name, found in bands.items()]
    return Block("fans", say("report.fans.title"), lead, figures, told)


def _bands(batch: Batch, rows: pandas.DataFrame, name: str) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    found = {}
    for arm in batch.arms:
        values = rows.loc[rows["arm"] == arm, ["quarter", name]].dropna()
        if len(values):
            levels = values.groupby("quarter")[name].quantile(list(BANDS)).unstack()
            found[arm] = levels.index.to_numpy(float), levels.to_numpy(float).T
    return found


def _fan(name: str, bands: dict[str, tuple[np.ndarray, np.ndarray]]) -> Figure:
    base = next(iter(bands))
    reference = say("report.fans.reference", base=base) if len(bands) > 1 else ""
    drawn = drawing.fans(bands, maps.labelled(name, named(QUARTERS[name].unit)), say("report.fans.axis"))
    alt = say("report.fans.alt", outcome=name, arms=listed(list(bands)))
    return Figure(drawn, alt, say("report.fans.caption", outcome=name, reference=reference))
