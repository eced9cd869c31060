"""The door to thinking ahead: what a strategy may ask of a forecast, without knowing the game."""

from __future__ import annotations

from typing import Protocol

from agents.choice import Choice
from agents.columns import Array
from agents.sight import Sight


class Imagination(Protocol):
    """Plays a plan forward from what a seat knows, under paired luck."""

    def play(self, sight: Sight, plan: Choice, quarters: int, futures: int) -> dict[str, Array]:
        """Named quantities after ``quarters`` · (future, row) each."""
        ...
