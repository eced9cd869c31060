"""Figures and their intervals in words: as many decimals as the uncertainty allows."""

from __future__ import annotations

import math
from dataclasses import dataclass

from game.words import say

UNNAMED = frozenset({"0-1", "chance", "count", "index"})
"""Units that are not said after a number."""
UNSURE = 3
"""Decimals of a number whose uncertainty is not known."""
MOST = 6
"""Decimals that are told at most: what comes after them is the arithmetic of computers."""


@dataclass(frozen=True)
class Estimate:
    """A figure with the ends of its interval, in the unit of the figure."""

    value: float
    low: float
    high: float

    @property
    def clear(self) -> bool:
        """Whether all of the interval has one sign."""
        return self.low > 0 or self.high < 0

    def told(self, unit: str = "", scale: float = 1.0) -> str:
        """The figure with its interval; alone if the interval has no width.

        >>> Estimate(0.123, 0.101, 0.145).told("%", 100)
        '12.3 % [10.1, 14.5]'
        >>> Estimate(-2.0, -2.0, -2.0).told("points")
        '−2 points'
        """
        half = (self.high - self.low) / 2 * abs(scale)
        if not half:
            return exact(self.value * scale) + unit_of(unit)
        figure = rounded(self.value * scale, decimals(half)) + unit_of(unit)
        return say("statistics.interval.around", figure=figure, interval=bounds(self.low, self.high, scale))


def named(unit: str) -> str:
    """A unit that is said after numbers, else nothing.

    >>> named("0-1"), named("points")
    ('', 'points')
    """
    return "" if unit in UNNAMED else unit


def decimals(spread: float) -> int:
    """Decimals worth telling beside an uncertainty: one figure of it, or two where it begins with 1 or 2.

    >>> decimals(0.3), decimals(0.12), decimals(40.0)
    (1, 2, 0)
    """
    if not (math.isfinite(spread) and spread > 0):
        return UNSURE
    figures, place = f"{spread:e}".split("e")
    return min(MOST, max(0, (1 if float(figures) < 3 else 0) - int(place)))


def rounded(value: float, places: int) -> str:
    """A number with so many decimals and a true minus sign; never minus nought.

    >>> rounded(-0.04, 1), rounded(-1.25, 1)
    ('0.0', '−1.2')
    """
    text = f"{value:.{places}f}"
    return text.replace("-", "−") if float(text) else text.replace("-", "")


def exact(value: float, figures: int = 6) -> str:
    """A number that is known, with a true minus sign.

    >>> exact(-0.25), exact(3.0), exact(1.23456, 3)
    ('−0.25', '3', '1.23')
    """
    return f"{value + 0.0:.{figures}g}".replace("-", "−")


def whole_percent(share: float) -> int:
    """A share in whole per cent; not all of it, unless it is.

    >>> whole_percent(0.714), whole_percent(0.998), whole_percent(1.0)
    (71, 99, 100)
    """
    return min(round(100 * share), 99) if share < 1 else 100


def bounds(low: float, high: float, scale: float = 1.0) -> str:
    """An interval in brackets, with so many decimals that it does not seem to touch nought where it does not.

    >>> bounds(0.502, 1.104), bounds(0.03, 0.7)
    ('[0.5, 1.1]', '[0.03, 0.70]')
    """
    ends = sorted((low * scale, high * scale))
    places, nearest = decimals((ends[1] - ends[0]) / 2), min(map(abs, ends))
    if ends[0] * ends[1] > 0 and nearest < 0.5 * 10.0**-places:
        places = min(MOST, math.ceil(-math.log10(2 * nearest)))
    return say("statistics.interval.bounds", low=rounded(ends[0], places), high=rounded(ends[1], places))


def unit_of(unit: str) -> str:
    """A unit as it follows a number: with a space before it, or nothing."""
    return f" {unit}" if unit else ""
