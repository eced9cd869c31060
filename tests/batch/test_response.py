"""The block of a report that says how outcomes depend on the one number that varies."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from game import words
from game.batch.report import drawing
from game.batch.report.response import response
from game.batch.report.runs import Batch, read
from tests.batch.folders import filled, plan_of

VALUES = [0.0005, 0.002, 0.004]
ARMS = {"as_cast": {}, "hold": {"strategies": {"N01": "hold"}}}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two arms at three levels of one number; a second number stands still."""
    vary = {"hazard": {"values": VALUES}, "rivalry": {"values": [1.0]}}
    plan = plan_of(vary=vary, arms=ARMS, replicates=3, quarters=4)
    return filled(tmp_path_factory.mktemp("response") / "out", plan).folder


@pytest.fixture
def batch(folder: Path) -> Batch:
    return read(folder, None, ["risk", "deals"])


def test_the_curves_are_the_means_of_the_runs(batch: Batch, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[Any] = []
    monkeypatch.setattr(drawing, "curves", lambda *given: drawn.append(given) or "<svg ></svg>")
    with words.strict():
        block = response(batch)
    assert block is not None and block.title == "How the outcomes depend on hazard"
    ((panels, at, axis),) = drawn
    assert at.tolist() == VALUES and axis == "hazard" and list(panels) == ["risk", "deals"]
    runs = batch.results.frame("experiments")
    for outcome, of in panels.items():
        assert list(of) == ["as_cast", "hold"]
        for arm, curve in of.items():
            means = runs[runs["arm"] == arm].groupby("hazard")[outcome].mean()
            assert np.allclose(curve.means, means, rtol=1e-12)
            assert np.allclose(curve.dots, means.reset_index().to_numpy(), rtol=1e-12)


def test_the_words_say_where_it_goes_in_the_base_arm(batch: Batch) -> None:
    with words.strict():
        block = response(batch)
    assert block is not None
    risk = batch.results.frame("experiments").query("arm == 'as_cast'").groupby("hazard")["risk"].mean()
    first, last = (block.lead.split()[at] for at in (-5, -3))
    assert block.lead.startswith("From the lowest to the highest hazard, risk in as_cast goes from ")
    assert (float(first), float(last)) == pytest.approx((risk.iloc[0], risk.iloc[-1]), abs=0.06)
    assert float(first) < float(last)
    assert "deals in as_cast goes from" in block.told[0]
    assert block.figures[0].svg.count("<svg ") == 1


def test_more_or_fewer_than_one_number_have_no_curves(tmp_path: Path) -> None:
    for name, vary in {"none": {}, "two": {"hazard": [0.001, 0.004], "rivalry": [0.5, 2.0]}}.items():
        design = {"design": {"points": 2}} if vary else {}
        plan = plan_of(vary=vary, replicates=1, quarters=1, **design)
        assert response(read(filled(tmp_path / name, plan).folder, None, ["risk"])) is None
