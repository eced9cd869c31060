"""Tastes: how strategies answer occasions and crises, from five leanings rather than from lists of cases."""

from __future__ import annotations

import numpy as np

from agents.columns import Array, places
from agents.sight import Sight

LEANINGS = ("hawkish", "open_handed", "careful", "bold", "joining")
"""Restrict and secure · share and open · safety first · growth first · act with others."""

OPTIONS = 4
_LEANS: dict[str, tuple[tuple[float, ...], ...]] = {
    "order_book": ((-1, 0.5, 0, 1, 0), (-0.2, 0, 0.2, 0.3, 0), (-0.4, 0, 0, 0.9, 0), (1, -0.3, 0.2, -1, 0)),
    "twenty_signatures": ((-0.6, 0.3, 0, 0.5, 0), (1, -0.3, 0.3, -0.5, 0), (0, 0.4, 0.4, 0, 0.2)),
    "below_the_line": ((0, 0, 0, 1, 0), (-0.5, 0.2, -0.2, 0.6, -0.2), (0.8, -0.3, 0.6, -1, 0)),
    "not_enough_wafers": (
        (0, 0, 0, 0.6, 0), (0.8, -0.5, 0, -0.2, -0.4), (-0.2, 0.3, 0.1, 0.1, 0.4), (0, 0, -0.1, 0.8, 0),
    ),
    "surprise_from_below": (
        (-0.4, 1, -0.5, 0.2, 0), (0, 0.2, 0, 0.4, 0), (1, -1, 0.3, -0.2, -0.2), (-0.2, 0.2, 1, -0.2, 0.5),
    ),
    "ship_it": ((0.3, -0.6, 0.1, 0.5, 0), (0, 0.3, 0.2, 0.1, 0), (-0.2, 1, -0.5, 0, 0.1), (0, -0.1, 1, -0.8, 0)),
    "plan_reception": ((0.2, 0.2, -0.8, 1, -0.2), (0.2, 0.1, 0, 0.1, 1), (-0.2, -0.1, 1, -0.5, 0.1)),
    "house_invites": ((-0.3, 0.3, 0, 0.3, 0.8), (0, 0, 0.2, 0, 0.1), (0.1, 0, 0, 0.6, 0), (0.7, -0.2, 0, -0.2, -0.8)),
    "full_stack": (
        (0.3, -0.2, 0.2, 0.5, 0), (0, -0.1, 0, 0.4, 0), (-0.4, 0.6, 0, 0.5, 0.5), (0.6, -0.2, 0, -0.2, -0.3),
    ),
    "near_miss": ((-0.1, 0.3, 1, -0.4, 0.3), (0, 0, 0.4, 0, 0.6), (0.3, -0.3, -1, 0.5, -0.6)),
    "crates": ((1, 0, 0.2, -0.3, 0), (0.5, -0.1, 0.4, -0.3, 0.1), (-0.7, 0.2, -0.4, 0.5, 0)),
    "visa_queue": ((-0.6, 0.5, 0, 0.7, 0.3), (0.8, -0.3, 0.3, -0.3, -0.2), (0.4, -0.3, 0, -0.2, -0.1)),
    "not_enough_power": (
        (0, 0, -0.2, 0.9, 0), (0.1, 0, -0.3, 0.7, 0), (0, 0, 0.4, -0.6, 0), (-0.5, 0.4, 0, 0.5, 0.6),
    ),
    "whose_data": ((0, -0.1, 0.5, -0.2, 0.2), (0.1, 0.3, -0.5, 0.8, 0), (0, -0.2, 0.4, -0.4, 0)),
    "hiring_on_trial": (
        (0, 0, 1, -0.2, 0.2), (0.1, -0.1, 0.4, -0.8, 0), (0, 0.2, 0.3, 0.2, 0), (-0.3, 0.4, 0.1, 0.5, 0.9),
    ),
    "campus_rule": ((0, 0.3, -0.1, 0.7, 0), (0.1, -0.1, 0.4, -0.3, 0), (0, 0.2, 0, 0.1, 0)),
    "compliance_invoice": (
        (0.2, -0.1, 0.5, -0.1, 0.2), (0.5, -0.4, 0.1, -0.4, -0.3), (-0.2, 0.3, 0.1, 0.7, 0.3),
        (-0.5, 0.2, -0.3, 0.5, 0),
    ),
    "weights_in_wrong_hands": (
        (-0.2, 0.3, 0.4, 0, 0.2), (0.3, 0, 0, 0.2, 0), (1, -0.6, 0.5, -0.2, -0.3), (-0.4, 0.3, 0.8, -0.1, 0.8),
    ),
    "one_laboratory": ((-1, 0.3, 0.5, 0.1, 1), (-0.3, 0.3, 0.3, 0.1, 0.4), (0.7, -0.2, -0.3, 0.1, -0.7)),
    "margin_call": ((0, 0, 0.1, 0.2, 0), (0, 0, 0, 0.3, 0), (0.5, -0.2, 0.2, -0.1, 0), (0, 0, 0.2, -0.3, 0)),
    "hall_site": ((0, 0, -0.2, 0.8, 0), (0, 0.1, 0.3, -0.1, 0.3), (0, 0, 0.5, -0.7, 0)),
    "audit_report": ((0, 0, 1, -0.5, 0.1), (0, 0.5, 0.4, -0.1, 0.2), (0.1, 0, -0.7, 0.7, 0)),
    "licence_offer": ((-0.3, 0.1, 0, 0.6, 0.3), (0.6, -0.2, 0.1, 0.2, -0.2), (-0.1, 0.8, -0.2, 0.1, 0.1)),
    "supply_scare": ((0.1, 0, 0, 0.7, 0), (0.9, -0.5, 0.1, -0.1, -0.4), (-0.2, 0.3, 0.3, -0.3, 0.4)),
    "classroom": ((0, 0.2, 0.4, 0.2, 0.1), (0, 0.3, -0.3, 0.7, 0), (0, -0.1, 0.5, -0.5, 0)),
    "cloud_abroad": ((-0.5, 0.3, -0.1, 0.7, 0.2), (0.6, -0.2, 0.1, 0.3, -0.2), (0, 0.2, 0.2, 0, 0.4)),
    "envoy": ((-0.7, 0.4, 0.1, 0, 0.8), (0, 0, 0.2, 0.1, 0.1), (0.8, -0.3, -0.1, -0.1, -0.5)),
    "mineral_stock": ((0.7, -0.2, 0.2, 0, 0), (0, 0.2, 0.4, 0, 0.2), (-0.4, 0.2, -0.2, 0.6, 0.1)),
    "large_customer": ((-0.5, 0.3, 0, 0.7, 0.3), (0, 0.1, 0.2, 0, 0), (0.5, -0.4, 0.1, 0.3, -0.3)),
    "guidance_call": ((0, 0, -0.4, 0.9, 0), (0, 0, 0.2, 0.2, 0), (0, 0, 0.5, -0.5, 0)),
    "staff_poached": ((0.2, -0.2, 0, 0.7, 0), (0, 0.1, 0.2, -0.3, 0), (-0.5, 0.8, 0, 0.1, 0.3)),
    "town_meeting": ((0, 0, -0.3, 0.9, -0.1), (0, 0, 0.5, -0.6, 0.1), (0, 0.2, 0.2, 0.1, 0.4)),
    "open_day": ((0, 0.4, 0.9, -0.3, 0.4), (0, 0, 0.2, 0.1, 0.1), (0.1, -0.3, -0.7, 0.5, -0.3)),
    "ministry_calls": ((0.8, -0.4, 0.3, -0.5, -0.1), (-0.5, 0.2, 0, 0.6, 0.1), (-0.2, 0.2, -0.1, 0.2, 0)),
    "second_supplier": ((0, 0.1, 0.1, 0.8, 0), (0.5, -0.3, 0.3, 0.1, -0.3), (-0.2, 0.3, 0.1, -0.3, 0.5)),
    "rival_ships_first": ((0.1, -0.1, -0.9, 0.9, -0.1), (0, 0.1, 0.3, 0, 0), (0, 0.1, 0.9, -0.5, 0.3)),
}  # fmt: skip
"""What every option of every occasion stands for, along the leanings. Judged; the keys follow the play data."""

OCCASIONS = tuple(_LEANS)
WORTH_SAYING = 0.15
"""Appeal below which a seat leaves an occasion to the default."""


MEDIATED = 0.1
"""How much of its resolve a seat gives up where somebody mediates."""


def _table() -> Array:
    """Leans by code, 4 x occasion + option · (leaning, code)."""
    table = np.zeros((len(LEANINGS), len(OCCASIONS) * OPTIONS))
    for number, options in enumerate(_LEANS.values()):
        for option, leans in enumerate(options):
            table[:, number * OPTIONS + option] = leans
    return table


def _exists() -> Array:
    return np.array([option < len(options) for options in _LEANS.values() for option in range(OPTIONS)])


LEANS, EXISTS = _table(), _exists()


def replies(sight: Sight) -> Array:
    """Option chosen for the major and the minor occasion · (side, row) int8: what appeals most, or the default."""
    side, row = places(sight.own_occasion >= 0)
    chosen = np.full(sight.own_occasion.shape, -1, np.int8)
    code = sight.own_occasion[side, row].astype(np.int64) * OPTIONS + np.arange(OPTIONS)[:, None]
    appeal = np.where(EXISTS.take(code), 0.0, -1.0)
    for place, leaning in enumerate(LEANINGS):
        appeal = appeal + LEANS[place].take(code) * sight.attitude(leaning).take(row)
    chosen[side, row] = np.where(appeal.max(axis=0) >= WORTH_SAYING, appeal.argmax(axis=0), -1)
    return chosen


def ceilings(sight: Sight) -> Array:
    """Ceiling on each ladder · (ladder, row) int8: climbs up to the rung that its resolve bears, then steps down.

    Alarm, an empty purse and a mediator who makes it cheap make everybody softer.
    """
    on_it = (sight.ladder_side == sight.seat).max(1)
    purse = np.minimum(sight.own_influence / 8, 1)
    resolve = (sight.attitude("resolve") + sight.own_temperament / 4) * purse - sight.alarm / 4
    resolve = resolve - np.where(sight.mediator >= 0, MEDIATED, 0)
    bears = np.minimum(np.maximum(6 * resolve, 0), 6)
    rung = sight.rung
    wish = np.where(rung + 1 <= bears, 2, np.where(rung <= bears, 1, 0))
    return np.where(on_it, wish, 1).astype(np.int8)
