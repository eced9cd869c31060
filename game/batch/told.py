"""Figures in words: as many decimals as their uncertainty allows."""

from __future__ import annotations

import math

from game.words import say

UNNAMED = frozenset({"0-1", "chance", "count", "index"})
"""Units that are not said after a number."""


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
        return 3
    figures, place = f"{spread:e}".split("e")
    return max(0, (1 if float(figures) < 3 else 0) - int(place))


def rounded(value: float, places: int) -> str:
    """A number with so many decimals and a true minus sign; never minus nought.

    >>> rounded(-0.04, 1), rounded(-1.25, 1)
    ('0.0', '−1.2')
    """
    text = f"{value:.{places}f}"
    return text.replace("-", "−") if float(text) else text.replace("-", "")


def bounds(low: float, high: float, scale: float = 1.0) -> str:
    """An interval in brackets.

    >>> bounds(0.502, 1.104)
    '[0.5, 1.1]'
    """
    places = decimals((high - low) / 2 * abs(scale))
    ends = sorted((low * scale, high * scale))
    return say("statistics.interval.bounds", low=rounded(ends[0], places), high=rounded(ends[1], places))


def unit_of(unit: str) -> str:
    """A unit as it follows a number: with a space before it, or nothing."""
    return f" {unit}" if unit else ""
