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

from agents.columns import AXES, Array, columns_of
from game import names as words
from game import scenario_schema as schema
from game.orders import Orders
from game.params import Params
from game.paths import asset
from game.scenario_schema import ScenarioError, fail, nearest
from game.scenario_start import NEUTRAL, NEUTRAL_ORDERS, start
from game.setting import Setting
from game.world import World

__all__ = ["NEUTRAL", "NEUTRAL_ORDERS", "Scenario", "ScenarioError", "load", "names", "start"]

ELECTION_QUARTERS = 81
"""Quarters of the calendar of elections: the longest game and its start."""

CHIPS = ("top", "downgraded")
"""Channels of chips."""
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
        assert self.laid_out is not None  # lays out and so checks every number

    @classmethod
    def from_resolved(cls, resolved: Mapping[str, Any]) -> Scenario:
        """The scenario whose ``resolved`` this is, for instance from a save file.

        A parameter that came with later rules has the value of the rules; a levy that names no channel, as levies once
        did not, is on chips.
        """
        since = {name: declared for name, declared in schema.rules().items() if "value" in declared}
        whole = {**resolved, "parameters": {**since, **resolved["parameters"]}}
        if "levy" in resolved["orders"]:
            levy = resolved["orders"]["levy"]
            entries: dict[str, Any] = {}
            for key, level in levy["entries"].items():
                entries |= dict.fromkeys([key] if "." in key else [f"{key}.{chips}" for chips in CHIPS], level)
            whole["orders"] = {**resolved["orders"], "levy": {**levy, "entries": entries}}
        return cls(whole)

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
        return {**self.laid_out["parameters"]}

    @cached_property
    def laid_out(self) -> dict[str, dict[str, Array]]:
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
