"""The course of a government: what level of measures it wishes towards every partner, and what stands."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from agents.columns import Array
from agents.sight import Sight
from agents.strategies.moves import at, largest

RANGE = 6.0
"""Quarters behind the frontier from which a nation is no rival; half of it makes one a leading nation."""

def rows_of_level(levels: Array, wish: Array) -> Array:
    """Restrictions that go with levels · (channel, row), from ``levels`` (5, channel, row) and ``wish`` (row,).

    >>> rows_of_level(np.arange(5.0)[:, None, None], np.array([2.5])).tolist()
    [[2.5]]
    """
    low = np.minimum(np.maximum(np.floor(wish), 0), 3).astype(np.int64)
    part = np.minimum(np.maximum(wish - low, 0), 1)
    lower = at(levels, low)
    return np.asarray(lower + part * (at(levels, low + 1) - lower))


class Course(NamedTuple):
    """What a government wants towards its partners (partner, row); whether it leads, and its rival if so (row,)."""

    foreign: Array
    rival: Array
    wish: Array
    measures: Array
    leading: Array
    foremost: Array


def course(sight: Sight) -> Course:
    """Wished and present level of measures towards every partner; the rival is near the frontier and little trusted."""
    me, trust, best = sight.nation, sight.own_trust, sight.best
    partner = np.arange(len(best))[:, None]
    foreign = partner != me
    distance = (best.max(axis=0) - best) / (RANGE * np.maximum(sight.pace, 1))
    near = np.minimum(np.maximum(1 - distance, 0), 1)
    leading = at(near, me) > 1 / 2
    foremost = largest(near * (1 - trust) * foreign)
    rival = (partner == foremost) & leading
    close = np.minimum(np.maximum(1 - np.abs(sight.own_lead) / 4, 0), 1)
    a = sight.attitude
    towards_rival = a("rivalry") + a("race") * close + a("hunger") * sight.own_shortage - a("relief") * sight.alarm
    regard = 2 * trust - 1
    wish = (
        a("level") + towards_rival * rival + a("suspicion") * np.maximum(-regard, 0)
        - a("warmth") * np.maximum(regard, 0) * ~rival + a("mirror") * (sight.level_against - 1)
    )  # fmt: skip
    wish = np.where(foreign, np.minimum(np.maximum(wish, 0), 4), 1)
    return Course(foreign, rival, wish, sight.level_towards, leading, foremost)
