"""Clauses of a draft: their panels with sliders and lists, and the dialog that adds one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from game import names
from game.desktop import text
from game.desktop.layout import Row
from game.desktop.screens.base import named
from game.desktop.screens.dossier import cap
from game.desktop.widgets import Button, Dropdown, Icon, Item, Label, ListView, Modal, Panel, Slider, Widget
from game.words import label, say

if TYPE_CHECKING:
    from game.desktop.screens.deals import Deals

WITH_CHANNEL = ("free_channel", "supply_chips", "align_controls")
BOTH = ("safety_accord", "hotline", "recognition", "joint_lab", "align_controls", "merger")
AMOUNTS: dict[str, tuple[float, float, float, float]] = {
    "free_channel": (0.0, 1.0, 0.1, 0.0),
    "supply_chips": (0.1, 1.0, 0.1, 0.5),
    "compute_access": (0.1, 1.0, 0.1, 0.5),
    "joint_lab": (0.05, 0.6, 0.05, 0.25),
    "safety_accord": (0.1, 1.0, 0.05, 0.4),
    "visas": (0.0, 1.0, 0.1, 0.7),
    "money": (0.1, 5.0, 0.1, 0.5),
    "align_controls": (0.1, 1.0, 0.1, 0.6),
}
"""Clause kinds with an amount: least, most, step and first value of its slider."""


def clause_panel(screen: Deals, index: int, clause: dict[str, Any], mine: bool) -> Widget:
    kind = clause["kind"]
    under: list[Widget] = []
    who = (
        say("window.deals.all_give")
        if not clause["giver"]
        else say(
            "window.deals.gives", giver=named(screen.view, clause["giver"]), taker=named(screen.view, clause["taker"])
        )
    )
    remove = Button(
        "",
        lambda: screen.remove(index),
        icon="x",
        kind="quiet",
        low=True,
        words=say("window.deals.remove"),
        id=f"remove-{index}",
    )
    under.append(
        Row(
            Icon(icon_of(kind), "BLOC_BLUE" if mine else "BLOC_RED", side=20),
            Label(cap(label("clause", kind)), "strong", "TEXT", flex=1),
            remove,
            gap=10,
        )
    )
    under.append(Label(who, "note", "TEXT3"))
    if kind == "join_body":
        bodies = [body["name"] for body in screen.view["bodies"]]
        under.append(
            Dropdown("", bodies, max(0, clause["channel"]), partial(screen.set, index, "channel"), id=f"body-{index}")
        )
    elif kind in WITH_CHANNEL:
        channels = [label("channel", channel) for channel in names.CHANNELS]
        under.append(
            Dropdown(
                "", channels, max(0, clause["channel"]), partial(screen.set, index, "channel"), id=f"channel-{index}"
            )
        )
    if kind in AMOUNTS:
        low, high, step, _ = AMOUNTS[kind]
        show = (
            (lambda v: say("window.amount.money", value=text.number(v, 1)))
            if kind == "money"
            else (lambda v: f"{v:.0%}")
        )
        under.append(
            Slider(
                say(f"window.clause_amount.{kind}"),
                clause["amount"],
                low,
                high,
                partial(screen.set, index, "amount"),
                step=step,
                format=show,
                ink="BLOC_BLUE" if mine else "BLOC_RED",
                id=f"amount-{index}",
            )
        )
    return Panel(*under, background="PANEL3", border="LINE2", radius=6, pad=(14, 8), gap=4)


def common_clause(clause: dict[str, Any]) -> Widget:
    """A clause that every party owes, on the side where it cannot be changed."""
    return Row(
        Icon(icon_of(clause["kind"]), "TEXT3", side=20),
        Label(cap(label("clause", clause["kind"])), "body", "TEXT2", wrap=True, flex=1),
        Label(say("window.deals.all_give"), "note", "TEXT3"),
        gap=10,
    )


def add_clause(screen: Deals, mine: bool) -> None:
    """Choose a clause from the list."""
    view, root = screen.view, screen.app.root
    kinds = [kind for kind in names.CLAUSES[1:] if fits(screen, kind, mine)]
    items = [Item(cap(label("clause", kind)), say(f"window.clause_text.{kind}"), icon=icon_of(kind)) for kind in kinds]

    def take(index: int) -> None:
        kind = kinds[index]
        root.close(modal)
        giver, taker = (view["seat"], screen.partners[0]) if mine else (screen.partners[0], view["seat"])
        if kind in BOTH and kind != "align_controls":
            giver = taker = ""
        channel = (
            names.TOP
            if kind in WITH_CHANNEL
            else {
                "compute_access": names.CLOUD,
                "visas": names.TALENT,
                "open_release": names.WEIGHTS,
                "licence": names.WEIGHTS,
                "join_body": 0,
            }.get(kind, -1)
        )
        amount = AMOUNTS[kind][3] if kind in AMOUNTS else 1.0
        screen.draft["clauses"].append(
            {"kind": kind, "giver": giver, "taker": taker, "channel": channel, "amount": amount}
        )
        screen.changed()

    chooser = ListView(items, None, take, rows_shown=8, selected=0, id="clause-list")
    modal = Modal(
        say("window.deals.add_title") if mine else say("window.deals.ask_title"),
        chooser,
        actions=(Button(say("window.cancel"), lambda: root.close(modal), key="Esc", id="clause-cancel"),),
        width=640,
        first="clause-list",
        id="clauses",
    )
    root.open(modal)


def fits(screen: Deals, kind: str, mine: bool) -> bool:
    """Whether a clause makes sense with this giver: only firms merge, license or release."""
    giver = screen.view["seat"] if mine else screen.partners[0]
    firm = screen.view["seats"][giver]["kind"] == "firm"
    if kind in ("merger", "licence", "open_release"):
        return firm
    if kind in ("visas", "join_body", "align_controls", "recognition", "free_channel"):
        return not firm
    return True


def icon_of(kind: str) -> str:
    return {
        "free_channel": "lock-open",
        "supply_chips": "cpu",
        "compute_access": "server",
        "joint_lab": "flask",
        "safety_accord": "shield-check",
        "hotline": "lifebuoy",
        "recognition": "certificate",
        "open_release": "gift",
        "visas": "e-passport",
        "money": "coin",
        "join_body": "building-bank",
        "align_controls": "lock",
        "licence": "key",
        "merger": "briefcase",
    }.get(kind, "file-text")
