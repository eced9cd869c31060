"""Which orders are possible, and why not: one origin for refused orders, greyed-out buttons and action masks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any, NamedTuple

import numpy as np

from agents.columns import Array, columns_of, places, total
from game import names
from game.orders import Orders
from game.params import Params
from game.rules.deals import nation_of
from game.rules.prices import list_prices, refused_pay_nothing, spent, surcharged
from game.rules.programmes import END, START, line_cost
from game.setting import Setting
from game.world import World


class Objection(NamedTuple):
    """Why an order is refused: its kind, the seat, the field, the other party if there is one, and in which worlds.

    ``allowed`` says what the field takes if the order does not fit it: ``stance[partner 0..14] = 0..3``.
    """

    kind: str
    seat: str
    field: str
    other: str = ""
    worlds: tuple[int, ...] = (0,)
    allowed: str = ""


def violations(
    world: World,
    standing: Orders,
    wanted: Orders,
    setting: Setting,
    p: Params,
    offer_prices: tuple[Array, ...] = (),
    answers: Array | None = None,
) -> dict[tuple[str, str], Array]:
    """Where orders break a rule · {(kind, field): (seat, world) bool}.

    ``offer_prices`` (seat, world) are list prices of offers already made, ``answers`` (seat, world) the influence that
    the answers to occasions take first.

    Kinds: ``out_of_range``, ``own_border`` (a measure against oneself), ``budget_sum``, ``closed_gate``,
    ``not_member``, ``no_free_body``, ``out_of_business``, ``own_seat``, ``no_analysts``, ``not_abroad``,
    ``nobody_there``, ``no_inspection``, ``no_crisis``, ``own_crisis``, ``has_mediator``,
    ``runs_already``, ``bound_programme``, ``no_programme``, ``no_cash``, ``no_stack``,
    ``one_stack``, ``not_a_lab``, ``no_doctrine``, ``too_dear``.
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
    if wanted.doctrine is not standing.doctrine:
        count = np.array([len(listed) for listed in setting.doctrines])[:, None]
        note("no_doctrine", "doctrine", wanted.doctrine >= count, 0)
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
    _watched(world, wanted, setting, note)
    _begun(world, standing, wanted, setting, p, note)
    cost = spent(standing, wanted, setting, p, offer_prices, world)
    offers = surcharged(list_prices(standing, standing, setting, offer_prices), p) if offer_prices else 0 * cost
    purse = world.influence if answers is None else world.influence - answers
    note("too_dear", "influence", (cost > offers) & (cost > purse + 1e-9), 0)
    return found


Note = Callable[[str, str, Any, int], None]
"""Notes a kind of objection to a field, where (seat, world) it holds, from which seat on."""


def _watched(world: World, wanted: Orders, setting: Setting, note: Note) -> None:
    """Objections to watching, inspecting and mediating."""
    n, seats = setting.nation_seats, np.arange(len(setting.seats))
    for name in ("watch", "publish"):
        acts = getattr(wanted, name)
        if not np.max(acts):
            continue
        alone = acts[seats, seats] & ((seats < n) | (np.array(name) == "watch"))[:, None]
        note("own_seat", name, alone, 0)
        note("out_of_business", name, acts[n:].any(1) & ~world.alive, n)
        note("nobody_there", name, (acts[:, n:] & ~world.alive).any(1), 0)
        if name == "publish":
            note("no_analysts", name, (acts[:n] & (world.analysts[:n] == 0)).any(1), 0)
            may = ((seats < n) & (seats != setting.home[:, None])) | (seats == seats[n:, None])
            note("not_abroad", name, (acts[n:] & ~may[:, :, None]).any(1), n)
    if wanted.inspect.any():
        deals = world.deals
        may = deals.party[:, :n].swapaxes(0, 1) & ((deals.quarters_left > 0) & (deals.inspection > 0))
        note("no_inspection", "inspect", (wanted.inspect[:n] & ~may).any(1), 0)
    if wanted.mediate.any():
        offered, side = wanted.mediate[:n], np.take(nation_of(setting), np.maximum(world.ladder_side, 0))
        nation = np.arange(n)[:, None, None]
        note("no_crisis", "mediate", (offered & (world.ladder < 0)).any(1), 0)
        note("own_crisis", "mediate", (offered & (side == nation[:, :, None]).any(2) & (world.ladder >= 0)).any(1), 0)
        note("has_mediator", "mediate", (offered & (world.mediator >= 0)).any(1), 0)


def _begun(world: World, standing: Orders, wanted: Orders, setting: Setting, p: Params, note: Note) -> None:
    """Objections to programmes, campaigns, consortia, published tests and new lines."""
    n = setting.nation_seats
    action, left = wanted.programme[:n], world.programmes[:n]
    if np.max(action) > 0:
        note("runs_already", "programme", ((action == START) & (left > 0)).any(1), 0)
        bound = left > p.programme_quarters - p.programme_bound
        note("bound_programme", "programme", ((action == END) & bound).any(1), 0)
        note("no_programme", "programme", ((action == END) & (left == 0)).any(1), 0)
    if wanted.campaign.any():
        note("runs_already", "campaign", wanted.campaign[:n] & (world.campaigning[:n] > 0), 0)
    if wanted.consortium is not standing.consortium:
        note("no_stack", "consortium", (wanted.consortium & (setting.hosts < 0)[:, None]).any(1), n)
        note("one_stack", "consortium", total(wanted.consortium.astype(int), 1) > 1, n)
    if wanted.tests.any():
        note("not_a_lab", "tests", wanted.tests & ~setting.has_role(names.ROLES.index("lab")), n)
    if wanted.build.any():
        note("runs_already", "build", wanted.build & (world.building > 0), n)
        note("no_cash", "build", wanted.build & (world.cash[n:] < line_cost(world.revenue, p)), n)


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
    if not new:
        return wanted
    kept_to = replace(wanted, **new)
    refused_pay_nothing(standing, wanted, kept_to, refused)
    return kept_to
