"""The talks of a quarter: offers are tabled, every party answers, and what all accept is signed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from agents.choice import Choice
from agents.columns import Array, columns_of, places, total
from agents.table import Failure, Table, checker
from game import fog, names
from game.luck import Luck
from game.names import CLAUSE
from game.orders import Offer, Orders
from game.play import Bargain
from game.rules import appraisal, deals, prices
from game.world import Terms, World, start_terms

if TYPE_CHECKING:
    from game.diplomacy import Diplomacy

OFFER = columns_of(Offer)


def influence_spent(offers: tuple[Array, ...], standing: Orders, game: Diplomacy) -> Array:
    """Influence that the offers of the quarter cost so far, as moves of one list [points] · (seat, world)."""
    return prices.surcharged(prices.list_prices(standing, standing, game.setting, offers), game.params)


def faults(choice: Any, rows: int, game: Diplomacy) -> str | None:
    """What is wrong with a draft in one sentence, or None: as with any choice, and it must name parties and clauses."""
    shapes = {name: declared.shape(game.setting.sizes) for name, declared in OFFER.items()}
    found = checker(OFFER, shapes)(choice, rows)
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
    fine = ~(rows.party & ~alive[None]).any(1)
    for name in ("giver", "taker"):
        named = getattr(rows, name).astype(int)
        inside = np.take_along_axis(rows.party, np.maximum(named, 0), axis=1) | (named < 0)
        fine &= (inside | ~filled).all(1)
    return fine & ~(filled & (rows.giver >= 0) & (rows.giver == rows.taker)).any(1)


def hold_round(
    game: Diplomacy,
    bargain: Bargain,
    standing: Orders,
    table: Table,
    memory: Array,
    luck: Luck,
    failures: list[Failure],
    people: frozenset[int],
    round_: int,
) -> bool:
    """One round: every seat that is not played by a person may table one offer. Returns whether any was tabled."""
    setting, worlds = game.setting, game.params.worlds
    seats = len(game.seats)
    rows = start_terms(seats, seats, worlds)
    extra = {"round": lambda asked, _worlds: np.full(len(asked), float(round_))}
    look = fog.look(bargain.world, standing, standing, setting, game.params, extra)
    person = np.isin(np.arange(seats), list(people))

    def machines(asked: Array, _worlds: Array) -> Array:
        return np.flatnonzero(~person[asked])

    def fine(value: Any, count: int) -> str | None:
        return faults(value, count, game)

    quarter = game.quarter(bargain.world)
    for said_by, where, draft in table.ask("propose", None, look, memory, fine, failures, machines, quarter):
        if draft is not None:
            _write(rows, said_by, where, draft)
    made = (rows.kind > 0).any(1) & ~bargain.world.finished
    if not made.any():
        return False
    _table(game, bargain, standing, rows, made, table, memory, luck, failures, people, f"round{round_}")
    return True


def person_offers(
    game: Diplomacy,
    bargain: Bargain,
    standing: Orders,
    seat: int,
    draft: dict[str, Any],
    table: Table,
    memory: Array,
    luck: Luck,
    failures: list[Failure],
    people: frozenset[int],
) -> dict[str, Any]:
    """Table a person's offer; strategies answer at once. Returns the record of what became of it, or an objection."""
    seats, worlds = len(game.seats), game.params.worlds
    rows = start_terms(seats, seats, worlds)
    whole = {name: np.repeat(np.asarray(value)[..., None], worlds, axis=-1) for name, value in draft.items()}
    choice = Choice(None, None, **whole)
    problem = faults(choice, worlds, game)
    if problem:
        return {"signed": False, "objection": "not_an_offer", "problem": problem}
    _write(rows, np.full(worlds, seat), np.arange(worlds), choice)
    before = len(bargain.log)
    if (
        not sound(rows, in_business(bargain.world, game))[seat].all()
        or (total(rows.party[seat].astype(float), 0) < 2).any()
    ):
        return {"signed": False, "objection": "not_a_party"}
    made = (rows.kind > 0).any(1) & (np.arange(seats) == seat)[:, None]
    purpose = f"person{len(bargain.log)}"
    _table(game, bargain, standing, rows, made, table, memory, luck, failures, people - {seat}, purpose)
    return bargain.log[-1] if len(bargain.log) > before else {"signed": False, "objection": "too_dear"}


def in_business(world: World, game: Diplomacy) -> Array:
    """Which seats can be party to a deal · (seat, world) bool: nations, and firms that are alive."""
    return np.concatenate([np.ones((game.setting.nation_seats, game.params.worlds), bool), world.alive])


def _write(rows: Terms, seats: Array, worlds: Array, draft: Any) -> None:
    """Write drafts of some seats and worlds into the offer rows (one row a seat); those without clauses are none."""
    filled = draft["kind"] > 0
    some = np.flatnonzero(filled.any(axis=0))
    seats, worlds, filled = seats[some], worlds[some], filled[:, some].T
    rows.kind[seats, :, worlds] = draft["kind"][:, some].T
    for name, nothing in (("giver", -1), ("taker", -1), ("channel", -1), ("amount", 0)):
        if name in draft:
            getattr(rows, name)[seats, :, worlds] = np.where(filled, draft[name][:, some].T, nothing)
    rows.party[seats, :, worlds] = draft["party"][:, some].T.astype(bool)
    rows.party[seats, seats, worlds] = True
    rows.quarters_left[seats, worlds] = draft["quarters"][some] if "quarters" in draft else 8
    if "inspection" in draft:
        rows.inspection[seats, worlds] = draft["inspection"][some]


def _table(
    game: Diplomacy,
    bargain: Bargain,
    standing: Orders,
    rows: Terms,
    made: Array,
    table: Table,
    memory: Array,
    luck: Luck,
    failures: list[Failure],
    people: frozenset[int],
    purpose: str,
) -> None:
    """Price the offers, collect answers, sign what all accept, leave open what waits for people."""
    p, seats = game.params, len(game.seats)
    clauses = total((rows.kind > 0).astype(float), 1)
    parties = total(rows.party.astype(float), 1)
    price = np.where(made, prices.offer_price(clauses, parties, p), 0)
    made &= sound(rows, in_business(bargain.world, game)) & (parties >= 2)
    price = np.where(made, price, 0)
    made &= influence_spent((*bargain.price, price), standing, game) <= bargain.world.influence + 1e-9
    price = np.where(made, price, 0)
    person = np.isin(np.arange(seats), list(people))
    asked, accepts = _asked_and_accepting(
        game, bargain, standing, rows, made, person, table, memory, luck, failures, purpose
    )
    waiting = asked & person[None, :, None]
    agreed = made & (accepts | waiting).all(1)
    signed = agreed & ~waiting.any(1)
    terms, placed = deals.booked(bargain.world.deals, rows, signed)
    signed &= placed >= 0
    bargain.world = replace(bargain.world, deals=terms)
    refused = made & ~agreed
    bargain.price = (*bargain.price, price + np.where(refused, p.refusal_price, 0))
    if p.worlds == 1:
        for offer in np.flatnonzero(made[:, 0]):
            record = {
                "from": int(offer),
                "terms": offer_record(rows, int(offer)),
                "answers": {
                    int(s): bool(accepts[offer, s, 0]) for s in np.flatnonzero(asked[offer, :, 0]) if not person[s]
                },
                "signed": bool(signed[offer, 0]),
                "refused": bool(refused[offer, 0]),
                "price": float(price[offer, 0]),
            }
            bargain.log.append(record)
            if agreed[offer, 0] and waiting[offer, :, 0].any():
                waits = [int(s) for s in np.flatnonzero(waiting[offer, :, 0])]
                bargain.open.append(
                    {"number": len(bargain.log) - 1, "waits": waits, "place": len(bargain.price) - 1, **record}
                )


def _asked_and_accepting(
    game: Diplomacy,
    bargain: Bargain,
    standing: Orders,
    rows: Terms,
    made: Array,
    person: Array,
    table: Table,
    memory: Array,
    luck: Luck,
    failures: list[Failure],
    purpose: str,
) -> tuple[Array, Array]:
    """Who is asked about which offer, and who accepts or was not asked · two of (offer, seat, world) bool.

    A seat with several offers before it answers them one after the other, by the number of the offer.
    """
    asked = made[:, None] & rows.party
    own = np.arange(len(asked))
    asked[own, own] = False
    accepts = ~asked
    offer, seat, world = places(asked)
    address = seat * asked.shape[2] + world
    by_address = np.argsort(address, kind="stable")
    place = address[by_address]
    first = np.flatnonzero(np.concatenate([[True], place[1:] != place[:-1]]))
    turn = np.arange(len(place)) - np.repeat(first, np.diff(np.append(first, len(place))))
    for depth in range(int(turn.max(initial=-1)) + 1):
        now = by_address[turn == depth]
        which = np.full(asked.shape[1:], -1)
        which[seat[now], world[now]] = offer[now]
        _answers(
            game, bargain, standing, rows, which, person, table, memory, luck, failures, accepts, f"{purpose}/{depth}"
        )
    return asked, accepts


def _answers(
    game: Diplomacy,
    bargain: Bargain,
    standing: Orders,
    rows: Terms,
    which: Array,
    person: Array,
    table: Table,
    memory: Array,
    luck: Luck,
    failures: list[Failure],
    accepts: Array,
    purpose: str,
) -> None:
    """Ask the addressed seats about one offer each: ``which`` (seat, world) is the offer, -1 none."""
    draws = luck.uniform(f"answer/{purpose}", len(which))

    def addressed(asked: Array, where: Array) -> Array:
        return np.flatnonzero((which[asked, where] >= 0) & ~person[asked])

    def fine(value: Any, count: int) -> str | None:
        if value is None:
            return None
        if not isinstance(value, np.ndarray) or value.shape != (count,) or not np.isfinite(value).all():
            return "an answer must be one number from 0 to 1 a row"
        return None if ((value >= 0) & (value <= 1)).all() else "an answer must lie between 0 and 1"

    extra = offer_sight(game, bargain.world, standing, rows, which)
    look = fog.look(bargain.world, standing, standing, game.setting, game.params, extra)
    quarter = game.quarter(bargain.world)
    for said_by, where, chance in table.ask("answer", None, look, memory, fine, failures, addressed, quarter):
        if chance is not None:
            accepts[which[said_by, where], said_by, where] = draws[said_by, where] < chance


def offer_sight(game: Diplomacy, world: World, standing: Orders, rows: Terms, which: Array) -> dict[str, fog.Extra]:
    """What an addressed seat sees of the offer before it, with its own appraisal · {name: look of some rows}.

    A seat without an offer before it sees the first one of its world and no chance.
    """

    def numbers(seats: Array, worlds: Array) -> Array:
        return np.maximum(which[seats, worlds], 0)

    def clauses(name: str) -> fog.Extra:
        return lambda seats, worlds: np.ascontiguousarray(getattr(rows, name)[numbers(seats, worlds), :, worlds].T)

    sight: dict[str, fog.Extra] = {
        "offer_from": numbers,
        "offer_nation": lambda seats, worlds: deals.nation_of(game.setting)[numbers(seats, worlds)],
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


CLAUSE_VIEW = tuple(f"offer_{name}" for name in ("from", "inspection", "kind", "giver", "taker", "channel", "amount"))
"""What the appraisal of an offer looks at."""


def chance_of(
    game: Diplomacy,
    world: World,
    standing: Orders,
    offer: dict[str, Array],
    seat: Array,
    where: Array,
    private: bool = True,
) -> Any:
    """Chance that seats sign an offer · Breakdown of (row,); without ``private`` the temperament counts as nothing."""
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
    return appraisal.acceptance(
        gets, gives, kind, mine, owed, trust, record, world.alarm[where], temper, offer["offer_inspection"], p, where
    )


def settle(game: Diplomacy, bargain: Bargain, replies: dict[int, int]) -> Bargain:
    """Book the offers that waited for people: signed if every person asked said yes (1)."""
    seats, worlds = len(game.seats), game.params.worlds
    for waiting in bargain.open:
        yes = bool(replies.get(waiting["number"], 0))
        bargain.log[waiting["number"]]["answers"].update({s: yes for s in waiting["waits"]})
        bargain.log[waiting["number"]] |= {"signed": yes, "refused": not yes, "waited": True}
        proposer = waiting["from"]
        if yes:
            rows = rows_of(waiting["terms"], seats, worlds)
            terms, placed = deals.booked(bargain.world.deals, rows, np.ones((1, worlds), bool))
            bargain.world = replace(bargain.world, deals=terms)
            bargain.log[waiting["number"]]["signed"] = bool((placed >= 0).all())
        else:
            refusal = np.zeros_like(bargain.price[waiting["place"]])
            refusal[proposer] = game.params.refusal_price
            paid = list(bargain.price)
            paid[waiting["place"]] = paid[waiting["place"]] + refusal
            bargain.price = tuple(paid)
    bargain.open = []
    return bargain


def recorded(game: Diplomacy, world: World, log: list[dict[str, Any]]) -> Bargain:
    """The talks of a recorded quarter, booked again in the order of signing: what waited for people comes last."""
    seats, worlds = len(game.seats), game.params.worlds
    bargain = Bargain(world, log=[dict(entry) for entry in log])
    for entry in sorted(log, key=lambda entry: bool(entry.get("waited"))):
        if entry["signed"]:
            rows = rows_of(entry["terms"], seats, worlds)
            signed = np.ones((1, worlds), bool)
            bargain.world = replace(bargain.world, deals=deals.booked(bargain.world.deals, rows, signed)[0])
    for entry in log:
        price = np.zeros((seats, worlds))
        price[entry["from"]] = entry["price"] + (game.params.refusal_price if entry["refused"] else 0)
        bargain.price = (*bargain.price, price)
    return bargain


def offer_record(rows: Terms, offer: int) -> dict[str, Any]:
    """One offer of a one-world round as plain values."""
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
        "parties": [int(s) for s in np.flatnonzero(rows.party[offer, :, 0])],
        "quarters": int(rows.quarters_left[offer, 0]),
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
