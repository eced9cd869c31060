"""The world: the map with its modes, the dock under it, and the dossier at the right."""

from __future__ import annotations

from functools import partial
from typing import Any

import pygame

from game.desktop import charts, shapes, text
from game.desktop.layout import Anchor, Column, Row, Spacer, Stack
from game.desktop.screens.base import GameScreen, bloc_ink, bloc_name, named, room, when
from game.desktop.screens.dossier import dossier
from game.desktop.screens.mapping import MODES, MapArea, bloc_of
from game.desktop.tokens import Theme, mix
from game.desktop.widgets import (
    Button,
    Card,
    ChartView,
    Choice,
    Dropdown,
    Icon,
    Label,
    Modal,
    Panel,
    ScrollArea,
    Tabs,
    Tip,
    Widget,
)
from game.words import say

LEAST = (900, 560)
"""Width and height [design px] below which map, dock and file take each other's place."""


class WorldScreen(GameScreen):
    """The screen on which a quarter begins and ends."""

    name = "world"
    first_focus = "map"

    def __init__(self, app: Any) -> None:
        super().__init__(app)
        app.memory.setdefault("mode", "political")
        app.memory.setdefault("tab", 0)
        app.memory.setdefault("dock", 0)
        app.memory.setdefault("page", 0)
        app.memory.setdefault("drawer", False)
        if app.memory["selected"] not in self.view["dossiers"]:
            self._file()

    @property
    def wide(self) -> bool:
        """Whether panel and dock have their full size beside the map."""
        return room(self.app)[0] >= 1400 and room(self.app)[1] >= 760

    @property
    def low(self) -> bool:
        """Whether one thing at a time is shown: the map, a card of the dock, or the file."""
        wide, high = room(self.app)
        return wide < LEAST[0] or high < LEAST[1]

    def body(self) -> Widget:
        """Map over dock."""
        app = self.app
        self.map = MapArea(app, self.select, app.memory["mode"])
        names = [say(f"window.mode.{mode}") for mode in MODES]
        at = MODES.index(app.memory["mode"])
        if room(app)[0] >= 1400:
            choice: Widget = Choice(names, at, self._mode, id="modes")
        else:
            choice = Dropdown("", names, at, self._mode, id="modes")
        layers: list[Widget] = [self.map]
        if room(app)[0] >= 1200 and room(app)[1] >= 640:
            layers.append(Anchor(self._legend(), x=0.0, y=1.0, pad=12))
        tools: list[Widget] = []
        if not self.wide:
            label = say("window.world.close_dossier") if app.memory["drawer"] else say("window.world.dossier")
            tools.append(Button(label, self._drawer, icon="user", low=True, id="drawer"))
        modes = Panel(
            Row(choice, Spacer(), *tools, gap=12), background="VOID", pad=(12, 0), size=(0, 46), id="modes-panel"
        )
        if self.low and app.memory["drawer"]:
            return Column(modes, dossier(app, whole=True), gap=0, flex=1)
        if self.low:
            return Column(modes, self._pages(Stack(*layers, flex=1)), gap=0, flex=1)
        return Column(modes, Stack(*layers, flex=1), self._dock(), gap=0, flex=1)

    def side(self) -> Widget | None:
        """The dossier of the selected seat, unless there is no room for it."""
        app = self.app
        if not self.wide and (self.low or not app.memory["drawer"]):
            return None
        return dossier(app)

    def _legend(self) -> Widget:
        """What the fills and the lines of the mode mean."""
        view, mode = self.view, self.app.memory["mode"]
        rows: list[Widget] = []
        if mode == "political":
            hosts = [(bloc_name(view, i), bloc_ink(i), False) for i in range(len(view["hosts"]))]
            keys = [*hosts, (bloc_name(view, -1), "SWING", True)]
            rows += [_swatch(name, ink, hatch) for name, ink, hatch in keys]
        else:
            for key in view["maps"][mode]["legend"]:
                fill = key["fill"]
                ink: Any = (
                    "SWING"
                    if fill == "swing"
                    else bloc_ink(bloc_of(view, fill))
                    if fill.startswith(("bloc", "own"))
                    else _SCALE[mode]
                )
                rows.append(_swatch(key["label"], ink, key["hatch"], key["shade"] if fill == "scale" else 1.0, mode))
        kinds = dict.fromkeys(arc["kind"] for arc in view["maps"][mode]["arcs"])
        for kind in kinds:
            line = ChartView(partial(_sample, kind=kind), words="", height=14, width=30, background="PANEL")
            rows.append(Row(line, Label(say(f"window.legend.{kind}"), "key", "TEXT2"), gap=8))
        return Panel(
            Column(*rows, gap=2), background="PANEL", border="LINE", radius=8, pad=(12, 8), over=True, id="legend"
        )

    def _mode(self, index: int) -> None:
        self.app.memory["mode"] = MODES[index]
        self.app.rebuild()

    def _drawer(self) -> None:
        self.app.memory["drawer"] = not self.app.memory["drawer"]
        self.app.rebuild()

    # the dock ----------------------------------------------------------------------------------------------------
    def _dock(self) -> Widget:
        cards = [self._frontier(), self._compute(), self._wire()]
        if self.wide:
            return Panel(
                Row(*cards, gap=12, align="stretch", flex=1),
                background="VOID",
                pad=(12, 0, 12, 12),
                size=(0, 262),
                id="dock",
            )
        app = self.app
        tabs = Tabs(
            [say("window.dock.frontier"), say("window.dock.compute"), say("window.dock.wire")],
            app.memory["dock"],
            self._docked,
            id="dock-tabs",
        )
        card = cards[app.memory["dock"]]
        card.title = card.note = card.icon = ""
        return Panel(Column(tabs, card, gap=6), background="VOID", pad=(12, 4, 12, 8), size=(0, 216), id="dock")

    def _pages(self, world: Widget) -> Widget:
        """Where it is low: the map, or one card of the dock in its place."""
        app = self.app
        names = [say(f"window.dock.{name}") for name in ("map", "frontier", "compute", "wire")]
        at = app.memory["page"]
        tabs = Tabs(names, at, self._paged, id="dock-tabs", flex=1)
        shown = world
        if at:
            card = (self._frontier, self._compute, self._wire)[at - 1]()
            card.title = card.note = card.icon = ""
            shown = Panel(card, background="VOID", pad=(12, 0, 12, 8), id="dock", flex=1)
        return Column(Panel(Row(tabs), background="VOID", pad=(12, 0)), shown, gap=4, flex=1)

    def _paged(self, index: int) -> None:
        self.app.memory["page"] = index
        self.app.rebuild()

    def _docked(self, index: int) -> None:
        self.app.memory["dock"] = index
        self.app.rebuild()

    def _frontier(self) -> Card:
        view = self.view
        line = view["frontier"]
        seat = view["seat"]
        own = say("window.chart.you") if seat == line["own"] else named(view, line["own"])
        hosts = view["hosts"]
        rival = bloc_ink(hosts.index(line["rival"])) if line["rival"] in hosts else "ACCENT"
        series = [
            charts.Series(own, tuple(line["own_line"]), ink="TEXT"),
            charts.Series(named(view, line["rival"]), tuple(line["rival_line"]), ink=rival),
            charts.Series(say("window.chart.open_short"), tuple(line["open_line"]), ink="BLOC_TEAL"),
        ]
        steps = _years(line["dates"])
        note = say("window.dock.frontier_note")
        if len(line["own_line"]) < 2:
            rows = [
                (own, line["index"][0], ""),
                (named(view, line["rival"]), line["index"][1], ""),
                (say("window.chart.open"), line["index"][2], ""),
            ]
            gaps = dict(zip(line["index"], (line[f"{key}_line"][-1] for key in ("own", "rival", "open")), strict=True))
            paint = partial(charts.score_bars, rows=rows, own=0, format=lambda value: _quarters(gaps.get(value, 0.0)))
        else:
            paint = partial(
                charts.fan, series=series, steps=steps, step_every=1, names_at_ends=True, format=_quarters, high=0.0
            )
        words = say(
            "window.dock.frontier_words",
            who=own,
            own=_quarters(line["own_line"][-1]),
            rival=_quarters(line["rival_line"][-1]),
        )
        names = (own, named(view, line["rival"]), say("window.chart.open"))
        indices = ", ".join(f"{who} {text.number(value, 1)}" for who, value in zip(names, line["index"], strict=True))
        tip = Tip(say("window.dock.frontier"), say("window.dock.frontier_tip", indices=indices))
        return Card(
            ChartView(paint, words=words, height=190, flex=1, id="frontier-chart", tip=tip),
            title=say("window.dock.frontier"),
            note=note,
            icon="chart-line",
            flex=1.1,
        )

    def _compute(self) -> Card:
        view = self.view
        parts = []
        for row in view["compute"]["rows"]:
            line = row["line"]
            change = 100 * (line[-1] - line[-2]) if len(line) > 1 else None
            parts.append((bloc_name(view, row["bloc"]), 100 * line[-1], change, bloc_ink(row["bloc"])))
        words = ", ".join(f"{name} {value:.0f}%" for name, value, _, _ in parts)
        return Card(
            ChartView(partial(charts.share_bar, parts=parts), words=words, height=190, flex=1, id="compute-chart"),
            title=say("window.dock.compute"),
            note=say("window.dock.compute_note"),
            icon="stack-2",
            flex=0.8,
        )

    def _wire(self) -> Card:
        app = self.app
        lines: list[Widget] = wire(app)
        if not lines:
            lines = [Label(self.view["summary"], "headline", "TEXT2", wrap=True)]
        note = say("window.dock.wire_note", date=when(app.report["date"])) if app.report else when(self.view["date"])
        return Card(
            ScrollArea(Column(*lines, gap=8), id="wire", flex=1),
            title=say("window.dock.wire"),
            note=note,
            icon="news",
            flex=1.1,
        )

    # what happens ------------------------------------------------------------------------------------------------
    def select(self, seat: str) -> None:
        """Choose a seat: its dossier is shown."""
        if seat != self.app.memory.get("selected"):
            self.app.memory["selected"] = seat
            self._file()

    def _file(self) -> None:
        """Show the file of the selected seat, once it is here."""
        app, seat = self.app, self.app.memory["selected"]
        if seat in self.view["dossiers"] or app.turning:
            app.rebuild()
            return

        def came(file: dict[str, Any]) -> None:
            app.view["dossiers"][seat] = file
            if app.screen is self and app.memory["selected"] == seat and not app.root.overlays:
                app.rebuild()

        app.world.ask("dossier", came, seat=seat)

    def refreshed(self, what: str) -> None:
        """The file of the selected seat is asked for again when the quarter has changed."""
        if what in ("desk", "world"):
            self.view["dossiers"].clear() if what == "world" else None
            self._file()
        else:
            super().refreshed(what)

    def key(self, event: pygame.event.Event) -> bool:
        """Digits change the mode, brackets the seat; then the shortcuts of a game."""
        if event.unicode and event.unicode in "12345678":
            self._mode(int(event.unicode) - 1)
            return True
        if event.unicode and event.unicode in "[]":
            order = list(self.view["seats"])
            at = order.index(self.app.memory["selected"]) if self.app.memory.get("selected") in order else 0
            self.select(order[(at + (1 if event.unicode == "]" else -1)) % len(order)])
            return True
        if event.unicode and event.unicode in "+=-0":
            if self.app.kit.get("map") is not None:
                self.map.keyed(event)
            return True
        return super().key(event)

    def escape(self) -> None:
        """Ask whether to leave the game."""
        app = self.app
        if app.memory["drawer"]:
            self._drawer()
            return
        root = app.root

        def leave() -> None:
            root.close(modal)
            app.show("title")

        def save() -> None:
            root.close(modal)
            app.show("saving")

        modal = Modal(
            say("window.leave.title"),
            Label(say("window.leave.text"), "body", "TEXT2", wrap=True),
            actions=(
                Button(say("window.leave.stay"), lambda: root.close(modal), key="Esc", id="stay"),
                Button(say("window.rail.saving"), save, icon="device-floppy", id="leave-save"),
                Button(say("window.leave.leave"), leave, kind="primary", icon="home", id="leave"),
            ),
            first="stay",
            id="leave-dialog",
        )
        root.open(modal)


_SCALE: dict[str, Any] = {
    "compute": "BLOC_BLUE",
    "chip_flows": "ACCENT",
    "treaties": "BLOC_TEAL",
    "restrictions": "BLOC_RED",
    "risk": "NEG",
    "trust": "POS",
}


def _swatch(name: str, ink: Any, hatch: bool, shade: float = 1.0, mode: str = "") -> Widget:
    paint = partial(_fill_sample, ink=ink, hatch=hatch, shade=shade, mode=mode)
    return Row(ChartView(paint, words="", height=14, width=18, background="PANEL"), Label(name, "key", "TEXT2"), gap=8)


def _fill_sample(
    surface: pygame.Surface, rect: pygame.Rect, theme: Theme, *, ink: Any, hatch: bool, shade: float, mode: str
) -> None:
    """A little square of a fill as it is on the map."""
    colour = theme.ink(ink)
    if mode == "trust" and shade < 0.5:
        colour = theme.ink("NEG")
    elif shade < 1.0 or mode:
        colour = mix(theme.ink("MAP_BASE"), colour, 0.06 + 0.84 * shade)
    box = pygame.Rect(rect.x, rect.centery - theme.px(6), theme.px(14), theme.px(12))
    shapes.rounded(surface, box, theme.px(2), colour)
    if hatch:
        for x in range(box.x, box.right, max(3, theme.px(4))):
            pygame.draw.aaline(
                surface, theme.ink("SWING_HATCH"), (x, box.bottom - 1), (min(x + box.height, box.right - 1), box.y)
            )


def wire(app: Any, most: int = 8) -> list[Widget]:
    """Lines of the quarter just played, what bears most on this seat first."""
    report = app.report
    if not report:
        return []
    seat = app.view["seat"]
    seen: set[str] = set()
    found: list[Widget] = []
    lines = [line for move in report["moves"] for line in move["lines"]] + report["happened"]
    for line in sorted(lines, key=lambda x: -x["bearing"]):
        if line["text"] in seen:
            continue
        seen.add(line["text"])
        own = seat in line["seats"]
        parts: list[Widget] = [Label(line["text"], "headline", "TEXT", wrap=True)]
        if line["reason"]:
            parts.append(Label(line["reason"], "note", "TEXT3", wrap=True))
        found.append(
            Row(
                Icon(line_icon(line["kind"]), "ACCENT" if own else "TEXT3", side=18, beside="headline"),
                Column(*parts, gap=0, flex=1),
                gap=10,
                align="start",
            )
        )
        if len(found) == most:
            break
    return found


_ICONS = {
    "incident": "alert-triangle",
    "rupture": "flame",
    "lead_changed": "trending-up",
    "crisis": "ladder",
    "deal": "file-text",
    "body": "building-bank",
    "standard": "certificate",
    "model": "brain",
    "training": "brain",
    "controls": "lock",
    "election": "speakerphone",
    "shortage": "package",
    "power": "bolt",
    "firm": "building-skyscraper",
    "capacity": "building-factory",
    "nation": "world",
    "near": "world",
    "package": "gift",
    "stance": "flag",
    "market": "ship",
    "budget": "coin",
    "policy": "gavel",
    "offer": "mail",
    "levy": "receipt",
    "imports": "ban",
    "release": "lock-open",
    "game": "trophy",
    "vote": "speakerphone",
    "occasion": "clipboard-list",
    "strategy": "robot",
    "finding": "eye",
    "analysts": "eye",
    "study": "eye",
    "inspection": "search",
    "audit": "shield-check",
    "leak": "package",
    "mediation": "users",
    "programme": "rocket",
    "campaign": "search",
    "line": "building-factory",
    "sounding": "message",
    "office": "briefcase",
    "tests": "certificate",
    "consortium": "users-group",
    "orders": "ban",
}


def line_icon(kind: str) -> str:
    """Icon of a kind of event."""
    return _ICONS.get(kind) or _ICONS.get(kind.split("_")[0], "news")


def _quarters(value: float) -> str:
    """A distance in quarters, with its sign."""
    return say("window.amount.quarters", value=text.signed(value, 1))


def _years(dates: list[str]) -> list[str]:
    return [date[:4] if date[4:] == "Q1" or (i == 0 and len(dates) < 4) else "" for i, date in enumerate(dates)]


def _sample(surface: pygame.Surface, rect: pygame.Rect, theme: Theme, *, kind: str) -> None:
    """A line of the legend, in the pattern it has on the map."""
    y, px = rect.centery, theme.px
    if kind == "treaty":
        surface.fill(theme.ink("BLOC_TEAL"), (rect.x, y - px(1) // 2, rect.width, px(2)))
    elif kind == "chips":
        for x in range(rect.x + px(3), rect.right, px(8)):
            pygame.draw.circle(surface, theme.ink("ACCENT"), (x, y), px(2))
    else:
        for x in range(rect.x, rect.right, px(11)):
            surface.fill(theme.ink("BLOC_RED"), (x, y - px(1), min(px(7), rect.right - x), px(3)))
