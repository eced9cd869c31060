"""The quarter report: one screen of short blocks, what matters to this seat first, the rest folded. Skippable."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import pygame

from game.desktop.layout import Column, Row
from game.desktop.screens import looking
from game.desktop.screens.base import ICONS, GameScreen, figure_text, folded, named, room, when
from game.desktop.screens.foretelling import foretold_card
from game.desktop.screens.heads import heading
from game.desktop.screens.offers import due_rows
from game.desktop.screens.world import line_icon
from game.desktop.widgets import Button, Card, Icon, Label, Panel, ScrollArea, Tip, Why, Widget
from game.words import say

SHOWN = {"own": 3, "moves": 2, "happened": 3, "ledger": 2, "odds": 1, "next": 4}
"""How many lines of a block are open before it is unfolded."""
STATE_INK = {"broken": "NEG", "late": "WARN", "kept": "POS"}


class Report(GameScreen):
    """Shown after each quarter; Enter, Space or Escape leads on."""

    name = "report"
    first_focus = "go-on"

    def __init__(self, app: Any) -> None:
        super().__init__(app)
        report = app.report
        if report is not None and "back" not in report and self.view["seat"] and not app.world.waits_for("look_back"):
            app.world.ask("look_back", partial(self._looked_back, report), partial(self._looked_back, report, None))

    def _looked_back(self, report: dict[str, Any], back: dict[str, Any] | str | None, problem: str = "") -> None:
        """Keep what was worked out with the report it belongs to; nothing where it was given up."""
        if back is None and (self.app.turning or report is not self.app.report):
            return
        report["back"] = back
        if problem:
            self.app.problem(problem)
        elif self.app.name == "report":
            self.app.screen.refreshed("back")

    def body(self) -> Widget:
        """Three columns under the headlines, or one where it is narrow."""
        report = self.app.report
        if report is None:
            return Panel(
                Label(say("window.report.none"), "headline", "TEXT2"), background="VOID", pad=16, flex=1, id="main"
            )
        left = (self._headlines(report), self._changes(report))
        middle = (self._own(report), self._ledger(report), self._moves(report), self._mechanism(report))
        foretold = foretold_card(report["foretold"])
        right = (self._road(report), self._happened(report), foretold, self._odds(report), self._next(report))
        parts = [[card for card in part if card is not None] for part in (left, middle, right)]
        if room(self.app)[0] >= 1350:
            areas = [
                ScrollArea(Column(*cards, gap=10), id=f"report-{i}", flex=1) for i, cards in enumerate(parts) if cards
            ]
            columns: Widget = Row(*areas, gap=10, align="stretch", flex=1)
        else:
            columns = ScrollArea(Column(*parts[0], *parts[1], *parts[2], gap=10), id="report-0", flex=1)
        return Panel(Column(self._head(report), columns, gap=12), background="VOID", pad=16, id="main", flex=1)

    def _head(self, report: dict[str, Any]) -> Widget:
        title = say("window.report.title", date=when(report["date"]))
        go = Button(
            say("window.report.go_on_end" if self.view["finished"] else "window.report.go_on"),
            self.escape,
            kind="primary",
            icon_after="arrow-right",
            key="Enter",
            id="go-on",
        )
        return heading(self.app, title, report["headline"], go, role="display")

    # blocks ------------------------------------------------------------------------------------------------------
    def _headlines(self, report: dict[str, Any]) -> Card:
        rows: list[Widget] = []
        for item in report["headlines"]:
            rows.append(Label(item["home"], "headline-large", "TEXT", wrap=True))
            told = [press for press in ("rival", "trade") if item[press] != item["home"]]
            rows += [
                Row(
                    Panel(Label(say(f"window.report.press_{press}"), "key", "TEXT3"), background=None, size=(48, 0)),
                    Label(item[press], "note", "TEXT2", wrap=True, flex=1),
                    gap=8,
                    align="start",
                )
                for press in told
            ]
        return Card(*rows, title=say("window.report.headlines"), note=say("window.report.presses"), icon="news", gap=4)

    def _changes(self, report: dict[str, Any]) -> Card:
        rows = [_gauge(change) for change in report["changes"]]
        if not rows:
            rows = [_figure(gauge) for gauge in self.view["bar"]]
        return Card(*rows, title=say(f"window.report.changes{self._watching}"), icon="chart-bar", gap=4)

    @property
    def _watching(self) -> str:
        return "_watching" if self.view["seat"] is None else ""

    def _own(self, report: dict[str, Any]) -> Card | None:
        if self.view["seat"] is None:
            return None
        done = [line for line in report["own"] if line["kind"] != "occasion_put"]
        moves = [self._line(line) for line in _weighed(done)]
        moves = moves or [Label(say("window.report.nothing_own"), "note", "TEXT3", wrap=True)]
        return Card(
            Label(say("window.report.expected"), "caps", "TEXT3", tip=Tip(say("window.report.expected_tip"))),
            *looking.ranges(self.app, report),
            Label(say("window.report.done"), "caps", "TEXT3"),
            *folded(self.app, "report-own", moves, SHOWN["own"]),
            title=say("window.report.own"),
            icon="user",
            gap=6,
        )

    def _road(self, report: dict[str, Any]) -> Card | None:
        if self.view["seat"] is None:
            return None
        return Card(
            *looking.road(self.app, report),
            title=say("window.report.road"),
            note=say("window.report.road_note"),
            icon="route",
            gap=6,
        )

    def _ledger(self, report: dict[str, Any]) -> Card | None:
        if self.view["seat"] is None:
            return None
        rows = [_pledge(pledge) for pledge in report["ledger"]]
        return self._block("ledger", rows, icon="books", none=say("window.report.no_ledger"))

    def _moves(self, report: dict[str, Any]) -> Card:
        lines = _weighed([line for move in report["moves"] for line in move["lines"]])
        rows = [self._line(line) for line in lines]
        title = say(f"window.report.moves{self._watching}")
        return self._block("moves", rows, icon="users-group", none=say("window.report.no_moves"), title=title)

    def _happened(self, report: dict[str, Any]) -> Card:
        rows = [self._line(line) for line in _weighed(report["happened"])]
        return self._block("happened", rows, icon="world", none=say("window.report.nothing"))

    def _odds(self, report: dict[str, Any]) -> Card | None:
        rows = [self._line(line) for line in report["odds"]]
        return self._block("odds", rows, icon="eye") if rows else None

    def _next(self, report: dict[str, Any]) -> Card:
        rows = due_rows(report["next"])
        return self._block("next", rows, icon="calendar", none=say("window.desk.nothing_lands"))

    def _mechanism(self, report: dict[str, Any]) -> Card | None:
        if not report["mechanism"]:
            return None
        words = Label(report["mechanism"]["text"], "headline", "TEXT2", wrap=True)
        return Card(words, title=say("window.report.mechanism"), icon="bulb", gap=6)

    def _block(self, key: str, rows: Sequence[Widget], *, icon: str, none: str = "", title: str = "") -> Card:
        """A card that shows its first lines and opens on demand."""
        shown: list[Widget] = list(rows) or [Label(none, "note", "TEXT3", wrap=True)]
        return Card(
            *folded(self.app, f"report-{key}", shown, SHOWN[key]),
            title=title or say(f"window.report.{key}"),
            icon=icon,
            gap=6,
        )

    def _line(self, line: dict[str, Any]) -> Widget:
        """A line with its reason, and the way to whom it is about."""
        view = self.view
        words: list[Widget] = [Label(line["text"], "note", "TEXT", wrap=True)]
        if line.get("reason"):
            words.append(Label(line["reason"], "note", "TEXT3", wrap=True))
        own = view["seat"] in line["seats"]
        whom = next((seat for seat in line["seats"] if seat != view["seat"] and seat in view["seats"]), "")
        ways: list[Widget] = []
        if whom:
            name = say("window.report.show", who=named(view, whom))
            self._ways += 1
            go = Button("", self._to(whom), kind="quiet", icon="arrow-right", low=True, words=name, tip=name)
            go.id = f"to-{whom}-{self._ways}"
            ways.append(go)
        return Row(
            Icon(line_icon(line["kind"]), "ACCENT" if own else "TEXT3", side=18, beside="note"),
            Column(*words, gap=0, flex=1),
            *ways,
            gap=10,
            align="start",
        )

    _ways = 0

    def _to(self, seat: str) -> Callable[[], None]:
        def go() -> None:
            self.app.memory["selected"] = seat
            self.app.memory["drawer"] = True
            self.app.show("world")

        return go

    def key(self, event: pygame.event.Event) -> bool:
        """Enter and Space go on."""
        if event.key in (pygame.K_RETURN, pygame.K_KP_ENTER, pygame.K_SPACE):
            self.escape()
            return True
        return super().key(event)


def _weighed(lines: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same lines once each, those that bear most on the reader first."""
    once = {line["text"]: line for line in lines}
    return sorted(once.values(), key=lambda line: -line["bearing"])


def _gauge(change: dict[str, Any]) -> Widget:
    """A figure with its change, the largest causes under it, all of them in the tooltip."""
    gauge = change["gauge"]
    key = gauge["key"]
    scale = 100.0 if key == "risk" else 1.0
    moved = any(digit in gauge["change_text"] for digit in "123456789")
    ink = "TEXT3" if gauge["good"] is None or not moved else "POS" if gauge["good"] else "NEG"
    causes = ", ".join(f"{cause['label']} {cause['text']}" for cause in change["causes"][:2])
    tip = Tip(gauge["label"], gauge["text"], tuple(Why(f"{c['label']}  {c['text']}") for c in gauge["causes"][:8]))
    head = Row(
        Icon(ICONS.get(key, "gauge"), "TEXT3", side=18),
        Label(gauge["label"], "body", "TEXT2", flex=1),
        Label(figure_text(key, scale * gauge["value"]), "strong", "TEXT"),
        Label(gauge["change_text"], "strong", ink),
        gap=10,
    )
    under = [Label(causes, "note", "TEXT3", wrap=True)] if causes else []
    return Column(head, *under, gap=0, tip=tip)


def _figure(gauge: dict[str, Any]) -> Widget:
    scale = 100 if gauge["key"] in ("risk", "fragmentation") else 1
    return Row(
        Icon(ICONS.get(gauge["key"], "gauge"), "TEXT3", side=18),
        Label(say(f"window.figure.{gauge['key']}"), "body", "TEXT2", flex=1),
        Label(figure_text(gauge["key"], gauge["value"] * scale), "strong", "TEXT"),
        gap=10,
    )


def _pledge(pledge: dict[str, Any]) -> Widget:
    """A clause owed or due, with its state and how long it still binds."""
    side = "window.report.owed" if pledge["owed_by_me"] else "window.report.due"
    ink = STATE_INK.get(pledge["state"], "TEXT3")
    note = f"{say(side)} · {pledge['state']} · {say('window.deals.left', count=pledge['quarters_left'])}"
    return Row(
        Icon("arrow-right" if pledge["owed_by_me"] else "arrow-left", ink, side=18, beside="note"),
        Column(Label(pledge["text"], "note", "TEXT", wrap=True), Label(note, "note", ink), gap=0, flex=1),
        gap=10,
        align="start",
    )
