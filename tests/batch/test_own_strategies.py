"""Strategies of one's own in experiments: kept with the results, played again from there, the same on every engine."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from game.batch import open_results
from game.batch.engines import Processes, Serial
from game.batch.experiment import ExperimentError, read
from game.batch.plan import Plan, planned
from game.batch.play import play_part
from game.batch.verify import verify
from game.cli import main
from tests.batch.test_plan import begun
from tests.test_plugins import BAD, PATIENT, mine

FILE = """
format = 1
scenario = "two-blocs"
quarters = 4
replicates = 2
[arms.as_cast]
[arms.patient]
strategies = { N01 = "mine.py:Patient" }
"""


def planned_in(folder: Path, text: str = PATIENT, file: str = FILE) -> Plan:
    folder.mkdir(exist_ok=True)
    mine(folder, text)
    (folder / "mine.toml").write_text(file, encoding="utf-8")
    return planned(read(folder / "mine.toml"))


def test_the_source_is_in_the_digest_and_the_folder_is_not(tmp_path: Path) -> None:
    one, other = planned_in(tmp_path / "a"), planned_in(tmp_path / "b")
    assert one.digest == other.digest and str(tmp_path) not in repr(one.experiment)
    (key,) = one.plugins
    assert one.experiment.arms["patient"].strategies == {"N01": key}
    assert planned_in(tmp_path / "b", PATIENT + "# other\n").digest != one.digest


def test_mistakes_are_told_with_their_key(tmp_path: Path) -> None:
    def mistake(old: str, new: str) -> str:
        with pytest.raises(ExperimentError) as told:
            planned_in(tmp_path, PATIENT, FILE.replace(old, new))
        return str(told.value)

    key = "mine.toml: arms.patient.strategies"
    gone = "there is no file mime.py; did you mean 'mine.py'?"
    assert mistake("mine.py", "mime.py") == f"{key}.N01: {gone}"
    assert mistake("Patient", "Patiant").endswith("mine.py holds no class 'Patiant'; did you mean 'Patient'?")
    assert mistake("N01", "CORVANE") == f"{key}.CORVANE: 'patient' is for a nation, and CORVANE is a firm"
    with pytest.raises(ExperimentError, match=r"arms\.patient\.strategies\.N01: mine\.py, line 1: ZeroDivisionError"):
        planned_in(tmp_path, "1 / 0\n")


def test_results_hold_what_is_needed_to_play_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    planned_in(tmp_path)
    command = ["batch", str(tmp_path / "mine.toml"), "--out", str(tmp_path / "out"), "--progress", "quiet"]
    assert main([*command, "--processes", "1"]) == 0
    results = open_results(tmp_path / "out")
    (kept,) = results.manifest["strategies"].values()
    assert kept["reference"] == "mine.py:Patient" and kept["text"] == PATIENT
    assert str(tmp_path) not in json.dumps(results.manifest["strategies"])
    standard = results.frame("seats", ["run", "quarter", "seat", "spending"])
    assert len(standard) == 2 * 2 * 4 * 6
    mine(tmp_path, PATIENT.replace("0.625", "0.5"))
    capsys.readouterr()
    assert main(command) == 2
    assert "was begun with another mine.py:Patient (SHA-256 " in capsys.readouterr().err
    (tmp_path / "mine.py").unlink()
    assert verify(open_results(tmp_path / "out"), [0, 2, 3]).differences == []
    before = {path: path.read_bytes() for path in (tmp_path / "out").rglob("*.parquet")}
    for kept in (tmp_path / "out" / "done").iterdir():
        kept.unlink()
    assert main(["batch", "--out", str(tmp_path / "out"), "--processes", "1", "--progress", "quiet"]) == 0
    assert {path: path.read_bytes() for path in (tmp_path / "out").rglob("*.parquet")} == before


def test_workers_play_the_same(tmp_path: Path) -> None:
    plan = planned_in(tmp_path)
    (tmp_path / "mine.py").unlink()
    alone = {played.part: played for played in Serial().run(plan, range(2))}
    assert {played.part: played for played in Processes(2).run(plan, range(2))} == alone


def test_one_that_fails_is_told_and_spares_the_rest(tmp_path: Path) -> None:
    planned_in(tmp_path, BAD)
    command = ["batch", str(tmp_path / "mine.toml"), "--out", str(tmp_path / "out"), "--progress", "quiet"]
    assert main([*command, "--processes", "1"]) == 0
    results = open_results(tmp_path / "out")
    told = results.frame("failures")[["run", "seat", "strategy", "quarter", "stage", "message", "fatal"]]
    what = ["N01", "patient", 2, "decide", "'what now' (decide)", False]
    assert told.values.tolist() == [[2, *what], [3, *what]]
    assert set(results.frame("experiments")["status"]) == {"done"}


def test_an_error_that_no_table_takes_is_spelled_out_and_cut(tmp_path: Path) -> None:
    bad = BAD.replace('KeyError("what now")', "ValueError(chr(0xDCE9) + 5000 * 'x')")
    failures = pq.read_table(BytesIO(play_part(planned_in(tmp_path, bad), 1).tables["failures"]))
    assert set(failures["message"].to_pylist()) == {"\\udce9" + 994 * "x" + "…"}


def test_it_plays_on_from_a_saved_game(tmp_path: Path) -> None:
    assert main(["run", "two-blocs", "--quarters", "4", "--save", str(tmp_path / "game.json")]) == 0
    begin = FILE.replace('scenario = "two-blocs"\nquarters = 4', 'save = "game.json"\nquarter = 3')
    plan = planned_in(tmp_path, file=begin)
    session = begun(plan, plan.parts[1])
    assert [voice.name for voice in session.cast][:1] == ["patient"] and session.quarter == 2
    assert (session.advance(3).standing.safety_standard[0] == 0.625).all()
