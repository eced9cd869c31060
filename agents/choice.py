"""What a seat orders, offers or answers: its line on the order sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from agents.columns import Array, Column, listed

MEMORY_PLACES = 6


class Entry(NamedTuple):
    """One entry of a field's first axis, such as the row of restrictions towards one partner.

    ``place`` (row,) says which, ``value`` (..., row) what it becomes, and ``where`` (row,) bool in which rows.
    """

    place: Array
    value: Array
    where: Array


class Choice(dict[str, Array]):
    """Order fields by name, each (..., row); a field that is left out stays as it stands.

    ``Choice(enforcement=..., memory={0: ...})``: the memory is kept by the game and comes back with the next sight.
    ``entries`` change single entries of large fields, one after the other, and leave the rest as it stands.
    """

    def __init__(
        self,
        memory: Mapping[int, Array] | None = None,
        entries: Mapping[str, Sequence[Entry]] | None = None,
        **fields: Array,
    ) -> None:
        super().__init__(fields)
        self.memory: dict[int, Array] = dict(memory or {})
        self.entries: dict[str, tuple[Entry, ...]] = {name: tuple(given) for name, given in (entries or {}).items()}

    def __bool__(self) -> bool:
        return bool(len(self) or self.entries)

    def faults(self, columns: Mapping[str, Column], shapes: Mapping[str, tuple[int, ...]], rows: int) -> str | None:
        """What is wrong with it in one sentence, or None: unknown field, shape, not a number, out of range."""
        for name, value in self.items():
            found = _fault(name, value, columns, (*shapes.get(name, ()), rows))
            if found:
                return found
        for name, given in self.entries.items():
            for entry in given:
                found = _fault(name, entry.value, columns, (*shapes.get(name, ())[1:], rows))
                if found:
                    return found
                if entry.place.shape != (rows,) or entry.where.shape != (rows,) or entry.where.dtype != bool:
                    return f"an entry of {name} must say which and where for each of {rows} rows"
                if not ((entry.place >= 0) & (entry.place < shapes[name][0])).all():
                    return f"an entry of {name} is not one of {shapes[name][0]}"
        for place, value in self.memory.items():
            if not 0 <= place < MEMORY_PLACES or np.shape(value) != (rows,) or not np.isfinite(value).all():
                return f"memory place {place} must be one of {MEMORY_PLACES} and hold one number a row"
        return None

    def over(self, name: str, standing: Array) -> Array:
        """A field with what is chosen laid over what stands in these rows · (..., row)."""
        line: Array = np.array(self.get(name, standing))
        for entry in self.entries.get(name, ()):
            rows = listed(entry.where)
            line[entry.place[rows], ..., rows] = np.moveaxis(entry.value[..., rows], -1, 0)
        return line


def _fault(name: str, value: object, columns: Mapping[str, Column], wanted: tuple[int, ...]) -> str | None:
    if name not in columns:
        return f"unknown order field {name!r}"
    if not isinstance(value, np.ndarray) or value.shape != wanted:
        return f"{name} has shape {getattr(value, 'shape', None)}, asked for {wanted}"
    if value.dtype.kind not in "fiub":
        return f"{name} holds something that is not a number"
    low, high = columns[name].low, columns[name].high
    if value.size and (value.dtype != bool or low > 0 or high < 1):  # flags are numbers from 0 to 1
        least, most = value.min(), value.max()
        if not (-np.inf < least and most < np.inf):
            return f"{name} holds something that is not a number"
        if least < low or most > high:
            return f"{name} is outside {low:g} .. {high:g}"
    return None
