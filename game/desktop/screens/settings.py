"""Settings: size of text, colours, motion, the report, and how many offers are put before the player."""

from __future__ import annotations

from typing import Any

from game.desktop import settings as kept
from game.desktop.layout import Column, Grid, Row, Spacer
from game.desktop.screens.base import Screen, room
from game.desktop.screens.heads import TWO_COLUMNS, back_page
from game.desktop.screens.offers import offers_choice
from game.desktop.widgets import Card, Choice, Label, Meter, ScrollArea, Toggle, Widget
from game.words import say


class Settings(Screen):
    """A small page with a live preview: the page itself."""

    first_focus = "text-scale"

    def build(self) -> Widget:
        """Rows of settings."""
        settings = self.app.settings
        scale = min(range(len(kept.SCALES)), key=lambda i: abs(kept.SCALES[i] - settings["text_scale"]))
        look = Card(
            Label(say("window.settings.text"), "body", "TEXT2"),
            Choice([f"{s:.0%}" for s in kept.SCALES], scale, self._scale, id="text-scale"),
            Label(say("window.settings.colours"), "body", "TEXT2"),
            Choice(
                [say(f"window.settings.{name}") for name in kept.COLOURS],
                kept.COLOURS.index(settings["colours"]),
                self._colours,
                id="colours",
            ),
            Toggle(
                say("window.settings.motion"),
                settings["reduced_motion"],
                self._set("reduced_motion"),
                id="reduced-motion",
            ),
            Toggle(say("window.settings.report"), settings["report"], self._set("report"), id="show-report"),
            Toggle(say("window.settings.full"), self.app.full, lambda _: self.app.turn_full(), id="full-screen"),
            *offers_choice(self.app),
            title=say("window.settings.look"),
            gap=10,
        )
        sample = Card(
            Label(say("window.settings.sample_head"), "headline", "TEXT", wrap=True),
            Label(say("window.settings.sample"), "body", "TEXT2", wrap=True),
            Grid(
                *(
                    Meter(0.3 + 0.15 * i, label=say(f"window.settings.sample_bloc_{i + 1}"), ink=ink)
                    for i, ink in enumerate(("BLOC_BLUE", "BLOC_RED", "BLOC_VIOLET", "BLOC_TEAL"))
                ),
                min_column=150,
                gap=16,
            ),
            Row(
                Label("+12", "strong", "POS"),
                Label("−7", "strong", "NEG"),
                Spacer(),
                gap=12,
            ),
            Label(say("window.settings.kept"), "note", "TEXT3", wrap=True),
            title=say("window.settings.preview"),
            gap=8,
        )
        look.flex = sample.flex = 1.0 if room(self.app)[0] >= TWO_COLUMNS else 0.0
        if look.flex:
            parts: Widget = Row(look, sample, gap=12, align="start")
        else:
            parts = Column(look, sample, gap=12)
        page = ScrollArea(parts, id="settings-page", flex=1)
        return back_page(say("window.settings.title"), self.escape, page, id="settings")

    def _scale(self, index: int) -> None:
        self.app.settings["text_scale"] = kept.SCALES[index]
        self.app.apply_settings()

    def _colours(self, index: int) -> None:
        self.app.settings["colours"] = kept.COLOURS[index]
        self.app.apply_settings()

    def _set(self, name: str) -> Any:
        def change(value: bool) -> None:
            self.app.settings[name] = value
            self.app.apply_settings()

        return change

    def escape(self) -> None:
        """Back to where it was opened."""
        self.app.back()

    def refreshed(self, what: str) -> None:
        """Nothing of the world is shown here."""
