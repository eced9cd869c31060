"""Talks: the drafts that a government thinks of, with whom they are worth tabling, and its answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from agents.choice import Choice
from agents.columns import Array, along, listed, total
from agents.levels import LEVER
from agents.sight import Sight
from agents.strategies.moves import RICH, at, within

CLAUSES = 6
EVERYBODY = -1
FREE, CHIPS, CLOUD, LAB, ACCORD, HOTLINE, RECOGNITION, RELEASE, VISAS, MONEY, JOIN = range(1, 12)
"""Kinds of clauses, as the treaty book numbers them."""
TOP, DOWNGRADED = 3, 4
ME, YOU, BOTH = 0, 1, 2


class Draft(NamedTuple):
    """A bundle of two clauses: kind and who gives, what inspection and how long."""

    first: tuple[int, int]
    second: tuple[int, int]
    inspection: float
    quarters: int


DRAFTS: dict[str, Draft] = {
    "thaw": Draft((FREE, ME), (ACCORD, YOU), 0.6, 8),
    "truce": Draft((FREE, ME), (FREE, YOU), 0.5, 8),
    "calm": Draft((HOTLINE, BOTH), (RECOGNITION, BOTH), 0.5, 8),
    "accord": Draft((ACCORD, BOTH), (HOTLINE, BOTH), 0.8, 10),
    "opening": Draft((RELEASE, YOU), (MONEY, ME), 0.5, 8),
    "scholars": Draft((VISAS, BOTH), (RECOGNITION, BOTH), 0.5, 8),
    "supply": Draft((CHIPS, YOU), (MONEY, ME), 0.5, 8),
    "laboratory": Draft((LAB, BOTH), (ACCORD, BOTH), 0.8, 16),
    "company": Draft((JOIN, YOU), (VISAS, ME), 0.5, 8),
    "sale": Draft((CHIPS, ME), (MONEY, YOU), 0.5, 8),
    "club": Draft((ACCORD, BOTH), (RECOGNITION, BOTH), 0.7, 12),
}
"""What may be put on the table; the attitude of the same name says how much a strategy likes to.

A club is among three, all others between two.
"""
CLUB, LABORATORY = list(DRAFTS).index("club"), list(DRAFTS).index("laboratory")
RISKY = (CLUB, LABORATORY)
"""Drafts that the circumspect sound out before they table them: dear ones, and ones that a leak would spoil."""
STEP, STANDARD, POOL, SEATS = 0.4, 0.45, 0.3, 0.5
"""How far a channel is opened, the standard of an accord, the part pooled in a laboratory, visas."""
FEE = 0.2
"""Money offered or asked, in the payer's quarterly income."""
RESERVES = 8
"""Quarters for which a payer's treasury must bear a bill and what it loses already."""
_AMOUNTS = {ACCORD: STANDARD, LAB: POOL, VISAS: SEATS, CHIPS: SEATS}
AMOUNT = np.array([_AMOUNTS.get(kind, 1.0) for kind in range(JOIN + 1)])
"""Amount of a clause by its kind, where it depends on nothing else."""
KINDS, BY = np.array([(draft.first, draft.second) for draft in DRAFTS.values()]).transpose(2, 1, 0)
"""Kind of each clause of the drafts, and who gives it · two of (clause, draft)."""
INSPECTION = np.array([draft.inspection for draft in DRAFTS.values()])
QUARTERS = np.array([float(draft.quarters) for draft in DRAFTS.values()])
GOOD_ENOUGH = 0.12
"""Worth times chance from which a draft is tabled."""
FREE_SLOTS = 4
"""Clauses with the counterpart from which a government lets things rest."""


def due(sight: Sight) -> Array:
    """Whether this is a quarter in which the seat may table an offer · (row,) bool: seats take turns."""
    patience = sight.attitude("offer_period")
    period = np.maximum(np.where(sight.own_influence >= RICH, np.ceil(patience / 2), patience), 1)
    clock = sight.quarter + 3 * sight.seat
    return np.asarray((clock - period * np.floor(clock / period) < 1) & (sight.own_influence >= 5))


def affords(cash: Array, income: Array, spending: Array, bill: Array) -> Array:
    """Whether a treasury bears a quarterly bill to the end of a deal, at the rate at which it fills or empties."""
    return np.asarray(cash > RESERVES * np.maximum(bill + spending - income, bill / 2))


def accepted(sight: Sight) -> Array:
    """Chance to say yes · (row,): the appraisal, more for the agreeable, less to the rival for the wary.

    Who guards its lead does not give models or laboratories away while it leads; who could not pay for keeping its
    word does not give it.
    """
    from_rival = sight.offer_nation == sight.rival
    asked = (sight.offer_giver == sight.seat) & ((sight.offer_kind == RELEASE) | (sight.offer_kind == LAB))
    asked = asked | ((sight.offer_giver < 0) & (sight.offer_kind == LAB))
    closeness = within(1 / 2 + sight.own_lead / 4, 0, 1) * asked.max(0)
    chance = sight.offer_chance + sight.attitude("agreeable") - sight.attitude("wary") * from_rival
    chance = chance - sight.attitude("guards") * closeness
    pays = (sight.offer_kind == MONEY) & (sight.offer_giver == sight.seat)
    bill = total(np.where(pays, sight.offer_amount, 0), 0)
    solvent = affords(sight.own_cash, sight.own_income, sight.own_spending, bill)
    able = (sight.own_influence >= 2) & ((bill == 0) | solvent)
    return np.where(able, within(chance, 0, 1), 0)


def offered(sight: Sight) -> Choice | None:
    """The most promising draft of those rows whose turn it is; None if it is nobody's."""
    turn = whose_turn(sight)
    turn = turn[sight.free_slots[turn] > 0] if len(turn) else turn
    return whole(_drafted(sight.part(turn)), turn, sight.rows) if len(turn) else None


def whose_turn(sight: Sight) -> Array:
    """Rows that may table an offer; nobody makes counter-offers, so that later rounds are nobody's turn."""
    first = sight.round == 0
    return listed(due(sight) & first) if first.any() else np.zeros(0, np.int64)


def whole(drafted: Choice, turn: Array, rows: int) -> Choice:
    """Drafts of some rows as a choice of all rows; the others table nothing."""
    fields = {}
    for name, value in drafted.items():
        fields[name] = np.zeros((*value.shape[:-1], rows), value.dtype)
        fields[name][..., turn] = value
    fields["quarters"] = np.maximum(fields["quarters"], 1)
    return Choice(None, None, **fields)


class Prospect(NamedTuple):
    """What matters about every possible counterpart; (partner, row), partners are the nations that play."""

    trust: Array
    usual: Array
    mine: Array
    my_channel: Array
    theirs: Array
    their_channel: Array
    income: Array
    rival: Array
    house: tuple[Array, Array]


def _prospect(sight: Sight) -> Prospect:
    n = int(sight.nation_seats[0])
    restriction, against_me = sight.own_restriction[:n], sight.restriction_against[:n]
    levers = restriction * (sight.own_chokepoint >= LEVER)
    against = against_me * sight.chokepoint[:n]
    trust = sight.trust_from[:n]
    rival = np.arange(n)[:, None] == sight.rival
    channel = against.argmax(axis=1)
    theirs = against_me[np.arange(n)[:, None], channel, np.arange(sight.rows)]
    usual = 0.38 + (trust - 0.5) / 2 + sight.alarm / 5
    return Prospect(
        trust,
        usual,
        levers.max(axis=1),
        levers.argmax(axis=1),
        theirs * (against.max(axis=1) > 0.05),
        channel,
        np.maximum(sight.income[:n], 1),
        rival,
        _house(sight, n),
    )


def _worth_and_chance(sight: Sight, on: Prospect) -> tuple[Array, Array]:
    """Worth to the proposer times taste, and a guess of the chance that the other signs · two of (draft, partner, row).

    The guess follows the public form of the appraisal, with what the proposer may know. What nobody likes is worth
    nothing and is not guessed at, but for clubs.
    """
    n = len(on.trust)
    alarm, torn, pace = sight.alarm, sight.fragmentation, np.maximum(sight.pace, 1)
    best, frontier = sight.best[:n], sight.best.max(axis=0)
    near = within(1 - (frontier - best) / (4 * pace), 0, 1)
    ahead = within(sight.lead[:n] / 4, 0, 1)
    standard = np.maximum(STANDARD - sight.safety_standard[:n], 0)
    seller = sight.chokepoint[:n, TOP] >= LEVER
    i_sell = sight.own_chokepoint[TOP] >= LEVER
    leading = total((sight.best > sight.own_best).astype(float), 0) <= 1
    lifted, eased = np.minimum(on.mine, STEP), np.minimum(on.theirs, STEP)
    rivalry = 1 + on.rival
    fee = FEE * sight.own_income / on.income
    can_pay = affords(sight.own_cash, sight.own_income, sight.own_spending, FEE * sight.own_income)
    heat, fear = 0.5 + alarm, np.maximum(alarm, sight.risk)
    house = on.house[1]
    minds = 0.6 * np.sqrt(np.minimum(sight.talent[:n], 1))
    want = sight.own_shortage + sight.restriction_against[:n, TOP] / 2
    spare = (0.3 + sight.shortage[:n]) * (1 - sight.own_shortage)
    closest = on.rival * leading * (0.3 + 2 * fear)
    one = np.ones_like(on.trust)
    weighed: dict[str, Callable[[], tuple[Array, Array, Array]]] = {
        "thaw": lambda: ((on.mine >= 0.3) * (0.4 + fear), lifted, 0.7 * standard),
        "truce": lambda: (np.minimum(on.mine, on.theirs) * (on.theirs >= 0.2), lifted, 0.8 * eased * rivalry),
        "calm": lambda: (
            (0.2 + 0.4 * torn + alarm) / (1 + sight.ties[:n]),
            0.5 * heat + 0.6 * torn,
            0.03 + 0.05 * (1 - torn),
        ),
        "accord": lambda: ((0.4 + 2 * fear) * near, 0.8 * STANDARD * heat + 0.5 * heat, 0.7 * standard + 0.03),
        "opening": lambda: (can_pay * near * (1 - ahead) * (best > sight.own_best), 0.8 * fee, 0.8 * ahead),
        "scholars": lambda: (minds, 0.25 + 0.6 * torn, 0.05 * rivalry + 0.05 * (1 - torn)),
        "supply": lambda: (can_pay * seller * want, 0.8 * fee, 0.12 * rivalry),
        "laboratory": lambda: (closest, POOL * (1 + 2 * alarm), POOL * (ahead + 1 - alarm) + 0.7 * standard),
        "company": lambda: (house, 0.25 * one, 0.05 * one),
        "sale": lambda: (_buyers(sight, i_sell, on.income) * ~seller * spare, 0.4 * one, 0.8 * FEE * one),
        "club": lambda: ((0.4 + fear + 0.4 * torn) * one, 0.36 * heat + 0.6 * torn, 0.7 * standard + 0.05 * (1 - torn)),
    }
    worth, chance = np.zeros((2, len(DRAFTS), *on.trust.shape))
    for place, (name, draft) in enumerate(DRAFTS.items()):
        taste = sight.attitude(name)
        if place != CLUB and not taste.any():
            continue
        value, gets, gives = weighed[name]()
        sure = on.trust + (1 - on.trust) * draft.inspection
        worth[place] = taste * value
        chance[place] = within(on.usual + 0.3 * gets * sure - 0.3 * gives, 0, 1)
    return worth, chance


def _buyers(sight: Sight, sells: Array, income: Array) -> Array:
    """Who can pay the fee of a sale to each row that sells and likes to · (partner, row) bool."""
    solvent, some = np.zeros(income.shape, bool), listed(sells & (sight.attitude("sale") > 0))
    if len(some):
        seller, n = sight.part(some), len(income)
        bill = FEE * income.take(some, axis=1)
        solvent[:, some] = affords(seller.cash[:n], seller.income[:n], seller.spending[:n], bill)
    return solvent


def _house(sight: Sight, n: int) -> tuple[Array, Array]:
    """The body that a seat would like others to join, and who could · (row,), (partner, row)."""
    fit = np.where(sight.inside & (sight.host >= 0), 2 - np.abs(sight.orientation - sight.attitude("house")), -1)
    body = (fit - sight.members / 100).argmax(axis=0)
    outside = ~sight.entry("member", body)[:n] & sight.entry("gates", body)[:n]
    return body, outside.astype(float)


def _best_other(ready: Array) -> Array:
    """For every partner the other one that is readiest for the same club · (partner, row)."""
    first = ready.argmax(axis=0)
    partner = np.arange(len(ready))[:, None]
    second = np.where(partner == first, -1, ready).argmax(axis=0)
    return np.where(partner == first, second, first)


def _drafted(sight: Sight) -> Choice:
    on = _prospect(sight)
    n, seats, rows = len(on.trust), len(sight.income), sight.rows
    worth, chance = _worth_and_chance(sight, on)
    free = (np.arange(n)[:, None] != sight.seat) & (sight.ties[:n] < FREE_SLOTS)
    score, ready = worth, np.where(free, chance[CLUB], 0)
    score *= chance
    score *= free
    third = _best_other(ready)
    score[CLUB] *= along(ready, third)
    score = score.reshape(-1, rows)
    best = score.argmax(axis=0)
    go = at(score, best) >= GOOD_ENOUGH
    which, you = best // n, best % n
    kind, giver, taker, channel, size = _clauses(sight, on, which, you)
    risky = (which == RISKY[0]) | (which == RISKY[1])
    seat = np.arange(seats)[:, None]
    party = ((seat == sight.seat) | (seat == you) | ((seat == at(third, you)) & (which == CLUB))) & go
    return Choice(
        sound=np.where(go & risky, sight.attitude("probe"), 0), party=party,
        quarters=np.where(go, QUARTERS.take(which), 1.0), inspection=np.where(go, INSPECTION.take(which), 0.0),
        kind=_in_slots(kind * go, 0), giver=_in_slots(giver, EVERYBODY), taker=_in_slots(taker, EVERYBODY),
        channel=_in_slots(channel, EVERYBODY), amount=_in_slots(within(size, 0, 100), 0.0),
    )  # fmt: skip


def _clauses(sight: Sight, on: Prospect, which: Array, you: Array) -> tuple[Array, ...]:
    """Kind, giver, taker, channel and amount of both clauses of the draft of each row · five of (clause, row)."""
    kind, by = KINDS.take(which, axis=1), BY.take(which, axis=1)
    size, channel = AMOUNT.take(kind), np.full(kind.shape, EVERYBODY)
    for clause, giver, amount in (
        (FREE, ME, at(np.maximum(on.mine - STEP, 0), you)),
        (FREE, YOU, at(np.maximum(on.theirs - STEP, 0), you)),
        (MONEY, ME, FEE * sight.own_income),
        (MONEY, YOU, FEE * at(on.income, you)),
    ):
        size = np.where((kind == clause) & (by == giver), amount, size)
    for clause, giver, place in (
        (FREE, ME, at(on.my_channel, you)), (FREE, YOU, at(on.their_channel, you)), (JOIN, YOU, on.house[0]),
    ):  # fmt: skip
        channel = np.where((kind == clause) & (by == giver), place, channel)
    gives = np.where(by == ME, sight.seat, np.where(by == YOU, you, EVERYBODY))
    takes = np.where(by == ME, you, np.where(by == YOU, sight.seat, EVERYBODY))
    return kind, gives, takes, channel, size


def _in_slots(clauses: Array, nothing: float) -> Array:
    """Two clauses in the slots of an offer · (slot, row)."""
    whole = np.full((CLAUSES, clauses.shape[1]), nothing, clauses.dtype if clauses.dtype.kind == "f" else np.int8)
    whole[: len(clauses)] = clauses
    return whole
