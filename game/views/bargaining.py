"""The bargaining table: what a draft costs, and how likely each party is to sign."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from game.rules import prices
from game.session import Session
from game.views.drafting import clauses_of
from game.views.scene import Cause, Scene, cost, percent, signed, wanted
from game.views.telling import clause_text
from game.weighing import chance_of
from game.words import capital, label, listed, say


class Chance(NamedTuple):
    """How likely a party is to sign, with causes in points of chance; the range is what its temper could make of it."""

    seat: str
    name: str
    value: float
    low: float
    high: float
    text: str
    causes: tuple[Cause, ...]


class DealView(NamedTuple):
    """A draft as both sides read it."""

    title: str
    gives: tuple[str, ...]
    takes: tuple[str, ...]
    clauses: tuple[str, ...]
    quarters: int
    inspection: float
    price: float
    refused_price: float
    affordable: bool
    chances: tuple[Chance, ...]
    together: float
    reason: str
    sound_price: float


def deal_view(session: Session, seat: str, draft: Mapping[str, Any], counter: int | None = None) -> DealView:
    """What a draft of the seat says, costs, and how likely the others are to sign it, from what the seat may know.

    ``counter`` is the number of the waiting offer that the draft answers: then it costs nothing, the first time.
    """
    scene = Scene(session, seat)
    index = scene.index(seat)
    clauses = clauses_of(scene, draft)
    party = np.asarray(draft["party"], bool).copy()
    party[index] = True
    parties = [key for key, there in zip(scene.seats, party.tolist(), strict=True) if there]
    talks = session.talks()
    count = np.array([float(len(clauses))]), np.array([float(len(parties))])
    price = float(prices.offer_price(*count, scene.p.offer_price)[0])
    free = counter is not None and "counter" not in talks.log[counter]
    price, refusal = (0.0, 0.0) if free else (price, float(scene.p.refusal_price[0]))
    mine = np.zeros((len(scene.seats), 1))
    mine[index] = price
    affordable = cost(session, wanted(session, seat), seat, (mine,))[1] <= float(talks.world.influence[index, 0]) + 1e-9
    chances = (
        tuple(_chance(scene, talks.world, draft, index, other, party) for other in parties if other != seat)
        if clauses
        else ()
    )
    together = 1.0
    for chance in chances:
        together *= chance.value
    reason = ""
    if not clauses:
        reason = say("reasons.refusal.no_clause")
    elif len(parties) < 2:
        reason = say("reasons.refusal.no_partner")
    elif not affordable:
        reason = capital(say("reasons.refusal.too_dear", who=scene.spoken(seat), field="", other=""))
    elif not (np.asarray(talks.world.deals.quarters_left[:, 0]) == 0).any():
        reason = say("reasons.refusal.table_full")
    gives, takes = sides(scene, clauses, seat, parties)
    return DealView(
        listed([label("clause", clause["kind"]) for clause in clauses]),
        gives,
        takes,
        tuple(clause_text(scene, clause, parties) for clause in clauses),
        int(draft.get("quarters", 8)),
        float(draft.get("inspection", 0.5)),
        price,
        price + refusal,
        affordable,
        chances,
        together if chances else 0.0,
        reason,
        float(scene.p.sound_price[0]),
    )


def sides(
    scene: Scene, clauses: Sequence[Mapping[str, Any]], seat: str, parties: Sequence[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What the seat gives and what it gets, in words; what every party owes stands on both sides."""
    gives = tuple(clause_text(scene, clause, parties) for clause in clauses if clause["giver"] in ("", seat))
    takes = tuple(clause_text(scene, clause, parties) for clause in clauses if clause["taker"] in ("", seat))
    return gives, takes


def _chance(scene: Scene, world: Any, draft: Mapping[str, Any], proposer: int, other: str, party: Any) -> Chance:
    def rows(name: str, dtype: Any) -> Any:
        return np.asarray(draft[name], dtype)[:, None]

    offer = {
        "offer_from": np.array([proposer]),
        "offer_kind": rows("kind", np.int8),
        "offer_giver": rows("giver", np.int8),
        "offer_taker": rows("taker", np.int8),
        "offer_channel": rows("channel", np.int8),
        "offer_amount": rows("amount", float),
        "offer_quarters": np.array([int(draft.get("quarters", 8))]),
        "offer_inspection": np.array([float(draft.get("inspection", 0.5))]),
        "offer_party": party[:, None],
    }
    index = scene.index(other)
    believed = chance_of(scene.game, world, scene.orders, offer, np.array([index]), np.array([0]), private=False)
    temper = float(scene.p.accept_temper[0])
    found = [(key, float(np.asarray(amount)[0])) for key, amount in believed.causes.items()]
    causes = tuple(
        Cause(key, scene.cause_name(key), amount, signed(amount, "chance"))
        for key, amount in sorted(found, key=lambda item: (item[0] != "usual", -abs(item[1])))
        if abs(amount) > 1e-9
    )
    value = float(believed.total[0])
    whole = sum(amount for key, amount in found if key != "limit")
    low, high = (float(np.clip(whole + side * temper, 0, 1)) for side in (-1, 1))
    text = say("reasons.amount.chance", value=percent(value), low=percent(low), high=percent(high))
    return Chance(other, scene.name(other), value, low, high, text, causes)
