"""The quarter, on one page."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from agents.breakdown import Breakdown
from agents.columns import Array, columns_of, share
from game import names
from game.luck import Luck
from game.orders import Orders
from game.params import Params
from game.rules.steps import Quarter, fortune, knowledge, minds, supply, treaty, use, watch
from game.setting import Setting
from game.world import World
from game.worlds import replaced

if TYPE_CHECKING:
    from game.playbook import Playbook


ACTS_ONCE = {name: declared.idle for name, declared in columns_of(Orders).items() if declared.idle is not None}
"""Orders that act once, and the value to which they fall back."""


class Turn(NamedTuple):
    """What a quarter made of the world, and why."""

    world: World
    orders: Orders
    why: dict[str, Breakdown]


def turn(
    world: World, standing: Orders, orders: Orders, luck: Luck, p: Params, setting: Setting, playbook: Playbook,
    offer_prices: tuple[Array, ...] = (),
) -> Turn:
    """Play one quarter under lawful orders.

    ``standing`` are the orders of the quarter before (prices and reactions follow the difference), ``offer_prices``
    list prices (seat, world) of the offers made while bargaining. Returns the next world, the orders with answered
    occasions in them, and the named causes of every disputed quantity.
    """
    firms = len(setting.firms)
    luck = luck.mixed_ahead(
        shock=1, demand=1, recipe=1, run=firms, run_quality=firms, incident=len(names.CLASSES), everyday=1, origin=1
    )
    q = Quarter(world, orders, luck, p, setting, playbook)
    q.between |= {"wanted": orders, "offer_prices": offer_prices, "gdp_share": share(world.gdp, 0)}
    fortune.shock(q)
    watch.looked(q)
    treaty.deals_and_crises(q)  # 1
    treaty.restrictions_in_force(q)  # 2
    supply.chips_made_and_sold(q)  # 3, 4, 5
    supply.compute_in_use(q)  # 6
    knowledge.talent_moves(q)  # 7
    knowledge.know_how(q)  # 8
    knowledge.training(q)  # 9
    knowledge.releases(q)  # 10
    use.stacks_compete(q)  # 11
    use.use_and_prosperity(q)  # 12
    use.incidents(q)  # 13
    use.accounts(q)  # 14
    minds.opinions(q, standing)  # 15
    minds.sight_errors(q)
    minds.scores_and_news(q, standing)  # 16
    played = q.orders
    if played.budget is not q["plain_budget"]:
        played = replaced(played, {"budget": q["plain_budget"]})  # programmes are on top and do not stand
    return Turn(replaced(world, q.new), standing_after(standing, played), q.why)


def standing_after(standing: Orders, orders: Orders) -> Orders:
    """The orders that stand into the next quarter: one-time actions and sealed answers are wiped.

    Where nothing of the kind ``standing`` before, that is handed on.
    """
    wiped = {name: _filled(getattr(standing, name), idle) for name, idle in ACTS_ONCE.items()}
    return replaced(orders, wiped)


def _filled(block: Array, level: float) -> Array:
    """A block of one level; the one given if it is that already."""
    idle = block.dtype.type(level)  # a plain number would make numbers of all the flags first
    return np.full_like(block, idle) if (block != idle).any() else block
