"""One seat in every world where it plays one strategy, as a Mesa agent."""

from __future__ import annotations

from typing import Any, ClassVar

import mesa

from agents.columns import Array
from agents.strategies.base import Strategy


class SeatAgent(mesa.Agent):  # type: ignore[misc]  # Mesa ships no types
    """Owns what the world does not: who it is, which strategy speaks for it, and in which worlds."""

    kind: ClassVar[str] = "any"

    def __init__(self, model: Any, seat: int, key: str, strategy: Strategy, worlds: Array) -> None:
        super().__init__(model)
        self.seat, self.key, self.strategy, self.worlds = seat, key, strategy, worlds

    @property
    def strategy_name(self) -> str:
        """Registered name of its strategy, for Mesa's data collection."""
        return self.strategy.name

    def voice(self, verb: str) -> tuple[object, ...]:
        """What is asked when this seat is asked: seats whose strategies share a verb are asked together."""
        own = getattr(type(self.strategy), verb)
        return (own,) if getattr(own, "shared", False) else (self.strategy, self.kind)
