"""Futures of a played game: the record branches exactly, luck is shared, and chunks do not matter."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from agents.strategies import ROSTER
from game import forecast
from game.forecast import Decision, ForecastError
from game.session import Session
from game.start import new_game
from game.views import deal_templates
from game.worlds import differences, named_arrays, taken

SCENARIO = "two-blocs"


@pytest.fixture(scope="module")
def watched() -> Session:
    """Twelve quarters in which strategies play every seat."""
    return new_game(SCENARIO, seed=7).advance(12)


@pytest.fixture(scope="module")
def played() -> Session:
    """Five quarters with a person in the first seat, who pins an order, sounds a draft out and makes an offer."""
    session = new_game(SCENARIO, seed=7, seat="N01")
    session.advance(2)
    assert session.submit("N01", {"restriction": {(1, 5): 0.35}}) == []
    draft = next(template.draft for template in deal_templates(session, "N01", "N02") if template.key == "hotline")
    assert "sounded" in session.sound_out("N01", draft) and "answers" in session.offer("N01", draft)
    return session.advance(3)


def same_as_kept(future: Session, session: Session) -> None:
    kept = session.snapshots[future.quarter - session.first_quarter]
    assert differences(future.world, kept.world) == []
    assert differences(future.standing, kept.standing) == []
    assert np.array_equal(future.memory, kept.memory)


@pytest.mark.parametrize("quarter", [1, 3, 5])
def test_the_decision_taken_plays_the_recorded_quarter_to_the_bit(played: Session, quarter: int) -> None:
    same_as_kept(Decision(played, quarter, "N01").taken(), played)


def test_without_people_the_decision_taken_leads_to_the_game_that_was_played(watched: Session) -> None:
    future = Decision(watched, 4, watched.game.seats[0][0]).taken()
    same_as_kept(future.advance(watched.quarter - 4), watched)


@pytest.mark.parametrize("seat", [0, 1, -1])
def test_a_strategy_in_its_own_place_decides_as_it_did(watched: Session, seat: int) -> None:
    key = watched.game.seats[seat][0]
    own: Any = watched.cast[seat]
    for quarter in (1, 4, 9, 12):
        same_as_kept(Decision(watched, quarter, key).instead(own), watched)


@pytest.fixture(scope="module")
def flagship() -> Session:
    """Five quarters of the flagship, which is talked in from the first on."""
    return new_game("two-plans-2025", seed=7, watch=False).advance(5)


@pytest.mark.parametrize("seat", ["USA", "KOR", "NVIDIA"])
def test_talks_held_again_by_the_same_strategies_are_the_talks_that_were_held(flagship: Session, seat: str) -> None:
    own: Any = flagship.cast[flagship.seat_index[seat]]
    for quarter in (1, 4, 5):
        decision = Decision(flagship, quarter, seat)
        held = decision.held_again(own)
        assert held.record == decision.record and held.record["talks"] and held.failures == 0
        same_as_kept(decision.instead(own, held=held), flagship)


def test_a_strategy_that_is_silent_signs_nothing_in_talks_held_again(flagship: Session) -> None:
    signed = [
        (quarter, flagship.game.seats[entry["from"]][0])
        for quarter, record in enumerate(list(flagship.records), 1)
        for entry in record["talks"]
        if entry["signed"] and "renews" not in entry
    ]
    quarter, seat = signed[0]
    decision, index = Decision(flagship, quarter, seat), flagship.seat_index[seat]
    held = decision.held_again(ROSTER["hold"])
    assert not [entry for entry in held.record["talks"] if entry["from"] == index]
    without, with_orders = (decision.instead(ROSTER["hold"], held=talks) for talks in (held, None))
    party = [future.world.deals.party[:, index, 0] & (future.world.deals.quarters_left[:, 0] > 0) for future in
             (without, with_orders)]  # fmt: skip
    assert party[0].sum() < party[1].sum()
    assert without.voices[index] is flagship.voices[index], "its own strategy goes on"
    many = decision.instead(ROSTER["hold"], 3, "x", held=held)
    assert (many.world.deals.party[:, index] == without.world.deals.party[:, index]).all()


def test_what_people_set_stays_when_talks_are_held_again(played: Session) -> None:
    decision = Decision(played, 3, "N02")
    future = decision.instead(ROSTER["hold"], held=decision.held_again(ROSTER["hold"]))
    assert future.standing.restriction[0, 1, 5, 0] == played.snapshots[3].standing.restriction[0, 1, 5, 0] == 0.35


def test_world_k_of_many_is_future_k_alone(watched: Session) -> None:
    decision = Decision(watched, 5, watched.game.seats[0][0])
    many = decision.taken(3, "x").advance(2)
    seeds, alone = many.seeds, decision.taken(1, "x")
    assert len(set(seeds.tolist())) == 3
    alone.advance(2)
    assert differences(taken(many.world, np.array([0])), alone.world) == []
    other = named_arrays(taken(many.world, np.array([1])))
    assert any(not np.array_equal(array, other[name]) for name, array in named_arrays(alone.world).items())


def test_another_strategy_changes_only_its_own_orders(watched: Session) -> None:
    seat = watched.game.seats[0][0]
    decision = Decision(watched, 1, seat)
    one, other = decision.taken(2, "x"), decision.instead(ROSTER["random_policy"], 2, "x")
    assert differences(one.standing, other.standing) != []
    for name, array in named_arrays(one.standing).items():
        rows = [row for row in range(len(array)) if row != watched.game.lines(name)[0]]
        assert np.array_equal(array[rows], named_arrays(other.standing)[name][rows]), name
    assert other.cast[0] is watched.cast[0], "the seat's own strategy must return"
    assert decision.instead(ROSTER["hold"], 2, "x", rest=True).cast[0] is ROSTER["hold"]


def test_more_futures_do_not_change_the_first(watched: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    decision = Decision(watched, 11, watched.game.seats[0][0])
    monkeypatch.setattr(forecast, "CHUNK", 4)
    few, _ = forecast.weighed(decision, ROSTER["hold"], 3)
    many, instead = forecast.weighed(decision, ROSTER["hold"], 6)
    assert np.array_equal(few.points, many.points[:3]) and many.points.shape == instead.points.shape == (6,)
    assert len(set(many.points.tolist())) == 6, "futures must differ in luck"
    assert abs(sum(many.shares().values()) - 1) < 1e-12


def test_the_path_has_a_place_for_every_kept_quarter(watched: Session) -> None:
    told: list[int] = []
    outcomes = forecast.path(watched, watched.game.seats[-1][0], 2, told.append)
    assert len(outcomes) == 13 and set(told) == {2} and len(told) == sum(range(13))
    assert np.isnan(outcomes[0].lead).all(), "a firm has no lead"
    assert watched.finished and np.array_equal(outcomes[-1].risk, np.repeat(watched.world.risk, 2))
    assert np.ptp(outcomes[0].risk) > 0


@pytest.mark.parametrize("quarter", [0, 13])
def test_a_quarter_that_was_not_kept(watched: Session, quarter: int) -> None:
    with pytest.raises(ForecastError, match=f"quarter {quarter} is not in this game; kept are 1 to 12"):
        Decision(watched, quarter, watched.game.seats[0][0])


def test_a_game_without_records() -> None:
    with pytest.raises(ForecastError, match="no quarter of this game was kept"):
        Decision(new_game(SCENARIO), 1, "N01")
