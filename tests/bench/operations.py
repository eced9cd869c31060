"""How far a quarter is from one compiled pass over the same numbers, by counting."""

from __future__ import annotations

import time
from dataclasses import fields
from statistics import median

import numpy as np
from plans import WHOLE

from game.start import FLAGSHIP, many_games

TRIAD = 4_000_000
"""Numbers in each array of the triad: 32 MB, as much as the whole last cache of the machine of the figures."""


def quarter_of(worlds: int, quarters: int, times: int) -> float:
    """Seconds of the processor that a quarter of a session takes."""

    def once() -> float:
        game = many_games(FLAGSHIP, seeds_of=range(worlds))
        game.advance(1)
        begun = time.process_time()
        game.advance(quarters)
        return (time.process_time() - begun) / quarters

    return median(once() for _ in range(times))


def triad(size: int, times: int = 7) -> float:
    """Seconds of the processor of ``a = b + 3 c`` for each number, as NumPy makes it in two sweeps."""
    b, c, a = np.ones(size), np.ones(size), np.empty(size)
    sweeps = max(1, TRIAD // size)

    def once() -> float:
        begun = time.process_time()
        for _ in range(sweeps):
            np.multiply(c, 3.0, out=a)
            np.add(a, b, out=a)
        return (time.process_time() - begun) / sweeps / size

    once()
    return median(once() for _ in range(times))


def to_a_kernel(calls: int) -> None:
    """How far a quarter is from one compiled pass over the same numbers, as bounds from both sides."""
    few, many = quarter_of(64, 4, 3), quarter_of(WHOLE, 4, 3)
    slope = (many - few) / (WHOLE - 64)
    game = many_games(FLAGSHIP, seeds_of=range(WHOLE))
    arrays = [
        array
        for owner in (game.world, game.standing)
        for field in fields(owner)
        if isinstance(array := getattr(owner, field.name), np.ndarray)
    ]
    held = sum(array.nbytes for array in arrays)
    far, near = triad(TRIAD), triad(WHOLE * 32)
    bandwidth, rate = 5 * 8 / far, 2 / near
    print(
        f"\nCounting: triad on one core: {bandwidth / 1e9:.1f} GB/s from memory, {rate / 1e9:.2f} Gflop/s in the cache"
    )
    print(f"a quarter: 64 worlds {few * 1e3:.0f} ms, {WHOLE} worlds {many * 1e3:.0f} ms of the processor")
    print(f"  fixed {(few - 64 * slope) * 1e3:.0f} ms, and {slope * 1e6:.0f} us a world")
    print(f"  world and orders of {WHOLE} worlds: {len(arrays)} arrays, {held / 1e6:.1f} MB")
    size = sum(array.size for array in arrays) / len(arrays)
    done = calls * size
    most = slope * WHOLE * rate
    print(f"  operations: {calls} calls on arrays of the mean size of {size:.0f}: {done / 1e6:.0f} million")
    print(f"  operations, as many as the time that grows with the worlds has room for: {most / 1e6:.0f} million")
    sweep = 2 * held / bandwidth
    times = (many / (sweep + work / rate) for work in (most, done))
    print(f"  state read and written once: {sweep * 1e3:.1f} ms; {many / sweep:.0f} times as fast if that were all")
    print(f"  operations at the rate in the cache: {done / rate * 1e3:.1f} ms, at most {most / rate * 1e3:.1f} ms")
    told = " to ".join(f"{one:.1f}" for one in times)
    print(f"  with the operations at that rate one fused pass would be {told} times as fast", flush=True)
