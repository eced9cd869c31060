"""Soundings: a draft is shown before it is tabled, for a narrow band of the chance, and may become known."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from players import Anything, play
from test_talks import CHN, EUR, GBR, USA, Speaker, draft, plain_draft, spent

from agents.choice import Choice
from agents.sight import Sight
from game.chronicle import chronicle
from game.save import load, replay, save
from game.session import Session
from game.worlds import differences, taken


class Prober(Speaker):
    """Sounds out China, and tables from some chance on."""

    name = "prober"

    def __init__(self, sound: float) -> None:
        super().__init__()
        self.sound = sound

    def propose(self, sight: Sight) -> Choice | None:
        if (sight.round > 0).any():
            return None
        offer = draft(sight, np.full(sight.rows, CHN))
        return Choice(None, None, **{**offer, "sound": np.full(sight.rows, self.sound)})


def asked(says: float, seat: str | None = "USA", leak: float = 0.0, **more: Any) -> Session:
    cast = {"CHN": Speaker(says=says), **more.pop("cast", {})}
    people = [seat] if seat else []
    return play(people=people, cast=cast, overrides={"sound_leak": leak}, **more)


@pytest.mark.parametrize("says", [0.0, 0.37, 0.62, 1.0])
def test_a_person_hears_a_narrow_band_around_the_truth(says: float) -> None:
    session = asked(says)
    told = session.sound_out("USA", plain_draft(session, "USA", "CHN"))
    ((seat, low, high),) = told["sounded"]
    assert seat == CHN and low <= says <= high and high - low <= 0.1 + 1e-12
    assert not told["signed"] and not told["refused"] and told["price"] == 1 and spent(session, USA) == 1
    assert not session.undo() and session.advance().world.deals.quarters_left.sum() == 0


def test_a_draft_that_cannot_be_tabled_cannot_be_sounded_out() -> None:
    session = asked(1.0)
    wrong = plain_draft(session, "USA", "CHN") | {"giver": np.full(6, EUR)}
    assert session.sound_out("USA", wrong)["objection"] == "not_a_party"
    assert session.sound_out("USA", {})["objection"] == "not_an_offer"
    session.world.influence[USA] = 0.5
    assert session.sound_out("USA", plain_draft(session, "USA", "CHN"))["objection"] == "too_dear"
    assert session.talks().log == []


def test_what_leaks_costs_trust_with_those_who_would_lose_and_is_news() -> None:
    quiet, known = (asked(0.5, leak=leak, watch=chronicle) for leak in (0.0, 1.0))
    for session in (quiet, known):
        told = session.sound_out("USA", plain_draft(session, "USA", "CHN"))
        assert told["leaked"] is (session is known)
    change = known.talks().world.trust_bad - quiet.talks().world.trust_bad
    cost = float(known.game.params.leak_trust[0])
    assert change[EUR, USA, 0] == pytest.approx(cost), "the leader gets a hotline, and Europe is left out"
    assert change[[USA, CHN], USA, 0].tolist() == [0, 0] and (np.delete(change, USA, axis=1) == 0).all()
    for session, count in ((quiet, 0), (known, 1)):
        kinds = [event.kind for event in session.advance().events[-1]]
        assert kinds.count("sounding_leaked") == count
    (event,) = (e for e in known.events[-1] if e.kind == "sounding_leaked")
    assert event.secret is None and event.seats == ("USA", "CHN")


@pytest.mark.parametrize("says, tabled", [(0.9, True), (0.1, False)])
def test_a_strategy_tables_what_was_well_received(says: float, tabled: bool) -> None:
    session = asked(says, None, cast={"USA": Prober(0.5)})
    assert spent(session, USA) == (1 + 2 + (not session.talks().log[-1]["signed"]) if tabled else 1)
    log = session.advance().records[-1]["talks"]
    assert "sounded" in log[0] and len(log) == 1 + tabled


def test_who_cannot_pay_for_asking_does_not_table() -> None:
    session = asked(1.0, None, cast={"USA": Prober(0.5)})
    session.world.influence[USA] = 0.5
    assert session.talks().log == []


def test_soundings_are_saved_and_replayed(tmp_path: Path) -> None:
    session = asked(0.5, leak=1.0, watch=chronicle, cast={"EUR": Prober(0.2)}).advance()
    session.sound_out("USA", plain_draft(session, "USA", "CHN"))
    session.offer("USA", plain_draft(session, "USA", "GBR"))
    again = load(save(session, tmp_path / "game.json"), strategies=[Speaker(says=0.5), Prober(0.2)])
    assert json.dumps(again.talks().log) == json.dumps(session.talks().log)
    for game in (session, again):
        game.advance(2)
    assert differences(session.world, again.world) == []
    assert replay(save(session, tmp_path / "game.json")).same
    record = asked(0.5, leak=1.0)
    for quarter in json.loads(json.dumps(session.records)):
        record.advance_recorded(quarter)
    assert differences(record.world, session.world) == []


def test_each_world_sounds_out_as_it_does_alone() -> None:
    cast = {"USA": [Prober(0.3), Prober(0.9), Speaker(GBR)], "EUR": Prober(0.2), "CHN": Anything(1)}
    more = {"everybody": Anything(2, talkative=0.3), "overrides": {"sound_leak": 0.5}}
    batch = play(numbers=[1, 2, 3], cast=cast, **more).advance(4)
    leaks = []
    for k in range(3):
        own = {seat: voice[k] if isinstance(voice, list) else voice for seat, voice in cast.items()}
        alone = play(numbers=[k + 1], cast=own, keep=True, **more).advance(4)
        assert differences(taken(batch.world, np.array([k])), alone.world) == []
        leaks += [entry["leaked"] for record in alone.records for entry in record["talks"] if "sounded" in entry]
    assert True in leaks and False in leaks
