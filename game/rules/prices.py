"""Prices: every change of orders and every proposal costs influence, alike for persons and strategies."""

from __future__ import annotations

import numpy as np

from agents.columns import Array, columns_of, places, total
from game.names import CLAUSE_SLOTS
from game.orders import Orders
from game.params import Params
from game.rules.bodies import FOUND, JOIN, LEAVE
from game.rules.programmes import END, START
from game.setting import Setting
from game.world import Terms

ROWS = ("restriction", "refusal")
JOIN_PRICE, LEAVE_PRICE, FOUND_PRICE, BREAK_PRICE = 1, 3, 6, 3
"""List prices of joining, leaving and founding a body, and of leaving a deal openly, in points of influence."""
END_PRICE = 1
"""Price of ending a programme, in points of influence."""
BY_PARTNER = ("levy", "package", "stance", "sales")
LEVELS = 12
"""Dearest single move that the list knows, in points of influence."""


def list_prices(
    old: Orders, new: Orders, setting: Setting, extra: tuple[Array, ...] = (), terms: Terms | None = None
) -> Array:
    """How many moves of each list price a seat makes · (price, seat, world), price 0 is left empty.

    A row of channels towards one partner costs one for a single cell and two for any more; a budget costs one for
    every ten points moved; ``extra`` holds prices of other moves (offers), each (seat, world). Leaving a deal of the
    treaty book ``terms`` openly is a move of three points and one more for each of its clauses.
    """
    n, worlds = setting.nation_seats, old.enforcement.shape[-1]
    moves = np.zeros((LEVELS + 1, len(setting.seats), worlds))
    for name in ROWS if old is not new else ():
        before, after = getattr(old, name), getattr(new, name)
        if before is after:
            continue
        giver, partner, _, world = places(before[:n] != after[:n])
        cells = np.bincount((giver * len(before) + partner) * worlds + world, minlength=n * len(before) * worlds)
        cells = cells.reshape(n, len(before), worlds)
        moves[1, :n] += total(cells == 1, 1)
        moves[2, :n] += total(cells > 1, 1)
    for name, declared in columns_of(Orders).items() if old is not new else ():
        before, after = getattr(old, name), getattr(new, name)
        if before is after or not declared.price or name in ROWS:
            continue
        if name == "budget":
            shifted = total(np.abs(after[:n] - before[:n]), 1) / 2
            moves[1, :n] += np.ceil(shifted * 10 - 1e-9)
            continue
        if name == "programme":
            for action, price in ((START, declared.price), (END, END_PRICE)):
                moves[price, :n] += total((after[:n] == action).astype(float), 1)
            continue
        changed = _changes(before, after)
        if declared.axes[0] == "firm":
            moves[declared.price, n:] += changed
        elif declared.axes[0] == "party":
            moves[declared.price] += changed
        else:
            moves[declared.price, :n] += changed[:n]
    if old.body_action is not new.body_action:
        for action, price in ((JOIN, JOIN_PRICE), (LEAVE, LEAVE_PRICE), (FOUND, FOUND_PRICE)):
            moves[price, :n] += total((new.body_action[:n] == action).astype(float), 1)
    if terms is not None and new.breach.any():
        clauses = total((terms.kind > 0).astype(float), 1)
        for count in range(1, CLAUSE_SLOTS + 1):
            moves[BREAK_PRICE + count] += total((new.breach & (clauses == count)[None]).astype(float), 1)
    for listed in extra:
        seat, world = places(listed > 0)
        level = np.minimum(np.maximum(np.ceil(listed[seat, world] - 1e-9), 0), LEVELS).astype(int)
        moves[level, seat, world] += 1
    moves[0] = 0
    return moves


def _changes(before: Array, after: Array) -> Array:
    """How many places of a line changed · (row, world)."""
    changed = before != after
    if changed.ndim == 2:
        return changed.astype(float)
    row, *_, world = places(changed)
    rows, worlds = changed.shape[0], changed.shape[-1]
    return np.bincount(row * worlds + world, minlength=rows * worlds).reshape(rows, worlds).astype(float)


def surcharged(moves: Array, p: Params) -> Array:
    """Influence that the moves cost together [points] · (seat, world).

    Three moves at list price, the fourth at 1.5, the fifth at 2, more at 3 times, rounded up, the dearest first, so
    that neither order nor splitting matters. Source: play rules, section 3.

    >>> from types import SimpleNamespace
    >>> p = SimpleNamespace(free_moves=3, fourth=np.array(1.5), fifth=np.array(2.0), more=np.array(3.0))
    >>> m = np.zeros((4, 1, 1)); m[2] = 4
    >>> surcharged(m, p).tolist()
    [[9.0]]
    """
    cost = np.zeros(moves.shape[1:])
    before = np.zeros(moves.shape[1:])
    bands = ((0 * p.fourth, p.free_moves, 0 * p.fourth + 1), (p.free_moves, p.free_moves + 1, p.fourth),
             (p.free_moves + 1, p.free_moves + 2, p.fifth), (p.free_moves + 2, np.inf, p.more))
    made = np.flatnonzero(moves.reshape(len(moves), -1).any(axis=1)).tolist()
    for price in (price for price in reversed(made) if price):
        count = moves[price]
        for low, high, rate in bands:
            inside = np.minimum(np.maximum(before + count, low), high) - np.minimum(np.maximum(before, low), high)
            cost = cost + inside * np.ceil(rate * price)
        before = before + count
    return cost


def offer_price(clauses: Array, parties: Array, p: Params) -> Array:
    """List price of a proposal [points]: two, one more for each clause and each party above two; nothing for none."""
    asked = clauses > 0
    return np.where(asked, p.offer_price + np.maximum(clauses - 2, 0) + np.maximum(parties - 2, 0), 0)
