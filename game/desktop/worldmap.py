"""The world map: land coloured by seat, names, arcs, zoom, picking; everything that stands still is cached.

``static_surface()`` is the whole still picture, the same Surface until ``resize``; ``version`` grows when it
changes. A movement draws the coarse shapes at once; at rest the fine ones are painted in slices over a few
frames and swapped in.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pygame

from game.desktop import mapbase, maplabels, projection
from game.desktop.arcs import Arc, ArcBook
from game.desktop.mapdata import MapData
from game.desktop.maplabels import LabelBook, Mark, Render
from game.desktop.mappaint import Fill, Paint, Painter, hatching, look
from game.desktop.mapview import MapView
from game.desktop.tokens import DEFAULT, Palette

__all__ = ["Arc", "Fill", "Render", "WorldMap"]

FACTOR, FACTOR_MOVING = 3, 2
REST_SECONDS = 0.12
SLICE_SECONDS = 0.006
MANY_SEATS = 4
_PULSE_FRAMES = 24
_LARGEST = 24_000_000


class WorldMap:
    """A map of seats in a viewport."""

    def __init__(self, path_npz: Path, actors_toml: Path, size: tuple[int, int], *, render: Render | None = None,
                 palette: Palette = DEFAULT, scale: float = 1.0, clock: Callable[[], float] = time.monotonic) -> None:
        self.data = MapData(path_npz, actors_toml)
        self.palette = palette
        self.scale = scale
        self.version = 0
        self._clock = clock
        self._view = MapView.whole(size)
        self._names = {seat: actor.name for seat, actor in self.data.actors.items()}
        self._fills: dict[str, Fill] = {}
        self._selected: str | None = None
        self._arcs: tuple[Arc, ...] = ()
        self._labels = LabelBook(palette, render)
        self._book = ArcBook(palette, scale)
        self._anchors = {seat: self._flat(*actor.anchor) for seat, actor in self.data.actors.items()}
        self._capitals = {seat: self._flat(*actor.capital) for seat, actor in self.data.actors.items()}
        self._label_boxes: dict[str, pygame.Rect] = {}
        self._painter: Painter | None = None
        self._job: Iterator[None] | None = None
        self._stale: set[str] = set()
        self._rest_at = 0.0
        self._moved = self._composed = False
        self._allocate()

    def _flat(self, longitude: float, latitude: float) -> tuple[float, float]:
        x, y = projection.project(longitude, latitude, self.data.meridian)
        return float(x), float(y)

    def _allocate(self) -> None:
        size = self._view.size
        self._sea = mapbase.ocean(size, self.palette)
        self._base, self._static, self._spare = (pygame.Surface(size) for _ in range(3))
        if pygame.display.get_surface():
            self._base, self._static, self._spare = (s.convert() for s in (self._base, self._static, self._spare))
        self._land = pygame.Surface(size, pygame.SRCALPHA)
        self._land_next = pygame.Surface(size, pygame.SRCALPHA)
        self._selection: mapbase.Selection | None = None
        self._move(self._view, rest_after=0.0)

    # What is shown

    def set_fills(self, fills: Mapping[str, Fill]) -> None:
        """Colours and values of the seats; a seat left out shows plain land."""
        changed = {seat for seat in self.data.actors if self._fills.get(seat) != fills.get(seat)}
        if not changed:
            return
        self._stale |= {seat for seat in changed
                        if look(self._fills.get(seat), self.palette) != look(fills.get(seat), self.palette)}
        self._fills = dict(fills)
        self._composed = False

    def set_names(self, names: Mapping[str, str]) -> None:
        """Names to write, by seat; seats left out keep the name of the table, an empty name writes none."""
        self._names = {seat: names.get(seat, actor.name) for seat, actor in self.data.actors.items()}
        self._composed = False

    def set_arcs(self, arcs: Sequence[Arc]) -> None:
        """The relations to draw."""
        if tuple(arcs) != self._arcs:
            self._arcs = tuple(arcs)
            self._place_arcs()
            self._composed = False

    def select(self, seat: str | None) -> None:
        """Mark a seat, or none."""
        if seat != self._selected:
            self._selected = seat
            self._mark()

    @property
    def selected(self) -> str | None:
        """The marked seat."""
        return self._selected

    # The view

    @property
    def size(self) -> tuple[int, int]:
        """Size of the viewport in pixels."""
        return self._view.size

    @property
    def zoom(self) -> float:
        """1 when the whole map is shown."""
        return self._view.zoom

    def resize(self, size: tuple[int, int], scale: float | None = None) -> None:
        """Another viewport and interface scale; the same place stays in the middle."""
        scale = self.scale if scale is None else scale
        if size != self._view.size or scale != self.scale:
            self._view = self._view.resized(size)
            self.scale = scale
            self._book = ArcBook(self.palette, scale)
            self._allocate()

    def zoom_at(self, point: tuple[float, float], steps: float) -> None:
        """Turn the wheel over a point of the viewport; positive comes closer."""
        self._move(self._view.zoomed(point, steps))

    def pan(self, dx: float, dy: float) -> None:
        """Drag the map by pixels."""
        self._move(self._view.panned(dx, dy))

    def reset_view(self) -> None:
        """Show the whole map again."""
        self._move(MapView.whole(self._view.size))

    def _move(self, view: MapView, rest_after: float = REST_SECONDS) -> None:
        if view == self._view and self._painter is not None and rest_after:
            return
        self._view = view
        self._rest_at = self._clock() + rest_after
        self._moved = True
        self._job = None

    def project(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Pixels in the viewport for a place in degrees."""
        return self._view.to_screen(*self._flat(longitude, latitude))

    def capital(self, seat: str) -> tuple[float, float]:
        """Pixels in the viewport of a seat's capital."""
        return self._view.to_screen(*self._capitals[seat])

    def label_positions(self) -> dict[str, pygame.Rect]:
        """Where names stand in the still picture; a name without room is missing."""
        self.static_surface()
        return dict(self._label_boxes)

    def pick(self, point: tuple[float, float]) -> str | None:
        """The seat under a point of the viewport; capitals of small seats have a radius of their own."""
        near: list[tuple[float, str]] = []
        for seat, actor in self.data.actors.items():
            x, y = self.capital(seat)
            far = (x - point[0]) ** 2 + (y - point[1]) ** 2
            if actor.pick and far <= (actor.pick * self.scale) ** 2:
                near.append((far, seat))
        return min(near)[1] if near else self.data.seat_at(*self._view.to_map(*point))

    # The picture

    def static_surface(self, budget: float = SLICE_SECONDS) -> pygame.Surface:
        """The still picture, brought up to date; at most about ``budget`` seconds go into refining it."""
        if self._moved:
            self._draw_coarse()
        elif not self._fine and self._clock() >= self._rest_at:
            self._refine(budget)
        if self._stale:
            self._recolour()
        if not self._composed:
            self._compose()
        return self._static

    @property
    def settled(self) -> bool:
        """Whether the picture is final until something changes."""
        return self._fine and not self._moved and not self._stale and self._composed

    def settle(self) -> pygame.Surface:
        """The final picture at once (first show, screenshots, tests)."""
        self._rest_at = self._clock()
        while not self.settled:
            self.static_surface(budget=10.0)
        return self._static

    @property
    def _fine(self) -> bool:
        return self._painter is not None and self._painter.detail == "fine"

    @property
    def _factor(self) -> int:
        width, height = self._view.size
        return FACTOR if width * height * FACTOR**2 <= _LARGEST else FACTOR_MOVING

    def _draw_coarse(self) -> None:
        self._moved = False
        self._stale.clear()
        self._painter = Painter(self.data, "coarse", self._view, FACTOR_MOVING, self.palette, self.scale)
        for _ in self._painter.paint_all(self._paint, self._land):
            pass
        mapbase.base(self._base, self._sea, self._view, self.palette)
        mapbase.glow(self._base, self._view, self.data.levels["coarse"])
        self._place_arcs()
        self._mark()

    def _refine(self, budget: float) -> None:
        if self._job is None:
            self._job = self._fine_job()
        until = self._clock() + budget
        while self._job is not None and self._clock() < until:
            if next(self._job, self) is self:
                self._job = None

    def _fine_job(self) -> Iterator[None]:
        painter = Painter(self.data, "fine", self._view, self._factor, self.palette, self.scale)
        yield
        yield from painter.paint_all(self._paint, self._land_next)
        self._land, self._land_next = self._land_next, self._land
        self._painter = painter
        yield
        self._mark()

    def _recolour(self) -> None:
        assert self._painter is not None
        stale, self._stale = self._stale, set()
        self._job = None
        if len(stale) > MANY_SEATS:
            for _ in self._painter.paint_all(self._paint, self._land):
                pass
        else:
            for region in self._painter.regions(set().union(*(self.data.countries[seat] for seat in stale))):
                self._painter.repaint(self._paint, self._land, region)
        self._composed = False

    def _paint(self, country: int) -> Paint:
        number = int(self.data.seat_of[country])
        colour, stripes = look(self._fills.get(self.data.seats[number]) if number >= 0 else None, self.palette)
        if stripes is None and self.data.contested[country]:
            stripes = hatching(colour, self.palette)
        return colour, stripes

    def _mark(self) -> None:
        self._composed = False
        if self._selected is None or self._painter is None or self._moved:
            self._selection = None
        else:
            countries = self.data.countries[self._selected]
            self._selection = mapbase.Selection(self._painter, countries, self.palette, lit=self._fine)

    def _place_arcs(self) -> None:
        capitals = {seat: actor.capital for seat, actor in self.data.actors.items()}
        self._book.place(self._arcs, capitals, self._view, self.data.meridian)

    def _marks(self) -> list[Mark]:
        """The selected seat first, then in the order of the table: who comes first gets the room."""
        marks = []
        for seat in sorted(self.data.seats, key=lambda key: key != self._selected):
            actor, fill = self.data.actors[seat], self._fills.get(seat)
            if fill is None and not self._names[seat]:
                continue
            marks.append(Mark(
                seat=seat,
                name=self._names[seat],
                value=fill.value_text if fill else "",
                at=self._view.to_screen(*self._anchors[seat]),
                capital=self.capital(seat),
                side=actor.side,
                bright=not actor.pick or seat == self._selected,
                chosen=seat == self._selected,
            ))
        return marks

    def _compose(self) -> None:
        target = self._static
        target.blit(self._base, (0, 0))
        target.blit(self._land, (0, 0), special_flags=pygame.BLEND_PREMULTIPLIED)
        if self._selection is not None:
            self._selection.blit(target)
        self._book.draw_lines(target, self._spare)
        self._label_boxes = self._labels.write(target, self._marks(), self.scale)
        self._composed = True
        self.version += 1

    def draw_arcs(self, target: pygame.Surface, arcs: Sequence[Arc], seconds: float, origin: tuple[int, int] = (0, 0)
                  ) -> None:
        """Draw what moves (lights, the pulse of the selection) at a time, over the still picture at ``origin``.

        Arcs other than those of the last call enter the still picture the next time it is asked for.
        """
        if arcs is not self._arcs:
            self.set_arcs(arcs)
        self._book.draw_lights(target, seconds, origin)
        if self._selected is not None:
            rings = maplabels.pulse(self.palette.ACCENT, _PULSE_FRAMES, self.scale)
            ring = rings[int(seconds * 0.6 * _PULSE_FRAMES) % _PULSE_FRAMES]
            x, y = self.capital(self._selected)
            half = ring.get_width() // 2
            target.blit(ring, (origin[0] + round(x) - half, origin[1] + round(y) - half),
                        special_flags=pygame.BLEND_RGB_ADD)


if __name__ == "__main__":
    from game.desktop.mapdemo import main

    main()
