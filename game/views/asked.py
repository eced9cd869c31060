"""What is put before a seat: occasions with their options, and the crises on whose ladders it stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from agents.columns import columns_of
from game import names
from game.names import HOLD
from game.orders import Orders
from game.rules.occasions import option_view
from game.session import Session
from game.views.desk import CODED
from game.views.scene import Scene, number, percent, signed, wanted
from game.words import capital, label, listed, say, spoken

ORDERS = columns_of(Orders)

CEILINGS = ("down", "hold", "climb_one", "climb_two")


class Option(NamedTuple):
    """One answer to an occasion: ``reply`` is what ``submit(seat, {"reply": {(side,): reply}})`` takes."""

    reply: int
    key: str
    label: str
    text: str
    price: float
    affordable: bool
    minds: tuple[str, ...]
    effects: tuple[str, ...]
    default: bool
    chosen: bool


class Occasion(NamedTuple):
    """A decision put to the seat; ``side`` 0 is the major, 1 the minor one."""

    side: int
    key: str
    title: str
    situation: str
    options: tuple[Option, ...]


class Ceiling(NamedTuple):
    """One sealed answer to a crisis: what it costs to win, stand or lose with it."""

    code: int
    key: str
    label: str
    cost: str
    chosen: bool


class Crisis(NamedTuple):
    """A ladder: who stands on it, which rung, what each rung sets, what stepping down and standing cost."""

    slot: int
    key: str
    title: str
    situation: str
    sides: tuple[str, str]
    names: tuple[str, str]
    rung: int
    rungs: tuple[str, ...]
    step_down: tuple[float, ...]
    standing: tuple[float, ...]
    rupture: tuple[float, ...]
    terms: tuple[str, ...]
    mine: bool
    ceilings: tuple[Ceiling, ...]
    mediator: str


def occasions_view(session: Session, seat: str) -> tuple[Occasion, ...]:
    """The occasions put to a seat this quarter, the major one first."""
    scene = Scene(session, seat)
    index, book = scene.index(seat), scene.game.playbook
    replies = wanted(session, seat).reply[index, :, 0]
    found = []
    for side in range(scene.world.occasion.shape[1]):
        number_ = int(scene.world.occasion[index, side, 0])
        if number_ < 0:
            continue
        whole = book.occasions[number_]
        views = [option_view(book, number_, place) for place in range(len(whole["option"]))]
        chosen = int(replies[side])
        options = [_option(scene, index, place, view, chosen) for place, view in enumerate(views)]
        if whole["default"] == HOLD:
            options.append(_hold(chosen))
        key = whole["key"]
        found.append(Occasion(side, key, say(f"occasions.{key}.title"), _situation(scene, index, key), tuple(options)))
    return tuple(found)


def _hold(chosen: int) -> Option:
    shown, text = say("occasions.common.hold.name"), say("occasions.common.hold.text")
    return Option(-1, HOLD, shown, text, 0.0, True, (), (), True, chosen < 0)


def _option(scene: Scene, index: int, place: int, view: Mapping[str, Any], chosen: int) -> Option:
    base = f"occasions.{view['occasion']}.{view['option']}"
    title, shown, text = view["option"], say(f"{base}.name"), say(f"{base}.text")
    affordable = view["price"] <= float(scene.world.influence[index, 0]) + 1e-9
    minds = tuple(say(f"occasions.minds.{who}") for who in view["minds"])
    effects = tuple(effect_text(scene, index, entry) for entry in (*view["orders"], *view["effects"]))
    picked = chosen == place or (chosen < 0 and view["default"])
    return Option(
        place, title, shown, text, float(view["price"]), affordable, minds, effects, bool(view["default"]), picked
    )


SHARES = frozenset({"public_trust", "enforcement"})
"""Effects on a share of one, told in per cent."""


def effect_text(scene: Scene, index: int, entry: Any) -> str:
    """One thing that an option does, in words."""
    if isinstance(entry, Mapping):
        field = label("field", entry["field"])
        change = _change(entry)
        partner = label("partner", entry["partner"]) if "partner" in entry else ""
        if entry.get("partner") not in (None, "everybody") and index < len(scene.setting.seats):
            home = scene.home(scene.seats[index])
            target = int(np.asarray(scene.measures.partner(entry["partner"]))[home, 0])
            if target != home:
                partner = scene.name(scene.setting.nations[target])
        channels = listed([label("channel", channel) for channel in entry.get("channels", ())])
        line = label("line", entry["line"]) if "line" in entry else ""
        parts = [part for part in (partner, channels, line) if part]
        return say(
            "reasons.desk.order_effect", field=field, where=f" ({', '.join(parts)})" if parts else "", change=change
        )
    name, amount = entry
    amount = float(amount)
    if name in SHARES:
        return say(f"occasions.effects.{name}", amount=f"{signed(100 * amount, '', 1)} %")
    digits = 0 if amount % 1 == 0 else 3 if abs(amount) < 0.01 else 2 if round(amount, 1) != round(amount, 2) else 1
    return say(f"occasions.effects.{name}", amount=signed(amount, "", digits))


def _change(entry: Mapping[str, Any]) -> str:
    """By how much or to what an order moves: a share as per cent, anything else as a number."""
    declared = ORDERS[entry["field"]]
    share = declared.dtype == "float64" and declared.low >= 0 and declared.high <= 1
    if "by" in entry:
        return signed(float(entry["by"]), "0-1" if share else "", None if share else 2)
    to = float(entry["to"])
    if entry["field"] in CODED:
        return say("reasons.desk.to", value=label("choice", CODED[entry["field"]][round(to)]))
    return say("reasons.desk.to", value=percent(to) if share else number(to))


def _situation(scene: Scene, index: int, key: str) -> str:
    """The situation with the numbers that its text asks for: named quantities of the seat."""
    from game import words
    from game.quantities import MEASURES

    text_key = f"occasions.{key}.situation"
    asked = words.placeholders(words.texts().get(text_key, "") + words.texts(words.language()).get(text_key, ""))
    values: dict[str, Any] = {"who": scene.spoken(scene.seats[index])}
    home = scene.home(scene.seats[index])
    rival = int(scene.measures.counterpart[home, 0])
    values["rival"] = scene.spoken(scene.setting.nations[rival])
    for name in asked & set(MEASURES):
        value = float(scene.measures.of(name)[index, 0])
        values[name] = percent(value) if MEASURES[name].unit in ("0-1", "chance", "1/year") else number(value)
    for selector in asked & {"counterpart", "first_stack", "second_stack", "barred_buyer"}:
        partner = int(np.asarray(scene.measures.partner(selector))[home, 0])
        values[selector] = scene.spoken(scene.setting.nations[partner])
    for house in asked & {"open_house", "values_house"}:
        body = int(np.asarray(scene.measures.body(house))[0])
        bodies = scene.setting.bodies
        values[house] = (
            spoken(str(bodies[body]["name"])) if 0 <= body < len(bodies) else scene.name(f"body:{max(body, 0)}")
        )
    return capital(say(text_key, **values))


def crises_view(session: Session, seat: str | None) -> tuple[Crisis, ...]:
    """The crises that are open, the viewer's own first."""
    scene = Scene(session, seat)
    book = scene.game.playbook
    found = []
    for slot in range(names.LADDER_SLOTS):
        kind = int(scene.world.ladder[slot, 0])
        if kind < 0:
            continue
        ladder = book.ladders[kind]
        key = ladder["key"]
        sides = tuple(scene.seats[int(s)] for s in scene.world.ladder_side[slot, :, 0])
        named = tuple(scene.name(side) for side in sides)
        first, second = (scene.spoken(side) for side in sides)
        rung = int(scene.world.rung[slot, 0])
        rungs = tuple(capital(say(f"ladders.{key}.{r['key']}", first=first, second=second)) for r in ladder["rung"])
        terms = tuple(
            capital(say(f"ladders.{key}.term_{outcome}", first=first, second=second))
            for outcome in ("first", "second", "middle")
        )
        mine = seat in sides
        found.append(
            Crisis(
                slot,
                key,
                say(f"ladders.{key}.title"),
                capital(say(f"ladders.{key}.situation", first=first, second=second)),
                (sides[0], sides[1]),
                (named[0], named[1]),
                rung,
                rungs,
                tuple(book.step_down[1:].tolist()),
                tuple(book.standing[1:].tolist()),
                tuple(book.rupture[1:].tolist()),
                terms,
                mine,
                _ceilings(session, scene, seat, slot, rung) if mine and seat is not None else (),
                _mediator(scene, slot),
            )
        )
    return tuple(sorted(found, key=lambda crisis: not crisis.mine))


def _mediator(scene: Scene, slot: int) -> str:
    """Who mediates on a ladder and what that saves, as a sentence; empty for nobody."""
    who = int(scene.world.mediator[slot, 0])
    if who < 0:
        return ""
    saved = percent(float(scene.p.mediation_relief[0]))
    return capital(say("reasons.desk.mediator", who=scene.spoken(scene.setting.nations[who]), part=saved))


def _ceilings(session: Session, scene: Scene, seat: str, slot: int, rung: int) -> tuple[Ceiling, ...]:
    book = scene.game.playbook
    chosen = int(wanted(session, seat).ceiling[scene.index(seat), slot, 0])
    found = []
    eased = 1 - float(scene.p.mediation_relief[0]) if scene.world.mediator[slot, 0] >= 0 else 1
    for code, key in enumerate(CEILINGS):
        at = min(max(rung + code - 1, 0), names.RUNGS)
        lose = min(at + 1, names.RUNGS)
        cost = say(
            f"reasons.desk.ceiling_{'down' if code == 0 else 'stand'}",
            rung=at,
            lose=number(float(book.step_down[lose]) * (eased if code == 0 else 1), 0 if eased == 1 or code else 1),
            stand=number(float(book.standing[max(at, 0)]), 0),
            rupture=percent(float(book.rupture[max(at, 0)])),
        )
        found.append(
            Ceiling(code, key, say(f"ladders.common.{('down', 'hold', 'one', 'two')[code]}"), cost, code == chosen)
        )
    return tuple(found)
