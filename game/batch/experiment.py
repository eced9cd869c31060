"""The file of an experiment, or the same from the command line, and everything that may be wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BeforeValidator, Discriminator, Tag

from agents.columns import columns_of
from game.batch import design as designs
from game.batch.numbers import declared
from game.limits import Among, Count, Number, Once, Part, Text, Within, kind, means, one_of, wrong
from game.mistakes import Mistake, ScenarioError, mistakes, refuse
from game.orders import Orders
from game.plugins import PluginError, placed, plugin_named
from game.scenario import Scenario, load
from game.scenario_files import found, read_toml
from game.scenario_schema import Format
from game.scenario_tables import CODES, places

if TYPE_CHECKING:
    from game.batch.origin import Origin

FORMAT = 1
USUAL = ("experiments", "quarters", "seats", "deals", "failures")
"""Tables that a batch writes unless told otherwise."""
TABLES = (*USUAL, "reasons")
"""Tables that a batch can write."""
ALWAYS = "failures"
"""The table that every batch writes: a run that fails is told, whatever else is kept."""
EXPLAINED = (
    "approval", "income", "influence_gained", "latent", "prosperity", "public_trust", "risk", "spending",
    "trust_received",
)  # fmt: skip
"""Quantities whose causes can be written."""
ALONE = "as_cast"
"""Name of the arm of an experiment without arms."""
WHOLE = "scenario"
"""Word for the whole range that the scenario allows."""
ORDERS = "orders."
"""How the name of a varied order begins: orders.SEAT.FIELD, then its places."""
MOST_RUNS = 100_000_000
MOST_SOUGHT = 10_000
"""Most replicates of a batch that stops by itself, if it does not say how many."""
MOST_POINTS = 1_000_000
MOST_VARIED = 64

Level = Annotated[Annotated[Number, Tag("number")] | Annotated[str, Tag("word")], one_of("a number or a word")]


class ExperimentError(ScenarioError):
    """Mistakes in an experiment, a line each."""


class Order(Part):
    """An order that stays pinned from the start of every game, or from a quarter on; the strategy works around it."""

    seat: Text = means("who orders")
    field: Text = means("which line of the order sheet")
    at: list[str] = means("names of the places along the axes of the field after the first", [])
    value: Level = means("the level, or its word where the field has words")
    since: Annotated[int, Within(1, 80)] = means("first quarter in which it stands", None, alias="from")

    @property
    def level(self) -> float:
        """The level as a number."""
        return float(CODES[self.field].index(self.value)) if isinstance(self.value, str) else self.value

    @property
    def when(self) -> tuple[str, str, tuple[str, ...], int]:
        """Seat, field and places, and the quarter from which on it stands."""
        return self.seat, self.field, tuple(self.at), self.since or 1

    def cell(self, scenario: Scenario) -> tuple[int, ...]:
        """Where in the seat's line the order stands."""
        known = places(scenario.resolved)
        return tuple(known[axis].index(name) for axis, name in zip(self._axes, self.at, strict=True))

    @property
    def _axes(self) -> tuple[str, ...]:
        return columns_of(Orders)[self.field].axes[1:]


def _unnested(given: Any) -> Any:
    """What stands for a number, unless TOML made a table of the dots in its name."""
    if isinstance(given, dict):
        raise wrong('must be a number, is a table; a name with dots stands in quotes, as in "power_added.CHN"')
    return given


class Arm(Part):
    """A named bundle that is compared with the other arms under the same luck."""

    strategies: dict[str, str] = means("strategy by seat, or FILE.py:CLASS, MODULE:CLASS; else the scenario's", {})
    parameters: dict[str, Annotated[Number, BeforeValidator(_unnested)]] = means(
        "numbers of the rules, and as start.TABLE those with which games begin", {}
    )
    orders: list[Order] = means("pinned orders", [])


class Values(Part):
    """A list of values."""

    values: Annotated[list[Number], Count(1, 10_000)] = means("the values")


Varied = Annotated[
    Annotated[list[Number], Tag("list")] | Annotated[str, Tag("word")] | Annotated[Values, Tag("table")],
    Discriminator(
        lambda given: _kind_of_varied(given),
        custom_error_type="wrong",
        custom_error_message=(
            "must be a range such as [0.5, 2], the word 'scenario', or values such as { values = [0.5, 1, 2] }; a name "
            "with dots stands in quotes"
        ),
    ),
]


def _kind_of_varied(given: Any) -> str | None:
    """What stands for a varied number; nothing that may, if it is a table of something else."""
    if isinstance(given, dict) and "values" not in given:
        return None
    return "table" if isinstance(given, Values) else kind(given)


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

    tables: Annotated[list[Annotated[str, Among(TABLES)]], Count(1, len(TABLES)), Once()] = means(
        f"tables to write, besides {ALWAYS!r}", list(USUAL)
    )
    points: Annotated[list[str], Once()] = means("seats whose points are written; if left out, the nations", [])
    reasons: Annotated[list[Annotated[str, Among(EXPLAINED)]], Count(1, len(EXPLAINED)), Once()] = means(
        "quantities whose causes are in the table reasons", list(EXPLAINED)
    )


class Stop(Part):
    """When the batch may stop before all replicates are played: as soon as the sign of a difference is settled."""

    outcome: Text = means("outcome whose paired differences from the base are looked at")
    base: Text = means("arm that the others are compared with; the first if left out", None)
    arms: Annotated[list[str], Count(1, 1000)] = means("arms that must be settled; all others if left out", None)
    confidence: Annotated[Number, Within(0.5, 0.9999)] = means("confidence with which all these signs hold", 0.95)
    least: Annotated[int, Within(2, MOST_RUNS)] = means("replicates before the first look", 50)


class Experiment(Part):
    """An experiment: a scenario or a saved game, what is changed in it, and how often it is played."""

    format: Format = means("version of the file format, 1")
    title: str = means("title for people", "")
    scenario: Text = means("name or file of the scenario, beside the experiment", None)
    save: Text = means("instead of a scenario, a saved game from which the games go on, beside the experiment", None)
    quarter: Annotated[int, Within(1, 80)] = means("first quarter of the save that is played anew", None)
    own: list[Text] = means(
        "strategies that are no part of the game and play in the save: FILE.py:CLASS, MODULE:CLASS", [], alias="with"
    )
    quarters: Annotated[int, Within(1, 80)] = means("quarters in all, at most the scenario's", None)
    replicates: Annotated[int, Within(1, MOST_RUNS)] = means(
        f"games of every cell, each under luck of its own; with [stop] the most, {MOST_SOUGHT:,} if left out", 100
    )
    seed: Annotated[int, Within(0, 2**63 - 1)] = means("seed of the first replicate; the next have the next", 1)
    arms: Annotated[dict[str, Arm], Count(1, 1000)] = means("what is compared", {ALONE: Arm()}, validate_default=True)
    vary: Annotated[dict[str, Varied], Count(0, MOST_VARIED)] = means("numbers to vary", {})
    design: Design = means("points of the varied numbers", Design())
    record: Record = means("what is kept", Record())
    stop: Stop = means("when to stop before all replicates are played", None)


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


def checked(given: Mapping[str, Any], path: Path | None = None) -> Experiment:
    """The experiment that a table describes, checked as a whole."""
    told = dict(given)
    refuse_all([*_ill_begun(told), *mistakes(Experiment, told)], path)
    if "stop" in told and "replicates" not in told:
        told["replicates"] = MOST_SOUGHT
    experiment = Experiment.model_validate(_found(told, path))
    scenario = begin_of(experiment, path)[0]
    from game.batch.misfits import misfits

    folder = path.parent if path else Path()
    experiment = renamed(experiment, lambda strategy: placed(strategy, folder))
    refuse_all(list(misfits(experiment, scenario)), path)
    return experiment if "points" in experiment.record.model_fields_set else _with_nations(experiment, scenario)


def renamed(experiment: Experiment, name: Callable[[str], str]) -> Experiment:
    """The experiment with another name for every strategy of its arms, and for those that play in its save."""
    arms = {
        key: arm.model_copy(update={"strategies": {seat: name(voice) for seat, voice in arm.strategies.items()}})
        for key, arm in experiment.arms.items()
    }
    return experiment.model_copy(update={"arms": arms, "own": [name(voice) for voice in experiment.own]})


def _ill_begun(given: Mapping[str, Any]) -> Iterator[Mistake]:
    """What is wrong with where the games begin: at a scenario, or at a quarter of a save."""
    if "save" not in given:
        if "scenario" not in given:
            yield Mistake("scenario", "is missing")
        if "quarter" in given:
            yield Mistake("quarter", "is a quarter of a saved game, and no save is named")
        if "with" in given:
            yield Mistake("with", "names strategies that play in a saved game, and no save is named")
        return
    if "scenario" in given:
        yield Mistake("save", "brings a scenario of its own: leave out the scenario, or the save")
    if "quarter" not in given:
        yield Mistake("quarter", "is missing: the first quarter of the save that is played anew")


def _found(told: Mapping[str, Any], path: Path | None) -> dict[str, Any]:
    """The same with the scenario, or the save and who plays in it, as they are found from here."""
    folder = path.parent if path else Path()
    if "save" in told:
        own = {"with": [placed(name, folder) for name in told["with"]]} if "with" in told else {}
        return {**told, **own, "save": str(folder.resolve() / told["save"])}
    try:
        return {**told, "scenario": _beside(told["scenario"], path)}
    except ScenarioError as error:
        raise ExperimentError(f"{_named(path)}: scenario: {error}") from None


def _with_nations(experiment: Experiment, scenario: Scenario) -> Experiment:
    """The experiment with the points of all nations written."""
    nations = list(scenario.setting.seats[: scenario.setting.nation_seats])
    return experiment.model_copy(update={"record": experiment.record.model_copy(update={"points": nations})})


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


def begin_of(experiment: Experiment, path: Path | None = None) -> tuple[Scenario, Origin | None]:
    """The scenario of an experiment, and where its games begin if they go on from a save."""
    try:
        if experiment.save is None:
            return load(experiment.scenario), None
        from game.batch.origin import OriginRefused, origin_of
    except ScenarioError as error:
        raise ExperimentError(f"{_named(path)}: scenario: {error}") from None
    try:
        origin = origin_of(Path(experiment.save), experiment.quarter, [plugin_named(name) for name in experiment.own])
    except PluginError as error:
        raise ExperimentError(f"{_named(path)}: with: {error}") from None
    except OriginRefused as refusal:
        raise ExperimentError(f"{_named(path)}: {refusal}") from None
    return origin.scenario, origin


def factors_of(experiment: Experiment, scenario: Scenario) -> tuple[Factor, ...]:
    """The varied numbers of an experiment, in the order of the file."""
    return tuple(_factor(name, varied, scenario) for name, varied in experiment.vary.items())


def _factor(name: str, varied: Any, scenario: Scenario) -> Factor:
    if name.startswith(ORDERS):
        order = order_named(name)
        column = columns_of(Orders)[order.field]
        (low, high), unit, kind = (column.low, column.high), column.unit, "policy"
    else:
        order, (low, high) = None, range_of(name, scenario)
        entry = declared(name, scenario)
        unit, kind = entry["unit"], entry.get("kind", "world")
    values = tuple(map(float, varied.values)) if isinstance(varied, Values) else None
    if not isinstance(varied, str):
        numbers = varied.values if isinstance(varied, Values) else varied
        low, high = min(numbers), max(numbers)
    return Factor(name, kind, float(low), float(high), values, unit, order)


def order_named(name: str, value: float = 0.0) -> Order:
    """The order of a dotted name orders.SEAT.FIELD.PLACE…"""
    seat, field, *at = [*name.removeprefix(ORDERS).split("."), ""][: name.count(".") + 1]
    return Order(seat=seat or "?", field=field or "?", at=[one for one in at if one], value=value)


def range_of(name: str, scenario: Scenario) -> tuple[float, float]:
    """The range of a number of the rules."""
    low, high = declared(name, scenario)["range"]
    return low, high
