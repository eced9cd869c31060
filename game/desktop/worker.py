"""The world in a process of its own, and the window's end of the pipe to it.

The window imports this file before its first frame, so nothing heavy is imported at the top.
"""

from __future__ import annotations

import contextlib
import multiprocessing
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from game.desktop.keeper import Keeper, Plain
from game.desktop.later import Later, answered


def serve(connection: Connection) -> None:
    """The process: take (number, command, arguments), give back (number, ok, value) until the pipe closes."""
    keeper, later = Keeper(), Later()
    while True:
        if later.waiting and not connection.poll():
            replies = later.step()
        else:
            try:
                number, command, arguments = connection.recv()
            except (EOFError, OSError):
                return
            if command == "stop":
                return
            if command == "crash":
                raise SystemExit(3)
            replies = answered(keeper, later, number, command, arguments)
        with contextlib.suppress(BrokenPipeError, OSError):
            for reply in replies:
                connection.send(reply)


@dataclass
class _Waiting:
    command: str
    done: Callable[[Any], object] | None
    failed: Callable[[str], object] | None


class World:
    """The window's end of the pipe: `ask` never waits, `poll` hands out what has come back."""

    def __init__(self) -> None:
        self._process: Any = None
        self._pipe: Connection | None = None
        self._number = 0
        self._waiting: dict[int, _Waiting] = {}
        #: Called with a sentence when an answer is an error that nobody else takes.
        self.on_error: Callable[[str], object] = lambda problem: None
        #: Called once when the process has gone.
        self.on_death: Callable[[], object] = lambda: None
        self.last_trace = ""

    def start(self) -> None:
        """Start the process; an old one is ended first."""
        self.stop()
        context = multiprocessing.get_context("spawn")
        mine, theirs = context.Pipe()
        self._process = context.Process(target=serve, args=(theirs,), daemon=True, name="world")
        self._process.start()
        theirs.close()
        self._pipe = mine
        self._waiting.clear()

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process is not None and self._process.is_alive()

    @property
    def busy(self) -> bool:
        """Whether an answer is awaited."""
        return bool(self._waiting)

    def waits_for(self, command: str) -> bool:
        """Whether an answer to this command is awaited."""
        return any(waiting.command == command for waiting in self._waiting.values())

    def ask(
        self,
        command: str,
        done: Callable[[Any], object] | None = None,
        failed: Callable[[str], object] | None = None,
        **arguments: Any,
    ) -> None:
        """Send a command; `done` gets the value, or `failed` the problem, in a later `poll`."""
        if self._process is None:
            self.start()
        self._number += 1
        self._waiting[self._number] = _Waiting(command, done, failed)
        try:
            assert self._pipe is not None
            self._pipe.send((self._number, command, arguments))
        except (BrokenPipeError, OSError):
            self._gone()

    def poll(self) -> bool:
        """Hand out answers that have come; True if there were any."""
        some = False
        while self._pipe is not None:
            try:
                if not self._pipe.poll():
                    break
                number, good, value = self._pipe.recv()
            except (EOFError, OSError):
                self._gone()
                return True
            some = True
            self._take(number, good, value)
        return some

    def _take(self, number: int, good: bool, value: Any) -> None:
        """Hand one answer to whoever waits for it."""
        waiting = self._waiting.pop(number, None)
        if waiting is None:
            return
        if not good:
            self.last_trace = value["trace"]
            (waiting.failed or self.on_error)(value["problem"])
        elif waiting.done is not None:
            waiting.done(value)

    def _gone(self) -> None:
        self._pipe = None
        self._waiting.clear()
        self.on_death()

    def stop(self) -> None:
        """End the process."""
        if self._pipe is not None:
            with contextlib.suppress(BrokenPipeError, OSError):
                self._pipe.send((0, "stop", {}))
            self._pipe.close()
            self._pipe = None
        if self._process is not None:
            self._process.join(0.5)
            if self._process.is_alive():
                self._process.kill()
                self._process.join(1)
            self._process = None


class Local(World):
    """The same end without a process, for tests and tools: `poll` does the work."""

    def __init__(self) -> None:
        super().__init__()
        self.keeper = Keeper()
        self._later = Later()
        self._queue: list[tuple[int, str, Plain]] = []
        self._process = self

    def start(self) -> None:
        """Nothing to start."""

    @property
    def alive(self) -> bool:
        """Always."""
        return True

    def ask(
        self,
        command: str,
        done: Callable[[Any], object] | None = None,
        failed: Callable[[str], object] | None = None,
        **arguments: Any,
    ) -> None:
        """Queue a command."""
        self._number += 1
        self._waiting[self._number] = _Waiting(command, done, failed)
        self._queue.append((self._number, command, arguments))

    def poll(self) -> bool:
        """Do the oldest command, or where there is none a slice of the long work."""
        if self._queue:
            replies = answered(self.keeper, self._later, *self._queue.pop(0))
        elif self._later.waiting:
            replies = self._later.step()
        else:
            return False
        for reply in replies:
            self._take(*reply)
        return True

    def stop(self) -> None:
        """Nothing to stop."""
