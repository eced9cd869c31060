"""The folder of a batch: whole files or none, refused for another plan or software, open to three table libraries."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from game.batch import open_results
from game.batch.options import from_options
from game.batch.plan import Plan, planned
from game.batch.play import play_part
from game.batch.report import report
from game.batch.store import (
    Damaged,
    DiskFull,
    NoResults,
    OtherExperiment,
    OtherVersion,
    Store,
    StoreError,
    instructions,
)
from game.batch.verify import verify
from game.save import save
from game.start import new_game
from tests.batch import folders
from tests.batch.folders import files_of, filled
from tests.disks import room_for


def plan_of(**given: Any) -> Plan:
    """Two small parts."""
    arms = {"one": {}, "two": {"parameters": {"rivalry": 2.0}}}
    return folders.plan_of(**{"replicates": 3, "quarters": 3, "arms": arms, **given})


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("batch") / "done"
    filled(folder, plan_of())
    return folder


def test_a_batch_is_kept_part_by_part(done: Path) -> None:
    assert Store.create(done, plan_of()).pending() == []
    results = open_results(done)
    results.check()
    assert [path.name for path in results.paths("seats")] == ["part-000000000.parquet", "part-000000003.parquet"]
    assert results.table("experiments")["run"].to_pylist() == list(range(6))
    assert results.frame("experiments", ["arm"])["arm"].tolist() == ["one"] * 3 + ["two"] * 3
    assert list((done / "unfinished").iterdir()) == []


def test_two_folders_of_one_plan_are_equal_to_the_byte(done: Path, tmp_path: Path) -> None:
    filled(tmp_path / "again", plan_of())
    assert files_of(tmp_path / "again") == files_of(done)


def test_the_manifest_says_what_was_played_with_what(done: Path) -> None:
    import pyarrow as pa

    import game
    from game.rules import RULES

    plan, told = plan_of(), open_results(done).manifest
    assert (told["digest"], told["version"], told["rules"]) == (plan.digest, game.__version__, RULES)
    assert told["scenario"] == {"name": "two-blocs", "digest": plan.scenario.digest}
    assert (told["seeds"], told["runs"], told["parts"], told["arms"]) == ([1, 3], 6, 2, ["one", "two"])
    assert told["environment"]["numpy"] == np.__version__
    assert told["environment"]["pyarrow"] == pa.__version__
    assert told["environment"]["python"] == sys.version.split()[0]
    assert told["experiment"]["arms"]["two"]["parameters"] == {"rivalry": 2.0}


def test_the_plan_comes_back_from_the_manifest(tmp_path: Path) -> None:
    plan = plan_of(vary={"rivalry": [0.5, 1.5]}, arms={"one": {}})
    Store.create(tmp_path / "new", plan)
    back = open_results(tmp_path / "new").plan
    assert back.digest == plan.digest
    assert back.points.tolist() == plan.points.tolist()
    assert back.parts == plan.parts


def test_the_folder_of_another_experiment_is_refused_with_both_digests(done: Path) -> None:
    other = plan_of(seed=2)
    with pytest.raises(OtherExperiment) as told:
        Store.create(done, other)
    assert other.digest in str(told.value)
    assert plan_of().digest in str(told.value)


def test_a_folder_with_other_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(OtherExperiment, match="holds other files"):
        Store.create(tmp_path, plan_of())
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("key", ["version", "numpy", "instructions"])
def test_other_software_is_refused(tmp_path: Path, key: str) -> None:
    Store.create(tmp_path / "new", plan_of())
    path = tmp_path / "new" / "manifest.json"
    told = json.loads(path.read_text())
    (told if key == "version" else told["environment"])[key] = "0.0.1"
    path.write_text(json.dumps(told))
    with pytest.raises(OtherVersion, match=rf"begun with {key} 0\.0\.1"):
        Store.create(tmp_path / "new", plan_of())


def test_what_numpy_uses_of_the_processor_is_told() -> None:
    command = [sys.executable, "-c", "from game.batch.store import instructions; print(instructions())"]
    found = np.show_config(mode="dicts")["SIMD Extensions"].get("found", [])
    without = os.environ | {"NPY_DISABLE_CPU_FEATURES": " ".join(found)}
    told = subprocess.run(command, env=without, check=True, capture_output=True, text=True).stdout.split()
    assert [*told, *found] == instructions().split()


def test_the_changes_of_a_checkout_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from game.batch import store

    def git(*words: str) -> str:
        mine = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
        return subprocess.run(["git", *mine, *words], cwd=tmp_path, check=True, capture_output=True, text=True).stdout

    monkeypatch.setattr(store, "ROOT", tmp_path)
    assert store.checkout() == {"commit": None, "changes": None}
    for name in ("agents", "game", "assets"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.py").write_text("a = 1\n")
    git("init", "-q")
    git("add", "-A")
    git("commit", "-qm", "first")
    assert store.checkout() == {"commit": git("rev-parse", "HEAD").strip(), "changes": None}
    (tmp_path / "game" / "a.py").write_text("a = 2\n")
    found = [store.checkout()["changes"]]
    (tmp_path / "game" / "a.py").write_text("a = 3\n")
    found.append(store.checkout()["changes"])
    (tmp_path / "game" / "new.py").write_text("b = 1\n")
    found.append(store.checkout()["changes"])
    (tmp_path / "game" / "new.py").write_text("b = 2\n")
    found.append(store.checkout()["changes"])
    assert None not in found
    assert len(set(found)) == 4


def test_an_empty_folder_and_an_unknown_table_are_told(tmp_path: Path, done: Path) -> None:
    with pytest.raises(NoResults, match=r"manifest\.json is not there"):
        open_results(tmp_path)
    with pytest.raises(NoResults, match="no table 'seat'; it holds experiments"):
        open_results(done).paths("seat")
    Store.create(tmp_path / "new", plan_of())
    with pytest.raises(NoResults, match=r"no part of .* is done yet"):
        open_results(tmp_path / "new").table("seats")


def test_a_changed_file_is_found(tmp_path: Path) -> None:
    results = filled(tmp_path / "new", plan_of()).results()
    path = results.paths("seats")[1]
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(Damaged, match="part-000000003"):
        results.check()


@pytest.mark.parametrize("left", [None, b"", b"PAR1" + bytes(100) + b"PAR1"])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, left: bytes | None) -> None:
    results = filled(tmp_path / "new", plan_of()).results()
    path = results.paths("experiments")[1]
    path.unlink() if left is None else path.write_bytes(left)
    with pytest.raises(Damaged, match=r"part-000000003.parquet is not as .*delete .*done.part-000000003.json and run"):
        results.frame("experiments")
    with pytest.raises(Damaged, match=r"part-000000003.parquet is not as it was written"):
        report(tmp_path / "new")


def test_columns_come_in_the_order_asked_for(done: Path) -> None:
    assert list(open_results(done).frame("experiments", ["risk", "run"])) == ["risk", "run"]


def test_a_note_of_a_part_that_is_not_planned_is_told(tmp_path: Path) -> None:
    notes = filled(tmp_path / "new", plan_of()).folder / "done"
    (notes / "part-000000005.json").write_bytes((notes / "part-000000003.json").read_bytes())
    with pytest.raises(Damaged, match="notes of parts that are not planned: of run 5"):
        verify(open_results(tmp_path / "new"), [3])


@pytest.mark.parametrize(
    ("name", "key", "value", "says"),
    [
        ("manifest.json", "arms", None, "it does not tell arms"),
        ("manifest.json", "runs", "many", "it does not tell runs"),
        ("manifest.json", "resolved", {}, "no plan comes of it"),
        ("manifest.json", "experiment", {"format": 1, "seed": "x"}, "no plan comes of it"),
        ("done/part-000000003.json", "files", None, "it does not tell files"),
    ],
)
def test_a_manifest_or_a_note_that_was_changed_is_told(
    tmp_path: Path, name: str, key: str, value: object, says: str
) -> None:
    path = filled(tmp_path / "new", plan_of()).folder / name
    path.write_text(json.dumps({**json.loads(path.read_text()), key: value}))
    with pytest.raises(Damaged, match=f"{path.name} is not as it was written: {says}"):
        verify(open_results(tmp_path / "new"), [3])


def test_parts_with_failed_runs_can_be_tried_again(tmp_path: Path) -> None:
    plan = plan_of()
    store = filled(tmp_path / "new", plan)
    store.keep(play_part(plan, 1)._replace(done=2, failed=1))
    assert store.pending() == []
    assert store.pending(retry=True) == [1]


# ------------------------------------------------------------------ no room


def test_what_a_killed_process_was_writing_is_cleared_away(tmp_path: Path, done: Path) -> None:
    folder = tmp_path / "killed"
    filled(folder, plan_of())
    (folder / "unfinished" / "99-seats-part-000000000.parquet").write_bytes(b"PAR1")
    assert Store.create(folder, plan_of()).pending() == []
    assert files_of(folder) == files_of(done)


def test_a_full_disk_stops_with_a_message_and_the_batch_goes_on_later(tmp_path: Path, done: Path) -> None:
    plan, folder = plan_of(), tmp_path / "full"
    store = Store.create(folder, plan)
    store.keep(play_part(plan, 0))
    second = play_part(plan, 1)
    with room_for(max(map(len, second.tables.values())) - 1), pytest.raises(DiskFull, match=r"is full .*same command"):
        store.keep(second)
    assert list((folder / "unfinished").iterdir()) == []
    assert store.pending() == [1]
    assert open_results(folder).table("experiments")["run"].to_pylist() == [0, 1, 2]
    filled(folder, plan)
    assert files_of(folder) == files_of(done)


def test_a_disk_that_is_full_at_once_leaves_a_folder_that_goes_on_later(tmp_path: Path, done: Path) -> None:
    with room_for(1000), pytest.raises(DiskFull, match=r"is full .*same command"):
        Store.create(tmp_path / "full", plan_of())
    filled(tmp_path / "full", plan_of())
    assert files_of(tmp_path / "full") == files_of(done)


def test_a_batch_that_was_ended_before_its_manifest_goes_on_with_a_whole_save(tmp_path: Path) -> None:
    save(new_game("two-blocs", seed=7).advance(2), tmp_path / "game.json")
    plan = planned(from_options(save=tmp_path / "game.json", quarter=3, replicates=2))
    folder = tmp_path / "ended"
    (folder / "unfinished").mkdir(parents=True)
    (folder / "save.json").write_text("other")
    assert Store.create(folder, plan).results().plan.digest == plan.digest


def test_files_of_others_stay_where_they_are(tmp_path: Path) -> None:
    (tmp_path / "save.json").write_text("mine")
    with pytest.raises(OtherExperiment, match="holds other files"):
        Store.create(tmp_path, plan_of())
    (tmp_path / "save.json").unlink()
    (tmp_path / "unfinished").mkdir()
    (tmp_path / "unfinished" / "symphony.txt").write_text("mine")
    Store.create(tmp_path, plan_of())
    assert (tmp_path / "unfinished" / "symphony.txt").read_text() == "mine"


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be written: Not a directory"):
        Store.create(tmp_path / "file" / "new", plan_of())


# ------------------------------------------------------------------ who can read it


def test_pandas_opens_a_table(done: Path) -> None:
    import pandas

    frame = pandas.read_parquet(done / "seats")
    assert len(frame) == 6 * 3 * 6
    assert frame.groupby("run", observed=True)["influence"].mean().notna().all()


def test_polars_opens_a_table(done: Path) -> None:
    import polars

    frame = polars.scan_parquet(done / "seats" / "*.parquet").filter(polars.col("seat") == "N01").collect()
    assert frame["run"].unique().sort().to_list() == list(range(6))
    assert frame["approval"].null_count() == 0


def test_duckdb_opens_tables_together(done: Path) -> None:
    import duckdb

    found = duckdb.sql(
        f"select arm, count(*) from '{done}/experiments/*.parquet' join '{done}/quarters/*.parquet' using (run) "
        "group by arm order by arm"
    ).fetchall()
    assert found == [("one", 9), ("two", 9)]
