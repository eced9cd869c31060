"""How far rules are from compiled ones: three written for Numba, for comparison only, on what a game gives them.

Numba is not needed by the game; without it this is left out. Each is checked against its rule before it is timed.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from statistics import median
from types import ModuleType
from typing import Any, NamedTuple
from unittest.mock import patch

import numpy as np
from measuring import row, table

from agents.columns import Array
from game.rules import opinion, trust
from game.start import FLAGSHIP, many_games

CLOSE = 1e-9
Arguments = tuple[Any, ...]


class Rule(NamedTuple):
    """A rule of the game, and the same for Numba: numbers taken from the rule's arguments, and the kernel for them."""

    home: ModuleType
    name: str
    numbers: Callable[..., Arguments]
    kernel: Callable[..., Any]


def rules() -> list[Rule]:
    """A rule bound by the exponential, one that walks a list, and one that streams whole blocks of pairs."""
    import numba

    @numba.njit
    def odds_after(odds: Array, conduct: Array, sharpness: Array, forget: Array) -> Array:
        seats, agendas, worlds = odds.shape
        result = np.empty(odds.shape)
        even = 1 / agendas
        whole = np.empty(worlds)
        for seat in range(seats):
            whole[:] = 0
            for agenda in range(agendas):
                for world in range(worlds):
                    fits = odds[seat, agenda, world] * np.exp(sharpness[world] * conduct[seat, agenda, world])
                    result[seat, agenda, world] = fits
                    whole[world] += fits
            for agenda in range(agendas):
                for world in range(worlds):
                    posterior = result[seat, agenda, world] / whole[world]
                    result[seat, agenda, world] = posterior + forget[world] * (even - posterior)
        return result

    @numba.njit
    def weighed(
        giver: Array, partner: Array, channel: Array, world: Array, change: Array, count: int, weight: Array
    ) -> tuple[Array, Array]:
        felt, eased = np.zeros((count, count, weight.shape[1])), np.zeros((count, count, weight.shape[1]))
        for i in range(len(change)):
            amount = change[i] * weight[channel[i], world[i]]
            if amount > 0:
                felt[giver[i], partner[i], world[i]] += amount
            else:
                eased[giver[i], partner[i], world[i]] -= amount
        return felt, eased

    @numba.njit
    def kept_in_mind(good: Array, bad: Array, kind: Array, unkind: Array, fade: Array) -> tuple[Array, Array]:
        new_good, new_bad = np.empty(good.shape), np.empty(bad.shape)
        truster, trusted, worlds = good.shape
        for a in range(truster):
            for b in range(trusted):
                for world in range(worlds):
                    nice, nasty = good[a, b, world] * fade[world], bad[a, b, world] * fade[world]
                    for act in range(len(kind)):
                        nice += kind[act, a, b, world]
                    for act in range(len(unkind)):
                        nasty += unkind[act, a, b, world]
                    new_good[a, b, world], new_bad[a, b, world] = nice, nasty
        return new_good, new_bad

    def whole(acts: dict[str, Array], like: Array) -> Array:
        return np.stack([np.broadcast_to(act, like.shape) for act in acts.values()])

    return [
        Rule(
            opinion,
            "updated_odds",
            lambda odds, conduct, p: (odds, conduct, p.odds_sharpness, p.odds_forget),
            odds_after,
        ),
        Rule(trust, "changed_weight", lambda moved, count, p: (*moved, count, p.channel_weight), weighed),
        Rule(
            trust,
            "remembered",
            lambda good, bad, kind, unkind, p: (good, bad, whole(kind, good), whole(unkind, bad), p.trust_memory),
            kept_in_mind,
        ),
    ]


def seen(rule: Rule, worlds: int) -> Arguments:
    """What a rule is given in the fifth quarter of the flagship; where it is called twice, the longest list."""
    game = many_games(FLAGSHIP, seeds_of=range(worlds))
    game.advance(4)
    calls: list[Arguments] = []
    own = getattr(rule.home, rule.name)

    def spy(*given: Any) -> Any:
        calls.append(given)
        return own(*given)

    with patch.object(rule.home, rule.name, spy):
        game.advance(1)
    return max(calls, key=lambda given: len(given[0][0]))


def microseconds(work: Callable[[], object], least: float = 0.2, times: int = 5) -> float:
    """Microseconds of the processor that a call takes."""
    work()
    count = 1
    while (took := _repeated(work, count)) < least / times:
        count *= 2
    return median([took, *(_repeated(work, count) for _ in range(times - 1))]) / count * 1e6


def _repeated(work: Callable[[], object], count: int) -> float:
    begun = time.process_time()
    for _ in range(count):
        work()
    return time.process_time() - begun


def arrays(result: Any) -> list[Array]:
    """The arrays that a rule returns, without the causes beside them."""
    return [one for one in (result if isinstance(result, tuple) else (result,)) if isinstance(one, np.ndarray)]


def kernels(sizes: tuple[int, ...] = (1, 256)) -> None:
    """Each rule against its kernel, at few and many worlds."""
    if find_spec("numba") is None:
        print("\nRules against compiled ones: left out, Numba is not installed (pip install numba)", flush=True)
        return
    table("Rules against the same compiled by Numba, one core", "Rule", "Microseconds of a call", "Times as fast")
    for rule in rules():
        for worlds in sizes:
            given = seen(rule, worlds)
            numbers, own = rule.numbers(*given), getattr(rule.home, rule.name)
            for here, there in zip(arrays(own(*given)), arrays(rule.kernel(*numbers)), strict=True):
                np.testing.assert_allclose(there, here, rtol=CLOSE, atol=CLOSE)
            slow, fast = microseconds(partial(own, *given)), microseconds(partial(rule.kernel, *numbers))
            place = f"{rule.home.__name__.rpartition('.')[2]}.{rule.name}"
            row(f"`{place}`, {worlds} world{'s' * (worlds > 1)}", f"{slow:.1f} / {fast:.1f}", f"{slow / fast:.1f}")
