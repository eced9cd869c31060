"""The doctrine that runs the seat, and the choice of another for next quarter."""

from __future__ import annotations

from typing import Any

from game.desktop import text
from game.desktop.screens.base import sentence
from game.desktop.widgets import Card, Dropdown, Label
from game.words import say


def doctrine_card(app: Any) -> Card:
    """Which doctrine is in charge, which one will be, and what the change costs."""
    known = app.view["doctrines"]
    running = next(place for place, doctrine in enumerate(known) if doctrine["running"])
    chosen = next(place for place, doctrine in enumerate(known) if doctrine["chosen"])
    note = "doctrine_note" if chosen == running else "doctrine_next"
    words = say(f"window.orders.{note}", doctrine=sentence("window.strategy", known[chosen]["key"]))
    pick = Dropdown(
        "",
        [doctrine["name"] for doctrine in known],
        chosen,
        lambda place: app.order({"doctrine": {(): known[place]["code"]}}, False),
        id="order-doctrine",
    )
    return Card(
        pick,
        Label(words, "note", "TEXT2" if chosen != running else "TEXT3", wrap=True),
        title=say("window.orders.doctrine"),
        note=say("window.orders.price", price=text.number(max(doctrine["price"] for doctrine in known))),
        icon="route",
        gap=6,
    )
