"""What one viewer may know of a session, world 0, with words and numbers for people; the ground of every view."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from agents.columns import Array, Column, columns_of
from agents.sight import Rows
from game import fog
from game.diplomacy import diplomacy
from game.orders import Orders
from game.rules.measures import Measures
from game.rules.prices import list_prices, surcharged
from game.rules.watching import read_closely
from game.session import Session
from game.words import label, say, spoken
from game.world import World

WORLD = columns_of(World)
CERTAIN = 1.645
"""Standard deviations on both sides that hold nine of ten cases."""


class Cause(NamedTuple):
    """One named cause of a number: signed amount in the number's own unit, and as text."""

    key: str
    label: str
    amount: float
    text: str


class Span(NamedTuple):
    """A number that is known within a range; low and high are the number itself where it is known exactly."""

    value: float
    low: float
    high: float
    reported: bool


def wanted(session: Session, seat: str) -> Orders:
    """The order sheet as a seat would leave it now: what stands, with what it set this quarter."""
    index = session.seat_index[seat]
    sheet: Orders = session.with_wishes(session.standing, {index: session.wishes.get(index, {})})
    return sheet


def cost(session: Session, sheet: Orders, seat: str, offers: tuple[Array, ...] = ()) -> tuple[int, float]:
    """Moves of a seat and what they cost together [points]: its orders, its offers so far, and further ``offers``."""
    game: Any = session.game
    offered = (*session.talks().price, *offers)
    moves = list_prices(session.standing, sheet, game.setting, offered, session.world, game.params)
    index = session.seat_index[seat]
    return int(np.add.reduce(moves[:, index, 0])), float(surcharged(moves, game.params)[index, 0])


class Scene:
    """A session as one seat may see it; ``viewer`` None is an observer who belongs to nobody.

    ``world`` and ``orders`` hold the truth: a view shows of them only what is public, and asks ``seen`` for the rest.
    When the game is over everything is open.
    """

    def __init__(self, session: Session, viewer: str | None = None) -> None:
        self.session = session
        self.game = diplomacy(session)
        self.setting, self.p = self.game.setting, self.game.params
        self.world, self.orders = session.world, session.standing
        self.viewer = viewer
        self.seat = None if viewer is None else session.seat_index[viewer]
        self.n, self.seats = self.setting.nation_seats, self.setting.seats
        self.over = bool(np.asarray(session.game.finished(session.world))[0])

    @property
    def earlier(self) -> Any:
        """The world a quarter ago, or None."""
        kept = self.session.snapshots
        return kept[-2].world if len(kept) > 1 else None

    def index(self, key: str) -> int:
        """Index of a seat."""
        return self.session.seat_index[key]

    def is_nation(self, key: str) -> bool:
        """Whether a seat is a nation (the unplayed rest counts)."""
        return key not in self.setting.firms

    def home(self, key: str) -> int:
        """Nation index of a nation, or of a firm's home."""
        if key in self.setting.firms:
            return int(self.setting.home[self.setting.firms.index(key)])
        return self.setting.nations.index(key)

    def name(self, key: str) -> str:
        """Name of a seat, nation or body for people."""
        return name_of(self.setting, key)

    def spoken(self, key: str) -> str:
        """Name of a seat or a body as it stands within a sentence: «the United States»."""
        return spoken(self.name(key))

    @cached_property
    def measures(self) -> Measures:
        """Named quantities now."""
        return Measures(self.world, self.orders, self.setting, self.p)

    # numbers through the fog

    def own(self, key: str) -> bool:
        """Whether the viewer is this seat; everybody is, once the game is over."""
        return self.over or self.viewer == key

    def span(self, column: str, key: str, world: World | None = None, orders: Any = None) -> Span | None:
        """A column of a seat (a nation's or firm's own row) as the viewer may know it; None if not at all."""
        world, orders = world or self.world, orders or self.orders
        declared = WORLD[column]
        row = self._row(declared.axes[0] if declared.axes else "", key)
        truth = getattr(world, column)[row, ..., 0] if declared.axes else getattr(world, column)[..., 0]
        value = float(truth)
        if declared.known == "public" or self.own(key) or self._at_home(declared.axes, key):
            return Span(value, value, value, False)
        if declared.known == "reported":
            if self.seat is None:
                return Span(value, value, value, True)
            heard = fog.reported(
                getattr(world, column),
                declared,
                Rows(np.array([self.seat]), np.array([0])),
                world,
                orders,
                self.setting,
                self.p,
            )[row, ..., 0]
            spread = self._spread(declared, key, world, orders) * CERTAIN
            return _around(float(heard), spread, declared.unit.startswith("0-1"))
        return None

    def _spread(self, declared: Column, key: str, world: World, orders: Any) -> float:
        """Relative error of the viewer's reports of a column about a seat, or about a firm's home."""
        rows = Rows(np.array([self.seat]), np.array([0]))
        about = self.home(key) if declared.axes[0] == "nation" else self.index(key)
        return float(fog.report_spread(declared, rows, world, orders, self.setting, self.p)[about, 0])

    def odds(self, key: str, world: World | None = None) -> Array:
        """Odds on the agendas of a seat · (agenda,): the public ones, or as the viewer's own analysts read them."""
        world, index = world or self.world, self.index(key)
        public = world.odds[index]
        if self.seat is None or world.analysts[self.seat, index, 0] == 0:
            return np.asarray(public[:, 0])
        return np.asarray(read_closely(public[None], self.p.analysts_reading + np.zeros((1, 1)))[0, :, 0])

    def _at_home(self, axes: tuple[str, ...], key: str) -> bool:
        """A firm knows its home nation's reports as the nation does; the fog shows it the same."""
        return (
            bool(axes) and axes[0] == "nation" and self.viewer is not None and self.home(self.viewer) == self.home(key)
        )

    def _row(self, axis: str, key: str) -> int:
        if axis in ("seat", "party"):
            return self.index(key)
        if axis == "firm":
            return self.setting.firms.index(key)
        return self.home(key)

    def change(self, column: str, key: str) -> float | None:
        """Change of a public column of a seat since the quarter before."""
        if self.earlier is None:
            return None
        now, before = self.span(column, key), self.span(column, key, self.earlier, self.session.snapshots[-2].standing)
        return now.value - before.value if now is not None and before is not None else None

    def series(self, value: Callable[[World, Any], float]) -> tuple[float, ...]:
        """A number over all kept quarters, the newest last."""
        return tuple(value(kept.world, kept.standing) for kept in self.session.snapshots)

    def history(self, column: str, key: str) -> tuple[float, ...]:
        """A column of a seat over all kept quarters, as the viewer heard it then."""

        def heard(world: World, orders: Any) -> float:
            span = self.span(column, key, world, orders)
            return float("nan") if span is None else span.value

        return self.series(heard)

    def causes(self, name: str, row: tuple[int, ...], subject: str, unit: str = "", least: float = 0.0) -> list[Cause]:
        """The causes of a disputed number of the last quarter, the largest first; what is hidden is one cause."""
        why = self.session.why.get(name)
        if why is None:
            return []
        hidden = frozenset() if self.over else fog.hidden_causes(name, why, subject, self.viewer, self.setting)
        shown = why.veiled(hidden)
        found = [(key, float(amount[(*row, 0)] if amount.ndim else amount)) for key, amount in shown.causes.items()]
        found = [(key, amount) for key, amount in found if abs(amount) > least]
        found.sort(key=lambda item: -abs(item[1]))
        return [Cause(key, self.cause_name(key), amount, signed(amount, unit)) for key, amount in found]

    def cause_name(self, key: str) -> str:
        """Name of a cause; causes by firm carry the firm's name."""
        if key.startswith("firm:"):
            return self.name(self.setting.firms[int(key[5:])])
        return label("cause", key)


def _around(value: float, spread: float, bounded: bool) -> Span:
    if bounded:
        return Span(value, max(value - spread / 2, 0.0), min(value + spread / 2, 1.0), True)
    factor = float(np.exp(spread))
    return Span(value, value / factor, value * factor, True)


def name_of(setting: Any, key: str) -> str:
    """Name of a seat, of the rest of the world or of a body."""
    if key in setting.labels:
        return str(setting.labels[key])
    for body in setting.bodies:
        if body["key"] == key:
            return str(body["name"])
    if key.startswith("body:"):
        return say("reasons.word.new_body", number=int(key[5:]) + 1)
    return key


# numbers as text


def signed(amount: float, unit: str = "", digits: int | None = None) -> str:
    """A difference with its sign, a real minus, and few digits.

    >>> signed(-0.1234, "0-1")
    '−12 %'
    """
    if unit in ("0-1", "share", "chance"):
        return f"{_minus(100 * amount, 0 if abs(amount) >= 0.02 or not amount else 1)} %"
    if digits is None:
        digits = 0 if abs(amount) >= 100 else 1 if abs(amount) >= 1 else 2
    text = _minus(amount, digits)
    return f"{text} {say('reasons.unit.' + unit)}" if unit else text


def _minus(amount: float, digits: int) -> str:
    text = f"{abs(amount):,.{digits}f}".replace(",", " ")
    if float(text.replace(" ", "")) == 0:
        return text
    return ("+" if amount > 0 else "−") + text


def number(value: float, digits: int | None = None) -> str:
    """A number with a real minus and thin groups.

    >>> number(-1234.5)
    '−1 234'
    """
    if digits is None:
        digits = 0 if abs(value) >= 100 or not value else 1 if abs(value) >= 1 else 2
    text = f"{abs(value):,.{digits}f}".replace(",", " ")
    return ("−" if value < 0 and float(text.replace(" ", "")) != 0 else "") + text


def percent(value: float) -> str:
    """A share as per cent.

    >>> percent(0.123), percent(0.004)
    ('12 %', '0.4 %')
    """
    return f"{number(100 * value, 1 if 0 < abs(value) < 0.0995 else 0)} %"


def quarters(value: float) -> str:
    """A lead or lag in words."""
    size = number(abs(value), 1)
    key = "even" if abs(value) < 0.05 else "ahead" if value > 0 else "behind"
    return say(f"reasons.lead.{key}", size=size)


def compute(value: float) -> str:
    """Compute in H100 equivalents, from thousands of them."""
    if abs(value) >= 1000:
        return say("reasons.amount.compute_million", value=number(value / 1000, 1))
    return say("reasons.amount.compute_thousand", value=number(value))


def money(value: float) -> str:
    """Money in billions of dollars."""
    return say("reasons.amount.money", value=number(value))


def between(span: Span, text: Callable[[float], str]) -> str:
    """A number, or the range in which it is believed to lie."""
    if not span.reported or span.low == span.high:
        return text(span.value)
    low, high = text(span.low), text(span.high)
    number_, _, unit = low.partition(" ")
    # a unit that both ends share is said once
    return say("reasons.amount.range", low=number_ if unit and high.endswith(f" {unit}") else low, high=high)
