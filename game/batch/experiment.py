"""The file of an experiment, or the same from the command line, and everything that may be wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, Tag

from agents.columns import columns_of
from game.batch import design as designs
from game.limits import Among, Count, Number, Part, Text, Within, means, one_of
from game.mistakes import Mistake, ScenarioError, mistakes, outside, refuse, unknown
from game.orders import Orders
from game.scenario import Scenario, load
from game.scenario_files import found, read_toml
from game.scenario_schema import Format
from game.scenario_tables import CODES, NATION_AXES, places

FORMAT = 1
TABLES = ("experiments", "quarters", "seats", "deals", "failures")
"""Tables that a batch can write."""
ALONE = "as_cast"
"""Name of the arm of an experiment without arms."""
WHOLE = "scenario"
"""Word for the whole range that the scenario allows."""
ORDERS = "orders."
"""How the name of a varied order begins: orders.SEAT.FIELD, then its places."""
MOST_RUNS = 100_000_000
MOST_POINTS = 1_000_000
MOST_VARIED = 64

Level = Annotated[Annotated[Number, Tag("number")] | Annotated[str, Tag("word")], one_of("a number or a word")]


class ExperimentError(ScenarioError):
    """Mistakes in an experiment, a line each."""


class Order(Part):
    """An order that stays pinned from the start of every game; the seat's strategy works around it."""

    seat: Text = means("who orders")
    field: Text = means("which line of the order sheet")
    at: list[str] = means("names of the places along the axes of the field after the first", [])
    value: Level = means("the level, or its word where the field has words")

    @property
    def level(self) -> float:
        """The level as a number."""
        return float(CODES[self.field].index(self.value)) if isinstance(self.value, str) else self.value

    def cell(self, scenario: Scenario) -> tuple[int, ...]:
        """Where in the seat's line the order stands."""
        known = places(scenario.resolved)
        return tuple(known[axis].index(name) for axis, name in zip(self._axes, self.at, strict=True))

    @property
    def _axes(self) -> tuple[str, ...]:
        return columns_of(Orders)[self.field].axes[1:]


class Arm(Part):
    """A named bundle that is compared with the other arms under the same luck."""

    strategies: dict[str, str] = means("strategy by seat; all other seats are played as the scenario says", {})
    parameters: dict[str, Number] = means("numbers of the rules", {})
    orders: list[Order] = means("pinned orders", [])


class Values(Part):
    """A list of values."""

    values: Annotated[list[Number], Count(1, 10_000)] = means("the values")


Varied = Annotated[
    Annotated[list[Number], Tag("list")] | Annotated[str, Tag("word")] | Annotated[Values, Tag("table")],
    one_of(f"a range such as [0.5, 2], the word {WHOLE!r}, or {{ values = [0.5, 1, 2] }}"),
]


class Design(Part):
    """Which points of the varied numbers are played."""

    kind: Annotated[str, Among(designs.KINDS)] = means(
        "full, random, latin, sobol or morris; full if all varied numbers have lists, else latin", None
    )
    points: Annotated[int, Within(1, MOST_POINTS)] = means(
        "points (random, latin), base sample (sobol), trajectories (morris), levels of a range (full)", None
    )


class Record(Part):
    """What is kept of every run."""

    tables: list[Annotated[str, Among(TABLES)]] = means("tables to write", list(TABLES))
    points: list[str] = means("seats whose points are written; if left out, the nations", None)


class Experiment(Part):
    """An experiment: a scenario, what is changed in it, and how often it is played."""

    format: Format = means("version of the file format, 1")
    title: str = means("title for people", "")
    scenario: Text = means("name or file of the scenario, beside the experiment")
    quarters: Annotated[int, Within(1, 80)] = means("quarters to play, at most the scenario's", None)
    replicates: Annotated[int, Within(1, MOST_RUNS)] = means("games of every cell, each under luck of its own", 100)
    seed: Annotated[int, Within(0, 2**63 - 1)] = means("seed of the first replicate; the next have the next", 1)
    arms: Annotated[dict[str, Arm], Count(1, 1000)] = means("what is compared", {ALONE: Arm()}, validate_default=True)
    vary: Annotated[dict[str, Varied], Count(0, MOST_VARIED)] = means("numbers to vary", {})
    design: Design = means("points of the varied numbers", Design())
    record: Record = means("what is kept", Record())


@dataclass(frozen=True)
class Factor:
    """A number that is varied: a parameter of the rules, or an order if ``order`` says which.

    ``values`` are the levels of a list, None for a range.
    """

    name: str
    kind: str
    low: float
    high: float
    values: tuple[float, ...] | None
    unit: str
    order: Order | None = None


def read(path: Path) -> Experiment:
    """The experiment of a file. Raises ``ExperimentError`` with all its mistakes."""
    try:
        given = read_toml(path)
    except ScenarioError as error:
        raise ExperimentError(str(error)) from None
    return checked(given, path)


def from_options(
    scenario: str,
    *,
    vary: Sequence[str] = (),
    replicates: int = 100,
    seed: int = 1,
    design: str | None = None,
    points: int | None = None,
) -> Experiment:
    """The experiment that the options of the command line describe; ``vary`` as NAME=LOW:HIGH, NAME=1,2,3 or NAME."""
    given = {
        "format": FORMAT, "scenario": scenario, "replicates": replicates, "seed": seed,
        "vary": dict(_varied(text) for text in vary),
        "design": {key: value for key, value in (("kind", design), ("points", points)) if value is not None},
    }  # fmt: skip
    return checked(given)


def _varied(text: str) -> tuple[str, Any]:
    name, equals, told = text.partition("=")
    try:
        if not equals or told == WHOLE:
            return name, WHOLE
        low, colon, high = told.partition(":")
        if colon:
            return name, [float(low), float(high)]
        return name, {"values": [float(one) for one in told.split(",")]}
    except ValueError:
        raise ExperimentError(f"--vary takes NAME=LOW:HIGH, NAME=1,2,3 or NAME={WHOLE}, not {text!r}") from None


def checked(given: Mapping[str, Any], path: Path | None = None) -> Experiment:
    """The experiment that a table describes, checked as a whole."""
    told = dict(given)
    wrong = list(mistakes(Experiment, told))
    refuse_all(wrong, path)
    try:
        told["scenario"] = _beside(str(told["scenario"]), path)
        scenario = load(told["scenario"])
    except ScenarioError as error:
        raise ExperimentError(f"{_named(path)}: scenario: {error}") from None
    experiment = Experiment.model_validate(told)
    refuse_all(list(_misfits(experiment, scenario)), path)
    return experiment


def _beside(name: str, path: Path | None) -> str:
    """A scenario's name, or its file as seen from the experiment's folder."""
    if name.endswith(".toml"):
        return str((path.parent if path else Path()).resolve() / name)
    file = found(name, path)
    return str(file.resolve()) if path is not None and file.parent == path.parent else name


def _named(path: Path | None) -> str:
    return path.name if path else "experiment"


def refuse_all(wrong: Iterable[Mistake], path: Path | None = None) -> None:
    """Raise the error that tells all mistakes, if there are any."""
    try:
        refuse(wrong, lambda key: _named(path))
    except ScenarioError as error:
        raise ExperimentError(str(error)) from None


def scenario_of(experiment: Experiment) -> Scenario:
    """The scenario of an experiment."""
    return load(experiment.scenario)


def _misfits(experiment: Experiment, scenario: Scenario) -> Iterator[Mistake]:
    """What does not fit the scenario, or one another."""
    setting = scenario.setting
    if experiment.quarters is not None and experiment.quarters > setting.quarters:
        yield Mistake("quarters", f"is {experiment.quarters}, the scenario has {setting.quarters}")
    for name, arm in experiment.arms.items():
        yield from _of_arm(f"arms.{name}", arm, experiment, scenario)
    wrong = False
    for name, varied in experiment.vary.items():
        for mistake in _of_varied(name, varied, scenario):
            wrong = True
            yield mistake
    for place, seat in enumerate(experiment.record.points or []):
        if seat not in setting.seats:
            yield Mistake(f"record.points[{place}]", unknown(seat, setting.seats))
    if not wrong:
        yield from _of_design(experiment, factors_of(experiment, scenario))


def _of_arm(key: str, arm: Arm, experiment: Experiment, scenario: Scenario) -> Iterator[Mistake]:
    from game.start import ROSTER

    setting = scenario.setting
    for seat, strategy in arm.strategies.items():
        if seat not in setting.seats:
            yield Mistake(f"{key}.strategies.{seat}", unknown(seat, setting.seats))
        elif strategy not in ROSTER:
            yield Mistake(f"{key}.strategies.{seat}", unknown(strategy, ROSTER))
        elif ROSTER[strategy].kind not in ("any", _kind(seat, scenario)):
            played, needed = _kind(seat, scenario), ROSTER[strategy].kind
            yield Mistake(f"{key}.strategies.{seat}", f"{strategy!r} is for a {needed}, and {seat} is a {played}")
    for name, value in arm.parameters.items():
        if name in experiment.vary:
            yield Mistake(f"{key}.parameters.{name}", "is varied as well; leave it out in one place")
        elif mistake := _unfit(name, scenario) or _beyond(value, *_range(name, scenario)):
            yield Mistake(f"{key}.parameters.{name}", mistake)
    for place, order in enumerate(arm.orders):
        yield from _of_order(f"{key}.orders[{place}]", order, scenario)
        if ORDERS + ".".join((order.seat, order.field, *order.at)) in experiment.vary:
            yield Mistake(f"{key}.orders[{place}]", "is varied as well; leave it out in one place")


def _kind(seat: str, scenario: Scenario) -> str:
    return "nation" if scenario.setting.seats.index(seat) < scenario.setting.nation_seats else "firm"


def _unfit(name: str, scenario: Scenario) -> str:
    """Why a name is no number that an experiment may set; empty if it is."""
    declared = scenario.resolved["parameters"]
    if name not in declared:
        return unknown(name, declared)
    along = declared[name].get("table") or declared[name].get("axis")
    return f"has a value for every {along}; an experiment sets single numbers" if along else ""


def _range(name: str, scenario: Scenario) -> tuple[float, float]:
    low, high = scenario.resolved["parameters"][name]["range"]
    return low, high


def _beyond(value: float, low: float, high: float) -> str:
    return "" if low <= value <= high else outside(value, low, high)


def _of_order(key: str, order: Order, scenario: Scenario) -> Iterator[Mistake]:
    """What is wrong with a pinned order; of one whose field or places are wrong, the level is not told."""
    seats, columns = scenario.setting.seats, columns_of(Orders)
    standing = {name: column for name, column in columns.items() if column.idle is None and name != "budget"}
    if order.seat not in seats:
        yield Mistake(f"{key}.seat", unknown(order.seat, seats))
        return
    if order.field in columns and order.field not in standing:
        why = "its shares must sum to one" if order.field == "budget" else "it is an action, taken once"
        yield Mistake(f"{key}.field", f"{order.field} cannot be pinned: {why}")
        return
    mine = {name: c for name, c in standing.items() if _is_of(_kind(order.seat, scenario), c.axes[0])}
    if order.field not in mine:
        yield Mistake(f"{key}.field", unknown(order.field, mine))
        return
    column, known = mine[order.field], places(scenario.resolved)
    if len(order.at) != len(column.axes) - 1:
        wanted = ", ".join(column.axes[1:]) or "none"
        yield Mistake(f"{key}.at", f"must name {len(column.axes) - 1} places ({wanted}), names {len(order.at)}")
        return
    strange = False
    for place, (axis, name) in enumerate(zip(column.axes[1:], order.at, strict=True)):
        if name not in known[axis]:
            strange = True
            yield Mistake(f"{key}.at[{place}]", unknown(name, known[axis]))
    if not strange:
        yield from _of_level(f"{key}.value", order)


def _is_of(kind: str, axis: str) -> bool:
    return axis == "party" or (axis == "firm" if kind == "firm" else axis in NATION_AXES)


def _of_level(key: str, order: Order) -> Iterator[Mistake]:
    column, words = columns_of(Orders)[order.field], CODES.get(order.field)
    if isinstance(order.value, str):
        if words is None:
            yield Mistake(key, f"must be a number, is {order.value!r}")
        elif order.value not in words:
            yield Mistake(key, unknown(order.value, words))
    elif text := _beyond(order.value, column.low, column.high):
        yield Mistake(key, text)
    elif not column.dtype.startswith("float") and order.value != round(order.value):
        yield Mistake(key, f"must be a whole number, is {order.value:g}")


def _order_named(name: str, value: float = 0.0) -> Order:
    """The order of a dotted name orders.SEAT.FIELD.PLACE…"""
    seat, field, *at = [*name.removeprefix(ORDERS).split("."), ""][: name.count(".") + 1]
    return Order(seat=seat or "?", field=field or "?", at=[one for one in at if one], value=value)


def _of_varied(name: str, varied: Any, scenario: Scenario) -> Iterator[Mistake]:
    key = f"vary.{name}"
    if name.startswith(ORDERS):
        if name.count(".") < 2:
            yield Mistake(key, "an order is named orders.SEAT.FIELD and then its places")
            return
        order = _order_named(name)
        wrong = [Mistake(key, one.text) for one in _of_order(key, order, scenario) if not one.key.endswith(".value")]
        yield from wrong
        if wrong:
            return
        column = columns_of(Orders)[order.field]
        low, high = column.low, column.high
        if not column.dtype.startswith("float") and not isinstance(varied, Values):
            yield Mistake(key, "takes whole numbers: give them as { values = [...] }")
            return
    elif text := _unfit(name, scenario):
        yield Mistake(key, text)
        return
    else:
        low, high = _range(name, scenario)
    yield from _of_span(key, varied, low, high)


def _of_span(key: str, varied: Any, low: float, high: float) -> Iterator[Mistake]:
    allowed = f"the scenario allows {low:g} to {high:g}"
    if isinstance(varied, str):
        if varied != WHOLE:
            yield Mistake(key, f"must be a range, {WHOLE!r} or a list of values, is {varied!r}")
        return
    numbers = varied.values if isinstance(varied, Values) else varied
    if not isinstance(varied, Values) and (len(numbers) != 2 or numbers[0] >= numbers[1]):
        yield Mistake(key, f"a range is two numbers, the lower first, is {numbers}; {allowed}")
    elif any(not low <= number <= high for number in numbers):
        told = f"{numbers[0]:g} to {numbers[1]:g}" if varied is numbers else ", ".join(f"{n:g}" for n in numbers)
        yield Mistake(key, f"{told} is outside the range; {allowed}")
    elif len(set(numbers)) < len(numbers):
        yield Mistake(key, "a value stands there twice")


def _of_design(experiment: Experiment, factors: tuple[Factor, ...]) -> Iterator[Mistake]:
    design = experiment.design
    if not factors:
        if design.kind is not None or design.points is not None:
            yield Mistake("design", "needs numbers to vary, and there is no [vary]")
    elif designs.kind_of(design, factors) == "sobol" and design.points is not None and design.points & (design.points - 1):
        yield Mistake("design.points", f"must be a power of two for sobol, is {design.points}")
    elif designs.kind_of(design, factors) == "full" and design.points == 1 and any(f.values is None for f in factors):
        yield Mistake("design.points", "a range has at least 2 levels in a full design")
    points = designs.size(design, factors)
    if points > MOST_POINTS:
        yield Mistake("design", f"has {points:,} points, at most {MOST_POINTS:,} can be planned")
    elif (runs := points * experiment.replicates * len(experiment.arms)) > MOST_RUNS:
        yield Mistake("replicates", f"makes {runs:,} runs, at most {MOST_RUNS:,} can be planned")


def factors_of(experiment: Experiment, scenario: Scenario) -> tuple[Factor, ...]:
    """The varied numbers of an experiment, in the order of the file."""
    return tuple(_factor(name, varied, scenario) for name, varied in experiment.vary.items())


def _factor(name: str, varied: Any, scenario: Scenario) -> Factor:
    if name.startswith(ORDERS):
        order = _order_named(name)
        column = columns_of(Orders)[order.field]
        (low, high), unit, kind = (column.low, column.high), column.unit, "policy"
    else:
        order, (low, high) = None, _range(name, scenario)
        declared = scenario.resolved["parameters"][name]
        unit, kind = declared["unit"], declared.get("kind", "world")
    values = tuple(map(float, varied.values)) if isinstance(varied, Values) else None
    if not isinstance(varied, str):
        numbers = varied.values if isinstance(varied, Values) else varied
        low, high = min(numbers), max(numbers)
    return Factor(name, kind, float(low), float(high), values, unit, order)
