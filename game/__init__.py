"""Détente: the world, its rules, and the doors to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from game.start import new_game

__all__ = ["__version__", "new_game"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    if name == "new_game":
        from game.start import new_game  # Mesa and pandas load here, not with the title screen

        return new_game
    raise AttributeError(f"module 'game' has no attribute {name!r}")
