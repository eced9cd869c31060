"""The strip under the bargaining table: how long, how far inspected, and what to do with the draft."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from game.desktop import text
from game.desktop.layout import Row
from game.desktop.widgets import Button, Chip, Panel, Rule, Slider, Stepper, Tip, Widget
from game.words import say

if TYPE_CHECKING:
    from game.desktop.screens.deals import Deals


def terms_bar(deals: Deals) -> Widget:
    """The strip under the table: length, inspection, and what can be done with the draft."""
    deal = deals.deal
    reason = ""
    if deals.app.turning:
        reason = say("window.end.playing")
    elif not deals.draft["clauses"]:
        reason = say("window.deals.empty")
    elif deal is not None and deal["reason"]:
        reason = deal["reason"]
    quarters = Stepper(
        say("window.deals.quarters"), deals.draft["quarters"], 1, 24, partial(deals.term, "quarters"), id="quarters"
    )
    inspection = Slider(
        say("window.deals.inspection"),
        deals.draft["inspection"],
        0,
        1,
        partial(deals.term, "inspection"),
        step=0.1,
        format=lambda v: f"{v:.0%}",
        id="inspection",
        flex=1,
    )
    clear = Button(
        say("window.deals.clear"),
        deals.clear,
        icon="trash",
        id="clear-draft",
        enabled=bool(deals.draft["clauses"]),
        reason="" if deals.draft["clauses"] else say("window.deals.empty"),
    )
    propose = Button(
        say("window.deals.send_counter" if deals.counter else "window.deals.propose"),
        deals.propose,
        kind="primary",
        icon="messages" if deals.counter else "send",
        id="propose",
        enabled=not reason,
        reason=reason,
    )
    result = [_result(deals)] if deals.outcome else []
    sound = [] if deals.counter else [_sound(deals, reason)]
    row = Row(
        quarters, Rule(upright=True), inspection, *result, clear, *sound, propose, gap=16, drop=(*result, clear)
    )
    return Panel(
        row,
        background="PANEL",
        border="LINE",
        radius=8,
        pad=(16, 6),
    )


def _sound(deals: Deals, reason: str) -> Button:
    """The button that asks quietly how the draft would be received."""
    price = text.number(deals.deal["sound_price"]) if deals.deal else ""
    off = reason or (say("window.deals.sounded") if deals.sounding else "")
    words = say("window.deals.sound_out")
    return Button(
        words if deals.wide else "",
        deals.sound_out,
        icon="message",
        words=words,
        id="sound-out",
        enabled=not off,
        reason=off,
        tip=Tip(say("window.deals.sound_out"), say("window.deals.sound_tip", price=price)),
    )


def _result(deals: Deals) -> Widget:
    """What came of the last proposal."""
    outcome = deals.outcome or {}
    if outcome["objection"]:
        return Chip(say("window.deals.not_tabled"), "NEG")
    word, ink = ("signed", "POS") if outcome["signed"] else ("refused", "NEG")
    if outcome["countered"]:
        word, ink = "countered", "WARN"
    return Chip(say(f"window.deals.{word}"), ink, id="outcome")
