"""The question about the next quarter, and what came of the last one: own forecast against analysts."""

from __future__ import annotations

from typing import Any, NamedTuple

from game import names
from game.session import Session
from game.views.scene import Scene, number, percent, wanted
from game.words import say


class Step(NamedTuple):
    """One of the five answers: ``code`` is what ``submit(seat, {"forecast": code})`` takes; -1 is no answer."""

    code: int
    label: str
    chosen: bool


class Question(NamedTuple):
    """What a seat may foretell this quarter."""

    key: str
    ask: str
    steps: tuple[Step, ...]


class Foretold(NamedTuple):
    """What came of the question of the last quarter: own forecast and analysts, and the scores so far."""

    ask: str
    outcome: str
    text: str
    score: str


def question_view(session: Session, seat: str) -> Question | None:
    """The question put to a seat this quarter, with what it has answered so far."""
    scene = Scene(session, seat)
    index = scene.index(seat)
    asked = int(scene.world.question[index, 0])
    if asked < 0 or session.finished:
        return None
    said = int(wanted(session, seat).forecast[index, 0])
    steps = [Step(-1, say("reasons.forecast.none"), said < 0)]
    steps += [Step(code, say(f"reasons.forecast.{key}"), said == code) for code, key in enumerate(names.FORECAST)]
    key = str(scene.game.playbook.questions.entries[asked]["key"])
    return Question(key, say(f"questions.{key}.ask"), tuple(steps))


def foretold(session: Session, seat: str | None) -> Foretold | None:
    """What came of the question of the last quarter; nothing for spectators and where none was put."""
    scene = Scene(session, seat)
    if seat is None or scene.earlier is None:
        return None
    index = scene.index(seat)
    asked, came = int(scene.earlier.question[index, 0]), int(scene.world.question_came[index, 0])
    if asked < 0 or came < 0:
        return None
    book = scene.game.playbook.questions
    key, analysts = str(book.entries[asked]["key"]), percent(float(scene.earlier.question_odds[index, 0]))
    said = _said(session, index)
    text = say("reasons.forecast.unanswered", analysts=analysts)
    if said >= 0:
        step, chance = say(f"reasons.forecast.{names.FORECAST[said]}"), percent(float(book.chances[said]))
        step = step[:1].lower() + step[1:]
        text = say("reasons.forecast.answered", said=step, chance=chance, analysts=analysts)
    ask, outcome = say(f"questions.{key}.ask"), say(f"questions.{key}.{'yes' if came else 'no'}")
    return Foretold(ask, outcome, text, score_text(session, seat))


def score_text(session: Session, seat: str) -> str:
    """Mean squared errors of a seat's answers and of analysts on the same questions; empty before the first answer."""
    world, index = session.world, session.seat_index[seat]
    count = int(world.forecasts[index, 0])
    if not count:
        return ""
    own, theirs = (float(sums[index, 0]) / count for sums in (world.forecast_error, world.analysts_error))
    return say("reasons.forecast.score", count=count, own=number(own, 2), analysts=number(theirs, 2))


def _said(session: Session, seat: int) -> int:
    """What a seat answered in the last quarter played, -1 nothing."""
    cells: list[list[Any]] = session.records[-1]["orders"].get("forecast", [])
    return next((int(value) for row, value in cells if row == seat), -1)
