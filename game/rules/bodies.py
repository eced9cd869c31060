"""Bodies: who belongs, who sways them, and the standards they set."""

from __future__ import annotations

import numpy as np

from agents.columns import Array, share, total
from game.params import Params
from game.rules.opinion import weighted_vote

JOIN, LEAVE, FOUND = 1, 2, 3


def membership(member: Array, host: Array, action: Array, owed: Array, admitted: Array) -> tuple[Array, Array]:
    """Members after this quarter's accessions and exits, hosts of new bodies · (body, nation, world); (body, world).

    ``action`` (nation, body, world); founding takes a free body slot and makes the founder host and member. Who signed
    to join (``owed``, (nation, body, world)) joins with the signature and stays until it leaves.
    ``admitted`` (body, nation, world): the gate lets it in.
    """
    act = action.swapaxes(0, 1)
    founders = (act == FOUND) & (host < 0)[:, None]
    founded = founders.max(1)
    first = founders.argmax(axis=1)
    host = np.where(founded, first, host).astype(np.int8)
    founding = founders & (np.arange(member.shape[1])[None, :, None] == first[:, None])
    joining = ((act == JOIN) | (owed.swapaxes(0, 1) & (act != LEAVE))) & admitted & (host >= 0)[:, None]
    return (member & (act != LEAVE)) | joining | founding, host


def sway(held: Array, member: Array, effort: Array, p: Params) -> Array:
    """Each member's influence over a body's agenda [share] · (body, nation, world): a contest that old sway enters.

    Source: Tullock (1980) ratio contest with persistence.
    """
    weight = np.where(member, p.sway_memory * held + (1 - p.sway_memory) * effort + p.sway_floor, 0)
    return share(weight, 1)


def orientation(old: Array, steer: Array, influence: Array, member: Array, p: Params) -> Array:
    """Orientation of a body [-1 safety and rights .. 1 development] · (body, world): pulled by members' steering."""
    pull = total(influence * steer.swapaxes(0, 1) * member, 1)
    weight = total(influence * np.abs(steer.swapaxes(0, 1)), 1)
    return np.minimum(np.maximum(old + p.orientation_speed * (pull - old * weight), -1), 1)


def standard(old: Array, influence: Array, steer: Array, old_orientation: Array, quota: Array, p: Params) -> Array:
    """Strength of the standard a body has set [0-1] · (body, world).

    Members whose steering does not oppose the body's course vote for it; at the quota of weighted votes it grows,
    otherwise it fades. Source: weighted voting, Shapley and Shubik (1954).
    """
    for_it = (steer.swapaxes(0, 1) * old_orientation[:, None] >= 0).astype(float)
    carried = weighted_vote(influence.swapaxes(0, 1), for_it.swapaxes(0, 1)) >= quota
    grown = old + p.standard_speed * (1 - old)
    return np.where(carried & (total(influence, 1) > 0), grown, old * (1 - p.standard_fade))


def common_membership(member: Array) -> Array:
    """Share of bodies two nations have in common, weighted equally [0-1] · (nation, nation, world)."""
    both = member[:, :, None] & member[:, None, :]
    return total(both.astype(float), 0) / len(member)
