"""The report of a batch: one HTML file that stands by itself, the same bytes for the same results."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


def report(folder: str | Path, base: str | None = None, outcomes: Sequence[str] = (), case: str | None = None) -> str:
    """The report as HTML; ``base`` is the arm that the others are compared with, the first if left out.

    ``case`` is what circumstances are told for, such as «risk > 0.2» or «ending = runaway_race».

    Raises ``StoreError`` if the folder holds no results, or not this arm, these outcomes or this case.
    """
    from game.batch.report import blocks, page, runs  # Matplotlib is loaded here, not with the command line

    batch = runs.read(folder, base, outcomes, case)
    return page.page(batch.title, blocks.blocks(batch))
