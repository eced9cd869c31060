"""Games in files: JSON with a digest, written so that an old save survives whatever happens to the new one.

A file holds the game as it describes itself (for Détente the whole resolved scenario and what was changed in it), the
seed and the cast, every quarter's offers, answers and orders, and the world as it stands. Which kind of game is made
again says the caller. Under the rules that played it, a loaded game is played again from its record and must come to
the world in the file to the last bit; it then goes on as if it had never been saved. Under other rules it goes on from
that world, and says so in ``Session.note``. ``replay`` compares a record quarter by quarter.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np

from agents.choice import MEMORY_PLACES
from agents.columns import Array
from agents.strategies import ROSTER
from agents.strategies.base import Strategy
from agents.table import Failure
from game import names
from game.chronicle import FROM_SESSION, chronicle, event_of, plain
from game.diplomacy import Diplomacy, ending_name
from game.paths import user_data
from game.play import Game, packed, unpacked
from game.scenario import ScenarioError
from game.session import Session, Snapshot
from game.worlds import differences, named_arrays

VERSION = str(import_module("game").__version__)  # by name: an import would stand for all that the package offers
KIND, FORMAT = "detente-save", 1
PARTS = (
    "seed", "key", "strict", "cast", "people", "policies", "first_quarter", "begin", "quarters",
    "last", "pins", "wishes", "replies", "offers", "failures", "note", "ending",
)  # fmt: skip
"""What every file holds; beside it stands what the game says in describing itself."""
LATER_PARTS = ("limits",)
"""What files hold since later, and older ones lack."""
NEAR = 1e-9
"""Relative difference up to which numbers of a replay count as the same (other processors differ in the last digit)."""
AUTOSAVES = 5
AUTOSAVE = "autosave"
SUFFIX = ".json"


class SaveError(Exception):
    """Why a file could not be written or read, in one sentence."""


class Verdict(NamedTuple):
    """What came of playing a record again: ``departed`` is the first quarter that differs, ``what`` names how."""

    same: bool
    quarters: int
    departed: int | None
    what: tuple[str, ...]
    ending: str
    text: str


class Saved(NamedTuple):
    """A file as menus list it; ``problem`` says why it cannot be loaded, and is empty otherwise."""

    path: Path
    name: str
    title: str
    seat: str
    date: str
    quarter: int
    quarters: int
    seed: int
    version: str
    modified: float
    autosave: bool
    problem: str


# states as text


def _packed_state(state: Any) -> dict[str, Any]:
    return {name: packed(array) for name, array in named_arrays(state).items()}


def _unpacked_state(record: Mapping[str, Any], like: Any, prefix: str = "") -> Any:
    """A state laid out like another; a column that the file lacks starts as it does in a new game."""
    new: dict[str, Any] = {}
    for field in fields(like):
        value, key = getattr(like, field.name), prefix + field.name
        if is_dataclass(value):
            new[field.name] = _unpacked_state(record, value, f"{key}.")
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


# what a session is, as plain values


def _voice(session: Session, seat: int) -> str:
    voice = session.cast[seat]
    return voice.name if isinstance(voice, Strategy) else voice[0].name


def _pins(session: Session, pins: Mapping[int, Mapping[str, Array]]) -> dict[str, Any]:
    return {
        session.game.seats[seat][0]: {
            name: [list(map(int, cell)) for cell in np.argwhere(mask)] for name, mask in found.items()
        }
        for seat, found in pins.items()
        if found
    }


def _unpinned(session: Session, record: Mapping[str, Any]) -> dict[int, dict[str, Array]]:
    """Pins from plain values."""
    found: dict[int, dict[str, Array]] = {}
    for key, marked in record.items():
        seat = session.seat_index[key]
        found[seat] = {}
        for name, cells in marked.items():
            mask = np.zeros(session._line(seat, name).shape[:-1], bool)
            for cell in cells:
                mask[tuple(cell)] = True
            found[seat][name] = mask
    return found


def _memory_changes(old: Array, new: Array) -> list[list[Any]]:
    where = np.argwhere((old != new)[..., 0])
    return [[int(place), int(seat), float(new[place, seat, 0])] for place, seat in where]


def _without_floats(value: Any) -> Any:
    """Plain values as far as they are decisions: numbers with a fraction are compared apart."""
    if isinstance(value, Mapping):
        return {key: _without_floats(entry) for key, entry in value.items() if not isinstance(entry, float)}
    if isinstance(value, (list, tuple)):
        return [_without_floats(entry) for entry in value if not isinstance(entry, float)]
    return value


def _digest(value: Any) -> str:
    return hashlib.sha256(_canonical(value).encode()).hexdigest()


def _canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def quarter_digest(record: Mapping[str, Any], events: list[Any], snapshot: Snapshot) -> str:
    """Digest of what a quarter decided: offers, answers, orders, events, and every whole number of the state."""
    whole = hashlib.sha256()
    for state in (snapshot.world, snapshot.standing):
        for name, array in named_arrays(state).items():
            if array.dtype.kind in "iub":
                whole.update(name.encode())
                whole.update(np.ascontiguousarray(array).astype(np.int64).tobytes())
    told = [
        {"kind": event.kind, "seats": list(event.seats), "values": _without_floats(event.values)}
        for event in sorted(events, key=lambda event: (event.kind, event.seats))
        if event.kind not in FROM_SESSION
    ]
    decided = {"talks": record["talks"], "orders": record["orders"], "events": told, "whole": whole.hexdigest()}
    return _digest(json.loads(json.dumps(decided)))


def quarter_numbers(snapshot: Snapshot) -> dict[str, float]:
    """One number for every array with fractions, to twelve digits: a sum in which every place weighs differently."""
    found = {}
    for state in (snapshot.world, snapshot.standing):
        for name, array in named_arrays(state).items():
            if array.dtype.kind == "f":
                flat = np.nan_to_num(array.ravel())
                found[name] = float(f"{np.add.reduce(flat * _weights(len(flat))):.12g}")
    return found


def _weights(count: int) -> Array:
    return 1 + np.arange(count) / max(count, 1)


def _numbers_differ(snapshot: Snapshot, told: Mapping[str, float]) -> list[str]:
    """Names of arrays whose number differs by more than it may."""
    wrong = []
    for state in (snapshot.world, snapshot.standing):
        for name, array in named_arrays(state).items():
            if array.dtype.kind == "f" and name in told:
                flat = np.nan_to_num(array.ravel())
                weights = _weights(len(flat))
                scale = float(np.add.reduce(np.abs(flat) * weights))
                if abs(float(np.add.reduce(flat * weights)) - told[name]) > NEAR * max(scale, 1e-3):
                    wrong.append(name)
    return wrong


_told: WeakKeyDictionary[Session, list[dict[str, Any]]] = WeakKeyDictionary()
"""Quarters of a session that were written down before, so that saving again costs only what is new."""


def _quarters(session: Session) -> list[dict[str, Any]]:
    known = _told.setdefault(session, [])
    chronicled = session.events if _watch(session.game) is not None else []
    del known[len(session.records) :]
    for index in range(len(known), len(session.records)):
        record, before, after = session.records[index], session.snapshots[index], session.snapshots[index + 1]
        events = chronicled[index] if index < len(chronicled) else []
        known.append(
            {
                "talks": record["talks"],
                "orders": record["orders"],
                "memory": _memory_changes(before.memory, after.memory),
                "pins": _pins(session, after.pins),
                "events": [plain(event) for event in events],
                "digest": quarter_digest(record, events, after),
                "numbers": quarter_numbers(after),
            }
        )
    return known


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
    if session._bargain is None:
        return []
    found = []
    for entry in session._bargain.log:
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
        for seat, found in session._wishes.items()
    }


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
        "cast": [_voice(session, seat) for seat in range(len(game.seats))],
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
        "replies": {f"{number}:{seat}": reply for (number, seat), reply in session._replies.items()},
        "offers": _person_offers(session),
        "failures": failures,
        "note": session.note,
        "ending": _ending(session),
    }


def _summary(session: Session) -> dict[str, Any]:
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


# writing


def save(session: Session, path: str | Path) -> Path:
    """Write a game to a file: to a new file beside it, which then takes its place. Raises ``SaveError``."""
    body = body_of(session)
    try:
        text = _canonical(body)
    except (TypeError, ValueError) as error:
        raise SaveError(f"A game of {session.game.name} cannot be saved in plain values: {error}.") from None
    head = {
        "kind": KIND,
        "format": FORMAT,
        "game": session.game.name,
        "rules": session.game.rules,
        "version": VERSION,
        "summary": _summary(session),
        "digest": hashlib.sha256(text.encode()).hexdigest(),
    }
    written = _canonical(head)[:-1] + ',"body":' + text + "}\n"
    target = Path(path)
    write_safely(target, written)
    return target


def write_safely(target: Path, text: str) -> None:
    """Put a text in a file so that the old one stays intact until the new one is whole on the disk."""
    if target.exists() and not target.is_file() and not target.is_dir():
        raise SaveError(f"{target.name} could not be written: it is a device, not a file.")  # a rename would replace it
    beside = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with open(beside, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, target)
        _sync_folder(target.parent)
    except OSError as error:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise SaveError(f"{target.name} could not be written: {_cause(error)}.") from None


def _cause(error: OSError) -> str:
    known = {
        errno.ENOSPC: "the disk is full",
        errno.EDQUOT: "the disk is full",
        errno.EFBIG: "the file would be too large",
        errno.EACCES: "the folder may not be written to",
        errno.EPERM: "the folder may not be written to",
        errno.EROFS: "the disk may only be read",
        errno.ENOTDIR: "a file stands where its folder should be",
        errno.EISDIR: "it is a folder",
        errno.EEXIST: "a file stands where its folder should be",
    }
    return known.get(error.errno or 0, error.strerror or error.__class__.__name__)


def _sync_folder(folder: Path) -> None:
    with contextlib.suppress(OSError):  # some systems cannot open a folder; the file itself is safe by then
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


# reading


def _read(path: str | Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Head and body of a file, checked."""
    source = Path(path)
    try:
        text = source.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise SaveError(f"There is no file {source.name}.") from None
    except UnicodeDecodeError:
        raise SaveError(f"{source.name} is not a saved game.") from None
    except OSError as error:
        raise SaveError(f"{source.name} could not be read: {_cause(error)}.") from None
    try:
        whole = json.loads(text)
    except (json.JSONDecodeError, RecursionError):
        what = (
            "is cut short or damaged"
            if text.lstrip().startswith('{"') and KIND in text[:2000]
            else "is not a saved game"
        )
        raise SaveError(f"{source.name} {what}.") from None
    if not isinstance(whole, dict) or whole.get("kind") != KIND or not isinstance(whole.get("body"), dict):
        raise SaveError(f"{source.name} is not a saved game.")
    if not isinstance(whole.get("format"), int) or whole["format"] > FORMAT:
        newer = whole.get("version", "?")
        raise SaveError(f"{source.name} was saved by a newer version ({newer}) in a format that this one cannot read.")
    body = whole.pop("body")
    missing = [part for part in PARTS if part not in body]
    if missing:
        raise SaveError(f"{source.name} is damaged: {missing[0]!r} is missing.")
    if hashlib.sha256(_canonical(body).encode()).hexdigest() != whole.get("digest"):
        raise SaveError(f"{source.name} was altered since it was saved.")
    return whole, body


def _game_of(name: str, kind: type[Game], head: Mapping[str, Any], body: Mapping[str, Any]) -> Game:
    """The game that the file describes. What kind it is says the caller; a file cannot name code to be run."""
    told = head.get("game", Diplomacy.name)
    if told != kind.name:
        raise SaveError(f"{name} holds another game: {told}, not {kind.name}.")
    try:
        return kind.described({part: value for part, value in body.items() if part not in PARTS + LATER_PARTS})
    except ScenarioError as error:
        raise SaveError(f"{name} holds a scenario that this version refuses: {error}") from None


def _cast_of(name: str, body: Mapping[str, Any], strategies: Iterable[Strategy]) -> list[Strategy]:
    known = ROSTER | {strategy.name: strategy for strategy in strategies}
    missing = sorted(set(body["cast"]) - set(known))
    if missing:
        raise SaveError(f"{name} needs a strategy that is not installed: {', '.join(missing)}.")
    return [known[voice] for voice in body["cast"]]


def _watch(game: Game) -> Callable[..., list[Any]] | None:
    """Who tells the events of a game: only the world of Détente has a chronicle."""
    return chronicle if isinstance(game, Diplomacy) else None


def _ending(session: Session) -> str:
    return ending_name(int(session.world.ending[0])) if isinstance(session.game, Diplomacy) else ""


def _new_session(game: Game, body: Mapping[str, Any], cast: list[Strategy], begin: Snapshot | None) -> Session:
    seeds = np.array(body["seed"], np.uint64)
    session = Session(
        game,
        seeds,
        cast,
        people=body["people"],
        key=body["key"],
        strict=body["strict"],
        watch=_watch(game),
        begin=begin,
    )
    session.policies = {session.seat_index[key]: policy for key, policy in body["policies"].items()}
    session.limits = {session.seat_index[key]: int(most) for key, most in body.get("limits", {}).items()}
    return session


def _snapshot(game: Game, body: Mapping[str, Any], record: Mapping[str, Any]) -> Snapshot:
    world, standing = game.start(np.array(body["seed"], np.uint64))
    memory = unpacked(record["memory"])
    if memory.shape != (MEMORY_PLACES, len(game.seats), 1):
        memory = np.zeros((MEMORY_PLACES, len(game.seats), 1))
    return Snapshot(_unpacked_state(record["world"], world), _unpacked_state(record["standing"], standing), memory, {})


def load(path: str | Path, game: type[Game] = Diplomacy, strategies: Iterable[Strategy] = ()) -> Session:
    """The game in a file, ready to go on. Raises ``SaveError``.

    ``game`` is the kind of game that the file must hold; ``strategies`` speak beside those of the roster, by name.

    Under the rules that played it every quarter is there again, for branches and charts; under other rules the game
    goes on from the world in the file and ``Session.note`` says so.
    """
    name = Path(path).name
    head, body = _read(path)
    try:
        played, cast = _game_of(name, game, head, body), _cast_of(name, body, strategies)
        session = None
        if head["rules"] == game.rules:
            with contextlib.suppress(LookupError, ValueError, TypeError, AttributeError):  # a record of other rules
                session = _played_again(played, body, cast)
        note = str(body["note"])
        if session is None:
            session = _new_session(played, body, cast, _snapshot(played, body, body["last"]))
            note = _from_here(head, game.rules)
        session.note = note
        session.failures[:] = [Failure(*entry) for entry in body["failures"]]
        _resume(session, body)
    except SaveError:
        raise
    except (KeyError, IndexError, ValueError, TypeError, AttributeError, zlib.error) as error:
        raise SaveError(f"{name} is damaged: {error.__class__.__name__} {error}.") from None
    return session


def _from_here(head: Mapping[str, Any], rules: int) -> str:
    """What a player is told about a game that could not be played again from its record."""
    if head["rules"] != rules:
        under = f"by version {head['version']} under other rules (number {head['rules']}, here {rules})"
    else:
        under = "under other rules, or on a machine that rounds otherwise"
    return f"This game was saved {under}; it goes on from the world as it was."


def _played_again(game: Game, body: Mapping[str, Any], cast: list[Strategy]) -> Session | None:
    """The session played again from its record; None if it does not come to the saved world to the last bit."""
    begin = None if body["begin"] is None else _snapshot(game, body, body["begin"])
    session = _new_session(game, body, cast, begin)
    if begin is not None:
        session.pins = _unpinned(session, body["begin"]["pins"])
    watch, session._watch = session._watch, None
    for quarter in body["quarters"]:
        memory = session.memory.copy()
        for place, seat, value in quarter["memory"]:
            memory[place, seat, 0] = value
        session.memory = memory
        session.pins = _unpinned(session, quarter["pins"])
        session.advance_recorded({"talks": _talks(quarter["talks"]), "orders": quarter["orders"]})
        if watch is not None:
            session.events.append([event_of(record) for record in quarter["events"]])
    session._watch = watch
    last = _snapshot(game, body, body["last"])
    if differences(session.world, last.world) or differences(session.standing, last.standing):
        return None
    session.memory = last.memory
    return session


def _talks(log: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The log of talks as it was: JSON turns the seats that answered into words."""
    return [
        {**entry, "answers": {int(seat): yes for seat, yes in entry["answers"].items()}}
        if "answers" in entry
        else entry
        for entry in log
    ]


def _resume(session: Session, body: Mapping[str, Any]) -> None:
    """Put back what people had set and offered in the quarter that was under way."""
    session.pins = _unpinned(session, body["pins"])
    for offer in body["offers"]:
        if "renews" in offer:
            session.renew(offer["seat"], offer["renews"])
        elif "sounded" in offer:
            session.sound_out(offer["seat"], _draft(session, offer["terms"]))
        else:
            session.offer(offer["seat"], _draft(session, offer["terms"]), offer.get("counter"))
    session._wishes = {
        session.seat_index[key]: {name: _wish(session, key, name, parts) for name, parts in found.items()}
        for key, found in body["wishes"].items()
    }
    session._replies = _replies(session, body["replies"])
    session._undo.clear()


def _replies(session: Session, told: Mapping[str, int]) -> dict[tuple[int, int], int]:
    """Answers of people; older files say the number of the offer alone, for everybody who was asked."""
    found = {}
    for key, reply in told.items():
        number, _, seat = key.partition(":")
        for index in [int(seat)] if seat else session.people:
            found[int(number), index] = int(reply)
    return found


def _wish(session: Session, seat: str, name: str, parts: Iterable[Any]) -> tuple[Array, Array]:
    """What a person had set of one field: the line, and which of its cells."""
    line, mask = (unpacked(part) for part in parts)
    shape = session._line(session.seat_index[seat], name).shape
    return _of_today(name, line, shape), _of_today(name, mask, shape[:-1])


def _draft(session: Session, terms: Mapping[str, Any]) -> dict[str, Any]:
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


# playing again


def replay(
    path: str | Path, progress: Callable[[int, int], None] | None = None, game: type[Game] = Diplomacy
) -> Verdict:
    """Play a saved game again from its record, asking no strategy, and compare quarter by quarter.

    Offers, answers, orders, events, whole numbers and the ending must be the same; other numbers may differ by 1e-9.
    """
    name = Path(path).name
    head, body = _read(path)
    try:
        played = _game_of(name, game, head, body)
        begin = None if body["begin"] is None else _snapshot(played, body, body["begin"])
        session = Session(
            played,
            np.array(body["seed"], np.uint64),
            [ROSTER["hold"]] * len(played.seats),
            key=body["key"],
            watch=_watch(played),
            begin=begin,
        )
        quarters = body["quarters"]
        for index, quarter in enumerate(quarters):
            session.advance_recorded({"talks": _talks(quarter["talks"]), "orders": quarter["orders"]})
            if progress is not None:
                progress(index + 1, len(quarters))
            after = session.snapshots[-1]
            wrong = _numbers_differ(after, quarter["numbers"])
            events = session.events[-1] if session.events else []
            if quarter_digest(session.records[-1], events, after) != quarter["digest"]:
                wrong.insert(0, "decisions or events")
            if wrong:
                return _verdict(head, session, index + 1, tuple(wrong))
        if _ending(session) != body["ending"]:
            return _verdict(head, session, len(quarters), ("ending",))
    except SaveError:
        raise
    except (KeyError, IndexError, ValueError, TypeError, AttributeError, zlib.error) as error:
        raise SaveError(f"{name} is damaged: {error.__class__.__name__} {error}.") from None
    return _verdict(head, session, None, ())


def _verdict(head: Mapping[str, Any], session: Session, departed: int | None, what: tuple[str, ...]) -> Verdict:
    played, rules = len(session.records), session.game.rules
    if departed is None:
        text = f"Played {played} quarters again: every decision, event and number is the same."
    else:
        others = f" (saved under rules {head['rules']}, these are {rules})" if head["rules"] != rules else ""
        listed = ", ".join(what[:5]) + (" and others" if len(what) > 5 else "")
        text = f"Quarter {departed} departs from the record in {listed}{others}."
    return Verdict(departed is None, played, departed, what, _ending(session), text)


# where games are kept


def folder() -> Path:
    """Where games are saved unless told otherwise."""
    return user_data() / "saves"


def autosave(session: Session, where: Path | None = None) -> Path:
    """Save to the oldest of five rolling files."""
    kept = where or folder()
    slots = [kept / f"{AUTOSAVE}-{number}{SUFFIX}" for number in range(1, AUTOSAVES + 1)]
    missing = [slot for slot in slots if not slot.exists()]
    return save(session, missing[0] if missing else min(slots, key=lambda slot: slot.stat().st_mtime_ns))


def saves(where: Path | None = None) -> list[Saved]:
    """All saved games, the newest first, with what menus show of each."""
    kept = where or folder()
    found = [_listed(path) for path in kept.glob(f"*{SUFFIX}")] if kept.is_dir() else []
    return sorted(found, key=lambda saved: -saved.modified)


def _listed(path: Path) -> Saved:
    modified, automatic = path.stat().st_mtime, path.stem.startswith(f"{AUTOSAVE}-")
    try:
        head, _ = _read(path)
        s = head["summary"]
        kind = head.get("game", Diplomacy.name)
        other = "" if kind == Diplomacy.name else f"{path.name} holds another game: {kind}, not {Diplomacy.name}."
        return Saved(
            path,
            path.stem,
            s["title"],
            s["seat"],
            s["date"],
            s["quarter"],
            s["quarters"],
            s["seed"],
            head["version"],
            modified,
            automatic,
            other,
        )
    except (SaveError, KeyError) as error:
        return Saved(path, path.stem, "", "", "", 0, 0, 0, "", modified, automatic, str(error))
