"""The talks of a quarter: offers are tabled, every party answers or counters, and what all accept is signed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from agents.columns import Array, listed, total, turns
from agents.table import Asked
from game import fog, renewals, soundings
from game.answers import accepting
from game.drafts import (
    drafted,
    faults,
    in_business,
    offer_record,
    parties,
    recorded_offer,
    sound,
    written_down,
)
from game.offers import Asking, Offers, joined
from game.play import Bargain, Room, Signed
from game.rules import deals, prices
from game.weighing import counter_sight, weight
from game.world import World

if TYPE_CHECKING:
    from game.diplomacy import Diplomacy

Draft = Mapping[str, Any]


class Round(NamedTuple):
    """What became of the offers of one round.

    ``refused`` (offer,) bool; ``declined`` lists strategies that said no; ``place`` is where ``Bargain.price`` holds
    the prices, and ``numbers`` where the log of a single world tells of an offer.
    """

    offers: Offers
    refused: Array
    declined: Asking
    place: int
    numbers: dict[int, int]


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
    counters = None if last is None else _countered(game, bargain, room, last)
    offers = _proposed(game, bargain, room, number, last, counters)
    purpose = f"round{number}"
    if offers is not None and (offers.sound > 0).any():
        offers = soundings.passed(game, bargain, room, offers, purpose)
    if offers is None or not offers.size:
        return None
    free = offers.of >= 0
    if last is not None:
        free &= last.offers.of.take(offers.of, mode="clip") < 0
    return _table(game, bargain, room, offers, free, purpose)


def _proposed(
    game: Diplomacy, bargain: Bargain, room: Room, number: int, last: Round | None, counters: Offers | None
) -> Offers | None:
    """The offers of a round: the counters, and what every seat without one proposes that no person plays."""
    goes_on = ~bargain.world.finished
    silent = np.repeat(room.marked(room.people | room.silent)[:, None], game.params.worlds, axis=1)
    if last is not None:
        goes_on = np.zeros_like(goes_on)
        goes_on[last.offers.world] = True
    if counters is not None:
        silent[counters.by, counters.world] = True
    extra = {"round": lambda asked: np.full(len(asked), float(number))}
    look = fog.look(bargain.world, room.standing, room.standing, game.setting, game.params, extra, bargain.seen)

    def machines(asked: Array, where: Array) -> Array:
        return listed(goes_on[where] & ~silent[asked, where])

    def fine(value: Any, count: int) -> str | None:
        return faults(value, count, game)

    parts = [] if counters is None else [counters]
    for said_by, where, draft in room.table.ask(
        "propose", None, look, room.memory, fine, room.failures, machines, game.quarter(bargain.world)
    ):
        if draft is not None:
            parts.append(drafted(said_by, where, draft))
    return joined(parts, game.params.worlds) if parts else None


def _countered(game: Diplomacy, bargain: Bargain, room: Room, last: Round) -> Offers | None:
    """Ask whoever declined for a counter-offer; of several that it declined, to the first."""
    felt = listed(last.refused[last.declined.offer])
    if not len(felt):
        return None
    offer, seat = last.declined.offer.take(felt), last.declined.seat.take(felt)
    where = last.offers.world.take(offer)
    first = listed(turns(seat * game.params.worlds + where) == 0)
    asked = Asked(seat.take(first), where.take(first), offer.take(first))
    extra = counter_sight(game, bargain.world, room.standing, last.offers, np.arange(last.offers.size))
    look = fog.look(bargain.world, room.standing, room.standing, game.setting, game.params, extra, bargain.seen)

    def fine(value: Any, count: int) -> str | None:
        return faults(value, count, game)

    parts = []
    for by, draft in room.table.ask_about(
        "counter", asked, look, room.memory, fine, room.failures, game.quarter(bargain.world)
    ):
        if draft is not None:
            parts.append(drafted(by.seats, by.worlds, draft, by.about))
    if not parts:
        return None
    counters = joined(parts, game.params.worlds)
    answered = last.offers.by.take(counters.of)  # who was answered must be a party of the answer
    return counters.some(listed(counters.party[answered, np.arange(counters.size)]))


def _refuse(game: Diplomacy, bargain: Bargain, last: Round, now: Round | None) -> None:
    """Charge for the refusals of a round, unless a counter-offer was tabled in the next."""
    felt = last.refused.copy()
    if now is not None:
        felt[now.offers.of[now.offers.of >= 0]] = False
        for row, number in now.numbers.items():
            if now.offers.of[row] >= 0:
                _link(bargain, number, last.numbers[int(now.offers.of[row])])
    if felt.any():
        paid = list(bargain.price)
        by, world = last.offers.by[felt], last.offers.world[felt]
        price = paid[last.place][by, world]
        paid[last.place] = paid[last.place].copy()
        paid[last.place][by, world] = price + np.where(price > 0, game.params.refusal_price.take(world), 0)
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
    offers = written_down(game, bargain.world, seat, draft)
    if isinstance(offers, dict):
        return offers
    answered = None if counter is None else bargain.log[counter]
    if answered is not None and not offers.party[answered["from"]].all():
        return {"signed": False, "objection": "not_a_counter"}
    purpose = f"person{len(bargain.log)}"
    others = replace(room, people=room.people - {seat})
    first = answered is not None and "counter" not in answered
    now = _table(game, bargain, others, offers, np.full(offers.size, first), purpose)
    if not now.offers.size:
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
    known = told.offers._replace(of=np.full(told.offers.size, 0 if is_counter else -1))
    counters = _countered(game, bargain, room, told._replace(offers=known))
    now = None
    if counters is not None and counters.size:
        free = np.full(counters.size, not is_counter)
        now = _table(game, bargain, room, counters, free, f"{purpose}/counter")
    _refuse(game, bargain, told, now)


def _table(game: Diplomacy, bargain: Bargain, room: Room, offers: Offers, free: Array, purpose: str) -> Round:
    """Price the offers, collect answers, sign what all accept, leave open what waits for people."""
    offers, price = _priced(game, bargain, offers, free)
    asking = offers.others()
    accepts = accepting(game, bargain, room, offers, asking, purpose)
    waits = room.marked(room.people)[asking.seat]
    refused, waiting = np.zeros(offers.size, bool), np.zeros(offers.size, bool)
    refused[asking.offer[~(accepts | waits)]] = True
    waiting[asking.offer[waits]] = True
    signed = ~refused & ~waiting
    if signed.any():
        some = listed(signed)
        signed[some] = _entered(bargain, offers.some(some))
    no = listed(~accepts & ~room.marked(room.people | room.silent)[asking.seat])
    declined = Asking(asking.offer.take(no), asking.seat.take(no))
    paid = np.zeros((len(game.seats), game.params.worlds))
    paid[offers.by, offers.world] = price
    bargain.price = (*bargain.price, paid)
    now = Round(offers, refused, declined, len(bargain.price) - 1, {})
    if game.params.worlds == 1:
        _tell(game, bargain, room, now, asking, accepts, signed, price)
    return now


def _entered(bargain: Bargain, offers: Offers) -> Array:
    """Enter offers that all accepted in the treaty book; which of them found room · (offer,) bool."""
    terms, placed = deals.entered(bargain.world.deals, offers)
    bargain.world = replace(bargain.world, deals=terms)
    found = listed(placed >= 0)
    told = offers.some(found)
    bargain.signed.append(Signed(placed.take(found), told.world, told.by, told.of >= 0))
    return placed >= 0


def _priced(game: Diplomacy, bargain: Bargain, offers: Offers, free: Array) -> tuple[Offers, Array]:
    """The offers that can be made and are paid for, and the price of each · (offer,)."""
    p = game.params
    possible = listed(sound(offers, in_business(bargain.world, game)) & (parties(offers) >= 2))
    offers, free = offers.some(possible), free.take(possible)
    clauses, base = total((offers.kind > 0).astype(float), 0), p.offer_price.take(offers.world)
    price = np.where(free, 0, prices.offer_price(clauses, parties(offers), base))
    spent = prices.spent_on_offers(bargain.price, price, offers.by, offers.world, p)
    made = listed((spent <= bargain.world.influence[offers.by, offers.world] + 1e-9) | (price == 0))
    return offers.some(made), price.take(made)


def _tell(
    game: Diplomacy, bargain: Bargain, room: Room, now: Round, asking: Asking, accepts: Array, signed: Array,
    price: Array,
) -> None:  # fmt: skip
    """Write the offers of a single world into the log, and put before people what waits for them."""
    person = room.marked(room.people)
    for offer, proposer in enumerate(now.offers.by.tolist()):
        mine = asking.offer == offer
        said = dict(zip(asking.seat[mine].tolist(), accepts[mine].tolist(), strict=True))
        office = {s: yes for s, yes in said.items() if person[s]}
        record = {
            "from": proposer,
            "terms": offer_record(now.offers, offer),
            "answers": {s: yes for s, yes in said.items() if s not in office},
            "signed": bool(signed[offer]),
            "refused": bool(now.refused[offer]),
            "price": float(price[offer]),
        }
        now.numbers[offer] = len(bargain.log)
        bargain.log.append(record)
        if office and not now.refused[offer]:
            heavy = {s: weight(game, bargain.world, room.standing, now.offers, offer, s) for s in office}
            bargain.open.append(
                {
                    "number": now.numbers[offer], "waits": list(office), "place": now.place, "office": office,
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
            offers = recorded_offer(waiting["terms"], proposer, seats, worlds)
            record["signed"] = bool(_entered(bargain, offers).all())
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
            offers = recorded_offer(entry["terms"], entry["from"], seats, worlds)
            bargain.world = replace(bargain.world, deals=deals.entered(bargain.world.deals, offers)[0])
    for entry in log:
        price = np.zeros((seats, worlds))
        refusal = game.params.refusal_price if entry["refused"] and entry["price"] > 0 else 0
        price[entry["from"]] = entry["price"] + refusal
        bargain.price = (*bargain.price, price)
    return bargain
