"""Plane geometry on rings of points, with NumPy alone: clipping, hit tests and hatching."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Points = NDArray[Any]
Box = tuple[float, float, float, float]


def clip_half(ring: Points, axis: int, value: float, keep_above: bool) -> Points:
    """The part of a closed ring on one side of a line parallel to an axis."""
    if len(ring) == 0:
        return ring
    signed = ring[:, axis] - value if keep_above else value - ring[:, axis]
    inside = signed >= 0
    if inside.all():
        return ring
    if not inside.any():
        return ring[:0]
    following = np.roll(ring, -1, axis=0)
    signed_next = np.roll(signed, -1)
    crosses = inside != np.roll(inside, -1)
    share = np.where(crosses, signed / np.where(crosses, signed - signed_next, 1.0), 0.0)
    cut = ring + (following - ring) * share[:, None]
    cut[crosses, axis] = value
    pairs = np.stack([ring, cut.astype(ring.dtype)], axis=1).reshape(-1, 2)
    kept: Points = pairs[np.stack([inside, crosses], axis=1).reshape(-1)]
    return kept


def within(box: Points, outer: Box) -> bool:
    """Whether a box lies wholly inside another (left, top, right, bottom)."""
    return bool(box[0] >= outer[0] and box[1] >= outer[1] and box[2] <= outer[2] and box[3] <= outer[3])


def clip_box(ring: Points, box: Box) -> Points:
    """The part of a closed ring inside (left, top, right, bottom)."""
    left, top, right, bottom = box
    for axis, value, keep_above in ((0, left, True), (0, right, False), (1, top, True), (1, bottom, False)):
        ring = clip_half(ring, axis, value, keep_above)
    return ring


def area(ring: Points) -> float:
    """Signed area of a closed ring; positive when it turns counter-clockwise with y upward."""
    x, y = ring[:, 0].astype(np.float64), ring[:, 1].astype(np.float64)
    return float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2.0


def contains(ring: Points, x: float, y: float) -> bool:
    """Whether a point lies inside a closed ring (even-odd rule)."""
    ax, ay = ring[:, 0], ring[:, 1]
    bx, by = np.roll(ax, -1), np.roll(ay, -1)
    spans = (ay > y) != (by > y)
    if not spans.any():
        return False
    ax, ay, bx, by = ax[spans], ay[spans], bx[spans], by[spans]
    return bool(np.count_nonzero(ax + (y - ay) * (bx - ax) / (by - ay) > x) % 2)


def hatch(rings: list[Points], period: float) -> list[tuple[float, float, float, float]]:
    """Diagonal strokes that fill the rings: segments of the lines x + y = k · period, clipped exactly.

    Rings inside rings count as holes, and k starts at the origin so that strokes move with the map.
    """
    keys: list[NDArray[np.int64]] = []
    depths: list[NDArray[np.float64]] = []
    for ring in rings:
        along = (ring[:, 0] + ring[:, 1]).astype(np.float64) / period
        depth = (ring[:, 0] - ring[:, 1]).astype(np.float64)
        after, depth_after = np.roll(along, -1), np.roll(depth, -1)
        first = np.ceil(np.minimum(along, after)).astype(np.int64)
        count = np.ceil(np.maximum(along, after)).astype(np.int64) - first
        edge = np.repeat(np.arange(len(ring)), count)
        if len(edge) == 0:
            continue
        key = np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count) + first[edge]
        share = (key - along[edge]) / (after - along)[edge]
        keys.append(key)
        depths.append(depth[edge] + share * (depth_after - depth)[edge])
    if not keys:
        return []
    all_keys, all_depths = np.concatenate(keys), np.concatenate(depths)
    order = np.lexsort((all_depths, all_keys))
    total = all_keys[order] * period
    across = all_depths[order]
    x, y = (total + across) / 2.0, (total - across) / 2.0
    segments = np.stack([x[0::2], y[0::2], x[1::2], y[1::2]], axis=1)
    return [(float(a), float(b), float(c), float(d)) for a, b, c, d in segments]
