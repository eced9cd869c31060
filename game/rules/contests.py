"""Contests in equilibrium: what rivals spend when winning goes with effort, as the literature solves it.

The quarter itself plays contests out (``release.advantage``, ``bodies.sway``); these closed forms say where rational
players of the same contest end, and the rules are checked against them.
"""

from __future__ import annotations

import numpy as np

from agents.columns import Array, raised, total


def equal_rivals(players: int, decisiveness: Array, prize: Array) -> Array:
    """Effort of each of some equal rivals in a ratio contest [units of the prize] · (world,).

    Exists for a decisiveness up to n / (n - 1). Source: Tullock (1980).

    >>> float(equal_rivals(2, np.array(1.0), np.array(1.0)))
    0.25
    """
    return decisiveness * (players - 1) * prize / (players * players)


def unequal_pair(value: Array, decisiveness: Array) -> Array:
    """Efforts of two rivals who value the prize differently [units of the prize] · (2, world), decisiveness up to 1.

    Source: Nti (1999).
    """
    power = raised(value, decisiveness)
    whole = total(power, 0)
    return decisiveness * value * power[0] * power[1] / (whole * whole)


def lottery_efforts(value: Array) -> Array:
    """Efforts of many unequal rivals at decisiveness 1 [units of the prize] · (player, world); some stay out.

    Source: Hillman and Riley, Economics and Politics 1:17 (1989).
    """
    ordered = -np.sort(-value, axis=0)
    inverse = np.cumsum(1 / ordered, axis=0)
    before = np.arange(len(value))[:, None]
    active = total((ordered > before / inverse).astype(np.int64), 0)
    whole = (active - 1) / np.take_along_axis(inverse, active[None] - 1, axis=0)[0]
    return np.maximum(whole * (1 - whole / value), 0)


def all_pay(value: Array) -> tuple[Array, Array, Array]:
    """Mean efforts, the first player's chance and payoffs of an all-pay auction · (2, world), (world,), (2, world).

    The first player values the prize at least as much; effort decides entirely (decisiveness without bound).
    Source: Baye, Kovenock and de Vries, Economic Theory 8:291 (1996).
    """
    strong, weak = value[0], value[1]
    effort = np.stack([weak / 2, weak * weak / (2 * strong)])
    return effort, 1 - weak / (2 * strong), np.stack([strong - weak, 0 * weak])


def standing_armies(value: Array, slope: Array) -> tuple[Array, Array]:
    """Whether a contest by difference of efforts is peaceful (0), one-sided (1) or without pure equilibrium (2), and
    the effort of the stronger · two of (world,).

    In logs of capability this is the ratio contest in capability. The stronger comes first; the other stays out as
    long as catching up costs it more than it wins. Source: Hirshleifer, Public Choice 63:101 (1989).
    """
    strong, weak = value[0], value[1]

    def reply(prize: Array) -> tuple[Array, Array]:
        chance = (1 + np.sqrt(np.maximum(1 - 4 / (slope * prize), 0))) / 2
        return chance, np.log(chance / (1 - chance)) / slope

    peace = slope * np.maximum(strong, weak) <= 4
    chance, effort = reply(strong)
    entered, ahead = reply(weak)
    stays_out = (slope * weak <= 4) | (weak * (1 - chance) >= weak * entered - effort - ahead)
    regime = np.where(peace, 0, np.where(stays_out, 1, 2))
    return regime, np.where(regime == 1, effort, 0)
