"""Deals: what was signed is booked, falls due, is kept or broken, and expires."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

import numpy as np

from agents.columns import Array, listed, places, total, turns
from game import names
from game.names import BROKEN, CLAUSE, EXPIRED, KEPT, OPEN
from game.offers import CLAUSES, Offers, entries_of
from game.orders import Orders
from game.params import Params
from game.rules.bodies import LEAVE
from game.setting import Setting
from game.world import Terms, World

OPENLY_SEEN = np.array(
    [name in ("free_channel", "supply_chips", "compute_access", "open_release", "visas", "money", "join_body",
              "align_controls", "licence", "merger", "hotline", "recognition") for name in names.CLAUSES]
)
"""Clauses whose breach is public by nature; the others are seen with the chance that inspection gives."""

CLAUSE_MOVES: dict[str, tuple[str, ...]] = {
    "free_channel": ("trust_good",),
    "supply_chips": ("chips_received",),
    "compute_access": ("talent",),
    "joint_lab": ("know_how",),
    "safety_accord": ("safety",),
    "hotline": ("risk",),
    "recognition": ("fragmentation",),
    "open_release": ("opened",),
    "visas": ("talent",),
    "money": ("income", "spending"),
    "join_body": ("member",),
    "align_controls": ("trust_good",),
    "licence": ("know_how",),
    "merger": ("alive", "parent"),
}
"""World fields that a clause of each kind moves first while it is kept; a breach that is seen moves ``broken``."""


class Pledges(NamedTuple):
    """Open clauses as a list, one row per giver, taker and world; all arrays are (pledge,)."""

    deal: Array
    clause: Array
    world: Array
    kind: Array
    giver: Array
    taker: Array
    channel: Array
    amount: Array


LISTED = ("party", "quarters_left", "kind", "giver", "taker", "channel", "amount", "state")
"""Columns of the treaty book on which its list of open clauses depends."""
_last: list[tuple[Terms, Pledges]] = []


def pledges(terms: Terms) -> Pledges:
    """The open clauses of the treaty book; those of «every party» follow spelled out, one row for each pair.

    The list of the book asked for last is kept, because fog, duties and the turn all ask within one quarter. Where the
    book changes, its list is not made anew but goes with it (``settled``, ``entered``).
    """
    clauses = _known(terms)
    if clauses is None:
        clauses = _listed(terms, terms.quarters_left > 0)
        _last[:] = [(terms, clauses)]
    return clauses


def _known(terms: Terms) -> Pledges | None:
    """The list of a book, if it or one that differs in renewals alone was listed last."""
    for book, clauses in tuple(_last):  # a copy, so that another thread may list another book meanwhile
        if all(getattr(book, name) is getattr(terms, name) for name in LISTED):
            return clauses
    return None


def _listed(terms: Terms, deals: Array) -> Pledges:
    """The open clauses of some deals (deal, world)."""
    stands = (terms.kind > 0) & (terms.state == OPEN) & deals[:, None]
    cell = stands.reshape(-1).nonzero()[0]
    deal, clause, world = np.unravel_index(cell, stands.shape)
    giver = terms.giver.reshape(-1).take(cell).astype(int)
    taker = terms.taker.reshape(-1).take(cell).astype(int)
    common = (giver < 0) | (taker < 0)
    plain = np.flatnonzero(~common)
    if len(plain) < len(common):
        wide = np.flatnonzero(common)
        party = terms.party[deal[wide], :, world[wide]]
        named, who = places(party)
        gives, gave = _spelled(giver[wide], named, who)
        takes, took = _spelled(taker[wide], named, who)
        count = np.bincount(takes, minlength=len(wide))
        each = count[gives]  # every giver of a clause meets every taker of it
        which, gave = np.repeat(gives, each), np.repeat(gave, each)
        within = np.arange(len(which)) - np.repeat(np.cumsum(each) - each, each)
        took = took[(np.cumsum(count) - count)[which] + within]
        apart = gave != took
        which, gave, took = which[apart], gave[apart], took[apart]
        row = np.concatenate([plain, wide[which]])
        giver = np.concatenate([giver[plain], gave])
        taker = np.concatenate([taker[plain], took])
        deal, clause, world, cell = deal[row], clause[row], world[row], cell[row]
    return Pledges(
        deal, clause, world, terms.kind.reshape(-1).take(cell).astype(int), giver, taker,
        terms.channel.reshape(-1).take(cell).astype(int), terms.amount.reshape(-1).take(cell),
    )


def _joined(terms: Terms, before: Pledges, fresh: Pledges) -> Pledges:
    """Two lists of the open clauses of a book as one, in the order in which the book is listed."""
    both = Pledges(*(np.concatenate(pair) for pair in zip(before, fresh, strict=True)))
    cell = np.ravel_multi_index((both.deal, both.clause, both.world), terms.kind.shape)
    common = (terms.giver.reshape(-1).take(cell) < 0) | (terms.taker.reshape(-1).take(cell) < 0)
    order = (cell + common * terms.kind.size).argsort(kind="stable")
    return Pledges(*(column.take(order) for column in both))


def _spelled(seat: Array, clause: Array, party: Array) -> tuple[Array, Array]:
    """The seats meant by one side of each clause, in order: the one named, or all parties · clause and seat of each."""
    every = seat[clause] < 0
    one = np.flatnonzero(seat >= 0)
    clauses, seats = np.concatenate([clause[every], one]), np.concatenate([party[every], seat[one]])
    order = np.argsort(clauses, kind="stable")
    return clauses[order], seats[order]


def nation_of(setting: Setting) -> Array:
    """Nation index of every seat: its own, or a firm's home · (seat,)."""
    return setting.nation_of_seat


def promised(open_now: Pledges, kind: str, setting: Setting, worlds: int) -> Array:
    """Amount promised by each nation (or its firms) to each · (nation, nation, world), over open clauses of a kind."""
    count = len(setting.nations)
    wanted = listed(open_now.kind == CLAUSE[kind])
    if not len(wanted):
        return np.zeros((count, count, worlds))
    nation = nation_of(setting)
    giver, taker = nation.take(open_now.giver.take(wanted)), nation.take(open_now.taker.take(wanted))
    place = (giver * count + taker) * worlds + open_now.world.take(wanted)
    amounts = np.bincount(place, weights=open_now.amount.take(wanted), minlength=count * count * worlds)
    return amounts.reshape(count, count, worlds)


def promised_by_firm(open_now: Pledges, kind: str, setting: Setting, worlds: int) -> Array:
    """Amount promised by each firm, or by its home nation for its firms · (firm, world)."""
    firms = len(setting.firms)
    result = np.zeros((firms, worlds))
    wanted = open_now.kind == CLAUSE[kind]
    giver, world, amount = open_now.giver[wanted], open_now.world[wanted], open_now.amount[wanted]
    by_firm = giver >= setting.nation_seats
    np.maximum.at(result, (giver[by_firm] - setting.nation_seats, world[by_firm]), amount[by_firm])
    by_nation = np.zeros((len(setting.nations), worlds))
    np.maximum.at(by_nation, (giver[~by_firm], world[~by_firm]), amount[~by_firm])
    return np.maximum(result, setting.at_home(by_nation))


def money_promised(open_now: Pledges, seats: int, worlds: int) -> tuple[Array, Array]:
    """Money received and paid under open clauses [USD bn/quarter] · two of (seat, world)."""
    wanted = listed(open_now.kind == CLAUSE["money"])
    amount, world = open_now.amount.take(wanted), open_now.world.take(wanted)
    received = np.bincount(open_now.taker.take(wanted) * worlds + world, weights=amount, minlength=seats * worlds)
    paid = np.bincount(open_now.giver.take(wanted) * worlds + world, weights=amount, minlength=seats * worlds)
    return received.reshape(seats, worlds), paid.reshape(seats, worlds)


def fulfilled(open_now: Pledges, orders: Orders, world: World, setting: Setting, p: Params) -> Array:
    """Whether each pledge is kept by the orders of the quarter · (pledge,) bool.

    A ceiling on a channel is kept if the restriction is at most the amount; a supply if the market is served; a
    laboratory if nothing is hoarded beyond the tolerance; an accord if the standard at home is at least the amount.
    Who signed to join a body is taken in and must not leave. Controls are aligned if the giver restricts everybody whom
    the taker restricts, up to the amount.
    """
    kept = np.ones(len(open_now.kind), bool)
    for kind in np.bincount(open_now.kind).nonzero()[0].tolist():
        if kind in KEEPING:
            rows = (open_now.kind == kind).nonzero()[0]
            some = Pledges(*(column[rows] for column in open_now))
            kept[rows] = KEEPING[kind](Duty(some, orders, world, setting, p))
    return kept


class Duty:
    """Pledges of one kind and what decides whether they are kept; all arrays are (pledge,)."""

    def __init__(self, some: Pledges, orders: Orders, world: World, setting: Setting, p: Params) -> None:
        self.some, self.orders, self.state, self.setting, self.p = some, orders, world, setting, p
        self.world = some.world

    @cached_property
    def giver(self) -> Array:
        """Nation of who owes."""
        return nation_of(self.setting)[self.some.giver]

    @cached_property
    def taker(self) -> Array:
        """Nation of who is owed."""
        return nation_of(self.setting)[self.some.taker]

    @cached_property
    def is_firm(self) -> Array:
        """Whether a firm owes."""
        return self.some.giver >= self.setting.nation_seats

    @cached_property
    def firm(self) -> Array:
        """Firm that owes; the first where a nation does."""
        return np.maximum(self.some.giver - self.setting.nation_seats, 0)

    @cached_property
    def slack(self) -> Array:
        """What a pledge may be missed by."""
        return np.asarray(self.p.pledge_slack[self.world])

    def held(self, channel: Array | int) -> Array:
        """Restriction of a channel by the giver towards the taker [0-1]."""
        return np.asarray(self.orders.restriction[self.giver, self.taker, channel, self.world])


def _named(some: Pledges, count: int) -> Array:
    """Channel or body that clauses name, within bounds."""
    return np.minimum(np.maximum(some.channel, 0), count - 1)


def _aligned(d: Duty) -> Array:
    channel = _named(d.some, len(names.CHANNELS))
    asked = followed(d.some, d.orders.restriction, d.giver, d.taker, channel)
    own = d.orders.restriction[d.giver, :, channel, d.world]
    return np.asarray((asked - own).max(axis=1) <= d.slack)


def _supplied(d: Duty) -> Array:
    return np.where(d.is_firm, d.orders.sales[d.firm, d.taker, d.world] > d.slack, d.held(names.TOP) < 1)


def _released(d: Duty) -> Array:
    opens = d.orders.release[d.firm, d.world] == 3
    return np.where(d.is_firm, opens, d.orders.openness[d.giver, d.world] >= 0)


def _stays(d: Duty) -> Array:
    body = _named(d.some, names.BODY_SLOTS)
    return (d.orders.body_action[d.giver, body, d.world] != LEAVE) | d.is_firm


KEEPING: dict[int, Callable[[Duty], Array]] = {
    CLAUSE["free_channel"]: lambda d: d.held(_named(d.some, len(names.CHANNELS))) <= d.some.amount + d.slack,
    CLAUSE["align_controls"]: _aligned,
    CLAUSE["supply_chips"]: _supplied,
    CLAUSE["compute_access"]: lambda d: d.held(names.CLOUD) <= d.slack,
    CLAUSE["licence"]: lambda d: d.held(names.WEIGHTS) <= d.slack,
    CLAUSE["visas"]: lambda d: d.held(names.TALENT) <= 1 - d.some.amount + d.slack,
    CLAUSE["joint_lab"]: lambda d: d.orders.hoarding[d.giver, d.world] <= d.p.hoarding_tolerance[d.world],
    CLAUSE["safety_accord"]: lambda d: d.orders.safety_standard[d.giver, d.world] >= d.some.amount - d.slack,
    CLAUSE["open_release"]: _released,
    CLAUSE["money"]: lambda d: d.state.cash[d.some.giver, d.world] >= d.some.amount,
    CLAUSE["join_body"]: _stays,
}
"""What keeps a clause of each kind; the others ask nothing of the orders."""


def followed(open_now: Pledges, restriction: Array, giver: Array, taker: Array, channel: Array) -> Array:
    """Restriction of every target that an alignment of controls asks of its giver [0-1] · (pledge, target).

    The taker's own restriction of the channel, up to the amount agreed; none towards giver and taker.
    """
    wanted = np.minimum(restriction[taker, :, channel, open_now.world], open_now.amount[:, None])
    third = np.arange(restriction.shape[1])[None, :]
    return np.where((third == giver[:, None]) | (third == taker[:, None]), 0, wanted)


class Settled(NamedTuple):
    """What became of the treaty book in a quarter."""

    terms: Terms
    breaches_seen: Array  # (seat, nation, world): breaches by a seat that parties of a nation saw
    clauses_kept: Array  # (nation, nation, world): clauses kept between nations this quarter
    kept_when_due: Array  # (seat, world): pledges that ran their whole term
    walked_out: Array  # (seat, world): deals a seat left openly


def settled(
    terms: Terms, open_now: Pledges, kept: Array, leaving: Array, draw: Array, chance: Array, setting: Setting
) -> Settled:
    """Clauses fall due and expire, breaches are detected, open exits void a deal, and a renewed one begins again.

    ``leaving`` (seat, deal, world) marks open exits; ``draw`` (deal, clause, world) decides against the ``chance`` of
    each pledge whether a hidden breach is seen. A breach seen voids its deal.
    """
    worlds = terms.kind.shape[-1]
    seats, count = terms.party.shape[1], len(setting.nations)
    nation = nation_of(setting)
    d, c, w = open_now.deal, open_now.clause, open_now.world
    seen = ~kept & (OPENLY_SEEN[open_now.kind] | (draw[d, c, w] < chance))
    found, state = terms.found.copy(), terms.state.copy()
    found[d[seen], c[seen], w[seen]] = True
    state[d[seen], c[seen], w[seen]] = BROKEN
    walked_out = np.zeros((seats, worlds))
    void = np.zeros((terms.kind.shape[0], worlds), bool)
    void[d[seen], w[seen]] = True
    if leaving.any():
        exits = leaving & terms.party.swapaxes(0, 1) & (terms.quarters_left > 0)[None]
        void |= exits.max(0)
        walked_out = total(exits.astype(float), 1)
    place = (open_now.giver[seen] * count + nation[open_now.taker[seen]]) * worlds + w[seen]
    breaches = np.bincount(place, minlength=seats * count * worlds).reshape(seats, count, worlds).astype(float)
    pair = (nation[open_now.giver] * count + nation[open_now.taker]) * worlds + w
    kept_pairs = np.bincount(pair[kept], minlength=count * count * worlds).reshape(count, count, worlds).astype(float)
    left = np.where(void, 0, np.maximum(terms.quarters_left - 1, 0)).astype(np.int8)
    ends = (terms.quarters_left > 0) & (left == 0)
    honoured = ends & ~void
    renewed, again = terms.renewed, honoured & terms.renewed
    if again.any():
        left = np.where(again, terms.due.max(axis=1), left).astype(np.int8)
    closing = (ends & ~again)[:, None] & (terms.kind > 0) & (state == OPEN)
    state = np.where(closing, np.where(void[:, None], EXPIRED, KEPT), state).astype(np.int8)
    deal, world = places(honoured)
    which, seat = places(terms.party[deal, :, world])
    kept_when_due = np.bincount(seat * worlds + world[which], minlength=seats * worlds)
    if renewed.any():
        renewed = renewed & ~ends
    booked = replace(terms, quarters_left=left, state=state, found=found, renewed=renewed)
    rest = listed((state[d, c, w] == OPEN) & (left[d, w] > 0))
    _last[:] = [(booked, Pledges(*(column.take(rest) for column in open_now)))]
    return Settled(booked, breaches, kept_pairs, kept_when_due.reshape(seats, worlds).astype(float), walked_out)


def nothing_settled(terms: Terms, setting: Setting) -> Settled:
    """What ``settled`` returns for an empty treaty book."""
    seats, count, worlds = len(setting.seats), len(setting.nations), terms.kind.shape[-1]
    none = np.zeros((seats, worlds))
    return Settled(terms, np.zeros((seats, count, worlds)), np.zeros((count, count, worlds)), none, none)


def booked(terms: Terms, offers: Terms, accepted: Array) -> tuple[Terms, Array]:
    """The treaty book with the accepted rows of offers in it, and the deal slot of each (-1: none, or table full).

    ``accepted`` and the slots are (offer, world).
    """
    offer, world = places(accepted)
    placed = np.full(accepted.shape, -1)
    terms, placed[offer, world] = entered(terms, entries_of(offers, offer, world))
    return terms, placed


def entered(terms: Terms, offers: Offers) -> tuple[Terms, Array]:
    """The treaty book with accepted offers in its free slots, and the deal slot of each offer (-1: table full).

    The j-th accepted offer of a world takes the j-th free slot.
    """
    free_slots = terms.quarters_left == 0
    free = free_slots.take(offers.world, axis=1)
    rank = turns(offers.world)
    fits = (rank < total(free.astype(int), 0)).nonzero()[0]
    slots = (~free).argsort(axis=0, kind="stable")
    deal, signed = slots[rank.take(fits), fits], offers.some(fits)
    placed = np.full(offers.size, -1)
    placed[fits] = deal
    columns = {name: getattr(signed, name) for name in ("party", *CLAUSES)}
    columns |= {"quarters_left": signed.quarters, "inspection": signed.inspection, "due": signed.quarters[None]}
    columns |= {"state": np.array([OPEN]), "found": np.array([False]), "renewed": np.array(False)}
    new = {}
    for name, column in columns.items():
        new[name] = getattr(terms, name).copy()
        new[name][deal, ..., signed.world] = column.T
    book, before = replace(terms, **new), _known(terms)
    if before is not None:
        signed_now = np.zeros(free_slots.shape, bool)
        signed_now[deal, signed.world] = True
        _last[:] = [(book, _joined(book, before, _listed(book, signed_now)))]
    return book, placed


def renewable(terms: Terms, within: Array) -> Array:
    """Which deals end within so many quarters and could go on for as long again on equal terms · (deal, world) bool.

    A sale of a firm is done once; a deal that was agreed to go on needs no renewal. ``within`` (world,) quarters.
    """
    ending = (terms.quarters_left > 0) & (terms.quarters_left <= within) & ~terms.renewed
    if not ending.any():
        return ending
    return np.asarray(ending & (np.max(terms.due, axis=1) > 0) & ~(terms.kind == CLAUSE["merger"]).any(1))


def renewal(terms: Terms, agreed: Array) -> Terms:
    """The treaty book in which the parties of some deals · (deal, world) bool · have agreed to go on."""
    return replace(terms, renewed=terms.renewed | agreed) if agreed.any() else terms


def decayed(count: Array, gained: Array, p: Params) -> Array:
    """Reputation counts that fade [count] · (seat, world)."""
    return count * p.reputation_memory + gained


def merged(open_now: Pledges, firms: int, first_firm: int, worlds: int) -> Array:
    """New parent of each firm sold under a merger clause · (firm, world), -1 if none: the giver goes to the taker."""
    parent = np.full((firms, worlds), -1)
    sold = (open_now.kind == CLAUSE["merger"]) & (open_now.giver >= first_firm) & (open_now.taker >= first_firm)
    parent[open_now.giver[sold] - first_firm, open_now.world[sold]] = open_now.taker[sold] - first_firm
    return parent
