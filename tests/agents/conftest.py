"""What tests of strategies share: one game under way, and sights of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from agents.sight import Rows, Sight
from agents.strategies.base import Strategy
from game import fog, weighing
from game.names import CLAUSE
from game.offers import entries_of
from game.session import Session
from game.start import many_games
from game.world import start_terms

WORLDS = 3
MakeSight = Callable[[Strategy, Sequence[int], Sequence[int]], Sight]


@pytest.fixture(scope="session")
def under_way() -> Session:
    """A game of the flagship after some quarters: deals are in force, occasions are put."""
    return many_games(seeds_of=range(1, WORLDS + 1), strict=True).advance(7)


@pytest.fixture
def decide_sight(under_way: Session) -> MakeSight:
    """What seats may know when they give orders."""
    game = under_way
    look = game.game.look(game.world, game.standing, game.standing)
    return lambda strategy, seats, worlds: _sight(game, look, strategy, seats, worlds)


@pytest.fixture
def propose_sight(under_way: Session) -> MakeSight:
    """What seats may know when they may table offers."""
    game = under_way
    first_round = {"round": lambda rows: np.zeros(len(rows))}
    look = fog.look(game.world, game.standing, game.standing, game.game.setting, game.game.params, first_round)
    return lambda strategy, seats, worlds: _sight(game, look, strategy, seats, worlds)


@pytest.fixture
def answer_sight(under_way: Session) -> MakeSight:
    """What seats may know when every seat is asked about one and the same offer of the first seat."""
    return _addressed(under_way, False)


@pytest.fixture
def counter_sight(under_way: Session) -> MakeSight:
    """What seats may know when every seat has declined one and the same offer of the first seat."""
    return _addressed(under_way, True)


def _addressed(game: Session, declined: bool) -> MakeSight:
    rows = start_terms(1, len(game.game.seats), WORLDS)
    for slot, kind in enumerate(("open_release", "money")):
        rows.kind[0, slot], rows.amount[0, slot] = CLAUSE[kind], 0.1
    rows.party[0] = True
    rows.quarters_left[0] = 8
    worlds = np.arange(WORLDS)
    offers = entries_of(rows, 0 * worlds, worlds, by=0 * worlds)
    told = weighing.counter_sight if declined else weighing.offer_sight
    offer = told(game.game, game.world, game.standing, offers, worlds)
    look = fog.look(game.world, game.standing, game.standing, game.game.setting, game.game.params, offer)
    return lambda strategy, asked, worlds: _sight(game, look, strategy, asked, worlds)


def _sight(game: Session, look: object, strategy: Strategy, seats: Sequence[int], worlds: Sequence[int]) -> Sight:
    rows, where = np.asarray(seats), np.asarray(worlds)
    attitudes = {name: np.full(len(rows), value) for name, value in strategy.attitudes.items()}
    return Sight(look, Rows(rows, where, about=where.copy()), attitudes, game.memory)
