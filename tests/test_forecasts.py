"""Questions about the next quarter: asked from the state, answered in five steps, scored, and of no other effect."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from agents.choice import Choice
from agents.sight import Sight
from agents.strategies.base import Strategy
from game import names, words
from game.chronicle import known_to
from game.save import load, replay, save
from game.session import Session
from game.start import many_games, new_game
from game.views import question_view, report, score_text
from game.worlds import differences, taken

RECORD = {"forecasts", "forecast_error", "analysts_error"}
"""Columns in which the record of forecasts is kept."""
HARDLY, SURELY = 0, 4


def begun(seat: str = "USA", seed: int = 11) -> Session:
    return new_game(seed=seed, seat=seat).advance()


def answered(code: int, quarters: int = 6) -> Session:
    session = begun()
    for _ in range(quarters):
        assert session.submit("USA", {"forecast": code}, pin=False) == []
        session.advance()
    return session


def test_every_seat_is_asked_from_the_first_quarter_on() -> None:
    session = many_games(seeds_of=range(8))
    assert (session.world.question < 0).all()
    asked = []
    for _ in range(12):
        session.advance()
        here = np.concatenate([np.ones((session.game.setting.nation_seats, 8), bool), session.world.alive])
        asked.append((session.world.question >= 0)[here].mean())
        assert (session.world.question_odds >= 0).all() and (session.world.question_odds <= 1).all()
    assert np.mean(asked) > 0.98


def test_the_answer_changes_nothing_but_the_record() -> None:
    hardly, surely, silent = answered(HARDLY), answered(SURELY), begun().advance(6)
    for one, other in ((hardly, surely), (hardly, silent)):
        assert set(differences(one.world, other.world)) <= RECORD
        assert differences(one.standing, other.standing) == []
        assert np.array_equal(one.memory, other.memory)
    assert silent.world.forecasts[0, 0] == 0 and hardly.world.forecasts[0, 0] == 6
    assert hardly.world.forecast_error[0, 0] != surely.world.forecast_error[0, 0]
    assert hardly.world.analysts_error[0, 0] == surely.world.analysts_error[0, 0]


def test_answers_are_scored_by_the_squared_error() -> None:
    session = begun()
    book = session.game.playbook.questions
    own = theirs = 0.0
    for code in (0, 1, 2, 3, 4):
        odds = float(session.world.question_odds[0, 0])
        session.submit("USA", {"forecast": code}, pin=False)
        session.advance()
        came = int(session.world.question_came[0, 0])
        own, theirs = own + (book.chances[code] - came) ** 2, theirs + (odds - came) ** 2
    assert session.world.forecast_error[0, 0] == pytest.approx(own)
    assert session.world.analysts_error[0, 0] == pytest.approx(theirs)
    assert score_text(session, "USA").startswith("After 5 answers")


def test_what_came_is_what_the_data_ask() -> None:
    from game.rules.measures import Measures

    session = many_games(seeds_of=range(4)).advance()
    for _ in range(8):
        before = session.world
        old = Measures(before, session.standing, session.game.setting, session.game.params)
        session.advance()
        new = Measures(session.world, session.standing, session.game.setting, session.game.params)
        for seat, world in np.argwhere(before.question >= 0).tolist():
            then = dict(session.game.playbook.questions.entries[int(before.question[seat, world])]["then"])
            measure = then.pop("measure")
            ((way, mark),) = then.items()
            was, now = (float(m.of(measure)[seat, world]) for m in (old, new))
            held = {
                "at_least": now >= mark,
                "at_most": now <= mark,
                "rises_by": now - was >= mark,
                "falls_by": now - was <= -mark,
            }[way]
            assert session.world.question_came[seat, world] == held, (measure, way, was, now)


class Seer(Strategy):
    """Says of everything that it is sure to come."""

    name = "seer"
    source = "A test double."

    def decide(self, sight: Sight) -> Choice:
        return Choice(forecast=np.full(sight.rows, SURELY))


def test_strategies_may_answer_or_not() -> None:
    cast: dict[str, Any] = {"CHN": Seer()}
    session = new_game(seed=11, cast=cast, strict=True).advance(4)
    assert session.world.forecasts[:3, 0].tolist() == [0, 3, 0]


def test_answers_are_saved_replayed_and_branched(tmp_path: Path) -> None:
    session = answered(SURELY, 3)
    session.submit("USA", {"forecast": HARDLY}, pin=False)
    path = save(session, tmp_path / "game.json")
    assert replay(path).same
    loaded, branch = load(path), session.branch(2)
    assert not loaded.note and branch.world.forecasts[0, 0] == 1
    assert differences(loaded.advance().world, session.advance().world) == []
    together = many_games(seeds_of=[4, 5]).advance()
    together.submit("USA", {"forecast": np.array([HARDLY, SURELY])}, pin=False)
    alone = many_games(seeds_of=[5]).advance()
    alone.submit("USA", {"forecast": SURELY}, pin=False)
    assert differences(taken(together.advance().world, np.array([1])), alone.advance().world) == []


def test_only_the_seat_itself_knows() -> None:
    session = answered(SURELY, 1)
    told = [event for event in session.events[-1] if event.kind == "forecast_judged"]
    assert len(told) == 1 and told[0].values["said"] == "surely"
    assert known_to(told, "USA") == told and known_to(told, "CHN") == [] == known_to(told, None)
    assert report(session, "CHN").foretold.text.startswith("You gave no answer")


def test_the_report_sets_the_forecast_against_analysts() -> None:
    with words.strict():
        session = begun()
        assert report(session, "USA").foretold is None
        question = question_view(session, "USA")
        assert question is not None and len(question.steps) == names.FORECASTS + 1
        assert [step.code for step in question.steps if step.chosen] == [-1]
        session.submit("USA", {"forecast": SURELY}, pin=False)
        assert [s.label for s in question_view(session, "USA").steps if s.chosen] == ["Surely"]
        session.advance()
        told = report(session, "USA").foretold
        assert told.ask == question.ask and told.outcome
        assert told.text.startswith("You said surely") and "one answer" in told.score
        assert report(session, None).foretold is None


@pytest.mark.parametrize("scenario", ["two-plans-2025", "neutral", "two-blocs", "october-2022"])
def test_every_question_has_its_words(scenario: str) -> None:
    session = new_game(scenario, seed=2)
    with words.strict():
        for entry in session.game.playbook.questions.entries:
            for part in ("ask", "yes", "no"):
                assert words.say(f"questions.{entry['key']}.{part}").endswith((".", "?"))
        for _ in range(6):
            session.advance()
            for seat in session.seat_index:
                question_view(session, seat)
                report(session, seat)
