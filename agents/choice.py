"""What a seat orders, offers or answers: its line on the order sheet."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from agents.columns import Array, Column

MEMORY_PLACES = 6


class Choice(dict[str, Array]):
    """Order fields by name, each (..., row); a field that is left out stays as it stands.

    ``Choice(enforcement=..., memory={0: ...})``: the memory is kept by the game and comes back with the next sight.
    """

    def __init__(self, memory: Mapping[int, Array] | None = None, **fields: Array) -> None:
        super().__init__(fields)
        self.memory: dict[int, Array] = dict(memory or {})

    def faults(self, columns: Mapping[str, Column], shapes: Mapping[str, tuple[int, ...]], rows: int) -> str | None:
        """What is wrong with it in one sentence, or None: unknown field, shape, not a number, out of range."""
        for name, value in self.items():
            if name not in columns:
                return f"unknown order field {name!r}"
            wanted = (*shapes[name], rows)
            if not isinstance(value, np.ndarray) or value.shape != wanted:
                return f"{name} has shape {getattr(value, 'shape', None)}, asked for {wanted}"
            if value.dtype.kind not in "fiub" or not np.isfinite(value).all():
                return f"{name} holds something that is not a number"
            low, high = columns[name].low, columns[name].high
            if (value < low).any() or (value > high).any():
                return f"{name} is outside {low:g} .. {high:g}"
        for place, value in self.memory.items():
            if not 0 <= place < MEMORY_PLACES or np.shape(value) != (rows,) or not np.isfinite(value).all():
                return f"memory place {place} must be one of {MEMORY_PLACES} and hold one number a row"
        return None

    def taken(self, rows: Array) -> Choice:
        """The same for some rows, by index."""
        part = {name: np.take(value, rows, axis=-1) for name, value in self.items()}
        return Choice({place: np.take(value, rows) for place, value in self.memory.items()}, **part)
