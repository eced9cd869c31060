"""How fast the game is on this machine: medians, printed. Run ``make bench``, or with ``--help`` for its options."""

from __future__ import annotations

import argparse
import cProfile
import io
import os
import platform
import pstats
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import mesa
import numpy as np
import standin
from measuring import peak_memory

from game.start import FLAGSHIP, many_games, new_game

CHUNK = 256


def timed(play: Callable[[], object], times: int) -> float:
    """Median wall time [s], after one run that is not counted."""
    play()
    spent = []
    for _ in range(times):
        begun = time.perf_counter()
        play()
        spent.append(time.perf_counter() - begun)
    return median(spent)


def played(worlds: int, quarters: int) -> None:
    """Play games of the flagship with no people in it, a chunk at a time."""
    for first in range(0, worlds, CHUNK):
        many_games(FLAGSHIP, seeds_of=range(first, min(first + CHUNK, worlds))).advance(quarters)


def in_a_process(*arguments: str) -> str:
    """What this program prints when asked for one figure alone."""
    told = subprocess.run([sys.executable, __file__, *arguments], capture_output=True, text=True, check=True)
    return told.stdout.strip()


def by_batch_run(games: int, quarters: int) -> float:
    """Seconds that ``mesa.batch_run`` needs for some games of the Mesa model, in this process."""
    from game.model import DiplomacyModel

    begun = time.perf_counter()
    mesa.batch_run(
        DiplomacyModel, {"seed": list(range(games))}, number_processes=1, max_steps=quarters, display_progress=False
    )
    return time.perf_counter() - begun


def by_model(quarters: int) -> None:
    """A game of the Mesa model, stepped."""
    from game.model import DiplomacyModel

    model = DiplomacyModel(FLAGSHIP, seed=1)
    for _ in range(quarters):
        model.step()


def alone(quarters: int) -> None:
    """One game that keeps no records, as the Mesa model plays it."""
    game = many_games(FLAGSHIP, seeds_of=[1])
    game.keep = False
    game.advance(quarters)


def by_command(quarters: int) -> float:
    """Seconds of ``detente run`` from the shell."""
    command = shutil.which("detente", path=str(Path(sys.executable).parent)) or shutil.which("detente")
    if command is None:
        raise FileNotFoundError("the command detente is not installed")
    with tempfile.TemporaryDirectory() as home:
        begun = time.perf_counter()
        subprocess.run(
            [command, "run", FLAGSHIP, "--quarters", str(quarters)],
            check=True, capture_output=True, env={**os.environ, "DETENTE_HOME": home},
        )  # fmt: skip
        return time.perf_counter() - begun


def operations(worlds: int) -> Counter[str]:
    """Calls of compiled NumPy functions in one quarter; operators such as + are not calls and are not counted."""
    game = many_games(FLAGSHIP, seeds_of=range(worlds))
    game.advance(1)
    counts: Counter[str] = Counter()

    def seen(_frame: Any, event: str, called: Any) -> None:
        if event == "c_call" and (
            isinstance(getattr(called, "__self__", None), np.ndarray | np.ufunc)
            or str(getattr(called, "__module__", "")).startswith("numpy")
        ):
            counts[called.__name__] += 1

    sys.setprofile(seen)
    try:
        game.advance(1)
    finally:
        sys.setprofile(None)
    return counts


def profile(worlds: int, quarters: int, rows: int) -> str:
    """The functions in which a batch spends most time of their own."""
    game = many_games(FLAGSHIP, seeds_of=range(worlds))
    game.advance(1)
    watch = cProfile.Profile()
    watch.runcall(game.advance, quarters)
    text = io.StringIO()
    pstats.Stats(watch, stream=text).strip_dirs().sort_stats("tottime").print_stats(rows)
    return "\n".join(line for line in text.getvalue().splitlines() if line.strip())


def attempt(label: str, figure: Callable[[], str]) -> None:
    """Print a figure, or why there is none."""
    try:
        print(f"{label}: {figure()}", flush=True)
    except Exception as problem:  # one missing part of the game must not hide the other figures
        print(f"{label}: not measured ({type(problem).__name__}: {problem})", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, nargs="+", default=[1, 16, 256, 4096])
    parser.add_argument("--quarters", type=int, default=24)
    parser.add_argument("--times", type=int, default=3, help="runs behind each median (one for more than a chunk)")
    parser.add_argument("--peak", type=int, metavar="WORLDS", help="only print the peak memory of one batch")
    given = parser.parse_args()
    quarters = given.quarters
    if given.peak is not None:
        before = peak_memory()
        played(given.peak, 4)
        print(f"{peak_memory():.0f} MB ({before:.0f} MB before the first world)")
        return

    print(
        f"Python {platform.python_version()}, NumPy {np.__version__}, Mesa {mesa.__version__}, {os.cpu_count()} cores"
    )
    print(f"{FLAGSHIP}, {quarters} quarters, one process")
    rates: dict[int, float] = {}
    for worlds in given.worlds:

        def rate(worlds: int = worlds) -> str:
            times = given.times if worlds <= CHUNK else 1
            spent = timed(lambda: played(worlds, quarters), times) if worlds <= CHUNK else once(worlds, quarters)
            rates[worlds] = worlds / spent
            return f"{rates[worlds]:.2f} games/s, {spent / quarters * 1000 / -(-worlds // CHUNK):.1f} ms a quarter"

        attempt(f"{worlds} worlds", rate)
    for worlds in (w for w in given.worlds if w <= CHUNK):
        attempt(f"peak memory, {worlds} worlds", lambda worlds=worlds: in_a_process("--peak", str(worlds)))

    def against_batch_run() -> str:
        games = 4
        each = by_batch_run(games, quarters) / games
        best = max(rates.values())
        return f"{1 / each:.2f} games/s; the fastest batch is {best * each:.0f} times as fast"

    attempt("mesa.batch_run of DiplomacyModel", against_batch_run)

    def stepped() -> str:
        session, model = (timed(lambda play=play: play(quarters), given.times) for play in (alone, by_model))
        return f"{1 / model:.2f} games/s; {session / model:.2f} of a Session of one world that keeps no records"

    attempt("steps of DiplomacyModel", stepped)
    attempt(
        "a game kept for a person (records, causes)",
        lambda: f"{timed(lambda: new_game(FLAGSHIP, seed=1).advance(quarters), given.times):.2f} s",
    )
    attempt(
        f"plain Mesa model, {standin.NATIONS}+{standin.FIRMS} objects",
        lambda: f"{timed(lambda: standin.played('mesa', quarters, 1), given.times) * 1000:.0f} ms a game",
    )
    attempt("detente run", lambda: f"{median(by_command(quarters) for _ in range(given.times)):.2f} s")

    def counted() -> str:
        counts = operations(CHUNK)
        return f"{sum(counts.values())}; most: " + ", ".join(f"{n} {name}" for name, n in counts.most_common(8))

    attempt(f"calls of compiled array functions in a quarter, {CHUNK} worlds", counted)
    attempt(f"profile of {CHUNK} worlds, 2 quarters", lambda: "\n" + profile(CHUNK, 2, 25))


def once(worlds: int, quarters: int) -> float:
    """Wall time of one run, for those too long to repeat."""
    begun = time.perf_counter()
    played(worlds, quarters)
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
