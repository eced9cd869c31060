"""Opinion: support of constituencies, approval, lobbying, elections, and what analysts think of agendas."""

from __future__ import annotations

import numpy as np

from agents.breakdown import Breakdown, LateBreakdown
from agents.columns import Array, share, total
from game.params import Params

Pulls = dict[str, tuple[int | slice, Array]]
"""What moves the support of one constituency, or of all: which of them, and by how much, by cause."""


def support(old: Array, pulls: Pulls, p: Params) -> Breakdown:
    """Support of each constituency [0-100] · (nation, constituency, world), with its causes.

    Returns to neutral and is moved by what each constituency cares about: industry by sales and prices, security by
    the lead and controls, the public by prosperity and incidents, creators by data rules, safety advocates by safety.
    Source: own; evidence for the camps: facts 3 (letters, lobbying, plans and their reception).
    """
    back = p.support_return * (p.support_neutral - old)
    moved = old + back
    for constituency, amount in pulls.values():
        moved[:, constituency] += amount

    def causes() -> Breakdown:
        spread = {name: _on_some(old, *pull) for name, pull in pulls.items()}
        return Breakdown.of(before=old, return_to_neutral=back, **spread).limited(0, 100)

    return LateBreakdown(causes, Breakdown({}, moved).limited(0, 100).total)


def _on_some(support: Array, constituency: int | slice, amount: Array) -> Array:
    """A pull as a block like the support, nothing elsewhere."""
    block = np.zeros(support.shape)
    block[:, constituency] = amount
    return block


def approval(supports: Array, p: Params) -> Breakdown:
    """Approval of the government [0-100] · (nation, world): support weighted by the sway of each constituency."""
    weight = share(p.sway, 1)
    names = ("industry", "security", "public", "creators", "safety_advocates")
    return Breakdown.of(**{name: supports[:, i] * weight[:, i] for i, name in enumerate(names)})


def updated_odds(odds: Array, conduct: Array, p: Params) -> Array:
    """Analysts' odds on each agenda · (seat, agenda, world) after a quarter's conduct, one score per agenda.

    Bayes with a likelihood that rises with how well conduct fits, and a little forgetting towards the even prior.
    """
    posterior = share(odds * np.exp(p.odds_sharpness * conduct), 1)
    return posterior + p.odds_forget * (1 / odds.shape[1] - posterior)


def election(voted: Array, approval_now: Array, p: Params) -> Array:
    """Influence won by an election or congress [points] · (nation, world), if approval carries it."""
    return np.where(voted & (approval_now >= p.election_mark), p.election_prize, 0)


def shareholder_vote(calendar: Array, result: Array, p: Params) -> Array:
    """Influence won at the general meeting [points] · (firm, world), by a firm that met its own guidance.

    ``calendar`` (world,) is the quarter of the year, 1 to 4. Source: play rules, section 3.

    >>> from types import SimpleNamespace
    >>> p = SimpleNamespace(meeting_quarter=np.array([2.0]), election_prize=np.array([4.0]))
    >>> shareholder_vote(np.array([2]), np.array([[0.5], [-0.5]]), p).tolist()
    [[4.0], [0.0]]
    """
    return np.where((calendar == np.rint(p.meeting_quarter)) & (result >= 0), p.election_prize, 0)


def income_of_influence(
    approval_now: Array, kept_now: Array, crisis: Array, won: Array, settled: Array, p: Params
) -> Breakdown:
    """Influence a nation earns in a quarter [points] · (nation seat, world). Source: play rules, prices and income.

    ``settled`` counts the crises that ended with its mediation.
    """
    liked = (approval_now - p.support_neutral) / p.approval_step
    return Breakdown.of(
        base=p.influence_base + np.zeros_like(approval_now),
        approval=np.minimum(np.maximum(liked, -p.approval_bound), p.approval_bound),
        pledges_kept=np.minimum(kept_now, p.kept_bound),
        open_crisis=-crisis,
        election=won,
        mediation=p.mediation_reward * settled,
    )


def firm_income_of_influence(result: Array, kept_now: Array, crisis: Array, won: Array, p: Params) -> Breakdown:
    """Influence a firm earns in a quarter [points] · (firm, world): its result against its own guidance, and votes."""
    return Breakdown.of(
        base=p.influence_base + np.zeros_like(result),
        guidance=np.minimum(np.maximum(result, -p.approval_bound), p.approval_bound),
        pledges_kept=np.minimum(kept_now, p.kept_bound),
        open_crisis=-crisis,
        election=won,
    )


def weighted_vote(weights: Array, in_favour: Array) -> Array:
    """Share of voting weight in favour [0-1] · (world,): members' weights over those who vote yes.

    Source: weighted majority games, Shapley and Shubik (1954).
    """
    return np.divide(
        total(weights * in_favour, 0), total(weights, 0), out=np.zeros(weights.shape[1:]), where=total(weights, 0) > 0
    )
