"""Steps 15 and 16: trust, opinion and influence; scores, endings and what the next quarter will ask."""

from __future__ import annotations

import numpy as np

from agents.columns import Array, changes, places, total
from game import names
from game.orders import Orders
from game.rules import crises, endings, occasions, opinion, prices, questions
from game.rules import trust as trusting
from game.rules.measures import Measures
from game.rules.sizes import EFFECTS
from game.rules.steps import Quarter
from game.worlds import replaced

INDUSTRY, SECURITY, PUBLIC, CREATORS, SAFETY_ADVOCATES = range(len(names.CONSTITUENCIES))


def opinions(q: Quarter, standing: Orders) -> None:
    """Step 15: trust and tension between nations, support at home, analysts' odds, and influence earned and spent."""
    world, orders, setting, p = q.world, q.orders, q.setting, q.p
    n = setting.nation_seats
    moved = changes(standing.restriction, orders.restriction)
    tightened, loosened = trusting.changed_weight(moved, n + 1, p)
    if orders.refusal is not standing.refusal:
        tightened = tightened + trusting.changed_weight(changes(standing.refusal, orders.refusal), n + 1, p)[0]
    q.between["restrictions_moved"] = moved
    felt, eased = tightened.swapaxes(0, 1), loosened.swapaxes(0, 1)
    breaches = total(_by_nation(q, q["breaches"]), 0).swapaxes(0, 1)
    standing_now = (*q["hindered"], orders.restriction[q["hindered"]])  # what is restricted is hindered
    mean_measure = trusting.changed_weight(standing_now, n + 1, p)[0] / total(p.channel_weight, 0)
    harsher = np.maximum(mean_measure * 4 - orders.stance, 0).swapaxes(0, 1)
    attitude = (2 - orders.stance).swapaxes(0, 1)
    kind = {
        "deals_kept": p.trust_deal * q["clauses_kept"].swapaxes(0, 1),
        "open_weights": p.trust_open * q["open_appeal"][None, :],
        "packages": p.trust_package * q["packages"].swapaxes(0, 1),
        "friendly_stance": p.trust_stance * np.maximum(attitude, 0),
        "measures_lifted": p.trust_measure / 2 * eased,
    }
    unkind = {
        "breaches_seen": p.trust_breach * breaches,
        "measures_taken": p.trust_measure * felt,
        "standing_measures": p.trust_standing * mean_measure.swapaxes(0, 1),
        "said_other_than_done": p.trust_hypocrisy * harsher,
        "hostile_stance": p.trust_stance * np.maximum(-attitude, 0),
        "crisis": q["crisis"].trust_loss,
    }
    if q["said_other"] is not None:
        shown = np.concatenate([q["said_other"][:n], np.zeros((1, p.worlds))])
        unkind["finding"] = p.finding_trust * shown[None] + 0 * world.trust_bad
    angry = q["crisis"].tension if q["friction"] is None else q["crisis"].tension + q["friction"]
    good, bad, why = trusting.remembered(world.trust_good, world.trust_bad, kind, unkind, p)
    q.why["trust"] = why
    q.new |= {
        "trust_good": good,
        "trust_bad": bad,
        "tension": trusting.tension(world.tension, felt, eased, angry, p),
    }
    _support(q, tightened)
    _influence(q, standing, n)


def _by_nation(q: Quarter, by_seat: Array) -> Array:
    """A (seat, nation, world) quantity on the giver's nation · (1, nation, nation, world)."""
    n = q.setting.nation_seats
    own = np.concatenate([by_seat[:n], np.zeros((1, *by_seat.shape[1:]))])
    if not by_seat[n:].any():
        return own[None]
    firms = np.stack([q.setting.per_nation(by_seat[n:, i]) for i in range(by_seat.shape[1])], axis=1)
    return (own + firms)[None]


def _support(q: Quarter, tightened: Array) -> None:
    """Support of constituencies and approval."""
    world, orders, setting, p = q.world, q.orders, q.setting, q.p
    n = setting.nation_seats
    lobby = setting.per_nation(orders.lobbying * world.alive * np.log1p(q["revenue"]))
    size = np.maximum(setting.per_nation(world.alive * np.log1p(q["revenue"])), p.tiny)
    lobby = lobby / size
    rival = world.tension.max(axis=1)
    pulls: opinion.Pulls = {
        "lost_sales": (INDUSTRY, -p.pull_industry * q["flows"].lost),
        "dear_compute": (INDUSTRY, -p.pull_price * (q["compute_price"] - 1 + q["shortage"] / 2)),
        "lobbying": (INDUSTRY, -p.lobby_weight * lobby),
        "lead": (SECURITY, p.pull_lead * np.minimum(np.maximum(q["lead"] / 4, -1), 1)),
        "measures": (SECURITY, p.pull_control * np.tanh(total(tightened, 1)) * (1 / 2 + rival)),
        "letters_for_controls": (SECURITY, p.lobby_weight * lobby),
        "prosperity": (PUBLIC, p.pull_prosperity * (q["prosperity"] - world.prosperity)),
        "alarm_in_public": (PUBLIC, -p.pull_alarm * q["alarm"]),
        "open_without_licence": (
            CREATORS,
            -p.pull_open * np.maximum(orders.openness, 0) + p.pull_open * np.maximum(-orders.openness, 0),
        ),
        "standard": (SAFETY_ADVOCATES, p.pull_safety * (orders.safety_standard - q["risk"])),
        "alarm": (SAFETY_ADVOCATES, -p.pull_alarm * q["alarm"] * (1 - orders.safety_standard)),
    }
    answered = np.zeros(world.support.shape)
    for index, name in enumerate(names.CONSTITUENCIES):
        answered[:n, index] = q["boost"][EFFECTS.index(name)][:n]
    pulls["occasions"] = slice(None), answered
    support = opinion.support(world.support, pulls, p)
    q.new["support"] = q.explained("support", support)
    q.new["approval"] = q.explained("approval", opinion.approval(q["support"], p))


def _influence(q: Quarter, standing: Orders, n: int) -> None:
    """Influence earned and spent."""
    world, setting, p = q.world, q.setting, q.p
    calendar = setting.elections[:, np.minimum(world.quarter, setting.elections.shape[1] - 1)]
    won = opinion.election(calendar[:n], q["approval"][:n], p)
    crisis = np.zeros((len(setting.seats), p.worlds))
    if (q["rung"] >= 3).any():
        ladder, at = places(q["rung"] >= 3)
        for side in range(2):
            crisis[q["ladder_side"][ladder, side, at], at] = 1
    due = q["due_kept"]
    earned = opinion.income_of_influence(q["approval"][:n], due[:n], crisis[:n], won, q["settlements"][:n], p)
    backed = opinion.shareholder_vote(setting.quarter_of_year(world.quarter), q["surprise"], p) * world.alive
    firms = opinion.firm_income_of_influence(q["surprise"], due[n:], crisis[n:], backed, p)
    spent = prices.spent(standing, q.between["wanted"], setting, p, q.between["offer_prices"], world)
    spent = spent + q["paid_influence"]
    gained = np.concatenate([earned.total, firms.total])
    q.why |= {"influence": earned, "firm_influence": firms}
    q.new["influence"] = np.minimum(np.maximum(world.influence + gained - spent, 0), p.influence_limit)


def scores_and_news(q: Quarter, standing: Orders) -> None:
    """Step 16: ending measures, endings, and the occasions and ladders that the new state raises."""
    setting, p = q.setting, q.p
    after = replaced(q.world, q.new)
    measures = Measures(after, q.orders, setting, p, standing)
    measures.moved = q["restrictions_moved"]
    conduct = q.playbook.conduct(measures)
    if (q["exposed"] > 0).any():
        conduct = conduct * np.where(q["exposed"] > 0, p.finding_reading, 1)[:, None]
    q.new |= {"odds": opinion.updated_odds(q.world.odds, conduct, p)}
    recent = endings.recent(q.world.recent, endings.measured(measures, q.orders, setting, p))
    last = q.world.quarter + 1 >= setting.quarters
    finished, ending = endings.ending(recent, after, q.world.quarter + 1, setting, p, last)
    q.new |= {"recent": recent, "finished": finished, "ending": ending, "quarter": q.world.quarter + 1}
    q.new |= occasions.put(measures, after, q.luck, q.playbook, setting, p)
    q.new |= crises.opened(measures, after, q.luck, q.playbook, setting, p)
    measures.world = replaced(q.world, q.new)  # ladders that open now count in what was foretold
    q.new |= questions.judged(measures, q.world, q.orders, q.playbook.questions)
    q.new |= questions.put(measures, q.world, q.playbook.questions, p)


def sight_errors(q: Quarter) -> None:
    """Errors of reports: drawn once a quarter for each observer and subject, persistent: averaging does not help."""
    p = q.p
    count = (len(q.setting.nations), len(q.setting.seats))
    fresh = q.luck.normal("reports", *count)
    keep = p.report_memory
    fresh *= np.sqrt(1 - keep * keep)
    fresh += keep * q.world.sight_error
    q.new["sight_error"] = fresh
