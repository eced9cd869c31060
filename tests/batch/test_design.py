"""Designs cover what they promise, and the same seed draws the same points."""

from __future__ import annotations

import numpy as np
import pytest

from game.batch.design import KINDS, kind_of, points, size
from game.batch.experiment import Design, Factor

RANGE = Factor("a", "world", 2.0, 6.0, None, "")
OTHER = Factor("b", "world", -1.0, 1.0, None, "")
LIST = Factor("c", "world", 0.0, 5.0, (0.0, 1.0, 5.0), "")


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_seed_draws_the_same_points_within_the_ranges(kind: str) -> None:
    design, factors = Design(kind=kind, points=8), (RANGE, OTHER, LIST)
    drawn = points(design, factors, 7)
    assert np.array_equal(drawn, points(design, factors, 7))
    assert drawn.shape == (size(design, factors), 3)
    for place, factor in enumerate(factors):
        assert factor.low <= drawn[:, place].min() and drawn[:, place].max() <= factor.high
    assert set(drawn[:, 2]) <= {0.0, 1.0, 5.0}


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "full"])
def test_another_seed_draws_other_points(kind: str) -> None:
    design = Design(kind=kind, points=8)
    assert not np.array_equal(points(design, (RANGE, OTHER), 1), points(design, (RANGE, OTHER), 2))


def test_full_has_every_combination_once() -> None:
    drawn = points(Design(kind="full", points=3), (RANGE, LIST), 1)
    assert sorted(map(tuple, drawn.tolist())) == [(a, c) for a in (2.0, 4.0, 6.0) for c in (0.0, 1.0, 5.0)]


def test_latin_has_one_point_in_every_slice() -> None:
    drawn = points(Design(kind="latin", points=16), (RANGE, OTHER), 1)
    for place, factor in enumerate((RANGE, OTHER)):
        slices = np.floor((drawn[:, place] - factor.low) / (factor.high - factor.low) * 16)
        assert sorted(slices) == list(range(16))


def test_morris_moves_one_number_at_a_time() -> None:
    drawn = points(Design(kind="morris", points=5), (RANGE, OTHER), 1).reshape(5, 3, 2)
    assert np.all((np.diff(drawn, axis=1) != 0).sum(axis=2) == 1)


def test_sobol_shares_columns_between_two_samples() -> None:
    drawn = points(Design(kind="sobol", points=4), (RANGE, OTHER), 1).reshape(4, 4, 2)
    first, last = drawn[:, 0], drawn[:, -1]
    assert np.array_equal(drawn[:, 1], np.column_stack([last[:, 0], first[:, 1]]))
    assert np.array_equal(drawn[:, 2], np.column_stack([first[:, 0], last[:, 1]]))


def test_lists_are_crossed_and_ranges_sampled_unless_told_otherwise() -> None:
    assert kind_of(Design(), (LIST,)) == "full"
    assert kind_of(Design(), (LIST, RANGE)) == "latin"
    assert points(Design(), (), 1).shape == (1, 0)
