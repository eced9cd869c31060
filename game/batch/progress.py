"""How far a batch is: a bar for people, JSON lines for machines, or nothing. All goes to standard error."""

from __future__ import annotations

import json
import os
import sys
import time
from types import TracebackType
from typing import IO, Any, NamedTuple, Self, cast

KINDS = ("bar", "quiet", "json")
WIDE = 60
"""Letters of a terminal from which on there is room for a bar."""


class Aside:
    """Standard error, as long as somebody reads it: a closed pipe or a full disk ends what is told, and no batch."""

    def __init__(self) -> None:
        self.encoding = "utf-8" if sys.stderr is None else sys.stderr.encoding

    def write(self, text: str) -> int:
        """Write, and bring it out at once."""
        if sys.stderr is not None:
            try:
                sys.stderr.write(text)
                sys.stderr.flush()
            except OSError:
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
        return len(text)

    def flush(self) -> None:
        """Nothing waits to be brought out."""

    def isatty(self) -> bool:
        """Whether it is a terminal."""
        return sys.stderr is not None and sys.stderr.isatty()


class State(NamedTuple):
    """Runs in all, done and failed so far; runs a second and seconds left, from what was played since the start."""

    runs: int
    done: int
    failed: int
    rate: float
    left: float | None


class Quiet:
    """Counts, and says nothing."""

    def __init__(self, runs: int, before: int) -> None:
        self.runs, self.before, self.played, self.failed = runs, before, 0, 0
        self.began = time.monotonic()

    def __enter__(self) -> Self:
        self.show(self.state())
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def add(self, done: int, failed: int) -> None:
        """So many more runs were played to their end, and so many failed."""
        self.played, self.failed = self.played + done + failed, self.failed + failed
        self.show(self.state())

    def state(self) -> State:
        """Where the batch is now."""
        seconds = time.monotonic() - self.began
        rate = self.played / seconds if self.played and seconds > 0 else 0.0
        done = self.before + self.played
        return State(self.runs, done, self.failed, rate, (self.runs - done) / rate if rate else None)

    def show(self, state: State) -> None:
        """Tell where the batch is."""

    def close(self) -> None:
        """Tell that no more comes."""


class Lines(Quiet):
    """One JSON object a line."""

    def show(self, state: State) -> None:
        told = {**state._asdict(), "rate": round(state.rate, 3)}
        told["left"] = None if state.left is None else round(state.left, 1)
        Aside().write(json.dumps(told) + "\n")


class Bar(Quiet):
    """A bar with runs done, failed, rate and time left."""

    def __init__(self, runs: int, before: int) -> None:
        super().__init__(runs, before)
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        console = Console(file=cast(IO[str], Aside()))
        self.wide = console.width >= WIDE
        self.bar: Any = Progress(
            TextColumn("runs"), *([BarColumn()] if self.wide else []), MofNCompleteColumn(),
            TextColumn("{task.fields[failed]} failed"), TextColumn("{task.fields[pace]}"), console=console,
        )  # fmt: skip
        self.task = self.bar.add_task("runs", total=runs, completed=before, failed=0, pace="")

    def __enter__(self) -> Self:
        self.bar.start()
        return super().__enter__()

    def show(self, state: State) -> None:
        pace = "" if state.left is None else f"{span(state.left)} left"
        if pace and self.wide:
            pace = f"{state.rate:.1f} a second, {pace}"
        self.bar.update(self.task, completed=state.done, failed=state.failed, pace=pace)

    def close(self) -> None:
        self.bar.stop()


SHOWN: dict[str, type[Quiet]] = {"bar": Bar, "quiet": Quiet, "json": Lines}


def span(seconds: float) -> str:
    """A time for people.

    >>> span(3), span(200), span(9000), span(400000)
    ('3 s', '3 min 20 s', '2 h 30 min', '4 d 15 h')
    """
    whole = round(seconds)
    for unit, smaller, size, part in (("d", "h", 86400, 3600), ("h", "min", 3600, 60), ("min", "s", 60, 1)):
        if whole >= size:
            return f"{whole // size} {unit} {whole % size // part} {smaller}"
    return f"{whole} s"


def amount(count: float) -> str:
    """Bytes for people.

    >>> amount(900), amount(2_500_000)
    ('900 B', '2.5 MB')
    """
    for unit in ("B", "kB", "MB", "GB"):
        if count < 1000:
            return f"{count:.0f} B" if unit == "B" else f"{count:.1f} {unit}"
        count /= 1000
    return f"{count:.1f} TB"
