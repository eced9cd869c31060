"""History: the lines of the game so far, one chart at a time, and the standing."""

from __future__ import annotations

from functools import partial
from typing import Any

from game.desktop import charts, text
from game.desktop.layout import Column, Row, Spacer
from game.desktop.screens.base import GameScreen, bloc_ink, bloc_name, room, sentence
from game.desktop.screens.heads import NARROW, heading
from game.desktop.tokens import Ink
from game.desktop.widgets import Card, ChartView, Figure, Label, Panel, ScrollArea, Tabs, Widget
from game.words import capital, say

SPARE: tuple[Ink, ...] = ("BLOC_TEAL", "ACCENT", "TEXT3", "BLOC_VIOLET", "POS", "INFO", "WARN")
"""Colours of lines that belong neither to the own nation nor to the host of a bloc."""
FORMATS = {"0-1": "{:.0%}", "chance": "{:.1%}"}


class History(GameScreen):
    """Charts from the views, with the shares of compute first."""

    name = "history"

    def __init__(self, app: Any) -> None:
        super().__init__(app)
        self.charts: list[dict[str, Any]] = []
        self.rank: list[dict[str, Any]] = []
        self.forecasts = ""
        app.world.ask("past", self._came)

    def _came(self, found: dict[str, Any]) -> None:
        self.charts, self.rank, self.forecasts = found["charts"], found["standing"], found["forecasts"]
        if self.app.screen is self and not self.app.root.overlays:
            self.app.rebuild()

    def body(self) -> Widget:
        """Tabs, a large chart, the standing."""
        names = [
            say("window.history.shares"),
            *(sentence("window.history_tab", chart["key"], chart["title"]) for chart in self.charts),
        ]
        at = min(self.app.memory.get("chart", 0), len(names) - 1)
        tabs = Tabs(names, at, self._turn, id="history-tabs", flex=1)
        head = heading(self.app, say("window.history.title"))
        card = shares_card(self.view, []) if at == 0 else self._lines(self.charts[at - 1])
        low = room(self.app)[0] < NARROW or room(self.app)[1] < 700
        if low:
            card.flex = 0
            body: Widget = ScrollArea(Column(card, self._rank(), gap=12), id="history-page", flex=1)
        else:
            body = Row(card, self._rank(), gap=12, align="stretch", flex=1)
        return Panel(
            Column(*([] if low else [head]), Row(tabs), body, gap=12),
            background="VOID",
            pad=16,
            id="main",
            flex=1,
        )

    def _turn(self, index: int) -> None:
        self.app.memory["chart"] = index
        self.app.rebuild()

    def _lines(self, chart: dict[str, Any]) -> Card:
        dates = chart["dates"]
        steps = [d[:4] if d[4:] == "Q1" or i == 0 else "" for i, d in enumerate(dates)]
        inks = self._inks(chart["series"])
        series = [
            charts.Series(s["label"], tuple(s["values"]), ink=ink)
            for s, ink in zip(chart["series"], inks, strict=False)
            if s["values"]
        ]
        show = FORMATS[chart["unit"]].format if chart["unit"] in FORMATS else partial(text.number, digits=1)
        last = [(s["label"], s["values"][-1], "") for s in chart["series"] if s["values"]]
        if len(dates) < 2:
            paint = partial(charts.score_bars, rows=last, format=show)
        else:
            paint = partial(
                charts.fan,
                series=series,
                steps=steps,
                step_every=1,
                names_at_ends=True,
                format=show,
                axis=_ticks(chart, show),
            )
        words = ", ".join(f"{name} {show(value)}" for name, value, _ in last)
        return Card(
            ChartView(paint, words=words, height=420, flex=1, id="history-chart"),
            title=chart["title"],
            note="" if chart["unit"] in FORMATS else chart["unit"],
            icon="chart-line",
            flex=2,
        )

    def _inks(self, lines: list[dict[str, Any]]) -> list[Ink]:
        """White for the own nation, the bloc's colour for a host, others for the rest."""
        view = self.view
        home = view["seats"][view["seat"]]["home"] if view["seat"] else ""
        spare = iter(SPARE)
        used: set[str] = set()
        inks: list[Ink] = []
        for one in lines[: len(SPARE)]:
            seat = one["seat"]
            if seat and seat not in used and seat in (home, *view["hosts"]):
                inks.append("TEXT" if seat == home else bloc_ink(view["hosts"].index(seat)))
            else:
                inks.append(next(spare))
            used.add(seat)
        return inks

    def _rank(self) -> Card:
        own = next((row for row in self.rank if row["seat"] == self.view["seat"]), None)
        return (
            points_card(own, self.forecasts)
            if own is not None
            else rank_card(self.view, self.rank, say("window.history.standing_note"))
        )


def named_parts(row: dict[str, Any]) -> list[tuple[str, float]]:
    """Where points come from; what is taken off for excess is left out where nothing was."""
    return [
        (capital(cause["label"]), cause["amount"])
        for cause in row["parts"]
        if cause["key"] != "limit" or abs(cause["amount"]) >= 0.05
    ]


def points_card(row: dict[str, Any], forecasts: str = "") -> Card:
    """Points of a seat so far and where they come from, and how well it has foretold."""
    parts = named_parts(row)
    words = ", ".join(f"{name} {text.signed(amount, 1)}" for name, amount in parts)
    return Card(
        Row(Figure(row["text"], ""), Label(say("window.history.of"), "body", "TEXT2"), gap=10),
        ChartView(
            partial(charts.causes, rows=parts, digits=1), words=words, height=28 * max(1, len(parts)), id="points-chart"
        ),
        Label(say("window.history.sealed"), "note", "TEXT3", wrap=True),
        *([Label(forecasts, "note", "TEXT2", wrap=True)] if forecasts else []),
        Spacer(),
        title=say("window.history.own"),
        icon="trophy",
        gap=10,
        flex=1,
    )


def rank_card(view: dict[str, Any], rank: list[dict[str, Any]], note: str, most: int = 12) -> Card:
    """Points of the seats, best first, the own seat always among them."""
    ordered = sorted(rank, key=lambda row: -row["points"])
    shown = ordered[:most]
    own = next((row for row in ordered if row["seat"] == view["seat"]), None)
    if own is not None and own not in shown:
        shown = [*shown[:-1], own]
    rows = []
    for i, row in enumerate(shown):
        place = ordered.index(row) + 1
        name = row["name"] if place == i + 1 else say("window.history.row_place", name=row["name"], place=place)
        rows.append((name, row["points"], view["seats"][row["seat"]]["flag"]))
    at = next((i for i, row in enumerate(shown) if row["seat"] == view["seat"]), -1)
    words = ", ".join(f"{name} {points:.0f}" for name, points, _ in rows)
    if not rows:
        words = say("window.history.coming" if view["seat"] else "window.history.sealed")
        return Card(
            Label(words, "note", "TEXT3", wrap=True), title=say("window.history.standing"), icon="trophy", flex=1
        )
    return Card(
        ChartView(
            partial(charts.score_bars, rows=rows, own=at, top=100),
            words=words,
            height=32 * len(rows),
            flex=1,
            id="rank-chart",
        ),
        title=say("window.history.standing"),
        note=note,
        icon="trophy",
        flex=1,
    )


def shares_card(view: dict[str, Any], marks: list[charts.Mark], note: str = "") -> Card:
    """Share of the world's compute by bloc over time."""
    rows, dates = view["compute"]["rows"], view["compute"]["dates"]
    layers = [(bloc_name(view, row["bloc"]), row["line"], bloc_ink(row["bloc"])) for row in rows]
    words = ", ".join(f"{name} {100 * line[-1]:.0f}%" for name, line, _ in layers)
    if len(dates) < 2:
        parts = [(name, 100 * line[-1], None, ink) for name, line, ink in layers]
        paint: Any = partial(charts.share_bar, parts=parts)
    else:
        steps = [d[:4] if d[4:] == "Q1" or i == 0 else "" for i, d in enumerate(dates)]
        paint = partial(charts.stacked_area, layers=layers, steps=steps, step_every=1, marks=marks)
    return Card(
        ChartView(paint, words=words, height=330, flex=1, id="shares-chart"),
        title=say("window.history.shares_title"),
        note=note,
        icon="stack-2",
        flex=2,
    )


def _ticks(chart: dict[str, Any], show: Any) -> Any:
    """How the marks of the axis are written: whole numbers where the lines are far enough apart."""
    values = [value for one in chart["series"] for value in one["values"]]
    whole = chart["unit"] not in FORMATS and max(values) - min(values) > 4
    return text.number if whole else show
