"""Standing, history and the ending."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from agents.columns import total
from game import names
from game.chronicle import known_to
from game.diplomacy import final_score
from game.rules import endings
from game.rules.measures import Measures
from game.rules.sizes import ENDING_MEASURES
from game.session import Session
from game.views.dossier import goal_texts
from game.views.scene import Cause, Scene, number, percent, signed
from game.views.telling import Line, line
from game.words import label, say
from game.world import World


class Rank(NamedTuple):
    """One seat's points of a hundred, with where they come from; the agenda is named only when it is open."""

    seat: str
    name: str
    points: float
    text: str
    parts: tuple[Cause, ...]
    agenda: str
    change: float


class Series(NamedTuple):
    """One line of a chart."""

    key: str
    label: str
    seat: str
    values: tuple[float, ...]


class Chart(NamedTuple):
    """Lines over the dates of the quarters kept."""

    key: str
    title: str
    unit: str
    dates: tuple[str, ...]
    series: tuple[Series, ...]


class Mark(NamedTuple):
    """An event on the time line."""

    quarter: int
    date: str
    line: Line


class Test(NamedTuple):
    """One ending with the numbers that decide it, and whether it holds now."""

    key: str
    title: str
    holds: bool
    text: str


class Ending(NamedTuple):
    """How the game ended, or what it would be if it ended now."""

    key: str
    title: str
    paragraph: str
    over: bool
    standing: tuple[Rank, ...]
    charts: tuple[Chart, ...]
    marks: tuple[Mark, ...]
    tests: tuple[Test, ...]


def standing(session: Session, seat: str | None = None) -> tuple[Rank, ...]:
    """Points of every seat, the highest first; while the game lasts a seat reads only its own."""
    scene = Scene(session, seat)
    found = []
    whole = final_score(session)
    kept = session.snapshots
    before = scene.game.score(kept[-2].world, kept[-2].standing) if len(kept) > 1 else None
    for index, key in enumerate(scene.seats):
        if not scene.own(key):
            continue
        if not scene.is_nation(key) and key in scene.setting.spare and not scene.world.alive[index - scene.n, 0]:
            continue
        points = float(whole.total[index, 0])
        parts = tuple(
            Cause(
                name,
                _part_name(scene, index, name),
                float(np.broadcast_to(amount, whole.total.shape)[index, 0]),
                signed(float(np.broadcast_to(amount, whole.total.shape)[index, 0]), "", 1),
            )
            for name, amount in whole.causes.items()
        )
        agenda = scene.game.playbook.goals[index][3 + int(scene.world.agenda[index, 0])].key
        change = points - float(before[index, 0]) if before is not None else 0.0
        found.append(
            Rank(key, scene.name(key), points, number(points, 0), parts, goal_texts(scene, index, agenda)[0], change)
        )
    return tuple(sorted(found, key=lambda rank: -rank.points))


def _part_name(scene: Scene, index: int, name: str) -> str:
    places = {"goal:first": 0, "goal:second": 1, "goal:third": 2}
    if name in places:
        return goal_texts(scene, index, scene.game.playbook.goals[index][places[name]].key)[0]
    if name == "agenda":
        return goal_texts(scene, index, scene.game.playbook.goals[index][3 + int(scene.world.agenda[index, 0])].key)[0]
    return label("cause", name)


def _at(column: str, row: int | None = None) -> Callable[[World, Any], float]:
    """A public column of the world, or its row (the mean over further axes), as a number of one quarter."""

    def value(world: World, _orders: Any) -> float:
        array = getattr(world, column)
        return float(np.mean(array[..., 0] if row is None else array[row, ..., 0]))

    return value


def _used(stack: int, nations: int) -> Callable[[World, Any], float]:
    """Part of the world's economy on a stack."""

    def value(world: World, _orders: Any) -> float:
        size = world.gdp[:nations, 0]
        return float(np.add.reduce(world.ecosystem[stack, :nations, 0] * size) / np.add.reduce(size))

    return value


def _restricted(giver: int, target: int) -> Callable[[World, Any], float]:
    """Mean restriction of one nation towards another."""

    def value(_world: World, orders: Any) -> float:
        return float(np.mean(orders.restriction[giver, target, :, 0]))

    return value


CHARTS = ("frontier", "lead", "risk", "stacks", "restrictions", "adoption", "prosperity", "fragmentation")


def history(session: Session, seat: str | None = None) -> tuple[Chart, ...]:
    """Series for charts, over all quarters kept; public numbers only."""
    scene = Scene(session, seat)
    first = session.first_quarter
    dates = tuple(scene.setting.date(first + i) for i in range(len(session.snapshots)))
    leading = np.argsort(-scene.world.best[: scene.n, 0], kind="stable")[:4].tolist()
    hosts = [int(host) for host in scene.setting.hosts[:-1]]
    one, two = leading[0], leading[1]
    key = scene.setting.nations

    def nations(column: str) -> tuple[Series, ...]:
        return tuple(Series(key[i], scene.name(key[i]), key[i], scene.series(_at(column, i))) for i in leading)

    def world(column: str) -> tuple[Series, ...]:
        return (Series(column, label("stat", column), "", scene.series(_at(column))),)

    stacks = tuple(
        Series(f"stack:{key[host]}", scene.name(key[host]), key[host], scene.series(_used(i, scene.n)))
        for i, host in enumerate(hosts)
    )
    between = []
    for a, b in ((one, two), (two, one)):
        title = say("reasons.word.towards", who=scene.name(key[a]), other=scene.name(key[b]))
        between.append(Series(f"{key[a]}>{key[b]}", title, key[a], scene.series(_restricted(a, b))))
    open_line = Series("open", label("stat", "open_frontier"), "", scene.series(_at("open_frontier")))
    made: dict[str, tuple[str, tuple[Series, ...]]] = {
        "frontier": ("ECI points", (*nations("best"), open_line)),
        "lead": ("quarters", nations("lead")),
        "risk": ("chance", world("risk")),
        "stacks": ("0-1", stacks),
        "restrictions": ("0-1", tuple(between)),
        "adoption": ("0-1", nations("adoption")),
        "prosperity": ("index", nations("prosperity")),
        "fragmentation": ("0-1", world("fragmentation")),
    }
    return tuple(Chart(name, say(f"reasons.chart.{name}"), made[name][0], dates, made[name][1]) for name in CHARTS)


def ending_tests(session: Session) -> tuple[Test, ...]:
    """Every ending with the numbers that decide it now, from the means of the window; public."""
    scene = Scene(session)
    world, p = scene.world, scene.p
    played = max(min(session.quarter, len(world.recent)), 1)
    mean = total(world.recent, 0)[:, 0] / played
    value = {name: float(mean[i]) for i, name in enumerate(ENDING_MEASURES)}
    quarter = world.quarter if session.quarter else world.quarter + 1
    _, code = endings.ending(world.recent, world, quarter, scene.setting, p, np.ones(1, bool))
    shares: dict[str, dict[str, Any]] = {
        "joint_laboratory": {"pooled": value["lab_share"], "least": p.lab_pooled},
        "hegemony": {
            "advantage": value["advantage"], "wanted": p.hegemony_advantage,
            "adoption": value["adoption_share"], "least": p.hegemony_adoption,
        },
        "silicon_curtain": {
            "mutual": value["mutual_restriction"], "wanted": p.curtain_restriction,
            "tipped": value["tipped"], "least": p.curtain_tipped,
        },
        "two_stacks": {
            "second": value["second_stack"], "wanted": p.stack_share,
            "fragmented": value["fragmentation"], "least": p.stacks_fragmentation,
        },
        "open_commons": {"fragmented": value["fragmentation"], "most": p.stacks_fragmentation},
    }  # fmt: skip
    numbers: dict[str, dict[str, str]] = {
        "runaway_race": {"count": number(float(world.grave_count[0]), 0), "limit": number(float(p.grave_limit[0]), 0)},
        "joint_laboratory": {
            "age": number(float(world.recent[-1, ENDING_MEASURES.index("lab_age"), 0]), 0),
            "wanted": number(float(p.lab_age[0]), 0),
        },
        "open_commons": {"gap": number(value["open_gap"], 1), "wanted": number(float(p.commons_gap[0]), 1)},
    }

    def told(name: str) -> str:
        parts = {part: percent(float(np.ravel(share)[0])) for part, share in shares.get(name, {}).items()}
        return say(f"reasons.ending_test.{name}", **parts, **numbers.get(name, {}))

    reached = names.ENDINGS[int(code[0])] if code[0] >= 0 else ""
    return tuple(Test(name, say(f"endings.{name}.title"), name == reached, told(name)) for name in names.ENDINGS)


def ending_view(session: Session, seat: str | None = None) -> Ending:
    """How the game ended, told in full; before the end, where it would end if nothing changed, without secrets."""
    scene = Scene(session, seat)
    tests = ending_tests(session)
    key = (
        names.ENDINGS[int(scene.world.ending[0])]
        if scene.over and scene.world.ending[0] >= 0
        else next((t.key for t in tests if t.holds), "managed_rivalry")
    )
    paragraph = say(f"endings.{key}.text")
    if key == "managed_rivalry":
        kept = bool(endings.held(Measures(scene.world, scene.orders, scene.setting, scene.p))[0])
        paragraph += " " + say(f"endings.{key}.{'held' if kept else 'uneasy'}")
    marks = []
    for place, events in enumerate(session.events):
        shown = events if scene.over else known_to(events, seat)
        quarter = session.first_quarter + place + 1
        for event in sorted((e for e in shown if e.secret is None), key=lambda e: -e.weight)[:2]:
            if event.weight >= 30:
                marks.append(Mark(quarter, scene.setting.date(quarter - 1), line(scene, event)))
    title = say(f"endings.{key}.title")
    return Ending(
        key, title, paragraph, scene.over, standing(session, seat), history(session, seat), tuple(marks), tests
    )
