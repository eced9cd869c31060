"""In one seat under the same luck any two strategies leave different worlds behind.

Each arm plays the flagship's first twelve quarters in 64 worlds with one seat's strategy changed. Two strategies differ
in a headline quantity where the 95 % interval of their paired difference excludes zero;
every pair differs in two or more.
"""

from __future__ import annotations

from functools import cache
from itertools import combinations

import numpy as np
import pytest

from agents.strategies import ROSTER
from game.rules.measures import Measures
from game.start import many_games

WORLDS, QUARTERS, NEEDED = 64, 12, 2
NULL = ("hold", "random_policy")
SEATS = {"USA": "nation", "CHN": "nation", "EUR": "nation", "OPENAI": "firm", "MICROSOFT": "firm"}
WORLD_AT_LARGE = ("risk", "open_frontier", "fragmentation")


def strategies(kind: str) -> list[str]:
    """Registered strategies for a kind of seat, without the null policies."""
    return [name for name, strategy in ROSTER.items() if strategy.kind == kind and name not in NULL]


@cache
def headline(seat: str, strategy: str) -> dict[str, np.ndarray]:
    """What stands at the end of an arm · {quantity: (world,)}."""
    session = many_games(seeds_of=range(WORLDS), cast={seat: strategy}, strict=True).advance(QUARTERS)
    world, setting = session.world, session.game.setting
    index, n = setting.seats.index(seat), setting.nation_seats
    home = index if index < n else int(setting.home[index - n])
    measures = Measures(world, session.standing, setting, session.game.params)
    found = {name: getattr(world, name) for name in WORLD_AT_LARGE}
    found |= {name: measures.of(name)[index] for name in ("lead", "prosperity", "adoption", "trust_with_rival")}
    found |= {
        "chips": world.chips_training[home] + world.chips_serving[home],
        "influence": world.influence[index],
        "deals": ((world.deals.quarters_left > 0) & world.deals.party[:, index]).sum(0).astype(float),
    }
    if index >= n:
        found |= {"revenue": world.revenue[index - n], "cash": world.cash[index]}
    return found


def differs(one: np.ndarray, other: np.ndarray) -> bool:
    """Whether the 95 % interval of the paired difference excludes zero."""
    gap = other - one
    return bool(abs(gap.mean()) > 1.96 * gap.std(ddof=1) / np.sqrt(gap.size))


def told_apart_by(seat: str, one: str, other: str) -> list[str]:
    """Headline quantities in which two strategies differ."""
    first, second = headline(seat, one), headline(seat, other)
    return [name for name in first if differs(first[name], second[name])]


@pytest.mark.parametrize("seat", SEATS)
def test_any_two_strategies_differ(seat: str) -> None:
    alike = {
        (one, other): found
        for one, other in combinations(strategies(SEATS[seat]), 2)
        if len(found := told_apart_by(seat, one, other)) < NEEDED
    }
    assert not alike


def test_a_strategy_does_not_differ_from_itself() -> None:
    assert "techno_nationalist" in strategies("nation")
    assert told_apart_by("USA", "techno_nationalist", "techno_nationalist") == []
