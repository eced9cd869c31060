"""Looking back on a quarter: what could be expected, and the road not taken, without a secret and without a trace."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from game import hindsight
from game.forecast import Decision
from game.hindsight import Hindsight, moves, without, worked_out
from game.session import Session
from game.start import new_game
from game.views import looking_back
from game.views.looking_back import move_text
from game.views.scene import Scene
from game.words import strict


def finish(session: Session, seat: str) -> Hindsight:
    work = worked_out(session, seat)
    while True:
        try:
            next(work)
        except StopIteration as end:
            found: Hindsight = end.value
            return found


def played(scenario: str = "two-plans-2025", seat: str = "USA", quarters: int = 3) -> Session:
    session = new_game(scenario, seed=7, seat=seat)
    return session.advance(quarters)


@pytest.fixture(scope="module")
def session() -> Session:
    return played()


@pytest.fixture(scope="module")
def found(session: Session) -> Hindsight:
    return finish(session, "USA")


def test_the_range_holds_its_middle_and_luck_and_others_explain_what_came(found: Hindsight) -> None:
    for one in found.expected:
        assert one.low <= one.middle <= one.high
        assert one.middle + one.by_luck + one.by_others == pytest.approx(one.came, abs=1e-9)
    assert any(one.high > one.low for one in found.expected)


def test_what_came_is_what_the_game_says(session: Session, found: Hindsight) -> None:
    came: dict[str, float] = {one.key: one.came for one in found.expected}
    world: Any = session.world
    index = session.seat_index["USA"]
    assert came["lead"] == world.lead[index, 0] and came["risk"] == world.risk[0]
    assert came["influence"] == world.influence[index, 0]


def test_the_heaviest_of_the_weighed_moves_is_told(session: Session, found: Hindsight) -> None:
    road = found.road
    assert road is not None and road.move in moves(Decision(session, session.quarter, "USA"))[: hindsight.WEIGHED]
    mean, low, high = road.differences["points"]
    assert low <= high and mean != 0
    assert 0 <= road.better + road.equal <= 1 and road.quarters == hindsight.AHEAD


def test_looking_back_is_the_same_each_time_and_leaves_no_trace(session: Session, found: Hindsight) -> None:
    world, records, quarter = session.world, len(session.records), session.quarter
    assert finish(session, "USA") == found
    assert session.world is world and len(session.records) == records and session.quarter == quarter


@pytest.mark.parametrize("seat", ["USA", "NVIDIA"])
def test_nothing_of_which_the_seat_may_not_know_makes_a_difference(seat: str) -> None:
    one, other = played(seat=seat), played(seat=seat)
    own = other.seat_index[seat]
    before = other.snapshots[-2]
    world: Any = before.world
    rest = np.arange(len(world.agenda)) != own
    agenda, temper = world.agenda.copy(), world.temperament.copy()
    agenda[rest] = (agenda[rest] + 1) % 3
    temper[rest] = -temper[rest]
    memory = before.memory.copy()
    memory[:, rest] += 1.0
    changed = replace(world, agenda=agenda, temperament=temper, demand_shock=world.demand_shock + 0.3)
    other.snapshots[-2] = replace(before, world=changed, memory=memory)
    assert finish(one, seat) == finish(other, seat)


def test_a_move_left_out_leaves_the_rest_of_the_record(session: Session) -> None:
    decision = Decision(session, session.quarter, "USA")
    index = session.seat_index["USA"]
    for move in moves(decision):
        left = without(decision.record, move)
        if move.deal >= 0:
            assert left["orders"] == decision.record["orders"] and not left["talks"][move.deal]["signed"]
            continue
        gone = [
            (name, tuple(cell))
            for name, cells in decision.record["orders"].items()
            for cell in cells
            if cell not in left["orders"].get(name, [])
        ]
        assert gone == list(move.cells)
        assert all(int(session.game.lines(name)[index]) == cell[0] for name, cell in gone)


def test_every_slice_is_short_and_work_can_be_given_up(session: Session) -> None:
    work = worked_out(session, "USA")
    for _ in range(5):
        next(work)
    work.close()
    assert session.quarter == 3


@pytest.mark.parametrize(
    ("scenario", "seat"), [("two-plans-2025", "USA"), ("two-plans-2025", "NVIDIA"), ("neutral", "N01")]
)
def test_it_is_told_in_words(scenario: str, seat: str) -> None:
    with strict():
        game = played(scenario, seat)
        back = looking_back(game, seat, finish(game, seat))
        assert [one.key for one in back.ranges] == ["lead", "risk", "points", "influence", "money"]
        assert all(one.expected and one.came and one.why for one in back.ranges)
        assert back.road is None or (back.road.title and back.road.worth and len(back.road.lines) >= 2)
        assert (back.road is None) == bool(back.none)


def test_a_deal_and_an_answer_are_named() -> None:
    with strict():
        game, told = played(quarters=1), set()
        for _ in range(6):
            decision = Decision(game, game.quarter, "USA")
            told |= {(move.kind, move_text(Scene(game, "USA"), move)) for move in moves(decision)}
            game.advance()
        assert {"reply", "deal"} <= {kind for kind, _text in told} and all(text for _kind, text in told)
