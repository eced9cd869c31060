"""Fans of a report: quantiles of the games, or of a lot of them that is the same in every arm and is told."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from game.batch import lots, open_results
from game.batch.report import fans
from game.batch.report.page import Block
from game.batch.report.runs import read
from tests.batch.folders import filled, plan_of


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two arms of three parts each."""
    arms = {"as_cast": {}, "tense": {"parameters": {"hazard": 0.004}}}
    plan = plan_of(replicates=70, quarters=2, arms=arms, record={"tables": ["experiments", "quarters"]})
    assert len(plan.parts) == 6
    return filled(tmp_path_factory.mktemp("fans") / "results", plan).folder


def drawn(folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Block, dict[str, dict[str, fans.Fan]]]:
    """The block, and the bands that are given to the drawing: by the label of the axis, then by arm."""
    found: dict[str, dict[str, fans.Fan]] = {}

    def kept(bands: dict[str, fans.Fan], label: str, axis: str) -> str:
        found[label] = bands
        return "<svg ></svg>"

    monkeypatch.setattr(fans.drawing, "fans", kept)
    block = fans.fans(read(folder, None, ()))
    assert block is not None
    return block, found


@pytest.mark.parametrize("most", [20_000, 25])
def test_bands_are_the_quantiles_of_the_games_that_were_drawn(
    folder: Path, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fans, "MOST_RUNS", most)
    chosen = lots.chosen(70, most)
    assert chosen.sum() == min(most, 70)
    table = open_results(folder).frame("quarters")
    found = drawn(folder, monkeypatch)[1]
    assert list(found) == ["risk", "frontier (ECI points)", "adoption", "fragmentation"]
    for place, arm in enumerate(("as_cast", "tense")):
        rows = table[table["run"].isin(70 * place + np.flatnonzero(chosen))]
        bands = found["risk"][arm]
        assert bands.quarters.tolist() == [1, 2]
        for quarter in (1, 2):
            of = rows.loc[rows["quarter"] == quarter, "risk"].astype(float)
            assert len(of) == min(most, 70)
            assert bands.levels[:, quarter - 1] == pytest.approx(of.quantile(list(fans.BANDS)).to_numpy(), rel=1e-6)


def test_the_lot_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert drawn(folder, monkeypatch)[0].told == []
    monkeypatch.setattr(fans, "MOST_RUNS", 25)
    lot = "Drawn from 25 of the 70 games of each arm, chosen by lot and the same in every arm."
    assert drawn(folder, monkeypatch)[0].told == [lot]


def test_the_lot_is_always_the_same_and_favours_no_place() -> None:
    chosen = lots.chosen(100_000, 20_000)
    assert chosen.sum() == 20_000 and np.array_equal(chosen, lots.chosen(100_000, 20_000))
    for parts in (10, 250):  # as many from each stretch, and of each replicate, as chance would have it
        for counts in (chosen.reshape(parts, -1).sum(1), chosen.reshape(-1, parts).sum(0)):
            expected = 20_000 / parts
            assert np.abs(counts - expected).max() < 5 * np.sqrt(expected)


def test_a_table_of_quarters_is_read_part_by_part(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No more than the columns that are drawn."""
    asked = []
    reading = fans.rows_of

    def noted(path: Path, columns: list[str]) -> object:
        asked.append((path.name, columns))
        return reading(path, columns)

    monkeypatch.setattr(fans, "rows_of", noted)
    drawn(folder, monkeypatch)
    assert len({name for name, _ in asked}) == len(asked) == 6
    assert all(columns == ["run", "quarter", *fans.FANS] for _, columns in asked)


@pytest.mark.long
def test_a_report_of_a_hundred_thousand_games_takes_less_than_a_gibibyte(tmp_path: Path) -> None:
    arms = {"as_cast": {}, "tense": {"parameters": {"hazard_slope": 0.05}}}
    varied = {"vary": {"rivalry": [0.25, 3.0], "hazard": "scenario"}, "design": {"points": 200}}
    plan = plan_of(replicates=250, quarters=2, arms=arms, **varied, record={"tables": ["experiments", "quarters"]})
    assert plan.runs == 100_000
    store = filled(tmp_path / "many", plan)
    program = """
import json, resource, sys
from game.batch.report import report
text = report(sys.argv[1])
unit = 1 if sys.platform == "darwin" else 1024
print(json.dumps({"peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit, "lot": "20,000 of" in text}))
"""
    done = subprocess.run(
        [sys.executable, "-c", program, str(store.folder)], capture_output=True, text=True, check=True
    )
    told = json.loads(done.stdout)
    assert told["lot"] and told["peak"] < 2**30
