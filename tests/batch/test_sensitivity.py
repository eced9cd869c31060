"""Sensitivity against functions whose indices are known."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
from SALib.sample import morris as walks
from SALib.sample import sobol as saltelli

from game import words
from game.batch import design
from game.batch.compare import StatisticsError
from game.batch.experiment import Design, Factor
from game.batch.sensitivity import averaged, morris, sobol

FACTORS = ("first", "second", "third")
PI = {"num_vars": 3, "names": list(FACTORS), "bounds": [[-math.pi, math.pi]] * 3}
UNIT = {"num_vars": 3, "names": list(FACTORS), "bounds": [[0.0, 2.0], [-1.0, 1.0], [5.0, 5.5]]}


def ishigami(points: np.ndarray) -> np.ndarray:
    """Ishigami and Homma's function with a = 7, b = 0.1."""
    x, y, z = points.T
    return np.sin(x) + 7 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x)


def known_shares() -> tuple[list[float], list[float]]:
    """First and total shares in closed form: V1 = (1 + b pi^4 / 5)^2 / 2, V2 = a^2 / 8, V13 = b^2 pi^8 8 / 225."""
    one, two, both = (1 + 0.1 * math.pi**4 / 5) ** 2 / 2, 49 / 8, 0.01 * math.pi**8 * 8 / 225
    whole = one + two + both
    return [one / whole, two / whole, 0.0], [(one + both) / whole, two / whole, both / whole]


@pytest.mark.parametrize("second_order", [False, True])
def test_ishigami(second_order: bool) -> None:
    """Known shares within 0.02 at 4,096 blocks, and inside intervals of 99.9 % (six of them)."""
    points = saltelli.sample(PI, 4096, calc_second_order=second_order, seed=11)
    found = sobol(FACTORS, points, ishigami(points), confidence=0.999, outcome="height")
    for share, first, total in zip(found.shares, *known_shares(), strict=True):
        assert share.first.value == pytest.approx(first, abs=0.02)
        assert share.total.value == pytest.approx(total, abs=0.02)
        assert share.first.low <= first <= share.first.high
        assert share.total.low <= total <= share.total.high
    assert found.left_out == 0
    with words.strict():
        told = found.told()
    shown = r"Of the variance of height, first alone explains 3\d % \[\d+, \d+\] and with its interactions 5\d % \["
    assert re.match(shown, told)
    assert told.index("first") < told.index("second") < told.index("third")


def test_a_bootstrap_is_the_same_each_time() -> None:
    points = saltelli.sample(PI, 64, calc_second_order=False, seed=11)
    again = [sobol(FACTORS, points, ishigami(points), resamples=50, seed=seed) for seed in (0, 0, 3)]
    assert again[0] == again[1]
    assert again[0] != again[2]


def test_blocks_with_failed_runs_are_left_out_whole() -> None:
    points = saltelli.sample(PI, 64, calc_second_order=False, seed=11)
    outcomes = ishigami(points)
    outcomes[7] = math.nan
    found = sobol(FACTORS, points, outcomes, resamples=50)
    kept = np.arange(64) != 1
    whole = sobol(FACTORS, points.reshape(64, 5, 3)[kept].reshape(-1, 3), outcomes.reshape(64, 5)[kept].ravel(),
                  resamples=50)  # fmt: skip
    assert found.shares == whole.shares
    assert found.left_out == 1
    assert found.told().endswith("One block with failed runs is left out.")


def linear(points: np.ndarray) -> np.ndarray:
    return 3 * points[:, 0] - 5 * points[:, 1] + 0.0 * points[:, 2]


@pytest.mark.parametrize("levels", [4, 6, 8])
def test_a_linear_model_has_its_slopes(levels: int) -> None:
    """Effects over whole ranges of 2, 2 and 0.5: 6, -10 and nothing, without spread or doubt."""
    points = walks.sample(UNIT, 12, num_levels=levels, seed=3)
    found = morris(FACTORS, UNIT["bounds"], points, linear(points), outcome="risk", unit="points")
    for effect, slope in zip(found.effects, (6, -10, 0), strict=True):
        assert effect.mean.value == pytest.approx(slope, abs=1e-9)
        assert effect.size.value == pytest.approx(abs(slope), abs=1e-9)
        assert effect.spread.value == pytest.approx(0, abs=1e-9)
        assert (effect.size.low, effect.size.high) == pytest.approx((abs(slope), abs(slope)), abs=1e-9)
    with words.strict():
        told = found.told()
    assert told.startswith("Across its whole range each number moves risk (points)")
    assert told.index("second by 10") < told.index("first by 6") < told.index("third by 0")


def test_an_interaction_spreads_the_effects() -> None:
    """x * y on [0, 2] x [-1, 1]: the effect of x is 2 y, which has mean nought over the grid and a spread."""
    points = walks.sample(UNIT, 60, num_levels=4, seed=4)
    found = morris(FACTORS, UNIT["bounds"], points, points[:, 0] * points[:, 1])
    first, _, third = found.effects
    walk = points.reshape(-1, 4, 3)
    beside = np.array([one[np.flatnonzero(np.diff(one[:, 0]))[0], 1] for one in walk])
    assert first.mean.value == pytest.approx(2 * beside.mean())
    assert first.size.value == pytest.approx(2 * np.abs(beside).mean())
    assert first.spread.value == pytest.approx(2 * beside.std(ddof=1))
    for estimate in (first.mean, first.size, first.spread):
        assert estimate.low < estimate.value < estimate.high
    assert third.size.value == 0


def test_trajectories_with_failed_runs_are_left_out_whole() -> None:
    points = walks.sample(UNIT, 5, num_levels=4, seed=3)
    outcomes = linear(points)
    outcomes[[0, 5]] = math.nan
    found = morris(FACTORS, UNIT["bounds"], points, outcomes)
    assert found.left_out == 2
    assert found.effects[1].mean.value == pytest.approx(-10)
    assert found.told().endswith("2 blocks with failed runs are left out.")


def test_plans_of_another_kind_are_refused_in_one_line() -> None:
    points = np.random.default_rng(1).uniform(size=(40, 3))
    with pytest.raises(StatisticsError, match="use the design sobol"):
        sobol(FACTORS, points, points[:, 0])
    with pytest.raises(StatisticsError, match="use the design morris"):
        morris(FACTORS, [[0, 1]] * 3, points, points[:, 0])
    with pytest.raises(StatisticsError, match="do not match"):
        sobol(FACTORS, points, points[:5, 0])
    plan = saltelli.sample(PI, 8, calc_second_order=False, seed=1)
    with pytest.raises(StatisticsError, match="the same at all points"):
        sobol(FACTORS, plan, np.ones(len(plan)))
    with pytest.raises(StatisticsError, match="at least 2 blocks"):
        sobol(FACTORS, plan, np.full(len(plan), math.nan))


def test_outcomes_are_averaged_over_the_replicates_of_a_point() -> None:
    runs = {
        "arm": np.array(["a", "a", "a", "b", "a"]),
        "point": np.array([0, 0, 2, 0, 2]),
        "status": np.array(["done", "done", "done", "done", "failed"]),
        "risk": np.array([1.0, 3.0, 5.0, 90.0, 70.0]),
    }
    np.testing.assert_array_equal(averaged(runs, "risk", "a", points=4), [2.0, math.nan, 5.0, math.nan])


FREE = (Factor("rivalry", "world", 0.25, 3.0, None, ""), Factor("hazard", "world", 0.1, 0.7, None, ""))
LISTED = (FREE[0], Factor("hazard", "world", 0.1, 0.7, (0.1, 0.2, 0.7), ""))


def test_the_designs_of_the_laboratory_are_understood() -> None:
    """A sum of both numbers' shares of their way: a Sobol design explains it all, a Morris design has effects of 1."""
    names = [factor.name for factor in FREE]
    ranges = np.array([(factor.low, factor.high) for factor in FREE])

    def way(points: np.ndarray) -> np.ndarray:
        return ((points - ranges[:, 0]) / (ranges[:, 1] - ranges[:, 0])).sum(1)

    blocks = design.points(Design(kind="sobol", points=256), FREE, seed=5)
    for share in sobol(names, blocks, way(blocks)).shares:
        assert share.first.value == pytest.approx(0.5, abs=0.02)
        assert share.total.value == pytest.approx(0.5, abs=0.02)
    trajectories = design.points(Design(kind="morris", points=8), FREE, seed=5)
    for effect in morris(names, ranges, trajectories, way(trajectories)).effects:
        assert effect.mean.value == pytest.approx(1)
    uneven = design.points(Design(kind="morris", points=8), LISTED, seed=5)
    with pytest.raises(StatisticsError, match="use the design morris, with ranges"):
        morris(names, ranges, uneven, way(uneven))
