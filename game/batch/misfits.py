"""What in an experiment does not fit its scenario: names, ranges, places of orders, and sizes of designs."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

from agents.columns import columns_of
from agents.strategies import ROSTER
from agents.strategies.base import Strategy
from game.batch import design as designs
from game.batch.experiment import (
    MOST_POINTS,
    MOST_RUNS,
    ORDERS,
    WHOLE,
    Arm,
    Experiment,
    Factor,
    Order,
    Stop,
    Values,
    factors_of,
    order_named,
    range_of,
)
from game.batch.numbers import unfit
from game.mistakes import Mistake, figure, outside, unknown
from game.orders import Orders
from game.plugins import PluginError, is_plugin, plugin_named
from game.scenario import START, Scenario
from game.scenario_tables import CODES, NATION_AXES, places


def misfits(experiment: Experiment, scenario: Scenario) -> Iterator[Mistake]:
    """Everything that does not fit the scenario, or one another."""
    setting = scenario.setting
    if experiment.quarters is not None and experiment.quarters > setting.quarters:
        yield Mistake("quarters", f"is {experiment.quarters}, the scenario has {setting.quarters}")
    if experiment.save is not None:
        yield from _of_begin(experiment)
    for name, arm in experiment.arms.items():
        if not (name.strip() and name.isprintable()):
            yield Mistake("arms", f"{name!r} is no name: it needs letters, and none that cannot be printed")
        yield from _of_arm(f"arms.{name}", arm, experiment, scenario)
    wrong = False
    for name, varied in experiment.vary.items():
        for mistake in _of_varied(name, varied, scenario):
            wrong = True
            yield mistake
    for place, seat in enumerate(experiment.record.points or []):
        if seat not in setting.seats:
            yield Mistake(f"record.points[{place}]", unknown(seat, setting.seats))
    if experiment.stop is not None:
        yield from _of_stop(experiment, experiment.stop, scenario)
    if "reasons" in experiment.record.model_fields_set and "reasons" not in experiment.record.tables:
        yield Mistake("record.reasons", "needs the table 'reasons' among record.tables")
    if not wrong:
        yield from _of_design(experiment, factors_of(experiment, scenario))


def _of_begin(experiment: Experiment) -> Iterator[Mistake]:
    """What cannot be when games go on from a saved one."""
    from game.batch.origin import AT_START

    if experiment.quarters is not None and experiment.quarters < experiment.quarter:
        yield Mistake("quarters", f"is {experiment.quarters}, and the games begin with quarter {experiment.quarter}")
    given = [(f"vary.{name}", name) for name in experiment.vary]
    given += [(f"arms.{a}.parameters.{name}", name) for a, arm in experiment.arms.items() for name in arm.parameters]
    for key, name in given:
        if name in AT_START or name.startswith(START):
            yield Mistake(key, "is used up when a game begins, and these games go on from a saved one")


def _of_stop(experiment: Experiment, stop: Stop, scenario: Scenario) -> Iterator[Mistake]:
    """What keeps a batch from stopping by itself."""
    from game.batch.schema import OUTCOMES  # Arrow is loaded here, for those that stop

    setting, record, arms = scenario.setting, experiment.record, list(experiment.arms)
    scored = record.points if "points" in record.model_fields_set else setting.seats[: setting.nation_seats]
    outcomes = [*OUTCOMES, *(f"points_{seat}" for seat in scored)]
    if stop.outcome not in outcomes:
        yield Mistake("stop.outcome", unknown(stop.outcome, outcomes))
    if len(arms) < 2:
        yield Mistake("stop", "compares arms, and there is only one")
    if stop.base is not None and stop.base not in arms:
        yield Mistake("stop.base", unknown(stop.base, arms))
    base = stop.base or arms[0]
    for place, arm in enumerate(stop.arms or []):
        if arm not in arms:
            yield Mistake(f"stop.arms[{place}]", unknown(arm, arms))
        elif arm == base or arm in stop.arms[:place]:
            yield Mistake(f"stop.arms[{place}]", f"{arm!r} is {'the base' if arm == base else 'named twice'}")
    if stop.least > experiment.replicates:
        yield Mistake("stop.least", f"is {stop.least}, and at most {experiment.replicates} replicates are played")
    if "experiments" not in record.tables:
        yield Mistake("record.tables", "lack 'experiments', in which [stop] looks")


def _of_arm(key: str, arm: Arm, experiment: Experiment, scenario: Scenario) -> Iterator[Mistake]:
    setting = scenario.setting
    for seat, strategy in arm.strategies.items():
        if seat not in setting.seats:
            yield Mistake(f"{key}.strategies.{seat}", unknown(seat, setting.seats))
        elif isinstance(voice := _voice(strategy), str):
            yield Mistake(f"{key}.strategies.{seat}", voice)
        elif voice.kind not in ("any", _kind(seat, scenario)):
            played, needed = _kind(seat, scenario), voice.kind
            yield Mistake(f"{key}.strategies.{seat}", f"{voice.name!r} is for a {needed}, and {seat} is a {played}")
    for name, value in arm.parameters.items():
        if name in experiment.vary:
            yield Mistake(f"{key}.parameters.{name}", "is varied as well; leave it out in one place")
        elif mistake := unfit(name, scenario) or _beyond(value, *range_of(name, scenario)):
            yield Mistake(f"{key}.parameters.{name}", mistake)
    for place, order in enumerate(arm.orders):
        yield from _of_order(f"{key}.orders[{place}]", order, scenario)
        if order.when in [other.when for other in arm.orders[:place]]:
            yield Mistake(f"{key}.orders[{place}]", "is pinned twice from the same quarter on; leave one out")
        yield from _of_since(f"{key}.orders[{place}].from", order, experiment, setting.quarters)
        if ORDERS + ".".join((order.seat, order.field, *order.at)) in experiment.vary:
            yield Mistake(f"{key}.orders[{place}]", "is varied as well; leave it out in one place")


def _voice(name: str) -> Strategy | str:
    """The strategy of a name, or why there is none."""
    try:
        if is_plugin(name):
            return plugin_named(name).strategy
        return ROSTER[name] if name in ROSTER else unknown(name, ROSTER)
    except PluginError as error:
        return str(error)


def _kind(seat: str, scenario: Scenario) -> str:
    return "nation" if scenario.setting.seats.index(seat) < scenario.setting.nation_seats else "firm"


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


def _of_since(key: str, order: Order, experiment: Experiment, most: int) -> Iterator[Mistake]:
    """An order must begin within the quarters that are played."""
    first = 1 if experiment.quarter is None else experiment.quarter
    last = most if experiment.quarters is None else experiment.quarters
    if order.since is not None and not first <= order.since <= last:
        yield Mistake(key, f"is {order.since}; the quarters played are {first} to {last}")


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
        yield Mistake(key, f"must be a whole number, is {figure(order.value)}")


def _of_varied(name: str, varied: Any, scenario: Scenario) -> Iterator[Mistake]:
    key = f"vary.{name}"
    if name.startswith(ORDERS):
        if name.count(".") < 2:
            yield Mistake(key, "an order is named orders.SEAT.FIELD and then its places")
            return
        order = order_named(name)
        wrong = [Mistake(key, one.text) for one in _of_order(key, order, scenario) if not one.key.endswith(".value")]
        yield from wrong
        if wrong:
            return
        column = columns_of(Orders)[order.field]
        low, high = column.low, column.high
        if not column.dtype.startswith("float") and not isinstance(varied, Values):
            yield Mistake(key, "takes whole numbers: give them as { values = [...] }")
            return
    elif text := unfit(name, scenario):
        yield Mistake(key, text)
        return
    else:
        low, high = range_of(name, scenario)
    yield from _of_span(key, varied, low, high)


def _of_span(key: str, varied: Any, low: float, high: float) -> Iterator[Mistake]:
    allowed = f"the scenario allows {figure(low)} to {figure(high)}"
    if isinstance(varied, str):
        if varied != WHOLE:
            yield Mistake(key, f"must be a range, {WHOLE!r} or a list of values, is {varied!r}")
        return
    numbers = varied.values if isinstance(varied, Values) else varied
    if not isinstance(varied, Values) and (len(numbers) != 2 or numbers[0] >= numbers[1]):
        yield Mistake(key, f"a range is two numbers, the lower first, is {numbers}; {allowed}")
    elif any(not low <= number <= high for number in numbers):
        told = (" to " if varied is numbers else ", ").join(map(figure, numbers))
        yield Mistake(key, f"{told} is outside the range; {allowed}")
    elif len(set(numbers)) < len(numbers):
        yield Mistake(key, "a value stands there twice")


def _of_design(experiment: Experiment, factors: tuple[Factor, ...]) -> Iterator[Mistake]:
    design, kind = experiment.design, designs.kind_of(experiment.design, factors)
    if not factors:
        if design.kind is not None or design.points is not None:
            yield Mistake("design", "needs numbers to vary, and there is no [vary]")
    elif find_spec(designs.LIBRARY.get(kind, "numpy")) is None:
        library = designs.LIBRARY[kind]
        yield Mistake("design.kind", f"{kind} needs {library}: install it with pip install {library}")
    elif kind == "sobol" and design.points is not None and design.points & (design.points - 1):
        below = 1 << (design.points.bit_length() - 1)
        told = f"must be a power of two for sobol, is {design.points}; the nearest are {below} and {2 * below}"
        yield Mistake("design.points", told)
    elif kind == "morris" and any(f.values is not None for f in factors):
        for factor in factors:
            if factor.values is not None:
                yield Mistake(f"vary.{factor.name}", "has a list of values, and morris steps through ranges: give one")
    elif kind == "full" and design.points == 1 and any(f.values is None for f in factors):
        yield Mistake("design.points", "a range has at least 2 levels in a full design")
    points = designs.size(design, factors)
    if points > MOST_POINTS:
        yield Mistake("design", f"has {points:,} points, at most {MOST_POINTS:,} can be planned")
    elif (runs := points * experiment.replicates * len(experiment.arms)) > MOST_RUNS:
        yield Mistake("replicates", f"makes {runs:,} runs, at most {MOST_RUNS:,} can be planned")
