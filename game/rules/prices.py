"""Prices: every change of orders and every proposal costs influence, alike for persons and strategies."""

from __future__ import annotations

from operator import is_

import numpy as np

from agents.columns import Array, columns_of, places, total
from game.names import CLAUSE_SLOTS
from game.orders import Orders
from game.params import Params
from game.rules.bodies import FOUND, JOIN, LEAVE
from game.setting import Setting
from game.world import Terms

ROWS = ("restriction", "refusal")
JOIN_PRICE, LEAVE_PRICE, FOUND_PRICE, BREAK_PRICE = 1, 3, 6, 3
"""List prices of joining, leaving and founding a body, and of leaving a deal openly, in points of influence."""
BY_PARTNER = ("levy", "package", "stance", "sales")
LEVELS = 12
"""Dearest single move that the list knows, in points of influence."""
PRICED = {
    name: declared for name, declared in columns_of(Orders).items() if declared.price and name not in (*ROWS, "budget")
}
"""Fields of which every change has its own price on the list."""


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
    if old.budget is not new.budget:
        shifted = total(np.abs(new.budget[:n] - old.budget[:n]), 1) / 2
        moves[1, :n] += np.ceil(shifted * 10 - 1e-9)
    for name, declared in PRICED.items() if old is not new else ():
        before, after = getattr(old, name), getattr(new, name)
        if before is after:
            continue
        changed = (before != after).astype(float)
        if changed.ndim > 2:
            changed = total(changed, 1)
        if declared.axes[0] in ("firm",):
            moves[declared.price, n:] += changed
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
    worlds = moves.shape[-1]
    listed = moves.reshape(len(moves), -1)
    cost = np.zeros(listed.shape[1])
    buys = np.flatnonzero(listed[1:].any(axis=0))
    if len(buys):
        made = np.flatnonzero(listed.any(axis=1))[::-1]
        made = made[made > 0]
        count = listed.take(made, axis=0).take(buys, axis=1)
        after = np.add.accumulate(count, axis=0)[:, None]
        before = after - count[:, None]
        free, fourth, fifth, more = (
            (np.asarray(x) + np.zeros(worlds)).take(buys % worlds) for x in (p.free_moves, p.fourth, p.fifth, p.more)
        )
        low = np.stack([0 * free, free, free + 1, free + 2])
        high = np.stack([free, free + 1, free + 2, np.full_like(free, np.inf)])
        rate = np.ceil(np.stack([0 * free + 1, fourth, fifth, more]) * made[:, None, None])
        inside = np.minimum(np.maximum(after, low), high) - np.minimum(np.maximum(before, low), high)
        cost[buys] = total((inside * rate).reshape(-1, len(buys)), 0)
    return cost.reshape(moves.shape[1:])


_last: list[tuple[tuple[object, ...], Array]] = []


def spent(
    old: Orders, new: Orders, setting: Setting, p: Params, extra: tuple[Array, ...] = (), terms: Terms | None = None
) -> Array:
    """Influence that the changes of orders and the moves ``extra`` cost together [points] · (seat, world).

    The sheets asked for last are kept, because legality and the turn ask for the same within a quarter.
    """
    asked = (old, new, setting, p, extra, terms)
    for before, cost in tuple(_last):
        if all(map(is_, before, asked)):
            return cost
    cost = surcharged(list_prices(old, new, setting, extra, terms), p)
    _last[:] = [(asked, cost)]
    return cost


def offer_price(clauses: Array, parties: Array, p: Params) -> Array:
    """List price of a proposal [points]: two, one more for each clause and each party above two; nothing for none."""
    asked = clauses > 0
    return np.where(asked, p.offer_price + np.maximum(clauses - 2, 0) + np.maximum(parties - 2, 0), 0)
