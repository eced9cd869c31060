"""A new game: scenario, side, seed; one click starts with sensible defaults."""

from __future__ import annotations

import random
from typing import Any

from game.desktop.layout import Column, Row, Spacer
from game.desktop.screens.base import Screen, room, sentence, when
from game.desktop.screens.heads import NARROW
from game.desktop.screens.offers import offers_choice
from game.desktop.widgets import (
    Button,
    Card,
    Flag,
    Icon,
    Item,
    Label,
    ListView,
    Panel,
    Rule,
    ScrollArea,
    Tabs,
    TextField,
    Widget,
)
from game.words import has, say


class NewGame(Screen):
    """Three columns: scenarios, sides, and what the chosen side is."""

    first_focus = "start"

    def __init__(self, app: Any) -> None:
        super().__init__(app)
        self.scenarios: list[dict[str, Any]] = app.kit.get("scenarios", [])
        self.at, self.kind, self.seat, self.page = 0, 0, "", 0
        self.seed = str(random.SystemRandom().randint(1, 9999))
        self.starting = False
        if self.scenarios:
            self._default_side()
        else:
            app.world.ask("scenarios", self._got)

    def _got(self, found: list[dict[str, Any]]) -> None:
        self.scenarios = self.app.kit["scenarios"] = found
        self._default_side()
        if self.app.screen is self:
            self.app.rebuild(keep=False)

    @property
    def scenario(self) -> dict[str, Any]:
        """The chosen scenario."""
        return self.scenarios[self.at]

    def _sides(self) -> list[dict[str, Any]]:
        wanted = ("nation", "firm")[self.kind] if self.kind < 2 else ""
        return [s for s in self.scenario["seats"] if s["kind"] == wanted and not s.get("spare")]

    def _default_side(self) -> None:
        sides = self._sides()
        self.seat = sides[0]["key"] if sides else ""

    def build(self) -> Widget:
        """The columns, or a word while the list is read."""
        head = Row(
            Button("", self.escape, icon="arrow-left", words=say("window.back"), id="back"),
            Label(say("window.new.title"), "title", "TEXT"),
            Spacer(),
            *([self._go()] if self.scenarios and room(self.app)[0] < NARROW else []),
            gap=16,
        )
        if not self.scenarios:
            body: Widget = Column(
                Label(say("window.new.reading"), "body", "TEXT3"), flex=1, justify="centre", align="centre"
            )
        else:
            body = self._columns()
        return Panel(Column(head, body, gap=14), background="VOID", pad=(32, 20), id="newgame")

    def _columns(self) -> Widget:
        scenarios: list[Widget] = []
        for index, scenario in enumerate(self.scenarios):
            problem = scenario["problem"]
            picked = index == self.at
            label = Label(scenario["title"], "card", "TEXT" if not problem else "TEXT3", wrap=True, flex=1)
            when_to = (
                ""
                if problem
                else say(
                    "window.new.span",
                    start=when(scenario["start"]),
                    quarters=scenario["quarters"],
                    nations=scenario["nations"],
                    firms=scenario["firms"],
                )
            )
            pick = Button(
                say("window.new.chosen") if picked else say("window.new.choose"),
                self._picker(index),
                low=True,
                selected=picked,
                icon="check" if picked else "",
                id=f"scenario-{scenario['name']}",
                enabled=not problem,
                reason=problem,
                words=scenario["title"],
                kind="normal",
            )
            scenarios.append(
                Panel(
                    Row(label, pick),
                    Label(problem or scenario["summary"], "note", "TEXT2", wrap=True),
                    *([Label(when_to, "note", "TEXT3", wrap=True)] if when_to else []),
                    background="PANEL3" if picked else "PANEL2",
                    border="ACCENT" if picked else "LINE",
                    radius=8,
                    pad=(16, 12),
                    gap=6,
                )
            )
        left = ScrollArea(Column(*scenarios, gap=10), id="scenarios", flex=1)
        kinds = Tabs(
            (say("window.new.nations"), say("window.new.firms"), say("window.new.watch")),
            self.kind,
            self._kind,
            id="side-kind",
            flex=1,
        )
        sides = self._sides()
        if self.kind < 2:
            items = [
                Item(
                    s["name"],
                    say(f"window.archetype.{s['archetype']}"),
                    flag=s["flag"],
                    key=s["key"],
                    icon="" if s["flag"] else "building-skyscraper",
                )
                for s in sides
            ]
            chosen = next((i for i, s in enumerate(sides) if s["key"] == self.seat), 0)
            choice: Widget = ListView(items, self._side, self._open, rows_shown=10, selected=chosen, id="sides", flex=1)
        else:
            choice = Column(Label(say("window.new.watch_text"), "body", "TEXT2", wrap=True), flex=1)
        middle = Card(Row(kinds), choice, title=say("window.new.side"), gap=10, flex=1)
        case = ScrollArea(self._case(), id="case", flex=1)
        first = Card(left, title=say("window.new.scenario"), flex=1)
        if room(self.app)[0] >= NARROW:
            right = Card(case, Rule(), self._start(), title=say("window.new.you"), gap=10, flex=1)
            return Row(first, middle, right, gap=12, align="stretch", flex=1)
        pages = (first, middle, Card(case, title=say("window.new.you"), flex=1), Card(self._seed(), flex=1))
        for page in pages:
            page.title = ""
        names = [say(f"window.new.{name}") for name in ("scenario", "side", "you", "seed")]
        return Column(Row(Tabs(names, self.page, self._turn, id="new-pages", flex=1)), pages[self.page], gap=8, flex=1)

    def _case(self) -> Widget:
        if self.kind == 2 or not self.seat:
            return Column(
                Row(Icon("eye", "ACCENT", side=32), Label(say("window.bar.watching"), "title", "TEXT"), gap=12),
                Label(say("window.new.watch_text"), "body", "TEXT2", wrap=True),
                gap=10,
            )
        seat = next(s for s in self.scenario["seats"] if s["key"] == self.seat)
        face: Widget = (
            Flag(seat["flag"], side=44, name=seat["name"])
            if seat["flag"]
            else Icon("building-skyscraper", "ACCENT", side=36)
        )
        archetype = seat["archetype"]
        parts: list[Widget] = [
            Row(
                face,
                Column(
                    Label(seat["name"], "title", "TEXT", wrap=True),
                    Label(say(f"window.archetype.{archetype}"), "note", "TEXT3"),
                    gap=0,
                    flex=1,
                ),
                gap=12,
            ),
        ]
        if seat["kind"] == "firm":
            parts.append(Label(say("window.new.home", home=seat["home"]), "note", "TEXT3"))
        parts.append(Label(seat["case"], "headline", "TEXT2", wrap=True))
        if has(f"goals.{archetype}.text"):
            parts.append(Label(say(f"goals.{archetype}.text"), "body", "TEXT2", wrap=True))
        parts.append(Label(say("window.new.goals").upper(), "caps", "TEXT3"))
        for goal in seat["goals"]:
            name = f"goals.{archetype}.{goal}"
            parts.append(
                Row(
                    Icon("target", "ACCENT", side=18, beside="strong"),
                    Column(
                        Label(sentence(name, "name", goal.replace("_", " ")), "strong", "TEXT", wrap=True),
                        Label(sentence(name, "text", ""), "note", "TEXT2", wrap=True),
                        gap=0,
                        flex=1,
                    ),
                    gap=10,
                    align="start",
                )
            )
        return Column(*parts, gap=10)

    def _turn(self, page: int) -> None:
        self.page = page
        self.app.rebuild()

    def _start(self) -> Widget:
        return Column(self._seed(), self._go(), gap=8)

    def _seed(self) -> Widget:
        offers = offers_choice(self.app)[:2] if self.kind < 2 else []
        return Column(
            *offers,
            TextField(say("window.new.seed"), self.seed, self._seeded, lambda _: self._begin(), limit=12, id="seed"),
            Label(say("window.new.seed_hint"), "note", "TEXT3", wrap=True),
            gap=8,
        )

    def _go(self) -> Button:
        label = say("window.new.starting") if self.starting else say("window.new.start")
        return Button(
            label,
            self._begin,
            kind="primary",
            icon="player-play",
            key="Enter",
            id="start",
            enabled=not self.starting,
            reason=say("window.new.starting") if self.starting else "",
        )

    def _picker(self, index: int) -> Any:
        def pick() -> None:
            self.at = index
            self._default_side()
            self.app.rebuild()

        return pick

    def _kind(self, kind: int) -> None:
        self.kind = kind
        self._default_side()
        self.app.rebuild()

    def _side(self, index: int) -> None:
        self.seat = self._sides()[index]["key"]
        self.app.rebuild()

    def _open(self, index: int) -> None:
        self._side(index)
        self._begin()

    def _seeded(self, value: str) -> None:
        self.seed = value

    def _begin(self) -> None:
        if self.starting or not self.scenarios:
            return
        digits = "".join(c for c in self.seed if c.isdigit())
        seed = int(digits) if digits else sum(ord(c) * 31**i for i, c in enumerate(self.seed)) % 2**31 or 1
        self.starting = True
        self.app.rebuild()
        self.app.begin("new", scenario=self.scenario["name"], seat=self.seat if self.kind < 2 else None, seed=seed)

    def refreshed(self, what: str) -> None:
        """Nothing of the world is shown here."""
