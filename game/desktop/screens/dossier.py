"""The right-hand panel: who a seat is, orders towards it, deals with it, what is known of it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from game.desktop import charts, text
from game.desktop.layout import Column, Grid, Row, Spacer
from game.desktop.screens.base import named, room, sentence
from game.desktop.widgets import (
    Button,
    ChartView,
    Chip,
    Choice,
    Flag,
    Icon,
    Label,
    Meter,
    Panel,
    Rule,
    ScrollArea,
    Stepper,
    Tabs,
    Tip,
    Widget,
)
from game.words import label, say, spoken

TABS = ("overview", "orders", "deals", "intel")
HEAD_NATION = ("trust_theirs", "tension_theirs", "lead")
HEAD_FIRM = ("revenue", "published", "cash")


def dossier(app: Any, whole: bool = False) -> Widget:
    """The panel of the selected seat, or with `whole` as wide as it may be; it says so while the file is on the way."""
    view = app.view
    seat = app.memory["selected"]
    file = view["dossiers"].get(seat)
    width = 0 if whole else 424 if room(app)[0] >= 1400 else min(424, room(app)[0] * 0.44)
    if file is None:
        return Panel(
            Label(say("window.dossier.coming"), "body", "TEXT3"),
            edges=("left",),
            pad=(16, 14),
            size=(width, 0),
            id="dossier",
            flex=1.0 if whole else 0.0,
        )
    own = seat == view["seat"]
    face: Widget = (
        Flag(file["flag"], side=52, name=file["label"])
        if file["flag"]
        else Icon("building-skyscraper", "ACCENT", side=44)
    )
    if file["kind"] == "firm":
        under = say("window.dossier.firm_of", kind=file["archetype"], home=named(view, file["home"]))
    else:
        under = file["archetype"]
    name = Row(
        Label(file["label"], "title", "TEXT", id="dossier-name"),
        *([Chip(say("window.chart.you").upper())] if own else []),
        gap=10,
    )
    head = Row(face, Column(name, Label(under, "note", "TEXT3"), gap=0, flex=1), gap=14)
    at = app.memory["tab"]

    def turn(index: int) -> None:
        app.memory["tab"] = index
        app.rebuild()

    pages: tuple[Callable[..., Widget], ...] = (_overview, _orders, _deals, _intel)
    content, area = pages[at](app, seat, file), f"dossier-page-{TABS[at]}-{seat}"
    reason = (
        say("window.watching_only") if view["seat"] is None else say("window.dossier.self") if own else file["status"]
    )

    def talk() -> None:
        app.memory["partners"] = [seat]
        app.memory["draft"] = None
        app.show("deals")

    offer = Button(
        say("window.dossier.offer"),
        talk,
        kind="normal",
        icon="send",
        id="dossier-offer",
        enabled=not reason,
        reason=reason,
        flex=1,
    )
    tabs = Tabs([say(f"window.dossier.{tab}") for tab in TABS], at, turn, id="dossier-tabs", flex=1)
    top = Column(head, Grid(*_stats(view, file), min_column=118, gap=8), gap=12)
    frame: dict[str, Any] = {"edges": ("left",), "pad": (16, 14), "gap": 12, "size": (width, 0), "id": "dossier"}
    if whole:
        page = ScrollArea(Column(top, Row(tabs), content, gap=12), id=area, flex=1)
        return Panel(page, Row(offer), flex=1, **frame)
    # panels of their own: what changes in one is drawn without the others
    return Panel(
        Panel(top), Panel(Row(tabs)), Panel(ScrollArea(content, id=area, flex=1), flex=1), Panel(Row(offer)), **frame
    )


def _stats(view: dict[str, Any], file: dict[str, Any]) -> list[Widget]:
    """Three numbers at the head: relations with us where there are any, else how it stands."""
    known = {stat["key"]: stat for stat in (*file["trust"], *file["stats"])}
    wanted = HEAD_FIRM if file["kind"] == "firm" else HEAD_NATION
    keys = [key for key in (*wanted, "approval", "prosperity", "public_trust", "influence") if key in known][:3]
    boxes: list[Widget] = []
    for key in keys:
        stat = known[key]
        line = tuple(stat["history"])
        value = say("window.amount.quarters", value=text.signed(stat["value"], 1)) if key == "lead" else _short(stat)
        past = line if len(line) > 2 and not any(map(math.isnan, line)) else ()
        low: list[Widget] = [Label(value, "value", "TEXT")]
        if past:
            low.append(ChartView(partial(_spark, values=past), words=stat["text"], width=56, height=26, flex=1))
        boxes.append(
            Panel(
                Column(
                    Label(sentence("window.head", key, label("stat", key)).upper(), "caps", "TEXT3"),
                    Row(*low, gap=6),
                    gap=0,
                    tip=Tip(label("stat", key), f"{stat['text']}. {_index(stat)}" if stat["exact"] else stat["text"]),
                    id=f"head-{key}",
                ),
                background="PANEL2",
                border="LINE",
                radius=6,
                pad=(8, 6),
            )
        )
    return boxes


def _spark(surface: Any, rect: Any, theme: Any, *, values: tuple[float, ...]) -> None:
    charts.sparkline(surface, rect, theme, values)


def cap(words: str) -> str:
    """With a capital letter at the start."""
    return words[:1].upper() + words[1:]


def _index(stat: dict[str, Any]) -> str:
    """The number behind a place or a distance, for its tooltip."""
    return say("window.dossier.index", index=stat["exact"]) if stat["exact"] else ""


def _short(stat: dict[str, Any]) -> str:
    """The value without its range."""
    if stat["short"]:
        return str(stat["short"])
    if stat["key"] == "approval":
        return f"{stat['value']:.0f}%"
    value = stat["value"]
    if stat["key"].startswith(("trust", "tension")) or stat["key"] in ("public_trust", "shortage"):
        return f"{100 * value:.0f}%"
    if stat["key"] in ("revenue", "cash", "income"):
        return say("window.amount.money", value=text.number(value, 0 if abs(value) >= 100 else 1))
    return text.number(value, 0 if abs(value) >= 20 else 1)


def _line(name: str, value: str, tip: Any = None, ink: str = "TEXT") -> Widget:
    return Row(Label(name, "body", "TEXT2", wrap=True, flex=1), Label(value, "strong", ink), gap=8, tip=tip)


def _overview(app: Any, seat: str, file: dict[str, Any]) -> Widget:
    view = app.view
    parts: list[Widget] = []
    if file["case"]:
        parts += [Label(file["case"], "headline", "TEXT2", wrap=True), Rule()]
    if file["status"]:
        parts.append(Chip(file["status"].upper(), "NEG"))
    for stat in file["stats"]:
        tip = say("window.dossier.reported") if stat["reported"] and stat["low"] != stat["high"] else ""
        parts.append(_line(stat["label"], stat["text"], (tip or _index(stat)) or None))
    if file["policies"]:
        parts.append(Label(say("window.dossier.policies").upper(), "caps", "TEXT3"))
        parts += [_line(policy["label"], policy["text"]) for policy in file["policies"]]
    if file["firms"]:
        parts.append(Label(say("window.dossier.firms").upper(), "caps", "TEXT3"))
        for firm in file["firms"]:
            parts.append(
                Row(
                    Button(
                        firm["name"],
                        _selecter(app, firm["key"]),
                        kind="quiet",
                        low=True,
                        icon="building-skyscraper",
                        tip=Tip(firm["name"], cap(", ".join(firm["roles"]))),
                        id=f"firm-{firm['key']}",
                    ),
                    Spacer(),
                    Label(firm["text"], "note", "TEXT3", whole=True),
                    gap=8,
                )
            )
    if file["kind"] == "firm":
        parts.append(
            Button(
                named(view, file["home"]),
                _selecter(app, file["home"]),
                kind="quiet",
                icon="world",
                low=True,
                id="firm-home",
            )
        )
    if file["bodies"]:
        parts += [
            Label(say("window.dossier.bodies").upper(), "caps", "TEXT3"),
            Label(", ".join(file["bodies"]), "note", "TEXT2", wrap=True),
        ]
    return Column(*parts, gap=8)


def _selecter(app: Any, seat: str) -> Callable[[], None]:
    return lambda: app.screen.select(seat)


def field_of(view: dict[str, Any], key: str) -> dict[str, Any] | None:
    """A field of the seat's form, if it has it."""
    form = view.get("form")
    return None if not form else next((row for row in form["fields"] if row["key"] == key), None)


def at(nested: Any, *cell: int) -> Any:
    """The value of a cell in nested lists."""
    for step in cell:
        nested = nested[step]
    return nested


def _orders(app: Any, seat: str, file: dict[str, Any]) -> Widget:
    view = app.view
    if view["seat"] is None:
        return Label(say("window.watching_only"), "body", "TEXT3", wrap=True)
    row = next((r for r in view["stances"] if r["partner"] == seat), None)
    parts: list[Widget] = []
    if row is not None:
        parts += stance_row(app, row, "dossier")
        parts += [
            Rule(),
            Row(
                Label(say("window.dossier.cells").upper(), "caps", "TEXT3", flex=1),
                Label(say("window.dossier.cells_note"), "note", "TEXT3"),
            ),
        ]
        target = view["nations"].index(seat)
        theirs = {level["channel"]: level["theirs"] for level in file["restrictions"]}
        for c, cell in enumerate(row["cells"]):
            parts.append(
                Stepper(
                    _cell_name(cell, theirs.get(cell["channel"], 0.0)),
                    round(cell["value"], 2),
                    0.0,
                    1.0,
                    setter(app, "restriction", (target, c)),
                    step=0.1,
                    format=lambda v: f"{v:.0%}",
                    id=f"cell-{cell['channel']}",
                    tip=Tip(cell["name"], say("window.dossier.cell_tip")),
                )
            )
    if seat in view["nations"]:
        target = view["nations"].index(seat)
        for key in ("refusal", "levy", "package", "sales"):
            field = field_of(view, key)
            if field is None or len(field["axes"]) > 1 or target not in [p["cell"] for p in field["places"][0]]:
                continue
            parts.append(
                Stepper(
                    field["label"],
                    round(at(field["value"], target), 2),
                    field["low"],
                    field["high"],
                    setter(app, key, (target,)),
                    step=field["step"],
                    format=lambda v: f"{v:.0%}",
                    id=f"to-{key}",
                    tip=field["meaning"],
                )
            )
    if not parts:
        parts = [Label(say("window.dossier.orders_nations"), "body", "TEXT3", wrap=True)]
    return Column(*parts, gap=8)


def _cell_name(cell: dict[str, Any], theirs: float) -> str:
    """A channel, with what the other side holds against us where it holds anything."""
    channel = sentence("window.channel_short", cell["channel"], cell["name"])
    return say("window.dossier.cell", channel=channel, theirs=f"{100 * theirs:.0f}") if theirs > 0.005 else channel


def stance_row(app: Any, row: dict[str, Any], where: str) -> list[Widget]:
    """Five steps towards a partner, with the price of each in the tooltip, and marks for own cells and pins."""
    step = row["step"]
    marks: list[Widget] = []
    if row["star"]:
        marks.append(Chip(say("window.dossier.star"), "WARN", tip=say("window.dossier.own_cells")))
    if row["pinned"]:
        marks.append(Chip(say("window.pinned"), "INFO", tip=say("window.pinned_tip")))
    prices = [
        say("window.dossier.step_price", step=label("choice", name), price=text.number(price, 1 if price % 1 else 0))
        for name, price in zip(row["steps"], row["prices"], strict=True)
    ]
    choice = Choice(
        [label("choice", name) for name in row["steps"]],
        step,
        lambda i: app.stance(row["partner"], i),
        id=f"{where}-stance-{row['partner']}",
        flex=1,
        tip=Tip(say("window.dossier.stance_to", who=spoken(row["name"])), "\n".join(prices)),
    )
    if where == "orders":
        name = Panel(Row(Label(row["name"], "strong", "TEXT", flex=1), *marks, gap=4), background=None, size=(230, 36))
        return [Row(name, choice, gap=8)]
    head = Row(Label(say("window.dossier.stance_to", who=spoken(row["name"])), "strong", "TEXT", flex=1), *marks, gap=8)
    return [head, Row(choice)]


def setter(app: Any, field: str, cell: tuple[int, ...], pin: bool = True) -> Callable[[float], None]:
    """Order one cell."""
    return lambda value: app.order({field: {cell: round(value, 4)}}, pin)


def deal_card(app: Any, deal: dict[str, Any], without: str = "", tools: Sequence[Widget] = ()) -> Widget:
    """A deal in force: parties, quarters left, clauses with their state, and below them what may be done about it."""
    view = app.view
    others = ", ".join(named(view, party) for party in deal["parties"] if party != without)
    inks = {"kept": "POS", "broken": "NEG", "late": "WARN", "expired": "TEXT3"}
    rows: list[Widget] = []
    for clause in deal["clauses"]:
        state = clause["state"]
        chip = [Chip(label("clause_state", state).upper(), inks[state])] if state in inks else []
        rows.append(Row(Label(clause["text"], "note", "TEXT2", wrap=True, flex=1), *chip, gap=8, align="start"))
    return Panel(
        Row(
            Label(deal["name"], "strong", "TEXT", wrap=True, flex=1),
            Label(say("window.deals.left", count=deal["quarters"]), "note", "TEXT3"),
            gap=8,
            align="start",
        ),
        Label(others, "note", "TEXT3", wrap=True),
        *rows,
        *tools,
        background="PANEL3" if deal["mine"] else "PANEL2",
        border="LINE",
        radius=6,
        pad=(12, 8),
        gap=4,
    )


def _deals(app: Any, seat: str, file: dict[str, Any]) -> Widget:
    cards = [deal_card(app, deal, seat) for deal in app.view["treaties"] if seat in deal["parties"]]
    rows: list[Widget] = list(cards) or [Label(say("window.dossier.no_deals"), "body", "TEXT3", wrap=True)]
    kept, broken = file["record"]
    return Column(
        *rows,
        _line(
            say("window.dossier.record"),
            say("window.dossier.kept_broken", kept=_few(kept), broken=_few(broken)),
        ),
        gap=8,
    )


def _few(count: float) -> str:
    """A count that fades with time: whole where it is."""
    return text.number(count, 1 if count % 1 > 0.04 else 0)


def _intel(app: Any, seat: str, file: dict[str, Any]) -> Widget:
    from game.desktop.screens.watching import switches

    own = any(agenda["own"] for agenda in file["agendas"])
    parts: list[Widget] = [
        *switches(app, seat),
        Label(say("window.dossier.agenda_own" if own else "window.dossier.agenda_head"), "body", "TEXT2", wrap=True),
    ]
    for agenda in file["agendas"]:
        odds = 100 * agenda["odds"]
        mark = [Chip(say("window.dossier.yours"))] if agenda["own"] else []
        parts.append(
            Row(Label(agenda["title"], "strong", "TEXT", flex=1), *mark, Label(f"{odds:.0f}%", "strong", "TEXT"), gap=8)
        )
        parts.append(Meter(odds, top=100, tipping=100 / 3, ink="ACCENT"))
        parts.append(Label(agenda["text"], "note", "TEXT3", wrap=True))
    if file["goals"]:
        parts += [Rule(), Label(say("window.dossier.goals").upper(), "caps", "TEXT3")]
    for goal in file["goals"]:
        reached = goal["reached"]
        known = reached is not None and reached == reached
        parts.append(
            Row(
                Label(goal["title"], "strong", "TEXT", flex=1),
                Label(say("window.dossier.points", points=text.number(goal["points"])), "note", "TEXT3"),
                gap=8,
                tip=goal["text"],
            )
        )
        if known:
            parts.append(Meter(reached, top=1.0, ink="POS"))
    for stat in file["trust"]:
        parts.append(_line(stat["label"], stat["text"]))
    if file["doctrine"]:
        parts.append(_line(say("window.orders.doctrine"), sentence("window.strategy", file["doctrine"])))
    parts += [
        Rule(),
        Label(file["about"], "body", "TEXT2", wrap=True),
        Label(say("window.dossier.fog"), "note", "TEXT3", wrap=True),
    ]
    return Column(*parts, gap=8)
