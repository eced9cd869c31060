"""Whoever plays the parts, and whatever dies meanwhile, the tables come out the same to the byte."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from game.batch import engines
from game.batch.engines import Crew, Processes, Serial
from game.batch.experiment import checked
from game.batch.plan import Plan, Played, planned
from game.batch.play import play_sitting
from game.batch.store import Store

ROOT = Path(__file__).parents[2]
ARMS, RUNS = 4, 24
SITTINGS = [(0,), (1,), (2,), (3,)]

SCRIPT = """
import sys
from game.batch.engines import Processes
from game.batch.store import Store
from tests.batch.test_engines import plan_of

def main():
    folder, replicates, wait = sys.argv[1], int(sys.argv[2]), sys.argv[3] == "wait"
    plan = plan_of(replicates=replicates)
    store = Store.create(folder, plan)
    for played in Processes(2).run(plan, store.pending()):
        store.keep(played)
        print(played.part, flush=True)
        if wait:
            sys.stdin.readline()

if __name__ == "__main__":
    main()
"""

INTERRUPTED = """
import os, signal
from game.batch import engines
from tests.batch.test_engines import plan_of

if __name__ == "__main__":
    crew = engines.Crew(plan_of(replicates=1, quarters=1), [(0,)], engines.never, 1)
    os.kill(crew.pids[0], signal.SIGINT)  # it is still importing
    played = crew.back.get(timeout=60)
    crew.dismiss()
    print(played[0].part if played else "nothing")
"""


def plan_of(**given: Any) -> Plan:
    """Four small parts, one an arm."""
    arms = {f"arm{n}": {"parameters": {"rivalry": 0.5 + n / 2}} for n in range(ARMS)}
    return planned(
        checked({"format": 1, "scenario": "two-blocs", "replicates": RUNS, "quarters": 4, "arms": arms, **given})
    )


def files_of(folder: Path) -> dict[str, bytes]:
    """All files of a folder by name, without the place of what was being written."""
    found = {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
    return {name: data for name, data in found.items() if not name.startswith("unfinished/")}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A batch that this process has played alone."""
    folder, plan = tmp_path_factory.mktemp("batch") / "whole", plan_of()
    store = Store.create(folder, plan)
    for played in Serial().run(plan, store.pending()):
        store.keep(played)
    return folder


@pytest.fixture
def started(tmp_path: Path) -> Any:
    """Starts the script in a process group of its own, and ends it afterwards."""
    (tmp_path / "play.py").write_text(SCRIPT)
    running: list[subprocess.Popen[str]] = []

    def start(folder: Path, replicates: int = RUNS, then: str = "go on") -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, str(tmp_path / "play.py"), str(folder), str(replicates), then],
            cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, text=True, start_new_session=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        running.append(process)
        return process

    yield start
    for process in running:
        if process.poll() is None:
            process.kill()
        process.communicate()


def test_a_batch_of_one_part_starts_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: Any) -> None:
        raise AssertionError("a process was started")

    monkeypatch.setattr(engines, "Crew", refused)
    plan = plan_of(arms={"one": {}}, replicates=2, quarters=2)
    assert [played.part for played in Processes(4).run(plan, [0])] == [0]
    assert [played.part for played in Processes(1).run(plan_of(replicates=1, quarters=1), [0, 1])] == [0, 1]


def test_a_worker_that_was_started_before_the_plan_plays_it_or_is_ended(whole: Path) -> None:
    plan, engine = plan_of(), Processes(2)
    engine.load()
    (early,) = engine.early
    crew = Crew(plan, SITTINGS, engines.never, 1, engine.early)
    try:
        assert (crew.workers, engine.early) == ([early], [])
        played = drained(crew)
    finally:
        crew.dismiss()
    first = {one.part: one.tables["seats"] for one in played}[0]
    assert first == (whole / "seats" / "part-000000000.parquet").read_bytes()
    engine.load()
    assert [one.part for one in engine.run(plan, [0])] == [0]
    assert multiprocessing.active_children() == []
    Processes(1).load()
    assert multiprocessing.active_children() == []


def test_no_part_is_begun_after_stop() -> None:
    plan, done = plan_of(replicates=1, quarters=2), []
    for played in Serial().run(plan, [0, 1, 2, 3], lambda: len(done) == 2):
        done.append(played.part)
    assert done == [0, 1]
    done = []
    for played in Processes(2).run(plan, [0, 1, 2, 3], lambda: len(done) >= 1):
        done.append(played.part)
    assert 1 <= len(done) < 4


def test_the_plan_is_packed_before_any_worker_is_served() -> None:
    """Packed in a thread, it could change meanwhile: this process works out what it plays."""
    plan = plan_of(replicates=1, quarters=1)
    packed = Crew(plan, [], engines.never, 0).plan
    plan.runs_of(plan.parts[0])
    assert pickle.loads(packed).digest == plan.digest


def drained(crew: Crew) -> list[Played]:
    """What workers bring back when this process plays nothing itself."""
    found: list[Played] = []
    while len(found) < ARMS:
        played = crew.back.get()
        if played is not None:
            found += played
    return found


def test_workers_play_what_this_process_plays(whole: Path) -> None:
    plan = plan_of()
    crew = Crew(plan, SITTINGS, engines.never, 2)
    pids = crew.pids
    try:
        played = {one.part: one for one in drained(crew)}
    finally:
        crew.dismiss()
    assert sorted(played) == [0, 1, 2, 3]
    for one in played.values():
        for name, data in one.tables.items():
            first = plan.parts[one.part].first
            assert data == (whole / name / f"part-{first:09d}.parquet").read_bytes()
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_the_part_of_a_worker_that_is_killed_is_played_again(whole: Path, tmp_path: Path) -> None:
    plan = plan_of()
    store = Store.create(tmp_path / "new", plan)
    crew = Crew(plan, plan.sittings(store.pending(), 2), engines.never, 1)
    try:
        (first,) = crew.back.get() or pytest.fail("the worker played nothing")
        store.keep(first)
        os.kill(crew.pids[0], signal.SIGKILL)
        while (found := crew.next()) is not None:
            for played in found if isinstance(found, list) else play_sitting(plan, found):
                store.keep(played)
    finally:
        crew.dismiss()
    assert store.pending() == []
    assert files_of(tmp_path / "new") == files_of(whole)


def test_nobody_waits_for_a_worker_that_is_not_ready() -> None:
    plan = plan_of(replicates=1, quarters=1)
    crew = Crew(plan, SITTINGS, engines.never, 1)
    os.kill(crew.pids[0], signal.SIGSTOP)  # it sleeps before it was loaded, and never says that it is ready
    played = []
    try:
        while (found := crew.next()) is not None:
            assert not isinstance(found, list)
            played.append(found)
    finally:
        crew.dismiss()
    assert played == SITTINGS
    assert multiprocessing.active_children() == []


def test_two_processes_write_the_same_bytes_as_one(whole: Path, tmp_path: Path, started: Any) -> None:
    process = started(tmp_path / "new")
    out, err = process.communicate()
    assert (process.returncode, err) == (0, "")
    assert sorted(map(int, out.split())) == list(range(ARMS))
    assert files_of(tmp_path / "new") == files_of(whole)


def test_a_batch_that_is_killed_goes_on_to_the_same_bytes(whole: Path, tmp_path: Path, started: Any) -> None:
    process = started(tmp_path / "new", then="wait")
    process.stdout.readline()
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    begun = Store.create(tmp_path / "new", plan_of())
    assert len(begun.results().done) == 1
    left = begun.pending()
    again = started(tmp_path / "new")
    out, err = again.communicate()
    assert (again.returncode, err) == (0, "")
    assert sorted(map(int, out.split())) == left
    assert files_of(tmp_path / "new") == files_of(whole)


def test_an_interrupt_ends_the_workers_and_leaves_finished_parts(tmp_path: Path, started: Any) -> None:
    process = started(tmp_path / "new", replicates=1000)  # far more than is played until it is interrupted
    first = int(process.stdout.readline())
    os.killpg(process.pid, signal.SIGINT)  # as the terminal does: to everybody
    _, err = process.communicate()  # ends only when no process holds the pipes any more
    assert process.returncode == -signal.SIGINT
    assert err.count("KeyboardInterrupt") == 1, err
    store = Store.create(tmp_path / "new", plan_of(replicates=1000))
    assert first not in store.pending()
    store.results().check()


class Broken(RuntimeError):
    """What the caller meets while it keeps a part."""


def test_workers_end_when_the_caller_meets_an_error() -> None:
    run = Processes(2).run(plan_of(), [0, 1, 2, 3])
    next(run)
    with pytest.raises(Broken):
        run.throw(Broken())  # it is a generator
    assert multiprocessing.active_children() == []


def test_an_interrupt_does_not_reach_a_worker_that_is_starting(tmp_path: Path) -> None:
    script = tmp_path / "interrupted.py"
    script.write_text(INTERRUPTED)
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    assert (done.stdout.split(), done.stderr) == (["0"], "")


def test_pipes_are_closed_only_when_nobody_uses_them_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = plan_of(replicates=1, quarters=1)
    crew = Crew(plan, SITTINGS, engines.never, 2)
    closed = []

    def ended(workers: Any) -> None:
        closed.append([thread.is_alive() for thread in crew.serving])
        real(workers)

    real = engines.ended
    monkeypatch.setattr(engines, "ended", ended)
    crew.dismiss()
    assert closed == [[False, False]]
