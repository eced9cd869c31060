"""The page of the epilogue: the way in and back by keys, its words, its room."""

from __future__ import annotations

import pygame
import pytest

from game.desktop.widgets import Label
from game.diplomacy import ending_name, final_score
from game.start import new_game
from game.views import aftermath
from game.words import say, strict
from tests.desktop.test_screens import Playing, check_layout, check_targets, check_words, resize, walk_to


@pytest.fixture(scope="module")
def ended() -> Playing:
    playing = Playing()
    playing.app.settings["report"] = False
    playing.begin("two-blocs")
    while not playing.app.view["finished"]:
        playing.app.end_quarter()
        playing.settle()
    return playing


def test_the_epilogue_is_reached_from_the_ending_and_left_again(ended: Playing) -> None:
    ended.to("ending")
    walk_to(ended, "epilogue")
    ended.driver.press("Enter")
    ended.settle()
    app = ended.app
    assert app.name == "epilogue" and app.screen.found["told"]
    words = {w.content for w in app.root.content.walk() if isinstance(w, Label)}
    found = app.screen.found
    assert found["text"] in words and {goal["text"] for goal in found["goals"]} <= words
    assert {line["text"] for quarter in found["quarters"] for line in quarter["lines"]} <= words
    assert len(found["goals"]) == 3 and len(found["quarters"]) == found["length"] > 0
    ended.driver.press("Escape")
    ended.settle()
    assert app.name == "ending"


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_the_page_has_room(ended: Playing, scale: float) -> None:
    resize(ended.app, (1280, 720), scale)
    for name in ("ending", "epilogue"):
        ended.to(name)
        ended.app.root.draw(pygame.Surface((1280, 720)), force=True)
        check_layout(ended.app.root.content)
        check_words(ended.app.root.content)
        check_targets(ended.app)
    resize(ended.app, (1600, 900), 1.0)


def test_before_the_end_there_is_none() -> None:
    playing = Playing()
    playing.begin()
    playing.to("epilogue")
    words = {w.content for w in playing.app.root.content.walk() if isinstance(w, Label)}
    assert say("window.epilogue.early") in words


@pytest.mark.parametrize("seat", ["USA", None])
def test_what_is_told_adds_up_to_the_final_points(seat: str | None) -> None:
    game = new_game("two-plans-2025", seed=3, seat=seat).advance(24)
    with strict():
        page = aftermath(game, seat)
    assert page is not None and page.told
    final = final_score(game)
    for row in page.moved:
        assert row.final == pytest.approx(final.total[game.seat_index[row.seat], 0])
        assert row.end == pytest.approx(game.score()[game.seat_index[row.seat], 0])
    if seat is not None:
        assert page.moved[0].seat == seat and len(page.goals) == 3
        part = game.game.params.epilogue_part[0]
        assert all(g.counted == pytest.approx((1 - part) * g.end + part * g.after) for g in page.goals)
    kept = len(game.snapshots)
    assert page.at == kept
    for chart in page.charts:
        assert len(chart.dates) == kept + page.length
        assert all(len(one.values) == len(chart.dates) for one in chart.series)


def test_a_catastrophe_has_no_epilogue_and_a_running_game_none_yet() -> None:
    game = new_game("two-blocs", seed=3)
    assert aftermath(game, None) is None
    games = (new_game("two-blocs", seed=seed, overrides={"hazard": 0.005}).advance(12) for seed in range(40))
    lost = next(game for game in games if ending_name(int(game.world.ending[0])) == "runaway_race")
    with strict():
        page = aftermath(lost, None)
    assert page is not None and not page.told and "catastrophe" in page.text
