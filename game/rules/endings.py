"""Endings: what the last four quarters amount to."""

from __future__ import annotations

import numpy as np

from agents.columns import Array, total
from game import names
from game.orders import Orders
from game.params import Params
from game.rules.measures import Measures, at, between
from game.rules.release import advantage
from game.rules.sizes import ENDING_MEASURES
from game.setting import Setting
from game.world import World

PLACE = {name: index for index, name in enumerate(ENDING_MEASURES)}


def measured(measures: Measures, orders: Orders, setting: Setting, p: Params) -> Array:
    """The quantities on which endings are judged · (measure, world), in the order of ``ENDING_MEASURES``.

    ``lab_age`` and ``accord_age`` count the quarters in a row that the two leading nations have had a joint laboratory,
    or any laboratory or safety accord, in force: a breach that is seen voids its deal and so starts them anew.
    """
    world, n, m = measures.world, measures.n, measures
    strength = advantage(world.best[:n], p.decisiveness, p)
    strongest = strength.argmax(axis=0)
    towards = between(orders.restriction, m.leader, m.challenger)
    back = between(orders.restriction, m.challenger, m.leader)
    mutual = np.minimum(total(towards, 0), total(back, 0)) / len(names.CHANNELS)
    hosts = setting.hosts[:, None]
    theirs = ((hosts == m.leader) | (hosts == m.challenger))[:, None]
    tipped = np.where(theirs, world.ecosystem, 0).max(axis=0) >= p.tip_mark
    blocs = np.sort(np.where(hosts >= 0, m.stack_share, 0), axis=0)
    second = blocs[-2] if len(blocs) > 1 else np.zeros(m.worlds)
    lab = m.promised("joint_lab")
    pooled = np.minimum(between(lab, m.leader, m.challenger), between(lab, m.challenger, m.leader))
    pact = m.promised("safety_accord")
    accord = pooled + between(pact, m.leader, m.challenger) + between(pact, m.challenger, m.leader)
    old = world.recent[-1]
    values = {
        "advantage": strength.max(axis=0),
        "adoption_share": at(m.won(m.stack_share), strongest),
        "mutual_restriction": mutual,
        "tipped": total(tipped[:n].astype(float), 0) / n,
        "second_stack": second,
        "fragmentation": world.fragmentation,
        "open_gap": np.maximum(m.frontier - world.open_frontier, 0) / m.pace,
        "lab_share": pooled,
        "lab_age": np.where(pooled > 0, old[PLACE["lab_age"]] + 1, 0),
        "accord_age": np.where(accord > 0, old[PLACE["accord_age"]] + 1, 0),
    }
    return np.array([values[name] for name in ENDING_MEASURES])


def recent(old: Array, new: Array) -> Array:
    """The window moved on by a quarter · (window, measure, world), the newest last.

    >>> recent(np.zeros((4, 1, 1)), np.ones((1, 1)))[:, 0, 0].tolist()
    [0.0, 0.0, 0.0, 1.0]
    """
    return np.concatenate([old[1:], new[None]])


def ending(
    recent: Array, world: World, quarter: Array, setting: Setting, p: Params, last: Array
) -> tuple[Array, Array]:
    """Whether each game is over and how it ended, the first that holds · two of (world,); -1 while it lasts.

    A catastrophe, or the third grave incident, ends the game at once; all other endings are judged on the means of
    the window in the quarter marked ``last``. Games shorter than the window are judged on the quarters played.
    Source: play rules, section 9.
    """
    runaway = (world.incident_class >= len(names.CLASSES)) | (world.grave_count >= p.grave_limit)
    over = runaway | last
    if not over.any():
        return world.finished, np.where(world.finished, world.ending, np.int8(-1))
    played = np.minimum(np.maximum(quarter, 1), len(recent))
    mean = total(recent, 0) / played
    value = {name: mean[index] for name, index in PLACE.items()}
    laboratory = (recent[-1, PLACE["lab_age"]] >= p.lab_age) & (value["lab_share"] >= p.lab_pooled)
    tests = {
        "joint_laboratory": laboratory,
        "hegemony": (value["advantage"] >= p.hegemony_advantage) & (value["adoption_share"] > p.hegemony_adoption),
        "silicon_curtain": (value["mutual_restriction"] >= p.curtain_restriction)
        & (value["tipped"] >= p.curtain_tipped),
        "two_stacks": (value["second_stack"] >= p.stack_share) & (value["fragmentation"] >= p.stacks_fragmentation),
        "open_commons": (value["open_gap"] <= p.commons_gap) & (value["fragmentation"] < p.stacks_fragmentation),
    }
    reached = np.full(runaway.shape, names.ENDINGS.index("managed_rivalry"))
    for name in reversed(tests):
        reached = np.where(tests[name], names.ENDINGS.index(name), reached)
    reached = np.where(runaway, names.ENDINGS.index("runaway_race"), reached)
    found = np.where(world.finished, world.ending, np.where(over, reached, -1)).astype(np.int8)
    return world.finished | over, found


def held(measures: Measures) -> Array:
    """Whether a managed rivalry was held rather than uneasy · (world,): two clauses, and a pact kept a window long."""
    clauses = between(measures.clauses, measures.leader, measures.challenger)
    back = between(measures.clauses, measures.challenger, measures.leader)
    age = measures.world.recent[-1, PLACE["accord_age"]]
    return (clauses + back >= 2) & (age >= len(measures.world.recent))
