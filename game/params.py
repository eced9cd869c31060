"""The numbers of a scenario as arrays: one value per world, in a single game too."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from agents.columns import Array


class Params:
    """Parameters by name: ``p.wright`` is (world,), a table by nation such as ``p.buying`` is (nation, world).

    They are declared in ``assets/scenarios/rules.toml`` with value, range, unit, status and source.
    """

    def __init__(self, values: Mapping[str, Array], worlds: int) -> None:
        self._values = dict(values)
        self.worlds = worlds
        self._stacked: dict[tuple[str, ...], Array] = {}
        self.__dict__.update(values)

    def __getattr__(self, name: str) -> Array:
        raise AttributeError(f"the scenario has no parameter {name!r}")

    def __getstate__(self) -> tuple[dict[str, Array], int]:
        return self._values, self.worlds

    def __setstate__(self, state: tuple[dict[str, Array], int]) -> None:
        self._values, self.worlds = state
        self._stacked = {}
        self.__dict__.update(self._values)

    def names(self) -> tuple[str, ...]:
        """Names of all parameters, in the order of declaration."""
        return tuple(self._values)

    def in_worlds(self, names: tuple[str, ...], worlds: Array) -> Array:
        """Several parameters without a table in some worlds, by index · (parameter, row)."""
        stacked = self._stacked.get(names)
        if stacked is None:
            stacked = self._stacked[names] = np.array([getattr(self, name) for name in names])
        return stacked.take(worlds, axis=1)

    def replaced(self, **values: Array | float) -> Params:
        """The same with other values, each a number or an array that broadcasts to the old one's shape."""
        new = dict(self._values)
        for name, value in values.items():
            old = getattr(self, name)
            new[name] = np.ascontiguousarray(np.broadcast_to(np.asarray(value, old.dtype), old.shape))
        return Params(new, self.worlds)

    def taken(self, worlds: Array) -> Params:
        """The parameters of some worlds, by index."""
        return Params({n: np.take(v, worlds, axis=-1) for n, v in self._values.items()}, len(worlds))
