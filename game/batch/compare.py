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

from game.batch.told import UNSURE, Estimate, bounds, rounded, unit_of, whole_percent
from game.words import listed, say

Numbers = npt.NDArray[np.float64]
CONFIDENCE = 0.95
"""Confidence of intervals, unless another is asked for."""


class StatisticsError(ValueError):
    """Figures that cannot answer the question, told in one line."""


class Columns(Protocol):
    """A table by column name: a pandas frame, an Arrow table or a dictionary of arrays."""

    def __getitem__(self, name: str, /) -> Any: ...


@dataclass(frozen=True)
class Interval(Estimate):
    """A mean with its t interval and standard error [unit of the outcome], and the degrees of freedom."""

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

    def figures(self) -> str:
        """«−0.8 [−1.1, −0.5]»: the mean difference with the interval that speaks for its sign."""
        return self.interval.told() if self.interval else rounded(self.mean, UNSURE)

    def told(self) -> str:
        """«thaw lowers risk by 0.8 points [0.5, 1.1] against as_cast; pairing saves 71 % of the runs»."""
        known = self.interval
        key = "none" if known is None else "open" if not known.clear else "lowers" if self.mean < 0 else "raises"
        sign = -1.0 if key == "lowers" else 1.0
        sentence = say(
            f"statistics.difference.{key}",
            arm=self.arm_name,
            base=self.base_name,
            outcome=self.outcome,
            pairs=self.pairs,
            size=known.told(self.unit, sign) if known else rounded(self.mean, UNSURE) + unit_of(self.unit),
        )
        return self._with_remarks(sentence, sign)

    def _with_remarks(self, sentence: str, sign: float) -> str:
        if self.over and self.within:
            inner = bounds(self.within.low, self.within.high, sign)
            sentence = say("statistics.difference.over", sentence=sentence, points=self.points, interval=inner)
        if self.saved is not None:
            share, key = (self.saved, "saves") if self.saved >= 0 else (-self.saved, "costs")
            sentence = say(f"statistics.difference.{key}", sentence=sentence, percent=whole_percent(share))
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
    names, status = np.asarray(runs["arm"]), np.asarray(runs["status"])
    values = np.where(status == "done", np.asarray(runs[outcome]).astype(np.float64), np.nan)
    replicate, point = (np.asarray(runs[name]).astype(np.int64) for name in ("replicate", "point"))
    width = int(point.max(initial=0)) + 1
    places = []
    for name in (base, arm):
        rows = np.flatnonzero(names == name)
        if not rows.size:
            there = ", ".join(sorted({str(one) for one in names}))
            raise StatisticsError(f"there is no arm {name!r} in these results; there are {there}")
        place = replicate[rows] * width + point[rows]
        order = np.argsort(place, kind="stable")
        places.append((rows[order], place[order]))
    (first, known), (second, asked) = places
    at = np.minimum(np.searchsorted(known, asked), known.size - 1)
    both = known[at] == asked
    first, second = first[at[both]], second[both]
    return Pairs(values[first], values[second], point[first], replicate[first])


def mean_of(values: npt.ArrayLike, confidence: float = CONFIDENCE) -> Interval:
    """The mean of independent values ``(value,)`` [any unit], two at least, with its t interval.

    >>> mean_of([1.0, 2.0, 3.0]).told()
    '2.0 [−0.5, 4.5]'
    """
    x = np.asarray(values, np.float64)
    return _student(float(x.mean()), float(x.std(ddof=1)) / math.sqrt(x.size), x.size - 1.0, confidence)


def paired(
    base: npt.ArrayLike,
    arm: npt.ArrayLike,
    point: npt.ArrayLike | None = None,
    replicate: npt.ArrayLike | None = None,
    confidence: float = CONFIDENCE,
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
    luck = None if replicate is None else np.asarray(replicate)[whole]
    return difference(_tally(first[whole], second[whole], place[whole], luck, whole.size), confidence)


@dataclass(frozen=True)
class Tally:
    """What decides a mean paired difference, taken from all pairs of some points; tallies of other points add up.

    By point ``(point,)``: the ``means`` of the differences [unit of the outcome], their ``variances`` [unit squared;
    NaN with one pair] and the ``counts`` of pairs. By replicate ``(replicate,)``, if its luck returns in every point:
    its number in ``luck`` and in ``pull`` the sum over points of (difference - mean) / count. ``apart`` is the sum of
    the variances that base and arm have within points, ``left_out`` the pairs without an outcome in both.
    """

    means: Numbers
    variances: Numbers
    counts: Numbers
    luck: npt.NDArray[Any] | None
    pull: Numbers
    apart: float
    left_out: int

    def __add__(self, other: Tally) -> Tally:
        """The tally of the points of both, which must be others."""
        means, variances, counts, pull = (
            np.concatenate([getattr(self, name), getattr(other, name)])
            for name in ("means", "variances", "counts", "pull")
        )
        luck = None
        if self.luck is not None and other.luck is not None:
            luck, same = np.unique(np.concatenate([self.luck, other.luck]), return_inverse=True)
            pull = _added(same, pull, luck.size)
        apart, left_out = self.apart + other.apart, self.left_out + other.left_out
        return Tally(means, variances, counts, luck, pull, apart, left_out)


def tallied(pairs: Pairs) -> Tally:
    """The tally of pairs whose luck returns in every point."""
    whole = np.isfinite(pairs.base) & np.isfinite(pairs.arm)
    of = (pairs.base[whole], pairs.arm[whole], pairs.point[whole], pairs.replicate[whole])
    return _tally(*of, whole.size)


def _tally(base: Numbers, arm: Numbers, point: npt.NDArray[Any], luck: npt.NDArray[Any] | None, pairs: int) -> Tally:
    """The tally of so many pairs, of which these have both outcomes."""
    place = np.unique(point, return_inverse=True)[1].reshape(-1)
    counts = np.bincount(place).astype(np.float64)
    means, variances = _within(arm - base, place, counts)
    apart = sum(float(np.nansum(_within(values, place, counts)[1])) for values in (base, arm))
    if luck is None:
        return Tally(means, variances, counts, None, np.empty(0), apart, pairs - base.size)
    luck, same = np.unique(luck, return_inverse=True)
    pull = _added(same, (arm - base - means[place]) / counts[place], luck.size)
    return Tally(means, variances, counts, luck, pull, apart, pairs - base.size)


def _within(values: Numbers, place: npt.NDArray[np.intp], counts: Numbers) -> tuple[Numbers, Numbers]:
    """Mean and variance of the values at each place ``(place,)``; the variance is NaN where there is one value."""
    means = _added(place, values, counts.size) / counts
    squares = _added(place, np.square(values - means[place]), counts.size)
    return means, np.divide(squares, counts - 1, out=np.full(counts.size, np.nan), where=counts > 1)


def _added(place: npt.NDArray[np.intp], values: Numbers, places: int) -> Numbers:
    """Sums of the values at each place ``(place,)``."""
    return np.bincount(place.reshape(-1), values, minlength=places).astype(np.float64)


def difference(tally: Tally, confidence: float = CONFIDENCE) -> Difference:
    """The mean paired difference that a tally of all points comes to; how, says ``paired``."""
    points = tally.means.size
    if not points:
        raise StatisticsError("no pair has an outcome in both arms, so there is nothing to compare")
    mean, (within, over) = float(tally.means.mean()), _intervals(tally, confidence)
    speaks = over if points > 1 else within
    chance = 1.0 if speaks is None else _chance(mean, speaks)
    saved = float(1 - np.nansum(tally.variances) / tally.apart) if tally.apart else None
    pairs = int(tally.counts.sum())
    return Difference(mean, within, over, saved, chance, pairs, points, tally.left_out, confidence)


def _intervals(tally: Tally, confidence: float) -> tuple[Interval | None, Interval | None]:
    """Within the points that were played, and over points like them."""
    points, mean, count = tally.means.size, float(tally.means.mean()), tally.pull.size
    if tally.luck is None:
        parts, freedoms = tally.variances / tally.counts / points**2, tally.counts - 1
    else:
        spread = count / (count - 1) * np.square(tally.pull / points).sum() if count > 1 else np.nan
        parts, freedoms = np.array([spread]), np.array([count - 1.0])
    within = _interval(mean, parts, freedoms, confidence)
    if points < 2:
        return within, None
    between, freedom = np.array([tally.means.var(ddof=1) / points]), np.array([points - 1.0])
    if tally.luck is not None and within is not None:
        between, freedom = np.append(between, parts), np.append(freedom, freedoms)
    return within, _interval(mean, between, freedom, confidence)


def _interval(mean: float, parts: Numbers, freedoms: Numbers, confidence: float) -> Interval | None:
    """The t interval whose variance is the sum of independent parts, with Satterthwaite's degrees of freedom."""
    variance = float(parts.sum())
    if not math.isfinite(variance):
        return None
    shares = parts / variance if variance else np.full(parts.size, 1 / parts.size)
    return _student(mean, math.sqrt(variance), float(1 / (np.square(shares) / freedoms).sum()), confidence)


def _student(mean: float, error: float, freedom: float, confidence: float) -> Interval:
    from scipy.special import stdtrit

    half = float(stdtrit(freedom, 0.5 + confidence / 2)) * error
    return Interval(mean, mean - half, mean + half, error, freedom)


def _chance(mean: float, interval: Interval) -> float:
    from scipy.special import stdtr

    if not interval.error:
        return 0.0 if mean else 1.0
    return float(2 * stdtr(interval.freedom, -abs(mean) / interval.error))


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
    runs: Columns, base: str, arms: Sequence[str], outcomes: Mapping[str, str], confidence: float = CONFIDENCE
) -> Comparison:
    """Every arm against the base in every outcome (name to unit), adjusted together by Holm's method.

    ``runs`` is the table of runs; the seeds of a replicate are the same in all its cells, so luck is shared by points.
    """
    found = [
        replace(
            difference(tallied(pairs(runs, outcome, base, arm)), confidence),
            base_name=base, arm_name=arm, outcome=outcome, unit=unit,
        )
        for arm in arms
        for outcome, unit in outcomes.items()
    ]  # fmt: skip
    return judged_together(found)


def judged_together(found: Sequence[Difference]) -> Comparison:
    """Differences with their chances adjusted by Holm's method for being looked at together."""
    chances, several = holm([one.chance for one in found]), len(found)
    return Comparison(
        tuple(replace(one, chance=float(p), adjusted=several) for one, p in zip(found, chances, strict=True))
    )
