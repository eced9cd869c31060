"""Hindsight in words: what could be expected of a quarter, and the road not taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from game import names
from game.chronicle.agreed import plain_clause
from game.session import Session
from game.views.authors import given
from game.views.scene import Scene, money, number, percent, signed
from game.words import capital, label, listed, say

if TYPE_CHECKING:
    from game.hindsight import Expected, Hindsight, Move, Road

SHOWN = ("lead", "risk", "points", "influence", "money")
"""Quantities in the order in which they are told."""
LOWER_IS_BETTER = frozenset({"risk"})
CLOCKS = (("lead", 0.05), ("risk", 0.0005), ("influence", 0.05), ("money", 0.05))
"""What is told beside the points, and from which difference on."""


class Range(NamedTuple):
    """A quantity with what could be expected of it, what came, and why: sign of ``good`` is +1, 0 or -1."""

    key: str
    label: str
    expected: str
    came: str
    verdict: str
    good: int
    why: str


class RoadView(NamedTuple):
    """The heaviest move with what it was worth, in sentences; the last two say what could be known of it.

    ``by_office``: the doctrine made it, the person had left it alone.
    """

    title: str
    worth: str
    short: str
    good: int
    lines: tuple[str, ...]
    by_office: bool


class Back(NamedTuple):
    """Both blocks; ``road`` is None where nothing was moved, and ``none`` then says so."""

    ranges: tuple[Range, ...]
    road: RoadView | None
    none: str


def looking_back(session: Session, seat: str, found: Hindsight) -> Back:
    """The result of looking back on the last quarter, ready to be shown."""
    scene = Scene(session, seat)
    by_key = {one.key: one for one in found.expected}
    ranges = tuple(_range(by_key[key]) for key in SHOWN)
    road = None if found.road is None else _road(scene, found.road)
    return Back(ranges, road, "" if road else say("hindsight.road.none"))


def level(key: str, value: float) -> str:
    """A quantity for people.

    >>> level("risk", 0.0734)
    '7.3 %'
    """
    if key == "lead":
        return say("window.amount.quarters", value=signed(value, "", 1))
    if key == "risk":
        return percent(value)
    if key == "money":
        return money(value)
    return number(value, 1)


def gap(key: str, value: float) -> str:
    """A difference of a quantity for people, with its sign.

    >>> gap("risk", -0.012)
    '−1.2 %'
    """
    if key == "lead":
        return say("window.amount.quarters", value=signed(value, "", 1))
    if key == "risk":
        return f"{signed(100 * value, '', 1)} %"
    return signed(value, "", 1)


def _range(one: Expected) -> Range:
    text: Callable[[float], str] = lambda value: level(one.key, value)  # noqa: E731
    outside = 1 if one.came > one.high else -1 if one.came < one.low else 0
    if text(one.came) in (text(one.low), text(one.high)):
        outside = 0  # a difference that cannot be read is none
    good = -outside if one.key in LOWER_IS_BETTER else outside
    verdict = "within" if not good else "better" if good > 0 else "worse"
    why = say("hindsight.expected.why", luck=gap(one.key, one.by_luck), others=gap(one.key, one.by_others))
    low, high = text(one.low), text(one.high)
    expected = say(f"hindsight.expected.{'same' if low == high else 'range'}", low=low, high=high)
    verdict = say(f"hindsight.expected.{verdict}")
    return Range(one.key, say(f"hindsight.quantity.{one.key}"), expected, text(one.came), verdict, good, why)


def _road(scene: Scene, road: Road) -> RoadView:
    mean, low, high = road.differences["points"]
    sign = 0 if abs(mean) < 0.1 else 1 if mean > 0 else -1
    after = say("hindsight.road.quarters", count=road.quarters)
    kind = {1: "more", -1: "less", 0: "even"}[sign]
    worth = say(f"hindsight.road.with_{kind}", size=number(abs(mean), 1), quarters=after)
    lines = [say("hindsight.road.range", low=signed(low, "", 1), high=signed(high, "", 1))]
    lines += _clocks("clocks", {key: differences[0] for key, differences in road.differences.items()})
    worse = max(0.0, 1.0 - road.better - road.equal)
    lines.append(say("hindsight.road.known", futures=road.futures, better=percent(road.better), worse=percent(worse)))
    lines += _clocks("once", road.at_once)
    short = say(f"hindsight.road.short_{kind}", size=number(abs(mean), 1), quarters=after)
    return RoadView(move_text(scene, road.move), worth, short, sign, tuple(lines), not _by_person(scene, road.move))


def _by_person(scene: Scene, move: Move) -> bool:
    """Whether the person offered or accepted the deal, or set any of the cells."""
    seat = str(scene.viewer)
    if move.deal >= 0:
        return scene.index(seat) not in _talks(scene)[move.deal].get("office", ())
    marks = [(given(scene, seat, name), place) for name, (_row, *place, _value) in move.cells]
    return any(mask is not None and bool(mask[tuple(place)]) for mask, place in marks)


def _clocks(sentence: str, amounts: Mapping[str, float]) -> list[str]:
    """What else a move changed, if anything that can be read."""
    parts = [
        say("hindsight.road.clock", what=say(f"hindsight.quantity.{key}").lower(), size=gap(key, amounts[key]))
        for key, least in CLOCKS
        if abs(amounts[key]) >= least
    ]
    return [say(f"hindsight.road.{sentence}", parts=listed(parts))] if parts else []


def move_text(scene: Scene, move: Move) -> str:
    """A move of the last quarter in a few words."""
    if move.kind == "reply":
        return _reply(scene, move)
    if move.kind == "deal":
        clauses = [plain_clause(scene, clause) for clause in _talks(scene)[move.deal]["terms"]["clauses"]]
        kinds = listed([label("clause", clause["kind"]) for clause in clauses])
        return say("hindsight.move.deal", who=listed([scene.spoken(key) for key in move.partner.split(",")]),
                   clauses=kinds)  # fmt: skip
    if not move.partner:
        return label("field", move.kind)
    fields = {name for name, _cell in move.cells}
    if fields != {"stance"} and move.kind == "stance":
        return say("hindsight.move.restriction", who=scene.spoken(move.partner))
    return capital(say("hindsight.move.towards", field=label("field", move.kind), who=scene.spoken(move.partner)))


def _talks(scene: Scene) -> Any:
    return scene.session.records[-1]["talks"]


def _reply(scene: Scene, move: Move) -> str:
    """The answer to an occasion that was put a quarter ago."""
    (_field, (seat, side, code)), *_rest = move.cells
    number_ = int(scene.earlier.occasion[seat, side, 0])
    occasion = scene.game.playbook.occasions[number_]
    option = occasion["option"][int(code)]["key"] if code >= 0 else names.HOLD
    place = "common" if option == names.HOLD else occasion["key"]
    title = say(f"occasions.{occasion['key']}.title")
    return say("hindsight.move.reply", option=say(f"occasions.{place}.{option}.name"), occasion=title)
