"""From a topology (arcs shared by neighbours) to the compact map file the game draws.

Both the real and the invented world come through here, so that one reader serves both.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from game.desktop import polygons, projection
from game.desktop.polygons import Points

_SEAM = 179.995


@dataclass
class Topology:
    """Arcs in degrees, and for each country its outer rings as lists of arc numbers (~n = backwards)."""

    arcs: list[Points]
    rings: list[tuple[int, list[int]]] = field(default_factory=list)

    def walk(self, numbers: list[int]) -> Points:
        """The points of a ring, without the doubled joints."""
        parts = [self.arcs[n] if n >= 0 else self.arcs[~n][::-1] for n in numbers]
        return np.concatenate([part[:-1] for part in parts])

    def sides(self) -> list[list[int]]:
        """For each arc the countries that use it."""
        users: list[list[int]] = [[] for _ in self.arcs]
        for country, numbers in self.rings:
            for n in numbers:
                users[n if n >= 0 else ~n].append(country)
        return users


def _unrolled(line: Points, meridian: float) -> Points:
    """Degrees east of the central meridian, without jumps where the source steps over ±180."""
    offset = np.unwrap(line[:, 0] - meridian, period=360.0)
    return np.stack([offset - 360.0 * np.round(offset.mean() / 360.0), line[:, 1]], axis=1)


def _cut_ring(ring: Points, meridian: float) -> list[Points]:
    """Crop a ring and cut it at the map's edge."""
    unrolled = _unrolled(ring, meridian)
    cropped = []
    for turn in (-360.0, 0.0, 360.0):
        piece = unrolled + np.array([turn, 0.0])
        for axis, value, above in ((0, -180.0, True), (0, 180.0, False),
                                   (1, projection.SOUTH, True), (1, projection.NORTH, False)):
            piece = polygons.clip_half(piece, axis, value, above)
        if len(piece) > 2 and abs(polygons.area(piece)) > 1e-9:
            cropped.append(piece)
    return cropped


def _cut_line(line: Points, meridian: float) -> list[Points]:
    """Split an open line at the map's edge; drop what lies on the source's own cut or outside the crop."""
    on_seam = np.abs(line[:, 0]) > _SEAM
    unrolled = _unrolled(line, meridian)
    offset = (unrolled[:, 0] + 180.0) % 360.0 - 180.0
    outside = (line[:, 1] < projection.SOUTH) | (line[:, 1] > projection.NORTH)
    broken = (on_seam[:-1] & on_seam[1:]) | outside[:-1] | outside[1:] | (np.abs(np.diff(offset)) > 180.0)
    points = np.stack([offset, line[:, 1]], axis=1)
    return [part for part in np.split(points, np.flatnonzero(broken) + 1) if len(part) > 1]


def _pack(parts: list[Points]) -> tuple[np.ndarray, np.ndarray]:
    starts = np.cumsum([0] + [len(part) for part in parts]).astype(np.int32)
    points = np.concatenate(parts)
    x, y = projection.project_offset(points[:, 0], points[:, 1])
    return np.stack([x, y], axis=1).astype(np.float32), starts


def level(topology: Topology, prefix: str, meridian: float) -> dict[str, np.ndarray]:
    """The arrays of one level of detail; rings are ordered so that small land is drawn over large."""
    rings = [(country, piece) for country, numbers in topology.rings
             for piece in _cut_ring(topology.walk(numbers), meridian)]
    rings.sort(key=lambda item: -abs(polygons.area(item[1])))
    points, starts = _pack([piece for _, piece in rings])
    lines: list[Points] = []
    sides: list[tuple[int, int]] = []
    for arc, users in zip(topology.arcs, topology.sides(), strict=True):
        pair = sorted(set(users))
        if not pair:
            continue
        for part in _cut_line(arc, meridian):
            lines.append(part)
            sides.append((pair[0], pair[1] if len(pair) > 1 else -1))
    line_points, line_starts = _pack(lines)
    return {
        f"{prefix}_points": points,
        f"{prefix}_starts": starts,
        f"{prefix}_owner": np.array([country for country, _ in rings], dtype=np.int16),
        f"{prefix}_line_points": line_points,
        f"{prefix}_line_starts": line_starts,
        f"{prefix}_line_sides": np.array(sides, dtype=np.int16),
    }


def write(path: Path, names: list[str], contested: set[str], coarse: Topology, fine: Topology, meridian: float) -> None:
    """Save both levels with the table of countries."""
    arrays: dict[str, Any] = {
        "names": np.array(names),
        "contested": np.array([name in contested for name in names]),
        "meridian": np.float64(meridian),
        **level(coarse, "coarse", meridian),
        **level(fine, "fine", meridian),
    }
    np.savez_compressed(path, **arrays)
