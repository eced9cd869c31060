"""Occasions: decisions that the state puts before a seat, and what their answers order and set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from agents.columns import Array, Column, columns_of, places, share, total
from game.luck import Luck
from game.orders import Orders
from game.params import Params
from game.quantities import BODIES, PARTNERS
from game.rules.legal import admitted
from game.rules.measures import Measures, at
from game.rules.sizes import NO_CODE, OCCASIONS, OPTIONS
from game.setting import Setting
from game.world import World
from game.worlds import replaced

if TYPE_CHECKING:
    from game.playbook import Playbook
    from game.questions import Questions

EVERYBODY = list(PARTNERS).index("everybody")
"""The selector of an option that is aimed at all partners, by index."""


def pressures(measures: Measures, playbook: Playbook | Questions, p: Params) -> Array:
    """Pressure of each ask [0-1] · (ask, world): 0 where its condition does not hold.

    The condition holds where every comparison does (for some occasions, where any does). Pressure rises from
    ``occasion_floor`` at the mark to 1 where every graded quantity is as far beyond its mark as the data says.
    """
    c = playbook.conditions
    stacked = measures.stacked(c.measures)
    (_, cell, sign, mark, reach, graded, _), *further = c.compared  # every ask compares something in the first slot
    far = _beyond(stacked, cell, sign, mark)
    holds = far >= 0
    far /= reach
    np.copyto(far, 1, where=~graded)
    for used, cell, sign, mark, reach, graded, anyone in further:
        beyond = _beyond(stacked, cell, sign, mark)
        met, before = beyond >= 0, holds.take(used, axis=0)
        holds[used] = np.where(anyone, before | met, before & met)
        beyond /= reach
        np.copyto(beyond, 1, where=~graded)
        far[used] = np.minimum(far.take(used, axis=0), beyond)
    np.maximum(far, 0, out=far)
    np.minimum(far, 1, out=far)
    far *= 1 - p.occasion_floor
    far += p.occasion_floor
    far *= holds
    return far


def _beyond(stacked: Array, cell: Array, sign: Array, mark: Array) -> Array:
    """How far quantities are beyond their marks · (ask, world)."""
    beyond = stacked.take(cell, axis=0)
    beyond *= sign
    beyond -= mark
    return beyond


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
    quiet = np.maximum(world.occasion_quiet, 1) - np.int8(1)
    free = quiet.reshape(-1, worlds).take(playbook.ask_cell, axis=0) == 0
    waited = world.occasion_waited.reshape(-1, worlds).take(playbook.ask_cell, axis=0)
    pressure = pressures(measures, playbook, p)
    here = np.concatenate([np.ones((setting.nation_seats, worlds), bool), world.alive]).take(asked, axis=0)
    eligible = (pressure > 0) & free & here
    pressure += waited
    np.minimum(pressure, 1, out=pressure)
    pressure *= eligible
    hit = luck.uniform("occasion", len(asked)) < playbook.weight * pressure
    patient = (world.since_major >= p.occasion_patience).take(asked, axis=0) & playbook.major
    waited += p.occasion_carry * hit
    np.minimum(waited, 1, out=waited)
    waited *= eligible
    pressure += hit  # those that arise come before those that come by themselves
    pressure *= hit | patient
    occasion = _most_urgent(pressure, playbook)
    carried = np.zeros((OCCASIONS, seats, worlds))
    carried.reshape(-1, worlds)[playbook.ask_cell] = waited
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
    slots = playbook.ask_slots
    listed = urge.take(slots, axis=0)
    best = listed.max(axis=1)
    early = np.arange(slots.shape[1], 0, -1, dtype=np.int8)[:, None, None]  # of equals the first
    place = len(early) - ((listed == best[:, None]) * early).max(axis=1)
    size, seat = np.arange(len(slots))[:, None, None], np.arange(slots.shape[2])[:, None]
    return np.where(best > 0, playbook.ask_number[size, place, seat], np.int8(-1))


def answers_cost(world: World, orders: Orders, playbook: Playbook) -> Array:
    """Influence that the answers to the occasions put take [points] · (seat, world)."""
    return total(playbook.price.take(chosen_codes(world, orders, playbook)), 1)


def chosen_codes(world: World, orders: Orders, playbook: Playbook) -> Array:
    """Code of the option chosen for each occasion put · (seat, side, world): 4 x occasion + option, 80 for none.

    No reply, one that does not exist, or one that the seat's influence does not cover is the default.
    """
    put_now = world.occasion.astype(np.int64)
    number = np.where(put_now >= 0, put_now, OCCASIONS)
    default, count = playbook.default_code.take(number), playbook.options.take(number)
    reply = orders.reply.astype(np.int64)
    wish = np.where((reply >= 0) & (reply < count), number * OPTIONS + reply, default)
    left = world.influence
    codes = []
    for side in range(number.shape[1]):
        covered = playbook.price.take(wish[:, side]) <= left
        code = np.where(covered, wish[:, side], default[:, side])
        left = left - playbook.price.take(code)
        codes.append(code)
    return np.array(codes).swapaxes(0, 1)


def answered(
    world: World, orders: Orders, playbook: Playbook, setting: Setting, p: Params
) -> tuple[Orders, Array, Array]:
    """Answers take effect: orders with the options' fragments in them, ``boost`` (effect, seat, world), influence cost.

    A boost fades by ``boost_memory`` a quarter; the answers of this quarter are added, within the bounds that each
    effect declares; what a firm's answer does to opinion, trust or data counts by ``firm_voice`` at its home. Order
    fields change within their declared bounds.
    """
    code = chosen_codes(world, orders, playbook)
    cost = total(playbook.price.take(code), 1)
    live = np.bincount(code.ravel(), minlength=NO_CODE + 1)[:-1].nonzero()[0]
    boost = world.boost * p.boost_memory
    if not len(live):
        return orders, boost, cost
    effects, fields = playbook.moved_by(live)
    if len(effects):
        bound = playbook.effect_bounds[effects]
        given = _given(code, effects, playbook, setting, p)
        boost[effects] = np.minimum(np.maximum(boost[effects] + given, -bound), bound)
    n = setting.nation_seats
    none = np.full((1, *code.shape[1:]), NO_CODE)
    nations, firms = np.concatenate([code[:n], none]), code[n:]
    changed = _plain(orders, nations, firms, fields, playbook)
    changed |= _towards(world, orders, nations, firms, fields, playbook, setting, p)
    return (replaced(orders, changed) if changed else orders), boost, cost


def _given(code: Array, effects: Array, playbook: Playbook, setting: Setting, p: Params) -> Array:
    """What the options chosen add to some of the effects · (effect, seat, world)."""
    n, seats, worlds, many = setting.nation_seats, len(code), code.shape[-1], len(effects)
    seat, side, where = places(code != NO_CODE)
    amount = playbook.effect[effects].take(code[seat, side, where], axis=1)
    effect, answer = places(amount != 0)
    place = (seat[answer] * many + effect) * worlds + where[answer]
    given = np.bincount(place, amount[effect, answer], seats * many * worlds).reshape(seats, many, worlds)
    public = playbook.public_effect[effects]
    voiced = setting.per_nation(given[n:].reshape(-1, many * worlds)).reshape(-1, many, worlds)[:n]
    nations = np.where(public, given[:n] + p.firm_voice * voiced, given[:n])
    return np.concatenate([nations, np.where(public, 0, given[n:])]).swapaxes(0, 1)


def _plain(
    orders: Orders, nations: Array, firms: Array, fields: frozenset[str], playbook: Playbook
) -> dict[str, Array]:
    changed: dict[str, Array] = {}
    for by_firm, code in ((False, nations), (True, firms)):
        named = [name for name in playbook.plain if name in fields and playbook.by_firm[name] == by_firm]
        if not named:
            continue
        kept, added = (np.array([playbook.plain[name][part] for name in named]) for part in range(2))
        value = np.array([getattr(orders, name) for name in named], float)
        for side in range(2):
            value = value * kept.take(code[:, side], axis=1) + added.take(code[:, side], axis=1)
        declared = [columns_of(Orders)[name] for name in named]
        low, high = (np.array([getattr(d, end) for d in declared])[:, None, None] for end in ("low", "high"))
        value = np.minimum(np.maximum(value, low), high)
        changed |= {d: v.astype(c.dtype, copy=False) for d, c, v in zip(named, declared, value, strict=True)}
    if "budget" in fields:
        added = playbook.budget.take(nations, axis=1)
        wish = np.maximum(orders.budget + total(added, 2).swapaxes(0, 1), 0)
        touched = np.abs(added).max(axis=(0, 2)) > 0
        changed["budget"] = np.where(touched[:, None], share(wish, 1), orders.budget)
    return changed


def _towards(
    world: World, orders: Orders, nations: Array, firms: Array, fields: frozenset[str], playbook: Playbook,
    setting: Setting, p: Params,
) -> dict[str, Array]:
    changed: dict[str, Array] = {}
    measures = Measures(world, orders, setting, p)
    for name, (kept, added, whom) in playbook.towards.items():
        if name not in fields:
            continue
        declared = columns_of(Orders)[name]
        by_firm = declared.axes[0] == "firm"
        code = firms if by_firm else nations
        own = setting.home if by_firm else np.arange(len(setting.nations))
        value = getattr(orders, name).copy()
        for side in range(2):
            seat, where = places(playbook.touched[name].take(code[:, side]))
            if not len(seat):
                continue
            option = code[seat, side, where]
            seat, other, where, option = _aimed(measures, whom, own, seat, where, option)
            _entries_changed(value, seat, other, where, option, own, kept, added, declared)
        changed[name] = value
    return changed | _at_bodies(world, orders, nations, fields, playbook, setting, measures)


def _aimed(
    measures: Measures, whom: Array, own: Array, seat: Array, world: Array, option: Array
) -> tuple[Array, Array, Array, Array]:
    """Who changes what towards whom, a row each: seat, partner, world and option."""
    selector = whom.take(option)
    other = own.take(seat)
    for index in np.bincount(selector).nonzero()[0].tolist():
        if index != EVERYBODY:
            here = (selector == index).nonzero()[0]
            other[here] = measures.partner(list(PARTNERS)[index])[other[here], world[here]]
    one = selector != EVERYBODY
    if one.all():
        return seat, other, world, option
    every, count = (~one).nonzero()[0], measures.n + 1
    rows = np.concatenate([one.nonzero()[0], np.repeat(every, count)])
    other = np.concatenate([other[one], np.tile(np.arange(count), len(every))])
    return seat[rows], other, world[rows], option[rows]


def _entries_changed(
    value: Array, seat: Array, other: Array, world: Array, option: Array, own: Array, kept: Array, added: Array,
    declared: Column,
) -> None:
    """Change orders of some seats towards one foreign partner each by their options, in place, within the bounds."""
    keep, add = kept.take(option, axis=1), added.take(option, axis=1)
    if value.ndim == 3:  # without channels
        keep, add = keep[:1], add[:1]
    channel, row = places(((keep != 1) | (add != 0)) & (other != own.take(seat)))
    cells = seat[row], other[row], *(() if value.ndim == 3 else (channel,)), world[row]
    new = value[cells] * keep[channel, row] + add[channel, row]
    value[cells] = np.minimum(np.maximum(new, declared.low), declared.high)


def _at_bodies(
    world: World, orders: Orders, nations: Array, fields: frozenset[str], playbook: Playbook, setting: Setting,
    measures: Measures,
) -> dict[str, Array]:
    changed: dict[str, Array] = {}
    for name, table in playbook.bodies.items():
        if name not in fields:
            continue
        value = getattr(orders, name).copy()
        for selector, body_name in enumerate(BODIES):
            house = measures.body(body_name)
            index = np.maximum(house, 0)
            wish = table[selector].take(nations).max(axis=1)
            if name == "steer":
                wish = total(table[selector].take(nations), 1)
            inside = at(world.member, index)
            may = admitted(setting)[index].T & ~inside
            allowed = (house >= 0) & (wish != 0) & (may if name == "body_action" else inside)
            nation, where = places(allowed)
            value[nation, index[where], where] = wish[nation, where]
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
