"""Incidents: the everyday ones, and the ones that everybody would share."""

from __future__ import annotations

from functools import cache

import numpy as np

from agents.breakdown import Breakdown
from agents.columns import Array, raised, ratio, share, total
from game.params import Params


def safety_in_force(
    effort: Array, standard: Array, accord: Array, compliance: Array, inspection: Array, p: Params
) -> Array:
    """Safety effort of each firm [0-1] · (firm, world): its own, or the larger of law and accord as far as it complies.

    ``inspection`` is what the home spends on safety against the usual budget: what is inspected is met even by those
    who would not comply. Source: own simplest form.

    >>> from types import SimpleNamespace
    >>> one = np.ones((1, 1))
    >>> p = SimpleNamespace(compliance_floor=0.5, budget_elasticity=0.35)
    >>> safety_in_force(0.2 * one, 0.6 * one, 0 * one, one, one, p).tolist()
    [[0.6]]
    """
    floor = np.minimum(p.compliance_floor * raised(inspection, p.budget_elasticity), 1)
    bound = np.maximum(standard, accord) * (floor + (1 - floor) * compliance)
    return np.maximum(effort, bound)


def hazard_parts(model: Array, frontier: Array, safety: Array, opened: Array, haste: Array, p: Params) -> Array:
    """Each lab's part of the catastrophe hazard [per quarter, before lambda] · (firm, world).

    Capability odds to the power xi, less safety, more where weights are open, more when the pace is high. Source:
    declared unknowns lambda, xi, chi; form after Armstrong, Bostrom and Shulman (2016) and Emery-Xu et al. (2023).
    """
    odds = np.exp(p.hazard_slope * (model - p.hazard_reference))
    gap = np.maximum(frontier - opened, 0)
    free = np.exp(-gap / p.hazard_open_scale)
    return raised(odds, p.hazard_power) * (1 - safety) * (1 + p.hazard_open * free) * (1 + p.haste_weight * haste)


def tests_shared(model: Array, publishes: Array, p: Params) -> Array:
    """Part of what there is to know about testing that is published [0-1] · (world,), by the models it comes from.

    ``model`` is 0 for firms without one. Source: own; shared evaluations of the institutes since 2024.

    >>> from types import SimpleNamespace
    >>> p = SimpleNamespace(advantage_scale=0.1)
    >>> tests_shared(np.array([[150.0], [150.0], [0.0]]), np.array([[True], [False], [True]]), p).tolist()
    [0.5]
    """
    weight = np.where(model > 0, np.exp(p.advantage_scale * (model - np.max(model, axis=0))), 0)
    return total(share(weight, 0) * publishes, 0)


def catastrophe_chance(hazard: Array) -> Array:
    """Chance of at least one event in a quarter from its rate [0-1].

    >>> catastrophe_chance(np.array([0.0])).tolist()
    [0.0]
    """
    return -np.expm1(-hazard)


def risk(parts: Array, p: Params) -> Breakdown:
    """Chance of a serious incident (class 2 or worse) within four quarters [0-1] · (world,), by firm of origin."""
    rate = 4 * p.hazard * p.class_ratio[1] * parts
    whole = total(rate, 0)
    chance = catastrophe_chance(whole)
    part = ratio(rate, whole)
    return Breakdown(dict(zip(_firm_causes(len(parts)), part * chance, strict=True)), chance)


@cache
def _firm_causes(firms: int) -> tuple[str, ...]:
    return tuple(f"firm:{firm}" for firm in range(firms))


def everyday_incidents(use: Array, best: Array, noise: Array, p: Params) -> Array:
    """Everyday incidents this quarter [count] · (world,): use x exp(slope x capability), with overdispersion.

    Normal approximation of a gamma-Poisson count. Source: AIID 2023-25 (facts 5), first fit.
    """
    mean = p.incident_rate * use / p.incident_use * np.exp(p.incident_slope * (best - p.incident_reference))
    return np.maximum(np.rint(mean + np.sqrt(mean * (1 + mean / p.incident_spread)) * noise), 0)


def worst_class(rates: Array, draws: Array) -> Array:
    """Worst incident class this quarter [0-4] · (world,), from a rate and a draw of its own for each class.

    >>> worst_class(np.array([[9.0], [0.0], [9.0], [0.0]]), np.full((4, 1), 0.5)).tolist()
    [3]
    """
    happened = draws < catastrophe_chance(rates)
    order = np.arange(1, len(rates) + 1)[:, None]
    return np.where(happened, order, 0).max(axis=0).astype(np.int8)


def origin(parts: Array, draw: Array, happened: Array) -> Array:
    """Firm at which the incident began · (world,), -1 if none: drawn in proportion to the parts of the hazard."""
    running = np.cumsum(parts, axis=0)
    first = (running > draw * running[-1]).argmax(axis=0)
    return np.where(happened, first, -1).astype(np.int8)


def alarm(old: Array, worst: Array, p: Params) -> Array:
    """Fading memory of warning shots [0-1] · (world,): raises the will to cooperate.

    Source: Pacheco et al.; speeds assumed.
    """
    shock = np.where(worst >= 2, p.alarm_rise * (worst - 1), 0)
    return np.minimum(old * p.alarm_memory + shock, 1)
