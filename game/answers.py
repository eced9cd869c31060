"""Answers: asking the seats that an offer is addressed to, strategies for themselves and offices for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from agents.columns import Array, listed, places
from agents.table import Asked
from game import fog
from game.play import Bargain, Room
from game.weighing import offer_sight
from game.world import Terms

if TYPE_CHECKING:
    from game.diplomacy import Diplomacy

Heard = tuple[Array, Array, Array, Array, Array]
"""Some answers: offers, seats and worlds of the rows, the chance that each says yes, and the draw that decides."""


def accepting(
    game: Diplomacy, bargain: Bargain, room: Room, rows: Terms, asked: Array, purpose: str, renewal: bool = False
) -> Array:
    """Who accepts or was not asked · (offer, seat, world) bool."""
    accepts = ~asked
    for offer, seat, where, chance, draw in heard(game, bargain, room, rows, asked, purpose, renewal):
        accepts[offer, seat, where] = draw < chance
    return accepts


def chances(game: Diplomacy, bargain: Bargain, room: Room, rows: Terms, asked: Array, purpose: str) -> Array:
    """The chance that each asked seat would say yes, 1 for the others · (offer, seat, world)."""
    found = np.where(asked, 0.0, 1.0)
    for offer, seat, where, chance, _draw in heard(game, bargain, room, rows, asked, purpose):
        found[offer, seat, where] = chance
    return found


def heard(
    game: Diplomacy, bargain: Bargain, room: Room, rows: Terms, asked: Array, purpose: str, renewal: bool = False
) -> Iterator[Heard]:
    """The answers to ``asked`` (offer, seat, world); nobody speaks for silent seats, and for people their office does.

    A seat with several offers before it answers each with luck of its own, by the order of the offers.
    """
    offer, seat, where = places(asked)
    speaks = listed(~room.marked(room.silent)[seat])
    if not len(speaks):
        return
    turn = _turns(seat * asked.shape[2] + where)
    draws = [room.luck.uniform(f"answer/{purpose}/{each}", asked.shape[1]) for each in range(int(turn.max()) + 1)]
    extra = offer_sight(game, bargain.world, room.standing, rows, offer, renewal)
    look = fog.look(bargain.world, room.standing, room.standing, game.setting, game.params, extra, bargain.seen)
    called = Asked(seat.take(speaks), where.take(speaks), speaks)
    for (seats, worlds, which), chance in room.table.ask_about(
        "answer", called, look, room.memory, _fault, room.failures, game.quarter(bargain.world)
    ):
        if chance is not None:
            yield offer[which], seats, worlds, chance, np.array(draws)[turn[which], seats, worlds]


def _turns(address: Array) -> Array:
    """How many before each have the same address · like ``address``."""
    order = address.argsort(kind="stable")
    place = address[order]
    first = listed(np.concatenate([[True], place[1:] != place[:-1]]))
    turn = np.empty_like(address)
    turn[order] = np.arange(len(place)) - np.repeat(first, np.diff(np.append(first, len(place))))
    return turn


def _fault(value: Any, count: int) -> str | None:
    """What is wrong with an answer in one sentence, or None."""
    if value is None:
        return None
    if not isinstance(value, np.ndarray) or value.shape != (count,) or not np.isfinite(value).all():
        return "an answer must be one number from 0 to 1 a row"
    return None if ((value >= 0) & (value <= 1)).all() else "an answer must lie between 0 and 1"
