"""Luck as an argument: uniforms from a counter-based generator, drawn when the quarter is played and never stored.

A draw is a pure function of (seed of its world, quarter, purpose, position). A new purpose shifts no other, world k of
a batch draws what game k played alone draws, and two arms of a comparison that share a seed share their luck.
The mixer is the finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014, with Stafford's variant 13), applied twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from zlib import crc32

import numpy as np

from agents.columns import Array

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31, _S11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)


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

    def uniform(self, purpose: str, *shape: int) -> Array:
        """Uniform numbers in [0, 1) · (*shape, world).

        >>> Luck(np.array([7], np.uint64), 3).uniform("demo", 2).round(3).tolist()
        [[0.297], [0.554]]
        """
        stream = np.uint64(crc32(f"{self.key}/{purpose}".encode()) | (self.quarter % 2**32 << 32))
        with np.errstate(over="ignore"):
            key = _mixed(_mixed(np.asarray(self.seeds, np.uint64) + _GOLDEN) ^ stream)
            position = np.arange(1, int(np.prod(shape, dtype=np.int64)) + 1, dtype=np.uint64) * _GOLDEN
            bits = _mixed(_mixed(position[:, None] + key[None, :]))
        return ((bits >> _S11) * 2.0**-53).reshape(*shape, len(self.seeds))

    def normal(self, purpose: str, *shape: int) -> Array:
        """Standard normal numbers · (*shape, world), by Box and Muller's transform."""
        pair = self.uniform(purpose, 2, *shape)
        return np.sqrt(-2.0 * np.log1p(-pair[0])) * np.cos(2.0 * np.pi * pair[1])
