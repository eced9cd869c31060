"""Doctrines that a person changes during the game: price, who decides from when on, branches, saves, batches."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from players import Anything

from agents.choice import Choice
from agents.sight import Sight
from agents.strategies import ROSTER
from agents.strategies.base import Strategy
from agents.table import StrategyError
from game import names
from game.chronicle import known_to
from game.rules.legal import Objection
from game.save import load, replay, save
from game.session import Session
from game.start import many_games, new_game
from game.views import bill, doctrines_view, dossier
from game.worlds import differences, taken

SALESMAN = 1
"""Place of the salesman among the doctrines of the United States."""


def begun(seat: str = "USA") -> Session:
    return new_game(seed=11, seat=seat).advance()


def test_a_change_costs_two_and_counts_as_a_move() -> None:
    session = begun()
    assert session.game.doctrines(0)[SALESMAN] == "salesman"
    assert session.submit("USA", {"doctrine": SALESMAN}) == []
    told = bill(session, "USA")
    assert (told.moves, told.spent) == (1, 2)
    idle = begun()
    assert idle.submit("USA", {"doctrine": -1}) == [] and bill(idle, "USA").spent == 0


def test_it_takes_over_from_the_next_quarter_and_remembers_nothing() -> None:
    session, idle = begun(), begun()
    session.submit("USA", {"doctrine": SALESMAN}, pin=False)
    session.advance()
    idle.advance()
    assert session.voices[0] is ROSTER["salesman"] and session.cast[0] is not ROSTER["salesman"]
    assert not session.memory[:, 0].any()
    ordered = set(session.records[-1]["orders"]) - {"doctrine"}
    assert ordered <= set(idle.records[-1]["orders"]), "this quarter the old one still decides"
    recast = session.branch(cast={"USA": ROSTER["salesman"]})
    assert recast.standing.doctrine[0, 0] == -1
    assert differences(session.advance(3).world, recast.advance(3).world) == []


def test_unknown_and_foreign_doctrines_are_refused() -> None:
    session = begun()
    assert len(session.game.doctrines(0)) == 3
    assert session.submit("USA", {"doctrine": 3}) == [Objection("no_doctrine", "USA", "doctrine")]
    assert [o.kind for o in session.submit("USA", {"doctrine": 99})] == ["out_of_range"]
    firm = begun("OPENAI")
    assert firm.game.doctrines(firm.seat_index["OPENAI"]) == names.FIRM_DOCTRINES
    assert firm.submit("OPENAI", {"doctrine": 5}) == []
    assert [o.kind for o in firm.submit("OPENAI", {"doctrine": 6})] == ["no_doctrine"]


def test_every_firm_may_take_every_strategy_for_firms() -> None:
    assert set(names.FIRM_DOCTRINES) == {name for name, strategy in ROSTER.items() if strategy.kind == "firm"}


class Turncoat(Strategy):
    """Wants another strategy in its place."""

    name = "turncoat"
    source = "A test double."

    def decide(self, sight: Sight) -> Choice:
        return Choice(doctrine=np.ones(sight.rows))


def test_strategies_keep_the_doctrine_that_they_are() -> None:
    with pytest.raises(StrategyError, match="unknown order field 'doctrine'"):
        new_game(cast={"USA": Turncoat()}, strict=True).advance()


def test_a_branch_from_before_has_the_doctrine_of_before() -> None:
    session = begun()
    session.submit("USA", {"doctrine": SALESMAN}, pin=False)
    session.advance(2)
    assert session.branch(1).voices[0] is session.cast[0]
    after = session.branch(2)
    assert after.voices[0] is ROSTER["salesman"]
    assert differences(after.advance().world, session.world) == []


def test_games_with_changed_doctrines_are_saved_and_played_again(tmp_path: Path) -> None:
    session = begun()
    session.submit("USA", {"doctrine": SALESMAN}, pin=False)
    session.advance(3)
    session.submit("USA", {"doctrine": 2}, pin=False)
    path = save(session, tmp_path / "game.json")
    assert replay(path).same
    loaded = load(path)
    assert not loaded.note and loaded.voices[0] is ROSTER["salesman"]
    assert differences(loaded.advance(2).world, session.advance(2).world) == []
    assert loaded.voices[0] is ROSTER["multilateralist"]


def test_worlds_of_a_batch_may_take_different_doctrines() -> None:
    together = many_games(seeds_of=[3, 4, 5])
    assert together.submit("USA", {"doctrine": np.array([-1, SALESMAN, 2])}) == []
    together.advance(4)
    for world, (seed, doctrine) in enumerate(((3, -1), (4, SALESMAN), (5, 2))):
        alone = many_games(seeds_of=[seed])
        alone.submit("USA", {"doctrine": doctrine})
        assert differences(alone.advance(4).world, taken(together.world, np.array([world]))) == []


def test_others_do_not_learn_of_it() -> None:
    session = begun()
    session.submit("USA", {"doctrine": SALESMAN}, pin=False)
    session.advance()
    told = [event for event in session.events[-1] if event.kind == "doctrine_changed"]
    assert [event.seats for event in told] == [("USA",)] and told[0].values == {"doctrine": "salesman"}
    assert known_to(told, "CHN") == [] == known_to(told, None)
    assert dossier(session, "CHN", "USA").doctrine == "" and dossier(session, "USA", "USA").doctrine == "salesman"


def test_the_window_offers_each_doctrine_once() -> None:
    session = begun()
    shown = doctrines_view(session, "USA")
    assert len({doctrine.key for doctrine in shown}) == len(shown) >= 3
    assert [d.key for d in shown if d.running] == [d.key for d in shown if d.chosen] == [session.cast[0].name]
    other = next(d for d in shown if not d.running)
    assert other.price == 2
    assert session.submit("USA", {"doctrine": other.code}, pin=False) == []
    assert [d.key for d in doctrines_view(session, "USA") if d.chosen] == [other.key]


def test_a_person_at_a_seat_of_any_strategy_may_change_it() -> None:
    session = new_game(cast={"USA": Anything()}, seat="USA")
    assert doctrines_view(session, "USA")[-1].running
