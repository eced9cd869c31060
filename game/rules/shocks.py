"""True shocks: four blows and gifts that no state announces, rare and bounded."""

from __future__ import annotations

import numpy as np

from agents.columns import Array, share
from game.params import Params

SHOCKS = ("none", "quake", "cable_cut", "credit_squeeze", "algorithmic_leap")
"""A quake at the plants of a nation, its sea cables cut, dear credit for all firms, a discovery in a nation's labs."""
NONE, QUAKE, CABLE_CUT, CREDIT_SQUEEZE, ALGORITHMIC_LEAP = range(len(SHOCKS))


def kind(draw: Array, p: Params) -> Array:
    """Shock of the quarter, as it stands in ``SHOCKS`` · (world,): each with ``shock_chance``, at most one at a time.

    >>> from types import SimpleNamespace
    >>> kind(np.array([0.005, 0.031, 0.04]), SimpleNamespace(shock_chance=0.01)).tolist()
    [1, 4, 0]
    """
    last = len(SHOCKS) - 1
    which = np.floor(np.divide(draw, p.shock_chance, out=np.full_like(draw, last), where=p.shock_chance > 0))
    return np.where(which < last, which + 1, NONE).astype(np.int8)


def struck(weight: Array, draw: Array) -> Array:
    """Nation that is struck, drawn in proportion to a weight · (nation, world) bool.

    >>> struck(np.array([[1.0], [3.0]]), np.array([0.5]))[:, 0].tolist()
    [False, True]
    """
    running = np.add.accumulate(share(weight, 0), axis=0)
    first = (running > draw * running[-1]).argmax(axis=0)
    return np.asarray((np.arange(len(weight))[:, None] == first) & (weight > 0))
