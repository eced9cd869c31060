"""What the asked seats may know: read-only copies, fetched when they are looked at."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from agents.columns import Array

Look = Callable[..., Array]
"""``look(name, seats, worlds)`` returns what these seats may know of ``name`` in these worlds · (..., row).

With a fourth argument, an index (row,), only that entry of the first axis.
"""


class Attitudes(dict[str, Array]):
    """Dispositions of some rows of a group, taken as they are asked for."""

    def __init__(self, whole: Mapping[str, Array], rows: Array | None = None) -> None:
        super().__init__()
        self._whole, self._rows = whole, rows

    def __missing__(self, name: str) -> Array:
        whole = self._whole[name]
        self[name] = whole.copy() if self._rows is None else whole.take(self._rows)
        return self[name]


class Sight:
    """The knowledge of some seats in some worlds; the last axis of every array is one row per seat and world.

    ``sight.gdp`` is what the seat may know of the column ``gdp``: all of it if public, the seat's own if own, with
    the seat's errors if reported. ``sight.own_NAME`` is the seat's own row of a column or of its standing orders.
    Rows never mix: what a strategy answers for one row must not depend on another.
    """

    def __init__(
        self, look: Look, seats: Array, worlds: Array, attitudes: Mapping[str, Array], memory: Array | None = None
    ) -> None:
        self._look, self._seats, self._worlds = look, seats, worlds
        self._attitudes, self._memory = attitudes, memory
        self._seen: dict[str, Array] = {}

    @property
    def rows(self) -> int:
        """Number of seats and worlds asked about."""
        return len(self._seats)

    @property
    def seat(self) -> Array:
        """Index of the asked seat · (row,)."""
        return self._seats

    def part(self, rows: Array) -> Sight:
        """The sight of some of the rows, by index; what it looks at is fetched for these rows alone."""
        attitudes = Attitudes(self._attitudes, rows)
        memory = None if self._memory is None else self._memory.take(rows, axis=-1)
        return Sight(self._look, self._seats.take(rows), self._worlds.take(rows), attitudes, memory)

    def attitude(self, name: str) -> Array:
        """How the strategy of each row is disposed, as its class declares · (row,)."""
        return self._attitudes[name]

    def memory(self, place: int) -> Array:
        """What the strategy left for itself last quarter at one of its places · (row,), zero at the start."""
        if self._memory is None:
            return np.zeros(self.rows)
        return self._memory[place]

    def entry(self, name: str, index: Array) -> Array:
        """One entry of the first axis of each row · (..., row): cheaper than all of a large array, and the same."""
        shown = self._look(name, self._seats, self._worlds, index)
        shown.setflags(write=False)
        return shown

    def knows(self, name: str) -> bool:
        """Whether the game tells this seat of ``name`` at all."""
        try:
            getattr(self, name)
        except AttributeError:
            return False
        return True

    def __getattr__(self, name: str) -> Array:
        if name.startswith("__"):
            raise AttributeError(name)
        seen: dict[str, Array] = self.__dict__["_seen"]
        if name not in seen:
            shown = self._look(name, self._seats, self._worlds)
            shown.setflags(write=False)
            seen[name] = shown
        return seen[name]
