"""Players and games for tests: a policy that does anything that may be done, plug-ins that break, and ways to start."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from agents.choice import Choice
from agents.columns import columns_of
from agents.sight import Sight
from agents.strategies.base import Hold, Strategy
from game import names
from game.diplomacy import Diplomacy
from game.luck import Luck
from game.orders import Orders
from game.scenario import Scenario, load
from game.session import Session
from game.start import seeds
from game.world import World

SHEET = {name: declared for name, declared in columns_of(Orders).items() if not declared.person}
SEALED = ("ceiling", "reply", "breach", "body_action")
SCENARIOS = ("two-plans-2025", "neutral", "two-blocs", "october-2022")
HOLD = Hold()


class Anything(Strategy):
    """Orders, offers and answers at random: levels anywhere in their range, now and then far more than it can pay."""

    name = "anything"
    source = "Monkey testing; levels as in Axelrod's random player."

    def __init__(self, salt: int = 0, boldness: float = 1.0, talkative: float = 0.15) -> None:
        self.salt, self.boldness, self.talkative = salt, boldness, talkative

    def draw(self, sight: Sight, purpose: str, *shape: int) -> np.ndarray:
        """Uniform numbers that depend on what the row sees and on nothing else · (*shape, row)."""
        state = np.ascontiguousarray(sight.gdp[0]) + np.ascontiguousarray(sight.open_frontier)
        keys = state.view(np.uint64) + np.uint64(self.salt * 1009) + sight.seat.astype(np.uint64) * np.uint64(7919)
        return Luck(keys, 0, "anything").uniform(f"{purpose}/{int(sight.quarter[0])}", *shape)

    def decide(self, sight: Sight) -> Choice:
        count = sight.nation_seats[0] if sight.rows else 0
        firm = sight.seat >= count
        kinds = [np.flatnonzero(~firm), np.flatnonzero(firm)]
        fields: dict[str, np.ndarray] = {}
        for name, declared in SHEET.items():
            for is_firm, rows in enumerate(kinds):
                if len(rows) == 0 or (
                    declared.axes[0] not in ("party", ("nation", "firm")[is_firm])
                    and not (declared.axes[0] in ("restrictor", "buyer", "seller") and not is_firm)
                ):
                    continue
                if name not in fields:
                    fields[name] = self.standing(sight, name, len(rows) == sight.rows, rows)
        picked = self.draw(sight, "which", len(fields))
        moves = self.boldness * 2.5 / max(len(fields), 1)
        wild = self.draw(sight, "wild") < 0.03
        for place, (name, line) in enumerate(fields.items()):
            touched = wild | (picked[place] < (0.4 if name in SEALED else moves))
            fields[name] = self.changed(sight, name, line, touched)
        noise = self.draw(sight, "memory")
        return Choice({0: noise}, **fields)

    def standing(self, sight: Sight, name: str, everybody: bool, rows: np.ndarray) -> np.ndarray:
        """The line that stands, for fields that not every asked seat has: what lies outside is not written anyway."""
        if everybody or SHEET[name].axes[0] == "party":
            return np.array(getattr(sight, f"own_{name}"))
        shape = getattr(sight, name).shape[1:-1] if SHEET[name].known == "public" else ()
        return np.full((*shape, sight.rows), max(SHEET[name].low, 0)).astype(SHEET[name].dtype)

    def changed(self, sight: Sight, name: str, line: np.ndarray, touched: np.ndarray) -> np.ndarray:
        declared, shape = SHEET[name], line.shape[:-1]
        level = declared.low + (declared.high - declared.low) * self.draw(sight, f"level/{name}", *shape)
        if declared.dtype != "float64":
            span = declared.high - declared.low + 1
            level = np.minimum(np.floor(declared.low + span * self.draw(sight, f"step/{name}", *shape)), declared.high)
        level = np.where(self.draw(sight, f"edge/{name}", *shape) < 0.3, declared.high, level)
        here = self.draw(sight, f"cell/{name}", *shape) < (1 if line.ndim == 1 else 3 / max(np.prod(shape), 1))
        if name in ("restriction", "refusal", "levy", "package"):
            own = np.arange(len(line))[:, None] == sight.nation[None]
            here &= ~own.reshape(len(line), *([1] * (line.ndim - 2)), line.shape[-1])
        if name == "budget":
            level = line + 0.1 * (self.draw(sight, "budget", *shape) - 0.5)
            level = np.maximum(level, 0.01)
            return np.where(touched, level / level.sum(0), line)
        if name == "body_action":
            action, member, host = (
                level,
                np.moveaxis(sight.member[:, sight.nation, np.arange(sight.rows)], -1, -1),
                sight.host,
            )
            allowed = (
                ((action == 1) & (host >= 0) & ~member & sight.admitted)
                | ((action == 2) & member)
                | ((action == 3) & (host < 0))
            )
            level = np.where(allowed, action, 0)
        if name == "breach":
            here = here & (self.draw(sight, "leave", *shape) < 0.3)
        return np.where(here & touched, level, line).astype(declared.dtype)

    def propose(self, sight: Sight) -> Choice:
        return self.draft(sight, "", self.talkative)

    def counter(self, sight: Sight) -> Choice:
        wanted = self.draft(sight, "counter/", 0.6)
        wanted["party"][sight.offer_from, np.arange(sight.rows)] = 1
        return wanted

    def draft(self, sight: Sight, key: str, talkative: float) -> Choice:
        seats, rows, clauses = len(sight.odds), sight.rows, names.CLAUSE_SLOTS
        wish = self.draw(sight, f"{key}offer") < talkative
        party = self.draw(sight, f"{key}party", seats) < 2 / seats
        party[sight.seat, np.arange(rows)] = True
        other = np.argmax(np.where(party & (np.arange(seats)[:, None] != sight.seat), 1, 0), axis=0)
        kind = np.floor(self.draw(sight, f"{key}kind", clauses) * len(names.CLAUSES))
        kind = np.where(wish & (self.draw(sight, f"{key}clause", clauses) < 0.4), kind, 0)
        mine = self.draw(sight, f"{key}giver", clauses)
        giver = np.where(mine < 0.45, sight.seat, np.where(mine < 0.9, other, -1))
        taker = np.where(mine < 0.45, other, np.where(mine < 0.9, sight.seat, -1))
        channels = np.floor(self.draw(sight, f"{key}channel", clauses) * len(names.CHANNELS))
        return Choice(
            party=party.astype(float),
            quarters=np.floor(1 + 8 * self.draw(sight, f"{key}length")),
            inspection=self.draw(sight, f"{key}inspection"),
            kind=kind,
            giver=giver.astype(float),
            taker=taker.astype(float),
            channel=channels,
            amount=self.draw(sight, f"{key}amount", clauses),
        )

    def answer(self, sight: Sight) -> np.ndarray:
        return np.where(sight.offer_chance > 0, 0.6, 0.3)


class Breaker(Strategy):
    """Breaks in one verb, from its second quarter on, in the way that it is told."""

    name = "breaker"
    source = "A test double for a plug-in that breaks."

    def __init__(self, verb: str, way: Any) -> None:
        self.verb, self.way = verb, way

    def _maybe(self, verb: str, sight: Sight) -> Any:
        if verb == self.verb and (sight.quarter >= 1).all():
            return self.way(sight)
        return getattr(Hold, verb)(self, sight)

    def propose(self, sight: Sight) -> Any:
        return self._maybe("propose", sight)

    def answer(self, sight: Sight) -> Any:
        return self._maybe("answer", sight)

    def decide(self, sight: Sight) -> Any:
        return self._maybe("decide", sight)


def scenario_of(name: str, quarters: int | None = None) -> Scenario:
    """A scenario, of another length if told."""
    chosen = load(name)
    return chosen if quarters is None else Scenario({**chosen.resolved, "quarters": quarters, "epilogue": 0})


def play(
    scenario: str | Scenario = "two-plans-2025",
    *,
    numbers: Sequence[int] = (1,),
    everybody: Any = HOLD,
    cast: Mapping[str, Any] | None = None,
    overrides: Mapping[str, Any] | None = None,
    **session: Any,
) -> Session:
    """A game in which everybody follows one strategy, with some exceptions by seat."""
    chosen = load(scenario) if isinstance(scenario, str) else scenario
    game = Diplomacy(chosen, len(numbers), overrides)
    voices = [(cast or {}).get(seat, everybody) for seat in chosen.setting.seats]
    return Session(game, seeds(numbers), voices, **session)


def changed_world(world: World, **columns: Any) -> World:
    """The world with some columns replaced."""
    return replace(world, **columns)
