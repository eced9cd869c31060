"""Actions of one quarter about others: analysts and studies, findings and audits, inspections, mediation."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from game.desktop.layout import Column, Row
from game.desktop.screens.base import named
from game.desktop.screens.dossier import at, field_of, setter
from game.desktop.widgets import Button, Card, Chip, Dropdown, Label, Tip, Toggle, Widget
from game.words import say

if TYPE_CHECKING:
    from game.desktop.app import App

FIELDS = ("watch", "publish", "inspect", "mediate")
FEW = 5
"""Up to so many places stand below each other as switches; more are chosen from a list."""


def action_card(app: App, field: dict[str, Any]) -> Card:
    """What may be done once, with its price, towards whom, and what is ordered."""
    places = field["places"][0]
    rows: list[Widget] = [Label(field["meaning"], "note", "TEXT3", wrap=True)]
    if not places:
        rows.append(Label(field["reason"], "note", "TEXT2", wrap=True))
    elif len(places) <= FEW:
        rows += [action_switch(app, field, place, _about(app, field, place)) for place in places]
    else:
        rows += _chosen(app, field, places)
    return Card(*rows, title=field["label"], note=price_of(field), gap=8)


def price_of(field: dict[str, Any]) -> str:
    """What one action costs."""
    return say("window.desk.price", price=field["price"]) if field["price"] else say("window.orders.free")


def _chosen(app: App, field: dict[str, Any], places: list[dict[str, Any]]) -> list[Widget]:
    """A list to choose from, a button that orders it, and what is ordered with the way back."""
    key = field["key"]
    ordered = [place for place in places if at(field["value"], place["cell"])]
    free = [place for place in places if place not in ordered]
    picked = min(app.memory.get(f"pick-{key}", 0), len(free) - 1)

    def pick(index: int) -> None:
        app.memory[f"pick-{key}"] = index

    def order() -> None:
        place = free[min(app.memory.get(f"pick-{key}", 0), len(free) - 1)]
        setter(app, key, (place["cell"],), False)(1)

    def undo(cell: int) -> Callable[[], None]:
        return lambda: setter(app, key, (cell,), False)(0)

    rows: list[Widget] = [
        Row(
            Dropdown("", [place["name"] for place in free], picked, pick, id=f"pick-{key}", flex=1),
            Button(say(f"window.act.{key}"), order, id=f"act-{key}"),
            gap=10,
        )
    ]
    for place in ordered:
        off = Button(
            "",
            undo(place["cell"]),
            icon="x",
            kind="quiet",
            low=True,
            words=say("window.orders.not_this"),
            tip=say("window.orders.not_this"),
            id=f"unact-{key}-{place['cell']}",
        )
        rows.append(
            Row(
                Label(place["name"], "strong", "TEXT", wrap=True, flex=1),
                Chip(say("window.orders.ordered")),
                off,
                gap=8,
            )
        )
    return rows


def action_switch(app: App, field: dict[str, Any], place: dict[str, Any], words: str) -> Toggle:
    """One action towards one place, on or off."""
    key, cell = field["key"], place["cell"]
    order = setter(app, key, (cell,), False)
    return Toggle(
        words,
        bool(at(field["value"], cell)),
        lambda on: order(float(on)),
        id=f"act-{key}-{cell}",
        tip=Tip(field["label"], f"{field['meaning']} ({price_of(field)})"),
    )


def place_of(app: App, key: str, cell: int | str) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """The field and the place of an action towards a seat (by key), a deal or a crisis (by number), if there is one."""
    field = field_of(app.view, key)
    if field is None:
        return None
    where = "key" if isinstance(cell, str) else "cell"
    place = next((place for place in field["places"][0] if place[where] == cell), None)
    return None if place is None else (field, place)


def switches(app: App, seat: str) -> list[Widget]:
    """Analysts on a seat and findings about it, for its file."""
    found = [place_of(app, key, seat) for key in ("watch", "publish")]
    rows: list[Widget] = [
        action_switch(app, field, place, f"{_told(field, place)} · {price_of(field)}")
        for field, place in filter(None, found)
    ]
    return [Column(*rows, gap=0)] if rows else []


def _told(field: dict[str, Any], place: dict[str, Any]) -> str:
    """What an action towards a seat is called in its file."""
    return str(place["name"]) if field["key"] == "publish" else say(f"window.act.{field['key']}")


def _about(app: App, field: dict[str, Any], place: dict[str, Any]) -> str:
    """A deal by its parties; anything else by its name."""
    if field["key"] != "inspect":
        return str(place["name"])
    deal = next((deal for deal in app.view["treaties"] if deal["deal"] == place["cell"]), None)
    others = [] if deal is None else [party for party in deal["parties"] if party != app.view["seat"]]
    return ", ".join(named(app.view, party) for party in others) or str(place["name"])
