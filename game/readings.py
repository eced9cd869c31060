"""Readings: how every name that a seat may ask for is read, and who is refused."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter, is_
from typing import Any

import numpy as np

from agents.columns import AXES, Array, Column, changes, columns_of, places, total
from agents.levels import CHANNEL_WEIGHT, LEVER, level_of
from game import names
from game.lie import Lie, entry_of, heard_of, heard_of_entry, picked
from game.orders import Orders
from game.params import Params
from game.rules import deals, duties
from game.rules.research import leaders
from game.rules.trust import trust
from game.rules.watching import read_closely
from game.setting import Setting
from game.world import Terms, World

WORLD, ORDERS = columns_of(World), columns_of(Orders)
Seen = dict[str, tuple[Any, Any]]
"""What was computed last, by name, and of what."""


class Phase:
    """What the readings of one phase start from; what does not change is computed once (``seen``)."""

    def __init__(
        self, world: World, standing: Orders, announced: Orders, setting: Setting, p: Params, seen: Seen
    ) -> None:
        self.world, self.standing, self.announced, self.setting, self.p = world, standing, announced, setting, p
        self.seen = seen

    def once(
        self, name: str, compute: Callable[..., Any], *sources: Any, amend: Callable[..., Any] | None = None
    ) -> Any:
        """A quantity computed from these sources when it is first asked for, and anew when one of them is another.

        ``amend`` makes it of what it was before, of what, and of the sources: where few cells change in a quarter.
        """
        before = self.seen.get(name)
        if before is None or not all(map(is_, before[0], sources)):
            value = compute(*sources) if before is None or amend is None else amend(before[1], before[0], *sources)
            before = self.seen[name] = (sources, value)
        return before[1]


def _whose(declared: Column) -> str:
    """Whose line of a column is a seat's own: that of a seat, firm or nation; '' where it has none."""
    first = AXES.get(declared.axes[0], declared.axes[0]) if declared.axes else ""
    if first == "nation" or (declared.axes and declared.axes[0] in ("seat", "party", "firm")):
        return "seat" if declared.axes[0] in ("seat", "party") else first
    return ""


class Reading:
    """How one name is read: from which array of the phase, and what of it the asked rows are shown."""

    def __init__(self, source: Callable[[Phase], Any]) -> None:
        self.source = source

    def refuse(self, name: str, rows: Lie) -> None:
        """Raise ``AttributeError`` if a row may not know it."""

    def whole(self, view: Phase, rows: Lie, source: Any) -> Array:
        """All of it · (..., row)."""
        return rows.public(source)

    def entry(self, view: Phase, rows: Lie, entry: Array) -> Array:
        """One entry of the first axis for each row · (..., row)."""
        return picked(self.source(view), (entry,), rows.worlds)


class _Own(Reading):
    """The row's own line; ``against`` stands on the second axis, those who act against it on the first."""

    def __init__(
        self, source: Callable[[Phase], Any], whose: str = "nation", private: bool = False, against: bool = False
    ) -> None:
        super().__init__(source)
        self.whose, self.against = whose, against
        self._nations_alone, self._firms_alone = private and whose == "nation", whose == "firm"

    def refuse(self, name: str, rows: Lie) -> None:
        """Own lines of nations are secrets of their governments; only firms have a line among firms."""
        if self._nations_alone and rows.any_firm:
            raise AttributeError(f"{name!r} is known to the nation alone")
        if not self.whose or (self._firms_alone and rows.any_nation):
            raise AttributeError(f"{name!r} has no row of its own for this seat")

    def whole(self, view: Phase, rows: Lie, source: Any) -> Array:
        """All of the line."""
        return rows.own(source, self.whose, self.against)

    def entry(self, view: Phase, rows: Lie, entry: Array) -> Array:
        """One entry of the line."""
        line = rows.lines[self.whose]
        return picked(self.source(view), (entry, line) if self.against else (line, entry), rows.worlds)


class _Reported(Reading):
    """A column with the errors of whoever hears of it: it changes with the truth and with what the errors follow."""

    def __init__(self, name: str, truth: Callable[[Phase], Any], declared: Column) -> None:
        def sources(view: Phase) -> Any:
            world, budget = view.world, view.standing.budget
            return view.once(
                name, _together, truth(view), world.sight_error, budget, world.analysts, world.exposed, world.audited
            )

        super().__init__(sources)
        self._truth, self._declared = truth, declared

    def whole(self, view: Phase, rows: Lie, source: Any) -> Array:
        """All that is heard."""
        return heard_of(source[0], self._declared, rows, view.world, view.standing, view.p)

    def entry(self, view: Phase, rows: Lie, entry: Array) -> Array:
        """One entry of what is heard."""
        return heard_of_entry(self._truth(view), self._declared, rows, view.world, view.standing, view.p, entry)


def _together(*sources: Array) -> tuple[Array, ...]:
    return sources


class _Asked(Reading):
    """What follows from who is asked, and from one array, if any."""

    def __init__(self, shown: Callable[[Phase, Lie], Array], source: Callable[[Phase], Any] = bool) -> None:
        super().__init__(source)
        self._shown = shown

    def whole(self, view: Phase, rows: Lie, source: Any) -> Array:
        """All of it."""
        return self._shown(view, rows)

    def entry(self, view: Phase, rows: Lie, entry: Array) -> Array:
        """One entry of it."""
        return entry_of(self._shown(view, rows), entry)


class _Hidden(Reading):
    """What nobody may know."""

    def refuse(self, name: str, rows: Lie) -> None:
        """Nobody sees it."""
        raise AttributeError(f"nobody may know {name!r} before the game ends")


def _trust(view: Phase) -> Any:
    return view.once("trust", trust, view.world.trust_good, view.world.trust_bad)


def _limits(view: Phase) -> Any:
    def limits(terms: Terms, restriction: Array) -> tuple[duties.Limits, duties.Limits]:
        pledges = deals.pledges(terms)
        return duties.ceilings(pledges, view.setting, view.p), duties.floors(pledges, view.setting, restriction)

    return view.once("limits", limits, view.world.deals, view.announced.restriction)


def _bounds(view: Phase) -> Any:
    def bounds(limits: tuple[duties.Limits, duties.Limits]) -> tuple[Array, Array]:
        return duties.bounds(*limits, len(view.setting.nations), view.p.worlds)

    return view.once("bounds", bounds, _limits(view))


def _breaks_word(view: Phase) -> Any:
    def broken(limits: tuple[duties.Limits, duties.Limits], held: Array) -> Array:
        return duties.unkept(limits[0], limits[1], held)

    return view.once("breaks_word", broken, _limits(view), view.standing.restriction)


class _Promised(_Own):
    """Bounds that promises set: entries are looked up without spelling out the bounds between all nations."""

    def __init__(self, side: int) -> None:
        super().__init__(lambda view: _bounds(view)[side])
        self._side = side

    def entry(self, view: Phase, rows: Lie, entry: Array) -> Array:
        """The bounds towards one partner for each row."""

        def between(limits: tuple[duties.Limits, duties.Limits], asked: Lie, partner: Array) -> tuple[Array, Array]:
            count = len(view.setting.nations)
            pair = (asked.nation * count + partner) * view.p.worlds + asked.worlds
            return duties.bounds_between(*limits, count, view.p.worlds, pair)

        found: Array = view.once("between", between, _limits(view), rows, entry)[self._side]
        return found


def _level_towards(view: Phase) -> Any:
    def level(restriction: Array, chokepoint: Array) -> Array:
        return level_of(restriction, (CHANNEL_WEIGHT * (chokepoint >= LEVER))[:, None])

    def amended(levels: Array, before: tuple[Array, Array], restriction: Array, chokepoint: Array) -> Array:
        levers = chokepoint >= LEVER
        turned = ((before[1] >= LEVER) != levers).any(1)
        where = _moved(before[0], restriction)
        if turned.any():
            others = places(turned[:, None] & np.ones((len(restriction), 1), bool))
            where = tuple(np.concatenate(both) for both in zip(where, others, strict=True))
        return _relevelled(levels, where, restriction, CHANNEL_WEIGHT * levers[where[0], :, where[2]].T)

    return view.once("level_towards", level, view.standing.restriction, view.world.chokepoint, amend=amended)


def _level_against(view: Phase) -> Any:
    def level(restriction: Array) -> Array:
        return level_of(restriction, CHANNEL_WEIGHT)

    def amended(levels: Array, before: tuple[Array], restriction: Array) -> Array:
        return _relevelled(levels, _moved(before[0], restriction), restriction, CHANNEL_WEIGHT)

    return view.once("level_against", level, view.announced.restriction, amend=amended)


def _moved(before: Array, restriction: Array) -> tuple[Array, ...]:
    """Pairs (giver, partner, world) between which a measure moved, once for each channel."""
    giver, partner, _, world, _ = changes(before, restriction)
    return giver, partner, world


def _relevelled(levels: Array, where: tuple[Array, ...], restriction: Array, weight: Array) -> Array:
    """Levels of measures with those of some pairs (giver, partner, world) worked out anew."""
    if not len(where[0]):
        return levels
    new = levels.copy()
    giver, partner, world = where
    new[where] = level_of(np.ascontiguousarray(restriction[giver, partner, :, world].T), weight)
    return new


def _owed(rule: Callable[..., Array]) -> Callable[[Phase], Any]:
    def owed(view: Phase) -> Any:
        def asked(terms: Terms) -> Array:
            return rule(deals.pledges(terms), view.setting, view.p)

        return view.once(rule.__name__, asked, view.world.deals)

    return owed


def _inspectable(view: Phase) -> Any:
    def may(terms: Terms) -> Array:
        open_to_it = (terms.quarters_left > 0) & (terms.inspection > 0)
        return np.ascontiguousarray(terms.party.swapaxes(0, 1)) & open_to_it

    return view.once("inspectable", may, view.world.deals)


def _inside(view: Phase) -> Any:
    return view.once("inside", lambda member: np.ascontiguousarray(member.swapaxes(0, 1)), view.world.member)


def _members(view: Phase) -> Any:
    return view.once("members", lambda member: total(member.astype(float), 1), view.world.member)


def _free_slots(view: Phase) -> Any:
    def free(terms: Terms) -> Array:
        return total((terms.quarters_left == 0).astype(float), 0)

    return view.once("free_slots", free, view.world.deals)


def _frontier(view: Phase) -> Any:
    return view.once("frontier", lambda published: published.max(axis=0), view.world.published)


def _stance_levels(view: Phase) -> Any:
    def levels(p: Params) -> Array:
        return np.stack([getattr(p, f"stance_{stance}") for stance in names.STANCES])

    return view.once("stance_levels", levels, view.p)


def _rival(view: Phase, rows: Lie) -> Array:
    order = view.once("leaders", leaders, view.world.best)
    first, second = order[0][rows.worlds], order[1][rows.worlds]
    return np.where(rows.nation == first, second, first)


def _closer_odds(view: Phase, rows: Lie) -> Array:
    odds = rows.public(view.world.odds)
    if not view.world.analysts.max() > 0:
        return odds
    watched = rows.own(view.world.analysts, "seat") > 0
    sharper = read_closely(odds, np.where(watched, view.p.analysts_reading[rows.worlds], 1))
    return np.where(watched[:, None], sharper, odds)


def _what_analysts_read(view: Phase) -> Any:
    return view.once("closer_odds", _together, view.world.odds, view.world.analysts)


def _own_role(view: Phase, rows: Lie) -> Array:
    return np.take(view.setting.role, np.maximum(rows.lines["firm"], 0), axis=1) * rows.firms


def _repeated(array: Array, rows: Lie) -> Array:
    return np.repeat(array[..., None], len(rows.seats), axis=-1)


PUBLIC: dict[str, Callable[[Phase], Any]] = {
    "trust": _trust,
    "stance_levels": _stance_levels,
    "decisiveness": lambda view: view.p.decisiveness,
    "rivalry": lambda view: view.p.rivalry,
    "free_slots": _free_slots,
    "frontier": _frontier,
    "members": _members,
}
"""What everybody may know."""

OWN: dict[str, _Own] = {
    "own_trust": _Own(_trust),
    "trust_from": _Own(_trust, against=True),
    "tension_against": _Own(lambda view: view.world.tension, against=True),
    "restriction_against": _Own(lambda view: view.announced.restriction, against=True),
    "level_against": _Own(_level_against, against=True),
    "level_towards": _Own(_level_towards),
    "inside": _Own(_inside),
    "promised_high": _Promised(0),
    "promised_low": _Promised(1),
    "breaks_word": _Own(_breaks_word),
    "promised_standard": _Own(_owed(duties.standards)),
    "promised_open": _Own(_owed(duties.openings), "seat"),
    "promised_bodies": _Own(_owed(duties.accessions)),
    "ties": _Own(_owed(duties.ties)),
    "inspectable": _Own(_inspectable, "seat"),
}
"""What a seat knows as its own, or its nation's."""

FIXED: dict[str, _Asked] = {
    "nation": _Asked(lambda view, rows: rows.nation.copy()),
    "rival": _Asked(_rival, attrgetter("world.best")),
    "nation_seats": _Asked(lambda view, rows: np.full(len(rows.seats), view.setting.nation_seats)),
    "hosts": _Asked(lambda view, rows: _repeated(view.setting.hosts, rows)),
    "home": _Asked(lambda view, rows: _repeated(view.setting.home, rows)),
    "role": _Asked(lambda view, rows: _repeated(view.setting.role, rows)),
    "own_role": _Asked(_own_role),
    "admitted": _Asked(lambda view, rows: np.take(view.setting.admitted, rows.nation, axis=1)),
    "closer_odds": _Asked(_closer_odds, _what_analysts_read),
    "gates": _Asked(lambda view, rows: _repeated(view.setting.admitted, rows)),
}
"""What follows from who is asked."""


def _of_column(name: str, declared: Column, place: str) -> dict[str, Reading]:
    """How a column and the row's own line of it are read; ``place`` is where the view has it."""

    shown = attrgetter(f"{place}.{name}")
    if declared.known == "hidden":
        return {name: _Hidden(shown), f"own_{name}": _Hidden(shown)}
    standing = attrgetter(f"standing.{name}") if place == "announced" else shown
    mine = _Own(standing, _whose(declared), declared.known == "own")
    if declared.known == "own":
        return {name: mine, f"own_{name}": mine}
    if declared.known == "reported":
        return {name: _Reported(name, standing, declared), f"own_{name}": mine}
    return {name: Reading(shown), f"own_{name}": mine}


READINGS: dict[str, Reading] = {
    reading: how
    for columns, place in ((WORLD, "world"), (ORDERS, "announced"))
    for name, declared in columns.items()
    for reading, how in _of_column(name, declared, place).items()
}
READINGS |= {**{name: Reading(source) for name, source in PUBLIC.items()}, **OWN, **FIXED}
"""Every name that may be asked for. Of orders everybody sees what is announced, and the seat itself what stands."""
