"""A game from its file: played again from its record, or taken up from the world in the file."""

from __future__ import annotations

import contextlib
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from agents.choice import MEMORY_PLACES
from agents.strategies import ROSTER
from agents.strategies.base import Strategy
from agents.table import Failure
from game.chronicle import event_of
from game.diplomacy import Diplomacy
from game.mistakes import ScenarioError
from game.play import Game, unpacked
from game.plugins import plugin_of
from game.save.files import LATER_PARTS, PARTS, SaveError, read
from game.save.plain import draft, name_of, replies, talks, teller, unpacked_state, unpinned, wish
from game.session import Session, Snapshot
from game.worlds import differences


def load(path: str | Path, game: type[Game] = Diplomacy, strategies: Iterable[Strategy] = ()) -> Session:
    """The game in a file, ready to go on. Raises ``SaveError``.

    ``game`` is the kind of game that the file must hold; ``strategies`` speak beside those of the roster. The file
    names a strategy that was made from a plug-in with the digest of it, and no other speaks in its place.

    Under the rules that played it every quarter is there again, for branches and charts; under other rules the game
    goes on from the world in the file and ``Session.note`` says so.
    """
    name = Path(path).name
    head, body = read(path)
    with undamaged(name):
        played, cast = game_of(name, game, head, body), _cast_of(name, body, tuple(strategies))
        session = None
        if head["rules"] == game.rules:
            # a record of other rules
            with contextlib.suppress(LookupError, ValueError, TypeError, AttributeError, OverflowError):
                session = _played_again(played, body, cast)
        note = str(body["note"])
        if session is None:
            session = _new_session(played, body, cast, snapshot(played, body, body["last"]))
            note = _from_here(head, game.rules)
        session.note = note
        session.failures[:] = [Failure(*entry) for entry in body["failures"]]
        _resume(session, body)
    return session


@contextlib.contextmanager
def undamaged(name: str) -> Iterator[None]:
    """Tell what goes wrong with the values of a file as damage of that file."""
    try:
        yield
    except SaveError:
        raise
    except (KeyError, IndexError, ValueError, TypeError, AttributeError, OverflowError, zlib.error) as error:
        raise SaveError(f"{name} is damaged: {error.__class__.__name__} {error}.") from None


def game_of(name: str, kind: type[Game], head: Mapping[str, Any], body: Mapping[str, Any]) -> Game:
    """The game that the file describes. What kind it is says the caller; a file cannot name code to be run."""
    told = head.get("game", Diplomacy.name)
    if told != kind.name:
        raise SaveError(f"{name} holds another game: {told}, not {kind.name}.")
    try:
        return kind.described({part: value for part, value in body.items() if part not in PARTS + LATER_PARTS})
    except ScenarioError as error:
        raise SaveError(f"{name} holds a scenario that this version refuses: {error}") from None


def check_cast(path: str | Path, strategies: Iterable[Strategy] = ()) -> None:
    """Raise ``SaveError`` if a file is no whole saved game, or a strategy that plays in it is not among the given."""
    name = Path(path).name
    with undamaged(name):
        _cast_of(name, read(path)[1], tuple(strategies))


def _cast_of(name: str, body: Mapping[str, Any], strategies: Sequence[Strategy]) -> list[Strategy]:
    known = ROSTER | {each: strategy for strategy in strategies for each in (strategy.name, name_of(strategy))}
    missing = [voice for voice in dict.fromkeys(body["cast"]) if voice not in known]
    if missing:
        raise SaveError(f"{name} {_lack(missing, body.get('strategies', {}), strategies)}")
    return [known[voice] for voice in body["cast"]]


def _lack(voices: Sequence[str], kept: Mapping[str, Mapping[str, str]], strategies: Sequence[Strategy]) -> str:
    """Why the strategies of these names in a file cannot speak, and what to do."""
    unknown = sorted(voice for voice in voices if voice not in kept)
    told = [f"needs a strategy that is not installed: {', '.join(unknown)}."] if unknown else []
    told += [_brought(kept[voice], strategies) for voice in voices if voice in kept]
    return " It ".join(told)


def _brought(kept: Mapping[str, str], strategies: Sequence[Strategy]) -> str:
    """Why a strategy of somebody's own cannot speak, and what to do."""
    reference, digest = kept["reference"], kept["digest"]
    given = {plugin.reference: plugin.digest for strategy in strategies if (plugin := plugin_of(strategy))}
    if reference in given:
        other = f"SHA-256 {digest[:12]}, now {given[reference][:12]}"
        return f"was played with another {reference} ({other}): put the strategy back as it was."
    return f"needs {reference}, which plays in it and is no part of the game: name it, as in --with {reference}."


def snapshot(game: Game, body: Mapping[str, Any], record: Mapping[str, Any]) -> Snapshot:
    world, standing = game.start(np.array(body["seed"], np.uint64))
    memory = unpacked(record["memory"])
    if memory.shape != (MEMORY_PLACES, len(game.seats), 1):
        memory = np.zeros((MEMORY_PLACES, len(game.seats), 1))
    return Snapshot(unpacked_state(record["world"], world), unpacked_state(record["standing"], standing), memory, {})


def _new_session(game: Game, body: Mapping[str, Any], cast: list[Strategy], begin: Snapshot | None) -> Session:
    seeds = np.array(body["seed"], np.uint64)
    session = Session(
        game,
        seeds,
        cast,
        people=body["people"],
        key=body["key"],
        strict=body["strict"],
        watch=teller(game),
        begin=begin,
    )
    session.policies = {session.seat_index[key]: policy for key, policy in body["policies"].items()}
    session.limits = {session.seat_index[key]: int(most) for key, most in body.get("limits", {}).items()}
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
    begin = None if body["begin"] is None else snapshot(game, body, body["begin"])
    session = _new_session(game, body, cast, begin)
    if begin is not None:
        session.pins = unpinned(session, body["begin"]["pins"])
    watch, session.watch = session.watch, None
    for quarter in body["quarters"]:
        memory = session.memory.copy()
        for place, seat, value in quarter["memory"]:
            memory[place, seat, 0] = value
        session.memory = memory
        session.pins = unpinned(session, quarter["pins"])
        session.advance_recorded({"talks": talks(quarter["talks"]), "orders": quarter["orders"]})
        if watch is not None:
            session.events.append([event_of(record) for record in quarter["events"]])
    session.watch = watch
    last = snapshot(game, body, body["last"])
    if differences(session.world, last.world) or differences(session.standing, last.standing):
        return None
    session.memory = last.memory
    return session


def _resume(session: Session, body: Mapping[str, Any]) -> None:
    """Put back what people had set and offered in the quarter that was under way."""
    session.pins = unpinned(session, body["pins"])
    for offer in body["offers"]:
        if "renews" in offer:
            session.renew(offer["seat"], offer["renews"])
        elif "sounded" in offer:
            session.sound_out(offer["seat"], draft(session, offer["terms"]))
        else:
            session.offer(offer["seat"], draft(session, offer["terms"]), offer.get("counter"))
    session.wishes = {
        session.seat_index[key]: {name: wish(session, key, name, parts) for name, parts in found.items()}
        for key, found in body["wishes"].items()
    }
    session.replies = replies(session, body["replies"])
    session.settle()
