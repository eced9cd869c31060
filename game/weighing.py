"""Weighing: what an addressed seat sees of an offer, and how likely it is to sign."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from agents.breakdown import Breakdown
from agents.columns import Array
from game import fog, names
from game.orders import Orders
from game.rules import appraisal, deals
from game.world import Terms, World

if TYPE_CHECKING:
    from game.diplomacy import Diplomacy


def offer_sight(
    game: Diplomacy, world: World, standing: Orders, rows: Terms, which: Array, renewal: bool = False
) -> dict[str, fog.Extra]:
    """What an addressed seat sees of the offer before it, with its own appraisal · {name: look of some rows}.

    A seat without an offer before it sees the first one of its world and no chance. For a ``renewal`` the rows are the
    treaty book, and another party stands for the proposer.
    """

    def numbers(seats: Array, worlds: Array) -> Array:
        return np.maximum(which[seats, worlds], 0)

    def clauses(name: str) -> fog.Extra:
        return lambda seats, worlds: np.ascontiguousarray(getattr(rows, name)[numbers(seats, worlds), :, worlds].T)

    def proposers(seats: Array, worlds: Array) -> Array:
        if not renewal:
            return numbers(seats, worlds)
        party = rows.party[numbers(seats, worlds), :, worlds]
        party[np.arange(len(seats)), seats] = False
        return np.argmax(party, axis=1)

    sight: dict[str, fog.Extra] = {
        "offer_from": proposers,
        "offer_nation": lambda seats, worlds: deals.nation_of(game.setting)[proposers(seats, worlds)],
        "offer_renewal": lambda seats, worlds: np.full(len(seats), renewal),
        "offer_quarters": lambda seats, worlds: rows.quarters_left[numbers(seats, worlds), worlds],
        "offer_inspection": lambda seats, worlds: rows.inspection[numbers(seats, worlds), worlds],
        "offer_party": clauses("party"),
        **{f"offer_{name}": clauses(name) for name in ("kind", "giver", "taker", "channel", "amount")},
    }
    named = {name: sight[name] for name in CLAUSE_VIEW}

    def chance(seats: Array, worlds: Array) -> Array:
        offer = {name: shown(seats, worlds) for name, shown in named.items()}
        believed = chance_of(game, world, standing, offer, seats, worlds).total
        return np.where(which[seats, worlds] >= 0, believed, 0)

    return sight | {"offer_chance": chance}


CLAUSE_VIEW = tuple(
    f"offer_{name}"
    for name in (
        "from", "inspection", "renewal", "kind", "giver", "taker", "channel", "amount",
    )
)  # fmt: skip
"""What the appraisal of an offer looks at."""


def counter_sight(
    game: Diplomacy, world: World, standing: Orders, rows: Terms, which: Array, of: Array
) -> dict[str, fog.Extra]:
    """What a seat sees of the offer that it has just declined, beyond the offer · {name: look of some rows}.

    ``offer_gain`` and ``offer_cost`` (clause, row) are the points of its own chance that each clause would bring and
    take, to whom it is owed and who owes it; ``..._from`` the same for the proposer, as far as anybody may know, and
    ``offer_chance_from`` its chance to sign these terms; ``offer_counter`` says whether it was a counter-offer.
    """
    sight = offer_sight(game, world, standing, rows, which)

    def weighed(seats: Array, worlds: Array, theirs: bool) -> Weighed:
        offer = {name: sight[name](seats, worlds) for name in CLAUSE_VIEW}
        if theirs:
            proposer = offer["offer_from"]
            return weigh(game, world, standing, offer | {"offer_from": seats}, proposer, worlds, private=False)
        return weigh(game, world, standing, offer, seats, worlds)

    def part(name: str, theirs: bool) -> fog.Extra:
        return lambda seats, worlds: np.asarray(getattr(weighed(seats, worlds, theirs), name))

    return sight | {
        "offer_counter": lambda seats, worlds: of[sight["offer_from"](seats, worlds), worlds] >= 0,
        "offer_gain": part("gain", False),
        "offer_cost": part("cost", False),
        "offer_gain_from": part("gain", True),
        "offer_cost_from": part("cost", True),
        "offer_chance_from": lambda seats, worlds: np.asarray(weighed(seats, worlds, True).chance.total),
    }


class Weighed(NamedTuple):
    """An offer in one seat's eyes: points of chance of each clause · (clause, row), and the chance that it signs."""

    gain: Array
    cost: Array
    chance: Breakdown


def chance_of(
    game: Diplomacy,
    world: World,
    standing: Orders,
    offer: dict[str, Array],
    seat: Array,
    where: Array,
    private: bool = True,
) -> Breakdown:
    """Chance that seats sign an offer · Breakdown of (row,); without ``private`` the temperament counts as nothing."""
    return weigh(game, world, standing, offer, seat, where, private).chance


def weight(game: Diplomacy, world: World, standing: Orders, rows: Terms, number: int, seat: int) -> float:
    """How much an offer matters to a seat of a single world [points of chance], whatever it thinks of it."""
    which = np.full((rows.party.shape[1], 1), number)
    sight = offer_sight(game, world, standing, rows, which)
    one, here = np.array([seat]), np.array([0])
    causes = chance_of(game, world, standing, {name: sight[name](one, here) for name in CLAUSE_VIEW}, one, here).causes
    return float(np.abs(causes["what_we_get"])[0] + np.abs(causes["what_we_give"])[0])


def weigh(
    game: Diplomacy,
    world: World,
    standing: Orders,
    offer: dict[str, Array],
    seat: Array,
    where: Array,
    private: bool = True,
) -> Weighed:
    """What an offer brings and costs each seat, clause by clause, and how likely it is to sign."""
    setting, p = game.setting, game.params
    nation = deals.nation_of(setting)
    me, other = nation[seat], nation[offer["offer_from"]]
    kind, giver, taker = (offer[f"offer_{name}"].astype(int) for name in ("kind", "giver", "taker"))
    mine = ((giver == seat) | (giver < 0)) & (kind > 0)
    owed = ((taker == seat) | (taker < 0)) & (kind > 0)
    partner = np.where(mine, np.where(taker < 0, other, nation[taker]), np.where(giver < 0, other, nation[giver]))
    channel = np.clip(offer["offer_channel"].astype(int), 0, len(names.CHANNELS) - 1)
    gn = np.where(giver < 0, me, nation[giver])
    tn = np.where(taker < 0, me, nation[taker])
    held = standing.restriction[gn, tn, channel, where]
    order = np.argsort(-world.best, axis=0, kind="stable")[:2][:, where]
    rival = np.where(order[0] == me, order[1], order[0])
    lead = world.lead[me, where]
    seen = {
        "held": held,
        "rival": (partner == rival).astype(float) * p.rivalry[where],
        "alarm": world.alarm[where] + 0 * held,
        "ahead": np.maximum(lead, 0) + 0 * held,
        "behind": np.maximum(-lead, 0) + 0 * held,
        "fragmented": world.fragmentation[where] + 0 * held,
        "standard": standing.safety_standard[me, where] + 0 * held,
        "wealth": np.maximum(world.income[seat, where], p.wealth_floor[where]) + 0 * held,
    }
    gets, gives = appraisal.clause_stakes(kind, channel, offer["offer_amount"], seen)
    good, bad = world.trust_good[me, other, where], world.trust_bad[me, other, where]
    trust = np.where(me == other, 1 - p.trust_floor[where], good / (good + bad))
    proposer = offer["offer_from"]
    record = world.kept[proposer, where] - world.broken[proposer, where]
    temper = world.temperament[seat, where] if private else 0 * trust
    gain, cost = appraisal.clause_points(gets, gives, kind, trust, offer["offer_inspection"], p, where)
    again = offer.get("offer_renewal", 0 * trust)
    chance = appraisal.acceptance(gain, cost, mine, owed, trust, record, world.alarm[where], temper, again, p, where)
    return Weighed(gain, cost, chance)
