"""Which orders are possible, and why not: one origin for refused orders, greyed-out buttons and action masks."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import NamedTuple

import numpy as np

from agents.columns import Array, columns_of, places, total
from game.orders import Orders
from game.params import Params
from game.rules.prices import list_prices, spent, surcharged
from game.setting import Setting
from game.world import World


class Objection(NamedTuple):
    """Why an order is refused: its kind, the seat, the field and the other party if there is one."""

    kind: str
    seat: str
    field: str
    other: str = ""


def violations(
    world: World, standing: Orders, wanted: Orders, setting: Setting, p: Params, offer_prices: tuple[Array, ...] = (),
    answers: Array | None = None,
) -> dict[tuple[str, str], Array]:
    """Where orders break a rule · {(kind, field): (seat, world) bool}.

    ``offer_prices`` (seat, world) are list prices of offers already made, ``answers`` (seat, world) the influence that
    the answers to occasions take first.

    Kinds: ``out_of_range``, ``own_border`` (a measure against oneself), ``budget_sum``, ``closed_gate``,
    ``not_member``, ``no_free_body``, ``out_of_business``, ``too_dear``.
    """
    n, worlds = setting.nation_seats, p.worlds
    seats = len(setting.seats)
    found: dict[tuple[str, str], Array] = {}

    def note(kind: str, field: str, where: Array, first: int) -> None:
        if where.any():
            whole = np.zeros((seats, worlds), bool)
            whole[first : first + len(where)] = where
            found[kind, field] = whole

    for name, declared in columns_of(Orders).items():
        before, after = getattr(standing, name), getattr(wanted, name)
        if before is after:
            continue
        first = n if declared.axes[0] == "firm" else 0
        length = {"firm": len(setting.firms), "party": seats}.get(declared.axes[0], n)
        if not (after.min() >= declared.low and after.max() <= declared.high):
            outside = ~((after >= declared.low) & (after <= declared.high))
            note("out_of_range", name, outside[:length].reshape(length, -1, worlds).max(1), first)
        if first:
            changed = before != after
            if changed.any():
                note("out_of_business", name, changed.reshape(length, -1, worlds).max(1) & ~world.alive, n)
    for name in ("restriction", "refusal", "levy", "package"):
        against_self = getattr(wanted, name).diagonal()[..., :n]
        if against_self.any():
            whole = np.ascontiguousarray(np.moveaxis(against_self, -1, 0))
            note("own_border", name, (whole != 0).reshape(n, -1, worlds).max(1), 0)
    if standing.budget is not wanted.budget:
        note("budget_sum", "budget", np.abs(total(wanted.budget[:n], 1) - 1) > 1e-9, 0)
    if wanted.body_action.any():
        action = wanted.body_action[:n].swapaxes(0, 1)
        open_gate = admitted(setting)[:, :n, None] & (world.host >= 0)[:, None]
        note("closed_gate", "body_action", ((action == 1) & ~open_gate).max(0), 0)
        note("not_member", "body_action", ((action == 2) & ~world.member[:, :n]).max(0), 0)
        note("no_free_body", "body_action", ((action == 3) & (world.host >= 0)[:, None]).max(0), 0)
    cost = spent(standing, wanted, setting, p, offer_prices, world.deals)
    offers = surcharged(list_prices(standing, standing, setting, offer_prices), p) if offer_prices else 0 * cost
    purse = world.influence if answers is None else world.influence - answers
    note("too_dear", "influence", (cost > offers) & (cost > purse + 1e-9), 0)
    return found


def admitted(setting: Setting) -> Array:
    """Which nations a body's gate lets in · (body, nation) bool."""
    return setting.admitted


def illegal(found: dict[tuple[str, str], Array], setting: Setting, worlds: int) -> Array:
    """Seats with any objection · (seat, world) bool."""
    result = np.zeros((len(setting.seats), worlds), bool)
    for where in found.values():
        result |= where
    return result


def lawful(standing: Orders, wanted: Orders, refused: Array, setting: Setting) -> Orders:
    """The wanted orders, with the lines of refused seats as they stood; ``refused`` (seat, world)."""
    if not refused.any():
        return wanted
    n = setting.nation_seats
    where = {"nation": places(refused[:n]), "firm": places(refused[n:]), "party": places(refused)}
    new = {}
    for field in fields(Orders):
        before, after = getattr(standing, field.name), getattr(wanted, field.name)
        if before is after:
            continue
        declared = columns_of(Orders)[field.name]
        row, world = where[declared.axes[0]] if declared.axes[0] in where else where["nation"]
        kept = before[row, ..., world]
        if (kept != after[row, ..., world]).any():
            new[field.name] = after.copy()
            new[field.name][row, ..., world] = kept
    return replace(wanted, **new) if new else wanted
