"""Experiments that go on from a saved game: any quarter of it, under luck of their own, from one folder alone."""

from __future__ import annotations

import json
import os
import pickle
import re
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from game.batch import open_results
from game.batch.experiment import ExperimentError, checked
from game.batch.origin import AT_START
from game.batch.plan import Plan, planned
from game.batch.report import blocks
from game.batch.report.runs import read
from game.batch.store import Damaged, Store
from game.cli import main
from game.save import load, save
from game.scenario import load as scenario_of
from game.start import new_game
from tests.batch.folders import files_of, filled, waiting
from tests.batch.test_plan import begun

ROOT = Path(__file__).parents[2]
QUARTER = 4
OLD = ROOT / "tests" / "saves" / "world-and-first-game.json"


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six quarters, in which a person pins a restriction from the second on, and says nothing else."""
    session = new_game("two-blocs", seed=7, seat="N01", overrides={"rivalry": 1.5}).advance()
    assert session.submit("N01", {"restriction": {(1, 3): 0.8}}) == []
    return save(session.advance(5), tmp_path_factory.mktemp("saves") / "game.json")


def plan_of(file: Path, **given: Any) -> Plan:
    basis = {"format": 1, "save": str(file), "quarter": QUARTER, "replicates": 3, "seed": 7}
    return planned(checked({**basis, **given}))


def test_games_begin_where_the_save_stood_and_have_luck_of_their_own(played: Path) -> None:
    plan, game = plan_of(played), load(played)
    session = begun(plan, plan.parts[0])
    then = game.snapshots[QUARTER - 1]
    assert session.quarter == QUARTER - 1
    for world in range(3):
        assert np.array_equal(session.world.cash[..., world], then.world.cash[..., 0])
        assert np.array_equal(session.standing.restriction[..., world], then.standing.restriction[..., 0])
    assert session.game.params.rivalry.tolist() == [1.5] * 3
    session.advance(2)
    other = [tuple(session.world.income[:, world]) for world in range(3)]
    assert len({*other, tuple(game.snapshots[QUARTER + 1].world.income[:, 0])}) == 4


def test_a_world_of_many_is_the_game_played_alone_after_a_journey_between_processes(played: Path) -> None:
    plan = plan_of(played, vary={"rivalry": {"values": [0.5, 2.0]}})
    again = pickle.loads(pickle.dumps(plan))
    assert again.origin.data == b"" and len(pickle.dumps(plan)) < 1_000_000
    whole = begun(plan, plan.parts[0]).advance(3)
    alone = again.games("as_cast", [again.run(4)]).advance(3)
    assert np.array_equal(whole.world.income[:, 4], alone.world.income[:, 0])
    assert np.array_equal(whole.world.trust_good[..., 4], alone.world.trust_good[..., 0])


def test_nothing_that_people_pinned_stays_pinned_unless_an_arm_pins_it(played: Path) -> None:
    order = {"seat": "N01", "field": "restriction", "at": ["N02", "top"], "value": 0.8}
    plan = plan_of(played, arms={"free": {}, "pinned": {"orders": [order]}})
    free, pinned = (plan.games(arm, [plan.run(0)]) for arm in plan.arms)
    assert load(played).snapshots[QUARTER - 1].pins[0]["restriction"][1, 3]
    assert free.pins == {} and not free.people
    assert pinned.pins[0]["restriction"].sum() == 1
    assert pinned.advance(4).standing.restriction[0, 1, 3, 0] == 0.8


def test_a_seat_that_is_cast_anew_forgets_and_the_others_do_not(played: Path) -> None:
    plan = plan_of(played, arms={"same": {}, "anew": {"strategies": {"N01": "hold"}}})
    assert plan.origin is not None
    noted = replace(plan.origin.begin, memory=np.ones_like(plan.origin.begin.memory))
    plan = replace(plan, origin=replace(plan.origin, begin=noted))
    same, anew = (plan.games(arm, [plan.run(0)]) for arm in plan.arms)
    seat = same.seat_index["N01"]
    assert same.memory.all() and not anew.memory[:, seat].any()
    assert anew.voices[seat].name == "hold"
    assert np.array_equal(np.delete(same.memory, seat, 1), np.delete(anew.memory, seat, 1))


def test_a_doctrine_that_a_person_ordered_goes_on_unless_the_seat_is_cast_anew(tmp_path: Path) -> None:
    session = new_game("two-blocs", seed=7, seat="N01")
    own = session.cast[session.seat_index["N01"]].name
    number, name = next((n, d) for n, d in enumerate(session.game.doctrines(0)) if d != own)
    assert session.submit("N01", {"doctrine": {(): number}}) == []
    plan = plan_of(save(session.advance(3), tmp_path / "game.json"), arms={"a": {}, "b": {"strategies": {"N01": own}}})
    assert [plan.games(arm, [plan.run(0)]).voices[0].name for arm in plan.arms] == [name, own]


def test_the_digest_tells_the_save_and_the_quarter(played: Path, tmp_path: Path) -> None:
    plan, copy = plan_of(played), Path(shutil.copy(played, tmp_path / "copy.json"))
    assert plan_of(copy).digest == plan.digest != plan_of(played, quarter=5).digest
    other = save(new_game("two-blocs", seed=8).advance(6), tmp_path / "other.json")
    assert plan_of(other).digest != plan.digest


def test_the_tables_count_quarters_as_the_save_does(played: Path, tmp_path: Path) -> None:
    plan = plan_of(played, quarters=6)
    results = filled(tmp_path / "out", plan).results()
    assert results.frame("quarters")["quarter"].tolist() == [4, 5, 6] * 3
    assert results.frame("experiments")["quarters"].tolist() == [3] * 3
    assert results.manifest["save"] == {"digest": plan.origin.digest if plan.origin else "", "quarter": QUARTER}
    assert results.manifest["experiment"]["save"] == "save.json"


EXPERIMENT = """
format = 1
save = "game.json"
quarter = 4
quarters = 7
replicates = 40
[arms.as_cast]
[arms.talks]
strategies = { N01 = "pragmatist" }
[vary]
rivalry = { values = [0.5, 2] }
"""


def test_a_folder_alone_goes_on_to_the_same_bytes_and_can_be_verified(
    played: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(played, tmp_path / "game.json")
    (tmp_path / "mine.toml").write_text(EXPERIMENT)
    quiet = ["--processes", "1", "--progress", "quiet"]
    assert main(["batch", str(tmp_path / "mine.toml"), "--out", str(tmp_path / "one"), *quiet]) == 0
    two = [sys.executable, "-m", "game", "batch", str(tmp_path / "mine.toml"), "--out", str(tmp_path / "two")]
    done = subprocess.run([*two, "--processes", "2"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert files_of(tmp_path / "two") == files_of(tmp_path / "one")
    shutil.copytree(tmp_path / "one", tmp_path / "cut")
    for name in ("done/part-000000032.json", "seats/part-000000032.parquet"):
        (tmp_path / "cut" / name).unlink()
    (tmp_path / "game.json").unlink()
    assert main(["batch", "--out", str(tmp_path / "cut"), *quiet]) == 0
    assert files_of(tmp_path / "cut") == files_of(tmp_path / "one")
    assert main(["batch", "verify", str(tmp_path / "cut"), "--runs", "2"]) == 0
    assert "2 runs came out the same" in capsys.readouterr().out


def test_a_killed_batch_that_stops_by_itself_goes_on_from_its_folder_to_the_same_bytes(
    played: Path, tmp_path: Path
) -> None:
    """Everything at once: from a save, in rounds, killed with its worker under way, and its report.

    The last of three arms cannot be played while a file is there, so that something is under way when it is killed.
    """
    wait = waiting(tmp_path)
    waits = '[arms.waits]\nstrategies = { N01 = "mine.py:Waits" }\n'
    stop = '[stop]\noutcome = "fragmentation"\narms = ["talks"]\nleast = 20\n'
    (tmp_path / "mine.toml").write_text(EXPERIMENT.replace("replicates = 40", "replicates = 200") + waits + stop)
    shutil.copy(played, tmp_path / "game.json")
    command = [sys.executable, "-m", "game", "batch", str(tmp_path / "mine.toml"), "--progress", "json", "--processes"]
    wait.unlink()
    whole = subprocess.run([*command, "1", "--out", str(tmp_path / "whole")], cwd=ROOT, capture_output=True, text=True)
    assert whole.returncode == 0, whole.stderr
    wait.write_text("")
    batch = subprocess.Popen(
        [*command, "2", "--out", str(tmp_path / "cut")], cwd=ROOT, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip
    assert batch.stderr is not None
    for line in batch.stderr:
        if json.loads(line)["done"] > 0:
            os.killpg(batch.pid, signal.SIGKILL)
            break
    batch.communicate()
    wait.unlink()
    (tmp_path / "game.json").unlink()
    assert (tmp_path / "cut" / "writer").exists()
    assert main(["batch", "--out", str(tmp_path / "cut"), "--processes", "2", "--progress", "quiet"]) == 0
    kept = {name: data for name, data in files_of(tmp_path / "cut").items() if not name.startswith("unfinished/")}
    assert kept == files_of(tmp_path / "whole")
    results = open_results(tmp_path / "cut")
    assert results.manifest["stopped"] == open_results(tmp_path / "whole").manifest["stopped"]
    origin = f"from quarter 4 of the one with the digest {results.manifest['save']['digest']}"
    assert ("saved game", origin) in blocks.played(read(tmp_path / "cut", None, ())).facts


def test_options_need_no_file(played: Path, tmp_path: Path) -> None:
    command = ["batch", "--save", str(played), "--quarter", "6", "--vary", "rivalry=0.5,2", "--replicates", "2"]
    assert main([*command, "--out", str(tmp_path / "out"), "--processes", "1", "--progress", "quiet"]) == 0
    runs = open_results(tmp_path / "out").frame("experiments")
    assert runs["rivalry"].tolist() == [0.5, 0.5, 2.0, 2.0] and set(runs["status"]) == {"done"}


def test_a_copy_that_was_altered_is_told(played: Path, tmp_path: Path) -> None:
    Store.create(tmp_path / "out", plan_of(played))
    copy = tmp_path / "out" / "save.json"
    copy.write_text(copy.read_text().replace('"N01"', '"N02"', 1))
    with pytest.raises(Damaged, match=r"save\.json is not as it was written"):
        _ = open_results(tmp_path / "out").plan


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"scenario": "two-blocs"}, "save: brings a scenario of its own: leave out the scenario, or the save"),
        ({"quarter": None}, "quarter: is missing"),
        ({"save": None}, "quarter: is a quarter of a saved game, and no save is named"),
        ({"quarter": 9}, "quarter: 9 is not in this save; in it are quarters 1 to 7"),
        ({"quarter": 4.5}, "quarter: must be a whole number"),
        ({"quarters": 3}, "quarters: is 3, and the games begin with quarter 4"),
        ({"quarters": 13}, "quarters: is 13, the scenario has 12"),
        ({"vary": {"influence_start": "scenario"}}, "vary.influence_start: is used up when a game begins"),
        ({"arms": {"a": {"parameters": {"trust_weight": 2.0}}}}, "arms.a.parameters.trust_weight: is used up"),
        ({"save": "none.json"}, "save: none.json could not be read: No such file"),
        ({"save": str(OLD)}, "was saved by version"),
    ],
)
def test_a_mistake_names_its_key(played: Path, given: dict[str, Any], says: str) -> None:
    basis: dict[str, Any] = {"format": 1, "save": str(played), "quarter": QUARTER, **given}
    with pytest.raises(ExperimentError) as told:
        checked({key: value for key, value in basis.items() if value is not None})
    assert says in str(told.value)


def test_a_file_that_is_no_whole_save_is_told(played: Path, tmp_path: Path) -> None:
    file = tmp_path / "game.json"
    for text, says in (("{}", "is not a saved game"), (played.read_text()[:5000], "is cut short or damaged")):
        file.write_text(text)
        with pytest.raises(ExperimentError, match=f"save: game.json {says}"):
            checked({"format": 1, "save": str(file), "quarter": 1})


def test_a_save_of_other_rules_goes_on_from_its_last_quarter_alone() -> None:
    session = load(OLD)
    assert session.note
    last = session.quarter + 1
    with pytest.raises(ExperimentError, match=rf"quarter: 1 is not in this save; in it is quarter {last}\. This game"):
        checked({"format": 1, "save": str(OLD), "quarter": 1})
    plan = planned(checked({"format": 1, "save": str(OLD), "quarter": last, "replicates": 2}))
    assert begun(plan, plan.parts[0]).advance().quarter == last


def test_a_game_that_is_over_or_in_its_epilogue_is_refused(tmp_path: Path) -> None:
    session = new_game("two-blocs", seed=7).advance(12)
    assert session.finished
    over = save(session, tmp_path / "over.json")
    with pytest.raises(ExperimentError, match=r"quarter: the game is over after 12 quarters"):
        checked({"format": 1, "save": str(over), "quarter": 13})
    after = save(session.epilogue(), tmp_path / "after.json")
    with pytest.raises(ExperimentError, match=r"save: after.json holds an epilogue"):
        checked({"format": 1, "save": str(after), "quarter": 14})


def test_numbers_that_are_used_up_at_the_start_are_all_known() -> None:
    """Those which only the start of a scenario reads."""
    start = (ROOT / "game" / "scenario_start.py").read_text()
    others = [path for part in ("game", "agents") for path in (ROOT / part).rglob("*.py") if path.name != "origin.py"]
    rest = "\n".join(path.read_text() for path in others if path.name != "scenario_start.py")
    found = set()
    for name in scenario_of("two-plans-2025").resolved["parameters"]:
        word = re.compile(rf"\b{name}\b")
        if word.search(start) and not word.search(rest):
            found.add(name)
    assert found == AT_START


def test_the_manifest_is_plain(played: Path, tmp_path: Path) -> None:
    Store.create(tmp_path / "out", plan_of(played))
    told = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert str(tmp_path.parent) not in json.dumps(told["experiment"])
