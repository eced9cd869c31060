"""A real scheduler and real workers on this machine: the same bytes as without them, whoever dies meanwhile."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from game.batch import cluster
from game.batch.cluster import ClusterError, joined
from game.batch.engines import Serial
from game.batch.experiment import checked, read
from game.batch.plan import Plan, Played, planned
from game.batch.store import Store
from game.cli import main
from game.save import save
from game.start import new_game

ROOT = Path(__file__).parents[2]
ARMS = 6
OLD = "import game\ngame.__version__ = '0.0.1'\n"
OTHER = "from game.batch import store\nstore.instructions = lambda: 'RV64'\n"
BARE = "import sys\nsys.modules['game.batch.cluster'] = None\n"
FILE = """
format = 1
scenario = "two-blocs"
quarters = 2
replicates = 8
[arms.one]
[arms.two]
"""

Start = Callable[..., tuple[subprocess.Popen[str], str]]


def plan_of(**given: Any) -> Plan:
    """Six small parts, one an arm."""
    arms = {f"arm{n}": {"parameters": {"rivalry": 0.5 + n / 3}} for n in range(ARMS)}
    return planned(checked({"format": 1, "scenario": "two-blocs", "replicates": 32, "arms": arms, **given}))


@pytest.fixture(scope="module")
def whole() -> dict[int, Played]:
    """What this process plays alone."""
    return {played.part: played for played in Serial().run(plan_of(), range(ARMS))}


@pytest.fixture
def started(tmp_path: Path) -> Iterator[Start]:
    """Starts a command of Dask and waits for the line that says its address; ends all of them afterwards."""
    running: list[subprocess.Popen[str]] = []

    def start(what: str, *words: str, ready: str) -> tuple[subprocess.Popen[str], str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "dask", what, *words], cwd=tmp_path, text=True, stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": str(ROOT)}, start_new_session=True,
        )  # fmt: skip
        running.append(process)
        assert process.stderr is not None
        lines = []
        for line in process.stderr:
            lines.append(line)
            if found := re.search(ready + r"\s*(tcp://[\d.:]+)", line):
                return process, found[1]
        raise AssertionError("".join(lines))

    yield start
    for process in reversed(running):
        process.kill()
        process.communicate()


def tables(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.parquet")}


def scheduler(started: Start) -> tuple[subprocess.Popen[str], str]:
    words = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
    return started("scheduler", *words, ready="Scheduler at:")


def worker(started: Start, address: str, *words: str) -> subprocess.Popen[str]:
    """A worker of one thread that has registered."""
    options = ["--no-nanny", "--nthreads", "1", "--no-dashboard", "--host", "127.0.0.1"]
    return started("worker", address, *options, *words, ready="Registered to:")[0]


def preloaded(folder: Path, text: str) -> tuple[str, str]:
    """The option by which a worker first runs a text."""
    (folder / "first.py").write_text(text)
    return "--preload", str(folder / "first.py")


def test_workers_bring_the_same_bytes_also_when_one_is_killed(started: Start, whole: dict[int, Played]) -> None:
    _, address = scheduler(started)
    first = worker(started, address)
    with joined(address) as engine:
        victim = next(iter(engine.client.nthreads()))
        worker(started, address)
        found = {}
        for played in engine.run(plan_of(), range(ARMS)):
            if not found:
                assert engine.client.processing()[victim], "it should have had something to do"
                os.kill(first.pid, signal.SIGKILL)
            found[played.part] = played
        assert engine.workers == 1
    assert found == whole


def test_the_command_plays_on_a_cluster(started: Start, tmp_path: Path) -> None:
    _, address = scheduler(started)
    worker(started, address)
    (tmp_path / "mine.toml").write_text(FILE)
    command = ["batch", str(tmp_path / "mine.toml"), "--progress", "quiet", "--out"]
    assert main([*command, str(tmp_path / "there"), "--cluster", address]) == 0
    assert main([*command, str(tmp_path / "here"), "--processes", "1"]) == 0
    there, here = (tables(tmp_path / name) for name in ("there", "here"))
    assert there == here != {}


def test_a_cluster_is_given_round_after_round(started: Start, tmp_path: Path) -> None:
    _, address = scheduler(started)
    worker(started, address)
    text = FILE.replace("replicates = 8", "replicates = 100") + "[stop]\noutcome = 'risk'\n"  # the arms are alike
    (tmp_path / "mine.toml").write_text(text)
    command = ["batch", str(tmp_path / "mine.toml"), "--progress", "quiet", "--out"]
    assert main([*command, str(tmp_path / "there"), "--cluster", address]) == 0
    assert main([*command, str(tmp_path / "here"), "--processes", "1"]) == 0
    there, here = (tables(tmp_path / name) for name in ("there", "here"))
    assert there == here and len(there) == 3 * 2 * 5  # rounds, arms, tables
    assert (tmp_path / "there" / "manifest.json").read_bytes() == (tmp_path / "here" / "manifest.json").read_bytes()


def test_games_go_on_from_a_save_that_the_workers_do_not_have(started: Start, tmp_path: Path) -> None:
    _, address = scheduler(started)
    worker(started, address)
    save(new_game("two-blocs", seed=7).advance(4), tmp_path / "game.json")
    text = FILE.replace('scenario = "two-blocs"', 'save = "game.json"\nquarter = 3')
    text = text.replace("quarters = 2", "quarters = 4")
    (tmp_path / "mine.toml").write_text(text)
    command = ["batch", "--progress", "quiet", "--out"]
    assert main([*command, str(tmp_path / "here"), str(tmp_path / "mine.toml"), "--processes", "1"]) == 0
    Store.create(tmp_path / "there", planned(read(tmp_path / "mine.toml")))
    (tmp_path / "game.json").unlink()
    assert main([*command, str(tmp_path / "there"), "--cluster", address]) == 0
    assert tables(tmp_path / "there") == tables(tmp_path / "here") != {}


def test_an_interrupt_cancels_what_waits_and_keeps_what_is_done(started: Start, tmp_path: Path) -> None:
    _, address = scheduler(started)
    worker(started, address)
    text = FILE.replace("quarters = 2\n", "").replace("replicates = 8", "replicates = 256")
    (tmp_path / "mine.toml").write_text(text)
    batch = subprocess.Popen(
        [sys.executable, "-m", "game", "batch", str(tmp_path / "mine.toml"), "--cluster", address, "--progress",
         "json", "--out", str(tmp_path / "cut")],
        cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    assert batch.stderr is not None
    for line in batch.stderr:
        if not line.startswith('{"runs": 512, "done": 0'):
            break
    os.killpg(batch.pid, signal.SIGINT)
    _, told = batch.communicate()
    assert batch.returncode == 130, told
    assert "the same command goes on" in told.splitlines()[-1]
    assert "Traceback" not in told
    assert 1 <= len(list((tmp_path / "cut" / "done").iterdir())) < 16
    with joined(address) as engine:
        assert sum(map(len, engine.client.processing().values())) <= 1


def test_a_batch_waits_for_a_worker_while_all_are_away(started: Start) -> None:
    _, address = scheduler(started)
    first, coming = worker(started, address), Thread(target=worker, args=(started, address))
    with joined(address) as engine:
        first.kill()
        while engine.workers:
            time.sleep(0.05)

        def stop() -> bool:
            if coming.ident is None:
                coming.start()  # not before the batch has begun
            return False

        played = list(engine.run(plan_of(replicates=1, quarters=1), range(ARMS), stop))
        coming.join()
    assert sorted(one.part for one in played) == list(range(ARMS))


def test_no_part_is_handed_out_after_stop(started: Start) -> None:
    _, address = scheduler(started)
    worker(started, address)
    done: list[int] = []
    with joined(address) as engine:
        for played in engine.run(plan_of(replicates=1, quarters=1), range(ARMS), lambda: bool(done)):
            done.append(played.part)
    assert len(done) == cluster.AHEAD


def refused(address: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """The one line with which the command refuses a cluster; nothing is written."""
    out = folder / "out"
    assert main(["batch", "--scenario", "two-blocs", "--replicates", "1", "--out", str(out), "--cluster", address]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert not out.exists()
    return line


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nowhere://here"])
def test_an_address_where_nobody_answers_is_named(
    address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert f"no Dask scheduler answers at {address} " in refused(address, tmp_path, capsys)


def test_a_cluster_without_workers_is_refused(
    started: Start, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, address = scheduler(started)
    assert f"{address} has no workers" in refused(address, tmp_path, capsys)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (OLD, "has detente 0.0.1, and this"),
        (OTHER, "has instructions RV64, and this process has .*: set NPY_DISABLE_CPU_FEATURES"),
        (BARE, "cannot load detente"),
    ],
)
def test_a_worker_with_other_software_is_named_and_refused(
    text: str, says: str, started: Start, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, address = scheduler(started)
    worker(started, address, *preloaded(tmp_path, text))
    assert re.search(rf"the worker tcp://127\.0\.0\.1:\d+ {says}", refused(address, tmp_path, capsys))


def test_a_worker_that_comes_later_with_other_software_is_refused(started: Start, tmp_path: Path) -> None:
    _, address = scheduler(started)
    sound = worker(started, address)
    with joined(address) as engine:
        worker(started, address, *preloaded(tmp_path, OLD))
        os.kill(sound.pid, signal.SIGKILL)
        with pytest.raises(ClusterError, match=r"the worker tcp://\S+ has detente 0\.0\.1"):
            list(engine.run(plan_of(replicates=1, quarters=1), range(ARMS)))


def test_a_scheduler_that_is_lost_is_told(started: Start) -> None:
    process, address = scheduler(started)
    worker(started, address)
    with joined(address) as engine, pytest.raises(ClusterError, match=rf"{address} was lost: finished parts are kept"):
        for _ in engine.run(plan_of(), range(ARMS)):
            os.kill(process.pid, signal.SIGKILL)


def test_without_dask_the_extra_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cluster, "find_spec", lambda name: None)
    assert "pip install 'detente[cluster]'" in refused("tcp://127.0.0.1:9", tmp_path, capsys)


def test_processes_here_and_a_cluster_exclude_each_other(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["batch", "--scenario", "two-blocs", "--cluster", "tcp://127.0.0.1:9", "--processes", "2"]) == 2
    assert "leave one out" in capsys.readouterr().err


def test_workers_play_a_strategy_of_a_file_that_they_do_not_have(started: Start, tmp_path: Path) -> None:
    from tests.batch.test_own_strategies import planned_in

    plan = planned_in(tmp_path / "here")
    (tmp_path / "here" / "mine.py").unlink()
    _, address = scheduler(started)
    worker(started, address)
    with joined(address) as engine:
        assert {played.part: played for played in engine.run(plan, range(2))} == dict(
            enumerate(Serial().run(plan, range(2)))
        )
