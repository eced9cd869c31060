"""The map of a running game as a live area: colours and arcs of the chosen mode, picking, dragging, keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pygame

from game.desktop import text
from game.desktop.screens.base import named
from game.desktop.tokens import Colour, Palette, mix
from game.desktop.widgets import Live, Tip
from game.desktop.worldmap import Arc, Fill, WorldMap
from game.paths import asset
from game.words import say

MODES = ("political", "blocs", "compute", "chip_flows", "treaties", "restrictions", "risk", "trust")
"""Modes in the order of the keys 1 to 8: `political` by stances, `blocs` by stacks in use, the rest as in the views."""
_SHADES = {"leader": 0.92, "member": 0.72, "follower": 0.5}
_VIOLET = {"leader": 0.86, "member": 0.7, "follower": 0.56}
_MOST = {"political": 22, "blocs": 14, "chip_flows": 16, "treaties": 24, "restrictions": 16}


def bloc_of(view: dict[str, Any], fill: str) -> int:
    """Number of the bloc in a fill such as `bloc:USA`; 3 is everybody's own stack."""
    host = fill[5:] if fill.startswith("bloc:") else ""
    return view["hosts"].index(host) if host in view["hosts"] else 3


def fill_of(view: dict[str, Any], palette: Palette, mode: str, land: dict[str, Any]) -> Fill:
    """How a nation is painted in a mode."""
    if mode == "political":
        bloc = land["bloc"]
        if bloc < 0:
            return Fill(palette.SWING, 1.0, hatch=True)
        return Fill(palette.BLOC_MAP[min(bloc, 3)], (_VIOLET if bloc == 2 else _SHADES)[land["rank"]])
    kind, shade = land["fill"], float(land["shade"])
    if kind == "swing":
        return Fill(palette.SWING, 1.0, hatch=True, value_text=f"{100 * land['value']:.0f}%")
    if mode == "blocs":
        return Fill(
            palette.BLOC_MAP[min(bloc_of(view, kind), 3)], 0.4 + 0.5 * shade, value_text=f"{100 * land['value']:.0f}%"
        )
    if mode == "trust":
        if kind == "own":
            return Fill(palette.TEXT2, 0.55)
        colour = mix(palette.NEG, palette.POS, min(1.0, max(0.0, (shade - 0.2) / 0.6)))
        return Fill(colour, 0.3 + 0.9 * min(0.5, abs(shade - 0.5)), value_text=f"{100 * shade:.0f}%")
    if kind == "own":
        return Fill(palette.TEXT2, 0.4)
    colour = {
        "compute": palette.BLOC_MAP[0],
        "chip_flows": palette.ACCENT,
        "treaties": palette.BLOC_MAP[3],
        "restrictions": palette.BLOC_MAP[1],
        "risk": palette.NEG,
    }[mode]
    words = ""
    if mode == "restrictions" and land["value"] > 0.005:
        words = f"{100 * land['value']:.0f}%"
    elif mode == "treaties" and land["value"]:
        words = text.number(land["value"])
    return Fill(colour, 0.06 + 0.84 * shade, value_text=words)


class MapArea(Live):
    """The map. Arrows choose the next nation in that direction, Tab goes through all of them and then on."""

    def __init__(self, app: Any, on_select: Callable[[str], object], mode: str) -> None:
        super().__init__(self._draw, on_event=self._event, words=self._describe, focusable=True, id="map")
        self.app, self.on_select, self.mode = app, on_select, mode
        self._down: tuple[int, int] | None = None
        self._dragged = False
        self._hovered = ""

    # the picture -------------------------------------------------------------------------------------------------
    def chart(self, size: tuple[int, int]) -> WorldMap:
        """The map itself, kept between screens and made anew when the game or the colours change."""
        app = self.app
        chart = app.kit.get("map")
        scale = app.root.theme.scale
        if chart is None:
            which = app.view["map"]
            table = "actors.toml" if which == "world" else "neutral.toml"
            chart = WorldMap(
                asset("map", f"{which}.npz"),
                asset("map", table),
                size,
                render=letters,
                palette=app.root.theme.palette,
                scale=scale,
            )
            app.kit["map"], app.kit["map_drawn"] = chart, None
        chart.resize(size, scale)
        if app.kit.get("map_drawn") != (app.version, self.mode):
            app.kit["map_drawn"] = (app.version, self.mode)
            self._show(chart)
        return chart

    def _show(self, chart: WorldMap) -> None:
        view = self.app.view
        known = chart.data.actors
        shown = view["maps"][self.mode]
        palette = self.app.root.theme.palette
        chart.set_fills(
            {
                land["seat"]: fill_of(view, palette, self.mode, land)
                for land in shown["nations"]
                if land["seat"] in known
            }
        )
        chart.set_names({seat: view["seats"][seat]["name"] if seat in view["seats"] else "" for seat in known})
        arcs = [
            Arc(a["kind"], a["start"], a["end"], 0.6 + a["weight"])
            for a in shown["arcs"]
            if a["start"] in known and a["end"] in known
        ][: _MOST.get(self.mode, 0)]
        self.app.kit["arcs"] = arcs
        chart.set_arcs(arcs)

    def _draw(self, surface: pygame.Surface, rect: pygame.Rect) -> None:
        if rect.width < 16 or rect.height < 16:
            return
        chart = self.chart(rect.size)
        selected = self.app.memory.get("selected")
        chart.select(selected if selected in chart.data.actors else None)
        surface.blit(chart.static_surface(), rect)
        if not self.app.root.theme.reduced_motion:
            chart.draw_arcs(surface, self.app.kit["arcs"], self.app.seconds, rect.topleft)

    # words -------------------------------------------------------------------------------------------------------
    def _describe(self) -> str:
        selected = self.app.memory.get("selected", "")
        return say("window.map.describe", mode=say(f"window.mode.{self.mode}"), seat=named(self.app.view, selected))

    @property
    def focus_rect(self) -> pygame.Rect:
        """The pointer while a nation is under it (there its tooltip stands), else the whole map."""
        if self.hovered and self._hovered and self.root is not None and not (self.focused and self.root.focus.visible):
            return pygame.Rect(self.root.pointer[0] - 6, self.root.pointer[1] - 6, 12, 18)
        return self.rect

    def _tip(self, seat: str) -> Tip:
        lines = []
        first = "blocs" if self.mode == "political" else self.mode
        for mode in dict.fromkeys((first, "blocs", "compute", "trust")):
            land = next((x for x in self.app.view["maps"][mode]["nations"] if x["seat"] == seat), None)
            if land is not None and land["text"]:
                lines.append(say("window.map.tip", mode=say(f"window.mode.{mode}"), text=land["text"]))
        return Tip(named(self.app.view, seat), "\n".join(lines[:3]))

    # events ------------------------------------------------------------------------------------------------------
    def _event(self, event: pygame.event.Event) -> bool:
        chart: WorldMap | None = self.app.kit.get("map")
        if chart is None:
            return False
        if event.type == pygame.MOUSEBUTTONDOWN and event.button == 1:
            self._down, self._dragged = event.pos, False
            return True
        if event.type == pygame.MOUSEMOTION:
            return self._moved(event, chart)
        if event.type == pygame.MOUSEBUTTONUP and self._down is not None:
            self._down = None
            if not self._dragged:
                seat = chart.pick((event.pos[0] - self.rect.x, event.pos[1] - self.rect.y))
                if seat is not None and seat in self.app.view["seats"]:
                    self.on_select(seat)
            return True
        if event.type == pygame.MOUSEWHEEL and self.root is not None:
            spot = (self.root.pointer[0] - self.rect.x, self.root.pointer[1] - self.rect.y)
            chart.zoom_at(spot, event.y)
            return True
        if event.type == pygame.KEYDOWN:
            return self.keyed(event)
        return False

    def _moved(self, event: pygame.event.Event, chart: WorldMap) -> bool:
        if self._down is not None and self.root is not None and self.root._capture is self:
            far = abs(event.pos[0] - self._down[0]) + abs(event.pos[1] - self._down[1])
            if self._dragged or far > self.theme.px(6):
                self._dragged = True
                chart.pan(event.pos[0] - self._down[0], event.pos[1] - self._down[1])
                self._down = event.pos
            return True
        seat = chart.pick((event.pos[0] - self.rect.x, event.pos[1] - self.rect.y)) or ""
        if seat not in self.app.view["seats"]:
            seat = ""
        if seat != self._hovered:
            self._hovered = seat
            self.tip = self._tip(seat) if seat else None
            if self.root is not None and self.root.tooltip is not None and not self.root.tooltip.pinned:
                self.root.close_tooltip()
        return True

    def keyed(self, event: pygame.event.Event) -> bool:
        """Zoom with + − 0, choose with arrows and Tab."""
        chart: WorldMap | None = self.app.kit.get("map")
        if chart is None:
            return False
        if event.unicode in ("+", "=", "-", "−", "0"):
            if event.unicode == "0":
                chart.reset_view()
            else:
                chart.zoom_at((self.rect.width / 2, self.rect.height / 2), 1 if event.unicode in "+=" else -1)
            return True
        order = [seat for seat in self.app.view["nations"] if seat in chart.data.actors]
        at = order.index(self.app.memory["selected"]) if self.app.memory.get("selected") in order else -1
        if event.key == pygame.K_TAB and not event.mod & (pygame.KMOD_CTRL | pygame.KMOD_ALT):
            goal = at + (-1 if event.mod & pygame.KMOD_SHIFT else 1)
            if not 0 <= goal < len(order):
                return False
            self.on_select(order[goal])
            return True
        step = {pygame.K_LEFT: (-1, 0), pygame.K_RIGHT: (1, 0), pygame.K_UP: (0, -1), pygame.K_DOWN: (0, 1)}.get(
            event.key
        )
        if step is None or not order:
            return False
        if at < 0:
            self.on_select(order[0])
            return True
        here = chart.capital(order[at])
        best, least = "", float("inf")
        for seat in order:
            spot = chart.capital(seat)
            along = (spot[0] - here[0]) * step[0] + (spot[1] - here[1]) * step[1]
            beside = abs((spot[0] - here[0]) * step[1]) + abs((spot[1] - here[1]) * step[0])
            if seat != order[at] and along > 0 and along + 2 * beside < least:
                best, least = seat, along + 2 * beside
        if best:
            self.on_select(best)
        return True


def letters(words: str, px: int, weight: str, colour: Colour) -> pygame.Surface:
    """Words of the map in the faces of the kit."""
    return text._render(words, "condensed-bold" if weight == "semibold" else "condensed", px, colour, 0.0)
