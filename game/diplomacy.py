"""The world of Détente as a game: the rules, the fog and the talks, put behind the face that every game has."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from agents.breakdown import Breakdown
from agents.columns import Array, columns_of
from agents.sight import Look
from game import fog, names, renewals, soundings, talks
from game.luck import Luck
from game.orders import Offer, Orders
from game.params import Params
from game.play import Bargain, Game, Room, packed, unpacked
from game.playbook import Playbook, load_playbook
from game.rules import RULES, legal, occasions, scores
from game.rules.measures import Measures
from game.rules.turn import turn
from game.scenario import START, Scenario, start
from game.setting import Setting
from game.world import World

if TYPE_CHECKING:
    from game.session import Session

PHASES = {"firms_first": ("firm", "nation"), "simultaneous": (None,), "nations_first": ("nation", "firm")}


class Diplomacy(Game):
    """Nations and firms that rival over AI. One object serves every world of a batch; it holds no state."""

    name = "detente"
    sheet = Orders
    rules = RULES

    def __init__(
        self,
        scenario: Scenario,
        worlds: int = 1,
        overrides: Mapping[str, Any] | None = None,
        params: Params | None = None,
        setting: Setting | None = None,
        begun: Mapping[str, Array] | None = None,
    ):
        numbers = overrides or {}
        rules = {name: value for name, value in numbers.items() if not name.startswith(START)}
        tables = {name: value for name, value in numbers.items() if name.startswith(START)}
        self.scenario = scenario
        self.setting = scenario.setting if setting is None else setting
        self.params = params if params is not None else scenario.params(worlds, rules)
        #: Tables with which the worlds begin instead of the scenario's · (axes of the table, world).
        self.begun = begun if begun is not None else scenario.begun(worlds, tables)
        n = self.setting.nation_seats
        self.seats = [(key, "nation" if i < n else "firm") for i, key in enumerate(self.setting.seats)]

    def describe(self) -> dict[str, Any]:
        """The resolved scenario, what differs from it in parameters and at the start, and the quarters if others."""
        usual = self.scenario.params(1)
        changed = {
            name: packed(getattr(self.params, name))
            for name in self.params.names()
            if not np.array_equal(getattr(self.params, name), getattr(usual, name))
        }
        usual_length = self.setting.quarters == self.scenario.setting.quarters
        length = {} if usual_length else {"length": self.setting.quarters}
        begun = {"begun": {name: packed(table) for name, table in self.begun.items()}} if self.begun else {}
        return {"scenario": self.scenario.resolved, "params": changed, **length, **begun}

    @classmethod
    def described(cls, values: Mapping[str, Any]) -> Self:
        """The game of a description; parameters that the scenario no longer has are passed over."""
        game = cls(Scenario.from_resolved(values["scenario"]))
        known = set(game.params.names())
        changed = {name: unpacked(value) for name, value in values["params"].items() if name in known}
        setting = replace(game.setting, quarters=int(values.get("length", game.setting.quarters)))
        begun = {name: unpacked(table) for name, table in values.get("begun", {}).items()}
        return cls(game.scenario, params=game.params.replaced(**changed), setting=setting, begun=begun)

    @cached_property
    def playbook(self) -> Playbook:
        """Occasions, ladders, goals and agendas, compiled for this cast."""
        return load_playbook(self.setting, self.scenario.name)

    @cached_property
    def _shapes(self) -> dict[str, tuple[int, ...]]:
        return {name: declared.shape(self.setting.sizes)[1:] for name, declared in columns_of(Orders).items()}

    def shapes(self, orders: Orders) -> dict[str, tuple[int, ...]]:
        """Shape of one seat's line of every field of the sheet, the world axis left out."""
        return self._shapes

    @cached_property
    def offer_shapes(self) -> dict[str, tuple[int, ...]]:
        """Shape of every field of a draft, the world axis left out."""
        return {name: declared.shape(self.setting.sizes) for name, declared in columns_of(Offer).items()}

    @cached_property
    def _lines(self) -> dict[str, Array]:
        n, seats = self.setting.nation_seats, np.arange(len(self.setting.seats))
        lines = {"party": seats, "firm": np.where(seats >= n, seats - n, -1)}
        return {
            name: lines.get(declared.axes[0], np.where(seats < n, seats, -1))
            for name, declared in columns_of(Orders).items()
        }

    def lines(self, field: str) -> Array:
        """Row of an order field that belongs to each seat, -1 where the field is not for it · (seat,)."""
        return self._lines[field]

    def start(self, seeds: Array) -> tuple[World, Orders]:
        """World and standing orders of the scenario, one world per seed."""
        return start(self.scenario, self.params, seeds, self.begun)

    def doctrines(self, seat: int) -> tuple[str, ...]:
        """Names of the strategies between which a person at a seat may choose."""
        return self.setting.doctrines[seat]

    def doctrine(self, standing: Orders) -> Array:
        """Which of its doctrines runs each seat, -1 the strategy it was cast with · (seat, world)."""
        return standing.doctrine

    def as_cast(self, standing: Orders, seats: Sequence[int]) -> Orders:
        """The standing orders with the strategies that some seats were cast with back at work."""
        line = standing.doctrine.copy()
        line[list(seats)] = -1
        return replace(standing, doctrine=line)

    def phases(self, quarter: int) -> tuple[str | None, ...]:
        """Who decides first: firms, everybody at once, or rotating by quarter."""
        order = self.setting.order
        if order == "rotating":
            order = ("firms_first", "nations_first")[quarter % 2]
        return PHASES[order]

    def look(self, world: World, standing: Orders, announced: Orders, bargain: Bargain | None = None) -> Look:
        """The filter for secrets of one phase."""
        return fog.look(world, standing, announced, self.setting, self.params, None, bargain.seen if bargain else None)

    def shown(self, world: World) -> Collection[str]:
        """All names that the filter for secrets knows."""
        return fog.READINGS

    def open_talks(self, world: World, room: Room) -> Bargain:
        """Rounds of offers and answers; what is addressed to people waits for them."""
        return talks.opened(self, world, room)

    def table_offer(
        self, bargain: Bargain, room: Room, seat: int, draft: Mapping[str, Any], counter: int | None = None
    ) -> dict[str, Any]:
        """Put a person's draft on the table; strategies answer or counter at once."""
        return talks.person_offers(self, bargain, room, seat, draft, counter)

    def sound_out(self, bargain: Bargain, room: Room, seat: int, draft: Mapping[str, Any]) -> dict[str, Any]:
        """Ask how a person's draft would be received."""
        return soundings.person_sounds(self, bargain, room, seat, draft)

    def renew(self, bargain: Bargain, room: Room, seat: int, deal: int) -> dict[str, Any]:
        """Ask the other parties of a deal to go on; strategies answer at once."""
        return renewals.asked_by(self, bargain, room, seat, deal)

    def close_talks(self, bargain: Bargain, replies: Mapping[tuple[int, int], int]) -> Bargain:
        """Book what waited for people, by their replies or their office's."""
        return talks.settle(self, bargain, replies)

    def offers_put(self) -> int:
        """How many waiting offers are put before a person: the weightiest."""
        return int(self.params.offers_put[0])

    def recorded_talks(self, world: World, record: Mapping[str, Any]) -> Bargain:
        """The talks of a recorded quarter, booked without asking anybody."""
        return talks.recorded(self, world, record["talks"])

    def turn(
        self, world: World, standing: Orders, orders: Orders, luck: Luck, bargain: Bargain
    ) -> tuple[World, Orders, dict[str, Any]]:
        """Play one quarter."""
        done = turn(world, standing, orders, luck, self.params, self.setting, self.playbook, bargain.price)
        return done.world, done.orders, done.why

    def judged(self, world: World, orders: Orders) -> Breakdown:
        """Points of every seat and their causes · (seat, world)."""
        return scores.score(
            Measures(world, orders, self.setting, self.params), world, self.playbook, self.setting, self.params
        )

    def score(self, world: World, orders: Orders) -> Array:
        """Points of every seat, 0-100 · (seat, world)."""
        return self.judged(world, orders).total

    def epilogue(self, world: World) -> tuple[Diplomacy, World]:
        """The game made longer by its epilogue, and the world reopened; a catastrophe stays final."""
        if not self.setting.epilogue:
            return self, world
        longer = replace(self.setting, quarters=self.setting.quarters + self.setting.epilogue)
        final = world.ending == names.ENDINGS.index("runaway_race")
        reopened = replace(
            world, finished=world.finished & final, ending=np.where(final, world.ending, -1).astype(np.int8)
        )
        return Diplomacy(self.scenario, params=self.params, setting=longer, begun=self.begun), reopened

    def refused(self, world: World, standing: Orders, orders: Orders, bargain: Bargain) -> tuple[Array, list[Any]]:
        """Seats whose orders break a rule, and the objections with the worlds in which they stand."""
        answers = occasions.answers_cost(world, orders, self.playbook)
        found = legal.violations(world, standing, orders, self.setting, self.params, bargain.price, answers)
        keys = self.setting.seats
        objections = [
            legal.Objection(kind, keys[seat], field, worlds=tuple(where[seat].nonzero()[0].tolist()))
            for (kind, field), where in found.items()
            for seat in np.flatnonzero(where.any(axis=1)).tolist()
        ]
        return legal.illegal(found, self.setting, self.params.worlds), objections

    def lawful(self, standing: Orders, orders: Orders, refused: Array) -> Orders:
        """The orders with the lines of refused seats as they stood."""
        return legal.lawful(standing, orders, refused, self.setting)

    def with_worlds(self, worlds: Array) -> Diplomacy:
        """The same game for some of its worlds, by index."""
        begun = {name: np.take(table, worlds, axis=-1) for name, table in self.begun.items()}
        return Diplomacy(self.scenario, params=self.params.taken(worlds), setting=self.setting, begun=begun)

    def with_params(self, **values: Array | float) -> Diplomacy:
        """The same game with other numbers."""
        return Diplomacy(self.scenario, params=self.params.replaced(**values), setting=self.setting, begun=self.begun)


def diplomacy(session: Session) -> Diplomacy:
    """The game of a session that is known to be one of Diplomacy, as every saved game is."""
    game = session.game
    assert isinstance(game, Diplomacy)
    return game


def final_score(session: Session, after: Session | None = None) -> Breakdown:
    """Points of every seat and their causes · (seat, world): the game's end and its epilogue judged together.

    ``after`` is the epilogue if it has been played already. A game that is not over is judged as it stands.
    """
    game = diplomacy(session)
    end = game.judged(session.world, session.standing)
    if not session.finished:
        return end
    after = session.epilogue() if after is None else after
    assert isinstance(after.game, Diplomacy)
    race = names.ENDINGS.index("runaway_race")
    later = after.game.judged(after.world, after.standing)
    return scores.final(end, later, session.world.ending == race, after.world.ending == race, game.params)


def ending_name(code: int) -> str:
    """Name of an ending by its number, '' while the game lasts."""
    return names.ENDINGS[code] if code >= 0 else ""


def plain(orders: Orders) -> dict[str, list[Any]]:
    """Orders as lists."""
    return {name: getattr(orders, name).tolist() for name in columns_of(Orders)}


__all__ = ["Diplomacy", "diplomacy", "ending_name", "final_score", "plain", "replace"]
