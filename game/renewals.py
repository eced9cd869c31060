"""Renewals: in its last quarters a deal can go on for as long again, on equal terms and at no price."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from agents.columns import Array
from game.answers import accepting
from game.drafts import in_business, offer_record, sound
from game.play import Bargain, Room
from game.rules import deals

if TYPE_CHECKING:
    from game.diplomacy import Diplomacy


def asked(game: Diplomacy, bargain: Bargain, room: Room) -> None:
    """In its last quarter every strategy says whether a deal shall go on; for people it waits, as their office says."""
    ripe = deals.renewable(bargain.world.deals, np.ones(game.params.worlds)) & ~bargain.world.finished
    if ripe.any():
        ripe &= sound(bargain.world.deals, in_business(bargain.world, game))
        _put(game, bargain, room, ripe, "renewal")


def asked_by(game: Diplomacy, bargain: Bargain, room: Room, seat: int, deal: int) -> dict[str, Any]:
    """A person's wish to renew a deal; the strategies of the others answer at once. Returns the record, or why not."""
    terms, p = bargain.world.deals, game.params
    if not 0 <= deal < len(terms.party) or not terms.party[deal, seat].all():
        return {"signed": False, "objection": "not_a_party"}
    if any(entry.get("renews") == deal for entry in bargain.log):
        return {"signed": False, "objection": "asked_already"}
    ripe = deals.renewable(terms, p.renewal_window) & (np.arange(len(terms.party)) == deal)[:, None]
    if not ripe.any() or not sound(terms, in_business(bargain.world, game))[deal].all():
        return {"signed": False, "objection": "not_ending"}
    _put(game, bargain, room, ripe, f"renewal/{len(bargain.log)}", seat)
    return bargain.log[-1]


def _put(game: Diplomacy, bargain: Bargain, room: Room, ripe: Array, purpose: str, by: int | None = None) -> None:
    """Ask the parties of ripe deals (deal, world), book what all want, and leave open what waits for people."""
    terms = bargain.world.deals
    put = ripe[:, None] & terms.party
    if by is not None:
        put[:, by] = False
    accepts = accepting(game, bargain, room, terms, put, purpose, renewal=True)
    waiting = put & room.marked(room.people)[None, :, None]
    agreed = ripe & (accepts | waiting).all(1)
    bargain.world = replace(bargain.world, deals=deals.renewal(terms, agreed & ~waiting.any(1)))
    if game.params.worlds == 1:
        for deal in np.flatnonzero(ripe[:, 0]).tolist():
            _tell(bargain, deal, put[deal, :, 0], accepts[deal, :, 0], waiting[deal, :, 0], bool(agreed[deal, 0]), by)


def _tell(
    bargain: Bargain, deal: int, put: Array, accepts: Array, waiting: Array, agreed: bool, by: int | None
) -> None:
    """Write a renewal of a single world into the log, and put it before the people it waits for."""
    terms = bargain.world.deals
    waits = np.flatnonzero(waiting).tolist()
    record: dict[str, Any] = {
        "from": int(np.argmax(terms.party[deal, :, 0])) if by is None else by,
        "terms": offer_record(terms, deal, int(np.max(terms.due[deal, :, 0]))),
        "answers": {s: bool(accepts[s]) for s in np.flatnonzero(put & ~waiting).tolist()},
        "signed": agreed and not waits,
        "refused": not agreed,
        "price": 0.0,
        "renews": deal,
    }
    if by is not None:
        record["by"] = by
    bargain.log.append(record)
    if waits and agreed:
        office = {s: bool(accepts[s]) for s in waits}
        entry = {"number": len(bargain.log) - 1, "waits": waits, "office": office, "weight": dict.fromkeys(waits, 0.0)}
        bargain.open.append({**entry, **record})


def book(bargain: Bargain, deal: int, agreed: bool) -> None:
    """Enter in the treaty book that a deal goes on, if all said so."""
    terms = bargain.world.deals
    chosen = np.zeros_like(terms.renewed)
    chosen[deal] = agreed
    bargain.world = replace(bargain.world, deals=deals.renewal(terms, chosen))
