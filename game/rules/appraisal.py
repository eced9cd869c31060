"""What a deal is worth to a party, and how likely it is to sign."""

from __future__ import annotations

import numpy as np

from agents.breakdown import Breakdown
from agents.columns import Array, total
from game import names
from game.names import CLAUSE
from game.params import Params


def clause_stakes(kind: Array, channel: Array, amount: Array, seen: dict[str, Array]) -> tuple[Array, Array]:
    """How much a clause matters to who gets it and to who gives it [0-1 and above] · two of (clause, offer).

    ``seen`` holds what the asked seat believes, (clause, offer) or (offer,): ``held`` the restriction in question,
    ``rival`` whether the other side is its main rival, ``alarm``, ``behind`` and ``ahead`` quarters, ``fragmented``,
    ``standard`` at home, ``wealth`` in USD bn a quarter. Source: own simplest forms.
    """
    one = np.ones_like(amount)
    lifted = np.maximum(seen["held"] - amount, 0)
    gets, gives = one * 0, one * 0

    def when(name: str, got: Array, given: Array) -> None:
        nonlocal gets, gives
        here = kind == CLAUSE[name]
        gets, gives = np.where(here, got, gets), np.where(here, given, gives)

    rival = 1 + seen["rival"]
    when("free_channel", lifted, lifted * rival)
    when("supply_chips", amount, amount * rival / 2)
    when("compute_access", amount, amount * rival / 2)
    when(
        "joint_lab",
        amount * (1 + 2 * seen["alarm"]),
        amount * (seen["ahead"] / 4 + seen["rival"] * (1 - seen["alarm"])),
    )
    when("safety_accord", amount * (1 / 2 + seen["alarm"]), np.maximum(amount - seen["standard"], 0))
    when("hotline", one * (1 / 2 + seen["alarm"]), one / 4)
    when("recognition", one * seen["fragmented"], one * (1 - seen["fragmented"]) / 4)
    when("open_release", one * np.minimum(seen["behind"] / 4, 1), one * np.minimum(seen["ahead"] / 4, 1))
    when("visas", amount, amount * rival / 4)
    when("money", amount / seen["wealth"], amount / seen["wealth"])
    when("join_body", one / 4, one / 4)
    when("align_controls", amount / 2, amount / 2)
    when("licence", one * np.minimum(seen["behind"] / 4, 1), one * np.minimum(seen["ahead"] / 4, 1) * rival / 2)
    when("merger", one, one)
    return gets, gives


def clause_points(
    gets: Array, gives: Array, kind: Array, trust: Array, inspection: Array, p: Params, worlds: Array
) -> tuple[Array, Array]:
    """Points of chance that a clause brings to who gets it and takes from who gives it · two of (clause, offer).

    What a party gets counts for as much as it trusts the others or can inspect. Source: own.
    """
    row = np.clip(kind, 0, len(names.CLAUSES) - 1)
    worth_gain = np.take_along_axis(p.clause_gain[:, worlds], row, axis=0)
    worth_cost = np.take_along_axis(p.clause_cost[:, worlds], row, axis=0)
    sure = trust + (1 - trust) * inspection
    scale = p.accept_gain[worlds]
    return scale * gets * worth_gain * sure, scale * gives * worth_cost


def acceptance(
    gain: Array, cost: Array, mine: Array, owed: Array, trust: Array, record: Array, alarm: Array, temperament: Array,
    renewal: Array, p: Params, worlds: Array,
) -> Breakdown:
    """Chance that a party signs [0-1] · (offer,), with its causes in points of chance.

    ``gain`` and ``cost`` (clause, offer) are the points of each clause, ``mine`` and ``owed`` say which of them the
    party gives and gets; ``renewal`` (offer,) whether they are in force already. Source: own; linear so that causes
    add up.
    """

    def number(name: str) -> Array:
        return np.asarray(getattr(p, name)[..., worlds])

    return Breakdown.of(
        usual=number("accept_usual") + 0 * trust,
        what_we_get=total(owed * gain, 0),
        what_we_give=-total(mine * cost, 0),
        trust=number("accept_trust") * (trust - 1 / 2),
        their_record=number("accept_record") * record,
        alarm=number("accept_alarm") * alarm,
        temperament=-number("accept_temper") * temperament,
        renewal=number("accept_renewal") * renewal,
    ).limited(0, 1)
