"""Arcs between capitals: treaties, flows of chips and export controls, told apart by pattern.

Lines are drawn once into the still picture; only the lights that run along them move.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
import pygame

from game.desktop import icons, projection, shapes
from game.desktop.mapdata import LonLat
from game.desktop.mapview import MapView
from game.desktop.polygons import Points
from game.desktop.tokens import Colour, Palette, mix

Kind = Literal["treaty", "chips", "control"]
_STEPS = 72
_TOP = 80.0
_MOST = 20.0
"""Furthest bend of a way to the north [degrees of latitude]."""
_HEIGHT: dict[Kind, float] = {"treaty": 0.20, "chips": 0.13, "control": 0.27}
_SPEED: dict[Kind, float] = {"treaty": 0.07, "chips": 0.10, "control": 0.0}
_LIGHTS: dict[Kind, int] = {"treaty": 1, "chips": 4, "control": 0}
_FAINT: dict[Kind, int] = {"treaty": 165, "chips": 90, "control": 255}


@dataclass(frozen=True)
class Arc:
    """A relation drawn on the map; chips and lights run from ``start`` to ``end`` (seat keys)."""

    kind: Kind
    start: str
    end: str
    weight: float = 1.0


def path(start: LonLat, end: LonLat, height: float, meridian: float) -> list[Points]:
    """The way from one place to another in projected coordinates: short way round, bent to the north.

    Where the way leaves the map at one edge and enters at the other, it comes in two pieces.
    """
    turn = float(projection.wrap(end[0] - start[0]))
    share = np.linspace(0.0, 1.0, _STEPS + 1)
    offset = float(projection.wrap(start[0] - meridian)) + turn * share
    straight = start[1] + (end[1] - start[1]) * share
    bump = np.sin(np.pi * share)
    # Near the pole the bend flattens as a whole, so that no arc runs along the top of the map.
    room = float(((_TOP - straight) / np.maximum(bump, 0.2)).min())
    # What runs along a meridian needs no bend, and a wide one would lie far off both ends.
    latitude = straight + bump * min(height * abs(turn), _MOST, max(room, 0.0))
    pieces = []
    for shift in (0.0, 360.0, -360.0):
        moved = offset + shift
        inside = np.flatnonzero((moved >= -180.0) & (moved <= 180.0))
        if len(inside) == 0:
            continue
        first, last = int(inside[0]), int(inside[-1])
        across: Points = moved[first:last + 1]
        up: Points = latitude[first:last + 1]
        if first > 0:
            across, up = _to_edge(moved, latitude, first, first - 1, across, up, True)
        if last < _STEPS:
            across, up = _to_edge(moved, latitude, last, last + 1, across, up, False)
        if len(across) > 1:
            pieces.append((first, np.stack(projection.project_offset(across, up), axis=1)))
    return [points for _, points in sorted(pieces, key=lambda piece: piece[0])]


def _to_edge(moved: Points, latitude: Points, inner: int, outer: int, across: Points, up: Points, front: bool
             ) -> tuple[Points, Points]:
    """Lengthen a piece to the very edge of the map."""
    edge = 180.0 if moved[outer] > 0 else -180.0
    share = (edge - moved[inner]) / (moved[outer] - moved[inner])
    height = latitude[inner] + share * (latitude[outer] - latitude[inner])
    if front:
        return np.concatenate([[edge], across]), np.concatenate([[height], up])
    return np.concatenate([across, [edge]]), np.concatenate([up, [height]])


class _Track:
    """One arc on the screen, with the distance run at each point so that lights keep their speed."""

    def __init__(self, arc: Arc, pieces: list[Points], view: MapView, scale: float) -> None:
        self.kind = arc.kind
        self.width = 1.6 * scale * min(max(arc.weight, 0.6), 2.0)
        self.pieces: list[list[tuple[float, float]]] = [
            [(float(x), float(y)) for x, y in view.pixels(piece).tolist()] for piece in pieces
        ]
        joined = np.concatenate([view.pixels(piece) for piece in pieces])
        steps = np.hypot(*np.diff(joined, axis=0).T)
        seam = len(pieces[0]) - 1
        if len(pieces) > 1:
            steps[seam] = 0.0
        run = np.concatenate([[0.0], np.cumsum(steps)])
        even = np.linspace(0.0, run[-1], 128)
        if len(pieces) > 1:
            even = even[np.abs(even - run[seam]) > 1e-6]
        # Looked up by index in the frame loop: no arithmetic on arrays there.
        ahead = np.clip(np.searchsorted(run, even, side="right"), 1, len(run) - 1)
        span = np.maximum(run[ahead] - run[ahead - 1], 1e-9)
        share = ((even - run[ahead - 1]) / span)[:, None]
        places = joined[ahead - 1] + (joined[ahead] - joined[ahead - 1]) * share
        self.places: list[tuple[int, int]] = [(round(x), round(y)) for x, y in places.tolist()]
        self.middle = self.places[len(self.places) // 2]


class ArcBook:
    """The arcs of one picture: drawn once, with lights that move."""

    def __init__(self, palette: Palette, scale: float) -> None:
        self._scale = scale
        self._colours: dict[Kind, Colour] = {
            "treaty": palette.BLOC_TEAL,
            "chips": palette.ACCENT,
            # Lighter than the red bloc, over which it often runs.
            "control": mix(palette.BLOC_RED, palette.TEXT, 0.3),
        }
        self._dark = palette.VOID
        self._tracks: list[_Track] = []
        self._sprites: dict[Kind, pygame.Surface] = {}
        self._blits: list[tuple[pygame.Surface, tuple[int, int]]] = []

    def place(self, arcs: tuple[Arc, ...], capitals: dict[str, LonLat], view: MapView, meridian: float) -> None:
        """Lay the arcs out for a view; arcs to unknown seats are left out."""
        self._tracks = []
        for arc in arcs:
            if arc.start in capitals and arc.end in capitals and arc.start != arc.end:
                pieces = path(capitals[arc.start], capitals[arc.end], _HEIGHT[arc.kind], meridian)
                self._tracks.append(_Track(arc, pieces, view, self._scale))

    def draw_lines(self, target: pygame.Surface, spare: pygame.Surface) -> None:
        """Draw the still part. ``spare`` is a surface of the same size, overwritten here."""
        for kind in ("chips", "treaty"):
            tracks = [track for track in self._tracks if track.kind == kind]
            if not tracks:
                continue
            # Smooth lines need an opaque ground, so they are drawn on a copy that is then laid over, half clear.
            spare.blit(target, (0, 0))
            for track in tracks:
                for piece in track.pieces:
                    _line(spare, self._colours[track.kind], piece, track.width)
            spare.set_alpha(_FAINT[tracks[0].kind])
            target.blit(spare, (0, 0))
            spare.set_alpha(None)
        for track in self._tracks:
            if track.kind == "control":
                self._control(target, track)

    def _control(self, target: pygame.Surface, track: _Track) -> None:
        scale = self._scale
        for piece in track.pieces:
            cut = shapes.dashes(piece, 9.0 * scale, 6.0 * scale)
            for dash in cut:
                _line(target, self._dark, dash, 4.2 * scale)
            for dash in cut:
                _line(target, self._colours["control"], dash, 2.2 * scale)
        shapes.circle(target, track.middle, 11.0 * scale, self._colours["control"])
        shapes.circle(target, track.middle, 9.5 * scale, self._dark)
        lock = icons.icon("lock", round(13 * scale), self._colours["control"], 2.2)
        target.blit(lock, lock.get_rect(center=track.middle))

    def draw_lights(self, target: pygame.Surface, seconds: float, origin: tuple[int, int]) -> None:
        """Draw the moving lights; makes no surface after the first call."""
        if not self._sprites:
            self._sprites = {"treaty": _spark(self._colours["treaty"], 7.0, 1.6, self._scale),
                             "chips": _spark(self._colours["chips"], 6.0, 1.9, self._scale)}
        blits = self._blits
        blits.clear()
        half = self._sprites["treaty"].get_width() // 2
        left, top = origin[0] - half, origin[1] - half
        for number, track in enumerate(self._tracks):
            count = _LIGHTS[track.kind]
            if count == 0:
                continue
            sprite, places = self._sprites[track.kind], track.places
            for light in range(count):
                share = (seconds * _SPEED[track.kind] + light / count + number * 0.37) % 1.0
                x, y = places[int(share * len(places))]
                blits.append((sprite, (left + x, top + y)))
        target.fblits(blits, pygame.BLEND_RGB_ADD)


def _line(surface: pygame.Surface, colour: Colour, points: list[tuple[float, float]], width: float) -> None:
    thick = max(1, round(width))
    for start, end in pairwise(points):
        pygame.draw.aaline(surface, colour, start, end, thick)


def _spark(colour: Colour, radius: float, core: float, scale: float) -> pygame.Surface:
    """A point of light for additive blitting; both kinds share one size, so one corner serves both."""
    size = 2 * round(7 * scale) + 1
    spots = (np.arange(size) - size // 2) / scale
    far = np.hypot(spots[:, None], spots[None, :])
    halo = np.clip(1.0 - far / radius, 0.0, 1.0) ** 2.2 * 0.85
    heart = np.clip(core + 0.5 - far, 0.0, 1.0)
    bright = np.array(mix(colour, (255, 255, 255), 0.55), dtype=np.float64)
    light = np.maximum(halo[:, :, None] * np.array(colour, dtype=np.float64), heart[:, :, None] * bright)
    surface = pygame.Surface((size, size))
    pygame.surfarray.blit_array(surface, np.clip(light, 0.0, 255.0).astype(np.uint8))
    return surface.convert() if pygame.display.get_surface() else surface
