"""Questions about the next quarter: read from data and laid out as index arrays for the rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from agents.columns import Array, along
from game import names
from game.conditions import Conditions, asked_of, laid_out
from game.quantities import stack_rows
from game.setting import Setting

if TYPE_CHECKING:
    from game.rules.measures import Measures


class Questions:
    """What the seats of one setting may foretell; everything read from data, nothing decided here."""

    def __init__(self, setting: Setting, entries: Sequence[Mapping[str, Any]], chances: Sequence[float]) -> None:
        self.setting, self.entries = setting, tuple(entries)
        self.chances = np.array([*chances, 0.0])
        """Chance of each step of an answer; the last stands for no answer."""

    @cached_property
    def asks(self) -> Array:
        """Who may be asked what · rows of (question, seat)."""
        return asked_of(self.entries, self.setting.archetypes)

    @cached_property
    def conditions(self) -> Conditions:
        """When questions press."""
        return laid_out(self.entries, self.asks, self.setting)

    @cached_property
    def weight(self) -> Array:
        """Weight of each ask · (ask, 1)."""
        return np.array([self.entries[number]["weight"] for number in self.asks[:, 0]], float)[:, None]

    @cached_property
    def odds(self) -> tuple[Array, Array]:
        """Analysts' chance without pressure, and what full pressure adds · two of (ask, 1)."""
        ends = np.array([self.entries[number]["analysts"] for number in self.asks[:, 0]], float).reshape(-1, 2)
        return ends[:, :1], ends[:, 1:] - ends[:, :1]

    @cached_property
    def slots(self) -> Array:
        """Asks of each seat, filled up with one beyond the last · (place, seat)."""
        seats = len(self.setting.seats)
        listed = [np.flatnonzero(self.asks[:, 1] == seat).tolist() for seat in range(seats)]
        most = max(1, *map(len, listed))
        return np.array([row + [len(self.asks)] * (most - len(row)) for row in listed], np.int64).T.copy()

    @cached_property
    def _then(self) -> list[tuple[str, str, float]]:
        """Quantity, way and mark of what each question asks."""
        found = []
        for entry in self.entries:
            (way,) = (way for way in names.THEN if way in entry["then"])
            found.append((entry["then"]["measure"], way, float(entry["then"][way])))
        return found

    @cached_property
    def measures(self) -> tuple[str, ...]:
        """All quantities that questions ask about."""
        return tuple(dict.fromkeys(measure for measure, _way, _mark in self._then))

    @cached_property
    def cell(self) -> Array:
        """Row of what each question asks in the stacked measures · (question + 1, seat); the last is for none."""
        rows = stack_rows(self.measures, self.setting)
        cells = [rows[self.measures.index(measure)] for measure, _way, _mark in self._then]
        return np.array([*cells, cells[0]], np.int64)

    @cached_property
    def asked(self) -> tuple[Array, Array, Array]:
        """Sign, mark, and whether it is compared with what it was, of each question · three of (question + 1,)."""
        sign = [-1.0 if way in ("at_most", "falls_by") else 1.0 for _measure, way, _mark in self._then]
        mark = [mark for _measure, _way, mark in self._then]
        moved = [way in ("rises_by", "falls_by") for _measure, way, _mark in self._then]
        falls = [way == "falls_by" for _measure, way, _mark in self._then]
        signed = [-m if fall else m for m, fall in zip(mark, falls, strict=True)]
        return np.array([*sign, 1.0]), np.array([*signed, 0.0]), np.array([*moved, False])

    def value(self, measures: Measures, number: Array) -> Array:
        """What the question of each seat asks about, as it is · (seat, world); ``number`` -1 is none."""
        stacked = measures.stacked(self.measures)
        cell = self.cell[number, np.arange(len(number))[:, None]]
        return along(stacked, cell)
