"""What waits and what is due: offers to answer, those left to the office, dated things under way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from game.desktop import text
from game.desktop.layout import Column, Row, Spacer
from game.desktop.screens.base import folded, when
from game.desktop.settings import OFFERS
from game.desktop.widgets import Button, Card, Chip, Choice, Icon, Label, Widget
from game.words import capital, say, spoken


def offer_card(app: Any, offer: dict[str, Any]) -> Card:
    """An offer that waits: what each side gives, what the office would answer, and the answers."""
    terms = say("window.deals.terms", quarters=offer["quarters"], inspection=f"{100 * offer['inspection']:.0f}")
    title = "window.deals.counter_from" if offer["counter"] else "window.deals.offer_from"
    return Card(
        Label(offer["text"], "body", "TEXT2", wrap=True),
        *_sides(offer),
        Label(f"{terms}. {offer['office_text']}", "note", "TEXT3", wrap=True),
        _answers(app, offer),
        title=say(title, who=spoken(offer["name"])),
        note=say("window.deals.waits"),
        icon="messages" if offer["counter"] else "mail",
        gap=6,
    )


def _sides(offer: dict[str, Any]) -> list[Widget]:
    """What both do, what the seat gives, what it gets."""
    both = [line for line in offer["gives"] if line in offer["takes"]]
    gives = [line for line in offer["gives"] if line not in both]
    takes = [line for line in offer["takes"] if line not in both]
    groups = [("both", both, "arrows-exchange")] if both else []
    if gives or takes or not both:
        groups += [("you_give", gives, "arrow-right"), ("you_get", takes, "arrow-left")]
    rows: list[Widget] = []
    for head, lines, icon in groups:
        rows.append(Label(say(f"window.deals.{head}").upper(), "caps", "TEXT3"))
        rows += [
            Row(
                Icon(icon, "TEXT3", side=16, beside="note"),
                Label(capital(line), "note", "TEXT", wrap=True, flex=1),
                gap=8,
                align="start",
            )
            for line in lines
        ]
        if not lines:
            rows.append(Label(say("window.deals.nothing"), "note", "TEXT3"))
    return rows


def _answers(app: Any, offer: dict[str, Any]) -> Row:
    """Decline, counter, accept, and which of them was given."""
    answered, number = offer["answered"], offer["number"]

    def answer(yes: bool) -> Callable[[], None]:
        return lambda: app.answer(number, yes)

    price = offer["counter_price"]
    cost = say("window.desk.price", price=text.number(price)) if price else say("window.orders.free")
    counter = Button(
        say("window.deals.counter"),
        lambda: begin_counter(app, offer),
        icon="messages",
        low=True,
        tip=say("window.deals.counter_tip", cost=cost),
        id=f"counter-{number}",
    )
    accept = Button(
        say("window.deals.accept"),
        answer(True),
        kind="primary" if answered is None else "normal",
        icon="check",
        selected=answered is True,
        low=True,
        id=f"accept-{number}",
    )
    decline = Button(
        say("window.deals.decline"),
        answer(False),
        icon="x",
        selected=answered is False,
        low=True,
        id=f"decline-{number}",
    )
    state: list[Widget] = []
    if answered is not None:
        word, ink = ("accepted", "POS") if answered else ("declined", "NEG")
        state = [Chip(say(f"window.deals.{word}"), ink)]
    return Row(*state, Spacer(), decline, counter, accept, gap=10, drop=tuple(state))


def begin_counter(app: Any, offer: dict[str, Any]) -> None:
    """Open the bargaining table with the terms of an offer, to be sent back changed."""
    draft = offer["draft"]
    app.memory["partners"] = list(draft["parties"])
    app.memory["draft"] = {
        "quarters": draft["quarters"],
        "inspection": draft["inspection"],
        "clauses": [dict(clause) for clause in draft["clauses"]],
        "counter": offer["number"],
    }
    app.memory["deals_page"] = 0
    app.show("deals")


def office_card(app: Any) -> list[Widget]:
    """The offers that the office answers by itself, folded; nothing if there are none."""
    left = app.view["left"]
    if not left:
        return []
    rows: list[Widget] = [
        Column(
            Label(offer["text"], "note", "TEXT", wrap=True),
            Label(offer["office_text"], "note", "TEXT3", wrap=True),
            gap=0,
        )
        for offer in left
    ]
    return [
        Card(
            *folded(app, "office", rows, 2),
            title=say("window.desk.office"),
            subtitle=say("window.desk.office_note"),
            icon="briefcase",
            gap=6,
        )
    ]


def offers_choice(app: Any) -> list[Widget]:
    """How many of the offers that wait are put before the player: kept with the settings, in force at once."""

    def choose(index: int) -> None:
        app.settings["offers"] = OFFERS[index]
        app.apply_settings()
        app.put_offers()

    names = [*(str(most) for most in OFFERS[:-1]), say("window.settings.offers_all")]
    return [
        Label(say("window.settings.offers"), "body", "TEXT2", wrap=True),
        Choice(names, OFFERS.index(app.settings["offers"]), choose, id="offers-put"),
        Label(say("window.settings.offers_note"), "note", "TEXT3", wrap=True),
    ]


def due_rows(dues: Sequence[dict[str, Any]]) -> list[Widget]:
    """Dated things under way."""
    return [
        Row(
            Chip(when(due["date"]), "INFO"),
            Label(due["text"], "note", "TEXT2", wrap=True, flex=1),
            gap=10,
            align="start",
        )
        for due in dues
    ]
