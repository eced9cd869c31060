"""Answers: asking the seats that an offer is addressed to, strategies for themselves and offices for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from agents.columns import Array, listed, turns
from agents.table import Asked
from game import fog
from game.offers import Asking, Offers
from game.play import Bargain, Room
from game.weighing import offer_sight

if TYPE_CHECKING:
    from game.diplomacy import Diplomacy


def accepting(
    game: Diplomacy, bargain: Bargain, room: Room, offers: Offers, asking: Asking, purpose: str, renewal: bool = False
) -> Array:
    """Which of those who are asked accept · (asked,) bool.

    A seat with several offers before it answers each with luck of its own, by the order of the offers.
    """
    if not len(asking.seat):
        return np.zeros(0, bool)
    where = offers.world.take(asking.offer)
    turn = turns(asking.seat * game.params.worlds + where)
    seats = len(game.seats)
    draws = [room.luck.uniform(f"answer/{purpose}/{each}", seats) for each in range(int(turn.max()) + 1)]
    draw = np.array(draws)[turn, asking.seat, where]
    return draw < chances(game, bargain, room, offers, asking, renewal)


def chances(
    game: Diplomacy, bargain: Bargain, room: Room, offers: Offers, asking: Asking, renewal: bool = False
) -> Array:
    """The chance that each who is asked says yes · (asked,).

    Nobody speaks for silent seats, and for people their office does.
    """
    found = np.zeros(len(asking.seat))
    speaks = listed(~room.marked(room.silent)[asking.seat])
    if not len(speaks):
        return found
    extra = offer_sight(game, bargain.world, room.standing, offers, asking.offer, renewal)
    look = fog.look(bargain.world, room.standing, room.standing, game.setting, game.params, extra, bargain.seen)
    called = Asked(asking.seat.take(speaks), offers.world.take(asking.offer.take(speaks)), speaks)
    for said_by, chance in room.table.ask_about(
        "answer", called, look, room.memory, _fault, room.failures, game.quarter(bargain.world)
    ):
        if chance is not None:
            found[said_by.about] = chance
    return found


def _fault(value: Any, count: int) -> str | None:
    """What is wrong with an answer in one sentence, or None."""
    if value is None:
        return None
    if not isinstance(value, np.ndarray) or value.shape != (count,) or not np.isfinite(value).all():
        return "an answer must be one number from 0 to 1 a row"
    return None if ((value >= 0) & (value <= 1)).all() else "an answer must lie between 0 and 1"
