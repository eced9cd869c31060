"""The matrix of the order sheet: every partner by every channel."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pygame

from game.desktop.layout import Column, Grid, Row
from game.desktop.screens.base import room, sentence
from game.desktop.screens.dossier import at
from game.desktop.tokens import Ink, mix
from game.desktop.widgets import Button, Card, Choice, Label, Panel, Tip, Widget
from game.words import say

if TYPE_CHECKING:
    from game.desktop.app import App
    from game.desktop.screens.orders import OrdersScreen


def matrix_page(screen: OrdersScreen) -> Widget:
    """All cells of restrictions, refusals or levies: partners down, channels across."""
    app, fields = screen.app, screen.fields
    kinds = [key for key in ("restriction", "refusal", "levy") if key in fields]
    which = app.memory["matrix"] if app.memory["matrix"] in kinds else kinds[0]
    field = fields[which]
    places = field["places"][0]

    def pick(index: int) -> None:
        app.memory["matrix"] = kinds[index]
        app.rebuild()

    choice = Choice([fields[k]["label"] for k in kinds], kinds.index(which), pick, id="matrix-kind")
    heads = [
        Label(sentence("window.channel_short", p["key"], p["name"]), "axis", "TEXT3", align="centre", flex=1)
        for p in field["places"][1]
    ]
    wide = room(app)[0] >= 1250
    rows: list[Widget] = []
    if wide:
        rows.append(Row(Panel(Label("", "axis"), background=None, size=(170, 24)), *heads, gap=4))
    for place in places:
        cells: list[Widget] = []
        for channel in field["places"][1]:
            value = at(field["value"], place["cell"], channel["cell"])
            cells.append(
                Cell(
                    app,
                    field,
                    (place["cell"], channel["cell"]),
                    value,
                    at(field["pinned"], place["cell"], channel["cell"]),
                    say("window.orders.cell", who=place["name"], channel=channel["name"]),
                    "" if wide else sentence("window.channel_short", channel["key"], channel["name"]),
                )
            )
        rows.append(
            Row(Panel(Label(place["name"], "body", "TEXT2"), background=None, size=(170, 32)), *cells, gap=4)
            if wide
            else Column(Label(place["name"], "strong", "TEXT"), Grid(*cells, min_column=170, gap=4), gap=4)
        )
    return Column(
        Row(choice, Label(say("window.orders.matrix_note"), "note", "TEXT3", wrap=True, flex=1), gap=16),
        Label(field["meaning"], "note", "TEXT3", wrap=True),
        Card(*rows, screen.marks(field), gap=4),
        gap=10,
    )


class Cell(Button):
    """A cell of the matrix: Enter or a click steps it up and round to nothing, − and the other button step it down."""

    def __init__(
        self,
        app: App,
        field: dict[str, Any],
        cell: tuple[int, int],
        value: float,
        pinned: bool,
        words: str,
        short: str = "",
    ) -> None:
        self._app, self._field, self._cell, self._value = app, field, cell, value
        shown = f"{100 * value:.0f}%" if value else "·"
        shown = f"{short} {shown}" if short else shown
        super().__init__(
            shown + ("*" if pinned else ""),
            self._up,
            low=True,
            id=f"matrix-{cell[0]}-{cell[1]}",
            words=f"{words} {shown}",
            tip=Tip(words, say("window.orders.cell_tip", step=f"{self.step:.0%}", most=f"{field['high']:.0%}")),
            flex=1,
        )

    @property
    def step(self) -> float:
        """How far one press goes: a quarter, or a tenth where the most is half."""
        return 0.25 if self._field["high"] > 0.5 else 0.1

    def measure(self, width: int) -> tuple[int, int]:
        """A fixed width."""
        return min(width, self.theme.px(104)), self.theme.px(32)

    def min_width(self) -> int:
        """Half of it."""
        return self.theme.px(52)

    def _set(self, value: float) -> None:
        self._app.order({self._field["key"]: {self._cell: round(value, 3)}})

    def _up(self) -> None:
        high = float(self._field["high"])
        steps = math.floor(self._value / self.step + 1e-6) + 1
        self._set(0.0 if self._value >= high - 1e-3 else min(high, steps * self.step))

    def _down(self) -> None:
        steps = math.ceil(self._value / self.step - 1e-6) - 1
        self._set(max(0.0, steps * self.step))

    def handle(self, event: pygame.event.Event) -> bool:
        """− and the other button step down."""
        key = event.type == pygame.KEYDOWN and event.key in (pygame.K_MINUS, pygame.K_KP_MINUS)
        if key or (event.type == pygame.MOUSEBUTTONDOWN and event.button == 3):
            self._down()
            return True
        return super().handle(event)

    def _colours(self) -> tuple[Ink | None, Ink | None, Ink]:
        fill, edge, ink = super()._colours()
        if self.enabled and self._value > 0:
            share = self._value / float(self._field["high"])
            fill = mix(self.theme.ink("PANEL3"), self.theme.ink("BLOC_RED"), 0.12 + 0.6 * share + 0.1 * self._glow)
        return fill, edge, ink
