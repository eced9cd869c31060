"""Two arms under the same luck: paired differences, their intervals, what pairing saves, and many comparisons at once.

A pair is one point and one replicate, played in both arms with the same seed. Arrays of outcomes are in the outcome's
own unit; a difference is the arm minus the base.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from game.batch.told import bounds, decimals, rounded, unit_of
from game.words import listed, say

Numbers = npt.NDArray[np.float64]


class StatisticsError(ValueError):
    """Figures that cannot answer the question, told in one line."""


class Columns(Protocol):
    """A table by column name: a pandas frame, an Arrow table or a dictionary of arrays."""

    def __getitem__(self, name: str, /) -> Any: ...


@dataclass(frozen=True)
class Interval:
    """A t interval: both ends and the standard error [unit of the outcome], and its degrees of freedom."""

    low: float
    high: float
    error: float
    freedom: float


@dataclass(frozen=True)
class Pairs:
    """Outcomes of two arms, ``(pair,)`` each, in the order of replicates and then of points; NaN where a run failed."""

    base: Numbers
    arm: Numbers
    point: npt.NDArray[np.int64]
    replicate: npt.NDArray[np.int64]


@dataclass(frozen=True)
class Difference:
    """The mean paired difference of an arm from the base [unit of the outcome], each point counting alike.

    ``within`` holds for the points that were played, ``over`` for points like them (none with a single point).
    ``saved`` is the variance reduction, 1 - var(difference) / (var base + var arm): the share of runs that pairing
    saves against independent luck. ``chance`` is the two-sided p value, adjusted where ``adjusted`` is more than 1.
    """

    mean: float
    within: Interval | None
    over: Interval | None
    saved: float | None
    chance: float
    pairs: int
    points: int
    left_out: int
    confidence: float
    adjusted: int = 1
    base_name: str = "base"
    arm_name: str = "arm"
    outcome: str = "outcome"
    unit: str = ""

    @property
    def interval(self) -> Interval | None:
        """The interval that speaks for the sign: over points where there are several, else within the one."""
        return self.over if self.points > 1 else self.within

    @property
    def settled(self) -> bool:
        """Whether the sign is settled at the confidence asked for, after the adjustment."""
        return self.chance < 1 - self.confidence

    def told(self) -> str:
        """«thaw lowers risk by 0.8 points [0.5, 1.1] against as_cast; pairing saves 71 % of the runs»."""
        known = self.interval
        clear = known is not None and (known.low > 0 or known.high < 0)
        sign = -1.0 if clear and self.mean < 0 else 1.0
        key = "none" if known is None else "open" if not clear else "lowers" if self.mean < 0 else "raises"
        sentence = say(
            f"statistics.difference.{key}",
            arm=self.arm_name,
            base=self.base_name,
            outcome=self.outcome,
            unit=unit_of(self.unit),
            pairs=self.pairs,
            size=rounded(sign * self.mean, decimals((known.high - known.low) / 2 if known else 0.0)),
            interval=bounds(known.low, known.high, sign) if known else "",
        )
        return self._with_remarks(sentence, sign)

    def _with_remarks(self, sentence: str, sign: float) -> str:
        if self.over and self.within:
            inner = bounds(self.within.low, self.within.high, sign)
            sentence = say("statistics.difference.over", sentence=sentence, points=self.points, interval=inner)
        if self.saved is not None:
            share, key = (self.saved, "saves") if self.saved >= 0 else (-self.saved, "costs")
            sentence = say(f"statistics.difference.{key}", sentence=sentence, percent=round(100 * share))
        if self.left_out:
            sentence = say("statistics.difference.without", sentence=sentence, count=self.left_out)
        return sentence


@dataclass(frozen=True)
class Comparison:
    """Several differences looked at together; their ``chance`` is adjusted by Holm's method over all of them."""

    differences: tuple[Difference, ...]

    def told(self) -> str:
        """Every difference in one sentence each, and which signs hold when all are judged together."""
        sentence = "; ".join(difference.told() for difference in self.differences)
        if len(self.differences) == 1:
            return say("statistics.comparison.one", sentence=sentence)
        names = [
            say("statistics.comparison.name", arm=one.arm_name, outcome=one.outcome)
            for one in self.differences
            if one.settled
        ]
        verdict = (
            say("statistics.comparison.settled", names=listed(names)) if names else say("statistics.comparison.open")
        )
        percent = rounded(100 * self.differences[0].confidence, 0)
        count = len(self.differences)
        return say("statistics.comparison.many", sentence=sentence, percent=percent, count=count, verdict=verdict)


def pairs(runs: Columns, outcome: str, base: str, arm: str) -> Pairs:
    """The pairs of two arms from the table of runs (columns arm, point, replicate, status and the outcome).

    Runs that have not been played in both arms yet have no pair; a failed run leaves NaN in its pair.
    """
    names = np.asarray(runs["arm"]).astype(str)
    values = np.asarray(runs[outcome]).astype(np.float64)
    values = np.where(np.asarray(runs["status"]).astype(str) == "done", values, np.nan)
    places = np.stack([np.asarray(runs[name]).astype(np.int64) for name in ("replicate", "point")], axis=-1)
    for name in (base, arm):
        if name not in names:
            raise StatisticsError(f"there is no arm {name!r} in these results; there are {', '.join(np.unique(names))}")
    known, code = np.unique(places, axis=0, return_inverse=True)
    code = code.reshape(-1)
    rows = [np.flatnonzero(names == name) for name in (base, arm)]
    shared, first, second = np.intersect1d(code[rows[0]], code[rows[1]], return_indices=True)
    return Pairs(values[rows[0][first]], values[rows[1][second]], known[shared, 1], known[shared, 0])


def paired(
    base: npt.ArrayLike,
    arm: npt.ArrayLike,
    point: npt.ArrayLike | None = None,
    replicate: npt.ArrayLike | None = None,
    confidence: float = 0.95,
) -> Difference:
    """The mean paired difference with t intervals, first within the points and then over them.

    ``base`` and ``arm`` are outcomes ``(pair,)`` [any unit]; ``point`` ``(pair,)`` says where each pair was played (all
    in one point if absent). Without ``replicate`` the luck of each pair is its own, nested in its point: within
    points the variance is the mean of the points' own (Satterthwaite 1946, doi:10.2307/3002019), over points that of
    the points' means. With ``replicate`` ``(pair,)`` the same luck returns in every point: within points the
    replicates are the clusters, and over points their variance is added to that of the points' means, which counts
    the luck within a point twice and so errs on the wide side (Cameron, Gelbach and Miller 2011,
    doi:10.1198/jbes.2010.07136). Pairs with a value that is not a finite number are left out and counted.
    """
    first, second = np.asarray(base, np.float64), np.asarray(arm, np.float64)
    place = np.zeros(first.size, np.int64) if point is None else np.asarray(point)
    if not first.shape == second.shape == place.shape or first.ndim != 1:
        raise StatisticsError(f"{first.shape} and {second.shape} outcomes at {place.shape} points are no pairs")
    whole = np.isfinite(first) & np.isfinite(second)
    if not whole.any():
        raise StatisticsError("no pair has an outcome in both arms, so there is nothing to compare")
    luck = None if replicate is None else np.asarray(replicate)[whole]
    first, second, place = first[whole], second[whole], place[whole]
    within, over = _intervals(second - first, place, luck, confidence)
    means = _point_means(second - first, place)[0]
    mean, speaks = float(means.mean()), over if means.size > 1 else within
    chance = 1.0 if speaks is None else _chance(mean, speaks)
    saved, left_out = _saved(first, second, place), int(whole.size - first.size)
    return Difference(mean, within, over, saved, chance, first.size, means.size, left_out, confidence)


def _point_means(values: Numbers, point: npt.NDArray[Any]) -> tuple[Numbers, npt.NDArray[np.intp], Numbers]:
    """Means by point ``(point,)``, the place of each value's point ``(value,)``, and how many values each point has."""
    place = np.unique(point, return_inverse=True)[1].reshape(-1)
    count = np.bincount(place).astype(np.float64)
    return np.bincount(place, values) / count, place, count


def _variances(values: Numbers, point: npt.NDArray[Any]) -> Numbers:
    """Variance within each point ``(point,)`` [unit squared]; NaN where a point has one value."""
    means, place, count = _point_means(values, point)
    squares = np.bincount(place, np.square(values - means[place]))
    return np.divide(squares, count - 1, out=np.full(count.size, np.nan), where=count > 1)


def _intervals(
    values: Numbers, point: npt.NDArray[Any], luck: npt.NDArray[Any] | None, confidence: float
) -> tuple[Interval | None, Interval | None]:
    means, place, count = _point_means(values, point)
    points, mean = means.size, float(means.mean())
    if luck is None:
        parts, freedoms = _variances(values, point) / count / points**2, count - 1
    else:
        same = np.unique(luck, return_inverse=True)[1].reshape(-1)
        pull = np.bincount(same, (values - means[place]) / (points * count[place]))
        several = pull.size > 1
        parts = np.array([pull.size / (pull.size - 1) * np.square(pull).sum() if several else np.nan])
        freedoms = np.array([pull.size - 1.0])
    within = _interval(mean, parts, freedoms, confidence)
    if points < 2:
        return within, None
    between, freedom = np.array([means.var(ddof=1) / points]), np.array([points - 1.0])
    if luck is not None and within is not None:
        between, freedom = np.append(between, parts), np.append(freedom, freedoms)
    return within, _interval(mean, between, freedom, confidence)


def _interval(mean: float, parts: Numbers, freedoms: Numbers, confidence: float) -> Interval | None:
    """The t interval whose variance is the sum of independent parts, with Satterthwaite's degrees of freedom."""
    from scipy.special import stdtrit

    variance = float(parts.sum())
    if not math.isfinite(variance):
        return None
    shares = parts / variance if variance else np.full(parts.size, 1 / parts.size)
    freedom = float(1 / (np.square(shares) / freedoms).sum())
    error = math.sqrt(variance)
    half = float(stdtrit(freedom, 0.5 + confidence / 2)) * error
    return Interval(mean - half, mean + half, error, freedom)


def _chance(mean: float, interval: Interval) -> float:
    from scipy.special import stdtr

    if not interval.error:
        return 0.0 if mean else 1.0
    return float(2 * stdtr(interval.freedom, -abs(mean) / interval.error))


def _saved(base: Numbers, arm: Numbers, point: npt.NDArray[Any]) -> float | None:
    apart = np.nansum(_variances(base, point)) + np.nansum(_variances(arm, point))
    return float(1 - np.nansum(_variances(arm - base, point)) / apart) if apart else None


def by_point(base: npt.ArrayLike, arm: npt.ArrayLike, point: npt.ArrayLike) -> dict[int, Difference]:
    """The paired difference at each point by its number; arguments as in ``paired``, points without a pair absent."""
    first, second, place = np.asarray(base, np.float64), np.asarray(arm, np.float64), np.asarray(point)
    whole = np.isfinite(first) & np.isfinite(second)
    return {int(one): paired(first[place == one], second[place == one]) for one in np.unique(place[whole])}


def holm(chances: npt.ArrayLike) -> Numbers:
    """P values ``(comparison,)`` adjusted for being several (Holm 1979, https://www.jstor.org/stable/4615733).

    >>> holm([0.01, 0.04, 0.03]).tolist()
    [0.03, 0.06, 0.06]
    """
    plain = np.asarray(chances, np.float64)
    order = np.argsort(plain, kind="stable")
    weighed = plain[order] * np.arange(plain.size, 0, -1)
    adjusted = np.empty(plain.size)
    adjusted[order] = np.minimum(np.maximum.accumulate(weighed), 1.0)
    return adjusted


def compare(
    runs: Columns, base: str, arms: Sequence[str], outcomes: Mapping[str, str], confidence: float = 0.95
) -> Comparison:
    """Every arm against the base in every outcome (name to unit), adjusted together by Holm's method.

    ``runs`` is the table of runs; the seeds of a replicate are the same in all its cells, so luck is shared by points.
    """
    found = []
    for arm in arms:
        for outcome, unit in outcomes.items():
            both = pairs(runs, outcome, base, arm)
            plain = paired(both.base, both.arm, both.point, both.replicate, confidence)
            found.append(replace(plain, base_name=base, arm_name=arm, outcome=outcome, unit=unit))
    chances = holm([one.chance for one in found])
    several = len(found)
    return Comparison(
        tuple(replace(one, chance=float(p), adjusted=several) for one, p in zip(found, chances, strict=True))
    )
