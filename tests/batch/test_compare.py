"""Paired differences and confidence sequences against truths that are known by hand or by simulation."""

from __future__ import annotations

import dataclasses
import doctest
import math
from types import ModuleType

import numpy as np
import pyarrow
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from game import words
from game.batch import compare as batch_compare
from game.batch import told as batch_told
from game.batch.compare import StatisticsError, by_point, compare, holm, mean_of, paired, pairs
from game.batch.sequential import blocks, sequence, settled, settling

OUTCOMES = st.floats(-100, 100, allow_subnormal=False).map(lambda x: round(x, 3))


def two_arms(size: int = 12) -> st.SearchStrategy[tuple[np.ndarray, np.ndarray]]:
    return st.tuples(arrays(np.float64, size, elements=OUTCOMES), arrays(np.float64, size, elements=OUTCOMES))


def fewest(trials: int, confidence: float) -> float:
    """The share of covering intervals that a true coverage of ``confidence`` falls below once in a million times."""
    return confidence - 4.75 * math.sqrt(confidence * (1 - confidence) / trials)


def most(trials: int, confidence: float) -> float:
    return confidence + 4.75 * math.sqrt(confidence * (1 - confidence) / trials)


def test_one_point_by_hand() -> None:
    """Differences 1, 2, 3: mean 2, standard error 1 / sqrt(3), t(0.975, 2) = 4.302653."""
    found = paired([0, 0, 0], [1, 2, 3])
    assert found.mean == pytest.approx(2)
    assert found.over is None and found.within is not None
    assert (found.within.error, found.within.freedom) == pytest.approx((1 / math.sqrt(3), 2))
    assert found.within.high == pytest.approx(2 + 4.30265273 / math.sqrt(3))
    assert dataclasses.astuple(mean_of([1, 2, 3])) == pytest.approx(dataclasses.astuple(found.within))
    assert found.chance == pytest.approx(0.07417990)
    assert not found.settled


def test_variance_reduction_by_hand() -> None:
    """Variances 1 and 4, of the difference 1: one fifth is left, so pairing saves 80 % of the runs."""
    assert paired([1, 2, 3], [2, 4, 6]).saved == pytest.approx(0.8)
    assert paired([1, 2, 3], [3, 2, 1]).saved == pytest.approx(-1.0)
    assert paired([1, 1], [2, 2]).saved is None


def test_nested_points_by_hand() -> None:
    """Points with differences 0, 2 and 4, 8: means 1 and 6, variances 2 and 8, unequal numbers weigh nothing."""
    found = paired(np.zeros(4), [0, 2, 4, 8], point=[0, 0, 1, 1])
    assert found.mean == pytest.approx(3.5)
    assert found.within is not None and found.over is not None
    assert found.within.error == pytest.approx(math.sqrt((2 / 2 + 8 / 2) / 4))
    assert found.within.freedom == pytest.approx((1 + 4) ** 2 / (1 + 16))
    assert (found.over.error, found.over.freedom) == pytest.approx((math.sqrt(12.5 / 2), 1))


def test_shared_luck_by_hand() -> None:
    """Within points, whole replicates are the units; over points, their variance joins that of the means."""
    values = np.array([[0.0, 4.0], [2.0, 8.0], [1.0, 9.0]])
    point, replicate = np.tile([0, 1], 3), np.repeat([0, 1, 2], 2)
    found = paired(np.zeros(6), values.ravel(), point, replicate)
    assert found.within is not None and found.over is not None
    luck = values.mean(1).var(ddof=1) / 3
    between = values.mean(0).var(ddof=1) / 2
    assert (found.within.error, found.within.freedom) == pytest.approx((math.sqrt(luck), 2))
    assert found.over.error == pytest.approx(math.sqrt(luck + between))
    assert found.over.freedom == pytest.approx((luck + between) ** 2 / (luck**2 / 2 + between**2))


def test_one_pair_a_point_still_has_an_interval_over_points() -> None:
    found = paired(np.zeros(3), [1, 2, 3], point=[0, 1, 2])
    assert found.within is None
    assert found.over is not None and found.over.error == pytest.approx(1 / math.sqrt(3))


def test_pairs_without_a_partner_are_left_out_and_told() -> None:
    found = paired([0, 0, 0, math.nan], [1, 2, math.nan, 3])
    assert (found.pairs, found.left_out) == (2, 2)
    assert found.mean == pytest.approx(1.5)
    assert "2 pairs that lack a partner are left out" in found.told()
    with pytest.raises(StatisticsError, match="no pair has an outcome in both arms"):
        paired([math.nan], [1])
    with pytest.raises(StatisticsError, match="are no pairs"):
        paired([1, 2], [1])


def test_each_point_by_itself() -> None:
    found = by_point([0, 0, 0, math.nan], [1, 3, 5, 7], [4, 4, 9, 11])
    assert {point: one.mean for point, one in found.items()} == {4: 2.0, 9: 5.0}
    assert found[9].within is None


@pytest.mark.parametrize("confidence", [0.8, 0.95])
def test_t_interval_covers(confidence: float) -> None:
    trials, rng = 2000, np.random.default_rng(101)
    base = rng.normal(size=(trials, 8))
    arm = base + rng.normal(0.7, 2.0, (trials, 8))
    found = [paired(*one, confidence=confidence).within for one in zip(base, arm, strict=True)]
    share = sum(one is not None and one.low <= 0.7 <= one.high for one in found) / trials
    assert fewest(trials, confidence) <= share <= most(trials, confidence)


def test_interval_over_points_covers_with_luck_of_its_own() -> None:
    trials, points, each, rng = 1500, 6, 4, np.random.default_rng(102)
    point = np.repeat(np.arange(points), each)
    found = []
    for _ in range(trials):
        values = rng.normal(1.0, 1.0, points)[point] + rng.normal(size=point.size)
        found.append(paired(np.zeros(point.size), values, point).over)
    share = sum(one is not None and one.low <= 1.0 <= one.high for one in found) / trials
    assert fewest(trials, 0.95) <= share <= most(trials, 0.95)


def test_intervals_cover_when_points_share_their_luck() -> None:
    """Within points exactly; over points at least so often, as its docstring promises."""
    trials, points, each, rng = 1500, 6, 8, np.random.default_rng(103)
    point, replicate = np.tile(np.arange(points), each), np.repeat(np.arange(each), points)
    inner = outer = 0
    for _ in range(trials):
        effects = rng.normal(1.0, 0.5, points)
        values = effects[point] + rng.normal(size=each)[replicate] + rng.normal(0, 0.5, point.size)
        found = paired(np.zeros(point.size), values, point, replicate)
        assert found.within is not None and found.over is not None
        inner += found.within.low <= effects.mean() <= found.within.high
        outer += found.over.low <= 1.0 <= found.over.high
    assert fewest(trials, 0.95) <= inner / trials <= most(trials, 0.95)
    assert outer / trials >= fewest(trials, 0.95)


@given(two_arms(), st.booleans(), st.booleans())
def test_swapping_the_arms_flips_the_signs(both: tuple[np.ndarray, np.ndarray], several: bool, shared: bool) -> None:
    point = np.repeat([0, 1], 6) if several else None
    replicate = np.tile(np.arange(6), 2) if several and shared else None
    one, other = paired(*both, point, replicate), paired(*both[::-1], point, replicate)
    assert other.mean == -one.mean
    assert other.saved == (None if one.saved is None else pytest.approx(one.saved))
    for here, there in ((one.within, other.within), (one.over, other.over)):
        if here is None:
            assert there is None
        else:
            assert there is not None
            assert (there.low, there.high) == pytest.approx((-here.high, -here.low), abs=1e-9)


@given(two_arms(), st.integers(-50, 50))
def test_a_common_shift_changes_nothing(both: tuple[np.ndarray, np.ndarray], shift: int) -> None:
    one, other = paired(*both), paired(both[0] + shift, both[1] + shift)
    assert other.mean == pytest.approx(one.mean, abs=1e-9)
    assert one.within is not None and other.within is not None
    assert (other.within.low, other.within.high) == pytest.approx((one.within.low, one.within.high), abs=1e-9)


def test_holm_by_hand() -> None:
    """Sorted 0.005, 0.01, 0.03, 0.04 times 4, 3, 2, 1; the last may not fall below the one before it."""
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.9, 0.8]) == pytest.approx([1.0, 1.0])


@given(st.lists(st.floats(0, 1), min_size=1, max_size=8))
def test_holm_is_monotone(chances: list[float]) -> None:
    plain, adjusted = np.array(chances), holm(chances)
    assert (adjusted >= plain).all() and (adjusted <= np.minimum(1, plain * plain.size)).all()
    order = np.argsort(plain, kind="stable")
    assert (np.diff(adjusted[order]) >= 0).all()
    harder = holm(np.append(plain, 1.0))[:-1]
    assert (harder >= adjusted).all()


def table(rng: np.random.Generator, replicates: int = 30) -> dict[str, np.ndarray]:
    """Runs of three arms at one point: thaw lowers risk by 0.8, chill does nothing; prosperity never differs."""
    luck = rng.normal(10, 2, replicates)
    shifts = {"as_cast": 0.0, "thaw": -0.8, "chill": 0.0}
    risk = [luck + shift + rng.normal(0, 0.4, replicates) * (name != "as_cast") for name, shift in shifts.items()]
    return {
        "arm": np.repeat(list(shifts), replicates),
        "point": np.zeros(3 * replicates, np.int32),
        "replicate": np.tile(np.arange(replicates), 3),
        "status": np.full(3 * replicates, "done"),
        "risk": np.concatenate(risk),
        "prosperity": np.tile(luck, 3),
    }


def test_pairs_are_found_whatever_the_order_of_rows() -> None:
    runs = table(np.random.default_rng(7))
    runs["status"][[3, 31]] = "failed"
    mixed = np.random.default_rng(8).permutation(90)
    one = pairs(runs, "risk", "as_cast", "thaw")
    other = pairs({name: column[mixed] for name, column in runs.items()}, "risk", "as_cast", "thaw")
    for name in ("base", "arm", "point", "replicate"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
    np.testing.assert_array_equal(one.replicate, np.arange(30))
    assert np.isnan(one.base[3]) and np.isnan(one.arm[1])
    assert paired(one.base, one.arm).left_out == 2
    with pytest.raises(StatisticsError, match=r"no arm 'frost'.*as_cast, chill, thaw"):
        pairs(runs, "risk", "as_cast", "frost")


def test_pairs_come_from_a_data_frame_and_an_arrow_table() -> None:
    runs = table(np.random.default_rng(7))
    arrow = pyarrow.table({**runs, "arm": pyarrow.array(runs["arm"]).dictionary_encode()})
    for columns in (arrow, arrow.to_pandas()):
        found = pairs(columns, "risk", "as_cast", "thaw")
        np.testing.assert_array_equal(found.arm, runs["risk"][30:60])


def test_a_comparison_names_its_adjustment() -> None:
    with words.strict():
        found = compare(
            table(np.random.default_rng(7)), "as_cast", ["thaw", "chill"], {"risk": "points", "prosperity": ""}
        )
        told = found.told()
    assert "thaw lowers risk by 0." in told and " points [" in told and "pairing saves 9" in told
    assert "Holm's adjustment over 4 comparisons): the sign is settled for thaw in risk." in told
    assert "thaw and as_cast cannot be told apart in prosperity" in told
    assert [one.settled for one in found.differences] == [True, False, False, False]
    alone = compare(table(np.random.default_rng(7)), "as_cast", ["thaw"], {"risk": "points"})
    assert alone.differences[0].chance < found.differences[0].chance
    assert "Holm" not in alone.told()


def test_a_difference_is_told_in_one_sentence() -> None:
    """Differences -1.1, -0.8, -0.5: half width 4.3027 * 0.3 / sqrt(3) = 0.745."""
    found = paired([5, 6, 7], [3.9, 5.2, 6.5])
    assert found.told() == "arm lowers outcome by 0.8 [0.1, 1.5] against base; pairing saves 97 % of the runs"
    assert "so few pairs (1) give no interval" in paired([1], [2]).told()


def test_a_block_is_a_whole_replicate_in_order() -> None:
    """Replicate 1 has a failed run and is passed over; replicate 3 lacks a point, so 4 waits behind it."""
    runs = {
        "arm": np.repeat(["a", "b"], 9),
        "replicate": np.tile([0, 0, 1, 1, 2, 2, 3, 4, 4], 2),
        "point": np.tile([0, 1, 0, 1, 0, 1, 0, 0, 1], 2),
        "status": np.full(18, "done"),
        "risk": np.concatenate([np.zeros(9), [1, 3, 5, 5, 7, 9, 2, 2, 2]]),
    }
    runs["status"][11] = "failed"
    np.testing.assert_array_equal(blocks(pairs(runs, "risk", "a", "b"), points=2), [2.0, 8.0])


def test_the_stop_does_not_depend_on_what_came_after_it() -> None:
    values = np.random.default_rng(5).normal(0.5, 1, 400)
    whole = settling(values)
    assert whole.settled and whole.low > 0
    assert settling(values[: whole.blocks]) == whole
    assert not settling(values[: whole.blocks - 1]).settled
    coarse = settling(values, every=10)
    assert coarse.blocks % 10 == 0 and coarse.blocks >= whole.blocks


def test_a_sequence_by_hand() -> None:
    """Values 1, 3 at 95 %: deviation sqrt(2); the mixture grows by r = (5.99146 + log 5.99146 + 1) / 200 a block."""
    low, high = sequence([1, 3])
    grown = 2 * (5.99146455 + math.log(5.99146455) + 1) / 200 + 1
    half = math.sqrt(2) * math.sqrt(2 * grown / (2 * (grown - 1)) * math.log(math.sqrt(grown) / 0.05))
    assert (low[1], high[1]) == pytest.approx((2 - half, 2 + half))
    assert (low[0], high[0]) == (-math.inf, math.inf)


@given(arrays(np.float64, 30, elements=OUTCOMES))
def test_a_sequence_flips_with_its_values(values: np.ndarray) -> None:
    low, high = sequence(values)
    under, over = sequence(-values)
    np.testing.assert_allclose(under, -high, atol=1e-9)
    np.testing.assert_allclose(over, -low, atol=1e-9)


@pytest.mark.parametrize("law", ["normal", "uniform", "coin", "rare", "lopsided"])
def test_a_sequence_covers_at_every_look(law: str) -> None:
    """The share of 1,500 sequences of 400 blocks that never lose the mean from the 50th block on."""
    trials, rng = 1500, np.random.default_rng(104)
    values = {
        "normal": rng.normal(0, 1, (trials, 400)),
        "uniform": rng.uniform(-1, 1, (trials, 400)),
        "coin": rng.choice([-1.0, 1.0], (trials, 400)),
        "rare": rng.choice([-1.0, 0.0, 1.0], (trials, 400), p=[0.02, 0.96, 0.02]),
        "lopsided": rng.exponential(1, (trials, 400)) - 1,
    }[law]
    kept = sum(not settling(one).settled for one in values) / trials
    assert kept >= fewest(trials, 0.95)


def test_a_sequence_settles_what_is_there() -> None:
    """A true difference of one deviation is settled soon, nearly always, and with its own sign."""
    rng = np.random.default_rng(105)
    found = [settling(rng.normal(-1, 1, 200)) for _ in range(100)]
    assert all(one.settled and one.mean < 0 for one in found)


def test_a_sequence_is_told_in_one_sentence() -> None:
    values = np.random.default_rng(5).normal(-1, 1, 140)
    runs = {
        "arm": np.repeat(["as_cast", "thaw"], 140),
        "replicate": np.tile(np.arange(140), 2),
        "point": np.zeros(280, int),
        "status": np.full(280, "done"),
        "risk": np.concatenate([np.zeros(140), values]),
    }
    both = pairs(runs, "risk", "as_cast", "thaw")
    with words.strict():
        found = settled(both, 1, base="as_cast", arm="thaw", outcome="risk", unit="points")
        assert found.told().startswith(f"the sign is settled after {found.pairs} pairs: thaw lowers risk by [")
        assert found.told().endswith("points against as_cast")
        assert "comes after 100" in settling(values[:10], points=2).told()
        assert "still open after 50 pairs" in settling(values[:50] * 0).told()
    with pytest.raises(StatisticsError, match="at least 2 and 1"):
        settling(values, first=1)


@pytest.mark.parametrize("module", [batch_told, batch_compare], ids=lambda module: module.__name__)
def test_examples_in_the_docstrings_hold(module: ModuleType) -> None:
    done = doctest.testmod(module)
    assert done.attempted and not done.failed
