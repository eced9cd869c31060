"""The chronicle: each kind of event is told when it happened, and only to those who may know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from agents.breakdown import Breakdown
from agents.columns import Array, columns_of
from agents.table import Failure
from game import words
from game.chronicle import WEIGHTS, Event, chronicle, event_of, known_to, plain
from game.names import BROKEN, CLAUSE, OPEN, TOP
from game.orders import Orders
from game.play import Bargain
from game.rules.legal import Objection
from game.session import Session
from game.start import new_game
from game.views import Scene, told


def cell(array: Array, *place: Any, value: Any) -> Array:
    """A copy with one place set in the first world."""
    new = array.copy()
    new[(*place, 0)] = value
    return new


class Quarter:
    """A quarter of the flagship in which nothing happens but what a test changes."""

    def __init__(self) -> None:
        self.session: Session = new_game("two-plans-2025", seed=3, watch=False)
        self.game: Any = self.session.game
        calendar = self.game.setting.elections
        calm = int(np.argmin(calendar[:, :20].any(0)))  # a quarter without a vote
        world = self.session.world
        world = replace(world, occasion=np.full_like(world.occasion, -1), quarter=world.quarter * 0 + calm)
        self.before = self.agreed = self.after = world
        self.old = self.new = self.played = self.session.standing
        self.log: list[dict[str, Any]] = []
        self.why: dict[str, Any] = {}
        self.failures: list[Failure] = []
        self.refusals: list[Objection] = []
        self.told: list[list[Event]] = []

    def seat(self, key: str) -> int:
        return self.session.seat_index[key]

    def firm(self, key: str) -> int:
        return int(self.game.setting.firms.index(key))

    def now(self, **columns: Array) -> Quarter:
        self.after = replace(self.after, **columns)
        return self

    def was(self, **columns: Array) -> Quarter:
        self.before = replace(self.before, **columns)
        self.agreed = replace(self.agreed, **columns)
        return self

    def ordered(self, **fields: Array) -> Quarter:
        self.new = replace(self.new, **fields)
        self.played = replace(self.played, **fields)
        return self

    def events(self) -> list[Event]:
        session: Any = SimpleNamespace(
            world=self.after,
            standing=self.new,
            why=self.why,
            failures=self.failures,
            refusals=self.refusals,
            events=self.told,
        )
        talks = Bargain(self.agreed, log=self.log)
        return chronicle(self.game, self.before, talks, self.played, self.old, session)

    def one(self, kind: str) -> Event:
        found = [event for event in self.events() if event.kind == kind]
        assert len(found) == 1, [event.kind for event in self.events()]
        return found[0]

    def sentence(self, kind: str) -> str:
        scene = Scene(self.session)
        with words.strict():
            return told(scene, self.one(kind))


@pytest.fixture
def q() -> Quarter:
    return Quarter()


def test_a_quarter_without_change_has_no_events(q: Quarter) -> None:
    assert q.events() == []


# measures


def test_a_new_stance_is_one_event_for_a_pair(q: Quarter) -> None:
    usa, jpn = q.seat("USA"), q.seat("JPN")
    row = np.stack([q.game.params.stance_restrict[:, 0]], axis=-1)
    line = q.old.restriction.copy()
    line[usa, jpn] = row
    event = q.ordered(restriction=line).one("controls_tightened")
    assert event.seats == ("USA", "JPN") and event.values["now"] == "restrict" and event.secret is None
    assert len(event.values["channels"]) == 9
    assert "United States" in q.sentence("controls_tightened") and "restrict" in q.sentence("controls_tightened")


def test_eased_controls_are_told_with_their_channels(q: Quarter) -> None:
    usa, chn = q.seat("USA"), q.seat("CHN")
    held = float(q.old.restriction[usa, chn, TOP, 0])
    event = q.ordered(restriction=cell(q.old.restriction, usa, chn, TOP, value=held - 0.4)).one("controls_loosened")
    assert event.values["channels"] == ["top"] and event.values["step"] == 0.4


def test_a_change_too_small_to_notice_is_not_news(q: Quarter) -> None:
    usa, jpn = q.seat("USA"), q.seat("JPN")
    assert q.ordered(restriction=cell(q.old.restriction, usa, jpn, TOP, value=0.04)).events() == []


def test_the_same_step_towards_many_is_one_event(q: Quarter) -> None:
    targets = [q.seat(key) for key in ("IND", "GULF", "SEA", "BRA", "AFR")]
    free, barred = q.old.restriction.copy(), q.old.restriction.copy()
    free[0, targets, TOP], barred[0, targets, TOP] = 0, 0.9
    q.old = replace(q.old, restriction=free)
    event = q.ordered(restriction=barred).one("controls_tightened")
    assert event.values["targets"] == ["IND", "GULF", "SEA", "BRA", "AFR"] and event.seats[0] == "USA"
    barred[0, targets[:3], TOP] = 0
    few = [e.seats for e in q.ordered(restriction=barred).events()]
    assert few == [("USA", "BRA"), ("USA", "AFR")] or few == [("USA", "AFR"), ("USA", "BRA")]


def test_the_stated_reason_is_what_everybody_saw(q: Quarter) -> None:
    usa, chn = q.seat("USA"), q.seat("CHN")
    q.was(tension=cell(q.before.tension, usa, chn, value=0.6))
    event = q.ordered(restriction=cell(q.old.restriction, chn, usa, 8, value=1.0)).one("controls_tightened")
    assert event.values["reason"] == "answer"
    assert words.label("stated", event.values["reason"]) == "in answer to measures of the other side"


@pytest.mark.parametrize(
    ("field", "place", "value", "kind"),
    [
        ("openness", ("CHN",), 1.0, "policy"), ("safety_standard", ("EUR",), 0.9, "policy"),
        ("enforcement", ("USA",), 0.95, "policy"), ("threshold", ("USA",), 3.9, "policy"),
        ("package", ("USA", "BRA"), 0.9, "package_offered"), ("levy", ("USA", "CHN", TOP), 0.5, "levy_set"),
        ("stance", ("GBR", "CHN"), 4.0, "stance_declared"), ("lobbying", ("NVIDIA",), 0.5, "firm_policy"),
        ("release", ("OPENAI",), 3, "release_policy"), ("sales", ("ASML", "CHN"), 0.0, "market_left"),
        ("steer", ("CHN", 0), 1.0, "vote_steered"),
    ],
)  # fmt: skip
def test_orders_are_told_by_kind(q: Quarter, field: str, place: tuple[Any, ...], value: float, kind: str) -> None:
    first = q.game.lines(field)[q.seat(place[0])]
    rest = [q.seat(p) if isinstance(p, str) else p for p in place[1:]]
    array = getattr(q.old, field)
    assert float(array[(first, *rest, 0)]) != value
    q.ordered(**{field: cell(array, first, *rest, value=value)})
    event = q.one(kind)
    assert event.seats[0] == place[0] and event.secret is None
    assert q.sentence(kind)


def test_every_order_that_others_may_not_see_is_secret(q: Quarter) -> None:
    for name, declared in columns_of(Orders).items():
        if declared.known == "public" or declared.idle is not None:
            continue
        array = getattr(q.old, name)
        event = Quarter().ordered(**{name: cell(array, 0, value=declared.high)}).events()
        assert len(event) == 1 and event[0].secret == event[0].seats[:1], name
        assert known_to(event, event[0].seats[0]) == event
        assert known_to(event, "CHN") == [] == known_to(event, None), name


def test_who_watches_whom_is_known_to_the_watcher(q: Quarter) -> None:
    usa, chn, nvidia = q.seat("USA"), q.seat("CHN"), q.seat("NVIDIA")
    q.ordered(watch=cell(cell(q.old.watch, usa, chn, value=True), nvidia, chn, value=True))
    assert q.one("analysts_set").secret == ("USA",) and q.one("study_begun").secret == ("NVIDIA",)
    assert "analysts on China" in q.sentence("analysts_set")


def test_what_is_published_is_known_to_all(q: Quarter) -> None:
    usa, chn, openai = q.seat("USA"), q.seat("CHN"), q.seat("OPENAI")
    told_of = cell(cell(q.old.publish, usa, chn, value=True), openai, openai, value=True)
    closed = q.old.restriction.copy()
    closed[chn, usa] = 0.9
    q.ordered(publish=cell(told_of, q.seat("NVIDIA"), q.seat("GULF"), value=True), restriction=closed)
    for kind, seats in (
        ("finding_published", ("USA", "CHN")), ("audit_published", ("OPENAI",)), ("leak_reported", ("NVIDIA", "GULF")),
    ):
        assert q.one(kind).seats == seats and q.one(kind).secret is None
    assert "harsher than its stance" in q.sentence("finding_published")


def test_an_inspection_is_known_to_the_parties(q: Quarter) -> None:
    party = cell(cell(q.agreed.deals.party, 0, q.seat("EUR"), value=True), 0, q.seat("GBR"), value=True)
    q.was(deals=replace(q.agreed.deals, party=party))
    event = q.ordered(inspect=cell(q.old.inspect, q.seat("GBR"), 0, value=True)).one("inspection_held")
    assert event.seats == ("GBR", "EUR") and set(event.secret or ()) == {"EUR", "GBR"}


def test_a_mediator_comes_and_a_crisis_is_settled(q: Quarter) -> None:
    usa, chn, gbr = q.seat("USA"), q.seat("CHN"), q.seat("GBR")
    side = cell(cell(q.before.ladder_side, 0, 0, value=usa), 0, 1, value=chn)
    ladder, rung = cell(q.before.ladder, 0, value=0), cell(q.before.rung, 0, value=2)
    standing = {"ladder": ladder, "ladder_side": side, "rung": rung}
    q.was(**standing).now(**standing, mediator=cell(q.after.mediator, 0, value=gbr))
    assert q.one("mediation_offered").seats == ("GBR", "USA", "CHN")
    assert "between the United States and China" in q.sentence("mediation_offered")
    q.was(mediator=q.after.mediator).now(
        ladder=cell(q.after.ladder, 0, value=-1), mediator=cell(q.after.mediator, 0, value=-1),
        mediated=cell(q.after.mediated, gbr, value=1.0),
    )
    assert q.one("mediation_settled").seats == ("GBR", "USA", "CHN")


def test_buyers_may_refuse_and_accept_again(q: Quarter) -> None:
    chn, usa = q.seat("CHN"), q.seat("USA")
    refused = cell(q.old.refusal, chn, usa, 6, value=0.9)
    assert q.ordered(refusal=refused).one("imports_refused").seats == ("CHN", "USA")
    q.old, q.new = q.new, q.old
    assert q.one("imports_allowed").seats == ("CHN", "USA")


def test_a_budget_is_told_by_its_largest_shift(q: Quarter) -> None:
    budget = q.old.budget.copy()
    budget[0, 0] -= 0.1
    budget[0, 3] += 0.1
    event = q.ordered(budget=budget).one("budget_shifted")
    assert (event.values["up"], event.values["down"], event.values["points"]) == ("safety", "compute", 10.0)


# deals and houses


def deal(q: Quarter, left: int = 5, clause: str = "hotline", giver: int = -1) -> tuple[Any, int]:
    """The treaty book with a deal of the United States and China in its first slot."""
    terms = q.before.deals
    party = cell(cell(terms.party, 0, q.seat("USA"), value=True), 0, q.seat("CHN"), value=True)
    return replace(
        terms, party=party, quarters_left=cell(terms.quarters_left, 0, value=left),
        kind=cell(terms.kind, 0, 0, value=CLAUSE[clause]), giver=cell(terms.giver, 0, 0, value=giver),
    ), 0  # fmt: skip


def record(q: Quarter, signed: bool) -> dict[str, Any]:
    usa, chn = q.seat("USA"), q.seat("CHN")
    clause = {"kind": "hotline", "giver": -1, "taker": -1, "channel": -1, "amount": 1.0, "place": 0}
    terms = {"parties": [usa, chn], "quarters": 8, "inspection": 0.5, "clauses": [clause]}
    return {
        "from": usa,
        "terms": terms,
        "answers": {chn: signed},
        "signed": signed,
        "refused": not signed,
        "price": 2.0,
    }


def test_a_signature_is_public_and_a_refusal_is_not(q: Quarter) -> None:
    q.log = [record(q, True)]
    assert q.one("deal_signed").seats == ("USA", "CHN") and q.one("deal_signed").secret is None
    assert "hotline" in q.sentence("deal_signed")
    q.log = [record(q, False)]
    event = q.one("offer_refused")
    assert event.secret == ("USA", "CHN") and event.values["refused_by"] == ["CHN"]
    assert known_to([event], "EUR") == []


def test_a_deal_that_goes_on_is_not_news_and_one_that_ends_is(q: Quarter) -> None:
    going, _ = deal(q, 5)
    q.was(deals=going).now(deals=replace(going, quarters_left=cell(going.quarters_left, 0, value=4)))
    assert q.events() == []
    q = Quarter()
    ending, _ = deal(q, 1)
    q.was(deals=ending).now(deals=replace(ending, quarters_left=cell(ending.quarters_left, 0, value=0)))
    assert set(q.one("deal_ran_out").seats) == {"USA", "CHN"}


def test_a_breach_that_is_seen_names_who_broke(q: Quarter) -> None:
    terms, _ = deal(q, 5, "free_channel", q.seat("USA"))
    q.was(deals=terms)
    over = replace(
        terms, quarters_left=cell(terms.quarters_left, 0, value=0), found=cell(terms.found, 0, 0, value=True),
        state=cell(terms.state, 0, 0, value=BROKEN),
    )  # fmt: skip
    event = q.now(deals=over).one("deal_broken")
    assert event.values["by"] == ["USA"] and event.seats == ("USA", "CHN") and event.secret is None
    assert "United States" in q.sentence("deal_broken")


def test_leaving_in_the_open_names_who_left(q: Quarter) -> None:
    terms, _ = deal(q, 5)
    q.was(deals=terms).now(deals=replace(terms, quarters_left=cell(terms.quarters_left, 0, value=0)))
    q.played = replace(q.played, breach=cell(q.played.breach, q.seat("CHN"), 0, value=True))
    event = q.one("deal_left")
    assert event.seats == ("CHN", "USA") and event.values["by"] == ["CHN"]


def test_a_slot_that_is_filled_again_tells_of_the_old_deal(q: Quarter) -> None:
    terms, _ = deal(q, 1)
    q.was(deals=terms).now(deals=replace(terms, quarters_left=cell(terms.quarters_left, 0, value=6)))
    assert q.one("deal_ran_out").values["clauses"][0]["kind"] == "hotline"
    assert int(terms.state[0, 0, 0]) == OPEN


def test_bodies(q: Quarter) -> None:
    free = int(np.argmax(q.before.host[:, 0] < 0))
    brics, ind = 1, q.seat("IND")
    inside = bool(q.before.member[brics, ind, 0])
    q.now(
        host=cell(q.before.host, free, value=q.seat("CHN")),
        member=cell(q.before.member, brics, ind, value=not inside),
        standard=cell(np.minimum(q.before.standard, 0.4), 0, value=0.6),
    )
    q.was(standard=np.minimum(q.before.standard, 0.4))
    assert q.one("body_founded").seats == ("CHN",)
    assert q.one("body_left" if inside else "body_joined").seats == ("IND",)
    assert q.one("standard_set").values["body"] == q.game.setting.bodies[0]["key"]


# the race


def test_models(q: Quarter) -> None:
    lab = q.firm("DEEPSEEK")
    best = float(np.max(q.before.best))
    q.now(
        published=cell(q.before.published, lab, value=best), opened=cell(q.before.opened, lab, value=best - 1),
        trained=cell(q.before.trained, lab, value=best + 9),
    )  # fmt: skip
    assert q.one("model_released").values["behind"] == 0.0
    opened = q.one("model_opened")
    pace = max(float(q.after.pace[0]), float(q.game.params.pace_floor[0]))
    assert opened.values["behind"] == round(1 / pace, 1) and opened.values["home"] == "CHN"
    assert q.one("training_ended").secret == ("DEEPSEEK",)
    assert "at the frontier" in q.sentence("model_released")


def test_the_lead_changes_hands(q: Quarter) -> None:
    q.now(best=cell(q.before.best, q.seat("CHN"), value=float(np.max(q.before.best)) + 2))
    assert q.one("lead_changed").seats == ("CHN", "USA")


@pytest.mark.parametrize(
    ("was", "now", "kind"),
    [(0.5, 0.6, "nation_tipped"), (0.6, 0.5, "nation_untipped"), (0.4, 0.5, "near_tipping"), (0.46, 0.5, "")],
)
def test_tipping(q: Quarter, was: float, now: float, kind: str) -> None:
    shares = q.before.ecosystem.copy()
    shares[:, q.seat("BRA"), 0] = [0.1, was, 0.1, 0.8 - was]
    q.was(ecosystem=shares).now(ecosystem=cell(shares, 1, q.seat("BRA"), value=now))
    if kind:
        assert q.one(kind).seats == ("BRA", "CHN")
    else:
        assert q.events() == []


@pytest.mark.parametrize(("severity", "name"), [(1, "near_miss"), (2, "serious"), (3, "grave"), (4, "catastrophe")])
def test_incidents(q: Quarter, severity: int, name: str) -> None:
    q.now(
        incident_class=cell(q.before.incident_class, value=severity),
        incident_origin=cell(q.before.incident_origin, value=q.firm("XAI")),
    )
    event = q.one("incident")
    assert event.seats == ("XAI", "USA") and event.values["incident"] == name
    assert "xAI" in q.sentence("incident")


# politics


def test_votes(q: Quarter) -> None:
    calendar = q.game.setting.elections
    when = int(np.argmax(calendar[0]))
    q.was(quarter=q.before.quarter * 0 + when)
    q.now(approval=q.before.approval * 0 + 80)
    assert "USA" in {e.seats[0] for e in q.events() if e.kind == "election_won"}
    q.now(approval=q.before.approval * 0 + 20)
    assert "USA" in {e.seats[0] for e in q.events() if e.kind == "election_lost"}


def ladder(q: Quarter, world: Any, rung: int, kind: int = 0) -> Mapping[str, Array]:
    sides = cell(cell(world.ladder_side, 0, 0, value=q.seat("USA")), 0, 1, value=q.seat("CHN"))
    return {"ladder": cell(world.ladder, 0, value=kind), "ladder_side": sides, "rung": cell(world.rung, 0, value=rung)}


def test_a_crisis_opens_climbs_and_is_settled(q: Quarter) -> None:
    q.now(**ladder(q, q.before, 1))
    key = q.game.playbook.ladders[0]["key"]
    assert q.one("crisis_opened").seats == ("USA", "CHN") and q.one("crisis_opened").values["crisis"] == key

    q = Quarter()
    q.was(**ladder(q, q.before, 2)).now(**ladder(q, q.before, 3))
    ceilings = q.played.ceiling.copy()
    ceilings[[q.seat("USA"), q.seat("CHN")], 0] = 2
    q.played = replace(q.played, ceiling=ceilings)
    assert q.one("crisis_climbed").values["rung"] == 3

    q = Quarter()
    q.was(**ladder(q, q.before, 2))
    q.played = replace(q.played, ceiling=cell(q.played.ceiling, q.seat("CHN"), 0, value=3))
    event = q.one("crisis_settled")
    assert (event.values["winner"], event.values["loser"], event.values["rung"]) == ("CHN", "USA", 3)
    assert "United States steps down" in q.sentence("crisis_settled")

    q = Quarter()
    q.was(**ladder(q, q.before, 2))
    ceilings = q.played.ceiling.copy()
    ceilings[[q.seat("USA"), q.seat("CHN")], 0] = 0
    q.played = replace(q.played, ceiling=ceilings)
    assert q.one("crisis_settled").values["winner"] == "" and "middle" in q.sentence("crisis_settled")


def test_a_rupture(q: Quarter) -> None:
    q.was(**ladder(q, q.before, 5))
    usa, chn = q.seat("USA"), q.seat("CHN")
    q.now(rupture_left=cell(q.before.rupture_left, usa, chn, value=q.game.playbook.rupture_quarters))
    assert q.one("rupture").seats == ("USA", "CHN")


def test_a_new_crisis_in_the_slot_of_an_old_one(q: Quarter) -> None:
    q.was(**ladder(q, q.before, 2, 0)).now(**ladder(q, q.before, 1, 1))
    q.played = replace(q.played, ceiling=cell(q.played.ceiling, q.seat("USA"), 0, value=2))
    assert q.one("crisis_settled").values["winner"] == "USA"
    assert q.one("crisis_opened").values["crisis"] == q.game.playbook.ladders[1]["key"]


def test_occasions_are_known_to_their_seat(q: Quarter) -> None:
    usa = q.seat("USA")
    q.now(occasion=cell(q.before.occasion, usa, 0, value=4))
    put = q.one("occasion_put")
    assert put.secret == ("USA",) and put.values["occasion"] == q.game.playbook.occasions[4]["key"]
    q = Quarter()
    q.was(occasion=cell(q.before.occasion, usa, 0, value=4))
    q.played = replace(q.played, reply=cell(q.played.reply, usa, 0, value=1))
    answered = q.one("occasion_answered")
    assert answered.values["option"] == q.game.playbook.occasions[4]["option"][1]["key"]
    assert q.game.playbook.occasions[4]["option"][1]["key"] not in q.sentence("occasion_answered")


# economy, table, ending


def test_firms(q: Quarter) -> None:
    xai, mistral, meta = q.firm("XAI"), q.firm("MISTRAL"), q.firm("META")
    alive = cell(cell(q.before.alive, xai, value=False), mistral, value=False)
    q.now(
        alive=alive, parent=cell(q.before.parent, xai, value=meta),
        capacity=cell(q.before.capacity, q.firm("TSMC"), value=2 * float(q.before.capacity[q.firm("TSMC"), 0])),
    )  # fmt: skip
    rescue = np.zeros((len(q.game.setting.firms), 1))
    rescue[q.firm("ORACLE")] = 2.5
    q.why = {"firm_income": Breakdown.of(sales=rescue * 0, rescue=rescue)}
    assert q.one("firm_taken_over").seats == ("XAI", "META")
    assert q.one("firm_closed").seats == ("MISTRAL",)
    assert q.one("firm_rescued").seats == ("ORACLE", "USA") and q.one("firm_rescued").values["amount"] == 2.5
    assert q.one("capacity_built").seats == ("TSMC",)


def test_scarcity_begins_and_ends(q: Quarter) -> None:
    ind = q.seat("IND")
    q.was(shortage=q.before.shortage * 0, power_load=q.before.power * 0.5)
    q.now(shortage=cell(q.before.shortage * 0, ind, value=0.6), power_load=cell(q.before.power * 0.5, ind, value=1e6))
    assert q.one("shortage").seats == q.one("power_short").seats == ("IND",)
    q.before, q.after = q.after, q.before
    assert q.one("shortage_over").seats == q.one("power_found").seats == ("IND",)


def test_failures_and_refusals_are_told_once_to_their_seat(q: Quarter) -> None:
    q.failures = [Failure("USA", 0, "salesman", "decide", "ValueError: no")]
    q.refusals = [Objection("too_dear", "IND", "influence")]
    assert q.one("strategy_failed").secret == ("USA",) and q.one("orders_refused").secret == ("IND",)
    q.told, q.refusals = [q.events()], []
    q.failures = [*q.failures, Failure("CHN", 0, "hold", "answer", "ValueError: no")]
    assert [e.seats for e in q.events()] == [("CHN",)]


def test_the_end(q: Quarter) -> None:
    q.now(finished=~q.before.finished, ending=cell(q.before.ending, value=5))
    event = q.one("game_ended")
    assert event.values["ending"] == "open_commons" and q.events()[0] is not event and q.events()[0] == event


# as a whole


def test_every_kind_has_its_words_and_its_weight() -> None:
    kinds = {key.split(".")[0] for key in words.under("news")}
    assert kinds == set(WEIGHTS)
    assert all(words.has(f"news.{kind}.text") for kind in kinds)


def test_a_game_tells_the_same_twice_and_weightiest_first() -> None:
    one, two = (new_game("two-plans-2025", seed=5).advance(3) for _ in range(2))
    assert one.events == two.events
    for events in one.events:
        assert events and [e.weight for e in events] == sorted((e.weight for e in events), reverse=True)
        assert [event_of(plain(event)) for event in events] == events


def test_events_hold_plain_values() -> None:
    def check(value: Any) -> None:
        if isinstance(value, Mapping):
            assert all(isinstance(key, str) for key in value)
            value = list(value.values())
        if isinstance(value, (list, tuple)):
            for entry in value:
                check(entry)
        else:
            assert type(value) in (str, int, float, bool, type(None)), value

    session = new_game("two-plans-2025", seed=5).advance(4)
    for events in session.events:
        for event in events:
            check(plain(event))
            assert all(key in (*session.game.setting.seats, "REST") for key in event.seats)


@pytest.mark.parametrize("kind", [1, 2, 3, 4])
def test_shocks_are_told_by_kind(q: Quarter, kind: int) -> None:
    place = -1 if kind == 3 else q.seat("TWN")
    q.now(shock=cell(q.before.shock, value=kind), shock_place=cell(q.before.shock_place, value=place))
    assert q.one("shock").seats == (() if kind == 3 else ("TWN",))
    assert q.sentence("shock") != words.say("news.shock.text")


def test_shareholder_votes_are_told_once_a_year_won_or_lost() -> None:
    session = new_game(seed=5)
    setting, meeting = session.game.setting, int(session.game.params.meeting_quarter[0])
    told: dict[str, int] = {"meeting_won": 0, "meeting_lost": 0}
    for quarter in range(8):
        before = session.world
        session.advance()
        events = [event for event in session.events[-1] if event.kind in told]
        if int(setting.quarter_of_year(np.array([quarter]))[0]) != meeting:
            assert events == []
            continue
        alive = before.alive[:, 0] & session.world.alive[:, 0]
        assert {event.seats[0] for event in events} == {setting.firms[f] for f in np.flatnonzero(alive)}
        won = session.why["firm_influence"].causes["election"][:, 0] > 0
        for event in events:
            told[event.kind] += 1
            assert (event.kind == "meeting_won") == won[setting.firms.index(event.seats[0])] and event.secret is None
    assert told["meeting_won"] and told["meeting_lost"]
