"""The treaty book: every deal in force, and what a party may do about its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from game.desktop.layout import Column, Grid, Row, Spacer
from game.desktop.screens.base import named
from game.desktop.screens.dossier import at, deal_card, field_of, setter
from game.desktop.screens.watching import place_of
from game.desktop.widgets import Button, Card, Chip, Choice, Dropdown, Label, ScrollArea, Tip, Widget
from game.words import say

if TYPE_CHECKING:
    from game.desktop.app import App


def book_page(app: App) -> Widget:
    """The deals, those of the seat first and with their buttons."""
    deals = app.view["treaties"]
    if not deals:
        none = Label(say("window.deals.no_deals"), "headline", "TEXT2", wrap=True)
        return Card(none, title=say("window.deals.book_title"), icon="books", flex=1)
    shown = _filtered(app, deals)
    cards: list[Widget] = [deal_card(app, deal, tools=deal_tools(app, deal)) for deal in shown]
    cards = cards or [Label(say("window.deals.none_fits"), "headline", "TEXT2", wrap=True)]
    book = ScrollArea(Grid(*cards, min_column=520, gap=12), id="book", flex=1)
    return Column(_filters(app, deals, len(shown)), book, gap=10, flex=1)


def _parties(app: App, deals: Sequence[dict[str, Any]]) -> list[str]:
    """Whoever has signed anything, by name."""
    return sorted({key for deal in deals for key in deal["parties"]}, key=lambda key: named(app.view, key))


def _filtered(app: App, deals: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The deals that the filters let through."""
    whose = app.memory.get("book_whose", 0)
    party = app.memory.get("book_party", "")
    party = party if party in _parties(app, deals) else ""
    if app.view["seat"] is not None and whose:
        deals = [deal for deal in deals if deal["mine"] == (whose == 1)]
    return [deal for deal in deals if party in ("", *deal["parties"])]


def _filters(app: App, deals: Sequence[dict[str, Any]], count: int) -> Widget:
    """Whose deals, and with whom."""
    parties = _parties(app, deals)

    def keep(name: str, value: Any) -> None:
        app.memory[name] = value
        app.rebuild()

    party = app.memory.get("book_party", "")
    pick = Dropdown(
        "",
        [say("window.deals.any_party"), *(named(app.view, key) for key in parties)],
        1 + parties.index(party) if party in parties else 0,
        lambda at: keep("book_party", parties[at - 1] if at else ""),
        id="book-party",
    )
    whose: list[Widget] = []
    if app.view["seat"] is not None:
        names = [say(f"window.deals.{name}") for name in ("everyones", "own", "others")]
        at = app.memory.get("book_whose", 0)
        whose = [Choice(names, at, lambda index: keep("book_whose", index), id="book-whose")]
    told = Label(say("window.deals.shown", count=count, of=len(deals)), "note", "TEXT3")
    return Row(*whose, pick, Spacer(), told, gap=12, drop=(told,))


def deal_tools(app: App, deal: dict[str, Any]) -> list[Widget]:
    """What the seat may do about a deal of its own: say whether it goes on, ask for that, leave it."""
    if not deal["mine"] or app.view["finished"]:
        return []
    rows: list[Widget] = []
    if deal["renewal_text"]:
        rows.append(Label(deal["renewal_text"], "note", "TEXT2", wrap=True))
    buttons = [*_inspection(app, deal), *_renewal(app, deal), *_leaving(app, deal)]
    return [*rows, Row(Spacer(), *buttons, gap=10)] if buttons else rows


def _renewal(app: App, deal: dict[str, Any]) -> list[Widget]:
    """Whether it goes on when it ends: the answer where it waits for one, else the question to the others."""
    number = deal["renewal"]
    if number is not None:
        answered = deal["answered"]

        def answer(yes: bool) -> Callable[[], None]:
            return lambda: app.answer(number, yes)

        return [
            Button(
                say("window.deals.lapse"),
                answer(False),
                icon="x",
                low=True,
                selected=answered == 0,
                id=f"lapse-{deal['deal']}",
            ),
            Button(
                say("window.deals.go_on"),
                answer(True),
                icon="refresh",
                low=True,
                selected=answered == 1,
                id=f"go-on-{deal['deal']}",
            ),
        ]
    if not deal["renewable"]:
        return []
    return [
        Button(
            say("window.deals.renew"),
            lambda: renew(app, deal["deal"]),
            icon="refresh",
            low=True,
            tip=say("window.deals.renew_tip"),
            id=f"renew-{deal['deal']}",
        )
    ]


def _inspection(app: App, deal: dict[str, Any]) -> list[Widget]:
    """Whether one looks this quarter, where the deal allows it."""
    found = place_of(app, "inspect", deal["deal"])
    if found is None:
        return []
    field, place = found
    on = bool(at(field["value"], place["cell"]))
    return [
        Button(
            say("window.act.inspect"),
            lambda: setter(app, "inspect", (deal["deal"],), False)(float(not on)),
            icon="check" if on else "search",
            selected=on,
            low=True,
            tip=Tip(field["label"], field["meaning"]),
            id=f"inspect-{deal['deal']}",
        )
    ]


def _leaving(app: App, deal: dict[str, Any]) -> list[Widget]:
    breach = field_of(app.view, "breach")
    if breach is None:
        return []
    leaving = bool(breach["value"][deal["deal"]])
    leave = Button(
        say("window.deals.stay") if leaving else say("window.deals.leave"),
        lambda: app.order({"breach": {(deal["deal"],): not leaving}}, False),
        kind="normal" if leaving else "danger",
        low=True,
        tip=say("window.deals.leave_tip"),
        id=f"leave-{deal['deal']}",
    )
    return [*([Chip(say("window.deals.leaving"), "NEG")] if leaving else []), leave]


def renew(app: App, deal: int) -> None:
    """Ask the others to go on on equal terms; they answer at once."""

    def came(result: dict[str, Any]) -> None:
        outcome = result.pop("renewal")
        if outcome["objection"]:
            app.root.toast(outcome["objection"], "NEG", "ban")
        elif outcome["signed"]:
            app.root.toast(say("window.deals.renewed"), "POS", "refresh")
        else:
            app.root.toast(say("window.deals.not_renewed"), "NEG", "x")
        app.take(result, "desk")

    if not app.turning:
        app.world.ask("renew", came, deal=deal)
