"""The command ``detente batch``, end to end: real processes, real folders."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from game.batch import open_results
from game.batch.experiment import read
from game.batch.plan import planned
from game.cli import main
from tests.batch.folders import waiting

ROOT = Path(__file__).parents[2]
SMALL = """
format = 1
scenario = "two-blocs"
quarters = 2
replicates = 8
[arms.as_cast]
[arms.talks]
strategies = { N01 = "pragmatist" }
[vary]
rivalry = { values = [0.5, 2] }
"""


def written(folder: Path, text: str) -> str:
    file = folder / "mine.toml"
    file.write_text(text, encoding="utf-8")
    return str(file)


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.parquet"))}


def test_a_file_is_played_and_the_same_command_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["batch", written(tmp_path, SMALL), "--out", str(tmp_path / "out"), "--processes", "1"]
    assert main([*command, "--progress", "quiet"]) == 0
    assert capsys.readouterr().out == ""
    runs = open_results(tmp_path / "out").frame("experiments")
    assert len(runs) == 32 and set(runs["status"]) == {"done"}
    assert runs["arm"].tolist() == ["as_cast"] * 16 + ["talks"] * 16
    assert runs["rivalry"].tolist() == ([0.5] * 8 + [2.0] * 8) * 2
    before = files(tmp_path / "out")
    assert main([*command, "--progress", "json"]) == 0
    told = capsys.readouterr()
    assert json.loads(told.err) == {"runs": 32, "done": 32, "failed": 0, "rate": 0.0, "left": None}
    assert files(tmp_path / "out") == before


def test_two_processes_write_the_same_bytes_as_one(tmp_path: Path) -> None:
    file = written(tmp_path, SMALL)
    for count in ("1", "2"):
        command = [sys.executable, "-m", "game", "batch", file, "--out", str(tmp_path / count), "--processes", count]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        assert "32/32" in done.stderr and "32 runs in" in done.stdout
    assert files(tmp_path / "1") == files(tmp_path / "2") != {}


def test_options_need_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    options = "--vary rivalry=0.25:3 --replicates 2 --design latin --points 3 --seed 5 --processes 1 --progress quiet"
    assert main(["batch", "--scenario", "two-blocs", *options.split()]) == 0
    (folder,) = tmp_path.glob("batch-*")
    results = open_results(folder)
    assert results.manifest["digest"].startswith(folder.name.removeprefix("batch-"))
    assert results.frame("experiments")["seed"].tolist() == [5, 6] * 3


@pytest.mark.parametrize("progress", ["json", "bar"])
def test_a_batch_goes_on_when_nobody_reads_its_progress(tmp_path: Path, progress: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "game", "batch", written(tmp_path, SMALL), "--out", str(tmp_path / "out")]
    done = subprocess.run([*command, "--progress", progress], cwd=ROOT, stderr=writing, stdout=subprocess.PIPE)
    os.close(writing)
    assert done.returncode == 0 and b"32 runs in" in done.stdout
    assert sum(note["runs"] for note in open_results(tmp_path / "out").notes()) == 32


@pytest.mark.parametrize(("columns", "said", "bar"), [("30", "32/32 0 failed 0 s left", False), ("80", "32/32", True)])
def test_a_narrow_terminal_has_the_numbers_and_no_bar(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], columns: str, said: str,
    bar: bool,
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert main(["batch", written(tmp_path, SMALL), "--out", str(tmp_path / "out"), "--processes", "1"]) == 0
    told = capsys.readouterr().err
    assert said in told and (("━" in told) or ("-" in told)) == bar


def test_ctrl_c_ends_cleanly_and_the_same_command_goes_on(tmp_path: Path) -> None:
    """The last of three arms cannot be played while a file is there: so something is left when the interrupt comes."""
    wait = waiting(tmp_path)
    text = SMALL.replace("replicates = 8", "replicates = 50") + '[arms.waits]\nstrategies = { N01 = "mine.py:Waits" }\n'
    command = [sys.executable, "-m", "game", "batch", written(tmp_path, text), "--processes", "2", "--progress", "json"]
    batch = subprocess.Popen(
        [*command, "--out", str(tmp_path / "cut")], cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip
    assert batch.stderr is not None
    for line in batch.stderr:
        if json.loads(line)["done"] > 0:
            os.killpg(batch.pid, signal.SIGINT)  # as a terminal does: to everybody
            break
    _, told = batch.communicate()
    assert batch.returncode == 130
    assert "Traceback" not in told
    assert f"of 300 runs are in {tmp_path / 'cut'}; the same command goes on" in told.splitlines()[-1]
    kept = files(tmp_path / "cut")
    assert kept and len(open_results(tmp_path / "cut").done) <= 8
    wait.unlink()
    for folder in ("cut", "whole"):
        again = subprocess.run([*command, "--out", str(tmp_path / folder)], cwd=ROOT, capture_output=True, text=True)
        assert again.returncode == 0, again.stderr
    assert files(tmp_path / "cut") == files(tmp_path / "whole")
    assert kept.items() <= files(tmp_path / "whole").items()


def test_failed_runs_are_told_and_spare_the_rest(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One level in a hundred costs more influence than the firm has, too rare for the look before the start."""
    levels = [0.99, *(round(0.1 + 0.001 * step, 3) for step in range(99))]
    text = 'format = 1\nscenario = "two-blocs"\nquarters = 1\nreplicates = 1\n[vary]\n"orders.CORVANE.safety_effort"'
    file = written(tmp_path, f'{text} = {{ values = {levels} }}\n[record]\ntables = ["experiments"]\n')
    command = ["batch", file, "--out", str(tmp_path / "out"), "--processes", "1", "--progress", "quiet"]
    assert main(command) == 1
    assert "1 of 100 runs failed: see the table failures" in capsys.readouterr().err
    results = open_results(tmp_path / "out")
    assert results.frame("experiments")["status"].tolist() == ["failed"] + ["done"] * 99
    (failure,) = results.frame("failures").to_dict("records")
    assert failure["run"] == 0 and "too dear" in failure["message"]
    assert (failure["seat"], failure["stage"]) == ("CORVANE", "start")
    assert main([*command, "--retry"]) == 1


def test_a_dry_run_measures_and_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path, SMALL)
    assert main(["batch", file, "--out", str(tmp_path / "out"), "--dry-run", "--processes", "2"]) == 0
    told = capsys.readouterr().out
    assert "32 in 2 parts" in told and "on 2 processes" in told and "as_cast, talks" in told
    assert all(f"\n{what}" in told for what in ("time ", "memory ", "disk "))
    assert "a process, the peak of a session of 16\n" in told and "measured on 16 games" in told
    assert all(f" {table} " in told.replace("(", " ") for table in ("experiments", "quarters", "seats", "deals"))
    assert [path.name for path in tmp_path.iterdir()] == ["mine.toml"]


def test_a_batch_can_be_verified(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    text = SMALL.replace("talks", "a_talk") + "demand_noise = { values = [0.1] }\n"  # in no order of the alphabet
    assert main(["batch", written(tmp_path, text), "--out", str(out), "--processes", "1", "--progress", "quiet"]) == 0
    assert main(["batch", "verify", str(out), "--runs", "3"]) == 0
    assert "3 runs came out the same" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["none.toml"], "none.toml: there is no such file"),
        (["--seed", "2"], "name an experiment file, a scenario with --scenario, or a saved"),
        (["mine.toml", "--seed", "2"], "leave out --seed"),
        (["mine.toml", "--scenario", "two-blocs"], "leave out --scenario"),
        (["--scenario", "two-bloks"], "did you mean 'two-blocs'?"),
        (["--scenario", "two-blocs", "--vary", "rivalry=0.1:9"], "the scenario allows 0.25 to 3"),
        (["--scenario", "two-blocs", "--vary", "rivalry=low"], "--vary takes NAME=LOW:HIGH"),
        (["--scenario", "two-blocs", "--design", "latn"], "did you mean 'latin'?"),
        (["mine.toml", "--progress", "loud"], "must be one of bar, quiet, json"),
        (["mine.toml", "--out", "mine.toml"], "mine.toml"),
        (["verify", "."], "holds no results of a batch"),
    ],
)
def test_a_mistake_is_one_line_and_exit_code_2(
    arguments: list[str], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path, SMALL)
    assert main(["batch", *arguments]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("detente: ") and says in line


def test_an_order_that_the_law_refuses_is_told_with_its_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = '[[arms.talks.orders]]\nseat = "N01"\nfield = "restriction"\nat = ["N01", "top"]\nvalue = 0.5\n[vary]'
    assert main(["batch", written(tmp_path, SMALL.replace("[vary]", own)), "--out", str(tmp_path / "out")]) == 2
    assert capsys.readouterr().err.startswith("detente: mine.toml: arms.talks.orders[0]: N01 may not set restriction")


def test_the_folder_of_another_experiment_is_refused_with_both_digests(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rest = ["--out", str(tmp_path / "out"), "--processes", "1", "--progress", "quiet"]
    assert main(["batch", written(tmp_path, SMALL), *rest]) == 0
    mine = open_results(tmp_path / "out").manifest["digest"]
    assert main(["batch", written(tmp_path, SMALL.replace("replicates = 8", "replicates = 9")), *rest]) == 2
    wanted = planned(read(tmp_path / "mine.toml")).digest
    told = capsys.readouterr().err
    assert mine != wanted and mine in told and wanted in told


@pytest.mark.parametrize("arguments", [["batch"], ["batch", "--help"]])
def test_help_has_examples(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 0
    told = capsys.readouterr().out
    assert "detente batch thaw.toml --out thaw" in told and "--dry-run" in told and "verify" in told
