"""The talks of a quarter: counter-offers, what is put before a person, and what an office answers for it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from players import HOLD, Anything, play, scenario_of

from agents.choice import Choice
from agents.sight import Sight
from agents.strategies.base import Strategy
from game import names
from game.chronicle import chronicle
from game.drafts import recorded_offer
from game.offers import CLAUSES
from game.save import load, replay, save
from game.scenario import Scenario
from game.session import Session
from game.start import new_game
from game.views import deal_templates, deal_view
from game.weighing import chance_of
from game.worlds import differences, taken

USA, CHN, EUR, GBR = 0, 1, 2, 4


def draft(sight: Sight, others: Any, kind: str = "hotline", amount: float = 1.0, quarters: float = 6.0) -> Choice:
    """One clause between the asked seat and another, or several."""
    first = np.arange(names.CLAUSE_SLOTS)[:, None] < 1
    party = np.zeros((len(sight.odds), sight.rows))
    for other in [others] if np.ndim(others) < 2 else others:
        party[other, np.arange(sight.rows)] = 1
    party[sight.seat, np.arange(sight.rows)] = 1
    none = np.full((names.CLAUSE_SLOTS, sight.rows), -1.0)
    return Choice(
        party=party,
        kind=np.where(first, names.CLAUSE[kind], 0) * np.ones(sight.rows),
        giver=none, taker=none, channel=none,
        amount=np.where(first, amount, 0) * np.ones(sight.rows),
        quarters=np.full(sight.rows, quarters),
        inspection=np.full(sight.rows, 0.5),
    )  # fmt: skip


class Speaker(Strategy):
    """Says what it is told to: offers to one seat in the first round, answers, counters with a longer term."""

    name = "speaker"
    source = "A test double."

    def __init__(
        self, offers_to: int | None = None, says: float = 0.0, counters: bool = False, kind: str = "hotline",
        forgets: bool = False,
    ) -> None:  # fmt: skip
        self.offers_to, self.says, self.counters, self.kind, self.forgets = offers_to, says, counters, kind, forgets
        self.asked: list[tuple[str, int, int]] = []

    def propose(self, sight: Sight) -> Choice | None:
        if self.offers_to is None or (sight.round > 0).any():
            return None
        return draft(sight, np.full(sight.rows, self.offers_to), self.kind)

    def answer(self, sight: Sight) -> np.ndarray:
        self.asked += [("answer", int(s), int(o)) for s, o in zip(sight.seat, sight.offer_from, strict=True)]
        return np.full(sight.rows, self.says)

    def counter(self, sight: Sight) -> Choice | None:
        self.asked += [("counter", int(s), int(o)) for s, o in zip(sight.seat, sight.offer_from, strict=True)]
        if not self.counters:
            return None
        return draft(sight, sight.seat if self.forgets else sight.offer_from, quarters=9.0)


def talk(cast: dict[str, Strategy], rounds: int = 2, seat: str | None = None, **more: Any) -> Session:
    scenario = scenario_of("two-plans-2025")
    longer = Scenario({**scenario.resolved, "rounds": rounds})
    return play(longer, people=[seat] if seat else [], cast=cast, **more)


def log_of(session: Session) -> list[dict[str, Any]]:
    return session.advance().records[-1]["talks"]


def spent(session: Session, seat: int) -> float:
    """Influence that a seat paid for its offers in the quarter to come."""
    talks = session.talks()
    return float(sum(price[seat, 0] for price in talks.price))


def test_a_refused_offer_is_countered_for_nothing_and_the_refusal_is_not_felt() -> None:
    session = talk({"USA": Speaker(CHN, says=1.0), "CHN": Speaker(counters=True)}, watch=chronicle)
    plain = talk({"USA": Speaker(CHN, says=1.0), "CHN": Speaker()})
    assert spent(session, USA) == 2 and spent(session, CHN) == 0
    assert spent(plain, USA) == 3
    offer, counter = log_of(session)
    assert (offer["countered"], offer["refused"], offer["signed"]) == (True, False, False)
    assert (counter["from"], counter["counter"], counter["price"], counter["signed"]) == (CHN, 0, 0.0, True)
    assert session.world.deals.quarters_left[0, 0] == 8
    told = {event.kind: event for event in session.events[-1] if "offer" in event.kind}
    assert list(told) == ["offer_countered"] and told["offer_countered"].seats == ("CHN", "USA")
    assert told["offer_countered"].secret == ("USA", "CHN")


def test_only_who_declined_is_asked_for_a_counter() -> None:
    yes, no, out = Speaker(says=1.0, counters=True), Speaker(counters=True), Speaker(counters=True)
    session = talk({"USA": Speaker(CHN), "EUR": Speaker(GBR), "CHN": no, "GBR": yes, "JPN": out})
    session.talks()
    assert no.asked == [("answer", CHN, USA), ("counter", CHN, USA)]
    assert yes.asked == [("answer", GBR, EUR)] and out.asked == []


def test_nobody_counters_in_the_last_round() -> None:
    no = Speaker(counters=True)
    session = talk({"USA": Speaker(CHN), "CHN": no}, rounds=1)
    assert spent(session, USA) == 3 and no.asked == [("answer", CHN, USA)]


def test_a_counter_to_a_counter_has_its_price_and_its_refusal_is_felt() -> None:
    session = talk({"USA": Speaker(CHN, counters=True), "CHN": Speaker(counters=True)}, rounds=4)
    log = log_of(session)
    assert [entry["from"] for entry in log] == [USA, CHN, USA, CHN]
    assert [entry["price"] for entry in log] == [2, 0, 2, 2]
    assert [entry.get("counter") for entry in log] == [None, 0, 1, 2]
    assert [entry["refused"] for entry in log] == [False, False, False, True]


def test_a_counter_that_leaves_out_whom_it_answers_is_none() -> None:
    session = talk({"USA": Speaker(CHN), "CHN": Speaker(counters=True, forgets=True)})
    assert spent(session, USA) == 3 and len(log_of(session)) == 1


def test_counters_among_three() -> None:
    class Asks(Speaker):
        def propose(self, sight: Sight) -> Choice | None:
            if (sight.round > 0).any():
                return None
            return draft(sight, np.array([[CHN] * sight.rows, [EUR] * sight.rows]))

    class Counters(Speaker):
        def counter(self, sight: Sight) -> Choice | None:
            return draft(sight, np.array([[USA] * sight.rows, [EUR] * sight.rows]), quarters=9.0)

    session = talk({"USA": Asks(says=1.0), "CHN": Counters(), "EUR": Speaker(says=1.0)})
    assert spent(session, USA) == 3, "one more for the third party"
    offer, counter = log_of(session)
    assert offer["answers"] == {CHN: False, EUR: True} and counter["terms"]["parties"] == [USA, CHN, EUR]
    assert counter["answers"] == {USA: True, EUR: True} and counter["signed"] and counter["price"] == 0


@pytest.mark.parametrize("rounds", [2, 3])
def test_each_world_of_a_batch_counters_as_it_does_alone(rounds: int) -> None:
    voices = [Anything(1, talkative=0.6), HOLD, Anything(2, talkative=1.0), Anything(3, talkative=0.0)]
    scenario = Scenario({**scenario_of("two-plans-2025").resolved, "rounds": rounds})
    cast = {seat: [voices[(i + k) % 4] for k in range(4)] for i, seat in enumerate(scenario.setting.seats)}
    batch = play(scenario, numbers=[4, 5, 6, 7], cast=cast).advance(4)
    for k in range(4):
        alone = play(scenario, numbers=[4 + k], cast={seat: given[k] for seat, given in cast.items()}, keep=True)
        alone.advance(4)
        assert differences(taken(batch.world, np.array([k])), alone.world) == []
        if k == 0:
            assert any("counter" in entry for record in alone.records for entry in record["talks"])


# people


def plain_draft(session: Session, *seats: str, quarters: int = 5) -> dict[str, Any]:
    row = np.zeros(names.CLAUSE_SLOTS, int)
    party = np.isin(np.arange(len(session.seat_index)), [session.seat_index[seat] for seat in seats])
    return {
        "party": party, "quarters": quarters, "inspection": 0.5, "giver": row - 1, "taker": row - 1, "channel": row - 1,
        "kind": np.where(np.arange(len(row)) < 1, names.CLAUSE["hotline"], 0), "amount": row + 1.0,
    }  # fmt: skip


def test_a_person_counters_an_offer_that_waits() -> None:
    session = talk({"CHN": Speaker(USA, says=1.0)}, seat="USA")
    (waiting,) = session.offers("USA")
    session.answer("USA", waiting["number"], True)
    told = session.offer("USA", plain_draft(session, "USA", "CHN"), counter=waiting["number"])
    assert told["signed"] and told["price"] == 0 and told["counter"] == waiting["number"]
    assert session.offers("USA") == [] and not session.undo(), "it is answered, and that was revealed"
    assert spent(session, CHN) == 2, "who was answered with a counter-offer was not refused"
    offer, counter = log_of(session)
    assert offer["countered"] and not offer["signed"] and not offer["refused"] and counter["signed"]
    with pytest.raises(KeyError, match="no offer"):
        session.offer("USA", plain_draft(session, "USA", "CHN"), counter=99)


def test_a_persons_counter_must_answer_somebody() -> None:
    session = talk({"CHN": Speaker(USA)}, seat="USA")
    (waiting,) = session.offers("USA")
    told = session.offer("USA", plain_draft(session, "USA", "GBR"), counter=waiting["number"])
    assert told["objection"] == "not_a_counter" and len(session.offers("USA")) == 1


def test_a_strategy_counters_a_person_at_once() -> None:
    session = talk({"CHN": Speaker(counters=True)}, seat="USA")
    told = session.offer("USA", plain_draft(session, "USA", "CHN"))
    assert told["countered"] and not told["signed"] and spent(session, USA) == 2
    (waiting,) = session.offers("USA")
    assert waiting["from"] == CHN and waiting["counter"] == 0
    dear = session.offer("USA", plain_draft(session, "USA", "CHN"), counter=waiting["number"])
    assert dear["price"] == 2 and dear["countered"], "a counter to a counter has its price"
    (last,) = session.offers("USA")
    assert session.talks().log[last["number"]]["price"] == 2
    session.answer("USA", last["number"], True)
    log = log_of(session)
    assert [entry["signed"] for entry in log] == [False, False, False, True]
    assert session.world.deals.quarters_left[0, 0] == 8


@pytest.fixture
def haggled() -> Session:
    """A quarter under way in which a person countered, was countered, and has not answered."""
    session = talk({"CHN": Speaker(USA, counters=True)}, seat="USA", watch=chronicle).advance()
    (waiting,) = session.offers("USA")
    session.offer("USA", plain_draft(session, "USA", "CHN"), counter=waiting["number"])
    session.offer("USA", plain_draft(session, "USA", "GBR"))
    return session


def test_a_persons_counter_is_saved_and_replayed(haggled: Session, tmp_path: Path) -> None:
    speaker = haggled.cast[CHN]
    again = load(save(haggled, tmp_path / "game.json"), strategies=[speaker])
    assert json.dumps(again.talks().log) == json.dumps(haggled.talks().log)
    assert [o["number"] for o in again.offers("USA")] == [o["number"] for o in haggled.offers("USA")]
    number = haggled.offers("USA")[0]["number"]
    for session in (haggled, again):
        session.answer("USA", number, True)
        session.advance(2)
    assert differences(haggled.world, again.world) == [] and haggled.records == again.records
    path = save(haggled, tmp_path / "game.json")
    assert replay(path).same
    record = talk({}, seat="USA")
    for quarter in json.loads(json.dumps(haggled.records)):
        record.advance_recorded(quarter)
    assert differences(record.world, haggled.world) == []
    branch = haggled.branch(2)
    (waiting,) = branch.offers("USA")
    assert waiting["from"] == CHN


# what is put before a person, and what its office answers


class Wooer(Strategy):
    """Offers the first seat money, the more the higher its own number."""

    name = "wooer"
    source = "A test double."

    def propose(self, sight: Sight) -> Choice | None:
        if (sight.round > 0).any():
            return None
        offer = draft(sight, np.zeros(sight.rows, int), "money", 1.0)
        first = np.arange(names.CLAUSE_SLOTS)[:, None] < 1
        giver, amount = np.where(first, sight.seat, -1.0), np.where(first, 1.0 + sight.seat, 0)
        return Choice(None, None, **{**offer, "giver": giver, "taker": np.where(first, 0.0, -1), "amount": amount})


class Keen(Speaker):
    """Signs what is worth most: offers of the Gulf."""

    def answer(self, sight: Sight) -> np.ndarray:
        return np.where(sight.offer_from == 9, 1.0, 0.0)


def wooed(**more: Any) -> Session:
    seats = ("CHN", "EUR", "GBR", "JPN")
    return talk({**dict.fromkeys(seats, Wooer()), "USA": Keen(says=1.0)}, seat="USA", **more)


def test_the_two_weightiest_offers_are_put() -> None:
    session = wooed()
    put, left = session.offers("USA"), session.left_to_office("USA")
    heaviest = sorted((*put, *left), key=lambda offer: -offer["weight"][USA])
    assert len(put) == 2 and len(left) == 2
    assert {offer["number"] for offer in put} == {offer["number"] for offer in heaviest[:2]}
    with pytest.raises(KeyError):
        session.answer("USA", left[0]["number"], True)
    session.put_offers("USA", 12)
    assert len(session.offers("USA")) == 4 and session.left_to_office("USA") == []
    session.answer("USA", left[0]["number"], True)
    with pytest.raises(ValueError, match="0 to 12"):
        session.put_offers("USA", 13)


def test_what_a_person_does_not_answer_its_office_does() -> None:
    yes, no = talk({"CHN": Speaker(USA), "USA": Speaker(says=1.0)}, seat="USA"), talk({"CHN": Speaker(USA)}, seat="USA")
    assert [session.offers("USA")[0]["office"] for session in (yes, no)] == [{USA: True}, {USA: False}]
    (signed,), (refused,) = log_of(yes), log_of(no)
    assert signed["signed"] and signed["office"] == [USA] and refused["refused"] and refused["office"] == [USA]
    said = talk({"CHN": Speaker(USA), "USA": Speaker(says=1.0)}, seat="USA")
    said.answer("USA", said.offers("USA")[0]["number"], False)
    (declined,) = log_of(said)
    assert declined["refused"] and declined["office"] == []


def test_an_office_on_hold_says_no() -> None:
    session = talk({"CHN": Speaker(USA), "USA": Speaker(says=1.0)}, seat="USA")
    session.delegate("USA", "hold")
    (entry,) = log_of(session)
    assert entry["refused"] and not entry["signed"]


def test_limits_are_saved_and_answers_too(tmp_path: Path) -> None:
    session = wooed()
    session.put_offers("USA", 3)
    session.answer("USA", session.offers("USA")[2]["number"], True)
    again = load(save(session, tmp_path / "game.json"), strategies=[Wooer(), Keen()])
    assert again.limits == {USA: 3} and again.replies == session.replies
    assert differences(session.advance().world, again.advance().world) == []


def test_two_people_answer_one_offer_each_for_itself() -> None:
    class Both(Speaker):
        def propose(self, sight: Sight) -> Choice | None:
            return None if (sight.round > 0).any() else draft(sight, np.array([[USA], [EUR]]))

    for answers, signed in (((True, True), True), ((True, False), False)):
        session = play(people=["USA", "EUR"], cast={"CHN": Both()})
        for seat, yes in zip(("USA", "EUR"), answers, strict=True):
            session.answer(seat, session.offers(seat)[0]["number"], yes)
        assert session.advance().records[-1]["talks"][0]["signed"] is signed


def test_a_world_that_is_over_is_not_talked_in() -> None:
    batch = play(numbers=[1, 2], everybody=Anything(3, talkative=1.0)).advance(1)
    over = np.array([True, False])
    batch.world = replace(batch.world, finished=over, ending=np.where(over, 0, -1).astype(np.int8))
    assert not any(price[:, 0].any() for price in batch.talks().price)
    assert any(price[:, 1].any() for price in batch.talks().price)


# what the strategies of the roster ask for


def chance(session: Session, entry: dict[str, Any], seat: int, proposer: int) -> float:
    """How likely a seat would sign the terms of an offer if another had made it."""
    terms = recorded_offer(entry["terms"], proposer, len(session.seat_index), 1)
    offer = {f"offer_{name}": getattr(terms, name) for name in ("inspection", *CLAUSES)} | {"offer_from": terms.by}
    world = session.world
    found = chance_of(session.game, world, session.standing, offer, np.array([seat]), np.array([0]))
    return float(found.total[0])


def test_governments_and_firms_counter_to_their_own_good() -> None:
    better = []
    for seed in range(1, 6):
        session = new_game(seed=seed, strict=True, watch=False)
        for _ in range(16):
            log = session.talks().log
            for entry in log:
                if "counter" not in entry:
                    continue
                asked = log[entry["counter"]]
                better.append(
                    chance(session, entry, entry["from"], asked["from"])
                    - chance(session, asked, entry["from"], asked["from"])
                )
                assert asked["from"] in entry["terms"]["parties"] and not asked["answers"][entry["from"]]
            session.advance()
    assert len(better) >= 20 and min(better) > 0 and any(entry["signed"] for entry in log_with_counters(session))


def log_with_counters(session: Session) -> list[dict[str, Any]]:
    return [entry for record in session.records for entry in record["talks"] if "counter" in entry]


def test_doctrines_form_clubs_of_three_at_the_price_of_three_and_sound_them_out() -> None:
    clubs, soundings, signed = [], [], 0
    for seed in range(1, 5):
        session = new_game(seed=seed, strict=True, watch=False).advance(16)
        for record in session.records:
            clubs += [e for e in record["talks"] if len(e["terms"]["parties"]) == 3 and "renews" not in e]
            soundings += [e for e in record["talks"] if "sounded" in e]
    for club in clubs:
        whole = {clause["kind"] for clause in club["terms"]["clauses"]} >= {"safety_accord", "recognition"}
        if "sounded" not in club and "counter" not in club:
            assert club["price"] == 3 and whole, "one more for the third party"
        signed += club["signed"]
    assert len(clubs) >= 5 and signed >= 1 and len(soundings) >= 5
    assert all(1 <= len(entry["sounded"]) <= 2 for entry in soundings)


# firms

GOODS = {"NVIDIA": "supply", "MICROSOFT": "cloud", "OPENAI": "licence", "MISTRAL": "open", "XAI": "merger"}


@pytest.mark.parametrize("firm", GOODS)
@pytest.mark.parametrize("buyer", ["GULF", "GOOGLE"])
def test_a_person_in_a_firms_seat_offers_what_the_firm_sells(firm: str, buyer: str) -> None:
    if GOODS[firm] == "merger" and buyer == "GULF":
        buyer = "OPENAI"
    session = new_game(seat=firm, seed=3, watch=False)
    template = next(t for t in deal_templates(session, firm, buyer) if t.key == GOODS[firm])
    view = deal_view(session, firm, template.draft)
    assert view.reason == "" and 0 <= view.together <= 1
    told = session.offer(firm, template.draft)
    assert "objection" not in told and told["price"] == 2 and session.seat_index[buyer] in told["answers"]


@pytest.mark.parametrize("firm", GOODS)
def test_a_person_in_a_firms_seat_is_asked_for_what_the_firm_sells(firm: str) -> None:
    class Buyer(Strategy):
        name, source = "buyer", "A test double."

        def propose(self, sight: Sight) -> Choice | None:
            wanted = {"supply": "supply_chips", "cloud": "compute_access", "open": "open_release"}
            offer = draft(sight, np.full(sight.rows, session.seat_index[firm]), wanted.get(GOODS[firm], GOODS[firm]))
            return offer if (sight.round == 0).all() else None

    session = play(people=[firm], cast={"GOOGLE": Buyer()})
    (waiting,) = session.offers(firm)
    session.answer(firm, waiting["number"], True)
    assert session.advance().records[-1]["talks"][0]["signed"]


def test_rich_firms_offer_to_buy_one_at_home_that_runs_out_of_money() -> None:
    session = new_game(seed=2, strict=True, watch=False)
    weak = session.seat_index["XAI"]
    bids = []
    for _ in range(8):
        cash = session.world.cash.copy()
        cash[weak] = 0.01
        session.world = replace(session.world, cash=cash)
        for entry in session.talks().log:
            (sold,) = [c for c in entry["terms"]["clauses"] if c["kind"] == "merger"] or [None]
            if sold is not None:
                assert sold["giver"] == weak and set(entry["terms"]["parties"]) == {weak, sold["taker"]}
                if "counter" not in entry:
                    bids.append(entry)
                    assert sold["taker"] == entry["from"] and entry["answers"].keys() == {weak}
        session.advance()
        if not session.world.alive[weak - session.game.setting.nation_seats, 0]:
            break
    assert bids
