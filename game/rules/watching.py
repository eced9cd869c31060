"""Watching: analysts and market studies, published findings, audits in public, reports of leakage, inspections."""

from __future__ import annotations

import numpy as np

from agents.columns import Array, places, raised, share, total
from game.params import Params


def still_at_work(left: Array, begun: Array, quarters: Array) -> Array:
    """Quarters that something goes on [quarters] · as ``left``: begun anew, or one less than before.

    Source: play rules, section 3.

    >>> still_at_work(np.array([[0], [3]]), np.array([[True], [False]]), np.array([4.0])).tolist()
    [[4], [2]]
    """
    later = (np.maximum(left, 1) - 1).astype(np.int8, copy=False)
    cells = places(begun)
    later[cells] = quarters.astype(np.int8)[cells[-1]]
    return later


def error_factor(precision: Array) -> Array:
    """What is left of the error of reports [ratio] · as given, from the precision added to the usual one.

    Own analysts and findings that somebody published add up. Source: Bayes with normal errors.

    >>> error_factor(np.array([3.0, 0.0])).tolist()
    [0.5, 1.0]
    """
    return 1 / np.sqrt(1 + precision)


def read_closely(odds: Array, sharpness: Array) -> Array:
    """Odds on agendas as a seat with analysts reads them [chance] · (seat, agenda, row), from the public ones.

    The same conduct read ``sharpness`` (seat, row) times as sharply: Bayes raises odds to that power. Nothing but
    conduct speaks, so that no secret is told.

    >>> odds = np.array([[[0.5], [0.25], [0.25]]])
    >>> [round(x, 3) for x in read_closely(odds, np.array([[2.0]])).ravel().tolist()]
    [0.667, 0.167, 0.167]
    """
    return share(raised(odds, sharpness[:, None]), 1)


def said_kinder_than_done(restriction: Array, stance: Array, weight: Array) -> Array:
    """How much harsher a nation's measures are than its stance, where most [0-1] · (subject,).

    Axes: ``restriction`` (partner, channel, subject), ``stance`` (partner, subject), ``weight`` (channel, subject).

    >>> one = np.ones((1, 1))
    >>> said_kinder_than_done(np.full((1, 1, 1), 0.75), 1 * one, one).tolist()
    [0.5]
    """
    done = total(restriction * weight, 1) / total(weight, 0)
    return np.asarray(np.max(np.minimum(np.maximum(done - stance / 4, 0), 1), axis=0))


def chance_seen(inspection: Array, looks: Array, watched: Array, found: Array) -> Array:
    """Chance that a hidden breach is seen this quarter [0-1] · (pledge,).

    An inspection under the clause looks ``looks`` times; analysts whom another party has set on the giver, and a
    finding about it, each see with a chance of their own (``watched``, ``found``). Source: independent looks.

    >>> half = np.array([0.5])
    >>> chance_seen(half, np.array([2.0]), 0 * half, 0 * half).tolist()
    [0.75]
    """
    return 1 - raised(1 - inspection, looks) * (1 - watched) * (1 - found)


def stopped_part(reports: Array, draw: Array, p: Params) -> Array:
    """Part of a nation's smuggling routes that is closed after so many reports [0-1] · (nation, world).

    Each report leads to a raid by its own chance. Source: own; cases in facts 3.

    >>> from types import SimpleNamespace
    >>> p = SimpleNamespace(report_chance=0.5, report_part=0.4)
    >>> stopped_part(np.array([1.0, 1.0, 0.0]), np.array([0.3, 0.7, 0.3]), p).tolist()
    [0.4, 0.0, 0.0]
    """
    raid = 1 - raised(1 - p.report_chance + 0 * reports, reports)
    return np.where(draw < raid, p.report_part, 0)


def audits_tell(effort: Array, weight: Array, p: Params) -> Array:
    """Public trust that an audit brings its home, or costs it [0-1] · (firm, world).

    By how far the safety effort that it shows lies above the usual one, weighted by the firm's part in its home's
    revenue. Source: own; standards and trust: facts 1.7.

    >>> from types import SimpleNamespace
    >>> half, p = np.array([0.5]), SimpleNamespace(audit_trust=0.2, audit_usual=0.2)
    >>> audits_tell(half, half, p).round(3).tolist()
    [0.03]
    """
    return p.audit_trust * (effort - p.audit_usual) * weight
