"""Ownership: firms are sold, taken over when they stay broke, and founded where talent and compute are at hand."""

from __future__ import annotations

import numpy as np

from agents.columns import Array
from game.params import Params
from game.setting import Setting


def _covers(setting: Setting) -> Array:
    """Which firm plays all roles of which other firm · (firm, other, 1) bool."""
    role = setting.role.astype(bool)
    covers = (role[:, :, None] | ~role[:, None, :]).min(axis=0)
    return np.asarray((covers & ~np.eye(len(setting.firms), dtype=bool))[:, :, None])


def rescuer(cash: Array, alive: Array, overdue: Array, setting: Setting) -> Array:
    """Firm that takes over each firm that stayed broke · (firm, world), -1 none: the richest like firm at home."""
    if not overdue.any():
        return np.full(cash.shape, -1)
    at_home = (setting.home[:, None] == setting.home[None, :])[:, :, None]
    may = _covers(setting) & at_home & (alive & ~overdue & (cash > 0))[:, None]
    purse = np.where(may, cash[:, None], -np.inf)
    return np.where(overdue & may.max(0), purse.argmax(axis=0), -1)


def absorbed(owner: Array, setting: Setting) -> Array:
    """Which firms vanish into their owner · (firm, world) bool.

    Those all of whose roles the owner plays; others stay in business as subsidiaries.
    """
    if not (owner >= 0).any():
        return np.zeros(owner.shape, bool)
    fits = np.take_along_axis(_covers(setting) & np.ones_like(owner, bool)[None], np.maximum(owner, 0)[None], axis=0)[0]
    return (owner >= 0) & fits


def handed_over(held: Array, owner: Array) -> Array:
    """What firms hold after those with an ``owner`` (-1 none) gave it all to them [any unit] · (firm, world)."""
    kept = np.where(owner >= 0, 0, held)
    for firm in range(len(held)):
        place = np.maximum(owner[firm], 0)[None]
        given = np.where(owner[firm] >= 0, held[firm], 0)[None]
        np.put_along_axis(kept, place, np.take_along_axis(kept, place, axis=0) + given, axis=0)
    return kept


def inherited(model: Array, owner: Array) -> Array:
    """Best model of each firm after owners got those of the firms they absorbed [ECI points] · (firm, world)."""
    best = model.copy()
    for firm in range(len(model)):
        place = np.maximum(owner[firm], 0)[None]
        given = np.where(owner[firm] >= 0, model[firm], 0)[None]
        np.put_along_axis(best, place, np.maximum(np.take_along_axis(best, place, axis=0), given), axis=0)
    return best


def ready(alive: Array, parent: Array, talent: Array, compute: Array, setting: Setting, p: Params) -> Array:
    """Which firms of the scenario's spare places may be founded · (firm, world) bool.

    Those whose home has the talent and the training compute for a laboratory; a firm that was absorbed does not come
    back. Source: own; the marks follow Mistral (2023) and the American stock of October 2022.
    """
    spare = np.array([key in setting.spare for key in setting.firms])[:, None] & ~alive
    if not spare.any():
        return spare
    own = parent == np.arange(len(alive))[:, None]
    enough = (talent >= p.founding_talent) & (compute >= p.founding_compute)
    return np.asarray(spare & own & setting.at_home(enough))
