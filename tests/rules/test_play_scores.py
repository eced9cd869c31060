"""Scores add up to a hundred, and every ending is reached by the window that defines it."""

from __future__ import annotations

import numpy as np
import pytest
from play_states import State, filled, start, taken, with_deal

from game import names
from game.names import ENDINGS
from game.rules import endings, scores
from game.rules.sizes import ENDING_MEASURES


def scored(s: State):
    return scores.score(s.measures, s.world, s.playbook, s.setting, s.p)


def test_a_score_is_the_sum_of_its_causes() -> None:
    found = scored(start(3))
    assert list(found.causes) == ["goal:first", "goal:second", "goal:third", "agenda", "world", "limit"]
    whole = sum(found.causes.values())
    np.testing.assert_allclose(found.total, whole, rtol=1e-12)
    assert (found.total >= 0).all() and (found.total <= 100).all()


def reached_all(s: State, monkeypatch: pytest.MonkeyPatch, share: float) -> np.ndarray:
    cell = s.playbook.goal_cell
    full = np.full((*cell.shape, s.p.worlds), share)
    monkeypatch.setattr(type(s.playbook), "reached", lambda self, measures: full)
    monkeypatch.setattr(scores, "world_points", lambda measures, points, p: points * share + 0 * p.rivalry)
    return scored(s).total


@pytest.mark.parametrize("rivalry", [0.25, 1.0, 3.0])
def test_everything_reached_is_a_hundred_whatever_the_rivalry(rivalry: float, monkeypatch: pytest.MonkeyPatch) -> None:
    s = start(2)
    s = s._replace(p=s.p.replaced(rivalry=rivalry))
    np.testing.assert_allclose(reached_all(s, monkeypatch, 1.0), 100)
    np.testing.assert_allclose(reached_all(s, monkeypatch, 0.0), 0)


def test_rivalry_raises_the_weight_of_beating(monkeypatch: pytest.MonkeyPatch) -> None:
    base = start()
    half = np.full((*base.playbook.goal_cell.shape, 1), 0.5)
    monkeypatch.setattr(type(base.playbook), "reached", lambda self, measures: half)
    usa = base.seat("USA")
    part = []
    for rivalry in (0.5, 1.0, 2.0):
        s = base._replace(p=base.p.replaced(rivalry=rivalry))
        causes = scored(s).causes
        part.append(float(causes["goal:first"][usa, 0] / causes["goal:third"][usa, 0]))
    np.testing.assert_allclose(part, [part[1] / 2, part[1], part[1] * 2])


def test_the_agenda_that_counts_is_the_seats_own() -> None:
    s = start()
    usa = s.seat("USA")
    reached = np.clip(s.playbook.reached(s.measures), 0, 1)
    beating = s.playbook.goal_numbers["beating"]
    assert beating[3:, usa, 0].tolist() == [25, 10, 0]
    for agenda in range(3):
        own = s.changed(agenda=filled(s.world.agenda, usa, value=agenda))
        assert scored(own).causes["agenda"][usa, 0] == pytest.approx(25 * reached[3 + agenda, usa, 0])


def test_a_catastrophe_takes_four_fifths_and_the_world() -> None:
    s = start()
    fine = scored(s)
    lost = scored(s.changed(ending=np.zeros_like(s.world.ending)))
    own = sum(fine.causes[name] for name in ("goal:first", "goal:second", "goal:third", "agenda"))
    np.testing.assert_allclose(lost.total, 0.2 * own)


def test_the_world_counts_prosperity_safety_and_breadth() -> None:
    s = start()
    points = float(scores.world_points(s.measures, 25, s.p)[0])
    assert 0 < points < 25
    risky = s.changed(risk=np.full_like(s.world.risk, 0.5))
    assert float(scores.world_points(risky.measures, 25, s.p)[0]) == pytest.approx(points * 0.5 ** (1 / 3))
    rich = s.changed(prosperity=s.world.prosperity * 2)
    assert float(scores.world_points(rich.measures, 25, s.p)[0]) > points


def test_every_seat_has_a_hundred_points_to_win() -> None:
    points = start().playbook.goal_numbers["points"][..., 0]
    assert (points[:3].sum(0) == 50).all()
    assert (points[3:] == 25).all()


# endings

CALM = {
    "advantage": 0.4, "adoption_share": 0.4, "mutual_restriction": 0.2, "tipped": 0.4, "second_stack": 0.2,
    "fragmentation": 0.45, "open_gap": 3.0, "lab_share": 0.0, "lab_age": 0.0, "accord_age": 0.0,
}
REACHED = {
    "joint_laboratory": {"lab_share": 0.3, "lab_age": 6.0},
    "hegemony": {"advantage": 0.75, "adoption_share": 0.6},
    "silicon_curtain": {"mutual_restriction": 0.8, "tipped": 0.9},
    "two_stacks": {"second_stack": 0.35, "fragmentation": 0.6},
    "open_commons": {"open_gap": 0.8},
    "managed_rivalry": {},
}


def window(**values: float) -> np.ndarray:
    row = np.array([{**CALM, **values}[name] for name in ENDING_MEASURES])
    return np.repeat(row[None, :, None], 4, axis=0)


def ended(recent: np.ndarray, s: State, last: bool = True, quarter: int = 24) -> tuple[bool, int]:
    over, ending = endings.ending(
        recent, s.world, np.array([quarter]), s.setting, s.p, np.array([last])
    )
    return bool(over[0]), int(ending[0])


@pytest.mark.parametrize("name", REACHED)
def test_every_ending_is_reached_by_its_window(name: str) -> None:
    assert ended(window(**REACHED[name]), start()) == (True, ENDINGS.index(name))


@pytest.mark.parametrize("name", REACHED)
def test_the_first_that_holds_counts(name: str) -> None:
    place = list(REACHED).index(name)
    together: dict[str, float] = {}
    for later in reversed(list(REACHED)[place:]):
        together |= REACHED[later]
    assert ended(window(**together), start()) == (True, ENDINGS.index(name))


def test_until_the_last_quarter_nothing_ends_but_by_incident() -> None:
    s = start()
    assert ended(window(**REACHED["hegemony"]), s, last=False) == (False, -1)
    grave = s.changed(grave_count=np.full_like(s.world.grave_count, 3))
    assert ended(window(), grave, last=False) == (True, 0)
    two = s.changed(grave_count=np.full_like(s.world.grave_count, 2))
    assert ended(window(), two, last=False) == (False, -1)
    end = s.changed(incident_class=np.full_like(s.world.incident_class, 4))
    assert ended(window(**REACHED["joint_laboratory"]), end, last=False) == (True, 0)


def test_a_finished_game_keeps_its_ending() -> None:
    s = start()
    done = s.changed(finished=np.ones_like(s.world.finished), ending=np.full_like(s.world.ending, 5))
    assert ended(window(**REACHED["hegemony"]), done) == (True, 5)


def test_a_lone_quarter_does_not_make_an_ending_but_a_short_game_is_judged_on_what_was_played() -> None:
    s = start()
    mixed = window()
    mixed[3] = window(**REACHED["silicon_curtain"])[3]
    assert ended(mixed, s) == (True, ENDINGS.index("managed_rivalry"))
    short = np.zeros_like(mixed)
    short[3] = mixed[3]
    assert ended(short, s, quarter=1) == (True, ENDINGS.index("silicon_curtain"))


def test_the_window_moves_on() -> None:
    old = np.arange(4.0)[:, None, None]
    assert endings.recent(old, np.full((1, 1), 9.0))[:, 0, 0].tolist() == [1, 2, 3, 9]


def measured(s: State) -> dict[str, float]:
    values = endings.measured(s.measures, s.orders, s.setting, s.p)
    return dict(zip(ENDING_MEASURES, values[:, 0].tolist(), strict=True))


def test_a_laboratory_ages_while_it_stands_and_begins_anew_after() -> None:
    s = start()
    lab = with_deal(s, ("joint_lab",), ("USA", "CHN"), amount=0.3)
    ages = []
    for quarter in range(8):
        state = s if quarter == 3 else lab
        values = measured(state)
        ages.append(values["lab_age"])
        assert values["lab_share"] == (0 if quarter == 3 else pytest.approx(0.3))
        now = endings.measured(state.measures, state.orders, state.setting, state.p)
        recent = endings.recent(lab.world.recent, now)
        s, lab = s.changed(recent=recent), lab.changed(recent=recent)
    assert ages == [1, 2, 3, 0, 1, 2, 3, 4]


def test_a_laboratory_of_others_does_not_count() -> None:
    s = with_deal(start(), ("joint_lab",), ("GBR", "CHN"))
    assert measured(s)["lab_share"] == 0
    hotline = with_deal(start(), ("hotline",), ("USA", "CHN"))
    assert measured(hotline)["accord_age"] == 0
    accord = with_deal(start(), ("safety_accord",), ("USA", "CHN"))
    assert measured(accord)["accord_age"] == 1


def test_mutual_restriction_is_the_looser_side() -> None:
    s = start()
    usa, chn = s.seat("USA"), s.seat("CHN")
    cut = filled(filled(s.orders.restriction, usa, chn, value=1.0), chn, usa, value=0.5)
    assert measured(s.changed({"restriction": cut}))["mutual_restriction"] == pytest.approx(0.5)


def test_tipped_counts_nations_on_one_of_the_two_stacks() -> None:
    s = start()
    shares = np.zeros_like(s.world.ecosystem)
    shares[-1] = 1
    shares[:, :7] = 0
    shares[0, :7] = 1
    assert measured(s.changed(ecosystem=shares))["tipped"] == pytest.approx(0.5)


def test_a_rivalry_is_held_by_two_old_clauses() -> None:
    s = with_deal(start(), ("safety_accord", "hotline"), ("USA", "CHN"))
    assert not endings.held(s.measures)[0]
    recent = s.world.recent.copy()
    recent[-1, ENDING_MEASURES.index("accord_age")] = 4
    assert endings.held(s.changed(recent=recent).measures)[0]


def test_one_world_scores_like_many() -> None:
    rng = np.random.default_rng(3)
    many = start(5)
    w = many.world
    many = many.changed(
        prosperity=rng.uniform(0, 1.5, w.prosperity.shape), gdp=w.gdp * rng.uniform(0.5, 2, w.gdp.shape),
        risk=rng.uniform(0, 1, w.risk.shape), published=w.published + rng.uniform(0, 9, w.published.shape),
        best=w.best + rng.uniform(0, 9, w.best.shape), recent=rng.uniform(0, 1, w.recent.shape),
        agenda=rng.integers(0, 3, w.agenda.shape).astype(np.int8),
    )
    whole = scored(many)
    values = endings.measured(many.measures, many.orders, many.setting, many.p)
    read = many.playbook.conduct(many.measures)
    assert read.shape == (len(many.setting.seats), names.AGENDAS, 5)
    assert (np.abs(read) <= 1).all() and read.any()
    for world in range(5):
        alone = taken(many, np.array([world]))
        np.testing.assert_array_equal(scored(alone).total[:, 0], whole.total[:, world])
        own = endings.measured(alone.measures, alone.orders, alone.setting, alone.p)
        np.testing.assert_array_equal(own[:, 0], values[:, world])
        np.testing.assert_array_equal(alone.playbook.conduct(alone.measures)[..., 0], read[..., world])


def test_goals_count_between_the_marks_fitted_for_the_scenario() -> None:
    """Every mark names a goal of the seat, in the direction of its archetype; an unknown scenario has none."""
    from game.names import GOALS
    from game.playbook import load_playbook, read_play
    from game.scenario import load

    marks = read_play()["marks"]
    assert marks["status"] == "estimated"
    assert "python -m tests.bench.goals" in marks["source"]
    for name in ("two-plans-2025", "october-2022", "neutral", "two-blocs"):
        setting = load(name).setting
        fitted, plain = load_playbook(setting, name), load_playbook(setting)
        assert set(marks[name]) <= set(setting.seats)
        for key, own, usual in zip(setting.seats, fitted.goals, plain.goals, strict=True):
            given = marks[name].get(key, {})
            assert set(given) <= {goal.key for goal in own[:GOALS]}
            for one, other in zip(own, usual, strict=True):
                assert (one.aim > one.floor) == (other.aim > other.floor)
                assert (one.floor, one.aim) == (
                    (given[one.key]["floor"], given[one.key]["aim"]) if one.key in given else (other.floor, other.aim)
                )
