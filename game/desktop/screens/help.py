"""Help: what to do in a quarter, and every key."""

from __future__ import annotations

from game.desktop.layout import Column, Grid, Row
from game.desktop.screens.base import Screen, room
from game.desktop.screens.heads import TWO_COLUMNS, back_page
from game.desktop.widgets import Card, KeyHint, Label, ScrollArea, Widget
from game.words import say

STEPS = ("report", "desk", "moves", "deals", "end")
KEYS = (
    ("W", "world"),
    ("I", "desk"),
    ("O", "orders"),
    ("D", "deals"),
    ("N", "news"),
    ("H", "history"),
    ("S", "saving"),
    ("E", "end"),
    ("Z", "undo"),
    ("Tab", "next"),
    ("Enter", "press"),
    ("← → ↑ ↓", "arrows"),
    ("[ ]", "actors"),
    ("1–8", "modes"),
    ("+ − 0", "zoom"),
    ("F1", "why"),
    ("Esc", "back"),
    ("F11", "full"),
    ("F12", "shot"),
    ("?", "help"),
)


class Help(Screen):
    """One page, in two columns where there is room."""

    first_focus = "back"

    def build(self) -> Widget:
        """How a quarter goes, and the keys."""
        steps = []
        for number, step in enumerate(STEPS, start=1):
            steps.append(
                Row(
                    Label(str(number), "figure-quiet", "ACCENT"),
                    Column(
                        Label(say(f"window.help.{step}_head"), "strong", "TEXT"),
                        Label(say(f"window.help.{step}"), "body", "TEXT2", wrap=True),
                        gap=0,
                        flex=1,
                    ),
                    gap=16,
                    align="start",
                )
            )
        how = Card(*steps, title=say("window.help.quarter"), icon="hourglass", gap=12)
        keys = Card(
            Grid(*(KeyHint(key, say(f"window.help.key_{name}")) for key, name in KEYS), min_column=340, gap=10),
            title=say("window.help.keys"),
            icon="keyboard",
        )
        words = Card(
            Label(say("window.help.influence"), "body", "TEXT2", wrap=True),
            Label(say("window.help.clocks"), "body", "TEXT2", wrap=True),
            Label(say("window.help.pins"), "body", "TEXT2", wrap=True),
            Label(say("window.help.fog"), "body", "TEXT2", wrap=True),
            title=say("window.help.words"),
            icon="books",
            gap=8,
        )
        if room(self.app)[0] >= TWO_COLUMNS:
            parts: Widget = Row(Column(how, words, gap=12, flex=1), Column(keys, flex=1), gap=12, align="start")
        else:
            parts = Column(how, words, keys, gap=12)
        page = ScrollArea(parts, id="help-page", flex=1)
        return back_page(say("window.help.title"), self.escape, page, id="help")

    def escape(self) -> None:
        """Back to where it was opened."""
        self.app.back()

    def refreshed(self, what: str) -> None:
        """Nothing of the world is shown here."""
