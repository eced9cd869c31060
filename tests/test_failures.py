"""Strategies that break: who, when and how is told, the seat holds, and no other world notices."""

from __future__ import annotations

import asyncio
from typing import Any

import numpy as np
import pytest
from players import HOLD, Anything, Breaker, play

from agents.choice import Choice
from agents.strategies.base import Strategy
from agents.table import StrategyError
from game.start import UnknownName, new_game
from game.worlds import differences, taken


def offered(sight: Any, **changed: Any) -> Choice:
    six, seats = np.zeros((6, sight.rows)), len(sight.odds)
    party = np.zeros((seats, sight.rows))
    party[0] = 1
    fields = {
        "party": party,
        "kind": six + 6.0,
        "giver": six + sight.seat,
        "taker": six,
        "channel": six - 1,
        "amount": six + 1,
    }
    fields = {name: changed.pop(name, value) for name, value in fields.items()}
    return Choice(**{name: value for name, value in fields.items() if value is not None}, **changed)


async def cancelled() -> None:
    raise asyncio.CancelledError


DECIDES = {
    "raises": lambda s: 1 / 0,
    "raises what is no error": lambda s: asyncio.run(cancelled()),
    "wrong type": lambda s: {"enforcement": np.zeros(s.rows)},
    "a string": lambda s: "restrict everything",
    "wrong shape": lambda s: Choice(enforcement=np.zeros((s.rows, 2))),
    "a plain number": lambda s: Choice(enforcement=0.5),
    "not a number": lambda s: Choice(enforcement=np.full(s.rows, np.nan)),
    "without bound": lambda s: Choice(levy=np.full_like(s.own_levy, np.inf)),
    "out of range": lambda s: Choice(enforcement=np.full(s.rows, 1.01)),
    "unknown field": lambda s: Choice(tariffs=np.zeros(s.rows)),
    "objects": lambda s: Choice(enforcement=np.array(["x"] * s.rows, dtype=object)),
    "complex": lambda s: Choice(enforcement=np.full(s.rows, 1j)),
    "bad memory": lambda s: Choice({0: np.full(s.rows, np.nan)}),
    "too much memory": lambda s: Choice({99: np.zeros(s.rows)}),
    "a secret": lambda s: Choice(enforcement=np.clip(s.demand_shock, 0, 1)),
    "writes into its sight": lambda s: s.gdp.__setitem__(0, 0.0),
}
ANSWERS = {
    "raises": lambda s: [][1],
    "wrong shape": lambda s: np.ones(s.rows + 1),
    "not a number": lambda s: np.full(s.rows, np.nan),
    "out of range": lambda s: np.full(s.rows, 2.0),
    "wrong type": lambda s: [1.0] * s.rows,
    "words": lambda s: np.array(["yes"] * s.rows),
}
PROPOSES = {
    "raises": lambda s: s.nothing_of_the_kind,
    "wrong type": lambda s: {"kind": 3},
    "no parties": lambda s: offered(s, party=None),
    "no clauses": lambda s: offered(s, kind=None),
    "unknown seat": lambda s: offered(s, giver=np.full((6, s.rows), 100.0)),
    "unknown clause": lambda s: offered(s, kind=np.full((6, s.rows), 77.0)),
    "not a number": lambda s: offered(s, amount=np.full((6, s.rows), np.nan)),
    "wrong shape": lambda s: offered(s, party=np.ones((3, s.rows))),
    "unknown field": lambda s: offered(s, weather=np.ones(s.rows)),
}
WAYS = [(verb, way) for verb, ways in (("decide", DECIDES), ("answer", ANSWERS), ("propose", PROPOSES)) for way in ways]
ALL = {"decide": DECIDES, "answer": ANSWERS, "propose": PROPOSES}
SCENARIO, SEEDS, QUARTERS = "two-blocs", [3, 4, 5], 4


@pytest.fixture(scope="module")
def whole() -> Any:
    """The same worlds without the one that breaks, and with a seat that holds in it."""
    others = {"N02": [Anything(), HOLD, Anything(1)]}
    return play(SCENARIO, numbers=SEEDS, everybody=Anything(2, talkative=1), cast=others).advance(QUARTERS)


@pytest.mark.parametrize("verb, way", WAYS)
def test_a_broken_strategy_holds_and_no_other_world_notices(whole: Any, verb: str, way: str) -> None:
    breaker = Breaker(verb, ALL[verb][way])
    cast = {"N02": [Anything(), breaker, Anything(1)]}
    with np.errstate(all="ignore"):
        session = play(SCENARIO, numbers=SEEDS, everybody=Anything(2, talkative=1), cast=cast).advance(QUARTERS)
    own = [f for f in session.failures if f.strategy == "breaker"]
    assert session.failures == own, "somebody else is blamed"
    assert {(f.seat, f.world, f.verb) for f in own} <= {("N02", 1, verb)}
    if verb != "answer":
        assert [f.quarter for f in own] == [1, 2, 3], "told in every quarter in which it broke"
    else:
        assert own and all(f.quarter >= 1 for f in own), "nobody asked it"
    assert all(f.problem for f in own)
    for name in ("world", "standing"):
        mine, theirs = getattr(session, name), getattr(whole, name)
        for k in (0, 2):
            assert differences(taken(mine, np.array([k])), taken(theirs, np.array([k]))) == []
        assert differences(taken(mine, np.array([1])), taken(theirs, np.array([1]))) == [], "it does not hold"


@pytest.mark.parametrize("verb", ["decide", "propose"])
def test_strict_mode_stops(verb: str) -> None:
    session = play(cast={"CHN": Breaker(verb, ALL[verb]["raises"])}, strict=True)
    session.advance()
    with pytest.raises(StrategyError, match=r"breaker failed for CHN in world 0, quarter 1: "):
        session.advance()


def test_it_holds_the_policy_of_the_quarter_before() -> None:
    class Once(Breaker):
        def decide(self, sight: Any) -> Any:
            if (sight.quarter >= 1).all():
                raise RuntimeError("out of ideas")
            return Choice(safety_standard=np.full(sight.rows, 0.625))

    session = play(cast={"EUR": Once("decide", None)}).advance(4)
    assert session.standing.safety_standard[2, 0] == 0.625
    assert [f.problem for f in session.failures] == ["RuntimeError: out of ideas (decide)"] * 3


def test_one_row_that_fails_costs_one_row() -> None:
    class Picky(Breaker):
        def decide(self, sight: Any) -> Any:
            if (sight.seat == 3).any():
                raise RuntimeError("not for me")
            return Choice(safety_standard=np.full(sight.rows, 0.625))

    nations = ["USA", "CHN", "EUR", "NLD", "GBR"]
    picky = Picky("decide", None)
    session = play(numbers=[1, 2], cast=dict.fromkeys(nations, picky)).advance()
    assert {(f.seat, f.world) for f in session.failures} == {("NLD", 0), ("NLD", 1)}
    standard = session.standing.safety_standard
    assert (standard[[0, 1, 2, 4]] == 0.625).all() and (standard[3] != 0.625).all()


@pytest.mark.parametrize(
    "voice, told", [(None, "not None"), (Strategy, "not <class"), ([], "an empty list"), ([3], "not 3")]
)
def test_a_cast_of_what_is_no_strategy_is_refused(voice: Any, told: str) -> None:
    with pytest.raises(UnknownName, match=told):
        new_game("two-blocs", cast={"N01": voice})


def test_two_seeds_are_never_the_same_game() -> None:
    for seed in (-1, 2**64):
        with pytest.raises(ValueError, match="from 0 to 18446744073709551615"):
            new_game("two-blocs", seed=seed)
    with pytest.raises(TypeError):
        new_game("two-blocs", seed=1.5)
    assert new_game("two-blocs", seed=2**64 - 1).seeds.tolist() == [2**64 - 1]


class Quitter(Strategy):
    """Ends the program, or tries to."""

    name = "quitter"
    source = "A test double for a plug-in that calls exit()."

    def decide(self, sight: Any) -> Choice:
        raise SystemExit(3)


def test_a_strategy_cannot_end_the_program() -> None:
    game = new_game("two-blocs", cast={"N01": Quitter()}).advance(2)
    assert game.quarter == 2
    assert [(failure.seat, failure.problem) for failure in game.failures] == [("N01", "SystemExit: 3 (decide)")] * 2
