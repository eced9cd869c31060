"""The title: shown before anything heavy is imported."""

from __future__ import annotations

import math

import pygame

from game.desktop import saves, shapes
from game.desktop.layout import Anchor, Column, Row, Spacer, Stack
from game.desktop.screens.base import Screen, room, when
from game.desktop.tokens import mix
from game.desktop.widgets import Button, Label, Live, Panel, Widget
from game.words import say


class Title(Screen):
    """Continue, new game, load, help, settings, credits, quit."""

    def __init__(self, app: object) -> None:
        super().__init__(app)  # type: ignore[arg-type]
        self.cards = saves.cards()
        self.latest = next((card for card in self.cards if not card["finished"]), None)
        self.first_focus = "continue" if self.latest else "new"
        self._sky: tuple[object, pygame.Surface] | None = None

    def build(self) -> Widget:
        """Words at the left, the globe's grid behind."""
        app, latest = self.app, self.latest
        note = ""
        if latest:
            who = latest["name"] or say("window.bar.watching")
            note = say("window.title.continue_note", who=who, date=when(latest["date"]), turn=latest["quarter"] + 1, of=latest["quarters"])
        no_save = say("window.title.no_save")
        choices: list[Widget] = [
            Button(say("window.title.continue"), self._continue, kind="primary" if latest else "normal", icon="player-play", note="",
                   id="continue", enabled=latest is not None, reason="" if latest else no_save),
            Button(say("window.title.new"), lambda: app.show("newgame"), kind="normal" if latest else "primary", icon="plus", id="new"),
            Button(say("window.title.load"), lambda: app.show("load"), icon="folder-open", id="load",
                   enabled=bool(self.cards), reason="" if self.cards else no_save),
            Button(say("window.title.help"), lambda: app.show("help"), icon="help", id="help"),
            Button(say("window.title.settings"), lambda: app.show("settings"), icon="settings", id="settings"),
            Button(say("window.title.credits"), lambda: app.show("credits"), icon="info-circle", id="credits"),
            Button(say("window.title.quit"), self._quit, icon="power", id="quit"),
        ]
        tall = room(app)[1] >= 620
        body = Column(
            Label(say("window.title.name"), "display", "TEXT"),
            Label(say("window.title.line"), "headline", "TEXT2", wrap=True),
            Spacer(18 if tall else 4),
            *choices,
            *([Label(note, "note", "TEXT3", wrap=True)] if note else []),
            gap=10 if tall else 6,
        )
        menu = Panel(body, background="PANEL", border="LINE", radius=8, pad=28 if tall else 16, over=True, size=(400, 0), id="menu")
        foot = Label(say("window.title.borders"), "note", "TEXT3", align="right")
        return Stack(
            Live(self._paint, id="sky"),
            Anchor(menu, x=0.08, y=0.5, pad=12),
            Anchor(Panel(Row(foot), background=None, over=True), x=1.0, y=1.0, pad=16),
        )

    def _paint(self, surface: pygame.Surface, rect: pygame.Rect) -> None:
        """A globe of hairlines, drawn once for a size."""
        theme = self.app.root.theme
        key = (rect.size, theme.palette)
        if self._sky is None or self._sky[0] != key:
            picture = pygame.Surface(rect.size)
            picture.fill(theme.ink("VOID"))
            centre = (rect.width * 0.68, rect.height * 0.5)
            radius = min(rect.width * 0.34, rect.height * 0.44)
            for step in range(24, 0, -1):
                glow = mix(theme.ink("VOID"), theme.ink("OCEAN1"), 1.0 - step / 24)
                shapes.circle(picture, centre, radius * (1 + step / 60), glow)
            shapes.circle(picture, centre, radius, theme.ink("OCEAN0"))
            for line in range(-75, 90, 15):
                y = math.sin(math.radians(line)) * radius
                half = math.cos(math.radians(line)) * radius
                pygame.draw.aaline(picture, theme.ink("GRATICULE"), (centre[0] - half, centre[1] + y), (centre[0] + half, centre[1] + y))
            for line in range(-75, 90, 15):
                points = [
                    (centre[0] + math.sin(math.radians(line)) * math.cos(math.radians(a)) * radius, centre[1] + math.sin(math.radians(a)) * radius)
                    for a in range(-90, 95, 5)
                ]
                pygame.draw.aalines(picture, theme.ink("GRATICULE"), False, points)
            blue, red = theme.ink("BLOC_BLUE"), theme.ink("BLOC_RED")
            for (a, b), (c, d), colour in (((-38, -35), (40, -28), blue), ((40, -28), (25, 30), red), ((-38, -35), (-25, 25), theme.ink("BLOC_TEAL"))):
                points = []
                for i in range(41):
                    s = i / 40
                    lon, lat = a + (c - a) * s, b + (d - b) * s - 16 * math.sin(math.pi * s)
                    points.append((centre[0] + math.sin(math.radians(lon)) * math.cos(math.radians(lat)) * radius, centre[1] + math.sin(math.radians(lat)) * radius))
                pygame.draw.aalines(picture, mix(theme.ink("OCEAN0"), colour, 0.75), False, points)
                for spot in (points[0], points[-1]):
                    shapes.circle(picture, spot, theme.px(5), theme.ink("TEXT"))
            self._sky = (key, picture)
        surface.blit(self._sky[1], rect)

    def _continue(self) -> None:
        if self.latest:
            self.app.begin("load", path=self.latest["path"])
            self.app.root.toast(say("window.loading"), "INFO", "hourglass")

    def _quit(self) -> None:
        self.app.running = False

    def refreshed(self, what: str) -> None:
        """Nothing of the world is shown here."""

    def escape(self) -> None:
        """Escape on the title does nothing; Quit is a button."""
