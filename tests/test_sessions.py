"""The door: undo, pins, release, delegation, strides, branches and replays."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from players import HOLD, SCENARIOS, Anything, play

from agents.choice import Choice
from agents.sight import Sight
from agents.strategies.base import Strategy
from game import names
from game.session import Session
from game.start import many_games
from game.views import Scene
from game.views.desk import objection_text
from game.worlds import differences, taken


class Willing(Strategy):
    """Signs everything, offers the first seat free passage, and keeps moving one order."""

    name = "willing"
    source = "A test double that can be worked around."

    def propose(self, sight: Sight) -> Choice:
        rows, seats = sight.rows, len(sight.odds)
        party = np.zeros((seats, rows))
        party[0] = 1
        party[sight.seat, np.arange(rows)] = 1
        six = np.zeros((names.CLAUSE_SLOTS, rows))
        return Choice(
            party=party,
            kind=np.where(np.arange(6)[:, None] < 1, names.CLAUSE["hotline"], six),
            giver=six + sight.seat,
            taker=six,
            channel=six - 1,
            amount=six + 1,
            quarters=np.full(rows, 4.0),
        )

    def answer(self, sight: Sight) -> np.ndarray:
        return np.ones(sight.rows)

    def decide(self, sight: Sight) -> Choice:
        return Choice(
            safety_standard=np.full(sight.rows, 0.1) + 0.02 * (sight.quarter % 3),
            stance=np.where(
                np.isin(np.arange(len(sight.own_stance)), (1, 2))[:, None], sight.quarter % 4, sight.own_stance
            ),
        )


def accord(session: Session, giver: str, taker: str, kind: str = "hotline") -> dict[str, Any]:
    seats, row = session.seat_index, np.zeros(6, int)
    party = np.zeros(len(seats), bool)
    party[[seats[giver], seats[taker]]] = True
    return {
        "party": party,
        "quarters": 6,
        "inspection": 0.9,
        "kind": np.where(np.arange(6) < 1, names.CLAUSE[kind], 0),
        "giver": row + seats[giver],
        "taker": row + seats[taker],
        "channel": row - 1,
        "amount": row + 0.5,
    }


def game(seat: str | None = "USA", scenario: str = "two-plans-2025", **more: Any) -> Session:
    return play(scenario, people=[seat] if seat else [], **more)


def test_undo_takes_back_order_after_order() -> None:
    session, idle = game(), game()
    assert session.submit("USA", {"enforcement": 0.9}) == []
    assert session.submit("USA", {"enforcement": 0.2, "safety_standard": 0.8}) == []
    assert session.undo()
    assert session.wishes[0]["enforcement"][0].item() == 0.9 and list(session.pins[0]) == ["enforcement"]
    assert session.undo() and not session.undo()
    assert session.pins == {}
    assert differences(session.advance().world, idle.advance().world) == []


def test_undo_takes_back_a_release() -> None:
    session = game()
    session.submit("USA", {"enforcement": 0.9})
    session.release("USA", "enforcement")
    assert session.pins == {0: {}} or session.pins == {}
    assert session.undo() and "enforcement" in session.pins[0]


def test_undo_takes_back_an_answer_before_it_is_revealed() -> None:
    session = game(cast={"CHN": Willing()})
    waiting = session.offers("USA")
    assert [o["from"] for o in waiting] == [1, 1], "one offer a round"
    session.answer("USA", waiting[0]["number"], True)
    session.answer("USA", waiting[1]["number"], True)
    assert session.undo()
    session.advance()
    signed = [entry["signed"] for entry in session.records[-1]["talks"] if 0 in entry["answers"]]
    assert signed == [True, False]
    assert (session.world.deals.quarters_left > 0).sum() == 1
    with pytest.raises(KeyError):
        session.answer("USA", 99, True)


def test_what_is_revealed_is_never_undone() -> None:
    session = game(cast={"CHN": Willing()})
    session.submit("USA", {"enforcement": 0.9})
    told = session.offer("USA", accord(session, "USA", "CHN"))
    assert told["signed"] and not session.undo(), "an answer was heard"
    session.submit("USA", {"safety_standard": 0.9})
    session.advance()
    assert not session.undo(), "the quarter was played"
    assert session.standing.enforcement[0, 0] == 0.9 and session.standing.safety_standard[0, 0] == 0.9


def test_a_pin_holds_and_the_strategy_works_around_it() -> None:
    session = game(cast={"USA": Willing()})
    session.submit("USA", {"stance": {(1,): 3}})
    for quarter in range(5):
        session.advance()
        stance = session.standing.stance[0, :, 0]
        assert stance[1] == 3 and stance[2] == quarter % 4
        assert session.standing.safety_standard[0, 0] == pytest.approx(0.1 + 0.02 * (quarter % 3))
    session.release("USA", "stance")
    session.advance()
    assert session.standing.stance[0, [1, 2], 0].tolist() == [1, 1]


def test_release_of_everything_gives_the_seat_back() -> None:
    session = game(cast={"USA": Willing()})
    session.submit("USA", {"stance": {(1,): 3}, "safety_standard": 0.7})
    session.advance()
    session.release("USA")
    session.advance()
    assert session.pins == {} and session.standing.safety_standard[0, 0] == pytest.approx(0.12)


def test_an_order_without_a_pin_holds_for_one_quarter_beside_pins() -> None:
    session = game(cast={"USA": Willing()})
    session.submit("USA", {"stance": {(1,): 3}})
    session.submit("USA", {"stance": {(2,): 4}}, pin=False)
    session.advance()
    assert session.standing.stance[0, [1, 2], 0].tolist() == [3, 4]
    session.advance()
    assert session.standing.stance[0, [1, 2], 0].tolist() == [3, 1]


def test_hold_and_delegate() -> None:
    session = game(None, cast={"USA": Willing(), "CHN": Willing()})
    session.delegate("USA", "hold")
    before = session.standing.stance[0].copy()
    told = session.advance().records[-1]["talks"]
    assert np.array_equal(session.standing.stance[0], before), "nobody speaks for a seat that holds"
    assert all(entry["from"] != 0 for entry in told) and not any(entry["signed"] for entry in told)
    session.delegate("USA", "delegate")
    session.advance()
    assert session.standing.stance[0, [1, 2], 0].tolist() == [1, 1]
    with pytest.raises(ValueError, match="delegate or hold"):
        session.delegate("USA", "sleep")


def test_names_that_do_not_exist_are_told_with_the_nearest() -> None:
    session = game()
    for call in (lambda: session.sight("USB"), lambda: session.submit("USB", {}), lambda: session.offers("USB")):
        with pytest.raises(KeyError, match="did you mean 'USA'"):
            call()
    with pytest.raises(KeyError, match="no order field"):
        session.submit("USA", {"tariff": 1})
    with pytest.raises(KeyError, match="not for USA"):
        session.submit("USA", {"growth": 0.1})


def steps(session: Session, stride: int, rounds: int) -> Session:
    """Rounds of a person who orders, offers and answers at the start of each."""
    for round_ in range(rounds):
        for waiting in session.offers("USA"):
            session.answer("USA", waiting["number"], round_ % 2 == 0)
        session.offer("USA", accord(session, "USA", "CHN", "safety_accord"))
        session.submit("USA", {"safety_standard": 0.3 + 0.2 * round_, "stance": {(1,): 1 + round_}})
        for _ in range(4 // stride):
            session.advance(stride)
    return session


@pytest.mark.parametrize("scenario", ["two-plans-2025", "october-2022"])
def test_four_quarters_at_once_are_four_quarters(scenario: str) -> None:
    cast = {"CHN": Willing(), "EUR": Anything(), "GULF": Anything(2), "OPENAI": Anything(3), "NVIDIA": Anything(4)}
    whole, halves, single = (steps(game("USA", scenario, cast=cast), stride, 3) for stride in (4, 2, 1))
    for other in (halves, single):
        assert differences(whole.world, other.world) == []
        assert differences(whole.standing, other.standing) == []
        assert (whole.memory == other.memory).all()
        assert whole.records == other.records
    assert any(entry["signed"] for record in whole.records for entry in record["talks"])


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_record_played_again_is_the_game(scenario: str) -> None:
    first = game(None, scenario, everybody=Anything(5)).advance(16)
    again = play(scenario, everybody=HOLD)
    for record in json.loads(json.dumps(first.records)):
        again.advance_recorded(record)
    assert differences(first.world, again.world) == []
    assert differences(first.standing, again.standing) == []
    assert any(entry["signed"] for record in first.records for entry in record["talks"])


def test_a_record_with_a_person_played_again_is_the_game() -> None:
    first = steps(game(cast={"CHN": Willing(), "EUR": Willing()}), 1, 2)
    again = game()
    for record in json.loads(json.dumps(first.records)):
        again.advance_recorded(record)
    assert differences(first.world, again.world) == []


def test_a_branch_of_a_mixed_batch_keeps_each_worlds_cast() -> None:
    batch = play(numbers=[1, 2, 3], cast={"USA": [HOLD, Anything(), Willing()]}).advance(2)
    futures = batch.branch(worlds=2, key="future").advance(2)
    assert futures.worlds == 6
    for world, voice in ((2, Anything()), (4, Willing())):
        alone = taken(futures.world, np.array([world]))
        base = play(numbers=[world // 2 + 1], cast={"USA": voice}, keep=True).advance(2)
        assert differences(base.world, taken(batch.world, np.array([world // 2]))) == []
        other = base.branch(key="future")
        other.seeds = futures.seeds[world : world + 1]
        assert differences(other.advance(2).world, alone) == []


def test_quarters_that_were_not_kept_cannot_be_branched_from() -> None:
    batch = play(numbers=[1, 2]).advance(2)
    with pytest.raises(ValueError, match="was not kept"):
        batch.branch(1)


def test_a_game_that_is_over_rests_while_others_go_on() -> None:
    batch = play("two-blocs", numbers=range(3), everybody=Anything(7)).advance(2)
    over = np.array([False, True, False])
    batch.world = replace(batch.world, finished=over, ending=np.where(over, 0, -1).astype(np.int8))
    before, memory = (batch.world, batch.standing), batch.memory.copy()
    batch.advance(3)
    for old, new in zip(before, (batch.world, batch.standing), strict=True):
        assert differences(taken(old, np.array([1])), taken(new, np.array([1]))) == []
        assert differences(taken(old, np.array([0])), taken(new, np.array([0]))) != []
    assert np.array_equal(batch.memory[..., 1], memory[..., 1]) and batch.quarter == 5


def test_orders_may_differ_from_world_to_world() -> None:
    session = many_games(seeds_of=[1, 2, 3])
    levels = np.array([0.2, 0.5, 0.9])
    assert session.submit("USA", {"enforcement": levels}) == []
    session.advance()
    assert session.standing.enforcement[0].tolist() == levels.tolist()
    alone = many_games(seeds_of=[2])
    assert alone.submit("USA", {"enforcement": 0.5}) == []
    assert differences(alone.advance().world, taken(session.world, np.array([1]))) == []


def test_an_objection_says_in_which_worlds_it_stands_and_changes_nothing_in_any() -> None:
    session = many_games(seeds_of=[1, 2, 3])
    session.world.influence[0, 1] = 0
    (found,) = session.submit("USA", {"enforcement": 0.9})
    assert (found.kind, found.seat, found.worlds) == ("too_dear", "USA", (1,))
    (outside,) = session.submit("USA", {"enforcement": np.array([0.5, 0.5, 7.0])})
    assert (outside.kind, outside.worlds) == ("out_of_range", (2,))
    assert not session.wishes and not session.pins


MISPLACED: list[tuple[str, dict[str, Any], str, str]] = [
    ("USA", {"stance": {(15,): 1}}, "no_such_place", "stance[partner 0..14] = 0..4"),
    ("USA", {"stance": {(-1,): 1}}, "no_such_place", "stance[partner 0..14] = 0..4"),
    ("USA", {"stance": {(1, 0): 1}}, "no_such_place", "stance[partner 0..14] = 0..4"),
    ("USA", {"stance": {("CHN",): 1}}, "no_such_place", "stance[partner 0..14] = 0..4"),
    ("USA", {"stance": {True: 1}}, "no_such_place", "stance[partner 0..14] = 0..4"),
    ("USA", {"stance": {None: 1}}, "no_such_place", "stance[partner 0..14] = 0..4"),
    ("USA", {"stance": {(1.0,): 1}}, "no_such_place", "stance[partner 0..14] = 0..4"),
    ("USA", {"enforcement": {(0,): 0.5}}, "no_such_place", "enforcement = 0..1"),
    ("USA", {"restriction": {(1, 9): 0.5}}, "no_such_place", "restriction[target 0..14, channel 0..8] = 0..1"),
    ("USA", {"restriction": [0.5, 0.5]}, "wrong_shape", "restriction[target 0..14, channel 0..8] = 0..1"),
    ("USA", {"restriction": [[0.5], [0.5, 0.5]]}, "wrong_shape", "restriction[target 0..14, channel 0..8] = 0..1"),
    (
        "USA",
        {"restriction": {(1,): np.zeros((15, 9))}},
        "wrong_shape",
        "restriction[target 0..14, channel 0..8] = 0..1",
    ),
    ("USA", {"stance": []}, "wrong_shape", "stance[partner 0..14] = 0..4"),
    ("USA", {"enforcement": [0.1, 0.2]}, "wrong_shape", "enforcement = 0..1"),
    ("USA", {"enforcement": {...: {}}}, "out_of_range", "enforcement = 0..1"),
    ("USA", {"enforcement": "much"}, "out_of_range", "enforcement = 0..1"),
    ("NVIDIA", {"release": {(0,): 1}}, "no_such_place", "release = 0..3"),
]


@pytest.mark.parametrize("seat, orders, kind, allowed", MISPLACED)
def test_orders_that_do_not_fit_their_field_meet_an_objection_that_says_what_does(
    seat: str, orders: dict[str, Any], kind: str, allowed: str
) -> None:
    """A front end far away can show it; what fits, given with it, changes nothing either."""
    session, untouched = game(seat), game(seat)
    fitting = {"safety_standard": 0.9} if seat == "USA" else {"safety_effort": 0.9}
    for ask in (session.objections, session.submit):
        (found,) = ask(seat, {**fitting, **orders})
        assert (found.kind, found.seat, found.field, found.allowed) == (kind, seat, next(iter(orders)), allowed)
        assert found.worlds == (0,)
        text = objection_text(Scene(session, seat), found)
        assert kind == "out_of_range" or allowed in text, text
    assert not session.can_undo and not session.wishes and not session.pins
    assert differences(session.advance().standing, untouched.advance().standing) == []


def test_values_of_another_number_of_worlds_meet_an_objection() -> None:
    session = many_games(seeds_of=[1, 2, 3])
    (found,) = session.submit("USA", {"enforcement": np.array([0.2, 0.5])})
    assert (found.kind, found.worlds) == ("wrong_shape", (0, 1, 2))
    assert session.submit("USA", {"stance": {(1,): np.array([0, 1, 2]), 2: 3}}) == []
