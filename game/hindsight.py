"""What a seat could expect of the quarter just played, what came, and what its heaviest move was worth.

Everything is reckoned from what the seat might know when it sealed (``game.veil``): the other seats decide again, as
their usual strategies would. Futures draw under a key of their own; the game's own luck is used for the quarter that
has been played and never for a later one. So nothing is told here of which the seat could not have thought itself.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from agents.columns import Array, columns_of
from game.diplomacy import diplomacy
from game.forecast import Decision
from game.rules.prices import list_prices
from game.session import Session, with_changes
from game.start import cast_of
from game.veil import veil

FUTURES = 32
"""Futures of every arm."""
AHEAD = 4
"""Quarters that a move is followed, its own among them."""
WEIGHED = 4
"""Most moves that are weighed."""
KEY = "hindsight"
FEW, MANY = 10, 90
"""Percentiles between which four of five futures lie."""
QUANTITIES = ("points", "lead", "risk", "influence", "money")
PARTNERED = frozenset({"restriction", "refusal", "levy", "stance", "package", "sales", "watch", "publish"})
"""Fields whose second axis is a partner; what is changed towards one partner is one move."""
TOWARDS = {"restriction": "stance", "refusal": "stance", "levy": "stance", "stance": "stance"}
"""Fields that are one move together where they concern the same partner."""

SEATED = frozenset({"watch", "publish"})
"""Fields whose partner is a seat; of the others it is a nation."""
ANSWER_WEIGHT = (2.0, 1.0)
"""With which list price a major and a minor answer are compared when the moves to be weighed are picked."""
SAID = frozenset({"forecast"})
"""Fields that say something and change nothing."""
Cells = tuple[tuple[str, tuple[Any, ...]], ...]
"""Cells of orders: the field, then the place in it and the level set, as in a record."""
Numbers = dict[str, Array]
"""Quantities of the seat by name · (future,)."""


class Move(NamedTuple):
    """One thing that a seat did: cells of its orders, or the number of a deal in the talks (-1: none).

    ``partner`` is the key of the one it concerns, of a deal the keys of the other parties with commas, or empty.
    """

    kind: str
    partner: str
    cells: Cells
    deal: int
    price: float


class Expected(NamedTuple):
    """A quantity after the quarter: middle and range of what was to be expected, what came, and what luck did."""

    key: str
    middle: float
    low: float
    high: float
    came: float
    by_luck: float
    by_others: float


class Road(NamedTuple):
    """The heaviest move against its being left out, other things and luck the same.

    ``differences`` mean, low and high of what it was worth (with it less without) after ``quarters`` · ``better`` and
    ``equal`` shares of the futures by points · ``at_once`` its worth in the quarter itself, under the luck that came.
    """

    move: Move
    quarters: int
    futures: int
    better: float
    equal: float
    differences: dict[str, tuple[float, float, float]]
    at_once: dict[str, float]


@dataclass(frozen=True)
class Hindsight:
    """The range of each quantity, and the road not taken if there was a move."""

    expected: tuple[Expected, ...]
    road: Road | None


Work = Generator[None, None, Hindsight]
"""Work in small slices: every ``next`` plays one quarter of one arm; the value of its end is the result."""


def worked_out(session: Session, seat: str) -> Work:
    """Look back on the last quarter of a session for a seat that a person plays."""
    decision = Decision(session, session.quarter, seat)
    record, found = decision.record, moves(decision)
    with_it = yield from _followed(decision, record, None)
    own_luck = _first(decision, record, 1, None)
    yield
    expected = _expected(session, seat, with_it[0], _numbers(own_luck, seat))
    roads = []
    for move in found[:WEIGHED]:
        taken = yield from _followed(decision, record, move)
        left = without(record, move)
        instead = yield from _followed(decision, left, move)
        once = _first(decision, left, 1, None)
        yield
        roads.append(_road(move, taken, instead, _numbers(own_luck, seat), _numbers(once, seat)))
    return Hindsight(expected, max(roads, key=lambda road: abs(road.differences["points"][0]), default=None))


# ------------------------------------------------------------------ moves


def moves(decision: Decision) -> list[Move]:
    """What the seat did in the quarter, the dearest first: its orders by field and partner, and its deals."""
    session, index, record = decision.session, decision.session.seat_index[decision.seat], decision.record
    grouped: dict[tuple[str, int], list[tuple[str, tuple[Any, ...]]]] = {}
    for name, cells in record["orders"].items():
        row = int(session.game.lines(name)[index])
        for *place, value in cells:
            if row >= 0 and place[0] == row and name not in SAID:
                partner = int(place[1]) if name in PARTNERED or name == "reply" else -1
                grouped.setdefault((TOWARDS.get(name, name), partner), []).append((name, (*place, value)))
    found = [_move(decision, kind, partner, tuple(cells)) for (kind, partner), cells in grouped.items()]
    found += [
        Move("deal", _others(decision, entry), (), number, float(entry["price"]))
        for number, entry in enumerate(record["talks"])
        if entry.get("signed") and "renews" not in entry and index in entry["terms"]["parties"]
    ]
    return sorted(found, key=lambda move: -move.price)


def _move(decision: Decision, kind: str, partner: int, cells: Cells) -> Move:
    """A move by orders with its list price; a major answer is weighed with the dear ones, a minor one after them."""
    session = decision.session
    setting = diplomacy(session).setting
    if kind == "reply":
        return Move(kind, "", cells, -1, ANSWER_WEIGHT[partner])
    old = session.snapshots[decision.quarter - 1 - session.first_quarter].standing
    moved = list_prices(old, with_changes(old, _table(cells)), setting)[:, session.seat_index[decision.seat], 0]
    price = float(np.add.reduce(moved * np.arange(len(moved))))
    keys = setting.seats if kind in SEATED else setting.nations
    return Move(kind, keys[partner] if partner >= 0 else "", cells, -1, price)


def _others(decision: Decision, entry: Mapping[str, Any]) -> str:
    keys = diplomacy(decision.session).setting.seats
    own = decision.session.seat_index[decision.seat]
    return ",".join(keys[int(seat)] for seat in entry["terms"]["parties"] if int(seat) != own)


def _table(cells: Cells) -> dict[str, list[list[Any]]]:
    found: dict[str, list[list[Any]]] = {}
    for name, cell in cells:
        found.setdefault(name, []).append(list(cell))
    return found


def without(record: Mapping[str, Any], move: Move) -> dict[str, Any]:
    """The record of the quarter with one move left out."""
    if move.deal >= 0:
        talks = [dict(entry) for entry in record["talks"]]
        talks[move.deal] = {**talks[move.deal], "signed": False, "price": 0.0, "refused": False}
        return {**record, "talks": talks}
    left = {name: list(cells) for name, cells in record["orders"].items()}
    for name, cell in move.cells:
        left[name] = [kept for kept in left[name] if tuple(kept) != cell]
    return {**record, "orders": {name: cells for name, cells in left.items() if cells}}


# ------------------------------------------------------------------ futures


def _first(decision: Decision, record: Mapping[str, Any], worlds: int, key: str | None) -> Session:
    """The quarter once more from what the seat knew, its own orders by the record, all others decided again."""
    session, seat = decision.session, decision.seat
    usual = cast_of(diplomacy(session).scenario)
    others: dict[str, Any] = {name: usual[i] for i, (name, _kind) in enumerate(session.game.seats) if name != seat}
    future = session.branch(decision.quarter - 1, worlds=worlds, key=key, cast=others)
    future.watch, future.people, future.pins, future.keep = None, frozenset(), {}, False
    future.policies.clear()
    veil(future, seat)
    future.advance_recorded(record, anew=list(others))
    return future


def _followed(decision: Decision, record: Mapping[str, Any], move: Move | None) -> Generator[None, None, list[Numbers]]:
    """Quantities of the seat after the quarter; with a move, after so many quarters in which its cells stay put."""
    session = _first(decision, record, FUTURES, f"{decision.session.key}/{KEY}")
    found = [_numbers(session, decision.seat)]
    yield
    if move is not None:
        session.pins = _pinned(session, decision.seat, move)
        while len(found) < AHEAD and not session.finished:
            session.advance()
            found.append(_numbers(session, decision.seat))
            yield
    return found


def _pinned(session: Session, seat: str, move: Move) -> dict[int, dict[str, Array]]:
    """The cells of a move, held as they are; actions are taken once and hold nothing."""
    index, fields = session.seat_index[seat], columns_of(session.game.sheet)
    held: dict[str, Array] = {}
    for name, (_row, *place, _value) in move.cells:
        if fields[name].idle is None:
            mask = held.setdefault(name, np.zeros(session.line(index, name).shape[:-1], bool))
            mask[tuple(place)] = True
    return {index: held} if held else {}


def _numbers(session: Session, seat: str) -> Numbers:
    """The quantities of a seat in every world of a session."""
    index, world, setting = session.seat_index[seat], session.world, diplomacy(session).setting
    home = int(setting.home[index - setting.nation_seats]) if index >= setting.nation_seats else index
    return {
        "points": session.score()[index],
        "lead": world.lead[home].copy(),
        "risk": world.risk.copy(),
        "influence": world.influence[index].copy(),
        "money": world.cash[index].copy(),
    }


def _expected(session: Session, seat: str, futures: Numbers, own_luck: Numbers) -> tuple[Expected, ...]:
    came = _numbers(session, seat)
    found = []
    for key in QUANTITIES:
        low, middle, high = (float(x) for x in np.percentile(futures[key], (FEW, 50, MANY)))
        here, lucky = float(came[key][0]), float(own_luck[key][0])
        found.append(Expected(key, middle, low, high, here, lucky - middle, here - lucky))
    return tuple(found)


def _road(move: Move, taken: list[Numbers], instead: list[Numbers], own: Numbers, left: Numbers) -> Road:
    apart = {key: taken[-1][key] - instead[-1][key] for key in QUANTITIES}
    points = apart["points"]
    differences = {
        key: (float(np.mean(values)), float(np.percentile(values, FEW)), float(np.percentile(values, MANY)))
        for key, values in apart.items()
    }
    at_once = {key: float(own[key][0] - left[key][0]) for key in QUANTITIES}
    return Road(
        move,
        len(taken),
        len(points),
        float(np.mean(points > 0)),
        float(np.mean(points == 0)),
        differences,
        at_once,
    )
