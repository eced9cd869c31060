"""Strategies of one's own in the window: cast, named, failing, saved and opened again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from game.desktop.app import App
from game.desktop.worker import World
from game.plugins import Plugin, plugin_named
from game.views import strategy_name
from game.words import missed
from tests.desktop.test_play_window import until
from tests.desktop.test_screens import Playing, walk_to
from tests.test_plugins import HEAD, PATIENT, mine

FAILS = (
    HEAD
    + """
class Patient(Strategy):
    name, kind = "patient", "nation"

    def decide(self, sight):
        raise KeyError("what now")
"""
)


def plugin(folder: Path, text: str = PATIENT) -> Plugin:
    return plugin_named(mine(folder, text))


def begin(playing: Playing, seat: str | None, cast: dict[str, str | Plugin]) -> App:
    playing.app.settings["report"] = False
    playing.app.begin("new", scenario="two-blocs", seat=seat, seed=7, cast=cast)
    playing.settle()
    assert playing.app.name == "world", playing.app.root.toasts.messages
    return playing.app


def test_a_person_may_take_it_for_a_doctrine(tmp_path: Path) -> None:
    before, playing = set(missed), Playing()
    app = begin(playing, "N01", {"N01": plugin(tmp_path, PATIENT.replace('"patient"', '"patient_reply"'))})
    assert app.view["strategy"] == "patient_reply"
    assert [known["name"] for known in app.view["doctrines"] if known["running"]] == ["patient reply"]
    playing.to("orders")
    walk_to(playing, "order-doctrine")
    playing.driver.press("Enter")
    playing.driver.press("Home")
    playing.driver.press("Enter")
    playing.settle()
    playing.quarter()
    assert app.view["strategy"] == app.view["doctrines"][0]["key"] != "patient_reply"
    back = next(known for known in app.view["doctrines"] if known["key"] == "patient_reply")
    app.order({"doctrine": {(): back["code"]}}, False)
    playing.settle()
    playing.quarter()
    assert app.view["strategy"] == "patient_reply" and missed == before


def test_names_of_the_roster_may_be_given_too() -> None:
    app = begin(Playing(), "N01", {"N01": "salesman", "N02": "hold"})
    assert [known["name"] for known in app.view["doctrines"] if known["running"]] == [strategy_name("salesman")]


@pytest.mark.parametrize("seat", ["N01", "N02", None])
def test_an_error_in_it_is_told_whoever_plays_and_the_game_goes_on(tmp_path: Path, seat: str | None) -> None:
    playing = Playing()
    app = begin(playing, seat, {"N01": plugin(tmp_path, FAILS)})
    playing.quarter()
    told = (
        "The strategy patient failed in deciding for Calvessa, and the game goes on without its word: "
        "KeyError: 'what now' (decide)"
    )
    assert told in app.root.toasts.messages
    app.root.toasts.turn_page()
    assert told in app.root.toasts.messages, "it stays to be read"
    app.root.toasts.advance(60)
    playing.settle()
    assert app.root.toasts.messages == [] and app.view["quarter"] == 1
    playing.quarter()
    assert app.view["quarter"] == 2 and told in app.root.toasts.messages


def test_an_error_in_the_talks_is_told_at_once(tmp_path: Path) -> None:
    app = begin(Playing(), "N02", {"N01": plugin(tmp_path, FAILS.replace("decide", "propose"))})
    assert any("patient failed in proposing for Calvessa" in told for told in app.root.toasts.messages)


def test_a_long_error_is_cut_and_alike_ones_are_told_once(tmp_path: Path) -> None:
    playing = Playing()
    own = plugin(tmp_path, FAILS.replace('KeyError("what now")', 'ValueError("so\\n" * 500)'))
    app = begin(playing, None, {"N01": own, "N02": own})
    playing.quarter()
    (told,) = [told for told in app.root.toasts.messages if "failed" in told]
    assert "for Calvessa and Torvane" in told and "ValueError: so so so" in told and told.endswith("…")
    assert len(told) < 280


def test_a_save_opens_again_in_the_window_that_knows_it_and_in_no_other(tmp_path: Path) -> None:
    own, path = plugin(tmp_path), tmp_path / "game.json"
    playing = Playing()
    app = begin(playing, "N02", {"N01": own})
    app.own = (own,)
    playing.quarter()
    app.world.ask("save", path=str(path))
    playing.settle()
    playing.quarter()
    app.begin("load", path=str(path))
    playing.settle()
    assert app.name == "world" and app.view["quarter"] == 1
    other = Playing()
    other.app.begin("load", path=str(path))
    other.settle()
    assert other.app.name == "title"
    assert any("needs mine.py:Patient, which plays in it" in told for told in other.app.root.toasts.messages)


def test_a_strategy_that_ends_the_process_ends_no_window(tmp_path: Path) -> None:
    """The game is then where it was saved last, with the same strategy."""
    deadly = "import os\n        if sight.quarter[0] == 1: os._exit(3)\n        return Choice()"
    own = plugin(tmp_path, FAILS.replace('raise KeyError("what now")', deadly))
    playing = Playing(World())
    playing.app.own = (own,)
    try:
        app = begin(playing, "N02", {"N01": own})
        playing.quarter()
        app.end_quarter()
        until(lambda: app.frame(1 / 60) or app.lost)
        walk_to(playing, "gone-reload")
        playing.driver.press("Enter")
        playing.settle()
        assert app.name == "world" and app.view["quarter"] == 1 and not app.lost
    finally:
        playing.app.world.stop()


def test_the_command_opens_a_window_with_it(tmp_path: Path) -> None:
    mine(tmp_path)
    env = {**os.environ, "SDL_VIDEODRIVER": "dummy", "SDL_AUDIODRIVER": "dummy", "DETENTE_HOME": str(tmp_path)}
    env["PYTHONPATH"] = str(Path(__file__).parents[2])
    command = "play two-blocs --as n02 --seed 7 --as-strategy n01=mine.py:Patient --as-strategy CORVANE=hold"
    game = subprocess.Popen([sys.executable, "-m", "game", *command.split()], cwd=tmp_path, env=env)
    try:
        (kept,) = until(lambda: list((tmp_path / "saves").glob("autosave-*.json")))
        assert game.poll() is None
    finally:
        game.terminate()
        game.wait(20)
    body = json.loads(kept.read_text(encoding="utf-8"))["body"]
    assert body["cast"][0].startswith("mine.py:Patient@") and body["people"] == ["N02"] and "hold" in body["cast"]
