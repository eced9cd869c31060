"""What was ordered: restrictions, with the stance and the reason that fit them, and all other orders."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from agents.columns import Array, columns_of
from game import names
from game.chronicle.events import Event
from game.chronicle.quarter import NOTICED, WIDELY, Quarter, body_name, home_of, rounded
from game.orders import Orders


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
        key = (kind, giver, channels, was, now, reason, rounded(np.max(np.abs(row))))
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
            sides = {home_of(q, int(s)) for s in q.before.ladder_side[slot, :, 0]}
            if {one, other} <= sides:
                return True
    return False




def _clause_between(q: Quarter, giver: int, target: int, kind: str) -> bool:
    terms = q.agreed.deals
    open_now = (terms.kind[:, :, 0] == names.CLAUSE[kind]) & (terms.quarters_left[:, 0] > 0)[:, None]
    gives = (terms.giver[:, :, 0] == giver) | ((terms.giver[:, :, 0] < 0) & terms.party[:, giver, 0][:, None])
    return bool((open_now & gives).any()) and target < len(q.setting.nations)


def policies(q: Quarter) -> Iterator[Event]:
    """Other orders that changed: one event for each seat and field."""
    for name, declared in columns_of(Orders).items():
        old, new = getattr(q.old, name), getattr(q.new, name)
        if name == "restriction" or declared.person or declared.idle is not None or old is new:
            continue
        of_firm = declared.axes[0] == "firm"
        rows = len(q.setting.firms) if of_firm else q.n
        changed = (old != new)[:rows, ..., 0]
        for row in np.flatnonzero(changed.reshape(rows, -1).any(1)).tolist():
            key = q.firm(row) if of_firm else q.nation(row)
            secret = None if declared.known == "public" else (key,)
            yield from _field_event(q, name, declared, row, key, old[row, ..., 0], new[row, ..., 0], secret)


def doctrines(q: Quarter) -> Iterator[Event]:
    """Doctrines that take over, known to their seat alone; none named is the strategy it was cast with."""
    now = q.new.doctrine[:, 0]
    for seat in np.flatnonzero(now != q.old.doctrine[:, 0]).tolist():
        key, name = q.seats[seat], q.setting.doctrine_named(seat, int(now[seat]))
        yield q.event("doctrine_changed", key, secret=(key,), doctrine=name)


def _field_event(
    q: Quarter, name: str, declared: Any, row: int, key: str, old: Array, new: Array, secret: Sequence[str] | None
) -> Iterator[Event]:
    if name == "budget":
        change = new - old
        up, down = int(np.argmax(change)), int(np.argmin(change))
        points = rounded(100 * np.add.reduce(np.abs(change)) / 2)
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
    values = {"field": name, "was": rounded(old), "now": rounded(new), "up": bool(new > old)}
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
        values: dict[str, Any] = {"targets": partners, "step": rounded(np.max(np.abs(change[targets])))}
        if name == "stance":
            values["now"] = names.STANCES[int(new[int(targets[0])])]
        if name == "levy":
            first = int(targets[0])
            moved = np.flatnonzero(new[first] != old[first])
            values["now"] = rounded(np.max(new[first, moved]))
            values["channels"] = [names.CHANNELS[c] for c in moved.tolist()]
        if name in ("package", "sales"):
            values["now"] = rounded(new[int(targets[0])])
        yield q.event(kind, key, *partners, size=0.5 + 0.2 * len(partners), **values)
