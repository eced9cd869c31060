"""Duties: what the clauses in force ask of the orders of the next quarter."""

from __future__ import annotations

import numpy as np

from agents.columns import Array
from game import names
from game.names import CLAUSE
from game.params import Params
from game.rules.deals import Pledges, followed, nation_of
from game.setting import Setting


def bounds(open_now: Pledges, setting: Setting, p: Params, restriction: Array) -> tuple[Array, Array]:
    """Highest and lowest restriction that nations owe one another [0-1] · two of (giver, taker, channel, world).

    Free passage, supply, access, licences and visas bound from above, aligned controls from below, as far as the
    taker itself restricts (``restriction``). The mirror of ``deals.fulfilled``.
    """
    count, channels = len(setting.nations), len(names.CHANNELS)
    high = np.ones((count, count, channels, p.worlds))
    low = np.zeros_like(high)
    nation = nation_of(setting)
    by_nation = open_now.giver < setting.nation_seats
    named = np.clip(open_now.channel, 0, channels - 1)
    for kind, channel, limit in (
        ("free_channel", named, open_now.amount),
        ("supply_chips", names.TOP + 0 * named, 1 - p.pledge_slack[open_now.world]),
        ("compute_access", names.CLOUD + 0 * named, 0 * open_now.amount),
        ("licence", names.WEIGHTS + 0 * named, 0 * open_now.amount),
        ("visas", names.TALENT + 0 * named, 1 - open_now.amount),
    ):
        here = by_nation & (open_now.kind == CLAUSE[kind])
        place = (nation[open_now.giver[here]], nation[open_now.taker[here]], channel[here], open_now.world[here])
        np.minimum.at(high, place, np.clip(limit[here], 0, 1))
    here = by_nation & (open_now.kind == CLAUSE["align_controls"])
    aligned = Pledges(*(column[here] for column in open_now))
    giver, taker = nation[aligned.giver], nation[aligned.taker]
    wanted = followed(aligned, restriction, giver, taker, named[here])
    place = (giver[:, None], np.arange(count)[None, :], named[here][:, None], aligned.world[:, None])
    np.maximum.at(low, place, wanted)
    return high, low


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
    owes[setting.nation_seats :] |= np.take(owes, setting.home, axis=0)
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
