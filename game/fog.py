"""The only filter for secrets: what a seat may know of the world, of orders, of reasons and of events."""

from __future__ import annotations

from typing import Any

import numpy as np

from agents.columns import Array, Column, columns_of
from agents.sight import Look
from game import names
from game.orders import Orders
from game.params import Params
from game.rules.trust import trust
from game.setting import Setting
from game.world import World

WORLD, ORDERS = columns_of(World), columns_of(Orders)


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
    return nation_of(setting)[seats]


def _own(array: Array, rows: Array, worlds: Array) -> Array:
    return np.ascontiguousarray(np.moveaxis(array[rows, ..., worlds], 0, -1))


def report_sd(orders: Orders, p: Params) -> Array:
    """Relative error of reports to each observing nation · (nation, world); diplomacy and intelligence shrink it."""
    return p.report_error / (1 + p.intelligence * orders.budget[:, 5] / p.budget_reference[5])


def reported(
    truth: Array, declared: Column, seats: Array, worlds: Array, world: World, orders: Orders, setting: Setting, p: Params
) -> Array:
    """What seats hear of a reported column · (..., row): their own row exactly, others with a persistent error.

    Stocks err by a factor, shares by an offset within their bounds.
    """
    n = setting.nation_seats
    observer = nation_of(setting)[seats]
    shown = np.take(truth, worlds, axis=-1)
    spread = report_sd(orders, p)[observer, worlds]
    first = declared.axes[0]
    error = np.moveaxis(world.sight_error[observer, :, worlds], 0, -1) * spread
    if first == "nation":
        error = np.concatenate([error[:n], np.zeros((1, error.shape[1]))])
        mine = np.arange(len(shown))[:, None] == observer[None, :]
    else:
        error = error[n:]
        mine = np.arange(len(shown))[:, None] == (seats - n)[None, :]
    if declared.unit.startswith("0-1"):
        heard = np.clip(shown + error / 2, 0, 1)
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

    def shown(name: str, seats: Array, worlds: Array) -> Array:
        if extra is not None and name in extra:
            return _own(np.moveaxis(extra[name], -2, 0), seats, worlds)
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
            return np.take(whole, worlds, axis=-1) if name == "trust" else _own(whole, nations[seats], worlds)
        if name == "stance_levels":
            levels = [getattr(p, f"stance_{stance}") for stance in names.STANCES]
            return np.take(np.stack(levels), worlds, axis=-1)
        if name in ("decisiveness", "rivalry"):
            return np.take(getattr(p, name), worlds, axis=-1)
        if name == "tension_against":
            return _own(np.moveaxis(world.tension, 0, 1), nations[seats], worlds)
        return _column(name, seats, worlds)

    def _column(name: str, seats: Array, worlds: Array) -> Array:
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
            rows = _line(declared, seats, setting)
            if declared.known != "public" and declared.axes[0] == "nation" and (seats >= setting.nation_seats).any():
                if declared.known == "own":
                    raise AttributeError(f"{name!r} is known to the nation alone")
            if not declared.axes or (rows < 0).any():
                raise AttributeError(f"{name!r} has no row of its own for this seat")
            return _own(array, rows, worlds)
        if declared.known == "reported":
            return reported(array, declared, seats, worlds, world, standing, setting, p)
        return np.take(array, worlds, axis=-1)

    return shown
