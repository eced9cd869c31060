"""What happened: models and the race, politics and crises, firms and scarcity, and how it ended."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Any

import numpy as np

from agents.columns import Array
from game import names
from game.chronicle.events import Event
from game.chronicle.quarter import Quarter, home_of, rounded
from game.names import HOLD
from game.rules.crises import settled_rung
from game.rules.occasions import chosen_codes
from game.rules.programmes import START
from game.rules.shocks import SHOCKS
from game.rules.sizes import NO_CODE, OPTIONS
from game.world import World

# the race


def models(q: Quarter) -> Iterator[Event]:
    """Models trained, published and opened: who, and how far behind the frontier."""
    pace = max(float(q.after.pace[0]), float(q.p.pace_floor[0]))
    for field_name, kind in (
        ("opened", "model_opened"),
        ("published", "model_released"),
        ("trained", "training_ended"),
    ):
        gain = (getattr(q.after, field_name) - getattr(q.before, field_name))[:, 0]
        for firm in np.flatnonzero(gain >= 0.25 * pace).tolist():
            key = q.firm(firm)
            behind = q.quarters_behind(float(getattr(q.after, field_name)[firm, 0]))
            size = 0.4 + max(1.4 - 0.25 * behind, 0)
            secret = (key,) if kind == "training_ended" else None
            yield q.event(
                kind, key, size=size, secret=secret, home=q.home(firm), behind=behind, gain=rounded(gain[firm] / pace)
            )


def race(q: Quarter) -> Iterator[Event]:
    """The lead changed hands; nations tipped, came near tipping or came loose."""
    first, second = int(np.argmax(q.before.best[: q.n, 0])), int(np.argmax(q.after.best[: q.n, 0]))
    if first != second:
        yield q.event("lead_changed", q.nation(second), q.nation(first), lead=rounded(q.after.lead[second, 0]))
    mark = float(q.p.tip_mark[0])
    hosts = q.setting.hosts
    for stack, nation in np.argwhere(q.before.ecosystem[:-1, : q.n, 0] != q.after.ecosystem[:-1, : q.n, 0]).tolist():
        host = int(hosts[stack])
        was, now = float(q.before.ecosystem[stack, nation, 0]), float(q.after.ecosystem[stack, nation, 0])
        if host == nation:
            continue
        for kind, crossed in (
            ("nation_tipped", was < mark <= now),
            ("nation_untipped", now < mark <= was),
            ("near_tipping", was < mark - 0.1 <= now < mark),
        ):
            if crossed:
                yield q.event(kind, q.nation(nation), q.nation(host), share=rounded(now))


def incidents(q: Quarter) -> Iterator[Event]:
    """Incidents by class and origin."""
    worst = int(q.after.incident_class[0])
    if worst > 0:
        firm = int(q.after.incident_origin[0])
        seats = (q.firm(firm), q.home(firm)) if firm >= 0 else ()
        size = (0.4, 0.9, 1.5, 2.0)[worst - 1]
        yield q.event(
            "incident", *seats, size=size, incident=names.CLASSES[worst - 1], grave=int(q.after.grave_count[0])
        )


def shock(q: Quarter) -> Iterator[Event]:
    """True shocks by kind, and the nation that they struck."""
    kind, place = int(q.after.shock[0]), int(q.after.shock_place[0])
    if kind:
        yield q.event("shock", *((q.nation(place),) if place >= 0 else ()), shock=SHOCKS[kind])


# politics


def elections(q: Quarter) -> Iterator[Event]:
    """Votes held, won or lost."""
    last = q.setting.elections.shape[1] - 1
    voted = q.setting.elections[: q.n, min(int(q.before.quarter[0]), last)]
    for nation in np.flatnonzero(voted).tolist():
        approval = float(q.after.approval[nation, 0])
        kind = "election_won" if approval >= float(q.p.election_mark[0]) else "election_lost"
        yield q.event(kind, q.nation(nation), approval=rounded(approval))


def meetings(q: Quarter) -> Iterator[Event]:
    """Shareholder votes held, won or lost."""
    calendar = q.setting.quarter_of_year(q.before.quarter)[0]
    if calendar != np.rint(q.p.meeting_quarter[0]):
        return
    won = q.session.why["firm_influence"].causes["election"][:, 0] > 0
    for firm in np.flatnonzero(q.before.alive[:, 0] & q.after.alive[:, 0]).tolist():
        yield q.event("meeting_won" if won[firm] else "meeting_lost", q.firm(firm), home=q.home(firm))


def crises(q: Quarter) -> Iterator[Event]:
    """Ladders opened, climbed, settled and broken off."""
    playbook = q.game.playbook
    before, after = q.before, q.after
    for slot in range(names.LADDER_SLOTS):
        stays = False
        if before.ladder[slot, 0] >= 0:
            stays = yield from _standing_crisis(q, slot)
        if after.ladder[slot, 0] >= 0 and not stays:
            sides = [q.seats[int(s)] for s in after.ladder_side[slot, :, 0]]
            yield q.event("crisis_opened", *sides, crisis=playbook.ladders[int(after.ladder[slot, 0])]["key"])


def mediations(q: Quarter) -> Iterator[Event]:
    """Who begins to mediate in a crisis, and who has brought one to its end."""
    gained = q.after.mediated[:, 0] - q.before.mediated[:, 0] * float(q.p.reputation_memory[0])
    for slot in range(names.LADDER_SLOTS):
        if q.before.ladder[slot, 0] < 0:
            continue
        kind = q.game.playbook.ladders[int(q.before.ladder[slot, 0])]["key"]
        sides = [q.seats[int(s)] for s in q.before.ladder_side[slot, :, 0]]
        was, now = int(q.before.mediator[slot, 0]), int(q.after.mediator[slot, 0])
        if now >= 0 > was:
            yield q.event("mediation_offered", q.nation(now), *sides, crisis=kind, sides=sides)
        helped = [was] if was >= 0 else np.flatnonzero(q.played.mediate[: q.n, slot, 0]).tolist()
        for nation in helped:
            if gained[nation] > 0.5 and now < 0:
                yield q.event("mediation_settled", q.nation(nation), *sides, crisis=kind, sides=sides)


def _standing_crisis(q: Quarter, slot: int) -> Generator[Event, None, bool]:
    before, after = q.before, q.after
    kind = q.game.playbook.ladders[int(before.ladder[slot, 0])]["key"]
    first, second = (int(s) for s in before.ladder_side[slot, :, 0])
    rung = before.rung[slot]
    ceilings = q.played.ceiling[:, slot].astype(np.int64)
    reached, outcome = settled_rung(rung.astype(np.int64), ceilings[first], ceilings[second])
    at, what = int(reached[0]), int(outcome[0])
    sides = (q.seats[first], q.seats[second])
    if what == 3:
        fresh = int(after.rupture_left[home_of(q, first), home_of(q, second), 0]) == q.game.playbook.rupture_quarters
        if fresh:
            yield q.event("rupture", *sides, crisis=kind, rung=at)
            return False
        if at > int(rung[0]):
            yield q.event("crisis_climbed", *sides, size=0.7 + at / 6, crisis=kind, rung=at)
        return True
    winner = sides[what] if what < 2 else ""
    loser = sides[1 - what] if what < 2 else ""
    named = (winner, loser) if winner else sides
    yield q.event("crisis_settled", *named, crisis=kind, rung=at, winner=winner, loser=loser)
    return False


def occasions(q: Quarter) -> Iterator[Event]:
    """Decisions that the state put before seats, and how they were answered; known to the seat."""
    book = q.game.playbook
    answered = chosen_codes(q.agreed, q.played, book)
    for seat, side in np.argwhere(q.before.occasion[..., 0] >= 0).tolist():
        number, code = int(q.before.occasion[seat, side, 0]), int(answered[seat, side, 0])
        given = book.occasions[number]["option"]
        option = given[code % OPTIONS]["key"] if code < NO_CODE and code // OPTIONS == number else HOLD
        key = q.seats[seat]
        values = {"occasion": book.occasions[number]["key"], "option": option}
        yield q.event("occasion_answered", key, secret=(key,), **values)
    for seat, side in np.argwhere(q.after.occasion[..., 0] >= 0).tolist():
        number, key = int(q.after.occasion[seat, side, 0]), q.seats[seat]
        yield q.event(
            "occasion_put", key, secret=(key,), size=1.5 if side == 0 else 1, occasion=book.occasions[number]["key"]
        )


# economy


def firms(q: Quarter) -> Iterator[Event]:
    """Firms rescued, taken over or closed, and capacity that came on line."""
    gone = q.before.alive[:, 0] & ~q.after.alive[:, 0]
    for firm in np.flatnonzero(gone).tolist():
        parent = int(q.after.parent[firm, 0])
        if parent not in (firm, -1):
            yield q.event("firm_taken_over", q.firm(firm), q.firm(parent))
        else:
            yield q.event("firm_closed", q.firm(firm))
    books = q.session.why.get("firm_income")
    if books is not None and "rescue" in books.causes:
        for firm in np.flatnonzero(books.causes["rescue"][:, 0] > 0).tolist():
            yield q.event("firm_rescued", q.firm(firm), q.home(firm), amount=rounded(books.causes["rescue"][firm, 0]))
    was, now = q.before.capacity[:, 0], q.after.capacity[:, 0]
    large = now >= 0.02 * np.max(now, initial=0)
    for firm in np.flatnonzero(large & (now >= 1.15 * was) & (was > 0)).tolist():
        yield q.event("capacity_built", q.firm(firm), gain=rounded(now[firm] / was[firm] - 1))


def forecasts(q: Quarter) -> Iterator[Event]:
    """What came of the questions about the quarter, for seats that answered them; nobody else knows."""
    book = q.game.playbook.questions
    said = q.played.forecast[:, 0]
    for seat in np.flatnonzero((said >= 0) & (q.before.question[:, 0] >= 0)).tolist():
        key, entry = q.seats[seat], book.entries[int(q.before.question[seat, 0])]
        yield q.event(
            "forecast_judged",
            key,
            secret=(key,),
            question=entry["key"],
            said=names.FORECAST[int(said[seat])],
            came=bool(q.after.question_came[seat, 0]),
            chance=rounded(book.chances[int(said[seat])]),
            analysts=rounded(q.before.question_odds[seat, 0]),
        )


def under_way(q: Quarter) -> Iterator[Event]:
    """Programmes, campaigns and new lines: when they begin, end early or are ready."""
    for nation, line in np.argwhere(q.played.programme[: q.n, :, 0] > 0).tolist():
        kind = "programme_begun" if q.played.programme[nation, line, 0] == START else "programme_ended"
        yield q.event(kind, q.nation(nation), line=names.LINES[line])
    for nation in np.flatnonzero(q.played.campaign[: q.n, 0]).tolist():
        yield q.event("campaign_begun", q.nation(nation))
    for firm in np.flatnonzero(q.played.build[:, 0]).tolist():
        yield q.event("line_begun", q.firm(firm), quarters=int(q.after.building[firm, 0]))
    for firm in np.flatnonzero((q.before.building[:, 0] == 1) & q.after.alive[:, 0]).tolist():
        yield q.event("line_ready", q.firm(firm))


def scarcity(q: Quarter) -> Iterator[Event]:
    """Shortage of chips and of power, when it begins and when it ends."""
    short, was = q.after.shortage[: q.n, 0], q.before.shortage[: q.n, 0]
    for nation in np.flatnonzero((short >= 0.25) & (was < 0.25)).tolist():
        yield q.event("shortage", q.nation(nation), size=0.5 + float(short[nation]), part=rounded(short[nation]))
    for nation in np.flatnonzero((short < 0.15) & (was >= 0.25)).tolist():
        yield q.event("shortage_over", q.nation(nation))
    load, before = _load(q.after, q.n), _load(q.before, q.n)
    for nation in np.flatnonzero((load >= 1) & (before < 1)).tolist():
        yield q.event("power_short", q.nation(nation), part=rounded(load[nation]))
    for nation in np.flatnonzero((load < 0.95) & (before >= 1)).tolist():
        yield q.event("power_found", q.nation(nation))


def _load(world: World, n: int) -> Array:
    return np.asarray(world.power_load[:n, 0] / np.maximum(world.power[:n, 0], 1e-9))


# the table


def table(q: Quarter) -> Iterator[Event]:
    """Strategies that failed and orders that were refused; known to their seat."""
    told = sum(event.kind == "strategy_failed" for events in q.session.events for event in events)
    for failure in q.session.failures[told:]:
        values: dict[str, Any] = {"strategy": failure.strategy, "verb": failure.verb, "problem": failure.problem}
        yield q.event("strategy_failed", failure.seat, secret=(failure.seat,), **values)
    for objection in q.session.refusals:
        refusal: dict[str, Any] = {"objection": objection.kind, "field": objection.field, "other": objection.other}
        yield q.event("orders_refused", objection.seat, secret=(objection.seat,), **refusal)


def ending(q: Quarter) -> Iterator[Event]:
    """The end of the game."""
    if bool(q.after.finished[0]) and not bool(q.before.finished[0]):
        code = int(q.after.ending[0])
        yield q.event("game_ended", ending=names.ENDINGS[code] if code >= 0 else "")
