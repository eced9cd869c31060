"""The report of a quarter on one page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from game import names
from game.chronicle import Event
from game.session import Session
from game.views.authors import by_person
from game.views.bar import Gauge, top_bar
from game.views.due import Due, what_lands
from game.views.foretold import Foretold, foretold
from game.views.headlines import Headline, headlines
from game.views.scene import Cause, Scene, percent
from game.views.telling import BEARING, Line, bearing, clause_text, inner, last_events, line, together
from game.words import capital, label, say

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


PUT = frozenset({"occasion_put", "forecast_judged"})
"""Kinds that come to a seat and are nobody's move."""


class Move(NamedTuple):
    """What one seat did in the quarter, with the reason it gave."""

    seat: str
    name: str
    lines: tuple[Line, ...]


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
    """One page: what changed and why, what others did, what is owed, what lands next.

    ``own`` is what the reader set, ``office`` what the doctrine did for them with all that was left alone.
    """

    date: str
    headline: str
    headlines: tuple[Headline, ...]
    changes: tuple[Change, ...]
    own: tuple[Line, ...]
    office: tuple[Line, ...]
    moves: tuple[Move, ...]
    happened: tuple[Line, ...]
    ledger: tuple[Pledge, ...]
    odds: tuple[Line, ...]
    foretold: Foretold | None
    mechanism: Line | None
    next: tuple[Due, ...]


def report(session: Session, seat: str | None) -> Report:
    """The report of the last quarter for a seat."""
    scene = Scene(session, seat)
    events = together(last_events(session, seat))
    apart = [e for e in events if e.kind != "forecast_judged"]
    own, office = _own(scene, seat)
    moves = []
    for key in (
        (*scene.seats[scene.n :], *scene.seats[: scene.n]) if scene.setting.order == "firms_first" else scene.seats
    ):
        done = tuple(line(scene, e) for e in events if e.kind in MOVES and e.seats[:1] == (key,) and key != seat)
        if done:
            moves.append(Move(key, scene.name(key), done))
    rest = tuple(
        line(scene, e)
        for e in sorted(apart, key=lambda e: -bearing(scene, e))
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
        office=office,
        moves=tuple(moves),
        happened=rest,
        ledger=ledger(scene),
        odds=_odds_moved(scene),
        foretold=foretold(session, seat),
        mechanism=_mechanism(scene, events),
        next=what_lands(scene),
    )


def _own(scene: Scene, seat: str | None) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """What the reader set, and what the doctrine did in their name."""
    acted = [
        event
        for event in last_events(scene.session, seat)
        if event.seats[:1] == (seat,) and (event.kind in MOVES or event.secret is not None) and event.kind not in PUT
    ]
    mine = [event for event in acted if by_person(scene, event)]
    rest = [event for event in acted if event not in mine]
    return tuple(line(scene, e) for e in together(mine)), tuple(line(scene, e) for e in together(rest))


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
            was=percent(float(before.odds[seat, best, 0])),
            now=percent(float(scene.world.odds[seat, best, 0])),
        )
        weight = abs(float(change[best])) * BEARING["nations" if scene.is_nation(key) else "firms"]
        meaning = say("reasons.report.odds_meaning", meaning=inner(say(f"{base}.text").rstrip(".")))
        moved.append(Line("odds", capital(text), (key,), meaning, weight, weight))
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
