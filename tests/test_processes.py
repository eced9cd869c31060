"""Two processes play the same games as one, to the bit."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np

from game.session import Session
from game.start import many_games
from game.worlds import named_arrays

SEEDS, QUARTERS = (3, 4, 5, 6), 6
CAST = {"USA": "reciprocator", "CHN": "random_policy", "NVIDIA": "random_policy"}


def state(session: Session) -> dict[str, bytes]:
    """The last world and the standing orders, world by world, as bytes."""
    arrays = named_arrays(session.world) | named_arrays(session.standing)
    return {f"{name} {k}": array[..., k].tobytes() for name, array in arrays.items() for k in range(session.worlds)}


def played(seeds: tuple[int, ...]) -> dict[str, bytes]:
    """Games of some seeds, in whatever process this runs."""
    return state(many_games(seeds_of=seeds, cast=CAST, strict=True).advance(QUARTERS))


def test_two_processes_play_as_one_does() -> None:
    whole = played(SEEDS)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        first, second = pool.map(played, (SEEDS[:2], SEEDS[2:]))
    for k in range(len(SEEDS)):
        part = first if k < 2 else second
        names = [name.rpartition(" ")[0] for name in whole if name.endswith(f" {k}")]
        assert [name for name in names if whole[f"{name} {k}"] != part[f"{name} {k % 2}"]] == []
    assert len({whole[f"demand_shock {k}"] for k in range(len(SEEDS))}) == len(SEEDS), "the worlds do not differ"
    assert np.frombuffer(whole["quarter 0"], np.int64)[0] == QUARTERS
