"""The door: one object with a few verbs through which every front end plays any game."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from agents.choice import MEMORY_PLACES
from agents.columns import Array, columns_of, places
from agents.sight import Rows, Sight
from agents.strategies import ROSTER
from agents.strategies.base import Strategy
from agents.table import Answer, Failure, StrategyError, Table, checker
from game.luck import Luck
from game.play import Bargain, Game, Room, written
from game.rules.legal import Objection
from game.worlds import chosen, taken

Wishes = dict[str, tuple[Array, Array]]
"""What a person set, by order field: the whole line, and which of its cells."""
Cast = Sequence[Strategy | Sequence[Strategy]]
Replies = dict[tuple[int, int], int]
"""Answers of people: (number of the offer, seat) -> 1 yes, 0 no."""
MOST_OFFERS = 12
"""Most offers that can be put before a seat in a quarter."""
TABLES_KEPT = 8
_tables: dict[tuple[Any, ...], Table] = {}


def table_for(game: Game, cast: Cast, worlds: int) -> Table:
    """A table for this cast; tables hold no state and are reused, because Mesa keeps every model alive."""
    key = (tuple(game.seats), tuple(c if isinstance(c, Strategy) else tuple(c) for c in cast), worlds)
    if key not in _tables:
        while len(_tables) >= TABLES_KEPT:
            _tables.pop(next(iter(_tables)))
        _tables[key] = Table(game.seats, cast, worlds)
    return _tables[key]


@dataclass(frozen=True)
class Snapshot:
    """Where a game stood between two quarters."""

    world: Any
    standing: Any
    memory: Array
    pins: dict[int, dict[str, Array]]


class Session:
    """A game under way, in one world or in many at once.

    ``seeds`` (world,) uint64 · ``cast`` one strategy per seat, or one per seat and world · ``people`` seats that
    persons play; what they set stays set (pinned) until released, and their strategy works around it. A person may
    order another doctrine: from the next quarter on it runs the seat, with a memory begun afresh.
    ``keep`` keeps a snapshot and a record of every quarter (for ``branch``, saves and replays).
    """

    def __init__(
        self,
        game: Game,
        seeds: Array,
        cast: Cast,
        *,
        people: Sequence[str] = (),
        key: str = "",
        keep: bool | None = None,
        strict: bool = False,
        watch: Callable[..., list[Any]] | None = None,
        begin: Snapshot | None = None,
    ) -> None:
        self.game, self.seeds, self.cast, self.key, self.strict = (
            game,
            np.asarray(seeds, np.uint64),
            list(cast),
            key,
            strict,
        )
        self.worlds = len(self.seeds)
        self.keep = self.worlds == 1 if keep is None else keep
        self.seat_index = {name: index for index, (name, _kind) in enumerate(game.seats)}
        self.people = frozenset(self.seat_index[self._known(seat)] for seat in people)
        self.policies: dict[int, str] = {}
        self.limits: dict[int, int] = {}
        if begin is None:
            world, standing = game.start(self.seeds)
            begin = Snapshot(world, standing, np.zeros((MEMORY_PLACES, len(game.seats), self.worlds)), {})
        self.world, self.standing, self.memory = begin.world, begin.standing, begin.memory
        self.voices = self._voices()
        self.table = table_for(game, self.voices, self.worlds)
        self.pins: dict[int, dict[str, Array]] = {s: dict(f) for s, f in begin.pins.items()}
        self.first_quarter = self.quarter
        self.snapshots: list[Snapshot] = [begin] if self.keep else []
        self.records: list[dict[str, Any]] = []
        self.events: list[list[Any]] = []
        self.why: dict[str, Any] = {}
        self.failures: list[Failure] = []
        self.refusals: list[Any] = []
        self.note = ""
        self.watch = watch
        self._after: Session | None = None
        self.bargain: Bargain | None = None
        self._seen: dict[Any, Any] = {}
        self.replies: Replies = {}
        self.wishes: dict[int, Wishes] = {}
        #: What people set for the quarter last played; a loaded game and a recorded quarter know of none.
        self.given: dict[int, Wishes] = {}
        self._undo: list[tuple[dict[int, Wishes], dict[int, dict[str, Array]], Replies]] = []

    @property
    def quarter(self) -> int:
        """Quarters played so far."""
        return self.game.quarter(self.world)

    @property
    def finished(self) -> bool:
        """Whether every world of the session is over."""
        return bool(np.all(self.game.finished(self.world)))

    def _known(self, seat: str) -> str:
        if seat in self.seat_index:
            return seat
        from difflib import get_close_matches

        near = get_close_matches(seat, self.seat_index, 1, 0.4)
        raise KeyError(f"there is no seat {seat!r}" + (f"; did you mean {near[0]!r}?" if near else ""))

    def _voices(self) -> list[Strategy | Sequence[Strategy]]:
        """Who runs each seat now: the cast, or the doctrine that took over; a list where worlds differ."""
        number, voices = self.game.doctrine(self.standing), list(self.cast)
        for seat in np.flatnonzero((number >= 0).any(axis=1)).tolist():
            began, known = self.cast[seat], [ROSTER[name] for name in self.game.doctrines(seat)]
            before = [began] * self.worlds if isinstance(began, Strategy) else began
            now = [known[n] if 0 <= n < len(known) else before[world] for world, n in enumerate(number[seat].tolist())]
            voices[seat] = now[0] if len(set(now)) == 1 else now
        return voices

    def _luck(self) -> Luck:
        return Luck(self.seeds, self.quarter, self.key)

    def sight(self, seat: str) -> Sight:
        """What a seat may know now, one row per world. Pickled it holds that and nothing else."""
        index = self.seat_index[self._known(seat)]
        look, rows = self.game.look(self.world, self.standing, self.standing), np.full(self.worlds, index)
        return Sight(look, Rows(rows, np.arange(self.worlds)), {}, self.memory, self.game.shown(self.world))

    def talks(self) -> Bargain:
        """The talks of the quarter: opened on the first call, so that a person sees the offers made to them."""
        if self.bargain is None:
            self.bargain = self.game.open_talks(self.world, self._room())
            self._check_failures()
        return self.bargain

    def _room(self) -> Room:
        """Who sits in the talks now; for seats on hold nobody speaks: they offer nothing and answer no."""
        silent = frozenset(seat for seat, policy in self.policies.items() if policy == "hold")
        told = self.table, self.memory, self._luck(), self.failures
        return Room(self.standing, *told, self.people, silent, self._seen)

    def offers(self, seat: str) -> list[dict[str, Any]]:
        """Offers put before this seat for an answer, as plain values: the weightiest that wait, and every counter to
        an offer of its own. Its strategy answers the rest (``left_to_office``), and these if it does not."""
        index = self.seat_index[self._known(seat)]
        log = self.talks().log
        waiting = [offer for offer in self.talks().open if index in offer["waits"] and "renews" not in offer]
        mine = [offer for offer in waiting if "counter" in offer and log[offer["counter"]]["from"] == index]
        others = [offer for offer in waiting if offer not in mine]
        most = self.limits.get(index, self.game.offers_put())
        put = sorted(others, key=lambda offer: -offer["weight"][index])[:most]
        return [offer for offer in waiting if offer in mine or offer in put]

    def left_to_office(self, seat: str) -> list[dict[str, Any]]:
        """Offers that wait for this seat but are not put before it: its strategy answers them."""
        index = self.seat_index[self._known(seat)]
        put = [*self.offers(seat), *self.renewals(seat)]
        return [offer for offer in self.talks().open if index in offer["waits"] and offer not in put]

    def put_offers(self, seat: str, most: int) -> None:
        """How many of the offers that wait are put before a seat, from now on."""
        if not 0 <= most <= MOST_OFFERS:
            raise ValueError(f"0 to {MOST_OFFERS} offers can be put before a seat, not {most}")
        self.limits[self.seat_index[self._known(seat)]] = most

    def offer(self, seat: str, draft: Mapping[str, Any], counter: int | None = None) -> dict[str, Any]:
        """Put a draft on the table for a person's seat; strategies answer or counter at once. Returns what became of
        it. ``counter`` is the number of an offer that waits for this seat: the draft is then the answer to it."""
        index = self.seat_index[self._known(seat)]
        if counter is not None:
            self._put(seat, counter)
        told = self._revealed(self.game.table_offer(self.talks(), self._room(), index, dict(draft), counter))
        if "objection" not in told and counter is not None:
            self.replies.pop((counter, index), None)
        return told

    def sound_out(self, seat: str, draft: Mapping[str, Any]) -> dict[str, Any]:
        """Ask how a draft would be received, before it is tabled: a band of the chance for every party, no refusal.
        It may become known to everybody, and cannot be undone."""
        index = self.seat_index[self._known(seat)]
        return self._revealed(self.game.sound_out(self.talks(), self._room(), index, dict(draft)))

    def renew(self, seat: str, deal: int) -> dict[str, Any]:
        """Ask the other parties of a deal in its last quarters to go on, on equal terms and at no price."""
        index = self.seat_index[self._known(seat)]
        return self._revealed(self.game.renew(self.talks(), self._room(), index, deal))

    def renewals(self, seat: str) -> list[dict[str, Any]]:
        """Deals in their last quarter that wait for this seat's word; without it they go on as its strategy says."""
        index = self.seat_index[self._known(seat)]
        return [offer for offer in self.talks().open if index in offer["waits"] and "renews" in offer]

    def _revealed(self, told: dict[str, Any]) -> dict[str, Any]:
        self._check_failures()
        if "objection" not in told:
            self.settle()  # an answer has been revealed
        return told

    def _put(self, seat: str, number: int) -> None:
        if number not in {offer["number"] for offer in (*self.offers(seat), *self.renewals(seat))}:
            raise KeyError(f"no offer {number} waits for {seat}")

    def answer(self, seat: str, number: int, yes: bool) -> None:
        """A person's answer to an offer that waits; it takes effect when the quarter is played, and can be undone."""
        self._put(seat, number)
        self._remember()
        self.replies[number, self.seat_index[seat]] = int(yes)

    def submit(self, seat: str, orders: Mapping[str, Any], pin: bool = True) -> list[Any]:
        """Orders of a person's seat: {field: whole line} or {field: {index tuple: value}}. Returns the objections.

        A value holds in every world; one with an axis more than its place has its last axis along the worlds. Orders
        to which there is an objection in any world (``Objection.worlds``) change nothing in any. What is set stays
        pinned until released, except for actions, which are taken once.

        A cell that the field does not have is the objection ``no_such_place``, values that do not fill the places they
        are given for ``wrong_shape``, others than numbers of its range ``out_of_range``; ``Objection.allowed`` says
        what the field takes. Raises ``KeyError`` for an unknown seat, and for a field that the seat does not have.
        """
        index = self.seat_index[self._known(seat)]
        wishes = dict(self.wishes.get(index, {}))
        pins = {name: value.copy() for name, value in self.pins.get(index, {}).items()}
        for name, value in orders.items():
            line = self.line(index, name)
            stays = pin and columns_of(self.game.sheet)[name].idle is None
            wish, mask = (array.copy() for array in wishes.get(name, (line, np.zeros(line.shape[:-1], bool))))
            pinned = pins.setdefault(name, np.zeros(line.shape[:-1], bool))
            for cell, number in value.items() if isinstance(value, Mapping) else [(..., value)]:
                level = _levels(line, cell, number)
                if isinstance(level, str):
                    return [self._misfit(level, index, name)]
                outside = self._outside(name, level)
                if outside:
                    return [self._misfit("out_of_range", index, name)._replace(worlds=outside)]
                wish[cell] = level
                mask[cell], pinned[cell] = True, stays
            wishes[name], pins[name] = (wish, mask), pinned
        found = self._objections(index, wishes)
        if not found:
            self._remember()
            self.wishes[index] = wishes
            self.pins[index] = {name: mask for name, mask in pins.items() if mask.any()}
        return found

    def _misfit(self, kind: str, seat: int, name: str) -> Objection:
        """The objection to an order that does not fit its field, in every world, with what the field takes."""
        declared, line = columns_of(self.game.sheet)[name], self.line(seat, name)
        axes = [f"{axis} 0..{count - 1}" for axis, count in zip(declared.axes[1:], line.shape, strict=False)]
        place = f"{name}[{', '.join(axes)}]" if axes else name
        allowed = f"{place} = {declared.low:g}..{declared.high:g}"
        return Objection(kind, self.game.seats[seat][0], name, worlds=tuple(range(self.worlds)), allowed=allowed)

    def _outside(self, name: str, level: Array) -> tuple[int, ...]:
        """Worlds in which levels (..., world or 1) are no numbers within the bounds of an order field, or not whole
        where it counts."""
        declared = columns_of(self.game.sheet)[name]
        if level.dtype.kind not in "fiub":
            return tuple(range(self.worlds))
        fits = (level >= declared.low) & (level <= declared.high)
        if not declared.dtype.startswith("float"):
            fits &= level == np.rint(level)
        wrong = ~fits.reshape(-1, level.shape[-1]).all(axis=0)
        return tuple(np.broadcast_to(wrong, (self.worlds,)).nonzero()[0].tolist())

    def release(self, seat: str, field: str | None = None) -> None:
        """Let the seat's strategy decide again about a field, or about everything."""
        index = self.seat_index[self._known(seat)]
        self._remember()
        if field is None:
            self.pins.pop(index, None)
            self.wishes.pop(index, None)
        else:
            self.pins.get(index, {}).pop(field, None)
            self.wishes.get(index, {}).pop(field, None)

    def objections(self, seat: str, orders: Mapping[str, Any]) -> list[Any]:
        """Why these orders would be refused now; nothing changes."""
        saved = (self.wishes, self.pins, list(self._undo))
        self.wishes, self.pins = dict(self.wishes), dict(self.pins)
        try:
            return self.submit(seat, orders)
        finally:
            self.wishes, self.pins, self._undo = saved

    @property
    def can_undo(self) -> bool:
        """Whether anything was done since the last advance that can be taken back."""
        return bool(self._undo)

    def settle(self) -> None:
        """What was done so far can no longer be taken back."""
        self._undo.clear()

    def undo(self) -> bool:
        """Take back the last order or answer since the last advance, nothing revealed. False if there is none.

        One list serves every person of the session: whoever spoke last is taken back first.
        """
        if not self._undo:
            return False
        self.wishes, self.pins, self.replies = self._undo.pop()
        return True

    def delegate(self, seat: str, policy: str = "delegate") -> None:
        """Who speaks for a seat that says nothing: its strategy (``delegate``) or nobody (``hold``)."""
        if policy not in ("delegate", "hold"):
            raise ValueError(f"policy is delegate or hold, not {policy!r}")
        self.policies[self.seat_index[self._known(seat)]] = policy

    def advance(self, quarters: int = 1) -> Session:
        """Play so many quarters under the orders given; stops early when every world is over."""
        for _ in range(quarters):
            if self.finished:
                break
            talks = self.game.close_talks(self.talks(), self.replies)
            wanted = self._decided(talks)
            self._play(wanted, talks)
        return self

    def advance_recorded(self, record: Mapping[str, Any], anew: Sequence[str] = ()) -> None:
        """Play one quarter of a record: no strategy is asked, but for the orders of the seats that decide ``anew``."""
        talks = self.game.recorded_talks(self.world, record)
        orders = with_changes(self.standing, record["orders"])
        seats = frozenset(self.seat_index[self._known(seat)] for seat in anew)
        self._play(self._decided_anew(talks, orders, seats) if seats else orders, talks)

    def branch(
        self,
        quarter: int | None = None,
        *,
        worlds: int = 1,
        key: str | None = None,
        cast: Mapping[str, Strategy] | None = None,
    ) -> Session:
        """Another game from the same point: exactly this one, unless luck (``key``) or cast differ.

        ``worlds`` futures get seeds of their own under the new key.
        """
        at = self.quarter if quarter is None else quarter
        index = at - self.first_quarter
        if at == self.quarter:
            snapshot = Snapshot(self.world, self.standing, self.memory, self.pins)
        elif self.keep and 0 <= index < len(self.snapshots):
            snapshot = self.snapshots[index]
        else:
            raise ValueError(f"quarter {at} was not kept; kept are {self.first_quarter} .. {self.quarter}")
        voices = list(self.cast)
        if cast:
            recast = [self.seat_index[self._known(seat)] for seat in cast]
            snapshot = replace(snapshot, standing=self.game.as_cast(snapshot.standing, recast))
        game, seeds = self.game, self.seeds
        if worlds != 1 or key is not None:
            which = np.repeat(np.arange(self.worlds), worlds)
            voices = [v if isinstance(v, Strategy) else [v[int(w)] for w in which] for v in voices]
            snapshot = replace(
                snapshot,
                world=taken(snapshot.world, which),
                standing=taken(snapshot.standing, which),
                memory=np.take(snapshot.memory, which, axis=-1),
            )
            game = self.game.with_worlds(which) if hasattr(self.game, "with_worlds") else self.game
            spread = np.arange(len(which), dtype=np.uint64)
            seeds = np.take(self.seeds, which) ^ (
                spread * np.uint64(0x9E3779B97F4A7C15) if worlds != 1 else np.uint64(0)
            )
        for seat, strategy in (cast or {}).items():
            voices[self.seat_index[self._known(seat)]] = strategy
        people = [self.game.seats[s][0] for s in self.people] if worlds == 1 and self.worlds == 1 else []
        other = Session(
            game,
            seeds,
            voices,
            people=people,
            key=self.key if key is None else key,
            strict=self.strict,
            watch=self.watch,
            begin=snapshot,
        )
        other.policies, other.limits = dict(self.policies), dict(self.limits)
        return other

    def epilogue(self) -> Session:
        """What follows the last quarter: a branch on the same luck, in which doctrines speak for everybody.

        What people pinned stays. The branch is over at once where the game has no epilogue or ended in a catastrophe.
        """
        if not self.finished:
            raise ValueError("an epilogue follows the end of a game, and this one is not over")
        if self._after is not None:
            return self._after
        game, world = self.game.epilogue(self.world)
        begin = Snapshot(world, self.standing, self.memory, self.pins)
        after = Session(game, self.seeds, self.cast, key=self.key, strict=self.strict, watch=self.watch, begin=begin)
        after.policies = dict(self.policies)
        while not after.finished:
            after.advance()
        self._after = after
        return after

    def score(self) -> Array:
        """Points of every seat · (seat, world)."""
        return self.game.score(self.world, self.standing)

    # ------------------------------------------------------------------ inside

    def _remember(self) -> None:
        self._undo.append(
            (
                {s: dict(f) for s, f in self.wishes.items()},
                {s: dict(f) for s, f in self.pins.items()},
                dict(self.replies),
            )
        )

    def line(self, seat: int, name: str) -> Array:
        """The standing orders of a seat in one field · its axes, then worlds."""
        if name not in columns_of(self.game.sheet):
            raise KeyError(f"there is no order field {name!r}")
        row = int(self.game.lines(name)[seat])
        if row < 0:
            raise KeyError(f"{name!r} is not for {self.game.seats[seat][0]}")
        return np.asarray(getattr(self.standing, name)[row])

    def with_wishes(self, orders: Any, wishes: Mapping[int, Wishes]) -> Any:
        """The order sheet with the wishes of some seats written into it."""
        new: dict[str, Array] = {}
        for seat, fields in wishes.items():
            for name, (wish, mask) in fields.items():
                row = int(self.game.lines(name)[seat])
                new.setdefault(name, getattr(orders, name).copy())
                new[name][row][mask] = wish[mask]
        return replace(orders, **new) if new else orders

    def _objections(self, seat: int, wishes: Wishes) -> list[Any]:
        wanted = self.with_wishes(self.standing, {seat: wishes})
        refused, objections = self.game.refused(self.world, self.standing, wanted, self.talks())
        name = self.game.seats[seat][0]
        return [o for o in objections if o.seat == name] if refused[seat].any() else []

    def _decided(self, talks: Bargain) -> Any:
        """The order sheet of the quarter: strategies phase by phase, then what people set, then legality."""
        game, world = self.game, talks.world
        check = self._checker()
        held = np.zeros((len(game.seats), self.worlds), bool)
        for seat, policy in self.policies.items():
            held[seat] = policy == "hold"
        wanted, memory = self.standing, self.memory
        for kind in game.phases(self.quarter):
            look = game.look(world, self.standing, wanted, talks)
            asked = self.table.ask("decide", kind, look, self.memory, check, self.failures, quarter=self.quarter)
            answers: list[Answer] = list(asked)
            wanted, memory = written(game, wanted, answers, held), self._remembered(memory, answers)
        self._check_failures()
        self.memory = memory
        wishes = self._standing_wishes()
        everything = self.with_wishes(wanted, wishes)
        refused, objections = game.refused(world, self.standing, everything, talks)
        if wishes:
            own = self.with_wishes(self.standing, wishes)
            person = np.zeros_like(refused)
            person[list(wishes)] = True
            everything = game.lawful(own, everything, refused & person)
            refused, objections = game.refused(world, self.standing, everything, talks)
        self.refusals = objections if self.keep else []
        return game.lawful(self.standing, everything, refused)

    def _checker(self) -> Callable[[Any, int], str | None]:
        """A check for what strategies order: all that is not left to persons."""
        columns = {name: declared for name, declared in columns_of(self.game.sheet).items() if not declared.person}
        return checker(columns, self.game.shapes(self.standing))

    def _remembered(self, memory: Array, answers: Sequence[Answer]) -> Array:
        """The memory with what strategies leave for themselves in their answers."""
        over = self.game.finished(self.world)
        for seats, worlds, choice in answers:
            for place, value in (choice.memory if choice is not None else {}).items():
                memory = memory.copy() if memory is self.memory else memory
                memory[place, seats, worlds] = np.where(over[worlds], memory[place, seats, worlds], value)
        return memory

    def _decided_anew(self, talks: Bargain, orders: Any, seats: frozenset[int]) -> Any:
        """The order sheet of a record in which the strategies of some seats decide again, legality included.

        They see what they would have seen: the recorded announcements of those who decided before them.
        """
        game, memory = self.game, self.memory
        check = self._checker()
        deciding = np.zeros((len(game.seats), self.worlds), bool)
        deciding[list(seats)] = True
        nobody, silent = np.zeros_like(deciding), np.ones_like(deciding)
        wanted = game.lawful(self.standing, orders, deciding)

        def asked(seat: Array, _world: Array) -> Array:
            return np.flatnonzero(deciding[seat, 0])

        for kind in game.phases(self.quarter):
            look = game.look(talks.world, self.standing, game.lawful(self.standing, wanted, silent), talks)
            told = self.table.ask("decide", kind, look, self.memory, check, self.failures, asked, self.quarter)
            answers: list[Answer] = list(told)
            wanted, memory = written(game, wanted, answers, nobody), self._remembered(memory, answers)
            silent[[seat for seat, (_key, sort) in enumerate(game.seats) if kind in (None, sort)]] = False
        self._check_failures()
        self.memory = memory
        refused, _objections = game.refused(talks.world, self.standing, wanted, talks)
        return game.lawful(self.standing, wanted, refused & deciding)

    def _standing_wishes(self) -> dict[int, Wishes]:
        """What people set this quarter, and what they pinned before."""
        wishes = {seat: dict(fields) for seat, fields in self.wishes.items()}
        for seat, fields in self.pins.items():
            for name, pinned in fields.items():
                line = self.line(seat, name)
                wish, mask = wishes.setdefault(seat, {}).get(name, (line, np.zeros_like(pinned)))
                wishes[seat][name] = (wish, mask | pinned)
        return wishes

    def _play(self, wanted: Any, talks: Bargain) -> None:
        over = self.game.finished(self.world)
        before, standing = self.world, self.standing
        world, after, self.why = self.game.turn(talks.world, standing, wanted, self._luck(), talks)
        if over.any():
            world, after = chosen(over, before, world), chosen(over, standing, after)
        if self.keep:
            self.records.append({"talks": talks.log, "orders": changes(standing, wanted)})
        self.world, self.standing = world, after
        self._hand_over(standing)
        if self.watch is not None:
            self.events.append(self.watch(self.game, before, talks, wanted, standing, self))
        if self.keep:
            self.snapshots.append(Snapshot(world, after, self.memory, {s: dict(f) for s, f in self.pins.items()}))
        self.given = self.wishes
        self.bargain, self.replies, self.wishes = None, {}, {}
        self.settle()

    def _hand_over(self, before: Any) -> None:
        """Let new doctrines take over: what the strategies before them noted means nothing to them."""
        changed = self.game.doctrine(self.standing) != self.game.doctrine(before)
        if changed.any():
            self.memory = np.where(changed, 0, self.memory)
            self.voices = self._voices()
            self.table = table_for(self.game, self.voices, self.worlds)

    def _check_failures(self) -> None:
        if self.strict and self.failures:
            first = self.failures[0]
            where = f"{first.seat} in world {first.world}, quarter {first.quarter}"
            raise StrategyError(f"{first.strategy} failed for {where}: {first.problem}")


def _levels(line: Array, cell: Any, given: Any) -> Array | str:
    """Values for a cell of a line (its axes, world) as an array with an axis of worlds, or the kind of objection."""
    steps = cell if isinstance(cell, tuple) else (cell,)
    counts = iter(line.shape[:-1])
    for step in steps if cell is not ... else ():
        count = next(counts, 0)
        if isinstance(step, bool) or not isinstance(step, (int, np.integer)) or not 0 <= step < count:
            return "no_such_place"
    places_open = line[cell].shape
    try:
        level = np.asarray(given)
    except ValueError:  # lists within a list that differ in length
        return "wrong_shape"
    if level.ndim < len(places_open):
        level = level[..., None]
    fits = len(level.shape) <= len(places_open) and all(
        length in (1, wanted) for length, wanted in zip(level.shape[::-1], places_open[::-1], strict=False)
    )
    return level if fits else "wrong_shape"


def changes(old: Any, new: Any) -> dict[str, list[list[Any]]]:
    """Differences between two one-world order sheets as {field: [[indices…, value], …]}."""
    found: dict[str, list[list[Any]]] = {}
    sheet: type = type(new)
    for name in columns_of(sheet):
        before, after = getattr(old, name), getattr(new, name)
        if before is after:
            continue
        where = places((before != after)[..., 0])
        if len(where[0]):
            found[name] = [list(cell) for cell in zip(*(i.tolist() for i in (*where, after[(*where, 0)])), strict=True)]
    return found


def with_changes(old: Any, found: Mapping[str, list[list[Any]]]) -> Any:
    """The order sheet after recorded changes."""
    new = {}
    for name, cells in found.items():
        array = getattr(old, name).copy()
        for *place, value in cells:
            array[tuple(place)] = value
        new[name] = array
    return replace(old, **new) if new else old
