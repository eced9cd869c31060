"""What does not change in a game: who takes part, where firms are at home and what they do."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from math import prod
from typing import Any

import numpy as np

from agents.columns import Array
from game import names
from game.world import FIXED_SIZES

MAKERS = tuple(names.ROLES.index(name) for name in ("toolmaker", "foundry", "memory", "designer"))
"""Roles along the chain of production, in its order."""


@dataclass(frozen=True)
class Setting:
    """Seats, homes, roles and the calendar of a scenario; arrays carry a last axis of one for the worlds.

    ``nations`` ends with the unplayed rest of the world. ``home`` [firm] and ``hosts`` [ecosystem] index nations; the
    last ecosystem is each nation's own, its host is -1. ``role`` [role, firm]. ``doctrines`` names for every seat the
    strategies between which a person may choose.
    """

    nations: tuple[str, ...]
    firms: tuple[str, ...]
    labels: dict[str, str]
    home: Array
    role: Array
    hosts: Array
    archetypes: tuple[str, ...]
    bodies: tuple[dict[str, Any], ...]
    start: tuple[int, int]
    quarters: int
    epilogue: int
    rounds: int
    order: str
    elections: Array
    spare: frozenset[str]
    parameters: dict[str, Any] = field(repr=False)
    doctrines: tuple[tuple[str, ...], ...] = ()

    @cached_property
    def seats(self) -> tuple[str, ...]:
        """Keys of all seats: nations without the rest of the world, then firms."""
        return self.nations[:-1] + self.firms

    @cached_property
    def nation_seats(self) -> int:
        """Number of seats that are nations."""
        return len(self.nations) - 1

    def doctrine_named(self, seat: int, number: int) -> str:
        """Name of a seat's doctrine by its place in the list; empty for the strategy that it was cast with."""
        known = self.doctrines[seat]
        return known[number] if 0 <= number < len(known) else ""

    @cached_property
    def played(self) -> Array:
        """Which nations are seats: 1, or 0 for the rest of the world · (nation, 1)."""
        return (np.arange(len(self.nations)) < self.nation_seats).astype(float)[:, None]

    @cached_property
    def nation_of_seat(self) -> Array:
        """Nation index of every seat: its own, or a firm's home · (seat,)."""
        return np.concatenate([np.arange(self.nation_seats), self.home])

    @cached_property
    def pairs(self) -> Array:
        """Which nations are two different seats · (nation, nation, 1) bool."""
        nation, played = np.arange(len(self.nations)), self.played[:, 0] > 0
        return ((nation[:, None] != nation) & played[:, None] & played)[:, :, None]

    @cached_property
    def admitted(self) -> Array:
        """Which nations a body's gate lets in · (body, nation) bool: an open gate all, a values gate those it names."""
        gate = np.ones((self.sizes["body"], len(self.nations)), bool)
        for index, body in enumerate(self.bodies):
            if body.get("gate") == "values" or "eligible" in body:
                gate[index] = [key in body.get("eligible", body["members"]) for key in self.nations]
        return gate

    @cached_property
    def sizes(self) -> dict[str, int]:
        """Lengths of all axes by name."""
        from game.rules.sizes import RULE_SIZES

        return {
            **FIXED_SIZES,
            **RULE_SIZES,
            "nation": len(self.nations),
            "firm": len(self.firms),
            "seat": len(self.seats),
            "ecosystem": len(self.hosts),
        }

    @cached_property
    def members_of_role(self) -> tuple[Array, ...]:
        """Indices of the firms in each role."""
        return tuple(np.flatnonzero(self.role[r]) for r in range(len(names.ROLES)))

    @cached_property
    def _homes(self) -> dict[tuple[int, ...], Array]:
        return {}

    def homes_of(self, *roles: int) -> Array:
        """Nations that are home to firms of one of these roles, in order · (nation,) indices."""
        if roles not in self._homes:
            self._homes[roles] = np.unique(self.home[self.role.take(roles, axis=0).any(axis=0)])
        return self._homes[roles]

    @cached_property
    def first_role(self) -> Array:
        """First role of each firm, by index · (firm,)."""
        return np.asarray(self.role.argmax(axis=0))

    @cached_property
    def _places(self) -> dict[tuple[tuple[int, ...] | None, int], tuple[Array, Array]]:
        return {}

    def _summed_in(self, roles: tuple[int, ...] | None, cells: int) -> tuple[Array, Array]:
        """Firms in each role in turn (none: all firms), and where their cells count in a (role, nation, cell) block."""
        known = self._places
        if (roles, cells) not in known:
            groups = [np.arange(len(self.firms))] if roles is None else [self.members_of_role[role] for role in roles]
            row = np.concatenate([self.home[firms] + place * len(self.nations) for place, firms in enumerate(groups)])
            known[roles, cells] = np.concatenate(groups), (row[:, None] * cells + np.arange(cells)).ravel()
        return known[roles, cells]

    def per_nation(self, x: Array, role: int | None = None) -> Array:
        """Sum of a firm quantity over the firms (of a role) at home in each nation · (nation, ..., world).

        Firms are added in their order, one by one, whatever the number of worlds.
        """
        return self.per_role(x, None if role is None else (role,))[0]

    def per_role(self, x: Array, roles: tuple[int, ...] | None) -> Array:
        """The same for several roles at once · (role, nation, ..., world)."""
        cells, count = prod(x.shape[1:]), (1 if roles is None else len(roles)) * len(self.nations)
        firms, place = self._summed_in(roles, cells)
        mine = x if roles is None else x.take(firms, axis=0)
        return np.bincount(place, mine.ravel(), count * cells).reshape(-1, len(self.nations), *x.shape[1:])

    def per_first_role(self, x: Array) -> Array:
        """Sum of a firm quantity over the firms of each first role, added one by one · (role, world)."""
        worlds = x.shape[-1]
        place = self.first_role[:, None] * worlds + np.arange(worlds)
        return np.bincount(place.ravel(), x.ravel(), len(names.ROLES) * worlds).reshape(-1, worlds)

    @cached_property
    def maker(self) -> Array:
        """Last place in ``MAKERS`` that a firm takes along the chain of production, -1 for none · (firm,)."""
        plays = self.role.take(MAKERS, axis=0) > 0
        return np.where(plays.any(axis=0), len(MAKERS) - 1 - plays[::-1].argmax(axis=0), -1)

    @cached_property
    def _firms_at_home(self) -> Array:
        """Firms at home in each nation, filled up with the number of firms · (nation, place)."""
        listed = [np.flatnonzero(self.home == nation).tolist() for nation in range(len(self.nations))]
        longest = max(1, *map(len, listed))
        return np.array([row + [len(self.firms)] * (longest - len(row)) for row in listed])

    def best_at_home(self, x: Array, otherwise: Array | float = 0.0) -> Array:
        """Largest of a firm quantity over the firms at home, at least ``otherwise`` · (nation, world)."""
        none = np.zeros((1, x.shape[-1])) + otherwise
        return np.maximum(np.concatenate([x, none]).take(self._firms_at_home, axis=0).max(axis=1), none)

    @cached_property
    def gated(self) -> Array:
        """Bodies gated by values · (body, 1); bodies founded in play have an open gate."""
        gates = [body.get("gate") == "values" for body in self.bodies]
        return np.array(gates + [False] * (names.BODY_SLOTS - len(gates)))[:, None]

    @cached_property
    def quotas(self) -> Array:
        """Quota of weighted votes of each body [0-1] · (body, 1); bodies founded in play decide by half."""
        given = [float(body.get("quota", 0.5)) for body in self.bodies]
        return np.array(given + [0.5] * (names.BODY_SLOTS - len(given)))[:, None]

    def at_home(self, x: Array) -> Array:
        """A nation quantity at every firm's home · (firm, ..., world)."""
        return x.take(self.home, axis=0)

    def has_role(self, role: int) -> Array:
        """Which firms play a role · (firm, 1)."""
        return np.asarray(self.role[role][:, None])

    def quarter_of_year(self, quarter: Array) -> Array:
        """Which quarter of its year, 1 to 4, a quarter of the game is · as given."""
        return (self.start[1] - 1 + quarter) % 4 + 1

    def date(self, quarter: int) -> str:
        """Calendar name of a quarter of the game: '2025Q3'.

        """
        year, start = self.start
        index = start - 1 + quarter
        return f"{year + index // 4}Q{index % 4 + 1}"
