"""Where goals begin and end to count: fitted once, then frozen in ``assets/play/marks.toml``.

``python -m tests.bench.goals`` plays 256 games of every scenario (seeds 0 to 255, batches of 64) in which every seat
follows a strategy drawn at random from those of its kind, at the reference values of the unknowns. Floor and aim of
each public goal are the 10th and 90th percentile of its quantity at the end of the game, the other way round where
less is better. Games in which nobody pursues anything would tell what noise achieves, not what a seat can hope for
and must fear from the others. A quantity that these games do not move keeps the values of its archetype in
``goals.toml``; so do agendas, which name their own mark.
``--report`` prints instead the median points of each archetype, epilogue included, under the scenario's own cast.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from game.diplomacy import Diplomacy
from game.names import GOALS
from game.rules.measures import Measures
from game.rules.scores import percentiles
from game.start import final_score, many_games
from tests.bench.endings import mixed, played

MARKS = Path(__file__).resolve().parents[2] / "assets" / "play" / "marks.toml"
SCENARIOS = ("two-plans-2025", "october-2022", "neutral", "two-blocs")
GAMES, BATCH = 256, 64
LEAST = 0.001
"""Distance of floor and aim, in parts of the larger, below which a quantity counts as not moved."""
HEAD = f"""\
# Floor and aim of every seat's public goals: the 10th and 90th percentile over games of random casts, frozen here.
# Written by `python -m tests.bench.goals`; do not edit by hand.
format = 1
status = "estimated"
source = "python -m tests.bench.goals: {GAMES} games a scenario, seeds 0 to {GAMES - 1}, strategies drawn at random"
"""


def quantities(scenario: str) -> tuple[Diplomacy, np.ndarray]:
    """The quantities of all goals at the end of random games · (goal, seat, game)."""
    found = []
    for first in range(0, GAMES, BATCH):
        session = played(scenario, range(first, first + BATCH), mixed(scenario, BATCH, first))
        game = session.game
        assert isinstance(game, Diplomacy)
        book, measures = game.playbook, Measures(session.world, session.standing, game.setting, game.params)
        found.append(np.take(measures.stacked(book.goal_measures), book.goal_cell[:GOALS], axis=0))
    return game, np.concatenate(found, axis=-1)


def fitted(scenario: str) -> str:
    """The marks of one scenario as a part of the file."""
    game, values = quantities(scenario)
    low, high = percentiles(values)
    lines = []
    for seat, key in enumerate(game.setting.seats):
        marks = []
        for place in range(GOALS):
            goal = game.playbook.goals[seat][place]
            ends = [float(f"{end[place, seat]:.4g}") for end in (low, high)]
            if ends[1] - ends[0] <= LEAST * max(abs(ends[0]), abs(ends[1])):
                continue
            floor, aim = ends if goal.aim > goal.floor else ends[::-1]
            marks.append(f"{goal.key} = {{ floor = {floor:g}, aim = {aim:g} }}")
        if marks:
            lines += ["", f"[{scenario}.{key}]", *marks]
    return "\n".join(lines)


def report() -> None:
    """Median points by archetype, of nations and firms, under the scenario's own cast."""
    for scenario in SCENARIOS:
        session = many_games(scenario, seeds_of=range(BATCH)).advance(80)
        points = final_score(session).total
        kinds, n = np.array(session.game.setting.archetypes), session.game.setting.nation_seats
        told = {str(kind): f"{np.median(points[kinds == kind]):.1f}" for kind in dict.fromkeys(kinds)}
        print(scenario, told, f"nations {np.median(points[:n]):.1f} firms {np.median(points[n:]):.1f}", flush=True)


if __name__ == "__main__":
    if "--report" in sys.argv:
        report()
    else:
        MARKS.write_text("\n".join([HEAD.rstrip("\n"), *map(fitted, SCENARIOS)]) + "\n", encoding="utf-8")
        print(f"wrote {MARKS.name}")
