"""What an experiment will play: arms, points of the varied numbers, replicates, and the parts that share the work."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import count
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from agents.columns import Array
from game import __version__
from game.batch import design
from game.batch.experiment import ORDERS, Experiment, Factor, Order, begin_of, factors_of, refuse_all, renamed
from game.batch.numbers import laid_out
from game.mistakes import Mistake
from game.plugins import Plugin, is_plugin, plugin_named
from game.rules import RULES
from game.scenario import Scenario

if TYPE_CHECKING:
    from agents.strategies.base import Strategy
    from game.batch.origin import Origin
    from game.session import Session

__all__ = ["Factor", "OrderRefused", "Part", "Plan", "Played", "Run", "Sitting", "planned", "planned_before"]
LEAST_WORLDS, MOST_WORLDS, PARTS_OF_AN_ARM = 32, 256, 8
"""Fewest and most runs of a part, and how many parts an arm has in between; never a question of how many workers."""
LEAST_SHARE = 64
"""Runs that are not worth sharing: a session costs about as much as so many worlds more, and a worker has to load."""

Sitting = tuple[int, ...]
"""Numbers of parts of one arm that are played together as one session."""


class OrderRefused(ValueError):
    """A pinned order that the law of the game refuses at the start: its key in the file, why, and whose order it is."""

    def __init__(self, key: str, text: str, seat: str) -> None:
        super().__init__(f"{key}: {text}")
        self.key, self.text, self.seat = key, text, seat

    def __reduce__(self) -> tuple[type[OrderRefused], tuple[str, str, str]]:
        return type(self), (self.key, self.text, self.seat)


@dataclass(frozen=True)
class Run:
    """One game: an arm at a point of the varied numbers under the luck of a replicate."""

    number: int
    arm: str
    point: int
    replicate: int
    seed: int


@dataclass(frozen=True)
class Part:
    """Consecutive runs of one arm, kept in one file a table: first .. first + count - 1."""

    number: int
    arm: str
    first: int
    count: int


class Played(NamedTuple):
    """A part that was played: the bytes of its file for each table, and how many runs are done and failed."""

    part: int
    tables: dict[str, bytes]
    done: int
    failed: int


@dataclass(frozen=True)
class Plan:
    """Everything that decides the results. ``points`` (point, factor); ``digest`` SHA-256 of it all.

    ``origin`` is where the games begin if they go on from a save.
    ``plugins`` are the strategies that are no part of the game, by the key under which the arms name them.
    """

    experiment: Experiment
    scenario: Scenario
    factors: tuple[Factor, ...]
    points: Array = field(repr=False)
    origin: Origin | None = None
    plugins: Mapping[str, Plugin] = field(default_factory=dict, repr=False)

    @property
    def arms(self) -> tuple[str, ...]:
        """Names of the arms, in the order of the file."""
        return tuple(self.experiment.arms)

    @property
    def replicates(self) -> int:
        """Games of every cell."""
        return self.experiment.replicates

    @property
    def quarters(self) -> int:
        """Quarters of a game, at most."""
        return self.experiment.quarters or self.scenario.setting.quarters

    @property
    def runs_of_arm(self) -> int:
        """Runs of every arm."""
        return len(self.points) * self.replicates

    @property
    def runs(self) -> int:
        """Runs in all."""
        return self.runs_of_arm * len(self.arms)

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """All parts, the way they are played: in the order of their runs, or of their rounds."""
        return tuple(part for parts in self.rounds for part in parts)

    @cached_property
    def rounds(self) -> tuple[tuple[Part, ...], ...]:
        """The parts that are played before it is looked whether to stop; one round if nothing stops the batch."""
        slices = [self._in_runs()] if self.experiment.stop is None else self._in_replicates(self.experiment.stop.least)
        number = count()
        return tuple(tuple(Part(next(number), *one) for one in parts) for parts in slices)

    def _in_runs(self) -> list[tuple[str, int, int]]:
        """Arm, first run and size of parts that follow each other; none holds runs of two arms."""
        size = min(MOST_WORLDS, max(LEAST_WORLDS, ceil(self.runs_of_arm / PARTS_OF_AN_ARM)))
        firsts = [(arm, start) for arm in range(len(self.arms)) for start in range(0, self.runs_of_arm, size)]
        return [
            (self.arms[arm], arm * self.runs_of_arm + start, min(size, self.runs_of_arm - start))
            for arm, start in firsts
        ]

    def _in_replicates(self, least: int) -> Iterator[list[tuple[str, int, int]]]:
        """The same for every round: some more replicates of all cells, a quarter more than before at least."""
        done, cells = 0, len(self.arms) * len(self.points)
        while done < self.replicates:
            upto = min(self.replicates, max(least, done + LEAST_WORLDS, done + done // 4))
            yield [
                (self.arms[cell // len(self.points)], cell * self.replicates + start, min(MOST_WORLDS, upto - start))
                for cell in range(cells)
                for start in range(done, upto, MOST_WORLDS)
            ]
            done = upto

    def sittings(self, parts: Sequence[int], workers: int) -> list[Sitting]:
        """Parts put together to sessions as wide as they may be, as many for each worker and as equal as parts allow.

        A game is the same to the last bit alone and in any session, so this is a question of time and of nothing else.
        """
        known = sorted((self.parts[number] for number in parts), key=lambda part: part.first)
        runs = sum(part.count for part in known)
        sessions = workers * ceil(runs / (workers * MOST_WORLDS))
        share = max(LEAST_SHARE, ceil(runs / max(sessions, 1)))
        found: list[list[Part]] = []
        for part in known:
            last = found[-1] if found else []
            together = sum(one.count for one in last) + part.count
            if last and last[0].arm == part.arm and together <= min(MOST_WORLDS, share + part.count // 2):
                last.append(part)
            else:
                found.append([part])
        return [tuple(part.number for part in sitting) for sitting in found]

    def run(self, number: int) -> Run:
        """The run of this number."""
        cell, replicate = divmod(number, self.replicates)
        arm, point = divmod(cell, len(self.points))
        return Run(number, self.arms[arm], point, replicate, (self.experiment.seed + replicate) % 2**64)

    def runs_of(self, *parts: Part) -> list[Run]:
        """The runs of some parts, world by world."""
        return [self.run(part.first + world) for part in parts for world in range(part.count)]

    @cached_property
    def digest(self) -> str:
        """SHA-256 of everything that decides the results."""
        told = self.experiment.model_dump(mode="json", by_alias=True, exclude={"title", "scenario", "save", "own"})
        decides = {
            "scenario": self.scenario.digest, "save": self.origin.digest if self.origin else None,
            "rules": RULES, "version": __version__, "experiment": told,
            "arms": self.arms, "factors": [factor.name for factor in self.factors],
            "strategies": {key: plugin.digest for key, plugin in self.plugins.items()},
            "points": hashlib.sha256(np.ascontiguousarray(self.points, "<f8").tobytes()).hexdigest(),
        }  # fmt: skip
        text = json.dumps(decides, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    def cast(self, arm: str) -> dict[str, str | Strategy]:
        """Who plays the seats for which an arm names a strategy. Raises ``PluginError``."""
        named = self.experiment.arms[arm].strategies
        return {seat: self.plugins[name].strategy if name in self.plugins else name for seat, name in named.items()}

    def games(self, named: str, runs: Sequence[Run]) -> Session:
        """Some runs of an arm as one session, a world each, before their first quarter. Raises ``OrderRefused``."""
        arm = self.experiment.arms[named]
        at = self.points.take([run.point for run in runs], axis=0)
        varied = {factor.name: np.ascontiguousarray(at[:, place]) for place, factor in enumerate(self.factors)}
        numbers = {name: values for name, values in varied.items() if not name.startswith(ORDERS)}
        session = self._begun([run.seed for run in runs], self.cast(named), {**arm.parameters, **numbers})
        for key, order, levels in self._pinned(named, varied):
            if order.since is None or order.since <= session.quarter + 1:
                self._pin(session, key, order, levels)
        return session

    def pin_later(self, session: Session, arm: str) -> None:
        """Pin the orders of an arm that stand from the next quarter on. Raises ``OrderRefused``."""
        for place, order in enumerate(self.experiment.arms[arm].orders):
            if order.since == session.quarter + 1:
                self._pin(session, f"arms.{arm}.orders[{place}]", order, order.level)

    def _pin(self, session: Session, key: str, order: Order, levels: Array | float) -> None:
        """Pin an order, at one level or one a world."""
        objections = session.submit(order.seat, {order.field: {order.cell(self.scenario): levels}})
        if objections:
            why = objections[0].kind.replace("_", " ")
            when = "at the start" if order.since is None else f"in quarter {session.quarter + 1}"
            raise OrderRefused(key, f"{order.seat} may not set {order.field} so {when} ({why})", order.seat)

    def _begun(self, seeds: list[int], cast: Mapping[str, str | Strategy], numbers: dict[str, Any]) -> Session:
        """Games before their first quarter: of the scenario, or of the save from which they go on."""
        if self.origin is not None:
            return self.origin.games(seeds, cast, laid_out(numbers, self.scenario, self.origin.number, len(seeds)))
        from game.start import many_games

        numbers = laid_out(numbers, self.scenario, self.scenario.values, len(seeds))
        return many_games(self.scenario, seeds_of=seeds, cast=cast, overrides=numbers)

    def _pinned(self, arm: str, varied: dict[str, Array]) -> Iterator[tuple[str, Order, Array | float]]:
        """Key in the file, order and levels of what is pinned in an arm."""
        for place, order in enumerate(self.experiment.arms[arm].orders):
            yield f"arms.{arm}.orders[{place}]", order, order.level
        for factor in self.factors:
            if factor.order is not None:
                yield f"vary.{factor.name}", factor.order, varied[factor.name]


def planned(experiment: Experiment, path: Path | None = None) -> Plan:
    """The plan of an experiment. Raises ``ExperimentError``, which names the file, where its numbers do not fit."""
    named, plugins = _with_plugins(experiment)
    plan = replace(_laid_out(named, *begin_of(experiment, path)), plugins=plugins)
    refuse_all(_objected(plan), path)
    return plan


def likely_shared(experiment: Experiment) -> bool:
    """Whether a batch will have more than one session, as far as that shows before its points are known."""
    points = (experiment.design.points or 1) if experiment.vary else 1
    return len(experiment.arms) > 1 or points * experiment.replicates > LEAST_SHARE


def _with_plugins(experiment: Experiment) -> tuple[Experiment, dict[str, Plugin]]:
    """An experiment whose strategies from elsewhere go by their keys, which name no folder, and these strategies."""
    named = {name for arm in experiment.arms.values() for name in arm.strategies.values() if is_plugin(name)}
    named |= set(experiment.own)
    found = {name: plugin_named(name) for name in sorted(named)}
    keyed = renamed(experiment, lambda name: found[name].key if name in found else name)
    return keyed, {plugin.key: plugin for plugin in found.values()}


def planned_before(
    experiment: Mapping[str, Any],
    resolved: Mapping[str, Any],
    strategies: Mapping[str, Mapping[str, Any]],
    save: Path | None = None,
) -> Plan:
    """The plan that results were made with, from what their manifest keeps of experiment, scenario and strategies.

    ``save`` is the copy of the saved game that stands beside them, if it is needed. Raises ``OriginRefused``.
    """
    told = {key: value for key, value in experiment.items() if value is not None}
    told["design"] = {key: value for key, value in told["design"].items() if value is not None}
    made = Experiment.model_validate(told)
    scenario, origin = Scenario.from_resolved(resolved), None
    plugins = {key: Plugin(**kept) for key, kept in strategies.items()}
    if made.save is not None and save is not None:
        from game.batch.origin import origin_of

        origin = origin_of(save, made.quarter, [plugins[key] for key in made.own])
        scenario = origin.scenario
    return replace(_laid_out(made, scenario, origin), plugins=plugins)


def _laid_out(experiment: Experiment, scenario: Scenario, origin: Origin | None = None) -> Plan:
    factors = factors_of(experiment, scenario)
    return Plan(experiment, scenario, factors, design.points(experiment.design, factors, experiment.seed), origin)


def _objected(plan: Plan) -> Iterator[Mistake]:
    """What the law of the game has against pinned orders at the start, at points spread over those of every arm."""
    for place, (name, arm) in enumerate(plan.experiment.arms.items()):
        if arm.orders or any(factor.order for factor in plan.factors):
            most = min(len(plan.points), LEAST_WORLDS)
            spread = [(2 * look + 1) * len(plan.points) // (2 * most) for look in range(most)]
            looked = [place * plan.runs_of_arm + point * plan.replicates for point in spread]
            try:
                plan.games(name, [plan.run(number) for number in looked])
            except OrderRefused as refusal:
                yield Mistake(refusal.key, refusal.text)
