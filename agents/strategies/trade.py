"""Trade: what firms offer governments for money."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from agents.choice import Choice
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

LICENCE = 13
"""Kind of clause, as the treaty book numbers it."""


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
FEE = 0.1
"""Money asked, in the buyer's quarterly income."""
QUARTERS = 8


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
    flat = np.stack(score).reshape(-1, sight.rows)
    best = np.argmax(flat, axis=0)
    go = at(flat, best) >= GOOD_ENOUGH
    which, you = best // n, best % n
    slot = np.arange(CLAUSES)[:, None]
    sold = np.take(np.array([good.clause for good in GOODS.values()]), which)
    kind = np.where(go, np.where(slot == 0, sold, np.where(slot == 1, MONEY, 0)), 0).astype(np.int8)
    amount = np.where(slot == 0, np.where(sold == LICENCE, 1, SEATS), np.where(slot == 1, FEE * at(income, you), 0))
    seat = np.arange(len(sight.cash))[:, None]
    return Choice(
        party=((seat == sight.seat) | (seat == you)) & go,
        quarters=np.full(sight.rows, float(QUARTERS)),
        inspection=np.full(sight.rows, 1 / 2),
        kind=kind,
        giver=np.where(slot == 0, sight.seat, np.where(slot == 1, you, EVERYBODY)).astype(np.int8),
        taker=np.where(slot == 0, you, np.where(slot == 1, sight.seat, EVERYBODY)).astype(np.int8),
        channel=np.full((CLAUSES, sight.rows), EVERYBODY, np.int8),
        amount=within(amount * (kind > 0), 0, 100),
    )
