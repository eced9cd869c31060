"""Icons and flags: outline SVGs coloured by text replacement, flags clipped to a circle; cached per size and colour."""

from __future__ import annotations

import io
import re
from functools import lru_cache
from pathlib import Path

import pygame

from game.desktop.tokens import Colour
from game.paths import asset

_root: Path | None = None


def set_root(folder: Path | None) -> None:
    """Read assets from `folder` instead of the shipped ones (tools and tests); None goes back."""
    global _root
    _root = folder
    clear()


def clear() -> None:
    """Forget every rendered picture, as after the display was opened again."""
    icon.cache_clear()
    flag.cache_clear()
    _svg.cache_clear()


def find(*parts: str) -> Path | None:
    """Path of a shipped asset, or None when it is missing."""
    path = asset(*parts) if _root is None else _root.joinpath(*parts)
    return path if path.exists() else None


@lru_cache(maxsize=256)
def _svg(folder: str, name: str) -> str | None:
    path = find(folder, f"{name}.svg")
    return path.read_text("utf-8") if path else None


def _finish(surface: pygame.Surface) -> pygame.Surface:
    # convert_alpha needs an open display; tools may draw without one
    return surface.convert_alpha() if pygame.display.get_surface() else surface


@lru_cache(maxsize=512)
def icon(name: str, px: int, colour: Colour, stroke: float = 1.75) -> pygame.Surface:
    """An outline icon, `px` square; a missing one is an empty square of the same size with a frame."""
    text = _svg("icons", name)
    if text is None:
        surface = pygame.Surface((px, px), pygame.SRCALPHA)
        pygame.draw.rect(surface, colour, surface.get_rect().inflate(-px // 3, -px // 3), 1)
        return surface
    text = text.replace("currentColor", "#{:02x}{:02x}{:02x}".format(*colour))
    text = re.sub(r'stroke-width="[\d.]+"', f'stroke-width="{stroke}"', text)
    return _finish(pygame.image.load_sized_svg(io.BytesIO(text.encode()), (px, px)))


@lru_cache(maxsize=128)
def flag(code: str, px: int) -> pygame.Surface:
    """A flag in a circle, `px` across; an unknown code gives a grey disc."""
    big = px * 4
    mask = pygame.Surface((big, big), pygame.SRCALPHA)
    mask.fill((255, 255, 255, 0))
    pygame.draw.circle(mask, (255, 255, 255, 255), (big / 2, big / 2), big / 2)
    mask = pygame.transform.smoothscale(mask, (px, px))
    text = _svg("flags", code)
    if text is None:
        mask.fill((100, 121, 143, 255), special_flags=pygame.BLEND_RGBA_MULT)
        return _finish(mask)
    # drawn at double size and reduced: stars and stripes stay even at 16 px
    picture = pygame.image.load_sized_svg(io.BytesIO(text.encode()), (px * 2, px * 2))
    surface = pygame.transform.smoothscale(
        picture.convert_alpha() if pygame.display.get_surface() else picture, (px, px)
    )
    surface.blit(mask, (0, 0), special_flags=pygame.BLEND_RGBA_MULT)
    return _finish(surface)
