"""Futures as one seat may imagine them: what it may not know is heard through the fog, guessed, or left out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from agents.columns import Array, Column, columns_of
from game.luck import Luck
from game.orders import Orders
from game.session import Session
from game.world import World

GUESSES = "imagined agendas"
"""Purpose under which the agendas of others are drawn."""
INSTEAD = {"trained": "published"}
"""Public columns that stand for secret ones: of a model nobody knows before it is published."""

NOTHING = {"question": -1, "question_came": -1}
"""What stands for nothing in the rows of others, where that is not zero."""


def veil(session: Session, seat: str) -> None:
    """Replace in every world of the session what this seat may not know, in place; all others are as cast.

    Reported columns are what the seat hears of them. Agendas of others are drawn by the odds that the seat reads,
    their temperaments are even, their models the published ones, their analysts and their notes none; what nobody may
    know is zero. Two games that this seat cannot tell apart have the same futures under the veil.
    """
    index, sight = session.seat_index[seat], session.sight(seat)
    agenda = _guessed(session, index, sight.closer_odds)
    world, orders = session.world, session.standing
    session.world = replace(world, **{**_imagined(World, world, sight, session, index), "agenda": agenda})
    session.standing = replace(orders, **_imagined(Orders, orders, sight, session, index))
    memory = np.zeros_like(session.memory)
    memory[:, index] = session.memory[:, index]
    session.memory = memory


def _imagined(sort: type, owner: Any, sight: Any, session: Session, index: int) -> dict[str, Array]:
    """The columns that are not public, as the seat may know them."""
    found: dict[str, Array] = {}
    for name, declared in columns_of(sort).items():
        if declared.known == "reported":
            found[name] = np.array(getattr(sight, name))
        elif declared.known == "hidden":
            found[name] = np.zeros_like(getattr(owner, name))
        elif declared.known == "own" and not declared.person:
            found[name] = _own_only(name, declared, owner, session, index)
    return found


def _own_only(name: str, declared: Column, owner: Any, session: Session, index: int) -> Array:
    """A column of which a seat knows its own row: other rows are what is public, or nothing."""
    truth = getattr(owner, name)
    nothing = NOTHING.get(name, 0) if declared.idle is None else declared.idle
    blank = np.full_like(truth, nothing)
    if name in INSTEAD:
        blank = getattr(owner, INSTEAD[name]).copy()
    nations = len(session.seat_index) - truth.shape[0] if declared.axes[0] == "firm" else 0
    row = index - nations
    if 0 <= row < len(truth):
        blank[row] = truth[row]
    return blank


def _guessed(session: Session, index: int, odds: Array) -> Array:
    """Agendas drawn by the odds (seat, agenda, world), the own one known · (seat, world)."""
    draws = Luck(session.seeds, session.quarter, session.key).uniform(GUESSES, len(odds))
    below = np.add.accumulate(odds, axis=1) / np.maximum(np.add.reduce(odds, axis=1)[:, None], 1e-12)
    drawn = np.minimum(np.add.reduce(below <= draws[:, None], axis=1), odds.shape[1] - 1)
    drawn[index] = session.world.agenda[index]
    return drawn.astype(session.world.agenda.dtype)
