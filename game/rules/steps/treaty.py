"""Steps 1 and 2: deals, crises and answered occasions take effect; restrictions take force."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from agents.columns import Array, places, total
from game import names
from game.names import CLAUSE
from game.rules import bodies, crises, deals, duties, levies, occasions, restrictions
from game.rules.legal import admitted
from game.rules.steps import Quarter
from game.rules.steps.plans import begun
from game.rules.steps.watch import seen_chance
from game.setting import MAKERS
from game.world import Terms, start_terms

ROLE = {name: index for index, name in enumerate(names.ROLES)}


def deals_and_crises(q: Quarter) -> None:
    """Step 1: answered occasions, what was signed, what falls due, breaches, sealed ceilings."""
    world, setting, p, worlds = q.world, q.setting, q.p, q.p.worlds
    q.orders, boost, occasion_cost = occasions.answered(world, q.orders, q.playbook, setting, p)
    begun(q)
    crisis = crises.climbed(world, q.orders, q.luck, q.playbook, setting, p)
    open_now = deals.pledges(world.deals)
    kept = deals.fulfilled(open_now, q.orders, world, setting, p)
    if (world.deals.quarters_left > 0).any():
        chance = seen_chance(q, open_now, kept)
        draw = np.zeros(world.deals.kind.shape)
        if not (kept | deals.OPENLY_SEEN[open_now.kind]).all():
            draw = q.luck.uniform("inspection", names.DEAL_SLOTS, names.CLAUSE_SLOTS)
        settled = deals.settled(world.deals, open_now, kept, q.orders.breach, draw, chance, setting)
    else:
        settled = deals.nothing_settled(world.deals, setting)
    terms = _with_crisis_terms(q, settled.terms, crisis)
    broken = settled.walked_out + settled.breaches_seen.max(1)
    if q["said_other"] is not None:
        broken = broken + p.finding_record * q["said_other"]
    nation = np.arange(len(setting.nations))[:, None, None]
    settlements = total((crisis.settled_by == nation).astype(float), 1)
    q.new |= {
        "deals": terms,
        "boost": boost,
        "kept": deals.decayed(world.kept, settled.kept_when_due, p),
        "broken": deals.decayed(world.broken, broken, p),
        "ladder": crisis.ladder,
        "ladder_side": crisis.ladder_side,
        "rung": crisis.rung,
        "ladder_quiet": crisis.ladder_quiet,
        "rupture_left": crisis.rupture_left,
        "mediator": crisis.mediator,
        "mediated": deals.decayed(world.mediated, settlements, p),
    }
    parents = deals.merged(open_now, len(setting.firms), setting.nation_seats, worlds)
    q.between |= {
        "pledges": open_now,
        "breaches": settled.breaches_seen,
        "clauses_kept": settled.clauses_kept,
        "due_kept": settled.kept_when_due,
        "settlements": settlements,
        "crisis": crisis,
        "paid_influence": occasion_cost + crisis.influence_cost,
        "sold_to": parents,
        "suspended": (
            crises.suspended(world, q.playbook, setting) if (world.ladder >= 0).any() else np.zeros_like(world.alive)
        ),
    }
    member, host = bodies.membership(
        world.member, world.host, q.orders.body_action, duties.accessions(open_now, setting, p),
        (admitted(setting)[:, :, None] | np.zeros((1, 1, worlds), bool)),
    )
    effort = q.orders.budget[:, 5][None] * np.abs(q.orders.steer).swapaxes(0, 1)
    sway = bodies.sway(world.body_influence, member, effort, p)
    course = bodies.orientation(world.orientation, q.orders.steer, sway, member, p)
    q.new |= {
        "member": member,
        "host": host,
        "body_influence": sway,
        "orientation": course,
        "standard": bodies.standard(world.standard, sway, q.orders.steer, world.orientation, setting.quotas, p),
    }


def _with_crisis_terms(q: Quarter, terms: Terms, crisis: crises.Crisis) -> Terms:
    """The treaty book with the winner's terms of each crisis that ended."""
    if not (crisis.term_kind > 0).any():
        return terms
    rows = start_terms(names.LADDER_SLOTS, len(q.setting.seats), q.p.worlds)
    agreed = crisis.term_kind > 0
    seats = np.arange(len(q.setting.seats))[None, :, None]
    party = (seats == crisis.term_giver[:, None]) | (seats == crisis.term_taker[:, None])
    for name in ("kind", "giver", "taker", "channel", "amount"):
        getattr(rows, name)[:, 0] = getattr(crisis, f"term_{name}")
    rows = replace(
        rows,
        party=party & agreed[:, None],
        quarters_left=np.where(agreed, q.playbook.terms_quarters, 0).astype(np.int8),
        inspection=np.ones_like(rows.inspection),
    )
    return deals.booked(terms, rows, agreed)[0]


def restrictions_in_force(q: Quarter) -> None:
    """Step 2: hindrances of every flow, who holds the chokepoints, and how hard denial bites."""
    world, setting, p = q.world, q.setting, q.p
    hindrance = restrictions.in_force(q.orders.restriction, q.orders.refusal)
    for seller, buyer, where, extra in crises.pressures(world, q.playbook, setting):
        hindrance[seller, buyer, :, where] = np.maximum(hindrance[seller, buyer, :, where], extra)
    levied = levies.levied(q.orders.levy)
    dear = (levied.channel != names.TOP) & (levied.channel != names.DOWNGRADED)  # chips have wedges of their own
    if dear.any():
        cells = tuple(part[dear] for part in levied[:4])
        hindrance[cells] = levies.hindered(hindrance[cells], levied.level[dear], p.levy_elasticity[cells[3]])
    *made_by, design = setting.per_role(world.capacity * world.alive, MAKERS)
    design = design * world.quality
    closed_models = np.exp(p.advantage_scale * (world.best - world.best.max(axis=0)))
    supplies = (*made_by, design, design, world.chips_serving, closed_models, world.talent, p.minerals)
    held = restrictions.chokepoint_shares(supplies)
    hindered = places(hindrance > 0)
    bite = restrictions.denied(hindrance, hindered, held, world.adaptation)
    adaptation = restrictions.adapted(world.adaptation, bite, p)
    price = restrictions.compute_price(bite[:, names.TOP], adaptation[:, names.TOP], p)
    left = held * (1 - adaptation.max(axis=0))
    q.new |= {
        "chokepoint": held,
        "adaptation": adaptation,
        "compute_price": price,
        "leverage": left.max(axis=1),
    }
    q.between |= {"hindrance": hindrance, "hindered": hindered, "bite": bite, "levied": levied}


def accord(q: Quarter) -> Array:
    """Safety effort that accords demand of each nation's labs [0-1] · (nation, world)."""
    open_now = q["pledges"]
    count, worlds = len(q.setting.nations), q.p.worlds
    level = np.zeros((count, worlds))
    wanted = open_now.kind == CLAUSE["safety_accord"]
    nation = deals.nation_of(q.setting)[open_now.giver[wanted]]
    np.maximum.at(level, (nation, open_now.world[wanted]), open_now.amount[wanted])
    return level
