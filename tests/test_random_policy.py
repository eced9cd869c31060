"""Two hundred games of anything in every scenario run to their end: no warning, no nonsense, no stuck state."""

from __future__ import annotations

import numpy as np
import pytest
from players import SCENARIOS, Anything, play, scenario_of

from agents.columns import check_shapes, columns_of
from game import names
from game.session import Session
from game.world import World
from game.worlds import named_arrays

BATCHES = (1, 39, 160)
BOUNDED = ("share", "0-1", "chance", "0-100")
SIGNED = {
    "edge",
    "lead",
    "cash",
    "orientation",
    "temperament",
    "boost",
    "demand_shock",
    "sight_error",
    "recent",
    "ladder",
    "ladder_side",
    "occasion",
    "ending",
    "incident_origin",
    "host",
    "giver",
    "taker",
    "channel",
    "income",
    "know_how",
    "shock_place",
    "mediator",
    "question",
    "question_came",
    "question_from",
}
"""Fields for which less than nothing means something."""
ROUNDING = 1e-9


def sane(session: Session) -> None:
    """Nothing that is not a number, no stock below nothing, shares and chances within their bounds."""
    world = session.world
    for name, array in named_arrays(world).items():
        if array.dtype.kind == "f":
            assert np.isfinite(array).all(), name
        if name.rpartition(".")[2] not in SIGNED:
            assert (array >= -ROUNDING).all(), (name, array.min())
    for name, declared in columns_of(World).items():
        if declared.unit in BOUNDED:
            top = 100 if declared.unit == "0-100" else 1
            array = getattr(world, name)
            assert (array >= -1e-12).all() and (array <= top * (1 + 1e-9)).all(), (name, array.min(), array.max())
    check_shapes(world, session.game.setting.sizes, session.worlds)
    assert (world.influence <= session.game.params.influence_limit).all()


def run_out(session: Session, quarters: int) -> None:
    with np.errstate(all="raise"):
        for quarter in range(quarters):
            going = ~world_over(session)
            session.advance()
            assert session.quarter == quarter + 1 or not going.any()
            sane(session)
            if session.finished:
                break
    assert session.finished, "the game never ends"
    assert ((session.world.ending >= 0) & (session.world.ending < len(names.ENDINGS))).all()
    assert session.failures == []


def world_over(session: Session) -> np.ndarray:
    return np.asarray(session.game.finished(session.world))


@pytest.mark.parametrize("count", BATCHES)
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_games_of_anything_end(scenario: str, count: int) -> None:
    chosen = scenario_of(scenario)
    first = sum(BATCHES[: BATCHES.index(count)])
    run_out(play(chosen, numbers=range(first, first + count), everybody=Anything()), chosen.setting.quarters)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_long_games_of_anything_end(scenario: str) -> None:
    tame = {"hazard": 0.00005}  # few catastrophes, so that most games last
    session = play(scenario_of(scenario, 80), numbers=range(6), everybody=Anything(3, boldness=2), overrides=tame)
    run_out(session, 80)


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_short_games_end_when_they_should(quarters: int) -> None:
    session = play(scenario_of("two-plans-2025", quarters), numbers=range(4), everybody=Anything())
    run_out(session, quarters)
    assert session.quarter == quarters
    before = session.world
    session.advance(3)
    assert session.world is before, "a finished game moves"
