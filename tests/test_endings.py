"""Every ending is reached by play from an unedited scenario; the games are stored with their cast and seed."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from game import names
from game.start import new_game

STORED = tomllib.loads((Path(__file__).parent / "endings.toml").read_text(encoding="utf-8"))


def test_there_is_a_game_for_each() -> None:
    assert set(STORED) == set(names.ENDINGS)
    assert len({(case["scenario"], case["seed"], str(case["cast"])) for case in STORED.values()}) == len(names.ENDINGS)


@pytest.mark.parametrize("ending", names.ENDINGS)
def test_the_ending_is_reached(ending: str) -> None:
    case = STORED[ending]
    game = new_game(case["scenario"], seed=case["seed"], cast=case["cast"], strict=True, watch=False)
    game.advance(game.game.setting.quarters)
    assert game.finished
    reached = names.ENDINGS[int(game.world.ending[0])]
    assert reached == ending, "run python -m tests.bench.endings --write if the balance of the rules has changed"
    if ending != "runaway_race":
        assert game.quarter == game.game.setting.quarters
