"""Three headlines of a quarter, each as three presses tell it."""

from __future__ import annotations

from typing import NamedTuple

from game.chronicle import Event
from game.session import Session
from game.views.scene import Scene
from game.views.telling import bearing, last_events, told

HEADLINES = 3
PRESSES = ("home", "rival", "trade")


class Headline(NamedTuple):
    """One piece of news as three presses tell it."""

    kind: str
    home: str
    rival: str
    trade: str
    seats: tuple[str, ...]
    weight: float


def headlines(session: Session, seat: str | None) -> tuple[Headline, ...]:
    """Three headlines of the last quarter for a seat, each as home, rival and trade press tell it."""
    scene = Scene(session, seat)
    events = [event for event in last_events(session, seat) if event.secret is None]
    ranked = sorted(events, key=lambda event: -bearing(scene, event))
    firsts = [e for i, e in enumerate(ranked) if all(e.kind != other.kind for other in ranked[:i])]
    ranked = firsts + [event for event in ranked if event not in firsts]
    chosen: list[Event] = []
    for event in ranked:
        if all(event.kind != other.kind or event.seats[:2] != other.seats[:2] for other in chosen):
            chosen.append(event)
        if len(chosen) == HEADLINES:
            break
    while len(chosen) < HEADLINES:
        chosen.append(Event("quiet", values={"number": len(chosen) + 1}))
    found = []
    for event in chosen:
        home, rival, trade = (told(scene, event, press) for press in PRESSES)
        found.append(Headline(event.kind, home, rival, trade, event.seats, event.weight))
    return tuple(found)
