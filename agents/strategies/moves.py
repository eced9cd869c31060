"""From wishes to orders: a seat can afford few changes a quarter, and takes the most needed first."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from agents.columns import Array, listed, total
from agents.sight import SMALL, Sight

MOVES, RICH = 3, 14.0
"""Changes a quarter at list price, and the influence from which a seat affords a fourth at a surcharge."""
SURCHARGE = 3.0
"""Kept back for the surcharge on a fourth change."""


class Moves:
    """Changes that a seat could make, one need and one price for each row, and the few that it makes.

    A need of zero is no wish. Who bears all its wishes makes them; other choices are greedy: most need for a point of
    influence, while the purse lasts.

    >>> moves = Moves()
    >>> moves.add(np.array([0.9]), np.array([2.0])), moves.add(np.array([0.6]), 1.0), moves.add(np.array([0.1]), 1.0)
    (0, 1, 2)
    >>> [bool(x[0]) for x in moves.made(np.array([2.0]), np.array([3]))]
    [False, True, True]
    """

    def __init__(self) -> None:
        self._needs: list[Array] = []
        self._prices: list[Array | float] = []

    def add(self, need: Array, price: Array | float) -> int:
        """Put a change on the list; returns its place."""
        self._needs.append(need)
        self._prices.append(price)
        return len(self._needs) - 1

    def made(self, purse: Array, most: Array) -> Array:
        """Which changes are made · (change, row) bool, for ``purse`` points and at most ``most`` changes."""
        need = np.array(self._needs)
        price = np.empty(need.shape)
        for place, each in enumerate(self._prices):
            price[place] = each
        wished = need > 0
        bears_all = total(wished.astype(float), 0) <= np.minimum(most, MOVES + 1)
        bears_all &= total(wished * price, 0) <= purse
        made = wished & bears_all
        some = listed(~bears_all)
        if len(some):
            worth = (need / np.maximum(price, 1)).take(some, axis=1)
            made[:, some] = _first(worth, price.take(some, axis=1), purse[some], most[some])
        return made


def _first(worth: Array, price: Array, purse: Array, most: Array) -> Array:
    """Which changes are made by those who cannot make all: most need for a point first · (change, row) bool."""
    made = np.zeros(worth.shape, bool)
    row = np.arange(worth.shape[1])
    worth, price = np.ascontiguousarray(worth.T), np.ascontiguousarray(price.T)  # what is compared lies side by side
    for turn in range(MOVES + 1):
        able = np.where(price <= purse[:, None], worth, 0)
        first = able.argmax(axis=1)
        spent = np.arange(len(row)), first
        takes = listed((able[spent] > 0) & (turn < most))
        if not len(takes):
            break
        made[first[takes], row[takes]] = True
        purse, worth[spent] = purse - price[spent], 0
        row, most, purse = row[takes], most[takes], purse[takes]  # only who took one change may take another
        worth, price = worth.take(takes, axis=0), price.take(takes, axis=0)
    return made


class Levels:
    """Wishes about single levels of a seat, weighed together: a move is worth it from a third of a step.

    Larger changes are gone in steps, unless they are promised (``owed``, the need that this adds).
    """

    def __init__(self, sight: Sight) -> None:
        self._sight = sight
        self._names: list[str] = []
        self._wishes: list[Array] = []
        self._terms: list[tuple[float, float, float]] = []
        self._owed: dict[int, Array] = {}
        self._only: dict[int, Array] = {}

    def want(
        self, name: str, wish: Array, step: float, weight: float, price: float,
        owed: Array | None = None, only: Array | None = None,
    ) -> None:  # fmt: skip
        """Wish a level of the order field ``name``; ``only`` (row,) bool says whose wish it is."""
        if owed is not None:
            self._owed[len(self._names)] = owed
        if only is not None:
            self._only[len(self._names)] = only
        self._names.append(name)
        self._wishes.append(wish)
        self._terms.append((step, weight, price))

    def onto(self, moves: Moves) -> None:
        """Put the wishes on the list of moves, in order."""
        old, wish, owed = np.zeros((3, len(self._names), self._sight.rows))
        for place, name in enumerate(self._names):
            old[place], wish[place] = getattr(self._sight, f"own_{name}"), self._wishes[place]
        for place, need in self._owed.items():
            owed[place] = need
        step, weight, _ = np.array(self._terms).T[:, :, None]
        gap = np.abs(wish - old)
        for place, where in self._only.items():
            gap[place] = np.where(where, gap[place], 0)
        need = np.where(3 * gap > step, weight * gap, 0) + owed
        self._old, self._new = old, np.where(owed > 0, wish, towards(old, wish, step))
        self._places = [moves.add(need[place], price) for place, (_, _, price) in enumerate(self._terms)]

    def orders(self, made: Array) -> dict[str, Array]:
        """The order fields that change in at least one row, for the moves made · {field: (row,)}."""
        first = self._places[0]
        new = np.where(made[first : first + len(self._places)], self._new, self._old)
        changed = (new != self._old).any(axis=1)
        return {name: new[place] for place, name in enumerate(self._names) if changed[place]}


def of_some(
    sight: Sight, where: Array, weighed: Callable[[Sight], tuple[Array, ...]], values: int = 2
) -> tuple[Array, ...]:
    """What is weighed of some rows alone: a need, an index, perhaps a value; the others need nothing · each (row,).

    Of a small group all rows are weighed: that costs less than to look for some.
    """
    some = listed(where)
    if not len(some):
        return tuple(np.zeros(sight.rows, np.int64 if place == 1 else float) for place in range(values))
    if sight.rows <= SMALL:
        need, *others = weighed(sight)
        return np.where(where, need, 0), *others
    found = []
    for value in weighed(sight.part(some)):
        found.append(np.zeros(sight.rows, value.dtype))
        found[-1][some] = value
    return tuple(found)


def most_moves(influence: Array, busy: Array) -> tuple[Array, Array]:
    """How many changes, and what is kept back for them · two of (row,): one less while an offer is out."""
    rich = (influence >= RICH) & ~busy
    return MOVES - busy + rich, np.where(rich, SURCHARGE, 0) + np.where(busy, SURCHARGE, 0)


def within(x: Array, low: float | Array, high: float | Array) -> Array:
    """The values cut to the bounds."""
    return np.asarray(np.minimum(np.maximum(x, low), high))


def towards(old: Array, wish: Array, step: float | Array) -> Array:
    """The old value moved to the wish by one step at most."""
    return np.asarray(old + np.minimum(np.maximum(wish - old, -step), step))


def largest(worth: Array) -> Array:
    """Index of the largest value of each row, the first of equals · (row,), from (k, row).

    >>> largest(np.array([[0.0, 2.0], [1.0, 2.0]])).tolist()
    [1, 0]
    """
    if worth.shape[1] <= SMALL:
        return worth.argmax(axis=0)
    before_last = np.arange(len(worth) - 1, -1, -1, dtype=np.int8)[:, None]  # a small type: many side by side
    return np.asarray(len(worth) - 1 - ((worth == worth.max(axis=0)) * before_last).max(axis=0).astype(np.int64))


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
