"""Dossiers: what one seat may know of another, or of itself."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from game import names
from game.session import Session
from game.views.bargaining import sides
from game.views.scene import Scene, Span, between, compute, money, number, percent, quarters, signed
from game.views.telling import clause_text, level_text
from game.words import label, say


class Stat(NamedTuple):
    """One number with its past; ``reported`` numbers carry the range in which they are believed to lie.

    ``text`` is what people read; where that is a place or a distance, ``exact`` is the number itself, and ``short``
    the text in a few letters.
    """

    key: str
    label: str
    value: float
    text: str
    low: float
    high: float
    reported: bool
    history: tuple[float, ...]
    short: str = ""
    exact: str = ""


class Agenda(NamedTuple):
    """One agenda of the public deck, and what analysts give it; ``own`` marks the one held (own seat, or game over)."""

    key: str
    title: str
    text: str
    odds: float
    history: tuple[float, ...]
    beating: float
    own: bool
    reached: float | None


class GoalView(NamedTuple):
    """One public goal: the points it brings, and how far it is reached where the viewer may know (None: not)."""

    key: str
    title: str
    text: str
    points: float
    value: float | None
    floor: float
    aim: float
    reached: float | None


class Level(NamedTuple):
    """One channel between two nations, as they restrict it."""

    channel: str
    name: str
    ours: float
    theirs: float


class Treaty(NamedTuple):
    """A deal in force of the seat."""

    deal: int
    parties: tuple[str, ...]
    names: tuple[str, ...]
    clauses: tuple[str, ...]
    gives: tuple[str, ...]
    takes: tuple[str, ...]
    quarters_left: int
    inspection: float


class FirmCard(NamedTuple):
    """A firm at home in the nation."""

    key: str
    name: str
    roles: tuple[str, ...]
    revenue: float
    text: str
    alive: bool


class Policy(NamedTuple):
    """A standing order in words."""

    field: str
    label: str
    value: float
    text: str


class Dossier(NamedTuple):
    """All that the viewer may know of a seat."""

    seat: str
    label: str
    kind: str
    archetype: str
    home: str
    flag: str
    case: str
    about: str
    doctrine: str
    stats: tuple[Stat, ...]
    goals: tuple[GoalView, ...]
    agendas: tuple[Agenda, ...]
    trust: tuple[Stat, ...]
    restrictions: tuple[Level, ...]
    policies: tuple[Policy, ...]
    deals: tuple[Treaty, ...]
    firms: tuple[FirmCard, ...]
    bodies: tuple[str, ...]
    record: tuple[float, float]
    status: str


NATION_STATS: tuple[tuple[str, str], ...] = (
    ("lead", "quarters"),
    ("chips_training", "compute"),
    ("chips_serving", "compute"),
    ("power", "power"),
    ("home_made", "share"),
    ("talent", "part"),
    ("shortage", "share"),
    ("prosperity", "place"),
    ("public_trust", "share"),
    ("approval", "hundred"),
    ("leverage", "share"),
    ("chips_leaked", "slots"),
    ("influence", "points"),
    ("cash", "money"),
)
FIRM_STATS: tuple[tuple[str, str], ...] = (
    ("revenue", "money"),
    ("cash", "money"),
    ("income", "money"),
    ("spending", "money"),
    ("capacity", "slots"),
    ("inventory", "slots"),
    ("published", "model"),
    ("opened", "model"),
    ("safety", "share"),
    ("compute_share", "share"),
    ("compliance_cost", "share"),
    ("influence", "points"),
)
TEXTS: dict[str, Any] = {
    "quarters": quarters,
    "compute": compute,
    "share": percent,
    "part": percent,
    "hundred": lambda value: percent(value / 100),
    "money": money,
    "points": lambda value: number(value, 0 if value >= 20 else 1),
    "power": lambda value: say("reasons.amount.power", value=number(value)),
    "slots": lambda value: say("reasons.amount.slots", value=number(value)) if value else say("reasons.amount.nothing"),
}
NATION_POLICIES = ("openness", "safety_standard", "enforcement", "threshold", "release_threshold")
FIRM_POLICIES = ("release", "growth", "training_share", "lobbying", "downgrade", "guidance")


def dossier(session: Session, viewer: str | None, seat: str) -> Dossier:
    """The file of a seat as the viewer may read it."""
    scene = Scene(session, viewer)
    info = scene.game.scenario.seat_info[seat]
    nation = scene.is_nation(seat)
    alive = nation or bool(scene.world.alive[scene.setting.firms.index(seat), 0])
    archetype = info["archetype"]
    return Dossier(
        seat=seat,
        label=str(info["label"]),
        kind=info["kind"],
        archetype=say(f"goals.{archetype}.name"),
        home=str(info["home"]),
        flag=str(info["flag"]),
        case=str(info["case"]),
        about=say(f"goals.{archetype}.text"),
        doctrine=_strategy(session, seat) if scene.own(seat) else "",
        stats=_stats(scene, seat, NATION_STATS if nation else FIRM_STATS),
        goals=_goals(scene, seat),
        agendas=_agendas(scene, seat),
        trust=_trust(scene, viewer, seat),
        restrictions=_restrictions(scene, viewer, seat),
        policies=_policies(scene, seat, NATION_POLICIES if nation else FIRM_POLICIES),
        deals=_treaties(scene, seat),
        firms=_firms(scene, seat) if nation else (),
        bodies=_bodies(scene, seat) if nation else (),
        record=(float(scene.world.kept[scene.index(seat), 0]), float(scene.world.broken[scene.index(seat), 0])),
        status="" if alive else say("reasons.word.closed"),
    )


def _strategy(session: Session, seat: str) -> str:
    """Name of the strategy that speaks for a seat."""
    voice: Any = session.voices[session.seat_index[seat]]
    return str((voice if hasattr(voice, "name") else voice[0]).name)


def _stats(scene: Scene, seat: str, wanted: tuple[tuple[str, str], ...]) -> tuple[Stat, ...]:
    found = []
    for column, form in wanted:
        span = scene.span(column, seat)
        if span is None:
            continue
        found.append(_told(scene, column, form, span, scene.history(column, seat)))
    return tuple(found)


def _told(scene: Scene, column: str, form: str, span: Span, history: tuple[float, ...]) -> Stat:
    """A stat; an index as a place among nations, a model as its distance from the frontier."""
    if form in TEXTS:
        return _stat(column, span, TEXTS[form], history)
    if form == "place":
        values = getattr(scene.world, column)[: scene.n, 0]
        place, count = 1 + int(np.count_nonzero(values > span.value)), len(values)
        told, short = say("reasons.amount.place", place=place, count=count), f"{place}/{count}"
        return _stat(column, span, number, history)._replace(text=told, short=short, exact=number(span.value))
    if span.value <= 0:
        none = say("reasons.amount.nothing")
        return _stat(column, span, number, history)._replace(text=none, short=none)
    pace = max(float(scene.world.pace[0]), float(np.ravel(scene.p.pace_floor)[0]))
    behind = (float(np.max(scene.world.best[:, 0])) - span.value) / pace
    told = say("reasons.word.at_frontier") if behind < 0.05 else quarters(-behind)
    short = say("window.amount.quarters", value=signed(-behind, "", 1))
    exact = say("reasons.amount.eci", value=number(span.value, 1))
    return _stat(column, span, number, history)._replace(text=told, short=short, exact=exact)


def _stat(key: str, span: Span, text: Any, history: tuple[float, ...] = ()) -> Stat:
    return Stat(key, label("stat", key), span.value, between(span, text), span.low, span.high, span.reported, history)


def goal_texts(scene: Scene, index: int, key: str) -> tuple[str, str]:
    """Name and sentence of a goal or agenda of a seat."""
    base = f"goals.{scene.setting.archetypes[index]}.{key}"
    return say(f"{base}.name"), say(f"{base}.text")


def _goals(scene: Scene, seat: str) -> tuple[GoalView, ...]:
    """Public goals with what the seat, or anybody after the end, may know of how far they are reached."""
    index = scene.index(seat)
    found = []
    reached = scene.game.playbook.reached(scene.measures) if scene.own(seat) else None
    for place, goal in enumerate(scene.game.playbook.goals[index][:3]):
        title, text = goal_texts(scene, index, goal.key)
        value = float(scene.measures.of(goal.measure)[index, 0]) if reached is not None else None
        part = float(np.clip(reached[place, index, 0], 0, 1)) if reached is not None else None
        found.append(GoalView(goal.key, title, text, goal.points, value, goal.floor, goal.aim, part))
    return tuple(found)


def _agendas(scene: Scene, seat: str) -> tuple[Agenda, ...]:
    """The deck with the analysts' odds; the card held only for its holder, and for all at the end."""
    index = scene.index(seat)
    held = int(scene.world.agenda[index, 0]) if scene.own(seat) else -1
    reached = scene.game.playbook.reached(scene.measures) if scene.own(seat) else None
    found = []
    for place, goal in enumerate(scene.game.playbook.goals[index][3:]):
        title, text = goal_texts(scene, index, goal.key)
        odds = float(scene.odds(seat)[place])
        history = scene.series(lambda w, o, p=place: float(scene.odds(seat, w)[p]))  # type: ignore[misc]  # default in lambda
        part = float(np.clip(reached[3 + place, index, 0], 0, 1)) if reached is not None else None
        found.append(Agenda(goal.key, title, text, odds, history, goal.beating, place == held, part))
    return tuple(found)


def _trust(scene: Scene, viewer: str | None, seat: str) -> tuple[Stat, ...]:
    """Trust between the viewer's nation and the seat's, both ways, and tension at each other's measures."""
    if viewer is None or scene.home(viewer) == scene.home(seat):
        return ()
    me, other = scene.home(viewer), scene.home(seat)

    def stat(key: str, value: Any) -> Stat:
        past = scene.series(lambda w, o: float(value(w)))
        now = past[-1] if past else float(value(scene.world))
        return _stat(key, Span(now, now, now, False), percent, past)

    return (
        stat(
            "trust_ours",
            lambda w: w.trust_good[me, other, 0] / (w.trust_good[me, other, 0] + w.trust_bad[me, other, 0]),
        ),
        stat(
            "trust_theirs",
            lambda w: w.trust_good[other, me, 0] / (w.trust_good[other, me, 0] + w.trust_bad[other, me, 0]),
        ),
        stat("tension_theirs", lambda w: w.tension[me, other, 0]),
        stat("tension_ours", lambda w: w.tension[other, me, 0]),
    )


def _restrictions(scene: Scene, viewer: str | None, seat: str) -> tuple[Level, ...]:
    if viewer is None or scene.home(viewer) == scene.home(seat):
        return ()
    me, other = scene.home(viewer), scene.home(seat)
    return tuple(
        Level(
            key,
            label("channel", key),
            float(scene.orders.restriction[me, other, c, 0]),
            float(scene.orders.restriction[other, me, c, 0]),
        )
        for c, key in enumerate(names.CHANNELS)
    )


def _policies(scene: Scene, seat: str, wanted: tuple[str, ...]) -> tuple[Policy, ...]:
    found = []
    for field in wanted:
        row = int(scene.game.lines(field)[scene.index(seat)])
        value = float(getattr(scene.orders, field)[row, 0])
        found.append(Policy(field, label("field", field), value, level_text(field, value)))
    return tuple(found)


def _treaties(scene: Scene, seat: str) -> tuple[Treaty, ...]:
    from game.chronicle import slot_clauses

    terms, index = scene.world.deals, scene.index(seat)
    found = []
    for deal in np.flatnonzero((terms.quarters_left[:, 0] > 0) & terms.party[:, index, 0]).tolist():
        parties = tuple(key for s, key in enumerate(scene.seats) if terms.party[deal, s, 0])
        clauses = slot_clauses(scene, terms, deal)
        gives, takes = sides(scene, clauses, seat, parties)
        texts = tuple(clause_text(scene, clause, parties) for clause in clauses)
        named = tuple(scene.name(key) for key in parties)
        found.append(
            Treaty(
                deal,
                parties,
                named,
                texts,
                gives,
                takes,
                int(terms.quarters_left[deal, 0]),
                float(terms.inspection[deal, 0]),
            )
        )
    return tuple(found)


def _firms(scene: Scene, seat: str) -> tuple[FirmCard, ...]:
    home = scene.home(seat)
    found = []
    for firm, key in enumerate(scene.setting.firms):
        if scene.setting.home[firm] != home:
            continue
        alive = bool(scene.world.alive[firm, 0])
        if not alive and key in scene.setting.spare:
            continue
        roles = tuple(label("role", role) for r, role in enumerate(names.ROLES) if scene.setting.role[r, firm])
        revenue = float(scene.world.revenue[firm, 0])
        found.append(FirmCard(key, scene.name(key), roles, revenue, money(revenue), alive))
    return tuple(sorted(found, key=lambda card: -card.revenue))


def _bodies(scene: Scene, seat: str) -> tuple[str, ...]:
    member = scene.world.member[:, scene.home(seat), 0]
    bodies = scene.setting.bodies
    return tuple(
        str(bodies[i]["name"]) if i < len(bodies) else scene.name(f"body:{i}") for i in np.flatnonzero(member).tolist()
    )
