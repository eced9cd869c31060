"""Which points of the varied numbers are played: full factorial, random, Latin hypercube, Sobol or Morris.

Samples are SciPy's and SALib's; every one is fixed by its seed.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from agents.columns import Array

if TYPE_CHECKING:
    from game.batch.experiment import Design, Factor

KINDS = ("full", "random", "latin", "sobol", "morris")
USUAL = {"full": 5, "random": 32, "latin": 32, "sobol": 64, "morris": 16}
"""What ``points`` is when left out."""
MORRIS_LEVELS = 4
LIBRARY = {"latin": "scipy", "sobol": "SALib", "morris": "SALib"}
"""Whose sample it is."""


def points(design: Design, factors: Sequence[Factor], seed: int) -> Array:
    """The points of a design, each once · (point, factor); one point without any number if nothing is varied."""
    if not factors:
        return np.zeros((1, 0))
    kind = kind_of(design, factors)
    wanted = USUAL[kind] if design.points is None else design.points
    if kind == "full":
        return np.array(list(product(*(levels(factor, wanted) for factor in factors))), float)
    shares = SAMPLES[kind](len(factors), wanted, seed)
    return np.column_stack([scaled(factor, shares[:, place]) for place, factor in enumerate(factors)])


def kind_of(design: Design, factors: Sequence[Factor]) -> str:
    """The kind of a design; if it is not said, full where every number has a list and Latin where one has a range."""
    if design.kind is not None:
        return design.kind
    return "full" if all(factor.values is not None for factor in factors) else "latin"


def size(design: Design, factors: Sequence[Factor]) -> int:
    """How many points a design will have, before it is drawn."""
    kind = kind_of(design, factors)
    wanted = USUAL[kind] if design.points is None else design.points
    if not factors:
        return 1
    if kind == "full":
        count = 1
        for factor in factors:
            count *= len(levels(factor, wanted))
        return count
    return wanted * {"sobol": len(factors) + 2, "morris": len(factors) + 1}.get(kind, 1)


def levels(factor: Factor, count: int) -> tuple[float, ...]:
    """The levels of a number in a full design: its list, or so many in equal steps through its range."""
    if factor.values is not None:
        return factor.values
    return tuple(np.linspace(factor.low, factor.high, count).tolist())


def scaled(factor: Factor, shares: Array) -> Array:
    """Shares of the way [0-1] as values of a number: through its range, or through its list · (point,).

    >>> from game.batch.experiment import Factor
    >>> scaled(Factor("x", "world", 2, 6, None, ""), np.array([0.0, 0.5, 1.0])).tolist()
    [2.0, 4.0, 6.0]
    >>> scaled(Factor("x", "world", 2, 6, (2, 3, 6), ""), np.array([0.0, 0.5, 1.0])).tolist()
    [2.0, 3.0, 6.0]
    """
    if factor.values is None:
        return np.clip(factor.low + shares * (factor.high - factor.low), factor.low, factor.high)
    place = np.minimum((shares * len(factor.values)).astype(int), len(factor.values) - 1)
    return np.asarray(factor.values, float).take(place)


def _random(factors: int, wanted: int, seed: int) -> Array:
    return np.random.default_rng(seed).random((wanted, factors))


def _latin(factors: int, wanted: int, seed: int) -> Array:
    from scipy.stats import qmc

    return np.asarray(qmc.LatinHypercube(factors, rng=np.random.default_rng(seed)).random(wanted))


def _sobol(factors: int, wanted: int, seed: int) -> Array:
    from SALib.sample import sobol

    return np.asarray(sobol.sample(_problem(factors), wanted, calc_second_order=False, seed=seed % 2**32))


def _morris(factors: int, wanted: int, seed: int) -> Array:
    from SALib.sample import morris

    return np.asarray(morris.sample(_problem(factors), wanted, num_levels=MORRIS_LEVELS, seed=seed % 2**32))


def _problem(factors: int) -> dict[str, Any]:
    names = [f"x{place}" for place in range(factors)]
    return {"num_vars": factors, "names": names, "bounds": [[0.0, 1.0]] * factors}


SAMPLES = {"random": _random, "latin": _latin, "sobol": _sobol, "morris": _morris}
