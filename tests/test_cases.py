"""The casebook: numbered cases that a designer can check by head, each given, ordered, expected and explained in data.

A case either calls one rule (``[call]``: ``of``, arguments by name, ``p`` its parameters) or plays quarters
(``[given]``: ``scenario``, ``quarters``, ``params``, ``world``, ``standing``; ``[orders.SEAT]``). Places are named:
``restriction[N01, N02, top]``. Each ``[[expect]]`` compares ``what`` by ``is`` (equal, about, more, less, at_least,
at_most) with ``value``, or with the same place ``than = "without"`` the orders or ``"before"`` the quarters; or it
names the ``objection`` that the orders of a ``seat`` meet. ``why`` says it in a sentence.
"""

from __future__ import annotations

import importlib
import inspect
import operator
import re
import tomllib
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from players import play

from agents.breakdown import Breakdown
from agents.columns import AXES, columns_of
from game import names
from game.orders import Orders
from game.session import Session
from game.world import World

FOLDER = Path(__file__).parent / "cases"
CASES = sorted(FOLDER.glob("*.toml"))
RULES = {path.stem for path in (Path(__file__).parents[1] / "game" / "rules").glob("*.py")} - {"__init__", "sizes"}
COLUMNS = {**columns_of(World), **columns_of(Orders)}
TESTS = {
    "equal": operator.eq,
    "more": operator.gt,
    "less": operator.lt,
    "at_least": operator.ge,
    "at_most": operator.le,
    "about": lambda a, b: np.isclose(a, b, rtol=1e-9, atol=1e-12),
}
PLACES = {
    "channel": names.CHANNELS,
    "line": names.LINES,
    "sector": names.SECTORS,
    "constituency": names.CONSTITUENCIES,
}


def read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def place_of(axis: str, word: str, session: Session) -> Any:
    setting, axis = session.game.setting, AXES.get(axis, axis)
    if word == "*":
        return slice(None)
    if word.isdigit():
        return int(word)
    words = {"nation": setting.nations, "firm": setting.firms, "seat": setting.seats, **PLACES}.get(axis)
    if words is None and axis == "body":
        words = [body["key"] for body in setting.bodies]
    assert words is not None and word in words, f"no {axis} is called {word!r}"
    return list(words).index(word)


def parts(what: str, session: Session, skip: int = 0) -> tuple[str, tuple[Any, ...]]:
    """Name of a column and the index of a place in it."""
    name, _, inside = what.partition("[")
    words = [word.strip() for word in inside.rstrip("]").split(",")] if inside else []
    return name, tuple(
        place_of(axis, word, session) for axis, word in zip(COLUMNS[name].axes[skip:], words, strict=True)
    )


def value_at(what: str, session: Session) -> np.ndarray:
    if what.startswith("why."):
        _, quantity, cause = what.split("[")[0].split(".")
        row = re.search(r"\[(\w+)\]", what)
        amount = session.why[quantity].causes[cause]
        return amount[place_of("nation", row[1], session)] if row else amount
    if what.startswith("score["):
        return session.score()[session.seat_index[what[6:-1]]]
    name, place = parts(what, session)
    state = session.world if name in columns_of(World) else session.standing
    return np.asarray(getattr(state, name)[place])


def started(given: dict[str, Any], people: list[str]) -> Session:
    session = play(given["scenario"], overrides=given.get("params"), people=people)
    for state in ("world", "standing"):
        for what, level in given.get(state, {}).items():
            if what == "deals":
                session.world = replace(session.world, deals=signed(session, level))
                continue
            name, place = parts(what, session)
            array = getattr(getattr(session, state), name).copy()
            array[place] = level
            setattr(session, state, replace(getattr(session, state), **{name: array}))
    return session


def signed(session: Session, deal: dict[str, Any]) -> Any:
    """The treaty book with one deal of one clause in its first slot."""
    terms, seats = session.world.deals, list(session.game.setting.seats)
    values = deal | {
        "kind": names.CLAUSE[deal["kind"]],
        "giver": seats.index(deal["giver"]),
        "taker": seats.index(deal["taker"]),
        "channel": names.CHANNELS.index(deal["channel"]),
    }
    new = {}
    for name, value in values.items():
        new[name] = getattr(terms, name).copy()
        if name == "party":
            new[name][0, [seats.index(seat) for seat in value]] = True
        else:
            new[name][0 if name in ("quarters_left", "renewed") else (0, 0)] = value
    return replace(terms, **new)


def ordered(session: Session, orders: dict[str, dict[str, Any]]) -> dict[str, list[str]]:
    """Submit the orders of a case; kinds of objections by seat."""
    found = {}
    for seat, fields in orders.items():
        sheet: dict[str, Any] = {}
        for what, level in fields.items():
            name, place = parts(what, session, skip=1)
            if place:
                sheet.setdefault(name, {})[place] = level
            else:
                sheet[name] = level
        found[seat] = [objection.kind for objection in session.submit(seat, sheet)]
    return found


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case(path: Path) -> None:
    case = read(path)
    if "call" in case:
        called(case)
    else:
        played(case)


def plain(value: Any) -> Any:
    if isinstance(value, Breakdown):
        return plain(value.total)
    if isinstance(value, tuple | list):
        return [plain(part) for part in value]
    if isinstance(value, Fraction):
        return float(value)
    return np.asarray(value).astype(float).tolist()


def called(case: dict[str, Any]) -> None:
    call = dict(case["call"])
    module, function = call.pop("of").rsplit(".", 1)
    rule = getattr(importlib.import_module(f"game.rules.{module}"), function)
    given = {}
    for name, value in call.items():
        if name == "p":
            given[name] = SimpleNamespace(**{key: np.asarray(number) for key, number in value.items()})
        elif isinstance(value, dict):
            given[name] = {key: np.asarray(number) for key, number in value.items()}
        else:
            annotation = inspect.signature(rule).parameters[name].annotation
            given[name] = np.asarray(value) if "Array" in str(annotation) else value
    for expected in case["expect"]:
        found = plain(rule(**given))
        wanted = np.asarray(expected["value"], float)
        assert np.shape(found) == wanted.shape and np.allclose(found, wanted, rtol=1e-9, atol=1e-12), (
            case["why"],
            found,
        )


def played(case: dict[str, Any]) -> None:
    orders, quarters = case.get("orders", {}), case["given"].get("quarters", 1)
    session = started(case["given"], list(orders))
    before = {e["what"]: value_at(e["what"], session) for e in case["expect"] if e.get("than") == "before"}
    objections = ordered(session, orders)
    without = started(case["given"], list(orders)).advance(quarters)
    session.advance(quarters)
    wanted = {(e["seat"], e["objection"]) for e in case["expect"] if "objection" in e}
    assert {(seat, kind) for seat, kinds in objections.items() for kind in kinds} == wanted, case["why"]
    for expected in case["expect"]:
        if "objection" in expected:
            continue
        what = expected["what"]
        other = {
            "before": lambda what=what: before[what],
            "without": lambda what=what: value_at(what, without),
            "": lambda: None,
        }[expected.get("than", "")]()
        found, other = value_at(what, session), expected["value"] if other is None else other
        assert np.all(TESTS[expected["is"]](found, other)), (case["why"], what, found, other)


def test_every_case_is_numbered_and_explained() -> None:
    assert [int(path.stem.split("-")[0]) for path in CASES] == list(range(1, len(CASES) + 1))
    assert len(CASES) >= 25
    for path in CASES:
        case = read(path)
        assert set(case["rules"]) <= RULES and case["expect"], path.stem
        assert case["why"].endswith(".") and case["why"].count(". ") == 0, f"{path.stem}: one sentence"


def test_every_rule_file_has_a_case() -> None:
    assert RULES - {rule for path in CASES for rule in read(path)["rules"]} == set()
