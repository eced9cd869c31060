"""From wishes to orders: a seat can afford few changes a quarter, and takes the most needed first."""

from __future__ import annotations

import numpy as np

from agents.columns import Array

MOVES, RICH = 3, 14.0
"""Changes a quarter at list price, and the influence from which a seat affords a fourth at a surcharge."""
SURCHARGE = 3.0
"""Kept back for the surcharge on a fourth change."""


class Moves:
    """Changes that a seat could make, one need and one price for each row, and the few that it makes.

    A need of zero is no wish. The choice is greedy: most need for a point of influence, while the purse lasts.

    >>> moves = Moves()
    >>> moves.add(np.array([0.9]), np.array([2.0])), moves.add(np.array([0.6]), 1.0), moves.add(np.array([0.1]), 1.0)
    (0, 1, 2)
    >>> [bool(x[0]) for x in moves.made(np.array([2.0]), np.array([3]))]
    [False, True, True]
    """

    def __init__(self) -> None:
        self._needs: list[Array] = []
        self._prices: list[Array] = []

    def add(self, need: Array, price: Array | float) -> int:
        """Put a change on the list; returns its place."""
        self._needs.append(need)
        self._prices.append(price + 0 * need)
        return len(self._needs) - 1

    def made(self, purse: Array, most: Array) -> Array:
        """Which changes are made · (change, row) bool, for ``purse`` points and at most ``most`` changes."""
        need, price = np.stack(self._needs), np.stack(self._prices)
        worth = need / np.maximum(price, 1)
        taken = np.zeros(need.shape, bool)
        rows = np.arange(need.shape[1])
        for turn in range(MOVES + 1):
            first = np.argmax(np.where(price <= purse, worth, 0), axis=0)
            takes = (worth[first, rows] > 0) & (price[first, rows] <= purse) & (turn < most)
            if not takes.any():
                break
            chosen = first[takes], rows[takes]
            taken[chosen] = True
            worth[chosen] = 0
            purse = purse - np.where(takes, price[first, rows], 0)
        return taken


def most_moves(influence: Array, busy: Array) -> tuple[Array, Array]:
    """How many changes, and what is kept back for them · two of (row,): one less while an offer is out."""
    rich = (influence >= RICH) & ~busy
    return MOVES - busy + rich, np.where(rich, SURCHARGE, 0) + np.where(busy, SURCHARGE, 0)


def within(x: Array, low: float | Array, high: float | Array) -> Array:
    """The values cut to the bounds."""
    return np.asarray(np.minimum(np.maximum(x, low), high))


def towards(old: Array, wish: Array, step: float) -> Array:
    """The old value moved to the wish by one step at most."""
    return np.asarray(old + np.minimum(np.maximum(wish - old, -step), step))


def at(x: Array, index: Array) -> Array:
    """Entry of the first axis chosen in each row · (..., row), from (k, row) or (k, i, row) and (row,)."""
    rows = np.arange(len(index))
    if x.ndim == 2:
        return np.asarray(x[index, rows])
    inner = np.arange(x.shape[1]) * x.shape[-1]
    return np.asarray(x.reshape(-1).take(inner[:, None] + (index * x[0].size + rows)))


def put(x: Array, index: Array, value: Array, where: Array) -> Array:
    """A copy of ``x`` (k, ..., row) with ``value`` (..., row) at one entry of each row in which ``where`` holds."""
    result = x.copy()
    new = np.where(where, value, at(x, index))
    result[index, ..., np.arange(len(index))] = new if x.ndim == 2 else np.moveaxis(new, -1, 0)
    return result


def changed(**pairs: tuple[Array, Array]) -> dict[str, Array]:
    """The new values of those fields that differ from the old ones in at least one row, from (old, new)."""
    return {name: new for name, (old, new) in pairs.items() if new is not old and (new != old).any()}
