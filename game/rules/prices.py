"""Prices: every change of orders and every proposal costs influence, alike for persons and strategies."""

from __future__ import annotations

from operator import is_
from typing import NamedTuple

import numpy as np

from agents.columns import Array, columns_of, listed, places, total
from game.orders import Orders
from game.params import Params
from game.rules.altered import Altered, altered
from game.setting import Setting
from game.world import World

ROWS = ("restriction", "refusal", "levy")
BREAK_PRICE = 3
"""List price of leaving a deal openly, without that of its clauses, in points of influence."""
BY_VALUE = {
    "programme": np.array([0, 3, 1]),  # none, start, end
    "body_action": np.array([0, 1, 3, 6]),  # none, join, leave, found
    "release": np.array([0, 0, 1, 2]),  # hold, closed, delayed, open
}
"""List prices of turning to each value of a field, in points of influence."""
SPLITS = ("safety_effort", "growth", "training_share")
"""Fields of firms that cost one for every ten points moved."""
LOOSER = {
    "enforcement": -1, "safety_standard": -1, "threshold": 1, "release_threshold": -1,
    "safety_effort": -1, "compliance": -1, "tests": -1,
}  # fmt: skip
"""Fields of nations and of firms of which one direction loosens."""
PRICES = {name: declared.price for name, declared in columns_of(Orders).items()}
"""List price of a change of each field, in points of influence; 0 is free."""
LEVELS = 12
"""Dearest single move that the list knows, in points of influence."""


class Moves(NamedTuple):
    """Moves of a seat in a world at a list price, how many, and whether they loosen something · each (move,)."""

    price: Array
    seat: Array
    world: Array
    times: Array
    looser: Array


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
    changes = altered(old, new, setting)
    moves = [_moves(name, change) for name, change in changes.items() if PRICES[name] or name in BY_VALUE]
    if world is not None and "breach" in changes:
        moves.append(_broken(changes["breach"], world))
    for offered in extra:
        seat, where = places(offered > 0)
        moves.append(_moved(_level(offered[seat, where]), seat, where))
    soon = None if world is None or not changes else _judged_soon(world.quarter, setting, p)
    return _listed(moves, soon, (LEVELS + 1, len(setting.seats), old.enforcement.shape[-1]))


def _listed(moves: list[Moves], soon: Array | None, shape: tuple[int, ...]) -> Array:
    """The moves counted by price · ``shape``; one of each that loosens costs one more where a vote is ``soon``."""
    if not moves:
        return np.zeros(shape)
    price, seat, world, times, looser = (np.concatenate(part) for part in zip(*moves, strict=True))
    of_price = shape[1] * shape[2]
    place = price * of_price + seat * shape[2] + world
    if soon is not None and looser.any():
        dearer = place[looser & soon[seat, world]]
        place = np.concatenate([place, dearer, dearer + of_price])
        times = np.concatenate([times, np.repeat([-1.0, 1.0], len(dearer))])
    found = np.bincount(place, times, shape[0] * of_price).reshape(shape)
    found[0] = 0
    return found


def _moved(
    price: Array | int, seat: Array, world: Array, times: Array | None = None, looser: Array | None = None
) -> Moves:
    """Moves of which each is one and loosens nothing, unless said otherwise."""
    prices = price if isinstance(price, np.ndarray) else np.full(len(seat), price)
    each = np.ones(len(seat)) if times is None else times
    return Moves(prices, seat, world, each, np.zeros(len(seat), bool) if looser is None else looser)


def _moves(name: str, change: Altered) -> Moves:
    """The moves that the changes of one field are."""
    if name in ROWS:
        return _rows(change)
    if name == "budget":
        return _budgets(change)
    price = BY_VALUE[name].take(change.new, mode="clip") if name in BY_VALUE else PRICES[name]
    shift = change.new.astype(float) - change.old
    times = _tens(np.abs(shift)) if name in SPLITS else None
    looser = LOOSER[name] * shift > 0 if name in LOOSER else None
    return _moved(price, change.seat, change.world, times, looser)


def _rows(change: Altered) -> Moves:
    """Rows of channels, each a move: dearer if more than one cell changes, looser if they are so on the whole."""
    giver, partner, _, world = change.cells
    _, partners, _, worlds = change.shape
    row = (giver * partners + partner) * worlds + world
    cells = np.bincount(row)
    which = listed(cells)
    looser = np.bincount(row, change.new - change.old)[which] < 0
    return _moved(1 + (cells[which] > 1), which // (partners * worlds), which % worlds, None, looser)


def _budgets(change: Altered) -> Moves:
    """Budgets, each a move for every ten points that change their line."""
    worlds = change.shape[-1]
    moved = np.bincount(change.seat * worlds + change.world, np.abs(change.new - change.old)) / 2
    which = listed(moved)
    return _moved(PRICES["budget"], which // worlds, which % worlds, _tens(moved[which]))


def _broken(change: Altered, world: World) -> Moves:
    """Deals left openly, the dearer the more clauses they have."""
    _, deal, where = change.cells
    clauses = total((world.deals.kind > 0).astype(int), 1)[deal, where]
    return _moved(np.where(clauses > 0, BREAK_PRICE + clauses, 0), change.seat, where)


def _tens(shift: Array) -> Array:
    """Moves of ten points that a shift takes."""
    return np.ceil(shift * 10 - 1e-9)


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
