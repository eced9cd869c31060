"""Before the first step: a true shock, drawn by luck alone, sets inputs of the steps that follow."""

from __future__ import annotations

import numpy as np

from agents.columns import Array
from game.rules import shocks
from game.rules.steps import Quarter
from game.rules.steps.treaty import ROLE


def shock(q: Quarter) -> None:
    """What strikes where, and how much it takes from plants, cloud access and firms or gives to know-how."""
    world, setting, p = q.world, q.setting, q.p
    kind = shocks.kind(q.luck.uniform("shock"), p)
    if not kind.any():
        q.new |= {"shock": kind, "shock_place": np.full(kind.shape, -1, np.int8)}
        q.between |= {"plants_standing": 1.0, "cables_cut": 0.0, "squeeze": 0.0, "leap": 0.0}
        return
    plants = setting.has_role(ROLE["foundry"]) | setting.has_role(ROLE["memory"])
    labs = np.minimum(setting.per_nation((setting.has_role(ROLE["lab"]) & world.alive).astype(float)), 1)
    draw = q.luck.uniform("shock_place")

    def where(which: int, weight: Array) -> Array:
        return (shocks.struck(weight, draw) & (kind == which)).astype(float)

    quake = where(shocks.QUAKE, setting.per_nation(world.capacity * world.alive * plants))
    cut = where(shocks.CABLE_CUT, setting.played + np.zeros_like(world.talent))
    leap = where(shocks.ALGORITHMIC_LEAP, world.talent * labs)
    anywhere = quake + cut + leap
    q.new |= {
        "shock": kind,
        "shock_place": np.where(anywhere.max(axis=0) > 0, anywhere.argmax(axis=0), -1).astype(np.int8),
    }
    q.between |= {
        "plants_standing": 1 - p.quake_loss * setting.at_home(quake) * plants,
        "cables_cut": p.cable_loss * cut,
        "squeeze": p.credit_loss * (kind == shocks.CREDIT_SQUEEZE),
        "leap": p.leap_step * leap,
    }
