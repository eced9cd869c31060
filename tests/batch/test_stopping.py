"""A batch that stops by itself: after the same round and with the same bytes, whoever plays it and whatever dies."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from game.batch import open_results
from game.batch.compare import pairs
from game.batch.engines import Processes, Serial
from game.batch.experiment import ExperimentError
from game.batch.options import from_options
from game.batch.pilot import measured, told
from game.batch.plan import LEAST_WORLDS, MOST_WORLDS, Plan, planned
from game.batch.report import blocks
from game.batch.report.runs import read
from game.batch.sequential import settled
from game.batch.store import Store
from game.cli import main
from tests.batch import folders
from tests.batch.folders import files_of

ROOT = Path(__file__).parents[2]
HOLD = {"strategies": {"N01": "hold", "N02": "hold"}}
FILE = """
format = 1
scenario = "two-blocs"
quarters = 4
[arms.as_cast]
[arms.hold]
strategies = { N01 = "hold", N02 = "hold" }
[vary]
rivalry = { values = [0.5, 2] }
[stop]
outcome = "points_N01"
least = 20
"""


def plan_of(**given: Any) -> Plan:
    arms = {"as_cast": {}, "talks": {"strategies": {"N01": "pragmatist"}}}
    stop = {"outcome": "fragmentation", "least": 20}
    return folders.plan_of(**{"quarters": 3, "replicates": 200, "arms": arms, "stop": stop, **given})


def filled(folder: Path, plan: Plan, engine: Any = None) -> Store:
    """A folder in which a batch has come to its end."""
    store = Store.create(folder, plan)
    for played in (engine or Serial()).run(plan, store.pending(), more=store.pending):
        store.keep(played)
    store.close()
    return store


def test_rounds_hold_every_run_once_and_grow() -> None:
    varied = {"rivalry": {"values": [0.5, 1.0, 2.0]}}
    plan = plan_of(replicates=700, vary=varied, stop={"outcome": "risk", "least": 300})
    runs = [run.number for part in plan.parts for run in plan.runs_of(part)]
    assert sorted(runs) == list(range(plan.runs))
    assert [part.number for part in plan.parts] == list(range(len(plan.parts)))
    ends = []
    for parts in plan.rounds:
        cells: dict[tuple[str, int], list[int]] = {}
        for run in chain.from_iterable(map(plan.runs_of, parts)):
            cells.setdefault((run.arm, run.point), []).append(run.replicate)
        (replicates,) = {tuple(found) for found in cells.values()}
        assert len(cells) == 6 and list(replicates) == list(range(ends[-1] if ends else 0, replicates[-1] + 1))
        ends.append(replicates[-1] + 1)
    assert ends == [300, 375, 468, 585, 700]
    assert max(part.count for part in plan.parts) == MOST_WORLDS
    assert len(plan_of(stop={"outcome": "risk", "least": 2}).rounds[0]) == 2
    assert plan_of(stop={"outcome": "risk", "least": 2}).parts[0].count == LEAST_WORLDS


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("batch") / "done"
    filled(folder, plan_of())
    return folder


def test_it_stops_where_the_sign_is_settled_and_says_so(done: Path) -> None:
    results, plan = open_results(done), plan_of()
    kept = results.manifest["stopped"]
    runs = results.frame("experiments")
    assert kept["settled"] and len(runs) == kept["runs"] == 2 * kept["replicates"] < plan.runs
    both = pairs(runs, "fragmentation", "as_cast", "talks")
    look = settled(both, 1, base="as_cast", arm="talks", outcome="fragmentation", first=20)
    (found,) = kept["looks"]
    assert (found["pairs"], found["low"], found["high"]) == (look.pairs, look.low, look.high)
    assert found["told"] == look.told() and found["told"].startswith(f"the sign is settled after {look.pairs} pairs: ")
    ends = np.cumsum([sum(part.count for part in parts) // 2 for parts in plan.rounds])
    assert kept["replicates"] == ends[np.searchsorted(ends, look.pairs)] > ends[1]


def test_workers_are_given_round_after_round(tmp_path: Path) -> None:
    """Arms that are cast alike never settle: all rounds are played, by this process and a worker."""
    alike = {"one": {}, "two": {}}
    plan = plan_of(arms=alike, replicates=128, quarters=1)
    assert len(plan.rounds) == 4
    alone = filled(tmp_path / "alone", plan)
    filled(tmp_path / "both", plan, Processes(2))
    assert files_of(tmp_path / "both") == files_of(tmp_path / "alone")
    assert alone.pending() == [] and alone.runs == plan.runs
    kept = open_results(tmp_path / "both").manifest["stopped"]
    assert not kept["settled"] and kept["replicates"] == 128
    assert "still open after 128 pairs" in kept["looks"][0]["told"]


def test_what_comes_after_does_not_change_where_it_stops(done: Path, tmp_path: Path) -> None:
    """Runs are lost from the first round and from the last: the same ones are played again, and no others."""
    plan, cut = plan_of(), tmp_path / "cut"
    shutil.copytree(done, cut)
    manifest = json.loads((cut / "manifest.json").read_text())
    del manifest["stopped"]
    (cut / "manifest.json").write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n")
    last = max(part.number for part in plan.parts if Store(done, plan).has(part))
    for number in (1, last):
        (cut / "done" / f"part-{plan.parts[number].first:09d}.json").unlink()
    assert last > 3 and Store(cut, plan).pending() == [1]
    filled(cut, plan)
    assert files_of(cut) == files_of(done)


def test_several_arms_are_looked_at_more_strictly_together(tmp_path: Path) -> None:
    arms = {"as_cast": {}, "hold": HOLD, "alike": {}, "cold": {"parameters": {"rivalry": 2.0}}}
    stop = {"outcome": "points_N01", "least": 20, "base": "hold", "arms": ["as_cast", "cold"], "confidence": 0.9}
    filled(tmp_path / "out", plan_of(arms=arms, stop=stop, replicates=64))
    results = open_results(tmp_path / "out")
    looks = {look["arm"]: look for look in results.manifest["stopped"]["looks"]}
    assert list(looks) == ["as_cast", "cold"]
    both = pairs(results.frame("experiments"), "points_N01", "hold", "cold")
    look = settled(both, 1, base="hold", arm="cold", outcome="points_N01", confidence=0.95, first=20)
    assert looks["cold"]["low"] == look.low


def test_a_failed_run_leaves_its_replicate_out_and_can_be_tried_again(done: Path, tmp_path: Path) -> None:
    plan, folder = plan_of(), tmp_path / "out"
    shutil.copytree(done, folder)
    note = next((folder / "done").glob("*.json"))
    note.write_text(json.dumps({**json.loads(note.read_text()), "failed": 1}))
    store = Store.create(folder, plan)
    assert store.pending() == []
    assert len(store.pending(retry=True)) == 1


def test_the_command_stops_with_the_same_bytes_on_two_processes_and_tells_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine.toml").write_text(FILE)
    command = ["batch", str(tmp_path / "mine.toml"), "--out"]
    assert main([*command, str(tmp_path / "one"), "--processes", "1", "--progress", "json"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith("the sign is settled after ") and told[-1].endswith(f"runs in {tmp_path / 'one'}")
    both = [sys.executable, "-m", "game", *command, str(tmp_path / "two"), "--processes", "2", "--progress", "quiet"]
    again = subprocess.run(both, cwd=ROOT, capture_output=True, text=True)
    assert (again.returncode, again.stderr) == (0, "")
    assert files_of(tmp_path / "two") == files_of(tmp_path / "one")
    assert main([*command, str(tmp_path / "one"), "--processes", "1", "--progress", "quiet"]) == 0
    assert main(["batch", "verify", str(tmp_path / "one"), "--runs", "2"]) == 0
    block = blocks.played(read(tmp_path / "one", None, ()))
    runs = open_results(tmp_path / "one").manifest["stopped"]["runs"]
    assert f"All {runs:,} runs of two-blocs are done" in block.lead
    assert block.told[0].startswith("The batch stopped by itself") and block.told[1] == f"T{told[0][1:]}."


def test_the_option_looks_at_all_arms_and_a_dry_run_says_what_stops_it() -> None:
    experiment = from_options("two-blocs", arm=["hold:N01=hold"], stop="risk")
    assert experiment.replicates == 10_000 and experiment.stop.least == 50
    plan = planned(experiment.model_copy(update={"quarters": 1}))
    lines = told(plan, measured(plan, 2), 2)
    assert "runs      at most 20,000" in "\n".join(lines)
    assert any("settled for hold against as_cast; first look after 50 replicates" in line for line in lines)
    with pytest.raises(ExperimentError, match="stop: compares arms, and there is only one"):
        from_options("two-blocs", stop="risk")


def test_a_look_at_fewer_rounds_sees_what_was_seen_then(done: Path) -> None:
    from game.batch.stopping import looked

    plan = plan_of()
    rounds = [n for n, parts in enumerate(plan.rounds) if all(Store(done, plan).has(part) for part in parts)]
    whole = looked(open_results(done), plan, len(rounds))
    assert np.isfinite(whole[0].low) and whole[0].settled
    assert [one.settled for one in looked(open_results(done), plan, len(rounds) - 1)] == [False]
