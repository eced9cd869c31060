"""The talks of a quarter: offers are tabled, every party answers or counters, and what all accept is signed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from agents.columns import Array, listed, places, total
from game import fog, renewals, soundings
from game.answers import accepting
from game.drafts import faults, in_business, offer_record, rows_of, sound, write, written_down
from game.orders import Orders
from game.play import Bargain, Room
from game.rules import deals, prices
from game.weighing import counter_sight, weight
from game.world import Terms, World, start_terms

if TYPE_CHECKING:
    from game.diplomacy import Diplomacy

Draft = Mapping[str, Any]


class Round(NamedTuple):
    """What became of the offers of one round, one row a seat.

    ``of`` (seat, world) is the offer of the round before that a row counters, -1 for a new one; ``made`` and
    ``refused`` (offer, world); ``declined`` (offer, seat, world) marks strategies that said no; ``place`` is where
    ``Bargain.price`` holds the prices, and ``numbers`` where the log of a single world tells of an offer.
    """

    rows: Terms
    of: Array
    made: Array
    refused: Array
    declined: Array
    place: int
    numbers: dict[int, int]


def influence_spent(offers: tuple[Array, ...], standing: Orders, game: Diplomacy) -> Array:
    """Influence that the offers of the quarter cost so far, as moves of one list [points] · (seat, world)."""
    return prices.surcharged(prices.list_prices(standing, standing, game.setting, offers), game.params)


def opened(game: Diplomacy, world: World, room: Room) -> Bargain:
    """All rounds of a quarter: new offers in each, and counter-offers to what was declined in the one before."""
    bargain = Bargain(world, seen=room.seen)
    renewals.asked(game, bargain, room)
    last: Round | None = None
    for number in range(game.setting.rounds):
        now = _round(game, bargain, room, number, last)
        if last is not None:
            _refuse(game, bargain, last, now)
        last = now
        if now is None:
            break
    if last is not None:
        _refuse(game, bargain, last, None)
    return bargain


def _round(game: Diplomacy, bargain: Bargain, room: Room, number: int, last: Round | None) -> Round | None:
    """One round: whoever declined may counter, every other seat that no person plays may table one offer."""
    seats, worlds = len(game.seats), game.params.worlds
    rows = start_terms(seats, seats, worlds)
    of = np.full((seats, worlds), -1) if last is None else _countered(game, bargain, room, last, rows)
    goes_on = np.asarray(~bargain.world.finished if last is None else last.made.any(0))
    extra = {"round": lambda asked: np.full(len(asked), float(number))}
    look = fog.look(bargain.world, room.standing, room.standing, game.setting, game.params, extra, bargain.seen)
    mute = room.marked(room.people | room.silent)

    def machines(asked: Array, where: Array) -> Array:
        return listed(~mute[asked] & goes_on[where] & (of[asked, where] < 0))

    def fine(value: Any, count: int) -> str | None:
        return faults(value, count, game)

    quarter = game.quarter(bargain.world)
    sound_at = np.zeros((seats, worlds))
    for said_by, where, draft in room.table.ask(
        "propose", None, look, room.memory, fine, room.failures, machines, quarter
    ):
        if draft is not None:
            write(rows, said_by, where, draft, sound_at)
    made = _filled(rows) & goes_on
    if (sound_at > 0).any():
        made = soundings.passed(game, bargain, room, rows, made, sound_at, f"round{number}")
    if not made.any():
        return None
    free = of >= 0 if last is None else (of >= 0) & (_taken(last.of, of) < 0)
    return _table(game, bargain, room, rows, made, of, free, f"round{number}")


def _filled(rows: Terms) -> Array:
    """Which rows hold an offer · (offer, world) bool."""
    return np.asarray((rows.kind > 0).any(1))


def _taken(values: Array, offer: Array) -> Array:
    """The value of the offer that each row names, in its world · (seat, world)."""
    return np.take_along_axis(values, np.maximum(offer, 0), axis=0)


def _countered(game: Diplomacy, bargain: Bargain, room: Room, last: Round, rows: Terms) -> Array:
    """Ask whoever declined for a counter-offer and write it into the rows · which offer each row counters."""
    of = np.full(last.of.shape, -1)
    said_no = last.declined & last.refused[:, None]
    if not said_no.any():
        return of
    first = np.where(said_no.any(0), said_no.argmax(axis=0), -1)
    extra = counter_sight(game, bargain.world, room.standing, last.rows, first, last.of)
    look = fog.look(bargain.world, room.standing, room.standing, game.setting, game.params, extra, bargain.seen)

    def decliners(asked: Array, where: Array) -> Array:
        return listed(first[asked, where] >= 0)

    def fine(value: Any, count: int) -> str | None:
        return faults(value, count, game)

    quarter = game.quarter(bargain.world)
    for said_by, where, draft in room.table.ask(
        "counter", None, look, room.memory, fine, room.failures, decliners, quarter
    ):
        if draft is not None:
            write(rows, said_by, where, draft)
    seat, world = places(_filled(rows))
    meant = rows.party[seat, first[seat, world], world]  # who was answered must be a party of the answer
    rows.kind[seat[~meant], :, world[~meant]] = 0
    of[seat[meant], world[meant]] = first[seat[meant], world[meant]]
    return of


def _refuse(game: Diplomacy, bargain: Bargain, last: Round, now: Round | None) -> None:
    """Charge for the refusals of a round, unless a counter-offer was tabled in the next."""
    countered = np.zeros_like(last.refused)
    if now is not None:
        seat, world = places(now.made & (now.of >= 0))
        countered[now.of[seat, world], world] = True
        for row, number in now.numbers.items():
            if now.of[row, 0] >= 0:
                _link(bargain, number, last.numbers[int(now.of[row, 0])])
    felt = last.refused & ~countered
    if felt.any():
        paid = list(bargain.price)
        charged = felt & (paid[last.place] > 0)
        paid[last.place] = paid[last.place] + np.where(charged, game.params.refusal_price, 0)
        bargain.price = tuple(paid)


def _link(bargain: Bargain, counter: int, offer: int) -> None:
    """Tell in the log that one offer counters another, which then was not refused."""
    bargain.log[counter]["counter"] = offer
    bargain.log[offer] |= {"refused": False, "countered": True}
    for waiting in bargain.open:
        if waiting["number"] == counter:
            waiting["counter"] = offer


def person_offers(
    game: Diplomacy, bargain: Bargain, room: Room, seat: int, draft: Draft, counter: int | None = None
) -> dict[str, Any]:
    """Table a person's offer; strategies answer or counter at once. Returns the record of what became of it, or an
    objection. ``counter`` is the number of a waiting offer to which it is the answer."""
    seats, worlds = len(game.seats), game.params.worlds
    rows, objection = written_down(game, bargain.world, seat, draft)
    if objection:
        return objection
    answered = None if counter is None else bargain.log[counter]
    if answered is not None and not rows.party[seat, answered["from"]].all():
        return {"signed": False, "objection": "not_a_counter"}
    made = _filled(rows) & (np.arange(seats) == seat)[:, None]
    nothing = np.full((seats, worlds), -1)
    purpose = f"person{len(bargain.log)}"
    others = replace(room, people=room.people - {seat})
    first = answered is not None and "counter" not in answered
    now = _table(game, bargain, others, rows, made, nothing, made & first, purpose)
    if not now.made.any():
        return {"signed": False, "objection": "too_dear"}
    number = len(bargain.log) - 1
    if counter is not None:
        bargain.open = [waiting for waiting in bargain.open if waiting["number"] != counter]
        bargain.log[counter]["answers"][seat] = False
        _link(bargain, number, counter)
    _answer_with_counters(game, bargain, room, now, purpose, counter is not None)
    return bargain.log[number]


def _answer_with_counters(
    game: Diplomacy, bargain: Bargain, room: Room, told: Round, purpose: str, is_counter: bool
) -> None:
    """Let the strategies that declined a person's offer counter it at once; the person answers in good time."""
    seats = len(game.seats)
    rows = start_terms(seats, seats, game.params.worlds)
    known = told._replace(of=np.where(told.made & is_counter, 0, told.of))
    of = _countered(game, bargain, room, known, rows)
    made = _filled(rows)
    now = None
    if made.any():
        now = _table(game, bargain, room, rows, made, of, (of >= 0) & (not is_counter), f"{purpose}/counter")
    _refuse(game, bargain, told, now)


def _table(
    game: Diplomacy, bargain: Bargain, room: Room, rows: Terms, made: Array, of: Array, free: Array, purpose: str
) -> Round:
    """Price the offers, collect answers, sign what all accept, leave open what waits for people."""
    p = game.params
    clauses = total((rows.kind > 0).astype(float), 1)
    parties = total(rows.party.astype(float), 1)
    price = np.where(made & ~free, prices.offer_price(clauses, parties, p), 0)
    made = made & sound(rows, in_business(bargain.world, game)) & (parties >= 2)
    price = np.where(made, price, 0)
    spent = influence_spent((*bargain.price, price), room.standing, game)
    made &= (spent <= bargain.world.influence + 1e-9) | (price == 0)
    price = np.where(made, price, 0)
    person = room.marked(room.people)
    asked = made[:, None] & rows.party
    own = np.arange(len(asked))
    asked[own, own] = False
    accepts = accepting(game, bargain, room, rows, asked, purpose)
    waiting = asked & person[None, :, None]
    agreed = made & (accepts | waiting).all(1)
    signed = agreed & ~waiting.any(1)
    if signed.any():
        terms, placed = deals.booked(bargain.world.deals, rows, signed)
        signed &= placed >= 0
        bargain.world = replace(bargain.world, deals=terms)
    refused = made & ~agreed
    mute = room.marked(room.people | room.silent)
    declined = asked & ~accepts & ~mute[None, :, None]
    bargain.price = (*bargain.price, price)
    now = Round(rows, of, made, refused, declined, len(bargain.price) - 1, {})
    if p.worlds == 1:
        _tell(game, bargain, room, now, asked, accepts, signed, price)
    return now


def _tell(
    game: Diplomacy, bargain: Bargain, room: Room, now: Round, asked: Array, accepts: Array, signed: Array, price: Array
) -> None:
    """Write the offers of a single world into the log, and put before people what waits for them."""
    person = room.marked(room.people)
    for offer in listed(now.made[:, 0]).tolist():
        others = listed(asked[offer, :, 0]).tolist()
        record = {
            "from": offer,
            "terms": offer_record(now.rows, offer),
            "answers": {s: bool(accepts[offer, s, 0]) for s in others if not person[s]},
            "signed": bool(signed[offer, 0]),
            "refused": bool(now.refused[offer, 0]),
            "price": float(price[offer, 0]),
        }
        now.numbers[offer] = len(bargain.log)
        bargain.log.append(record)
        waits = [s for s in others if person[s]]
        if waits and not now.refused[offer, 0]:
            office = {s: bool(accepts[offer, s, 0]) for s in waits}
            heavy = {s: weight(game, bargain.world, room.standing, now.rows, offer, s) for s in waits}
            bargain.open.append(
                {
                    "number": now.numbers[offer], "waits": waits, "place": now.place, "office": office,
                    "weight": heavy, **record,
                }
            )  # fmt: skip


def settle(game: Diplomacy, bargain: Bargain, replies: Mapping[tuple[int, int], int]) -> Bargain:
    """Book the offers that waited for people: signed if every person asked, or else their office, said yes."""
    seats, worlds = len(game.seats), game.params.worlds
    for waiting in bargain.open:
        number, proposer, record = waiting["number"], waiting["from"], bargain.log[waiting["number"]]
        office = {s: yes for s, yes in waiting["office"].items() if (number, s) not in replies}
        said = {s: bool(replies.get((number, s), office.get(s, False))) for s in waiting["waits"]}
        yes = all(said.values())
        record["answers"].update(said)
        record |= {"signed": yes, "refused": not yes, "waited": True, "office": sorted(office)}
        if "renews" in waiting:
            renewals.book(bargain, waiting["renews"], yes)
        elif yes:
            rows = rows_of(waiting["terms"], seats, worlds)
            terms, placed = deals.booked(bargain.world.deals, rows, np.ones((1, worlds), bool))
            bargain.world = replace(bargain.world, deals=terms)
            record["signed"] = bool((placed >= 0).all())
        elif record["price"] > 0:
            paid = list(bargain.price)
            refusal = np.zeros_like(paid[waiting["place"]])
            refusal[proposer] = game.params.refusal_price
            paid[waiting["place"]] = paid[waiting["place"]] + refusal
            bargain.price = tuple(paid)
    bargain.open = []
    return bargain


def recorded(game: Diplomacy, world: World, log: list[dict[str, Any]]) -> Bargain:
    """The talks of a recorded quarter, booked again in the order of signing: what waited for people comes last."""
    seats, worlds = len(game.seats), game.params.worlds
    bargain = Bargain(world, log=[dict(entry) for entry in log])
    for entry in log:
        if entry.get("leaked"):
            soundings.make_known(game, bargain, entry)
    for entry in sorted(log, key=lambda entry: bool(entry.get("waited"))):
        if "renews" in entry:
            renewals.book(bargain, entry["renews"], entry["signed"])
        elif entry["signed"]:
            rows = rows_of(entry["terms"], seats, worlds)
            signed = np.ones((1, worlds), bool)
            bargain.world = replace(bargain.world, deals=deals.booked(bargain.world.deals, rows, signed)[0])
    for entry in log:
        price = np.zeros((seats, worlds))
        refusal = game.params.refusal_price if entry["refused"] and entry["price"] > 0 else 0
        price[entry["from"]] = entry["price"] + refusal
        bargain.price = (*bargain.price, price)
    return bargain
