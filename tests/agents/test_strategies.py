"""Every strategy keeps one contract, and each does in the world what its sentence says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, ClassVar

import numpy as np
import pytest

from agents.choice import Choice, Entry
from agents.columns import columns_of
from agents.sight import Sight
from agents.strategies import ROSTER
from agents.strategies.base import Strategy
from agents.strategies.firm_base import FirmStrategy
from agents.strategies.leanings import LEANINGS, OCCASIONS
from agents.strategies.moves import Moves
from agents.strategies.nation_base import NationStrategy
from game.diplomacy import Diplomacy
from game.drafts import faults
from game.names import DOWNGRADED, MINERALS, TOP
from game.orders import Orders
from game.scenario import load
from game.session import Session
from game.start import FLAGSHIP, many_games
from game.worlds import differences
from game.worlds import taken as worlds_taken

QUARTERS = 24
WORLDS = 3
REFUSED_AT_MOST = 0.1
SEATS = Diplomacy(load(FLAGSHIP)).seats
NATIONS = sum(kind == "nation" for _key, kind in SEATS)
MakeSight = Callable[[Strategy, Sequence[int], Sequence[int]], Sight]


@cache
def played(strategy: str, seat: str, quarters: int = 12) -> Session:
    """Games in which one seat plays a strategy and all others their own."""
    return many_games(seeds_of=range(1, 7), cast={seat: strategy}, strict=True).advance(quarters)


def seats_of(strategy: Strategy) -> list[str]:
    """Seats that a strategy may play."""
    return [key for key, kind in SEATS if strategy.kind in ("any", kind)]


def everywhere(strategy: Strategy) -> tuple[np.ndarray, np.ndarray]:
    """Every seat of one kind that a strategy may play, in every world · seats and worlds of the rows."""
    asked = "firm" if strategy.kind == "firm" else "nation"
    able = np.flatnonzero([kind == asked for _key, kind in SEATS])
    return np.repeat(able, WORLDS), np.tile(np.arange(WORLDS), len(able))


def parts_of(choice: Choice) -> dict[str, np.ndarray]:
    """Everything that a choice says, under names of its own."""
    entries = {
        f"{name} {number} {part}": getattr(entry, part)
        for name, given in choice.entries.items()
        for number, entry in enumerate(given)
        for part in entry._fields
    }
    return {**choice, **{f"memory {place}": value for place, value in choice.memory.items()}, **entries}


def same(one: Any, other: Any) -> bool:
    """Whether two answers of a strategy are the same to the bit."""
    if isinstance(one, Choice) and isinstance(other, Choice):
        fields, others = parts_of(one), parts_of(other)
        return fields.keys() == others.keys() and all(np.array_equal(fields[name], others[name]) for name in fields)
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        return np.array_equal(one, other)
    return one is None and other is None


class StrategyContract:
    """What is asked of every strategy; each has a class of its own below."""

    name: ClassVar[str] = ""

    @property
    def strategy(self) -> Strategy:
        return ROSTER[self.name]

    def test_it_says_who_it_is_and_why(self) -> None:
        strategy = self.strategy
        assert strategy.name == self.name
        assert strategy.kind in ("nation", "firm", "any")
        assert type(strategy).__doc__ and type(strategy).__doc__ != Strategy.__doc__
        assert strategy.source
        base = {"nation": NationStrategy.attitudes, "firm": FirmStrategy.attitudes, "any": {}}[strategy.kind]
        assert strategy.attitudes.keys() == base.keys(), "an attitude that nobody reads, or one that is missing"

    def test_it_plays_a_whole_game_in_every_seat(self) -> None:
        game = many_games(seeds_of=[11], cast=dict.fromkeys(seats_of(self.strategy), self.name), strict=True)
        refused = watched(game)
        game.advance(QUARTERS)
        assert game.finished and game.failures == []
        mine = [game.seat_index[seat] for seat in seats_of(self.strategy)]
        assert np.mean(np.array(refused)[:, mine]) <= REFUSED_AT_MOST

    @pytest.mark.parametrize("verb", ["decide", "propose", "answer", "counter"])
    def test_its_rows_do_not_mix(self, verb: str, under_way: Session, request: pytest.FixtureRequest) -> None:
        strategy = self.strategy
        make = request.getfixturevalue(f"{verb}_sight")
        seats, worlds = everywhere(strategy)
        ask = getattr(strategy, verb)
        whole = ask(make(strategy, seats, worlds))
        order = np.random.default_rng(3).integers(0, len(seats), len(seats) + 5)
        assert agree(ask(make(strategy, seats[order], worlds[order])), whole, order, seats, worlds, under_way)
        for row in (0, len(seats) // 2, len(seats) - 1):
            one = np.array([row])
            assert agree(ask(make(strategy, seats[one], worlds[one])), whole, one, seats, worlds, under_way)

    def test_its_counters_can_be_tabled(self, under_way: Session, counter_sight: MakeSight) -> None:
        strategy = self.strategy
        seats, worlds = everywhere(strategy)
        counter = strategy.counter(counter_sight(strategy, seats, worlds))
        assert faults(counter, len(seats), under_way.game) is None
        if counter is not None:
            tabled = (counter["kind"] > 0).any(axis=0)
            assert counter["party"][0, tabled].all(), "it must go to whom it answers"

    def test_it_keeps_nothing_and_repeats_itself(self, decide_sight: MakeSight) -> None:
        strategy = self.strategy
        before = (dict(vars(strategy)), dict(type(strategy).attitudes))
        seats, worlds = everywhere(strategy)
        first, second = (strategy.decide(decide_sight(strategy, seats, worlds)) for _ in range(2))
        assert same(first, second)
        assert (dict(vars(strategy)), dict(type(strategy).attitudes)) == before

    def test_its_choice_is_without_fault(self, under_way: Session, decide_sight: MakeSight) -> None:
        strategy, game = self.strategy, under_way
        seats, worlds = everywhere(strategy)
        choice = strategy.decide(decide_sight(strategy, seats, worlds))
        assert choice.faults(columns_of(Orders), game.game.shapes(game.standing), len(seats)) is None


def agree(part: Any, whole: Any, rows: np.ndarray, seats: np.ndarray, worlds: np.ndarray, game: Session) -> bool:
    """Whether an answer for some rows says what the answer for all rows says about them.

    A field that is left out stays as it stands, and no offer at all is an offer without clauses.
    """
    if isinstance(whole, np.ndarray) or (whole is None and part is None):
        return same(part, whole if whole is None else np.take(whole, rows))
    orders = columns_of(Orders)
    for name in {name for choice in (part, whole) if choice is not None for name in (*choice, *choice.entries)}:
        if name in orders:
            lines = game.game.lines(name)[seats[rows]]
            left_out = np.moveaxis(getattr(game.standing, name)[lines, ..., worlds[rows]], 0, -1)
        elif name == "kind":
            left_out = np.zeros((6, len(rows)))
        elif part is None or whole is None:
            continue
        else:
            left_out = np.zeros(0)
        mine = left_out if part is None else part.over(name, left_out)
        theirs = left_out if whole is None else taken(whole, rows).over(name, left_out)
        if not np.array_equal(mine, theirs):
            return False
    memories = {} if whole is None or part is None else whole.memory
    return all(np.array_equal(part.memory[place], np.take(value, rows)) for place, value in memories.items())


def taken(choice: Choice, rows: np.ndarray) -> Choice:
    """What a choice says about some of its rows."""
    entries = {
        name: [Entry(*(np.take(part, rows, axis=-1) for part in entry)) for entry in given]
        for name, given in choice.entries.items()
    }
    return Choice(None, entries, **{name: np.take(value, rows, axis=-1) for name, value in choice.items()})


def watched(game: Session) -> list[np.ndarray]:
    """Refused seats of every quarter to come, in the first world."""
    seen: list[np.ndarray] = []
    lawful = game.game.lawful

    def noting(standing: Any, orders: Any, refused: np.ndarray) -> Any:
        seen.append(refused[:, 0].copy())
        return lawful(standing, orders, refused)

    game.game.lawful = noting
    return seen


def restricted(game: Session, by: str, towards: str) -> np.ndarray:
    """Mean restriction of one nation towards another · (world,)."""
    return np.mean(game.standing.restriction[game.seat_index[by], game.seat_index[towards]], axis=0)


def own(game: Session, field: str, seat: str) -> np.ndarray:
    line = game.game.lines(field)[game.seat_index[seat]]
    return np.asarray(getattr(game.standing, field)[line])


class TestHold(StrategyContract):
    name = "hold"

    def test_it_changes_nothing(self, decide_sight: MakeSight) -> None:
        seats, worlds = everywhere(self.strategy)
        assert self.strategy.decide(decide_sight(self.strategy, seats, worlds)) == {}


class TestRandomPolicy(StrategyContract):
    name = "random_policy"

    def test_it_differs_between_worlds_seats_and_quarters(self) -> None:
        game = many_games(seeds_of=range(4), cast=dict.fromkeys(seats_of(self.strategy), self.name), strict=True)
        before = game.standing
        game.advance(6)
        moved = game.standing.safety_standard != before.safety_standard
        assert moved.any() and not moved.all()
        levels = game.standing.budget[:NATIONS]
        assert len({levels[i, 0, w] for i in range(NATIONS) for w in range(4)}) > 40

    def test_nations_and_firms_may_order_at_the_same_time(self) -> None:
        game = many_games(seeds_of=[1], cast=dict.fromkeys(seats_of(self.strategy), self.name), strict=True)
        game.game.phases = lambda quarter: (None,)
        game.advance(2)
        assert game.failures == []


class TestTechnoNationalist(StrategyContract):
    name = "techno_nationalist"

    def test_it_tightens_on_its_rival_and_polices_it(self) -> None:
        game, other = played(self.name, "USA"), played("pragmatist", "USA")
        assert np.median(restricted(game, "USA", "CHN")) > np.median(restricted(played("hold", "USA"), "USA", "CHN"))
        assert np.median(restricted(game, "USA", "CHN")) > np.median(restricted(other, "USA", "CHN"))
        assert (own(game, "enforcement", "USA") > own(other, "enforcement", "USA")).all()

    def test_it_leaves_friends_alone(self) -> None:
        assert (restricted(played(self.name, "USA"), "USA", "GBR") < 0.1).all()


class TestPragmatist(StrategyContract):
    name = "pragmatist"

    def test_it_stands_between_denial_and_sale(self) -> None:
        middle = np.median(restricted(played(self.name, "USA"), "USA", "CHN"))
        assert np.median(restricted(played("salesman", "USA"), "USA", "CHN")) < middle
        assert middle < np.median(restricted(played("techno_nationalist", "USA"), "USA", "CHN"))


class TestMultilateralist(StrategyContract):
    name = "multilateralist"

    def test_it_steers_bodies_and_pays_for_diplomacy(self) -> None:
        game = played(self.name, "GBR")
        assert (np.max(np.abs(own(game, "steer", "GBR")), axis=0) > 0).all()
        assert (own(game, "budget", "GBR")[5] > own(played("free_rider", "GBR"), "budget", "GBR")[5]).all()


class TestReciprocator(StrategyContract):
    name = "reciprocator"

    @pytest.mark.parametrize("theirs", ["techno_nationalist", "salesman"])
    def test_it_gives_back_what_it_gets(self, theirs: str) -> None:
        minerals = own(played(theirs, "USA", quarters=16), "restriction", "CHN")[0, MINERALS]
        if theirs == "salesman":
            assert np.median(minerals) < 0.3
        else:
            assert np.median(minerals) >= 0.3


class TestOpenCommons(StrategyContract):
    name = "open_commons"

    def test_it_subsidises_open_weights(self) -> None:
        openness = own(played(self.name, "EUR"), "openness", "EUR")
        assert np.median(openness) > 0.8
        assert (openness > own(played("cautious_regulator", "EUR"), "openness", "EUR")).all()


class TestFreeRider(StrategyContract):
    name = "free_rider"

    def test_it_asks_and_spends_little(self) -> None:
        game = played(self.name, "GBR")
        assert (own(game, "safety_standard", "GBR") < own(played("hold", "GBR"), "safety_standard", "GBR")).all()
        assert (own(game, "enforcement", "GBR") < 0.2).all()
        assert (own(game, "budget", "GBR")[3] < 0.05).all()


class TestSalesman(StrategyContract):
    name = "salesman"

    def test_it_sells_for_a_levy_and_finances_packages(self) -> None:
        game = played(self.name, "USA")
        chips = own(game, "restriction", "USA")[game.seat_index["CHN"]]
        assert np.median(chips[TOP]) < 1 and np.median(chips[DOWNGRADED]) < 0.3
        assert np.median(own(game, "levy", "USA")[game.seat_index["CHN"], TOP]) > 0.15
        packages = np.median(np.add.reduce(own(game, "package", "USA"), axis=0))
        assert packages > np.median(np.add.reduce(own(played("hold", "USA"), "package", "USA"), axis=0))


class TestHedger(StrategyContract):
    name = "hedger"

    def test_it_takes_no_side(self) -> None:
        game = played(self.name, "KOR")
        apart = np.abs(restricted(game, "KOR", "CHN") - restricted(game, "KOR", "USA"))
        held = played("hold", "KOR")
        before = np.abs(restricted(held, "KOR", "CHN") - restricted(held, "KOR", "USA"))
        assert (apart < before).all()


class TestCautiousRegulator(StrategyContract):
    name = "cautious_regulator"

    def test_it_raises_the_standard_and_closes_weights(self) -> None:
        game = played(self.name, "USA")
        assert np.median(own(game, "safety_standard", "USA")) > 0.4
        assert np.median(own(game, "openness", "USA")) <= 0


class TestClosedFrontier(StrategyContract):
    name = "closed_frontier"

    def test_it_does_not_open(self) -> None:
        assert (own(played(self.name, "GOOGLE"), "release", "GOOGLE") <= 1).all()
        assert (own(played(self.name, "GOOGLE"), "training_share", "GOOGLE") > 0.55).all()


class TestOpenChallenger(StrategyContract):
    name = "open_challenger"

    def test_the_laggard_opens_and_the_leader_closes(self) -> None:
        game = played(self.name, "OPENAI")
        lab = game.seat_index["OPENAI"] - NATIONS
        behind = np.max(game.world.published, axis=0) - game.world.published[lab]
        release = own(game, "release", "OPENAI")
        assert (own(played(self.name, "MISTRAL"), "release", "MISTRAL") == 3).all()
        assert (release[behind > 4] >= 2).all()
        assert np.mean(release[behind > 4]) > np.mean(release[behind < 1])


class TestHardwareSalesman(StrategyContract):
    name = "hardware_salesman"

    def test_it_serves_every_market_and_lobbies_against_controls(self) -> None:
        game = played(self.name, "NVIDIA")
        assert (own(game, "sales", "NVIDIA") == 1).all() and (own(game, "lobbying", "NVIDIA") < -0.4).all()
        assert (own(game, "downgrade", "NVIDIA") > 0.9).all()


class TestCompliantCloud(StrategyContract):
    name = "compliant_cloud"

    def test_it_complies(self) -> None:
        assert (own(played(self.name, "ORACLE"), "compliance", "ORACLE") > 0.7).all()


class TestStateChampion(StrategyContract):
    name = "state_champion"

    def test_it_builds_and_asks_for_protection(self) -> None:
        game = played(self.name, "HUAWEI")
        assert (own(game, "growth", "HUAWEI") > own(played("compliant_cloud", "HUAWEI"), "growth", "HUAWEI")).all()
        assert (own(game, "lobbying", "HUAWEI") > 0).all()


class TestSafetyFirst(StrategyContract):
    name = "safety_first"

    def test_it_spends_more_on_safety(self) -> None:
        effort = own(played(self.name, "OPENAI"), "safety_effort", "OPENAI")
        assert (effort > own(played("closed_frontier", "OPENAI"), "safety_effort", "OPENAI") + 0.1).all()


def test_every_strategy_is_tested_by_name() -> None:
    tested = {contract.name for contract in StrategyContract.__subclasses__()}
    assert tested == ROSTER.keys()


def test_nine_doctrines_for_nations_and_six_for_firms() -> None:
    kinds = [strategy.kind for strategy in ROSTER.values()]
    assert kinds.count("nation") >= 9 and kinds.count("firm") >= 6


def test_a_mixed_cast_plays_the_same_alone_and_in_a_batch() -> None:
    cast = {"USA": "salesman", "CHN": "random_policy", "NVIDIA": "random_policy", "EUR": "open_commons"}
    together = many_games(seeds_of=[5, 6, 7], cast=cast, strict=True).advance(9)
    for world, seed in enumerate((5, 6, 7)):
        alone = many_games(seeds_of=[seed], cast=cast, strict=True).advance(9)
        assert differences(worlds_taken(together.world, np.array([world])), alone.world) == []
        assert differences(worlds_taken(together.standing, np.array([world])), alone.standing) == []


def test_orders_are_spread_over_the_most_needed_changes() -> None:
    moves = Moves()
    moves.add(np.array([1.0, 0.0]), 2)
    moves.add(np.array([0.9, 0.9]), 1)
    made = moves.made(np.array([2.0, 2.0]), np.array([3, 3]))
    assert made.tolist() == [[False, False], [True, True]]


def test_leanings_follow_the_data_of_occasions(under_way: Session) -> None:
    playbook = under_way.game.playbook
    assert tuple(occasion["key"] for occasion in playbook.occasions) == OCCASIONS
    assert set(LEANINGS) <= NationStrategy.attitudes.keys() & FirmStrategy.attitudes.keys()
