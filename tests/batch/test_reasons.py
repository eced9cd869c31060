"""The table of reasons: causes sum to what is recorded, the same alone and among others, and only if asked for."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from game.batch import record
from game.batch.experiment import ALWAYS, EXPLAINED, TABLES, ExperimentError, checked
from game.batch.plan import Plan, planned
from game.batch.play import play_part, play_runs, play_sitting
from game.start import new_game
from tests.batch.test_play import whole_of

RUNS = 3
ALL = {"tables": list(TABLES)}


def plan_of(**given: Any) -> Plan:
    basis = {"format": 1, "scenario": "two-plans-2025", "replicates": RUNS, "quarters": 8, "record": ALL}
    return planned(checked({**basis, **given}))


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    plan = plan_of()
    return {name: table.to_pandas() for name, table in whole_of(plan).items()}


def totals(reasons: pd.DataFrame, quantity: str) -> pd.Series:
    """What the causes of a quantity sum to, by run, quarter and seat."""
    some = reasons[reasons["quantity"] == quantity].astype({"seat": str})
    return some.groupby(["run", "quarter", "seat"])["amount"].sum()


def test_causes_sum_to_what_is_recorded(tables: dict[str, pd.DataFrame]) -> None:
    seats = tables["seats"].astype({"seat": str}).set_index(["run", "quarter", "seat"])
    for quantity in ("approval", "income", "spending", "trust_received"):
        told = totals(tables["reasons"], quantity)
        kept = seats[quantity].dropna()
        assert np.allclose(told.reindex(kept.index).fillna(0), kept, rtol=1e-5, atol=1e-5), quantity
        assert len(told) > 0.2 * len(kept)
    quarters = tables["quarters"].set_index(["run", "quarter"])
    risk = tables["reasons"][tables["reasons"]["quantity"] == "risk"].groupby(["run", "quarter"])["amount"].sum()
    assert np.allclose(risk, quarters["risk"], rtol=1e-5)
    prosperity = totals(tables["reasons"], "prosperity").groupby(["run", "quarter"]).mean()
    assert np.allclose(prosperity, quarters["prosperity"], rtol=1e-5)


def test_causes_are_those_of_a_game_played_alone(tables: dict[str, pd.DataFrame]) -> None:
    game = new_game("two-plans-2025", seed=2, watch=False).advance(5)
    why, seats = game.why["public_trust"], [key for key, _ in game.game.seats]
    reasons = tables["reasons"]
    some = reasons[(reasons["run"] == 1) & (reasons["quarter"] == 5) & (reasons["quantity"] == "public_trust")]
    told = {(row.seat, row.cause): row.amount for row in some.itertuples()}
    wanted = {
        (seats[seat], cause): np.float32(np.broadcast_to(amount, why.total.shape)[seat, 0])
        for cause, amount in why.causes.items()
        for seat in range(game.game.setting.nation_seats)
    }
    assert told == {place: amount for place, amount in wanted.items() if amount != 0}
    world = reasons[(reasons["quantity"] == "risk")]
    assert world["seat"].isna().all() and set(world["cause"].astype(str)) <= set(seats)


def test_rows_stand_in_one_order_and_hold_no_nothing(tables: dict[str, pd.DataFrame]) -> None:
    reasons = tables["reasons"]
    assert set(reasons["quantity"]) == set(EXPLAINED) and (reasons["amount"] != 0).all()
    assert not reasons.duplicated(["run", "quarter", "seat", "quantity", "cause"]).any()
    runs = reasons[["run", "quarter"]].to_numpy()
    assert (np.diff(runs[:, 0] * 100 + runs[:, 1]) >= 0).all()


def test_a_slice_has_the_rows_of_the_whole(tables: dict[str, pd.DataFrame]) -> None:
    plan = plan_of()
    alone = play_runs(plan, plan.arms[0], [plan.run(2)])["reasons"].to_pylist()
    some = tables["reasons"][tables["reasons"]["run"] == 2].astype(object)
    assert alone == some.where(some.notna(), None).to_dict("records")


def test_parts_that_are_played_together_have_the_bytes_of_each_alone() -> None:
    plan = plan_of(replicates=33, quarters=2, record={"tables": ["reasons"]})
    assert play_sitting(plan, (0, 1)) == [play_part(plan, 0), play_part(plan, 1)]


def test_a_run_that_fails_leaves_the_bytes_of_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = plan_of(scenario="two-blocs", quarters=3)
    whole = whole_of(plan)["reasons"].to_pylist()
    original = record.Recorder._quarter

    def fails(self: record.Recorder) -> None:
        original(self)
        if 2 in self.session.seeds.tolist() and self.session.quarter == 2:
            raise OverflowError

    monkeypatch.setattr(record.Recorder, "_quarter", fails)
    assert whole_of(plan)["reasons"].to_pylist() == [row for row in whole if row["run"] != 1]
    assert play_part(plan, 0).failed == 1


def test_only_what_is_asked_for_is_written() -> None:
    plan = plan_of(record={})
    assert "reasons" not in plan.experiment.record.tables
    some = plan_of(quarters=2, record={"tables": ["reasons"], "reasons": ["public_trust", "risk"]})
    assert set(whole_of(some)["reasons"]["quantity"].to_pylist()) == {"public_trust", "risk"}
    assert play_part(some, 0).tables.keys() == {"reasons", ALWAYS}


@pytest.mark.parametrize(
    ("kept", "says"),
    [
        ({"tables": ["reasons"], "reasons": ["public_trusts"]}, r"record.reasons\[0\]: .*did you mean 'public_trust'"),
        ({"tables": ["reasons"], "reasons": []}, "record.reasons"),
        ({"reasons": ["risk"]}, "record.reasons: needs the table 'reasons' among record.tables"),
        ({"tables": ["reason"]}, "did you mean 'reasons'"),
    ],
)
def test_what_cannot_be_written_is_told(kept: dict[str, Any], says: str) -> None:
    with pytest.raises(ExperimentError, match=says):
        plan_of(record=kept)
