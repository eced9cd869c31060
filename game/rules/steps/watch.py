"""Before the first step: who is set to watch whom, what is published, and what that brings to light."""

from __future__ import annotations

import numpy as np

from agents.columns import Array, places
from game.rules import watching
from game.rules.deals import OPENLY_SEEN, Pledges, nation_of
from game.rules.steps import Quarter


def looked(q: Quarter) -> None:
    """Analysts, studies and audits set to work, findings published, leakage reported."""
    world, orders, n, p = q.world, q.orders, q.setting.nation_seats, q.p
    q.between |= {"found": None, "said_other": None, "stopped": None, "friction": None, "audits": {}}
    acted = bool(orders.watch.max() or orders.publish.max())
    if not acted and not max(left.max() for left in (world.analysts, world.exposed, world.audited)):
        return
    seat, subject, where = places(orders.publish)  # few of very many cells
    of_nation, oneself = seat < n, (seat == subject) & (seat >= n)
    audit, found = np.zeros(world.audited.shape, bool), np.zeros(world.exposed.shape, bool)
    audit[seat[oneself] - n, where[oneself]] = True
    found[subject[of_nation], where[of_nation]] = True
    q.new |= {
        "analysts": watching.still_at_work(world.analysts, orders.watch, p.analysts_quarters),
        "exposed": watching.still_at_work(world.exposed, found, p.finding_quarters),
        "audited": watching.still_at_work(world.audited, audit, p.audit_quarters),
    }
    if of_nation.any():
        q.between |= {"found": found, "said_other": _said_other_than_done(q, found)}
    reports = ~of_nation & (subject < n)
    if reports.any():
        _reports(q, seat[reports] - n, subject[reports], where[reports])
    if oneself.any():
        weight = np.divide(
            world.revenue, at_home_whole(q, world.revenue), out=np.zeros_like(world.revenue), where=world.revenue > 0
        )
        shown = np.where(audit, watching.audits_tell(q.orders.safety_effort, weight, p), 0)
        q["audits"]["audits"] = q.setting.per_nation(shown)


def at_home_whole(q: Quarter, x: Array) -> Array:
    """A firm quantity summed over all firms at home of each firm · (firm, world)."""
    return q.setting.at_home(q.setting.per_nation(x))


def _said_other_than_done(q: Quarter, found: Array) -> Array:
    """What a finding shows: how far deeds lie from words, or safety below the law [0-1] · (seat, world)."""
    n, orders = q.setting.nation_seats, q.orders
    gap = np.zeros(found.shape)
    subject, world = places(found[:n])
    if len(subject):
        gap[subject, world] = watching.said_kinder_than_done(
            np.ascontiguousarray(orders.restriction[subject, :, :, world].transpose(1, 2, 0)),
            np.ascontiguousarray(orders.stance[subject, :, world].T),
            q.p.channel_weight[:, world],
        )
    short = np.maximum(q.setting.at_home(orders.safety_standard) - q.world.safety, 0)
    gap[n:] = np.where(found[n:], short, 0)
    return gap


def _reports(q: Quarter, firm: Array, nation: Array, world: Array) -> None:
    """Firms report smuggling to foreign nations."""
    n, worlds = q.setting.nation_seats, q.p.worlds
    count = np.bincount(nation * worlds + world, minlength=(n + 1) * worlds).reshape(n + 1, worlds).astype(float)
    q.between["stopped"] = watching.stopped_part(count, q.luck.uniform("raids", n + 1), q.p)
    add_friction(q, nation, q.setting.home[firm], world, q.p.report_anger)


def add_friction(q: Quarter, angry: Array, at_whom: Array, world: Array, amount: Array) -> None:
    """Anger of some nations at others over what these looked into, on top of what there is · lists of equal length."""
    count, worlds = len(q.setting.nations), q.p.worlds
    place = (angry * count + at_whom) * worlds + world
    felt = np.bincount(place, weights=amount[world], minlength=count * count * worlds).reshape(count, count, worlds)
    q.between["friction"] = felt if q["friction"] is None else q["friction"] + felt


def seen_chance(q: Quarter, pledges: Pledges, kept: Array) -> Array:
    """Chance that a hidden breach of each pledge is seen [0-1] · (pledge,), with what seats look into this quarter."""
    usual = q.world.deals.inspection[pledges.deal, pledges.world]
    if q.orders.inspect.any():
        _inspections_annoy(q)
    hidden = np.flatnonzero(~kept & ~OPENLY_SEEN[pledges.kind])
    if len(hidden):
        usual[hidden] = _looked_into(q, Pledges(*(part[hidden] for part in pledges)), usual[hidden])
    return usual


def _looked_into(q: Quarter, pledges: Pledges, usual: Array) -> Array:
    """The same for hidden breaches: inspections, analysts of other parties, and findings add to the usual chance."""
    world, p, w = q.world, q.p, pledges.world
    looked_into = q.orders.inspect[:, pledges.deal, w].any(0)
    party = world.deals.party[pledges.deal, :, w]
    watched = ((q["analysts"][:, pledges.giver, w] > 0).T & party).any(1)
    found = np.zeros(len(w), bool) if q["found"] is None else q["found"][pledges.giver, w]
    more = watching.chance_seen(
        usual, np.where(looked_into, p.inspection_power[w], 1), watched * p.analysts_eye[w], found * p.finding_eye[w]
    )
    return np.where(looked_into | watched | found, more, usual)


def _inspections_annoy(q: Quarter) -> None:
    """Whoever is inspected minds a little."""
    nation = nation_of(q.setting)
    inspector, deal, world = places(q.orders.inspect)
    which, other = places(q.world.deals.party[deal, :, world])
    apart = nation[other] != inspector[which]
    which, other = which[apart], other[apart]
    add_friction(q, nation[other], inspector[which], world[which], q.p.inspection_friction)
