"""Views: every seat of every scenario reads plain values at the start, midway and at the end, through the fog."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from game import views, words
from game.chronicle import Event
from game.names import CHANNELS, STANCES
from game.scenario import names as scenario_names
from game.session import Session
from game.start import final_score, new_game
from game.views import window
from game.views.scene import number, percent, signed
from game.worlds import differences

SCENARIOS = [name for name, _, _ in scenario_names()]
MOMENTS = ("start", "middle", "end")


@cache
def session_at(scenario: str, moment: str) -> Session:
    if moment == "start":
        return new_game(scenario, seed=11)
    session = session_at(scenario, "start").branch()
    quarters = session.game.setting.quarters
    session.advance(quarters // 3 if moment == "middle" else 99)
    assert session.finished == (moment == "end")
    return session


def flagship(moment: str = "middle") -> Session:
    """A game of one's own, to be changed by a test."""
    return session_at("two-plans-2025", moment).branch()


def every_view(session: Session, seat: str, others: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    """Every view that a seat may open, by name."""
    for name in ("headlines", "report", "standing", "history", "crises_view", "ending_view"):
        yield name, getattr(views, name)(session, seat)
    for name in ("top_bar", "order_form", "stance_rows", "occasions_view", "offers_view", "bill"):
        yield name, getattr(views, name)(session, seat)
    for mode in views.MODES:
        yield mode, views.map_mode(session, seat, mode)
    for other in (seat, *others):
        yield "dossier", views.dossier(session, seat, other)
        templates = views.deal_templates(session, seat, other)
        yield "deal_templates", templates
        for template in templates[:2]:
            yield "deal_view", views.deal_view(session, seat, template.draft)


def check_plain(name: str, value: Any) -> None:
    """Nothing but plain values: no arrays, no numbers that are not numbers."""
    if isinstance(value, Mapping):
        assert all(isinstance(key, (str, int)) for key in value), (name, value)
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        for entry in value:
            check_plain(name, entry)
    else:
        assert type(value) in (str, int, float, bool, type(None)), (name, type(value), value)
        if isinstance(value, float):
            assert np.isfinite(value), name


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_every_seat_reads_every_view(scenario: str, moment: str) -> None:
    session = session_at(scenario, moment)
    seats = [key for key, _ in session.game.seats]
    world, standing = session.world, session.standing
    with words.strict():
        for place, seat in enumerate(seats):
            others = (seats[(7 * place + 1) % len(seats)],)
            for name, value in every_view(session, seat, others):
                check_plain(name, value)
        for mode in views.MODES:
            check_plain(mode, views.map_mode(session, None, mode))
        for name in ("headlines", "report", "standing", "history", "crises_view", "ending_view"):
            check_plain(name, getattr(views, name)(session, None))
    assert session.world is world and session.standing is standing


def test_views_are_json_and_can_be_sent() -> None:
    session = session_at("two-plans-2025", "middle")
    for name, value in every_view(session, "USA", ("CHN", "NVIDIA")):
        assert pickle.loads(pickle.dumps(value)) == value, name
        json.dumps(value, allow_nan=False)


# words


def test_no_text_is_missing_and_every_placeholder_is_known() -> None:
    """All kinds of events in all presses, filled with what the chronicle gives them."""
    session = session_at("two-plans-2025", "end")
    scene = views.Scene(session, "USA")
    with words.strict():
        for events in session.events:
            for event in events:
                for press in ("text", "home", "rival", "trade"):
                    assert views.told(scene, event, press).strip()


def test_a_missing_text_is_its_key_in_play_and_an_error_in_tests() -> None:
    assert words.say("news.nothing.text", who="x") == "news.nothing.text"
    assert "news.nothing.text" in words.missed
    with words.strict(), pytest.raises(words.MissingText, match=r"no text 'news\.nothing\.text'"):
        words.say("news.nothing.text")
    with words.strict(), pytest.raises(words.MissingText, match=r"needs a value for \{who\}"):
        words.say("news.body_founded.text")
    assert "…" in words.say("news.body_founded.text")
    with words.strict(), pytest.raises(words.MissingText, match="cause 'nothing'"):
        words.label("cause", "nothing")
    assert words.label("cause", "two_words") == "two words"


def test_one_and_many_have_forms_of_their_own() -> None:
    assert words.say("reasons.map.treaties", count=1, houses="x").startswith("1 deal;")
    assert words.say("reasons.map.treaties", count=2, houses="x").startswith("2 deals;")


def test_a_language_that_does_not_exist_is_refused() -> None:
    assert words.languages()[0] == "en"
    with pytest.raises(ValueError, match="no language 'xx'"):
        words.speak("xx")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (signed(-0.123, "0-1"), "−12 %"), (signed(0.004, "chance"), "+0.4 %"), (signed(3.14), "+3.1"),
        (signed(0.0), "0.00"), (number(-1234.4), "−1 234"), (percent(0.5), "50 %"), (number(0.0), "0"),
    ],
)  # fmt: skip
def test_numbers_for_people(text: str, value: str) -> None:
    assert text == value


def test_clauses_of_all_parties_name_them() -> None:
    session = flagship("start")
    draft = next(t for t in views.deal_templates(session, "USA", "CHN") if t.key == "accord")
    assert draft.clauses[1] == "The United States and China keep a hotline for incidents."
    assert (
        views.deal_view(session, "USA", draft.draft).gives
        == draft.clauses
        == views.deal_view(session, "USA", draft.draft).takes
    )


def test_every_codex_entry_is_whole() -> None:
    parameters = session_at("two-plans-2025", "start").game.params.names()
    with words.strict():
        for name in views.entries():
            entry = views.codex(name)
            assert entry.title and entry.sentence.endswith(".") and len(entry.text) > 100
            assert set(entry.see) <= set(views.entries()) and set(entry.parameters) <= set(parameters), name
    assert views.search("weights open")[0].name == "release"


# the top bar and the report


def test_the_bar_shows_numbers_with_change_and_causes() -> None:
    session = flagship()
    gauges = {gauge.key: gauge for gauge in views.top_bar(session, "USA")}
    assert list(gauges) == ["influence", "money", "compute", "lead", "risk", "approval"]
    before = session_at("two-plans-2025", "middle").snapshots[-2].world
    whole = {g.key: g for g in views.top_bar(session_at("two-plans-2025", "middle"), "USA")}
    assert gauges["influence"].change is None  # a branch has no past of its own
    assert whole["approval"].change == pytest.approx(float(session.world.approval[0, 0] - before.approval[0, 0]))
    assert whole["risk"].low < whole["risk"].value < whole["risk"].high and whole["risk"].causes
    assert len(whole["lead"].history) == len(session_at("two-plans-2025", "middle").snapshots)
    assert sum(c.amount for c in whole["money"].causes) == pytest.approx(whole["money"].change, abs=1e-6)


def test_risk_is_disclosed_for_labs_at_home_only() -> None:
    session = session_at("two-plans-2025", "middle")
    for seat, home in (("USA", "USA"), ("CHN", "CHN"), ("BRA", "BRA")):
        risk = next(g for g in views.top_bar(session, seat) if g.key == "risk")
        firms = [int(c.key[5:]) for c in risk.causes if c.key.startswith("firm:")]
        assert {session.game.setting.nations[session.game.setting.home[f]] for f in firms} <= {home}
        assert any(c.key == "undisclosed" for c in risk.causes)


def test_three_headlines_as_three_presses_tell_them() -> None:
    for moment in MOMENTS:
        found = views.headlines(session_at("two-plans-2025", moment), "USA")
        assert len(found) == 3
        assert all(h.home and h.rival and h.trade for h in found)
        heavy = [h for h in found if h.kind in ("deal_signed", "model_released", "controls_tightened")]
        assert all(len({h.home, h.rival, h.trade}) == 3 for h in heavy)


def test_headlines_tell_no_secrets() -> None:
    session = session_at("two-plans-2025", "middle")
    last = session.events[-1]
    session.events[-1] = [Event("offer_refused", ("CHN", "USA"), {"clauses": []}, 999, ("CHN", "USA")), *last]
    try:
        for seat in ("CHN", "EUR", None):
            assert all(h.kind != "offer_refused" for h in views.headlines(session, seat))
        kinds = {line.kind for line in views.report(session, "USA").happened}
        assert "offer_refused" in kinds
        assert "offer_refused" not in {line.kind for line in views.report(session, "EUR").happened}
    finally:
        session.events[-1] = last


def test_the_report_has_moves_in_the_order_of_asking_and_things_that_land() -> None:
    session = session_at("two-plans-2025", "middle")
    told = views.report(session, "USA")
    order = [move.seat for move in told.moves]
    firms = [key for key, kind in session.game.seats if kind == "firm"]
    assert order == sorted(order, key=lambda key: (key not in firms, session.seat_index[key])) and "USA" not in order
    assert len(told.next) >= 3 and [d.quarters for d in told.next] == sorted(d.quarters for d in told.next)
    assert all(due.date == session.game.setting.date(session.quarter + due.quarters) for due in told.next)
    assert told.date == session.game.setting.date(session.quarter - 1) and told.headline


def test_the_report_puts_first_what_bears_on_its_reader() -> None:
    """The same quarter weighs more for a seat in it, and least where only firms of others are in it."""
    session = session_at("two-plans-2025", "middle")
    homes = {key: views.Scene(session).home(key) for key, _ in session.game.seats}
    nations = [key for key, kind in session.game.seats if kind == "nation"]
    for viewer in ("USA", "BRA", "NVIDIA"):
        told = views.report(session, viewer)
        lines = [*told.happened, *(line for move in told.moves for line in move.lines)]
        assert [line.bearing for line in told.happened] == sorted((x.bearing for x in told.happened), reverse=True)
        for line in lines:
            share = line.bearing / line.weight
            if viewer in line.seats:
                assert share == pytest.approx(1.6), line
            elif homes[viewer] in (homes.get(key) for key in line.seats):
                assert share == pytest.approx(1.2), line
            elif line.seats and not set(line.seats) & set(nations) and set(line.seats) <= set(homes):
                assert share == pytest.approx(0.4), line


def test_what_the_reader_set_is_told_apart_from_what_the_doctrine_did() -> None:
    untouched = new_game("two-plans-2025", seat="USA", seed=11, watch=True).advance()
    told = views.report(untouched, "USA")
    assert not told.own and len(told.office) > 1
    played = new_game("two-plans-2025", seat="USA", seed=11, watch=True)
    assert not played.submit("USA", views.stance_orders(played, "USA", "CHN", 4))
    told = views.report(played.advance(), "USA")
    mine, office = ({line.text for line in lines} for lines in (told.own, told.office))
    assert mine and office and not mine & office
    assert all("CHN" in line.seats for line in told.own), "a stance moves what concerns its partner alone"
    assert not any(line.kind.startswith("controls") and "CHN" in line.seats for line in told.office)


def test_a_risk_that_nobody_has_reckoned_yet_is_not_shown_as_none() -> None:
    session = new_game("two-blocs", seed=3)
    seat = session.game.seats[0][0]
    for played in range(3):
        risk = next(gauge for gauge in views.top_bar(session, seat) if gauge.key == "risk")
        assert (risk.text == words.say("reasons.amount.unknown")) == (played == 0)
        assert (risk.change is None) == (played < 2)
        session.advance()


def test_the_causes_of_influence_add_up_to_its_change() -> None:
    for viewer in ("USA", "CHN", "NVIDIA"):
        gauge = views.top_bar(session_at("two-plans-2025", "middle"), viewer)[0]
        assert sum(cause.amount for cause in gauge.causes) == pytest.approx(gauge.change, abs=0.006)


def test_what_analysts_think_is_a_sentence_with_the_odds_before_and_now() -> None:
    session = session_at("two-plans-2025", "middle")
    before = session.snapshots[-2].world.odds
    lines = views.report(session, "USA").odds
    assert lines, "odds move in the middle of a game"
    for line in lines:
        seat = session.seat_index[line.seats[0]]
        change = session.world.odds[seat, :, 0] - before[seat, :, 0]
        agenda = int(abs(change).argmax())
        assert percent(float(session.world.odds[seat, agenda, 0])) in line.text
        assert percent(float(before[seat, agenda, 0])) in line.text and "your analysts think" in line.text
        assert ("less likely" in line.text) == bool(change[agenda] < 0)


# maps


@pytest.mark.parametrize("mode", views.MODES)
def test_maps_show_every_nation_and_lines_between_them(mode: str) -> None:
    session = session_at("two-plans-2025", "middle")
    nations = [key for key, kind in session.game.seats if kind == "nation"]
    for viewer in ("USA", "NVIDIA", None):
        shown = views.map_mode(session, viewer, mode)
        assert [land.seat for land in shown.nations] == nations and shown.title and shown.legend
        assert all(0 <= land.shade <= 1 and land.text for land in shown.nations)
        fills = {key.fill for key in shown.legend} | {"own", "scale"}
        assert {land.fill for land in shown.nations} <= fills
        for arc in shown.arcs:
            assert arc.kind in ("treaty", "chips", "control") and 0 < arc.weight <= 1
            assert {arc.start, arc.end} <= set(nations) and arc.start != arc.end and arc.text


def test_a_nation_that_has_not_tipped_is_hatched() -> None:
    session = flagship()
    shares = session.world.ecosystem.copy()
    shares[:, session.seat_index["BRA"], 0] = [0.5, 0.3, 0.1, 0.1]
    session.world = replace(session.world, ecosystem=shares)
    land = next(land for land in views.map_mode(session, None, "blocs").nations if land.seat == "BRA")
    assert land.fill == "swing" and land.hatch and land.ring
    shares[:, session.seat_index["BRA"], 0] = [0.7, 0.1, 0.1, 0.1]
    land = next(land for land in views.map_mode(session, None, "blocs").nations if land.seat == "BRA")
    assert land.fill == "bloc:USA" and not land.hatch


def test_an_unknown_mode_is_refused() -> None:
    with pytest.raises(ValueError, match="no map mode 'gold'"):
        views.map_mode(session_at("two-plans-2025", "start"), None, "gold")


# dossiers


def test_capability_is_told_in_quarters_and_indices_as_places() -> None:
    session = session_at("two-plans-2025", "middle")
    seats = [key for key, kind in session.game.seats if kind == "nation"]
    gains = {key: {s.key: s for s in views.dossier(session, "USA", key).stats}["prosperity"] for key in seats}
    ranked = sorted(seats, key=lambda key: -gains[key].value)
    assert [gains[key].short for key in ranked] == [f"{place}/{len(seats)}" for place in range(1, len(seats) + 1)]
    lab = next(s for s in views.dossier(session, "USA", "DEEPSEEK").stats if s.key == "published")
    behind = (session.world.best.max() - lab.value) / session.world.pace[0]
    assert lab.text == f"{behind:.1f} quarters behind" and lab.exact == f"ECI {lab.value:.1f}"
    line = window.frontier(window.moments(session, session.seat_index["USA"]))
    assert max(line["own_line"][-1], line["rival_line"][-1]) == 0 >= line["open_line"][-1]
    assert line["own_line"][-1] - line["rival_line"][-1] == pytest.approx(session.world.lead[0, 0])


def test_what_is_reported_is_marked_and_ranged_and_not_the_truth() -> None:
    session = session_at("two-plans-2025", "middle")
    chn = session.seat_index["CHN"]
    heard = {stat.key: stat for stat in views.dossier(session, "USA", "CHN").stats}
    own = {stat.key: stat for stat in views.dossier(session, "CHN", "CHN").stats}
    truth = float(session.world.chips_training[chn, 0])
    assert own["chips_training"].value == truth and not own["chips_training"].reported
    assert heard["chips_training"].reported and heard["chips_training"].value != truth
    assert heard["chips_training"].low < heard["chips_training"].value < heard["chips_training"].high
    sight = session.sight("USA").chips_training[chn, 0]
    assert heard["chips_training"].value == pytest.approx(float(sight))
    assert not heard["lead"].reported and "to" in heard["chips_training"].text


def test_secrets_open_when_the_game_ends() -> None:
    middle, end = (session_at("two-plans-2025", moment) for moment in ("middle", "end"))
    for session, known in ((middle, False), (end, True)):
        file = views.dossier(session, "USA", "CHN")
        assert any(agenda.own for agenda in file.agendas) is known
        assert (file.doctrine != "") is known
        assert all((goal.reached is not None) is known for goal in file.goals)
        assert sum(agenda.odds for agenda in file.agendas) == pytest.approx(1)
    assert any(agenda.own for agenda in views.dossier(middle, "CHN", "CHN").agendas)


def test_a_view_does_not_depend_on_what_is_hidden() -> None:
    """Another's agenda, temperament and trained models may be what they will: nobody else reads the difference."""
    session = flagship()
    one = dict(_shown(session, "USA"))
    world = session.world
    chn, lab = session.seat_index["CHN"], session.game.setting.firms.index("DEEPSEEK")
    agenda, temper, trained = world.agenda.copy(), world.temperament.copy(), world.trained.copy()
    agenda[chn], temper[chn], trained[lab] = (agenda[chn] + 1) % 3, -0.9, 999.0
    session.world = replace(
        world, agenda=agenda, temperament=temper, trained=trained, demand_shock=world.demand_shock + 1
    )
    session.bargain = None
    assert dict(_shown(session, "USA")) == one


def _shown(session: Session, seat: str) -> Iterator[tuple[str, Any]]:
    yield "dossier", views.dossier(session, seat, "CHN")
    yield "firm", views.dossier(session, seat, "DEEPSEEK")
    yield "standing", views.standing(session, seat)
    yield "bar", views.top_bar(session, seat)
    for mode in views.MODES:
        yield mode, views.map_mode(session, seat, mode)
    for template in views.deal_templates(session, seat, "CHN"):
        yield template.key, views.deal_view(session, seat, template.draft).chances


# the desk


def test_the_form_has_every_field_of_the_seat_and_no_other() -> None:
    session = flagship("start")
    for seat in ("USA", "NVIDIA"):
        form = views.order_form(session, seat)
        game: Any = session.game
        wanted = [
            name for name in game.shapes(session.standing)
            if game.lines(name)[session.seat_index[seat]] >= 0 and name not in ("reply", "doctrine", "forecast")
        ]  # fmt: skip
        assert [field.key for field in form.fields] == wanted
        for field in form.fields:
            assert field.label and field.low < field.high and field.step > 0
            assert np.shape(field.value) == np.shape(field.pinned)


def test_a_seat_without_influence_reads_why_it_cannot_move() -> None:
    session = flagship("start")
    session.world = replace(session.world, influence=session.world.influence * 0)
    for field in views.order_form(session, "USA").fields:
        if field.price and all(field.places):
            assert "Not enough influence" in field.reason, field
    session.world = replace(session.world, influence=session.world.influence + 20)
    assert all(not f.reason for f in views.order_form(session, "USA").fields if f.price and all(f.places))


def test_pins_wishes_and_the_bill_show_at_once() -> None:
    session = flagship("start")
    assert views.bill(session, "USA").spent == 0
    field = next(f for f in views.order_form(session, "USA").fields if f.key == "enforcement")
    assert session.submit("USA", {"enforcement": 0.9}) == []
    after = next(f for f in views.order_form(session, "USA").fields if f.key == "enforcement")
    assert after.value == 0.9 and after.standing == field.value and after.pinned is True and field.pinned is False
    bill = views.bill(session, "USA")
    assert (bill.moves, bill.spent) == (1, field.price) and bill.left == bill.influence - bill.spent
    assert field.extra == field.price


def test_objections_have_sentences() -> None:
    session = flagship("start")
    found = session.objections("USA", {"restriction": {(0, 3): 1.0}})
    scene = views.Scene(session, "USA")
    with words.strict():
        assert [views.objection_text(scene, o) for o in found] == ["A nation cannot take a measure against itself."]


def test_stances_are_rows_of_five_steps() -> None:
    session = flagship("start")
    rows = views.stance_rows(session, "USA")
    assert len(rows) == 13 and "USA" not in {row.partner for row in rows} and rows[0].partner == "CHN"
    assert all(row.steps == STANCES and len(row.cells) == len(CHANNELS) for row in rows)
    row = next(row for row in rows if row.partner == "JPN")
    target = 4 if row.step != 4 else 0
    before = views.bill(session, "USA").spent
    assert session.submit("USA", views.stance_orders(session, "USA", "JPN", target)) == []
    after = next(row for row in views.stance_rows(session, "USA") if row.partner == "JPN")
    assert after.step == target and not after.star and after.pinned and after.prices[target] == 0
    assert views.bill(session, "USA").spent - before == row.prices[target]
    session.submit("USA", {"restriction": {(session.seat_index["JPN"], 3): 0.5}})
    assert next(row for row in views.stance_rows(session, "USA") if row.partner == "JPN").star
    assert views.stance_rows(session, "NVIDIA") == ()


# deals, occasions, crises


def test_templates_can_be_offered_and_read_as_they_will_be_signed() -> None:
    for seat, partner in (("USA", "CHN"), ("USA", "JPN"), ("NVIDIA", "GULF"), ("OPENAI", "MISTRAL"), ("IND", "META")):
        session = flagship("start")
        session.world = replace(session.world, influence=session.world.influence * 0 + 20)
        found = views.deal_templates(session, seat, partner)
        assert found and len({template.key for template in found}) == len(found)
        for template in found[:3]:
            view = views.deal_view(session, seat, template.draft)
            assert view.clauses == template.clauses and not view.reason and view.chances[0].seat == partner
            told = session.offer(seat, template.draft)
            assert "objection" not in told, (template.key, told)
            assert told["price"] == view.price


def test_a_chance_is_the_sum_of_its_causes_and_hides_the_temper() -> None:
    session = flagship("start")
    for template in views.deal_templates(session, "USA", "CHN"):
        chance = views.deal_view(session, "USA", template.draft).chances[0]
        assert sum(cause.amount for cause in chance.causes) == pytest.approx(chance.value, abs=1e-9)
        assert chance.low <= chance.value <= chance.high and "temperament" not in {c.key for c in chance.causes}


def test_a_draft_that_cannot_be_tabled_says_why() -> None:
    session = flagship("start")
    scene = views.Scene(session, "USA")
    assert "clause" in views.deal_view(session, "USA", views.draft_of(scene, [], ("USA", "CHN"))).reason
    hotline = [{"kind": "hotline", "giver": "", "taker": "", "channel": -1, "amount": 1.0}]
    assert "partner" in views.deal_view(session, "USA", views.draft_of(scene, hotline, ("USA",))).reason
    session.world = replace(session.world, influence=session.world.influence * 0)
    session.bargain = None
    draft = views.draft_of(scene, hotline, ("USA", "CHN"))
    view = views.deal_view(session, "USA", draft)
    assert not view.affordable and "influence" in view.reason


def _with_person(scenario: str, seat: str, wanted: Callable[[Session], bool], most: int = 12) -> Session:
    session = new_game(scenario, seed=4, seat=seat)
    for _ in range(most):
        if wanted(session):
            return session
        session.advance()
    raise AssertionError("it never came to that")


def test_offers_that_wait_are_told_and_answered() -> None:
    session = _with_person("two-plans-2025", "CHN", lambda s: bool(s.offers("CHN")))
    with words.strict():
        waiting = views.offers_view(session, "CHN")
    assert waiting[0].clauses and waiting[0].answered is None and waiting[0].proposer != "CHN"
    session.answer("CHN", waiting[0].number, True)
    assert views.offers_view(session, "CHN")[0].answered is True
    session.undo()
    assert views.offers_view(session, "CHN")[0].answered is None


def test_every_occasion_has_a_situation_and_options_for_whoever_is_asked() -> None:
    session = flagship("start")
    book = session.game.playbook
    asked = {int(occasion): int(seat) for occasion, seat in book.asks.tolist()}
    assert set(asked) == set(range(len(book.occasions)))
    for place, seat in asked.items():
        occasion = np.full_like(session.world.occasion, -1)
        occasion[seat, 0, 0] = place
        session.world = replace(session.world, occasion=occasion)
        with words.strict():
            found = views.occasions_view(session, session.game.seats[seat][0])
        assert len(found) == 1 and found[0].title and "{" not in found[0].situation
        assert sum(option.default for option in found[0].options) == 1
        assert [o.default for o in found[0].options] == [o.chosen for o in found[0].options]
        assert all(option.label and option.text for option in found[0].options)


def test_a_reply_shows_as_chosen() -> None:
    session = flagship("start")
    occasion = np.full_like(session.world.occasion, -1)
    occasion[0, 0, 0] = 0
    session.world = replace(session.world, occasion=occasion)
    assert session.submit("USA", {"reply": {(0,): 1}}) == []
    assert [o.chosen for o in views.occasions_view(session, "USA")[0].options].index(True) == 1


def test_every_crisis_is_told_with_rungs_terms_and_ceilings() -> None:
    session = flagship("start")
    world, ladders = session.world, session.game.playbook.ladders
    for kind in range(len(ladders)):
        side = world.ladder_side.copy()
        side[0, :, 0] = [0, 1]
        ladder, rung = world.ladder.copy(), world.rung.copy()
        ladder[0], rung[0] = kind, 3
        session.world = replace(world, ladder=ladder, ladder_side=side, rung=rung)
        with words.strict():
            mine, theirs = views.crises_view(session, "CHN")[0], views.crises_view(session, "BRA")[0]
        assert mine.mine and len(mine.rungs) == 6 and len(mine.terms) == 3 and len(mine.ceilings) == 4
        assert mine.rung == 3 and [c.chosen for c in mine.ceilings] == [False, True, False, False]
        assert not theirs.mine and theirs.ceilings == ()


# standing and ending


def test_only_the_own_score_is_read_before_the_end() -> None:
    middle, end = (session_at("two-plans-2025", moment) for moment in ("middle", "end"))
    assert [rank.seat for rank in views.standing(middle, "USA")] == ["USA"] and views.standing(middle) == ()
    whole = views.standing(end, "USA")
    assert len(whole) > 30 and [r.points for r in whole] == sorted((r.points for r in whole), reverse=True)
    points = final_score(end).total[:, 0]
    for rank in whole:
        assert rank.points == pytest.approx(float(points[end.seat_index[rank.seat]]))
        assert sum(part.amount for part in rank.parts) == pytest.approx(rank.points, abs=1e-9) and rank.agenda


def test_the_ending_is_told_with_charts_and_marks() -> None:
    end = session_at("two-plans-2025", "end")
    told = views.ending_view(end, "USA")
    assert told.over and told.title and len(told.paragraph) > 100 and told.marks
    assert sum(test.holds for test in told.tests) == 1
    for chart in told.charts:
        assert len(chart.dates) == len(end.snapshots)
        assert chart.series and all(len(series.values) == len(chart.dates) for series in chart.series)
    middle = views.ending_view(session_at("two-plans-2025", "middle"), "USA")
    assert not middle.over and len(middle.standing) == 1


def test_views_change_nothing() -> None:
    session = flagship()
    session.talks()
    world, standing, memory = session.world, session.standing, session.memory.copy()
    list(every_view(session, "USA", ("CHN",)))
    other = flagship()
    session.advance()
    other.advance()
    assert differences(session.world, other.world) == [] and np.array_equal(session.memory, other.memory)
    assert world is not session.world and standing is not session.standing and memory.shape == session.memory.shape
