"""What a seat may order, as plain values for a form: fields with their standing and wished values, prices and pins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from agents.columns import Array, columns_of, total
from game import names
from game.orders import Orders
from game.rules.prices import list_prices, surcharged

Plain = dict[str, Any]

GROUPS: dict[str, tuple[str, ...]] = {
    "policy": ("budget", "safety_standard", "openness", "release_threshold", "enforcement", "threshold", "hoarding"),
    "partners": ("stance", "restriction", "refusal", "levy", "package"),
    "bodies": ("body_action", "steer"),
    "firm": ("release", "guidance", "training_share", "safety_effort", "growth", "lobbying", "compliance", "stockpile", "downgrade"),
    "markets": ("sales",),
}
"""Fields of the sheet by the page of the form they stand on; breach, ceiling and reply have screens of their own."""
CHOICES: dict[str, tuple[str, ...]] = {
    "release": names.RELEASES, "guidance": names.GUIDANCE, "stance": names.STANCES, "body_action": names.BODY_ACTIONS,
}
ONE_TIME = ("body_action", "breach", "ceiling", "reply")
"""Fields that are wiped every quarter and so are never pinned."""


def wished(session: Any, seat: str, orders: Mapping[str, Any] | None = None) -> Any:
    """The order sheet with what the seat has set this quarter, and with further orders tried on."""
    index = session.seat_index[seat]
    wishes = {name: value.copy() for name, value in session._wishes.get(index, {}).items()}
    for name, cells in (orders or {}).items():
        row = int(session.game.lines(name)[index])
        line = wishes.get(name, getattr(session.standing, name)[row].copy())
        if isinstance(cells, Mapping):
            for cell, value in cells.items():
                line[cell] = value
        else:
            line = np.broadcast_to(np.asarray(cells)[..., None], line.shape).astype(line.dtype)
        wishes[name] = line
    sheet = session.standing
    new: dict[str, Array] = {}
    for name, line in wishes.items():
        whole = getattr(sheet, name).copy()
        whole[int(session.game.lines(name)[index])] = line
        new[name] = whole
    from dataclasses import replace

    return replace(sheet, **new) if new else sheet


def price(session: Any, seat: str, orders: Mapping[str, Any] | None = None) -> Plain:
    """Influence the seat's orders cost together [points], how many moves they are, and what would be left."""
    index = session.seat_index[seat]
    sheet = wished(session, seat, orders)
    moves = list_prices(session.standing, sheet, session.game.setting)
    count = int(round(float(total(moves[1:, index], 0)[0])))
    offers = session.talks().price
    spent = float(sum(part[index, 0] for part in offers)) if offers else 0.0
    cost = float(surcharged(moves, session.game.params)[index, 0])
    have = float(session.world.influence[index, 0])
    free = int(np.asarray(session.game.params.free_moves).reshape(-1)[0])
    return {"cost": cost, "offers": spent, "moves": count, "free": max(0, free - count), "influence": have, "left": have - cost - spent}


def form(session: Any, seat: str) -> list[Plain]:
    """Every field the seat may set, in groups, with values as they stand and as wished."""
    setting = session.game.setting
    index = session.seat_index[seat]
    sheet = wished(session, seat)
    pins = session.pins.get(index, {})
    groups = []
    for group, fields in GROUPS.items():
        rows = []
        for name in fields:
            declared = columns_of(Orders)[name]
            row = int(session.game.lines(name)[index])
            if row < 0:
                continue
            axes = tuple(axis for axis in declared.axes[1:])
            rows.append({
                "field": name, "label": declared.label, "meaning": declared.meaning, "unit": declared.unit,
                "low": float(declared.low), "high": float(declared.high), "price": declared.price, "axes": axes,
                "places": _places(axes, setting), "choices": list(CHOICES.get(name, ())),
                "standing": getattr(session.standing, name)[row][..., 0].tolist(),
                "value": getattr(sheet, name)[row][..., 0].tolist(),
                "pinned": np.asarray(pins.get(name, False)).tolist(),
            })
        if rows:
            groups.append({"group": group, "fields": rows})
    return groups


def _places(axes: tuple[str, ...], setting: Any) -> list[list[str]]:
    lengths = {
        "channel": list(names.CHANNELS), "line": list(names.LINES),
        "body": [body["key"] for body in setting.bodies],
    }
    return [lengths.get(axis, list(setting.nations[:-1])) for axis in axes]


def stance_levels(session: Any) -> list[list[float]]:
    """Restriction of every channel that belongs to each of the five stances."""
    p = session.game.params
    return [[float(x) for x in getattr(p, f"stance_{stance}")[..., 0]] for stance in names.STANCES]


def bodies(session: Any, seat: str) -> list[Plain]:
    """Institutions: members, gate, orientation, and whether the seat's nation belongs."""
    setting, world = session.game.setting, session.world
    index = session.seat_index[seat]
    nation = index if index < setting.nation_seats else int(setting.home[index - setting.nation_seats])
    found = []
    for b, body in enumerate(setting.bodies):
        members = [setting.nations[i] for i in np.flatnonzero(world.member[b, :, 0])]
        found.append({
            "key": body["key"], "name": body["name"], "gate": body["gate"], "members": members,
            "member": bool(world.member[b, nation, 0]),
            "orientation": float(world.orientation[b, 0]), "standard": float(world.standard[b, 0]),
        })
    return found


def occasions(session: Any, seat: str) -> list[Plain]:
    """Occasions put to the seat this quarter: options with price and who minds, the answer so far, the default."""
    index = session.seat_index[seat]
    sheet = wished(session, seat)
    found = []
    for side in range(2):
        number = int(session.world.occasion[index, side, 0])
        if number < 0:
            continue
        occasion = session.game.playbook.occasions[number]
        found.append({
            "side": side, "key": occasion["key"], "size": occasion["size"], "default": occasion["default"],
            "answer": int(sheet.reply[index, side, 0]),
            "options": [
                {"key": o["key"], "price": int(o.get("price", 0)), "minds": list(o.get("minds", ())), "orders": list(o.get("orders", ())),
                 "effects": list(o.get("effects", ()))}
                for o in occasion["option"]
            ],
        })
    return found


def ladders(session: Any, seat: str | None) -> list[Plain]:
    """Crises that stand: kind, sides, rung, and the seat's own sealed ceiling if it is on one."""
    setting, world, book = session.game.setting, session.world, session.game.playbook
    index = -1 if seat is None else session.seat_index[seat]
    sheet = session.standing if seat is None else wished(session, seat)
    found = []
    for slot in range(names.LADDER_SLOTS):
        kind = int(world.ladder[slot, 0])
        if kind < 0:
            continue
        sides = [int(world.ladder_side[slot, s, 0]) for s in range(2)]
        ladder = book.ladders[kind]
        found.append({
            "slot": slot, "key": ladder["key"], "rung": int(world.rung[slot, 0]),
            "rungs": [rung["key"] for rung in ladder["rung"]],
            "sides": [setting.seats[s] for s in sides], "mine": index in sides,
            "ceiling": int(sheet.ceiling[index, slot, 0]) if index in sides else None,
            "step_down": [float(x) for x in np.asarray(book.step_down).reshape(-1)[1:]],
            "stand": [float(x) for x in np.asarray(book.standing).reshape(-1)[1:]],
            "rupture": [100 * float(x) for x in np.asarray(book.rupture).reshape(-1)[1:]],
        })
    return found
