"""Soundings in the talks: a draft is shown to its parties before it is tabled, and sometimes to everybody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from agents.columns import Array, total
from game.answers import chances
from game.drafts import in_business, offer_record, rows_of, sound, written_down
from game.play import Bargain, Room
from game.rules import prices
from game.rules.soundings import band, leaked
from game.world import Terms

if TYPE_CHECKING:
    from game.diplomacy import Diplomacy


class Sounding(NamedTuple):
    """What soundings told: the band of every asked seat, two of (offer, seat, world), and where it became known."""

    low: Array
    high: Array
    leaks: Array
    asked: Array


def passed(
    game: Diplomacy, bargain: Bargain, room: Room, rows: Terms, made: Array, sound_at: Array, purpose: str
) -> Array:
    """The offers of a round that are tabled · (offer, world) bool: of those to be sounded out, the ones well received.

    An offer passes if the middle of the band of its least willing party is at least ``sound_at`` (offer, world).
    """
    asks = made & (sound_at > 0) & sound(rows, in_business(bargain.world, game))
    asks &= total(rows.party.astype(float), 1) >= 2
    price = np.where(asks, game.params.sound_price, 0)
    spent = prices.surcharged(
        prices.list_prices(room.standing, room.standing, game.setting, (*bargain.price, price)), game.params
    )
    asks &= spent <= bargain.world.influence + 1e-9
    if not asks.any():
        return made & (sound_at == 0)
    told = _asked(game, bargain, room, rows, asks, purpose)
    least = np.min(np.where(told.asked, (told.low + told.high) / 2, 1), axis=1)
    return made & ((sound_at == 0) | (asks & (least >= sound_at)))


def person_sounds(
    game: Diplomacy, bargain: Bargain, room: Room, seat: int, draft: Mapping[str, Any]
) -> dict[str, Any]:
    """Sound out a person's draft. Returns the record with a band of the chance for every party, or an objection."""
    rows, objection = written_down(game, bargain.world, seat, draft)
    if objection:
        return objection
    asks = np.zeros((len(game.seats), game.params.worlds), bool)
    asks[seat] = True
    price = np.where(asks, game.params.sound_price, 0)
    spent = prices.surcharged(
        prices.list_prices(room.standing, room.standing, game.setting, (*bargain.price, price)), game.params
    )
    if (spent > bargain.world.influence + 1e-9)[seat].any():
        return {"signed": False, "objection": "too_dear"}
    _asked(game, bargain, room, rows, asks, f"person{len(bargain.log)}")
    return bargain.log[-1]


def _asked(game: Diplomacy, bargain: Bargain, room: Room, rows: Terms, asks: Array, purpose: str) -> Sounding:
    """Ask every party of some drafts (offer, world), charge for it, and make known what leaks."""
    p, seats = game.params, len(game.seats)
    asked = asks[:, None] & rows.party
    own = np.arange(seats)
    asked[own, own] = False
    chance = chances(game, bargain, room, rows, asked, f"sound/{purpose}")
    low, high = band(chance, room.luck.uniform(f"band/{purpose}", seats), p)
    leaks = asks & (room.luck.uniform(f"leak/{purpose}", seats) < p.sound_leak)
    bargain.price = (*bargain.price, np.where(asks, p.sound_price, 0))
    told = Sounding(low, high, leaks, asked)
    for offer in np.flatnonzero(leaks.any(axis=1)).tolist():
        bargain.world = leaked(bargain.world, rows, offer, offer, leaks[offer], game.setting, p)
    if p.worlds == 1:
        _tell(bargain, rows, asks, told, float(p.sound_price[0]))
    return told


def _tell(bargain: Bargain, rows: Terms, asks: Array, told: Sounding, price: float) -> None:
    """Write the soundings of a single world into the log."""
    for offer in np.flatnonzero(asks[:, 0]).tolist():
        others = np.flatnonzero(told.asked[offer, :, 0]).tolist()
        bands = {s: [float(bound[offer, s, 0]) for bound in (told.low, told.high)] for s in others}
        bargain.log.append(
            {
                "from": offer, "terms": offer_record(rows, offer), "answers": {}, "signed": False, "refused": False,
                "price": price, "sounded": [[s, *bands[s]] for s in others], "leaked": bool(told.leaks[offer, 0]),
            }
        )  # fmt: skip


def make_known(game: Diplomacy, bargain: Bargain, entry: Mapping[str, Any]) -> None:
    """Let the sounding of a record become known again."""
    rows = rows_of(entry["terms"], len(game.seats), game.params.worlds)
    known = np.ones(game.params.worlds, bool)
    bargain.world = leaked(bargain.world, rows, 0, entry["from"], known, game.setting, game.params)
