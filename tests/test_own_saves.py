"""Saved games in which strategies of one's own play: they open with these and with no others."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from agents.strategies.base import Strategy
from game.cli import main
from game.plugins import plugin_named, plugin_of
from game.save import SaveError, check_cast, load, replay, save
from game.start import new_game
from tests.test_plugins import PATIENT, mine


def strategy(folder: Path, text: str = PATIENT, name: str = "mine.py") -> Strategy:
    return plugin_named(mine(folder, text, name)).strategy


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A game of two quarters, in which one of one's own plays."""
    return save(new_game("two-blocs", cast={"N01": strategy(tmp_path)}).advance(2), tmp_path / "game.json")


def test_the_file_names_what_it_was_played_with_and_holds_no_code(saved: Path, tmp_path: Path) -> None:
    text = saved.read_text(encoding="utf-8")
    body = json.loads(text)["body"]
    plugin = plugin_of(strategy(tmp_path))
    assert plugin is not None and body["cast"][0] == plugin.key
    assert body["strategies"] == {plugin.key: {"reference": "mine.py:Patient", "digest": plugin.digest}}
    assert "Choice(" not in text and str(tmp_path) not in text


def test_a_game_of_the_roster_names_none(tmp_path: Path) -> None:
    text = save(new_game("two-blocs").advance(), tmp_path / "game.json").read_text(encoding="utf-8")
    assert "strategies" not in json.loads(text)["body"]


def test_it_goes_on_as_if_it_had_never_been_saved(saved: Path, tmp_path: Path) -> None:
    whole = new_game("two-blocs", cast={"N01": strategy(tmp_path)}).advance(4)
    again = load(saved, strategies=[strategy(tmp_path)])
    assert again.note == "" and again.cast[0] is strategy(tmp_path)
    assert save(again.advance(2), tmp_path / "a.json").read_bytes() == save(whole, tmp_path / "b.json").read_bytes()


def test_no_other_strategy_speaks_in_its_place(saved: Path, tmp_path: Path) -> None:
    with pytest.raises(SaveError, match=r"^game\.json needs mine\.py:Patient, .* as in --with mine\.py:Patient\.$"):
        load(saved)
    changed = strategy(tmp_path, PATIENT.replace("0.625", "0.5"))
    for refuse in (load, check_cast):
        with pytest.raises(SaveError, match=r"was played with another mine\.py:Patient \(SHA-256 \w{12}, now \w{12}\)"):
            refuse(saved, strategies=[changed])
    (tmp_path / "other").mkdir()
    with pytest.raises(SaveError, match=r"needs mine\.py:Patient"):
        load(saved, strategies=[strategy(tmp_path / "other", name="yours.py")])


def test_two_of_the_same_name_stay_apart(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    one, other = strategy(tmp_path), strategy(tmp_path / "b", PATIENT.replace("0.625", "0.5"))
    assert one.name == other.name
    path = save(new_game("two-blocs", cast={"N01": one, "N02": other}).advance(2), tmp_path / "game.json")
    again = load(path, strategies=[other, one]).advance(2)
    assert again.standing.safety_standard[:2, 0].tolist() == [0.625, 0.5]


def test_a_replay_needs_none(saved: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.py").unlink()
    assert replay(saved).same


@pytest.mark.parametrize(
    ("told", "says"),
    [
        (["--load", "game.json"], "needs mine.py:Patient, which plays in it"),
        (["--load", "game.json", "--with", "mime.py:Patient"], "there is no file mime.py; did you mean 'mine.py'?"),
        (["--load", "game.json", "--as-strategy", "N01=hold"], "leave out the scenario, --as, --as-strategy and --se"),
        (["--as-strategy", "N01=mine.py:Patient"], "there is no seat 'N01'"),
        (["two-blocs", "--as-strategy", "CORVANE=mine.py:Patient"], "is for a nation, and CORVANE is a firm"),
        (["two-blocs", "--as-strategy", "N01=mine.py:Patiant"], "did you mean 'Patient'?"),
        (["two-blocs", "--as-strategy", "N01=pragmatst"], "there is no strategy 'pragmatst'; did you mean 'pragmatis"),
        (["two-blocs", "--as-strategy", "N01"], "--as-strategy takes SEAT=NAME, not 'N01'"),
        (["two-blocs", "--as-strategy", "N01=hold", "--as-strategy", "n01=hold"], "n01 is cast twice; leave one out"),
    ],
)
def test_play_tells_what_is_wrong_before_a_window_opens(
    told: list[str], says: str, saved: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(saved.parent)
    assert main(["play", *told]) == 2
    assert says in capsys.readouterr().err
