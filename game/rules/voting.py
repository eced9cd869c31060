"""Voting power in bodies, exactly: who can turn a vote, and how to share what a coalition makes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import combinations
from math import comb


def _swings(weights: Sequence[int], quota: int, player: int) -> Counter[int]:
    """How many coalitions of the others a player turns from losing to winning, by their size."""
    ways = Counter({(0, 0): 1})  # (size, weight): number of coalitions
    for other, weight in enumerate(weights):
        if other != player:
            ways += Counter({(size + 1, held + weight): many for (size, held), many in ways.items()})
    turned: Counter[int] = Counter()
    for (size, held), many in ways.items():
        if quota - weights[player] <= held < quota:
            turned[size] += many
    return turned


def shapley_shubik(weights: Sequence[int], quota: int) -> list[Fraction]:
    """Each member's share of power: how often it is the one that turns the vote, over all orders of joining.

    Source: Shapley and Shubik (1954), by generating functions.

    >>> [str(power) for power in shapley_shubik([50, 49, 1], 51)]
    ['2/3', '1/6', '1/6']
    """
    n = len(weights)
    return [
        sum((Fraction(many, n * comb(n - 1, size)) for size, many in _swings(weights, quota, i).items()), Fraction(0))
        for i in range(n)
    ]


def banzhaf(weights: Sequence[int], quota: int) -> tuple[list[Fraction], list[Fraction]]:
    """Each member's chance to turn a vote when the others toss coins, and its share of all turned votes.

    Source: Banzhaf (1965).

    >>> [[str(power) for power in index] for index in banzhaf([50, 49, 1], 51)]
    [['3/4', '1/4', '1/4'], ['3/5', '1/5', '1/5']]
    """
    turned = [sum(_swings(weights, quota, i).values()) for i in range(len(weights))]
    coalitions, every = 1 << (len(weights) - 1), max(sum(turned), 1)
    return [Fraction(many, coalitions) for many in turned], [Fraction(many, every) for many in turned]


def shapley_value(players: int, worth: Callable[[frozenset[int]], Fraction | int]) -> list[Fraction]:
    """Fair shares of what a coalition makes: each player's mean contribution over all orders of joining.

    Splits the gain of a joint laboratory or the cost of pooled compute. Source: Shapley (1953).

    >>> [str(part) for part in shapley_value(3, lambda who: int(0 in who and len(who) > 1))]
    ['2/3', '1/6', '1/6']
    """
    parts = []
    for player in range(players):
        others = [other for other in range(players) if other != player]
        part = Fraction(0)
        for size in range(players):
            for group in combinations(others, size):
                before = frozenset(group)
                gain = Fraction(worth(before | {player})) - Fraction(worth(before))
                part += gain / (players * comb(players - 1, size))
        parts.append(part)
    return parts
