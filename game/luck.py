"""Luck as an argument: uniforms from a counter-based generator, drawn when the quarter is played and never stored.

A draw is a pure function of (seed of its world, quarter, purpose, position). A new purpose shifts no other, world k of
a batch draws what game k played alone draws, and two arms of a comparison that share a seed share their luck.
The mixer is the finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014, with Stafford's variant 13).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from math import prod
from zlib import crc32

import numpy as np

from agents.columns import Array

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31, _S11, _S32 = (np.uint64(n) for n in (30, 27, 31, 11, 32))
_LOW = np.uint64(0xFFFFFFFF)


def _mixed(x: Array) -> Array:
    x = x ^ (x >> _S30)
    x *= _FIRST
    x ^= x >> _S27
    x *= _SECOND
    x ^= x >> _S31
    return x


@lru_cache(maxsize=1024)
def _checksum(key: str, purpose: str) -> int:
    return crc32(f"{key}/{purpose}".encode())


@lru_cache(maxsize=256)
def _positions(count: int) -> Array:
    return np.arange(1, count + 1, dtype=np.uint64)[:, None] * _GOLDEN


@dataclass(frozen=True)
class Luck:
    """The luck of one quarter: ``seeds`` [world] uint64; ``key`` separates futures and arms from the game's own."""

    seeds: Array
    quarter: int
    key: str = ""
    ready: Mapping[str, Array] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def _seeded(self) -> Array:
        return _mixed(np.asarray(self.seeds, np.uint64) + _GOLDEN)

    def _stream(self, purpose: str) -> int:
        return _checksum(self.key, purpose) | ((self.quarter & 0xFFFFFFFF) << 32)

    def _bits(self, purpose: str, count: int) -> Array:
        if purpose in self.ready and len(self.ready[purpose]) >= count:
            return self.ready[purpose][:count]
        return _mixed(_positions(count) + _mixed(self._seeded ^ np.uint64(self._stream(purpose))))

    def mixed_ahead(self, **counts: int) -> Luck:
        """The same luck with the bits of several purposes mixed at once: so many for each, and more when asked for."""
        key = _mixed(self._seeded ^ np.array([self._stream(purpose) for purpose in counts], np.uint64)[:, None])
        positions = np.concatenate([_positions(count) for count in counts.values()])
        bits = _mixed(positions + np.repeat(key, list(counts.values()), axis=0))
        ends = np.cumsum(list(counts.values())).tolist()
        ready = {name: bits[end - counts[name] : end] for name, end in zip(counts, ends, strict=True)}
        return replace(self, ready=ready)

    def uniform(self, purpose: str, *shape: int) -> Array:
        """Uniform numbers in [0, 1) · (*shape, world).

        >>> Luck(np.array([7], np.uint64), 3).uniform("demo", 2).round(3).tolist()
        [[0.568], [0.715]]
        """
        bits = self._bits(purpose, prod(shape))
        return ((bits >> _S11) * 2.0**-53).reshape(*shape, len(self.seeds))

    def normal(self, purpose: str, *shape: int) -> Array:
        """Standard normal numbers · (*shape, world), by Box and Muller's transform of the two halves of each draw.

        Cosine and sine come from the tangent of half the angle, which NumPy works out many times as fast as either.
        """
        count = prod(shape)
        half = (count + 1) // 2
        bits = self._bits(purpose, half)
        radius = ((bits >> _S32) + 1) * 2.0**-32
        np.log(radius, out=radius)
        radius *= -2.0
        np.sqrt(radius, out=radius)
        tangent = (bits & _LOW) * (np.pi * 2.0**-32)
        np.tan(tangent, out=tangent)
        square = tangent * tangent
        radius /= 1 + square
        both = np.empty((2, *bits.shape))
        np.multiply(radius, 1 - square, out=both[0])
        np.multiply(radius, 2 * tangent, out=both[1])
        return both.reshape(2 * half, -1)[:count].reshape(*shape, len(self.seeds))
