"""Levies: a price wedge on the trade of a channel; demand falls with the price, and the treasury gains."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from agents.columns import Array, places, raised


class Cells(NamedTuple):
    """Cells of a block of pairs and channels where something is levied; all arrays are (cell,)."""

    restrictor: Array
    target: Array
    channel: Array
    world: Array
    level: Array


_last: list[tuple[Array, Cells]] = []


def levied(levy: Array) -> Cells:
    """The few levies among very many pairs and channels, in order. The list of the block asked for last is kept."""
    if not _last or _last[0][0] is not levy:
        restrictor, target, channel, world = places(levy > 0)
        level = levy[restrictor, target, channel, world]
        _last[:] = [(levy, Cells(restrictor, target, channel, world, level))]
    return _last[0][1]


def demand_left(level: Array, elasticity: Array) -> Array:
    """Part of demand that a levy leaves [0-1] · as given, for ``level`` as a share of the buyer's price.

    Source: constant elasticity; Arkolakis, Costinot and Rodriguez-Clare, AER 102:94 (2012), for its size.

    >>> demand_left(np.array([0.0, 0.19]), np.array(0.5)).round(3).tolist()
    [1.0, 0.9]
    """
    return raised(1 - level, elasticity)


def hindered(hindrance: Array, level: Array, elasticity: Array) -> Array:
    """Hindrance of a flow that is restricted and levied [0 free .. 1 none] · as given.

    >>> hindered(np.array([0.5]), np.array([0.19]), np.array(0.5)).round(3).tolist()
    [0.55]
    """
    return 1 - (1 - hindrance) * demand_left(level, elasticity)


def wedge(cells: Cells, channel: int, like: Array, elasticity: Array) -> Array:
    """Part of demand that levies on one channel leave [0-1] · (restrictor, target, world), 1 where there is none."""
    left = np.ones_like(like)
    some = cells.channel == channel
    where = cells.restrictor[some], cells.target[some], cells.world[some]
    left[where] = demand_left(cells.level[some], elasticity[cells.world[some]])
    return left


def takings(cells: Cells, traded: dict[int, Array], nations: int, worlds: int) -> Array:
    """What levies bring the treasury [unit of ``traded``] · (nation, world).

    ``traded`` is the trade of each levied channel (restrictor, target, world) after demand has fallen.

    >>> one = np.array([0])
    >>> cells = Cells(one, one + 1, one, one, np.array([0.2]))
    >>> takings(cells, {0: np.full((2, 2, 1), 50.0)}, 2, 1).ravel().tolist()
    [10.0, 0.0]
    """
    whole = np.zeros(nations * worlds)
    for channel, trade in traded.items():
        some = cells.channel == channel
        giver, world = cells.restrictor[some], cells.world[some]
        amount = trade[giver, cells.target[some], world] * cells.level[some]
        whole = whole + np.bincount(giver * worlds + world, weights=amount, minlength=nations * worlds)
    return whole.reshape(nations, worlds)
