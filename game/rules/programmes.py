"""Programmes: what is begun now and lands later: lines of a budget, new plants and halls, campaigns of enforcement."""

from __future__ import annotations

import numpy as np

from agents.columns import Array
from game.params import Params

START, END = 1, 2
"""Actions of the order ``programme``."""


def programmes_left(left: Array, action: Array, p: Params) -> Array:
    """Quarters that programmes still run [quarters] · (nation, line, world): begun, ended, or one less than before.

    Source: play rules, section 3.

    >>> from types import SimpleNamespace
    >>> p = SimpleNamespace(programme_quarters=np.array([8.0]))
    >>> programmes_left(np.array([[0], [5], [3]]), np.array([[1], [0], [2]]), p).ravel().tolist()
    [8, 4, 0]
    """
    later = np.where(action == END, 0, np.maximum(left - 1, 0))
    return np.where(action == START, p.programme_quarters, later).astype(np.int8)


def with_programmes(budget: Array, running: Array, p: Params) -> Array:
    """Budget in effect [share] · (nation, line, world): programmes are paid on top of what the split gives.

    >>> from types import SimpleNamespace
    >>> p = SimpleNamespace(programme_points=0.1)
    >>> with_programmes(np.array([0.3, 0.2]), np.array([True, False]), p).round(3).tolist()
    [0.4, 0.2]
    """
    return budget + p.programme_points * running


def building_left(left: Array, begun: Array, plant: Array, p: Params) -> Array:
    """Quarters until a new line or hall is ready [quarters] · (firm, world); ``plant`` says who builds plants.

    Source: play rules, section 3: four to six quarters.

    >>> from types import SimpleNamespace
    >>> p = SimpleNamespace(plant_quarters=np.array([6.0]), hall_quarters=np.array([4.0]))
    >>> yes, plant = np.array([[True], [True], [False]]), np.array([[True], [False], [False]])
    >>> building_left(np.array([[0], [0], [3]]), yes, plant, p).ravel().tolist()
    [6, 4, 2]
    """
    needed = np.where(plant, p.plant_quarters, p.hall_quarters)
    return np.where(begun, needed, np.maximum(left - 1, 0)).astype(np.int8)


def line_cost(revenue: Array, p: Params) -> Array:
    """Money that a new line or hall takes when it is begun [USD bn] · (firm, world).

    >>> from types import SimpleNamespace
    >>> line_cost(np.array([10.0]), SimpleNamespace(line_price=0.4)).tolist()
    [4.0]
    """
    return p.line_price * revenue


def enlarged(size: Array, landed: Array, p: Params) -> Array:
    """Capacity or compute after what lands this quarter [unit of ``size``] · (firm, world).

    Source: own; a new line adds about a seventh (facts 2.3).

    >>> from types import SimpleNamespace
    >>> enlarged(np.array([10.0, 10.0]), np.array([True, False]), SimpleNamespace(line_size=0.15)).round(3).tolist()
    [11.5, 10.0]
    """
    return size * (1 + p.line_size * landed)
