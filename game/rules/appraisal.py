"""What a deal is worth to a party, and how likely it is to sign."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from agents.breakdown import Breakdown
from agents.columns import Array, total
from game import names
from game.names import CLAUSE
from game.params import Params

Seen = dict[str, Array]
STAKES: dict[str, Callable[[Array, Seen], tuple[Array, Array]]] = {
    "free_channel": lambda amount, seen: (seen["lifted"], seen["lifted"] * (1 + seen["rival"])),
    "supply_chips": lambda amount, seen: (amount, amount * (1 + seen["rival"]) / 2),
    "compute_access": lambda amount, seen: (amount, amount * (1 + seen["rival"]) / 2),
    "joint_lab": lambda amount, seen: (
        amount * (1 + 2 * seen["alarm"]),
        amount * (seen["ahead"] / 4 + seen["rival"] * (1 - seen["alarm"])),
    ),
    "safety_accord": lambda amount, seen: (
        amount * (1 / 2 + seen["alarm"]), np.maximum(amount - seen["standard"], 0)
    ),
    "hotline": lambda amount, seen: (1 / 2 + seen["alarm"], seen["one"] / 4),
    "recognition": lambda amount, seen: (seen["fragmented"], (1 - seen["fragmented"]) / 4),
    "open_release": lambda amount, seen: (np.minimum(seen["behind"] / 4, 1), np.minimum(seen["ahead"] / 4, 1)),
    "visas": lambda amount, seen: (amount, amount * (1 + seen["rival"]) / 4),
    "money": lambda amount, seen: (amount / seen["wealth"], amount / seen["wealth"]),
    "join_body": lambda amount, seen: (seen["one"] / 4, seen["one"] / 4),
    "align_controls": lambda amount, seen: (amount / 2, amount / 2),
    "licence": lambda amount, seen: (
        np.minimum(seen["behind"] / 4, 1), np.minimum(seen["ahead"] / 4, 1) * (1 + seen["rival"]) / 2
    ),
    "merger": lambda amount, seen: (seen["one"], seen["one"]),
}  # fmt: skip
"""How much a clause of each kind matters to who gets it and to who gives it. Source: own simplest forms."""


def clause_stakes(kind: Array, amount: Array, seen: Seen) -> tuple[Array, Array]:
    """How much a clause matters to who gets it and to who gives it [0-1 and above] · two of (clause, offer).

    ``seen`` holds what the asked seat believes, (clause, offer) or (offer,): ``held`` the restriction in question,
    ``rival`` whether the other side is its main rival, ``alarm``, ``behind`` and ``ahead`` quarters, ``fragmented``,
    ``standard`` at home, ``wealth`` in USD bn a quarter.
    """
    one = np.ones_like(amount)
    seen = seen | {"one": one, "lifted": np.maximum(seen["held"] - amount, 0)}
    gets, gives = one * 0, one * 0
    present = np.bincount(kind.reshape(-1), minlength=len(names.CLAUSES)).tolist()
    for name, stakes in STAKES.items():
        if present[CLAUSE[name]]:
            here = kind == CLAUSE[name]
            got, given = stakes(amount, seen)
            gets, gives = np.where(here, got, gets), np.where(here, given, gives)
    return gets, gives


def clause_points(
    gets: Array, gives: Array, kind: Array, trust: Array, inspection: Array, p: Params, worlds: Array
) -> tuple[Array, Array]:
    """Points of chance that a clause brings to who gets it and takes from who gives it · two of (clause, offer).

    What a party gets counts for as much as it trusts the others or can inspect. Source: own.
    """
    row = np.clip(kind, 0, len(names.CLAUSES) - 1)
    sure = trust + (1 - trust) * inspection
    scale = p.accept_gain.take(worlds)
    return scale * gets * p.clause_gain[row, worlds] * sure, scale * gives * p.clause_cost[row, worlds]


ACCEPT = ("accept_usual", "accept_trust", "accept_record", "accept_alarm", "accept_temper", "accept_renewal")
"""Parameters of the chance to sign that are the same for all clauses."""


def acceptance(
    gain: Array, cost: Array, mine: Array, owed: Array, trust: Array, record: Array, alarm: Array, temperament: Array,
    renewal: Array, p: Params, worlds: Array,
) -> Breakdown:
    """Chance that a party signs [0-1] · (offer,), with its causes in points of chance.

    ``gain`` and ``cost`` (clause, offer) are the points of each clause, ``mine`` and ``owed`` say which of them the
    party gives and gets; ``renewal`` (offer,) whether they are in force already. Source: own; linear so that causes
    add up.
    """
    usual, trusting, history, fear, temper, again = p.in_worlds(ACCEPT, worlds)
    return Breakdown.of(
        usual=usual + 0 * trust,
        what_we_get=total(owed * gain, 0),
        what_we_give=-total(mine * cost, 0),
        trust=trusting * (trust - 1 / 2),
        their_record=history * record,
        alarm=fear * alarm,
        temperament=-temper * temperament,
        renewal=again * renewal,
    ).limited(0, 1)
