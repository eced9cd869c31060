"""The statistics read the tables that a batch keeps: two arms at two points under the same luck."""

from __future__ import annotations

import numpy as np
import pytest

from game import words
from game.batch.compare import compare, pairs
from game.batch.sensitivity import averaged
from game.batch.sequential import blocks, settled
from game.batch.store import Results
from tests.batch.folders import filled, plan_of


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    arms = {"as_cast": {}, "thaw": {"strategies": {"N01": "pragmatist"}}}
    plan = plan_of(replicates=4, quarters=3, arms=arms, vary={"rivalry": {"values": [0.5, 2.0]}})
    return filled(tmp_path_factory.mktemp("batch") / "kept", plan).results()


def test_arms_are_compared_as_they_are_kept(results: Results) -> None:
    frame = results.frame("experiments").set_index(["arm", "point", "replicate"])["risk"]
    apart = (frame["thaw"] - frame["as_cast"]).to_numpy().reshape(2, 4)
    with words.strict():
        found = compare(results.table("experiments"), "as_cast", ["thaw"], {"risk": "points", "deals": ""})
        assert found.told().count("thaw") >= 2
    risk = found.differences[0]
    assert (risk.pairs, risk.points, risk.left_out) == (8, 2, 0)
    assert risk.mean == pytest.approx(apart.mean())
    assert risk.within is not None
    assert risk.within.error == pytest.approx(apart.mean(0).std(ddof=1) / 2)


def test_blocks_are_whole_replicates_of_the_plan(results: Results) -> None:
    both = pairs(results.table("experiments"), "risk", "as_cast", "thaw")
    means = (both.arm - both.base).reshape(4, 2).mean(1)
    np.testing.assert_allclose(blocks(both, points=2), means)
    found = settled(both, 2, base="as_cast", arm="thaw", outcome="risk", first=4)
    assert (found.blocks, found.pairs) == (4, 8)


def test_points_are_averaged_as_they_are_kept(results: Results) -> None:
    frame = results.frame("experiments")
    kept = frame[frame["arm"] == "thaw"].groupby("point")["risk"].mean()
    np.testing.assert_allclose(averaged(results.table("experiments"), "risk", "thaw", points=2), kept)
