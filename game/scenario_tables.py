"""The numbers of a scenario laid out as arrays, each checked against its range on the way."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np

from agents.columns import AXES, Array, columns_of
from game import names
from game.mistakes import Mistake, outside, unknown
from game.orders import Orders
from game.scenario_start import NEUTRAL, NEUTRAL_ORDERS
from game.world import World

CODES: dict[str, Sequence[str]] = {
    "release": names.RELEASES, "stance": names.STANCES, "guidance": names.GUIDANCE, "body_action": names.BODY_ACTIONS,
}  # fmt: skip
"""Orders that a file writes as words."""
TABLE_AXES: dict[str, tuple[str, ...]] = {"ecosystem": ("nation", "ecosystem"), "trust": ("truster", "trusted")}
"""Tables whose axes in a file differ from those of the column they fill."""
NATION_AXES = {"nation"} | {role for role, axis in AXES.items() if axis == "nation"}
NEARLY = 1e-9
"""How far shares may be from one in sum."""
TRUST_UNIT = "0-1"
"""Unit of the table of trust, which is no column of the world: good and bad conduct are made from it."""


class Misplaced(Exception):
    """A number that cannot be laid out, and why."""


def places(whole: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """What the places along every axis are called in a resolved scenario."""
    nations, firms, bodies = (tuple(entry["key"] for entry in whole[part]) for part in ("nations", "firms", "bodies"))
    seats = (*nations[:-1], *firms)
    return {
        **names.AXIS_PLACES, **dict.fromkeys(NATION_AXES, nations), "firm": firms, "seat": seats, "party": seats,
        "subject": seats, "ecosystem": (*map(str, whole["ecosystems"]), "own"), "body": bodies,
    }  # fmt: skip


def names_of_tables(parameters: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """What a table may be called: a parameter that has one, a column of the world, or trust."""
    return [*(name for name, declared in parameters.items() if "table" in declared), *columns_of(World), "trust"]


class Tables:
    """All numbers of a resolved scenario as arrays without the world axis: ``parameters``, ``world``, ``orders``.

    ``mistakes`` are what does not fit, besides what was found wrong already at the keys ``wrong``: of a table with one
    of those nothing more is told.
    """

    def __init__(self, whole: Mapping[str, Any], wrong: Iterable[str] = ()) -> None:
        self.places, self.declared = places(whole), whole["parameters"]
        self.mistakes: list[Mistake] = []
        without = {tuple(key.split(".")[:2]) for key in wrong}
        if any(section.startswith("ecosystems") for section, *_ in without):
            without.add(("tables", "ecosystem"))
        sound = {
            part: {name: entry for name, entry in whole[part].items() if (part, name) not in without}
            for part in ("parameters", "tables", "orders")
        }
        self.parameters = self._parameters(sound["parameters"], sound["tables"], whole["tables"])
        self.world = self._world(sound["tables"])
        self.orders = self._orders(sound["orders"])

    def _parameters(
        self, sound: Mapping[str, Any], tables: Mapping[str, Any], given: Collection[str]
    ) -> dict[str, Array]:
        found: dict[str, Array] = {}
        for name, declared in sound.items():
            along = (declared["axis"],) if "axis" in declared else ()
            if "table" not in declared:
                shape = [len(self.places[axis]) for axis in along]
                found[name] = np.array(np.broadcast_to(np.asarray(declared["value"], float), shape))
            elif name not in given:
                self._tell(f"tables.{name}", f"is missing: the rules need a value for every {declared['table']}")
            elif name in tables:
                for particular in ("unit", "range"):
                    if particular in tables[name]:
                        self._tell(f"tables.{name}.{particular}", "is declared with the parameter, not here")
                axes = (declared["table"], *along)
                found[name] = self._filled(f"tables.{name}", axes, tables[name], declared["range"], 0.0)
        return found

    def _world(self, tables: Mapping[str, Any]) -> dict[str, Array]:
        columns, found = columns_of(World), {}
        for name, table in tables.items():
            if name in self.declared:
                continue
            key = f"tables.{name}"
            unit = columns[name].unit if name in columns else TRUST_UNIT
            if table.get("unit", unit) != unit:
                self._tell(f"{key}.unit", f"is {table['unit']!r}, the world counts it in {unit!r}")
            absent = [particular for particular in ("unit", "range") if particular not in table]
            for particular in absent:
                self._tell(f"{key}.{particular}", "is missing")
            if not absent:
                axes = TABLE_AXES.get(name) or columns[name].axes
                found[name] = self._filled(key, axes, table, table["range"], NEUTRAL.get(name, 0.0))
        if "ecosystem" in found:
            self._sums_to_one("tables.ecosystem.values", found["ecosystem"], "the shares of a nation must sum to one")
            found["ecosystem"] = found["ecosystem"].swapaxes(0, 1)
        return found

    def _orders(self, orders: Mapping[str, Any]) -> dict[str, Array]:
        found: dict[str, Array] = {}
        for name, order in orders.items():
            column, key = columns_of(Orders)[name], f"orders.{name}"
            base: Any = NEUTRAL_ORDERS.get(name, 0.0)
            if name == "budget":
                base = self.parameters.get("budget_reference", base)
            table = {"values": order["entries"]}
            found[name] = self._filled(key, column.axes, table, (column.low, column.high), base, "entries")
        if "budget" in found and "budget_reference" in self.parameters:
            self._sums_to_one("orders.budget.entries", found["budget"], "the shares of a budget must sum to one")
        return found

    def _tell(self, key: str, text: str) -> None:
        self.mistakes.append(Mistake(key, text))

    def _sums_to_one(self, key: str, shares: Array, text: str) -> None:
        """Tell of the nations whose shares are off, unless one of the numbers was refused already."""
        if any(mistake.key.startswith(key) for mistake in self.mistakes):
            return
        for nation in np.flatnonzero(np.abs(shares.sum(1) - 1) > NEARLY).tolist():
            told = text if shares[nation].any() else f"is missing: {text}"
            self._tell(f"{key}.{self.places['nation'][nation]}", told)

    def _filled(
        self, key: str, axes: Sequence[str], table: Mapping[str, Any], bounds: Sequence[float], base: Any,
        part: str = "values",
    ) -> Array:  # fmt: skip
        """One table as an array along its axes; entries for all come before entries for one."""
        if any(axis not in self.places for axis in axes):
            self._tell(key, "cannot be set in a scenario")
            return np.zeros(0)
        array = np.empty([len(self.places[axis]) for axis in axes])
        array[...] = base
        words = CODES.get(key.rpartition(".")[2], ())
        if "value" in table and axes:
            self._tell(f"{key}.value", f"needs values for {' and '.join(axes)}")
        elif "value" in table:
            self._lay(array, f"{key}.value", [()], table["value"], axes, words, bounds)
        elif not axes:
            self._tell(f"{key}.values", "is one number: write value = ...")
        for place, cell in sorted(table.get("values", {}).items(), key=lambda entry: -_breadth(entry[0], len(axes))):
            value = cell["value"] if isinstance(cell, Mapping) else cell
            self._lay(array, f"{key}.{part}.{place}", self._indices(place, axes), value, axes, words, bounds)
        return array

    def _lay(
        self, array: Array, key: str, indices: Iterable[tuple[int, ...]], value: Any, axes: Sequence[str],
        words: Sequence[str], bounds: Sequence[float],
    ) -> None:  # fmt: skip
        """Write one entry into its places, or tell what does not fit."""
        try:
            for index in indices:
                array[index] = self._block(value, axes[len(index) :], words, *bounds)
        except Misplaced as error:
            self._tell(key, str(error))

    def _block(self, value: Any, axes: Sequence[str], words: Sequence[str], low: float, high: float) -> Any:
        """The number at one place, or the list of numbers along the axes that its key leaves open."""
        if isinstance(value, str) and words:
            if value not in words:
                raise Misplaced(unknown(value, words))
            return float(words.index(value))
        if isinstance(value, list):
            if not axes or len(value) != len(self.places[axes[0]]):
                wanted = f"{len(self.places[axes[0]])} numbers along {axes[0]}" if axes else "one number"
                raise Misplaced(f"must be {wanted}, is {value!r}")
            return np.array([self._block(entry, axes[1:], words, low, high) for entry in value])
        if isinstance(value, str):
            raise Misplaced(f"must be a number, is {value!r}")
        if not low <= value <= high:
            raise Misplaced(outside(value, low, high))
        return float(value)

    def _indices(self, key: str, axes: Sequence[str]) -> Iterator[tuple[int, ...]]:
        """The places that a key such as 'USA>CHN.top' names: 'all' stands for every other place, 'default' for all."""
        arrow = len(axes) > 1 and axes[1] in NATION_AXES
        if key == "default":
            yield from product(*(range(len(self.places[axis])) for axis in axes[: 2 if arrow else 1]))
            return
        tokens = key.replace(">", ".").split(".")
        if len(tokens) > len(axes):
            raise Misplaced(f"names {len(tokens)} places, this has {len(axes)}: {', '.join(axes)}")
        if len(tokens) > 1 and (">" in key) != arrow:
            raise Misplaced(f"write it as {'A>B' if arrow else 'A.B'}")
        options: list[list[int]] = []
        for token, axis in zip(tokens, axes, strict=False):
            known = self.places[axis]
            if token != "all" and token not in known:
                raise Misplaced(unknown(token, known))
            options.append([known.index(token)] if token != "all" else list(range(len(known))))
        others = "all" in tokens and arrow and axes[0] in NATION_AXES
        for index in product(*options):
            if not (others and len(index) > 1 and index[0] == index[1]):
                yield index


def _breadth(key: str, axes: int) -> int:
    """How much a key leaves open; broad entries are laid down before narrow ones."""
    tokens = key.replace(">", ".").split(".")
    return 10 * axes if key == "default" else axes - len(tokens) + 2 * tokens.count("all")
