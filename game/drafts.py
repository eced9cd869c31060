"""Drafts: what may be put on the table, and its way between plain records and rows of terms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from agents.choice import Choice
from agents.columns import Array, columns_of, listed, places, total
from agents.table import checker
from game import names
from game.names import CLAUSE
from game.orders import Offer
from game.world import Terms, World, start_terms

if TYPE_CHECKING:
    from game.diplomacy import Diplomacy

OFFER = columns_of(Offer)


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


def sound(rows: Terms, alive: Array) -> Array:
    """Which offers bind nobody but their parties, all in business · (offer, world) bool.

    ``alive`` (seat, world). A clause of «every party» needs no names, every other a giver and a taker who differ.
    """
    filled = rows.kind > 0
    fine = np.asarray(~(rows.party & ~alive[None]).any(1))
    for name in ("giver", "taker"):
        named = getattr(rows, name).astype(int)
        offer, clause, world = places(filled & (named >= 0))
        outside = ~rows.party[offer, named[offer, clause, world], world]
        fine[offer[outside], world[outside]] = False
    return fine & ~(filled & (rows.giver >= 0) & (rows.giver == rows.taker)).any(1)


def in_business(world: World, game: Diplomacy) -> Array:
    """Which seats can be party to a deal · (seat, world) bool: nations, and firms that are alive."""
    return np.concatenate([np.ones((game.setting.nation_seats, game.params.worlds), bool), world.alive])


def written_down(
    game: Diplomacy, world: World, seat: int, draft: Mapping[str, Any]
) -> tuple[Terms, dict[str, Any] | None]:
    """The draft of a person's seat as offer rows, and the objection to it if it cannot be tabled."""
    seats, worlds = len(game.seats), game.params.worlds
    rows = start_terms(seats, seats, worlds)
    whole = {name: np.repeat(np.asarray(value)[..., None], worlds, axis=-1) for name, value in draft.items()}
    choice = Choice(None, None, **whole)
    problem = faults(choice, worlds, game)
    if problem:
        return rows, {"signed": False, "objection": "not_an_offer", "problem": problem}
    write(rows, np.full(worlds, seat), np.arange(worlds), choice)
    alone = (total(rows.party[seat].astype(float), 0) < 2).any()
    if alone or not sound(rows, in_business(world, game))[seat].all():
        return rows, {"signed": False, "objection": "not_a_party"}
    return rows, None


def write(rows: Terms, seats: Array, worlds: Array, draft: Any, sound_at: Array | None = None) -> None:
    """Write drafts of some seats and worlds into the offer rows (one row a seat); those without clauses are none.

    ``sound_at`` (seat, world) takes the chance from which a draft is tabled after it was sounded out.
    """
    filled = draft["kind"] > 0
    some = listed(filled.any(axis=0))
    seats, worlds, filled = seats[some], worlds[some], filled[:, some].T
    rows.kind[seats, :, worlds] = draft["kind"][:, some].T
    for name, nothing in (("giver", -1), ("taker", -1), ("channel", -1), ("amount", 0)):
        if name in draft:
            getattr(rows, name)[seats, :, worlds] = np.where(filled, draft[name][:, some].T, nothing)
    rows.party[seats, :, worlds] = draft["party"][:, some].T.astype(bool)
    rows.party[seats, seats, worlds] = True
    rows.quarters_left[seats, worlds] = draft["quarters"][some] if "quarters" in draft else 8
    if sound_at is not None and "sound" in draft:
        sound_at[seats, worlds] = draft["sound"][some]
    if "inspection" in draft:
        rows.inspection[seats, worlds] = draft["inspection"][some]


def offer_record(rows: Terms, offer: int, quarters: int | None = None) -> dict[str, Any]:
    """One offer of a one-world round as plain values; of a deal in force its agreed length is told."""
    clauses = [
        {
            "kind": names.CLAUSES[int(rows.kind[offer, c, 0])],
            "giver": int(rows.giver[offer, c, 0]),
            "taker": int(rows.taker[offer, c, 0]),
            "channel": int(rows.channel[offer, c, 0]),
            "amount": float(rows.amount[offer, c, 0]),
            "place": c,
        }
        for c in range(names.CLAUSE_SLOTS)
        if rows.kind[offer, c, 0] > 0
    ]
    return {
        "parties": [int(s) for s in listed(rows.party[offer, :, 0])],
        "quarters": int(rows.quarters_left[offer, 0]) if quarters is None else quarters,
        "inspection": float(rows.inspection[offer, 0]),
        "clauses": clauses,
    }


def rows_of(record: dict[str, Any], seats: int, worlds: int) -> Terms:
    """The offer rows of a plain record, the same in every world."""
    rows = start_terms(1, seats, worlds)
    rows.party[0, record["parties"]] = True
    rows.quarters_left[0] = record["quarters"]
    rows.inspection[0] = record["inspection"]
    for clause in record["clauses"]:
        c = clause["place"]  # luck is drawn by place, so gaps of a draft must stay where they are
        rows.kind[0, c] = CLAUSE[clause["kind"]]
        for name in ("giver", "taker", "channel", "amount"):
            getattr(rows, name)[0, c] = clause[name]
    return rows
