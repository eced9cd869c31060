"""Scores: a hundred points a seat, of goals, of its secret agenda and of the world that all share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agents.breakdown import Breakdown
from agents.columns import Array, total
from game import names
from game.params import Params
from game.rules.measures import Measures
from game.setting import Setting
from game.world import World

if TYPE_CHECKING:
    from game.playbook import Playbook

GOAL_CAUSES = ("goal:first", "goal:second", "goal:third")
LOW, HIGH = 1 / 10, 1 - 1 / 10
"""Percentiles between which a goal counts."""


def percentiles(values: Array) -> tuple[Array, Array]:
    """Floor and aim of a quantity · from values (..., game): its 10th and 90th percentile over random-strategy games.

    >>> [float(x) for x in percentiles(np.arange(11.0))]
    [1.0, 9.0]
    """
    ordered = np.sort(values, axis=-1)
    places = [share * (ordered.shape[-1] - 1) for share in (LOW, HIGH)]
    ends = []
    for place in places:
        below = int(place)
        above = min(below + 1, ordered.shape[-1] - 1)
        ends.append(ordered[..., below] + (place - below) * (ordered[..., above] - ordered[..., below]))
    return ends[0], ends[1]


def world_points(measures: Measures, points: float, p: Params) -> Array:
    """Points that all share [0 .. ``points``] · (world,): cube root of prosperity x safety x breadth, each 0-1.

    Prosperity is the mean of nations by size between two marks, safety is one less the risk, breadth the mean use
    over the best use.
    """
    world, n = measures.world, measures.n
    mean = total(world.prosperity[:n] * world.gdp[:n], 0) / np.maximum(total(world.gdp[:n], 0), p.tiny)
    gain = np.clip((mean - p.prosperity_low) / (p.prosperity_high - p.prosperity_low), 0, 1)
    safety = np.clip(1 - world.risk, 0, 1)
    used = measures.used[:n]
    breadth = np.clip(total(used, 0) / n / np.maximum(used.max(axis=0), p.tiny), 0, 1)
    return points * np.cbrt(gain * safety * breadth)


def score(measures: Measures, world: World, playbook: Playbook, setting: Setting, p: Params) -> Breakdown:
    """Score of every seat [points of 100] · (seat, world), with its causes: three goals, agenda, world, limit.

    Points for beating somebody are scaled by the declared unknown ``rivalry``, then all are brought to a hundred. After
    a catastrophe a seat keeps a part of its own points and the world counts nothing (cause ``limit``).
    """
    numbers = playbook.goal_numbers
    worth = numbers["points"] - numbers["beating"] + numbers["beating"] * p.rivalry
    reached = np.clip(playbook.reached(measures), 0, 1)
    kept = world.agenda.astype(np.int64) + len(GOAL_CAUSES)
    agenda_worth = np.take_along_axis(worth, kept[None], axis=0)[0]
    agenda = np.take_along_axis(reached, kept[None], axis=0)[0]
    goals = len(GOAL_CAUSES)
    common = playbook.raw["points"]["world"]
    to_hundred = 100 / (total(worth[:goals], 0) + agenda_worth + common)
    causes = {name: reached[i] * worth[i] * to_hundred for i, name in enumerate(GOAL_CAUSES)}
    causes["agenda"] = agenda * agenda_worth * to_hundred
    shared = world_points(measures, common, p) * to_hundred
    own = causes["goal:first"] + causes["goal:second"] + causes["goal:third"] + causes["agenda"]
    lost = world.ending == names.ENDINGS.index("runaway_race")
    limit = np.where(lost, (p.catastrophe_keep - 1) * own - shared, 0)
    return Breakdown.of(**causes, world=shared, limit=limit)


def final(end: Breakdown, after: Breakdown, lost: Array, lost_after: Array, p: Params) -> Breakdown:
    """Final score of every seat [points of 100] · (seat, world), with its causes.

    ``epilogue_part`` of every goal's points is judged at the end of the epilogue, so that treachery in the last quarter
    has a price; agenda and world are judged at the end of the game. ``lost`` and ``lost_after`` (world,) mark a
    catastrophe in the game and by the end of the epilogue: one that comes only after the game spoils only the part
    judged there. Source: play rules, section 9.
    """
    part = p.epilogue_part
    causes = {name: (1 - part) * end.causes[name] + part * after.causes[name] for name in GOAL_CAUSES}
    later = after.causes["goal:first"] + after.causes["goal:second"] + after.causes["goal:third"]
    spoiled = np.where(lost_after & ~lost, (p.catastrophe_keep - 1) * part * later, 0)
    return Breakdown.of(
        **causes, agenda=end.causes["agenda"], world=end.causes["world"], limit=end.causes["limit"] + spoiled
    )
