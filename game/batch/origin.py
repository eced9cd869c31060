"""Games that go on from a saved one: the world at the start of one of its quarters, under luck of their own."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from agents.columns import Array
from agents.strategies import ROSTER
from agents.strategies.base import Strategy
from game.diplomacy import Diplomacy
from game.memory import keep_freed
from game.params import Params
from game.plugins import Plugin, plugin_of
from game.save import SaveError, load, name_of
from game.scenario import Scenario
from game.session import Session, Snapshot
from game.start import seeds
from game.worlds import taken

LUCK = "batch"
"""Under what key these games draw, so that none has the luck of the game that was played."""
AT_START = frozenset({"guidance_start", "influence_start", "temperament_noise", "trust_weight"})
"""Numbers that are used up when a game begins: they change nothing in one that goes on."""


class OriginRefused(ValueError):
    """Why games cannot go on from a save: the key in the experiment, and what is wrong with it."""

    def __init__(self, key: str, text: str) -> None:
        super().__init__(f"{key}: {text}")
        self.key, self.text = key, text


@dataclass(frozen=True)
class Origin:
    """Where the games begin: before quarter ``quarter`` (the first is 1) of the save with this SHA-256.

    ``cast`` names strategies as the file does, and ``own`` holds those that are no part of the game by these names.
    ``data`` is the file itself; it does not travel to other processes, which need the rest alone.
    """

    digest: str
    quarter: int
    scenario: Scenario = field(repr=False)
    params: Params = field(repr=False)
    cast: tuple[str, ...] = field(repr=False)
    begin: Snapshot = field(repr=False)
    data: bytes = field(repr=False)
    own: Mapping[str, Plugin] = field(default_factory=dict, repr=False)

    def __getstate__(self) -> dict[str, Any]:
        return {**vars(self), "data": b""}

    def number(self, name: str) -> Array:
        """All values of a number of the rules · its axes."""
        return np.asarray(getattr(self.params, name)[..., 0])

    def games(
        self, seeds_of: Sequence[int], cast: Mapping[str, str | Strategy], overrides: Mapping[str, Array | float]
    ) -> Session:
        """Games from there on, a world each. Strategies play every seat, and nothing that people set stays pinned.

        A seat whose strategy changes begins with an empty memory: what one strategy noted means nothing to another.
        """
        if len(seeds_of) > 1:
            keep_freed()
        same = np.zeros(len(seeds_of), int)
        game = Diplomacy(self.scenario, params=self.params.taken(same).replaced(**overrides))
        index = {key: place for place, (key, _) in enumerate(game.seats)}
        voices, memory = self._voices(game), np.repeat(self.begin.memory, len(same), axis=-1)
        changed = {seat: ROSTER[voice] if isinstance(voice, str) else voice for seat, voice in cast.items()}
        for seat, strategy in changed.items():
            if strategy is not voices[index[seat]]:
                memory[:, index[seat]] = 0
        standing = game.as_cast(taken(self.begin.standing, same), [index[seat] for seat in cast])
        strategies = [changed.get(key) or self._voice(was) for (key, _), was in zip(game.seats, self.cast, strict=True)]
        begin = Snapshot(taken(self.begin.world, same), standing, memory, {})
        return Session(game, seeds(seeds_of), strategies, key=LUCK, begin=begin)

    def _voices(self, game: Diplomacy) -> list[Strategy]:
        """Who runs each seat at the start: the doctrine that a person ordered, or else the cast."""
        ordered = game.doctrine(self.begin.standing)[:, 0].tolist()
        return [
            self._voice(game.doctrines(seat)[number] if number >= 0 else self.cast[seat])
            for seat, number in enumerate(ordered)
        ]

    def _voice(self, name: str) -> Strategy:
        return self.own[name].strategy if name in self.own else ROSTER[name]


def origin_of(path: Path, quarter: int, own: Sequence[Plugin] = ()) -> Origin:
    """The start of a quarter of a saved game, in which strategies of somebody's ``own`` may play.

    Raises ``OriginRefused``.
    """
    try:
        data = path.read_bytes()
        session = _loaded(path, hashlib.sha256(data).hexdigest(), tuple(own))
    except OSError as error:
        raise OriginRefused("save", f"{path.name} could not be read: {error.strerror}") from None
    except SaveError as error:
        raise OriginRefused("save", str(error)) from None
    snapshot = _snapshot(session, quarter)
    game = session.game
    assert isinstance(game, Diplomacy)  # no other kind of game is loaded
    if game.setting.quarters != game.scenario.setting.quarters:
        raise OriginRefused("save", f"{path.name} holds an epilogue; games go on from quarters of the game itself")
    if game.finished(snapshot.world).all():
        raise OriginRefused("quarter", f"the game is over after {quarter - 1} quarters: choose an earlier one")
    strategies = [voice for voice in session.cast if isinstance(voice, Strategy)]
    cast, plugins = tuple(map(name_of, strategies)), filter(None, map(plugin_of, strategies))
    digest = hashlib.sha256(data).hexdigest()
    kept = {plugin.key: plugin for plugin in plugins}
    return Origin(digest, quarter, game.scenario, game.params, cast, snapshot, data, kept)


@lru_cache(maxsize=2)
def _loaded(path: Path, _digest: str, own: tuple[Plugin, ...]) -> Session:
    """The game in a file, played again from its record once as long as the file is the same."""
    return load(path, strategies=[plugin.strategy for plugin in own])


def _snapshot(session: Session, quarter: int) -> Snapshot:
    """Where the game stood before a quarter. Under other rules than it was played with, only its last is known."""
    first, last = session.first_quarter + 1, session.quarter + 1
    if not first <= quarter <= last:
        known = f"are quarters {first} to {last}" if first < last else f"is quarter {last}"
        note = f". {session.note}" if session.note else ""
        raise OriginRefused("quarter", f"{quarter} is not in this save; in it {known}{note}")
    return session.snapshots[quarter - first]
