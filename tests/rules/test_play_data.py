"""The data files of the play: names and numbers only, checked, with words for all of them."""

from __future__ import annotations

import copy
import re
import tomllib
from typing import Any

import pytest

from game import names
from game.mistakes import mistakes
from game.paths import asset
from game.play_numbers import Numbers, read_numbers, stated
from game.playbook import quantities
from game.playbook_schema import FILES
from game.quantities import MEASURES, PAIRS
from game.rules.crises import PAIR_FORMULAS
from game.rules.measures import FORMULAS
from game.rules.sizes import EFFECTS, OCCASIONS

NAMED = ("occasions", "ladders", "goals")


def data(name: str) -> dict[str, Any]:
    return tomllib.loads(asset("play", f"{name}.toml").read_text(encoding="utf-8"))


def words(name: str) -> dict[str, Any]:
    return tomllib.loads(asset("text", "en", f"{name}.toml").read_text(encoding="utf-8"))


def test_every_quantity_has_a_formula() -> None:
    assert list(FORMULAS) == list(MEASURES)
    assert list(PAIR_FORMULAS) == list(PAIRS)


def test_there_are_occasions_six_ladders_and_twelve_decks() -> None:
    occasions = data("occasions")["occasion"]
    assert len(occasions) == OCCASIONS
    assert [occasion["key"] for occasion in occasions[:20]][:2] == ["order_book", "twenty_signatures"]
    assert occasions[19]["key"] == "margin_call", "the twenty of the play rules come first"
    assert len(data("ladders")["ladder"]) == 6
    assert len(data("goals")["goals"]) == 12


def leaves(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [leaf for part in value.values() for leaf in leaves(part)]
    if isinstance(value, list):
        return [leaf for part in value for leaf in leaves(part)]
    return [value]


@pytest.mark.parametrize("name", NAMED)
def test_data_holds_names_and_numbers_only(name: str) -> None:
    for leaf in leaves(data(name)):
        assert isinstance(leaf, int | float) or re.fullmatch(r"[a-z][a-z0-9_]*", leaf), leaf


LICENSE = ("occasion", 0, "option", 0)
FRAGMENT = (*LICENSE, "orders", 0)
EFFECT = (*LICENSE, "effects", 0)
GUESSED = {"status": "guessed", "source": "own"}
MISTAKES = [
    ("occasions", ("occasion", 0, "when", 0, "measure"), "backlok", "order_book.when[0].measure", "'backlog'"),
    ("occasions", ("occasion", 0, "when", 0, "full"), 100, "order_book.when[0].full", "beyond the mark 200"),
    ("occasions", ("occasion", 0, "when", 0, "at_most"), 100, "order_book.when[0]", "or at_most, and not both"),
    ("occasions", ("occasion", 0, "when", 0, "full"), 1e6, "order_book.when[0].full", "range 0 to 100000"),
    ("occasions", ("occasion", 0, "known"), {"weigth": {}}, "order_book.known.weigth", "'weight'"),
    ("occasions", ("occasion", 0, "known"), {"weight": GUESSED}, "order_book.known.weight.status", "'assumed'"),
    ("occasions", ("occasion", 0, "weight"), 1.5, "order_book.weight", "0 to 1"),
    ("occasions", ("occasion", 0, "quiet"), 0, "order_book.quiet", "1 to 40"),
    ("occasions", ("occasion", 0, "asked", 0), "emperor", "order_book.asked[0]", "known: leader"),
    ("occasions", ("occasion", 0, "default"), "license", "order_book.default", "must cost nothing"),
    ("occasions", ("occasion", 0, "default"), "refuze", "order_book.default", "'refuse'"),
    ("occasions", ("occasion", 0, "option"), [], "order_book.option", "must be 2 to 4 entries, are 0"),
    ("occasions", (*LICENSE, "price"), 13, "order_book.option.license.price", "0 to 12"),
    ("occasions", (*LICENSE, "minds", 0), "nobody", "order_book.option.license.minds[0]", "is not known"),
    ("occasions", (*FRAGMENT, "field"), "gdp", "order_book.option.license.orders[0].field", "is not known"),
    ("occasions", (*FRAGMENT, "by"), -3, "order_book.option.license.orders[0].by", "-1 to 1"),
    ("occasions", (*FRAGMENT, "to"), 1, "order_book.option.license.orders[0]", "by or to, and not both"),
    ("occasions", (*FRAGMENT, "line"), "chips", "order_book.option.license.orders[0].line", "not known here"),
    ("occasions", (*FRAGMENT, "partner"), "me", "order_book.option.license.orders[0].partner", "known: "),
    ("occasions", (*EFFECT, "effect"), "gdp", "order_book.option.license.effects[0].effect", "known: capacity"),
    ("occasions", (*EFFECT, "amount"), 40, "order_book.option.license.effects[0].amount", "-10 to 10"),
    ("ladders", ("rules", "step_down"), [1, 2], "rules.step_down", "6 entries, one a rung"),
    ("ladders", ("rules", "rupture", 5), 2, "rules.rupture[5]", "0 to 1"),
    ("ladders", ("ladder", 0, "when", 0, "measure"), "anger", "ladder.licence_row.when[0].measure", "is not known"),
    ("ladders", ("ladder", 2, "when", 0, "at_least"), 1, "two_houses.when[0].at_least", "points at a pair"),
    ("ladders", ("ladder", 0, "when", 0, "at_least"), 2, "licence_row.when[0].full", "beyond the mark"),
    ("ladders", ("ladder", 0, "or", 0, "measure"), "anger", "ladder.licence_row.or[0].measure", "is not known"),
    ("ladders", ("ladder", 0, "rung", 1, "first"), {"chips": 1}, "rung.hearing.first.chips", "known: tools"),
    ("ladders", ("ladder", 0, "rung", 1, "tension"), 1, "licence_row.rung.hearing.tension", "0 to 0.3"),
    ("ladders", ("ladder", 0, "terms", "first", "kind"), "none", "licence_row.terms.first.kind", "is not known"),
    ("goals", ("goals", "leader", "goal", 0, "measure"), "luck", "goals.leader.goal.lead.measure", "is not known"),
    ("goals", ("goals", "leader", "goal", 0, "aim"), 900, "goals.leader.goal.lead.aim", "-200 to 200"),
    ("goals", ("goals", "leader", "goal", 0, "beating"), 30, "goals.leader.goal.lead.beating", "0 to 20"),
    ("goals", ("goals", "leader", "goal", 0, "points"), 30, "goals.leader.goal", "must be [20.0, 15.0, 15.0]"),
    ("goals", ("goals", "leader", "agenda", 0, "aim"), 0, "goals.leader.agenda.first_and_far.aim", "differ from"),
    ("goals", ("goals", "leader", "agenda", 0, "points"), 5, "goals.leader.agenda.first_and_far.points", "unknown key"),
    ("marks", ("two-blocs", "N01", "lead", "aim"), "far", "two-blocs.N01.lead.aim", "must be a number"),
    ("marks", ("two-blocs", "N01", "lead", "aim"), 900, "two-blocs.N01.lead.aim", "-200 to 200"),
    ("marks", ("two-blocs", "N01", "leed"), {"floor": 0, "aim": 1}, "two-blocs.N01.leed", "'lead'"),
    ("marks", ("status",), "guessed", "status", "'assumed'"),
]


@pytest.mark.parametrize(("name", "place", "value", "key", "text"), MISTAKES, ids=lambda value: str(value)[:40])
def test_a_mistake_is_told_with_its_key(name: str, place: tuple[Any, ...], value: Any, key: str, text: str) -> None:
    raw = copy.deepcopy(data(name))
    known = stated(name, quantities(data("goals")["goals"]) if name == "marks" else None)
    assert not list(mistakes(FILES[name], raw, known))
    part = raw
    for step in place[:-1]:
        part = part[step]
    part[place[-1]] = value
    told = list(mistakes(FILES[name], raw, known))
    assert len(told) == 1, told
    assert told[0].key.endswith(key) and text in told[0].text


@pytest.mark.parametrize(
    ("place", "value", "key", "text"),
    [
        (("occasions", "weight", "range"), [1, 0], "occasions.weight.range", "wrong order"),
        (("occasions", "weight", "range"), "far", "occasions.weight.range", "'far' is not known"),
        (("occasions", "weight", "status"), "guessed", "occasions.weight.status", "'assumed'"),
        (("occasions", "weight", "source"), "", "occasions.weight.source", "is missing"),
        (("occasions", "weight", "unti"), "x", "occasions.weight.unti", "'unit'"),
        (("ranges", "count"), [1], "ranges.count", "must be two numbers"),
        (("goals",), {}, "goals", "nothing is said of floor, aim, points, beating, signs"),
    ],
)
def test_a_mistake_in_the_kinds_of_numbers_is_told(place: tuple[str, ...], value: Any, key: str, text: str) -> None:
    raw = copy.deepcopy(read_numbers())
    part = raw
    for step in place[:-1]:
        part = part[step]
    part[place[-1]] = value
    told = list(mistakes(Numbers, raw))
    assert len(told) == 1 and told[0].key == key and text in told[0].text, told


def test_every_number_of_the_play_says_how_well_it_is_known() -> None:
    for file in NAMED:
        for kind in read_numbers()[file].values():
            assert kind["status"] in names.STATUSES and len(kind["source"]) >= 3 and kind["unit"] and kind["meaning"]
    marks = data("marks")
    assert marks["status"] == "estimated" and "python -m tests.bench.goals" in marks["source"]


def test_a_deck_may_not_be_left_out() -> None:
    raw = data("goals")
    del raw["goals"]["cloud"]
    told = list(mistakes(FILES["goals"], raw, stated("goals")))
    assert [(one.key, one.text) for one in told] == [("goals", "nothing is said of cloud")]


def test_occasions_have_words() -> None:
    text = words("occasions")
    for occasion in data("occasions")["occasion"]:
        entry = text[occasion["key"]]
        assert set(entry) == {"title", "situation", *(option["key"] for option in occasion["option"])}
        for named in re.findall(r"\{(\w+)\}", entry["situation"]):
            assert named in MEASURES
        for option in occasion["option"]:
            assert set(entry[option["key"]]) == {"name", "text"}
            assert set(option.get("minds", ())) <= set(text["minds"])
    assert set(text["effects"]) == set(EFFECTS)


def test_ladders_have_words() -> None:
    text = words("ladders")
    for ladder in data("ladders")["ladder"]:
        wanted = {"title", "situation", *(rung["key"] for rung in ladder["rung"])}
        assert set(text[ladder["key"]]) == wanted | {"term_first", "term_second", "term_middle"}


def test_goals_and_endings_have_words() -> None:
    text = words("goals")
    for archetype, entry in data("goals")["goals"].items():
        for given in (*entry["goal"], *entry["agenda"]):
            assert set(text[archetype][given["key"]]) == {"name", "text"}
    assert set(words("endings")) == set(names.ENDINGS)


def test_beating_points_are_those_of_the_rules() -> None:
    goals = data("goals")["goals"]
    decks = {kind: [agenda.get("beating", 0) for agenda in entry["agenda"]] for kind, entry in goals.items()}
    assert decks["leader"] == [25, 10, 0]
    assert decks["challenger"] == [25, 10, 0]
    assert decks["frontier_lab"] == [25, 0, 15]
    assert all(goals[kind]["goal"][0]["beating"] == 20 for kind in ("leader", "challenger"))
