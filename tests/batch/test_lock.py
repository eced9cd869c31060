"""Two commands never write one folder at once, and a process that is killed leaves no lock."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from game.batch.lock import Busy, alone
from game.batch.store import StoreError
from game.cli import main

ROOT = Path(__file__).parents[2]
HOLD = """
import sys
from pathlib import Path
from game.batch.lock import alone

with alone(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.readline()
"""
BATCH = ["batch", "--scenario", "two-blocs", "--replicates", "1", "--processes", "1", "--progress", "quiet", "--out"]


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the folder until it reads a line."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path / "out")],
        cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None and process.stdout.readline() == "held\n"
    yield process
    if process.poll() is None:
        process.kill()
    process.communicate()


def test_the_second_command_says_who_holds_the_folder(
    tmp_path: Path, holder: subprocess.Popen[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*BATCH, str(tmp_path / "out")]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert f"is being written by process {holder.pid} on " in line
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"lock", "writer"}
    holder.communicate("go on\n")
    assert not (tmp_path / "out" / "writer").exists()
    assert main([*BATCH, str(tmp_path / "out")]) == 0
    assert not (tmp_path / "out" / "writer").exists()


def test_a_killed_process_leaves_no_lock(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    note = tmp_path / "out" / "writer"
    assert f"process {holder.pid} on" in note.read_text()
    with alone(tmp_path / "out"):
        assert f"process {os.getpid()} on" in note.read_text()
    assert not note.exists()


def test_a_folder_is_held_once_also_within_a_process(tmp_path: Path) -> None:
    with alone(tmp_path), pytest.raises(Busy, match=f"process {os.getpid()}"), alone(tmp_path):
        pass
    with alone(tmp_path):
        pass


def test_a_refused_folder_is_left_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    assert main([*BATCH, str(tmp_path)]) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
    with pytest.raises(StoreError, match="cannot be locked: Not a directory"), alone(tmp_path / "mine.txt" / "new"):
        pass
