"""Events as sentences: headlines, and the report of a quarter."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from game import names
from game.chronicle import Event, known_to
from game.names import HOLD
from game.session import Session
from game.views.bar import Gauge, top_bar
from game.views.scene import Cause, Scene, number, percent
from game.words import capital, has, label, listed, say, spoken

HEADLINES = 3
BEARING = {"own": 1.6, "house": 1.2, "nations": 1.0, "firms": 0.4}
"""How much an event counts for a seat: of its own, of its home or its firms, of nations, of others' firms."""
MOVES = frozenset(
    {
        "controls_tightened",
        "controls_loosened",
        "imports_refused",
        "imports_allowed",
        "levy_set",
        "package_offered",
        "package_withdrawn",
        "stance_declared",
        "policy",
        "firm_policy",
        "release_policy",
        "budget_shifted",
        "market_left",
        "market_entered",
        "vote_steered",
        "body_joined",
        "body_left",
        "body_founded",
        "deal_left",
        "deal_signed",
        "finding_published",
        "audit_published",
        "leak_reported",
        "mediation_offered",
        "consortium_joined",
        "consortium_left",
        "tests_published",
        "tests_withdrawn",
        "programme_begun",
        "programme_ended",
        "campaign_begun",
        "line_begun",
    }
)
PRESSES = ("home", "rival", "trade")


class Headline(NamedTuple):
    """One piece of news as three presses tell it."""

    kind: str
    home: str
    rival: str
    trade: str
    seats: tuple[str, ...]
    weight: float


class Line(NamedTuple):
    """A sentence with what it is about, so that a front end can lead there."""

    kind: str
    text: str
    seats: tuple[str, ...]
    reason: str
    weight: float
    bearing: float = 0.0
    """Its weight for the viewer, by which a front end puts first what matters to this seat."""


class Move(NamedTuple):
    """What one seat did in the quarter, with the reason it gave."""

    seat: str
    name: str
    lines: tuple[Line, ...]


class Due(NamedTuple):
    """Something dated that is under way."""

    quarters: int
    date: str
    text: str
    seats: tuple[str, ...]


class Pledge(NamedTuple):
    """A clause that concerns the seat: who owes what to whom, how long yet, and what became of it."""

    deal: int
    text: str
    parties: tuple[str, ...]
    quarters_left: int
    state: str
    owed_by_me: bool


class Change(NamedTuple):
    """A gauge of the top bar that moved, and the causes that moved it most."""

    gauge: Gauge
    causes: tuple[Cause, ...]


class Report(NamedTuple):
    """One page: what changed and why, what others did, what is owed, what lands next."""

    date: str
    headline: str
    headlines: tuple[Headline, ...]
    changes: tuple[Change, ...]
    own: tuple[Line, ...]
    moves: tuple[Move, ...]
    happened: tuple[Line, ...]
    ledger: tuple[Pledge, ...]
    odds: tuple[Line, ...]
    mechanism: Line | None
    next: tuple[Due, ...]


def clause_text(scene: Scene, clause: Mapping[str, Any], parties: Sequence[str] = ()) -> str:
    """One clause as a sentence; what every party owes names them all, where they are known."""
    return capital(_clause(scene, clause, parties))


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


def bearing(scene: Scene, event: Event) -> float:
    """Weight of an event for the viewer: most where it is concerned, least where only firms elsewhere are."""
    if scene.viewer in event.seats:
        return event.weight * BEARING["own"]
    seats = [key for key in event.seats if key in scene.seats]
    if scene.viewer is not None and any(scene.home(key) == scene.home(scene.viewer) for key in seats):
        return event.weight * BEARING["house"]
    abroad = bool(seats) and not any(scene.is_nation(key) for key in seats)
    return event.weight * BEARING["firms" if abroad else "nations"]


def line(scene: Scene, event: Event) -> Line:
    """An event as a line of the report."""
    reason = event.values.get("reason", "none")
    stated = "" if reason == "none" else label("stated", reason)
    return Line(event.kind, told(scene, event), event.seats, stated, event.weight, bearing(scene, event))


def report(session: Session, seat: str | None) -> Report:
    """The report of the last quarter for a seat."""
    scene = Scene(session, seat)
    events = last_events(session, seat)
    own = tuple(line(scene, e) for e in events if e.seats[:1] == (seat,) and (e.kind in MOVES or e.secret is not None))
    moves = []
    for key in (
        (*scene.seats[scene.n :], *scene.seats[: scene.n]) if scene.setting.order == "firms_first" else scene.seats
    ):
        done = tuple(line(scene, e) for e in events if e.kind in MOVES and e.seats[:1] == (key,) and key != seat)
        if done:
            moves.append(Move(key, scene.name(key), done))
    rest = tuple(
        line(scene, e)
        for e in sorted(events, key=lambda e: -bearing(scene, e))
        if e.kind not in MOVES and not (e.seats[:1] == (seat,) and e.secret is not None)
    )
    changes = tuple(
        Change(gauge, tuple(gauge.causes[:3])) for gauge in (top_bar(session, seat) if seat is not None else ())
    )
    return Report(
        date=scene.setting.date(max(session.quarter - 1, 0)),
        headline=_headline(scene, changes),
        headlines=headlines(session, seat),
        changes=changes,
        own=own,
        moves=tuple(moves),
        happened=rest,
        ledger=ledger(scene),
        odds=_odds_moved(scene),
        mechanism=_mechanism(scene, events),
        next=what_lands(scene),
    )


def _headline(scene: Scene, changes: Sequence[Change]) -> str:
    by_key = {change.gauge.key: change for change in changes}
    if "risk" not in by_key or "lead" not in by_key:
        return ""
    lead, risk = by_key["lead"], by_key["risk"]
    return say(
        "reasons.report.clocks",
        lead=lead.gauge.text,
        risk=risk.gauge.text,
        date=scene.setting.date(max(scene.session.quarter - 1, 0)),
    )


def ledger(scene: Scene) -> tuple[Pledge, ...]:
    """Clauses in force that the viewer owes or is owed, those that end soonest first."""
    from game.chronicle import slot_clauses

    terms = scene.world.deals
    found = []
    for deal in range(names.DEAL_SLOTS):
        left = int(terms.quarters_left[deal, 0])
        if left <= 0 or (scene.seat is not None and not terms.party[deal, scene.seat, 0]):
            continue
        parties = tuple(key for s, key in enumerate(scene.seats) if terms.party[deal, s, 0])
        clauses = slot_clauses(scene, terms, deal)
        states = [int(terms.state[deal, c, 0]) for c in range(names.CLAUSE_SLOTS) if terms.kind[deal, c, 0] > 0]
        for clause, state in zip(clauses, states, strict=True):
            mine = clause["giver"] in ("", scene.viewer)
            text = clause_text(scene, clause, parties)
            found.append(Pledge(deal, text, parties, left, label("clause_state", names.CLAUSE_STATES[state]), mine))
    return tuple(sorted(found, key=lambda pledge: pledge.quarters_left))


def _odds_moved(scene: Scene) -> tuple[Line, ...]:
    """Agendas that analysts think likelier or less likely than a quarter ago."""
    before = scene.earlier
    if before is None:
        return ()
    moved = []
    for seat, key in enumerate(scene.seats):
        change = scene.world.odds[seat, :, 0] - before.odds[seat, :, 0]
        best = int(abs(change).argmax())
        if abs(change[best]) < 0.03 or key == scene.viewer:
            continue
        goal = scene.game.playbook.goals[seat][3 + best].key
        base = f"goals.{scene.setting.archetypes[seat]}.{goal}"
        text = say(
            f"reasons.report.odds_{'up' if change[best] > 0 else 'down'}",
            who=scene.spoken(key),
            agenda=say(f"{base}.name"),
            meaning=inner(say(f"{base}.text").rstrip(".")),
            was=percent(float(before.odds[seat, best, 0])),
            now=percent(float(scene.world.odds[seat, best, 0])),
        )
        weight = abs(float(change[best])) * BEARING["nations" if scene.is_nation(key) else "firms"]
        moved.append(Line("odds", capital(text), (key,), "", weight, weight))
    return tuple(sorted(moved, key=lambda item: -item.weight)[:5])


MECHANISMS = (
    ("nation_tipped", "ecosystems"),
    ("near_tipping", "ecosystems"),
    ("controls_tightened", "restrictions"),
    ("shortage", "chips"),
    ("power_short", "compute"),
    ("model_opened", "release"),
    ("incident", "safety"),
    ("deal_broken", "deals"),
    ("deal_signed", "deals"),
    ("crisis_opened", "crises"),
    ("crisis_climbed", "crises"),
    ("firm_rescued", "money"),
    ("lead_changed", "research"),
    ("election_won", "opinion"),
    ("election_lost", "opinion"),
    ("standard_set", "bodies"),
)


def _mechanism(scene: Scene, events: Sequence[Event]) -> Line | None:
    """One mechanism of the quarter in one sentence, with the codex entry that explains it."""
    happened = {event.kind for event in events}
    for kind, entry in MECHANISMS:
        if kind in happened:
            return Line(entry, say(f"codex.{entry}.sentence"), (), "", 0)
    return None


def _under_way(scene: Scene, due: Callable[..., None]) -> None:
    """Programmes, campaigns, new lines, and what the viewer's own analysts are at."""
    world = scene.world
    for nation, line_ in np.argwhere(world.programmes[: scene.n, :, 0] > 0).tolist():
        who, what = scene.seats[nation], label("line", names.LINES[line_])
        due(int(world.programmes[nation, line_, 0]), "programme_ends", (who,), who=scene.spoken(who), line=what)
    for nation in np.flatnonzero(world.campaigning[: scene.n, 0]).tolist():
        who = scene.seats[nation]
        due(int(world.campaigning[nation, 0]), "campaign_ends", (who,), who=scene.spoken(who))
    for firm in np.flatnonzero(world.building[:, 0]).tolist():
        who = scene.setting.firms[firm]
        due(int(world.building[firm, 0]), "line_ready", (who,), who=scene.spoken(who))
    if scene.seat is not None:
        for subject in np.flatnonzero(world.analysts[scene.seat, :, 0]).tolist():
            left, who = int(world.analysts[scene.seat, subject, 0]), scene.spoken(scene.seats[subject])
            due(left, "analysts_end", (scene.viewer or "",), who=who)


def what_lands(scene: Scene, most: int = 8) -> tuple[Due, ...]:
    """Dated things under way that the viewer may know of: deals that end, votes, quiet after crises, the end."""
    from game.chronicle import slot_clauses

    quarter, terms, found = scene.session.quarter, scene.world.deals, []

    def due(quarters: int, key: str, seats: tuple[str, ...], **values: Any) -> None:
        text = capital(say(f"reasons.due.{key}", **values))
        found.append(Due(quarters, scene.setting.date(quarter + quarters), text, seats))

    for deal in range(names.DEAL_SLOTS):
        left = int(terms.quarters_left[deal, 0])
        if left > 0:
            parties = tuple(key for s, key in enumerate(scene.seats) if terms.party[deal, s, 0])
            clauses = slot_clauses(scene, terms, deal)
            first = label("clause", clauses[0]["kind"]) if clauses else ""
            due(left, "deal_ends", parties, parties=listed([scene.spoken(k) for k in parties]), clause=first)
    calendar = scene.setting.elections
    for nation in range(scene.n):
        for ahead in range(0, 8):
            if quarter + ahead < calendar.shape[1] and calendar[nation, quarter + ahead]:
                due(ahead + 1, "vote", (scene.seats[nation],), who=scene.spoken(scene.seats[nation]))
                break
    for a in range(scene.n):
        for b in range(a + 1, scene.n):
            left = int(scene.world.rupture_left[a, b, 0])
            if left > 0:
                due(
                    left,
                    "rupture_ends",
                    (scene.seats[a], scene.seats[b]),
                    who=scene.spoken(scene.seats[a]),
                    other=scene.spoken(scene.seats[b]),
                )
    if scene.seat is not None:
        for number_, occasion in enumerate(scene.game.playbook.occasions):
            left = int(scene.world.occasion_quiet[number_, scene.seat, 0])
            if left > 1:
                due(left, "occasion_again", (scene.viewer or "",), title=say(f"occasions.{occasion['key']}.title"))
    _under_way(scene, due)
    ends = scene.setting.quarters - quarter
    if ends > 0:
        due(ends, "game_ends", ())
    own = scene.viewer
    found.sort(key=lambda item: (own is not None and own not in item.seats and bool(item.seats), item.quarters))
    return tuple(sorted(found[:most], key=lambda item: item.quarters))
