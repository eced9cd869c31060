"""Scenario discovery: a box that was hidden is found, told, and opens as a scenario."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from game import scenario, words
from game.batch.compare import StatisticsError
from game.batch.discovery import Box, Limit, discover
from game.batch.experiment import Factor

RIVALRY = Factor("rivalry", "world", 0.25, 3.0, None, "")
HAZARD = Factor("hazard", "world", 0.0005, 0.002, None, "")
IDLE = Factor("research_weight", "world", 0.0, 1.0, None, "")
LISTED = Factor("hazard", "world", 0.0005, 0.002, (0.0005, 0.001, 0.002), "")
FACTORS = (RIVALRY, HAZARD, IDLE)


def points(count: int = 400) -> np.ndarray:
    low, high = np.array([(factor.low, factor.high) for factor in FACTORS]).T
    return low + np.random.default_rng(21).random((count, 3)) * (high - low)


def hidden(plan: np.ndarray) -> np.ndarray:
    """Where rivalry is above 2 and hazard below 0.00125: a fifth of the points."""
    return (plan[:, 0] > 2) & (plan[:, 1] < 0.00125)


def test_a_hidden_box_is_found() -> None:
    """Each end lies within a twentieth of the range, one peel of PRIM, of the truth; the idle number is not named."""
    plan = points()
    box = discover(FACTORS, plan, hidden(plan), "risk above 5")
    assert [(limit.factor, limit.high is None, limit.low is None) for limit in box.limits] == [
        (RIVALRY, True, False),
        (HAZARD, False, True),
    ]
    assert box.limits[0].low == pytest.approx(2, abs=2.75 / 20)
    assert box.limits[1].high == pytest.approx(0.00125, abs=0.0015 / 20)
    assert box.share == hidden(plan).mean()
    inside = (plan[:, 0] >= box.limits[0].low) & (plan[:, 1] <= box.limits[1].high)
    assert box.mass == inside.mean()
    assert box.density == hidden(plan)[inside].mean() >= 0.8
    assert box.coverage == inside[hidden(plan)].mean()


def test_chance_draws_no_box() -> None:
    plan = points()
    cases = np.random.default_rng(22).random(400) < 0.2
    with words.strict():
        box = discover(FACTORS, plan, cases, "a crisis")
        assert box.limits == () and box.overrides() == {}
        assert "no box of the varied numbers sets them apart" in box.told()
    assert (box.density, box.coverage, box.mass) == (cases.mean(), 1, 1)


def test_a_box_in_words() -> None:
    box = Box(
        (Limit(RIVALRY, 2.013, None), Limit(HAZARD, 0.0007, 0.00125), Limit(IDLE, None, -0.5)),
        0.2,
        0.98,
        0.9,
        0.18,
        "x",
    )
    with words.strict():
        assert box.told() == (
            "x in 20 % of the points; with rivalry above 2.01, hazard between 0.0007 and 0.00125 and "
            "research_weight below −0.5 in 98 % of them, and these (18 % of all) hold 90 % of its cases."
        )


def test_a_box_opens_as_a_scenario(tmp_path: Path) -> None:
    plan = points()
    box = discover(FACTORS, plan, hidden(plan), 'risk "above" 5')
    file = tmp_path / "box.toml"
    with words.strict():
        file.write_text(
            box.scenario("two-blocs", "experiment abc", {"hazard": 0.001, "hazard_slope": 0.05}), encoding="utf-8"
        )
    opened = scenario.load(file)
    assert list(box.overrides()) == ["rivalry", "hazard"]
    for name, value in box.overrides().items():
        assert opened.resolved["parameters"][name]["value"] == value
    assert opened.resolved["title"] == 'Where it comes to risk "above" 5'


def test_values_of_some_nations_open_as_entries_of_a_table(tmp_path: Path) -> None:
    limit = Limit(Factor("power_added.N01", "world", 0.0, 4.0, None, "GW/quarter"), 1.0, None)
    box, file = Box((limit,), 0.2, 0.9, 0.9, 0.2, "x"), tmp_path / "box.toml"
    file.write_text(box.scenario("two-blocs", "abc", {"power_added.N02": 0.5, "hazard": 0.001}), encoding="utf-8")
    opened, usual = (scenario.load(name).resolved for name in (file, "two-blocs"))
    assert opened["tables"]["power_added"]["values"] == {
        **usual["tables"]["power_added"]["values"], "N01": 2.5, "N02": 0.5,
    }  # fmt: skip
    assert opened["parameters"]["hazard"]["value"] == 0.001


def test_the_middle_of_a_list_is_one_of_its_values() -> None:
    assert Limit(LISTED, 0.0009, None).middle == 0.001
    assert Limit(HAZARD, None, 0.001).middle == 0.00075


def test_too_little_to_find_anything_is_told_in_one_line() -> None:
    plan = points(40)
    with pytest.raises(StatisticsError, match="so everywhere"):
        discover(FACTORS, plan, np.ones(40), "risk above 5")
    with pytest.raises(StatisticsError, match="so nowhere"):
        discover(FACTORS, plan, np.zeros(40), "risk above 5")
    with pytest.raises(StatisticsError, match="at least 20"):
        discover(FACTORS, plan[:9], hidden(plan[:9]), "risk above 5")
    with pytest.raises(StatisticsError, match="do not match"):
        discover(FACTORS[:2], plan, hidden(plan), "risk above 5")
