"""Names of numbers of the rules in an experiment: single ones, and one place of those that have several values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from agents.columns import Array
from game.mistakes import unknown
from game.scenario import Scenario
from game.scenario_tables import places

PARTS_OF_ONE = frozenset({"budget_reference", "buying", "minerals", "sector_weight", "sway"})
"""Numbers whose values together make one whole: none of them can be set alone."""


def declared(name: str, scenario: Scenario) -> Mapping[str, Any]:
    """What the scenario declares of the number of a name: value, range, unit and more."""
    found: Mapping[str, Any] = scenario.resolved["parameters"][name.partition(".")[0]]
    return found


def axes(entry: Mapping[str, Any]) -> list[str]:
    """The axes along which a number of the rules has a value each; none for a single one."""
    return [entry[kind] for kind in ("table", "axis") if entry.get(kind)]


def unfit(name: str, scenario: Scenario) -> str:
    """Why a name is no number that an experiment may set; empty if it is."""
    parameters, (head, *at) = scenario.resolved["parameters"], name.split(".")
    if head not in parameters:
        return unknown(head, parameters)
    along, known = axes(parameters[head]), places(scenario.resolved)
    if not along:
        return f"is a single number: leave out .{'.'.join(at)}" if at else ""
    if head in PARTS_OF_ONE:
        return "has values that are parts of one whole; an experiment sets no one of them alone"
    if len(at) != len(along):
        example = ".".join((head, *(known[axis][0] for axis in along)))
        return f"has a value for every {' and '.join(along)}: name one, as in {example}"
    strange = [unknown(one, known[axis]) for one, axis in zip(at, along, strict=True) if one not in known[axis]]
    return "; ".join(strange)


def laid_out(
    numbers: Mapping[str, Array | float], scenario: Scenario, base: Callable[[str], Array], worlds: int
) -> dict[str, Array | float]:
    """Numbers as the rules take them: those with places put into all values of their number · (its axes, world).

    ``base`` gives all values of a number without the world axis.
    """
    found: dict[str, Array | float] = {}
    known = places(scenario.resolved)
    for name, value in numbers.items():
        head, *at = name.split(".")
        if not at:
            found[name] = value
            continue
        whole = found.get(head)
        if whole is None:
            whole = found[head] = np.repeat(base(head)[..., None], worlds, axis=-1)
        along = axes(scenario.resolved["parameters"][head])
        np.asarray(whole)[tuple(known[axis].index(one) for axis, one in zip(along, at, strict=True))] = value
    return found
