"""The chronicle: what happened in a quarter, told by comparing its two ends. Events are told, never fired."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from agents.columns import Array, columns_of
from game import names
from game.names import BROKEN, HOLD
from game.orders import Orders
from game.play import Bargain
from game.rules.crises import settled_rung
from game.rules.occasions import chosen_codes
from game.rules.programmes import START
from game.rules.shocks import SHOCKS
from game.rules.sizes import NO_CODE, OPTIONS
from game.rules.watching import said_kinder_than_done
from game.world import World

if TYPE_CHECKING:
    from game.diplomacy import Diplomacy
    from game.session import Session

NOTICED = 0.05
"""Smallest change of a level that is news, as a part of its range; twice that for the policies of firms."""
WIDELY = 4
"""From so many partners on, the same measure against each is told as one event."""
FROM_SESSION = frozenset({"strategy_failed", "orders_refused"})
"""Kinds that tell of strategies and not of the world; a replay, which asks none, does not know them."""

WEIGHTS: Mapping[str, float] = {
    "game_ended": 100,
    "shock": 65,
    "incident": 50,
    "rupture": 70,
    "nation_tipped": 45,
    "lead_changed": 60,
    "crisis_opened": 55,
    "crisis_climbed": 45,
    "crisis_settled": 45,
    "deal_broken": 50,
    "deal_left": 45,
    "deal_signed": 30,
    "deal_ran_out": 12,
    "deal_renewed": 20,
    "sounding_leaked": 32,
    "offer_refused": 10,
    "offer_countered": 8,
    "office_answered": 9,
    "body_founded": 50,
    "body_joined": 28,
    "body_left": 34,
    "standard_set": 34,
    "model_opened": 35,
    "model_released": 20,
    "training_ended": 14,
    "controls_tightened": 30,
    "controls_loosened": 30,
    "election_won": 32,
    "election_lost": 32,
    "shortage": 26,
    "power_short": 24,
    "firm_rescued": 36,
    "firm_taken_over": 48,
    "firm_closed": 40,
    "capacity_built": 14,
    "nation_untipped": 34,
    "near_tipping": 22,
    "occasion_put": 8,
    "occasion_answered": 10,
    "package_offered": 26,
    "package_withdrawn": 22,
    "strategy_failed": 6,
    "orders_refused": 6,
    "shortage_over": 12,
    "power_found": 10,
    "imports_refused": 24,
    "imports_allowed": 18,
    "levy_set": 18,
    "policy": 12,
    "firm_policy": 7,
    "release_policy": 20,
    "budget_shifted": 8,
    "stance_declared": 12,
    "market_left": 18,
    "market_entered": 14,
    "vote_steered": 8,
    "finding_published": 34,
    "audit_published": 16,
    "leak_reported": 18,
    "inspection_held": 10,
    "consortium_joined": 16,
    "consortium_left": 14,
    "tests_published": 18,
    "tests_withdrawn": 14,
    "programme_begun": 26,
    "programme_ended": 16,
    "campaign_begun": 20,
    "line_begun": 16,
    "line_ready": 16,
    "mediation_offered": 24,
    "mediation_settled": 38,
    "analysts_set": 6,
    "study_begun": 5,
    "quiet": 0,
}
"""How much each kind counts for the headlines; size and who is concerned add to it. Editorial, not a rule."""


@dataclass(frozen=True)
class Event:
    """Something that happened: ``seats`` are the keys concerned, the first the one that acted; ``secret`` are the
    seats that may know of it, None everybody."""

    kind: str
    seats: tuple[str, ...] = ()
    values: dict[str, Any] = field(default_factory=dict)
    weight: float = 0.0
    secret: tuple[str, ...] | None = None


def plain(event: Event) -> dict[str, Any]:
    """The event as plain values for files and other processes."""
    return {
        "kind": event.kind,
        "seats": list(event.seats),
        "values": event.values,
        "weight": event.weight,
        "secret": None if event.secret is None else list(event.secret),
    }


def event_of(record: Mapping[str, Any]) -> Event:
    """The event of plain values."""
    secret = record.get("secret")
    return Event(
        record["kind"],
        tuple(record["seats"]),
        dict(record["values"]),
        float(record["weight"]),
        None if secret is None else tuple(secret),
    )


def known_to(events: Iterable[Event], seat: str | None) -> list[Event]:
    """The events of which a seat may know; None is the public."""
    return [event for event in events if event.secret is None or seat in event.secret]


def chronicle(
    game: Diplomacy, before: World, talks: Bargain, orders_played: Orders, standing_before: Orders, session: Session
) -> list[Event]:
    """The events of the quarter just played, in world 0, the weightiest first."""
    quarter = Quarter(game, before, talks, orders_played, standing_before, session)
    told = [event for teller in TELLERS for event in teller(quarter)]
    return sorted(told, key=lambda event: -event.weight)


class Quarter:
    """Two ends of a quarter: ``before`` and ``after`` are worlds, ``old`` and ``new`` orders in force."""

    def __init__(
        self, game: Diplomacy, before: World, talks: Bargain, played: Orders, standing: Orders, session: Session
    ) -> None:
        self.game, self.setting, self.p, self.session = game, game.setting, game.params, session
        self.before, self.agreed, self.after = before, talks.world, session.world
        self.old, self.played, self.new, self.talks = standing, played, session.standing, talks
        self.seats, self.n = game.setting.seats, game.setting.nation_seats
        self.size = {key: self._size(index) for index, key in enumerate(self.seats)}

    def _size(self, seat: int) -> float:
        """How much of the news is about a seat, from its home's part in the world's economy [0.5-1.5]."""
        home = seat if seat < self.n else int(self.setting.home[seat - self.n])
        largest = float(np.max(self.before.gdp[: self.n, 0]))
        return 0.5 + float(self.before.gdp[home, 0]) / largest

    def event(
        self, kind: str, *seats: str, size: float = 1.0, secret: Sequence[str] | None = None, **values: Any
    ) -> Event:
        """An event with its weight: its kind's, times how large it is and who is concerned."""
        largest = max((self.size.get(key, 0.5) for key in seats), default=1.0)
        weight = round(WEIGHTS[kind] * min(max(size, 0.2), 2.0) * largest, 1)
        return Event(kind, tuple(seats), values, weight, None if secret is None else tuple(secret))

    def nation(self, index: int) -> str:
        """Key of a nation."""
        return self.setting.nations[index]

    def firm(self, index: int) -> str:
        """Key of a firm."""
        return self.setting.firms[index]

    def home(self, firm: int) -> str:
        """Key of a firm's home."""
        return self.nation(int(self.setting.home[firm]))

    def quarters_behind(self, points: float) -> float:
        """A gap to the frontier in quarters, to a tenth."""
        frontier = float(np.max(self.after.best[:, 0]))
        pace = max(float(self.after.pace[0]), float(self.p.pace_floor[0]))
        return round(max(frontier - points, 0) / pace, 1)


def _rounded(x: Any) -> float:
    return round(float(x), 3)


def stance_of(row: Array, package: float, levels: Array) -> str:
    """The stance nearest to a row of restrictions · (channel,); partner and open differ by the package."""
    gaps = np.add.reduce(np.abs(levels - row), axis=1)
    nearest = int(np.argmin(gaps))
    if nearest < 2:
        nearest = 0 if package > 0 else 1
    return names.STANCES[nearest]


def stance_levels(params: Any) -> Array:
    """Restrictions of the five stances in the first world · (stance, channel)."""
    return np.stack([getattr(params, f"stance_{stance}")[:, 0] for stance in names.STANCES])


# measures


def measures(q: Quarter) -> Iterator[Event]:
    """Restrictions moved, by pair; the same step towards many at once is one event."""
    old, new = q.old.restriction, q.new.restriction
    if old is new:
        return
    change = (new - old)[: q.n, :, :, 0]
    pairs = np.argwhere(np.abs(change).max(2) >= NOTICED)
    levels = stance_levels(q.p)
    grouped: dict[tuple[Any, ...], list[int]] = {}
    for giver, target in pairs.tolist():
        row = change[giver, target]
        weighed = float(np.add.reduce(row * q.p.channel_weight[:, 0]))
        moved = np.flatnonzero(np.abs(row) >= NOTICED)
        was = stance_of(old[giver, target, :, 0], float(q.old.package[giver, target, 0]), levels)
        now = stance_of(new[giver, target, :, 0], float(q.new.package[giver, target, 0]), levels)
        channels = tuple(names.CHANNELS[c] for c in moved.tolist())
        if was == now:
            was = now = ""
        kind = "controls_tightened" if weighed > 0 else "controls_loosened"
        reason = _why_measure(q, giver, target, weighed > 0)
        key = (kind, giver, channels, was, now, reason, _rounded(np.max(np.abs(row))))
        grouped.setdefault(key, []).append(target)
    for (kind, giver, channels, was, now, reason, step), targets in grouped.items():
        size = 0.6 + step * len(channels) / 4
        parts = [targets] if len(targets) >= WIDELY else [[t] for t in targets]
        for part in parts:
            keys = [q.nation(t) for t in part]
            values = {
                "channels": list(channels),
                "was": was,
                "now": now,
                "step": step,
                "reason": reason,
                "targets": keys,
            }
            yield q.event(kind, q.nation(giver), *keys, size=size, **values)


def _why_measure(q: Quarter, giver: int, target: int, tightened: bool) -> str:
    """The reason that fits what everybody saw: a key of ``reasons.stated``."""
    if target < q.n and _on_one_ladder(q, giver, target):
        return "crisis"
    if _clause_between(q, giver, target, "align_controls" if tightened else "free_channel"):
        return "deal"
    if float(q.before.tension[target, giver, 0]) > 0.15 and tightened:
        return "answer"
    if (
        not tightened
        and float(q.before.tension[target, giver, 0]) < 0.05
        and float(q.before.tension[giver, target, 0]) > 0.05
    ):
        return "relief"
    if int(q.before.incident_class[0]) >= 2:
        return "incident"
    if float(q.before.shortage[giver, 0]) > 0.25 and tightened:
        return "home_first"
    lead = float(q.before.lead[giver, 0])
    if tightened and lead >= 0:
        return "keep_lead"
    if not tightened and float(q.before.backlog[giver, 0]) > 0:
        return "sales"
    return "none"


def _on_one_ladder(q: Quarter, one: int, other: int) -> bool:
    for slot in range(names.LADDER_SLOTS):
        if q.before.ladder[slot, 0] >= 0:
            sides = {_home_of(q, int(s)) for s in q.before.ladder_side[slot, :, 0]}
            if {one, other} <= sides:
                return True
    return False


def _home_of(q: Quarter, seat: int) -> int:
    return seat if seat < q.n else int(q.setting.home[seat - q.n])


def _clause_between(q: Quarter, giver: int, target: int, kind: str) -> bool:
    terms = q.agreed.deals
    open_now = (terms.kind[:, :, 0] == names.CLAUSE[kind]) & (terms.quarters_left[:, 0] > 0)[:, None]
    gives = (terms.giver[:, :, 0] == giver) | ((terms.giver[:, :, 0] < 0) & terms.party[:, giver, 0][:, None])
    return bool((open_now & gives).any()) and target < len(q.setting.nations)


def policies(q: Quarter) -> Iterator[Event]:
    """Other orders that changed: one event for each seat and field."""
    for name, declared in columns_of(Orders).items():
        old, new = getattr(q.old, name), getattr(q.new, name)
        if name == "restriction" or declared.idle is not None or old is new:
            continue
        of_firm = declared.axes[0] == "firm"
        rows = len(q.setting.firms) if of_firm else q.n
        changed = (old != new)[:rows, ..., 0]
        for row in np.flatnonzero(changed.reshape(rows, -1).any(1)).tolist():
            key = q.firm(row) if of_firm else q.nation(row)
            secret = None if declared.known == "public" else (key,)
            yield from _field_event(q, name, declared, row, key, old[row, ..., 0], new[row, ..., 0], secret)


def _field_event(
    q: Quarter, name: str, declared: Any, row: int, key: str, old: Array, new: Array, secret: Sequence[str] | None
) -> Iterator[Event]:
    if name == "budget":
        change = new - old
        up, down = int(np.argmax(change)), int(np.argmin(change))
        points = _rounded(100 * np.add.reduce(np.abs(change)) / 2)
        yield q.event(
            "budget_shifted", key, size=points / 10, up=names.LINES[up], down=names.LINES[down], points=points
        )
        return
    if name in ("package", "levy", "sales", "stance", "refusal"):
        yield from _towards(q, name, key, old, new)
        return
    if name == "consortium":
        for stack in np.flatnonzero(new != old).tolist():
            host = q.nation(int(q.setting.hosts[stack]))
            yield q.event("consortium_joined" if new[stack] else "consortium_left", key, host)
        return
    if name == "tests":
        yield q.event("tests_published" if new else "tests_withdrawn", key)
        return
    if name == "steer":
        body = int(np.argmax(np.abs(new - old)))
        if np.any(new != 0):
            yield q.event(
                "vote_steered", key, body=body_name(q, body), towards="development" if new[body] > 0 else "safety"
            )
        return
    kind = {"release": "release_policy"}.get(name, "firm_policy" if declared.axes[0] == "firm" else "policy")
    width = declared.high - declared.low
    least = NOTICED if declared.axes[0] == "nation" else 2 * NOTICED
    if declared.dtype == "float64" and abs(float(new) - float(old)) < least * width:
        return
    values = {"field": name, "was": _rounded(old), "now": _rounded(new), "up": bool(new > old)}
    yield q.event(kind, key, size=0.5 + 2 * abs(float(new) - float(old)) / width, secret=secret, **values)


def _towards(q: Quarter, name: str, key: str, old: Array, new: Array) -> Iterator[Event]:
    if name in ("refusal", "levy"):
        change = np.max(np.abs(new - old), axis=1) * np.sign(np.add.reduce(new - old, axis=1))
        kinds = ("imports_refused", "imports_allowed") if name == "refusal" else ("levy_set", "levy_set")
    else:
        change = new.astype(float) - old
        kinds = {
            "package": ("package_offered", "package_withdrawn"),
            "sales": ("market_entered", "market_left"),
            "stance": ("stance_declared", "stance_declared"),
        }[name]
    for kind, targets in ((kinds[0], np.flatnonzero(change > 0)), (kinds[1], np.flatnonzero(change < 0))):
        partners = [q.nation(t) for t in targets.tolist()]
        if not partners:
            continue
        values: dict[str, Any] = {"targets": partners, "step": _rounded(np.max(np.abs(change[targets])))}
        if name == "stance":
            values["now"] = names.STANCES[int(new[int(targets[0])])]
        if name == "levy":
            first = int(targets[0])
            moved = np.flatnonzero(new[first] != old[first])
            values["now"] = _rounded(np.max(new[first, moved]))
            values["channels"] = [names.CHANNELS[c] for c in moved.tolist()]
        if name in ("package", "sales"):
            values["now"] = _rounded(new[int(targets[0])])
        yield q.event(kind, key, *partners, size=0.5 + 0.2 * len(partners), **values)


# deals and houses


def body_name(q: Quarter, index: int) -> str:
    """Key of a body: its own, or ``body:7`` for one founded in play."""
    bodies = q.setting.bodies
    return str(bodies[index]["key"]) if index < len(bodies) else f"body:{index}"


def offers(q: Quarter) -> Iterator[Event]:
    """Offers signed, refused and countered; what was not signed is known to the parties alone."""
    answered_by = {record["counter"]: q.seats[record["from"]] for record in q.talks.log if "counter" in record}
    for number, record in enumerate(q.talks.log):
        parties = [q.seats[s] for s in record["terms"]["parties"]]
        first = q.seats[record["from"]]
        others = [key for key in parties if key != first]
        clauses = [plain_clause(q, clause) for clause in record["terms"]["clauses"]]
        if "sounded" in record:
            if record["leaked"]:
                yield q.event("sounding_leaked", first, *others, parties=parties, clauses=clauses)
        elif "renews" in record:
            pass  # told when the deal ends or goes on
        elif record["signed"]:
            values = {
                "clauses": clauses,
                "quarters": record["terms"]["quarters"],
                "inspection": record["terms"]["inspection"],
            }
            yield q.event("deal_signed", first, *others, size=0.6 + 0.3 * len(clauses), parties=parties, **values)
        elif number in answered_by:
            by = answered_by[number]
            rest = [key for key in parties if key not in (by, first)]
            yield q.event("offer_countered", by, first, *rest, secret=parties, clauses=clauses)
        else:
            said_no = [q.seats[int(s)] for s, yes in record["answers"].items() if not yes]
            yield q.event("offer_refused", first, *others, secret=parties, clauses=clauses, refused_by=said_no)
        for seat in record.get("office", ()):
            said = "yes" if record["answers"][seat] else "no"
            key = q.seats[int(seat)]
            yield q.event("office_answered", key, first, secret=(key,), clauses=clauses, said=said)


def plain_clause(q: Quarter | Any, clause: Mapping[str, Any]) -> dict[str, Any]:
    """A clause of a record with keys for its seats."""
    seats = q.setting.seats
    return {
        "kind": clause["kind"],
        "giver": seats[clause["giver"]] if clause["giver"] >= 0 else "",
        "taker": seats[clause["taker"]] if clause["taker"] >= 0 else "",
        "channel": int(clause["channel"]),
        "amount": _rounded(clause["amount"]),
    }


def slot_clauses(q: Quarter | Any, terms: Any, deal: int) -> list[dict[str, Any]]:
    """The clauses of a slot of the treaty book."""
    return [
        plain_clause(
            q,
            {
                "kind": names.CLAUSES[int(terms.kind[deal, c, 0])],
                "giver": int(terms.giver[deal, c, 0]),
                "taker": int(terms.taker[deal, c, 0]),
                "channel": int(terms.channel[deal, c, 0]),
                "amount": float(terms.amount[deal, c, 0]),
            },
        )
        for c in range(names.CLAUSE_SLOTS)
        if terms.kind[deal, c, 0] > 0
    ]


def deals(q: Quarter) -> Iterator[Event]:
    """Deals that ran out, went on, were left or were seen broken."""
    was, now = q.agreed.deals, q.after.deals
    for deal in np.flatnonzero(was.quarters_left[:, 0] > 0).tolist():
        left = int(was.quarters_left[deal, 0])
        rebooked = int(now.quarters_left[deal, 0]) >= left
        if int(now.quarters_left[deal, 0]) > 0 and not rebooked:
            continue
        parties = [q.seats[s] for s in np.flatnonzero(was.party[deal, :, 0]).tolist()]
        clauses = slot_clauses(q, was, deal)
        walked = [key for s, key in enumerate(q.seats) if q.played.breach[s, deal, 0] and was.party[deal, s, 0]]
        seen = now.found[deal, :, 0] & (now.state[deal, :, 0] == BROKEN) & ~was.found[deal, :, 0]
        if walked:
            rest = [key for key in parties if key not in walked]
            yield q.event("deal_left", *walked, *rest, by=walked, parties=parties, clauses=clauses)
        elif not rebooked and seen.any():
            which = int(np.argmax(seen))
            giver = int(was.giver[deal, which, 0])
            by = [q.seats[giver]] if giver >= 0 else []
            rest = [key for key in parties if key not in by]
            clause = names.CLAUSES[int(was.kind[deal, which, 0])]
            yield q.event("deal_broken", *by, *rest, by=by, parties=parties, clause=clause, clauses=clauses)
        elif was.renewed[deal, 0] and rebooked:
            quarters = int(now.quarters_left[deal, 0])
            yield q.event("deal_renewed", *parties, parties=parties, clauses=clauses, quarters=quarters)
        elif left == 1 or rebooked:
            kind = "deal_ran_out" if left == 1 else "deal_broken"
            extra: dict[str, Any] = {} if left == 1 else {"by": [], "clause": clauses[0]["kind"] if clauses else "none"}
            yield q.event(kind, *parties, parties=parties, clauses=clauses, **extra)


def bodies(q: Quarter) -> Iterator[Event]:
    """Bodies founded, joined, left, and standards that come to bind."""
    founded = (q.before.host[:, 0] < 0) & (q.after.host[:, 0] >= 0)
    joined = q.after.member[..., 0] & ~q.before.member[..., 0]
    left = q.before.member[..., 0] & ~q.after.member[..., 0]
    for body in np.flatnonzero(founded).tolist():
        host = q.nation(int(q.after.host[body, 0]))
        yield q.event("body_founded", host, body=body_name(q, body))
    for body, nation in np.argwhere(joined).tolist():
        if not founded[body]:
            host = q.nation(int(q.after.host[body, 0]))
            count = int(np.count_nonzero(q.after.member[body, :, 0]))
            yield q.event("body_joined", q.nation(nation), body=body_name(q, body), host=host, members=count)
    for body, nation in np.argwhere(left).tolist():
        yield q.event("body_left", q.nation(nation), body=body_name(q, body))
    for body in np.flatnonzero((q.before.standard[:, 0] < 0.5) & (q.after.standard[:, 0] >= 0.5)).tolist():
        host = q.nation(int(q.after.host[body, 0]))
        yield q.event("standard_set", host, body=body_name(q, body))


def watching(q: Quarter) -> Iterator[Event]:
    """Findings, audits and reports of leakage; analysts set and studies begun, known to their seat; inspections."""
    for seat, subject in np.argwhere(q.played.publish[..., 0]).tolist():
        if seat == subject:
            yield q.event("audit_published", q.seats[seat], part=_rounded(q.new.safety_effort[seat - q.n, 0]))
        elif seat >= q.n:
            yield q.event("leak_reported", q.seats[seat], q.seats[subject])
        else:
            part = _rounded(_gap_shown(q, subject))
            shown = "" if part < NOTICED else "nation" if subject < q.n else "firm"
            yield q.event("finding_published", q.seats[seat], q.seats[subject], size=0.7 + part, part=part, shown=shown)
    for seat, subject in np.argwhere(q.played.watch[..., 0]).tolist():
        kind = "analysts_set" if seat < q.n else "study_begun"
        yield q.event(kind, q.seats[seat], q.seats[subject], secret=(q.seats[seat],))
    for nation, deal in np.argwhere(q.played.inspect[: q.n, :, 0]).tolist():
        parties = [q.seats[s] for s in np.flatnonzero(q.agreed.deals.party[deal, :, 0]).tolist()]
        rest = [key for key in parties if key != q.nation(nation)]
        yield q.event("inspection_held", q.nation(nation), *rest, secret=parties)


def _gap_shown(q: Quarter, subject: int) -> float:
    """How far a finding shows deeds from words, or a firm's safety below the law at home [0-1]."""
    if subject >= q.n:
        firm = subject - q.n
        asked = float(q.new.safety_standard[q.setting.home[firm], 0])
        return max(asked - float(q.before.safety[firm, 0]), 0.0)
    gap = said_kinder_than_done(q.new.restriction[subject], q.new.stance[subject], q.p.channel_weight)
    return float(gap[0])


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
                kind, key, size=size, secret=secret, home=q.home(firm), behind=behind, gain=_rounded(gain[firm] / pace)
            )


def race(q: Quarter) -> Iterator[Event]:
    """The lead changed hands; nations tipped, came near tipping or came loose."""
    first, second = int(np.argmax(q.before.best[: q.n, 0])), int(np.argmax(q.after.best[: q.n, 0]))
    if first != second:
        yield q.event("lead_changed", q.nation(second), q.nation(first), lead=_rounded(q.after.lead[second, 0]))
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
                yield q.event(kind, q.nation(nation), q.nation(host), share=_rounded(now))


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
        yield q.event(kind, q.nation(nation), approval=_rounded(approval))


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
        fresh = int(after.rupture_left[_home_of(q, first), _home_of(q, second), 0]) == q.game.playbook.rupture_quarters
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
            yield q.event("firm_rescued", q.firm(firm), q.home(firm), amount=_rounded(books.causes["rescue"][firm, 0]))
    was, now = q.before.capacity[:, 0], q.after.capacity[:, 0]
    large = now >= 0.02 * np.max(now, initial=0)
    for firm in np.flatnonzero(large & (now >= 1.15 * was) & (was > 0)).tolist():
        yield q.event("capacity_built", q.firm(firm), gain=_rounded(now[firm] / was[firm] - 1))


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
        yield q.event("shortage", q.nation(nation), size=0.5 + float(short[nation]), part=_rounded(short[nation]))
    for nation in np.flatnonzero((short < 0.15) & (was >= 0.25)).tolist():
        yield q.event("shortage_over", q.nation(nation))
    load, before = _load(q.after, q.n), _load(q.before, q.n)
    for nation in np.flatnonzero((load >= 1) & (before < 1)).tolist():
        yield q.event("power_short", q.nation(nation), part=_rounded(load[nation]))
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


TELLERS: tuple[Callable[[Quarter], Iterator[Event]], ...] = (
    measures,
    policies,
    offers,
    deals,
    bodies,
    watching,
    models,
    race,
    incidents,
    shock,
    elections,
    crises,
    mediations,
    occasions,
    firms,
    under_way,
    scarcity,
    table,
    ending,
)
