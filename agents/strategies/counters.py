"""Counters: what a seat asks for instead of an offer that it declined, so that both may sign."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from agents.choice import Choice
from agents.columns import Array, total
from agents.sight import Sight
from agents.strategies.moves import at, within
from agents.strategies.offers import (
    ACCORD,
    CHIPS,
    CLOUD,
    EVERYBODY,
    FREE,
    LAB,
    MONEY,
    SEATS,
    STEP,
    VISAS,
    accepted,
    affords,
)

WOULD_SIGN, MAY_SIGN = 0.45, 0.3
"""Chances from which a seat would sign a draft itself, and from which it holds the other capable of it."""
BETTER = 0.02
"""Points of its own chance by which a counter-offer must be better than the offer."""
FEE = 0.15
"""Money asked, in the payer's quarterly income."""
MONEY_POINTS, LIFT_POINTS, VISA_POINTS = 0.24, 0.3, 0.15
"""Points of chance for money worth a whole quarterly income, for a channel opened whole, for all visas, to who gets
them, by the public form of the appraisal."""
LIFT_COST, VISA_COST = 0.24, 0.03
"""The same, to who gives them and is not a rival."""
CLOSER = 0.3
"""Inspection asked on top."""


class Change(NamedTuple):
    """One way to change an offer: what it adds to the own chance and to the proposer's, where it is possible."""

    mine: Array
    theirs: Array
    possible: Array


def countered(sight: Sight) -> Choice | None:
    """The change of the declined offer that most probably ends in a signature, where it promises enough; or None.

    A counter-offer is not countered again: who haggles twice pays for it. The seat drops the dearest clause of its own,
    halves it, makes it everybody's, or asks for more: money, closer inspection, a channel opened, visas.
    """
    mine, theirs = accepted(sight), sight.offer_chance_from
    asks = (sight.attitude("haggle") > 0) & ~sight.offer_counter & (mine > 0)
    if not asks.any():
        return None
    changes, dearest = _changes(sight)
    own = within(mine + np.array([change.mine for change in changes]), 0, 1)
    other = within(theirs + np.array([change.theirs for change in changes]), 0, 1)
    good = np.array([change.possible for change in changes]) & (own >= WOULD_SIGN) & (other >= MAY_SIGN)
    good = good & (own >= mine + BETTER) & asks
    promise = np.where(good, own * other, 0)
    best = promise.argmax(axis=0)
    go = at(promise, best) * sight.attitude("haggle") >= MAY_SIGN / 2
    return _changed(sight, np.where(go, best, -1), dearest) if go.any() else None


def _changes(sight: Sight) -> tuple[list[Change], Array]:
    """All ways, in the order of their numbers, and the place of the own clause that costs most."""
    kind = sight.offer_kind
    filled = kind > 0
    gives = filled & ((sight.offer_giver == sight.seat) | (sight.offer_giver < 0))
    owed = filled & ((sight.offer_taker == sight.seat) | (sight.offer_taker < 0))
    gives_from = filled & ((sight.offer_giver == sight.offer_from) | (sight.offer_giver < 0))
    owed_from = filled & ((sight.offer_taker == sight.offer_from) | (sight.offer_taker < 0))
    gain, cost = sight.offer_gain, sight.offer_cost
    gain_from, cost_from = sight.offer_gain_from, sight.offer_cost_from
    net = cost - gain * owed
    dearest = np.where(gives, net, -1).argmax(axis=0)
    has = at(np.where(gives, net, 0), dearest) > 0
    mine = at(net, dearest)
    theirs = at(cost_from * gives_from - gain_from * owed_from, dearest)
    what = at(kind, dearest)
    alone = has & (at(sight.offer_giver, dearest) == sight.seat)
    still = owed_from & (np.arange(len(kind))[:, None] != dearest)
    rewarded = still.any(0)  # nobody signs for nothing
    divisible = has & ((what == CHIPS) | (what == CLOUD) | (what == LAB) | (what == VISAS) | (what == MONEY)
                       | (what == ACCORD) | (what == FREE))  # fmt: skip
    shared = alone & ((what == ACCORD) | (what == VISAS))
    return [
        Change(mine, theirs, has & rewarded),
        Change(mine / 2, theirs / 2, divisible),
        Change(at(gain, dearest), -at(cost_from, dearest), shared),
        _fee(sight, filled),
        _closer(sight, total(gain * owed, 0), total(gain_from * owed_from, 0)),
        *_more(sight, filled),
    ], dearest


def _fee(sight: Sight, filled: Array) -> Change:
    """Money from the proposer, if nothing is paid yet and it can pay: between two seats alone."""
    income, cash, spending = (sight.entry(name, sight.offer_from) for name in ("income", "cash", "spending"))
    income = np.maximum(income, 1)
    amount = FEE * income
    room = ~filled.all(0) & ~((sight.offer_kind == MONEY) & filled).any(0)
    two = total(sight.offer_party.astype(float), 0) == 2
    sure = _sure(at(sight.own_trust, sight.offer_nation), sight.offer_inspection)
    worth = MONEY_POINTS * np.minimum(amount / np.maximum(sight.own_income, 1), 1) * sure
    return Change(worth, 0 * worth - MONEY_POINTS * FEE, room & two & affords(cash, income, spending, amount))


def _closer(sight: Sight, gain: Array, gain_from: Array) -> Change:
    """Closer inspection makes what both get surer."""
    more = np.minimum(sight.offer_inspection + CLOSER, 1)
    factors = []
    for trust in (at(sight.own_trust, sight.offer_nation), at(sight.trust_from, sight.offer_nation)):
        factors.append(_sure(trust, more) / np.maximum(_sure(trust, sight.offer_inspection), 0.01) - 1)
    return Change(gain * factors[0], gain_from * factors[1], sight.offer_inspection < 1)


def _more(sight: Sight, filled: Array) -> list[Change]:
    """Another clause that the proposer alone gives, between two nations: a channel opened, or visas."""
    n = sight.nation_seats
    room = ~filled.all(0) & (total(sight.offer_party.astype(float), 0) == 2) & (sight.offer_from < n) & (sight.seat < n)
    sure = _sure(at(sight.own_trust, sight.offer_nation), sight.offer_inspection)
    rival = 1 + (sight.offer_nation == sight.rival)
    lifted = np.minimum(at(*_hardest(sight)), STEP)
    asks_visas = room & ~((sight.offer_kind == VISAS) & filled).any(0)
    return [
        Change(LIFT_POINTS * lifted * sure, -LIFT_COST * lifted * rival, room & (lifted > 0)),
        Change(VISA_POINTS * SEATS * sure, -VISA_COST * SEATS * rival, asks_visas),
    ]


def _hardest(sight: Sight) -> tuple[Array, Array]:
    """What the proposer's nation restricts towards this one · (channel, row), and where that weighs most · (row,)."""
    held = sight.entry("restriction_against", sight.offer_nation)
    return held, (held * sight.entry("chokepoint", sight.offer_nation)).argmax(axis=0)


def _sure(trust: Array, inspection: Array) -> Array:
    return np.asarray(trust + (1 - trust) * inspection)


DROP, HALVE, SHARE, PAY, INSPECT, LIFT, VISA = range(7)


def _changed(sight: Sight, way: Array, dearest: Array) -> Choice:
    """The offer with one change in each row; a row without a way tables nothing."""
    slot = np.arange(len(sight.offer_kind))[:, None]
    kind = np.where(way >= 0, sight.offer_kind, 0)
    giver, taker, channel, amount = sight.offer_giver, sight.offer_taker, sight.offer_channel, sight.offer_amount
    here = slot == dearest
    kind = np.where(here & (way == DROP), 0, kind)
    amount = np.where(here & (way == HALVE), _halfway(sight, dearest), amount)
    giver, taker = (np.where(here & (way == SHARE), EVERYBODY, side) for side in (giver, taker))
    added = (slot == np.argmin(sight.offer_kind, axis=0)) & ((way == PAY) | (way == LIFT) | (way == VISA))
    held, hardest = _hardest(sight)
    for number, clause, size in (
        (PAY, MONEY, FEE * np.maximum(sight.entry("income", sight.offer_from), 1)),
        (LIFT, FREE, np.maximum(at(held, hardest) - STEP, 0)),
        (VISA, VISAS, SEATS),
    ):
        asked = added & (way == number)
        kind, amount = np.where(asked, clause, kind), np.where(asked, size, amount)
    giver, taker = np.where(added, sight.offer_from, giver), np.where(added, sight.seat, taker)
    channel = np.where(added, np.where(way == LIFT, hardest, EVERYBODY), channel)
    inspection = np.where(way == INSPECT, np.minimum(sight.offer_inspection + CLOSER, 1), sight.offer_inspection)
    return Choice(
        party=np.where(way >= 0, sight.offer_party, False), quarters=np.maximum(sight.offer_quarters, 1).astype(float),
        inspection=inspection, kind=kind.astype(np.int8), giver=giver.astype(np.int8), taker=taker.astype(np.int8),
        channel=channel.astype(np.int8), amount=within(amount, 0, 100),
    )  # fmt: skip


def _halfway(sight: Sight, dearest: Array) -> Array:
    """Half of what the dearest clause asks: of a ceiling half the way down from what is held, of an accord half the
    way up from the standard at home."""
    asked, what = at(sight.offer_amount, dearest), at(sight.offer_kind, dearest)
    row = sight.entry("own_restriction", sight.offer_nation)
    held = at(row, within(at(sight.offer_channel, dearest), 0, len(row) - 1).astype(np.int64))
    home = at(sight.safety_standard, sight.nation)
    half = np.where(what == FREE, (asked + held) / 2, asked / 2)
    return np.where(what == ACCORD, (asked + np.minimum(home, asked)) / 2, half)
