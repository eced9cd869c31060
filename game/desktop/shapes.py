"""Anti-aliased shapes: supersampled once per size, cached, and put together from nine parts."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

import pygame

from game.desktop.tokens import Colour

Point = tuple[float, float]
_FACTOR = 8


def clear() -> None:
    """Forget cached shapes."""
    for cached in (_sheet, _shadow_sheet, disc):
        cached.cache_clear()


def _blank(size: tuple[int, int], colour: Colour) -> pygame.Surface:
    # one constant colour with varying alpha: smoothscale then has no dark edges to bring in
    surface = pygame.Surface(size, pygame.SRCALPHA)
    surface.fill((*colour, 0))
    return surface


@lru_cache(maxsize=1024)
def disc(radius: float, colour: Colour, hole: float = 0.0) -> pygame.Surface:
    """A filled circle, or a ring with a hole of radius `hole`; px."""
    # always an even side: discs around one centre then are concentric at any scale
    size = max(2, 2 * math.ceil(radius))
    big = size * _FACTOR
    surface = _blank((big, big), colour)
    pygame.draw.circle(surface, (*colour, 255), (big / 2, big / 2), radius * _FACTOR)
    if hole > 0:
        pygame.draw.circle(surface, (*colour, 0), (big / 2, big / 2), hole * _FACTOR)
    return pygame.transform.smoothscale(surface, (size, size))


def circle(surface: pygame.Surface, centre: Point, radius: float, colour: Colour, hole: float = 0.0) -> None:
    """Draw a cached circle or ring around `centre`."""
    picture = disc(round(radius * 2) / 2, colour, hole)
    half = picture.get_width() // 2
    surface.blit(picture, (round(centre[0]) - half, round(centre[1]) - half))


@lru_cache(maxsize=1024)
def _sheet(radius: int, fill: Colour | None, border: Colour | None, width: int) -> pygame.Surface:
    """A rounded square of side 2 * radius, whose quarters are the corners of any rounded rectangle."""
    side = radius * 2
    if border is not None and width > 0:
        sheet = disc(radius, border, 0.0 if fill else max(0, radius - width)).copy()
        if fill and radius > width:
            inner = disc(radius - width, fill)
            sheet.blit(inner, (width, width))
        return sheet
    return disc(radius, fill or (0, 0, 0)) if fill else pygame.Surface((side, side), pygame.SRCALPHA)


def rounded(
    surface: pygame.Surface,
    rect: pygame.Rect,
    radius: int,
    fill: Colour | None,
    border: Colour | None = None,
    width: int = 1,
) -> None:
    """Draw a rounded rectangle: `fill` inside, `border` of `width` px inside the edge; None leaves a part out."""
    w, h = rect.size
    if w <= 0 or h <= 0:
        return
    radius = max(0, min(radius, w // 2, h // 2))
    edge = width if border is not None else 0
    x, y = rect.topleft
    if radius:
        sheet = _sheet(radius, fill, border, edge)
        r = radius
        surface.blit(sheet, (x, y), (0, 0, r, r))
        surface.blit(sheet, (x + w - r, y), (r, 0, r, r))
        surface.blit(sheet, (x, y + h - r), (0, r, r, r))
        surface.blit(sheet, (x + w - r, y + h - r), (r, r, r, r))
    if fill is not None:
        surface.fill(fill, (x, y + radius, w, h - 2 * radius))
        if radius:
            surface.fill(fill, (x + radius, y, w - 2 * radius, radius))
            surface.fill(fill, (x + radius, y + h - radius, w - 2 * radius, radius))
    if border is not None and edge:
        surface.fill(border, (x + radius, y, w - 2 * radius, edge))
        surface.fill(border, (x + radius, y + h - edge, w - 2 * radius, edge))
        surface.fill(border, (x, y + radius, edge, h - 2 * radius))
        surface.fill(border, (x + w - edge, y + radius, edge, h - 2 * radius))


def pill(surface: pygame.Surface, rect: pygame.Rect, fill: Colour | None, border: Colour | None = None) -> None:
    """Draw a rounded rectangle with half circles as ends."""
    rounded(surface, rect, rect.height // 2, fill, border)


def bar(surface: pygame.Surface, rect: pygame.Rect, share: float, fill: Colour, track: Colour) -> None:
    """A horizontal track with its left `share` (0 to 1) filled."""
    pill(surface, rect, track)
    w = round(rect.width * min(1.0, max(0.0, share)))
    if w >= 2:
        pill(surface, pygame.Rect(rect.x, rect.y, max(w, min(rect.height, rect.width)), rect.height), fill)


@lru_cache(maxsize=64)
def _shadow_sheet(radius: int, blur: int, alpha: int) -> pygame.Surface:
    core = 2 * radius + 2
    side = core + 4 * blur
    sheet = _blank((side, side), (0, 0, 0))
    pygame.draw.rect(sheet, (0, 0, 0, alpha), (2 * blur, 2 * blur, core, core), border_radius=radius)
    return pygame.transform.gaussian_blur(sheet, blur)


def shadow(surface: pygame.Surface, rect: pygame.Rect, radius: int, blur: int, alpha: int = 130) -> None:
    """A soft black shadow around `rect`, reaching 2 * blur px beyond it."""
    sheet = _shadow_sheet(radius, blur, alpha)
    side = sheet.get_width()
    outer = rect.inflate(4 * blur, 4 * blur)
    k = side // 2
    if outer.width < side or outer.height < side:
        surface.blit(pygame.transform.smoothscale(sheet, outer.size), outer.topleft)
        return
    x, y, w, h = outer
    for dx, sx in ((0, 0), (w - k, side - k)):
        for dy, sy in ((0, 0), (h - k, side - k)):
            surface.blit(sheet, (x + dx, y + dy), (sx, sy, k, k))
    column = sheet.subsurface((k - 1, 0, 1, k))
    row = sheet.subsurface((0, k - 1, k, 1))
    across = pygame.transform.scale(column, (w - 2 * k, k))
    down = pygame.transform.scale(row, (k, h - 2 * k))
    surface.blit(across, (x + k, y))
    surface.blit(pygame.transform.flip(across, False, True), (x + k, y + h - k))
    surface.blit(down, (x, y + k))
    surface.blit(pygame.transform.flip(down, True, False), (x + w - k, y + k))


def dashes(points: Sequence[Point], on: float, off: float) -> list[list[Point]]:
    """A polyline cut into dashes `on` px long with gaps of `off` px."""
    out: list[list[Point]] = []
    current: list[Point] = [points[0]] if points else []
    drawing, left = True, on
    for (x0, y0), (x1, y1) in pairwise(points):
        length = math.hypot(x1 - x0, y1 - y0)
        done = 0.0
        while length - done > left:
            done += left
            spot = (x0 + (x1 - x0) * done / length, y0 + (y1 - y0) * done / length)
            if drawing:
                out.append([*current, spot])
            current = [spot]
            drawing, left = not drawing, off if drawing else on
        left -= length - done
        if drawing:
            current.append((x1, y1))
        else:
            current = [(x1, y1)]
    if drawing and len(current) > 1:
        out.append(current)
    return out


class Canvas:
    """An opaque drawing area at `factor` times its size, reduced when it is blitted: smooth lines and areas."""

    def __init__(self, size: tuple[int, int], background: Colour, factor: int = 4) -> None:
        self.factor = factor
        self.size = (max(1, size[0]), max(1, size[1]))
        self.surface = pygame.Surface((self.size[0] * factor, self.size[1] * factor))
        self.surface.fill(background)

    def _scaled(self, points: Iterable[Point]) -> list[Point]:
        f = self.factor
        return [(x * f, y * f) for x, y in points]

    def polygon(self, points: Sequence[Point], colour: Colour) -> None:
        """Fill a polygon; px."""
        if len(points) > 2:
            pygame.draw.polygon(self.surface, colour, self._scaled(points))

    def rect(self, x: float, y: float, w: float, h: float, colour: Colour, radius: float = 0.0) -> None:
        """Fill a rectangle, optionally rounded; px."""
        f = self.factor
        box = pygame.Rect(round(x * f), round(y * f), max(1, round(w * f)), max(1, round(h * f)))
        pygame.draw.rect(self.surface, colour, box, border_radius=round(radius * f))

    def circle(self, centre: Point, radius: float, colour: Colour) -> None:
        """Fill a circle; px."""
        f = self.factor
        pygame.draw.circle(self.surface, colour, (centre[0] * f, centre[1] * f), radius * f)

    def line(
        self, points: Sequence[Point], colour: Colour, width: float = 1.5, dash: tuple[float, float] | None = None
    ) -> None:
        """Draw a polyline with round joints, `width` px thick; `dash` gives on and off lengths in px."""
        if dash:
            for part in dashes(points, *dash):
                self.line(part, colour, width)
            return
        spots = self._scaled(points)
        half = width * self.factor / 2
        for (x0, y0), (x1, y1) in pairwise(spots):
            length = math.hypot(x1 - x0, y1 - y0)
            if length == 0:
                continue
            nx, ny = -(y1 - y0) / length * half, (x1 - x0) / length * half
            quad = [(x0 + nx, y0 + ny), (x1 + nx, y1 + ny), (x1 - nx, y1 - ny), (x0 - nx, y0 - ny)]
            pygame.draw.polygon(self.surface, colour, quad)
        if half > 1:
            for spot in spots[1:-1]:
                pygame.draw.circle(self.surface, colour, spot, half)

    def blit(self, target: pygame.Surface, pos: tuple[int, int]) -> None:
        """Reduce to the real size and put on `target`."""
        target.blit(pygame.transform.smoothscale(self.surface, self.size), pos)
