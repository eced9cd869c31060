"""The table: a Mesa model that seats the agents and asks them in the agreed order."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import mesa
import numpy as np

from agents.choice import Choice
from agents.columns import Array, Column
from agents.firm import Firm
from agents.nation import Nation
from agents.seat import SeatAgent
from agents.sight import Attitudes, Look, Sight
from agents.strategies.base import Strategy

KINDS: dict[str, type[SeatAgent]] = {"nation": Nation, "firm": Firm, "any": SeatAgent}


class Failure(NamedTuple):
    """A strategy that raised or returned nonsense, for one row; the seat holds."""

    seat: str
    world: int
    strategy: str
    verb: str
    problem: str
    quarter: int = -1


class Answer(NamedTuple):
    """What some seats said: ``value`` has one row for each of ``seats`` and ``worlds``."""

    seats: Array
    worlds: Array
    value: Any


class StrategyError(RuntimeError):
    """A strategy failed in strict mode."""


class Group(NamedTuple):
    """Seats that are asked together: one strategy, its rows, and their dispositions."""

    strategy: Strategy
    seats: Array
    worlds: Array
    attitudes: dict[str, Array]


class Table(mesa.Model):  # type: ignore[misc]  # Mesa ships no types
    """Seats one agent per seat and strategy, and asks each strategy once for all its seats and worlds.

    ``seats`` are (key, kind); ``cast`` gives for every seat one strategy for all worlds or a list, one per world.
    """

    def __init__(self, seats: Sequence[tuple[str, str]], cast: Sequence[Strategy | Sequence[Strategy]], worlds: int):
        super().__init__(rng=0)
        self.keys = tuple(key for key, _ in seats)
        self.worlds = worlds
        everywhere = np.arange(worlds)
        for seat, ((key, kind), voice) in enumerate(zip(seats, cast, strict=True)):
            agent_class = KINDS[kind]
            if isinstance(voice, Strategy):
                agent_class(self, seat, key, voice, everywhere)
                continue
            for strategy in dict.fromkeys(voice):
                where = np.array([w for w in range(worlds) if voice[w] is strategy])
                agent_class(self, seat, key, strategy, where)
        released(self)
        self._groups: dict[tuple[str, str], list[Group]] = {}

    def kinds(self) -> tuple[str, ...]:
        """Kinds of seats at the table, in the order of the seats."""
        return tuple(dict.fromkeys(agent.kind for agent in self.agents))

    def groups(self, verb: str, kind: str | None) -> list[Group]:
        """Who is asked together for a verb, among the seats of a kind (None: all, nations and firms apart)."""
        key = (verb, kind or "")
        if key not in self._groups:
            asked = self.agents if kind is None else self.agents_by_type[KINDS[kind]]
            names = sorted({name for agent in self.agents for name in agent.strategy.attitudes})
            groups = []
            for _, agents in asked.groupby(lambda agent: (agent.voice(verb), agent.kind)):
                members = sorted(agents, key=lambda agent: (agent.seat, agent.worlds[0] if len(agent.worlds) else -1))
                rows = [np.full(len(a.worlds), a.seat) for a in members]
                attitudes = {
                    name: np.concatenate([np.full(len(a.worlds), a.strategy.attitudes.get(name, 0.0)) for a in members])
                    for name in names
                }
                worlds = np.concatenate([a.worlds for a in members])
                groups.append(Group(members[0].strategy, np.concatenate(rows), worlds, attitudes))
            self._groups[key] = groups
        return self._groups[key]

    def ask(
        self,
        verb: str,
        kind: str | None,
        look: Look,
        memory: Array,
        check: Callable[[Any, int], str | None],
        failures: list[Failure],
        only: Callable[[Array, Array], Array] | None = None,
        quarter: int = -1,
    ) -> Iterator[Answer]:
        """Ask every strategy of a kind of seats; a failure is noted and costs only the rows where it happens.

        ``memory`` (place, seat, world) is what strategies left for themselves; ``only`` selects rows to be asked;
        ``quarter`` is noted with failures.
        """
        for group in self.groups(verb, kind):
            rows = group
            if only is not None:
                wanted = only(group.seats, group.worlds)
                if len(wanted) == 0:
                    continue
                rows = _rows(group, wanted)
            try:
                yield _asked(verb, rows, look, memory, check)
            except Exception:  # whatever a strategy does must not end the game; it is asked again row by row
                yield from self._row_by_row(verb, rows, look, memory, check, failures, quarter)

    def _row_by_row(
        self,
        verb: str,
        group: Group,
        look: Look,
        memory: Array,
        check: Callable[[Any, int], str | None],
        failures: list[Failure],
        quarter: int,
    ) -> Iterator[Answer]:
        for row in range(len(group.seats)):
            one = _rows(group, np.array([row]))
            try:
                yield _asked(verb, one, look, memory, check)
            except Exception as error:
                last = traceback.extract_tb(error.__traceback__)[-1]
                problem = f"{type(error).__name__}: {error} ({last.name})"
                seat = self.keys[int(one.seats[0])]
                failures.append(Failure(seat, int(one.worlds[0]), group.strategy.name, verb, problem, quarter))


def released(model: mesa.Model) -> None:
    """Strike a model whose agents all sit off Mesa's counter of agent ids, which would keep it alive for ever."""
    getattr(mesa.Agent, "_ids", {}).pop(model, None)


def _rows(group: Group, rows: Array) -> Group:
    if len(rows) == len(group.seats) and bool((rows == np.arange(len(rows))).all()):
        return group
    attitudes = Attitudes(group.attitudes, rows)
    return Group(group.strategy, group.seats.take(rows), group.worlds.take(rows), attitudes)


def _asked(verb: str, group: Group, look: Look, memory: Array, check: Callable[[Any, int], str | None]) -> Answer:
    mine: list[Array] = []

    def own_look(name: str, seats: Array, worlds: Array, *entry: Array) -> Array:
        """The look of these rows or of some of them and of no others, whatever a strategy does with its sight."""
        if seats is not given:
            if not mine:
                mine.append(np.zeros(memory.shape[1:], bool))
                mine[0][group.seats, group.worlds] = True
            if mine[0][seats, worlds].all():
                return look(name, seats, worlds, *entry)
        return look(name, group.seats, group.worlds, *entry)

    given = group.seats.copy()
    remembered = memory[:, group.seats, group.worlds]
    sight = Sight(own_look, given, group.worlds.copy(), Attitudes(group.attitudes), remembered)
    value = getattr(group.strategy, verb)(sight)
    problem = check(value, len(group.seats))
    if problem:
        raise ValueError(problem)
    return Answer(group.seats, group.worlds, value)


def checker(columns: Mapping[str, Column], shapes: Mapping[str, tuple[int, ...]]) -> Callable[[Any, int], str | None]:
    """A check for choices: None, or a ``Choice`` without faults."""

    def check(value: Any, rows: int) -> str | None:
        if value is None:
            return None
        if not isinstance(value, Choice):
            return f"returned {type(value).__name__}, not a Choice"
        return value.faults(columns, shapes, rows)

    return check
