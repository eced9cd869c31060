"""Names on the map: placed without overlap, with a dark halo, and the pulse of the selected capital."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

import pygame

from game.desktop import shapes
from game.desktop.mapdata import Side
from game.desktop.tokens import Colour, Palette

Render = Callable[[str, int, str, Colour], pygame.Surface]
"""Text, size in px, weight ("semibold" or "medium") and colour to a picture with per-pixel alpha."""

LABEL_PX = 16
DOT = 4.0
PULSE = 20.0
"""How far the ring round the chosen capital grows [design px]; other names keep out of it where they can."""
_GAP = 0.56
_RING = ((-1, 0), (1, 0), (0, -1), (0, 1), (-1, -1), (1, -1), (-1, 1), (1, 1))
_SIDES: dict[Side, tuple[Side, ...]] = {
    "centre": ("centre", "below", "above", "left", "right"),
    "right": ("right", "corner", "left", "above", "below"),
    "left": ("left", "right", "above", "below"),
    "above": ("above", "corner", "right", "left", "below"),
    "below": ("below", "right", "left", "above"),
    "corner": ("corner", "right", "above", "left", "below"),
}


@dataclass(frozen=True)
class Mark:
    """A seat to write: its name, where the name and the capital stand in pixels, and how bright it is."""

    seat: str
    name: str
    value: str
    at: tuple[float, float]
    capital: tuple[float, float]
    side: Side
    bright: bool
    chosen: bool


class LabelBook:
    """Pictures of names, kept by what they show."""

    def __init__(self, palette: Palette, render: Render | None) -> None:
        self.palette, self.render = palette, render
        self._kept: dict[tuple[str, str, int, Colour], pygame.Surface] = {}

    def picture(self, name: str, value: str, px: int, colour: Colour) -> pygame.Surface | None:
        """A name in capitals with its halo, and below it a value if there is one."""
        if self.render is None:
            return None
        key = (name, value, px, colour)
        if key not in self._kept:
            lines = [self._spaced(name.upper(), px, "semibold", colour)]
            if value:
                lines.append(self._spaced(value, px, "medium", self.palette.TEXT))
            self._kept[key] = self._stack(lines, px)
        return self._kept[key]

    def write(self, target: pygame.Surface, marks: list[Mark], scale: float) -> dict[str, pygame.Rect]:
        """Draw dots, then names where there is room, the first marks first; where the names came to stand."""
        window = target.get_rect()
        radius = DOT * scale
        px = max(8, round(LABEL_PX * scale))
        dots: dict[str, pygame.Rect] = {}
        for mark in marks:
            if window.collidepoint(mark.capital):
                spot = (round(mark.capital[0]), round(mark.capital[1]))
                dots[mark.seat] = pygame.Rect(0, 0, round(2 * radius) + 1, round(2 * radius) + 1)
                dots[mark.seat].center = spot
                shapes.circle(target, spot, radius * 1.45, self.palette.VOID)
                shapes.circle(target, spot, radius, self.palette.ACCENT if mark.chosen else self.palette.TEXT)
        reach = 2 * round(PULSE * scale)
        rings = [dots[mark.seat].inflate(reach, reach) for mark in marks if mark.chosen and mark.seat in dots]
        placed: dict[str, pygame.Rect] = {}
        for mark in marks:
            ink = self.palette.TEXT if mark.bright else self.palette.TEXT2
            picture = self.picture(mark.name, mark.value, px, ink) if mark.name else None
            if picture is None:
                continue
            taken = [*placed.values(), *(box for seat, box in dots.items() if seat != mark.seat)]
            size = picture.get_size()
            box = place(size, mark.at, mark.side, px, window, [*taken, *rings]) if not mark.chosen else None
            box = box or place(size, mark.at, mark.side, px, window, taken)
            if box is not None:
                target.blit(picture, box)
                placed[mark.seat] = box
        return placed

    def _stack(self, lines: list[list[tuple[pygame.Surface, pygame.Surface]]], px: int) -> pygame.Surface:
        reach = max(1, round(px / 14))
        track = max(1, round(px / 16))
        widths = [sum(glyph.get_width() for glyph, _ in line) + track * (len(line) - 1) for line in lines]
        step = round(px * 1.12)
        height = max(glyph.get_height() for glyph, _ in lines[0]) + step * (len(lines) - 1)
        surface = pygame.Surface((max(widths) + 2 * reach, height + 2 * reach), pygame.SRCALPHA)
        spots = []
        for row, (line, width) in enumerate(zip(lines, widths, strict=True)):
            x = (surface.get_width() - width) // 2
            for glyph, shade in line:
                spots.append((glyph, shade, x, row * step + reach))
                x += glyph.get_width() + track
        if self.palette.halos:
            for _, shade, x, y in spots:
                for dx, dy in _RING:
                    surface.blit(shade, (x + dx * reach, y + dy * reach))
        for glyph, _, x, y in spots:
            surface.blit(glyph, (x, y))
        return surface

    def _spaced(self, text: str, px: int, weight: str, colour: Colour) -> list[tuple[pygame.Surface, pygame.Surface]]:
        assert self.render is not None
        # Letters are set apart one by one only where that cannot break shaping.
        parts = list(text) if text.isascii() else [text]
        return [(self.render(part, px, weight, colour), self.render(part, px, weight, self.palette.VOID))
                for part in parts]


def place(size: tuple[int, int], at: tuple[float, float], side: Side, px: int,
          window: pygame.Rect, taken: Iterable[pygame.Rect]) -> pygame.Rect | None:
    """A free rectangle for a name by its point, the wished side first; None when there is no room."""
    busy = list(taken)
    for choice in _SIDES[side]:
        box = _beside(size, at, choice, 0.0 if side == "centre" else _GAP * px)
        if window.contains(box) and box.inflate(-6, -8).collidelist(busy) < 0:
            return box
    return None


def _beside(size: tuple[int, int], at: tuple[float, float], side: Side, gap: float) -> pygame.Rect:
    box = pygame.Rect((0, 0), size)
    x, y = round(at[0]), round(at[1])
    box.center = (x, y)
    lift = round(size[1] / 2 + gap * 0.7)
    if side == "left":
        box.midright = (x - round(gap), y)
    elif side == "right":
        box.midleft = (x + round(gap), y)
    elif side == "corner":
        box.midleft = (x + round(gap / 3), y - size[1] // 2 - 2)
    elif side == "above":
        box.centery = y - lift
    elif side == "below":
        box.centery = y + lift
    return box


@lru_cache(maxsize=8)
def pulse(colour: Colour, frames: int, scale: float) -> tuple[pygame.Surface, ...]:
    """Rings that grow and fade, for additive blitting round the selected capital."""
    fine, side = 4 * scale, 2 * round(23 * scale) + 1
    out = []
    for frame in range(frames):
        share = frame / frames
        large = pygame.Surface((side * 4, side * 4))
        fade = (1.0 - share) ** 1.6 * 0.8
        dim = (int(colour[0] * fade), int(colour[1] * fade), int(colour[2] * fade))
        pygame.draw.circle(large, dim, (side * 2.0, side * 2.0), (5.0 + 17.0 * share) * fine, round(2 * fine))
        small = pygame.transform.smoothscale(large, (side, side))
        out.append(small.convert() if pygame.display.get_surface() else small)
    return tuple(out)
