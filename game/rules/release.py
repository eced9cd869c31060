"""Release: what labs put on offer, what they open, and who leads."""

from __future__ import annotations

import numpy as np

from agents.columns import Array, raised, total
from game.params import Params


def published(on_offer: Array, trained: Array, policy: Array) -> Array:
    """Best model on offer [ECI points] · (firm, world): the newest one, unless it is held back (policy 0).

    >>> published(np.array([[130.0]]), np.array([[140.0]]), np.array([[0]])).tolist()
    [[130.0]]
    """
    return np.where(policy > 0, np.maximum(on_offer, trained), on_offer)


def opened(open_model: Array, on_offer: Array, policy: Array, forbidden: Array, promised: Array, p: Params) -> Array:
    """Best model with open weights [ECI points] · (firm, world); open weights cannot be taken back.

    Policy 3 opens what is on offer, policy 2 follows with a delay. A government that forbids holds release down to
    its threshold below the frontier (``forbidden``, ECI points); a promised release is made.
    Source: own simplest form; delay: facts 4.6 (open weights trail closed ones by three to twelve months).
    """
    delayed = open_model + p.open_delay * np.maximum(on_offer - open_model, 0)
    wish = np.where(policy >= 3, on_offer, np.where(policy == 2, delayed, open_model))
    wish = np.where(promised, on_offer, wish)
    return np.maximum(open_model, np.minimum(wish, forbidden))


def release_ceiling(openness: Array, threshold: Array, best: Array, p: Params) -> Array:
    """Highest capability that may be opened at home [ECI points] · (nation, world).

    A government that forbids (openness below 0) demands a distance below the frontier, in proportion: its threshold,
    and at least ``forbid_gap``.

    >>> from types import SimpleNamespace
    >>> p = SimpleNamespace(forbid_gap=5.0)
    >>> release_ceiling(np.array([[-0.5]]), np.array([[20.0]]), np.array([150.0]), p).tolist()
    [[140.0]]
    """
    return np.where(openness < 0, best + openness * np.maximum(threshold, p.forbid_gap), np.inf)


def lead(best: Array, pace: Array, p: Params) -> Array:
    """Quarters ahead (+) or behind (-) of the best rival · (nation, world): the gap over the frontier's pace.

    >>> from types import SimpleNamespace
    >>> lead(np.array([[150.0], [144.0]]), np.array([3.0]), SimpleNamespace(pace_floor=1.0)).tolist()
    [[2.0], [-2.0]]
    """
    ranked = np.sort(best, axis=0)
    rival = np.where(best >= ranked[-1], ranked[-2], ranked[-1])
    return (best - rival) / np.maximum(pace, p.pace_floor)


def advantage(capability: Array, decisiveness: Array, p: Params) -> Array:
    """Share of the advantage that goes with capability [0-1] · (nation, world): K^rho / sum K^rho.

    Capability in ECI points is turned into odds first. Source: Tullock (1980) contest success function.
    """
    strength = np.exp(p.advantage_scale * (capability - capability.max(axis=0)))
    return contest_shares(strength, decisiveness)


def contest_shares(effort: Array, decisiveness: Array) -> Array:
    """Winning chances in a ratio contest [0-1] · (player, world); equal when nobody tries.

    Source: Tullock (1980).

    >>> contest_shares(np.array([[1.0], [3.0]]), np.array([1.0]))[:, 0].round(12).tolist()
    [0.25, 0.75]
    """
    power = raised(effort, decisiveness)
    whole = total(power, 0)
    return np.where(whole > 0, power / np.where(whole > 0, whole, 1), 1 / len(effort))
