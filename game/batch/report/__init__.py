"""The report of a batch: one HTML file that stands by itself, the same bytes for the same results."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


def report(folder: str | Path, base: str | None = None, outcomes: Sequence[str] = ()) -> str:
    """The report as HTML; ``base`` is the arm that the others are compared with, the first if left out.

    Raises ``StoreError`` if the folder holds no results, or not this arm or these outcomes.
    """
    from game.batch.report import blocks, page, runs  # Matplotlib is loaded here, not with the command line

    batch = runs.read(folder, base, outcomes)
    return page.page(batch.title, blocks.blocks(batch))
