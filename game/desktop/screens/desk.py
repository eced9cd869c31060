"""The desk: what waits for an answer this quarter: occasions, offers, crises; and the dated things under way."""

from __future__ import annotations

from typing import Any

from game.desktop import text
from game.desktop.layout import Column, Row
from game.desktop.screens.base import GameScreen, room
from game.desktop.screens.book import deal_tools
from game.desktop.screens.dossier import deal_card
from game.desktop.screens.foretelling import question_cards
from game.desktop.screens.heads import heading
from game.desktop.screens.offers import due_rows, offer_card, office_card
from game.desktop.screens.watching import action_switch, place_of
from game.desktop.widgets import Button, Card, Chip, Choice, Label, Meter, Panel, Rule, ScrollArea, Widget
from game.words import say, spoken


class Desk(GameScreen):
    """Occasions and offers at the left, crises and what lands next at the right."""

    name = "desk"

    def __init__(self, app: Any) -> None:
        super().__init__(app)
        if self.view["seat"] not in self.view["dossiers"]:
            self._file()

    def _file(self) -> None:
        """Ask for the own file, which says what the seat plays for."""
        seat = self.view["seat"]

        def came(file: dict[str, Any]) -> None:
            self.view["dossiers"][seat] = file
            if self.app.screen is self and not self.app.root.overlays:
                self.app.rebuild()

        self.app.world.ask("dossier", came, seat=seat)

    def body(self) -> Widget:
        """Two columns that scroll, or one where it is narrow."""
        left: list[Widget] = [self._occasion(occasion) for occasion in self.view["occasions"]]
        left += [offer_card(self.app, offer) for offer in self.view["offers"]]
        left += [*self._ending(), *office_card(self.app)]
        if not left:
            left = [
                Card(
                    Label(say("window.desk.quiet"), "headline", "TEXT2", wrap=True),
                    title=say("window.desk.nothing"),
                    icon="mail",
                )
            ]
        right: list[Widget] = [self._crisis(crisis) for crisis in self.view["crises"]]
        right += [*question_cards(self.app, room(self.app)[0] < 1600), self._next(), *self._mandate()]
        head = heading(self.app, say("window.desk.title"), say("window.desk.note"))
        if room(self.app)[0] >= 1300:
            columns: Widget = Row(
                ScrollArea(Column(*left, gap=12), id="desk-left", flex=1.5),
                ScrollArea(Column(*right, gap=12), id="desk-right", flex=1),
                gap=12,
                align="stretch",
                flex=1,
            )
        else:
            columns = ScrollArea(Column(*left, *right, gap=12), id="desk-left", flex=1)
        return Panel(Column(head, columns, gap=12), background="VOID", pad=16, id="main", flex=1)

    def _occasion(self, occasion: dict[str, Any]) -> Widget:
        rows: list[Widget] = [Label(occasion["situation"], "headline", "TEXT2", wrap=True)]
        for option in occasion["options"]:
            rows.append(self._option(occasion, option))
        size = say("window.desk.major") if occasion["side"] == 0 else say("window.desk.minor")
        return Card(*rows, title=occasion["title"], note=size, icon="clipboard-list", gap=10)

    def _option(self, occasion: dict[str, Any], option: dict[str, Any]) -> Widget:
        chosen = option["chosen"]
        marks: list[Widget] = []
        if option["default"]:
            marks.append(Chip(say("window.desk.default"), "TEXT3", tip=say("occasions.common.default")))
        cost = text.number(option["price"])
        price = say("window.desk.price", price=cost) if option["price"] else say("window.orders.free")
        reason = "" if option["affordable"] else say("window.desk.too_dear", price=cost)
        pick = Button(
            say("window.desk.chosen") if chosen else say("window.desk.choose"),
            self._replier(occasion["side"], option["reply"]),
            low=True,
            selected=chosen,
            icon="check" if chosen else "",
            kind="normal",
            id=f"reply-{occasion['side']}-{option['reply']}",
            words=option["label"],
            enabled=not reason,
            reason=reason,
        )
        lines: list[Widget] = [
            Row(
                Label(option["label"], "strong", "TEXT", wrap=True, flex=1),
                *marks,
                Label(price, "note", "ACCENT" if option["price"] else "TEXT3", whole=True),
                pick,
                gap=10,
            ),
            Label(option["text"], "note", "TEXT2", wrap=True),
        ]
        known = [" ".join(option["minds"]), " · ".join(effect.rstrip(".") for effect in option["effects"])]
        lines += [Label(words, "note", "TEXT3", wrap=True) for words in known if words]
        return Panel(
            *lines,
            background="PANEL3" if chosen else "PANEL2",
            border="ACCENT" if chosen else "LINE",
            radius=6,
            pad=(14, 8),
            gap=2,
        )

    def _replier(self, side: int, reply: int) -> Any:
        return lambda: self.app.order({"reply": {(side,): reply}}, False)

    def _crisis(self, crisis: dict[str, Any]) -> Widget:
        rung = crisis["rung"]
        rows: list[Widget] = [
            Label(crisis["situation"], "headline", "TEXT2", wrap=True),
            Row(
                Label(say("window.desk.rungs").upper(), "caps", "TEXT3", flex=1),
                Label(say("window.desk.down_cost"), "note", "TEXT3"),
            ),
        ]
        for number in range(len(crisis["rungs"]), 0, -1):
            here = number == rung
            rows.append(
                Row(
                    Label(str(number), "strong", "ACCENT" if here else "TEXT3"),
                    Label(
                        crisis["rungs"][number - 1],
                        "strong" if here else "note",
                        "TEXT" if here else "TEXT3",
                        wrap=True,
                        flex=1,
                    ),
                    Label(text.number(crisis["step_down"][number - 1]), "strong" if here else "note", "TEXT2"),
                    gap=12,
                    align="start",
                )
            )
        rows.append(
            Meter(
                rung - 0.01,
                top=6,
                segments=6,
                ink="NEG" if rung >= 4 else "ACCENT",
                label=say("window.desk.rung", rung=rung),
            )
        )
        first, second = (spoken(name) for name in crisis["names"])
        heads = (
            say("window.desk.wins", who=first),
            say("window.desk.wins", who=second),
            say("window.desk.middle"),
        )
        rows += [
            Column(Label(head, "note", "TEXT3"), Label(term, "note", "TEXT2", wrap=True), gap=0)
            for head, term in zip(heads, crisis["terms"], strict=True)
        ]
        if crisis["mediator"]:
            rows.append(Label(crisis["mediator"], "note", "POS", wrap=True))
        mediate = place_of(self.app, "mediate", crisis["slot"])
        if mediate is not None:
            rows += [Rule(), action_switch(self.app, *mediate, say("window.act.mediate"))]
        if crisis["mine"]:
            ceilings = crisis["ceilings"]
            chosen = next((i for i, c in enumerate(ceilings) if c["chosen"]), 1)
            rows += [
                Rule(),
                Label(say("window.desk.ceiling"), "strong", "TEXT"),
                Row(
                    Choice(
                        [c["label"] for c in ceilings],
                        chosen,
                        self._sealer(crisis["slot"]),
                        id=f"ceiling-{crisis['slot']}",
                        flex=1,
                    )
                ),
                Label(ceilings[chosen]["cost"], "note", "TEXT2", wrap=True),
                Label(say("window.desk.ceiling_note"), "note", "TEXT3", wrap=True),
            ]
        return Card(*rows, title=crisis["title"], note=" – ".join(crisis["names"]), icon="ladder", gap=6)

    def _sealer(self, slot: int) -> Any:
        return lambda code: self.app.order({"ceiling": {(slot,): code}}, False)

    def _ending(self) -> list[Widget]:
        """Deals in their last quarter, which wait for a word whether they go on."""
        due = [deal for deal in self.view["treaties"] if deal["renewal"] is not None]
        if not due:
            return []
        cards = [deal_card(self.app, deal, tools=deal_tools(self.app, deal)) for deal in due]
        return [Card(*cards, title=say("window.desk.ending"), icon="refresh", gap=6)]

    def _mandate(self) -> list[Widget]:
        """The goals of the seat with how far they are reached, and its agenda; once its file is here."""
        seat = self.view["seat"]
        file = self.view["dossiers"].get(seat)
        if file is None:
            return []
        rows: list[Widget] = []
        for goal in file["goals"]:
            reached = goal["reached"] if goal["reached"] is not None and goal["reached"] == goal["reached"] else 0.0
            points = say("window.dossier.points", points=text.number(goal["points"]))
            rows += [
                Meter(reached, top=1.0, label=goal["title"], shown=points, ink="POS"),
                Label(goal["text"], "note", "TEXT3", wrap=True),
            ]
        for agenda in (agenda for agenda in file["agendas"] if agenda["own"]):
            rows += [
                Row(
                    Label(agenda["title"], "strong", "TEXT", wrap=True, flex=1),
                    Chip(say("window.desk.agenda").upper(), "WARN"),
                    gap=8,
                ),
                Label(agenda["text"], "note", "TEXT3", wrap=True),
            ]
        return [Card(*rows, title=say("window.desk.play_for"), icon="target", gap=4)]

    def _next(self) -> Widget:
        rows = due_rows(self.view["next"]) or [Label(say("window.desk.nothing_lands"), "note", "TEXT3")]
        return Card(*rows, title=say("window.desk.next"), icon="calendar", gap=6)
