"""How one choice pulls the next: diffusion peaks, lock-in by chance, and cascades over thresholds.

The quarter moves ecosystem shares by ``ecosystems.logit`` and a Bass speed; these closed forms of the same mechanisms
are what its behaviour is checked against.
"""

from __future__ import annotations

from collections.abc import Callable
from math import comb, pow

import numpy as np

from agents.columns import Array
from game.rules.ecosystems import bass_adopters


def bass_peak(innovation: Array, imitation: Array) -> tuple[Array, Array, Array]:
    """When adoption is fastest, how fast it is then, how many have adopted [time, 1/time, 0-1] · three of any shape.

    Without imitation to speak of it is fastest at the start. Source: Bass, Management Science 15:215 (1969).
    """
    speed = innovation + imitation
    later = imitation > innovation
    ratio = np.where(later, imitation, innovation) / innovation
    when = np.log(ratio) / speed
    rate = np.where(later, speed * speed / (4 * np.where(later, imitation, 1)), innovation)
    return when, rate, bass_adopters(when, innovation, imitation)


def urn_share(first: int, second: int, draws: int) -> tuple[float, float, float]:
    """Mean of the first standard's share, its variance after some draws, and its variance in the end.

    Each adopter copies a random earlier one: the share settles anywhere, by chance. Source: Polya; Arthur (1989).

    >>> urn_share(2, 1, 100)[0] == 2 / 3
    True
    """
    both = first + second
    end = first * second / (both * both * (both + 1))
    return first / both, end * (both + draws) / draws, end


def urn_tail(first: int, second: int, above: float) -> float:
    """Chance that the first standard's share ends above a mark: the tail of a Beta distribution."""
    tries = first + second - 1
    return sum((comb(tries, k) * pow(above, k) * pow(1 - above, tries - k) for k in range(first)), 0.0)


def lock_in(first: int, second: int, chance: float) -> tuple[float, float]:
    """Chance that the first standard locks in, and the adoptions until one does.

    Each adopter takes the first with ``chance``; a lead of ``first`` (or of ``second`` the other way) cannot be undone.
    Source: Arthur, Economic Journal 99:116 (1989); the gambler's ruin.

    >>> lock_in(5, 10, 0.5)
    (0.6666666666666666, 50.0)
    """
    if chance == 1 / 2:
        return second / (first + second), float(first * second)
    odds = (1 - chance) / chance
    wins = (1 - pow(odds, second)) / (1 - pow(odds, first + second))
    return wins, (wins * (first + second) - second) / (2 * chance - 1)


def cascade(ready: Callable[[Array], Array], start: Array, rounds: int) -> Array:
    """Adopters when each joins once enough others have · any shape.

    ``ready`` tells how many join at a number of adopters.
    Rises from ``start`` to the smallest point where nobody else joins. Source: Granovetter, AJS 83:1420 (1978).

    >>> thresholds = np.array([0, 2, 2, 3])
    >>> int(cascade(lambda x: np.count_nonzero(thresholds <= x), 0, 10))
    1
    """
    adopters = start
    for _ in range(rounds):
        grown = ready(adopters)
        if np.array_equal(grown, adopters):
            break
        adopters = grown
    return adopters
