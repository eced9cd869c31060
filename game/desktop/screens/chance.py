"""Will they sign? The chance, its range, and its causes as a waterfall that adds up."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, Any

import pygame

from game.desktop import charts, text
from game.desktop.layout import Column, Row
from game.desktop.screens.dossier import cap
from game.desktop.widgets import Button, Card, ChartView, Figure, Label, Panel, Rule, ScrollArea, Tabs, Widget
from game.words import say, spoken

if TYPE_CHECKING:
    from game.desktop.screens.deals import Deals


def chance_card(screen: Deals) -> Widget:
    deal = screen.deal
    if not screen.draft["clauses"]:
        return ready_card(screen)
    if not deal or not deal["chances"]:
        waiting = Label(say("window.deals.counting"), "headline", "TEXT2", wrap=True)
        return Card(waiting, title=say("window.deals.will_they"), icon="chart-dots", gap=10, flex=1.3)
    at = min(screen.app.memory.get("chance_of", 0), len(deal["chances"]) - 1)
    chance = deal["chances"][at]
    parts: list[Widget] = []
    if len(deal["chances"]) > 1:
        parts.append(Tabs([c["name"] for c in deal["chances"]], at, screen.whose, id="chance-of", flex=0))
        parts.append(Label(say("window.deals.together", chance=f"{100 * deal['together']:.0f}"), "strong", "TEXT2"))
    value = 100 * chance["value"]
    parts.append(
        Row(
            Figure(f"{value:.0f}", "%", id="chance"),
            Column(
                Label(say("window.deals.likely", who=spoken(chance["name"])), "strong", "TEXT", wrap=True),
                Label(
                    say("window.deals.range", low=f"{100 * chance['low']:.0f}", high=f"{100 * chance['high']:.0f}"),
                    "note",
                    "TEXT3",
                    wrap=True,
                ),
                ChartView(
                    partial(_interval, low=chance["low"], value=chance["value"], high=chance["high"]),
                    words=chance["text"],
                    height=24,
                ),
                gap=2,
                flex=1,
            ),
            gap=18,
        )
    )
    if screen.sounding:
        ink = "WARN" if screen.sounding["leaked"] else "POS"
        parts += [Rule(), Label(screen.sounding["text"], "note", ink, wrap=True, id="sounding")]
    parts += [
        Rule(),
        Row(
            Label(say("window.deals.why").upper(), "caps", "TEXT3", flex=1),
            Label(say("window.deals.why_unit"), "note", "TEXT3"),
        ),
    ]
    causes = [(cap(cause["label"]), 100 * cause["amount"]) for cause in chance["causes"]]
    base = next(
        (
            (name, amount)
            for (name, amount), cause in zip(causes, chance["causes"], strict=True)
            if cause["key"] == "usual"
        ),
        (say("window.deals.usual"), 0.0),
    )
    rest = [
        (name, amount)
        for (name, amount), cause in zip(causes, chance["causes"], strict=True)
        if cause["key"] != "usual"
    ]
    total = math.fsum([base[1], *(amount for _, amount in rest)])
    words = "; ".join(f"{name} {text.signed(amount)}" for name, amount in rest)
    parts.append(
        ChartView(
            partial(charts.waterfall, base=base, causes=rest, total=(say("window.deals.this_draft"), total)),
            words=words,
            height=30 * (len(rest) + 2) + 12,
            flex=1,
            id="why-chart",
        )
    )
    return Card(
        *parts,
        title=say("window.deals.will_they"),
        note=say("window.deals.believed"),
        icon="chart-dots",
        gap=8,
        flex=1.3,
    )


def ready_card(screen: Deals) -> Widget:
    """Where the draft is still empty: the ready drafts that fit the pair, with what they say."""
    rows: list[Widget] = []
    for index, template in enumerate(screen.templates):
        use = Button(
            say("window.deals.use"),
            partial(screen.template, index + 1),
            low=True,
            words=template["title"],
            id=f"ready-{index}",
        )
        said = [Label(cap(clause), "note", "TEXT2", wrap=True) for clause in template["clauses"]]
        rows.append(
            Panel(
                Row(Label(template["title"], "strong", "TEXT", wrap=True, flex=1), use, gap=10),
                *said,
                background="PANEL2",
                border="LINE",
                radius=6,
                pad=(14, 6),
                gap=2,
            )
        )
    drafts: Widget = Column(*rows, gap=6)
    if screen.wide:
        drafts = ScrollArea(drafts, id="ready", flex=1)
    hint = say("window.deals.empty") if rows else say("window.deals.no_template")
    return Card(
        Label(hint, "headline", "TEXT2", wrap=True),
        drafts,
        title=say("window.deals.ready"),
        icon="clipboard-list",
        gap=10,
        flex=1.3,
    )


def _interval(surface: pygame.Surface, rect: pygame.Rect, theme: Any, *, low: float, value: float, high: float) -> None:
    charts.interval(surface, rect, theme, low, value, high)
