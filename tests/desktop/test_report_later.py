"""The two blocks of the report that are worked out while it is read: they come later, and are given up in time."""

from __future__ import annotations

import time

import pygame
import pytest

from game.desktop.later import Later
from game.desktop.screens.report import BLOCKS
from game.desktop.widgets import Label, Opener
from game.desktop.worker import Local, World
from game.words import say
from tests.desktop.test_screens import Playing, check_layout, check_targets, check_words, resize, walk_to


def words(playing: Playing) -> set[str]:
    shown = list(playing.app.root.content.walk())
    lines = {w.line for w in shown if isinstance(w, Opener)}
    return lines | {w.content for w in shown if isinstance(w, Label)}


def sealed(playing: Playing) -> None:
    """Play a quarter until the report is there, and no further."""
    playing.app.end_quarter()
    while playing.app.turning or playing.app.name != "report":
        playing.app.frame(1 / 60)


def test_the_report_is_there_first_and_the_rest_comes_later() -> None:
    playing = Playing()
    playing.begin("two-plans-2025")
    sealed(playing)
    report = playing.app.report
    assert report is not None and "back" not in report
    assert say("window.report.working") in words(playing)
    playing.settle()
    assert say("window.report.working") not in words(playing)
    back = report["back"]
    assert back["road"]["by_office"], "nothing was set"
    maker = say("window.report.road_office")
    told = {back["ranges"][0]["expected"], f"{maker} {back['road']['worth']}", *back["road"]["lines"]}
    assert f"{back['road']['title']}: {back['road']['short']}" in words(playing) and not told & words(playing)
    for block in ("report-own", "report-road"):
        walk_to(playing, block)
        playing.driver.press("Enter")
    assert told <= words(playing), "the blocks open by key"
    playing.to("world")
    playing.to("report")
    assert report["back"] is back, "it is worked out once"


@pytest.fixture(scope="module")
def of_a_firm() -> Playing:
    """A game at its first report, of which all blocks are there."""
    playing = Playing()
    playing.begin("two-plans-2025", "NVIDIA")
    sealed(playing)
    playing.settle()
    return playing


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("opened", [False, True])
def test_the_opened_blocks_have_room(of_a_firm: Playing, scale: float, opened: bool) -> None:
    playing = of_a_firm
    playing.app.memory["opened"] = {f"report-{key}" for key in BLOCKS} if opened else set()
    playing.to("report")
    assert any(opener.is_open for opener in playing.app.root.content.walk() if isinstance(opener, Opener)) == opened
    resize(playing.app, (1280, 720), scale)
    playing.app.root.draw(pygame.Surface((1280, 720)), force=True)
    check_layout(playing.app.root.content)
    check_words(playing.app.root.content)
    check_targets(playing.app)


def test_sealing_the_next_quarter_gives_the_work_up_and_plays_the_same() -> None:
    games = []
    for waits in (False, True):
        playing = Playing()
        playing.begin("two-plans-2025")
        for _ in range(2):
            sealed(playing)
            if waits:
                playing.settle()
        assert isinstance(playing.app.world, Local)
        games.append(playing.app.world.keeper.session)
        assert len(playing.app.reports) == 2
    assert (games[0].score() == games[1].score()).all()


def test_the_process_of_the_world_answers_before_it_goes_on_working() -> None:
    world = World()
    came: list[tuple[str, object, float]] = []

    def until(count: int) -> None:
        end = time.monotonic() + 120
        while len(came) < count and time.monotonic() < end:
            world.poll()
            time.sleep(0.002)

    def note(name: str, command: str, **arguments: object) -> None:
        world.ask(command, lambda value: came.append((name, value, time.monotonic())), **arguments)

    try:
        note("new", "new", scenario="two-plans-2025", seat="USA", seed=7)
        note("first", "advance")
        until(2)
        note("back", "look_back")
        note("asked", "dossier", seat="CHN")
        note("second", "advance")
        until(5)
        assert [name for name, _value, _time in came[2:]] == ["asked", "back", "second"]
        assert came[3][1] is None, "what concerned the quarter before was given up"
        note("back", "look_back")
        until(6)
        assert isinstance(came[-1][1], dict) and came[-1][1]["ranges"]
    finally:
        world.stop()


def test_work_that_fails_is_told_as_a_problem() -> None:
    later = Later()

    def work() -> object:
        yield
        raise ValueError("no such quarter")

    assert later.begin(5, work()) == []
    assert later.step() == []
    (number, good, value), *rest = later.step()
    assert (number, good, rest) == (5, False, []) and value["problem"] == "no such quarter"
    assert not later.waiting
