"""A quantity as the sum of its named causes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from agents.columns import Array


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A quantity and the causes whose sum it is, by construction.

    >>> b = Breakdown.of(base=np.array([1.0]), tariff=np.array([-0.4]))
    >>> b.total.tolist(), list(b.causes)
    ([0.6], ['base', 'tariff'])
    """

    causes: dict[str, Array]
    total: Array

    @classmethod
    def of(cls, **causes: Array) -> Breakdown:
        """Add up the causes in the order given."""
        first, *others = causes.values()
        sum_so_far = np.asarray(first)
        own = False  # a sum of its own takes more in place, an array of somebody else does not
        for amount in others:
            if own and amount.shape == sum_so_far.shape:
                sum_so_far += amount
            else:
                sum_so_far, own = sum_so_far + amount, True
        return cls(causes, sum_so_far)

    def limited(self, low: Array | float, high: Array | float) -> Breakdown:
        """The same within bounds; what the bounds take or give is the cause ``limit``."""
        limit = np.minimum(np.maximum(self.total, low), high) - self.total
        return Breakdown({**self.causes, "limit": limit}, self.total + limit)

    def veiled(self, hidden: frozenset[str]) -> Breakdown:
        """The same with the hidden causes summed as ``undisclosed``."""
        shown = {name: amount for name, amount in self.causes.items() if name not in hidden}
        concealed = [amount for name, amount in self.causes.items() if name in hidden]
        if concealed:
            undisclosed = concealed[0]
            for amount in concealed[1:]:
                undisclosed = undisclosed + amount
            shown["undisclosed"] = undisclosed
        return Breakdown(shown, self.total)


class LateBreakdown(Breakdown):
    """A breakdown that nobody may ask for: it is worked out when somebody first looks at it, its causes alone if the
    total is known.

    >>> LateBreakdown(lambda: Breakdown.of(base=np.array([1.0]))).total.tolist()
    [1.0]
    """

    def __init__(self, work: Callable[[], Breakdown], total: Array | None = None) -> None:
        self.__dict__.update(work=work, sum=total)

    @cached_property
    def _known(self) -> Breakdown:
        made: Breakdown = self.__dict__.pop("work")()
        return made

    @property
    def causes(self) -> dict[str, Array]:
        """The causes, in order."""
        return self._known.causes

    @property
    def total(self) -> Array:
        """Their sum."""
        known: Array | None = self.__dict__["sum"]
        return self._known.total if known is None else known

    def __reduce__(self) -> tuple[Any, ...]:
        return Breakdown, (self.causes, self.total)
