"""What every strategy must keep, tried out in games: for strategies of one's own, which no test of the game knows."""

from __future__ import annotations

import pickle
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from agents.strategies.base import BROKEN, Strategy
from game.scenario import Scenario, load
from game.session import Session
from game.start import FLAGSHIP, many_games, new_game
from game.worlds import differences, taken

WORLDS, QUARTERS = 3, 8
MOST = 5
"""Different failures that are told."""


class Trial(NamedTuple):
    """What came of trying a strategy: its faults in words, and how often its orders were refused, by objection.

    ``asked`` counts the times at which a seat gave orders. Refused orders are no fault: the seat's stay as they were.
    """

    seats: tuple[str, ...]
    faults: tuple[str, ...]
    asked: int
    refused: dict[str, int]


def faults(strategy: Strategy, scenario: str | Scenario = FLAGSHIP) -> list[str]:
    """What a strategy breaks of the contract, a sentence each; empty if nothing. For tests of one's own."""
    return list(tried(strategy, scenario).faults)


def tried(strategy: Strategy, scenario: str | Scenario = FLAGSHIP) -> Trial:
    """Play a strategy in one seat and in every seat that it may play, some quarters in three worlds.

    It must not fail; the same game must come out again; every world must be the game that it is when played alone; and
    nothing may stay in the strategy itself.
    """
    chosen = scenario if isinstance(scenario, Scenario) else load(scenario)
    seats = tuple(
        key
        for place, key in enumerate(chosen.setting.seats)
        if strategy.kind in ("any", "nation" if place < chosen.setting.nation_seats else "firm")
    )
    kept, found = _kept(strategy), dict[str, str]()
    for some in (seats, seats[:1]):
        for what, fault in _broken(chosen, dict.fromkeys(some, strategy)):
            found.setdefault(what, fault)
    if _kept(strategy) != kept:
        found["self"] = "keeps something in itself: what it wants to remember goes into the memory of its choice"
    asked, refused = _refused(chosen, dict.fromkeys(seats, strategy))
    return Trial(seats, tuple(found.values()), asked, refused)


def _kept(strategy: Strategy) -> tuple[object, ...]:
    """What a strategy holds, as far as it can be written down."""
    found: list[object] = []
    for name, value in sorted({**vars(type(strategy)), **vars(strategy)}.items()):
        if not name.startswith("__"):
            try:
                found += [name, pickle.dumps(value)]
            except BROKEN:  # functions made on the spot and the like: another one is another
                found += [name, id(value)]
    return tuple(found)


def _broken(scenario: Scenario, cast: dict[str, Strategy]) -> Iterator[tuple[str, str]]:
    """What is broken in games of a cast, and how to say so."""
    seeds = range(1, WORLDS + 1)
    whole = many_games(scenario, seeds_of=seeds, cast=cast).advance(QUARTERS)
    yield from _failures(whole)
    if parts := _unlike(whole, many_games(scenario, seeds_of=seeds, cast=cast).advance(QUARTERS)):
        yield "repeats", f"does not repeat itself: the same game comes out with another {parts}"
    alone = many_games(scenario, seeds_of=[seeds[-1]], cast=cast).advance(QUARTERS)
    if parts := _unlike(whole, alone, WORLDS - 1):
        yield "rows", f"mixes its rows: a world of {WORLDS} comes out with another {parts} than the same game alone"


def _failures(session: Session) -> Iterator[tuple[str, str]]:
    count = Counter((failure.verb, failure.problem) for failure in session.failures)
    for (verb, problem), times in count.most_common(MOST):
        first = next(f for f in session.failures if (f.verb, f.problem) == (verb, problem))
        told = f"{verb} fails: {problem}; {times} times, first for {first.seat} in quarter {first.quarter + 1}"
        yield f"{verb} {problem}", told


def _unlike(whole: Session, other: Session, world: int | None = None) -> str:
    """In what two sessions differ, or one world of the first and the only one of the second; empty if in nothing."""
    found: list[str] = []
    for one, two in ((whole.world, other.world), (whole.standing, other.standing)):
        found += differences(one if world is None else taken(one, np.array([world])), two)
    return ", ".join(found[:3])


def _refused(scenario: Scenario, cast: dict[str, Strategy]) -> tuple[int, dict[str, int]]:
    """How often seats gave orders in one game, and how often they were refused, by objection."""
    game, found, asked = new_game(scenario, cast=cast, watch=False), Counter[str](), 0
    for _ in range(QUARTERS):
        game.advance()
        asked += len(cast)
        found.update(objection.kind for objection in game.refusals if objection.seat in cast)
    return asked, dict(found.most_common())
