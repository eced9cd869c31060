"""Mediation: a third nation offers its good offices on an open ladder, and makes stepping down cheaper."""

from __future__ import annotations

import numpy as np

from agents.columns import Array
from game.params import Params

NOBODY = -1


def mediator(standing: Array, offers: Array, regard: Array) -> Array:
    """Nation that mediates on each ladder, -1 none · (ladder, world): whoever stands, or the best regarded who offers.

    ``offers`` and ``regard`` are (nation, ladder, world), ``regard`` the trust of the side that trusts it less.
    Source: own; acceptance by both sides: Beardsley, The Mediation Dilemma (2011).

    >>> offers, regard = np.array([[[True]], [[True]]]), np.array([[[0.4]], [[0.6]]])
    >>> mediator(np.array([[-1]]), offers, regard).tolist(), mediator(np.array([[5]]), offers, regard).tolist()
    ([[1]], [[5]])
    """
    best = np.argmax(np.where(offers, regard, NOBODY), axis=0)
    return np.where(standing >= 0, standing, np.where(offers.any(0), best, NOBODY)).astype(np.int8)


def eased(cost: Array, accepts: Array, p: Params) -> Array:
    """Influence that stepping down costs [points] · as given: less for a side that accepts a mediator by stepping down.

    Source: play rules, section 6.

    >>> from types import SimpleNamespace
    >>> eased(np.array([4.0, 4.0]), np.array([True, False]), SimpleNamespace(mediation_relief=0.5)).tolist()
    [2.0, 4.0]
    """
    return np.where(accepts, cost * (1 - p.mediation_relief), cost)
