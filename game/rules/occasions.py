"""Occasions: decisions that the state puts before a seat, and what their answers order and set."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from agents.columns import Array, Column, columns_of, places, share, total
from game.luck import Luck
from game.orders import Orders
from game.params import Params
from game.quantities import BODIES, PARTNERS
from game.rules.legal import admitted
from game.rules.measures import Measures, at
from game.rules.sizes import EFFECT_BOUNDS, EFFECTS, NO_CODE, OCCASIONS, OPTIONS
from game.setting import Setting
from game.world import World

if TYPE_CHECKING:
    from game.playbook import Playbook

OWN_EFFECTS = ("capacity", "budget")
"""Effects that stay with the firm that answered; others count at its home."""


def pressures(measures: Measures, playbook: Playbook, p: Params) -> Array:
    """Pressure of each ask [0-1] · (ask, world): 0 where its condition does not hold.

    The condition holds where every comparison does (for some occasions, where any does). Pressure rises from
    ``occasion_floor`` at the mark to 1 where every graded quantity is as far beyond its mark as the data says.
    """
    c = playbook.conditions
    stacked = measures.stacked(c.measures)
    holds = ~c.anyone & np.ones((len(playbook.asks), measures.worlds), bool)
    beyond = []
    for used, cell, sign, mark, _, _, anyone in c.compared:
        beyond.append(sign * stacked.take(cell, axis=0) - mark)
        met, before = beyond[-1] >= 0, holds[used]
        holds[used] = np.where(anyone, before | met, before & met)
    far = np.ones(holds.shape)
    somewhere = np.asarray(holds.any(axis=1))
    for (used, _, _, _, reach, graded, _), excess in zip(c.compared, beyond, strict=True):
        some = np.flatnonzero(somewhere[used] & graded[:, 0])
        degree = np.minimum(np.maximum(excess[some] / reach[some], 0), 1)
        far[used[some]] = np.minimum(far[used[some]], degree)
    return np.where(holds, p.occasion_floor + (1 - p.occasion_floor) * far, 0)


def put(
    measures: Measures, world: World, luck: Luck, playbook: Playbook, setting: Setting, p: Params
) -> dict[str, Array]:
    """New columns of occasions: at most one major and one minor for a seat.

    An occasion arises with the chance weight x pressure; among those that arise the most pressing is put and the
    others gain ``occasion_carry`` of pressure. After ``occasion_patience`` quarters without a major one the most
    pressing eligible one comes by itself.
    """
    seats, worlds = len(setting.seats), measures.worlds
    asked = playbook.asks[:, 1]
    quiet = np.maximum(world.occasion_quiet - 1, 0).astype(np.int8)
    free = np.take(quiet.reshape(-1, worlds) == 0, playbook.ask_cell, axis=0)
    waited = np.take(world.occasion_waited.reshape(-1, worlds), playbook.ask_cell, axis=0)
    base = pressures(measures, playbook, p)
    here = np.take(np.concatenate([np.ones((setting.nation_seats, worlds), bool), world.alive]), asked, axis=0)
    eligible = (base > 0) & free & here
    pressure = np.where(eligible, np.minimum(base + waited, 1), 0)
    hit = luck.uniform("occasion", len(asked)) < playbook.weight * pressure
    patient = np.take(world.since_major, asked, axis=0) >= p.occasion_patience
    urge = np.where(hit, 1 + pressure, np.where(playbook.major & patient & eligible, pressure, 0))
    occasion = _most_urgent(urge, playbook)
    longer = np.minimum(waited + np.where(hit, p.occasion_carry, 0), 1)
    carried = np.zeros((OCCASIONS, seats, worlds))
    carried.reshape(-1, worlds)[playbook.ask_cell] = np.where(eligible, longer, 0)
    size, seat, where = places(occasion >= 0)
    number = occasion[size, seat, where]
    quiet[number, seat, where] = playbook.quiet[number]
    carried[number, seat, where] = 0
    since = np.where(occasion[0] >= 0, 0, np.minimum(world.since_major + 1, 100))
    return {
        "occasion": np.ascontiguousarray(occasion.swapaxes(0, 1)),
        "occasion_quiet": quiet,
        "occasion_waited": carried,
        "since_major": since.astype(np.int8),
    }


def _most_urgent(urge: Array, playbook: Playbook) -> Array:
    """Number of the most urgent occasion of each size for each seat, -1 for none · (size, seat, world)."""
    padded = np.concatenate([urge, np.zeros((1, urge.shape[1]))])
    numbers = np.append(playbook.asks[:, 0], -1)
    best = np.take(padded, playbook.ask_slots[:, 0], axis=0)
    number = np.where(best > 0, np.take(numbers, playbook.ask_slots[:, 0])[..., None], -1)
    for place in range(1, playbook.ask_slots.shape[1]):
        other = np.take(padded, playbook.ask_slots[:, place], axis=0)
        number = np.where(other > best, np.take(numbers, playbook.ask_slots[:, place])[..., None], number)
        best = np.maximum(best, other)
    return number.astype(np.int8)


def answers_cost(world: World, orders: Orders, playbook: Playbook) -> Array:
    """Influence that the answers to the occasions put take [points] · (seat, world)."""
    return total(np.take(playbook.price, chosen_codes(world, orders, playbook)), 1)


def chosen_codes(world: World, orders: Orders, playbook: Playbook) -> Array:
    """Code of the option chosen for each occasion put · (seat, side, world): 4 x occasion + option, 80 for none.

    No reply, one that does not exist, or one that the seat's influence does not cover is the default.
    """
    put_now = world.occasion.astype(np.int64)
    number = np.where(put_now >= 0, put_now, OCCASIONS)
    default, count = np.take(playbook.default_code, number), np.take(playbook.options, number)
    reply = orders.reply.astype(np.int64)
    wish = np.where((reply >= 0) & (reply < count), number * OPTIONS + reply, default)
    left = world.influence
    codes = []
    for side in range(number.shape[1]):
        covered = np.take(playbook.price, wish[:, side]) <= left
        code = np.where(covered, wish[:, side], default[:, side])
        left = left - np.take(playbook.price, code)
        codes.append(code)
    return np.stack(codes, axis=1)


def answered(
    world: World, orders: Orders, playbook: Playbook, setting: Setting, p: Params
) -> tuple[Orders, Array, Array]:
    """Answers take effect: orders with the options' fragments in them, ``boost`` (effect, seat, world), influence cost.

    A boost fades by ``boost_memory`` a quarter; the answers of this quarter are added, within the bounds that each
    effect declares; what a firm's answer does to opinion, trust or data counts by ``firm_voice`` at its home. Order
    fields change within their declared bounds.
    """
    code = chosen_codes(world, orders, playbook)
    cost = total(np.take(playbook.price, code), 1)
    live = np.bincount(code.ravel(), minlength=NO_CODE + 1) > 0
    boost = world.boost * p.boost_memory
    n = setting.nation_seats
    seat, side, where = places(code != NO_CODE)
    option, place = code[seat, side, where], seat * code.shape[2] + where
    for index, name in enumerate(EFFECTS):
        amount = playbook.effect[index]
        if (amount[live] != 0).any():
            bound = EFFECT_BOUNDS[name]
            given = np.bincount(place, weights=amount[option], minlength=cost.size).reshape(cost.shape)
            if name not in OWN_EFFECTS:
                at_home = p.firm_voice * setting.per_nation(given[n:])[:n]
                given = np.concatenate([given[:n] + at_home, np.zeros_like(given[n:])])
            boost[index] = np.minimum(np.maximum(boost[index] + given, -bound), bound)
    if not live[:-1].any():
        return orders, boost, cost
    none = np.full((1, *code.shape[1:]), NO_CODE)
    nations, firms = np.concatenate([code[:n], none]), code[n:]
    changed = _plain(orders, nations, firms, live, playbook)
    changed |= _towards(world, orders, nations, firms, live, playbook, setting, p)
    return (replace(orders, **changed) if changed else orders), boost, cost


def _plain(orders: Orders, nations: Array, firms: Array, live: Array, playbook: Playbook) -> dict[str, Array]:
    changed: dict[str, Array] = {}
    for name, (kept, added) in playbook.plain.items():
        if not ((kept[live] != 1) | (added[live] != 0)).any():
            continue
        declared = columns_of(Orders)[name]
        code = firms if declared.axes[0] == "firm" else nations
        value = getattr(orders, name)
        for side in range(2):
            value = value * kept[code[:, side]] + added[code[:, side]]
        changed[name] = np.minimum(np.maximum(value, declared.low), declared.high).astype(declared.dtype)
    if (playbook.budget[:, live] != 0).any():
        added = np.take(playbook.budget, nations, axis=1)
        wish = np.maximum(orders.budget + total(added, 2).swapaxes(0, 1), 0)
        touched = np.max(np.abs(added), axis=(0, 2)) > 0
        changed["budget"] = np.where(touched[:, None], share(wish, 1), orders.budget)
    return changed


def _towards(
    world: World, orders: Orders, nations: Array, firms: Array, live: Array, playbook: Playbook, setting: Setting,
    p: Params,
) -> dict[str, Array]:
    changed: dict[str, Array] = {}
    measures = Measures(world, orders, setting, p)
    selectors = list(PARTNERS)
    everybody = selectors.index("everybody")
    partners: Array | None = None
    for name, (kept, added, whom) in playbook.towards.items():
        touches = ((kept != 1) | (added != 0)).any(0)
        if not (touches & live).any():
            continue
        if partners is None:
            partners = np.stack([measures.partner(selector) for selector in selectors])
        declared = columns_of(Orders)[name]
        by_firm = declared.axes[0] == "firm"
        code = firms if by_firm else nations
        own = setting.home if by_firm else np.arange(len(setting.nations))
        value = getattr(orders, name).copy()
        for side in range(2):
            seat, where = places(touches[code[:, side]])
            option = code[seat, side, where]
            selector = whom[option]
            one = partners[selector, own[seat], where]
            _entries_changed(value, seat, one, where, option, own, kept, added, declared)
            every = selector == everybody
            for other in range(value.shape[1]) if every.any() else ():
                whole = np.full(int(np.count_nonzero(every)), other)
                _entries_changed(value, seat[every], whole, where[every], option[every], own, kept, added, declared)
        changed[name] = value
    return changed | _at_bodies(world, orders, nations, live, playbook, setting, measures)


def _entries_changed(
    value: Array, seat: Array, other: Array, world: Array, option: Array, own: Array, kept: Array, added: Array,
    declared: Column,
) -> None:
    """Change orders of some seats towards one foreign partner each by their options, in place, within the bounds."""
    abroad = np.flatnonzero(other != own[seat])
    seat, other, world, option = seat[abroad], other[abroad], world[abroad], option[abroad]
    keep, add = kept[:, option].T, added[:, option].T
    if value.ndim == 3:
        keep, add = keep[:, 0], add[:, 0]
    new = value[seat, other, ..., world] * keep + add
    value[seat, other, ..., world] = np.minimum(np.maximum(new, declared.low), declared.high)


def _at_bodies(
    world: World, orders: Orders, nations: Array, live: Array, playbook: Playbook, setting: Setting, measures: Measures
) -> dict[str, Array]:
    changed: dict[str, Array] = {}
    for name, table in playbook.bodies.items():
        if not (table[:, live] != 0).any():
            continue
        value = getattr(orders, name).copy()
        for selector, body_name in enumerate(BODIES):
            house = measures.body(body_name)
            index = np.maximum(house, 0)
            wish = np.max(np.take(table[selector], nations), axis=1)
            if name == "steer":
                wish = total(np.take(table[selector], nations), 1)
            inside = at(world.member, index)
            may = at(admitted(setting)[:, :, None] & np.ones(house.shape, bool), index) & ~inside
            allowed = (house >= 0) & (wish != 0) & (may if name == "body_action" else inside)
            place = np.broadcast_to(index, inside.shape)[:, None]
            before = np.take_along_axis(value, place, axis=1)[:, 0]
            np.put_along_axis(value, place, np.where(allowed, wish, before).astype(value.dtype)[:, None], axis=1)
        changed[name] = value
    return changed


def option_view(playbook: Playbook, occasion: int, option: int) -> dict[str, Any]:
    """What the views need of an option (-1: go on as ordered): text key, price, orders, effects, who minds, default."""
    whole = playbook.occasions[occasion]
    given: dict[str, Any] = whole["option"][option] if option >= 0 else {"key": "hold"}
    return {
        "text": f"occasions.{whole['key']}.{given['key']}",
        "occasion": whole["key"],
        "option": given["key"],
        "size": whole["size"],
        "price": int(given.get("price", 0)),
        "default": given["key"] == whole["default"],
        "minds": tuple(given.get("minds", ())),
        "orders": tuple(dict(fragment) for fragment in given.get("orders", ())),
        "effects": tuple((entry["effect"], float(entry["amount"])) for entry in given.get("effects", ())),
    }
