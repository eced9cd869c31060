"""Crises are ladders: two sides, six rungs, sealed ceilings; the lower ceiling loses at the rung just above it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from agents.columns import Array, places
from game import names
from game.luck import Luck
from game.names import DOWNGRADED, LADDER_SLOTS, MINERALS, RUNGS, TOOLS, TOP
from game.orders import Orders
from game.params import Params
from game.rules import mediation
from game.rules.deals import nation_of
from game.rules.measures import Measures, at
from game.rules.prices import vote_ahead
from game.rules.trust import trust
from game.setting import Setting
from game.world import World

if TYPE_CHECKING:
    from game.conditions import Comparison
    from game.playbook import Playbook

CODES = RUNGS + 1
"""Rungs of a kind in the tables of the playbook, the ground counted."""


class Crisis(NamedTuple):
    """What a quarter made of the ladders; slots are (ladder, world), -1 where nothing."""

    ladder: Array
    ladder_side: Array
    rung: Array
    ladder_quiet: Array
    rupture_left: Array
    influence_cost: Array  # (seat, world)
    trust_loss: Array  # (nation, nation, world)
    winner: Array
    loser: Array
    term_kind: Array
    term_giver: Array
    term_taker: Array
    term_channel: Array
    term_amount: Array
    ruptured: Array  # bool
    tension: Array  # (nation, nation, world), added while ladders stand
    mediator: Array  # of the ladders that go on
    settled_by: Array  # mediator of a ladder that ended with a side stepping down


FIRST_WINS, SECOND_WINS, MIDDLE, STANDS = 0, 1, 2, 3
"""Outcomes of a sealed pair of ceilings."""


def settled_rung(rung: Array, first: Array, second: Array) -> tuple[Array, Array]:
    """Rung reached and outcome of a sealed pair of ceilings · two of the shape of ``rung``.

    Ceilings are orders: 0 step down, 1 hold, 2 climb one, 3 climb two. The outcome is 0 first wins, 1 second wins,
    2 middle terms (both step down), 3 it stands.

    >>> one = np.array([3])
    >>> [x.tolist() for x in settled_rung(one, one * 0 + 3, one * 0 + 1)]
    [[4], [0]]
    """
    top_first, top_second = np.minimum(rung + first - 1, RUNGS), np.minimum(rung + second - 1, RUNGS)
    lower = np.minimum(top_first, top_second)
    even = top_first == top_second
    middle = even & (lower < rung)
    reached = np.where(even, np.maximum(lower, rung), lower + 1)
    won = np.where(top_first > top_second, FIRST_WINS, SECOND_WINS)
    outcome = np.where(middle, MIDDLE, np.where(even, STANDS, won))
    return reached, outcome


def _at_seats(x: Array, seat: Array) -> Array:
    """Value of each slot's seat · (ladder, world), from (seat, ladder, world)."""
    slot, world = np.arange(len(seat))[:, None], np.arange(seat.shape[-1])
    return np.asarray(x[np.maximum(seat, 0), slot if x.shape[1] > 1 else 0, world])


def _seat_sum(amount: Array, seat: Array, seats: int) -> Array:
    """Sum over slots of an amount at a seat · (seat, world)."""
    slot, world = places(seat >= 0)
    worlds = seat.shape[-1]
    return np.bincount(seat[slot, world] * worlds + world, amount[slot, world], seats * worlds).reshape(seats, worlds)


def _pair_sum(amount: Array, first: Array, second: Array, count: int) -> Array:
    """Sum over slots of an amount between two nations, both ways · (nation, nation, world); 0 within a nation."""
    worlds = amount.shape[-1]
    slot, world = places((first != second) & (amount != 0))
    one, other, felt = first[slot, world], second[slot, world], amount[slot, world]
    place = np.array([one * count + other, other * count + one]) * worlds + world
    both_ways = np.bincount(place.T.ravel(), np.repeat(felt, 2), count * count * worlds)
    return both_ways.reshape(count, count, worlds)


def climbed(world: World, orders: Orders, luck: Luck, playbook: Playbook, setting: Setting, p: Params) -> Crisis:
    """Sealed ceilings move the ladders.

    The loser pays by the rung at which it loses, one more in the two quarters before a vote at home; both stepping
    down pay half and meet in the middle; a ladder that stands costs both sides by its rung and may rupture by itself
    at the upper rungs. Source: play rules, section 6.
    """
    seats, count = len(setting.seats), len(setting.nations)
    nation = nation_of(setting)
    side = world.ladder_side.astype(np.int64)
    first, second = side[:, 0], side[:, 1]
    open_now = world.ladder >= 0
    kind = np.maximum(world.ladder, 0).astype(np.int64)
    if not open_now.any():
        return _no_crisis(world, setting)
    ceiling = orders.ceiling.astype(np.int64)
    reached, outcome = settled_rung(world.rung.astype(np.int64), _at_seats(ceiling, first), _at_seats(ceiling, second))
    reached = np.where(open_now, reached, 0)
    stands = open_now & (outcome == STANDS)
    middle = open_now & (outcome == MIDDLE)
    decided = open_now & (outcome < MIDDLE)
    ruptured = stands & (luck.uniform("rupture", LADDER_SLOTS) < playbook.rupture.take(reached))
    winner = np.where(decided, np.where(outcome == 0, first, second), -1)
    loser = np.where(decided, np.where(outcome == 0, second, first), -1)

    step = playbook.step_down.take(reached)
    stay = np.where(stands, playbook.standing.take(reached), 0)
    offices = _mediators(world, orders, first, second, nation)
    down_first, down_second = (_at_seats(ceiling, side) == 0 for side in (first, second))
    gave_way = middle | (decided & np.where(outcome == 0, down_second, down_first))
    accepted = gave_way & (offices >= 0)
    step = mediation.eased(step, accepted, p)
    half = np.where(middle, step * p.ladder_middle, 0)
    soon = vote_ahead(world.quarter, setting)[:, None]
    surcharge = np.where(decided & _at_seats(soon, loser), p.ladder_election, 0)
    cost = _seat_sum(np.where(decided, step + surcharge, 0), loser, seats)
    cost = cost + _seat_sum(stay + half, first, seats) + _seat_sum(stay + half, second, seats)
    struck = _seat_sum(ruptured.astype(float), first, seats) + _seat_sum(ruptured.astype(float), second, seats) > 0
    cost = cost + np.where(struck, p.rupture_influence * world.influence, 0)

    home, away = nation.take(np.maximum(first, 0)), nation.take(np.maximum(second, 0))
    code = kind * CODES + reached
    lost = np.where(stands, playbook.trust.take(code), 0) + np.where(ruptured, p.rupture_trust, 0)
    angry = np.where(stands, playbook.tension.take(code), 0)
    goes_on = stands & ~ruptured
    ended = open_now & ~goes_on
    quiet = np.maximum(world.ladder_quiet - 1, 0)
    fresh_quiet = _pair_sum(ended.astype(float), home, away, count) > 0
    fresh_rupture = _pair_sum(ruptured.astype(float), home, away, count) > 0

    which = np.where(decided, outcome, 2)
    signed = decided | middle
    term = {name: _term(table, which, kind) for name, table in playbook.terms.items()}
    giver = np.where(term["giver"] == 0, first, second)
    taker = np.where(term["giver"] == 0, second, first)
    return Crisis(
        ladder=np.where(goes_on, world.ladder, -1).astype(np.int8),
        ladder_side=np.where(goes_on[:, None], world.ladder_side, -1).astype(np.int8),
        rung=np.where(goes_on, reached, 0).astype(np.int8),
        ladder_quiet=np.where(fresh_quiet, playbook.quiet_quarters, quiet).astype(np.int8),
        rupture_left=np.where(
            fresh_rupture, playbook.rupture_quarters, np.maximum(world.rupture_left - 1, 0)
        ).astype(np.int8),
        influence_cost=cost,
        trust_loss=_pair_sum(lost, home, away, count),
        winner=winner.astype(np.int8),
        loser=loser.astype(np.int8),
        term_kind=np.where(signed, term["kind"], 0).astype(np.int8),
        term_giver=np.where(signed, giver, -1).astype(np.int8),
        term_taker=np.where(signed, taker, -1).astype(np.int8),
        term_channel=np.where(signed, term["channel"], -1).astype(np.int8),
        term_amount=np.where(signed, term["amount"], 0.0),
        ruptured=ruptured,
        tension=_pair_sum(angry, home, away, count),
        mediator=np.where(goes_on, offices, -1).astype(np.int8),
        settled_by=np.where(accepted, offices, -1).astype(np.int8),
    )


def _mediators(world: World, orders: Orders, first: Array, second: Array, nation: Array) -> Array:
    """Who mediates on each ladder, offers of this quarter included, -1 nobody · (ladder, world)."""
    if not orders.mediate.any():
        return world.mediator
    regard = trust(world.trust_good, world.trust_bad)
    which = np.arange(regard.shape[-1])
    sides = (np.take(nation, np.maximum(side, 0)) for side in (first, second))
    trusted = [regard[side, :, which].transpose(2, 0, 1) for side in sides]
    return mediation.mediator(world.mediator, orders.mediate, np.minimum(*trusted))


def _no_crisis(world: World, setting: Setting) -> Crisis:
    """What a quarter without ladders comes to: aftermaths run down."""
    seats, count, worlds = len(setting.seats), len(setting.nations), world.quarter.shape[-1]
    none = np.full(world.ladder.shape, -1, np.int8)
    pair = np.zeros((count, count, worlds))
    return Crisis(
        ladder=none, ladder_side=np.full(world.ladder_side.shape, -1, np.int8), rung=np.zeros_like(none),
        ladder_quiet=np.maximum(world.ladder_quiet - 1, 0).astype(np.int8),
        rupture_left=np.maximum(world.rupture_left - 1, 0).astype(np.int8),
        influence_cost=np.zeros((seats, worlds)), trust_loss=pair, winner=none, loser=none,
        term_kind=np.zeros_like(none), term_giver=none, term_taker=none, term_channel=none,
        term_amount=np.zeros(none.shape), ruptured=np.zeros(none.shape, bool), tension=pair, mediator=none,
        settled_by=none,
    )


def _term(table: Array, outcome: Array, kind: Array) -> Array:
    return table.ravel().take(outcome * table.shape[1] + kind)


# what opens a ladder


class Pointed(NamedTuple):
    """A quantity that singles out one ordered pair of nations in each world · (world,)."""

    first: Array
    second: Array
    holds: Array


NOWHERE = np.zeros((1, 1, 1))
"""A pair quantity that is 0 for all pairs."""


def _tightened(m: Measures, start: int) -> Array:
    restrictor, target, channel, world, change = m.moved
    chips = ((channel >= start) & (channel <= DOWNGRADED) & (change > 0)).nonzero()[0]
    if not len(chips):
        return NOWHERE
    harder = np.zeros((m.n + 1, m.n + 1, m.worlds))
    np.maximum.at(harder, (restrictor[chips], target[chips], world[chips]), change[chips])
    return harder


def _backlog_load(m: Measures) -> Array:
    made = np.maximum(m.world.chips_made, m.p.tiny)
    barred = m.chips_barred
    most = barred.max(axis=1)[:, None]
    return ((barred >= most) & (most > 0)) * (m.world.backlog / made)[:, None]


def _houses(m: Measures) -> Pointed:
    first, second = m.body_host(m.open_house[0]), m.body_host(m.values_house[0])
    return Pointed(np.maximum(first, 0), np.maximum(second, 0), (first >= 0) & (second >= 0))


def _accuser(m: Measures) -> Pointed:
    home = m.setting.home.take(np.maximum(m.world.incident_origin, 0))
    return Pointed(at(m.counterpart, home), home, m.world.incident_origin >= 0)


def _lab_door(m: Measures) -> Array:
    terms = m.world.deals
    return _shared(m, m.holding("joint_lab") | (m.holding("safety_accord") & (terms.inspection > 0)))


def _breach_seen(m: Measures) -> Array:
    terms = m.world.deals
    if not terms.found.any():
        return NOWHERE
    watched = (terms.kind == names.CLAUSE["joint_lab"]) | (terms.kind == names.CLAUSE["safety_accord"])
    broken = (terms.found & (terms.state == names.BROKEN) & watched).max(1)
    fresh = (terms.party & (m.world.broken >= 1)).max(1)  # an old breach has faded below one
    return _shared(m, broken & fresh)


def _shared(m: Measures, rows: Array) -> Array:
    """1 for pairs of nations that are both party to one of these deals · (nation, nation, world)."""
    deal, world = places(rows)
    if not len(deal):
        return NOWHERE
    result = np.zeros((m.n + 1, m.n + 1, m.worlds))
    party = m.world.deals.party[deal, : m.n, world]
    which, first, second = places(party[:, :, None] & party[:, None])
    result[first, second, world[which]] = 1
    return result


PAIR_FORMULAS: dict[str, Callable[[Measures], Array | Pointed]] = {
    "chips_tightened": lambda m: _tightened(m, TOP),
    "inputs_tightened": lambda m: _tightened(m, TOOLS),
    "minerals": lambda m: m.world.chokepoint[None, :, MINERALS],
    "tension": lambda m: m.world.tension.swapaxes(0, 1),
    "backlog_load": lambda m: _backlog_load(m),
    "home_shortage": lambda m: m.world.shortage[:, None],
    "houses": lambda m: _houses(m),
    "open_house": lambda m: m.open_house[1][None, None],
    "values_house": lambda m: m.values_house[1][None, None],
    "open_surprise": lambda m: Pointed(m.leader, m.outsider[0], m.leader >= 0),
    "open_closeness": lambda m: np.maximum(1 - m.outsider[1] / 2, 0)[None, None],
    "accuser": lambda m: _accuser(m),
    "incident": lambda m: m.world.incident_class.astype(float)[None, None],
    "lab_door": lambda m: _lab_door(m),
    "breach_seen": lambda m: _breach_seen(m),
}
"""Pair quantities · (nation, nation, world) or what broadcasts to it, or one pair in each world."""


class PairQuantities(dict[str, "Array | Pointed"]):
    """Pair quantities by name, each computed when it is first asked for."""

    def __init__(self, measures: Measures) -> None:
        super().__init__()
        self.measures = measures

    def __missing__(self, name: str) -> Array | Pointed:
        self[name] = PAIR_FORMULAS[name](self.measures)
        return self[name]


def strongest_pair(
    way: tuple[Comparison, ...], known: PairQuantities, free: Array, p: Params
) -> tuple[Array, Array]:
    """Pair under most pressure and that pressure [0-1] for one way to open a ladder · two of (world,).

    ``free`` (nation, nation, world) leaves out pairs that may not open one.
    """
    count, worlds = len(free), free.shape[-1]
    pair, strongest = np.zeros(worlds, np.int64), np.zeros(worlds)
    cells: tuple[Array, ...] = ()
    far: Array = np.ones(1)
    for c in way:
        value = known[c.measure]
        if isinstance(value, Pointed):
            cells = _kept((value.first, value.second, np.arange(worlds)), value.holds)
            cells = _kept(cells, free[cells])
        elif not cells:
            cells = places(free & (value >= c.mark if c.sign > 0 else value <= c.mark))
        if not len(cells[0]):
            return pair, strongest
        if not isinstance(value, Pointed):
            beyond = c.sign * (_at_cells(value, cells) - c.mark)
            met = beyond >= 0
            cells, far = _kept(cells, met), (far * np.ones(met.shape))[met]
            if c.full is not None:
                far = np.minimum(far, beyond[met] / abs(c.full - c.mark))
    first, second, world = cells
    force = p.occasion_floor[world] + (1 - p.occasion_floor[world]) * far
    np.maximum.at(strongest, world, force)
    best = (force == strongest[world]).nonzero()[0][::-1]  # of equals the first is written last
    pair[world[best]] = first[best] * count + second[best]
    return pair, strongest


def _kept(cells: tuple[Array, ...], where: Array) -> tuple[Array, ...]:
    return tuple(index[where] for index in cells)


def _at_cells(value: Array, cells: tuple[Array, ...]) -> Array:
    """Value at each cell; axes of length one count for all."""
    axes = zip(cells, value.shape, strict=True)
    first, second, world = (index if length > 1 else 0 * index for index, length in axes)
    return np.asarray(value[first, second, world])


def opened(
    measures: Measures, world: World, luck: Luck, playbook: Playbook, setting: Setting, p: Params
) -> dict[str, Array]:
    """Columns of ladders with at most one new one in each world; ``world`` already holds what ``climbed`` returned.

    Of each kind the pair under most pressure is tried with the chance weight x pressure; of those that open the
    most pressing one takes the first free slot. Pairs that are quiet or on a ladder already are left out.
    """
    count = len(setting.nations)
    free = (world.ladder_quiet == 0) & setting.pairs
    if (world.ladder >= 0).any():
        side = nation_of(setting).take(np.maximum(world.ladder_side.astype(np.int64), 0))
        free = free & (_pair_sum((world.ladder >= 0).astype(float), side[:, 0], side[:, 1], count) == 0)
    known = PairQuantities(measures)
    pairs, urges = [], []
    for ways in playbook.ladder_conditions:
        found = [strongest_pair(way, known, free, p) for way in ways]
        pair, strongest = found[0]
        for other, force in found[1:]:
            pair, strongest = np.where(force > strongest, other, pair), np.maximum(force, strongest)
        pairs.append(pair)
        urges.append(strongest)
    urge = np.array(urges)
    if urge.any():
        urge = np.where(luck.uniform("ladder", len(urges)) < playbook.ladder_weight * urge, urge, 0)
    if not urge.any():
        return {name: getattr(world, name) for name in ("ladder", "ladder_side", "rung")}
    kind = urge.argmax(axis=0)
    empty = world.ladder < 0
    opens = (urge.max(axis=0) > 0) & empty.max(0)
    chosen = at(np.array(pairs), kind)
    here = (np.arange(LADDER_SLOTS)[:, None] == empty.argmax(axis=0)) & opens
    sides = np.array([chosen // count, chosen % count])
    return {
        "ladder": np.where(here, kind, world.ladder).astype(np.int8),
        "ladder_side": np.where(here[:, None], sides[None], world.ladder_side).astype(np.int8),
        "rung": np.where(here, 1, world.rung).astype(np.int8),
    }


# what standing ladders set


def pressures(world: World, playbook: Playbook, setting: Setting) -> Iterator[tuple[Array, Array, Array, Array]]:
    """Extra hindrance of flows from ladders and ruptures: seller, buyer, world and amount [0-1] · (entry, channel)."""
    standing = world.ladder >= 0
    if standing.any():
        nation = nation_of(setting).take(np.maximum(world.ladder_side.astype(np.int64), 0))
        first, second = nation[:, 0], nation[:, 1]
        for slot, apart in enumerate(standing & (first != second)):
            where = apart.nonzero()[0]
            code = world.ladder[slot, where].astype(np.int64) * CODES + world.rung[slot, where]
            one, other = first[slot, where], second[slot, where]
            yield one, other, where, playbook.hindrance[0].take(code, axis=1).T
            yield other, one, where, playbook.hindrance[1].take(code, axis=1).T
    if world.rupture_left.any():
        first, second, where = places(world.rupture_left > 0)
        yield first, second, where, np.broadcast_to(playbook.rupture_hindrance, (len(where), len(names.CHANNELS)))


def pressure(world: World, playbook: Playbook, setting: Setting) -> Array | None:
    """The same as a block · (seller, buyer, channel, world); None if there is none."""
    if not (world.ladder >= 0).any() and not world.rupture_left.any():
        return None
    count = len(setting.nations)
    block: Array = np.zeros((count, count, len(names.CHANNELS), world.quarter.shape[-1]))
    for seller, buyer, where, extra in pressures(world, playbook, setting):
        block[seller, buyer, :, where] = np.maximum(block[seller, buyer, :, where], extra)
    return block


def suspended(world: World, playbook: Playbook, setting: Setting) -> Array:
    """Firms whose releases are suspended by a standing ladder · (firm, world) bool."""
    code = np.where(world.ladder >= 0, np.maximum(world.ladder, 0).astype(np.int64) * CODES + world.rung, 0)
    nation = nation_of(setting).take(np.maximum(world.ladder_side.astype(np.int64), 0))
    stopped = np.zeros((len(setting.firms), world.quarter.shape[-1]), bool)
    for slot in range(LADDER_SLOTS):
        for side in range(2):
            bound = playbook.suspended[side].take(code[slot])
            stopped = stopped | (bound & (setting.home[:, None] == nation[slot, side]))
    return stopped
