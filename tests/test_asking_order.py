"""Who is asked when: firms first, all at once, or turn and turn about, as the scenario says."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import pytest
from players import HOLD, play

from agents.choice import Choice
from agents.sight import Sight
from agents.strategies import ROSTER
from agents.strategies.base import Strategy
from game.scenario import Scenario, load
from game.worlds import differences, taken

ORDERS = ("firms_first", "simultaneous", "rotating")


class Firm(Strategy):
    """Invests half of its revenue in its first quarter, and nothing in the second."""

    name = "investing"
    source = "A test double that announces something."

    def decide(self, sight: Sight) -> Choice:
        return Choice(growth=0.5 * (sight.quarter == 0))


class Nation(Strategy):
    """Notes what it sees the firm invest."""

    name = "watching"
    source = "A test double that listens."
    seen: ClassVar[list[float]] = []

    def decide(self, sight: Sight) -> Choice:
        Nation.seen.append(float(sight.growth[0, 0]))
        return Choice()


def scenario(order: str) -> Scenario:
    return Scenario({**load("two-plans-2025").resolved, "order": order})


@pytest.mark.parametrize(
    ("order", "heard"),
    [("firms_first", [0.5, 0.0]), ("simultaneous", [None, 0.5]), ("rotating", [0.5, 0.5])],
)
def test_nations_hear_what_was_announced_before_them(order: str, heard: list[float | None]) -> None:
    chosen = scenario(order)
    game = play(chosen, cast={chosen.setting.firms[0]: Firm(), "USA": Nation()}, strict=True)
    before = float(game.standing.growth[0, 0])
    Nation.seen.clear()
    game.advance(2)
    assert before not in (0.0, 0.5) and game.standing.growth[0, 0] == 0.0, "the firm's orders were refused"
    assert Nation.seen == [before if level is None else level for level in heard]


@pytest.mark.parametrize("order", ORDERS)
def test_world_of_a_batch_is_the_game_played_alone_in_any_order(order: str) -> None:
    mixed: dict[str, Any] = {"USA": ROSTER["reciprocator"], "CHN": ROSTER["random_policy"], "NVIDIA": HOLD}
    batch = play(scenario(order), numbers=[1, 2, 3], cast=mixed, everybody=ROSTER["random_policy"]).advance(4)
    alone = play(scenario(order), numbers=[2], cast=mixed, everybody=ROSTER["random_policy"]).advance(4)
    assert differences(taken(batch.world, np.array([1])), alone.world) == []
    assert batch.failures == []
