"""The table: a Mesa model that seats the agents and asks them in the agreed order."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import mesa
import numpy as np

from agents.choice import Choice
from agents.columns import Array, Column, listed
from agents.firm import Firm
from agents.nation import Nation
from agents.seat import SeatAgent
from agents.sight import Attitudes, Look, Rows, Sight
from agents.strategies.base import INTERRUPTS, Strategy

Said = tuple[Rows, Any]
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


class Asked(NamedTuple):
    """Seats that are asked, each in one world and about one numbered thing; a seat may be asked about several."""

    seats: Array
    worlds: Array
    about: Array


class StrategyError(RuntimeError):
    """A strategy failed in strict mode."""


class Group(NamedTuple):
    """Seats that are asked together: one strategy, its rows, and their dispositions.

    ``place`` (seat, world) is the row of each seat in each world, -1 for those who are not of the group.
    """

    strategy: Strategy
    rows: Rows
    attitudes: Mapping[str, Array]
    place: Array


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
        self._rows: dict[tuple[bytes, bytes], Rows] = {}

    def kinds(self) -> tuple[str, ...]:
        """Kinds of seats at the table, in the order of the seats."""
        return tuple(dict.fromkeys(agent.kind for agent in self.agents))

    def groups(self, verb: str, kind: str | None) -> list[Group]:
        """Who is asked together for a verb, among the seats of a kind (None: all)."""
        key = (verb, kind or "")
        if key not in self._groups:
            asked = self.agents if kind is None else self.agents_by_type[KINDS[kind]]
            names = sorted({name for agent in self.agents for name in agent.strategy.attitudes})
            groups = []
            for _, agents in asked.groupby(lambda agent: agent.voice(verb)):
                members = sorted(agents, key=lambda agent: (agent.seat, agent.worlds[0] if len(agent.worlds) else -1))
                rows = [np.full(len(a.worlds), a.seat) for a in members]
                attitudes = {
                    name: np.concatenate([np.full(len(a.worlds), a.strategy.attitudes.get(name, 0.0)) for a in members])
                    for name in names
                }
                for values in attitudes.values():
                    values.setflags(write=False)
                worlds = np.concatenate([a.worlds for a in members])
                known = self._known(np.concatenate(rows), worlds)
                place = np.full((len(self.keys), self.worlds), -1)
                place[known.seats, known.worlds] = np.arange(len(known))
                groups.append(Group(members[0].strategy, known, attitudes, place))
            self._groups[key] = groups
        return self._groups[key]

    def _known(self, seats: Array, worlds: Array) -> Rows:
        """The same rows whenever the same seats and worlds are asked together: what they saw can be shown again."""
        return self._rows.setdefault((seats.tobytes(), worlds.tobytes()), Rows(seats, worlds))

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

        ``memory`` (place, seat, world) is what strategies left for themselves; ``only`` lists the rows to be asked, in
        order; ``quarter`` is noted with failures.
        """
        for group in self.groups(verb, kind):
            wanted = None if only is None else only(group.rows.seats, group.rows.worlds)
            if wanted is None or len(wanted):
                some = group if wanted is None or len(wanted) == len(group.rows) else _part(group, wanted)
                for rows, value in self._said(verb, some, look, memory, check, failures, quarter):
                    yield Answer(rows.seats, rows.worlds, value)

    def ask_about(
        self,
        verb: str,
        asked: Asked,
        look: Look,
        memory: Array,
        check: Callable[[Any, int], str | None],
        failures: list[Failure],
        quarter: int = -1,
    ) -> Iterator[tuple[Asked, Any]]:
        """Ask seats about things: what was asked, and a value with one row for each."""
        for group in self.groups(verb, None):
            row = group.place[asked.seats, asked.worlds]
            here = listed(row >= 0)
            if len(here):
                some = _part(group, row.take(here), asked.about.take(here))
                for rows, value in self._said(verb, some, look, memory, check, failures, quarter):
                    yield Asked(rows.seats, rows.worlds, np.asarray(rows.about)), value

    def _said(
        self,
        verb: str,
        group: Group,
        look: Look,
        memory: Array,
        check: Callable[[Any, int], str | None],
        failures: list[Failure],
        quarter: int,
    ) -> Iterator[Said]:
        try:
            yield _asked(verb, group, look, memory, check)
        except INTERRUPTS:
            raise
        except BaseException:  # whatever a strategy does must not end the game; it is asked again row by row
            yield from self._row_by_row(verb, group, look, memory, check, failures, quarter)

    def _row_by_row(
        self,
        verb: str,
        group: Group,
        look: Look,
        memory: Array,
        check: Callable[[Any, int], str | None],
        failures: list[Failure],
        quarter: int,
    ) -> Iterator[Said]:
        for row in range(len(group.rows)):
            one = _part(group, np.array([row]))
            try:
                yield _asked(verb, one, look, memory, check)
            except INTERRUPTS:
                raise
            except BaseException as error:
                last = traceback.extract_tb(error.__traceback__)[-1]
                problem = f"{type(error).__name__}: {error} ({last.name})"
                seat, world = int(one.rows.seats[0]), int(one.rows.worlds[0])
                failures.append(Failure(self.keys[seat], world, self._voice(seat, world), verb, problem, quarter))

    def _voice(self, seat: int, world: int) -> str:
        """Name of the strategy that speaks for a seat in a world; those that share a verb are asked together."""
        names = [agent.strategy.name for agent in self.agents if agent.seat == seat and world in agent.worlds]
        return str(names[0])


def released(model: mesa.Model) -> None:
    """Strike a model whose agents all sit off Mesa's counter of agent ids, which would keep it alive for ever."""
    getattr(mesa.Agent, "_ids", {}).pop(model, None)


def _part(group: Group, rows: Array, about: Array | None = None) -> Group:
    return group._replace(rows=group.rows.part(rows, about), attitudes=Attitudes(group.attitudes, rows))


def _asked(verb: str, group: Group, look: Look, memory: Array, check: Callable[[Any, int], str | None]) -> Said:
    rows = group.rows
    value = getattr(group.strategy, verb)(Sight(look, rows, group.attitudes, memory))
    problem = check(value, len(rows))
    if problem:
        raise ValueError(problem)
    return rows, value


def checker(columns: Mapping[str, Column], shapes: Mapping[str, tuple[int, ...]]) -> Callable[[Any, int], str | None]:
    """A check for choices: None, or a ``Choice`` without faults."""

    def check(value: Any, rows: int) -> str | None:
        if value is None:
            return None
        if not isinstance(value, Choice):
            return f"returned {type(value).__name__}, not a Choice"
        return value.faults(columns, shapes, rows)

    return check
