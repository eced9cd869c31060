"""The epilogue: the quarters after the end under standing orders, told on one page, and what they did to the points."""

from __future__ import annotations

from functools import partial
from typing import Any

from game.desktop import charts, text
from game.desktop.layout import Column, Grid, Row
from game.desktop.screens.base import GameScreen, bloc_ink, room, sentence, when
from game.desktop.screens.heads import TWO_COLUMNS, heading
from game.desktop.screens.history import FORMATS
from game.desktop.screens.world import line_icon
from game.desktop.tokens import Ink
from game.desktop.widgets import Button, Card, ChartView, Icon, Label, Panel, ScrollArea, Widget
from game.words import say

MOVED = 6
"""Seats whose points are shown as moved."""
SPARE: tuple[Ink, ...] = ("BLOC_TEAL", "BLOC_VIOLET", "POS", "INFO")


class Epilogue(GameScreen):
    """Reached from the ending; Escape leads back there."""

    name = "epilogue"
    first_focus = "to-ending"

    def __init__(self, app: Any) -> None:
        super().__init__(app)
        self.found: dict[str, Any] | None = None
        self.asked = bool(self.view["finished"])
        if self.asked:
            app.world.ask("aftermath", self._came)

    def _came(self, found: dict[str, Any] | None) -> None:
        self.found, self.asked = found, False
        if self.app.screen is self and not self.app.root.overlays:
            self.app.rebuild()

    def body(self) -> Widget:
        """Title and verdict over cards."""
        found = self.found
        back = Button(say("window.epilogue.back"), self.escape, kind="primary", icon="arrow-left", id="to-ending")
        if found is None or not found["told"]:
            words = say("window.history.coming" if self.asked else "window.epilogue.early")
            note = found["text"] if found else words
            head = heading(self.app, say("window.epilogue.title"), "", back, role="display")
            why = Label(note, "headline", "TEXT2", wrap=True)
            return Panel(Column(head, why, gap=12), background="VOID", pad=16, id="main", flex=1)
        span = say("window.ending.span", start=when(found["start"]), end=when(found["end"]))
        title = say("window.epilogue.title_of", ending=found["title"])
        head = heading(self.app, title, span, back, role="display")
        story = Card(
            Label(found["text"], "headline", "TEXT2", wrap=True),
            Label(say("window.epilogue.rule"), "note", "TEXT3", wrap=True),
            title=say("window.epilogue.what"),
            icon="quote",
            gap=8,
        )
        left = [story, *self._goals(found), self._moved(found)]
        right = [self._charts(found), self._quarters(found)]
        if room(self.app)[0] < TWO_COLUMNS:
            page: Widget = ScrollArea(Column(*left, *right, gap=12), id="epilogue-0", flex=1)
        else:
            areas = [
                ScrollArea(Column(*cards, gap=12), id=f"epilogue-{i}", flex=part)
                for i, (cards, part) in enumerate(((left, 1.0), (right, 1.4)))
            ]
            page = Row(*areas, gap=12, align="stretch", flex=1)
        return Panel(Column(head, page, gap=12), background="VOID", pad=16, id="main", flex=1)

    def _goals(self, found: dict[str, Any]) -> list[Widget]:
        """The own goals, judged twice."""
        rows: list[Widget] = []
        for goal in found["goals"]:
            change = goal["counted"] - goal["end"]
            rows.append(
                Row(
                    Column(
                        Label(goal["name"], "strong", "TEXT", wrap=True),
                        Label(goal["text"], "note", "TEXT3", wrap=True),
                        gap=0,
                        flex=1,
                    ),
                    Label(text.signed(change, 1), "strong", _ink(change)),
                    gap=10,
                )
            )
        return [Card(*rows, title=say("window.epilogue.goals"), icon="target", gap=8)] if rows else []

    def _moved(self, found: dict[str, Any]) -> Card:
        """Whose points it moved most."""
        rows: list[Widget] = []
        for row in found["moved"][:MOVED]:
            own = row["seat"] == self.view["seat"]
            words = say("window.epilogue.moved_row", end=text.number(row["end"], 1), final=text.number(row["final"], 1))
            rows.append(
                Row(
                    Label(row["name"], "strong" if own else "body", "ACCENT" if own else "TEXT2", flex=1),
                    Label(words, "note", "TEXT3"),
                    Label(row["text"], "strong", _ink(row["final"] - row["end"])),
                    gap=10,
                )
            )
        return Card(*rows, title=say("window.epilogue.moved"), note=say("window.history.standing_note"),
                    icon="trophy", gap=6)  # fmt: skip

    def _charts(self, found: dict[str, Any]) -> Widget:
        """Lines of the game and their continuation, with the end marked."""
        cards = [self._chart(chart, found["at"]) for chart in found["charts"]]
        return Grid(*cards, min_column=340, gap=12)

    def _chart(self, chart: dict[str, Any], at: int) -> Card:
        steps = [d[:4] if d[4:] == "Q1" or i == 0 else "" for i, d in enumerate(chart["dates"])]
        spare = iter(SPARE)
        hosts = self.view["hosts"]
        series = [
            charts.Series(
                one["label"] if len(chart["series"]) > 1 else "",
                tuple(one["values"][:at]),
                ink=bloc_ink(hosts.index(one["seat"])) if one["seat"] in hosts else next(spare, "TEXT3"),
                median=tuple(one["values"][at:]),
            )
            for one in chart["series"]
        ]
        show = FORMATS[chart["unit"]].format if chart["unit"] in FORMATS else partial(text.number, digits=1)
        paint = partial(charts.fan, series=series, steps=steps, step_every=1, now=say("window.epilogue.end"),
                        names_at_ends=len(series) > 1, format=show)  # fmt: skip
        words = ", ".join(f"{one['label']} {show(one['values'][-1])}" for one in chart["series"])
        return Card(
            ChartView(paint, words=words, height=170, id=f"epilogue-{chart['key']}"),
            title=sentence("window.history_tab", chart["key"], chart["title"]),
            note="" if chart["unit"] in FORMATS else chart["unit"],
            icon="chart-line",
        )

    def _quarters(self, found: dict[str, Any]) -> Card:
        """What weighed most in each quarter."""
        rows: list[Widget] = []
        for quarter in found["quarters"]:
            lines = quarter["lines"] or [{"text": say("window.epilogue.quiet"), "kind": "quiet"}]
            for line in lines:
                rows.append(
                    Row(
                        Icon(line_icon(line["kind"]), "TEXT3", side=18, beside="note"),
                        Column(
                            Label(line["text"], "note", "TEXT", wrap=True),
                            Label(when(quarter["date"]), "note", "TEXT3"),
                            gap=0,
                            flex=1,
                        ),
                        gap=10,
                        align="start",
                    )
                )
        return Card(*rows, title=say("window.epilogue.quarters"), icon="history", gap=8)

    def escape(self) -> None:
        """Back to the ending."""
        self.app.show("ending" if self.view["finished"] else "world")


def _ink(change: float) -> Ink:
    return "TEXT3" if abs(change) < 0.05 else "POS" if change > 0 else "NEG"
