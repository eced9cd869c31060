"""The data files of the play: names and numbers only, checked, with words for all of them."""

from __future__ import annotations

import copy
import re
import tomllib
from typing import Any

import pytest

from game import names
from game.paths import asset
from game.playbook_schema import check_goals, check_ladders, check_occasions
from game.quantities import MEASURES, PAIRS
from game.rules.crises import PAIR_FORMULAS
from game.rules.measures import FORMULAS
from game.rules.sizes import EFFECTS, OCCASIONS
from game.scenario_schema import ScenarioError

CHECKS = {"occasions": check_occasions, "ladders": check_ladders, "goals": check_goals}


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


@pytest.mark.parametrize("name", CHECKS)
def test_data_holds_names_and_numbers_only(name: str) -> None:
    for leaf in leaves(data(name)):
        assert isinstance(leaf, int | float) or re.fullmatch(r"[a-z][a-z0-9_]*", leaf), leaf


MISTAKES = [
    ("occasions", ("occasion", 0, "when", 0, "measure"), "backlok", "order_book.when[0].measure"),
    ("occasions", ("occasion", 0, "weight"), 1.5, "order_book.weight"),
    ("occasions", ("occasion", 0, "asked", 0), "emperor", "order_book.asked"),
    ("occasions", ("occasion", 0, "default"), "license", "order_book.default"),
    ("occasions", ("occasion", 0, "option", 0, "orders", 0, "field"), "gdp", "order_book.license.orders[0].field"),
    ("occasions", ("occasion", 0, "option", 0, "orders", 0, "by"), -3, "order_book.license.orders[0].by"),
    ("occasions", ("occasion", 0, "option", 0, "orders", 0, "partner"), "me", "order_book.license.orders[0].partner"),
    ("occasions", ("occasion", 0, "option", 0, "effects", 0, "effect"), "gdp", "order_book.license.effects[0].effect"),
    ("occasions", ("occasion", 0, "option", 0, "effects", 0, "amount"), 40, "order_book.license.effects[0].amount"),
    ("ladders", ("rules", "step_down"), [1, 2], "rules.step_down"),
    ("ladders", ("ladder", 0, "when", 0, "measure"), "anger", "licence_row.when[0].measure"),
    ("ladders", ("ladder", 0, "rung", 1, "first"), {"chips": 1}, "licence_row.hearing.first"),
    ("ladders", ("ladder", 0, "terms", "first", "kind"), "none", "licence_row.terms.first.kind"),
    ("goals", ("goals", "leader", "goal", 0, "measure"), "luck", "leader.lead.measure"),
    ("goals", ("goals", "leader", "goal", 0, "beating"), 30, "leader.lead.beating"),
    ("goals", ("goals", "leader", "agenda", 0, "aim"), 0, "leader.first_and_far.aim"),
]


@pytest.mark.parametrize(("name", "place", "wrong", "key"), MISTAKES, ids=lambda value: str(value)[:40])
def test_a_mistake_is_told_with_file_and_key(name: str, place: tuple[Any, ...], wrong: Any, key: str) -> None:
    raw = copy.deepcopy(data(name))
    CHECKS[name](f"{name}.toml", raw)
    part = raw
    for step in place[:-1]:
        part = part[step]
    part[place[-1]] = wrong
    with pytest.raises(ScenarioError) as told:
        CHECKS[name](f"{name}.toml", raw)
    assert f"{name}.toml" in str(told.value)
    assert key in str(told.value)


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
