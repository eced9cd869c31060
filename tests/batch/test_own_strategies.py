"""Strategies of one's own in experiments: kept with the results, played again from there, the same on every engine."""

from __future__ import annotations

import json
import tomllib
from io import BytesIO
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from game.batch import open_results
from game.batch.engines import Processes, Serial
from game.batch.experiment import ExperimentError, checked, read
from game.batch.plan import Plan, planned
from game.batch.play import play_part
from game.batch.verify import verify
from game.cli import main
from game.save import save
from game.start import new_game
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


GOES_ON = """
format = 1
save = "game.json"
quarter = 3
with = ["mine.py:Patient"]
quarters = 5
replicates = 2
[arms.as_played]
[arms.held]
strategies = { N01 = "hold" }
"""


def saved_in(folder: Path) -> None:
    """A game of four quarters in which one of one's own plays, and an experiment that goes on from it."""
    played = new_game("two-blocs", cast={"N01": mine(folder)})
    save(played.advance(4), folder / "game.json")
    (folder / "mine.toml").write_text(GOES_ON, encoding="utf-8")


def test_it_goes_on_in_games_from_a_save_in_which_it_plays(tmp_path: Path) -> None:
    saved_in(tmp_path)
    plan = planned(read(tmp_path / "mine.toml"))
    (key,) = plan.plugins
    assert plan.experiment.own == [key] and key.startswith("mine.py:Patient@")
    played, held = (plan.games(arm, [plan.run(number)]) for arm, number in (("as_played", 0), ("held", 2)))
    assert played.memory[0, 0, 0] == 2 and played.advance(2).standing.safety_standard[0, 0] == 0.625
    assert held.cast[0].name == "hold" and not held.memory[:, 0].any()
    mine(tmp_path, PATIENT + "# no more than a word\n")
    with pytest.raises(ExperimentError, match=r"^mine\.toml: save: game\.json was played with another mine\.py:Pat"):
        read(tmp_path / "mine.toml")


def test_its_results_need_no_file_to_go_on(tmp_path: Path) -> None:
    saved_in(tmp_path)
    command = ["batch", str(tmp_path / "mine.toml"), "--out", str(tmp_path / "out"), "--progress", "quiet"]
    assert main([*command, "--processes", "1"]) == 0
    (tmp_path / "mine.py").unlink()
    (tmp_path / "game.json").unlink()
    results = open_results(tmp_path / "out")
    assert str(tmp_path) not in json.dumps(results.manifest["experiment"])
    assert verify(results, [0, 2, 3]).differences == []
    played = {part.part: part for part in Processes(2).run(results.plan, range(2))}
    assert played == {part.part: part for part in Serial().run(results.plan, range(2))}


def test_options_name_it_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    saved_in(tmp_path)
    command = ["batch", "--save", str(tmp_path / "game.json"), "--quarter", "3", "--replicates", "2"]
    assert main([*command, "--dry-run"]) == 2
    needs = "game.json needs mine.py:Patient, which plays in it and is no part of the game"
    assert f"experiment: save: {needs}: name it, as in --with mine.py:Patient." in capsys.readouterr().err
    own = ["--with", f"{tmp_path / 'mine.py'}:Patient"]
    assert main([*command, *own, "--out", str(tmp_path / "out"), "--processes", "1", "--progress", "quiet"]) == 0


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"with": ["mime.py:Patient"]}, "mine.toml: with: there is no file mime.py; did you mean 'mine.py'?"),
        ({"with": ["pragmatist"]}, "mine.toml: with: 'pragmatist' is no strategy: name its file and class"),
        ({"with": "mine.py:Patient"}, "mine.toml: with: must be a list"),
        ({"save": None, "quarter": None, "scenario": "two-blocs"}, "with: names strategies that play in a saved game"),
    ],
)
def test_what_is_wrong_with_it_is_told(tmp_path: Path, given: dict[str, Any], says: str) -> None:
    saved_in(tmp_path)
    whole = tomllib.loads(GOES_ON) | given
    with pytest.raises(ExperimentError) as told:
        checked({key: value for key, value in whole.items() if value is not None}, tmp_path / "mine.toml")
    assert says in str(told.value)
