"""Events, what each kind counts for the headlines, and who may know of one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

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
    "meeting_won": 10,
    "meeting_lost": 12,
    "shortage": 26,
    "power_short": 24,
    "firm_rescued": 36,
    "firm_taken_over": 48,
    "firm_closed": 40,
    "capacity_built": 14,
    "nation_untipped": 34,
    "near_tipping": 22,
    "occasion_put": 8,
    "forecast_judged": 9,
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
    "doctrine_changed": 14,
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
