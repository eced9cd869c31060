"""The quarter report: what happened and why, moves of others, what lands next. One page, skippable."""

from __future__ import annotations

from typing import Any

import pygame

from game.desktop.layout import Column, Row, Spacer
from game.desktop.screens.base import ICONS, GameScreen, figure_text, room, when
from game.desktop.screens.world import line_icon
from game.desktop.widgets import Button, Card, Chip, Icon, Label, Panel, Rule, ScrollArea, Widget
from game.words import say


class Report(GameScreen):
    """Shown after each quarter; Enter, Space or Escape leads on."""

    name = "report"
    first_focus = "go-on"

    def body(self) -> Widget:
        """Three columns under the headlines, or one where it is narrow."""
        report = self.app.report
        if report is None:
            return Panel(
                Label(say("window.report.none"), "headline", "TEXT2"), background="VOID", pad=16, flex=1, id="main"
            )
        head = Row(
            Column(
                Label(say("window.report.title", date=when(report["date"])), "display", "TEXT"),
                Label(report["headline"], "body", "TEXT2", wrap=True),
                gap=0,
                flex=1,
            ),
            Button(
                say("window.report.go_on_end" if self.view["finished"] else "window.report.go_on"),
                self.escape,
                kind="primary",
                icon_after="arrow-right",
                key="Enter",
                id="go-on",
            ),
            gap=16,
        )
        left: list[Widget | None] = [self._headlines(report), self._changes(report)]
        middle: list[Widget | None] = [self._own(report), self._moves(report)]
        right: list[Widget | None] = [self._happened(report), self._next(report)]
        if room(self.app)[0] >= 1350:
            columns: Widget = Row(
                *(
                    ScrollArea(Column(*[c for c in part if c is not None], gap=12), id=f"report-{i}", flex=1)
                    for i, part in enumerate((left, middle, right))
                ),
                gap=12,
                align="stretch",
                flex=1,
            )
        else:
            columns = ScrollArea(
                Column(*[c for c in (*left, *middle, *right) if c is not None], gap=12), id="report-0", flex=1
            )
        return Panel(Column(head, columns, gap=12), background="VOID", pad=16, id="main", flex=1)

    def _headlines(self, report: dict[str, Any]) -> Widget:
        rows: list[Widget] = []
        for item in report["headlines"]:
            rows.append(Label(item["home"], "headline-large", "TEXT", wrap=True))
            for press in ("rival", "trade"):
                if item[press] != item["home"]:
                    rows.append(
                        Row(
                            Chip(say(f"window.report.press_{press}").upper(), "TEXT3"),
                            Label(item[press], "note", "TEXT2", wrap=True, flex=1),
                            gap=8,
                            align="start",
                        )
                    )
        return Card(*rows, title=say("window.report.headlines"), icon="news", gap=8)

    def _changes(self, report: dict[str, Any]) -> Widget:
        rows: list[Widget] = []
        for change in report["changes"]:
            gauge = change["gauge"]
            key = gauge["key"]
            scale = 100.0 if key == "risk" else 1.0
            ink = "TEXT3" if gauge["good"] is None else "POS" if gauge["good"] else "NEG"
            rows.append(
                Row(
                    Icon(ICONS.get(key, "gauge"), "TEXT3", side=18),
                    Label(gauge["label"], "body", "TEXT2", flex=1),
                    Label(figure_text(key, scale * gauge["value"]), "strong", "TEXT"),
                    Label(gauge["change_text"], "strong", ink),
                    gap=10,
                )
            )
            for cause in change["causes"][:3]:
                rows.append(
                    Row(
                        Spacer(28),
                        Label(cause["label"], "note", "TEXT3", flex=1),
                        Label(cause["text"], "note", "TEXT2"),
                        gap=8,
                    )
                )
        if not rows:
            bar = self.view["bar"]
            rows = [
                Row(
                    Label(say(f"window.figure.{g['key']}"), "body", "TEXT2", flex=1),
                    Label(
                        figure_text(g["key"], g["value"] * (100 if g["key"] in ("risk", "fragmentation") else 1)),
                        "strong",
                        "TEXT",
                    ),
                )
                for g in bar
            ]
        return Card(*rows, title=say(f"window.report.changes{self._watching}"), icon="chart-bar", gap=4)

    @property
    def _watching(self) -> str:
        return "_watching" if self.view["seat"] is None else ""

    def _own(self, report: dict[str, Any]) -> Widget | None:
        if self.view["seat"] is None:
            return None
        rows = [_line(line) for line in report["own"]] or [
            Label(say("window.report.nothing_own"), "note", "TEXT3", wrap=True)
        ]
        return Card(*rows, title=say("window.report.own"), icon="user", gap=6)

    def _moves(self, report: dict[str, Any]) -> Widget:
        rows: list[Widget] = []
        for move in sorted(report["moves"], key=lambda m: -max(line["weight"] for line in m["lines"]))[:14]:
            rows.append(
                Row(
                    Button(
                        move["name"],
                        self._to(move["seat"]),
                        kind="quiet",
                        low=True,
                        icon="arrow-right",
                        id=f"to-{move['seat']}",
                    ),
                    Spacer(),
                    gap=4,
                )
            )
            rows += [_line(line) for line in move["lines"][:3]]
        if not rows:
            rows = [Label(say("window.report.no_moves"), "note", "TEXT3", wrap=True)]
        return Card(*rows, title=say(f"window.report.moves{self._watching}"), icon="users-group", gap=4)

    def _to(self, seat: str) -> Any:
        def go() -> None:
            self.app.memory["selected"] = seat
            self.app.show("world")

        return go

    def _happened(self, report: dict[str, Any]) -> Widget:
        rows = [_line(line) for line in report["happened"][:14]] or [
            Label(say("window.report.nothing"), "note", "TEXT3", wrap=True)
        ]
        if report["odds"]:
            rows += [Rule(), *(_line(line) for line in report["odds"][:3])]
        return Card(*rows, title=say("window.report.happened"), icon="world", gap=6)

    def _next(self, report: dict[str, Any]) -> Widget:
        rows: list[Widget] = [
            Row(
                Chip(when(due["date"]), "INFO"),
                Label(due["text"], "note", "TEXT2", wrap=True, flex=1),
                gap=10,
                align="start",
            )
            for due in report["next"]
        ]
        if report["mechanism"]:
            rows += [Rule(), Label(report["mechanism"]["text"], "headline", "TEXT2", wrap=True)]
        return Card(*rows, title=say("window.report.next"), icon="calendar", gap=6)

    def key(self, event: pygame.event.Event) -> bool:
        """Enter and Space go on."""
        if event.key in (pygame.K_RETURN, pygame.K_KP_ENTER, pygame.K_SPACE):
            self.escape()
            return True
        return super().key(event)


def _line(line: dict[str, Any]) -> Widget:
    parts: list[Widget] = [Label(line["text"], "body", "TEXT2", wrap=True)]
    if line.get("reason"):
        parts.append(Label(line["reason"], "note", "TEXT3", wrap=True))
    return Row(Icon(line_icon(line["kind"]), "TEXT3", side=18), Column(*parts, gap=0, flex=1), gap=10, align="start")
