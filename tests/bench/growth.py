"""How the cost of a batch grows with games, quarters, nations and firms, with a power fitted to each."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from measuring import exponent, in_turn, middle, row, spent, table
from plans import batch, plan_of

from game.batch.engines import Serial
from game.batch.plan import Plan
from game.scenario import Scenario, load
from game.start import FLAGSHIP

GAMES, QUARTERS = 128, 12


def without(resolved: Any, gone: set[str]) -> Any:
    """A resolved scenario without some nations and firms, and without all that is said of them."""

    def stays(entry: Any) -> bool:
        if isinstance(entry, dict):
            return not gone & {entry.get("key"), entry.get("home"), entry.get("host")}
        return entry not in gone

    if isinstance(resolved, dict):
        kept = {key: value for key, value in resolved.items() if not gone & set(re.split(r"[.>]", key))}
        return {key: without(value, gone) for key, value in kept.items()}
    if isinstance(resolved, list):
        return [without(entry, gone) for entry in resolved if isinstance(entry, list) or stays(entry)]
    return resolved


def plan_without(gone: set[str]) -> Plan:
    """A batch of the flagship without some nations and firms, all whose nations are scored."""
    whole = plan_of(GAMES, QUARTERS)
    scenario = Scenario.from_resolved(without(load(FLAGSHIP).resolved, gone))
    record = whole.experiment.record.model_copy(update={"points": list(scenario.setting.nations[:-1])})
    return replace(whole, scenario=scenario, experiment=whole.experiment.model_copy(update={"record": record}))


def fewer_nations() -> dict[int, Plan]:
    """Plans by their nations, all with the same firms: those at home in the ecosystems, which no plan lacks."""
    resolved = load(FLAGSHIP).resolved
    others = [nation["key"] for nation in resolved["nations"][:-1] if nation["key"] not in resolved["ecosystems"]]
    abroad = {firm["key"] for firm in resolved["firms"] if firm["home"] in others}
    return sized(lambda plan: len(plan.scenario.setting.nations), *({*others[kept:], *abroad} for kept in (0, 4, 11)))


def fewer_firms() -> dict[int, Plan]:
    """Plans by their firms, all with the nations of the flagship; every fourth, every second or all are left."""
    firms = [firm["key"] for firm in load(FLAGSHIP).resolved["firms"]]
    return sized(
        lambda plan: len(plan.scenario.setting.firms), *(set(firms) - set(firms[::step]) for step in (4, 2, 1))
    )


def sized(size: Callable[[Plan], int], *gone: set[str]) -> dict[int, Plan]:
    plans = [plan_without(some) for some in gone]
    return {size(plan): plan for plan in plans}


def growth(times: int) -> None:
    """The cost of every plan, those of one kind in turn; seconds of the processor from the plan to the last file."""
    kinds = {
        "games": {size: plan_of(size) for size in (64, 128, 256)},
        f"quarters, {GAMES} games": {size: plan_of(GAMES, size) for size in (6, 12, 24)},
        f"nations, {GAMES} games, {QUARTERS} quarters, 25 firms": fewer_nations(),
        f"firms, {GAMES} games, {QUARTERS} quarters, 15 nations": fewer_firms(),
    }
    table("Growth", "What grows", f"Seconds of the processor, median of {times}", "Exponent of the power")
    for kind, plans in kinds.items():
        works = [partial(spent, partial(batch, plan, Serial())) for plan in plans.values()]
        costs = [middle(each).processor for each in in_turn(times, *works)]
        sizes = " / ".join(map(str, plans))
        row(f"{kind}: {sizes}", " / ".join(f"{cost:.2f}" for cost in costs), f"{exponent(list(plans), costs):.2f}")
