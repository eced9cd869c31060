"""Answers: asking the seats that an offer is addressed to, strategies for themselves and offices for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from agents.columns import Array, places
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

    A seat with several offers before it answers them one after the other, by the number of the offer.
    """
    offer, seat, where = places(asked)
    address = seat * asked.shape[2] + where
    by_address = np.argsort(address, kind="stable")
    place = address[by_address]
    first = np.flatnonzero(np.concatenate([[True], place[1:] != place[:-1]]))
    turn = np.arange(len(place)) - np.repeat(first, np.diff(np.append(first, len(place))))
    for depth in range(int(turn.max(initial=-1)) + 1):
        now = by_address[turn == depth]
        which = np.full(asked.shape[1:], -1)
        which[seat[now], where[now]] = offer[now]
        yield from _one_each(game, bargain, room, rows, which, f"{purpose}/{depth}", renewal)


def _one_each(
    game: Diplomacy, bargain: Bargain, room: Room, rows: Terms, which: Array, purpose: str, renewal: bool
) -> Iterator[Heard]:
    """Ask the addressed seats about one offer each: ``which`` (seat, world) is the offer, -1 none."""
    draws = room.luck.uniform(f"answer/{purpose}", len(which))
    mute = room.marked(room.silent)

    def addressed(asked: Array, where: Array) -> Array:
        return np.flatnonzero((which[asked, where] >= 0) & ~mute[asked])

    extra = offer_sight(game, bargain.world, room.standing, rows, which, renewal)
    look = fog.look(bargain.world, room.standing, room.standing, game.setting, game.params, extra, bargain.seen)
    quarter = game.quarter(bargain.world)
    for said_by, where, chance in room.table.ask(
        "answer", None, look, room.memory, _fault, room.failures, addressed, quarter
    ):
        if chance is not None:
            yield which[said_by, where], said_by, where, chance, draws[said_by, where]


def _fault(value: Any, count: int) -> str | None:
    """What is wrong with an answer in one sentence, or None."""
    if value is None:
        return None
    if not isinstance(value, np.ndarray) or value.shape != (count,) or not np.isfinite(value).all():
        return "an answer must be one number from 0 to 1 a row"
    return None if ((value >= 0) & (value <= 1)).all() else "an answer must lie between 0 and 1"
