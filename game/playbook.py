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
from game.conditions import Comparison, Conditions, comparison, laid_out
from game.mistakes import mistakes, refuse
from game.names import HOLD, OUTCOMES, PLAIN, SIDES, SIZES, TOWARDS
from game.orders import Orders
from game.paths import asset
from game.quantities import BODIES, PARTNERS, SIGNS, stack_rows
from game.questions import Questions
from game.rules.sizes import EFFECT_BOUNDS, EFFECTS, NO_CODE, OPTIONS, OWN_EFFECTS
from game.scenario_files import read_toml
from game.setting import Setting

if TYPE_CHECKING:
    from game.rules.measures import Measures


@dataclass(frozen=True)
class Goal:
    """A quantity that brings points from its floor to its aim, ``beating`` of them for beating somebody."""

    key: str
    measure: str
    floor: float
    aim: float
    points: float
    beating: float


class Playbook:
    """What is put before the seats of one setting; everything read from data, nothing decided here."""

    def __init__(self, setting: Setting, raw: Mapping[str, Any], scenario: str = "") -> None:
        self.raw, self.setting = raw, setting
        self.marks: Mapping[str, Any] = raw["marks"].get(scenario, {})
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
        """Asks of each seat, by size, filled up with its first one · (size, place, seat)."""
        listed: list[list[list[int]]] = [[[] for _ in self.seats] for _ in SIZES]
        for ask, (number, seat) in enumerate(self.asks.tolist()):
            listed[SIZES.index(self.occasions[number]["size"])][seat].append(ask)
        most = max(len(row) for size in listed for row in size)
        slots = np.zeros((len(SIZES), max(most, 1), len(self.seats)), np.int64)
        for size, rows in enumerate(listed):
            for seat, row in enumerate(rows):
                slots[size, :, seat] = (row + row[:1] * most)[:most] if row else 0
        return slots

    @cached_property
    def ask_number(self) -> Array:
        """Occasion of each of these asks, -1 where a seat has none of the size · (size, place, seat)."""
        number = self.asks[:, 0].astype(np.int8).take(self.ask_slots)
        own = self.asks[:, 1].take(self.ask_slots) == np.arange(len(self.seats))
        major = self.major[:, 0].take(self.ask_slots) == np.array([size == "major" for size in SIZES])[:, None, None]
        return np.where(own & major, number, np.int8(-1))

    @cached_property
    def weight(self) -> Array:
        """Weight of each ask · (ask, 1)."""
        return np.array([self.occasions[number]["weight"] for number in self.asks[:, 0]], float)[:, None]

    @cached_property
    def quiet(self) -> Array:
        """Cool-down of each occasion [quarters] · (occasion,)."""
        return np.array([occasion["quiet"] for occasion in self.occasions], np.int8)

    @cached_property
    def major(self) -> Array:
        """Which asks are major · (ask, 1)."""
        return np.array([self.occasions[number]["size"] == "major" for number in self.asks[:, 0]])[:, None]

    @cached_property
    def conditions(self) -> Conditions:
        """When occasions arise."""
        return laid_out(self.occasions, self.asks, self.setting)

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

    @cached_property
    def effect_bounds(self) -> Array:
        """Largest sum of each effect, up or down · (effect, 1, 1)."""
        return np.array([EFFECT_BOUNDS[name] for name in EFFECTS])[:, None, None]

    @cached_property
    def public_effect(self) -> Array:
        """Effects that a firm's answer has at its home; the others stay with the firm that answered · (effect, 1)."""
        return np.array([name not in OWN_EFFECTS for name in EFFECTS])[:, None]

    @cached_property
    def touched(self) -> dict[str, Array]:
        """Which options change each order field · (code,) bool."""
        found = {name: (kept != 1) | (added != 0) for name, (kept, added) in self.plain.items()}
        found |= {name: ((kept != 1) | (added != 0)).any(0) for name, (kept, added, _) in self.towards.items()}
        return found | {"budget": (self.budget != 0).any(0)} | {n: (t != 0).any(0) for n, t in self.bodies.items()}

    @cached_property
    def _moved(self) -> tuple[Array, tuple[str, ...]]:
        return np.stack([*(self.effect != 0), *self.touched.values()]), tuple(self.touched)

    def moved_by(self, codes: Array) -> tuple[Array, frozenset[str]]:
        """Effects, by index, and order fields that options of these codes move."""
        table, fields = self._moved
        moved = np.asarray(table.take(codes, axis=1).any(axis=1))
        effects = moved[: len(EFFECTS)].nonzero()[0]
        return effects, frozenset(fields[i] for i in moved[len(EFFECTS) :].nonzero()[0].tolist())

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
    def by_firm(self) -> dict[str, bool]:
        """Which plain order fields are orders of firms."""
        return {name: columns_of(Orders)[name].axes[0] == "firm" for name in self.plain}

    @cached_property
    def budget(self) -> Array:
        """What each option adds to each budget line · (line, code)."""
        added = np.zeros((len(names.LINES), NO_CODE + 1))
        for code, fragment in self._fragments("budget"):
            added[names.LINES.index(fragment["line"]), code] += fragment["by"]
        return added

    @cached_property
    def towards(self) -> dict[str, tuple[Array, Array, Array]]:
        """Change of order fields towards a partner: kept and added (channel, code), selector of the partner (code,)."""
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

    @cached_property
    def questions(self) -> Questions:
        """What seats may foretell."""
        return Questions(self.setting, self.raw["question"], self.raw["chances"])

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
        """Clauses by outcome and ladder: kind, giving side, channel and amount · (outcome, ladder)."""
        shape = (len(OUTCOMES), len(self.ladders))
        table: dict[str, Array] = {
            "kind": np.zeros(shape, np.int8), "giver": np.zeros(shape, np.int8),
            "channel": np.full(shape, -1, np.int8), "amount": np.zeros(shape),
        }
        for kind, ladder in enumerate(self.ladders):
            for outcome, word in enumerate(OUTCOMES):
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
        cast = zip(self.seats, self.archetypes, strict=True)
        return tuple(self._goals_of(seat, archetype) for seat, archetype in cast)

    def _goals_of(self, seat: str, archetype: str) -> tuple[Goal, ...]:
        entry, marks = self.raw["goals"][archetype], self.marks.get(seat, {})
        agenda_points = self.raw["points"]["agenda"]
        listed = []
        for given in (*entry["goal"], *entry["agenda"]):
            own = {**given, **marks.get(given["key"], {})}
            points = float(own.get("points", agenda_points))
            floor, aim, beating = float(own["floor"]), float(own["aim"]), float(own.get("beating", 0))
            listed.append(Goal(own["key"], own["measure"], floor, aim, points, beating))
        return tuple(listed)

    @cached_property
    def goal_measures(self) -> tuple[str, ...]:
        """All measures that goals and agendas name."""
        return tuple(dict.fromkeys(goal.measure for row in self.goals for goal in row))

    @cached_property
    def goal_cell(self) -> Array:
        """Row of each goal and agenda in the stacked measures · (goal, seat)."""
        rows = stack_rows(self.goal_measures, self.setting)
        place = self.goal_measures.index
        cells = [[rows[place(g.measure), seat] for g in row] for seat, row in enumerate(self.goals)]
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
        value = measures.stacked(self.goal_measures).take(self.goal_cell, axis=0)
        floor, aim = self.goal_numbers["floor"], self.goal_numbers["aim"]
        return np.asarray((value - floor) / (aim - floor))

    @cached_property
    def signs(self) -> tuple[Array, Array]:
        """Which signs of conduct speak for which agenda, and how much: rows and weights · (2, seat, agenda)."""
        seats, known = len(self.seats), list(SIGNS)
        row = np.zeros((2, seats, names.AGENDAS), np.int64)
        weight = np.zeros((2, seats, names.AGENDAS))
        for seat, archetype in enumerate(self.archetypes):
            for place, agenda in enumerate(self.raw["goals"][archetype]["agenda"]):
                for slot, (sign, amount) in enumerate(agenda.get("signs", {}).items()):
                    row[slot, seat, place] = known.index(sign) * seats + seat
                    weight[slot, seat, place] = amount
        return row, weight[..., None]

    def conduct(self, measures: Measures) -> Array:
        """How well the conduct of a quarter fits each agenda, -1 to 1 · (seat, agenda, world).

        Analysts read the orders in public view against what is usual; each agenda names at most two signs and how much
        they speak for it. Standing orders speak as loudly as new ones.
        """
        row, weight = self.signs
        spoken = weight * measures.signs.reshape(-1, measures.worlds).take(row, axis=0)
        return np.minimum(np.maximum(spoken[0] + spoken[1], -1), 1)


def occasion_conditions(occasion: Mapping[str, Any]) -> tuple[Comparison, ...]:
    """The comparisons of an occasion."""
    return tuple(comparison(given) for given in occasion["when"])


def quantities(goals: Mapping[str, Any]) -> dict[str, set[str]]:
    """The quantities on which goals are written, by key of the goal."""
    found: dict[str, set[str]] = {}
    for deck in goals.values():
        for goal in deck["goal"]:
            found.setdefault(goal["key"], set()).add(goal["measure"])
    return found


@lru_cache(maxsize=1)
def read_play() -> dict[str, Any]:
    """The data files, checked, as one table."""
    from game.play_numbers import stated  # pydantic is not loaded before a game is
    from game.playbook_schema import FILES

    read = {name: read_toml(asset("play", f"{name}.toml")) for name in FILES}
    for name, model in FILES.items():
        goals = quantities(read["goals"]["goals"]) if name == "marks" else None
        told = mistakes(model, read[name], stated(name, goals))
        refuse(told, lambda key, name=name: f"{name}.toml")  # type: ignore[misc]  # mypy: default in a lambda
    return {
        "occasion": read["occasions"]["occasion"], "ladder": read["ladders"]["ladder"],
        "rules": read["ladders"]["rules"], "goals": read["goals"]["goals"], "points": read["goals"]["points"],
        "marks": read["marks"],
        "question": read["questions"]["question"], "chances": read["questions"]["chances"],
    }  # fmt: skip


_KEPT: dict[Any, Playbook] = {}


def load_playbook(setting: Setting, scenario: str = "") -> Playbook:
    """The playbook of a setting; kept for the next game of the same cast.

    Goals count between the marks fitted for the scenario of this name, or else between those of their archetypes.
    """
    bodies = tuple((body.get("key"), body.get("gate")) for body in setting.bodies)
    key = (
        scenario,
        setting.nations,
        setting.firms,
        setting.archetypes,
        setting.role.tobytes(),
        setting.home.tobytes(),
        bodies,
    )
    if key not in _KEPT:
        _KEPT[key] = Playbook(setting, read_play(), scenario)
    return _KEPT[key]
