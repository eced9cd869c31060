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
from functools import cached_property
from operator import attrgetter, is_
from typing import Any

import numpy as np

from agents.columns import AXES, Array, Column, columns_of, total
from agents.levels import CHANNEL_WEIGHT, LEVER, level_of
from agents.sight import Look, Rows
from game import names
from game.orders import Orders
from game.params import Params
from game.rules import deals, duties
from game.rules.trust import trust
from game.rules.watching import error_factor, read_closely
from game.setting import Setting
from game.world import Terms, World

WORLD, ORDERS = columns_of(World), columns_of(Orders)
Extra = Callable[[Rows], Array]
"""What a phase adds for those who are asked · (..., row)."""
Seen = dict[str, tuple[Any, Any]]
"""What was computed in a quarter, by name, and of what."""


def nation_of(setting: Setting) -> Array:
    """Nation index of every seat: its own, or a firm's home · (seat,)."""
    return setting.nation_of_seat


def _whose(declared: Column) -> str:
    """Whose line of a column is a seat's own: that of a seat, firm or nation; '' where it has none."""
    first = AXES.get(declared.axes[0], declared.axes[0]) if declared.axes else ""
    if first == "nation" or (declared.axes and declared.axes[0] in ("seat", "party", "firm")):
        return "seat" if declared.axes[0] in ("seat", "party") else first
    return ""


class _Lie:
    """How asked rows lie in a game: of whole groups (every world of some seats) arrays are copied in blocks."""

    def __init__(self, rows: Rows, count: int, setting: Setting) -> None:
        self.rows, self.count, self.setting = rows, count, setting
        self.seats, self.worlds = rows.seats, rows.worlds
        self.blocks = len(rows) // count
        self.spread: tuple[tuple[Any, ...], Array] | None = None
        self.errors: dict[bool, tuple[tuple[Any, ...], tuple[Array, Array]]] = {}
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

    def own(self, array: Array, whose: str) -> Array:
        """One line of the first axis for every row · (..., row)."""
        if not self.whole:
            return _picked(array, (self.lines[whose],), self.worlds)
        block = array[self._block_lines[whose]]
        if block.ndim > 2:
            block = block.transpose(*range(1, block.ndim - 1), 0, -1)
        return block.copy().reshape(*block.shape[:-2], -1)


def _in_order(seats: Array, worlds: Array, count: int) -> bool:
    """Whether the rows are every world, in order, of one seat after the other."""
    in_order = (worlds.reshape(-1, count) == np.arange(count)).all()
    return bool(in_order and (seats.reshape(-1, count) == seats[::count, None]).all())


def _picked(array: Array, lines: tuple[Array, ...], worlds: Array) -> Array:
    """Entries of the leading axes chosen for each row · (the axes left, row)."""
    left = array.ndim - len(lines) - 1
    if not left:
        return np.asarray(array[(*lines, worlds)])
    index: tuple[Any, ...] = (*lines, *[slice(None)] * left, worlds)
    return np.ascontiguousarray(array[index].transpose(*range(1, left + 1), 0))


def report_sd(orders: Orders, p: Params) -> Array:
    """Relative error of reports to each observing nation · (nation, world); diplomacy and intelligence shrink it."""
    return p.report_error / (1 + p.intelligence * orders.budget[:, 5] / p.budget_reference[5])


def reported(
    truth: Array, declared: Column, rows: Rows, world: World, orders: Orders, setting: Setting, p: Params
) -> Array:
    """What seats hear of a reported column · (..., row): their own row exactly, others with a persistent error.

    Stocks err by a factor, shares by an offset within their bounds, points of the capability index by ten times the
    relative error.
    """
    return _heard(truth, declared, _Lie(rows, p.worlds, setting), world, orders, p)


def report_spread(
    declared: Column, rows: Rows, world: World, orders: Orders, setting: Setting, p: Params
) -> Array:
    """Relative error of the reports of a column · (subject, row), 1 for one standard deviation.

    Own analysts, published findings and, for what it shows, a firm's audit in public leave less of it.
    """
    return _spread(declared, _Lie(rows, p.worlds, setting), world, orders, p)


def _spread(declared: Column, rows: _Lie, world: World, orders: Orders, p: Params) -> Array:
    sources = (world.analysts, world.exposed, orders.budget)
    if rows.spread is None or not all(map(is_, rows.spread[0], sources)):
        usual = report_sd(orders, p)[rows.nation, rows.worlds]
        spread = np.broadcast_to(usual, (len(rows.setting.seats), len(usual)))
        if np.max(world.analysts) > 0 or np.max(world.exposed) > 0:
            own, told = rows.own(world.analysts, "seat") > 0, rows.public(world.exposed) > 0
            gains = (p.analysts_gain, p.finding_gain, p.analysts_gain + p.finding_gain)
            watched, known, both = (usual * error_factor(gain)[rows.worlds] for gain in gains)
            spread = np.where(own, np.where(told, both, watched), np.where(told, known, usual))
        rows.spread = sources, spread
    spread, n = rows.spread[1], rows.setting.nation_seats
    if declared.audited and np.max(world.audited) > 0:
        left = np.where(rows.public(world.audited) > 0, p.audit_error[rows.worlds], 1)
        return np.concatenate([spread[:n], spread[n:] * left])
    return spread


def _errors(declared: Column, rows: _Lie, world: World, orders: Orders, p: Params) -> tuple[Array, Array]:
    """Error of the reports of a column, and the factor by which stocks err · two of (subject, row)."""
    sources = (world.sight_error, world.analysts, world.exposed, world.audited, orders.budget)
    before = rows.errors.get(declared.audited)
    if before is None or not all(map(is_, before[0], sources)):
        error = rows.own(world.sight_error, "nation") * _spread(declared, rows, world, orders, p)
        before = rows.errors[declared.audited] = sources, (error, np.exp(error))
    return before[1]


def _heard(
    truth: Array, declared: Column, rows: _Lie, world: World, orders: Orders, p: Params, entry: Array | None = None
) -> Array:
    """What is heard of a column, or of one entry of its first axis for each row."""
    axis, n = declared.axes[0], rows.setting.nation_seats
    error, factor = _errors(declared, rows, world, orders, p)
    if entry is None:
        if axis == "nation":
            error, factor = np.concatenate([error[:n], 0 * error[:1]]), np.concatenate([factor[:n], 0 * factor[:1] + 1])
        elif axis == "firm":
            error, factor = error[n:], factor[n:]
        shown, itself = rows.public(truth), rows.itself[axis]
    else:
        subject = entry + n if axis == "firm" else entry
        known = (subject < n) if axis == "nation" else np.ones(len(subject), bool)  # the rest of the world: no error
        row, subject = np.arange(len(entry)), np.where(known, subject, 0)
        error, factor = np.where(known, error[subject, row], 0), np.where(known, factor[subject, row], 1)
        shown, itself = truth[entry, rows.worlds], entry == rows.lines[axis]
    if declared.unit.startswith("0-1"):
        heard = np.clip(shown + error / 2, 0, 1)
    elif declared.unit.startswith("ECI"):
        heard = shown + error * 10
    else:
        heard = shown * factor
    return np.where(itself, shown, heard)


class _View:
    """What may be seen in one phase; what does not change within a quarter is computed and copied once for it."""

    def __init__(
        self,
        world: World,
        standing: Orders,
        announced: Orders,
        setting: Setting,
        p: Params,
        extra: Mapping[str, Extra],
        seen: Seen,
    ) -> None:
        self.world, self.standing, self.announced, self.setting, self.p = world, standing, announced, setting, p
        self.extra, self.seen = extra, seen

    def shown(self, name: str, rows: Rows, entry: Array | None = None) -> Array:
        """What these rows may know of one name: the copy shown to them before, if it still holds."""
        if name in self.extra:
            return _entry(self.extra[name](rows), entry)
        reading = READINGS.get(name)
        if reading is None:
            raise AttributeError(f"nobody may know {name!r}")
        if entry is not None:
            lie = self.lie(rows)
            reading.refuse(name, lie)
            return reading.entry(self, lie, entry)
        index = rows.index
        if rows.small and rows.whole is not None:
            rows = rows.whole
        source = reading.source(self)
        before = (rows.whole or rows).kept.get(name)
        if before is not None and before[0] is source and before[1] is self.setting:
            return before[2] if index is None else before[2].take(index, axis=-1)
        lie = self.lie(rows)
        reading.refuse(name, lie)
        copy = reading.whole(self, lie, source)
        if rows.index is None:
            rows.kept[name] = source, self.setting, copy
            return copy if index is None else copy.take(index, axis=-1)
        return copy

    def lie(self, rows: Rows) -> _Lie:
        """How these rows lie, found out once in a game."""
        lie: _Lie | None = rows.kept.get("")
        if lie is None or lie.setting is not self.setting or lie.count != self.p.worlds:
            lie = rows.kept[""] = _Lie(rows, self.p.worlds, self.setting)
        return lie

    def once(self, name: str, compute: Callable[..., Any], *sources: Any) -> Any:
        """A quantity computed from these sources when it is first asked for, and anew when one of them is another."""
        before = self.seen.get(name)
        if before is None or not all(map(is_, before[0], sources)):
            before = self.seen[name] = (sources, compute(*sources))
        return before[1]


def _entry(whole: Array, entry: Array | None) -> Array:
    return whole if entry is None else _picked(whole, (entry,), np.arange(len(entry)))


class _Reading:
    """How one name is read: from which array of the phase, and what of it the asked rows are shown."""

    def __init__(self, source: Callable[[_View], Any]) -> None:
        self.source = source

    def refuse(self, name: str, rows: _Lie) -> None:
        """Raise ``AttributeError`` if a row may not know it."""

    def whole(self, view: _View, rows: _Lie, source: Any) -> Array:
        """All of it · (..., row)."""
        return rows.public(source)

    def entry(self, view: _View, rows: _Lie, entry: Array) -> Array:
        """One entry of the first axis for each row · (..., row)."""
        return _picked(self.source(view), (entry,), rows.worlds)


class _Own(_Reading):
    """The row's own line; ``against`` stands on the second axis, those who act against it on the first."""

    def __init__(
        self, source: Callable[[_View], Any], whose: str = "nation", private: bool = False, against: bool = False
    ) -> None:
        super().__init__(source)
        self.whose, self.against = whose, against
        self._nations_alone, self._firms_alone = private and whose == "nation", whose == "firm"

    def refuse(self, name: str, rows: _Lie) -> None:
        """Own lines of nations are secrets of their governments; only firms have a line among firms."""
        if self._nations_alone and rows.any_firm:
            raise AttributeError(f"{name!r} is known to the nation alone")
        if not self.whose or (self._firms_alone and rows.any_nation):
            raise AttributeError(f"{name!r} has no row of its own for this seat")

    def whole(self, view: _View, rows: _Lie, source: Any) -> Array:
        """All of the line."""
        return rows.own(source.swapaxes(0, 1) if self.against else source, self.whose)

    def entry(self, view: _View, rows: _Lie, entry: Array) -> Array:
        """One entry of the line."""
        line = rows.lines[self.whose]
        return _picked(self.source(view), (entry, line) if self.against else (line, entry), rows.worlds)


class _Reported(_Reading):
    """A column with the errors of whoever hears of it: it changes with the truth and with what the errors follow."""

    def __init__(self, name: str, truth: Callable[[_View], Any], declared: Column) -> None:
        def heard_of(view: _View) -> Any:
            world, budget = view.world, view.standing.budget
            return view.once(
                name, _together, truth(view), world.sight_error, budget, world.analysts, world.exposed, world.audited
            )

        super().__init__(heard_of)
        self._truth, self._declared = truth, declared

    def whole(self, view: _View, rows: _Lie, source: Any) -> Array:
        """All that is heard."""
        return _heard(source[0], self._declared, rows, view.world, view.standing, view.p)

    def entry(self, view: _View, rows: _Lie, entry: Array) -> Array:
        """One entry of what is heard."""
        return _heard(self._truth(view), self._declared, rows, view.world, view.standing, view.p, entry)


def _together(*sources: Array) -> tuple[Array, ...]:
    return sources


class _Asked(_Reading):
    """What follows from who is asked, and from one array, if any."""

    def __init__(self, shown: Callable[[_View, _Lie], Array], source: Callable[[_View], Any] = bool) -> None:
        super().__init__(source)
        self._shown = shown

    def whole(self, view: _View, rows: _Lie, source: Any) -> Array:
        """All of it."""
        return self._shown(view, rows)

    def entry(self, view: _View, rows: _Lie, entry: Array) -> Array:
        """One entry of it."""
        return _entry(self._shown(view, rows), entry)


class _Hidden(_Reading):
    """What nobody may know."""

    def refuse(self, name: str, rows: _Lie) -> None:
        """Nobody sees it."""
        raise AttributeError(f"nobody may know {name!r} before the game ends")


def _trust(view: _View) -> Any:
    return view.once("trust", trust, view.world.trust_good, view.world.trust_bad)


def _limits(view: _View) -> Any:
    def limits(terms: Terms, restriction: Array) -> tuple[duties.Limits, duties.Limits]:
        pledges = deals.pledges(terms)
        return duties.ceilings(pledges, view.setting, view.p), duties.floors(pledges, view.setting, restriction)

    return view.once("limits", limits, view.world.deals, view.announced.restriction)


def _bounds(view: _View) -> Any:
    def bounds(limits: tuple[duties.Limits, duties.Limits]) -> tuple[Array, Array]:
        return duties.bounds(*limits, len(view.setting.nations), view.p.worlds)

    return view.once("bounds", bounds, _limits(view))


def _breaks_word(view: _View) -> Any:
    def broken(limits: tuple[duties.Limits, duties.Limits], held: Array) -> Array:
        return duties.unkept(limits[0], limits[1], held)

    return view.once("breaks_word", broken, _limits(view), view.standing.restriction)


class _Promised(_Own):
    """Bounds that promises set: entries are looked up without spelling out the bounds between all nations."""

    def __init__(self, side: int) -> None:
        super().__init__(lambda view: _bounds(view)[side])
        self._side = side

    def entry(self, view: _View, rows: _Lie, entry: Array) -> Array:
        """The bounds towards one partner for each row."""

        def between(limits: tuple[duties.Limits, duties.Limits], asked: _Lie, partner: Array) -> tuple[Array, Array]:
            count = len(view.setting.nations)
            pair = (asked.nation * count + partner) * view.p.worlds + asked.worlds
            return duties.bounds_between(*limits, count, view.p.worlds, pair)

        found: Array = view.once("between", between, _limits(view), rows, entry)[self._side]
        return found


def _level_towards(view: _View) -> Any:
    def level(restriction: Array, chokepoint: Array) -> Array:
        return level_of(restriction, (CHANNEL_WEIGHT * (chokepoint >= LEVER))[:, None])

    return view.once("level_towards", level, view.standing.restriction, view.world.chokepoint)


def _level_against(view: _View) -> Any:
    return view.once("level_against", lambda held: level_of(held, CHANNEL_WEIGHT), view.announced.restriction)


def _owed(rule: Callable[..., Array]) -> Callable[[_View], Any]:
    def owed(view: _View) -> Any:
        def asked(terms: Terms) -> Array:
            return rule(deals.pledges(terms), view.setting, view.p)

        return view.once(rule.__name__, asked, view.world.deals)

    return owed


def _inspectable(view: _View) -> Any:
    def may(terms: Terms) -> Array:
        return terms.party.swapaxes(0, 1) & ((terms.quarters_left > 0) & (terms.inspection > 0))

    return view.once("inspectable", may, view.world.deals)


def _inside(view: _View) -> Any:
    return view.once("inside", lambda member: member.swapaxes(0, 1), view.world.member)


def _members(view: _View) -> Any:
    return view.once("members", lambda member: total(member.astype(float), 1), view.world.member)


def _free_slots(view: _View) -> Any:
    def free(terms: Terms) -> Array:
        return total((terms.quarters_left == 0).astype(float), 0)

    return view.once("free_slots", free, view.world.deals)


def _frontier(view: _View) -> Any:
    return view.once("frontier", lambda published: np.max(published, axis=0), view.world.published)


def _stance_levels(view: _View) -> Any:
    def levels(p: Params) -> Array:
        return np.stack([getattr(p, f"stance_{stance}") for stance in names.STANCES])

    return view.once("stance_levels", levels, view.p)


def _rival(view: _View, rows: _Lie) -> Array:
    order = view.once("leaders", lambda best: np.argsort(-best, axis=0, kind="stable")[:2], view.world.best)
    first, second = order[0][rows.worlds], order[1][rows.worlds]
    return np.where(rows.nation == first, second, first)


def _closer_odds(view: _View, rows: _Lie) -> Array:
    odds = rows.public(view.world.odds)
    if not np.max(view.world.analysts) > 0:
        return odds
    watched = rows.own(view.world.analysts, "seat") > 0
    sharper = read_closely(odds, np.where(watched, view.p.analysts_reading[rows.worlds], 1))
    return np.where(watched[:, None], sharper, odds)


def _what_analysts_read(view: _View) -> Any:
    return view.once("closer_odds", _together, view.world.odds, view.world.analysts)


def _own_role(view: _View, rows: _Lie) -> Array:
    return np.take(view.setting.role, np.maximum(rows.lines["firm"], 0), axis=1) * rows.firms


def _repeated(array: Array, rows: _Lie) -> Array:
    return np.repeat(array[..., None], len(rows.seats), axis=-1)


PUBLIC: dict[str, Callable[[_View], Any]] = {
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


def _of_column(name: str, declared: Column, place: str) -> dict[str, _Reading]:
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
    return {name: _Reading(shown), f"own_{name}": mine}


READINGS: dict[str, _Reading] = {
    reading: how
    for columns, place in ((WORLD, "world"), (ORDERS, "announced"))
    for name, declared in columns.items()
    for reading, how in _of_column(name, declared, place).items()
}
READINGS |= {**{name: _Reading(source) for name, source in PUBLIC.items()}, **OWN, **FIXED}
"""Every name that may be asked for. Of orders everybody sees what is announced, and the seat itself what stands."""


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

    What is computed for all is kept in ``seen`` for the quarter, and what is shown to rows with them (``Rows.kept``).
    """
    return _View(world, standing, announced, setting, p, extra or {}, {} if seen is None else seen).shown


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
