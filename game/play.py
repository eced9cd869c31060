"""What a game is to the Session: seats, an order sheet, a turn; with defaults for what a small game lacks."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, ClassVar, NamedTuple, Self

import numpy as np

from agents.columns import Array, columns_of, listed
from agents.sight import Look, Rows
from agents.table import Answer, Failure, Table
from game.luck import Luck


class Signed(NamedTuple):
    """Deals that were signed together · (deal,) each: slot in the treaty book, world, who tabled it, and whether it
    countered another's offer."""

    slot: Array
    world: Array
    by: Array
    counter: Array


@dataclass
class Bargain:
    """The talks of one quarter: what is on the table, and the answers given so far.

    ``price`` holds the list prices of the offers made, each (seat, world); ``signed`` what was signed of them; ``log``
    plain records for the save file;
    ``seen`` what a filter for secrets worked out in the quarter and may use again.
    """

    world: Any
    price: tuple[Array, ...] = ()
    open: list[dict[str, Any]] = field(default_factory=list)
    log: list[dict[str, Any]] = field(default_factory=list)
    signed: list[Signed] = field(default_factory=list)
    seen: dict[Any, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Room:
    """Who sits in the talks of a quarter: strategies, asked at the table; people; and seats for which nobody speaks."""

    standing: Any
    table: Table
    memory: Array
    luck: Luck
    failures: list[Failure]
    people: frozenset[int] = frozenset()
    silent: frozenset[int] = frozenset()
    seen: dict[Any, Any] = field(default_factory=dict, repr=False)

    def marked(self, seats: frozenset[int]) -> Array:
        """The seats as a mask · (seat,) bool."""
        mask = np.zeros(len(self.table.keys), bool)
        if seats:
            mask[list(seats)] = True
        return mask


class Game:
    """A game of any number of seats and turns; subclasses give ``seats``, ``sheet``, ``start``, ``turn``, ``score``."""

    name: str = "game"
    sheet: ClassVar[type]
    rules: ClassVar[int] = 1
    """Number of the game's rules: raise it with every change that makes a recorded game come out differently."""
    seats: Sequence[tuple[str, str]] = ()

    def describe(self) -> dict[str, Any]:
        """Everything that tells this game from others of its kind, in the plain values of JSON; for saves.

        A game without settings of its own is described by nothing; one that has some says them here. ``packed`` makes
        plain values of arrays.
        """
        if vars(self):
            raise NotImplementedError(f"{type(self).__name__} must say how it is described")
        return {}

    @classmethod
    def described(cls, values: Mapping[str, Any]) -> Self:
        """The game of a description; unless a game says otherwise, its values are what the class is called with."""
        return cls(**values)

    def start(self, seeds: Array) -> tuple[Any, Any]:
        """World and standing orders before the first quarter, one world per seed."""
        raise NotImplementedError(f"{type(self).__name__} must say how it starts")

    def turn(
        self, world: Any, standing: Any, orders: Any, luck: Luck, bargain: Bargain
    ) -> tuple[Any, Any, dict[str, Any]]:
        """Next world, orders that stand, and the named causes."""
        raise NotImplementedError(f"{type(self).__name__} must say what a turn does")

    def score(self, world: Any, orders: Any) -> Array:
        """Points of every seat · (seat, world)."""
        raise NotImplementedError(f"{type(self).__name__} must say how it scores")

    def finished(self, world: Any) -> Array:
        """Which worlds are over · (world,) bool."""
        return np.asarray(world.finished)

    def epilogue(self, world: Any) -> tuple[Game, Any]:
        """The game with the quarters that follow its end, and the world reopened for them; a game may have none."""
        return self, world

    def quarter(self, world: Any) -> int:
        """Quarters played so far in the worlds that go on."""
        return int(world.quarter.max())

    def doctrines(self, seat: int) -> Sequence[str]:
        """Names of the strategies between which a person at a seat may choose; a game may offer none."""
        return ()

    def doctrine(self, standing: Any) -> Array:
        """Which of its doctrines runs each seat, -1 the strategy it was cast with · (seat, world)."""
        return np.full((len(self.seats), 1), -1)

    def as_cast(self, standing: Any, seats: Sequence[int]) -> Any:
        """The standing orders with the strategies that some seats were cast with back at work."""
        return standing

    def phases(self, quarter: int) -> Sequence[str | None]:
        """Kinds of seats in the order in which they decide; later ones see what earlier ones announce."""
        return (None,)

    def lines(self, field: str) -> Array:
        """Row of an order field that belongs to each seat, -1 where the field is not for it · (seat,)."""
        return np.arange(len(self.seats))

    def shapes(self, orders: Any) -> dict[str, tuple[int, ...]]:
        """Shape of one seat's line of every field of the sheet, the world axis left out."""
        return {name: getattr(orders, name).shape[1:-1] for name in columns_of(self.sheet)}

    def look(self, world: Any, standing: Any, announced: Any, bargain: Bargain | None = None) -> Look:
        """The filter for secrets; a game without any shows the columns of its world and of the standing orders."""

        def shown(name: str, asked: Rows, *entry: Array) -> Array:
            seats, worlds = asked.seats, asked.worlds
            if entry:
                whole = shown(name, asked)
                return np.ascontiguousarray(np.moveaxis(whole[entry[0], ..., np.arange(len(seats))], 0, -1))
            if name.startswith("own_"):
                rows = getattr(standing if hasattr(standing, name[4:]) else world, name[4:])
                return np.ascontiguousarray(np.moveaxis(rows[seats, ..., worlds], 0, -1))
            source = next((s for s in (world, announced) if hasattr(s, name)), None)
            if source is None:
                raise AttributeError(f"nobody may know {name!r}")
            return np.take(getattr(source, name), worlds, axis=-1)

        return shown

    def shown(self, world: Any) -> Collection[str]:
        """All names for which a seat may ask its sight, refused or not."""
        columns = {entry.name: np.shape(getattr(world, entry.name)) for entry in fields(world)}
        lines = [name for name, shape in columns.items() if len(shape) > 1 and shape[0] == len(self.seats)]
        sheet = list(columns_of(self.sheet))
        return [*columns, *sheet, *(f"own_{name}" for name in (*lines, *sheet))]

    def open_talks(self, world: Any, room: Room) -> Bargain:
        """Offers made and answered before orders are given; a game without deals has none."""
        return Bargain(world)

    def table_offer(
        self, bargain: Bargain, room: Room, seat: int, draft: Mapping[str, Any], counter: int | None = None
    ) -> dict[str, Any]:
        """Put a person's draft on the table; returns what became of it, or an objection."""
        return {"signed": False, "objection": "no_talks"}

    def sound_out(self, bargain: Bargain, room: Room, seat: int, draft: Mapping[str, Any]) -> dict[str, Any]:
        """Ask how a person's draft would be received; returns what was heard, or an objection."""
        return {"signed": False, "objection": "no_talks"}

    def renew(self, bargain: Bargain, room: Room, seat: int, deal: int) -> dict[str, Any]:
        """Ask the other parties of a deal to go on; returns what became of it, or an objection."""
        return {"signed": False, "objection": "no_talks"}

    def close_talks(self, bargain: Bargain, replies: Mapping[tuple[int, int], int]) -> Bargain:
        """Settle what waited for people, by their replies: (offer number, seat) -> 1 yes, 0 no."""
        return bargain

    def offers_put(self) -> int:
        """How many waiting offers of a quarter are put before a person; the others are left to its strategy."""
        return 0

    def recorded_talks(self, world: Any, record: Mapping[str, Any]) -> Bargain:
        """The talks of a recorded quarter, booked without asking anybody."""
        return Bargain(world)

    def refused(self, world: Any, standing: Any, orders: Any, bargain: Bargain) -> tuple[Array, list[Any]]:
        """Seats whose orders break a rule · (seat, world) bool, and the objections to them in plain values."""
        return np.zeros((len(self.seats), len(self.finished(world))), bool), []

    def lawful(self, standing: Any, orders: Any, refused: Array) -> Any:
        """The orders with the lines of refused seats as they stood."""
        if not refused.any():
            return orders
        new = {}
        for name in columns_of(self.sheet):
            before, after = getattr(standing, name), getattr(orders, name)
            line = refused.reshape(refused.shape[0], *([1] * (after.ndim - 2)), refused.shape[1])
            new[name] = np.where(line, before, after)
        return replace(orders, **new)


def packed(array: Array) -> dict[str, Any]:
    """An array as plain values: type, shape and its little-endian bytes, compressed.

    >>> unpacked(packed(np.array([[1.5], [2.0]]))).tolist()
    [[1.5], [2.0]]
    """
    flat = np.ascontiguousarray(array).astype(array.dtype.newbyteorder("<"), copy=False)
    data = base64.b64encode(zlib.compress(flat.tobytes(), 6)).decode()
    return {"type": array.dtype.str.lstrip("<>|="), "shape": list(array.shape), "data": data}


def unpacked(record: Mapping[str, Any]) -> Array:
    """The array of plain values."""
    kind = np.dtype(record["type"]).newbyteorder("<")
    data = zlib.decompress(base64.b64decode(record["data"], validate=True))
    return np.frombuffer(data, kind).astype(kind.newbyteorder("=")).reshape(record["shape"])


def written(game: Game, orders: Any, answers: Sequence[Answer], held: Array) -> Any:
    """The order sheet with the choices of some seats written in; ``held`` (seat, world) seats are passed over."""
    fresh: dict[str, Array] = {}
    nobody = not held.any()

    def line_of(name: str) -> Array:
        if name not in fresh:
            fresh[name] = getattr(orders, name).copy()
        return fresh[name]

    for seats, worlds, choice in answers:
        if not choice:
            continue
        go = None if nobody else ~held[seats, worlds]
        blocks = go is None and _in_blocks(seats, worlds, held.shape[-1])
        for name, value in choice.items():
            lines = game.lines(name)[seats]
            target = line_of(name)
            if blocks:
                _write_blocks(target, lines[:: target.shape[-1]], value)
                continue
            use = lines >= 0 if go is None else go & (lines >= 0)
            if use.any():
                target[lines[use], ..., worlds[use]] = _rows_first(value[..., use])
        for name, entries in choice.entries.items():
            lines = game.lines(name)[seats]
            for place, value, where in entries:
                rows = listed((lines >= 0) & (where if go is None else where & go))
                if len(rows):
                    target = line_of(name)
                    target[lines[rows], place[rows], ..., worlds[rows]] = _rows_first(value[..., rows])
    return replace(orders, **fresh) if fresh else orders


def _rows_first(value: Array) -> Array:
    return value.transpose(value.ndim - 1, *range(value.ndim - 1))


def _write_blocks(target: Array, lines: Array, value: Array) -> None:
    """Write the choices of whole groups into the lines of their seats; those without a line (-1) are passed over."""
    blocks = value.reshape(*value.shape[:-1], len(lines), -1)
    blocks = blocks.transpose(blocks.ndim - 2, *range(blocks.ndim - 2), blocks.ndim - 1)
    if lines.min(initial=0) >= 0:
        target[lines] = blocks
    else:
        target[lines[lines >= 0]] = blocks[lines >= 0]


def _in_blocks(seats: Array, worlds: Array, count: int) -> bool:
    """Whether the rows are every world, in order, of one seat after the other."""
    if count == 1 or len(seats) % count:
        return count == 1
    in_order = (worlds.reshape(-1, count) == np.arange(count)).all()
    return bool(in_order and (seats.reshape(-1, count) == seats[::count, None]).all())
