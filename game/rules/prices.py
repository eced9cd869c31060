"""Prices: every change of orders and every proposal costs influence, alike for persons and strategies."""

from __future__ import annotations

from operator import is_

import numpy as np

from agents.columns import Array, Column, columns_of, listed, places, total
from game import names
from game.names import CLAUSE_SLOTS
from game.orders import Orders
from game.params import Params
from game.rules.bodies import FOUND, JOIN, LEAVE
from game.rules.programmes import END, START
from game.setting import Setting
from game.world import World

ROWS = ("restriction", "refusal", "levy")
JOIN_PRICE, LEAVE_PRICE, FOUND_PRICE, BREAK_PRICE = 1, 3, 6, 3
"""List prices of joining, leaving and founding a body, and of leaving a deal openly, in points of influence."""
END_PRICE = 1
"""Price of ending a programme, in points of influence."""
RELEASE_PRICES = {names.RELEASES.index("delayed"): 1, names.RELEASES.index("open"): 2}
"""Prices of turning to these release policies; closing and holding back are free."""
SPLITS = ("safety_effort", "growth", "training_share")
"""Fields of firms that cost one for every ten points moved."""
LOOSER = {
    "enforcement": -1, "safety_standard": -1, "threshold": 1, "release_threshold": -1,
    "safety_effort": -1, "compliance": -1, "tests": -1,
}  # fmt: skip
"""Fields of nations and of firms of which one direction loosens."""
PRICED = {name: declared for name, declared in columns_of(Orders).items() if declared.price}
"""Fields that cost influence."""
LEVELS = 12
"""Dearest single move that the list knows, in points of influence."""


def list_prices(
    old: Orders, new: Orders, setting: Setting, extra: tuple[Array, ...] = (), world: World | None = None,
    p: Params | None = None,
) -> Array:
    """How many moves of each list price a seat makes · (price, seat, world), price 0 is left empty.

    A row of channels towards one partner costs one for a single cell and two for any more; a budget costs one for
    every ten points moved, and so do a firm's splits; ``extra`` holds prices of other moves (offers), each (seat,
    world). Given the ``world``, leaving a deal openly is a move of three points and one more for each of its clauses,
    and what a government loosens in the two quarters before a vote costs one more; given ``p`` too, so does what a
    firm loosens in the two before its general meeting.
    """
    n, worlds = setting.nation_seats, old.enforcement.shape[-1]
    moves = np.zeros((LEVELS + 1, len(setting.seats), worlds))
    if old is not new:
        soon = None if world is None else _judged_soon(world.quarter, setting, p)
        for name, declared in PRICED.items():
            before, after = getattr(old, name), getattr(new, name)
            if before is not after:
                _booked(moves, name, declared, before, after, n, soon)
    if old.body_action is not new.body_action:
        for action, price in ((JOIN, JOIN_PRICE), (LEAVE, LEAVE_PRICE), (FOUND, FOUND_PRICE)):
            moves[price, :n] += total((new.body_action[:n] == action).astype(float), 1)
    if world is not None and new.breach.any():
        clauses = total((world.deals.kind > 0).astype(float), 1)
        for count in range(1, CLAUSE_SLOTS + 1):
            moves[BREAK_PRICE + count] += total((new.breach & (clauses == count)[None]).astype(float), 1)
    for offered in extra:
        seat, where = places(offered > 0)
        moves[_level(offered[seat, where]), seat, where] += 1
    moves[0] = 0
    return moves


def _booked(
    moves: Array, name: str, declared: Column, before: Array, after: Array, n: int, soon: Array | None
) -> None:
    """Add the moves of one field to the list, in place; ``soon`` (seat, world) says where a vote is near."""
    if name in ROWS:
        rows, loosened = _rows_changed(before[:n], after[:n])
        for price, count in ((1, rows == 1), (2, rows > 1)):
            _surcharged_rows(moves, price, count, loosened, None if soon is None else soon[:n])
    elif name == "budget":
        moves[1, :n] += _tens(total(np.abs(after[:n] - before[:n]), 1) / 2)
    elif name in SPLITS:
        _counted(moves[:, n:], 1, _tens(np.abs(after - before)), _loosens(name, before, after, soon, n))
    elif name == "release":
        for policy, price in RELEASE_PRICES.items():
            moves[price, n:] += (after != before) & (after == policy)
    elif name == "programme":
        for action, price in ((START, declared.price), (END, END_PRICE)):
            moves[price, :n] += total((after[:n] == action).astype(float), 1)
    elif declared.axes[0] == "firm":
        _counted(moves[:, n:], declared.price, _changes(before, after), _loosens(name, before, after, soon, n))
    elif declared.axes[0] == "party":
        moves[declared.price] += _changes(before, after)
    else:
        looser = _loosens(name, before[:n], after[:n], soon, 0)
        _counted(moves[:, :n], declared.price, _changes(before, after)[:n], looser)


def _loosens(name: str, before: Array, after: Array, soon: Array | None, first: int) -> Array | None:
    """Which lines of a field are loosened where a vote is near · (row, world) bool; ``first`` is the seat of the first.

    None for fields that loosen nothing, and where no vote is near.
    """
    if name not in LOOSER or soon is None:
        return None
    here = soon[first : first + len(before)]
    return (LOOSER[name] * (after.astype(float) - before) > 0) & here if here.any() else None


def _counted(moves: Array, price: int, count: Array, dearer: Array | None) -> None:
    """Add moves of a price, one point more for one move of each line that is ``dearer``, in place · (row, world)."""
    if dearer is None:
        moves[price] += count
        return
    moves[price] += count - dearer
    moves[price + 1] += dearer


def _tens(shift: Array) -> Array:
    """Moves of ten points that a shift takes."""
    return np.ceil(shift * 10 - 1e-9)


def _rows_changed(before: Array, after: Array) -> tuple[Array, Array]:
    """Cells that changed in each row, and whether it became looser on the whole · two of (giver, partner, world)."""
    shape = (len(before), before.shape[1], before.shape[-1])
    giver, partner, channel, world = places(before != after)
    row = (giver * shape[1] + partner) * shape[2] + world
    change = after[giver, partner, channel, world] - before[giver, partner, channel, world]
    size = shape[0] * shape[1] * shape[2]
    cells, sums = np.bincount(row, minlength=size), np.bincount(row, weights=change, minlength=size)
    return cells.reshape(shape), sums.reshape(shape) < 0


def _surcharged_rows(moves: Array, price: int, rows: Array, loosened: Array, soon: Array | None) -> None:
    """Add rows of a price, one point more for those that are loosened before a vote, in place."""
    n = len(rows)
    if soon is None or not soon.any():
        moves[price, :n] += total(rows, 1)
        return
    dearer = rows & loosened & soon[:, None]
    moves[price, :n] += total(rows & ~dearer, 1)
    moves[price + 1, :n] += total(dearer, 1)


def _changes(before: Array, after: Array) -> Array:
    """How many places of a line changed · (row, world)."""
    changed = before != after
    if changed.ndim == 2:
        return changed.astype(float)
    row, *_, world = places(changed)
    rows, worlds = changed.shape[0], changed.shape[-1]
    return np.bincount(row * worlds + world, minlength=rows * worlds).reshape(rows, worlds).astype(float)


def vote_ahead(quarter: Array, setting: Setting) -> Array:
    """Whether a vote comes within two quarters at each seat's home · (seat, world) bool.

    Loosening and stepping down cost more then. Source: play rules, sections 3 and 6.
    """
    last = setting.elections.shape[1] - 1
    near = setting.elections[:, np.minimum(quarter, last)] | setting.elections[:, np.minimum(quarter + 1, last)]
    return np.concatenate([near[: setting.nation_seats], np.take(near, setting.home, axis=0)])


def meeting_ahead(quarter: Array, setting: Setting, p: Params) -> Array:
    """Whether the general meetings of firms come within two quarters · (world,) bool. Source: play rules, section 3."""
    meeting = np.rint(p.meeting_quarter)
    return (setting.quarter_of_year(quarter) == meeting) | (setting.quarter_of_year(quarter + 1) == meeting)


def _judged_soon(quarter: Array, setting: Setting, p: Params | None) -> Array:
    """Where a vote on a government or, given ``p``, on a board comes within two quarters · (seat, world) bool."""
    soon = vote_ahead(quarter, setting)
    soon[setting.nation_seats :] = False if p is None else meeting_ahead(quarter, setting, p)
    return soon


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
    where = np.broadcast_to(np.arange(moves.shape[-1]), moves.shape[1:])
    return _surcharged(moves.reshape(len(moves), -1), where.reshape(-1), p).reshape(moves.shape[1:])


def spent_on_offers(before: tuple[Array, ...], price: Array, seat: Array, world: Array, p: Params) -> Array:
    """Influence that offers of a quarter cost a seat in a world together, as moves of one list [points] · (row,).

    ``before`` holds list prices of offers made already, each (seat, world), ``price`` (row,) those of one more.
    """
    moves = np.zeros((LEVELS + 1, len(seat)))
    every = np.arange(len(seat))
    for offered in (*(earlier[seat, world] for earlier in before), price):
        moves[_level(offered), every] += 1
    moves[0] = 0
    return _surcharged(moves, world, p)


def _level(price: Array) -> Array:
    """Place of a price on the list: rounded up, and no dearer than the list knows."""
    return np.minimum(np.maximum(np.ceil(price - 1e-9), 0), LEVELS).astype(int)


def _surcharged(moves: Array, world: Array, p: Params) -> Array:
    """What moves (price, row) cost in the world of each row [points] · (row,)."""
    made = listed(moves.any(axis=1))[::-1]
    made = made[made > 0]
    count = moves.take(made, axis=0)
    cost = total(count * made[:, None], 0) if len(made) else np.zeros(moves.shape[1])
    many = listed(total(count, 0) > _in_world(p.free_moves, world))
    if len(many):
        cost[many] = _in_bands(count.take(many, axis=1), made, world.take(many), p)
    return cost


def _in_world(number: Array | int, world: Array) -> Array:
    return np.asarray(np.asarray(number).take(world if np.ndim(number) else 0 * world))


def _in_bands(count: Array, price: Array, world: Array, p: Params) -> Array:
    """What many moves cost: ``count`` (price, row) at each list price, the dearest first, in the row's world."""
    after = np.add.accumulate(count, axis=0)[:, None]
    before = after - count[:, None]
    free, fourth, fifth, more = (_in_world(x, world) for x in (p.free_moves, p.fourth, p.fifth, p.more))
    low = np.array([0 * free, free, free + 1, free + 2])
    high = np.array([free, free + 1, free + 2, np.full(free.shape, np.inf)])
    rate = np.ceil(np.array([0 * free + 1, fourth, fifth, more]) * price[:, None, None])
    inside = np.minimum(np.maximum(after, low), high) - np.minimum(np.maximum(before, low), high)
    return total((inside * rate).reshape(-1, len(world)), 0)


_last: list[tuple[tuple[Orders, Orders, Setting, Params, tuple[Array, ...], World | None], Array]] = []


def spent(
    old: Orders, new: Orders, setting: Setting, p: Params, extra: tuple[Array, ...] = (), world: World | None = None
) -> Array:
    """Influence that the changes of orders and the moves ``extra`` cost together [points] · (seat, world).

    The sheets asked for last are kept, because legality and the turn ask for the same within a quarter.
    """
    asked = (old, new, setting, p, extra, world)
    for before, cost in tuple(_last):
        if all(map(is_, before, asked)):
            return cost
    cost = surcharged(list_prices(old, new, setting, extra, world, p), p)
    _last[:] = [(asked, cost)]
    return cost


def refused_pay_nothing(old: Orders, wanted: Orders, lawful: Orders, refused: Array) -> None:
    """Keep what the lawful orders cost if the wanted ones were asked for last: refused seats pay for ``extra`` alone.

    ``lawful`` are the wanted orders with the lines of refused seats (seat, world) as they stood.
    """
    for (standing, priced, setting, p, extra, world), cost in tuple(_last):
        if standing is old and priced is wanted:
            rest = surcharged(list_prices(old, old, setting, extra), p) if extra else 0
            _last[:] = [((old, lawful, setting, p, extra, world), np.where(refused, rest, cost))]


def offer_price(clauses: Array, parties: Array, base: Array) -> Array:
    """List price of a proposal [points]: ``base``, one more for each clause and each party above two; none for none."""
    return np.where(clauses > 0, base + np.maximum(clauses - 2, 0) + np.maximum(parties - 2, 0), 0)
