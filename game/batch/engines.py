"""Who plays the parts of a batch: this process, or this process and others on the same machine.

Parts are put together to sittings, one session each, as many and as wide as suits the number of workers. What plays is
imported where it is needed: a worker loads it while this process still does, not after.
"""

from __future__ import annotations

import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from multiprocessing.reduction import ForkingPickler
from queue import SimpleQueue
from typing import Protocol

from game.batch.plan import Plan, Played, Sitting

Worker = tuple[BaseProcess, Connection]
"""A process that plays parts, and the pipe to it."""
Stop = Callable[[], bool]
"""Whether no further sitting is to be begun; asked from several threads, never two at once."""


More = Callable[[], Sequence[int]]
"""Parts to be played next; asked when all parts so far were kept by the caller."""


def never() -> bool:
    """Play everything."""
    return False


def nothing() -> Sequence[int]:
    """No more parts."""
    return ()


class Engine(Protocol):
    """Plays parts of a plan and yields each when it is done, in any order."""

    def run(self, plan: Plan, parts: Sequence[int], stop: Stop = never, more: More = nothing) -> Iterator[Played]:
        """Play parts by number, then ``more``, until none is left or ``stop`` says so."""
        ...


class Serial:
    """This process alone."""

    def run(self, plan: Plan, parts: Sequence[int], stop: Stop = never, more: More = nothing) -> Iterator[Played]:
        """Play sittings one after the other."""
        from game.batch.play import play_sitting

        while parts:
            for sitting in plan.sittings(parts, 1):
                if stop():
                    return
                yield from play_sitting(plan, sitting)
            parts = more()


class Processes:
    """Several processes, of which this is one.

    The others take sittings as soon as they are ready, and nobody waits for one that is not. A sitting whose worker
    dies is played again.
    """

    def __init__(self, count: int) -> None:
        self.count = count
        self.early: list[Worker] = []

    def load(self) -> None:
        """Start one worker before there is a plan: it is loaded while the plan is made. ``close`` ends it if unused."""
        if self.count > 1:
            self.early.append(started())

    def close(self) -> None:
        """End a worker that was started early and got nothing to do."""
        ended(self.early)
        self.early.clear()

    def run(self, plan: Plan, parts: Sequence[int], stop: Stop = never, more: More = nothing) -> Iterator[Played]:
        """Play parts here and in workers; a batch of one sitting starts none."""
        sittings = plan.sittings(parts, self.count)
        helpers = (min(self.count, len(sittings)) if more is nothing or not parts else self.count) - 1
        if helpers < 1:
            self.close()
            yield from Serial().run(plan, parts, stop, more)
            return
        crew = Crew(plan, sittings, stop, helpers, self.early)
        try:
            from game.batch.play import play_sitting

            while True:
                while (found := crew.next()) is not None:
                    yield from found if isinstance(found, list) else play_sitting(plan, found)
                if stop() or not (parts := more()):
                    return
                crew.take_on(plan.sittings(parts, self.count))
        finally:
            crew.dismiss()


class Crew:
    """The workers of one run, and the sittings that nobody has taken yet; takes over workers started early."""

    def __init__(
        self, plan: Plan, sittings: Sequence[Sitting], stop: Stop, helpers: int, early: list[Worker] | None = None
    ) -> None:
        self.left, self.lock, self.stop = deque(sittings), threading.Condition(), stop
        self.plan = ForkingPickler.dumps(plan)  # now: while this process plays, it notes what it works out in the plan
        self.away, self.over = 0, False
        self.back: SimpleQueue[list[Played] | None] = SimpleQueue()
        self.workers: list[Worker] = []
        self.serving: list[threading.Thread] = []
        try:
            for _ in range(helpers):
                self.workers.append(early.pop() if early else started())
                serving = threading.Thread(target=self._serve, args=(self.workers[-1][1],), daemon=True)
                serving.start()
                self.serving.append(serving)
        except BaseException:
            self.dismiss()
            raise

    @property
    def pids(self) -> list[int]:
        """Numbers of the worker processes."""
        return [worker.pid for worker, _ in self.workers if worker.pid is not None]

    def next(self) -> list[Played] | Sitting | None:
        """What a worker has played, or a sitting to be played here; None when all is done."""
        while True:
            if not self.back.empty():
                played = self.back.get()
                if played is not None:
                    return played
                continue
            sitting = self._take()
            if sitting is not None:
                return sitting
            with self.lock:
                waiting = self.away > 0 or not self.back.empty()
                if not waiting and (not self.left or self.stop()):
                    return None
            if waiting and (played := self.back.get()) is not None:
                return played

    def take_on(self, sittings: Sequence[Sitting]) -> None:
        """More sittings, when nobody has any left."""
        with self.lock:
            self.left.extend(sittings)
            self.lock.notify_all()

    def _take(self, away: bool = False) -> Sitting | None:
        """A sitting for this process, None if none is left; one for a worker is waited for."""
        with self.lock:
            while away and not self.left and not self.over:
                self.lock.wait()
            if not self.left or self.stop():
                return None
            self.away += away
            return self.left.popleft()

    def _serve(self, worker: Connection) -> None:
        """Give a worker one sitting after the other, as long as it answers."""
        try:
            worker.send_bytes(self.plan)  # here, because it lasts until the worker has been loaded
            worker.recv()
            while (sitting := self._take(away=True)) is not None:
                played = None
                try:
                    worker.send(sitting)
                    played = worker.recv()
                finally:
                    with self.lock:
                        self.away -= 1
                        if played is None:
                            self.left.appendleft(sitting)
                            self.lock.notify()
                        self.back.put(played)
        except (EOFError, OSError):
            return  # it died, or was sent home; its sitting is back among those left

    def dismiss(self) -> None:
        """End the workers, each by its own number; they hold nothing that could be lost."""
        with self.lock:
            self.left.clear()
            self.over = True
            self.lock.notify_all()
        for worker, _ in self.workers:
            worker.kill()
        for serving in self.serving:
            serving.join()  # it ends with its worker, and until then it may be in the middle of using the pipe
        ended(self.workers)


def started() -> Worker:
    """A worker that loads what plays, and then waits for a plan."""
    context = get_context("spawn")
    here, there = context.Pipe()
    worker = context.Process(target=work, args=(there,), daemon=True)
    with interrupts_held():
        worker.start()
    there.close()
    return worker, here


def ended(workers: Sequence[Worker]) -> None:
    """End workers, each by its own number; they hold nothing that could be lost."""
    for worker, _ in workers:
        worker.kill()
    for worker, pipe in workers:
        worker.join()
        pipe.close()


def work(pipe: Connection) -> None:
    """Take a plan, say so, and play the sittings that are asked for until nobody asks any more.

    A worker that raises ends, and its sitting is left to the process that asked.
    """
    from game.batch.play import play_sitting

    try:
        plan = pipe.recv()
        pipe.send(None)
        while True:
            pipe.send(play_sitting(plan, pipe.recv()))
    except (EOFError, OSError):
        return  # the batch was ended


@contextmanager
def interrupts_held() -> Iterator[None]:
    """Keep Ctrl-C back, also from processes started meanwhile: whoever started them ends them."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # else it starts with the first worker, and lets interrupts through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
