"""What the asked seats may know: read-only copies, fetched when they are looked at."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

import numpy as np

from agents.choice import MEMORY_PLACES
from agents.columns import Array

SMALL = 64
"""Groups up to so many rows are looked up as a whole, also when a part of them looks."""


class Rows:
    """Who looks: one seat in one world for each row; neither array ever changes.

    A part remembers the ``whole`` and its ``index`` there; ``about`` (row,) is the number of what each row is asked
    about, and ``kept`` is room for what a filter for secrets finds out about these rows.
    """

    __slots__ = ("about", "index", "kept", "seats", "small", "whole", "worlds")

    def __init__(
        self,
        seats: Array,
        worlds: Array,
        whole: Rows | None = None,
        index: Array | None = None,
        about: Array | None = None,
    ) -> None:
        self.seats, self.worlds, self.whole, self.index, self.about = seats, worlds, whole, index, about
        self.small = len(seats if whole is None else whole.seats) <= SMALL
        self.kept: dict[str, Any] = {}
        seats.setflags(write=False)
        worlds.setflags(write=False)

    def __len__(self) -> int:
        return len(self.seats)

    def part(self, index: Array, about: Array | None = None) -> Rows:
        """Some of the rows, by index; one may come several times, asked about different things."""
        if about is None and self.about is not None:
            about = self.about.take(index)
        if self.whole is not None and self.index is not None:
            return self.whole.part(self.index.take(index), about)
        return Rows(self.seats.take(index), self.worlds.take(index), self, index, about)


Look = Callable[..., Array]
"""``look(name, rows)`` returns what these rows may know of ``name`` · (..., row).

With a third argument, an index (row,), only that entry of the first axis.
"""


class Attitudes(dict[str, Array]):
    """Dispositions of some rows of a group, taken as they are asked for."""

    def __init__(self, whole: Mapping[str, Array], rows: Array) -> None:
        super().__init__()
        self._whole, self._rows = whole, rows

    def __missing__(self, name: str) -> Array:
        taken = self[name] = self._whole[name].take(self._rows)
        taken.setflags(write=False)
        return taken


class Sight:
    """The knowledge of some seats in some worlds; the last axis of every array is one row per seat and world.

    ``sight.gdp`` is what the seat may know of the column ``gdp``: all of it if public, the seat's own if own, with
    the seat's errors if reported. ``sight.own_NAME`` is the seat's own row of a column or of its standing orders.
    Rows never mix: what a strategy answers for one row must not depend on another.

    Pickled it is a ``Told``: what these rows know of all ``names``, and nothing else; without names it cannot be.
    """

    def __init__(
        self,
        look: Look,
        rows: Rows,
        attitudes: Mapping[str, Array],
        memory: Array | None = None,
        names: Collection[str] = (),
    ) -> None:
        def shown(name: str, *entry: Array) -> Array:
            """What these rows may know, and no others, whatever a strategy does with its sight."""
            seen = look(name, rows, *entry)
            seen.setflags(write=False)
            return seen

        def part(index: Array) -> Sight:
            return Sight(look, rows.part(index), Attitudes(attitudes, index), memory, names)

        def remembered(place: int) -> Array:
            return np.zeros(len(rows)) if memory is None else memory[place, rows.seats, rows.worlds]

        self._shown, self._part, self._remembered, self._attitudes = shown, part, remembered, attitudes
        self._seats, self._names = rows.seats.copy(), names

    def __reduce__(self) -> tuple[Any, ...]:
        if not self._names:
            raise TypeError("only a sight that is given the names it may be asked for can be sent elsewhere")
        known = {name: getattr(self, name) for name in self._names if self.knows(name)}
        memory = np.array([self.memory(place) for place in range(MEMORY_PLACES)])
        return Told, (known, self._seats, memory)

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
        return self._part(rows)

    def attitude(self, name: str) -> Array:
        """How the strategy of each row is disposed, as its class declares · (row,)."""
        return self._attitudes[name]

    def memory(self, place: int) -> Array:
        """What the strategy left for itself last quarter at one of its places · (row,), zero at the start."""
        return self._remembered(place)

    def entry(self, name: str, index: Array) -> Array:
        """One entry of the first axis of each row · (..., row): cheaper than all of a large array, and the same."""
        return self._shown(name, index)

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
        seen: Array = self.__dict__["_shown"](name)
        self.__dict__[name] = seen  # the next look at it is an ordinary attribute
        return seen


class Told(Sight):
    """A sight that was sent: all that its rows may know, by name, as plain arrays (..., row).

    ``memory`` (place, row); there are no attitudes, which only strategies at the table have.
    """

    def __init__(self, known: Mapping[str, Array], seats: Array, memory: Array) -> None:
        def shown(name: str, *entry: Array) -> Array:
            if name not in known:
                raise AttributeError(f"nobody may know {name!r}")
            whole = known[name]
            seen = whole if not entry else np.moveaxis(whole[entry[0], ..., np.arange(len(seats))], 0, -1)
            seen.setflags(write=False)
            return seen

        def part(index: Array) -> Sight:
            rows = {name: whole.take(index, axis=-1) for name, whole in known.items()}
            return Told(rows, seats.take(index), memory.take(index, axis=-1))

        def remembered(place: int) -> Array:
            return np.asarray(memory[place])

        self._shown, self._part, self._remembered, self._attitudes = shown, part, remembered, {}
        self._seats, self._names = seats, known
