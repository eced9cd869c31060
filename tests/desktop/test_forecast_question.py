"""The question of the quarter in the window: answered by keys and by pointer, told in the report and in History."""

from __future__ import annotations

import pytest

from game.desktop.widgets import Label
from tests.desktop.test_screens import Playing, resize, walk_to


def texts(playing: Playing) -> set[str]:
    return {widget.content for widget in playing.app.root.content.walk() if isinstance(widget, Label)}


def chosen(playing: Playing) -> int:
    steps = playing.app.view["question"]["steps"]
    return int(next(step["code"] for step in steps if step["chosen"]))


@pytest.mark.parametrize(("size", "scale"), [((1600, 900), 1.0), ((1280, 720), 1.3)])
def test_a_question_is_answered_and_judged(size: tuple[int, int], scale: float) -> None:
    playing, narrow = Playing(size=size), scale > 1
    app, driver = playing.app, playing.driver
    resize(app, size, scale)
    playing.begin("two-plans-2025", "USA")
    assert app.view["question"] is None, "nothing is asked before the first quarter"
    app.settings["report"] = False
    playing.quarter()
    playing.to("desk")
    asked = app.view["question"]["ask"]
    assert asked in texts(playing) and chosen(playing) == -1
    walk_to(playing, "forecast")
    driver.press("Alt+Down" if narrow else "Right")
    playing.settle()
    assert chosen(playing) == 0 and app.view["form"]["bill"]["spent"] == 0
    if narrow:
        driver.click("forecast")
        driver.press("Down", times=4)
        driver.press("Enter")
    else:
        driver.press("Right", times=4)
    playing.settle()
    assert chosen(playing) == 4
    app.settings["report"] = True
    app.end_quarter()
    playing.settle()
    told = app.report["foretold"]
    walk_to(playing, "report-foretold")
    driver.press("Enter")
    assert app.name == "report" and {asked, told["outcome"], told["text"], told["score"]} <= texts(playing)
    playing.to("history")
    playing.settle()
    assert told["score"] in texts(playing)
