"""The blocks of a report, each from the tables and the statistics; those without data are left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from game.batch import compare as statistics
from game.batch.compare import CONFIDENCE
from game.batch.discovery import LacksExtra
from game.batch.report import drawing, maps
from game.batch.report.discovered import circumstances
from game.batch.report.fans import fans
from game.batch.report.page import Block, Figure, Table
from game.batch.report.response import response
from game.batch.report.runs import Batch
from game.batch.report.sensitivities import sensitivity
from game.batch.told import rounded, unit_of, whole_percent
from game.names import ENDINGS
from game.words import listed, say


def blocks(batch: Batch) -> list[Block]:
    """All blocks that have data, in the order of the page."""
    makers: tuple[Callable[[Batch], Block | None], ...] = (effects, endings, fans, response, maps.phases, sensitivity)
    without, found = [], None
    try:
        found = circumstances(batch)
    except LacksExtra as lacks:
        without.append(say("report.circumstances.without", why=lacks))
    made = [played(batch, without), *(maker(batch) for maker in makers), found, software(batch)]
    return [block for block in made if block is not None]


def played(batch: Batch, without: Sequence[str] = ()) -> Block:
    """What was played and how much of it is done; ``without`` says which blocks are left out, and why."""
    manifest, done = batch.manifest, int(batch.counts.runs.sum())
    stopped = manifest.get("stopped", {})
    runs, replicates = (stopped.get(key, most) for key, most in zip(("runs", "replicates"), _most(batch), strict=True))
    lead = say(
        "report.played.whole" if done == runs else "report.played.part",
        runs=f"{runs:,}",
        done=f"{done:,}",
        percent=f"{100 * done / runs:.1f}",
        scenario=manifest["scenario"]["name"],
        arms=len(manifest["arms"]),
        points=f"{runs // (len(manifest['arms']) * replicates):,}",
        replicates=f"{replicates:,}",
    )
    failed, told = done - int(batch.counts.endings.sum()), list(_looks(batch))
    if failed:
        told.append(say("report.played.failed", count=failed))
    if len(manifest["arms"]) > len(batch.arms):
        told.append(say("report.played.fewer", shown=len(batch.arms)))
    told.extend(without)
    first, last = manifest["seeds"]
    facts = {
        "save": say("report.played.save_from", **manifest["save"]) if "save" in manifest else None,
        "arms": listed(list(batch.arms)),
        "varied": "; ".join(_varied(name, factor) for name, factor in batch.factors.items()),
        "design": manifest["experiment"]["design"].get("kind") if batch.factors else None,
        "seeds": say("report.played.seeds_span", first=first, last=last),
    }
    return Block("played", say("report.played.title"), lead, told=told, facts=_facts("played", facts))


def _most(batch: Batch) -> tuple[int, int]:
    """Runs and replicates of the whole plan."""
    return batch.manifest["runs"], batch.manifest["experiment"]["replicates"]


def _looks(batch: Batch) -> Iterator[str]:
    """Where a batch that stops by itself came to stand."""
    stopped = batch.manifest.get("stopped")
    if stopped is not None:
        percent = rounded(100 * batch.manifest["experiment"]["stop"]["confidence"], 0)
        most = f"{_most(batch)[1]:,}"
        yield say(f"report.played.{'stopped' if stopped['settled'] else 'unsettled'}", percent=percent, most=most)
        yield from (f"{look['told'][0].upper()}{look['told'][1:]}." for look in stopped["looks"])


def software(batch: Batch) -> Block:
    """With what it was made, so that it can be made again."""
    manifest = batch.manifest
    facts = {
        "commit": manifest["commit"],
        "changes": manifest["changes"],
        "scenario_digest": manifest["scenario"]["digest"],
        "digest": manifest["digest"],
        "environment": ", ".join(f"{name} {which}" for name, which in sorted(manifest["environment"].items())),
    }
    lead = say("report.software.lead", version=manifest["version"], rules=manifest["rules"])
    return Block("software", say("report.software.title"), lead, facts=_facts("software", facts))


def _facts(key: str, facts: dict[str, Any]) -> list[tuple[str, str]]:
    """Facts with their names; what is not known is left out."""
    return [(say(f"report.{key}.{name}"), str(value)) for name, value in facts.items() if value not in (None, "")]


def _varied(name: str, factor: dict[str, Any]) -> str:
    low, high = factor["range"]
    unit = unit_of(str(factor["unit"]))
    return say("report.played.varied_one", name=name, low=f"{low:g}", high=f"{high:g}", unit=unit, kind=factor["kind"])


def effects(batch: Batch) -> Block | None:
    """Every other arm against the base, in pairs of the same luck."""
    seen = {(arm, name): _difference(batch, arm, name, tally) for arm, name, tally in batch.tallies()}
    arms = [arm for arm in batch.arms[1:] if any((arm, name) in seen for name in batch.outcomes)]
    outcomes = [name for name in batch.outcomes if all((arm, name) in seen for arm in arms)]
    if not arms or not outcomes:
        return None
    found = statistics.judged_together([seen[arm, name] for arm in arms for name in outcomes])
    told = [f"{one.told()}." for one in found.differences]
    shown = [sentence for sentence, one in zip(told, found.differences, strict=True) if one.settled or len(told) == 1]
    percent = rounded(100 * CONFIDENCE, 0)
    key = "several" if len(told) > 1 else "settled" if shown else "open"
    lead = say(f"report.effects.{key}", base=batch.base, settled=len(shown), count=len(told), percent=percent)
    table = _differences(found.differences) if len(told) > 1 else None
    drawn = [one for one in found.differences if one.interval is not None]
    figures = []
    if drawn:
        alt = say("report.effects.alt", base=batch.base, told=" ".join(told))
        caption = say("report.effects.caption", base=batch.base, percent=percent)
        figures.append(Figure(_forest(drawn), alt, caption))
    return Block("effects", say("report.effects.title"), lead, figures, shown, table=table)


def _differences(differences: Sequence[statistics.Difference]) -> Table:
    """All differences by outcome and arm, as they are drawn; those with a settled sign are marked."""
    outcomes = [one.outcome for one in differences]
    ordered = sorted(differences, key=lambda one: outcomes.index(one.outcome))
    rows = [
        (
            maps.labelled(one.outcome, one.unit),
            one.arm_name,
            one.figures(),
            say("report.effects.saved", percent=whole_percent(one.saved)) if one.saved is not None else "",
            say(f"report.effects.{'sign' if one.settled else 'no_sign'}"),
        )
        for one in ordered
    ]
    head = [say(f"report.effects.head_{name}") for name in ("outcome", "arm", "difference", "saved", "sign")]
    return Table(head, rows, [one.settled for one in ordered], say("report.effects.table"))


def _difference(batch: Batch, arm: str, outcome: str, tally: statistics.Tally) -> statistics.Difference:
    plain = statistics.difference(tally, CONFIDENCE)
    return replace(plain, base_name=batch.base, arm_name=arm, outcome=outcome, unit=batch.outcomes[outcome])


def _forest(differences: list[statistics.Difference]) -> str:
    panels: dict[str, list[tuple[str, float, float, float, bool]]] = {}
    for one in differences:
        assert one.interval is not None
        row = (one.arm_name, one.mean, one.interval.low, one.interval.high, one.settled)
        panels.setdefault(maps.labelled(one.outcome, one.unit), []).append(row)
    return drawing.forest(panels)


def endings(batch: Batch) -> Block | None:
    """Shares of the endings by arm."""
    found = {arm: batch.counts.endings_of(arm).sum(0) for arm in batch.arms}
    counts = {arm: count for arm, count in found.items() if count.any()}
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
