"""Trade: what firms offer governments for money, and one another when one runs out of it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from agents.choice import Choice
from agents.columns import Array
from agents.sight import Sight
from agents.strategies.moves import at, within
from agents.strategies.offers import (
    CHIPS,
    CLAUSES,
    CLOUD,
    EVERYBODY,
    GOOD_ENOUGH,
    MONEY,
    SEATS,
    affords,
    whole,
    whose_turn,
)

LICENCE, MERGER = 13, 14
"""Kinds of clauses, as the treaty book numbers them."""


class Good(NamedTuple):
    """What a firm of a role sells: kind of clause, and how far at most its government may bar the channel."""

    role: int
    clause: int
    channel: int
    barred: float


GOODS: dict[str, Good] = {
    "supply": Good(3, CHIPS, 3, 0.9),
    "licence": Good(5, LICENCE, 6, 0.05),
    "access": Good(4, CLOUD, 5, 0.05),
}
CLAUSE_OF_GOOD = np.array([good.clause for good in GOODS.values()])
FEE = 0.1
"""Money asked, in the buyer's quarterly income."""
QUARTERS = 8
RUNWAY, RICHES = 1, 2
"""Quarters of spending below which a firm is for sale, and of both firms' spending from which another buys it."""


def firm_offered(sight: Sight) -> Choice | None:
    """The most promising sale of those firms whose turn it is; None if it is nobody's."""
    turn = whose_turn(sight)
    turn = turn[(sight.own_alive & (sight.free_slots > CLAUSES))[turn]] if len(turn) else turn
    return whole(_drafted(sight.part(turn)), turn, sight.rows) if len(turn) else None


def _drafted(sight: Sight) -> Choice:
    n = int(sight.nation_seats[0])
    trust, income = sight.trust_from[:n], np.maximum(sight.income[:n], 1)
    usual = 0.38 + (trust - 0.5) / 2 - 0.3 * 0.8 * FEE
    solvent = affords(sight.cash[:n], sight.income[:n], sight.spending[:n], FEE * income)
    solvent = solvent & (np.arange(n)[:, None] != sight.nation)
    free = solvent & (sight.ties[:n] < CLAUSES)
    behind = within(-sight.lead[:n] / 4, 0, 1)
    useful = {"supply": 0.4 + sight.shortage[:n], "licence": behind, "access": 0.3 + 0.5 * sight.shortage[:n]}
    role = sight.own_role
    score = []
    for name, good in GOODS.items():
        may = role[good.role] * (sight.own_restriction[:n, good.channel] <= good.barred)
        worth = sight.attitude(name) * useful[name] * may * free
        score.append(worth * within(usual + 0.12 * useful[name], 0, 1))
    flat = np.array(score).reshape(-1, sight.rows)
    best = flat.argmax(axis=0)
    go = at(flat, best) >= GOOD_ENOUGH
    which, you = best // n, best % n
    weak, buys = _for_sale(sight)
    go, you = go | buys, np.where(buys, weak, you)
    slot = np.arange(CLAUSES)[:, None]
    sold = CLAUSE_OF_GOOD.take(which)
    sold = np.where(buys, MERGER, sold)
    gives, takes = np.where(buys, you, sight.seat), np.where(buys, sight.seat, you)
    fee = np.where(buys, at(np.maximum(sight.income, 0), you), FEE * at(income, np.where(buys, 0, you)))
    kind = np.where(go, np.where(slot == 0, sold, np.where(slot == 1, MONEY, 0)), 0).astype(np.int8)
    amount = np.where(slot == 0, np.where(sold >= LICENCE, 1, SEATS), np.where(slot == 1, fee, 0))
    seat = np.arange(len(sight.cash))[:, None]
    return Choice(
        party=((seat == sight.seat) | (seat == you)) & go,
        quarters=np.where(buys, 1.0, QUARTERS),
        inspection=np.full(sight.rows, 1 / 2),
        kind=kind,
        giver=np.where(slot == 0, gives, np.where(slot == 1, takes, EVERYBODY)).astype(np.int8),
        taker=np.where(slot == 0, takes, np.where(slot == 1, gives, EVERYBODY)).astype(np.int8),
        channel=np.full((CLAUSES, sight.rows), EVERYBODY, np.int8),
        amount=within(amount * (kind > 0), 0, 100),
    )


def _for_sale(sight: Sight) -> tuple[Array, Array]:
    """The firm at home that is nearest to its last money, as a seat, and whether to offer for it · two of (row,)."""
    n = int(sight.nation_seats[0])
    spending = np.maximum(sight.spending[n:], 0.01)
    runway = sight.cash[n:] / spending
    other = np.arange(n, n + len(runway))[:, None] != sight.seat
    at_work = sight.alive & (sight.spending[n:] > 0)
    offered = at_work & other & (sight.home == sight.nation) & (runway < RUNWAY)
    weak = np.argmin(np.where(offered, runway, RUNWAY), axis=0)
    rich = sight.own_cash > RICHES * (sight.own_spending + at(spending, weak))
    return weak + n, (sight.attitude("merger") > 0) & offered.any(0) & rich
