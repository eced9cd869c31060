"""Which orders are possible, and why not: one origin for refused orders, greyed-out buttons and action masks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from agents.columns import Array, columns_of, total
from game import names
from game.orders import Orders
from game.params import Params
from game.rules.altered import Changes, altered
from game.rules.bodies import FOUND, JOIN, LEAVE
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
    n, found = setting.nation_seats, dict[tuple[str, str], Array]()
    changes = altered(standing, wanted, setting)

    def note(kind: str, field: str, where: Array) -> None:
        """Note where (cell,) the changes of a field break a rule."""
        if where.any():
            whole = found.setdefault((kind, field), np.zeros((len(setting.seats), p.worlds), bool))
            whole[changes[field].seat[where], changes[field].world[where]] = True

    declared, gone = columns_of(Orders), ~world.alive
    if not _within_range(changes):
        for name, change in changes.items():
            low, high = declared[name].low, declared[name].high
            note("out_of_range", name, ~((change.new >= low) & (change.new <= high)))
    if gone.any():
        for name, change in changes.items():
            if declared[name].axes[0] == "firm":
                note("out_of_business", name, gone[change.cells[0], change.world])
    if "doctrine" in changes:
        seat, _ = changes["doctrine"].cells
        note("no_doctrine", "doctrine", changes["doctrine"].new >= np.array([*map(len, setting.doctrines)])[seat])
    for name in ("restriction", "refusal", "levy", "package"):
        if name in changes:
            giver, partner, *_ = changes[name].cells
            note("own_border", name, (giver == partner) & (changes[name].new != 0))
    if "budget" in changes:
        nation, _, where = changes["budget"].cells
        note("budget_sum", "budget", np.abs(total(wanted.budget[:n], 1) - 1)[nation, where] > 1e-9)
    if "body_action" in changes:
        (nation, body, where), action = changes["body_action"].cells, changes["body_action"].new
        hosted = world.host[body, where] >= 0
        note("closed_gate", "body_action", (action == JOIN) & ~(admitted(setting)[body, nation] & hosted))
        note("not_member", "body_action", (action == LEAVE) & ~world.member[body, nation, where])
        note("no_free_body", "body_action", (action == FOUND) & hosted)
    _watched(world, changes, setting, note)
    _begun(world, wanted, changes, setting, p, note)
    cost = spent(standing, wanted, setting, p, offer_prices, world)
    offers = surcharged(list_prices(standing, standing, setting, offer_prices), p) if offer_prices else 0 * cost
    purse = world.influence if answers is None else world.influence - answers
    too_dear = (cost > offers) & (cost > purse + 1e-9)
    return found | {("too_dear", "influence"): too_dear} if too_dear.any() else found


def _within_range(changes: Changes) -> bool:
    """Whether all new values lie within the ranges of their fields: asked of all fields at once."""
    if not changes:
        return True
    new = np.concatenate([change.new for change in changes.values()])
    ranges = np.array([(columns_of(Orders)[name].low, columns_of(Orders)[name].high) for name in changes])
    low, high = ranges.repeat([len(change.new) for change in changes.values()], axis=0).T
    return bool(((new >= low) & (new <= high)).all())


Note = Callable[[str, str, Any], None]
"""Notes a kind of objection to a field, where (cell,) its changes meet it."""


def _watched(world: World, changes: Changes, setting: Setting, note: Note) -> None:
    """Objections to watching, inspecting and mediating."""
    n = setting.nation_seats

    def gone(seat: Array, where: Array) -> Array:
        return (seat >= n) & ~world.alive[np.maximum(seat - n, 0), where]

    for name in ("watch", "publish"):
        if name not in changes:
            continue
        (seat, subject, where), acts = changes[name].cells, changes[name].new
        note("own_seat", name, acts & (seat == subject) & ((seat < n) | (name == "watch")))
        note("out_of_business", name, acts & gone(seat, where))
        note("nobody_there", name, acts & gone(subject, where))
        if name == "publish":
            note(
                "no_analysts", name, acts & (seat < n) & (world.analysts[np.minimum(seat, n - 1), subject, where] == 0)
            )
            abroad = (subject < n) & (subject != nation_of(setting)[seat])
            note("not_abroad", name, acts & (seat >= n) & ~abroad & (subject != seat))
    if "inspect" in changes:
        (nation, deal, where), deals = changes["inspect"].cells, world.deals
        runs = (deals.quarters_left > 0) & (deals.inspection > 0)
        note(
            "no_inspection", "inspect", changes["inspect"].new & ~(deals.party[deal, nation, where] & runs[deal, where])
        )
    if "mediate" in changes:
        (nation, ladder, where), offered = changes["mediate"].cells, changes["mediate"].new
        side = nation_of(setting).take(np.maximum(world.ladder_side[ladder, :, where], 0))
        open_crisis = world.ladder[ladder, where] >= 0
        note("no_crisis", "mediate", offered & ~open_crisis)
        note("own_crisis", "mediate", offered & (side == nation[:, None]).any(1) & open_crisis)
        note("has_mediator", "mediate", offered & (world.mediator[ladder, where] >= 0))


def _begun(world: World, wanted: Orders, changes: Changes, setting: Setting, p: Params, note: Note) -> None:
    """Objections to programmes, campaigns, consortia, published tests and new lines."""
    if "programme" in changes:
        (nation, line, where), action = changes["programme"].cells, changes["programme"].new
        left = world.programmes[nation, line, where]
        note("runs_already", "programme", (action == START) & (left > 0))
        bound = left > (p.programme_quarters - p.programme_bound)[where]
        note("bound_programme", "programme", (action == END) & bound)
        note("no_programme", "programme", (action == END) & (left == 0))
    if "campaign" in changes:
        note("runs_already", "campaign", changes["campaign"].new & (world.campaigning[changes["campaign"].cells] > 0))
    if "consortium" in changes:
        (firm, stack, where), joins = changes["consortium"].cells, changes["consortium"].new
        note("no_stack", "consortium", joins & (setting.hosts[stack] < 0))
        note("one_stack", "consortium", total(wanted.consortium.astype(int), 1)[firm, where] > 1)
    if "tests" in changes:
        lab = setting.has_role(names.ROLES.index("lab"))[changes["tests"].cells[0], 0]
        note("not_a_lab", "tests", changes["tests"].new & ~lab)
    if "build" in changes:
        (firm, where), begins = changes["build"].cells, changes["build"].new
        note("runs_already", "build", begins & (world.building[firm, where] > 0))
        cost = line_cost(world.revenue, p)[firm, where]
        note("no_cash", "build", begins & (world.cash[changes["build"].seat, where] < cost))


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
    new = {}
    for name, change in altered(standing, wanted, setting).items():
        back = refused[change.seat, change.world]
        if back.any():
            new[name] = getattr(wanted, name).copy()
            new[name][tuple(cell[back] for cell in change.cells)] = change.old[back]
    if not new:
        return wanted
    kept_to = replace(wanted, **new)
    refused_pay_nothing(standing, wanted, kept_to, refused)
    return kept_to
