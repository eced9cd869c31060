"""The title: shown before anything heavy is imported."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pygame

from game.desktop import saves
from game.desktop.layout import Anchor, Column, Grid, Row, Spacer, Stack
from game.desktop.screens.base import Screen, room, when
from game.desktop.widgets import Button, Label, Live, Panel, Widget
from game.words import say

if TYPE_CHECKING:
    from game.desktop.app import App
    from game.desktop.worldmap import Arc, WorldMap


class Title(Screen):
    """Continue, new game, load, help, settings, credits, quit."""

    def __init__(self, app: App) -> None:
        super().__init__(app)
        self.cards = saves.cards()
        self.latest = next((card for card in self.cards if not card["finished"]), None)
        self.first_focus = "continue" if self.latest else "new"
        self._chart: WorldMap | None = None
        self._arcs: list[Arc] = []
        self._shown, self._frames = 0.0, 0

    def build(self) -> Widget:
        """Words at the left, the globe's grid behind."""
        app, latest = self.app, self.latest
        note = ""
        if latest:
            who = latest["name"] or say("window.bar.watching")
            note = say(
                "window.title.continue_note",
                who=who,
                date=when(latest["date"]),
                turn=latest["quarter"] + 1,
                of=latest["quarters"],
            )
        no_save = say("window.title.no_save")
        choices: list[Widget] = [
            Button(
                say("window.title.continue"),
                self._continue,
                kind="primary" if latest else "normal",
                icon="player-play",
                note="",
                id="continue",
                enabled=latest is not None,
                reason="" if latest else no_save,
            ),
            Button(
                say("window.title.new"),
                lambda: app.show("newgame"),
                kind="normal" if latest else "primary",
                icon="plus",
                id="new",
            ),
            Button(
                say("window.title.load"),
                lambda: app.show("load"),
                icon="folder-open",
                id="load",
                enabled=bool(self.cards),
                reason="" if self.cards else no_save,
            ),
            Button(say("window.title.help"), lambda: app.show("help"), icon="help", id="help"),
            Button(say("window.title.settings"), lambda: app.show("settings"), icon="settings", id="settings"),
            Button(say("window.title.credits"), lambda: app.show("credits"), icon="info-circle", id="credits"),
            Button(say("window.title.quit"), self._quit, icon="power", id="quit"),
        ]
        tall = room(app)[1] >= 620
        if not tall:
            choices = [*choices[:2], Grid(*choices[2:], columns=2, gap=6)]
        body = Column(
            Label(say("window.title.name"), "display", "TEXT"),
            Label(say("window.title.line"), "headline", "TEXT2", wrap=True),
            Spacer(18 if tall else 4),
            *choices,
            *([Label(note, "note", "TEXT3", wrap=True)] if note else []),
            gap=10 if tall else 6,
        )
        menu = Panel(
            body,
            background="PANEL",
            border="LINE",
            radius=8,
            pad=28 if tall else 16,
            over=True,
            size=(400 if tall else 440, 0),
            id="menu",
        )
        foot = Label(say("window.title.borders"), "note", "TEXT3", align="right")
        return Stack(
            Live(self._paint, id="sky"),
            Anchor(menu, x=0.08, y=0.5, pad=12),
            Anchor(Panel(Row(foot), background=None, over=True), x=1.0, y=1.0, pad=16),
        )

    def _paint(self, surface: pygame.Surface, rect: pygame.Rect) -> None:
        """Dark sea at first; then the map comes up slowly."""
        theme = self.app.root.theme
        surface.fill(theme.ink("VOID"), rect)
        chart = self._chart
        if chart is None or self._shown <= 0:
            return
        chart.resize(rect.size, theme.scale)
        picture = chart.static_surface()
        if self._shown < 1.0:
            veil = pygame.Surface(rect.size)
            veil.blit(picture, (0, 0))
            veil.set_alpha(round(255 * self._shown))
            surface.blit(veil, rect)
            return
        surface.blit(picture, rect)
        if not theme.reduced_motion:
            chart.draw_arcs(surface, self._arcs, self.app.seconds, rect.topleft)

    def frame(self, dt: float) -> None:
        """After the first frames, load the map and let it come up within a second."""
        self._frames += 1
        if self._chart is None and self._frames == 3:
            self._load()
        if self._chart is not None and self._shown < 1.0:
            self._shown = 1.0 if self.app.root.theme.reduced_motion else min(1.0, self._shown + dt / 0.9)
            self.app.root.changed = True

    def _load(self) -> None:
        from game.desktop.screens.mapping import letters
        from game.desktop.worldmap import Arc, Fill, WorldMap
        from game.paths import asset

        theme = self.app.root.theme
        palette = theme.palette
        chart = WorldMap(
            asset("map", "world.npz"),
            asset("map", "actors.toml"),
            theme.size,
            render=letters,
            palette=palette,
            scale=theme.scale,
        )
        blue, red, violet, teal = palette.BLOC_MAP
        chart.set_fills(
            {
                "USA": Fill(blue, 0.92),
                "CHN": Fill(red, 0.92),
                "EUR": Fill(violet, 0.86),
                "GULF": Fill(teal, 0.8),
                **{seat: Fill(palette.SWING, 0.9, hatch=True) for seat in ("IND", "SEA", "BRA", "AFR")},
                **{seat: Fill(blue, 0.55) for seat in ("JPN", "KOR", "TWN", "CAN", "GBR")},
                "NLD": Fill(violet, 0.6),
            }
        )
        chart.set_names({seat: "" for seat in chart.data.actors})
        self._arcs = [
            Arc("treaty", "USA", "GBR"),
            Arc("chips", "TWN", "USA", 1.5),
            Arc("control", "USA", "CHN"),
            Arc("treaty", "CHN", "BRA"),
            Arc("chips", "NLD", "TWN"),
            Arc("treaty", "EUR", "IND"),
            Arc("chips", "KOR", "USA"),
        ]
        chart.set_arcs(self._arcs)
        self._chart = chart

    def _continue(self) -> None:
        if self.latest:
            self.app.begin("load", path=self.latest["path"])

    def _quit(self) -> None:
        self.app.running = False

    def refreshed(self, what: str) -> None:
        """Nothing of the world is shown here."""

    def escape(self) -> None:
        """Escape on the title does nothing; Quit is a button."""
