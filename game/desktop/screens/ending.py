"""The end of a game: its title, how compute was shared, the standing, and what turned it."""

from __future__ import annotations

from functools import partial
from typing import Any

from game.desktop import charts, text
from game.desktop.layout import Column, Row
from game.desktop.screens.base import GameScreen, named, room, when
from game.desktop.screens.heads import heading
from game.desktop.screens.history import named_parts, rank_card, shares_card
from game.desktop.screens.world import line_icon
from game.desktop.widgets import Button, Card, ChartView, Icon, Label, Panel, ScrollArea, Widget
from game.words import say


class Ending(GameScreen):
    """The last page; the game can still be looked at from here."""

    name = "ending"
    first_focus = "again"

    def __init__(self, app: Any) -> None:
        super().__init__(app)
        self.ending: dict[str, Any] | None = None
        app.world.ask("ending", self._came)

    def _came(self, ending: dict[str, Any]) -> None:
        self.ending = ending
        if self.app.screen is self and not self.app.root.overlays:
            self.app.rebuild()

    def body(self) -> Widget:
        """Title, area chart with marks, three cards."""
        app, view, ending = self.app, self.view, self.ending
        buttons = [
            Button(say("window.ending.epilogue"), lambda: app.show("epilogue"), icon="hourglass", id="epilogue"),
            Button(say("window.ending.look"), lambda: app.show("world"), icon="map-2", id="look"),
            Button(say("window.ending.quit"), self._quit, icon="power", id="quit"),
            Button(
                say("window.ending.again"), lambda: app.show("newgame"), kind="primary", icon="arrow-right", id="again"
            ),
        ]
        if ending is None:
            return Panel(
                Column(Row(*buttons, justify="end"), Label(say("window.history.coming"), "headline", "TEXT3"), gap=12),
                background="VOID",
                pad=16,
                id="main",
                flex=1,
            )
        place, points = self._place()
        under = (
            say("window.ending.watched")
            if place == 0
            else say(
                "window.ending.place",
                who=named(view, view["seat"]),
                points=points,
            )
        )
        dates = view["compute"]["dates"]
        span = say("window.ending.span", start=when(dates[0]), end=when(dates[-1]))
        head = heading(app, ending["title"], f"{span}  {under}", *buttons, role="display")
        marks = [charts.Mark(m["quarter"], line_icon(m["line"]["kind"]), "ACCENT") for m in self._marks()]
        shares = shares_card(view, marks, say("window.ending.marks"))
        story = Card(
            ScrollArea(
                Column(Label(ending["paragraph"], "headline", "TEXT2", wrap=True), *self._tests(), gap=10),
                id="ending-story",
                flex=1,
            ),
            title=say("window.ending.why"),
            icon="quote",
            flex=1.2,
        )
        turned = Card(
            ScrollArea(Column(*self._turned(), gap=8), id="ending-marks", flex=1),
            title=say("window.ending.turned"),
            icon="history",
            flex=1,
        )
        rank = rank_card(view, ending["standing"], say("window.history.standing_note"), 7)
        tall = room(app)[1] >= 760
        if tall and room(app)[0] >= 1300:
            low: Widget = Panel(
                Row(rank, self._own(), story, turned, gap=12, align="stretch", flex=1), background=None, size=(0, 300)
            )
            return Panel(Column(head, shares, low, gap=12), background="VOID", pad=16, id="main", flex=1)
        page = ScrollArea(Column(shares, rank, self._own(), story, turned, gap=12), id="ending-page", flex=1)
        return Panel(Column(head, page, gap=12), background="VOID", pad=16, id="main", flex=1)

    def _place(self) -> tuple[int, str]:
        ending = self.ending or {"standing": []}
        ordered = sorted(ending["standing"], key=lambda row: -row["points"])
        for i, row in enumerate(ordered):
            if row["seat"] == self.view["seat"]:
                return i + 1, text.number(row["points"])
        return 0, ""

    def _marks(self) -> list[dict[str, Any]]:
        """The weightiest event of a quarter, at most eight and well apart."""
        ending = self.ending or {"marks": []}
        found: list[dict[str, Any]] = []
        for mark in sorted(ending["marks"], key=lambda m: -m["line"]["weight"]):
            if all(abs(mark["quarter"] - other["quarter"]) >= 2 for other in found):
                found.append(mark)
            if len(found) == 8:
                break
        return sorted(found, key=lambda m: m["quarter"])

    def _own(self) -> Card:
        ending = self.ending or {"standing": []}
        row = next((r for r in ending["standing"] if r["seat"] == self.view["seat"]), None) or (
            ending["standing"][0] if ending["standing"] else None
        )
        parts = [] if row is None else named_parts(row)
        mine = row is not None and row["seat"] == self.view["seat"]
        title = say("window.ending.from_own") if mine else say("window.ending.from_of", who=row["name"] if row else "")
        words = ", ".join(f"{name} {text.signed(amount, 1)}" for name, amount in parts)
        return Card(
            ChartView(
                partial(charts.causes, rows=parts, digits=1),
                words=words,
                height=28 * max(1, len(parts)),
                flex=1,
                id="points-chart",
            ),
            title=title,
            note=say("window.history.standing_note"),
            icon="list",
            flex=1,
        )

    def _tests(self) -> list[Widget]:
        ending = self.ending or {"tests": []}
        return [
            Row(
                Icon("check" if test["holds"] else "x", "POS" if test["holds"] else "TEXT3", side=18, beside="strong"),
                Column(
                    Label(test["title"], "strong", "TEXT" if test["holds"] else "TEXT2"),
                    Label(test["text"], "note", "TEXT3", wrap=True),
                    gap=0,
                    flex=1,
                ),
                gap=10,
                align="start",
            )
            for test in ending["tests"]
        ]

    def _turned(self) -> list[Widget]:
        rows: list[Widget] = []
        for mark in self._marks():
            rows.append(
                Row(
                    Icon(line_icon(mark["line"]["kind"]), "ACCENT", side=18, beside="note"),
                    Column(
                        Label(mark["line"]["text"], "note", "TEXT", wrap=True),
                        Label(when(mark["date"]), "note", "TEXT3"),
                        gap=0,
                        flex=1,
                    ),
                    gap=10,
                    align="start",
                )
            )
        return rows or [Label(say("window.ending.nothing"), "note", "TEXT3")]

    def _quit(self) -> None:
        self.app.running = False

    def escape(self) -> None:
        """To the title."""
        self.app.show("title")
