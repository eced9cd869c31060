"""News: every quarter's lines, the newest first, to be filtered by who is concerned."""

from __future__ import annotations

from typing import Any

from game.desktop.layout import Column, Row
from game.desktop.screens.base import GameScreen, folded, named, when
from game.desktop.screens.heads import heading
from game.desktop.screens.world import line_icon
from game.desktop.widgets import Card, Chip, Dropdown, Icon, Label, Panel, ScrollArea, Widget
from game.words import say

SHOWN = 10
"""How many lines of a quarter are open before it is unfolded."""


class News(GameScreen):
    """The reports of the quarters played since the game was opened, what bears on this seat first."""

    name = "news"

    def body(self) -> Widget:
        """A filter above the quarters."""
        app, view = self.app, self.view
        wanted = app.memory.get("news_of", "")
        seats = ["", *view["seats"]]
        names = [say("window.news.all"), *(named(view, key) for key in view["seats"])]
        pick = Dropdown("", names, seats.index(wanted), lambda i: self._of(seats[i]), id="news-of")
        head = heading(app, say("window.news.title"), say("window.news.note"), pick)
        cards: list[Widget] = []
        for report in reversed(app.reports[-12:]):
            lines = [line for move in report["moves"] for line in move["lines"]]
            lines += report["happened"] + report["own"] + report["office"]
            lines = [line for line in lines if not wanted or wanted in line["seats"]]
            lines.sort(key=lambda line: -line["bearing"])
            rows = [self._line(line) for line in lines]
            if rows:
                cards.append(
                    Card(
                        *folded(app, f"news-{report['date']}", rows, SHOWN),
                        title=when(report["date"]),
                        note=say("window.news.lines", count=len(lines)),
                        icon="calendar",
                        gap=8,
                    )
                )
        if not cards:
            cards = [
                Card(
                    Label(say("window.news.none"), "headline", "TEXT2", wrap=True),
                    title=say("window.news.title"),
                    icon="news",
                )
            ]
        return Panel(
            Column(head, ScrollArea(Column(*cards, gap=12), id="news-page", flex=1), gap=12),
            background="VOID",
            pad=16,
            id="main",
            flex=1,
        )

    def _of(self, seat: str) -> None:
        self.app.memory["news_of"] = seat
        self.app.rebuild()

    def _line(self, line: dict[str, Any]) -> Widget:
        own = self.view["seat"] in line["seats"]
        parts: list[Widget] = [Label(line["text"], "headline", "TEXT", wrap=True)]
        if line["reason"]:
            parts.append(Label(line["reason"], "note", "TEXT3", wrap=True))
        mark = [Chip(say("window.chart.you").upper())] if own else []
        return Row(
            Icon(line_icon(line["kind"]), "ACCENT" if own else "TEXT3", side=20, beside="headline"),
            Column(*parts, gap=0, flex=1),
            *mark,
            gap=12,
            align="start",
        )
