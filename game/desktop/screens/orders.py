"""Orders: everything the seat may choose, with the bill, the doctrine, and what is pinned."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from game.desktop import text
from game.desktop.layout import Column, Grid, Row, Spacer
from game.desktop.screens.base import GameScreen, room, sentence
from game.desktop.screens.bodies import bodies_page
from game.desktop.screens.doctrine import doctrine_card
from game.desktop.screens.dossier import at, cap, stance_row
from game.desktop.screens.heads import heading
from game.desktop.screens.levels import ends_of, format_of
from game.desktop.screens.matrix import matrix_page
from game.desktop.screens.watching import FIELDS, action_card
from game.desktop.widgets import (
    Button,
    Card,
    Chip,
    Choice,
    Dropdown,
    Label,
    Panel,
    ScrollArea,
    Slider,
    Stepper,
    Tabs,
    Tip,
    Toggle,
    Widget,
)
from game.words import say

PAGES: dict[str, tuple[str, ...]] = {
    "policy": (
        "budget",
        "programme",
        "safety_standard",
        "openness",
        "release_threshold",
        "enforcement",
        "campaign",
        "threshold",
        "hoarding",
    ),
    "firm": (
        "release",
        "guidance",
        "training_share",
        "safety_effort",
        "growth",
        "build",
        "lobbying",
        "compliance",
        "stockpile",
        "downgrade",
        "consortium",
        "tests",
    ),
    "stances": (),
    "matrix": (),
    "partners": ("package", "sales"),
    "watch": FIELDS,
    "bodies": ("body_action", "steer"),
}
MANY = 8
"""More lines than this stand in columns where there is room."""
APART = ("breach", "ceiling", "reply", "restriction", "refusal", "levy", "stance")


class OrdersScreen(GameScreen):
    """Pages of the order sheet."""

    name = "orders"

    def __init__(self, app: Any) -> None:
        super().__init__(app)
        app.memory.setdefault("orders_page", "")
        app.memory.setdefault("matrix", "restriction")
        self._sending: dict[str, Any] | None = None

    @property
    def fields(self) -> dict[str, dict[str, Any]]:
        """Fields of the form by key."""
        return {field["key"]: field for field in self.view["form"]["fields"]}

    def pages(self) -> list[str]:
        """Pages that have something for this seat; fields no page names go to the first."""
        fields = self.fields
        found = []
        for page, keys in PAGES.items():
            wanted = any(key in fields for key in keys)
            if page == "stances":
                wanted = bool(self.view["stances"])
            elif page == "matrix":
                wanted = "restriction" in fields
            if wanted:
                found.append(page)
        return found

    def body(self) -> Widget:
        """Bill and doctrine above the page."""
        app = self.app
        pages = self.pages()
        page = app.memory["orders_page"] if app.memory["orders_page"] in pages else pages[0]
        tabs = Tabs(
            [say(f"window.orders.{p}") for p in pages],
            pages.index(page),
            lambda i: self._turn(pages[i]),
            id="orders-tabs",
            flex=1,
        )
        pages_apart: dict[str, Callable[[], Widget]] = {
            "stances": self._stances,
            "matrix": lambda: matrix_page(self),
            "bodies": lambda: bodies_page(self),
        }
        body = pages_apart[page]() if page in pages_apart else self._fields(page)
        return Panel(
            Column(self._head(), Row(tabs), ScrollArea(body, id=f"orders-{page}", flex=1), gap=12),
            background="VOID",
            pad=16,
            id="main",
            flex=1,
        )

    def _turn(self, page: str) -> None:
        self.app.memory["orders_page"] = page
        self.app.rebuild()

    def _head(self) -> Widget:
        bill = self.view["form"]["bill"]
        pinned = [field for field in self.view["form"]["fields"] if _any(field["pinned"])]
        doctrine = say("window.orders.doctrine_is", doctrine=sentence("window.strategy", self.view["strategy"]))
        release = Button(
            say("window.orders.release_all"),
            lambda: self.app.release(None),
            icon="lock-open",
            low=True,
            id="release-all",
            enabled=bool(pinned),
            reason="" if pinned else say("window.orders.nothing_pinned"),
            tip=Tip(say("window.orders.release_all"), say("window.pinned_tip")),
        )
        cost = Label(_bill(bill), "strong", "NEG" if bill["left"] < 0 else "TEXT", id="bill")
        return heading(self.app, say("window.orders.title"), doctrine, cost, release)

    # pages -------------------------------------------------------------------------------------------------------
    def _fields(self, page: str) -> Widget:
        fields = self.fields
        keys = [key for key in PAGES[page] if key in fields]
        if page in ("policy", "firm"):
            known = {key for keys_ in PAGES.values() for key in keys_} | set(APART)
            keys += [key for key in fields if key not in known and page == self.pages()[0]]
        cards = [action_card(self.app, fields[key]) if key in FIELDS else self._card(fields[key]) for key in keys]
        if page == self.pages()[0] and self.view["doctrines"]:
            cards.insert(0, doctrine_card(self.app))
        return masonry(cards, max(1, int((room(self.app)[0] - 120) // 430)))

    def _card(self, field: dict[str, Any]) -> Widget:
        axes = len(field["axes"])
        rows: list[Widget] = []
        if axes == 0:
            rows.append(self._control(field, field["label"], (), field["value"], field["standing"]))
        elif field["key"] == "budget":
            rows = self._budget(field)
        else:
            rows = [
                self._control(
                    field,
                    cap(place["name"]),
                    (place["cell"],),
                    at(field["value"], place["cell"]),
                    at(field["standing"], place["cell"]),
                    compact=True,
                )
                for place in field["places"][0]
            ]
            if len(rows) > MANY:
                rows = [Grid(*rows, min_column=340, gap=28)]
        return Card(
            Label(field["meaning"], "note", "TEXT3", wrap=True),
            *(Label(words, "note", "INFO", wrap=True) for words in field["under_way"]),
            *rows,
            self.marks(field),
            title=field["label"],
            note=say("window.orders.price", price=field["price"]) if field["price"] else say("window.orders.free"),
            gap=6,
        )

    def marks(self, field: dict[str, Any]) -> Widget:
        """What one more step costs or why there is none, and the pin with its release."""
        marks: list[Widget] = []
        if field["reason"]:
            marks.append(Label(field["reason"], "note", "WARN", wrap=True, flex=1))
        elif field["extra"] != field["price"]:
            cost = text.number(field["extra"], 1 if field["extra"] % 1 else 0)
            words = say("window.orders.step_costs", cost=cost) if field["extra"] else say("window.orders.step_free")
            marks.append(Label(words, "note", "TEXT3", wrap=True, flex=1))
        else:
            marks.append(Spacer())
        if _any(field["pinned"]):
            marks.append(Chip(say("window.pinned"), "INFO", tip=say("window.pinned_tip")))
            marks.append(
                Button(
                    say("window.orders.release"),
                    lambda: self.app.release(field["key"]),
                    kind="quiet",
                    low=True,
                    icon="lock-open",
                    id=f"release-{field['key']}",
                )
            )
        return Row(*marks, gap=8)

    def _control(
        self,
        field: dict[str, Any],
        name: str,
        cell: tuple[int, ...],
        value: float,
        standing: float,
        compact: bool = False,
    ) -> Widget:
        key = field["key"]
        id = f"order-{key}" + "".join(f"-{i}" for i in cell)
        order = self.orderer(key, cell, not field["once"])
        if field["choices"]:
            low = round(field["low"])
            if compact:
                return Row(
                    Label(name, "body", "TEXT2", flex=1),
                    Dropdown("", field["choices"], round(value) - low, lambda i: order(i + low), id=id),
                    gap=12,
                )
            return Row(Choice(field["choices"], round(value) - low, lambda i: order(i + low), id=id, flex=1))
        if field["high"] - field["low"] == 1 and field["step"] == 1:
            off = "" if compact or value else field["reason"]
            words = say("window.orders.begin") if field["once"] and not compact else cap(name)
            return Toggle(words, bool(value), lambda on: order(float(on)), id=id, enabled=not off, reason=off)
        show = format_of(field)
        if compact:
            return Stepper(
                name,
                round(value, 4),
                field["low"],
                field["high"],
                order,
                step=field["step"],
                format=show,
                id=id,
                tip=field["meaning"],
            )
        return Slider(
            say("window.orders.now"),
            value,
            field["low"],
            field["high"],
            order,
            step=field["step"],
            ghost=standing,
            format=show,
            ends=ends_of(field, show),
            id=id,
        )

    def _budget(self, field: dict[str, Any]) -> list[Widget]:
        """Shares that add up to the whole: what one line gains the others give in proportion."""
        rows: list[Widget] = []
        values = field["value"]

        def shift(index: int, value: float) -> None:
            rest = sum(v for i, v in enumerate(values) if i != index)
            new = [v * (1 - value) / rest if rest else (1 - value) / (len(values) - 1) for v in values]
            new[index] = value
            new[index] += 1 - sum(new)
            self._send({"budget": new})

        for place in field["places"][0]:
            i = place["cell"]
            rows.append(
                Slider(
                    cap(place["name"]),
                    round(values[i], 3),
                    0.0,
                    1.0,
                    partial(shift, i),
                    step=0.01,
                    ghost=field["standing"][i],
                    format=lambda v: f"{v:.0%}",
                    id=f"order-budget-{i}",
                )
            )
        return rows

    def _stances(self) -> Widget:
        rows: list[Widget] = [Label(say("window.orders.stances_note"), "note", "TEXT3", wrap=True)]
        rows += [
            Panel(*stance_row(self.app, row, "orders"), background="PANEL2", border="LINE", radius=6, pad=(14, 1))
            for row in self.view["stances"]
        ]
        return Column(*rows, gap=4)

    # sending -----------------------------------------------------------------------------------------------------
    def orderer(self, key: str, cell: tuple[int, ...], pin: bool = True) -> Any:
        """What orders a cell of a field."""
        if not cell:
            return lambda value: self._send({key: {(): float(value)}}, pin)
        return lambda value: self._send({key: {cell: float(value)}}, pin)

    def _send(self, orders: dict[str, Any], pin: bool = True) -> None:
        """Send at once, or, while an answer is awaited or a knob is held, only the newest when that is over."""
        if self.app.world.waits_for("submit") or self.app.root._capture is not None:
            self._sending = {"orders": orders, "pin": pin}
        else:
            self._sending = None
            self.app.order(orders, pin)

    def frame(self, dt: float) -> None:
        """Send what was held back."""
        if not self.app.world.waits_for("submit") and self.app.root._capture is None:
            self.flush()

    def flush(self) -> None:
        """Send the newest order that was held back."""
        if self._sending is not None:
            waiting, self._sending = self._sending, None
            self.app.order(waiting["orders"], waiting["pin"])

    def refreshed(self, what: str) -> None:
        """Not while a knob is held."""
        if self.app.root._capture is None:
            super().refreshed(what)


def _bill(bill: dict[str, Any]) -> str:
    """What the moves cost together and what is left, or that nothing is ordered yet."""
    left = text.number(bill["left"], 1)
    if not bill["moves"]:
        return say("window.orders.bill_none", left=left)
    return say("window.orders.bill", count=bill["moves"], spent=text.number(bill["spent"]), left=left)


def masonry(cards: list[Widget], columns: int) -> Widget:
    """Cards of different heights in columns: each goes under the one that is shortest so far."""
    stacks: list[list[Widget]] = [[] for _ in range(columns)]
    heights = [0] * columns
    for card in cards:
        at_ = heights.index(min(heights))
        stacks[at_].append(card)
        heights[at_] += card.measure(430)[1]
    return Row(*(Column(*stack, gap=12, flex=1) for stack in stacks if stack), gap=12, align="start")


def _any(nested: Any) -> bool:
    return any(_any(part) for part in nested) if isinstance(nested, list) else bool(nested)
