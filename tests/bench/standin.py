"""A small model of sixteen nations and thirty firms as tutorials write them, for Mesa and for Modelly.

It stands in for an object-per-agent game where ours has no counterpart: a lower bound for objects in loops. Run alone,
it tells how many games a second a library plays, on the clock and of this process's processor, and both versions:

    python tests/bench/standin.py mesa|modelly GAMES QUARTERS PROCESSES
"""

from __future__ import annotations

import platform
import sys
import time
from functools import partial
from importlib import import_module
from importlib.metadata import version
from typing import Any

NATIONS, FIRMS = 16, 30
DISTRIBUTION = {"mesa": "mesa", "modelly": "modelly-abm"}


def model_of(library: Any) -> type:
    """The model, written for a library; Mesa and Modelly have the same names for all that it needs."""

    class PlainAgent(library.Agent):
        """An object with attributes that looks at every other once a step."""

        def __init__(self, model: Any, firm: bool) -> None:
            super().__init__(model)
            self.firm, self.capability, self.trust = firm, 1.0, {}

        def step(self) -> None:
            best = max(agent.capability for agent in self.model.agents)
            for other in self.model.agents:
                if other is not self:
                    held = self.trust.get(other.unique_id, 0.5)
                    self.trust[other.unique_id] = held + 0.1 * (self.model.random.random() - held)
            self.capability += 0.1 * (best - self.capability) + (0.02 if self.firm else 0.01)

    class PlainModel(library.Model):
        """Nations and firms that only update trust and capability."""

        def __init__(self, seed: int | None = None) -> None:
            super().__init__(rng=seed)
            for number in range(NATIONS + FIRMS):
                PlainAgent(self, number >= NATIONS)
            self.datacollector = library.DataCollector(model_reporters={"capability": capability})

        def step(self) -> None:
            self.agents.shuffle_do("step")
            self.datacollector.collect(self)

    return PlainModel


def capability(model: Any) -> float:
    """What is recorded of every step: the mean capability."""
    return sum(agent.capability for agent in model.agents) / (NATIONS + FIRMS)


def played(library: str, quarters: int, seed: int) -> float:
    """Play one game; returns what was recorded last, so that a runner has something to bring home."""
    model = model_of(import_module(library))(seed=seed)
    for _ in range(quarters):
        model.step()
    return float(model.datacollector.model_vars["capability"][-1])


def seeded(seed: int | None = None) -> Any:
    """A model that Mesa's runner makes by itself, in this process or another."""
    return model_of(import_module("mesa"))(seed=seed)


def by_mesa(games: int, quarters: int, processes: int) -> None:
    """The runner of Mesa; it makes one step more than it is told (see ``game.model``)."""
    import mesa

    seeds = {"seed": list(range(games))}
    mesa.batch_run(seeded, seeds, number_processes=processes, max_steps=quarters - 1, display_progress=False)


def by_modelly(games: int, quarters: int, processes: int) -> None:
    """The runner of Modelly."""
    modelly = import_module("modelly")
    modelly.run_batch(partial(played, "modelly", quarters), range(games), workers=processes)


def main() -> None:
    library, games, quarters, processes = sys.argv[1], *map(int, sys.argv[2:5])
    run = {"mesa": by_mesa, "modelly": by_modelly}[library]
    played(library, 1, 1)
    clock, used = time.perf_counter(), time.process_time()
    run(games, quarters, processes)
    clock, used = time.perf_counter() - clock, time.process_time() - used
    print(f"{games / clock:.2f} {games / used:.2f} {version(DISTRIBUTION[library])} {platform.python_version()}")


if __name__ == "__main__":
    main()
