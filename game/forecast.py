"""Many futures of one game: what a decision of a quarter led to, against another, under the same luck.

Futures draw under a key of their own; future k of one arm has the luck of future k of the other. They are played in
chunks of ``CHUNK`` worlds, so that future k is the same however many are asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from agents.columns import Array
from agents.strategies.base import Strategy
from game.diplomacy import final_score
from game.memory import keep_freed
from game.names import ENDINGS
from game.session import Session

CHUNK = 256
"""Most worlds played at once."""
LUCK = "futures"
"""Under what key futures draw, after the game's own."""
Progress = Callable[[int], None]
"""Told after every quarter how many worlds have played it."""


class ForecastError(ValueError):
    """Why futures cannot be played, in one sentence."""


class Outcomes(NamedTuple):
    """How futures came out for one seat · (future,) each.

    ``points`` at the end, epilogue included · ``risk`` chance of a serious incident in four quarters · ``lead``
    quarters ahead of the best rival, NaN for firms · ``ending`` number of the ending · ``failures`` of strategies.
    """

    points: Array
    risk: Array
    lead: Array
    ending: Array
    failures: int

    def shares(self) -> dict[str, float]:
        """Share of the futures that came to each ending."""
        return {name: float(np.mean(self.ending == code)) for code, name in enumerate(ENDINGS)}


class Held(NamedTuple):
    """A recorded quarter with talks that were held again, and how often strategies failed in them."""

    record: dict[str, Any]
    failures: int


@dataclass(frozen=True)
class Decision:
    """A decision that was taken: in which quarter of which game (the first is 1), and by whom."""

    session: Session
    quarter: int
    seat: str

    def __post_init__(self) -> None:
        first, last = self.session.first_quarter + 1, self.session.first_quarter + len(self.session.records)
        if last < first:
            why = f". {self.session.note}" if self.session.note else ""
            raise ForecastError(f"no quarter of this game was kept, so that none can be weighed{why}")
        if not first <= self.quarter <= last:
            raise ForecastError(f"quarter {self.quarter} is not in this game; kept are {first} to {last}")
        if self.seat not in self.session.seat_index:
            raise ForecastError(f"there is no seat {self.seat!r}")

    @property
    def record(self) -> dict[str, Any]:
        """Offers, answers and orders of the quarter."""
        return self.session.records[self.quarter - 1 - self.session.first_quarter]

    def taken(self, worlds: int = 1, key: str | None = None) -> Session:
        """Futures after the quarter as it was played: every order and every talk of the record."""
        after = branched(self.session, self.quarter - 1, worlds, key, self.seat)
        after.advance_recorded(self.record)
        after.memory = _memory_after(self, worlds)
        return after

    def instead(
        self,
        strategy: Strategy,
        worlds: int = 1,
        key: str | None = None,
        rest: bool = False,
        held: Held | None = None,
    ) -> Session:
        """Futures after the quarter with the seat's orders by another strategy, all else as in the record.

        With ``rest`` the strategy goes on; without it the seat's own returns. ``held`` are talks that were held again:
        they then stand for those of the record, and all seats that no person plays order anew.
        """
        session = branched(self.session, self.quarter - 1, worlds, key, self.seat)
        index = session.seat_index[self.seat]
        own, left = session.voices[index], session.memory[:, index]
        memory = _memory_after(self, worlds)
        other = strategy is not own
        session = _spoken_for(session, self.seat, strategy)
        anew = [self.seat] if held is None else self._strategies()
        session.advance_recorded(self.record if held is None else held.record, anew=anew)
        asked = [session.seat_index[seat] for seat in anew]
        memory[:, asked] = session.memory[:, asked]
        if other and not rest:
            memory[:, index] = left
        session.memory = memory
        return _recast(session, self.seat, own) if other and not rest else session

    def held_again(self, strategy: Strategy) -> Held:
        """The talks of the quarter as they go if a strategy speaks for the seat, under the luck that the game had.

        Strategies speak for everybody: what people offered and answered in them is not said again.
        """
        session = _spoken_for(branched(self.session, self.quarter - 1, 1, None, self.seat), self.seat, strategy)
        talks = session.game.close_talks(session.talks(), {})
        return Held({**self.record, "talks": talks.log}, len(session.failures))

    def _strategies(self) -> list[str]:
        """The seat, and all others whose orders of the quarter were those of a strategy alone."""
        session = self.session
        after = session.snapshots[self.quarter - session.first_quarter]
        persons = {*session.people, *after.pins, *(seat for seat, said in session.policies.items() if said == "hold")}
        return [key for key, index in session.seat_index.items() if key == self.seat or index not in persons]


def branched(session: Session, quarter: int, worlds: int, key: str | None, seat: str) -> Session:
    """Futures from a kept quarter on, in which strategies speak for everybody and nothing stays pinned."""
    other = session.branch(quarter, worlds=worlds, key=key)
    other.watch, other.people, other.pins = None, frozenset(), {}
    other.policies.pop(other.seat_index[seat], None)
    return other


def _spoken_for(session: Session, seat: str, strategy: Strategy) -> Session:
    """The same futures with a strategy at a seat, which begins with an empty memory if it is another."""
    index = session.seat_index[seat]
    if strategy is session.voices[index]:
        return session
    session = _recast(session, seat, strategy)
    session.memory = session.memory.copy()
    session.memory[:, index] = 0  # what one strategy noted means nothing to another
    return session


def _memory_after(decision: Decision, worlds: int) -> Array:
    """What strategies remembered after the recorded quarter, in every world."""
    kept = decision.session.snapshots[decision.quarter - decision.session.first_quarter].memory
    return np.repeat(kept, worlds, axis=-1)


def _recast(session: Session, seat: str, strategy: Any) -> Session:
    """The same futures with another strategy for a seat."""
    other = session.branch(cast={seat: strategy})
    other.failures = session.failures
    return other


def played_out(session: Session, seat: str, progress: Progress | None = None) -> Outcomes:
    """Play futures to their end and judge them for one seat."""
    while not session.finished:
        session.advance()
        if progress is not None:
            progress(session.worlds)
    index, world = session.seat_index[seat], session.world
    nation = index < len(world.lead)
    points = final_score(session).total[index]
    lead = world.lead[index] if nation else np.full(session.worlds, np.nan)
    return Outcomes(points, world.risk, lead, world.ending, len(session.failures))


def chunks(futures: int, key: str) -> Iterator[tuple[int, str]]:
    """How many worlds to play at a time, and under which key.

    >>> [worlds for worlds, _key in chunks(600, "")]
    [256, 256, 88]
    """
    for number, first in enumerate(range(0, futures, CHUNK)):
        yield min(CHUNK, futures - first), f"{key}/{LUCK}/{number}"


def together(parts: Sequence[Outcomes]) -> Outcomes:
    """The outcomes of several chunks, one after the other."""
    points, risk, lead, ending = (
        np.concatenate([getattr(part, name) for part in parts]) for name in ("points", "risk", "lead", "ending")
    )
    return Outcomes(points, risk, lead, ending, sum(part.failures for part in parts))


def weighed(
    decision: Decision,
    strategy: Strategy,
    futures: int,
    rest: bool = False,
    progress: Progress | None = None,
    talks: bool = False,
) -> tuple[Outcomes, Outcomes]:
    """Futures of the decision taken and of the other one, with the same luck in future k of both.

    With ``talks`` the other one counts from the talks of the quarter on, not from its orders.
    """
    keep_freed()
    seat, taken, instead = decision.seat, [], []
    held = decision.held_again(strategy) if talks else None
    for worlds, key in chunks(futures, decision.session.key):
        taken.append(played_out(decision.taken(worlds, key), seat, progress))
        instead.append(played_out(decision.instead(strategy, worlds, key, rest, held), seat, progress))
    other = together(instead)
    return together(taken), other._replace(failures=other.failures + (held.failures if held else 0))


def path(session: Session, seat: str, futures: int, progress: Progress | None = None) -> list[Outcomes]:
    """Futures from every kept quarter on, the first kept first, with the same luck in future k of each."""
    first = session.first_quarter
    found = []
    for quarter in range(first, first + len(session.snapshots)):
        parts = [
            played_out(branched(session, quarter, worlds, key, seat), seat, progress)
            for worlds, key in chunks(futures, session.key)
        ]
        found.append(together(parts))
    return found
