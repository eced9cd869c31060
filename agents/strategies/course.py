"""The course of a government: what level of measures it wishes towards every partner, and what stands."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from agents.columns import Array, total
from agents.sight import Sight
from agents.strategies.moves import at

CHANNEL_WEIGHT = np.array([0.8, 0.8, 0.8, 1.0, 0.5, 0.6, 0.4, 0.4, 0.8])[:, None]
"""How much a channel counts in the level of a measure; judged."""
LEVER = 0.08
"""Share of world supply from which a nation counts a channel among its levers."""
RANGE = 6.0
"""Quarters behind the frontier from which a nation is no rival; half of it makes one a leading nation."""
STEPS = (0.16, 0.45, 0.39)
"""Mean restriction added from open to guarded, to restrict, to sever; of the levels in the play rules."""


def level_of(restriction: Array, weight: Array, axis: int) -> Array:
    """Level that a row of restrictions amounts to [1 open .. 4 sever]: between its mean and its hardest channel.

    >>> bool(level_of(np.ones((9, 1)), np.ones((9, 1)), 0)[0] == 4)
    True
    """
    held = restriction * weight
    mean = total(held, axis) / np.maximum(total(weight, 0), 1e-9)
    hard = (mean + np.max(np.where(weight > 0, restriction, 0), axis=axis)) / 2
    first, second, third = STEPS
    part = np.minimum(hard / first, 1) + np.clip((hard - first) / second, 0, 1)
    return np.asarray(1 + part + np.clip((hard - first - second) / third, 0, 1))


def rows_of_level(levels: Array, wish: Array) -> Array:
    """Restrictions that go with levels · (k, channel, row), from ``levels`` (5, channel, row) and ``wish`` (k, row)."""
    low = np.clip(np.floor(wish), 0, 3).astype(np.int64)
    part = np.clip(wish - low, 0, 1)[:, None]
    lower = np.take_along_axis(levels, low[:, None], axis=0)
    upper = np.take_along_axis(levels, low[:, None] + 1, axis=0)
    return np.asarray(lower + part * (upper - lower))


class Course(NamedTuple):
    """What a government wants towards its partners; all but ``leading`` are (partner, row)."""

    foreign: Array
    rival: Array
    wish: Array
    measures: Array
    weight: Array
    leading: Array


def course(sight: Sight) -> Course:
    """Wished and present level of measures towards every partner; the rival is near the frontier and little trusted."""
    me, trust, best = sight.nation, sight.own_trust, sight.best
    partner = np.arange(len(best))[:, None]
    foreign = partner != me
    near = np.clip(1 - (np.max(best, axis=0) - best) / (RANGE * np.maximum(sight.pace, 1)), 0, 1)
    leading = at(near, me) > 1 / 2
    rival = (partner == np.argmax(near * (1 - trust) * foreign, axis=0)) & leading
    theirs = level_of(sight.restriction_against, CHANNEL_WEIGHT, 1)
    weight = CHANNEL_WEIGHT * (sight.own_chokepoint >= LEVER)
    close = np.clip(1 - np.abs(sight.own_lead) / 4, 0, 1)
    a = sight.attitude
    towards_rival = a("rivalry") + a("race") * close + a("hunger") * sight.own_shortage - a("relief") * sight.alarm
    wish = (
        a("level") + towards_rival * rival + a("suspicion") * np.maximum(1 - 2 * trust, 0)
        - a("warmth") * np.maximum(2 * trust - 1, 0) * ~rival + a("mirror") * (theirs - 1)
    )  # fmt: skip
    wish = np.where(foreign, np.clip(wish, 0, 4), 1)
    return Course(foreign, rival, wish, level_of(sight.own_restriction, weight, 1), weight, leading)
