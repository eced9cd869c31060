"""The rules reproduce published results: every case of five files, each within its own tolerance."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from math import erf, sqrt
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from game.rules import cascades, chips, contests, ecosystems, opinion, release, research, restrictions, trade, voting

FILES = ("catchup_learning", "trade_cutoff", "diffusion_lockin", "contest", "voting_power")
FOREVER = 5000.0
CASES = [
    (file, number, case)
    for file in FILES
    for number, case in enumerate(json.loads((Path(__file__).parent / "truths" / f"{file}.json").read_text())["cases"])
]
RULES: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {}

Case = dict[str, Any]


def kind(function: Callable[[Case], Case]) -> Callable[[Case], Case]:
    RULES[function.__name__] = function
    return function


@kind
def nelson_phelps(case: Case) -> Case:
    phi, growth, start = case["phi"], case["g_leader"], case["A0"]
    return {
        "ratio": research.nelson_phelps_ratio(start, phi, growth, case["t"]),
        "limit": research.nelson_phelps_ratio(start, phi, growth, FOREVER),
    }


@kind
def benhabib_spiegel_logistic(case: Case) -> Case:
    speeds = case["g_follower"], case["c"], case["g_leader"]
    limit = research.logistic_catch_up_ratio(case["r0"], *speeds, FOREVER)
    return {
        "ratio": research.logistic_catch_up_ratio(case["r0"], *speeds, case["t"]),
        "limit": limit,
        "converges": bool(limit > 1e-8),
    }


@kind
def wright_law(case: Case) -> Case:
    b = chips.wright_exponent(case["learning_rate"])
    return {"b": b, "cost_ratio": chips.wright_cost(float(case["cum_multiple"]), b)}


@kind
def acr_gains_from_trade(case: Case) -> Case:
    return {"gains_pct": 100 * trade.gains_from_trade(case["domestic_share"], case["trade_elasticity"])}


@kind
def chokepoint_full_cutoff(case: Case) -> Case:
    cost = restrictions.cutoff_cost(case["omega"], case["sigma"], np.inf)
    return {"cost_increase_pct": 100 * (cost - 1), "output_loss_pct": 100 * (1 - 1 / cost)}


@kind
def chokepoint_partial(case: Case) -> Case:
    given = case["omega"], case["sigma"], case["tau"]
    return {"cost_factor": restrictions.cutoff_cost(*given), "share_after": trade.share_after_control(*given)}


@kind
def cournot(case: Case) -> Case:
    cost = np.array(case["c"])[:, None]
    made, price = trade.cournot(np.array([case["a"]]), np.array([case["b"]]), cost)
    shares = made / made.sum(0)
    return {
        "q": made[:, 0],
        "P": price[0],
        "profits": ((price - cost) * made)[:, 0],
        "HHI": (shares**2).sum(),
        "CS": (case["a"] - price[0]) * made.sum() / 2,
    }


@kind
def bass(case: Case) -> Case:
    p, q = np.array(case["p"]), np.array(case["q"])
    when, rate, adopted = cascades.bass_peak(p, q)
    times = ("1", "2", "5", "10", "20")
    return {
        "F": {time: ecosystems.bass_adopters(float(time), p, q) for time in times},
        "t_peak": when,
        "peak_rate": rate,
        "F_at_peak": adopted,
    }


@kind
def polya_urn(case: Case) -> Case:
    mean, after, end = cascades.urn_share(case["a"], case["b"], case["n"])
    tail = cascades.urn_tail(case["a"], case["b"], 0.8)
    return {"mean_share": mean, "var_share_n": after, "var_limit": end, "P_share_gt_0_8_limit": tail}


@kind
def arthur_lock_in(case: Case) -> Case:
    wins, adoptions = cascades.lock_in(case["barrier_A"], case["barrier_B"], case["p"])
    return {"P_A_locks": wins, "expected_adoptions": adoptions}


@kind
def granovetter_discrete(case: Case) -> Case:
    assert case["thresholds"] == "0,2,2,3,...,99 (1->2)"
    thresholds = np.array([0, 2, *range(2, 100)])
    assert cascades.cascade(lambda x: np.count_nonzero(np.arange(100) <= x), 0, 200) == 100  # before the one change
    return {"equilibrium": cascades.cascade(lambda x: np.count_nonzero(thresholds <= x), 0, 200)}


def joined(mean: float, spread: float, crowd: int) -> float:
    """Smallest point at rest of a crowd whose thresholds are spread normally."""
    return cascades.cascade(lambda x: crowd * (1 + erf((x - mean) / spread / sqrt(2))) / 2, 0.0, 50000)


@kind
def granovetter_normal(case: Case) -> Case:
    return {"equilibrium": joined(case["mean"], case["sd"], case["N"])}


@kind
def granovetter_critical_sd(case: Case) -> Case:
    low, high = 5.0, 20.0
    while high - low > 1e-4:
        middle = (low + high) / 2
        low, high = (low, middle) if joined(case["mean"], middle, case["N"]) > case["N"] / 2 else (middle, high)
    return {"critical_sd": (low + high) / 2}


@kind
def two_standard_logit(case: Case) -> Case:
    """Points at rest of the world's own choice of stacks, found as the zeros of what the rule would change."""
    p = SimpleNamespace(network=case["k"], quality_weight=0.0, open_weight=1.0, tie_weight=0.0)

    def change(share: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        shares = np.stack([share, 1 - share])
        pull = np.stack([case["h"] + 0 * share, 0 * share])
        chosen = ecosystems.logit(ecosystems.utility(shares, 0 * shares, pull, 0 * shares, 0 * shares, p))
        return chosen[0] - share

    low = np.linspace(0, 1, 2001) + 1e-5  # off the grid's middle, which is itself a point at rest
    high = low[1:]
    low = low[:-1]
    crosses = np.sign(change(low)) != np.sign(change(high))
    low, high = low[crosses], high[crosses]
    for _ in range(60):
        middle = (low + high) / 2
        same = np.sign(change(middle)) == np.sign(change(low))
        low, high = np.where(same, middle, low), np.where(same, high, middle)
    return {"equilibria": (low + high) / 2}


@kind
def tullock_symmetric(case: Case) -> Case:
    n, r, prize = case["n"], np.array([case["r"]]), np.array([case["V"]])
    effort = contests.equal_rivals(n, r, prize)
    chance = release.contest_shares(np.broadcast_to(effort, (n, 1)), r)
    return {
        "x": effort[0],
        "total": n * effort[0],
        "dissipation": n * effort[0] / case["V"],
        "payoff": (chance[0] * prize - effort)[0],
    }


def told(value: np.ndarray[Any, Any], effort: np.ndarray[Any, Any], decisiveness: float) -> Case:
    chance = release.contest_shares(effort, np.array([decisiveness]))
    return {"x": effort[:, 0], "p": chance[:, 0], "payoff": (chance * value - effort)[:, 0], "total": effort.sum()}


@kind
def tullock_two_asymmetric(case: Case) -> Case:
    value = np.array(case["V"], float)[:, None]
    return told(value, contests.unequal_pair(value, np.array([case["r"]])), case["r"])


@kind
def lottery_n_asymmetric(case: Case) -> Case:
    value = np.array(case["V"], float)[:, None]
    return told(value, contests.lottery_efforts(value), case["r"])


@kind
def all_pay_two(case: Case) -> Case:
    effort, chance, payoff = contests.all_pay(np.array(case["V"], float)[:, None])
    return {"mean_effort": effort[:, 0], "p1": chance[0], "payoff": payoff[:, 0]}


@kind
def difference_form_linear_cost(case: Case) -> Case:
    regime, effort = contests.standing_armies(np.array(case["V"], float)[:, None], np.array([float(case["k"])]))
    name = ("peace", "one_sided", "no_pure")[int(regime[0])]
    return {"regime": name, "effort_strong": None if name == "no_pure" else effort[0]}


@kind
def weighted_voting(case: Case) -> Case:
    power = voting.shapley_shubik(case["weights"], case["quota"])
    chance, swing_share = voting.banzhaf(case["weights"], case["quota"])
    return {
        "shapley_shubik": [float(x) for x in power],
        "banzhaf_normalized": [float(x) for x in swing_share],
        "banzhaf_absolute": [float(x) for x in chance],
        "shapley_exact": [str(x) for x in power],
        "banzhaf_exact": [str(x) for x in swing_share],
    }


@kind
def shapley_tu(case: Case) -> Case:
    games: dict[str, tuple[int, Callable[[frozenset[int]], int]]] = {
        "glove 1L-2R": (3, lambda who: min(len(who & {0}), len(who & {1, 2}))),
        "pooled compute v(S)=(sum k)^theta": (
            len(case.get("k", ())),
            lambda who: sum(case["k"][i] for i in who) ** case["theta"],
        ),
    }
    return {"shapley": [str(part) for part in voting.shapley_value(*games[case["game"]])]}


def agrees(found: Any, expected: Any, case: Case) -> None:
    if isinstance(expected, dict):
        for name, part in expected.items():
            agrees(found[name], part, case)
    elif (
        isinstance(expected, str | bool)
        or expected is None
        or (isinstance(expected, list) and isinstance(expected[0], str))
    ):
        assert found == expected
    else:
        assert np.shape(found) == np.shape(expected)
        np.testing.assert_allclose(found, expected, rtol=case.get("tol_rel", 0), atol=case.get("tol_abs", 0))


@pytest.mark.parametrize(("file", "number", "case"), CASES, ids=[f"{f}-{n}-{c['kind']}" for f, n, c in CASES])
def test_a_published_case(file: str, number: int, case: Case) -> None:
    agrees(RULES[case["kind"]](case["inputs"]), case["expected"], case)


def test_all_cases_are_here() -> None:
    counts = {file: sum(f == file for f, _, _ in CASES) for file in FILES}
    assert counts == {
        "catchup_learning": 29,
        "trade_cutoff": 23,
        "diffusion_lockin": 27,
        "contest": 39,
        "voting_power": 9,
    }


def test_a_vote_carries_at_its_quota() -> None:
    """The world's weighted vote carries exactly the coalitions that the voting indices count as winning."""
    weights, quota = [4, 4, 4, 2, 2, 1], 12
    yes = (np.arange(64)[None, :] >> np.arange(6)[:, None]) & 1
    carried = opinion.weighted_vote(np.array(weights, float)[:, None] + np.zeros(64), yes.astype(float)) >= Fraction(
        quota, 17
    )
    assert (carried == ((np.array(weights)[:, None] * yes).sum(0) >= quota)).all()
    assert 0 < carried.sum() < 64


def test_bass_agents_follow_the_closed_form() -> None:
    """20,000 adopters who each join by hazard p + q F, in steps of .02, as the published check prescribes."""
    generator, p, q, step = np.random.default_rng(5), 0.03, 0.38, 0.02
    adopted = np.zeros(20000, bool)
    marks = {5: 250, 10: 500, 20: 1000}
    seen = {}
    for tick in range(1, 1001):
        adopted |= generator.random(adopted.size) < (p + q * adopted.mean()) * step
        seen[tick] = adopted.mean()
    for time, tick in marks.items():
        assert abs(seen[tick] - ecosystems.bass_adopters(time, p, q)) < 0.01
