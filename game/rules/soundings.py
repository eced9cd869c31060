"""Soundings: asking how a draft would be received, and what it costs when the question becomes known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from agents.columns import Array
from game.params import Params
from game.rules.deals import nation_of
from game.setting import Setting
from game.world import Terms, World


def band(chance: Array, draw: Array, p: Params) -> tuple[Array, Array]:
    """Bounds of the chance that a party would sign, as it lets them be seen [0-1] · two of (..., world).

    The band has a fixed width and lies anywhere around the truth, so that its middle does not tell it. Source: play
    rules, section 3.

    >>> from types import SimpleNamespace
    >>> low, high = band(np.array([0.6]), np.array([0.25]), SimpleNamespace(sound_width=np.array([0.1])))
    >>> [round(float(bound[0]), 3) for bound in (low, high)]
    [0.575, 0.675]
    """
    low = chance - draw * p.sound_width
    return np.maximum(low, 0), np.minimum(low + p.sound_width, 1)


def losers(party: Array, taker: Array, rival: Array) -> Array:
    """Nations that would lose by a draft: outside it, while their main rival gets something · (nation, world) bool.

    ``party`` and ``taker`` (nation, world) bool say who is in the draft and who is owed something, ``rival`` (nation,
    world) names every nation's main rival. Source: own.
    """
    return ~party & np.take_along_axis(taker, rival, axis=0)


def leaked(world: World, draft: Terms, row: int, sounder: int, known: Array, setting: Setting, p: Params) -> World:
    """The world in which a sounding became known: those who would lose by the draft trust the one who asked less.

    ``row`` is the draft's place in ``draft``, ``sounder`` the seat that asked, ``known`` (world,) bool where it leaked.
    """
    nation, count = nation_of(setting), len(setting.nations)
    named = np.arange(count)[:, None, None] == nation[None, :, None]
    filled = draft.kind[row] > 0
    inside = draft.party[row]
    seats = np.arange(len(inside))[None, :, None]
    taken = (draft.taker[row][:, None] == seats) | ((draft.taker[row] < 0)[:, None] & inside[None])
    owed = (taken & filled[:, None]).any(0)
    party, taker = (named & inside).any(1), (named & owed).any(1)
    order = np.argsort(-world.best, axis=0, kind="stable")[:2]
    rival = np.where(order[0] == np.arange(count)[:, None], order[1], order[0])
    cost = p.leak_trust * (losers(party, taker, rival) & known)
    bad = world.trust_bad.copy()
    bad[:, nation[sounder]] = bad[:, nation[sounder]] + cost
    return replace(world, trust_bad=bad)
