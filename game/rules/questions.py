"""Questions about the next quarter: which one is put to a seat, and what came of it. They change nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agents.columns import Array, along
from game.orders import Orders
from game.params import Params
from game.rules.measures import Measures
from game.rules.occasions import pressures
from game.world import World

if TYPE_CHECKING:
    from game.questions import Questions


def squared_error(chance: Array, came: Array) -> Array:
    """Squared error of a forecast [0-1]: least, on average, for who says what it believes. Source: Brier (1950).

    >>> squared_error(np.array([0.75, 0.75]), np.array([True, False])).tolist()
    [0.0625, 0.5625]
    """
    missed = chance - came
    return missed * missed


def judged(measures: Measures, world: World, orders: Orders, book: Questions) -> dict[str, Array]:
    """New columns of what became of the questions put a quarter ago: whether they came true, and the errors so far.

    A seat that gave no answer is not scored, and neither are analysts on its question.
    """
    number = world.question.astype(np.int64)
    asked = number >= 0
    sign, mark, moved = book.asked
    value = book.value(measures, number) - np.where(moved[number], world.question_from, 0)
    came = asked & (sign[number] * (value - mark[number]) >= 0)
    scored = asked & (orders.forecast >= 0)
    own = squared_error(book.chances[orders.forecast.astype(np.int64)], came)
    return {
        "question_came": np.where(asked, came, -1).astype(np.int8),
        "forecasts": world.forecasts + scored,
        "forecast_error": world.forecast_error + scored * own,
        "analysts_error": world.analysts_error + scored * squared_error(world.question_odds, came),
    }


def put(measures: Measures, world: World, book: Questions, p: Params) -> dict[str, Array]:
    """New columns of the questions put: for each seat the one under most pressure.

    The same one is put twice running only for want of others. Analysts give it a chance between two of the data, the
    nearer to the second the more it presses.
    """
    pressure = pressures(measures, book, p)
    entry, seat = book.asks[:, 0], book.asks[:, 1]
    again = world.question.take(seat, axis=0) == entry[:, None]
    urge = np.where(pressure > 0, book.weight * pressure - again, -1)
    urge = np.concatenate([urge, np.full((1, measures.worlds), -1.0)])
    listed = urge.take(book.slots, axis=0)
    place = listed.argmax(axis=0)
    ask = book.slots[place, np.arange(len(place))[:, None]]
    found = listed.max(axis=0) > -1
    number = np.where(found, np.append(entry, -1)[ask], -1)
    least, more = book.odds
    odds = np.concatenate([least + more * pressure, np.zeros((1, measures.worlds))])
    return {
        "question": number.astype(np.int8),
        "question_from": np.where(found, book.value(measures, number), 0),
        "question_odds": np.where(found, along(odds, ask), 0),
    }
