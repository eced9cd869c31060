"""The forward baseline: under standing orders the flagship goes where the first fit and the projections go.

Medians of 64 worlds with policies frozen, without the recipe steps that luck adds (the baseline leaves them out). A
tolerance is a share of the target, wide where sources conflict: Chinese output and memory are known within a factor.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from game.diplomacy import Diplomacy
from game.luck import Luck
from game.rules.turn import turn
from game.scenario import load
from game.world import World

WORLDS = 64
QUARTERS = 24
END_OF_2025, END_OF_2026, END_OF_2028, MIDDLE_OF_2031 = 2, 6, 14, 24
USA, CHN = 0, 1


@cache
def years() -> tuple[World, ...]:
    """The first state and the world after each quarter."""
    game = Diplomacy(load("two-plans-2025"), WORLDS)
    seeds = np.arange(WORLDS, dtype=np.uint64)
    world, orders = game.start(seeds)
    seen = [world]
    for quarter in range(QUARTERS):
        done = turn(world, orders, orders, Luck(seeds, quarter), game.params, game.setting, game.playbook)
        world, orders = done.world, done.orders
        seen.append(world)
    return tuple(seen)


def million(quarter: int, nation: int | None = None) -> float:
    """Training stock, of the world or of one nation [m H100e]."""
    stock = years()[quarter].chips_training
    return float(np.median(stock.sum(0) if nation is None else stock[nation])) / 1000


def capability(quarter: int, nation: int) -> float:
    """Latent capability without the recipes found since the start [ECI points]."""
    world = years()[quarter]
    return float(np.median(world.latent[nation] - world.recipe[nation] + years()[0].recipe[nation]))


@pytest.mark.parametrize(
    ("quarter", "nation", "target", "tolerance"),
    [
        (END_OF_2025, None, 19.2, 0.15), (END_OF_2025, USA, 14.3, 0.15), (END_OF_2025, CHN, 1.23, 0.15),
        (END_OF_2026, None, 36.0, 0.2), (END_OF_2026, USA, 28.0, 0.2), (END_OF_2026, CHN, 1.6, 0.2),
        (END_OF_2028, None, 89.0, 0.2), (END_OF_2028, USA, 68.0, 0.2), (END_OF_2028, CHN, 2.9, 0.3),
        (MIDDLE_OF_2031, None, 228.0, 0.2), (MIDDLE_OF_2031, USA, 172.0, 0.2), (MIDDLE_OF_2031, CHN, 9.6, 0.3),
    ],
)  # fmt: skip
def test_compute_follows_the_baseline(quarter: int, nation: int | None, target: float, tolerance: float) -> None:
    assert million(quarter, nation) == pytest.approx(target, rel=tolerance)


@pytest.mark.parametrize(
    ("quarter", "leader", "challenger", "tolerance"),
    [(END_OF_2025, 155, 148, 2), (END_OF_2026, 166, 158, 4), (END_OF_2028, 183, 174, 6), (MIDDLE_OF_2031, 199, 192, 7)],
)
def test_capability_follows_the_baseline(quarter: int, leader: int, challenger: int, tolerance: float) -> None:
    assert capability(quarter, USA) == pytest.approx(leader, abs=tolerance)
    assert capability(quarter, CHN) == pytest.approx(challenger, abs=tolerance)


@pytest.mark.parametrize("quarter", [END_OF_2025, END_OF_2026, END_OF_2028, MIDDLE_OF_2031])
def test_the_gap_stays_near_seven_to_nine_points(quarter: int) -> None:
    assert 6 <= capability(quarter, USA) - capability(quarter, CHN) <= 9.7


def test_power_binds_and_grows_as_projected() -> None:
    loads = [float(np.median(years()[q].power_load.sum(0))) for q in (END_OF_2025, MIDDLE_OF_2031)]
    assert loads == pytest.approx([30, 143], rel=0.2)


def test_chinese_output_rises_once_memory_is_made_at_home() -> None:
    made = [float(np.median(years()[q].chips_made[CHN])) for q in (END_OF_2025, END_OF_2026, MIDDLE_OF_2031)]
    assert made[:2] == pytest.approx([72, 75], rel=0.25)
    assert 300 <= made[2] <= 1400  # the baseline has 1,065; sources conflict fourfold
