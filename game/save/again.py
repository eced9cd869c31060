"""A saved game played again and compared with its record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from agents.strategies import ROSTER
from game.diplomacy import Diplomacy
from game.play import Game
from game.save.files import read
from game.save.plain import ending, talks, teller
from game.save.record import numbers_differ, quarter_digest
from game.save.resume import game_of, snapshot, undamaged
from game.session import Session


class Verdict(NamedTuple):
    """What came of playing a record again: ``departed`` is the first quarter that differs, ``what`` names how."""

    same: bool
    quarters: int
    departed: int | None
    what: tuple[str, ...]
    ending: str
    text: str


def replay(
    path: str | Path, progress: Callable[[int, int], None] | None = None, game: type[Game] = Diplomacy
) -> Verdict:
    """Play a saved game again from its record, asking no strategy, and compare quarter by quarter.

    Offers, answers, orders, events, whole numbers and the ending must be the same; other numbers may differ by 1e-9.
    """
    name = Path(path).name
    head, body = read(path)
    with undamaged(name):
        played = game_of(name, game, head, body)
        begin = None if body["begin"] is None else snapshot(played, body, body["begin"])
        session = Session(
            played,
            np.array(body["seed"], np.uint64),
            [ROSTER["hold"]] * len(played.seats),
            key=body["key"],
            watch=teller(played),
            begin=begin,
        )
        quarters = body["quarters"]
        for index, quarter in enumerate(quarters):
            session.advance_recorded({"talks": talks(quarter["talks"]), "orders": quarter["orders"]})
            if progress is not None:
                progress(index + 1, len(quarters))
            after = session.snapshots[-1]
            wrong = numbers_differ(after, quarter["numbers"])
            events = session.events[-1] if session.events else []
            if quarter_digest(session.records[-1], events, after) != quarter["digest"]:
                wrong.insert(0, "decisions or events")
            if wrong:
                return _verdict(head, session, index + 1, tuple(wrong))
        if ending(session) != body["ending"]:
            return _verdict(head, session, len(quarters), ("ending",))
    return _verdict(head, session, None, ())


def _verdict(head: Mapping[str, Any], session: Session, departed: int | None, what: tuple[str, ...]) -> Verdict:
    played, rules = len(session.records), session.game.rules
    if departed is None:
        quarters = "1 quarter" if played == 1 else f"{played} quarters"
        text = f"Played {quarters} again: every decision, event and number is the same."
    else:
        others = f" (saved under rules {head['rules']}, these are {rules})" if head["rules"] != rules else ""
        listed = ", ".join(what[:5]) + (" and others" if len(what) > 5 else "")
        text = f"Quarter {departed} departs from the record in {listed}{others}."
    return Verdict(departed is None, played, departed, what, ending(session), text)
