"""Soundings in the talks: a draft is shown to its parties before it is tabled, and sometimes to everybody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from agents.columns import Array, listed
from game.answers import chances
from game.drafts import in_business, offer_record, parties, recorded_offer, sound, written_down
from game.offers import Asking, Offers
from game.play import Bargain, Room
from game.rules import prices
from game.rules.soundings import band, leaked

if TYPE_CHECKING:
    from game.diplomacy import Diplomacy


class Sounding(NamedTuple):
    """What soundings told: the band of everybody asked, two of (asked,), and where it became known · (offer,) bool."""

    asking: Asking
    low: Array
    high: Array
    leaks: Array


def passed(game: Diplomacy, bargain: Bargain, room: Room, offers: Offers, purpose: str) -> Offers:
    """The offers of a round that are tabled: of those to be sounded out, the ones well received.

    An offer passes if the middle of the band of its least willing party is at least its ``sound``.
    """
    tabled = offers.sound == 0
    asks = ~tabled & sound(offers, in_business(bargain.world, game)) & (parties(offers) >= 2)
    asks &= _affordable(game, bargain, offers)
    if asks.any():
        asked = listed(asks)
        told = _asked(game, bargain, room, offers.some(asked), purpose)
        least = np.ones(len(asked))
        np.minimum.at(least, told.asking.offer, (told.low + told.high) / 2)
        tabled[asked] = least >= offers.sound.take(asked)
    return offers.some(listed(tabled))


def _affordable(game: Diplomacy, bargain: Bargain, offers: Offers) -> Array:
    """Whether those who ask can pay for it, besides what they offered already · (offer,) bool."""
    p = game.params
    price = p.sound_price.take(offers.world)
    spent = prices.spent_on_offers(bargain.price, price, offers.by, offers.world, p)
    return spent <= bargain.world.influence[offers.by, offers.world] + 1e-9


def person_sounds(game: Diplomacy, bargain: Bargain, room: Room, seat: int, draft: Mapping[str, Any]) -> dict[str, Any]:
    """Sound out a person's draft. Returns the record with a band of the chance for every party, or an objection."""
    offers = written_down(game, bargain.world, seat, draft)
    if isinstance(offers, dict):
        return offers
    if not _affordable(game, bargain, offers).all():
        return {"signed": False, "objection": "too_dear"}
    _asked(game, bargain, room, offers, f"person{len(bargain.log)}")
    return bargain.log[-1]


def _asked(game: Diplomacy, bargain: Bargain, room: Room, offers: Offers, purpose: str) -> Sounding:
    """Ask every party of some drafts, charge for it, and make known what leaks."""
    p, seats, asking = game.params, len(game.seats), offers.others()
    where = offers.world.take(asking.offer)
    chance = chances(game, bargain, room, offers, asking)
    draw = room.luck.uniform(f"band/{purpose}", seats)[asking.seat, where]
    low, high = band(chance, draw, p.sound_width.take(where))
    leaks = room.luck.uniform(f"leak/{purpose}", seats)[offers.by, offers.world] < p.sound_leak.take(offers.world)
    price = np.zeros((seats, p.worlds))
    price[offers.by, offers.world] = p.sound_price.take(offers.world)
    bargain.price = (*bargain.price, price)
    if leaks.any():
        bargain.world = leaked(bargain.world, offers.some(listed(leaks)), game.setting, p)
    told = Sounding(asking, low, high, leaks)
    if p.worlds == 1:
        _tell(bargain, offers, told, float(p.sound_price[0]))
    return told


def _tell(bargain: Bargain, offers: Offers, told: Sounding, price: float) -> None:
    """Write the soundings of a single world into the log."""
    for number, proposer in enumerate(offers.by.tolist()):
        mine = told.asking.offer == number
        heard = zip(*(x[mine].tolist() for x in (told.asking.seat, told.low, told.high)), strict=True)
        bargain.log.append(
            {
                "from": proposer, "terms": offer_record(offers, number), "answers": {}, "signed": False,
                "refused": False, "price": price, "sounded": [list(each) for each in heard],
                "leaked": bool(told.leaks[number]),
            }
        )  # fmt: skip


def make_known(game: Diplomacy, bargain: Bargain, entry: Mapping[str, Any]) -> None:
    """Let the sounding of a record become known again."""
    offers = recorded_offer(entry["terms"], entry["from"], len(game.seats), game.params.worlds)
    bargain.world = leaked(bargain.world, offers, game.setting, game.params)
