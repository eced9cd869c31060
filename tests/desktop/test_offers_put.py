"""The switch for how many offers are put before the player: kept with the settings, and in force at once."""

from __future__ import annotations

import json

from game.desktop import settings as kept
from game.paths import user_data
from tests.desktop.test_screens import Playing, walk_to


def waiting(playing: Playing) -> tuple[int, int]:
    view = playing.app.view
    return len(view["offers"]), len(view["left"])


def test_the_switch_is_reached_by_keys_kept_and_in_force_at_once() -> None:
    playing = Playing()
    playing.app.settings["report"] = False
    playing.begin("two-plans-2025")
    for _ in range(8):
        if waiting(playing)[1] >= 2:
            break
        playing.quarter()
    put, left = waiting(playing)
    assert put <= 2 <= left, "more wait than are put"
    playing.to("settings")
    walk_to(playing, "offers-put")
    playing.driver.press("Right", times=2)
    playing.settle()
    assert playing.app.settings["offers"] == 12
    assert waiting(playing) == (put + left, 0)
    assert json.loads((user_data() / "settings.json").read_text("utf-8"))["offers"] == 12
    playing.driver.press("Left", times=3)
    playing.settle()
    assert playing.app.settings["offers"] == 1 and waiting(playing)[0] <= 1


def test_a_new_game_begins_with_it() -> None:
    playing = Playing()
    playing.app.settings["offers"] = 4
    playing.begin("two-plans-2025")
    session = playing.app.world.keeper.session
    assert session.limits == {session.seat_index["USA"]: 4}


def test_the_new_game_page_offers_it_too() -> None:
    playing = Playing()
    playing.app.settings["offers"] = 2
    playing.to("newgame")
    walk_to(playing, "offers-put")
    playing.driver.press("Right")
    assert playing.app.settings["offers"] == 4 and kept.read()["offers"] == 4
    playing.driver.click("start")
    playing.settle()
    session = playing.app.world.keeper.session
    assert set(session.limits.values()) == {4}


def test_a_spoiled_number_is_the_default() -> None:
    kept.write({**kept.DEFAULTS, "offers": 77})
    assert kept.read()["offers"] == kept.DEFAULTS["offers"]
