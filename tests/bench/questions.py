"""How often questions came true, without pressure and under full pressure: what analysts should say.

``python -m tests.bench.questions`` plays games of random casts and prints ``analysts`` for every entry of
``assets/play/questions.toml``: how often it came true where it pressed less than usual, and where more.
"""

from __future__ import annotations

import argparse

import numpy as np

from agents.columns import Array
from game.questions import Questions
from game.start import many_games
from tests.bench.endings import mixed


def outcomes(games: int, quarters: int) -> tuple[tuple[str, ...], Array]:
    """Keys of the questions, and rows of (question, pressure, came)."""
    session = many_games(seeds_of=range(games), cast=mixed("two-plans-2025", games, 0))
    playbook = session.game.playbook
    keys = tuple(entry["key"] for entry in playbook.raw["question"])
    told = [{**entry, "analysts": (0, 1)} for entry in playbook.raw["question"]]  # so that the odds are the pressure
    vars(playbook)["questions"] = Questions(session.game.setting, told, playbook.raw["chances"])
    rows = []
    for _ in range(quarters):
        before = session.world
        session.advance()
        asked = (before.question >= 0) & ~before.finished
        rows.append(np.array([before.question[asked], before.question_odds[asked], session.world.question_came[asked]]))
    return keys, np.concatenate(rows, axis=1)


def main() -> None:
    """Print the lines."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--games", type=int, default=64)
    parser.add_argument("--quarters", type=int, default=24)
    given = parser.parse_args()
    keys, rows = outcomes(given.games, given.quarters)
    for number, key in enumerate(keys):
        _, pressure, came = rows[:, rows[0] == number]
        if not len(came):
            print(f"{key:12} was never asked")
            continue
        strong = pressure > np.median(pressure)
        halves = [came[strong == half].mean() if (strong == half).any() else came.mean() for half in (False, True)]
        ends = np.clip(halves, 0.02, 0.98).round(2).tolist()
        print(f"{key:12} asked {len(came):6}  came true {came.mean():.2f}  analysts = {ends}")


if __name__ == "__main__":
    main()
