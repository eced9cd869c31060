"""The chronicle: what happened in a quarter, told by comparing its two ends. Events are told, never fired."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from game.chronicle.agreed import bodies, deals, offers, slot_clauses, watching
from game.chronicle.events import FROM_SESSION, WEIGHTS, Event, event_of, known_to, plain
from game.chronicle.happened import (
    crises,
    elections,
    ending,
    firms,
    forecasts,
    incidents,
    mediations,
    meetings,
    models,
    occasions,
    race,
    scarcity,
    shock,
    table,
    under_way,
)
from game.chronicle.ordered import doctrines, measures, policies, stance_levels, stance_of
from game.chronicle.quarter import Quarter
from game.orders import Orders
from game.play import Bargain
from game.world import World

if TYPE_CHECKING:
    from game.diplomacy import Diplomacy
    from game.session import Session

__all__ = [
    "FROM_SESSION", "WEIGHTS", "Event", "chronicle", "event_of", "known_to", "plain", "slot_clauses", "stance_levels",
    "stance_of",
]  # fmt: skip

TELLERS: tuple[Callable[[Quarter], Iterator[Event]], ...] = (
    measures,
    policies,
    doctrines,
    offers,
    deals,
    bodies,
    watching,
    models,
    race,
    incidents,
    shock,
    elections,
    meetings,
    crises,
    mediations,
    occasions,
    forecasts,
    firms,
    under_way,
    scarcity,
    table,
    ending,
)


def chronicle(
    game: Diplomacy, before: World, talks: Bargain, orders_played: Orders, standing_before: Orders, session: Session
) -> list[Event]:
    """The events of the quarter just played, in world 0, the weightiest first."""
    quarter = Quarter(game, before, talks, orders_played, standing_before, session)
    told = [event for teller in TELLERS for event in teller(quarter)]
    return sorted(told, key=lambda event: -event.weight)
