"""Duties: what the clauses in force ask of the orders of the next quarter."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from agents.columns import Array, listed
from game import names
from game.names import CLAUSE
from game.params import Params
from game.rules.deals import Pledges, followed, nation_of
from game.setting import Setting

CEILINGS = np.array(
    [name in ("free_channel", "supply_chips", "compute_access", "licence", "visas") for name in names.CLAUSES]
)
"""Clauses that bound a restriction from above."""


class Limits(NamedTuple):
    """What pledges ask of single restrictions, as a list: how far at most or at least; all arrays are (limit,)."""

    giver: Array
    taker: Array
    channel: Array
    world: Array
    level: Array


def ceilings(open_now: Pledges, setting: Setting, p: Params) -> Limits:
    """Highest restrictions that nations owe under free passage, supply, access, licences and visas."""
    here = listed((open_now.giver < setting.nation_seats) & CEILINGS.take(open_now.kind))
    kind, amount, world = (column.take(here) for column in (open_now.kind, open_now.amount, open_now.world))
    named = np.clip(open_now.channel.take(here), 0, len(names.CHANNELS) - 1)
    channel, level = named, amount
    for name, place, limit in (
        ("supply_chips", names.TOP, 1 - p.pledge_slack.take(world)),
        ("compute_access", names.CLOUD, 0 * amount),
        ("licence", names.WEIGHTS, 0 * amount),
        ("visas", names.TALENT, 1 - amount),
    ):
        of_kind = kind == CLAUSE[name]
        channel, level = np.where(of_kind, place, channel), np.where(of_kind, limit, level)
    nation = nation_of(setting)
    giver, taker = nation.take(open_now.giver.take(here)), nation.take(open_now.taker.take(here))
    return Limits(giver, taker, channel, world, np.clip(level, 0, 1))


def floors(open_now: Pledges, setting: Setting, restriction: Array) -> Limits:
    """Lowest restrictions that nations owe under aligned controls, as far as the taker itself restricts."""
    here = listed((open_now.giver < setting.nation_seats) & (open_now.kind == CLAUSE["align_controls"]))
    aligned = Pledges(*(column.take(here) for column in open_now))
    nation, count = nation_of(setting), len(setting.nations)
    giver, taker = nation.take(aligned.giver), nation.take(aligned.taker)
    channel = np.clip(aligned.channel, 0, len(names.CHANNELS) - 1)
    level = followed(aligned, restriction, giver, taker, channel)
    each = np.repeat(np.arange(len(here)), count)
    third = np.tile(np.arange(count), len(here))
    return Limits(giver.take(each), third, channel.take(each), aligned.world.take(each), level.reshape(-1))


def bounds(above: Limits, below: Limits, count: int, worlds: int) -> tuple[Array, Array]:
    """Highest and lowest restriction that nations owe one another [0-1] · two of (giver, taker, channel, world).

    The mirror of ``deals.fulfilled``.
    """
    high = np.ones((count, count, len(names.CHANNELS), worlds))
    low = np.zeros_like(high)
    np.minimum.at(high, above[:4], above.level)
    np.maximum.at(low, below[:4], below.level)
    return high, low


def bounds_between(above: Limits, below: Limits, count: int, worlds: int, pair: Array) -> tuple[Array, Array]:
    """The same between some nations in some worlds · two of (channel, row).

    ``pair`` (row,) numbers giver, taker and world, the last running fastest.
    """
    asked, row = np.unique(pair, return_inverse=True)
    place = np.full(count * count * worlds, -1)
    place[asked] = np.arange(len(asked))
    high = np.ones((len(names.CHANNELS), len(asked)))
    low = np.zeros_like(high)
    for bound, strictest, limits in ((high, np.minimum, above), (low, np.maximum, below)):
        where = place.take((limits.giver * count + limits.taker) * worlds + limits.world)
        here = listed(where >= 0)
        strictest.at(bound, (limits.channel.take(here), where.take(here)), limits.level.take(here))
    return high.take(row, axis=1), low.take(row, axis=1)


def unkept(above: Limits, below: Limits, held: Array) -> Array:
    """Where restrictions held do not keep to the limits · (giver, taker, world) bool."""
    broken = np.zeros((held.shape[0], held.shape[1], held.shape[-1]), bool)
    for limits, amiss in ((above, held[above[:4]] > above.level), (below, held[below[:4]] < below.level)):
        broken[limits.giver[amiss], limits.taker[amiss], limits.world[amiss]] = True
    return broken


def standards(open_now: Pledges, setting: Setting, p: Params) -> Array:
    """Safety standard that accords ask of nations at home [0-1] · (nation, world)."""
    level = np.zeros((len(setting.nations), p.worlds))
    here = (open_now.giver < setting.nation_seats) & (open_now.kind == CLAUSE["safety_accord"])
    np.maximum.at(level, (open_now.giver[here], open_now.world[here]), np.clip(open_now.amount[here], 0, 1))
    return level


def openings(open_now: Pledges, setting: Setting, p: Params) -> Array:
    """Which seats owe open releases, firms also by their home nation's word · (seat, world) bool."""
    owes = np.zeros((len(setting.seats), p.worlds), bool)
    here = open_now.kind == CLAUSE["open_release"]
    owes[open_now.giver[here], open_now.world[here]] = True
    owes[setting.nation_seats :] |= owes.take(setting.home, axis=0)
    return owes


def accessions(open_now: Pledges, setting: Setting, p: Params) -> Array:
    """Bodies that nations owe to join · (nation, body, world) bool."""
    owes = np.zeros((len(setting.nations), names.BODY_SLOTS, p.worlds), bool)
    here = (open_now.kind == CLAUSE["join_body"]) & (open_now.giver < setting.nation_seats) & (open_now.channel >= 0)
    owes[open_now.giver[here], open_now.channel[here], open_now.world[here]] = True
    return owes


def ties(open_now: Pledges, setting: Setting, p: Params) -> Array:
    """Clauses in force between two nations, either way [count] · (nation, nation, world)."""
    count = len(setting.nations)
    nation = nation_of(setting)
    place = (nation[open_now.giver] * count + nation[open_now.taker]) * p.worlds + open_now.world
    one_way = np.bincount(place, minlength=count * count * p.worlds).reshape(count, count, p.worlds).astype(float)
    return one_way + one_way.swapaxes(0, 1)
