"""Round numbers for an axis, and labels kept apart."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

Values = Sequence[float]
Format = Callable[[float], str]


def nice_ticks(low: float, high: float, count: int = 5) -> list[float]:
    """About `count` round numbers from `low` to `high`; the middle if no round number lies there."""
    if not high > low:
        return [low]
    raw = (high - low) / max(1, count - 1)
    size = 10.0 ** math.floor(math.log10(raw))
    step = next(s * size for s in (1.0, 2.0, 2.5, 5.0, 10.0) if s * size >= raw * 0.999)
    first = math.ceil(low / step - 1e-9)
    found = [round((first + i) * step, 12) for i in range(math.floor(high / step + 1e-9) - first + 1)]
    return found or [(low + high) / 2]


def spread(wanted: Sequence[float], height: float, low: float, high: float) -> list[float]:
    """Centres as near as possible to `wanted`, at least `height` apart, within `low` and `high`; order is kept."""
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    placed: list[float] = []
    for i in order:
        placed.append(max(wanted[i], placed[-1] + height if placed else low + height / 2))
    limit = high - height / 2
    for k in range(len(placed) - 1, -1, -1):
        placed[k] = min(placed[k], limit)
        limit = placed[k] - height
    out = [0.0] * len(wanted)
    for k, i in enumerate(order):
        out[i] = placed[k]
    return out
