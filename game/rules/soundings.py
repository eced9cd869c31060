"""Soundings: asking how a draft would be received, and what it costs when the question becomes known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from agents.columns import Array
from game.offers import Offers
from game.params import Params
from game.rules.deals import nation_of
from game.rules.research import leaders
from game.setting import Setting
from game.world import World


def band(chance: Array, draw: Array, width: Array) -> tuple[Array, Array]:
    """Bounds of the chance that a party would sign, as it lets them be seen [0-1] · two of (..., world).

    The band has a fixed ``width`` and lies anywhere around the truth, so that its middle does not tell it. Source: play
    rules, section 3.

    >>> low, high = band(np.array([0.6]), np.array([0.25]), np.array([0.1]))
    >>> [round(float(bound[0]), 3) for bound in (low, high)]
    [0.575, 0.675]
    """
    low = chance - draw * width
    return np.maximum(low, 0), np.minimum(low + width, 1)


def losers(party: Array, taker: Array, rival: Array) -> Array:
    """Nations that would lose by a draft: outside it, while their main rival gets something · (nation, world) bool.

    ``party`` and ``taker`` (nation, world) bool say who is in the draft and who is owed something, ``rival`` (nation,
    world) names every nation's main rival. Source: own.
    """
    return ~party & np.take_along_axis(taker, rival, axis=0)


def leaked(world: World, drafts: Offers, setting: Setting, p: Params) -> World:
    """The world in which soundings became known: those who would lose by a draft trust the one who asked less."""
    nation, count = nation_of(setting), len(setting.nations)
    named = np.arange(count)[:, None, None] == nation[None, :, None]
    filled, inside, every = drafts.kind > 0, drafts.party, drafts.taker < 0
    taken = (drafts.taker[:, None] == np.arange(len(inside))[:, None]) | (every[:, None] & inside)
    owed = (taken & filled[:, None]).any(0)
    party, taker = (named & inside).any(1), (named & owed).any(1)
    first, second = leaders(world.best).take(drafts.world, axis=1)
    rival = np.where(first == np.arange(count)[:, None], second, first)
    bad = world.trust_bad.copy()
    place = np.arange(count)[:, None], nation.take(drafts.by), drafts.world
    np.add.at(bad, place, p.leak_trust.take(drafts.world) * losers(party, taker, rival))
    return replace(world, trust_bad=bad)
