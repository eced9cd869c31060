"""The question about the next quarter, answered on the desk; what came of the last one, told in the report."""

from __future__ import annotations

from typing import Any

from game.desktop.layout import Row
from game.desktop.widgets import Card, Choice, Dropdown, Label, Widget
from game.words import say


def question_cards(app: Any, narrow: bool) -> list[Widget]:
    """The question of the quarter with its five answers, in a row or, where it is narrow, in a list that opens."""
    question = app.view["question"]
    if question is None:
        return []
    steps = question["steps"]
    names, chosen = [step["label"] for step in steps], next(i for i, step in enumerate(steps) if step["chosen"])

    def answer(place: int) -> None:
        app.order({"forecast": {(): steps[place]["code"]}}, False)

    pick: Widget = (
        Dropdown("", names, chosen, answer, id="forecast")
        if narrow
        else Row(Choice(names, chosen, answer, id="forecast", flex=1))
    )
    return [
        Card(
            Label(question["ask"], "headline", "TEXT2", wrap=True),
            pick,
            Label(say("window.desk.forecast_note"), "note", "TEXT3", wrap=True),
            title=say("window.desk.forecast"),
            icon="eye",
            gap=8,
        )
    ]


def foretold_line(told: dict[str, Any] | None) -> str:
    """What came of the last question, in a line."""
    return say("window.report.not_asked") if told is None else f"{told['outcome']} {told['text']}"


def foretold_rows(told: dict[str, Any] | None) -> list[Widget]:
    """What came of the last question: own forecast against analysts, and both scores so far."""
    if told is None:
        return [Label(say("window.report.not_asked"), "note", "TEXT3", wrap=True)]
    rows: list[Widget] = [
        Label(told["ask"], "note", "TEXT3", wrap=True),
        Label(told["outcome"], "body", "TEXT", wrap=True),
        Label(told["text"], "note", "TEXT", wrap=True),
    ]
    if told["score"]:
        rows.append(Label(told["score"], "note", "TEXT3", wrap=True))
    return rows
