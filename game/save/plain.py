"""A session as plain values, and parts of it back from them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from agents.columns import Array
from agents.strategies.base import Strategy
from game import names
from game.chronicle import chronicle, plain
from game.diplomacy import Diplomacy, ending_name
from game.play import Game, packed, unpacked
from game.plugins import plugin_of
from game.save.files import LATER_PARTS, PARTS, SaveError
from game.save.record import quarter_digest, quarter_numbers
from game.session import Session
from game.worlds import differences, named_arrays


def body_of(session: Session) -> dict[str, Any]:
    """The whole game as plain values."""
    if session.worlds != 1 or not session.keep:
        raise SaveError("Only a game of one world that keeps its records can be saved.")
    game, now = session.game, session.quarter
    try:
        described = game.describe()
    except NotImplementedError as error:
        raise SaveError(f"A game of {game.name} cannot be saved: {error}.") from None
    taken = sorted(set(described) & set(PARTS + LATER_PARTS))
    if taken:
        raise SaveError(f"A game of {game.name} cannot be saved: it may not call a setting {taken[0]!r}.")
    failures = [list(failure) for failure in session.failures if getattr(failure, "quarter", -1) < now]
    return {
        **described,
        "seed": [int(s) for s in session.seeds],
        "key": session.key,
        "strict": session.strict,
        "cast": [name_of(strategy) for strategy in _cast(session)],
        **({"strategies": own} if (own := _own(session)) else {}),
        "people": sorted(game.seats[seat][0] for seat in session.people),
        "policies": {game.seats[seat][0]: policy for seat, policy in session.policies.items()},
        "first_quarter": session.first_quarter,
        "begin": _begin(session, game),
        "quarters": _quarters(session),
        "last": {
            "world": _packed_state(session.world),
            "standing": _packed_state(session.standing),
            "memory": packed(session.memory),
        },
        "pins": _pins(session, session.pins),
        "wishes": _wishes(session),
        "limits": {game.seats[seat][0]: most for seat, most in session.limits.items()},
        "replies": {f"{number}:{seat}": reply for (number, seat), reply in session.replies.items()},
        "offers": _person_offers(session),
        "failures": failures,
        "note": session.note,
        "ending": ending(session),
    }


def summary(session: Session) -> dict[str, Any]:
    """What menus show of a game."""
    game = session.game
    if not isinstance(game, Diplomacy):
        return {
            "title": game.name,
            "scenario": "",
            "seat": ", ".join(game.seats[seat][0] for seat in sorted(session.people)),
            "date": "",
            "quarter": session.quarter,
            "quarters": 0,
            "seed": int(session.seeds[0]),
        }
    people = [game.setting.labels[game.seats[seat][0]] for seat in sorted(session.people)]
    return {
        "title": game.scenario.title,
        "scenario": game.scenario.name,
        "seat": ", ".join(people),
        "date": game.setting.date(session.quarter),
        "quarter": session.quarter,
        "quarters": game.setting.quarters,
        "seed": int(session.seeds[0]),
    }


def teller(game: Game) -> Callable[..., list[Any]] | None:
    """Who tells the events of a game: only the world of Détente has a chronicle."""
    return chronicle if isinstance(game, Diplomacy) else None


def ending(session: Session) -> str:
    """How a game of Détente ended, empty while it goes on."""
    return ending_name(int(session.world.ending[0])) if isinstance(session.game, Diplomacy) else ""


# parts of a session


def _packed_state(state: Any) -> dict[str, Any]:
    return {name: packed(array) for name, array in named_arrays(state).items()}


def unpacked_state(record: Mapping[str, Any], like: Any, prefix: str = "") -> Any:
    """A state laid out like another; a column that the file lacks starts as it does in a new game."""
    new: dict[str, Any] = {}
    for field in fields(like):
        value, key = getattr(like, field.name), prefix + field.name
        if is_dataclass(value):
            new[field.name] = unpacked_state(record, value, f"{key}.")
        elif key in record:
            array = _of_today(key, unpacked(record[key]), value.shape)
            if array.shape != value.shape:
                raise SaveError(f"The world in the file has another shape than this game's ({key}: {array.shape}).")
            new[field.name] = array.astype(value.dtype, copy=False)
        else:
            new[field.name] = value
    return type(like)(**new)


def _of_today(name: str, array: Array, shape: tuple[int, ...]) -> Array:
    """An array as it is laid out now: a levy, once on chips alone, has a place for every channel."""
    if name != "levy" or array.ndim != len(shape) - 1:
        return array
    channel = next(axis for axis in range(len(shape)) if axis == array.ndim or array.shape[axis] != shape[axis])
    wider = np.zeros((*array.shape[:channel], len(names.CHANNELS), *array.shape[channel:]), array.dtype)
    for chips in (names.TOP, names.DOWNGRADED):
        wider[(slice(None),) * channel + (chips,)] = array
    return wider


def name_of(strategy: Strategy) -> str:
    """How a file names a strategy: one of the game by its name, one of somebody's own by what it was made from."""
    plugin = plugin_of(strategy)
    return strategy.name if plugin is None else plugin.key


def _cast(session: Session) -> list[Strategy]:
    return [voice if isinstance(voice, Strategy) else voice[0] for voice in session.cast]


def _own(session: Session) -> dict[str, dict[str, str]]:
    """Reference and digest of the strategies that are no part of the game, by their names in the file."""
    plugins = [plugin for strategy in _cast(session) if (plugin := plugin_of(strategy)) is not None]
    return {plugin.key: {"reference": plugin.reference, "digest": plugin.digest} for plugin in plugins}


def _pins(session: Session, pins: Mapping[int, Mapping[str, Array]]) -> dict[str, Any]:
    return {
        session.game.seats[seat][0]: {
            name: [list(map(int, cell)) for cell in np.argwhere(mask)] for name, mask in found.items()
        }
        for seat, found in pins.items()
        if found
    }


def unpinned(session: Session, record: Mapping[str, Any]) -> dict[int, dict[str, Array]]:
    """Pins from plain values."""
    found: dict[int, dict[str, Array]] = {}
    for key, marked in record.items():
        seat = session.seat_index[key]
        found[seat] = {}
        for name, cells in marked.items():
            mask = np.zeros(session.line(seat, name).shape[:-1], bool)
            for cell in cells:
                mask[tuple(cell)] = True
            found[seat][name] = mask
    return found


def _memory_changes(old: Array, new: Array) -> list[list[Any]]:
    where = np.argwhere((old != new)[..., 0])
    return [[int(place), int(seat), float(new[place, seat, 0])] for place, seat in where]


_told: WeakKeyDictionary[Session, list[dict[str, Any]]] = WeakKeyDictionary()
"""Quarters of a session that were written down before, so that saving again costs only what is new."""


def _quarters(session: Session) -> list[dict[str, Any]]:
    known = _told.setdefault(session, [])
    chronicled = session.events if teller(session.game) is not None else []
    del known[len(session.records) :]
    for index in range(len(known), len(session.records)):
        record, before, after = session.records[index], session.snapshots[index], session.snapshots[index + 1]
        events = chronicled[index] if index < len(chronicled) else []
        known.append(
            {
                "talks": [_named_answers(entry) for entry in record["talks"]],
                "orders": record["orders"],
                "memory": _memory_changes(before.memory, after.memory),
                "pins": _pins(session, after.pins),
                "events": [plain(event) for event in events],
                "digest": quarter_digest(record, events, after),
                "numbers": quarter_numbers(after),
            }
        )
    return known


def _named_answers(entry: Mapping[str, Any]) -> dict[str, Any]:
    """An offer with its answers by the names that JSON will give the seats: numbers would be sorted otherwise."""
    told = {str(seat): yes for seat, yes in entry["answers"].items()} if "answers" in entry else None
    return dict(entry) if told is None else {**entry, "answers": told}


def _begin(session: Session, game: Game) -> dict[str, Any] | None:
    """The snapshot a game began from, None where it is the start of the scenario."""
    first = session.snapshots[0]
    world, standing = game.start(session.seeds)
    if differences(first.world, world) or differences(first.standing, standing) or first.memory.any() or first.pins:
        return {
            "world": _packed_state(first.world),
            "standing": _packed_state(first.standing),
            "memory": packed(first.memory),
            "pins": _pins(session, first.pins),
        }
    return None


def _person_offers(session: Session) -> list[dict[str, Any]]:
    """Offers that people made this quarter: they are tabled again when the game is loaded."""
    if session.bargain is None:
        return []
    found = []
    for entry in session.bargain.log:
        if entry.get("from") in session.people:
            told: dict[str, Any] = {part: entry[part] for part in ("counter", "sounded", "renews") if part in entry}
            if "renews" not in entry or "by" in entry:
                found.append({"seat": session.game.seats[entry["from"]][0], "terms": entry["terms"], **told})
    return found


def _wishes(session: Session) -> dict[str, Any]:
    return {
        session.game.seats[seat][0]: {
            name: [packed(np.asarray(part)) for part in parts] for name, parts in found.items()
        }
        for seat, found in session.wishes.items()
    }


def replies(session: Session, told: Mapping[str, int]) -> dict[tuple[int, int], int]:
    """Answers of people; older files say the number of the offer alone, for everybody who was asked."""
    found = {}
    for key, reply in told.items():
        number, _, seat = key.partition(":")
        for index in [int(seat)] if seat else session.people:
            found[int(number), index] = int(reply)
    return found


def wish(session: Session, seat: str, name: str, parts: Iterable[Any]) -> tuple[Array, Array]:
    """What a person had set of one field: the line, and which of its cells."""
    line, mask = (unpacked(part) for part in parts)
    shape = session.line(session.seat_index[seat], name).shape
    return _of_today(name, line, shape), _of_today(name, mask, shape[:-1])


def talks(log: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The log of talks as it was: JSON turns the seats that answered into words."""
    return [
        {**entry, "answers": {int(seat): yes for seat, yes in entry["answers"].items()}}
        if "answers" in entry
        else entry
        for entry in log
    ]


def draft(session: Session, terms: Mapping[str, Any]) -> dict[str, Any]:
    """A draft as ``Session.offer`` takes it, from the terms of a record."""
    slots = names.CLAUSE_SLOTS
    draft: dict[str, Any] = {
        "party": np.isin(np.arange(len(session.game.seats)), terms["parties"]),
        "quarters": terms["quarters"],
        "inspection": terms["inspection"],
        "kind": np.zeros(slots, np.int8),
        "giver": np.full(slots, -1, np.int8),
        "taker": np.full(slots, -1, np.int8),
        "channel": np.full(slots, -1, np.int8),
        "amount": np.zeros(slots),
    }
    for index, clause in enumerate(terms["clauses"]):
        place = clause.get("place", index)
        draft["kind"][place] = names.CLAUSE[clause["kind"]]
        for part in ("giver", "taker", "channel", "amount"):
            draft[part][place] = clause[part]
    return draft
