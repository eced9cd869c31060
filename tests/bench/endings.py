"""How games end: shares of endings, and one stored game for each ending.

``python -m tests.bench.endings`` plays 256 games of every scenario under its own cast and under casts drawn at random
and prints the shares; with ``--write`` it looks through ``TRIED`` and writes the first game found for each ending to
``tests/endings.toml``, which ``tests/test_endings.py`` replays. Run it again when the balance of the rules changes.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from agents.strategies import ROSTER
from game import names
from game.scenario import load
from game.session import Session
from game.start import many_games

STORED = Path(__file__).resolve().parents[1] / "endings.toml"
SCENARIOS = ("two-plans-2025", "october-2022", "neutral", "two-blocs")
GAMES, BATCH = 256, 64
LEFT_OUT = ("hold", "random_policy")
TRIED: dict[str, tuple[str, dict[str, str]]] = {
    "runaway_race": ("two-plans-2025", {}),
    "joint_laboratory": ("two-plans-2025", {"USA": "open_commons", "CHN": "open_commons"}),
    "hegemony": (
        "two-blocs",
        {
            "N01": "techno_nationalist", "N02": "cautious_regulator",
            "FIRSTLIGHT": "closed_frontier", "PLUMBLINE": "safety_first",
        },
    ),
    "silicon_curtain": ("two-blocs", {}),
    "two_stacks": ("two-blocs", {"N01": "salesman", "N02": "reciprocator"}),
    "open_commons": ("october-2022", {}),
    "managed_rivalry": ("neutral", {}),
}  # fmt: skip
"""Where to look for each ending: scenario and changed strategies."""


def played(scenario: str, numbers: Sequence[int], cast: Mapping[str, Any]) -> Session:
    """Whole games, one world a seed."""
    return many_games(scenario, seeds_of=numbers, cast=cast).advance(80)


def mixed(scenario: str, worlds: int, seed: int) -> dict[str, list[str]]:
    """A strategy for every seat and world, drawn evenly from those for its kind."""
    setting, rng = load(scenario).setting, np.random.default_rng(seed)
    drawn = {}
    for index, seat in enumerate(setting.seats):
        kind = "nation" if index < setting.nation_seats else "firm"
        fitting = [s.name for s in ROSTER.values() if s.kind == kind and s.name not in LEFT_OUT]
        drawn[seat] = [fitting[i] for i in rng.integers(0, len(fitting), worlds)]
    return drawn


def shares(scenario: str, random_cast: bool) -> dict[str, float]:
    """Part of all games that reach each ending."""
    found = np.zeros(len(names.ENDINGS), int)
    for first in range(0, GAMES, BATCH):
        cast = mixed(scenario, BATCH, first) if random_cast else {}
        game = played(scenario, range(first, first + BATCH), cast)
        found += np.bincount(game.world.ending, minlength=len(found))
    return {name: count / GAMES for name, count in zip(names.ENDINGS, found.tolist(), strict=True)}


def first_seed(ending: str, limit: int = 1024) -> int:
    """The first seed at which the tried cast reaches an ending."""
    scenario, cast = TRIED[ending]
    for first in range(1, limit, BATCH):
        game = played(scenario, range(first, first + BATCH), cast)
        hits = np.flatnonzero(game.world.ending == names.ENDINGS.index(ending))
        if len(hits):
            return first + int(hits[0])
    raise LookupError(f"{ending} is not reached in {limit} games of {scenario} with {cast}")


def write() -> None:
    """Store one game for each ending."""
    lines = ["# One game for each ending, found by `python -m tests.bench.endings --write` and replayed by a test."]
    for ending, (scenario, cast) in TRIED.items():
        seats = ", ".join(f'{seat} = "{strategy}"' for seat, strategy in cast.items())
        listed = f"{{ {seats} }}" if seats else "{}"
        lines += ["", f"[{ending}]", f'scenario = "{scenario}"', f"seed = {first_seed(ending)}", f"cast = {listed}"]
    STORED.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"wrote {STORED.name}")


def report() -> None:
    """Print the shares of endings."""
    for scenario in SCENARIOS:
        for random_cast in (False, True):
            told = {name: f"{share:.0%}" for name, share in shares(scenario, random_cast).items() if share}
            print(f"{scenario:15} {'random casts' if random_cast else 'own cast':13}", told, flush=True)


if __name__ == "__main__":
    write() if "--write" in sys.argv else report()
