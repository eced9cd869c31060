"""What can be done with deals in force: leave them openly, or let them go on when they end."""

from __future__ import annotations

from typing import Any

from game.desktop.layout import Column, Row, Spacer
from game.desktop.screens.dossier import deal_card, field_of
from game.desktop.widgets import Button, Chip, Label, Widget
from game.words import say


def treaty_cards(app: Any) -> list[Widget]:
    """The treaty book: a card for every deal, with buttons under those of the seat."""
    return [_with_buttons(app, deal) if deal["mine"] else deal_card(app, deal) for deal in app.view["treaties"]]


def _with_buttons(app: Any, deal: dict[str, Any]) -> Widget:
    """A deal of the seat: whether it goes on, and what the seat may say about that."""
    notes: list[Widget] = [Label(deal["renewal_text"], "note", "TEXT3", flex=1)] if deal["renewal_text"] else [Spacer()]
    return Column(
        deal_card(app, deal),
        Row(*notes, *_renewal(app, deal), *_leaving(app, deal), gap=10),
        gap=4,
    )


def _renewal(app: Any, deal: dict[str, Any]) -> list[Widget]:
    number = deal["deal"]
    if deal["renewal"] is not None:
        goes_on = deal["office"] if deal["answered"] is None else bool(deal["answered"])
        words = say("window.deals.let_lapse" if goes_on else "window.deals.let_go_on")
        answer = (deal["renewal"], not goes_on)
        return [Button(words, lambda: _answered(app, *answer), low=True, id=f"renewal-{number}")]
    if deal["renewable"]:
        return [Button(say("window.deals.renew"), lambda: _renew(app, number), low=True, id=f"renew-{number}")]
    return []


def _leaving(app: Any, deal: dict[str, Any]) -> list[Widget]:
    breach = field_of(app.view, "breach")
    if breach is None:
        return []
    number = deal["deal"]
    leaving = bool(breach["value"][number])
    button = Button(
        say("window.deals.stay") if leaving else say("window.deals.leave"),
        lambda: app.order({"breach": {(number,): not leaving}}, False),
        kind="normal" if leaving else "danger",
        low=True,
        id=f"leave-{number}",
    )
    return [*([Chip(say("window.deals.leaving"), "NEG")] if leaving else []), button]


def _answered(app: Any, number: int, yes: bool) -> None:
    """Say whether a deal in its last quarter goes on."""
    if not app.turning:
        app.world.ask("renewal", lambda result: app.take(result, "desk"), number=number, yes=yes)


def _renew(app: Any, deal: int) -> None:
    """Ask the other parties to go on."""

    def came(result: dict[str, Any]) -> None:
        outcome = result.pop("renewal")
        if outcome["objection"]:
            app.root.toast(outcome["objection"], "NEG", "ban")
        elif outcome["signed"]:
            app.root.toast(say("window.deals.renewed_long"), "POS", "circle-check")
        else:
            app.root.toast(say("window.deals.not_renewed"), "NEG", "x")
        app.take(result, "desk")

    if not app.turning:
        app.world.ask("renew", came, deal=deal)
