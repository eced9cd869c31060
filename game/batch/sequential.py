"""When may a comparison stop? An interval that holds at every look, so that looking often cannot deceive."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from game.batch.compare import Numbers, Pairs, StatisticsError
from game.batch.told import bounds, unit_of
from game.words import say


@dataclass(frozen=True)
class Settling:
    """How a sequence of paired differences stood at its last look, or at the look that settled its sign.

    ``low`` and ``high`` bound the mean difference [unit of the outcome] and are infinite before the first look;
    ``blocks`` counts the blocks looked at, each of ``points`` pairs; ``first`` is the block of the first look.
    """

    settled: bool
    blocks: int
    points: int
    mean: float
    low: float
    high: float
    first: int
    base_name: str = "base"
    arm_name: str = "arm"
    outcome: str = "outcome"
    unit: str = ""

    @property
    def pairs(self) -> int:
        """Pairs that had been looked at when this was said."""
        return self.blocks * self.points

    def told(self) -> str:
        """«the sign is settled after 140 pairs: thaw lowers risk by [0.1, 1.5] points against as_cast»."""
        early = not math.isfinite(self.low)
        key = "early" if early else "open" if not self.settled else "lowers" if self.mean < 0 else "raises"
        return say(
            f"statistics.sequence.{key}",
            pairs=self.pairs,
            first=self.first * self.points,
            arm=self.arm_name,
            base=self.base_name,
            outcome=self.outcome,
            unit=unit_of(self.unit),
            interval="" if early else bounds(self.low, self.high, -1.0 if key == "lowers" else 1.0),
        )


def blocks(pairs: Pairs, points: int) -> Numbers:
    """Mean differences ``(block,)`` of the replicates 0, 1, 2, … that are whole [unit of the outcome].

    A block is one replicate at all ``points`` points. The first replicate that has not been played everywhere ends the
    sequence, whatever came after it, so the answer does not depend on who finished first. A replicate with a failed
    run is passed over whole.
    """
    last = int(pairs.replicate.max(initial=-1)) + 1
    played = np.bincount(pairs.replicate, minlength=last)
    gaps = np.flatnonzero(played < points)
    ready = int(gaps[0]) if gaps.size else last
    means = np.bincount(pairs.replicate, pairs.arm - pairs.base, minlength=last)[:ready] / points
    return means[np.isfinite(means)]


def sequence(values: npt.ArrayLike, confidence: float = 0.95, tuned: int = 200) -> tuple[Numbers, Numbers]:
    """Both ends ``(block,)`` of an anytime-valid confidence sequence for the mean of ``values`` ``(block,)``.

    The normal mixture of Robbins (1970, doi:10.1214/aoms/1177696786) with the variance estimated as it comes, which is
    the asymptotic confidence sequence of Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas (2024,
    doi:10.1214/24-AOS2408): it covers the mean at all blocks at once with the given confidence, once so many blocks
    are in that the variance is known. It is tightest about block ``tuned``. The first block has no interval.
    """
    x = np.asarray(values, np.float64)
    if x.ndim != 1 or not np.isfinite(x).all():
        raise StatisticsError("a sequence needs one finite difference for each block")
    count = np.arange(1, x.size + 1, dtype=np.float64)
    shifted = x - x[:1]
    mean = np.cumsum(shifted) / count
    squares = np.maximum(np.cumsum(np.square(shifted)) - count * np.square(mean), 0.0)
    deviation = np.sqrt(np.divide(squares, count - 1, out=np.full(x.size, np.inf), where=count > 1))
    strict = -2 * math.log(1 - confidence)
    grown = count * (strict + math.log(strict) + 1) / tuned + 1
    half = deviation * np.sqrt(2 * grown / (count * (grown - 1)) * np.log(np.sqrt(grown) / (1 - confidence)))
    return x[:1] + mean - half, x[:1] + mean + half


def settling(
    values: npt.ArrayLike, points: int = 1, confidence: float = 0.95, first: int = 50, every: int = 1
) -> Settling:
    """Look at the differences of blocks ``(block,)`` in replicate order and stop where the sign is settled.

    The first look comes after ``first`` blocks, so that the variance is known well enough even of lopsided differences,
    and then one after each ``every`` blocks. ``points`` is the number of pairs in a block. Nothing that comes after the
    stop changes it.
    """
    if first < 2 or every < 1:
        raise StatisticsError(f"first look after {first} blocks, then every {every}: needs at least 2 and 1")
    x = np.asarray(values, np.float64)
    looks = np.arange(first, x.size + 1, every)
    if not looks.size:
        return Settling(False, x.size, points, float(x.mean()) if x.size else math.nan, -math.inf, math.inf, first)
    low, high = sequence(x, confidence)
    clear = np.flatnonzero((low[looks - 1] > 0) | (high[looks - 1] < 0))
    stop = int(looks[clear[0]] if clear.size else looks[-1])
    mean = float(x[:stop].mean())
    return Settling(bool(clear.size), stop, points, mean, float(low[stop - 1]), float(high[stop - 1]), first)


def settled(
    pairs: Pairs,
    points: int,
    *,
    base: str,
    arm: str,
    outcome: str,
    unit: str = "",
    confidence: float = 0.95,
    first: int = 50,
    every: int = 1,
) -> Settling:
    """``settling`` of the whole blocks of these pairs at ``points`` points, with the names to tell it by."""
    plain = settling(blocks(pairs, points), points, confidence, first, every)
    return replace(plain, base_name=base, arm_name=arm, outcome=outcome, unit=unit)
