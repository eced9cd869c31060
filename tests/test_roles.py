"""The laggard opens, the leader closes; when the lead changes hands, the roles swap (world rules 7, behaviour 4).

Both sides follow the same strategies, so that only their place in the race tells them apart; 256 worlds of the two
blocs, arms paired by luck. A sign counts when the 95 % interval of the mean excludes zero.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np

from game.session import Session
from game.start import many_games

WORLDS, QUARTERS = 256, 12
CAST = {"N01": "reciprocator", "N02": "reciprocator", "FIRSTLIGHT": "open_challenger", "PLUMBLINE": "open_challenger"}
OF_NATION = (
    "know_how", "latent", "scarcity_gain", "recipe", "research", "best", "lead", "talent", "chips_training",
    "chips_serving", "power", "power_load",
)  # fmt: skip
OF_FIRM = ("edge", "trained", "published", "opened", "compute_share")


def sign(x: np.ndarray) -> int:
    """Sign of the mean over worlds, 0 where the interval holds zero."""
    mean, error = x.mean(), 1.96 * x.std(ddof=1) / np.sqrt(x.size)
    return 0 if abs(mean) <= error else int(np.sign(mean))


def swapped(game: Session) -> Session:
    """The same game with the places of the two sides in the race exchanged."""
    firms = game.game.setting.firms
    pairs = {"nation": (0, 1), "firm": (firms.index("FIRSTLIGHT"), firms.index("PLUMBLINE"))}
    new = {}
    for axis, fields in (("nation", OF_NATION), ("firm", OF_FIRM)):
        one, other = pairs[axis]
        for name in fields:
            rows = getattr(game.world, name).copy()
            rows[[one, other]] = rows[[other, one]]
            new[name] = rows
    game.world = replace(game.world, **new)
    return game


@cache
def paths(exchanged: bool) -> dict[str, np.ndarray]:
    """Orders and lead after each quarter · (quarter, world): how much more open the second side is, and its lead."""
    game = many_games("two-blocs", seeds_of=range(WORLDS), cast=CAST)
    firms = game.game.setting.firms
    first, second = firms.index("FIRSTLIGHT"), firms.index("PLUMBLINE")
    if exchanged:
        game = swapped(game)
    found: dict[str, list[np.ndarray]] = {"release": [], "openness": [], "behind": [], "held_back": []}
    for _ in range(QUARTERS):
        game.advance(1)
        w, o = game.world, game.standing
        kept = w.published - w.opened
        found["release"].append(o.release[second].astype(float) - o.release[first])
        found["openness"].append(o.openness[1] - o.openness[0])
        found["behind"].append(w.best[0] - w.best[1])
        found["held_back"].append(kept[second] - kept[first])
    return {name: np.array(values) for name, values in found.items()}


def test_the_laggard_opens_and_the_leader_closes() -> None:
    usual, late = paths(False), slice(4, None)
    assert sign(usual["behind"][late].mean(0)) == 1
    assert sign(usual["release"][late].mean(0)) == 1
    assert sign(usual["openness"][late].mean(0)) == 1
    assert sign(usual["held_back"][late].mean(0)) == -1


def test_the_roles_swap_with_the_lead() -> None:
    usual, exchanged, late = paths(False), paths(True), slice(4, None)
    assert sign(exchanged["behind"][late].mean(0)) == -1
    assert sign(exchanged["release"][late].mean(0)) == -1
    assert sign(exchanged["openness"][late].mean(0)) == -1
    for name, way in (("release", -1), ("openness", -1), ("held_back", 1)):
        assert sign((exchanged[name] - usual[name])[late].mean(0)) == way, name


def test_they_swap_within_a_game_when_the_lead_changes_hands() -> None:
    """Releases of the two laboratories before and after the second side takes the lead for three quarters or more."""
    told = paths(False)
    ahead = told["behind"] < 0
    before, after = [], []
    for quarter in range(2, QUARTERS - 3):
        taken = ~ahead[quarter - 1] & ahead[quarter : quarter + 3].all(0)
        before += told["release"][quarter - 1, taken].tolist()
        after += told["release"][quarter + 2, taken].tolist()
    assert len(before) >= 20
    assert sign(np.array(after) - np.array(before)) == -1
