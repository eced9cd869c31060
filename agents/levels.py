"""The scale on which measures and stances are compared: 1 open, 2 guarded, 3 restrict, 4 sever."""

from __future__ import annotations

import numpy as np

from agents.columns import Array, total

CHANNEL_WEIGHT = np.array([0.8, 0.8, 0.8, 1.0, 0.5, 0.6, 0.4, 0.4, 0.8])[:, None]
"""How much a channel counts in the level of a measure; judged."""
LEVER = 0.08
"""Share of world supply from which a nation counts a channel among its levers."""
STEPS = (0.16, 0.45, 0.39)
"""Mean restriction added from open to guarded, to restrict, to sever; of the levels in the play rules."""


def level_of(restriction: Array, weight: Array) -> Array:
    """Level that rows of restrictions amount to · (..., world), from (..., channel, world): between mean and hardest.

    ``weight`` broadcasts to the restrictions; a channel without weight does not count.

    >>> bool(level_of(np.ones((9, 1)), np.ones((9, 1)))[0] == 4)
    True
    """
    mean = total(restriction * weight, -2) / np.maximum(total(weight, -2), 1e-9)
    counted = restriction if (weight > 0).all() else restriction * (weight > 0)
    hard = (mean + counted.max(axis=-2)) / 2
    first, second, third = STEPS
    part = np.minimum(hard / first, 1) + np.minimum(np.maximum((hard - first) / second, 0), 1)
    return np.asarray(1 + part + np.minimum(np.maximum((hard - first - second) / third, 0), 1))
