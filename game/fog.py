"""The only filter for secrets: what a seat may know of the world, of orders, of reasons and of events.

Besides columns a seat may ask for derived names (``PUBLIC``, ``OWN``, ``FIXED`` below): ``nation``, ``nation_seats``,
``hosts``, ``home``, ``role``, ``own_role``, ``rival``, ``trust`` and ``own_trust``, ``stance_levels``, ``rivalry``,
``decisiveness``, ``free_slots``, ``frontier``; of what others do to it: ``restriction_against`` [restrictor, channel],
``level_against`` [restrictor], ``trust_from`` [truster], ``tension_against`` [restrictor]; of what it does to them:
``level_towards`` [partner]; of bodies: ``members`` [body], ``inside`` [body], whether it is a member, ``admitted``
[body], the gates open to it, and ``gates`` [body, nation]; of its clauses in force: ``promised_high`` and
``promised_low`` [partner, channel] bound its restrictions, ``breaks_word`` [partner] where these do not keep to it,
``promised_standard`` its safety standard, ``promised_open`` asks for open releases, ``promised_bodies`` [body] for
accession, and ``ties`` [partner] counts clauses with each nation; of those whom it watches: ``closer_odds``
[seat, agenda], the odds on all agendas with theirs read more closely; ``inspectable`` [deal] are the deals under
which it may inspect.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from agents.columns import Array, Column
from agents.sight import Look, Rows
from game.lie import Lie, entry_of, heard_of, nation_of, report_sd, spread_of
from game.orders import Orders
from game.params import Params
from game.readings import FIXED, ORDERS, OWN, PUBLIC, READINGS, WORLD, Phase, Seen
from game.setting import Setting
from game.world import World

__all__ = [
    "FIXED", "ORDERS", "OWN", "PUBLIC", "READINGS", "WORLD", "Extra", "hidden_causes", "look", "nation_of", "report_sd",
    "report_spread", "reported",
]  # fmt: skip
Extra = Callable[[Rows], Array]
"""What a phase adds for those who are asked · (..., row)."""


class _View(Phase):
    """What may be seen in one phase; copies are shown again to the same rows as long as they hold."""

    def __init__(self, extra: Mapping[str, Extra], *phase: Any) -> None:
        super().__init__(*phase)
        self.extra = extra

    def shown(self, name: str, rows: Rows, entry: Array | None = None) -> Array:
        """What these rows may know of one name: the copy shown to them before, if it still holds."""
        if name in self.extra:
            return entry_of(self.extra[name](rows), entry)
        reading = READINGS.get(name)
        if reading is None:
            raise AttributeError(f"nobody may know {name!r}")
        if entry is not None and rows.small:
            return entry_of(self.shown(name, rows), entry)
        if entry is not None:
            lie = self.lie(rows)
            reading.refuse(name, lie)
            return reading.entry(self, lie, entry)
        index = rows.index
        if rows.small and rows.whole is not None:
            rows = rows.whole
        source = reading.source(self)
        before = (rows if rows.whole is None else rows.whole).kept.get(name)
        if before is not None and before[0] is source and before[1] is self.setting:
            return before[2] if index is None else before[2].take(index, axis=-1)
        lie = self.lie(rows)
        reading.refuse(name, lie)
        copy = reading.whole(self, lie, source)
        if rows.index is None:
            rows.kept[name] = source, self.setting, copy
            return copy if index is None else copy.take(index, axis=-1)
        return copy

    def lie(self, rows: Rows) -> Lie:
        """How these rows lie, found out once in a game."""
        lie: Lie | None = rows.kept.get("")
        if lie is None or lie.setting is not self.setting or lie.count != self.p.worlds:
            lie = rows.kept[""] = Lie(rows, self.p.worlds, self.setting)
        return lie


def reported(
    truth: Array, declared: Column, rows: Rows, world: World, orders: Orders, setting: Setting, p: Params
) -> Array:
    """What seats hear of a reported column · (..., row): their own row exactly, others with a persistent error.

    Stocks err by a factor, shares by an offset within their bounds, points of the capability index by ten times the
    relative error.
    """
    return heard_of(truth, declared, Lie(rows, p.worlds, setting), world, orders, p)


def report_spread(
    declared: Column, rows: Rows, world: World, orders: Orders, setting: Setting, p: Params
) -> Array:
    """Relative error of the reports of a column about each seat · (seat, row), 1 for one standard deviation.

    Own analysts, published findings and, for what it shows, a firm's audit in public leave less of it.
    """
    seats = len(setting.seats)
    spread = spread_of(declared, Lie(rows, p.worlds, setting), world, orders, p, slice(0, seats))
    return np.broadcast_to(spread, (seats, len(rows)))


def look(
    world: World,
    standing: Orders,
    announced: Orders,
    setting: Setting,
    p: Params,
    extra: Mapping[str, Extra] | None = None,
    seen: Seen | None = None,
) -> Look:
    """The look of one phase: ``announced`` are public orders of the quarter so far, ``extra`` is added by the talks.

    What is computed for all is kept in ``seen``, and what is shown to rows with them (``Rows.kept``).
    """
    return _View(extra or {}, world, standing, announced, setting, p, {} if seen is None else seen).shown


def hidden_causes(name: str, why: Any, subject: str, viewer: str | None, setting: Setting) -> frozenset[str]:
    """Causes of a quantity of one seat that the viewer may not know, because they follow from what is only reported.

    Risk is split by firm, and so tells every lab's true safety: a viewer knows the parts of the labs at home. Of other
    seats, capability stays veiled where it follows from compute, and accounts where they follow from safety and
    compliance.
    """
    if name == "risk":
        mine: set[int] = set()
        if viewer in setting.firms:
            mine = {setting.firms.index(viewer)}
        elif viewer is not None:
            mine = set(np.flatnonzero(setting.home == setting.nations.index(viewer)).tolist())
        return frozenset(cause for cause in why.causes if cause.startswith("firm:") and int(cause[5:]) not in mine)
    if viewer == subject:
        return frozenset()
    veils = {
        "latent": frozenset(why.causes) - {"base"},
        "firm_spending": frozenset({"safety", "compliance"}),
    }
    return veils.get(name, frozenset()) & frozenset(why.causes)
