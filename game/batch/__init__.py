"""The laboratory: experiments in data, played in parts by many processes, and what can be said of their results."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from game.batch.store import Results

__all__ = ["open_results"]


def open_results(folder: str | Path) -> Results:
    """What a batch has written so far: ``.table(name)``, ``.frame(name)``, ``.paths(name)``, ``.manifest``."""
    from game.batch.store import Results  # Arrow is loaded here, not with the game

    return Results(folder)
