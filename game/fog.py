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

from agents.columns import AXES, Array, Column, columns_of, total
from agents.levels import CHANNEL_WEIGHT, LEVER, level_of
from agents.sight import Look
from game import names
from game.orders import Orders
from game.params import Params
from game.rules import deals, duties
from game.rules.trust import trust
from game.rules.watching import error_factor, read_closely
from game.setting import Setting
from game.world import World

WORLD, ORDERS = columns_of(World), columns_of(Orders)
Extra = Callable[[Array, Array], Array]
"""What a phase adds for some seats and worlds · (..., row)."""


def nation_of(setting: Setting) -> Array:
    """Nation index of every seat: its own, or a firm's home · (seat,)."""
    return np.concatenate([np.arange(setting.nation_seats), setting.home])


def _whose(declared: Column) -> str:
    """Whose line of a column is a seat's own: that of a seat, firm or nation; '' where it has none."""
    first = AXES.get(declared.axes[0], declared.axes[0]) if declared.axes else ""
    if first == "nation" or (declared.axes and declared.axes[0] in ("seat", "party", "firm")):
        return "seat" if declared.axes[0] in ("seat", "party") else first
    return ""


WHOSE = {name: _whose(declared) for name, declared in (WORLD | ORDERS).items()}


class Rows:
    """How the rows of an asked group lie: for whole groups (every world of some seats) arrays are copied in blocks."""

    def __init__(self, seats: Array, worlds: Array, count: int, setting: Setting) -> None:
        self.seats, self.worlds, self.count = seats, worlds, count
        self.nation = nation_of(setting)[seats]
        self.firms = seats >= setting.nation_seats
        self.any_firm, self.any_nation = bool(self.firms.any()), bool((~self.firms).any())
        self.lines = {"seat": seats, "nation": self.nation, "firm": seats - setting.nation_seats}
        self.spread: Array | None = None
        self.blocks = len(seats) // count if count > 1 and len(seats) % count == 0 else 0
        self.whole = (
            self.blocks > 0
            and bool((worlds.reshape(-1, count) == np.arange(count)).all())
            and bool((seats.reshape(-1, count) == seats[::count, None]).all())
        )

    def public(self, array: Array) -> Array:
        """All of an array for every row · (..., row)."""
        if not self.whole:
            return np.asarray(array.take(self.worlds, axis=-1))
        if self.blocks == 1:
            return array.copy()
        shape = array.shape[:-1]
        return np.broadcast_to(array[..., None, :], (*shape, self.blocks, self.count)).reshape(*shape, -1)

    def own(self, array: Array, whose: str) -> Array:
        """One line of the first axis for every row · (..., row)."""
        lines = self.lines[whose]
        if array.ndim == 2:
            return np.asarray(array[lines, self.worlds])
        if not self.whole:
            return _picked(array, (lines,), self.worlds)
        block = array.take(lines[:: self.count], axis=0) if array.ndim == 3 else array[lines[:: self.count]]
        block = np.ascontiguousarray(block.transpose(*range(1, block.ndim - 1), 0, block.ndim - 1))
        return block.reshape(*block.shape[:-2], len(self.seats))


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


def report_spread(declared: Column, world: World, orders: Orders, setting: Setting, p: Params, rows: Rows) -> Array:
    """Relative error of the reports of a column to the asked rows · (subject, row), 1 for one standard deviation.

    Own analysts, published findings and, for what it shows, a firm's audit in public leave less of it.
    """
    if rows.spread is None:
        usual = report_sd(orders, p)[rows.nation, rows.worlds]
        rows.spread = np.broadcast_to(usual, (len(setting.seats), len(rows.seats)))
        if np.max(world.analysts) > 0 or np.max(world.exposed) > 0:
            own, told = rows.own(world.analysts, "seat") > 0, rows.public(world.exposed) > 0
            gains = (p.analysts_gain, p.finding_gain, p.analysts_gain + p.finding_gain)
            watched, known, both = (usual * error_factor(gain)[rows.worlds] for gain in gains)
            rows.spread = np.where(own, np.where(told, both, watched), np.where(told, known, usual))
    if declared.audited and np.max(world.audited) > 0:
        left = np.where(rows.public(world.audited) > 0, p.audit_error[rows.worlds], 1)
        return np.concatenate([rows.spread[: setting.nation_seats], rows.spread[setting.nation_seats :] * left])
    return rows.spread


def reported(
    truth: Array,
    declared: Column,
    seats: Array,
    worlds: Array,
    world: World,
    orders: Orders,
    setting: Setting,
    p: Params,
    rows: Rows | None = None,
) -> Array:
    """What seats hear of a reported column · (..., row): their own row exactly, others with a persistent error.

    Stocks err by a factor, shares by an offset within their bounds, points of the capability index by ten times the
    relative error.
    """
    n = setting.nation_seats
    rows = rows or Rows(seats, worlds, p.worlds, setting)
    shown = rows.public(truth)
    error = rows.own(world.sight_error, "nation") * report_spread(declared, world, orders, setting, p, rows)
    if declared.axes[0] == "nation":
        error = np.concatenate([error[:n], np.zeros((1, error.shape[1]))])
        mine = np.arange(len(shown))[:, None] == rows.nation[None, :]
    elif declared.axes[0] == "seat":
        mine = np.arange(len(shown))[:, None] == rows.seats[None, :]
    else:
        error = error[n:]
        mine = np.arange(len(shown))[:, None] == (rows.seats - n)[None, :]
    if declared.unit.startswith("0-1"):
        heard = np.clip(shown + error / 2, 0, 1)
    elif declared.unit.startswith("ECI"):
        heard = shown + error * 10
    else:
        heard = shown * np.exp(error)
    return np.where(mine, shown, heard)


class _View:
    """What may be seen in one phase; every method returns what the asked rows may know of one name."""

    def __init__(
        self, world: World, standing: Orders, announced: Orders, setting: Setting, p: Params, extra: Mapping[str, Extra]
    ) -> None:
        self.world, self.standing, self.announced, self.setting, self.p = world, standing, announced, setting, p
        self.extra = extra
        self._groups: dict[tuple[int, int], Rows] = {}
        self._known: dict[str, Any] = {}

    def shown(self, name: str, seats: Array, worlds: Array, entry: Array | None = None) -> Array:
        if name in self.extra:
            return _entry(self.extra[name](seats, worlds), entry)
        key = (id(seats), id(worlds))
        rows = self._groups.get(key)
        if rows is None:
            rows = self._groups[key] = Rows(seats, worlds, self.p.worlds, self.setting)
        if name in PUBLIC:
            whole = self.once(name, PUBLIC[name])
            return rows.public(whole) if entry is None else _picked(whole, (entry,), rows.worlds)
        if name in OWN:
            whole = self.once(name, OWN[name])
            whose = "seat" if name in BY_SEAT else "nation"
            return rows.own(whole, whose) if entry is None else _picked(whole, (rows.lines[whose], entry), rows.worlds)
        if name in FIXED:
            return _entry(FIXED[name](self, rows), entry)
        return self.column(name, rows, entry)

    def once(self, name: str, compute: Callable[[_View], Any]) -> Any:
        """A quantity of this phase, computed when it is first asked for."""
        if name not in self._known:
            self._known[name] = compute(self)
        return self._known[name]

    def column(self, name: str, rows: Rows, entry: Array | None) -> Array:
        own = name.startswith("own_")
        key = name[4:] if own else name
        if key in ORDERS:
            declared = ORDERS[key]
            array = getattr(self.standing if own or declared.known != "public" else self.announced, key)
        elif key in WORLD:
            declared, array = WORLD[key], getattr(self.world, key)
        else:
            raise AttributeError(f"nobody may know {name!r}")
        if declared.known == "hidden":
            raise AttributeError(f"nobody may know {name!r} before the game ends")
        if own or declared.known == "own":
            whose = WHOSE[key]
            if declared.known == "own" and declared.axes[0] == "nation" and rows.any_firm:
                raise AttributeError(f"{name!r} is known to the nation alone")
            if not whose or (whose == "firm" and rows.any_nation):
                raise AttributeError(f"{name!r} has no row of its own for this seat")
            return rows.own(array, whose) if entry is None else _picked(array, (rows.lines[whose], entry), rows.worlds)
        if declared.known == "reported":
            seats, worlds = rows.seats, rows.worlds
            heard = reported(array, declared, seats, worlds, self.world, self.standing, self.setting, self.p, rows)
            return _entry(heard, entry)
        return rows.public(array) if entry is None else _picked(array, (entry,), rows.worlds)


def _entry(whole: Array, entry: Array | None) -> Array:
    return whole if entry is None else _picked(whole, (entry,), np.arange(len(entry)))


def _trust(view: _View) -> Array:
    return trust(view.world.trust_good, view.world.trust_bad)


def _bounds(view: _View) -> tuple[Array, Array]:
    return duties.bounds(deals.pledges(view.world.deals), view.setting, view.p, view.announced.restriction)


def _breaks_word(view: _View) -> Array:
    high, low = view.once("bounds", _bounds)
    held = view.standing.restriction
    return np.asarray(((held > high) | (held < low)).any(2))


def _level_towards(view: _View) -> Array:
    levers = CHANNEL_WEIGHT * (view.world.chokepoint >= LEVER)
    return level_of(view.standing.restriction, levers[:, None])


def _level_against(view: _View) -> Array:
    return level_of(view.announced.restriction, CHANNEL_WEIGHT).swapaxes(0, 1)


def _owed(rule: Callable[..., Array]) -> Callable[[_View], Array]:
    return lambda view: rule(deals.pledges(view.world.deals), view.setting, view.p)


def _inside(view: _View) -> Array:
    return view.world.member.swapaxes(0, 1)


def _inspectable(view: _View) -> Array:
    terms = view.world.deals
    return terms.party.swapaxes(0, 1) & ((terms.quarters_left > 0) & (terms.inspection > 0))


def _rival(view: _View, rows: Rows) -> Array:
    order = view.once("leaders", lambda v: np.argsort(-v.world.best, axis=0, kind="stable")[:2])
    first, second = order[0][rows.worlds], order[1][rows.worlds]
    return np.where(rows.nation == first, second, first)


def _free_slots(view: _View) -> Array:
    return total((view.world.deals.quarters_left == 0).astype(float), 0)


def _closer_odds(view: _View, rows: Rows) -> Array:
    odds = rows.public(view.world.odds)
    if not np.max(view.world.analysts) > 0:
        return odds
    watched = rows.own(view.world.analysts, "seat") > 0
    sharper = read_closely(odds, np.where(watched, view.p.analysts_reading[rows.worlds], 1))
    return np.where(watched[:, None], sharper, odds)


def _repeated(array: Array, rows: Rows) -> Array:
    return np.repeat(array[..., None], len(rows.seats), axis=-1)


PUBLIC: dict[str, Callable[[_View], Array]] = {
    "trust": lambda view: view.once("trust of all", _trust),
    "stance_levels": lambda view: np.stack([getattr(view.p, f"stance_{stance}") for stance in names.STANCES]),
    "decisiveness": lambda view: view.p.decisiveness,
    "rivalry": lambda view: view.p.rivalry,
    "free_slots": _free_slots,
    "frontier": lambda view: np.max(view.world.published, axis=0),
    "members": lambda view: total(view.world.member.astype(float), 1),
}
"""What everybody may know."""

OWN: dict[str, Callable[[_View], Array]] = {
    "own_trust": lambda view: view.once("trust of all", _trust),
    "trust_from": lambda view: view.once("trust of all", _trust).swapaxes(0, 1),
    "tension_against": lambda view: view.world.tension.swapaxes(0, 1),
    "restriction_against": lambda view: view.announced.restriction.swapaxes(0, 1),
    "level_against": _level_against,
    "level_towards": _level_towards,
    "inside": _inside,
    "promised_high": lambda view: view.once("bounds", _bounds)[0],
    "promised_low": lambda view: view.once("bounds", _bounds)[1],
    "breaks_word": _breaks_word,
    "promised_standard": _owed(duties.standards),
    "promised_open": _owed(duties.openings),
    "promised_bodies": _owed(duties.accessions),
    "ties": _owed(duties.ties),
    "inspectable": _inspectable,
}
"""What a seat knows as its own, or its nation's, by the line on the first axis."""

BY_SEAT = ("promised_open", "inspectable")
"""Those of them that have a line for each seat, not for each nation."""

FIXED: dict[str, Callable[[_View, Rows], Array]] = {
    "nation": lambda view, rows: rows.nation.copy(),
    "rival": _rival,
    "nation_seats": lambda view, rows: np.full(len(rows.seats), view.setting.nation_seats),
    "hosts": lambda view, rows: _repeated(view.setting.hosts, rows),
    "home": lambda view, rows: _repeated(view.setting.home, rows),
    "role": lambda view, rows: _repeated(view.setting.role, rows),
    "own_role": lambda view, rows: np.take(view.setting.role, np.maximum(rows.lines["firm"], 0), axis=1) * rows.firms,
    "admitted": lambda view, rows: np.take(view.setting.admitted, rows.nation, axis=1),
    "closer_odds": _closer_odds,
    "gates": lambda view, rows: _repeated(view.setting.admitted, rows),
}
"""What follows from who is asked."""


def look(
    world: World,
    standing: Orders,
    announced: Orders,
    setting: Setting,
    p: Params,
    extra: Mapping[str, Extra] | None = None,
) -> Look:
    """The look of one phase: ``announced`` are public orders of the quarter so far, ``extra`` is added by the talks."""
    return _View(world, standing, announced, setting, p, extra or {}).shown


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
