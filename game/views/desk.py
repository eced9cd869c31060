"""The desk: every order a seat may give, with price, range and reason, and stances as rows of five steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from agents.columns import AXES, Array, Column, columns_of
from game import names
from game.chronicle import stance_levels, stance_of
from game.orders import Orders
from game.session import Session
from game.views.own import strategy_name
from game.views.scene import Scene, cost, number, wanted
from game.words import capital, has, label, say

CODED: Mapping[str, tuple[str, ...]] = {
    "release": names.RELEASES,
    "guidance": names.GUIDANCE,
    "body_action": names.BODY_ACTIONS,
    "stance": names.STANCES,
    "programme": ("none", "start", "end"),
    "ceiling": ("down", "hold", "climb_one", "climb_two"),
}
NOTHING = {"breach": "to_break", "publish": "to_publish", "inspect": "to_inspect", "mediate": "to_mediate"}
"""What is said where a field has no places at present."""
STEPS = {
    "threshold": 0.25,
    "release_threshold": 2.0,
    "budget": 0.05,
    "stockpile": 0.5,
    "openness": 0.5,
    "lobbying": 0.25,
    "steer": 0.5,
}
"""Usual step of a slider, where it is not a tenth of its range."""


APART = ("reply", "doctrine", "forecast")
"""Fields that are no part of the form: they are chosen where they are put."""


class Place(NamedTuple):
    """One place along an axis of a field: its number in the cell tuple, key and name."""

    cell: int
    key: str
    name: str


class FormField(NamedTuple):
    """One field of the order sheet as a form shows it.

    ``value`` and ``pinned`` are nested lists along ``places`` (plain values where there are none), ``choices`` the
    names of coded values, ``price`` the list price of one change, ``extra`` what one step costs now with surcharge;
    ``once`` marks an action, taken this quarter and then wiped; ``reason`` says why no step is possible, and is empty
    otherwise; ``under_way`` are sentences on what was begun before: what it is, and until when it runs.
    """

    key: str
    label: str
    meaning: str
    unit: str
    low: float
    high: float
    step: float
    price: int
    extra: float
    axes: tuple[str, ...]
    places: tuple[tuple[Place, ...], ...]
    value: Any
    standing: Any
    pinned: Any
    choices: tuple[str, ...]
    once: bool
    reason: str
    under_way: tuple[str, ...]


class Bill(NamedTuple):
    """What the orders and offers of this quarter cost so far."""

    moves: int
    free_moves: int
    spent: float
    influence: float
    left: float
    text: str


class Form(NamedTuple):
    """The order sheet of a seat."""

    seat: str
    fields: tuple[FormField, ...]
    bill: Bill


class Doctrine(NamedTuple):
    """A strategy that a person may put in charge: ``code`` is what ``submit(seat, {"doctrine": code})`` takes.

    ``running`` is the one in charge now, ``chosen`` the one that will be in charge next quarter, ``price`` what the
    change costs now, with the surcharge for many moves.
    """

    code: int
    key: str
    name: str
    price: float
    running: bool
    chosen: bool


class StanceCell(NamedTuple):
    """One channel towards a partner."""

    channel: str
    name: str
    value: float
    pinned: bool


class StanceRow(NamedTuple):
    """One partner: the present step of five, with a star where own cells differ from it, and what each step costs."""

    partner: str
    name: str
    step: int
    steps: tuple[str, ...]
    star: bool
    prices: tuple[float, ...]
    pinned: bool
    cells: tuple[StanceCell, ...]
    weight: float


def objection_text(scene: Scene, objection: Any) -> str:
    """Why an order is refused, as a sentence with its remedy."""
    return capital(
        say(
            f"reasons.refusal.{objection.kind}",
            who=scene.spoken(objection.seat),
            field=label("field", objection.field),
            other=scene.spoken(objection.other) if objection.other else "",
            allowed=objection.allowed,
        )
    )


def bill(session: Session, seat: str) -> Bill:
    """The bill of a seat for this quarter."""
    scene = Scene(session, seat)
    moves, spent = cost(session, wanted(session, seat), seat)
    influence = float(scene.world.influence[scene.index(seat), 0])
    free = int(np.asarray(scene.p.free_moves).reshape(-1)[0])
    text = say("reasons.desk.bill", moves=moves, free=free, spent=number(spent), left=number(influence - spent))
    return Bill(moves, free, spent, influence, influence - spent, text)


def order_form(session: Session, seat: str) -> Form:
    """Every field that the seat may choose."""
    scene = Scene(session, seat)
    sheet = wanted(session, seat)
    _, paid = cost(session, sheet, seat)
    fields = []
    for name, declared in columns_of(Orders).items():
        row = int(scene.game.lines(name)[scene.index(seat)])
        if row >= 0 and name not in APART:
            fields.append(_field(scene, seat, name, declared, row, sheet, paid))
    return Form(seat, tuple(fields), bill(session, seat))


def _field(scene: Scene, seat: str, name: str, declared: Column, row: int, sheet: Orders, paid: float) -> FormField:
    value = np.asarray(getattr(sheet, name)[row, ..., 0])
    standing = np.asarray(getattr(scene.orders, name)[row, ..., 0])
    pins = scene.session.pins.get(scene.index(seat), {}).get(name)
    pinned = np.zeros(value.shape, bool) if pins is None else pins
    axes = declared.axes[1:]
    places = tuple(_places(scene, name, axis, length, seat) for axis, length in zip(axes, value.shape, strict=True))
    step = STEPS.get(name, (declared.high - declared.low) / 10)
    if declared.dtype != "float64" or name == "stance":
        step = 1.0
    extra, reason = _one_step(scene, seat, name, declared, value, standing, step, sheet, row, paid)
    return FormField(
        name,
        label("field", name),
        say(f"reasons.order_text.{name}") if has(f"reasons.order_text.{name}") else capital(declared.meaning),
        declared.unit,
        declared.low,
        declared.high,
        step,
        _price(name, declared),
        extra,
        axes,
        places,
        value.tolist(),
        standing.tolist(),
        pinned.tolist(),
        tuple(label("choice", choice) for choice in CODED.get(name, ())),
        declared.idle is not None,
        reason,
        _under_way(scene, name, row),
    )


def _under_way(scene: Scene, name: str, row: int) -> tuple[str, ...]:
    """What an order of this seat began before and how long it runs, as sentences."""
    world, now = scene.world, scene.session.quarter

    def until(key: str, left: int, **values: str) -> str:
        return capital(say(f"reasons.desk.{key}", count=left, date=scene.setting.date(now + left), **values))

    if name == "programme":
        found = []
        for line in np.flatnonzero(world.programmes[row, :, 0]).tolist():
            left, what = int(world.programmes[row, line, 0]), label("line", names.LINES[line])
            bound = left - int(scene.p.programme_quarters[0] - scene.p.programme_bound[0])
            found.append(until("programme_runs", left, line=what))
            if bound > 0:
                found.append(until("programme_bound", bound, line=what))
        return tuple(found)
    column = {"campaign": world.campaigning, "build": world.building}.get(name)
    left = 0 if column is None else int(column[row, 0])
    return (until(f"{name}_runs", left),) if left else ()


def _price(name: str, declared: Column) -> int:
    return 3 if name == "breach" else declared.price


def _places(scene: Scene, name: str, axis: str, length: int, seat: str) -> tuple[Place, ...]:
    """The places along an axis that mean something for this seat."""
    kind = AXES.get(axis, axis)
    home = scene.home(seat)
    if kind == "nation":
        own = name == "sales"
        return tuple(
            Place(i, key, scene.name(key)) for i, key in enumerate(scene.setting.nations[: scene.n]) if own or i != home
        )
    if kind == "seat":
        return _watchable(scene, name, seat)
    if kind == "ecosystem":
        hosts = [scene.setting.nations[host] for host in scene.setting.hosts[:-1].tolist()]
        return tuple(Place(i, key, say("reasons.map.stack_of", who=scene.spoken(key))) for i, key in enumerate(hosts))
    if kind == "channel":
        return tuple(Place(i, key, label("channel", key)) for i, key in enumerate(names.CHANNELS))
    if kind == "line":
        return tuple(Place(i, key, label("line", key)) for i, key in enumerate(names.LINES))
    if kind == "body":
        bodies = scene.setting.bodies
        listed = [Place(i, str(body["key"]), str(body["name"])) for i, body in enumerate(bodies)]
        founded = [i for i in range(len(bodies), length) if scene.world.host[i, 0] >= 0]
        free = next((i for i in range(len(bodies), length) if scene.world.host[i, 0] < 0), None)
        listed += [Place(i, f"body:{i}", scene.name(f"body:{i}")) for i in founded]
        if free is not None and name == "body_action":
            listed.append(Place(free, "new", say("reasons.word.found_body")))
        return tuple(listed)
    if kind == "deal":
        terms = scene.world.deals
        mine = [d for d in range(length) if terms.quarters_left[d, 0] > 0 and terms.party[d, scene.index(seat), 0]]
        mine = [d for d in mine if name != "inspect" or terms.inspection[d, 0] > 0]
        return tuple(Place(d, f"deal:{d}", say("reasons.word.deal", number=d + 1)) for d in mine)
    if kind == "ladder":
        mine = [
            slot
            for slot in range(length)
            if scene.world.ladder[slot, 0] >= 0
            and (scene.index(seat) in scene.world.ladder_side[slot, :, 0]) != (name == "mediate")
            and (name != "mediate" or scene.world.mediator[slot, 0] < 0)
        ]
        ladders = scene.game.playbook.ladders
        return tuple(
            Place(s, f"ladder:{s}", say(f"ladders.{ladders[int(scene.world.ladder[s, 0])]['key']}.title")) for s in mine
        )
    return tuple(Place(i, str(i), str(i + 1)) for i in range(length))


def _watchable(scene: Scene, name: str, seat: str) -> tuple[Place, ...]:
    """The seats that may be watched, or about which something may be published, in words that say what."""
    index, nation = scene.index(seat), scene.is_nation(seat)
    found = []
    for i, key in enumerate(scene.seats):
        gone = i >= scene.n and not scene.world.alive[i - scene.n, 0]
        if name == "watch":
            what = "" if gone or i == index else "watch_seat" if nation else "study_seat"
        elif nation:
            what = "finding_about" if scene.world.analysts[index, i, 0] > 0 and not gone else ""
        else:
            what = "audit_of" if i == index else "report_to" if i < scene.n and i != scene.home(seat) else ""
        if what:
            found.append(Place(i, key, capital(say(f"reasons.desk.{what}", who=scene.spoken(key)))))
    return tuple(found)


def _one_step(
    scene: Scene,
    seat: str,
    name: str,
    declared: Column,
    value: Array,
    standing: Array,
    step: float,
    sheet: Orders,
    row: int,
    paid: float,
) -> tuple[float, str]:
    """What one more step costs now, and why there is none, from the same legality that judges orders."""
    places = [
        p for p in (_places(scene, name, axis, n, seat) for axis, n in zip(declared.axes[1:], value.shape, strict=True))
    ]
    if any(not found for found in places):
        return 0.0, say(f"reasons.refusal.nothing_{NOTHING.get(name, 'open')}")
    cell = tuple(found[0].cell for found in places)
    now = value[cell] if cell else value[()]
    tries: list[tuple[Any, float]] = []
    for change in (step, -step):
        new = float(np.clip(now + change, declared.low, declared.high))
        if new != float(now):
            tries.append((_trial(name, value, cell, new), new))
    problems: list[Any] = []
    mine = scene.session.seat_index[seat]
    sure = declared.axes[0] != "firm" or bool(scene.world.alive[row, 0])
    for trial, _new in tries:
        line = getattr(sheet, name).copy()
        line[row, ..., 0] = _applied(value, trial)
        now_paid = cost(scene.session, replace(sheet, **{name: line}), seat)[1]
        plain = sure and declared.idle is None and now_paid <= float(scene.world.influence[mine, 0])
        problems = [] if plain else scene.session.objections(seat, {name: trial})
        if not problems:
            return now_paid - paid, ""
    return 0.0, objection_text(scene, problems[0]) if problems else ""


def _trial(name: str, value: Array, cell: tuple[int, ...], new: float) -> Any:
    if name == "budget":
        whole = value.astype(float).copy()
        change = new - whole[cell]
        other = int(np.argmax(whole)) if int(np.argmax(whole)) != cell[0] else int(np.argsort(whole)[-2])
        whole[cell] += change
        whole[other] -= change
        return whole.tolist()
    return {cell: new} if cell else new


def _applied(value: Array, trial: Any) -> Array:
    new = value.copy()
    if isinstance(trial, Mapping):
        for cell, number_ in trial.items():
            new[cell] = number_
        return new
    return np.asarray(trial, value.dtype) if np.ndim(trial) else np.full(value.shape, trial).astype(value.dtype)


def doctrines_view(session: Session, seat: str) -> tuple[Doctrine, ...]:
    """The doctrines between which a seat may choose, and the strategy it was cast with, each once."""
    scene = Scene(session, seat)
    index = scene.index(seat)
    listed, began = session.game.doctrines(index), _voice(session.cast[index])
    sheet = wanted(session, seat)
    now, next_one = (int(orders.doctrine[index, 0]) for orders in (scene.orders, sheet))
    running, chosen = (listed[number] if number >= 0 else began for number in (now, next_one))
    found = []
    for key in dict.fromkeys((*listed, began)):
        code = now if key == running else -1 if key == began else listed.index(key)
        price = _doctrine_cost(session, sheet, seat, code) - _doctrine_cost(session, sheet, seat, now)
        found.append(Doctrine(code, key, strategy_name(key), price, key == running, key == chosen))
    return tuple(found)


def _doctrine_cost(session: Session, sheet: Orders, seat: str, code: int) -> float:
    """What all moves of the quarter cost with this doctrine among them."""
    line = sheet.doctrine.copy()
    line[session.seat_index[seat]] = code
    return cost(session, replace(sheet, doctrine=line), seat)[1]


def _voice(voice: Any) -> str:
    return str((voice if hasattr(voice, "name") else voice[0]).name)


def stance_orders(session: Session, seat: str, partner: str, step: int) -> dict[str, Any]:
    """The orders that put a partner on a step (0 partner .. 4 sever), as ``Session.submit`` takes them."""
    scene = Scene(session, seat)
    target = scene.setting.nations.index(partner)
    levels = stance_levels(scene.p)[step]
    orders: dict[str, Any] = {
        "restriction": {(target, channel): float(level) for channel, level in enumerate(levels)},
        "stance": {(target,): float(step)},
    }
    offered = float(scene.orders.package[scene.index(seat), target, 0])
    if step == 0 and offered == 0:
        orders["package"] = {(target,): 0.5}
    elif step > 0 and offered > 0:
        orders["package"] = {(target,): 0.0}
    return orders


def stance_rows(session: Session, seat: str) -> tuple[StanceRow, ...]:
    """One row for each partner, those with most weight for the seat first; nothing for firms."""
    scene = Scene(session, seat)
    if not scene.is_nation(seat):
        return ()
    index, sheet = scene.index(seat), wanted(session, seat)
    levels = stance_levels(scene.p)
    pins = session.pins.get(index, {}).get("restriction")
    _, paid = cost(session, sheet, seat)
    rows = []
    for target in range(scene.n):
        if target == index:
            continue
        row = sheet.restriction[index, target, :, 0]
        step = names.STANCES.index(stance_of(row, float(sheet.package[index, target, 0]), levels))
        star = bool(np.max(np.abs(row - levels[step])) > 1e-9)
        cells = tuple(
            StanceCell(key, label("channel", key), float(row[c]), bool(pins is not None and pins[target, c]))
            for c, key in enumerate(names.CHANNELS)
        )
        prices = tuple(
            0.0 if s == step and not star else _stance_price(scene, sheet, index, target, s, paid) for s in range(5)
        )
        key = scene.setting.nations[target]
        rows.append(
            StanceRow(
                key,
                scene.name(key),
                step,
                names.STANCES,
                star,
                prices,
                bool(pins is not None and pins[target].any()),
                cells,
                _weight(scene, index, target),
            )
        )
    return tuple(sorted(rows, key=lambda found: -found.weight))


def _stance_price(scene: Scene, sheet: Orders, index: int, target: int, step: int, paid: float) -> float:
    restriction, stance, package = sheet.restriction.copy(), sheet.stance.copy(), sheet.package.copy()
    restriction[index, target, :, 0] = stance_levels(scene.p)[step]
    stance[index, target, 0] = step
    if step == 0:
        package[index, target, 0] = max(float(package[index, target, 0]), 0.5)
    else:
        package[index, target, 0] = 0.0
    changed = replace(sheet, restriction=restriction, stance=stance, package=package)
    return cost(scene.session, changed, scene.seats[index])[1] - paid


def _weight(scene: Scene, index: int, target: int) -> float:
    """How much a partner means to a seat: what it holds of the world's supply, what it buys, and rivalry."""
    held = float(np.max(scene.world.chokepoint[target, :, 0]))
    buys = float(scene.world.gdp[target, 0] / np.max(scene.world.gdp[: scene.n, 0]))
    rival = 1.0 if int(scene.measures.counterpart[index, 0]) == target else 0.0
    anger = float(max(scene.world.tension[index, target, 0], scene.world.tension[target, index, 0]))
    return round(held + buys + rival + anger, 3)
