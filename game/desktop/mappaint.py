"""Painting land: fills, hatching, coasts and borders at several times the final size, then reduced.

A painter belongs to one view and one level of detail. It paints the whole viewport in slices, so that
no frame waits for it, or one rectangle at once when a single nation changes colour.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pygame

from game.desktop import polygons
from game.desktop.mapdata import Detail, Ints, MapData, boxes
from game.desktop.mapview import MapView
from game.desktop.polygons import Points
from game.desktop.shapes import dashes
from game.desktop.tokens import Colour, Palette, mix

Paint = tuple[Colour, Colour | None]
"""Fill of a country and the colour of its hatching, if any."""

@dataclass(frozen=True)
class Fill:
    """How a seat's land is shown: ``shade`` is the share of the colour over the map's own base."""

    colour: Colour
    shade: float = 1.0
    hatch: bool = False
    value_text: str = ""


HATCH_PX = 6.0
_SLICE = 2500


def hatching(colour: Colour, palette: Palette) -> Colour:
    """Colour of the strokes over a fill."""
    return mix(colour, palette.TEXT, 0.2)


def look(fill: Fill | None, palette: Palette) -> Paint:
    """What a fill comes to on the map; none is plain land."""
    if fill is None:
        return palette.LAND, None
    colour = mix(palette.MAP_BASE, fill.colour, fill.shade)
    return colour, hatching(colour, palette) if fill.hatch else None


def _pack(points: Points, starts: Ints) -> tuple[Points, Ints]:
    """Whole pixels with repeated points dropped; the first of every part stays."""
    whole = np.rint(points).astype(np.int32)
    keep = np.ones(len(whole), dtype=bool)
    keep[1:] = (whole[1:] != whole[:-1]).any(axis=1)
    keep[starts[:-1]] = True
    return whole[keep], np.concatenate([[0], np.cumsum(keep)])[starts]


class Painter:
    """Shapes of one level of detail in the fine pixels of one view."""

    def __init__(self, data: MapData, detail: Detail, view: MapView, factor: int, palette: Palette,
                 scale: float = 1.0) -> None:
        self.data, self.view, self.factor, self.palette = data, view, factor, palette
        self.detail = detail
        self.pen = factor * scale
        level = data.levels[detail]
        self.owner, self.sides = level.owner, level.line_sides
        self.points, self.starts = _pack(view.pixels(level.points, factor), level.starts)
        self.lines, self.line_starts = _pack(view.pixels(level.line_points, factor), level.line_starts)
        self.ring_boxes = boxes(self.points, self.starts)
        self.line_boxes = boxes(self.lines, self.line_starts)
        left = level.line_sides[:, 0]
        right = level.line_sides[:, 1]
        seats = data.seat_of
        self.coastal = right < 0
        self.disputed = ~self.coastal & (data.contested[left] | data.contested[right])
        self.inner = ~self.coastal & (seats[left] >= 0) & (seats[left] == seats[right])

    def _near(self, parts: Points, area: pygame.Rect) -> list[int]:
        hit = (
            (parts[:, 0] <= area.right) & (parts[:, 2] >= area.left)
            & (parts[:, 1] <= area.bottom) & (parts[:, 3] >= area.top)
        )
        found: list[int] = np.flatnonzero(hit).tolist()
        return found

    def regions(self, countries: set[int], margin: int = 4) -> list[pygame.Rect]:
        """Rectangles of the viewport, none over another, that hold some countries with a margin round them."""
        wanted = np.isin(self.owner, list(countries))
        window = pygame.Rect((0, 0), self.view.size)
        found: list[pygame.Rect] = []
        for left, top, right, bottom in (self.ring_boxes[wanted] / self.factor).tolist():
            box = pygame.Rect(int(left), int(top), int(right - left) + 1, int(bottom - top) + 1)
            box = box.inflate(2 * margin, 2 * margin).clip(window)
            if box.w == 0 or box.h == 0:
                continue
            while (index := box.collidelist(found)) >= 0:
                box = box.union(found.pop(index))
            found.append(box)
        return found

    def land_of(self, countries: set[int], area: pygame.Rect) -> list[Points]:
        """The rings of some countries, in fine pixels from the area's corner."""
        clip = (float(area.left), float(area.top), float(area.right), float(area.bottom))
        near = [ring for ring in self._near(self.ring_boxes, area) if int(self.owner[ring]) in countries]
        rings = [polygons.clip_box(self.points[self.starts[ring]:self.starts[ring + 1]], clip) for ring in near]
        return [ring - np.array(area.topleft) for ring in rings if len(ring) > 2]

    def fill(self, surface: pygame.Surface, area: pygame.Rect, paint: Callable[[int], Paint]) -> Iterator[None]:
        """Draw all land and lines in ``area`` (fine pixels) onto a surface whose corner is the area's corner."""
        clip = (area.left - 16.0, area.top - 16.0, area.right + 16.0, area.bottom + 16.0)
        corner = np.array(area.topleft)
        work = 0
        for ring in self._near(self.ring_boxes, area):
            points = self.points[self.starts[ring]:self.starts[ring + 1]]
            if not polygons.within(self.ring_boxes[ring], clip):
                points = polygons.clip_box(points, clip)
            if len(points) < 3:
                continue
            points = points - corner
            colour, stripes = paint(int(self.owner[ring]))
            pygame.draw.polygon(surface, colour, points.tolist())
            if stripes is not None:
                self._hatch(surface, points, corner, stripes)
            work += len(points)
            if work > _SLICE:
                work = 0
                yield
        yield from self._strokes(surface, area, corner, paint)

    def _hatch(self, surface: pygame.Surface, points: Points, corner: Points, colour: Colour) -> None:
        # The strokes hang on the map, not on the screen, so that a repainted rectangle meets its surroundings.
        zero = np.rint(np.array(self.view.to_screen(0.0, 0.0)) * self.factor) - corner
        width = max(1, round(self.pen * 0.9))
        for ax, ay, bx, by in polygons.hatch([points - zero], HATCH_PX * 1.41 * self.pen):
            pygame.draw.line(surface, colour, (ax + zero[0], ay + zero[1]), (bx + zero[0], by + zero[1]), width)

    def _strokes(self, surface: pygame.Surface, area: pygame.Rect, corner: Points, paint: Callable[[int], Paint]
                 ) -> Iterator[None]:
        coast = mix(self.palette.OCEAN1, self.palette.COAST, 0.62)
        thin, plain = max(1, round(self.pen * 0.55)), max(1, round(self.pen * 0.85))
        work = 0
        near = self._near(self.line_boxes, area)
        # Coasts come last: their light line must not be cut where a border runs into it.
        for line in sorted(near, key=lambda n: bool(self.coastal[n])):
            points = (self.lines[self.line_starts[line]:self.line_starts[line + 1]] - corner).tolist()
            if len(points) < 2:
                continue
            if self.coastal[line]:
                pygame.draw.lines(surface, coast, False, points, plain)
            elif self.disputed[line]:
                for dash in dashes(points, 4.0 * self.pen, 3.0 * self.pen):
                    pygame.draw.lines(surface, self.palette.BORDER, False, dash, plain)
            elif self.inner[line]:
                colour, _ = paint(int(self.sides[line, 0]))
                pygame.draw.lines(surface, mix(colour, self.palette.BORDER, 0.5), False, points, thin)
            else:
                pygame.draw.lines(surface, self.palette.BORDER, False, points, plain)
            work += len(points)
            if work > _SLICE * 2:
                work = 0
                yield

    def paint_all(self, paint: Callable[[int], Paint], land: pygame.Surface) -> Iterator[None]:
        """Paint the whole viewport in slices; ``land`` changes only at the very end."""
        width, height = self.view.size
        large = pygame.Surface((width * self.factor, height * self.factor), pygame.SRCALPHA)
        yield
        yield from self.fill(large, large.get_rect(), paint)
        pygame.transform.smoothscale(large, land.get_size(), land)

    def repaint(self, paint: Callable[[int], Paint], land: pygame.Surface, box: pygame.Rect) -> None:
        """Paint one rectangle of the viewport again."""
        area = pygame.Rect(box.x * self.factor, box.y * self.factor, box.w * self.factor, box.h * self.factor)
        large = pygame.Surface(area.size, pygame.SRCALPHA)
        for _ in self.fill(large, area, paint):
            pass
        pygame.transform.smoothscale(large, box.size, land.subsurface(box))

    def outline(self, countries: set[int], area: pygame.Rect) -> list[list[tuple[float, float]]]:
        """The lines between some countries and the rest, in fine pixels from the area's corner."""
        inside = np.array(sorted(countries))
        edge = np.isin(self.sides[:, 0], inside) != np.isin(self.sides[:, 1], inside)
        corner = np.array(area.topleft)
        found: list[list[tuple[float, float]]] = []
        for line in self._near(self.line_boxes, area):
            if edge[line]:
                points = self.lines[self.line_starts[line]:self.line_starts[line + 1]] - corner
                found.append([(float(x), float(y)) for x, y in points.tolist()])
        return [points for points in found if len(points) > 1]
