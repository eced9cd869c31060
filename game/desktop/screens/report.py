"""The quarter report: one screen of nine blocks, each one line that opens on demand. Skippable."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import pygame

from game.desktop.layout import Column, Grid, Row
from game.desktop.screens import looking
from game.desktop.screens.base import ICONS, GameScreen, figure_text, folded, named, room, when
from game.desktop.screens.foretelling import foretold_line, foretold_rows
from game.desktop.screens.heads import TWO_COLUMNS, heading
from game.desktop.screens.offers import due_rows
from game.desktop.screens.world import line_icon
from game.desktop.widgets import Button, Icon, Label, Opener, Panel, ScrollArea, Tip, Why, Widget
from game.words import has, say

BLOCKS = ("news", "own", "road", "moves", "ledger", "odds", "foretold", "mechanism", "next")
"""The blocks in their order; a spectator has no moves, road, promises and forecast of their own."""
OF_A_SEAT = frozenset({"own", "road", "ledger", "foretold"})
ICON_OF = {
    "news": "news",
    "own": "user",
    "road": "route",
    "moves": "users-group",
    "ledger": "books",
    "odds": "eye",
    "foretold": "target",
    "mechanism": "bulb",
    "next": "calendar",
}
SHOWN = 8
"""How many lines of an opened block are shown before the rest is asked for."""
CLOCKS = ("lead", "risk")
STATE_INK = {"broken": "NEG", "late": "WARN", "kept": "POS"}
Told = tuple[str, list[Widget], str]
"""The line of a block, what lies under it, and a quiet note."""


class Report(GameScreen):
    """Shown after each quarter; Enter, Space or Escape leads on."""

    name = "report"
    first_focus = "go-on"

    def __init__(self, app: Any) -> None:
        super().__init__(app)
        report = app.report
        if report is not None and app.memory.get("report") != report["date"]:
            app.memory["report"] = report["date"]
            opened = app.memory.setdefault("opened", set())
            opened -= {key for key in opened if key.startswith("report-")}
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
        """The headlines beside the clocks, then a line for each block."""
        report = self.app.report
        if report is None:
            return Panel(
                Label(say("window.report.none"), "headline", "TEXT2"), background="VOID", pad=16, flex=1, id="main"
            )
        blocks = [self._block(key, report) for key in BLOCKS if self.view["seat"] is not None or key not in OF_A_SEAT]
        page = ScrollArea(Column(self._front(report), *blocks, gap=6), id="report-0", flex=1)
        return Panel(Column(self._head(report), page, gap=12), background="VOID", pad=16, id="main", flex=1)

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
        return heading(self.app, title, say("window.report.opens"), go, role="display")

    def _front(self, report: dict[str, Any]) -> Widget:
        """The three headlines at home and abroad, and both clocks with what moved them most."""
        heads = [_headline(item) for item in report["headlines"]]
        clocks = [_gauge(change) for change in report["changes"] if change["gauge"]["key"] in CLOCKS]
        clocks = clocks or [_figure(gauge) for gauge in self.view["bar"]]
        told = Column(*(heads or [Label(say("window.report.nothing"), "headline", "TEXT2")]), gap=6, flex=2)
        figures = Column(*clocks, gap=4, flex=1)
        if room(self.app)[0] >= TWO_COLUMNS:
            parts: Widget = Row(told, figures, gap=32, align="start")
        else:
            told.flex = figures.flex = 0
            parts = Column(told, figures, gap=12)
        return Panel(parts, background="PANEL2", border="LINE", radius=8, pad=(16, 12), id="front")

    # blocks ------------------------------------------------------------------------------------------------------
    def _block(self, key: str, report: dict[str, Any]) -> Widget:
        """A line, and under it, when it is open, all that it sums up."""
        tell: Callable[[dict[str, Any]], Told] = getattr(self, f"_{key}")
        line, rows, note = tell(report)
        name = f"report-{key}"
        opened = self.app.memory.setdefault("opened", set())
        is_open = name in opened

        def turn() -> None:
            opened.symmetric_difference_update({name})
            self.app.rebuild()

        title = say(f"window.report.{key}{self._watching if key == 'moves' else ''}")
        head = Opener(title, line, turn, icon=ICON_OF[key], is_open=is_open, note=note, id=name)
        parts: list[Widget] = [head]
        if is_open:
            parts.append(Panel(Column(*rows, gap=6), background=None, pad=(42, 4, 16, 12)))
        return Panel(Column(*parts, gap=0), background="PANEL2", border="LINE", radius=8)

    @property
    def _watching(self) -> str:
        return "_watching" if self.view["seat"] is None else ""

    def _news(self, report: dict[str, Any]) -> Told:
        """Every figure with its causes, the headlines of the trade press, and what happened."""
        lines = _weighed(report["happened"])
        figures = [_gauge(change) for change in report["changes"]] or [_figure(gauge) for gauge in self.view["bar"]]
        rows: list[Widget] = [_caps(f"changes{self._watching}"), Grid(*figures, min_column=420, gap=24)]
        traded = [_press(item, "trade") for item in report["headlines"] if item["trade"] != item["home"]]
        rows += [_caps("headlines"), *traded] if traded else []
        rows.append(_caps("happened"))
        rows += self._lines("happened", lines)
        return lines[0]["text"] if lines else say("window.report.nothing"), rows, _more(len(lines) - 1)

    def _own(self, report: dict[str, Any]) -> Told:
        """What the player set, apart from what the doctrine did; expected range, what came, and why."""
        mine, office = _weighed(report["own"]), _weighed(report["office"])
        rows: list[Widget] = [
            Label(say("window.report.expected"), "caps", "TEXT3", tip=Tip(say("window.report.expected_tip"))),
            *looking.ranges(report),
            _caps("done"),
            *(self._lines("own", mine) or [_quiet(say("window.report.nothing_own"))]),
            _caps("office"),
            *(self._lines("office", office) or [_quiet(say("window.report.nothing_office"))]),
        ]
        counted = say(
            "window.report.own_line",
            mine=say("window.report.own_mine", count=len(mine)) if mine else say("window.report.own_none"),
            office=say("window.report.own_office", count=len(office)),
        )
        return f"{counted} {looking.verdict(report)}", rows, ""

    def _road(self, report: dict[str, Any]) -> Told:
        line, rows = looking.road(report)
        return line, rows, ""

    def _ledger(self, report: dict[str, Any]) -> Told:
        pledges = report["ledger"]
        if not pledges:
            return say("window.report.no_ledger"), [_quiet(say("window.report.no_ledger"))], ""
        owed = sum(pledge["owed_by_me"] for pledge in pledges)
        parts = [
            say("window.report.ledger_owed", count=owed) if owed else "",
            say("window.report.ledger_due", count=len(pledges) - owed) if len(pledges) > owed else "",
        ]
        bad = [pledge for pledge in pledges if pledge["state"] in ("broken", "late")]
        parts.append(say("window.report.ledger_bad", count=len(bad)) if bad else say("window.report.ledger_kept"))
        rows = [_pledge(pledge) for pledge in pledges]
        return " ".join(part for part in parts if part), folded(self.app, "report-all-ledger", rows, SHOWN), ""

    def _moves(self, report: dict[str, Any]) -> Told:
        lines = _weighed([line for move in report["moves"] for line in move["lines"]])
        none = say("window.report.no_moves")
        return lines[0]["text"] if lines else none, self._lines("moves", lines) or [_quiet(none)], _more(len(lines) - 1)

    def _odds(self, report: dict[str, Any]) -> Told:
        none = say("window.report.no_odds")
        lines = report["odds"]
        return lines[0]["text"] if lines else none, self._lines("odds", lines) or [_quiet(none)], _more(len(lines) - 1)

    def _foretold(self, report: dict[str, Any]) -> Told:
        return foretold_line(report["foretold"]), foretold_rows(report["foretold"]), ""

    def _mechanism(self, report: dict[str, Any]) -> Told:
        told = report["mechanism"]
        if not told:
            return say("window.report.no_mechanism"), [_quiet(say("window.report.no_mechanism"))], ""
        entry = f"codex.{told['kind']}.text"
        return told["text"], [Label(say(entry) if has(entry) else told["text"], "note", "TEXT2", wrap=True)], ""

    def _next(self, report: dict[str, Any]) -> Told:
        due = report["next"]
        if not due:
            return say("window.desk.nothing_lands"), [_quiet(say("window.desk.nothing_lands"))], ""
        first = say("window.report.next_line", date=when(due[0]["date"]), what=due[0]["text"])
        return first, due_rows(due), _more(len(due) - 1)

    def _lines(self, key: str, lines: Sequence[dict[str, Any]]) -> list[Widget]:
        return folded(self.app, f"report-all-{key}", [self._line(line) for line in lines], SHOWN)

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


def _headline(item: dict[str, Any]) -> Widget:
    """As the press at home has it, and under it as rivals do."""
    under = [_press(item, "rival")] if item["rival"] != item["home"] else []
    return Column(Label(item["home"], "headline-large", "TEXT", wrap=True), *under, gap=0)


def _press(item: dict[str, Any], press: str) -> Widget:
    """A headline in the words of another press."""
    words = say("window.report.press", press=say(f"window.report.press_{press}"), told=item[press])
    return Label(words, "note", "TEXT3", wrap=True)


def _caps(key: str) -> Widget:
    return Label(say(f"window.report.{key}").upper(), "caps", "TEXT3")


def _quiet(words: str) -> Widget:
    return Label(words, "note", "TEXT3", wrap=True)


def _more(count: int) -> str:
    """How many lines lie under the first."""
    return say("window.fold.more", count=count) if count > 0 else ""


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
