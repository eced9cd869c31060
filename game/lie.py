"""How asked rows lie in a game, and what they are shown of its arrays."""

from __future__ import annotations

from functools import cache, cached_property
from math import prod
from operator import is_
from typing import Any

import numpy as np

from agents.columns import Array, Column
from agents.sight import Rows
from game.orders import Orders
from game.params import Params
from game.rules.watching import error_factor
from game.setting import Setting
from game.world import World


def nation_of(setting: Setting) -> Array:
    """Nation index of every seat: its own, or a firm's home · (seat,)."""
    return setting.nation_of_seat


class Lie:
    """How asked rows lie in a game: of whole groups (every world of some seats) arrays are copied in blocks."""

    def __init__(self, rows: Rows, count: int, setting: Setting) -> None:
        self.rows, self.count, self.setting = rows, count, setting
        self.seats, self.worlds = rows.seats, rows.worlds
        self.blocks = len(rows) // count
        self.errors: dict[tuple[int, int, bool], tuple[tuple[Any, ...], tuple[Array, Array]]] = {}
        self.whole = len(rows) % count == 0 and (count == 1 or _in_order(self.seats, self.worlds, count))

    @cached_property
    def nation(self) -> Array:
        """Nation of every row."""
        return nation_of(self.setting).take(self.seats)

    @cached_property
    def firms(self) -> Array:
        """Which rows are firms."""
        return self.seats >= self.setting.nation_seats

    @cached_property
    def any_firm(self) -> bool:
        """Whether a firm is among the rows."""
        return bool(self.firms.any())

    @cached_property
    def any_nation(self) -> bool:
        """Whether a nation is among the rows."""
        return not bool(self.firms.all())

    @cached_property
    def lines(self) -> dict[str, Array]:
        """The line of every row on an axis of seats, of nations, of firms."""
        return {"seat": self.seats, "nation": self.nation, "firm": self.seats - self.setting.nation_seats}

    @cached_property
    def _block_lines(self) -> dict[str, slice | Array]:
        """The lines of the blocks of a whole group, as a slice where they follow one another."""
        found: dict[str, slice | Array] = {}
        for whose, lines in self.lines.items():
            first = lines[:: self.count]
            start = int(first[0]) if len(first) else 0
            in_row = start >= 0 and bool((first == np.arange(start, start + len(first))).all())
            found[whose] = slice(start, start + len(first)) if in_row else first
        return found

    def subjects(self, axis: str) -> slice:
        """The seats that an axis of nations, firms or seats is about."""
        n, seats = self.setting.nation_seats, len(self.setting.seats)
        return slice(n if axis == "firm" else 0, n if axis == "nation" else seats)

    @cached_property
    def itself(self) -> dict[str, Array]:
        """Which entry of an axis of nations, seats or firms is the row's own · (entry, row) bool."""
        length = {"nation": len(self.setting.nations), "seat": len(self.setting.seats), "firm": len(self.setting.firms)}
        return {whose: np.arange(length[whose])[:, None] == line for whose, line in self.lines.items()}

    def public(self, array: Array) -> Array:
        """All of an array for every row · (..., row)."""
        if not self.whole:
            return array.take(self.worlds, axis=-1)
        if self.count == 1:
            return array.repeat(self.blocks, axis=-1)
        if self.blocks == 1:
            return array.copy()
        return array[..., None, :].repeat(self.blocks, axis=-2).reshape(*array.shape[:-1], -1)

    def own(self, array: Array, whose: str, against: bool = False) -> Array:
        """One line of the first axis for every row, of the second for what is done ``against`` it · (..., row)."""
        if not self.whole:
            return picked(array, (self.lines[whose],), self.worlds, free=int(against))
        block = array.swapaxes(0, 1)[self._block_lines[whose]] if against else array[self._block_lines[whose]]
        if block.ndim > 2:
            block = block.transpose(*range(1, block.ndim - 1), 0, -1)
        return block.copy().reshape(*block.shape[:-2], -1)


def _in_order(seats: Array, worlds: Array, count: int) -> bool:
    """Whether the rows are every world, in order, of one seat after the other."""
    in_order = (worlds.reshape(-1, count) == np.arange(count)).all()
    return bool(in_order and (seats.reshape(-1, count) == seats[::count, None]).all())


def picked(array: Array, lines: tuple[Array, ...], worlds: Array, free: int = 0) -> Array:
    """Entries of some axes chosen for each row · (the axes left, row).

    The axes of ``lines`` are the leading ones, or follow on so many ``free`` axes that are left.
    """
    steps, left, inner = _steps(array.shape, free, len(lines))
    place = worlds
    for line, step in zip(lines, steps, strict=True):
        place = place + line * step
    if not left:
        return array.reshape(-1).take(place)
    return array.reshape(-1).take(inner + place).reshape(*left, len(worlds))


@cache
def _steps(shape: tuple[int, ...], free: int, chosen: int) -> tuple[tuple[int, ...], tuple[int, ...], Array]:
    """How far apart the entries of the chosen axes are, lengths of the axes left, and the places of their cells."""
    apart = [prod(shape[axis + 1 :]) for axis in range(len(shape))]
    axes = [axis for axis in range(len(shape) - 1) if not free <= axis < free + chosen]
    inner = np.zeros(1, np.int64)
    for axis in axes:
        inner = (inner[:, None] + np.arange(shape[axis]) * apart[axis]).reshape(-1)
    return tuple(apart[free : free + chosen]), tuple(shape[axis] for axis in axes), inner[:, None]


def report_sd(orders: Orders, p: Params) -> Array:
    """Relative error of reports to each observing nation · (nation, world); diplomacy and intelligence shrink it."""
    return p.report_error / (1 + p.intelligence * orders.budget[:, 5] / p.budget_reference[5])


def entry_of(whole: Array, entry: Array | None) -> Array:
    return whole if entry is None else picked(whole, (entry,), np.arange(len(entry)))


def spread_of(declared: Column, rows: Lie, world: World, orders: Orders, p: Params, subjects: slice) -> Array:
    """Relative error of the reports of a column about some seats to each row · (subject, row), or (row,) for all."""
    spread = report_sd(orders, p)[rows.nation, rows.worlds]
    if world.analysts.max() > 0 or world.exposed.max() > 0:
        own = rows.own(world.analysts[:, subjects], "seat") > 0
        spread = _sharpened(spread, own, rows.public(world.exposed[subjects]) > 0, rows, p)
    if not (declared.audited and world.audited.max() > 0):
        return spread
    firms = rows.setting.nation_seats - subjects.start
    spread = np.broadcast_to(spread, (subjects.stop - subjects.start, len(rows.seats)))
    return np.concatenate([spread[:firms], spread[firms:] * _left(rows.public(world.audited) > 0, rows, p)])


def spread_about(declared: Column, rows: Lie, world: World, orders: Orders, p: Params, subject: Array) -> Array:
    """Relative error of the reports of a column about one seat to each row · (row,)."""
    spread = report_sd(orders, p)[rows.nation, rows.worlds]
    if world.analysts.max() > 0 or world.exposed.max() > 0:
        own = world.analysts[rows.seats, subject, rows.worlds] > 0
        spread = _sharpened(spread, own, world.exposed[subject, rows.worlds] > 0, rows, p)
    if not (declared.audited and world.audited.max() > 0):
        return spread
    firm = subject - rows.setting.nation_seats
    told = world.audited[np.maximum(firm, 0), rows.worlds] > 0
    return np.where(firm >= 0, spread * _left(told, rows, p), spread)


def _sharpened(spread: Array, own: Array, told: Array, rows: Lie, p: Params) -> Array:
    """What own analysts and published findings leave of an error."""
    gains = (p.analysts_gain, p.finding_gain, p.analysts_gain + p.finding_gain)
    watched, known, both = (spread * error_factor(gain)[rows.worlds] for gain in gains)
    return np.where(own, np.where(told, both, watched), np.where(told, known, spread))


def _left(audited: Array, rows: Lie, p: Params) -> Array:
    """What an audit in public leaves of an error."""
    return np.where(audited, p.audit_error[rows.worlds], 1)


def _errors(declared: Column, rows: Lie, world: World, orders: Orders, p: Params) -> tuple[Array, Array]:
    """Error of the reports of a column, and the factor by which stocks err · two of (subject, row).

    Of a small group the errors of all seats are worked out at once, for every column.
    """
    sources = (world.sight_error, world.analysts, world.exposed, world.audited, orders.budget)
    subjects, everybody = rows.subjects(declared.axes[0]), slice(0, len(rows.setting.seats))
    about = everybody if rows.rows.small else subjects
    key = (about.start, about.stop, declared.audited)
    before = rows.errors.get(key)
    if before is None or not all(map(is_, before[0], sources)):
        error = rows.own(world.sight_error[:, about], "nation")
        error = error * spread_of(declared, rows, world, orders, p, about)
        before = rows.errors[key] = sources, (error, np.exp(error))
    error, factor = before[1]
    return (error, factor) if about == subjects else (error[subjects], factor[subjects])


def heard_of(truth: Array, declared: Column, rows: Lie, world: World, orders: Orders, p: Params) -> Array:
    """What is heard of a column · (..., row)."""
    error, factor = _errors(declared, rows, world, orders, p)
    if len(error) < len(truth):  # the rest of the world is known without an error
        error, factor = np.concatenate([error, 0 * error[:1]]), np.concatenate([factor, 0 * factor[:1] + 1])
    shown = rows.public(truth)
    return np.where(rows.itself[declared.axes[0]], shown, _heard(shown, declared, error, factor))


def heard_of_entry(
    truth: Array, declared: Column, rows: Lie, world: World, orders: Orders, p: Params, entry: Array
) -> Array:
    """What is heard of one entry of a column for each row · (row,): no other errors are worked out."""
    axis, subjects = declared.axes[0], rows.subjects(declared.axes[0])
    subject = np.minimum(entry + subjects.start, subjects.stop - 1)
    spread = spread_about(declared, rows, world, orders, p, subject)
    error = world.sight_error[rows.nation, subject, rows.worlds] * spread
    error = np.where(entry + subjects.start < subjects.stop, error, 0)  # the rest of the world: none
    shown = truth[entry, rows.worlds]
    return np.where(entry == rows.lines[axis], shown, _heard(shown, declared, error, np.exp(error)))


def _heard(shown: Array, declared: Column, error: Array, factor: Array) -> Array:
    if declared.unit.startswith("0-1"):
        return np.clip(shown + error / 2, 0, 1)
    if declared.unit.startswith("ECI"):
        return shown + error * 10
    return shown * factor
