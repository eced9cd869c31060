"""Who made a move of a seat that a person plays: the person, or the doctrine, which decides all that is left alone."""

from __future__ import annotations

from agents.columns import Array
from game import names
from game.chronicle import Event
from game.views.scene import Scene

FIELD_OF = {
    "controls_tightened": "restriction",
    "controls_loosened": "restriction",
    "imports_refused": "refusal",
    "imports_allowed": "refusal",
    "levy_set": "levy",
    "package_offered": "package",
    "package_withdrawn": "package",
    "stance_declared": "stance",
    "market_entered": "sales",
    "market_left": "sales",
    "budget_shifted": "budget",
    "vote_steered": "steer",
    "body_joined": "body_action",
    "body_left": "body_action",
    "body_founded": "body_action",
    "finding_published": "publish",
    "audit_published": "publish",
    "leak_reported": "publish",
    "mediation_offered": "mediate",
    "consortium_joined": "consortium",
    "consortium_left": "consortium",
    "tests_published": "tests",
    "tests_withdrawn": "tests",
    "programme_begun": "programme",
    "programme_ended": "programme",
    "campaign_begun": "campaign",
    "line_begun": "build",
    "analysts_set": "watch",
    "study_begun": "watch",
    "inspection_held": "inspect",
    "doctrine_changed": "doctrine",
    "deal_left": "breach",
    "occasion_answered": "reply",
}
"""The order field that a kind of event comes from; kinds that tell of several fields name it in their values."""
OF_THE_OFFICE = frozenset({"office_answered", "strategy_failed"})
"""Kinds that are never a person's doing."""


def by_person(scene: Scene, event: Event) -> bool:
    """Whether a person set what the event tells of, for the quarter last played; of talks, all but the office's word.

    The event is one of a seat that a person plays, who acted first in it.
    """
    if event.kind in OF_THE_OFFICE:
        return False
    field = str(event.values.get("field") or FIELD_OF.get(event.kind, ""))
    return not field or any(bool(mask.any()) for mask in _masks(scene, event, field))


def _masks(scene: Scene, event: Event, field: str) -> list[Array]:
    """The marks of what the person set in the field, as far as they concern the event."""
    whole = given(scene, event.seats[0], field)
    if whole is None:
        return []
    if event.kind == "occasion_answered":
        return [whole[side] for side in _sides(scene, event)]
    targets = [scene.setting.nations.index(key) for key in event.values.get("targets", ())]
    channels = [names.CHANNELS.index(key) for key in event.values.get("channels", ())]
    if channels and targets:
        return [whole[target, channels] for target in targets]
    return [whole[target] for target in targets] if targets else [whole]


def given(scene: Scene, seat: str, field: str) -> Array | None:
    """Marks of the cells of an order field that the person of a seat set for the last quarter; None if none."""
    wish = scene.session.given.get(scene.index(seat), {}).get(field)
    return None if wish is None else wish[1]


def _sides(scene: Scene, event: Event) -> list[int]:
    """The places, major and minor, of the occasion that was answered."""
    numbers = scene.earlier.occasion[scene.index(event.seats[0]), :, 0].tolist()
    book = scene.game.playbook.occasions
    return [side for side, n in enumerate(numbers) if n >= 0 and book[int(n)]["key"] == event.values["occasion"]]
