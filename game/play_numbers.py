"""What the numbers of the play are: unit, range, status and source of each kind, from ``assets/play/numbers.toml``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Annotated, Any, TypeVar

from pydantic import Tag, ValidationInfo

from game.limits import Among, Complete, Part, Range, Status, Text, means, one_of, refused
from game.mistakes import mistakes, outside, refuse
from game.paths import asset
from game.quantities import MEASURES, PAIRS
from game.scenario_files import read_toml

UNITS = {name: quantity.unit for known in (PAIRS, MEASURES) for name, quantity in known.items()}
"""Unit of every quantity of a seat or a pair."""
ELSEWHERE = ("measure", "order", "effect")
"""Whose range a number has that has none of its own."""
KINDS = {
    "occasions": ("weight", "quiet", "mark", "full", "price", "order", "amount"),
    "ladders": (
        "weight", "mark", "full", "hindrance", "tension", "trust", "amount", "step_down", "standing", "rupture",
        "rupture_channels", "terms_quarters", "quiet_quarters", "rupture_quarters",
    ),
    "goals": ("floor", "aim", "points", "beating", "signs"),
    "questions": ("weight", "mark", "full", "then", "analysts", "chances"),
}  # fmt: skip
"""Kinds of numbers in each file of the play."""
RangeOrName = Annotated[
    Annotated[Range, Tag("list")] | Annotated[Annotated[str, Among(ELSEWHERE)], Tag("word")],
    one_of(f"two numbers, or one of {', '.join(ELSEWHERE)}"),
]


class Provenance(Part):
    """How well an entry knows one of its numbers, if otherwise than the rest of their kind."""

    status: Status = means("how well it is known")
    source: Text = means("where it comes from")


class Kind(Provenance):
    """A kind of numbers."""

    unit: Text = means("unit")
    range: RangeOrName = means("lowest and highest value")
    rule: Text = means("file under `game/rules` that reads it")
    moves: list[Text] = means("what a change of it moves first")
    meaning: Text = means("what it says")


class Numbers(Part):
    """The file of the kinds of numbers."""

    format: int
    ranges: Annotated[dict[str, Range], Complete(sorted(set(UNITS.values())))]
    occasions: Annotated[dict[str, Kind], Complete(KINDS["occasions"])]
    ladders: Annotated[dict[str, Kind], Complete(KINDS["ladders"])]
    goals: Annotated[dict[str, Kind], Complete(KINDS["goals"])]
    questions: Annotated[dict[str, Kind], Complete(KINDS["questions"])]


Of = TypeVar("Of", bound=Part)


def within_quantity(given: Of, keys: tuple[str, ...], name: str, info: ValidationInfo, *above: str) -> Of:
    """The same, if the numbers at these keys keep within the range of a quantity, or of a goal on one."""
    low, high = (info.context or {})["ranges"][name]
    numbers = {key: value for key in keys if (value := getattr(given, key)) is not None}
    if told := {(*above, key): outside(value, low, high) for key, value in numbers.items() if not low <= value <= high}:
        raise refused(told)
    return given


@lru_cache(maxsize=1)
def read_numbers() -> dict[str, Any]:
    """The file, checked."""
    content = read_toml(asset("play", "numbers.toml"))
    refuse(mistakes(Numbers, content), lambda key: "numbers.toml")
    return content


def stated(file: str, goals: Mapping[str, Iterable[str]] | None = None) -> dict[str, Any]:
    """What the check of a file of the play goes by: the ``numbers`` of its kinds and the range of every quantity.

    For the file of marks ``goals`` says on which quantities each goal is written.
    """
    numbers = read_numbers()
    ranges = {}
    for name, quantities in ({name: [name] for name in UNITS} if goals is None else goals).items():
        ends = [numbers["ranges"][UNITS[quantity]] for quantity in quantities]
        ranges[name] = [min(low for low, _ in ends), max(high for _, high in ends)]
    return {"numbers": numbers.get(file, {}), "ranges": ranges}
