"""The bargaining table: who, which clauses, how likely they are to sign and why; offers that wait; the treaty book."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pygame

from game import names
from game.desktop import text
from game.desktop.layout import Column, Grid, Row
from game.desktop.screens.base import GameScreen, named, named_in, room
from game.desktop.screens.book import book_page
from game.desktop.screens.chance import chance_card
from game.desktop.screens.clauses import add_clause, clause_panel, common_clause
from game.desktop.screens.dossier import cap, deal_card
from game.desktop.screens.heads import heading
from game.desktop.screens.offers import offer_card, office_card
from game.desktop.screens.partners import choose_partners
from game.desktop.screens.terms import terms_bar
from game.desktop.widgets import (
    Button,
    Card,
    Dropdown,
    Flag,
    Icon,
    Label,
    Panel,
    ScrollArea,
    Tabs,
    Widget,
)
from game.words import say

PAGES = ("table", "waiting", "book")
WIDE = 1250
"""Width [design px] from which the three columns of the table stand side by side."""


class Deals(GameScreen):
    """Three pages: the table, offers that wait, the treaty book."""

    name = "deals"

    def __init__(self, app: Any) -> None:
        super().__init__(app)
        memory = app.memory
        memory.setdefault("deals_page", 0)
        memory.setdefault("partners", [])
        memory.setdefault("draft", None)
        if not memory["partners"] and self.view["seat"]:
            rivals = [
                h
                for h in (memory["selected"], *self.view["hosts"])
                if h != self.view["seat"] and h in self.view["seats"]
            ]
            memory["partners"] = rivals[:1] or [next(s for s in self.view["seats"] if s != self.view["seat"])]
        self.draft: dict[str, Any] = memory["draft"] or {"quarters": 8, "inspection": 0.5, "clauses": []}
        self.templates: list[dict[str, Any]] = []
        self.deal: dict[str, Any] | None = None
        self.outcome: dict[str, Any] | None = None
        #: What came of sounding out the draft, until it is changed.
        self.sounding: dict[str, Any] | None = None
        self._asked: dict[str, Any] | None = None
        self._ask_templates()
        self._ask_chance()

    @property
    def partners(self) -> list[str]:
        """Who else is to sign."""
        return list(self.app.memory["partners"])

    # asking ------------------------------------------------------------------------------------------------------
    def _ask_templates(self) -> None:
        def came(found: list[dict[str, Any]]) -> None:
            self.templates = found
            if self.app.screen is self and not self.app.root.overlays:
                self.app.rebuild()

        self.app.world.ask("templates", came, partner=self.partners[0])

    def _ask_chance(self) -> None:
        """The newest draft only: while an answer is awaited, the next question waits in `frame`."""
        self.app.memory["draft"] = self.draft
        self._asked = self.terms

    def frame(self, dt: float) -> None:
        """Ask about the draft once nothing is awaited and no knob is held."""
        if self._asked is None or self.app.world.waits_for("deal"):
            return
        asked, self._asked = self._asked, None

        def came(deal: dict[str, Any]) -> None:
            self.deal = deal
            if (
                self.app.screen is self
                and self._asked is None
                and not self.app.root.overlays
                and self.app.root._capture is None
            ):
                self.app.rebuild()

        self.app.world.ask("deal", came, draft=asked, counter=self.counter["number"] if self.counter else None)

    # pages -------------------------------------------------------------------------------------------------------
    def body(self) -> Widget:
        """Tabs over the page."""
        waiting = len(self.view["offers"])
        tabs = Tabs(
            [
                say("window.deals.table"),
                say("window.deals.waiting", count=waiting),
                say("window.deals.book", count=len(self.view["treaties"])),
            ],
            self.app.memory["deals_page"],
            self._turn,
            id="deals-tabs",
            flex=1,
        )
        page = PAGES[self.app.memory["deals_page"]]
        pages: dict[str, Callable[[], Widget]] = {
            "table": self._table,
            "waiting": self._waiting,
            "book": lambda: book_page(self.app),
        }
        content = pages[page]()
        return Panel(Column(Row(tabs), content, gap=10), background="VOID", pad=(16, 8, 16, 12), id="main", flex=1)

    def _turn(self, index: int) -> None:
        self.app.memory["deals_page"] = index
        self.app.rebuild()

    def _waiting(self) -> Widget:
        cards: list[Widget] = [offer_card(self.app, offer) for offer in self.view["offers"]]
        cards += office_card(self.app)
        if not cards:
            return Card(
                Label(say("window.deals.no_offers"), "headline", "TEXT2", wrap=True),
                title=say("window.deals.waiting_title"),
                icon="mail",
                flex=1,
            )
        return ScrollArea(Grid(*cards, min_column=520, gap=12), id="offers", flex=1)

    # the table ---------------------------------------------------------------------------------------------------
    def _table(self) -> Widget:
        wide = self.wide
        offer = Card(self._clauses(True), title=say("window.deals.you_give"), icon="arrow-right", gap=8, flex=1)
        ask = Card(self._clauses(False), title=say("window.deals.you_get"), icon="arrow-left", gap=8, flex=1)
        middle = chance_card(self)
        if not wide:
            page = ScrollArea(Column(self._head(), offer, ask, middle, gap=12), id="table", flex=1)
            return Column(page, terms_bar(self), gap=10, flex=1)
        rows: list[Widget] = [self._head(), Row(offer, middle, ask, gap=12, align="stretch", flex=1)]
        if room(self.app)[1] >= 860 and self.draft["clauses"]:
            rows.append(self._ready())
        return Column(*rows, terms_bar(self), gap=10, flex=1)

    @property
    def wide(self) -> bool:
        """Whether the three columns of the table stand side by side."""
        return room(self.app)[0] >= WIDE

    def _ready(self) -> Widget:
        """Drafts that fit the pair, and what is in force between the two."""
        drafts: list[Widget] = []
        for index, template in enumerate(self.templates[:6]):
            drafts.append(
                Button(
                    template["title"],
                    partial(self.template, index + 1),
                    icon="file-text",
                    low=True,
                    id=f"ready-{index}",
                    tip="\n".join(cap(c) for c in template["clauses"]),
                )
            )
        shown: list[Widget] = drafts or [Label(say("window.deals.no_template"), "note", "TEXT3")]
        deals: list[Widget] = [
            deal_card(self.app, d)
            for d in self.view["treaties"]
            if d["mine"] and set(self.partners) & set(d["parties"])
        ]
        if not deals:
            deals = [Label(say("window.dossier.no_deals"), "note", "TEXT3")]
        return Panel(
            Row(
                Card(Grid(*shown, columns=3, gap=8), title=say("window.deals.ready"), icon="clipboard-list", flex=1.4),
                Card(
                    ScrollArea(Column(*deals, gap=6), id="between", flex=1),
                    title=say("window.deals.between", who=named_in(self.view, self.partners[0])),
                    icon="books",
                    flex=1,
                ),
                gap=12,
                align="stretch",
                flex=1,
            ),
            background=None,
            size=(0, 150),
        )

    def _head(self) -> Widget:
        view = self.view
        faces: list[Widget] = []
        for key in (view["seat"], *self.partners[:5]):
            seat = view["seats"][key]
            if seat["flag"] and seat["kind"] == "nation":
                faces.append(Flag(seat["flag"], side=34, name=named(view, key)))
            else:
                faces.append(Icon("building-skyscraper", "ACCENT", side=28, words=named(view, key)))
        who = ", ".join(named_in(view, key) for key in self.partners)
        title = say("window.deals.counter_to" if self.counter else "window.deals.with", who=who)
        note = self._cost()
        templates = Dropdown(
            "",
            [say("window.deals.template"), *(t["title"] for t in self.templates)],
            0,
            self.template,
            id="template",
            enabled=bool(self.templates),
            reason="" if self.templates else say("window.deals.no_template"),
        )
        off = say("window.deals.counter_parties") if self.counter else ""
        choose = Button(
            say("window.deals.choose_partner"),
            partial(choose_partners, self),
            icon="users",
            id="choose-partner",
            enabled=not off,
            reason=off,
        )
        return heading(self.app, title, note, templates, choose, role="subtitle", faces=faces)

    @property
    def counter(self) -> dict[str, Any] | None:
        """The waiting offer that this draft answers, if it does."""
        number = self.draft.get("counter")
        return next((offer for offer in self.view["offers"] if offer["number"] == number), None)

    @property
    def terms(self) -> dict[str, Any]:
        """The draft as the world takes it."""
        return {**{key: self.draft[key] for key in ("quarters", "inspection", "clauses")}, "parties": self.partners}

    def _cost(self) -> str:
        """What it costs to put the draft on the table."""
        if not self.deal or not self.draft["clauses"]:
            return say("window.deals.price_none")
        if not self.deal["price"]:
            return say("window.deals.counter_free")
        price, refused = text.number(self.deal["price"]), text.number(self.deal["refused_price"])
        return say("window.deals.price", price=price, refused=refused)

    def _clauses(self, mine: bool) -> Widget:
        view = self.view
        rows: list[Widget] = []
        for index, clause in enumerate(self.draft["clauses"]):
            own = clause["giver"] in (view["seat"], "")
            if own == mine:
                rows.append(clause_panel(self, index, clause, mine))
            elif not clause["giver"]:
                rows.append(common_clause(clause))
        words = say("window.deals.add") if mine else say("window.deals.ask")
        full = len(self.draft["clauses"]) >= names.CLAUSE_SLOTS
        rows.append(
            Button(
                words,
                lambda: add_clause(self, mine),
                icon="plus",
                id="add-give" if mine else "add-get",
                enabled=not full,
                reason=say("window.deals.full", most=names.CLAUSE_SLOTS) if full else "",
            )
        )
        if room(self.app)[0] < WIDE:
            return Column(*rows, gap=8)
        return ScrollArea(Column(*rows, gap=8), id="give" if mine else "get", flex=1)

    def whose(self, index: int) -> None:
        """Show the chances of another party."""
        self.app.memory["chance_of"] = index
        self.app.rebuild()

    def sound_out(self) -> None:
        """Ask quietly how the draft would be received."""
        def came(result: dict[str, Any]) -> None:
            told = result.pop("sounding")
            if told["problem"]:
                self.app.root.toast(told["problem"], "NEG", "ban")
            else:
                self.sounding = told
            self.app.take(result, "desk")

        if not self.app.turning:
            self.app.world.ask("sound", came, draft=self.terms)

    # changing the draft ------------------------------------------------------------------------------------------
    def changed(self, rebuild: bool = True) -> None:
        """The draft is another: what was said of the old one is void."""
        self.outcome = self.sounding = None
        self._ask_chance()
        if rebuild and self.app.root._capture is None:
            self.app.rebuild()

    def set(self, index: int, key: str, value: Any) -> None:
        """Set a part of a clause."""
        self.draft["clauses"][index][key] = int(value) if key == "channel" else round(float(value), 3)
        self.changed(rebuild=False)

    def term(self, key: str, value: float) -> None:
        """Set length or inspection."""
        self.draft[key] = int(value) if key == "quarters" else round(float(value), 2)
        self.changed(rebuild=False)

    def remove(self, index: int) -> None:
        """Take a clause out."""
        del self.draft["clauses"][index]
        self.changed()

    def clear(self) -> None:
        """Begin an empty draft."""
        self.draft = {"quarters": 8, "inspection": 0.5, "clauses": []}
        self.deal = None
        self.changed()

    def other_partner(self) -> None:
        """Another first partner: the draft is begun again."""
        self.draft = {**self.draft, "clauses": []}
        self.deal = None
        self._ask_templates()

    def template(self, index: int) -> None:
        """Take a ready draft, counted from 1; 0 is none."""
        if index > 0:
            found = self.templates[index - 1]["draft"]
            self.draft = {
                "quarters": found["quarters"],
                "inspection": found["inspection"],
                "clauses": [dict(c) for c in found["clauses"]],
            }
            self.changed()

    def propose(self) -> None:
        """Put the draft on the table."""
        def came(result: dict[str, Any]) -> None:
            self.outcome = result.pop("outcome")
            if self.outcome["objection"]:
                self.app.root.toast(say("window.deals.not_tabled"), "NEG", "ban")
            elif self.outcome["signed"]:
                self.app.root.toast(say("window.deals.signed_long"), "POS", "circle-check")
                self.draft = {"quarters": 8, "inspection": 0.5, "clauses": []}
                self.app.memory["draft"], self.deal = None, None
            else:
                noes = ", ".join(named_in(self.view, key) for key, yes in self.outcome["answers"].items() if not yes)
                countered = self.outcome["countered"]
                told = say("window.deals.countered_long" if countered else "window.deals.refused_long", who=noes)
                self.app.root.toast(told, "WARN" if countered else "NEG", "messages" if countered else "x")
                self.draft.pop("counter", None)
            self.app.take(result, "desk")
            self._ask_chance()

        if not self.app.turning:
            counter = self.counter["number"] if self.counter else None
            self.app.world.ask("offer", came, draft=self.terms, counter=counter)

    def key(self, event: pygame.event.Event) -> bool:
        """P proposes."""
        if event.key == pygame.K_p and self.app.memory["deals_page"] == 0 and self.draft["clauses"]:
            self.propose()
            return True
        return super().key(event)

    def refreshed(self, what: str) -> None:
        """Not while a knob is held."""
        if self.app.root._capture is None:
            super().refreshed(what)
