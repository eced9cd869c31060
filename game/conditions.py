"""Conditions of the play: comparisons of named quantities, laid out as index arrays for the rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from agents.columns import Array
from game.quantities import stack_rows
from game.setting import Setting


@dataclass(frozen=True)
class Comparison:
    """A quantity against a mark; ``full`` is where the pressure is full, no number where it only gates."""

    measure: str
    mark: float
    sign: int
    full: float | None


@dataclass(frozen=True)
class Conditions:
    """Comparisons of all asks as arrays: slot j of ask k compares row ``cell[j, k]`` of the stacked measures."""

    measures: tuple[str, ...]
    cell: Array
    sign: Array
    mark: Array
    reach: Array
    graded: Array
    anyone: Array

    @cached_property
    def compared(self) -> tuple[tuple[Array, ...], ...]:
        """For each slot the asks that compare something there, with their cell, sign, mark, reach, graded, anyone."""
        found = []
        for cell, sign, mark, reach, graded in zip(
            self.cell, self.sign, self.mark, self.reach, self.graded, strict=True
        ):
            used = np.flatnonzero(sign[:, 0] != 0)
            parts = (cell, sign, mark, reach, graded & ~self.anyone, self.anyone)
            found.append((used, *(part[used] for part in parts)))
        return tuple(found)


def comparison(given: Mapping[str, Any]) -> Comparison:
    """One comparison from data; a quantity that points at a pair has no mark and is 1 there."""
    side, sign = ("at_most", -1) if "at_most" in given else ("at_least", 1)
    return Comparison(given["measure"], float(given.get(side, 1)), sign, given.get("full"))


def laid_out(entries: Sequence[Mapping[str, Any]], asks: Array, setting: Setting) -> Conditions:
    """The conditions (``when``, ``any``) of entries of the play for each ask · rows of (entry, seat)."""
    compared = [tuple(comparison(given) for given in entry["when"]) for entry in entries]
    used = tuple(dict.fromkeys(c.measure for row in compared for c in row))
    rows = stack_rows(used, setting)
    slots, count = max(len(row) for row in compared), len(asks)
    cell = np.zeros((slots, count), np.int64)
    sign, mark = np.zeros((slots, count, 1)), np.full((slots, count, 1), -1.0)
    reach, graded = np.ones((slots, count, 1)), np.zeros((slots, count, 1), bool)
    for ask, (number, seat) in enumerate(asks.tolist()):
        for slot, c in enumerate(compared[number]):
            cell[slot, ask] = rows[used.index(c.measure), seat]
            sign[slot, ask], mark[slot, ask] = c.sign, c.sign * c.mark
            if c.full is not None:
                reach[slot, ask], graded[slot, ask] = abs(c.full - c.mark), True
    anyone = np.array([bool(entries[number].get("any")) for number in asks[:, 0]])[:, None]
    return Conditions(used, cell, sign, mark, reach, graded, anyone)


def asked_of(entries: Sequence[Mapping[str, Any]], archetypes: Sequence[str]) -> Array:
    """Which entries are put before which seats, by archetype · rows of (entry, seat)."""
    rows = [
        (number, seat)
        for number, entry in enumerate(entries)
        for seat, archetype in enumerate(archetypes)
        if archetype in entry["asked"]
    ]
    return np.array(rows, np.int64).reshape(-1, 2)
