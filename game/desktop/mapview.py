"""The window onto the map: which part is shown, how large, and how far it may move."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from game.desktop import projection
from game.desktop.polygons import Box, Points

ZOOM_STEP = 1.22
ZOOM_MAX = 12.0
_MARGIN = 0.985


@dataclass(frozen=True)
class MapView:
    """A viewport in pixels, its centre in projected coordinates and its scale in pixels per globe radius."""

    size: tuple[int, int]
    centre: tuple[float, float]
    scale: float

    @classmethod
    def whole(cls, size: tuple[int, int]) -> MapView:
        """The whole map, as large as fits."""
        left, low, right, high = projection.extent()
        scale = _MARGIN * min(size[0] / (right - left), size[1] / (high - low))
        return cls(size, ((left + right) / 2.0, (low + high) / 2.0), scale)

    @property
    def zoom(self) -> float:
        """How many times larger than the whole map."""
        return self.scale / MapView.whole(self.size).scale

    def to_screen(self, x: float, y: float) -> tuple[float, float]:
        """Pixels in the viewport for projected coordinates."""
        return ((x - self.centre[0]) * self.scale + self.size[0] / 2.0,
                (self.centre[1] - y) * self.scale + self.size[1] / 2.0)

    def to_map(self, across: float, down: float) -> tuple[float, float]:
        """Projected coordinates for pixels in the viewport."""
        return ((across - self.size[0] / 2.0) / self.scale + self.centre[0],
                self.centre[1] - (down - self.size[1] / 2.0) / self.scale)

    def pixels(self, points: Points, factor: float = 1.0) -> Points:
        """Many projected points at once, as pixels of a viewport ``factor`` times as fine."""
        grow = np.array([self.scale, -self.scale]) * factor
        shift = np.array(self.to_screen(0.0, 0.0)) * factor
        return np.asarray(points * grow + shift)

    def box(self, factor: float = 1.0, margin: float = 0.0) -> Box:
        """The viewport in its own pixels, grown by a margin."""
        return -margin, -margin, self.size[0] * factor + margin, self.size[1] * factor + margin

    def zoomed(self, point: tuple[float, float], steps: float) -> MapView:
        """Larger by so many steps of the wheel, with the place under ``point`` kept where it is."""
        least = MapView.whole(self.size).scale
        scale = min(max(self.scale * ZOOM_STEP**steps, least), least * ZOOM_MAX)
        x, y = self.to_map(*point)
        centre = (x - (point[0] - self.size[0] / 2.0) / scale, y + (point[1] - self.size[1] / 2.0) / scale)
        return replace(self, scale=scale, centre=centre).clamped()

    def panned(self, right: float, down: float) -> MapView:
        """The map dragged by so many pixels."""
        x, y = self.centre
        return replace(self, centre=(x - right / self.scale, y + down / self.scale)).clamped()

    def resized(self, size: tuple[int, int]) -> MapView:
        """The same place at the same zoom in another viewport."""
        scale = MapView.whole(size).scale * self.zoom
        return MapView(size, self.centre, scale).clamped()

    def clamped(self) -> MapView:
        """Moved back so that no more empty space shows than the whole map leaves."""
        left, low, right, high = projection.extent()
        half = self.size[0] / 2.0 / self.scale * _MARGIN, self.size[1] / 2.0 / self.scale * _MARGIN
        x = _between(self.centre[0], left + half[0], right - half[0])
        y = _between(self.centre[1], low + half[1], high - half[1])
        return replace(self, centre=(x, y))


def _between(value: float, least: float, most: float) -> float:
    return (least + most) / 2.0 if least > most else min(max(value, least), most)
