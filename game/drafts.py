"""Drafts: what may be put on the table, and its way between plain records and lists of offers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from agents.choice import Choice
from agents.columns import Array, columns_of, listed, total
from agents.table import checker
from game import names
from game.names import CLAUSE
from game.offers import Offers, entries_of
from game.orders import Offer
from game.world import World, start_terms

if TYPE_CHECKING:
    from game.diplomacy import Diplomacy

OFFER = columns_of(Offer)
USUAL_QUARTERS = 8
"""How long a draft runs that does not say so."""


def faults(choice: Any, rows: int, game: Diplomacy) -> str | None:
    """What is wrong with a draft in one sentence, or None: as with any choice, and it must name parties and clauses."""
    found = checker(OFFER, game.offer_shapes)(choice, rows)
    if found or choice is None:
        return found
    missing = [name for name in ("party", "kind") if name not in choice]
    if missing:
        return f"an offer needs the field {missing[0]!r}"
    seats = len(game.seats)
    for name in ("giver", "taker"):
        if name in choice and (choice[name] >= seats).any():
            return f"{name} names a seat that does not exist"
    return None


def sound(offers: Offers, alive: Array) -> Array:
    """Which offers bind nobody but their parties, all in business · (offer,) bool.

    ``alive`` (seat, world). A clause of «every party» needs no names, every other a giver and a taker who differ.
    """
    filled, every = offers.kind > 0, np.arange(offers.size)
    fine = ~(offers.party & ~alive.take(offers.world, axis=1)).any(0)
    for side in (offers.giver, offers.taker):
        outside = ~offers.party[np.maximum(side, 0), every] & (side >= 0)
        fine &= ~(outside & filled).any(0)
    return np.asarray(fine & ~(filled & (offers.giver >= 0) & (offers.giver == offers.taker)).any(0))


def parties(offers: Offers) -> Array:
    """Number of parties · (offer,)."""
    return total(offers.party.astype(float), 0)


def in_business(world: World, game: Diplomacy) -> Array:
    """Which seats can be party to a deal · (seat, world) bool: nations, and firms that are alive."""
    return np.concatenate([np.ones((game.setting.nation_seats, game.params.worlds), bool), world.alive])


def written_down(game: Diplomacy, world: World, seat: int, draft: Mapping[str, Any]) -> Offers | dict[str, Any]:
    """The draft of a person's seat as an offer in every world, or the objection to it if it cannot be tabled."""
    worlds = game.params.worlds
    whole = {name: np.repeat(np.asarray(value)[..., None], worlds, axis=-1) for name, value in draft.items()}
    choice = Choice(None, None, **whole)
    problem = faults(choice, worlds, game)
    if problem:
        return {"signed": False, "objection": "not_an_offer", "problem": problem}
    offers = drafted(np.full(worlds, seat), np.arange(worlds), choice)
    if offers.size < worlds or (parties(offers) < 2).any() or not sound(offers, in_business(world, game)).all():
        return {"signed": False, "objection": "not_a_party"}
    return offers


def drafted(seats: Array, worlds: Array, draft: Mapping[str, Array], of: Array | None = None) -> Offers:
    """The drafts of some seats in some worlds as offers; those without clauses are none.

    ``of`` (row,) is the number of the offer that each counters.
    """
    filled = draft["kind"].astype("int8") > 0
    some = listed(filled.any(axis=0))
    filled, by = filled.take(some, axis=1), seats.take(some)

    def single(name: str, otherwise: float, dtype: str) -> Array:
        value = draft[name].take(some) if name in draft else np.full(len(some), otherwise)
        return value.astype(dtype)

    def clauses(name: str, nothing: int) -> Array:
        value = draft[name].take(some, axis=1) if name in draft else nothing
        return np.where(filled, value, nothing).astype("int8" if name != "amount" else "float64")

    party = draft["party"].take(some, axis=1).astype(bool)
    party[by, np.arange(len(some))] = True
    return Offers(
        by, worlds.take(some), party, single("quarters", USUAL_QUARTERS, "int8"), single("inspection", 0, "float64"),
        clauses("kind", 0), clauses("giver", -1), clauses("taker", -1), clauses("channel", -1), clauses("amount", 0),
        single("sound", 0, "float64"), np.full(len(some), -1) if of is None else of.take(some),
    )  # fmt: skip


def offer_record(offers: Offers, number: int, quarters: int | None = None) -> dict[str, Any]:
    """One offer as plain values; of a deal in force its agreed length is told."""
    clauses = [
        {
            "kind": names.CLAUSES[int(offers.kind[c, number])],
            "giver": int(offers.giver[c, number]),
            "taker": int(offers.taker[c, number]),
            "channel": int(offers.channel[c, number]),
            "amount": float(offers.amount[c, number]),
            "place": c,
        }
        for c in listed(offers.kind[:, number] > 0).tolist()
    ]
    return {
        "parties": listed(offers.party[:, number]).tolist(),
        "quarters": int(offers.quarters[number]) if quarters is None else quarters,
        "inspection": float(offers.inspection[number]),
        "clauses": clauses,
    }


def recorded_offer(record: Mapping[str, Any], by: int, seats: int, worlds: int) -> Offers:
    """The offer of a plain record, the same in every world."""
    rows = start_terms(1, seats, worlds)
    rows.party[0, record["parties"]] = True
    rows.quarters_left[0] = record["quarters"]
    rows.inspection[0] = record["inspection"]
    for clause in record["clauses"]:
        c = clause["place"]  # luck is drawn by place, so gaps of a draft must stay where they are
        rows.kind[0, c] = CLAUSE[clause["kind"]]
        for name in ("giver", "taker", "channel", "amount"):
            getattr(rows, name)[0, c] = clause[name]
    return entries_of(rows, np.zeros(worlds, np.int64), np.arange(worlds), np.full(worlds, by))
