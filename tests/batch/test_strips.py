"""The table of runs goes by in strips of whole points, and what a report says does not depend on how many they are."""

from __future__ import annotations

from dataclasses import astuple
from pathlib import Path

import pandas as pd
import pytest

from game.batch import strips as strips_module
from game.batch.compare import compare, difference
from game.batch.experiment import checked
from game.batch.plan import planned
from game.batch.play import play_part
from game.batch.report import report
from game.batch.report import runs as runs_module
from game.batch.report.runs import read
from game.batch.store import DONE, Results, Store
from game.batch.strips import strips

ARMS = ["as_cast", "wary"]
COLUMNS = ["arm", "point", "replicate", "status", "risk"]


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """Two arms at eight points of ten games, in parts of 32, so that parts end within points."""
    arms = {"as_cast": {}, "wary": {"strategies": {"N01": "reciprocator"}}}
    given = {"format": 1, "scenario": "two-blocs", "replicates": 10, "quarters": 2, "arms": arms}
    given |= {"vary": {"rivalry": [0.25, 3.0], "hazard": "scenario"}, "design": {"kind": "sobol", "points": 2}}
    plan = planned(checked({**given, "record": {"tables": ["experiments", "quarters"]}}))
    store = Store.create(tmp_path_factory.mktemp("strips") / "results", plan)
    for part in store.pending():
        store.keep(play_part(plan, part))
    assert len(plan.points) == 8 and [part.first for part in plan.parts] == [0, 32, 64, 80, 112, 144]
    return store.results()


@pytest.mark.parametrize(("most", "count"), [(1, 8), (45, 4), (60, 3), (160, 1)])
def test_every_run_is_in_one_strip_and_so_is_every_point(
    results: Results, most: int, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(strips_module, "MOST_RUNS", most)
    found = list(strips(results, ARMS, COLUMNS))
    assert len(found) == count and max(map(len, found)) <= max(most, 20)
    points = [point for strip in found for point in strip["point"].unique()]
    assert points == list(range(8))
    whole = results.frame("experiments", COLUMNS)
    ordered = pd.concat([strip.astype({"arm": str, "status": str}) for strip in found]).sort_values(COLUMNS[:3])
    pd.testing.assert_frame_equal(
        ordered.reset_index(drop=True), whole.astype({"arm": str, "status": str}).sort_values(COLUMNS[:3])[COLUMNS]
    )


def test_strips_of_one_arm_hold_no_other(results: Results, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strips_module, "MOST_RUNS", 30)
    runs = pd.concat(list(strips(results, ["wary"], ["run", "arm"])))
    assert runs["run"].tolist() == list(range(80, 160)) and set(runs["arm"]) == {"wary"}


def test_strips_pass_over_what_is_not_done(results: Results, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the second part of the first arm and the last of the second."""
    (tmp_path / DONE).mkdir()
    for first in (0, 64, 80, 112):
        (tmp_path / DONE / f"part-{first:09d}.json").write_bytes(
            (results.folder / DONE / f"part-{first:09d}.json").read_bytes()
        )
    (tmp_path / "manifest.json").write_bytes((results.folder / "manifest.json").read_bytes())
    (tmp_path / "experiments").symlink_to(results.folder / "experiments")
    monkeypatch.setattr(strips_module, "MOST_RUNS", 20)
    found = list(strips(Results(tmp_path), ARMS, ["run"]))
    runs = sorted(run for strip in found for run in strip["run"])
    assert runs == [*range(32), *range(64, 144)]


@pytest.mark.parametrize("arms", [1, 2])
@pytest.mark.parametrize(("most", "numbers"), [(1, 1), (50, 100)])
def test_a_report_is_the_same_in_however_many_strips(
    results: Results, arms: int, most: int, numbers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Strips of one point or two, one outcome at a time or two."""
    base = ARMS[arms - 1]
    whole = report(results.folder, base)
    monkeypatch.setattr(strips_module, "MOST_RUNS", most)
    monkeypatch.setattr(runs_module, "MOST_NUMBERS", numbers)
    assert report(results.folder, base) == whole


def test_tallies_of_strips_say_what_all_pairs_say(results: Results, monkeypatch: pytest.MonkeyPatch) -> None:
    outcomes = {"risk": "", "prosperity": ""}
    whole = compare(results.frame("experiments"), "as_cast", ["wary"], outcomes).differences
    monkeypatch.setattr(strips_module, "MOST_RUNS", 60)
    tallies = list(read(results.folder, None, list(outcomes)).tallies())
    assert [(arm, outcome) for arm, outcome, _ in tallies] == [("wary", "risk"), ("wary", "prosperity")]
    for one, (*_, tally) in zip(whole, tallies, strict=True):
        found = difference(tally)
        assert (found.pairs, found.points, found.left_out) == (80, 8, 0) == (one.pairs, one.points, one.left_out)
        assert (found.mean, found.saved) == pytest.approx((one.mean, one.saved), rel=1e-12)
        for name in ("within", "over"):
            assert astuple(getattr(found, name)) == pytest.approx(astuple(getattr(one, name)), rel=1e-9)
