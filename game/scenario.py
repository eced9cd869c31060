"""Scenarios: who takes part, every number with its source, and the first state of the world."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from agents.columns import AXES, Array, columns_of, share, total
from game import names as words
from game import scenario_schema as schema
from game.luck import Luck
from game.orders import Orders
from game.params import Params
from game.paths import asset
from game.scenario_schema import ScenarioError, fail, nearest
from game.setting import Setting
from game.world import Terms, World, start_terms

__all__ = ["NEUTRAL", "NEUTRAL_ORDERS", "Scenario", "ScenarioError", "load", "names", "start"]

ELECTION_QUARTERS = 81
"""Quarters of the calendar of elections: the longest game and its start."""

NEUTRAL: dict[str, float] = {
    "quarter": 0, "finished": False, "ending": -1,
    "capacity": 0, "inventory": 0, "quality": 0, "experience": 0, "denial": 0, "memory_stock": 0,
    "product_training": 1, "product_serving": 1, "chips_made": 0, "chips_received": 0, "chips_leaked": 0,
    "leak_route": 0, "shortage": 0, "backlog": 0, "compute_price": 1, "adaptation": 0, "leverage": 0,
    "chips_training": 0, "chips_serving": 0, "power": 0, "power_load": 0, "home_made": 0, "compute_share": 0,
    "talent": 0, "know_how": 0, "scarcity_gain": 0, "recipe": 0, "data": 1, "edge": 0, "trained": 0, "published": 0,
    "opened": 0,
    "pace": 1, "adoption": 0, "gdp": 0, "public_trust": 0.5,
    "incidents": 0, "incident_class": 0, "incident_origin": -1, "grave_count": 0, "alarm": 0, "risk": 0,
    "revenue": 0, "cash": 0, "income": 0, "spending": 0, "compliance_cost": 0,
    "tension": 0, "support": 50, "kept": 0, "broken": 0, "odds": 1 / words.AGENDAS, "temperament": 0,
    "standard": 0, "ladder": -1, "ladder_side": -1, "rung": 0, "ladder_quiet": 0, "rupture_left": 0,
    "occasion": -1, "occasion_quiet": 0, "occasion_waited": 0, "since_major": 0, "boost": 0,
    "demand_shock": 0, "recent": 0, "trust": 0.5,
}
"""Where every column starts that has no table in the scenario and does not follow from others (``_derived``).

Flows of the quarter before the start (income, spending, shortage, risk, the recent means) are not known and begin at
nothing; the first quarter fills them.
"""

NEUTRAL_ORDERS: dict[str, float] = {
    "restriction": 0, "refusal": 0, "levy": 0, "threshold": 0, "package": 0, "stance": 1, "enforcement": 0.3,
    "openness": 0, "release_threshold": 0, "safety_standard": 0.1, "body_action": 0, "steer": 0,
    "release": 1, "sales": 1, "downgrade": 0, "safety_effort": 0.1, "growth": 0.2, "training_share": 0.5,
    "lobbying": 0, "compliance": 0.5, "stockpile": 0, "guidance": 1, "hoarding": 0, "breach": False, "ceiling": 1,
    "reply": -1,
}
"""Standing orders of a seat of which the scenario says nothing: free trade, the open stance, no surprises. The budget
starts at the parameter ``budget_reference``."""

_CODES: dict[str, Sequence[str]] = {
    "release": words.RELEASES, "stance": words.STANCES, "guidance": words.GUIDANCE, "body_action": words.BODY_ACTIONS,
}
_TABLE_AXES: dict[str, tuple[str, ...]] = {"ecosystem": ("nation", "ecosystem"), "trust": ("truster", "trusted")}
"""Tables whose axes in a file differ from those of the column they fill."""

_NATION_AXES = {"nation"} | {role for role, axis in AXES.items() if axis == "nation"}


@dataclass(frozen=True)
class Scenario:
    """A scenario with everything it extends, checked. ``resolved`` is plain and goes into save files."""

    resolved: dict[str, Any] = field(repr=False)

    def __post_init__(self) -> None:
        schema.check_cast(self.resolved)
        schema.check_numbers(self.resolved)
        assert self._laid_out is not None  # lays out and so checks every number

    @classmethod
    def from_resolved(cls, resolved: Mapping[str, Any]) -> Scenario:
        """The scenario whose ``resolved`` this is, for instance from a save file."""
        return cls(dict(resolved))

    @property
    def name(self) -> str:
        """Name by which it is loaded."""
        return str(self.resolved["name"])

    @property
    def title(self) -> str:
        """Title for people."""
        return str(self.resolved["title"])

    @property
    def summary(self) -> str:
        """One or two sentences for people."""
        return str(self.resolved["summary"])

    @property
    def map(self) -> str:
        """Which map shows it: 'world' or 'neutral'."""
        return str(self.resolved["map"])

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the resolved scenario as canonical JSON."""
        text = json.dumps(self.resolved, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    @cached_property
    def setting(self) -> Setting:
        """What does not change in a game."""
        r = self.resolved
        nations, firms = r["nations"], r["firms"]
        keys = [nation["key"] for nation in nations]
        year, quarter = divmod(self._first_quarter, 4)
        return Setting(
            nations=tuple(keys),
            firms=tuple(firm["key"] for firm in firms),
            labels={entry["key"]: entry["name"] for entry in (*nations, *firms)},
            home=np.array([keys.index(firm["home"]) for firm in firms], np.int64),
            role=np.array([[role in firm["roles"] for firm in firms] for role in words.ROLES], bool).reshape(
                len(words.ROLES), len(firms)
            ),
            hosts=np.array([*(keys.index(host) for host in r["ecosystems"]), -1], np.int64),
            archetypes=tuple(entry["archetype"] for entry in (*nations[:-1], *firms)),
            bodies=tuple(r["bodies"]),
            start=(year, quarter + 1),
            quarters=r["quarters"],
            epilogue=r["epilogue"],
            rounds=r["rounds"],
            order=r["order"],
            elections=self._elections,
            spare=frozenset(firm["key"] for firm in firms if firm.get("spare", False)),
            parameters=r["parameters"],
        )

    @cached_property
    def strategies(self) -> dict[str, str]:
        """The strategy that plays each seat unless told otherwise."""
        return {entry["key"]: entry["strategy"] for entry in self._seats}

    @cached_property
    def doctrines(self) -> dict[str, tuple[str, ...]]:
        """The strategies offered to a person as doctrines of a seat; a firm without a list is offered all."""
        return {entry["key"]: tuple(entry.get("doctrines", ())) for entry in self._seats}

    @cached_property
    def seat_info(self) -> dict[str, dict[str, Any]]:
        """What the choice of seats shows of each: label, kind, archetype, case, flag, home, roles, strategy, …"""
        flags = {nation["key"]: nation.get("flag", "") for nation in self.resolved["nations"]}
        return {
            entry["key"]: {
                "label": entry["name"],
                "kind": "firm" if "home" in entry else "nation",
                "archetype": entry["archetype"],
                "case": entry["case"],
                "flag": entry.get("flag", flags.get(entry.get("home", ""), "")),
                "home": entry.get("home", entry["key"]),
                "roles": tuple(entry.get("roles", ())),
                "strategy": entry["strategy"],
                "doctrines": self.doctrines[entry["key"]],
                "spare": entry.get("spare", False),
            }
            for entry in self._seats
        }

    def params(self, worlds: int = 1, overrides: Mapping[str, Any] | None = None) -> Params:
        """The parameters for so many worlds.

        An override is a number, an array of the parameter's own shape, or one with a last axis of worlds; a plain
        parameter takes an array of worlds. It must keep within the declared range.
        """
        overrides = overrides or {}
        declared = self.resolved["parameters"]
        for name in overrides:
            if name not in declared:
                raise ScenarioError(f"there is no parameter {name!r}{nearest(name, declared)}")
        values = {}
        for name, entry in declared.items():
            value = self._parameter_arrays[name]
            if name in overrides:
                value = _overridden(name, overrides[name], value.shape, worlds, entry["range"])
            else:
                value = value[..., None]
            values[name] = np.ascontiguousarray(np.broadcast_to(value, (*value.shape[:-1], worlds)))
        return Params(values, worlds)

    @cached_property
    def _seats(self) -> list[dict[str, Any]]:
        return [*self.resolved["nations"][:-1], *self.resolved["firms"]]

    @property
    def _file(self) -> str:
        return f"{self.name}.toml"

    @cached_property
    def _first_quarter(self) -> int:
        return schema.quarter_of(self._file, "start", self.resolved["start"])

    @cached_property
    def _elections(self) -> Array:
        voted = np.zeros((len(self.resolved["nations"]), ELECTION_QUARTERS), bool)
        for row, nation in enumerate(self.resolved["nations"]):
            dates = [schema.quarter_of(self._file, "elections", d) for d in nation.get("elections", [])]
            if dates and "election_every" in nation:
                every = nation["election_every"]
                dates += range(max(dates), self._first_quarter + ELECTION_QUARTERS, every)
            for date in dates:
                if 0 <= date - self._first_quarter < ELECTION_QUARTERS:
                    voted[row, date - self._first_quarter] = True
        return voted

    @cached_property
    def _places(self) -> dict[str, tuple[str, ...]]:
        s = self.setting
        ecosystems = (*self.resolved["ecosystems"], "own")
        bodies = tuple(body["key"] for body in self.resolved["bodies"])
        return {
            **schema.AXIS_PLACES, **dict.fromkeys(_NATION_AXES, s.nations), "firm": s.firms, "seat": s.seats,
            "party": s.seats, "subject": s.seats, "ecosystem": ecosystems, "body": bodies,
        }

    @cached_property
    def _parameter_arrays(self) -> dict[str, Array]:
        """Every parameter without its world axis."""
        return {**self._laid_out["parameters"]}

    @cached_property
    def _laid_out(self) -> dict[str, dict[str, Array]]:
        """All numbers of the scenario as arrays without the world axis: parameters, world columns, orders."""
        r = self.resolved
        parameters: dict[str, Array] = {}
        for name, declared in r["parameters"].items():
            if "table" in declared:
                axes = (declared["table"], *((declared["axis"],) if "axis" in declared else ()))
                table = r["tables"][name]
                low, high = declared["range"]
                parameters[name] = self._filled(f"tables.{name}", axes, table, low, high, 0.0)
            else:
                value = np.asarray(declared["value"], float)
                count = (len(self._places[declared["axis"]]),) if "axis" in declared else ()
                parameters[name] = np.array(np.broadcast_to(value, count))
        columns = columns_of(World)
        world: dict[str, Array] = {}
        for name, table in r["tables"].items():
            if name in r["parameters"]:
                continue
            axes = _TABLE_AXES.get(name) or columns[name].axes
            low, high = table["range"]
            laid = self._filled(f"tables.{name}", axes, table, low, high, NEUTRAL.get(name, 0.0))
            world[name] = laid.swapaxes(0, 1) if name == "ecosystem" else laid
        if "ecosystem" in world and not np.allclose(world["ecosystem"].sum(0), 1, atol=1e-9):
            worst = self.setting.nations[int(np.argmax(np.abs(world["ecosystem"].sum(0) - 1)))]
            raise fail(self._file, f"tables.ecosystem.values.{worst}", "the shares of a nation must sum to one")
        orders: dict[str, Array] = {}
        for name, order in r["orders"].items():
            column = columns_of(Orders)[name]
            table = {"values": order["entries"]}
            base: Any = NEUTRAL_ORDERS.get(name, 0.0)
            if name == "budget":
                base = parameters["budget_reference"]
            laid = self._filled(f"orders.{name}", column.axes, table, column.low, column.high, base, "entries")
            if name == "budget" and not np.allclose(laid.sum(1), 1, atol=1e-9):
                worst = self.setting.nations[int(np.argmax(np.abs(laid.sum(1) - 1)))]
                raise fail(self._file, f"orders.budget.entries.{worst}", "the shares of a budget must sum to one")
            orders[name] = laid
        return {"parameters": parameters, "world": world, "orders": orders}

    def _filled(
        self, key: str, axes: Sequence[str], table: Mapping[str, Any], low: float, high: float, base: Any,
        part: str = "values",
    ) -> Array:
        """One table as an array along its axes; entries for all come before entries for one."""
        if "value" in table:
            if axes:
                raise fail(self._file, f"{key}.value", f"needs values for {' and '.join(axes)}")
            return np.asarray(schema.check_number(self._file, f"{key}.value", table["value"], low, high))
        if not axes:
            raise fail(self._file, f"{key}.values", "is one number: write value = ...")
        for axis in axes:
            if axis not in self._places:
                raise fail(self._file, key, "cannot be set in a scenario")
        array = np.empty([len(self._places[axis]) for axis in axes])
        array[...] = base
        entries = sorted(table["values"].items(), key=lambda entry: -_breadth(entry[0], len(axes)))
        for place, cell in entries:
            where = f"{key}.{part}.{place}"
            if isinstance(cell, Mapping) and "status" in cell:
                schema.one_of(self._file, f"{where}.status", cell["status"], schema.STATUSES)
            if isinstance(cell, Mapping) and "value" not in cell:
                raise fail(self._file, f"{where}.value", "is missing")
            value = cell["value"] if isinstance(cell, Mapping) else cell
            for index in self._indices(where, place, axes):
                array[index] = self._block(where, value, axes[len(index) :], key.rpartition(".")[2], low, high)
        return array

    def _block(self, where: str, value: Any, axes: Sequence[str], column: str, low: float, high: float) -> Any:
        """The number at one place, or the list of numbers along the axes that its key leaves open."""
        if isinstance(value, str) and column in _CODES:
            schema.one_of(self._file, where, value, _CODES[column])
            return float(_CODES[column].index(value))
        if isinstance(value, list):
            if not axes or len(value) != len(self._places[axes[0]]):
                wanted = f"{len(self._places[axes[0]])} numbers along {axes[0]}" if axes else "one number"
                raise fail(self._file, where, f"must be {wanted}, is {value!r}")
            return np.array([self._block(where, entry, axes[1:], column, low, high) for entry in value])
        return schema.check_number(self._file, where, value, low, high)

    def _indices(self, where: str, key: str, axes: Sequence[str]) -> Iterator[tuple[int, ...]]:
        """The places that a key such as 'USA>CHN.top' names: 'all' stands for every other place, 'default' for all."""
        if key == "default":
            pairs = len(axes) > 1 and axes[1] in _NATION_AXES
            yield from product(*(range(len(self._places[axis])) for axis in axes[: 2 if pairs else 1]))
            return
        tokens = key.replace(">", ".").split(".")
        if len(tokens) > len(axes):
            raise fail(self._file, where, f"names {len(tokens)} places, this has {len(axes)}: {', '.join(axes)}")
        arrow = len(axes) > 1 and axes[1] in _NATION_AXES
        if len(tokens) > 1 and (">" in key) != arrow:
            raise fail(self._file, where, f"write it as {'A>B' if arrow else 'A.B'}")
        options: list[list[int]] = []
        for token, axis in zip(tokens, axes, strict=False):
            places = self._places[axis]
            if token != "all":
                schema.one_of(self._file, where, token, places)
            options.append([places.index(token)] if token != "all" else list(range(len(places))))
        pair = len(axes) > 1 and axes[0] in _NATION_AXES and axes[1] in _NATION_AXES
        for index in product(*options):
            if not (pair and "all" in tokens and len(index) > 1 and index[0] == index[1]):
                yield index


def _breadth(key: str, axes: int) -> int:
    """How much a key leaves open; broad entries are laid down before narrow ones."""
    tokens = key.replace(">", ".").split(".")
    return 10 * axes if key == "default" else axes - len(tokens) + 2 * tokens.count("all")


def _overridden(name: str, value: Any, shape: tuple[int, ...], worlds: int, bounds: Sequence[float]) -> Array:
    """An override as an array with a last axis for worlds."""
    try:
        array = np.asarray(value, float)
    except (TypeError, ValueError):
        raise ScenarioError(f"parameter {name!r} must be a number, is {value!r}") from None
    if array.shape == shape:
        array = array[..., None]
    elif array.shape == ():
        array = np.full((*shape, 1), float(array))
    elif array.shape != (*shape, worlds):
        raise ScenarioError(f"parameter {name!r} has the shape {shape} (and worlds), not {array.shape}")
    low, high = bounds
    if not np.all((array >= low) & (array <= high)):
        raise ScenarioError(f"parameter {name!r} must lie within {low:g} and {high:g}, is {value!r}")
    return array


def names() -> list[tuple[str, str, str]]:
    """Name, title and summary of every scenario that comes with the game; the flagship first."""
    found = [(name, schema.read_toml(path)) for name, path in schema.shipped().items()]
    found.sort(key=lambda entry: (entry[0] != "two-plans-2025", entry[0]))
    return [(name, raw.get("title", name), raw.get("summary", "")) for name, raw in found]


def load(name_or_path: str | Path) -> Scenario:
    """The scenario of this name, or in this file."""
    path = schema.found(name_or_path)
    kept = _KEPT.get(path.resolve())
    if kept and all(_touched(file) == time for file, time in kept[0].items()):
        return kept[1]
    used: list[Path] = []
    raw = schema.gathered(path, used=used)
    loaded = Scenario(schema.resolved(path.stem, raw))
    _KEPT[path.resolve()] = ({file: _touched(file) for file in (*used, asset("scenarios", "rules.toml"))}, loaded)
    return loaded


_KEPT: dict[Path, tuple[dict[Path, int], Scenario]] = {}
"""Scenarios read before, with the files that they were read from and when those were changed."""


def _touched(file: Path) -> int:
    return file.stat().st_mtime_ns if file.is_file() else 0


def start(scenario: Scenario, params: Params, seeds: Array) -> tuple[World, Orders]:
    """The first state and the standing orders of so many worlds as there are seeds [uint64].

    Worlds differ only in what is drawn: secret agendas, temperaments and the errors that observers begin with.
    """
    worlds, setting = len(seeds), scenario.setting
    sizes = setting.sizes
    columns = columns_of(World)
    given = {name: _spread(table, worlds) for name, table in scenario._laid_out["world"].items()}
    orders = _orders(scenario, params, worlds)
    state: dict[str, Array] = {}
    for name, column in columns.items():
        if name in given:
            state[name] = given[name]
        else:
            state[name] = np.full((*column.shape(sizes), worlds), NEUTRAL.get(name, 0), np.float64)
    trust = given.get("trust", np.full((len(setting.nations), len(setting.nations), worlds), NEUTRAL["trust"]))
    state |= _institutions(setting, worlds)
    state |= _derived(setting, params, orders, state, trust, frozenset(given))
    state |= _drawn(setting, params, state, seeds)
    typed = {name: np.ascontiguousarray(state[name]).astype(column.dtype) for name, column in columns.items()}
    return World(**typed, deals=_empty_book(sizes, worlds)), orders


def _spread(table: Array, worlds: int) -> Array:
    return np.ascontiguousarray(np.broadcast_to(table[..., None], (*table.shape, worlds)))


def _empty_book(sizes: Mapping[str, int], worlds: int) -> Terms:
    return start_terms(words.DEAL_SLOTS, sizes["seat"], worlds)


def _orders(scenario: Scenario, p: Params, worlds: int) -> Orders:
    sizes = scenario.setting.sizes
    sheet: dict[str, Array] = {}
    for name, column in columns_of(Orders).items():
        shape = (*column.shape(sizes), worlds)
        if name in scenario._laid_out["orders"]:
            laid = _spread(scenario._laid_out["orders"][name], worlds)
            array = np.zeros(shape) if name in ("steer", "body_action") else laid
            if array is not laid:
                array[:, : laid.shape[1]] = laid
        elif name == "budget":
            array = np.broadcast_to(p.budget_reference, shape)
        else:
            array = np.full(shape, NEUTRAL_ORDERS.get(name, 0))
        sheet[name] = np.ascontiguousarray(array).astype(column.dtype)
    return Orders(**sheet)


def _institutions(setting: Setting, worlds: int) -> dict[str, Array]:
    """Bodies and their members; members share the sway over a body's agenda evenly."""
    bodies, nations = words.BODY_SLOTS, setting.nations
    member = np.zeros((bodies, len(nations), worlds))
    host = np.full((bodies, worlds), -1.0)
    orientation, standard = np.zeros((bodies, worlds)), np.zeros((bodies, worlds))
    for row, body in enumerate(setting.bodies):
        if not body.get("founded", True):
            continue
        for nation in body["members"]:
            member[row, nations.index(nation)] = 1
        host[row] = nations.index(body["host"])
        orientation[row] = body["orientation"]
        standard[row] = body.get("standard", 0)
    return {
        "member": member, "host": host, "orientation": orientation, "standard": standard,
        "body_influence": share(member, 1),
    }


def _derived(
    setting: Setting, p: Params, orders: Orders, s: dict[str, Array], trust: Array, given: frozenset[str]
) -> dict[str, Array]:
    """Columns that follow from others at the start, by the equations of the rules; a table in the scenario wins."""
    worlds, firms = p.worlds, len(setting.firms)
    spare = np.array([firm in setting.spare for firm in setting.firms], bool)
    alive = np.broadcast_to(~spare[:, None], (firms, worlds))
    latent = (
        p.capability_base
        + p.compute_slope * np.log10(np.maximum(s["chips_training"], p.tiny) / p.compute_reference)
        + s["know_how"] + s["scarcity_gain"] + s["recipe"]
    )
    best = np.maximum(_best_at_home(setting, s["published"] * alive), latent - p.unlabbed_gap)
    ranked = np.sort(best, axis=0)
    rival = np.where(best >= ranked[-1], ranked[-2], ranked[-1])
    chokepoint = _chokepoints(setting, p, s, best)
    world_use = total(s["ecosystem"] * share(s["gdp"], 0), 1)
    fragmentation = 1 - total(world_use * world_use, 0)
    demanded = np.take(orders.safety_standard, setting.home, axis=0)
    found: dict[str, Array] = {
        "alive": alive,
        "parent": np.broadcast_to(np.arange(firms, dtype=float)[:, None], (firms, worlds)),
        "chokepoint": chokepoint,
        "leverage": np.max(chokepoint * (1 - np.max(s["adaptation"], axis=0)), axis=1),
        "latent": latent,
        "best": best,
        "open_frontier": np.max(s["opened"], axis=0, initial=0),
        "lead": (best - rival) / np.maximum(s["pace"], p.pace_floor),
        "fragmentation": fragmentation,
        "prosperity": _prosperity(setting, p, s, best, fragmentation),
        "public_trust": p.trust_mean,
        "safety": np.maximum(
            orders.safety_effort, demanded * (p.compliance_floor + (1 - p.compliance_floor) * orders.compliance)
        ),
        "trust_good": trust * p.trust_weight,
        "trust_bad": (1 - trust) * p.trust_weight,
        "approval": total(s["support"] * share(p.sway, 1), 1),
        "influence": np.broadcast_to(p.influence_start, (len(setting.seats), worlds)),
        "guidance": s["revenue"] * np.exp(p.guidance_start),
    }
    return {name: array for name, array in found.items() if name not in given}


def _best_at_home(setting: Setting, model: Array) -> Array:
    """Best model published by a firm of each nation [ECI points] · (nation, world); 0 where there is none."""
    best = np.zeros((len(setting.nations), model.shape[1]))
    for firm, home in enumerate(setting.home):
        best[home] = np.maximum(best[home], model[firm])
    return best


def _prosperity(setting: Setting, p: Params, s: dict[str, Array], best: Array, fragmentation: Array) -> Array:
    """Gain from AI in use before the first quarter, as in the rule of prosperity while there is no alarm."""
    of_host = [best[host] + 0 * best for host in setting.hosts[:-1]]
    quality = total(s["ecosystem"] * np.stack([*of_host, best]), 0)
    use = total(s["adoption"] * p.sector_weight, 1)
    gain = use * np.exp(p.gain_quality * (quality - p.quality_reference))
    lost: Array = p.fragmentation_cost * fragmentation + p.price_cost * np.minimum(s["compute_price"] - 1, 1)
    return np.asarray(gain * (1 - lost))


def _chokepoints(setting: Setting, p: Params, s: dict[str, Array], best: Array) -> Array:
    """Share of world supply held in each channel [0-1] · (nation, channel, world): capacity, compute, models."""
    role = words.ROLES.index
    chips = setting.per_nation(s["capacity"], role("designer")) * s["quality"]
    supplies = {
        "tools": setting.per_nation(s["capacity"], role("toolmaker")),
        "foundry": setting.per_nation(s["capacity"], role("foundry")),
        "memory": setting.per_nation(s["capacity"], role("memory")),
        "top": chips,
        "downgraded": chips,
        "cloud": s["chips_serving"],
        "weights": np.exp(p.advantage_scale * (best - np.max(best, axis=0))),
        "talent": s["talent"],
        "minerals": p.minerals,
    }
    return np.stack([share(supplies[channel], 0) for channel in words.CHANNELS], axis=1)


def _drawn(setting: Setting, p: Params, s: dict[str, Array], seeds: Array) -> dict[str, Array]:
    """What luck decides before the first quarter: agendas, temperaments, and what errors observers begin with."""
    luck, seats = Luck(seeds, -1), len(setting.seats)
    mood = s["temperament"] + p.temperament_noise * luck.normal("temperament", seats)
    return {
        "agenda": np.floor(luck.uniform("agenda", seats) * words.AGENDAS),
        "temperament": np.clip(mood, -1, 1),
        "sight_error": luck.normal("reports", len(setting.nations), seats),
    }
