"""The epilogue on one page: what came after the last quarter, and what it did to the points."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from game import names
from game.diplomacy import final_score
from game.rules.scores import GOAL_CAUSES
from game.session import Session
from game.views.dossier import goal_texts
from game.views.ends import Chart, Series, history
from game.views.scene import Scene, number, signed
from game.views.telling import Line, line, together
from game.words import say

A_QUARTER = 2
"""Most events of a quarter that are told."""
LEAST = 12.0
"""Weight from which an event is told."""
CHARTS = ("lead", "risk", "prosperity", "fragmentation")


class Judged(NamedTuple):
    """A goal's points at the end of the game, after the epilogue, and as they count."""

    name: str
    end: float
    after: float
    counted: float
    text: str


class Moved(NamedTuple):
    """What the epilogue did to the points of a seat."""

    seat: str
    name: str
    end: float
    final: float
    text: str


class Quarter(NamedTuple):
    """A quarter of the epilogue and what weighed most in it."""

    date: str
    lines: tuple[Line, ...]


class Aftermath(NamedTuple):
    """The page. ``told`` is False where nothing followed, and ``text`` then says why."""

    told: bool
    title: str
    text: str
    start: str
    end: str
    length: int
    goals: tuple[Judged, ...]
    moved: tuple[Moved, ...]
    quarters: tuple[Quarter, ...]
    charts: tuple[Chart, ...]
    at: int
    """How many values of each series of the charts belong to the game itself."""


def aftermath(session: Session, seat: str | None) -> Aftermath | None:
    """What followed the end of a game, all of it open; None while the game lasts."""
    if not session.finished:
        return None
    scene, after = Scene(session, seat), session.epilogue()
    length = after.quarter - session.quarter
    if not length:
        lost = scene.world.ending[0] == names.ENDINGS.index("runaway_race")
        why = say(f"hindsight.epilogue.{'lost' if lost else 'none'}")
        return Aftermath(False, say("hindsight.epilogue.title"), why, "", "", 0, (), (), (), (), 0)
    later = Scene(after, seat)
    code = int(after.world.ending[0])
    key = names.ENDINGS[code] if code >= 0 else "managed_rivalry"
    stays = code == int(scene.world.ending[0])
    text = say(
        f"hindsight.epilogue.{'stays' if stays else 'turns'}",
        ending=say(f"endings.{names.ENDINGS[int(scene.world.ending[0])]}.title"),
        later=say(f"endings.{key}.title"),
    )
    if code == names.ENDINGS.index("runaway_race"):
        text += " " + say("hindsight.epilogue.catastrophe")
    setting = later.setting
    return Aftermath(
        True,
        say(f"endings.{key}.title"),
        text,
        setting.date(session.quarter),
        setting.date(after.quarter - 1),
        length,
        _goals(scene, after),
        _moved(scene, after),
        _quarters(later, after),
        _charts(session, after, seat),
        len(session.snapshots),
    )


def _goals(scene: Scene, after: Session) -> tuple[Judged, ...]:
    """The goals of the viewer, judged twice; an observer has none."""
    if scene.seat is None:
        return ()
    index, game = scene.seat, scene.game
    end = game.judged(scene.world, scene.orders)
    later = game.judged(after.world, after.standing)
    final = final_score(scene.session, after)
    found = []
    for place, name in enumerate(GOAL_CAUSES):
        was, now, counts = (
            float(np.broadcast_to(judged.causes[name], judged.total.shape)[index, 0]) for judged in (end, later, final)
        )
        title = goal_texts(scene, index, game.playbook.goals[index][place].key)[0]
        shown = {"end": number(was, 1), "after": number(now, 1), "counted": number(counts, 1)}
        found.append(Judged(title, was, now, counts, say("hindsight.epilogue.judged", **shown)))
    return tuple(found)


def _moved(scene: Scene, after: Session) -> tuple[Moved, ...]:
    """Seats whose points the epilogue moved most, the viewer's first."""
    end = scene.game.score(scene.world, scene.orders)[:, 0]
    final = final_score(scene.session, after).total[:, 0]
    rows = [
        Moved(key, scene.name(key), float(end[i]), float(final[i]), signed(float(final[i] - end[i]), "", 1))
        for i, key in enumerate(scene.seats)
        if scene.is_nation(key) or scene.world.alive[i - scene.n, 0]
    ]
    return tuple(sorted(rows, key=lambda row: (row.seat != scene.viewer, -abs(row.final - row.end))))


def _quarters(later: Scene, after: Session) -> tuple[Quarter, ...]:
    """What weighed most in each quarter; every promise seen broken is among it."""
    found = []
    for place, events in enumerate(after.events):
        ranked = sorted(together(events), key=lambda event: (event.kind != "deal_broken", -event.weight))
        weighty = [event for event in ranked if event.weight >= LEAST and event.kind != "game_ended"]
        seen: list[Any] = []
        for event in weighty:
            if all(event.kind != other.kind for other in seen):
                seen.append(event)
        lines = tuple(line(later, event) for event in seen[:A_QUARTER])
        found.append(Quarter(later.setting.date(after.first_quarter + place), lines))
    return tuple(found)


def _charts(session: Session, after: Session, seat: str | None) -> tuple[Chart, ...]:
    """The lines of the game with their continuation."""
    game = {chart.key: chart for chart in history(session, seat)}
    on = {chart.key: chart for chart in history(after, seat)}
    found = []
    for key in CHARTS:
        ends = {one.key: one.values[1:] for one in on[key].series}
        series = tuple(
            Series(one.key, one.label, one.seat, (*one.values, *ends[one.key]))
            for one in game[key].series
            if one.key in ends
        )
        one = game[key]
        found.append(Chart(key, one.title, one.unit, (*one.dates, *on[key].dates[1:]), series))
    return tuple(found)
