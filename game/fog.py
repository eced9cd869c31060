"""The only filter for secrets: what a seat may know of the world, of orders, of reasons and of events.

Besides columns a seat may ask for derived names: ``nation``, ``nation_seats``, ``hosts``, ``home``, ``role``, ``rival``,
``trust`` and ``own_trust``, ``stance_levels``, ``decisiveness``, ``rivalry``; of what others do to it:
``restriction_against`` [restrictor, channel], ``trust_from`` [truster], ``tension_against`` [restrictor]; ``admitted``
[body], the gates open to it, and ``gates`` [body, nation]; of its clauses in force: ``promised_high`` and ``promised_low`` [partner, channel] bound
its restrictions, ``promised_standard`` its safety standard, ``promised_open`` asks for open releases,
``promised_bodies`` [body] for accession, and ``ties`` [partner] counts clauses with each nation.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from agents.columns import AXES, Array, Column, columns_of, total
from agents.sight import Look
from game import names
from game.orders import Orders
from game.params import Params
from game.rules import deals, duties
from game.rules.legal import admitted
from game.rules.trust import trust
from game.setting import Setting
from game.world import World

WORLD, ORDERS = columns_of(World), columns_of(Orders)
AGAINST = ("tension_against", "restriction_against", "trust_from")
OWED = {
    "promised_high": duties.bounds, "promised_low": duties.bounds, "promised_standard": duties.standards,
    "promised_open": duties.openings, "promised_bodies": duties.accessions, "ties": duties.ties,
}


def nation_of(setting: Setting) -> Array:
    """Nation index of every seat: its own, or a firm's home · (seat,)."""
    return np.concatenate([np.arange(setting.nation_seats), setting.home])


def _line(declared: Column, seats: Array, setting: Setting) -> Array:
    """Row of a column that is a seat's own; -1 where it has none. Firms own their home nation's rows to look at."""
    first = declared.axes[0] if declared.axes else ""
    if first in ("seat", "party"):
        return seats
    if first == "firm":
        return np.where(seats >= setting.nation_seats, seats - setting.nation_seats, -1)
    if AXES.get(first, first) == "nation":
        return nation_of(setting)[seats]
    return 0 * seats - 1


class _Rows:
    """How the rows of an asked group lie: for whole groups (every world of some seats) arrays are copied in blocks."""

    def __init__(self, seats: Array, worlds: Array, count: int) -> None:
        self.seats, self.worlds = seats, worlds
        each = worlds[:: max(count, 1)] if len(seats) % count == 0 else worlds[:0]
        blocks = len(each)
        self.whole = (
            blocks * count == len(seats)
            and blocks > 0
            and bool((worlds.reshape(blocks, count) == np.arange(count)).all())
            and bool((seats.reshape(blocks, count) == seats[::count, None]).all())
        )
        self.blocks, self.count = blocks, count

    def public(self, array: Array) -> Array:
        """All of an array for every row · (..., row)."""
        if not self.whole:
            return np.take(array, self.worlds, axis=-1)
        return np.concatenate([array] * self.blocks, axis=-1) if self.blocks > 1 else array.copy()

    def own(self, array: Array, lines: Array) -> Array:
        """One line of the first axis for every row · (..., row)."""
        if not self.whole:
            return np.ascontiguousarray(np.moveaxis(array[lines, ..., self.worlds], 0, -1))
        block = array.take(lines[:: self.count], axis=0)
        block = block.transpose(*range(1, block.ndim - 1), 0, block.ndim - 1)
        return np.ascontiguousarray(block).reshape(*block.shape[:-2], len(self.seats))


def report_sd(orders: Orders, p: Params) -> Array:
    """Relative error of reports to each observing nation · (nation, world); diplomacy and intelligence shrink it."""
    return p.report_error / (1 + p.intelligence * orders.budget[:, 5] / p.budget_reference[5])


def reported(
    truth: Array, declared: Column, seats: Array, worlds: Array, world: World, orders: Orders, setting: Setting, p: Params,
    rows: _Rows | None = None,
) -> Array:
    """What seats hear of a reported column · (..., row): their own row exactly, others with a persistent error.

    Stocks err by a factor, shares by an offset within their bounds, points of the capability index by ten times the
    relative error.
    """
    n = setting.nation_seats
    rows = rows or _Rows(seats, worlds, p.worlds)
    observer = nation_of(setting)[seats]
    shown = rows.public(truth)
    spread = report_sd(orders, p)[observer, rows.worlds]
    first = declared.axes[0]
    error = rows.own(world.sight_error, observer) * spread
    if first == "nation":
        error = np.concatenate([error[:n], np.zeros((1, error.shape[1]))])
        mine = np.arange(len(shown))[:, None] == observer[None, :]
    elif first == "seat":
        mine = np.arange(len(shown))[:, None] == seats[None, :]
    else:
        error = error[n:]
        mine = np.arange(len(shown))[:, None] == (seats - n)[None, :]
    if declared.unit.startswith("0-1"):
        heard = np.clip(shown + error / 2, 0, 1)
    elif declared.unit.startswith("ECI"):
        heard = shown + error * 10
    else:
        heard = shown * np.exp(error)
    return np.where(mine, shown, heard)


def look(
    world: World, standing: Orders, announced: Orders, setting: Setting, p: Params, extra: dict[str, Array] | None = None
) -> Look:
    """The look of one phase: ``announced`` are public orders of the quarter so far, ``extra`` (…, seat, world) of the talks."""
    nations = nation_of(setting)
    leaders = np.argsort(-world.best, axis=0, kind="stable")
    derived: dict[str, Any] = {}
    groups: dict[tuple[int, int], _Rows] = {}

    def rows_for(seats: Array, worlds: Array) -> _Rows:
        key = (id(seats), id(worlds))
        if key not in groups:
            groups[key] = _Rows(seats, worlds, p.worlds)
        return groups[key]

    def shown(name: str, seats: Array, worlds: Array) -> Array:
        rows = rows_for(seats, worlds)
        if extra is not None and name in extra:
            return rows.own(np.moveaxis(extra[name], -2, 0), seats)
        if name == "nation":
            return nations[seats]
        if name == "rival":
            first, second = leaders[0][worlds], leaders[1][worlds]
            return np.where(nations[seats] == first, second, first)
        if name == "nation_seats":
            return np.full(len(seats), setting.nation_seats)
        if name == "hosts":
            return np.repeat(setting.hosts[:, None], len(seats), axis=1)
        if name == "home":
            return np.repeat(setting.home[:, None], len(seats), axis=1)
        if name == "role":
            return np.repeat(setting.role[:, :, None], len(seats), axis=2)
        if name in ("trust", "own_trust"):
            if "trust" not in derived:
                derived["trust"] = trust(world.trust_good, world.trust_bad)
            whole = derived["trust"]
            return rows.public(whole) if name == "trust" else rows.own(whole, nations[seats])
        if name == "stance_levels":
            levels = [getattr(p, f"stance_{stance}") for stance in names.STANCES]
            return rows.public(np.stack(levels))
        if name in ("decisiveness", "rivalry"):
            return rows.public(getattr(p, name))
        if name in AGAINST:
            return rows.own(_against(name).swapaxes(0, 1), nations[seats])
        if name == "admitted":
            return np.take(admitted(setting), nations[seats], axis=1)
        if name == "free_slots":
            return np.take(total((world.deals.quarters_left == 0).astype(float), 0), worlds)
        if name == "gates":
            return np.repeat(admitted(setting)[:, :, None], len(seats), axis=2)
        if name in OWED:
            return rows.own(_owed(name), seats if name == "promised_open" else nations[seats])
        return _column(name, rows)

    def _against(name: str) -> Array:
        if name == "restriction_against":
            return announced.restriction
        if name == "tension_against":
            return world.tension
        if "trust" not in derived:
            derived["trust"] = trust(world.trust_good, world.trust_bad)
        return np.asarray(derived["trust"])

    def _owed(name: str) -> Array:
        if "pledges" not in derived:
            derived["pledges"] = deals.pledges(world.deals)
        if name not in derived:
            if name in ("promised_high", "promised_low"):
                derived["promised_high"], derived["promised_low"] = duties.bounds(
                    derived["pledges"], setting, p, announced.restriction
                )
            else:
                derived[name] = OWED[name](derived["pledges"], setting, p)
        return np.asarray(derived[name])

    def _column(name: str, rows: _Rows) -> Array:
        seats = rows.seats
        own = name.startswith("own_")
        key = name[4:] if own else name
        if key in ORDERS:
            declared, source = ORDERS[key], standing if own or ORDERS[key].known != "public" else announced
        elif key in WORLD:
            declared, source = WORLD[key], world
        else:
            raise AttributeError(f"nobody may know {name!r}")
        array = getattr(source, key)
        if declared.known == "hidden":
            raise AttributeError(f"nobody may know {name!r} before the game ends")
        if own or declared.known == "own":
            lines = _line(declared, seats, setting)
            if declared.known != "public" and declared.axes[0] == "nation" and (seats >= setting.nation_seats).any():
                if declared.known == "own":
                    raise AttributeError(f"{name!r} is known to the nation alone")
            if not declared.axes or (lines < 0).any():
                raise AttributeError(f"{name!r} has no row of its own for this seat")
            return rows.own(array, lines)
        if declared.known == "reported":
            return reported(array, declared, seats, rows.worlds, world, standing, setting, p, rows)
        return rows.public(array)

    return shown


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
