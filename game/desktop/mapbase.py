"""What lies under the land and over it: ocean, grid, glow of the coasts, and the mark of the selection."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pygame

from game.desktop import projection
from game.desktop.mapdata import Level
from game.desktop.mappaint import Painter
from game.desktop.mapview import MapView
from game.desktop.polygons import Points, clip_box
from game.desktop.tokens import Colour, Palette, mix

_GRID = 30
_GLOW_CELL = 4
_GLOW_FAR: Colour = (20, 62, 128)
_GLOW_NEAR: Colour = (22, 58, 104)


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
    for first, last in zip(level.starts[:-1].tolist(), level.starts[1:].tolist(), strict=True):
        ring = clip_box(points[first:last], clip)
        if len(ring) > 2:
            pygame.draw.polygon(mask, (255, 255, 255), ring.tolist())
    light = pygame.Surface(size)
    for radius, colour in ((7, _GLOW_FAR), (2, _GLOW_NEAR)):
        part = pygame.transform.gaussian_blur(mask, radius)
        part.fill(colour, special_flags=pygame.BLEND_RGB_MULT)
        light.blit(part, (0, 0), special_flags=pygame.BLEND_RGB_ADD)
    large = pygame.transform.smoothscale(light, (size[0] * _GLOW_CELL, size[1] * _GLOW_CELL))
    target.blit(large, (0, 0), special_flags=pygame.BLEND_RGB_ADD)


class Selection:
    """The mark round the selected seat: amber light, dark casing, pale amber line."""

    def __init__(self, painter: Painter, countries: set[int], palette: Palette) -> None:
        self.parts: list[tuple[pygame.Surface, pygame.Surface, tuple[int, int]]] = []
        factor = painter.factor
        window = pygame.Rect((0, 0), painter.view.size)
        casing, line = round(3.4 * factor), round(1.7 * factor)
        for region in painter.regions(countries):
            box = region.inflate(44, 44).clip(window)
            area = pygame.Rect(box.x * factor, box.y * factor, box.w * factor, box.h * factor)
            lines = painter.outline(countries, area)
            if not lines:
                continue
            large = pygame.Surface(area.size, pygame.SRCALPHA)
            for points in lines:
                _stroke(large, palette.VOID, points, casing)
            for points in lines:
                _stroke(large, palette.SELECTION, points, line)
            # Fine pixels are opaque or empty, so the reduced ones are premultiplied as they stand.
            edge = pygame.transform.smoothscale(large, box.size)
            self.parts.append((self._light(lines, box.size, factor, palette), edge, box.topleft))

    @staticmethod
    def _light(lines: list[list[tuple[float, float]]], size: tuple[int, int], factor: int, palette: Palette
               ) -> pygame.Surface:
        half = pygame.Surface((size[0] // 2 + 1, size[1] // 2 + 1))
        for points in lines:
            pygame.draw.lines(half, mix(palette.VOID, palette.ACCENT, 0.9), False,
                              [(x / factor / 2, y / factor / 2) for x, y in points], 3)
        return pygame.transform.smoothscale(pygame.transform.gaussian_blur(half, 5), size)

    def blit(self, target: pygame.Surface) -> None:
        """Add the mark to a picture of the map."""
        for light, _, corner in self.parts:
            target.blit(light, corner, special_flags=pygame.BLEND_RGB_ADD)
        for _, edge, corner in self.parts:
            target.blit(edge, corner, special_flags=pygame.BLEND_PREMULTIPLIED)


def _stroke(surface: pygame.Surface, colour: Colour, points: list[tuple[float, float]], width: int) -> None:
    # Wide lines have no joints of their own; a disc on every point closes the gaps.
    pygame.draw.lines(surface, colour, False, points, width)
    radius = width / 2.0
    for point in points:
        pygame.draw.circle(surface, colour, point, radius)
