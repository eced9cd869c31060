"""Some of very many, chosen by lot: the same of as many, whoever asks and how often."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

LOT = 43
"""Seed of the lot."""


def chosen(count: int, most: int) -> npt.NDArray[np.bool_]:
    """Which of so many are chosen ``(count,)``: all of them, or ``most`` by lot."""
    found = np.ones(count, np.bool_)
    if count > most:
        lots = np.random.PCG64(LOT).random_raw(count)
        found[np.argpartition(lots, most)[most:]] = False
    return found
