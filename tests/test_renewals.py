"""Renewals: what ends can go on for as long again, at no price, if all parties still want it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from players import HOLD, Anything, play

from agents.sight import Sight
from agents.strategies.base import Strategy
from game import names
from game.chronicle import chronicle
from game.rules import deals
from game.save import load, save
from game.session import Session
from game.world import start_terms
from game.worlds import differences, taken

USA, CHN, EUR = 0, 1, 2


class Loyal(Strategy):
    """Renews or does not, and remembers what it was asked."""

    name = "loyal"
    source = "A test double."

    def __init__(self, says: float = 1.0) -> None:
        self.says = says
        self.asked: list[tuple[int, int, bool]] = []

    def answer(self, sight: Sight) -> np.ndarray:
        self.asked += [
            (int(s), int(o), bool(r))
            for s, o, r in zip(sight.seat, sight.offer_from, sight.offer_renewal, strict=True)
        ]
        return np.full(sight.rows, self.says)


def bound(
    says: tuple[float, float] = (1.0, 1.0), left: int = 1, seat: str | None = None, kind: str = "hotline", **more: Any
) -> Session:
    """A game in which the first two nations are bound by one deal of six quarters."""
    session = play(people=[seat] if seat else [], cast={"USA": Loyal(says[0]), "CHN": Loyal(says[1])}, **more)
    offer = start_terms(1, len(session.seat_index), session.worlds)
    offer.party[0, [USA, CHN]] = True
    offer.kind[0, 0], offer.amount[0, 0], offer.quarters_left[0], offer.inspection[0] = names.CLAUSE[kind], 1, 6, 1
    terms, _ = deals.booked(session.world.deals, offer, np.ones((1, session.worlds), bool))
    terms.quarters_left[0] = left
    session.world = replace(session.world, deals=terms)
    session.snapshots = [replace(session.snapshots[0], world=session.world)] if session.snapshots else []
    return session


def left(session: Session) -> int:
    return int(session.world.deals.quarters_left[0, 0])


def test_who_still_wants_a_deal_keeps_it_for_as_long_again() -> None:
    session = bound(watch=chronicle)
    kept = session.world.kept[USA, 0]
    session.advance()
    assert left(session) == 6 and not session.world.deals.renewed.any()
    assert session.world.deals.state[0, 0, 0] == names.OPEN
    assert session.world.kept[USA, 0] > kept, "the term that ran out was honoured"
    (entry,) = session.records[-1]["talks"]
    assert entry["renews"] == 0 and entry["signed"] and entry["price"] == 0 and entry["terms"]["quarters"] == 6
    told = [event for event in session.events[-1] if event.kind.startswith("deal_")]
    assert [event.kind for event in told] == ["deal_renewed"]


@pytest.mark.parametrize("says", [(0.0, 1.0), (1.0, 0.0)])
def test_one_party_is_enough_to_let_it_lapse_for_nothing(says: tuple[float, float]) -> None:
    session = bound(says)
    assert not any(price.any() for price in session.talks().price)
    assert left(session.advance()) == 0


def test_strategies_are_asked_in_the_last_quarter_alone() -> None:
    session = bound(left=2)
    first: Any = session.cast[USA]
    session.advance()
    assert first.asked == []
    session.advance()
    assert first.asked == [(USA, CHN, True)] and left(session) == 6


def test_a_sale_of_a_firm_is_not_renewed() -> None:
    session = bound(kind="merger")
    assert left(session.advance()) == 0 and session.records[-1]["talks"] == []


def test_a_breach_voids_what_was_renewed() -> None:
    session = bound(seat="USA")
    session.submit("USA", {"breach": {(0,): 1}}, pin=False)
    assert left(session.advance()) == 0


def test_the_office_renews_for_a_person_unless_told_otherwise() -> None:
    session = bound(seat="USA")
    (waiting,) = session.renewals("USA")
    assert waiting["office"] == {USA: True} and session.offers("USA") == [] == session.left_to_office("USA")
    lapsed = session.branch(0)
    lapsed.answer("USA", lapsed.renewals("USA")[0]["number"], False)
    assert (left(session.advance()), left(lapsed.advance())) == (6, 0)


def test_a_person_asks_early() -> None:
    session = bound(left=2, seat="USA")
    told = session.renew("USA", 0)
    assert told["signed"] and told["price"] == 0 and not session.undo()
    assert session.renew("USA", 0)["objection"] == "asked_already"
    session.advance()
    assert left(session) == 1 and session.world.deals.renewed[0, 0]
    assert session.talks().log == [], "what goes on is not asked about again"
    assert left(session.advance()) == 6
    assert bound(left=3, seat="USA").renew("USA", 0)["objection"] == "not_ending"
    assert bound(left=2, seat="EUR").renew("EUR", 0)["objection"] == "not_a_party"
    assert not bound((1.0, 0.0), left=2, seat="USA").renew("USA", 0)["signed"]


def test_a_persons_renewal_is_saved_and_replayed(tmp_path: Path) -> None:
    session = bound(left=2, seat="USA")
    session.renew("USA", 0)
    again = load(save(session, tmp_path / "game.json"), strategies=[Loyal()])
    assert again.talks().log == session.talks().log
    for game in (session, again):
        game.advance(3)
    assert differences(session.world, again.world) == []
    record = bound(left=2, seat="USA")
    for quarter in session.records:
        record.advance_recorded(quarter)
    assert differences(record.world, session.world) == []


def test_each_world_renews_as_it_does_alone() -> None:
    cast = {"USA": [Loyal(0.5), Loyal(1.0), HOLD], "CHN": Loyal(0.6), "EUR": Anything(1, talkative=1.0)}
    batch = play(numbers=[1, 2, 3], everybody=Anything(2, talkative=0.5), cast=cast).advance(12)
    lasted = []
    for k in range(3):
        own = {seat: voice[k] if isinstance(voice, list) else voice for seat, voice in cast.items()}
        alone = play(numbers=[k + 1], everybody=Anything(2, talkative=0.5), cast=own, keep=True).advance(12)
        assert differences(taken(batch.world, np.array([k])), alone.world) == []
        lasted += [entry["signed"] for record in alone.records for entry in record["talks"] if "renews" in entry]
    assert True in lasted and False in lasted


@given(st.lists(st.tuples(st.integers(0, 4), st.booleans(), st.integers(0, 12)), min_size=1, max_size=8))
@settings(deadline=None, max_examples=60)
def test_a_renewed_deal_and_only_that_goes_on(slots: list[tuple[int, bool, int]]) -> None:
    session = play("two-blocs")
    terms = start_terms(len(slots), len(session.seat_index), 1)
    for deal, (quarters, renewed, length) in enumerate(slots):
        terms.party[deal, :2], terms.quarters_left[deal], terms.renewed[deal] = True, quarters, renewed
        terms.kind[deal, 0], terms.due[deal] = names.CLAUSE["hotline"], length
    pledges = deals.pledges(terms)
    leaving = np.zeros((len(session.seat_index), len(slots), 1), bool)
    draw = np.ones((len(slots), names.CLAUSE_SLOTS, 1))
    setting = session.game.setting
    kept, unseen = np.ones(len(pledges.kind), bool), np.zeros(len(pledges.kind))
    after = deals.settled(terms, pledges, kept, leaving, draw, unseen, setting)
    for deal, (quarters, renewed, length) in enumerate(slots):
        expected = length if quarters == 1 and renewed else max(quarters - 1, 0)
        assert after.terms.quarters_left[deal, 0] == expected
        assert not (after.terms.renewed[deal, 0] and expected == length and quarters == 1)
