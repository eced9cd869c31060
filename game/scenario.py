"""Scenarios: who takes part, every number with its source, and the first state of the world."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import InitVar, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from agents.columns import Array
from game import names as words
from game import scenario_files as files
from game.mistakes import ScenarioError, mistakes, nearest, refuse
from game.params import Params
from game.paths import asset
from game.scenario_start import NEUTRAL, NEUTRAL_ORDERS, START, start
from game.scenario_tables import Tables, names_of_tables
from game.setting import Setting

__all__ = ["NEUTRAL", "NEUTRAL_ORDERS", "START", "Scenario", "ScenarioError", "load", "names", "start"]

ELECTION_QUARTERS = 81
"""Quarters of the calendar of elections: the longest game and its start."""

CHIPS = ("top", "downgraded")
"""Channels of chips."""


@dataclass(frozen=True)
class Scenario:
    """A scenario with everything it extends, checked. ``resolved`` is plain and goes into save files.

    ``chain`` are the files that it was read from, if any, so that mistakes are told with the file where they stand.
    """

    resolved: dict[str, Any] = field(repr=False)
    chain: InitVar[Sequence[files.Layer]] = ()
    laid_out: dict[str, dict[str, Array]] = field(init=False, repr=False, compare=False)
    """All numbers as arrays without the world axis: parameters, world columns, orders."""

    def __post_init__(self, chain: Sequence[files.Layer]) -> None:
        from game.scenario_schema import Whole  # pydantic is not loaded before a scenario is

        known = {
            "nations": [nation["key"] for nation in self.resolved["nations"]],
            "tables": names_of_tables(self.resolved["parameters"]),
        }
        wrong = list(mistakes(Whole, files.keyed(self.resolved), known))
        tables = Tables(self.resolved, [one.key for one in wrong])
        told = [*(one for layer in chain for one in layer.mistakes), *wrong, *tables.mistakes]
        refuse(told, files.file_of(chain, f"{self.resolved['name']}.toml"))
        laid_out = {"parameters": tables.parameters, "world": tables.world, "orders": tables.orders}
        object.__setattr__(self, "laid_out", laid_out)

    @classmethod
    def from_resolved(cls, resolved: Mapping[str, Any]) -> Scenario:
        """The scenario whose ``resolved`` this is, for instance from a save file.

        A parameter that came with later rules has the value of the rules; a levy that names no channel, as levies once
        did not, is on chips.
        """
        since = {name: declared for name, declared in files.rules().items() if "value" in declared}
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
            doctrines=tuple(self.doctrines.values()),
        )

    @cached_property
    def strategies(self) -> dict[str, str]:
        """The strategy that plays each seat unless told otherwise."""
        return {entry["key"]: entry["strategy"] for entry in self._seats}

    @cached_property
    def doctrines(self) -> dict[str, tuple[str, ...]]:
        """The strategies offered to a person as doctrines of a seat; a firm without a list is offered all."""
        return {
            entry["key"]: tuple(entry.get("doctrines") or (words.FIRM_DOCTRINES if "home" in entry else ()))
            for entry in self._seats
        }

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
            value = self.laid_out["parameters"][name]
            if name in overrides:
                values[name] = _overridden(f"parameter {name!r}", overrides[name], value.shape, worlds, entry["range"])
            else:
                values[name] = np.repeat(value[..., None], worlds, axis=-1)
        return Params(values, worlds)

    def begun(self, worlds: int, overrides: Mapping[str, Any]) -> dict[str, Array]:
        """Tables with which so many worlds begin instead of the scenario's · (axes of the table, world).

        An override is named ``start.TABLE``; it is given, and must keep within the range, as one of ``params``.
        """
        tables, found = self.laid_out["world"], {}
        for name, value in overrides.items():
            table = name.removeprefix(START)
            if table not in tables:
                raise ScenarioError(f"there is no table {table!r} of the world{nearest(table, tables)}")
            bounds = self.resolved["tables"][table]["range"]
            found[table] = _overridden(f"table {table!r}", value, tables[table].shape, worlds, bounds)
        return found

    def values(self, name: str) -> Array:
        """All values of a parameter, or of a table of the world as ``start.TABLE`` · its axes."""
        if name.startswith(START):
            return self.laid_out["world"][name.removeprefix(START)]
        return self.laid_out["parameters"][name]

    @cached_property
    def _seats(self) -> list[dict[str, Any]]:
        return [*self.resolved["nations"][:-1], *self.resolved["firms"]]

    @cached_property
    def _first_quarter(self) -> int:
        return _quarter_of(self.resolved["start"])

    @cached_property
    def _elections(self) -> Array:
        voted = np.zeros((len(self.resolved["nations"]), ELECTION_QUARTERS), bool)
        for row, nation in enumerate(self.resolved["nations"]):
            dates = [_quarter_of(date) for date in nation.get("elections", [])]
            if dates and "election_every" in nation:
                every = nation["election_every"]
                dates += range(max(dates), self._first_quarter + ELECTION_QUARTERS, every)
            for date in dates:
                if 0 <= date - self._first_quarter < ELECTION_QUARTERS:
                    voted[row, date - self._first_quarter] = True
        return voted


def _quarter_of(date: str) -> int:
    """A date such as '2025Q3' as a count of quarters since year 0."""
    year, quarter = date.split("Q")
    return int(year) * 4 + int(quarter) - 1


def _overridden(what: str, value: Any, shape: tuple[int, ...], worlds: int, bounds: Sequence[float]) -> Array:
    """An override as an array with a last axis for worlds."""
    try:
        array = np.asarray(value, float)
    except (TypeError, ValueError):
        raise ScenarioError(f"{what} must be a number, is {value!r}") from None
    if array.shape == shape:
        array = array[..., None]
    elif array.shape == ():
        array = np.full((*shape, 1), float(array))
    elif array.shape != (*shape, worlds):
        raise ScenarioError(f"{what} has the shape {shape} (and worlds), not {array.shape}")
    low, high = bounds
    if not np.all((array >= low) & (array <= high)):
        raise ScenarioError(f"{what} must lie within {low:g} and {high:g}, is {value!r}")
    return np.ascontiguousarray(np.broadcast_to(array, (*shape, worlds)))


def names() -> list[tuple[str, str, str]]:
    """Name, title and summary of every scenario that comes with the game; the flagship first."""
    found = [(name, files.read_toml(path)) for name, path in files.shipped().items()]
    found.sort(key=lambda entry: (entry[0] != "two-plans-2025", entry[0]))
    return [(name, raw.get("title", name), raw.get("summary", "")) for name, raw in found]


def load(name_or_path: str | Path) -> Scenario:
    """The scenario of this name, or in this file."""
    path = files.found(name_or_path)
    kept = _KEPT.get(path.resolve())
    if kept and all(_touched(file) == time for file, time in kept[0].items()):
        return kept[1]
    used: list[Path] = []
    chain = files.layers(path, used=used)
    loaded = Scenario(files.resolved(path.stem, files.gathered(chain)), chain)
    _KEPT[path.resolve()] = ({file: _touched(file) for file in (*used, asset("scenarios", "rules.toml"))}, loaded)
    return loaded


_KEPT: dict[Path, tuple[dict[Path, int], Scenario]] = {}
"""Scenarios read before, with the files that they were read from and when those were changed."""


def _touched(file: Path) -> int:
    return file.stat().st_mtime_ns if file.is_file() else 0
