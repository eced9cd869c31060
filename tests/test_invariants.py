"""What must hold in every quarter of every game: sums of causes, shares, conservation of chips and money."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from players import Anything, play

from agents.columns import share, total
from game import names
from game.rules import turn as turn_module
from game.rules.release import advantage
from game.rules.steps import Quarter
from game.session import Session

SEEN: list[Quarter] = []


class Kept(Quarter):
    """A quarter that can be looked at after it was played."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        SEEN.append(self)


@pytest.fixture(autouse=True)
def quarters(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Quarter]]:
    monkeypatch.setattr(turn_module, "Quarter", Kept)
    SEEN.clear()
    yield SEEN
    SEEN.clear()


GAMES = (("two-plans-2025", 6, 14), ("two-blocs", 12, 12), ("october-2022", 3, 8))


def quarter_by_quarter(scenario: str, worlds: int, length: int, **more: Any) -> Iterator[tuple[Quarter, Session]]:
    """Quarters of games of anything, with the session after each; ``q.world`` is what went before."""
    session = play(scenario, numbers=range(worlds), everybody=Anything(1), **more)
    for _ in range(length):
        session.advance()
        yield SEEN[-1], session
        if session.finished:
            return


def close(one: np.ndarray, other: np.ndarray, scale: np.ndarray | float = 0.0, rel: float = 1e-12) -> bool:
    room = rel * np.maximum(np.maximum(np.abs(one), np.abs(other)), scale)
    return bool((np.abs(one - other) <= room + 1e-300).all())


@pytest.mark.parametrize("scenario, worlds, length", GAMES)
def test_causes_add_up(scenario: str, worlds: int, length: int) -> None:
    for _q, session in quarter_by_quarter(scenario, worlds, length):
        assert session.why, "a quarter without reasons"
        for name, why in session.why.items():
            parts = np.stack([np.broadcast_to(cause, why.total.shape) for cause in why.causes.values()])
            assert close(parts.sum(0), why.total, np.abs(parts).sum(0)), name


@pytest.mark.parametrize("scenario, worlds, length", GAMES)
def test_what_is_explained_is_what_is(scenario: str, worlds: int, length: int) -> None:
    for _q, session in quarter_by_quarter(scenario, worlds, length):
        going = ~np.asarray(session.game.finished(session.world)) | (session.world.quarter == session.quarter)
        for name in ("latent", "prosperity", "public_trust", "support", "approval", "risk"):
            whole = np.broadcast_to(session.why[name].total, getattr(session.world, name).shape)
            assert np.array_equal(whole[..., going], getattr(session.world, name)[..., going]), name


@pytest.mark.parametrize("scenario, worlds, length", GAMES)
def test_parts_make_wholes(scenario: str, worlds: int, length: int) -> None:
    for _q, session in quarter_by_quarter(scenario, worlds, length):
        world, setting = session.world, session.game.setting
        assert np.allclose(total(world.ecosystem, 0), 1, atol=1e-12)
        assert np.allclose(total(world.odds, 1), 1, atol=1e-12)
        assert np.allclose(total(session.standing.budget, 1), 1, atol=1e-9)
        held = total(world.chokepoint, 0)
        assert (np.isclose(held, 1, atol=1e-12) | (held == 0)).all()
        assert (setting.per_nation(world.compute_share) <= 1 + 1e-12).all()
        assert (world.compute_share[~world.alive] == 0).all()
        sway = total(world.body_influence, 1)
        assert (np.isclose(sway, 1, atol=1e-12) | (sway == 0)).all()
        assert (world.body_influence[~world.member] == 0).all()
        p = session.game.params
        assert np.allclose(total(advantage(world.best, p.decisiveness, p), 0), 1, atol=1e-12)
        assert np.allclose(total(share(world.chips_training, 0), 0), 1, atol=1e-12)


@pytest.mark.parametrize("scenario, worlds, length", GAMES)
def test_chips_are_neither_lost_nor_found(scenario: str, worlds: int, length: int) -> None:
    for q, session in quarter_by_quarter(scenario, worlds, length):
        after, flows = q.new, q["flows"]
        made = total(after["chips_made"], 0)
        stored = total(q["inventory"], 0) - total(q.world.inventory, 0)
        received, leaked = total(after["chips_received"], 0), total(after["chips_leaked"], 0)
        assert close(made, received + leaked + stored, received + total(q.world.inventory, 0), 1e-10)
        assert close(total(q["made_by_firm"], 0), made, 0, 1e-10)
        assert close(total(flows.shipped, 0), received + leaked, 0, 1e-10)
        assert close(total(q["shipped_by_firm"], 0), received + leaked, 0, 1e-10)
        assert (after["chips_leaked"] <= q.world.leak_route * (1 + 1e-12)).all(), "smuggled beyond the routes"
        for name, came in (("chips_training", "train_in"), ("chips_serving", "serve_in")):
            kept = (1 - session.game.params.depreciation) * getattr(q.world, name)
            assert close(after[name] - kept, q[came], after[name]), name


@pytest.mark.parametrize("scenario, worlds, length", GAMES)
def test_what_leaves_arrives(scenario: str, worlds: int, length: int) -> None:
    for q, session in quarter_by_quarter(scenario, worlds, length):
        home = np.eye(len(session.game.setting.nations), dtype=bool)
        flows = q["flows"]
        for flow in (flows.top, flows.low, q["logic_flow"], q["memory_flow"], q["tool_flow"]):
            assert (flow >= -1e-9).all()
            exports = total(np.where(home[:, :, None], 0, flow), 1)
            imports = total(np.where(home[:, :, None], 0, flow), 0)
            assert close(total(exports, 0), total(imports, 0), 0, 1e-12)
        for flow, made in (
            (q["logic_flow"], q["foundry"]),
            (q["memory_flow"], q["memory"]),
            (q["tool_flow"], q["tools"]),
        ):
            assert (total(flow, 1) <= made * (1 + 1e-12) + 1e-12).all(), "more sold than can be made"
        moved = q["moved"]
        staff = q.world.talent * session.game.params.mobility
        assert close(total(moved, 0), staff, 0, 1e-12), "researchers are lost on the way"


def banned(session: Session, seller: str, buyer: str, channels: tuple[int, ...]) -> None:
    """Ban channels from one nation to another, in every world, before the next quarter."""
    nations = session.game.setting.nations
    restriction = session.standing.restriction.copy()
    for channel in channels:
        restriction[nations.index(seller), nations.index(buyer), channel] = 1
    session.standing = replace(session.standing, restriction=restriction)


@pytest.mark.parametrize("seller, buyer", [("USA", "CHN"), ("CHN", "USA"), ("USA", "GULF")])
def test_nothing_passes_a_ban(seller: str, buyer: str) -> None:
    session = play(numbers=range(3))
    channels = (names.TOP, names.DOWNGRADED, names.FOUNDRY, names.MEMORY, names.TOOLS)
    banned(session, seller, buyer, channels)
    n = session.game.setting.nations
    for _ in range(6):
        session.advance()
        q = SEEN[-1]
        place = (n.index(seller), n.index(buyer))
        for flow in (q["flows"].top, q["flows"].low, q["logic_flow"], q["memory_flow"], q["tool_flow"]):
            assert (flow[place] == 0).all()


@pytest.mark.parametrize("level", [0.0, 0.3, 0.7, 0.9])
def test_a_restricted_channel_delivers_no_more_than_its_share(level: float) -> None:
    session = play(numbers=range(2))
    nations = session.game.setting.nations
    seller, buyer = nations.index("USA"), nations.index("CHN")
    restriction = session.standing.restriction.copy()
    restriction[seller, buyer, names.TOP] = level
    session.standing = replace(session.standing, restriction=restriction)
    for _ in range(4):
        session.advance()
        q = SEEN[-1]
        wanted = q["flows"].wanted[buyer]
        assert (q["flows"].top[seller, buyer] <= wanted * (1 - level) * (1 + 1e-12)).all()
        assert (q["chips_leaked"][buyer] <= q.world.leak_route[buyer] * (1 + 1e-12)).all()


@pytest.mark.parametrize("scenario, worlds, length", GAMES)
def test_money_is_what_came_in_less_what_went_out(scenario: str, worlds: int, length: int) -> None:
    for q, session in quarter_by_quarter(scenario, worlds, length):
        n = session.game.setting.nation_seats
        change = q["cash"] - q.world.cash
        flow = q["income"] - q["spending"]
        scale = np.abs(q.world.cash) + np.abs(q["income"]) + np.abs(q["spending"])
        assert close(change[:n], flow[:n], scale[:n])
        same_owner = (q["alive"] == q.world.alive) & (q["parent"] == q.world.parent)
        heirs = np.zeros_like(same_owner)
        gone = q.world.alive & ~q["alive"]
        for firm, where in np.argwhere(gone):
            heirs[q["parent"][firm, where], where] = True
        plain = same_owner & ~heirs
        assert close(change[n:][plain], flow[n:][plain], scale[n:][plain])
        founded = ~q.world.alive & q["alive"]
        settled = ~founded.any(0)
        assert close(total(change[n:], 0)[settled], total(flow[n:], 0)[settled], total(scale[n:], 0)[settled])
        assert np.array_equal(
            q["revenue"][~q.world.alive & ~q["alive"]], np.zeros((~q.world.alive & ~q["alive"]).sum())
        )


@pytest.mark.parametrize("scenario, worlds, length", GAMES)
def test_money_promised_is_paid_to_somebody(scenario: str, worlds: int, length: int) -> None:
    paid_once = False
    for q, session in quarter_by_quarter(scenario, worlds, length):
        into, out = (total(q.why[name].causes["deals"], 0) for name in ("income", "spending"))
        firms_in, firms_out = (total(q.why[f"firm_{name}"].causes["deals"], 0) for name in ("income", "spending"))
        assert close(into + firms_in, out + firms_out, 0, 1e-12)
        paid_once |= bool((into + firms_in > 0).any())
        assert session.failures == []
    assert paid_once or scenario == "october-2022", "the test saw no money change hands"


@pytest.mark.parametrize("scenario, worlds, length", GAMES)
def test_influence_is_what_came_in_less_what_went_out(scenario: str, worlds: int, length: int) -> None:
    from game.rules.prices import list_prices, surcharged

    for q, session in quarter_by_quarter(scenario, worlds, length, keep=True):
        p, setting = session.game.params, session.game.setting
        standing = session.snapshots[-2].standing
        spent = (
            surcharged(list_prices(standing, q["wanted"], setting, q["offer_prices"], q.world, p), p)
            + q["paid_influence"]
        )
        earned = np.concatenate([q.why["influence"].total, q.why["firm_influence"].total])
        assert np.array_equal(q["influence"], np.clip(q.world.influence + earned - spent, 0, p.influence_limit))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.integers(0, 2**32),
    st.floats(0.3, 3),
    st.floats(1, 4),
    st.floats(0.00005, 0.005),
)
def test_small_games_keep_the_rules_at_any_numbers(seed: int, rivalry: float, network: float, hazard: float) -> None:
    numbers = {"rivalry": rivalry, "network": network, "hazard": hazard}
    for q, session in quarter_by_quarter("two-blocs", 2, 6, overrides=numbers, cast={"N01": Anything(seed % 997, 3.0)}):
        world = session.world
        assert np.allclose(total(world.ecosystem, 0), 1, atol=1e-12)
        received, leaked = total(q.new["chips_received"], 0), total(q.new["chips_leaked"], 0)
        stored = total(q["inventory"], 0) - total(q.world.inventory, 0)
        assert close(
            total(q.new["chips_made"], 0), received + leaked + stored, received + total(q.world.inventory, 0), 1e-10
        )
