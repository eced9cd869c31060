"""Long work in small slices, done in the world's process while nothing else is asked of it."""

from __future__ import annotations

import traceback
from collections.abc import Generator
from typing import Any

Reply = tuple[int, bool, Any]
"""Number of the command, whether it went well, and its value or the problem."""


def problem_of(error: Exception) -> dict[str, str]:
    """An error as the window is told of it."""
    return {"problem": str(error) or type(error).__name__, "trace": traceback.format_exc()}


class Later:
    """At most one piece of work; another one, or a command that makes it worthless, ends it unfinished."""

    def __init__(self) -> None:
        self._number = 0
        self._work: Generator[None, None, Any] | None = None

    @property
    def waiting(self) -> bool:
        """Whether there is work to go on with."""
        return self._work is not None

    def begin(self, number: int, work: Generator[None, None, Any]) -> list[Reply]:
        """Take work on for the command of this number; what was under way is answered with None."""
        ended = self.cancel()
        self._number, self._work = number, work
        return ended

    def cancel(self) -> list[Reply]:
        """End what is under way; its command is answered with None."""
        if self._work is None:
            return []
        self._work.close()
        self._work = None
        return [(self._number, True, None)]

    def step(self) -> list[Reply]:
        """Do one slice; the answer, if that was the last."""
        assert self._work is not None
        try:
            next(self._work)
        except StopIteration as end:
            reply: Reply = (self._number, True, end.value)
        except Exception as error:
            reply = (self._number, False, problem_of(error))
        else:
            return []
        self._work = None
        return [reply]


def answered(keeper: Any, later: Later, number: int, command: str, arguments: dict[str, Any]) -> list[Reply]:
    """Carry out a command of the window; commands that give back a generator are done later, slice by slice."""
    ended = later.cancel() if command in keeper.ENDS_WORK else []
    try:
        value = getattr(keeper, command)(**arguments)
    except Exception as error:
        return [*ended, (number, False, problem_of(error))]
    if isinstance(value, Generator):
        return [*ended, *later.begin(number, value)]
    return [*ended, (number, True, value)]
