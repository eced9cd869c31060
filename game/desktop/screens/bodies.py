"""The institutions on the order sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from game.desktop.layout import Grid, Row
from game.desktop.screens.dossier import at
from game.desktop.screens.levels import format_of
from game.desktop.widgets import Card, Choice, Label, Slider, Toggle, Widget
from game.words import say

if TYPE_CHECKING:
    from game.desktop.screens.orders import OrdersScreen


def bodies_page(screen: OrdersScreen) -> Widget:
    """Institutions: join or leave them, steer their votes, found one."""
    fields, cards = screen.fields, []
    for body in screen.view["bodies"]:
        cell = (body["index"],)
        rows: list[Widget] = [
            Label(
                say(
                    "window.orders.body_facts",
                    members=len(body["members"]),
                    gate=say(f"window.gate.{body['gate']}"),
                    standard=f"{100 * body['standard']:.0f}",
                ),
                "note",
                "TEXT3",
                wrap=True,
            )
        ]
        action, steer = fields.get("body_action"), fields.get("steer")
        codes = (0, 2) if body["member"] else (0, 1)
        if action is not None and any(p["cell"] == body["index"] for p in action["places"][0]):
            rows.append(
                Row(
                    Choice(
                        [action["choices"][code] for code in codes],
                        1 if round(at(action["value"], *cell)) in codes[1:] else 0,
                        acting(screen, cell, codes),
                        id=f"order-body_action-{body['index']}",
                        flex=1,
                    )
                )
            )
        if steer is not None and body["member"]:
            rows.append(
                Slider(
                    steer["label"],
                    at(steer["value"], *cell),
                    -1,
                    1,
                    screen.orderer("steer", cell),
                    step=0.5,
                    ghost=at(steer["standing"], *cell),
                    format=format_of(steer),
                    ends=(say("window.orders.rights"), say("window.orders.development")),
                    id=f"order-steer-{body['index']}",
                )
            )
        state = say("window.orders.member") if body["member"] else say("window.orders.outside")
        cards.append(Card(*rows, title=body["name"], note=state, gap=6))
    action = fields.get("body_action")
    if action is not None:
        fresh = next((p for p in action["places"][0] if p["key"] == "new"), None)
        if fresh is not None:
            cell = (fresh["cell"],)
            founding = at(action["value"], *cell) == 3
            cards.append(
                Card(
                    Label(say("window.orders.found_text"), "note", "TEXT3", wrap=True),
                    Toggle(
                        fresh["name"],
                        founding,
                        lambda on: screen.app.order({"body_action": {cell: 3 if on else 0}}, False),
                        id="found-body",
                    ),
                    title=fresh["name"],
                    note=say("window.orders.price", price=6),
                    gap=6,
                )
            )
    return Grid(*cards, min_column=430, gap=12)


def acting(screen: OrdersScreen, cell: tuple[int, ...], codes: tuple[int, ...]) -> Any:
    """Order the action that stands at a place of the choice."""
    order = screen.orderer("body_action", cell, False)
    return lambda index: order(codes[index])
