"""The only place where things are put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from operator import index
from pathlib import Path
from typing import Any

import numpy as np

from agents.columns import Array
from agents.strategies import ROSTER
from agents.strategies.base import Strategy
from game.diplomacy import Diplomacy, final_score
from game.memory import keep_freed
from game.plugins import is_plugin, plugin_named
from game.scenario import Scenario, load
from game.session import Session

__all__ = [
    "FLAGSHIP", "UnknownName", "cast_of", "final_score", "many_games", "new_game", "seat_named", "seeds",
    "strategy_named",
]  # fmt: skip
FLAGSHIP = "two-plans-2025"


class UnknownName(ValueError):
    """A seat or strategy that does not exist; the message names the nearest one."""


def strategy_named(name: str) -> Strategy:
    """The registered strategy of this name, or that of FILE.py:CLASS or MODULE:CLASS.

    Raises ``UnknownName`` or ``PluginError``.
    """
    if name in ROSTER:
        return ROSTER[name]
    if is_plugin(name):
        return plugin_named(name).strategy
    near = get_close_matches(name, ROSTER, 1, 0.0)
    raise UnknownName(f"there is no strategy {name!r}" + (f"; did you mean {near[0]!r}?" if near else ""))


def seat_named(scenario: Scenario, seat: str) -> str:
    """The key of a seat, whatever its case."""
    keys = {key.lower(): key for key in scenario.setting.seats}
    if seat.lower() in keys:
        return keys[seat.lower()]
    near = get_close_matches(seat.lower(), keys, 1, 0.0)
    raise UnknownName(f"there is no seat {seat!r}" + (f"; did you mean {keys[near[0]]!r}?" if near else ""))


def cast_of(
    scenario: Scenario, changed: Mapping[str, str | Strategy | Sequence[str | Strategy]] | None = None
) -> list[Strategy | list[Strategy]]:
    """One strategy per seat (or a list, one per world): the scenario's, with some changed."""
    cast: dict[str, Any] = {seat: strategy_named(scenario.strategies[seat]) for seat in scenario.setting.seats}
    kinds = {
        key: "nation" if i < scenario.setting.nation_seats else "firm" for i, key in enumerate(scenario.setting.seats)
    }
    for seat, voice in (changed or {}).items():
        key = seat_named(scenario, seat)
        voices: list[Any] = list(voice) if isinstance(voice, (list, tuple)) else [voice]
        found = [strategy_named(v) if isinstance(v, str) else v for v in voices]
        strange = [v for v in found if not isinstance(v, Strategy)]
        if strange or not found:
            told = repr(strange[0]) if strange else "an empty list"
            raise UnknownName(f"{key} needs the name of a strategy or a Strategy of its own, not {told}")
        for strategy in found:
            if strategy.kind not in ("any", kinds[key]):
                raise UnknownName(f"strategy {strategy.name!r} is for a {strategy.kind}, and {key} is a {kinds[key]}")
        cast[key] = found[0] if isinstance(voice, (str, Strategy)) else found
    return list(cast.values())


def new_game(
    scenario: str | Path | Scenario = FLAGSHIP,
    *,
    seed: int = 1,
    seat: str | None = None,
    cast: Mapping[str, Any] | None = None,
    overrides: Mapping[str, Any] | None = None,
    strict: bool = False,
    watch: bool = True,
) -> Session:
    """A game in one world, ready to be played.

    ``seat`` is the key of the seat a person plays (None: watch), ``cast`` changes strategies by seat, ``overrides``
    numbers of the scenario by name, and as ``start.TABLE`` those with which it begins. A strategy is named, given as an
    object, or as FILE.py:CLASS or MODULE:CLASS. Raises ``ScenarioError``, ``UnknownName`` with the nearest name, or
    ``PluginError``.
    """
    chosen = scenario if isinstance(scenario, Scenario) else load(scenario)
    game = Diplomacy(chosen, 1, overrides)
    people = [seat_named(chosen, seat)] if seat else []
    watcher = None
    if watch:
        from game.chronicle import chronicle

        watcher = chronicle
    return Session(game, seeds([seed]), cast_of(chosen, cast), people=people, strict=strict, watch=watcher)


def many_games(
    scenario: str | Path | Scenario = FLAGSHIP,
    *,
    seeds_of: Sequence[int] = (1,),
    cast: Mapping[str, Any] | None = None,
    overrides: Mapping[str, Any] | None = None,
    strict: bool = False,
) -> Session:
    """Many games at once, one world per seed; world k is bit-identical to game k played alone.

    ``cast`` may give a list of strategies per seat and ``overrides`` an array of numbers per name, one per world.
    """
    chosen = scenario if isinstance(scenario, Scenario) else load(scenario)
    if len(seeds_of) > 1:
        keep_freed()
    game = Diplomacy(chosen, len(seeds_of), overrides)
    return Session(game, seeds(seeds_of), cast_of(chosen, cast), strict=strict)


def seeds(numbers: Sequence[int]) -> Array:
    """Seeds as the generator takes them: whole numbers from 0 to 2**64 - 1, of which no two are the same game."""
    found = [index(number) for number in numbers]
    strange = [number for number in found if not 0 <= number < 2**64]
    if strange:
        raise ValueError(f"a seed is a whole number from 0 to {2**64 - 1}, not {strange[0]}")
    return np.array(found, np.uint64)
