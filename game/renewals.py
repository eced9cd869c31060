"""Renewals: in its last quarters a deal can go on for as long again, on equal terms and at no price."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from agents.columns import Array, listed, places
from game.answers import accepting
from game.drafts import in_business, offer_record, sound
from game.offers import Asking, Offers, entries_of
from game.play import Bargain, Room
from game.rules import deals

if TYPE_CHECKING:
    from game.diplomacy import Diplomacy


def asked(game: Diplomacy, bargain: Bargain, room: Room) -> None:
    """In its last quarter every strategy says whether a deal shall go on; for people it waits, as their office says."""
    ripe = deals.renewable(bargain.world.deals, np.ones(game.params.worlds)) & ~bargain.world.finished
    if ripe.any():
        _put(game, bargain, room, places(ripe), "renewal")


def asked_by(game: Diplomacy, bargain: Bargain, room: Room, seat: int, deal: int) -> dict[str, Any]:
    """A person's wish to renew a deal; the strategies of the others answer at once. Returns the record, or why not."""
    terms, p = bargain.world.deals, game.params
    if not 0 <= deal < len(terms.party) or not terms.party[deal, seat].all():
        return {"signed": False, "objection": "not_a_party"}
    if any(entry.get("renews") == deal for entry in bargain.log):
        return {"signed": False, "objection": "asked_already"}
    world = listed(deals.renewable(terms, p.renewal_window)[deal])
    if not _put(game, bargain, room, (np.full(len(world), deal), world), f"renewal/{len(bargain.log)}", seat):
        return {"signed": False, "objection": "not_ending"}
    return bargain.log[-1]


def _put(game: Diplomacy, bargain: Bargain, room: Room, ripe: tuple[Array, ...], purpose: str, by: int = -1) -> bool:
    """Ask the parties of ripe deals (deal and world of each), book what all want, and leave open what waits for people.

    Returns whether there was anything to ask about.
    """
    terms = bargain.world.deals
    offers = entries_of(terms, *ripe)
    some = listed(sound(offers, in_business(bargain.world, game)))
    if not len(some):
        return False
    offers, deal = offers.some(some), ripe[0].take(some)
    asking = offers._replace(by=np.full(offers.size, by)).others()
    accepts = accepting(game, bargain, room, offers, asking, purpose, renewal=True)
    waits = room.marked(room.people)[asking.seat]
    agreed = np.ones(offers.size, bool)
    agreed[asking.offer[~(accepts | waits)]] = False
    booked = np.zeros(terms.quarters_left.shape, bool)
    booked[deal, offers.world] = agreed
    booked[deal[asking.offer[waits]], offers.world[asking.offer[waits]]] = False
    bargain.world = replace(bargain.world, deals=deals.renewal(terms, booked))
    if game.params.worlds == 1:
        for number, slot in enumerate(deal.tolist()):
            _tell(bargain, slot, offers, number, asking, accepts, waits, bool(agreed[number]), by)
    return True


def _tell(
    bargain: Bargain, deal: int, offers: Offers, number: int, asking: Asking, accepts: Array, waits: Array,
    agreed: bool, by: int,
) -> None:  # fmt: skip
    """Write a renewal of a single world into the log, and put it before the people it waits for."""
    mine = asking.offer == number
    said = dict(zip(asking.seat[mine].tolist(), accepts[mine].tolist(), strict=True))
    office = {seat: said.pop(seat) for seat in asking.seat[mine & waits].tolist()}
    record: dict[str, Any] = {
        "from": int(np.argmax(offers.party[:, number])) if by < 0 else by,
        "terms": offer_record(offers, number, int(np.max(bargain.world.deals.due[deal, :, 0]))),
        "answers": said,
        "signed": agreed and not office,
        "refused": not agreed,
        "price": 0.0,
        "renews": deal,
    }
    if by >= 0:
        record["by"] = by
    bargain.log.append(record)
    if office and agreed:
        told = {"number": len(bargain.log) - 1, "waits": list(office), "office": office}
        bargain.open.append({**told, "weight": dict.fromkeys(office, 0.0), **record})


def book(bargain: Bargain, deal: int, agreed: bool) -> None:
    """Enter in the treaty book that a deal goes on, if all said so."""
    terms = bargain.world.deals
    chosen = np.zeros_like(terms.renewed)
    chosen[deal] = agreed
    bargain.world = replace(bargain.world, deals=deals.renewal(terms, chosen))
