"""Trust between nations: a Beta pair with forgetting, and the tension that measures leave behind."""

from __future__ import annotations

import numpy as np

from agents.breakdown import Breakdown, LateBreakdown
from agents.columns import Array
from game.params import Params


def trust(good: Array, bad: Array) -> Array:
    """Trust [0-1] · (truster, trusted, world): expected good conduct.

    Source: Jøsang and Ismail (2002), Beta reputation.

    >>> trust(np.array([3.0]), np.array([1.0])).tolist()
    [0.75]
    """
    return good / (good + bad)


def remembered(
    good: Array, bad: Array, kind_acts: dict[str, Array], unkind_acts: dict[str, Array], p: Params
) -> tuple[Array, Array, Breakdown]:
    """New good and bad weights and the trust they mean, with the causes of its change · (truster, trusted, world).

    Both weights fade by the same factor and the quarter's acts are added.
    """
    fade = p.trust_memory
    new_good, new_bad = good * fade, bad * fade
    for act in kind_acts.values():
        new_good += act
    for act in unkind_acts.values():
        new_bad += act
    why = LateBreakdown(lambda: _moved(trust(good, bad), new_good + new_bad, kind_acts, unkind_acts))
    return new_good, new_bad, why


def _moved(before: Array, weight: Array, kind_acts: dict[str, Array], unkind_acts: dict[str, Array]) -> Breakdown:
    """Trust, and by how much each act has moved it."""
    doubted = 1 - before
    causes = {"before": before}
    causes |= {name: act * doubted / weight if act.any() else act for name, act in kind_acts.items()}
    causes |= {name: -act * before / weight if act.any() else act for name, act in unkind_acts.items()}
    return Breakdown.of(**causes)


def changed_weight(moved: tuple[Array, ...], count: int, p: Params) -> tuple[Array, Array]:
    """How much tightening and loosening measures weighs between pairs · two of (restrictor, target, world).

    Few cells change in a quarter, so only these (``agents.columns.changes``) are weighed, each by its channel; taken
    as changes from nothing, the cells where anything is restricted say what standing measures weigh. ``count`` is the
    number of nations.
    """
    giver, partner, channel, world, change = moved
    if not len(change):
        return np.zeros((count, count, p.worlds)), np.zeros((count, count, p.worlds))
    pair = (giver * count + partner) * p.worlds + world
    weight = p.channel_weight[channel, world]
    felt, eased = (
        np.bincount(pair, np.maximum(amount, 0) * weight, count * count * p.worlds) for amount in (change, -change)
    )
    return felt.reshape(count, count, -1), eased.reshape(count, count, -1)


def tension(old: Array, tightened: Array, loosened: Array, crisis: Array, p: Params) -> Array:
    """Anger at the other's measures [0-1] · (restrictor, target, world): rises with tightening and open
    crises, fades, falls when loosened.

    Rising faster when already high: retaliation comes faster and harder each time. Source: facts 3, reaction pattern.
    """
    rise = p.tension_rise * tightened * (1 + p.tension_habit * old)
    return np.minimum(np.maximum(old * p.tension_memory + rise - p.tension_relief * loosened + crisis, 0), 1)
