"""What lies under the land and over it: ocean, grid, glow of the coasts, and the mark of the selection."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pygame

from game.desktop import projection
from game.desktop.mapdata import Level, boxes
from game.desktop.mappaint import Painter
from game.desktop.mapview import MapView
from game.desktop.polygons import Points, clip_box, within
from game.desktop.tokens import Colour, Palette, mix

_GRID = 30
_LIGHT_REACH = 30
_SPECK = 9
_GLOW_CELL = 6
_GLOW_FAR: Colour = (9, 34, 78)
_GLOW_NEAR: Colour = (13, 36, 62)


def ocean(size: tuple[int, int], palette: Palette) -> pygame.Surface:
    """The sea: lighter in the middle, with a level of noise so that the gradient shows no bands."""
    width, height = size
    across = (np.arange(width, dtype=np.float32) - width / 2.0) / (width * 0.56)
    down = (np.arange(height, dtype=np.float32) - height / 2.0) / (height * 0.66)
    share = np.clip(1.0 - (across[:, None] ** 2 + down[None, :] ** 2), 0.0, 1.0)
    share = share * share * (3.0 - 2.0 * share)
    speckle = np.random.default_rng(0).random((width, height), dtype=np.float32)
    low, high = np.array(palette.OCEAN0, dtype=np.float32), np.array(palette.OCEAN1, dtype=np.float32)
    surface = pygame.Surface(size)
    pixels = pygame.surfarray.pixels3d(surface)
    for channel in range(3):
        pixels[:, :, channel] = low[channel] + (high[channel] - low[channel]) * share + speckle
    del pixels
    return surface


@lru_cache(maxsize=1)
def _grid() -> tuple[Points, ...]:
    """Meridians and parallels of the whole globe, then its edge."""
    steps = np.linspace(-90.0, 90.0, 61)
    wide = np.linspace(-180.0, 180.0, 73)
    lines = [projection.project_offset(np.full(61, offset), steps) for offset in range(-150, 180, _GRID)]
    lines += [projection.project_offset(wide, np.full(73, latitude)) for latitude in range(-60, 90, _GRID)]
    rim = np.concatenate([np.full(61, -180.0), np.full(61, 180.0)]), np.concatenate([steps, steps[::-1]])
    lines.append(projection.project_offset(*rim))
    return tuple(np.stack(line, axis=1) for line in lines)


def base(target: pygame.Surface, sea: pygame.Surface, view: MapView, palette: Palette) -> None:
    """Sea, grid and the edge of the globe."""
    target.blit(sea, (0, 0))
    *grid, rim = _grid()
    edge = view.pixels(rim)
    for line in grid:
        pygame.draw.aalines(target, palette.GRATICULE, False, view.pixels(line).tolist())
    pygame.draw.aalines(target, palette.SPHERE, True, edge.tolist())


def glow(target: pygame.Surface, view: MapView, level: Level) -> None:
    """Light that the coasts throw on the sea: the blurred shape of the land, added."""
    size = (view.size[0] // _GLOW_CELL + 1, view.size[1] // _GLOW_CELL + 1)
    mask = pygame.Surface(size)
    points = view.pixels(level.points, 1.0 / _GLOW_CELL)
    clip = (-20.0, -20.0, size[0] + 20.0, size[1] + 20.0)
    parts = boxes(points, level.starts)
    seen = (parts[:, 0] < clip[2]) & (parts[:, 2] > clip[0]) & (parts[:, 1] < clip[3]) & (parts[:, 3] > clip[1])
    for number in np.flatnonzero(seen).tolist():
        ring = points[level.starts[number]:level.starts[number + 1]]
        if not within(parts[number], clip):
            ring = clip_box(ring, clip)
        if len(ring) > 2:
            pygame.draw.polygon(mask, (255, 255, 255), ring.tolist())
    light = pygame.Surface(size)
    for radius, colour in ((5, _GLOW_FAR), (2, _GLOW_NEAR)):
        part = pygame.transform.gaussian_blur(mask, radius)
        part.fill(colour, special_flags=pygame.BLEND_RGB_MULT)
        light.blit(part, (0, 0), special_flags=pygame.BLEND_RGB_ADD)
    large = pygame.transform.smoothscale(light, (size[0] * _GLOW_CELL, size[1] * _GLOW_CELL))
    target.blit(large, (0, 0), special_flags=pygame.BLEND_RGB_ADD)


class Selection:
    """The mark round the selected seat: amber light on its surroundings, dark casing, pale amber line."""

    def __init__(self, painter: Painter, countries: set[int], palette: Palette, lit: bool = True) -> None:
        self.parts: list[tuple[pygame.Surface | None, pygame.Surface, tuple[int, int]]] = []
        factor, pen = painter.factor, painter.pen
        casing, line, speck = round(3.4 * pen), round(1.7 * pen), _SPECK * pen
        for box in painter.regions(countries, _LIGHT_REACH):
            area = pygame.Rect(box.x * factor, box.y * factor, box.w * factor, box.h * factor)
            lines = painter.outline(countries, area)
            if not lines:
                continue
            large = pygame.Surface(area.size, pygame.SRCALPHA)
            # The mark would hide an islet, so specks get a thin line and no casing.
            wide = [points for points in lines if not _speck(points, speck)]
            for points in wide:
                _stroke(large, palette.VOID, points, casing)
            for points in wide:
                _stroke(large, palette.SELECTION, points, line)
            for points in lines:
                if _speck(points, speck):
                    pygame.draw.lines(large, palette.SELECTION, False, points, max(1, line // 3))
            # Fine pixels are opaque or empty, so the reduced ones are premultiplied as they stand.
            edge = pygame.transform.smoothscale(large, box.size)
            light = None
            if lit:
                light = self._light(lines, painter.land_of(countries, area), box.size, factor, palette)
            self.parts.append((light, edge, box.topleft))

    @staticmethod
    def _light(lines: list[list[tuple[float, float]]], land: list[Points], size: tuple[int, int], factor: int,
               palette: Palette) -> pygame.Surface:
        half = pygame.Surface((size[0] // 2 + 1, size[1] // 2 + 1))
        shrink = 1.0 / (2 * factor)
        for points in lines:
            pygame.draw.lines(half, mix(palette.VOID, palette.ACCENT, 0.8), False,
                              [(x * shrink, y * shrink) for x, y in points], 3)
        light = pygame.transform.gaussian_blur(half, 4)
        # The seat's own land keeps its colour, because the colour means something.
        for ring in land:
            pygame.draw.polygon(light, (0, 0, 0), (ring * shrink).tolist())
        return pygame.transform.smoothscale(light, size)

    def blit(self, target: pygame.Surface) -> None:
        """Add the mark to a picture of the map."""
        for light, _, corner in self.parts:
            if light is not None:
                target.blit(light, corner, special_flags=pygame.BLEND_RGB_ADD)
        for _, edge, corner in self.parts:
            target.blit(edge, corner, special_flags=pygame.BLEND_PREMULTIPLIED)


def _stroke(surface: pygame.Surface, colour: Colour, points: list[tuple[float, float]], width: int) -> None:
    # Wide lines have no joints of their own; a disc on every point closes the gaps.
    pygame.draw.lines(surface, colour, False, points, width)
    radius = width / 2.0
    for point in points:
        pygame.draw.circle(surface, colour, point, radius)


def _speck(points: list[tuple[float, float]], least: float) -> bool:
    across, down = [x for x, _ in points], [y for _, y in points]
    return points[0] == points[-1] and max(max(across) - min(across), max(down) - min(down)) < least
