"""Every number of the files of the play, with its range and what it moves, as ``numbers.toml`` says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from agents.columns import columns_of
from game import names
from game.orders import Orders
from game.play_numbers import read_numbers
from game.playbook import read_play
from game.quantities import MEASURES, PAIRS
from game.rules.sizes import EFFECT_BOUNDS

NUMBERS = read_numbers()
RAW = read_play()
WHOLE = ("quiet", "price", "terms_quarters", "quiet_quarters", "rupture_quarters")
"""Kinds of whole numbers."""
CONDITION = {"at_least": "mark", "at_most": "mark", "full": "full"}


class Number(NamedTuple):
    """One number of a file: where it stands, what kind it is, and its range."""

    file: str
    kind: str
    path: tuple[str | int, ...]
    low: float
    high: float

    @property
    def value(self) -> float:
        here: Any = RAW
        for step in self.path:
            here = here[step]
        return float(here)

    @property
    def moves(self) -> str:
        (moved,) = NUMBERS[self.file][self.kind]["moves"]
        return str(moved)


def number(file: str, kind: str, *path: str | int, ends: tuple[float, float] | None = None) -> Number:
    return Number(file, kind, path, *(ends or NUMBERS[file][kind]["range"]))


def conditions(file: str, known: dict[str, Any], way: tuple[str | int, ...], listed: list[Any]) -> Iterator[Number]:
    for place, given in enumerate(listed):
        ends = tuple(NUMBERS["ranges"][known[given["measure"]].unit])
        for key, kind in CONDITION.items():
            if key in given:
                yield number(file, kind, *way, place, key, ends=ends)


def of_occasions() -> Iterator[Number]:
    for row, occasion in enumerate(RAW["occasion"]):
        at = ("occasion", row)
        yield number("occasions", "weight", *at, "weight")
        yield number("occasions", "quiet", *at, "quiet")
        yield from conditions("occasions", MEASURES, (*at, "when"), occasion["when"])
        for place, option in enumerate(occasion["option"]):
            here = (*at, "option", place)
            if "price" in option:
                yield number("occasions", "price", *here, "price")
            for line, fragment in enumerate(option.get("orders", ())):
                column = columns_of(Orders)[fragment["field"]]
                width = column.high - column.low
                ends = (-width, width) if "by" in fragment else (column.low, column.high)
                yield number("occasions", "order", *here, "orders", line, "by" if "by" in fragment else "to", ends=ends)
            for line, effect in enumerate(option.get("effects", ())):
                bound = EFFECT_BOUNDS[effect["effect"]]
                yield number("occasions", "amount", *here, "effects", line, "amount", ends=(-bound, bound))


def of_ladders() -> Iterator[Number]:
    for key, given in RAW["rules"].items():
        places = range(len(given)) if isinstance(given, list) else given if isinstance(given, dict) else None
        for place in [()] if places is None else [(place,) for place in places]:
            yield number("ladders", key, "rules", key, *place)
    for row, ladder in enumerate(RAW["ladder"]):
        at = ("ladder", row)
        yield number("ladders", "weight", *at, "weight")
        for way in ("when", "or"):
            yield from conditions("ladders", PAIRS, (*at, way), ladder.get(way, []))
        for place, rung in enumerate(ladder["rung"]):
            for side in names.SIDES:
                for channel in rung.get(side, ()):
                    yield number("ladders", "hindrance", *at, "rung", place, side, channel)
            for key in ("tension", "trust"):
                if key in rung:
                    yield number("ladders", key, *at, "rung", place, key)
        for outcome in ladder["terms"]:
            yield number("ladders", "amount", *at, "terms", outcome, "amount")


def of_goals() -> Iterator[Number]:
    for key in ("agenda", "world"):
        yield number("goals", "points", "points", key)
    for archetype, deck in RAW["goals"].items():
        for part in ("goal", "agenda"):
            for place, given in enumerate(deck[part]):
                at = ("goals", archetype, part, place)
                ends = tuple(NUMBERS["ranges"][MEASURES[given["measure"]].unit])
                yield number("goals", "floor", *at, "floor", ends=ends)
                yield number("goals", "aim", *at, "aim", ends=ends)
                for key in ("points", "beating"):
                    if key in given:
                        yield number("goals", key, *at, key)
                for sign in given.get("signs", ()):
                    yield number("goals", "signs", *at, "signs", sign)


def of_questions() -> Iterator[Number]:
    for place in range(names.FORECASTS):
        yield number("questions", "chances", "chances", place)
    for row, question in enumerate(RAW["question"]):
        at = ("question", row)
        yield number("questions", "weight", *at, "weight")
        yield from conditions("questions", MEASURES, (*at, "when"), question["when"])
        (way,) = set(question["then"]) & set(names.THEN)
        low, high = NUMBERS["ranges"][MEASURES[question["then"]["measure"]].unit]
        yield number("questions", "then", *at, "then", way, ends=(0 if way in names.THEN[2:] else low, high))
        for end in range(2):
            yield number("questions", "analysts", *at, "analysts", end)


LISTED = [*of_occasions(), *of_ladders(), *of_goals(), *of_questions()]


def moved(one: Number) -> list[float]:
    """Where a number is moved: well towards the farther end of its range; a mark to either end and between."""
    if one.kind in ("mark", "full"):
        return [one.low, one.high, one.low + 0.6 * (one.value - one.low)]
    far = max(one.low, one.high, key=lambda end: abs(end - one.value))
    there = one.value + 0.6 * (far - one.value)
    return [float(round(there)) if one.kind in WHOLE else there]
