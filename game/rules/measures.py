"""Named quantities of a world, computed when asked for: what occasions, ladders, goals and forecasts are written on."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import numpy as np

from agents.columns import Array, changes, ratio, share, total
from game import names
from game.names import CLAUSE, CLOUD, DOWNGRADED, MINERALS, TALENT, TOP, WEIGHTS
from game.orders import Orders
from game.params import Params
from game.quantities import MEASURES, SIGNS, Measure, rows_of_scope
from game.rules import compute, money, research, talent
from game.rules.deals import Pledges, pledges, promised
from game.rules.legal import admitted
from game.rules.sizes import ENDING_MEASURES
from game.rules.trust import trust
from game.setting import Setting
from game.world import World

__all__ = ["FORMULAS", "MEASURES", "Measure", "Measures"]

ROLE_CHANNEL = (names.TOOLS, names.FOUNDRY, names.MEMORY, TOP, CLOUD, WEIGHTS, WEIGHTS)
"""Channel through which firms of each role sell."""


def at(x: Array, index: Array) -> Array:
    """Row of a leading axis that each world names · the other axes; from (k, ..., world) and (world,)."""
    world = np.arange(x.shape[-1])
    if x.ndim == 2:
        return np.asarray(x[index, world])
    return np.ascontiguousarray(x[index, ..., world].transpose(*range(1, x.ndim - 1), 0))


def between(x: Array, first: Array, second: Array) -> Array:
    """What each world has from one nation to another · the other axes; from (k, k, ..., world) and two of (world,)."""
    world = np.arange(x.shape[-1])
    if x.ndim == 3:
        return np.asarray(x[first, second, world])
    return np.ascontiguousarray(x[first, second, ..., world].transpose(*range(1, x.ndim - 2), 0))


class Measures:
    """Quantities of one quarter; each is computed at most once.

    ``previous`` are the orders before this quarter's; without them nothing was tightened or loosened. The two leading
    nations are those with the best published models, ties by index; a nation's counterpart is the other of the two,
    for everybody else the leader.
    """

    def __init__(
        self, world: World, orders: Orders, setting: Setting, p: Params, previous: Orders | None = None
    ) -> None:
        self.world, self.orders, self.setting, self.p = world, orders, setting, p
        self.previous = orders if previous is None else previous
        self.n, self.firms, self.worlds = setting.nation_seats, len(setting.firms), world.quarter.shape[-1]
        self._known: dict[str, Array] = {}
        self._partners: dict[str, Array] = {}

    def raw(self, name: str) -> Array:
        """A measure on the rows of its scope: nations and the rest of the world, firms, seats, or one row for all."""
        if name not in self._known:
            found = np.asarray(FORMULAS[name](self), float)
            self._known[name] = found if found.ndim == 2 else found[None]
        return self._known[name]

    def of(self, name: str) -> Array:
        """A measure by name · (seat, world)."""
        whole = np.concatenate([self.raw(name), np.zeros((1, self.worlds))])
        return whole.take(rows_of_scope(MEASURES[name].scope, self.setting), axis=0)

    def stacked(self, names: tuple[str, ...]) -> Array:
        """Measures one under the other with a row of zeros at the end; ``stack_rows`` says where a seat's value is."""
        return np.concatenate([*(self.raw(name) for name in names), np.zeros((1, self.worlds))])

    # who is who

    @cached_property
    def leader(self) -> Array:
        """Nation with the best published model · (world,)."""
        return self.world.best[: self.n].argmax(axis=0)

    @cached_property
    def challenger(self) -> Array:
        """Nation with the next best published model · (world,)."""
        others = np.where(np.arange(self.n)[:, None] == self.leader, -np.inf, self.world.best[: self.n])
        return others.argmax(axis=0)

    @cached_property
    def counterpart(self) -> Array:
        """Each nation's counterpart · (nation, world)."""
        return np.where(np.arange(self.n + 1)[:, None] == self.leader, self.challenger, self.leader)

    @cached_property
    def leading(self) -> Array:
        """Which nations are the two leading ones · (nation, world)."""
        nation = np.arange(self.n + 1)[:, None]
        return (nation == self.leader) | (nation == self.challenger)

    def to_rival(self, x: Array) -> Array:
        """A pair quantity towards the counterpart · (nation, world)."""
        return np.asarray(x[np.arange(self.n + 1)[:, None], self.counterpart, np.arange(self.worlds)])

    def from_rival(self, x: Array) -> Array:
        """A pair quantity from the counterpart · (nation, world)."""
        return np.asarray(x[self.counterpart, np.arange(self.n + 1)[:, None], np.arange(self.worlds)])

    def channels_of_rival(self, channels: range) -> tuple[Array, Array]:
        """Restriction of some channels towards and from the counterpart · two of (nation, channel, world)."""
        own, other = np.arange(self.n + 1)[:, None, None], self.counterpart[:, None]
        channel, world = np.array(channels)[:, None], np.arange(self.worlds)
        block = self.orders.restriction
        return block[own, other, channel, world], block[other, own, channel, world]

    # fixed groups

    def archetype(self, *wanted: str) -> Array:
        """Which nations are of these archetypes · (nation, 1)."""
        kinds = self.setting.archetypes[: self.n]
        return np.array([kind in wanted for kind in kinds] + [False])[:, None]

    @cached_property
    def blocs(self) -> tuple[int, int]:
        """Hosts of the first two ecosystems."""
        hosts = [int(host) for host in self.setting.hosts if host >= 0] + [0, 0]
        return hosts[0], hosts[1]

    @cached_property
    def host_of(self) -> Array:
        """Which nation hosts which ecosystem · (nation, ecosystem, 1)."""
        return (np.arange(self.n + 1)[:, None] == self.setting.hosts[None, :]).astype(float)[:, :, None]

    @cached_property
    def foreign_stack(self) -> Array:
        """Ecosystems hosted abroad, as shares at home; -1 for others · (ecosystem, nation, world)."""
        abroad = ~self.host_of[:, :, 0].T.astype(bool) & (self.setting.hosts >= 0)[:, None]
        return np.where(abroad[:, :, None], self.world.ecosystem, -1)

    # shared intermediate quantities

    @cached_property
    def pace(self) -> Array:
        """Pace by which gaps are turned into quarters [ECI points/quarter] · (world,)."""
        return np.maximum(self.world.pace, self.p.pace_floor)

    @cached_property
    def frontier(self) -> Array:
        """Best published model [ECI points] · (world,)."""
        return self.world.best.max(axis=0)

    @cached_property
    def trust(self) -> Array:
        """Trust · (truster, trusted, world)."""
        return trust(self.world.trust_good, self.world.trust_bad)

    @cached_property
    def used(self) -> Array:
        """Adoption, sectors weighted · (nation, world)."""
        return total(self.world.adoption * self.p.sector_weight, 1) / total(self.p.sector_weight, 0)

    @cached_property
    def use(self) -> Array:
        """Use by economic size · (nation, world)."""
        return self.used * self.world.gdp

    @cached_property
    def stack_share(self) -> Array:
        """Share of the world's use on each stack · (ecosystem, world)."""
        return total(self.world.ecosystem * self.use, 1) / np.maximum(total(self.use, 0), self.p.tiny)

    def won(self, by_stack: Array) -> Array:
        """What the stacks that a nation hosts have won · (nation, world), from (ecosystem, world)."""
        return total(self.host_of * by_stack[None], 1)

    @cached_property
    def swing_won(self) -> Array:
        """Share of the swing nations' use on each stack · (ecosystem, world)."""
        swing = self.use * self.archetype("swing_investor", "majority")
        return total(self.world.ecosystem * swing, 1) / np.maximum(total(swing, 0), self.p.tiny)

    @cached_property
    def rival_restriction(self) -> tuple[Array, Array]:
        """Restriction by channel towards and from the counterpart · two of (nation, channel, world)."""
        return self.channels_of_rival(range(len(names.CHANNELS)))

    @cached_property
    def moved(self) -> tuple[Array, ...]:
        """Restrictions that changed this quarter: restrictor, target, channel, world and change of each cell."""
        return changes(self.previous.restriction, self.orders.restriction)

    @cached_property
    def market(self) -> Array:
        """How far a firm may and does serve each market [0-1] · (firm, buyer, world)."""
        home, count = self.setting.home, self.n + 1
        first = self.setting.first_role
        channel = np.array(ROLE_CHANNEL).take(first)
        restriction = self.orders.restriction[home, :, channel]
        refusal = self.orders.refusal[:, home, channel].swapaxes(0, 1)
        abroad = (np.arange(count)[None, :] != home[:, None])[:, :, None]
        return np.where(abroad, self.orders.sales * (1 - np.maximum(restriction, refusal)), 1)

    @cached_property
    def foreign(self) -> Array:
        """Which markets are foreign to a firm · (firm, buyer, 1)."""
        return (np.arange(self.n + 1)[None, :] != self.setting.home[:, None])[:, :, None].astype(float)

    @cached_property
    def pledges(self) -> Pledges:
        """Open clauses."""
        return pledges(self.world.deals)

    def promised(self, kind: str) -> Array:
        """Amount promised between nations under clauses of a kind · (nation, nation, world)."""
        return promised(self.pledges, kind, self.setting, self.worlds)

    @cached_property
    def clauses(self) -> Array:
        """Number of clauses in force from each nation to each · (nation, nation, world)."""
        count = self.n + 1
        nation = np.concatenate([np.arange(self.n), self.setting.home])
        listed = self.pledges
        place = (nation[listed.giver] * count + nation[listed.taker]) * self.worlds + listed.world
        found = np.bincount(place, minlength=count * count * self.worlds)
        return found.reshape(count, count, self.worlds).astype(float)

    def holding(self, *kinds: str) -> Array:
        """Deals in force that hold an open clause of one of these kinds · (deal, world)."""
        terms = self.world.deals
        wanted = terms.kind == CLAUSE[kinds[0]]
        for kind in kinds[1:]:
            wanted |= terms.kind == CLAUSE[kind]
        return np.asarray((wanted & (terms.state == names.OPEN)).max(1) & (terms.quarters_left > 0))

    # houses: bodies with an open gate, and those gated by values

    @cached_property
    def _members(self) -> Array:
        """Nations that are members of each body, -1 where there is none · (body, world)."""
        members = total(self.world.member[:, : self.n].astype(float), 1)
        return np.where(self.world.host >= 0, members, -1)

    def _house(self, wanted: Array) -> tuple[Array, Array]:
        size = np.where(wanted, self._members, -1)
        index, largest = size.argmax(axis=0), size.max(axis=0)
        return np.where(largest > 0, index, -1), np.maximum(largest, 0) / self.n

    @cached_property
    def open_house(self) -> tuple[Array, Array]:
        """Largest open body that leans to development, and its part of all nations · two of (world,); -1 for none."""
        return self._house(~self.setting.gated & (self.world.orientation >= self.p.house_lean))

    @cached_property
    def values_house(self) -> tuple[Array, Array]:
        """Largest gated body that leans to safety and rights, and its part of all nations · two of (world,)."""
        return self._house(self.setting.gated & (self.world.orientation <= -self.p.house_lean))

    def body_host(self, house: Array) -> Array:
        """Host of a body by index, -1 for none · (world,)."""
        return np.where(house < 0, -1, at(self.world.host.astype(int), np.maximum(house, 0)))

    # the best open model from outside the leading nation

    @cached_property
    def outsider(self) -> tuple[Array, Array]:
        """Nation of the best open model outside the leading nation, and its distance from the frontier [quarters]."""
        home = self.setting.home[:, None]
        model = np.where(home == self.leader, -np.inf, self.world.opened)
        gap = (self.frontier - model.max(axis=0)) / self.pace
        return self.setting.home.take(model.argmax(axis=0)), np.minimum(np.maximum(gap, 0), self.p.runway_long)

    # what analysts read from conduct

    @cached_property
    def signs(self) -> Array:
        """Signs of public conduct, about -1 to 1 around the usual · (sign, seat, world), in the order of ``SIGNS``."""
        o, n = self.orders, self.n
        whole = np.zeros((len(SIGNS), n + self.firms, self.worlds))
        usual = self.p.budget_reference
        nation = {
            **{line: (o.budget[:n, i] / usual[i] - 1) for i, line in enumerate(names.LINES) if line != "safety"},
            "safety": 2 * o.safety_standard[:n] - 1 / 2,
            "openness": o.openness[:n],
            "restriction": 2 * self.chips_kept[:n] - 1,
            "packages": 2 * o.package[:n].max(axis=1) - 1 / 2,
            "enforcement": 2 * o.enforcement[:n] - 1,
            "refusal": 4 * (o.refusal[:n, :, WEIGHTS] + o.refusal[:n, :, CLOUD]).max(axis=1) / 2 - 1 / 2,
        }
        firm = {
            "openness": o.release - 2,
            "markets": 4 * (total(o.sales, 1) / (n + 1) - 1) + 1,
            "growth": o.growth / self.p.growth_reference - 1,
            "training": 4 * (o.training_share - 1 / 2),
            "lobbying": o.lobbying,
        }
        places = {name: place for place, name in enumerate(SIGNS)}
        for name, sign in nation.items():
            whole[places[name], :n] = sign
        for name, sign in firm.items():
            whole[places[name], n:] = sign
        np.maximum(whole, -1, out=whole)
        return np.minimum(whole, 1, out=whole)

    @cached_property
    def chips_kept(self) -> Array:
        """Restriction on chips towards the counterpart, top and downgraded, the harder · (nation, world)."""
        return np.asarray(self.channels_of_rival(range(TOP, DOWNGRADED + 1))[0].max(axis=1))

    @cached_property
    def chips_barred(self) -> Array:
        """Chip orders that each nation bars of each partner [k slots/quarter] · (nation, partner, world)."""
        top, low = self.orders.restriction[:, :, TOP], self.orders.restriction[:, :, DOWNGRADED]
        return np.maximum(top, low) * self.p.buying

    # partners and bodies that options are aimed at

    def partner(self, name: str) -> Array:
        """The partner of each nation by selector · (nation, world); the nation itself if there is none."""
        if name not in self._partners:
            self._partners[name] = self._partner(name)
        return self._partners[name]

    def _partner(self, name: str) -> Array:
        own = np.arange(self.n + 1)[:, None] + np.zeros((1, self.worlds), int)
        if name == "counterpart":
            return self.counterpart
        if name == "everybody":
            return own
        if name == "barred_buyer":
            barred = self.chips_barred
            return np.where(barred.max(axis=1) > 0, barred.argmax(axis=1), own)
        order = self._stack_order
        rank = 0 if name == "first_stack" else 1
        chosen = self.setting.hosts.take(order[rank]) if len(order) > rank else np.full(own.shape, -1)
        return np.where(chosen >= 0, chosen, own)

    @cached_property
    def _stack_order(self) -> Array:
        return np.argsort(-self.foreign_stack, axis=0, kind="stable")

    def body(self, name: str) -> Array:
        """A body by selector · (world,), -1 for none."""
        return (self.open_house if name == "open_house" else self.values_house)[0]


Formula = Callable[[Measures], Array]


def _model_lead(m: Measures) -> Array:
    ranked = np.sort(m.world.published, axis=0)
    second = ranked[-2] if len(ranked) > 1 else ranked[-1]
    return (m.world.published - np.where(m.world.published >= ranked[-1], second, ranked[-1])) / m.pace


def _model_finished(m: Measures) -> Array:
    labs = m.setting.has_role(names.ROLES.index("lab")) & m.world.alive
    latent, training = m.setting.at_home(m.world.latent), m.orders.training_share
    ready = research.lab_potential(latent, m.world.edge, m.world.safety, training, m.p)
    return np.where(labs, np.maximum(np.maximum(ready, m.world.trained) - m.world.published, 0), 0)


def _rank(x: Array) -> Array:
    return ratio(x, x.max(axis=0))


def _mean(x: Array, of: Array) -> Array:
    return total(x * of, 0) / np.maximum(total(of + np.zeros_like(x), 0), 1)


def _median_distance(m: Measures) -> Array:
    ranked = np.sort(m.world.public_trust[: m.n], axis=0)
    middle = (ranked[(m.n - 1) // 2] + ranked[m.n // 2]) / 2
    return np.abs(m.world.public_trust - middle)


def _open_use(m: Measures) -> Array:
    pull = np.exp((m.world.opened - m.world.opened.max(axis=0)) / m.p.open_falloff)
    return share(np.where(m.world.alive & m.setting.has_role(names.ROLES.index("lab")).astype(bool), pull, 0), 0)


def _tipping(m: Measures) -> Array:
    return np.abs(m.foreign_stack.max(axis=0) - m.p.tip_mark)


def _rung(m: Measures) -> Array:
    seat = np.arange(m.n + m.firms)[:, None, None, None]
    stands = (m.world.ladder_side == seat).any(axis=2) & (m.world.ladder >= 0)
    return np.where(stands, m.world.rung, 0).max(axis=1)


def _packages(m: Measures, both: bool) -> Array:
    first, second = m.orders.package[m.blocs[0]], m.orders.package[m.blocs[1]]
    return np.minimum(first, second) if both else m.orders.package.max(axis=0)


def _exclusive(m: Measures) -> Array:
    first, second = m.orders.package[m.blocs[0]], m.orders.package[m.blocs[1]]
    free = 1 - m.orders.restriction[:, :, TOP]
    return np.maximum(first * (1 - second) * free[m.blocs[0]], second * (1 - first) * free[m.blocs[1]])


def _access_both(m: Measures) -> Array:
    closed = (TOP, CLOUD, WEIGHTS)
    parts = [total(np.stack([m.orders.restriction[b, :, c] for c in closed]), 0) / len(closed) for b in m.blocs]
    return 1 - np.maximum(parts[0], parts[1])


def _order_ratio(m: Measures) -> Array:
    wanted = m.world.chips_received / np.maximum(1 - m.world.shortage, m.p.tiny)
    return total(wanted, 0) / np.maximum(total(m.world.chips_received, 0), m.p.tiny)


def _leakage(m: Measures) -> Array:
    wanted = m.world.chips_received / np.maximum(1 - m.world.shortage, m.p.tiny)
    barred = np.maximum(np.maximum(wanted - m.world.chips_received, m.world.chips_leaked), m.p.tiny)
    return (m.orders.restriction[:, :, TOP] * (m.world.chips_leaked / barred)).max(axis=1)


def _unseen(m: Measures) -> Array:
    return m.world.chips_leaked / np.maximum(m.world.chips_leaked + m.world.chips_received, m.p.tiny)


def _product_barred(m: Measures) -> Array:
    barred = total(m.orders.restriction[:, :, TOP] * m.p.buying, 1)
    return np.where(m.setting.has_role(names.ROLES.index("designer")), m.setting.at_home(barred), 0)


def _inventory(m: Measures) -> Array:
    return np.minimum(m.world.inventory / np.maximum(m.world.capacity, m.p.tiny), m.p.runway_long)


def _coercion(m: Measures) -> Array:
    first, second = at(m.orders.restriction, m.leader), at(m.orders.restriction, m.challenger)
    return np.maximum(total(first, 1), total(second, 1)) / len(names.CHANNELS)


def _chips_moved(m: Measures, sign: int) -> Array:
    """Largest change of a chip control of each nation in one direction, from tools to downgraded chips."""
    restrictor, _, channel, world, change = m.moved
    moved = np.zeros((m.n + 1, m.worlds))
    chips = (channel >= names.TOOLS) & (channel <= DOWNGRADED)
    np.maximum.at(moved, (restrictor[chips], world[chips]), sign * change[chips])
    return moved


def _tension(m: Measures) -> Array:
    return np.maximum(m.to_rival(m.world.tension), m.from_rival(m.world.tension))


def _tension_felt(m: Measures) -> Array:
    return total(m.world.tension, 1) / m.n


def _trust_with_rival(m: Measures) -> Array:
    return np.minimum(m.to_rival(m.trust), m.from_rival(m.trust))


def _talent_outflow(m: Measures) -> Array:
    pay, work = share(m.world.gdp, 0), share(m.world.chips_training, 0)
    pull = talent.attraction(pay, work, m.world.talent, _tension_felt(m), m.p)
    moved = talent.movers(m.world.talent, pull, m.orders.restriction[:, :, TALENT], m.p)
    net = total(moved, 0) - total(moved, 1)
    return 4 * net / np.maximum(m.world.talent, m.p.tiny)


def _controls_abroad(m: Measures) -> Array:
    law = np.maximum(m.orders.safety_standard, -m.orders.openness)
    return (total(law, 0) - law) / m.n


def _home_safety(m: Measures) -> Array:
    lab = names.ROLES.index("lab")
    weight = m.setting.per_nation(m.world.compute_share, lab)
    felt = m.setting.per_nation(m.world.compute_share * m.world.safety, lab)
    return np.divide(felt, weight, out=m.orders.safety_standard + np.zeros_like(felt), where=weight > 0)


def _incident(m: Measures) -> Array:
    firm = np.arange(m.firms)[:, None] == m.world.incident_origin
    own = np.where(firm, m.world.incident_class, 0).astype(float)
    return np.concatenate([m.setting.per_nation(own)[: m.n], own])


def _runway(m: Measures) -> Array:
    by_seat = money.runway(m.world.cash, m.world.income, m.world.spending, m.p)
    firms = np.where(m.world.alive, by_seat[m.n :], m.p.runway_long)
    weakest = -m.setting.best_at_home(-firms, -m.p.runway_long)[: m.n]
    return np.concatenate([weakest, firms])


def _revenue(m: Measures) -> Array:
    return np.concatenate([m.setting.per_nation(m.world.revenue)[: m.n], m.world.revenue])


def _over(part: Array, whole: Array) -> Array:
    return ratio(part, whole)


def _of_role(m: Measures, x: Array) -> Array:
    return _over(x, m.setting.per_first_role(x).take(m.setting.first_role, axis=0))


def _vote_near(m: Measures) -> Array:
    last = m.setting.elections.shape[1] - 1
    now = m.setting.elections[:, np.minimum(m.world.quarter, last)]
    before = m.setting.elections[:, np.minimum(np.maximum(m.world.quarter - 1, 0), last)]
    return (1 + (now | before)) / 2


def _market_both(m: Measures) -> Array:
    by_buyer = m.market.swapaxes(0, 1)
    return np.minimum(at(by_buyer, m.leader), at(by_buyer, m.challenger))


def _abroad(m: Measures) -> Array:
    weight = m.foreign * m.world.gdp[None]
    return total(m.market * weight, 1) / np.maximum(total(weight, 1), m.p.tiny)


def _markets_served(m: Measures) -> Array:
    return total(m.market * m.foreign, 1) / m.n


def _outside_house(m: Measures) -> Array:
    house = m.open_house[0]
    inside = at(m.world.member, np.maximum(house, 0))
    may = admitted(m.setting)[np.maximum(house, 0)].T
    return may & ~inside & (house >= 0)


def _founder_influence(m: Measures) -> Array:
    host = m.body_host(m.open_house[0])
    return np.where((host >= 0) & (host < m.n), at(m.world.influence, np.minimum(np.maximum(host, 0), m.n - 1)), 0)


def _standard_abroad(m: Measures) -> Array:
    reach = total(m.world.member * m.use, 1) / np.maximum(total(m.use, 0), m.p.tiny)
    return np.minimum(total(m.world.body_influence * (m.world.standard * reach)[:, None], 0), 1)


def _hosted_standard(m: Measures) -> Array:
    part = total(m.world.member[:, : m.n].astype(float), 1) / m.n
    bound = np.where(m.world.standard >= m.p.standard_mark, part, 0)
    hosts = m.world.host[:, None] == np.arange(m.n + 1)[:, None]
    return (hosts * bound[:, None]).max(axis=0)


def _chair(m: Measures) -> Array:
    decides = [bool(body.get("decides")) for body in m.setting.bodies]
    mask = np.array(decides + [True] * (names.BODY_SLOTS - len(decides)))[:, None, None]
    return np.where(mask, m.world.body_influence, 0).max(axis=0)


def _paid_both(m: Measures) -> Array:
    paid = m.promised("money") + m.promised("supply_chips")
    return (at(paid, m.leader) > 0).astype(float) + (at(paid, m.challenger) > 0)


def _umbrella(m: Measures) -> Array:
    return ((m.promised("align_controls") > 0) & (m.clauses.swapaxes(0, 1) > 0)).max(axis=1)


def _brokered(m: Measures) -> Array:
    party = m.world.deals.party
    first, second = (party[:, who, np.arange(m.worlds)] for who in (m.leader, m.challenger))
    both = first & second & (m.world.deals.quarters_left > 0)
    whole = total((party[:, : m.n] & both[:, None]).astype(float), 0)
    return np.where(m.leading, 0, np.concatenate([whole, np.zeros((1, m.worlds))]) + m.world.mediated)


def _inspected(m: Measures) -> Array:
    terms = m.world.deals
    looked = np.where(m.holding("safety_accord", "joint_lab"), terms.inspection, 0)
    best = (terms.party[:, : m.n] * looked[:, None]).max(axis=0)
    return np.concatenate([best, np.zeros((1, m.worlds))])


def _recognition(m: Measures) -> Array:
    return total((m.promised("recognition") > 0).astype(float), 1)


def _licences(m: Measures) -> Array:
    listed = m.pledges
    wanted = (listed.kind == CLAUSE["licence"]) & (listed.giver >= m.n)
    place = (listed.giver[wanted] - m.n) * m.worlds + listed.world[wanted]
    return np.bincount(place, minlength=m.firms * m.worlds).reshape(m.firms, m.worlds)


FORMULAS: dict[str, Formula] = {
    "lead": lambda m: m.world.lead,
    "lag": lambda m: np.maximum(-m.world.lead, 0),
    "is_leader": lambda m: np.arange(m.n + 1)[:, None] == m.leader,
    "is_leading": lambda m: m.leading,
    "model_lead": _model_lead,
    "model_lag": lambda m: np.maximum(m.world.published.max(axis=0) - m.world.published, 0) / m.pace,
    "home_gap": lambda m: (m.frontier - m.world.best) / m.pace,
    "model_finished": _model_finished,
    "open_gap": lambda m: np.maximum(m.frontier - m.world.open_frontier, 0) / m.pace,
    "open_surprise_gap": lambda m: m.outsider[1],
    "open_use_share": _open_use,
    "leaders_gap": lambda m: (at(m.world.best, m.leader) - at(m.world.best, m.challenger)) / m.pace,
    "prosperity": lambda m: m.world.prosperity,
    "prosperity_rank": lambda m: _rank(np.maximum(m.world.prosperity, 0)),
    "adoption": lambda m: m.used,
    "adoption_gap": lambda m: m.used.max(axis=0) - m.used,
    "recruiting": lambda m: m.world.adoption[:, 0],
    "recruiting_world": lambda m: total(m.world.adoption[: m.n, 0], 0) / m.n,
    "recruiting_south": lambda m: _mean(m.world.adoption[:, 0], m.archetype("majority")),
    "public_trust": lambda m: m.world.public_trust,
    "trust_from_mean": lambda m: m.world.public_trust - m.p.trust_mean,
    "trust_from_median": _median_distance,
    "fragmentation": lambda m: m.world.fragmentation,
    "unity": lambda m: 1 - m.world.fragmentation,
    "swing_adoption": lambda m: m.won(m.swing_won),
    "world_adoption": lambda m: m.won(m.stack_share),
    "home_stack": lambda m: total(m.host_of * m.world.ecosystem.swapaxes(0, 1), 1) + m.world.ecosystem[-1],
    "sovereign_share": lambda m: m.world.ecosystem[-1],
    "tipping_distance": _tipping,
    "standing_in_south": lambda m: _mean(m.trust, m.archetype("majority")[:, None]),
    "packages_offered": lambda m: _packages(m, False),
    "packages_both": lambda m: _packages(m, True),
    "exclusive": _exclusive,
    "access_both": _access_both,
    "shortage": lambda m: m.world.shortage,
    "backlog": lambda m: m.world.backlog,
    "order_ratio": _order_ratio,
    "power_load_share": lambda m: m.world.power_load / np.maximum(m.world.power * m.p.power_use, m.p.tiny),
    "compute_share": lambda m: share(m.world.chips_training, 0),
    "compute_price": lambda m: m.world.compute_price,
    "serving_use": lambda m: compute.in_use(m.world.power, m.world.power_load, m.p),
    "home_made": lambda m: m.world.home_made,
    "rival_home_made": lambda m: m.world.home_made[m.counterpart, np.arange(m.worlds)],
    "quality": lambda m: m.world.quality,
    "leverage": lambda m: m.world.leverage,
    "minerals_held": lambda m: m.world.chokepoint[:, MINERALS],
    "leakage_share": _leakage,
    "unseen_stock": _unseen,
    "product_barred": _product_barred,
    "inventory": _inventory,
    "restriction_on_rival": lambda m: total(m.rival_restriction[0], 1) / len(names.CHANNELS),
    "restriction_from_rival": lambda m: total(m.rival_restriction[1], 1) / len(names.CHANNELS),
    "chips_to_rival": lambda m: m.chips_kept,
    "coercion": _coercion,
    "chip_loosened": lambda m: _chips_moved(m, -1),
    "chip_tightened": lambda m: _chips_moved(m, 1),
    "tension": _tension,
    "tension_felt": _tension_felt,
    "trust_with_rival": _trust_with_rival,
    "talent": lambda m: m.world.talent,
    "talent_outflow": _talent_outflow,
    "controls_abroad": _controls_abroad,
    "safety": lambda m: np.concatenate([_home_safety(m)[: m.n], m.world.safety]),
    "incident": _incident,
    "calm": lambda m: _home_safety(m) * (1 - m.world.alarm),
    "clean_record": lambda m: m.world.safety * (1 - _incident(m)[m.n :] / 4),
    "alarm": lambda m: m.world.alarm,
    "risk": lambda m: m.world.risk,
    "cash": lambda m: m.world.cash,
    "runway": _runway,
    "revenue": _revenue,
    "revenue_growth": lambda m: np.where(m.world.guidance > 0, _over(m.world.revenue, m.world.guidance) - 1, 0),
    "revenue_share": lambda m: _of_role(m, m.world.revenue),
    "margin": lambda m: _over(m.world.income[m.n :] - m.world.spending[m.n :], m.world.revenue),
    "compliance_cost": lambda m: m.world.compliance_cost,
    "influence": lambda m: m.world.influence,
    "founder_influence": _founder_influence,
    "approval": lambda m: m.world.approval,
    "creators": lambda m: m.world.support[:, names.CONSTITUENCIES.index("creators")],
    "security_support": lambda m: m.world.support[:, names.CONSTITUENCIES.index("security")],
    "data": lambda m: m.world.data,
    "vote_near": _vote_near,
    "market_both": _market_both,
    "markets_served": _markets_served,
    "abroad": _abroad,
    "role_capacity": lambda m: _of_role(m, m.world.capacity),
    "open_house": lambda m: m.open_house[1],
    "values_house": lambda m: m.values_house[1],
    "outside_house": _outside_house,
    "standard_abroad": _standard_abroad,
    "standard_home": lambda m: (m.world.member * m.world.standard[:, None]).max(axis=0),
    "hosted_standard": _hosted_standard,
    "chair": _chair,
    "accord_age": lambda m: np.where(m.leading, m.world.recent[-1, ENDING_MEASURES.index("accord_age")], 0),
    "accord_rival": lambda m: m.to_rival(m.clauses) + m.from_rival(m.clauses),
    "paid_both": _paid_both,
    "umbrella": _umbrella,
    "brokered": _brokered,
    "inspected": _inspected,
    "recognition": _recognition,
    "licences": _licences,
    "tipped": lambda m: m.foreign_stack.max(axis=0) >= m.p.tip_mark,
    "restrictions_suffered": lambda m: (
        total(total(m.orders.restriction, 0), 1) / (len(names.CHANNELS) * len(m.orders.restriction))
    ),
    "rung": _rung,
}
