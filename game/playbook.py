"""Occasions, ladders and goals: read from data, checked, and laid out as index arrays for the rules.

The files under ``assets/play`` hold names and numbers only; a mistake is told with its file, key and what is allowed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from agents.columns import Array, columns_of
from game import names
from game.orders import Orders
from game.paths import asset
from game.quantities import BODIES, MEASURES, PAIRS, PARTNERS, SIGNS, stack_rows
from game.rules.sizes import EFFECT_BOUNDS, EFFECTS, OCCASIONS
from game.scenario_schema import (
    FIRM_ARCHETYPES,
    NATION_ARCHETYPES,
    check_fields,
    check_number,
    fail,
    one_of,
    read_toml,
)
from game.setting import Setting

if TYPE_CHECKING:
    from game.rules.measures import Measures

OPTIONS = 4
NO_CODE = OCCASIONS * OPTIONS
"""Code of «no occasion»; an occasion's option has the code 4 x occasion + option."""
HOLD = "hold"
"""Default of an occasion whose unanswered seat goes on as it was."""
SIZES = ("major", "minor")
ARCHETYPES = (*(kind for kind in NATION_ARCHETYPES if kind != "rest"), *FIRM_ARCHETYPES)
GOALS = 3
SIDES = ("first", "second")
PLAIN = (
    "enforcement", "openness", "release_threshold", "safety_standard", "threshold", "hoarding", "release", "downgrade",
    "safety_effort", "growth", "training_share", "lobbying", "compliance", "stockpile", "guidance",
)
"""Order fields with one value a seat that an option may change."""
TOWARDS = ("restriction", "refusal", "levy", "package", "stance", "sales")
"""Order fields towards a partner that an option may change."""

_NUMBER = (int, float)
_COMPARISON = {"measure": (str, True), "at_least": (_NUMBER, False), "at_most": (_NUMBER, False), "full": (_NUMBER, False)}
_OCCASION = {
    "key": (str, True), "size": (str, True), "weight": (_NUMBER, True), "quiet": (int, True), "asked": (list, True),
    "roles": (list, False), "default": (str, True), "when": (list, True), "any": (bool, False), "option": (list, True),
}
_OPTION = {"key": (str, True), "price": (int, False), "minds": (list, False), "orders": (list, False), "effects": (list, False)}
_FRAGMENT = {
    "field": (str, True), "by": (_NUMBER, False), "to": (_NUMBER, False), "partner": (str, False),
    "channels": (list, False), "line": (str, False), "body": (str, False),
}
_EFFECT = {"effect": (str, True), "amount": (_NUMBER, True)}
_LADDER = {"key": (str, True), "weight": (_NUMBER, True), "when": (list, True), "or": (list, False), "rung": (list, True), "terms": (dict, True)}
_RUNG = {
    "key": (str, True), "first": (dict, False), "second": (dict, False), "tension": (_NUMBER, False), "trust": (_NUMBER, False),
    "suspended": (list, False),
}
_TERM = {"giver": (str, True), "kind": (str, True), "channel": (str, False), "amount": (_NUMBER, True)}
_LADDER_RULES = {
    "step_down": (list, True), "standing": (list, True), "rupture": (list, True), "rupture_channels": (dict, True),
    "terms_quarters": (int, True), "quiet_quarters": (int, True), "rupture_quarters": (int, True),
}
_GOAL = {
    "key": (str, True), "measure": (str, True), "floor": (_NUMBER, True), "aim": (_NUMBER, True), "points": (_NUMBER, False),
    "beating": (_NUMBER, False), "signs": (dict, False),
}


@dataclass(frozen=True)
class Comparison:
    """A quantity against a mark; ``full`` is where the pressure is full, no number where it only gates."""

    measure: str
    mark: float
    sign: int
    full: float | None


@dataclass(frozen=True)
class Goal:
    """A quantity that brings points from its floor to its aim, ``beating`` of them for beating somebody."""

    key: str
    measure: str
    floor: float
    aim: float
    points: float
    beating: float


@dataclass(frozen=True)
class Conditions:
    """Comparisons of all asks as arrays: slot j of ask k compares row ``cell[j, k]`` of the stacked measures."""

    measures: tuple[str, ...]
    cell: Array
    sign: Array
    mark: Array
    reach: Array
    graded: Array
    anyone: Array


class Playbook:
    """What is put before the seats of one setting; everything read from data, nothing decided here."""

    def __init__(self, setting: Setting, raw: Mapping[str, Any]) -> None:
        self.raw, self.setting = raw, setting
        self.seats, self.archetypes = setting.seats, setting.archetypes
        self.occasions: tuple[dict[str, Any], ...] = tuple(raw["occasion"])
        self.ladders: tuple[dict[str, Any], ...] = tuple(raw["ladder"])
        rules = raw["rules"]
        self.terms_quarters = int(rules["terms_quarters"])
        self.quiet_quarters = int(rules["quiet_quarters"])
        self.rupture_quarters = int(rules["rupture_quarters"])
        self.step_down = np.array([0, *rules["step_down"]], float)
        self.standing = np.array([0, *rules["standing"]], float)
        self.rupture = np.array([0, *rules["rupture"]], float)

    # occasions

    @cached_property
    def asks(self) -> Array:
        """Who may be asked what: rows of (occasion, seat)."""
        rows = []
        n = self.setting.nation_seats
        for number, occasion in enumerate(self.occasions):
            for seat, archetype in enumerate(self.archetypes):
                by_role = seat >= n and any(
                    self.setting.role[names.ROLES.index(role), seat - n] for role in occasion.get("roles", ())
                )
                if archetype in occasion["asked"] or by_role:
                    rows.append((number, seat))
        return np.array(rows, np.int64).reshape(-1, 2)

    @cached_property
    def ask_cell(self) -> Array:
        """Place of each ask in a flattened (occasion, seat) block."""
        return self.asks[:, 0] * len(self.seats) + self.asks[:, 1]

    @cached_property
    def ask_slots(self) -> Array:
        """Asks of each seat, by size · (size, place, seat); the number of asks where there is none."""
        listed: list[list[list[int]]] = [[[] for _ in self.seats] for _ in SIZES]
        for ask, (number, seat) in enumerate(self.asks.tolist()):
            listed[SIZES.index(self.occasions[number]["size"])][seat].append(ask)
        most = max(len(row) for size in listed for row in size)
        slots = np.full((len(SIZES), max(most, 1), len(self.seats)), len(self.asks), np.int64)
        for size, rows in enumerate(listed):
            for seat, row in enumerate(rows):
                slots[size, : len(row), seat] = row
        return slots

    @cached_property
    def weight(self) -> Array:
        """Weight of each ask · (ask, 1)."""
        return np.array([self.occasions[number]["weight"] for number in self.asks[:, 0]], float)[:, None]

    @cached_property
    def quiet(self) -> Array:
        """Cool-down of each ask [quarters] · (ask, 1)."""
        return np.array([self.occasions[number]["quiet"] for number in self.asks[:, 0]], np.int8)[:, None]

    @cached_property
    def major(self) -> Array:
        """Which asks are major · (ask, 1)."""
        return np.array([self.occasions[number]["size"] == "major" for number in self.asks[:, 0]])[:, None]

    @cached_property
    def conditions(self) -> Conditions:
        """When occasions arise."""
        compared = [occasion_conditions(occasion) for occasion in self.occasions]
        used = tuple(dict.fromkeys(c.measure for row in compared for c in row))
        rows = stack_rows(used, self.setting)
        slots, count = max(len(row) for row in compared), len(self.asks)
        cell = np.zeros((slots, count), np.int64)
        sign, mark = np.zeros((slots, count, 1)), np.full((slots, count, 1), -1.0)
        reach, graded = np.ones((slots, count, 1)), np.zeros((slots, count, 1), bool)
        for ask, (number, seat) in enumerate(self.asks.tolist()):
            for slot, c in enumerate(compared[number]):
                cell[slot, ask] = rows[used.index(c.measure), seat]
                sign[slot, ask], mark[slot, ask] = c.sign, c.sign * c.mark
                if c.full is not None:
                    reach[slot, ask], graded[slot, ask] = abs(c.full - c.mark), True
        anyone = np.array([bool(self.occasions[number].get("any")) for number in self.asks[:, 0]])[:, None]
        return Conditions(used, cell, sign, mark, reach, graded, anyone)

    @cached_property
    def default_code(self) -> Array:
        """Code of each occasion's default option · (occasion + 1,); the last stands for no occasion."""
        found = []
        for number, occasion in enumerate(self.occasions):
            keys = [option["key"] for option in occasion["option"]]
            found.append(NO_CODE if occasion["default"] == HOLD else number * OPTIONS + keys.index(occasion["default"]))
        return np.array([*found, NO_CODE], np.int64)

    @cached_property
    def options(self) -> Array:
        """Number of options of each occasion · (occasion + 1,)."""
        return np.array([*(len(occasion["option"]) for occasion in self.occasions), 0], np.int64)

    @cached_property
    def price(self) -> Array:
        """Influence that each option costs [points] · (code,)."""
        prices = np.zeros(NO_CODE + 1)
        for code, option in self.coded_options():
            prices[code] = option.get("price", 0)
        return prices

    @cached_property
    def effect(self) -> Array:
        """What each option adds to each effect · (effect, code)."""
        amounts = np.zeros((len(EFFECTS), NO_CODE + 1))
        for code, option in self.coded_options():
            for entry in option.get("effects", ()):
                amounts[EFFECTS.index(entry["effect"]), code] += entry["amount"]
        return amounts

    def coded_options(self) -> Iterable[tuple[int, dict[str, Any]]]:
        """Every option with its code."""
        for number, occasion in enumerate(self.occasions):
            for place, option in enumerate(occasion["option"]):
                yield number * OPTIONS + place, option

    @cached_property
    def plain(self) -> dict[str, tuple[Array, Array]]:
        """Change of each plain order field by option: new = old x kept + added · two of (code,)."""
        found = {}
        for field in PLAIN:
            kept, added = np.ones(NO_CODE + 1), np.zeros(NO_CODE + 1)
            for code, fragment in self._fragments(field):
                kept[code] = 1 if "by" in fragment else 0
                added[code] = fragment.get("by", fragment.get("to", 0))
            if self._fragments(field):
                found[field] = (kept, added)
        return found

    @cached_property
    def budget(self) -> Array:
        """What each option adds to each budget line · (line, code)."""
        added = np.zeros((len(names.LINES), NO_CODE + 1))
        for code, fragment in self._fragments("budget"):
            added[names.LINES.index(fragment["line"]), code] += fragment["by"]
        return added

    @cached_property
    def towards(self) -> dict[str, tuple[Array, Array, Array]]:
        """Change of order fields towards a partner by option: kept and added (channel, code), partner selector (code,)."""
        found = {}
        for field in TOWARDS:
            kept, added = np.ones((len(names.CHANNELS), NO_CODE + 1)), np.zeros((len(names.CHANNELS), NO_CODE + 1))
            whom = np.zeros(NO_CODE + 1, np.int64)
            for code, fragment in self._fragments(field):
                channels = fragment.get("channels", names.CHANNELS)
                for channel in channels:
                    row = names.CHANNELS.index(channel)
                    kept[row, code] = 1 if "by" in fragment else 0
                    added[row, code] = fragment.get("by", fragment.get("to", 0))
                whom[code] = list(PARTNERS).index(fragment["partner"])
            if self._fragments(field):
                found[field] = (kept, added, whom)
        return found

    @cached_property
    def bodies(self) -> dict[str, Array]:
        """What each option does at a body: action by selector · (selector, code)."""
        found = {}
        for field in ("body_action", "steer"):
            table = np.zeros((len(BODIES), NO_CODE + 1))
            for code, fragment in self._fragments(field):
                table[list(BODIES).index(fragment["body"]), code] = fragment["to"]
            found[field] = table
        return found

    def _fragments(self, field: str) -> list[tuple[int, dict[str, Any]]]:
        return [
            (code, fragment)
            for code, option in self.coded_options()
            for fragment in option.get("orders", ())
            if fragment["field"] == field
        ]

    # ladders

    @cached_property
    def ladder_index(self) -> dict[str, int]:
        """Place of each ladder by key."""
        return {ladder["key"]: place for place, ladder in enumerate(self.ladders)}

    @cached_property
    def ladder_conditions(self) -> tuple[tuple[tuple[Comparison, ...], ...], ...]:
        """The ways in which each ladder opens, each a list of comparisons of pair quantities."""
        ways = [[ladder["when"], *([ladder["or"]] if "or" in ladder else [])] for ladder in self.ladders]
        return tuple(tuple(tuple(comparison(c) for c in way) for way in row) for row in ways)

    @cached_property
    def ladder_weight(self) -> Array:
        """Weight of each ladder · (kind, 1)."""
        return np.array([ladder["weight"] for ladder in self.ladders], float)[:, None]

    @cached_property
    def hindrance(self) -> Array:
        """Extra hindrance while a rung stands, of flows from the first to the second side and back.

        Axes (side, channel, kind x 7 + rung); what lower rungs set stays.
        """
        table = np.zeros((2, len(names.CHANNELS), len(self.ladders) * (names.RUNGS + 1)))
        for kind, ladder in enumerate(self.ladders):
            for place, rung in enumerate(ladder["rung"], 1):
                code = kind * (names.RUNGS + 1) + place
                table[:, :, code] = table[:, :, code - 1]
                for side, word in enumerate(SIDES):
                    for channel, amount in rung.get(word, {}).items():
                        row = names.CHANNELS.index(channel)
                        table[side, row, code] = max(table[side, row, code], amount)
        return table

    @cached_property
    def rupture_hindrance(self) -> Array:
        """Hindrance of all flows between the sides after a rupture · (channel,)."""
        given = self.raw["rules"]["rupture_channels"]
        return np.array([given.get(channel, 0.0) for channel in names.CHANNELS])

    def rung_table(self, name: str) -> Array:
        """A number of the rungs (``tension``, ``trust``) · (kind x 7 + rung,)."""
        table = np.zeros(len(self.ladders) * (names.RUNGS + 1))
        for kind, ladder in enumerate(self.ladders):
            for place, rung in enumerate(ladder["rung"], 1):
                table[kind * (names.RUNGS + 1) + place] = rung.get(name, 0)
        return table

    @cached_property
    def tension(self) -> Array:
        """Tension added a quarter while a rung stands · (kind x 7 + rung,)."""
        return self.rung_table("tension")

    @cached_property
    def trust(self) -> Array:
        """Trust lost a quarter while a rung stands · (kind x 7 + rung,)."""
        return self.rung_table("trust")

    @cached_property
    def suspended(self) -> Array:
        """Whose releases are suspended while a rung stands · (side, kind x 7 + rung)."""
        table = np.zeros((2, len(self.ladders) * (names.RUNGS + 1)), bool)
        for kind, ladder in enumerate(self.ladders):
            for place, rung in enumerate(ladder["rung"], 1):
                for side, word in enumerate(SIDES):
                    table[side, kind * (names.RUNGS + 1) + place] = word in rung.get("suspended", ())
        return table

    @cached_property
    def terms(self) -> dict[str, Array]:
        """Clauses by outcome (first wins, second wins, middle): ``kind``, ``giver`` (side), ``channel``, ``amount`` · (outcome, kind of ladder)."""
        shape = (3, len(self.ladders))
        table = {"kind": np.zeros(shape, np.int8), "giver": np.zeros(shape, np.int8), "channel": np.full(shape, -1, np.int8),
                 "amount": np.zeros(shape)}
        for kind, ladder in enumerate(self.ladders):
            for outcome, word in enumerate(("first", "second", "middle")):
                term = ladder["terms"][word]
                table["kind"][outcome, kind] = names.CLAUSE[term["kind"]]
                table["giver"][outcome, kind] = SIDES.index(term["giver"])
                table["channel"][outcome, kind] = names.CHANNELS.index(term["channel"]) if "channel" in term else -1
                table["amount"][outcome, kind] = term["amount"]
        return table

    # goals

    @cached_property
    def goals(self) -> tuple[tuple[Goal, ...], ...]:
        """Three goals and three agendas of every seat."""
        return tuple(self._goals_of(seat, archetype) for seat, archetype in zip(self.seats, self.archetypes, strict=True))

    def _goals_of(self, seat: str, archetype: str) -> tuple[Goal, ...]:
        entry, marks = self.raw["goals"][archetype], self.raw["marks"].get(seat, {})
        agenda_points = self.raw["points"]["agenda"]
        listed = []
        for given in (*entry["goal"], *entry["agenda"]):
            own = {**given, **marks.get(given["key"], {})}
            points = float(own.get("points", agenda_points))
            listed.append(
                Goal(own["key"], own["measure"], float(own["floor"]), float(own["aim"]), points, float(own.get("beating", 0)))
            )
        return tuple(listed)

    @cached_property
    def goal_measures(self) -> tuple[str, ...]:
        """All measures that goals and agendas name."""
        return tuple(dict.fromkeys(goal.measure for row in self.goals for goal in row))

    @cached_property
    def goal_cell(self) -> Array:
        """Row of each goal and agenda in the stacked measures · (goal, seat)."""
        rows = stack_rows(self.goal_measures, self.setting)
        cells = [[rows[self.goal_measures.index(g.measure), seat] for g in row] for seat, row in enumerate(self.goals)]
        return np.array(cells, np.int64).T.copy()

    def goal_table(self, name: str) -> Array:
        """A number of goals and agendas (``floor``, ``aim``, ``points``, ``beating``) · (goal, seat, 1)."""
        return np.array([[getattr(goal, name) for goal in row] for row in self.goals], float).T[:, :, None].copy()

    @cached_property
    def goal_numbers(self) -> dict[str, Array]:
        """All numbers of goals and agendas by name · (goal, seat, 1)."""
        return {name: self.goal_table(name) for name in ("floor", "aim", "points", "beating")}

    def reached(self, measures: Measures) -> Array:
        """How far goals and agendas are reached, 0 at the floor and 1 at the aim, unbounded · (goal, seat, world)."""
        value = np.take(measures.stacked(self.goal_measures), self.goal_cell, axis=0)
        floor, aim = self.goal_numbers["floor"], self.goal_numbers["aim"]
        return np.asarray((value - floor) / (aim - floor))

    @cached_property
    def signs(self) -> tuple[Array, Array]:
        """Which sign of conduct speaks for which agenda and how much: rows of the signs, weights · (2, seat, agenda)."""
        seats, known = len(self.seats), list(SIGNS)
        row = np.zeros((2, seats, names.AGENDAS), np.int64)
        weight = np.zeros((2, seats, names.AGENDAS))
        for seat, archetype in enumerate(self.archetypes):
            for place, agenda in enumerate(self.raw["goals"][archetype]["agenda"]):
                for slot, (sign, amount) in enumerate(agenda.get("signs", {}).items()):
                    row[slot, seat, place] = known.index(sign) * seats + seat
                    weight[slot, seat, place] = amount
        return row, weight[..., None]

    def conduct(self, before: Measures, now: Measures) -> Array:
        """How well the conduct of a quarter fits each agenda, -1 to 1 · (seat, agenda, world).

        Analysts read the orders in public view against what is usual; each agenda names at most two signs and how much
        they speak for it. ``before`` is not used: standing orders speak as loudly as new ones.
        """
        row, weight = self.signs
        seen = now.signs.reshape(-1, now.worlds)
        spoken = weight * np.take(seen, row, axis=0)
        return np.asarray(np.clip(spoken[0] + spoken[1], -1, 1))


def occasion_conditions(occasion: Mapping[str, Any]) -> tuple[Comparison, ...]:
    """The comparisons of an occasion."""
    return tuple(comparison(given) for given in occasion["when"])


def comparison(given: Mapping[str, Any]) -> Comparison:
    """One comparison from data."""
    sign = 1 if "at_least" in given else -1
    return Comparison(given["measure"], float(given["at_least"] if sign > 0 else given["at_most"]), sign, given.get("full"))


# reading and checking


def _check_comparison(file: str, key: str, given: Any, known: Iterable[str]) -> None:
    check_fields(file, key, given, _COMPARISON)
    one_of(file, f"{key}.measure", given["measure"], known)
    if ("at_least" in given) == ("at_most" in given):
        raise fail(file, key, "needs at_least or at_most, and not both")
    mark = given.get("at_least", given.get("at_most"))
    if "full" in given and (given["full"] - mark) * (1 if "at_least" in given else -1) <= 0:
        raise fail(file, f"{key}.full", f"must lie beyond the mark {mark:g}")


def _check_fragment(file: str, key: str, given: Any) -> None:
    check_fields(file, key, given, _FRAGMENT)
    field = given["field"]
    one_of(file, f"{key}.field", field, (*PLAIN, *TOWARDS, "budget", "body_action", "steer"))
    if ("by" in given) == ("to" in given):
        raise fail(file, key, "needs by or to, and not both")
    declared = columns_of(Orders)[field]
    if "to" in given:
        check_number(file, f"{key}.to", given["to"], declared.low, declared.high)
    else:
        width = declared.high - declared.low
        check_number(file, f"{key}.by", given["by"], -width, width)
    wanted = {"budget": "line", "body_action": "body", "steer": "body"}.get(field, "partner" if field in TOWARDS else "")
    for name, known in (("partner", PARTNERS), ("line", names.LINES), ("body", BODIES)):
        if (name == wanted) != (name in given):
            raise fail(file, f"{key}.{name}", f"is {'missing' if name == wanted else 'not known here'} for {field}")
        if name in given:
            one_of(file, f"{key}.{name}", given[name], known)
    if field in ("restriction", "refusal"):
        for channel in given.get("channels", ("none given",)):
            one_of(file, f"{key}.channels", channel, names.CHANNELS)
    elif "channels" in given:
        raise fail(file, f"{key}.channels", f"is not known here for {field}")
    if wanted in ("line",) and "to" in given:
        raise fail(file, f"{key}.to", "a budget line is changed with by")
    if wanted == "body" and "by" in given:
        raise fail(file, f"{key}.by", f"{field} is set with to")


def check_occasions(file: str, raw: dict[str, Any]) -> None:
    """Check the file of occasions."""
    check_fields(file, "", raw, {"format": (int, True), "occasion": (list, True)})
    if len(raw["occasion"]) != OCCASIONS:
        raise fail(file, "occasion", f"must be {OCCASIONS}, are {len(raw['occasion'])}")
    for occasion in raw["occasion"]:
        key = f"occasion.{occasion.get('key', '?')}"
        check_fields(file, key, occasion, _OCCASION)
        one_of(file, f"{key}.size", occasion["size"], SIZES)
        check_number(file, f"{key}.weight", occasion["weight"], 0, 1)
        check_number(file, f"{key}.quiet", occasion["quiet"], 1, 40)
        for archetype in occasion["asked"]:
            one_of(file, f"{key}.asked", archetype, ARCHETYPES)
        for role in occasion.get("roles", ()):
            one_of(file, f"{key}.roles", role, names.ROLES)
        for place, given in enumerate(occasion["when"]):
            _check_comparison(file, f"{key}.when[{place}]", given, MEASURES)
        if not 2 <= len(occasion["option"]) <= OPTIONS:
            raise fail(file, f"{key}.option", f"must be 2 to {OPTIONS}, are {len(occasion['option'])}")
        for option in occasion["option"]:
            _check_option(file, f"{key}.{option.get('key', '?')}", option)
        keys = [option["key"] for option in occasion["option"]]
        one_of(file, f"{key}.default", occasion["default"], (*keys, HOLD))
        if occasion["default"] == HOLD:
            continue
        if occasion["option"][keys.index(occasion["default"])].get("price", 0):
            raise fail(file, f"{key}.default", "must cost nothing, so that everybody can afford it")


def _check_option(file: str, key: str, option: Any) -> None:
    check_fields(file, key, option, _OPTION)
    check_number(file, f"{key}.price", option.get("price", 0), 0, 12)
    for who in option.get("minds", ()):
        one_of(file, f"{key}.minds", who, (*names.CONSTITUENCIES, "counterpart", "partners", "home", "firms", "bodies"))
    for place, fragment in enumerate(option.get("orders", ())):
        _check_fragment(file, f"{key}.orders[{place}]", fragment)
    for place, entry in enumerate(option.get("effects", ())):
        where = f"{key}.effects[{place}]"
        check_fields(file, where, entry, _EFFECT)
        one_of(file, f"{where}.effect", entry["effect"], EFFECTS)
        bound = EFFECT_BOUNDS[entry["effect"]]
        check_number(file, f"{where}.amount", entry["amount"], -bound, bound)


def check_ladders(file: str, raw: dict[str, Any]) -> None:
    """Check the file of ladders."""
    check_fields(file, "", raw, {"format": (int, True), "rules": (dict, True), "ladder": (list, True)})
    rules = raw["rules"]
    check_fields(file, "rules", rules, _LADDER_RULES)
    for name, high in (("step_down", 20), ("standing", 20), ("rupture", 1)):
        if len(rules[name]) != names.RUNGS:
            raise fail(file, f"rules.{name}", f"needs {names.RUNGS} numbers, one a rung")
        for number in rules[name]:
            check_number(file, f"rules.{name}", number, 0, high)
    for channel, amount in rules["rupture_channels"].items():
        one_of(file, "rules.rupture_channels", channel, names.CHANNELS)
        check_number(file, f"rules.rupture_channels.{channel}", amount, 0, 1)
    for ladder in raw["ladder"]:
        key = f"ladder.{ladder.get('key', '?')}"
        check_fields(file, key, ladder, _LADDER)
        check_number(file, f"{key}.weight", ladder["weight"], 0, 1)
        for way in ("when", "or"):
            for place, given in enumerate(ladder.get(way, ())):
                _check_comparison(file, f"{key}.{way}[{place}]", given, PAIRS)
        if len(ladder["rung"]) != names.RUNGS:
            raise fail(file, f"{key}.rung", f"must be {names.RUNGS}, are {len(ladder['rung'])}")
        for rung in ladder["rung"]:
            _check_rung(file, f"{key}.{rung.get('key', '?')}", rung)
        for outcome in ("first", "second", "middle"):
            if outcome not in ladder["terms"]:
                raise fail(file, f"{key}.terms.{outcome}", "is missing")
            _check_term(file, f"{key}.terms.{outcome}", ladder["terms"][outcome])


def _check_rung(file: str, key: str, rung: Any) -> None:
    check_fields(file, key, rung, _RUNG)
    for side in SIDES:
        for channel, amount in rung.get(side, {}).items():
            one_of(file, f"{key}.{side}", channel, names.CHANNELS)
            check_number(file, f"{key}.{side}.{channel}", amount, 0, 1)
    for name in ("tension", "trust"):
        check_number(file, f"{key}.{name}", rung.get(name, 0), 0, 0.3)
    for side in rung.get("suspended", ()):
        one_of(file, f"{key}.suspended", side, SIDES)


def _check_term(file: str, key: str, term: Any) -> None:
    check_fields(file, key, term, _TERM)
    one_of(file, f"{key}.giver", term["giver"], SIDES)
    one_of(file, f"{key}.kind", term["kind"], names.CLAUSES[1:])
    if "channel" in term:
        one_of(file, f"{key}.channel", term["channel"], names.CHANNELS)
    check_number(file, f"{key}.amount", term["amount"], 0, 100)


def check_goals(file: str, raw: dict[str, Any]) -> None:
    """Check the file of goals and agendas."""
    check_fields(
        file, "", raw,
        {"format": (int, True), "points": (dict, True), "goals": (dict, True), "marks": (dict, False)},
    )
    check_fields(file, "points", raw["points"], {
        "agenda": (_NUMBER, True), "world": (_NUMBER, True), "goals": (list, True),
    })
    for archetype in ARCHETYPES:
        if archetype not in raw["goals"]:
            raise fail(file, f"goals.{archetype}", "is missing")
    for archetype, entry in raw["goals"].items():
        key = f"goals.{archetype}"
        one_of(file, key, archetype, ARCHETYPES)
        check_fields(file, key, entry, {"goal": (list, True), "agenda": (list, True)})
        if len(entry["goal"]) != GOALS or len(entry["agenda"]) != names.AGENDAS:
            raise fail(file, key, f"needs {GOALS} goals and {names.AGENDAS} agendas")
        for given in (*entry["goal"], *entry["agenda"]):
            where = f"{key}.{given.get('key', '?')}"
            check_fields(file, where, given, _GOAL)
            one_of(file, f"{where}.measure", given["measure"], MEASURES)
            if given["floor"] == given["aim"]:
                raise fail(file, f"{where}.aim", "must differ from the floor")
            most = given.get("points", raw["points"]["agenda"])
            check_number(file, f"{where}.beating", given.get("beating", 0), 0, most)
            signs = given.get("signs", {})
            if len(signs) > 2:
                raise fail(file, f"{where}.signs", f"may be two, are {len(signs)}")
            for sign, amount in signs.items():
                one_of(file, f"{where}.signs", sign, SIGNS)
                check_number(file, f"{where}.signs.{sign}", amount, -1, 1)
        if [goal.get("points") for goal in entry["goal"]] != raw["points"]["goals"]:
            raise fail(file, f"{key}.goal", f"its points must be {raw['points']['goals']}")
        if any("points" in agenda for agenda in entry["agenda"]):
            raise fail(file, f"{key}.agenda", "agendas carry the points given under points.agenda")
    for seat, marks in raw.get("marks", {}).items():
        for goal, entry in marks.items():
            check_fields(file, f"marks.{seat}.{goal}", entry, {"floor": (_NUMBER, True), "aim": (_NUMBER, True)})


@lru_cache(maxsize=1)
def read_play() -> dict[str, Any]:
    """The three data files, checked, as one table."""
    checked = {}
    for name, check in (("occasions", check_occasions), ("ladders", check_ladders), ("goals", check_goals)):
        path = asset("play", f"{name}.toml")
        checked[name] = read_toml(path)
        check(path.name, checked[name])
    goals = checked["goals"]
    return {
        "occasion": checked["occasions"]["occasion"], "ladder": checked["ladders"]["ladder"],
        "rules": checked["ladders"]["rules"], "goals": goals["goals"], "points": goals["points"],
        "marks": goals.get("marks", {}),
    }


_KEPT: dict[Any, Playbook] = {}


def load_playbook(setting: Setting) -> Playbook:
    """The playbook of a setting; kept for the next game of the same cast."""
    bodies = tuple((body.get("key"), body.get("gate")) for body in setting.bodies)
    key = (setting.nations, setting.firms, setting.archetypes, setting.role.tobytes(), setting.home.tobytes(), bodies)
    if key not in _KEPT:
        _KEPT[key] = Playbook(setting, read_play())
    return _KEPT[key]
