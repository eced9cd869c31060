"""Luck as an argument: uniforms from a counter-based generator, drawn when the quarter is played and never stored.

A draw is a pure function of (seed of its world, quarter, purpose, position). A new purpose shifts no other, world k of
a batch draws what game k played alone draws, and two arms of a comparison that share a seed share their luck.
The mixer is the finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014, with Stafford's variant 13).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from zlib import crc32

import numpy as np

from agents.columns import Array

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31, _S11, _S32 = (np.uint64(n) for n in (30, 27, 31, 11, 32))
_LOW = np.uint64(0xFFFFFFFF)


def _mixed(x: Array) -> Array:
    x = (x ^ (x >> _S30)) * _FIRST
    x = (x ^ (x >> _S27)) * _SECOND
    return x ^ (x >> _S31)


@dataclass(frozen=True)
class Luck:
    """The luck of one quarter: ``seeds`` [world] uint64; ``key`` separates futures and arms from the game's own."""

    seeds: Array
    quarter: int
    key: str = ""

    def _bits(self, purpose: str, count: int) -> Array:
        stream = np.uint64(crc32(f"{self.key}/{purpose}".encode()) | ((self.quarter & 0xFFFFFFFF) << 32))
        key = _mixed(_mixed(np.asarray(self.seeds, np.uint64) + _GOLDEN) ^ stream)
        return _mixed(np.arange(1, count + 1, dtype=np.uint64)[:, None] * _GOLDEN + key)

    def uniform(self, purpose: str, *shape: int) -> Array:
        """Uniform numbers in [0, 1) · (*shape, world).

        >>> Luck(np.array([7], np.uint64), 3).uniform("demo", 2).round(3).tolist()
        [[0.568], [0.715]]
        """
        bits = self._bits(purpose, prod(shape))
        return ((bits >> _S11) * 2.0**-53).reshape(*shape, len(self.seeds))

    def normal(self, purpose: str, *shape: int) -> Array:
        """Standard normal numbers · (*shape, world), by Box and Muller's transform of the two halves of each draw."""
        count = prod(shape)
        bits = self._bits(purpose, (count + 1) // 2)
        radius = np.sqrt(-2.0 * np.log(((bits >> _S32) + 1) * 2.0**-32))
        angle = (bits & _LOW) * (2.0 * np.pi * 2.0**-32)
        both = np.concatenate([radius * np.cos(angle), radius * np.sin(angle)])
        return both[:count].reshape(*shape, len(self.seeds))
