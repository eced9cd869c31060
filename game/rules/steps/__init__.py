"""The sixteen steps of the quarter, in five rooms: treaties, supply, knowledge, use, minds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from agents.breakdown import Breakdown
from agents.columns import Array
from game.luck import Luck
from game.names import CLAUSE
from game.orders import Orders
from game.params import Params
from game.rules.deals import promised
from game.setting import Setting
from game.world import World

if TYPE_CHECKING:
    from game.playbook import Playbook


@dataclass
class Quarter:
    """A quarter under way: ``q["name"]`` is the newest value of a world field or of something between two steps."""

    world: World
    orders: Orders
    luck: Luck
    p: Params
    setting: Setting
    playbook: Playbook
    new: dict[str, Any] = field(default_factory=dict)
    between: dict[str, Any] = field(default_factory=dict)
    why: dict[str, Breakdown] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        if name in self.new:
            return self.new[name]
        if name in self.between:
            return self.between[name]
        return getattr(self.world, name)

    def pledged(self, kind: str) -> Array:
        """Share that each nation (or its firms) has promised each [0-1] · (nation, nation, world or 1 if nothing)."""
        if not (self["pledges"].kind == CLAUSE[kind]).any():
            return np.zeros((len(self.setting.nations), len(self.setting.nations), 1))
        return np.minimum(promised(self["pledges"], kind, self.setting, self.p.worlds), 1)

    def explained(self, name: str, breakdown: Breakdown) -> Array:
        """Keep the causes of a quantity and return its total."""
        self.why[name] = breakdown
        return breakdown.total
