"""Names of numbers in an experiment: those of the rules and those with which games begin, single ones or one place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from agents.columns import Array, columns_of
from game.mistakes import unknown
from game.scenario import START, Scenario
from game.scenario_tables import NATION_AXES, TABLE_AXES, places
from game.world import World

PARTS_OF_ONE = frozenset({"budget_reference", "buying", "minerals", "sector_weight", "sway", f"{START}ecosystem"})
"""Numbers whose values together make one whole: none of them can be set alone."""


def parted(name: str) -> tuple[str, list[str]]:
    """The number of a name, and the places along its axes.

    >>> parted("power_added.CHN"), parted("start.tension.USA.CHN")
    (('power_added', ['CHN']), ('start.tension', ['USA', 'CHN']))
    """
    start = START if name.startswith(START) else ""
    head, *at = name.removeprefix(start).split(".")
    return start + head, at


def declared(name: str, scenario: Scenario) -> Mapping[str, Any]:
    """What the scenario declares of the number of a name: range, unit and more."""
    head, _ = parted(name)
    begins = head.startswith(START)
    found: Mapping[str, Any] = scenario.resolved["tables" if begins else "parameters"][head.removeprefix(START)]
    return found


def axes(entry: Mapping[str, Any]) -> list[str]:
    """The axes along which a number of the rules has a value each; none for a single one."""
    return [entry[kind] for kind in ("table", "axis") if entry.get(kind)]


def axes_of(name: str, scenario: Scenario) -> Sequence[str]:
    """The axes along which the number of a name has a value each; none for a single one."""
    head, _ = parted(name)
    return _axes_at_start(head) if head.startswith(START) else axes(declared(name, scenario))


def _axes_at_start(head: str) -> Sequence[str]:
    table = head.removeprefix(START)
    return TABLE_AXES.get(table) or columns_of(World)[table].axes


def unfit(name: str, scenario: Scenario) -> str:
    """Why a name is no number that an experiment may set; empty if it is."""
    head, at = parted(name)
    if why := _no_table(head, scenario) if head.startswith(START) else _no_number(name, scenario):
        return why
    if head in PARTS_OF_ONE:
        return "has values that are parts of one whole; an experiment sets no one of them alone"
    return _misplaced(head, at, axes_of(head, scenario), places(scenario.resolved))


def _no_number(name: str, scenario: Scenario) -> str:
    """Why the rules have no number of a name, which may be one with which games begin; empty if they have."""
    (head, _), rules, tables = parted(name), scenario.resolved["parameters"], scenario.laid_out["world"]
    if head in rules:
        return ""
    if head in tables:
        return f"is a number with which games begin: write {START}{name}"
    return unknown(head, [*rules, *tables])


def _no_table(head: str, scenario: Scenario) -> str:
    """Why games begin with no table of a name that an experiment may set; empty if they do."""
    table, tables = head.removeprefix(START), scenario.laid_out["world"]
    column = columns_of(World).get(table)
    if table in tables:
        counted = column is not None and not column.dtype.startswith("float")
        return "counts in whole numbers: extend the scenario for it" if counted else ""
    if table in scenario.resolved["parameters"]:
        return f"is a number of the rules: leave out {START}"
    if column is not None:
        return "has no table in the scenario, and so no range: extend the scenario for it"
    return unknown(table, tables)


def _misplaced(head: str, at: Sequence[str], along: Sequence[str], known: Mapping[str, Sequence[str]]) -> str:
    """What is wrong with the places of a name; empty if nothing."""
    if not along:
        return f"is a single number: leave out .{'.'.join(at)}" if at else ""
    if len(at) != len(along):
        example = ".".join((head, *_example(along, known)))
        return f"has a value for every {' and '.join(along)}: name one, as in {example}"
    strange = [unknown(one, known[axis]) for one, axis in zip(at, along, strict=True) if one not in known[axis]]
    if not strange and between(along) and at[0] == at[1]:
        return f"names {at[0]} twice: it has a value between one nation and another"
    return "; ".join(strange)


def _example(along: Sequence[str], known: Mapping[str, Sequence[str]]) -> list[str]:
    """Some place along axes; of a pair, two nations."""
    return [known[axis][1 if step == 1 and between(along) else 0] for step, axis in enumerate(along)]


def between(along: Sequence[str]) -> bool:
    """Whether axes begin with those of a pair of nations."""
    return len(along) > 1 and along[0] in NATION_AXES and along[1] in NATION_AXES


def laid_out(
    numbers: Mapping[str, Array | float], scenario: Scenario, base: Callable[[str], Array], worlds: int
) -> dict[str, Array | float]:
    """Numbers as a game takes them: those with places put into all values of their number · (its axes, world).

    ``base`` gives all values of a number without the world axis.
    """
    found: dict[str, Array | float] = {}
    known = places(scenario.resolved)
    for name, value in numbers.items():
        head, at = parted(name)
        if not at:
            found[name] = value
            continue
        whole = found.get(head)
        if whole is None:
            whole = found[head] = np.repeat(base(head)[..., None], worlds, axis=-1)
        place = tuple(known[axis].index(one) for axis, one in zip(axes_of(head, scenario), at, strict=True))
        np.asarray(whole)[place] = value
    return found


def entry_of(name: str) -> tuple[str, str]:
    """The table of a scenario file in which a number stands, and its key there.

    >>> entry_of("hazard"), entry_of("start.cash.USA"), entry_of("start.tension.USA.CHN")
    (('parameters.hazard', 'value'), ('tables.cash', 'values.USA'), ('tables.tension', 'values."USA>CHN"'))
    """
    head, at = parted(name)
    begins = head.startswith(START)
    table = f"{'tables' if at or begins else 'parameters'}.{head.removeprefix(START)}"
    if len(at) < 2:
        return table, ".".join(("values", *at)) if at else "value"
    return table, f'values."{(">" if begins and between(_axes_at_start(head)) else ".").join(at)}"'
