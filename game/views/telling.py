"""Events and clauses as sentences, and how much they concern whoever reads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from game import names
from game.chronicle import Event, known_to
from game.names import HOLD
from game.session import Session
from game.views.scene import Scene, number, percent
from game.words import capital, has, label, listed, say, spoken

BEARING = {"own": 1.6, "house": 1.2, "nations": 1.0, "firms": 0.4}
"""How much an event counts for a seat: of its own, of its home or its firms, of nations, of others' firms."""


class Line(NamedTuple):
    """A sentence with what it is about, so that a front end can lead there."""

    kind: str
    text: str
    seats: tuple[str, ...]
    reason: str
    weight: float
    bearing: float = 0.0
    """Its weight for the viewer, by which a front end puts first what matters to this seat."""


def clause_text(scene: Scene, clause: Mapping[str, Any], parties: Sequence[str] = ()) -> str:
    """One clause as a sentence; what every party owes names them all, where they are known."""
    return capital(_clause(scene, clause, parties))


def deal_name(clauses: Sequence[Mapping[str, Any]]) -> str:
    """A short name for a deal: the kinds of its clauses, within a sentence."""
    return listed(list(dict.fromkeys(label("clause", clause["kind"]) for clause in clauses)))


def _clause(scene: Scene, clause: Mapping[str, Any], parties: Sequence[str]) -> str:
    """One clause as a part of a sentence."""
    kind = clause["kind"]
    common = not clause.get("giver") or not clause.get("taker")
    every = listed([scene.spoken(key) for key in parties]) or say("reasons.word.every_party")
    giver = scene.spoken(clause["giver"]) if clause.get("giver") else every
    taker = scene.spoken(clause["taker"]) if clause.get("taker") else say("reasons.word.one_another")
    where = int(clause.get("channel", -1))
    channel = say("reasons.word.all_channels")
    if kind == "join_body" and where >= 0:
        bodies = scene.setting.bodies
        channel = spoken(str(bodies[where]["name"])) if where < len(bodies) else scene.spoken(f"body:{where}")
    elif 0 <= where < len(names.CHANNELS):
        channel = label("channel", names.CHANNELS[where])
    amount = float(clause.get("amount", 0))
    key = f"reasons.clause_text.{kind}"
    return say(
        f"{key}_all" if common and has(f"{key}_all") else key,
        giver=giver, taker=taker, channel=channel, amount=number(amount), part=percent(amount),
    )  # fmt: skip


def told(scene: Scene, event: Event, press: str = "text") -> str:
    """An event as a sentence; a press that has no voice of its own on this kind tells it plainly."""
    base = f"news.{event.kind}"
    case = _case(event)
    for key in (f"{base}.{press}_{case}", f"{base}.{press}", f"{base}.text_{case}"):
        if has(key):
            return capital(say(key, **_filled(scene, event)))
    return capital(say(f"{base}.text", **_filled(scene, event)))


def _case(event: Event) -> str:
    """The case of its kind, for kinds that have sentences of their own for some."""
    v = event.values
    if event.kind in ("controls_tightened", "controls_loosened"):
        if list(v["channels"]) == ["talent"]:
            return "talent"
        return "step" if v["was"] != v["now"] else ""
    if event.kind in ("policy", "firm_policy"):
        return f"{v['field']}_{'up' if v['up'] else 'down'}"
    cases = {
        "levy_set": "lifted" if v.get("now") == 0 else "",
        "deal_broken": "" if v.get("by") else "unknown",
        "crisis_settled": "" if v.get("winner") else "middle",
        "incident": "" if event.seats else "nowhere",
        "shock": v.get("shock", ""),
        "office_answered": v.get("said", ""),
        "forecast_judged": "" if v.get("came") else "no",
        "doctrine_changed": "" if v.get("doctrine") else "as_cast",
        "finding_published": v.get("shown", ""),
    }
    return cases.get(event.kind, "")


def _filled(scene: Scene, event: Event) -> dict[str, Any]:
    """The placeholders of an event's sentences."""
    v = event.values
    filled: dict[str, Any] = {}
    seats = [scene.spoken(key) for key in event.seats]
    filled["who"] = seats[0] if seats else say("reasons.word.nobody")
    filled["other"] = seats[1] if len(seats) > 1 else filled["who"]
    filled["others"] = listed(seats[1:]) if len(seats) > 1 else filled["who"]
    filled["all"] = listed(seats)
    groups = {
        "field": "field",
        "was": "stance",
        "now": "stance",
        "reason": "stated",
        "incident": "class",
        "objection": "objection",
        "line": "line",
        "up": "line",
        "down": "line",
        "towards": "course",
        "clause": "clause",
        "verb": "verb",
    }
    for name, value in v.items():
        if isinstance(value, str) and name in groups:
            filled[name] = inner(label(groups[name], value)) if value else ""
        elif name == "said" and event.kind == "forecast_judged":
            filled[name] = inner(say(f"reasons.forecast.{value}"))
        elif name in ("chance", "analysts"):
            filled[name] = percent(float(value))
        elif name == "doctrine":
            filled[name] = say(f"window.strategy.{value}") if value else ""
        elif name in ("crisis", "ending"):
            filled[name] = say(f"{'ladders' if name == 'crisis' else 'endings'}.{value}.title") if value else ""
        elif name in ("home", "host", "winner", "loser", "body"):
            filled[name] = scene.spoken(value) if value else ""
        elif name in ("targets", "parties", "by", "refused_by", "sides"):
            filled[name] = listed([scene.spoken(key) for key in value]) or say("reasons.word.somebody")
        elif name == "channels":
            filled[name] = _channels(value)
        elif name == "clauses":
            parties = v.get("parties", event.seats)
            filled[name] = capital("; ".join(_clause(scene, clause, parties).rstrip(".") for clause in value) + ".")
            filled["first"] = label("clause", value[0]["kind"]) if value else ""
            filled["kinds"] = deal_name(value)
        elif name in ("occasion", "option"):
            filled[name] = value
        elif name in ("share", "part", "step", "gain"):
            filled[name] = (
                percent(float(value))
                if event.kind not in ("model_released", "model_opened", "training_ended")
                else number(float(value), 1)
            )
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            filled[name] = number(float(value), 1 if float(value) % 1 else 0)
        else:
            filled[name] = value
    if "occasion" in v:
        filled["occasion"] = say(f"occasions.{v['occasion']}.title")
    if "option" in v:
        place = "common" if v["option"] == HOLD else v["occasion"]
        filled["option"] = say(f"occasions.{place}.{v['option']}.name")
    if "was" in v and event.kind in ("policy", "firm_policy", "release_policy"):
        filled["was"], filled["now"] = level_text(v["field"], v["was"]), level_text(v["field"], v["now"])
    elif "now" in v and not isinstance(v["now"], str):
        filled["now"] = percent(float(v["now"]))
    if "behind" in v:
        filled["behind"] = (
            say("reasons.word.at_frontier")
            if v["behind"] < 0.1
            else say("reasons.word.quarters_behind", size=number(float(v["behind"]), 1))
        )
    if event.kind == "crisis_climbed" or "rung" in v:
        filled["rung"] = number(float(v.get("rung", 0)), 0)
    return filled


def level_text(field: str, value: float) -> str:
    """A level of an order field for people."""
    codes = {"release": names.RELEASES, "guidance": names.GUIDANCE}
    if field in codes:
        return inner(label("choice", codes[field][round(value)]))
    if field in ("threshold", "release_threshold", "stockpile"):
        return number(value)
    if field in ("openness", "lobbying"):
        return number(value, 1)
    return percent(value)


def inner(text: str) -> str:
    """A label within a sentence.

    >>> inner("Safety effort"), inner("AI use")
    ('safety effort', 'AI use')
    """
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _channels(keys: Sequence[str]) -> str:
    if len(keys) >= len(names.CHANNELS) - 1:
        return say("reasons.word.all_channels")
    return listed([label("channel", key) for key in keys])


def last_events(session: Session, seat: str | None) -> list[Event]:
    """What a seat knows of the last quarter."""
    if not session.events:
        return []
    over = bool(session.finished)
    return list(session.events[-1]) if over else known_to(session.events[-1], seat)


def bearing(scene: Scene, event: Event) -> float:
    """Weight of an event for the viewer: most where it is concerned, least where only firms elsewhere are."""
    if scene.viewer in event.seats:
        return event.weight * BEARING["own"]
    seats = [key for key in event.seats if key in scene.seats]
    if scene.viewer is not None and any(scene.home(key) == scene.home(scene.viewer) for key in seats):
        return event.weight * BEARING["house"]
    abroad = bool(seats) and not any(scene.is_nation(key) for key in seats)
    return event.weight * BEARING["firms" if abroad else "nations"]


ALIKE = frozenset(
    {
        "controls_tightened",
        "controls_loosened",
        "imports_refused",
        "imports_allowed",
        "levy_set",
        "package_offered",
        "package_withdrawn",
        "stance_declared",
        "market_entered",
        "market_left",
    }
)
"""Kinds whose sentence names all others concerned, so that the same step towards several is one line."""


def together(events: Sequence[Event]) -> list[Event]:
    """Events of which those that differ only in whom they are towards are one, in the place of the first."""
    found: dict[Any, Event] = {}
    for number_, event in enumerate(events):
        same = sorted((name, str(value)) for name, value in event.values.items() if name not in ("targets", "step"))
        key = (event.kind, event.seats[0], str(same)) if event.kind in ALIKE else number_
        first = found.get(key)
        if first is None:
            found[key] = event
            continue
        seats = (*first.seats, *(seat for seat in event.seats if seat not in first.seats))
        targets = [*first.values.get("targets", ()), *event.values.get("targets", ())]
        values = {**first.values, "targets": targets} if targets else first.values
        found[key] = replace(first, seats=seats, values=values, weight=max(first.weight, event.weight))
    return list(found.values())


def line(scene: Scene, event: Event) -> Line:
    """An event as a line of the report."""
    reason = event.values.get("reason", "none")
    stated = "" if reason == "none" else label("stated", reason)
    return Line(event.kind, told(scene, event), event.seats, stated, event.weight, bearing(scene, event))
