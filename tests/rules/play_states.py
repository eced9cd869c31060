"""States in which occasions and crises arise, built from the flagship's start."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import NamedTuple

import numpy as np

from agents.columns import Array
from game import names, scenario
from game.luck import Luck
from game.names import CLAUSE, DOWNGRADED, TOP
from game.orders import Orders
from game.params import Params
from game.playbook import Playbook, load_playbook
from game.rules import occasions
from game.rules.measures import Measures
from game.setting import Setting
from game.world import World

LABS = names.ROLES.index("lab")


class State(NamedTuple):
    """A state with everything that the rules of the play ask for."""

    world: World
    orders: Orders
    previous: Orders
    setting: Setting
    p: Params
    playbook: Playbook

    @property
    def measures(self) -> Measures:
        return Measures(self.world, self.orders, self.setting, self.p, self.previous)

    def seat(self, key: str) -> int:
        return self.setting.seats.index(key)

    def firm(self, key: str) -> int:
        return self.setting.firms.index(key)

    def changed(self, orders: dict[str, Array] | None = None, **world: Array) -> State:
        return self._replace(world=replace(self.world, **world), orders=replace(self.orders, **(orders or {})))

    def luck(self, quarter: int = 0) -> Luck:
        return Luck(np.arange(self.p.worlds, dtype=np.uint64), quarter)


@cache
def start(worlds: int = 1) -> State:
    flagship = scenario.load("two-plans-2025")
    p = flagship.params(worlds)
    world, orders = scenario.start(flagship, p, np.arange(worlds, dtype=np.uint64))
    return State(world, orders, orders, flagship.setting, p, load_playbook(flagship.setting, flagship.name))


def filled(old: Array, *place: object, value: object) -> Array:
    """A copy with one place set."""
    new = old.copy()
    new[place] = value
    return new


def taken(s: State, worlds: Array) -> State:
    """Some worlds of a state."""

    def part(owner):
        fields = {}
        for name in owner.__dataclass_fields__:
            value = getattr(owner, name)
            fields[name] = part(value) if hasattr(value, "__dataclass_fields__") else np.take(value, worlds, axis=-1)
        return type(owner)(**fields)

    return State(part(s.world), part(s.orders), part(s.previous), s.setting, s.p.taken(worlds), s.playbook)


def with_deal(s: State, kinds: tuple[str, ...], parties: tuple[str, ...], amount: float = 0.4, slot: int = 0) -> State:
    """A deal in force in which every party owes every other one clause of each kind."""
    terms = s.world.deals
    party = terms.party.copy()
    party[slot] = False
    for key in parties:
        party[slot, s.seat(key)] = True
    kind, state, size = terms.kind.copy(), terms.state.copy(), terms.amount.copy()
    kind[slot] = 0
    for place, name in enumerate(kinds):
        kind[slot, place], state[slot, place], size[slot, place] = CLAUSE[name], names.OPEN, amount
    giver = filled(terms.giver, slot, value=-1)
    taker = filled(terms.taker, slot, value=-1)
    left = filled(terms.quarters_left, slot, value=8)
    seen = filled(terms.inspection, slot, value=0.8)
    deals = replace(
        terms, party=party, kind=kind, state=state, amount=size, giver=giver, taker=taker, quarters_left=left,
        inspection=seen,
    )
    return s.changed(deals=deals)


def loosened(s: State) -> State:
    """The leader let top chips through to the challenger this quarter."""
    usa, chn = s.seat("USA"), s.seat("CHN")
    return s.changed({"restriction": filled(s.orders.restriction, usa, chn, TOP, value=0.2)})


def open_surprise(s: State) -> State:
    """The challenger's open lab is at the frontier."""
    best = float(s.world.published.max())
    return s.changed(opened=filled(s.world.opened, s.firm("DEEPSEEK"), value=best - 0.5))


def incident(s: State, severity: int, firm: str = "OPENAI") -> State:
    w = s.world
    return s.changed(
        incident_class=np.full_like(w.incident_class, severity),
        incident_origin=np.full_like(w.incident_origin, s.firm(firm)),
    )


def tipping(s: State) -> State:
    shares = s.world.ecosystem.copy()
    gulf = s.seat("GULF")
    shares[:, gulf] = 0
    shares[0, gulf], shares[1, gulf] = 0.55, 0.45
    return s.changed(ecosystem=shares)


def rapprochement(s: State) -> State:
    usa, chn = s.seat("USA"), s.seat("CHN")
    good = filled(filled(s.world.trust_good, usa, chn, value=6.0), chn, usa, value=6.0)
    bad = filled(filled(s.world.trust_bad, usa, chn, value=4.0), chn, usa, value=4.0)
    return s.changed(trust_good=good, trust_bad=bad, alarm=np.full_like(s.world.alarm, 0.5))


def smuggled(s: State) -> State:
    chn = s.seat("CHN")
    w = s.world
    received = filled(w.chips_received, chn, value=50.0)
    return s.changed(
        chips_received=received, shortage=filled(w.shortage, chn, value=0.6),
        chips_leaked=filled(w.chips_leaked, chn, value=40.0),
    )


def short_of_wafers(s: State) -> State:
    w = s.world
    return s.changed(chips_received=np.full_like(w.chips_received, 100.0), shortage=np.full_like(w.shortage, 0.4))


def burning(s: State, firm: str) -> State:
    seat = s.seat(firm)
    w = s.world
    return s.changed(
        cash=filled(w.cash, seat, value=1.0), income=filled(w.income, seat, value=0.0),
        spending=filled(w.spending, seat, value=1.0),
    )


def unpopular_tools(s: State) -> State:
    w = s.world
    trust = w.public_trust - 0.1
    return s.changed(public_trust=trust, adoption=filled(w.adoption, slice(None), 0, value=0.5))


def short_at_home(s: State) -> State:
    """Half of the chips wanted did not arrive, anywhere."""
    return s.changed(shortage=np.full_like(s.world.shortage, 0.5))


def arises(s: State) -> dict[str, tuple[State, str]]:
    """For each occasion a state in which it presses, and a seat that is asked."""
    w = s.world
    usa, chn = s.seat("USA"), s.seat("CHN")
    order = filled(w.backlog, usa, value=600.0)
    angry = filled(w.tension, usa, chn, value=0.8)
    return {
        "order_book": (s.changed(backlog=order), "USA"),
        "twenty_signatures": (loosened(s), "USA"),
        "below_the_line": (s, "NVIDIA"),
        "not_enough_wafers": (short_of_wafers(s), "TSMC"),
        "surprise_from_below": (open_surprise(s), "USA"),
        "ship_it": (s.changed(trained=w.published + 6), "OPENAI"),
        "plan_reception": (s, "BRA"),
        "house_invites": (s, "IND"),
        "full_stack": (tipping(s), "GULF"),
        "near_miss": (incident(s, 1), "OPENAI"),
        "crates": (smuggled(s), "USA"),
        "visa_queue": (s.changed(tension=angry), "USA"),
        "not_enough_power": (s.changed(power_load=w.power), "JPN"),
        "whose_data": (s.changed(support=filled(w.support, slice(None), 3, value=30.0)), "GBR"),
        "hiring_on_trial": (unpopular_tools(s), "WORKDAY"),
        "campus_rule": (s, "CHN"),
        "compliance_invoice": (s.changed(compliance_cost=np.full_like(w.compliance_cost, 0.06)), "MICROSOFT"),
        "weights_in_wrong_hands": (
            s.changed(safety=np.full_like(w.safety, 0.15), tension=angry), "OPENAI"
        ),
        "one_laboratory": (rapprochement(s), "USA"),
        "margin_call": (burning(s, "MISTRAL"), "MISTRAL"),
        "hall_site": (s, "GULF"),
        "audit_report": (s.changed(risk=np.full_like(w.risk, 0.2)), "EUR"),
        "licence_offer": (s, "BRA"),
        "supply_scare": (short_at_home(s), "IND"),
        "classroom": (s, "NLD"),
        "cloud_abroad": (s, "SEA"),
        "envoy": (s, "CHN"),
        "mineral_stock": (s, "KOR"),
        "large_customer": (s, "NVIDIA"),
        "guidance_call": (s.changed(revenue=w.guidance * 0.9), "AMD"),
        "staff_poached": (short_of_wafers(s), "META"),
        "town_meeting": (s, "ORACLE"),
        "open_day": (s.changed(risk=np.full_like(w.risk, 0.2)), "WORKDAY"),
        "ministry_calls": (s, "ASML"),
        "second_supplier": (short_at_home(s), "HUAWEI"),
        "rival_ships_first": (s, "GOOGLE"),
    }


def tightened(s: State, channel: int, amount: float = 1.0) -> State:
    """The leader closed a channel to the challenger this quarter, which was free before."""
    usa, chn = s.seat("USA"), s.seat("CHN")
    before = replace(s.orders, restriction=filled(s.orders.restriction, usa, chn, channel, value=0.0))
    now = replace(s.orders, restriction=filled(s.orders.restriction, usa, chn, channel, value=amount))
    return s._replace(orders=now, previous=before)


def broken_lab(s: State, parties: tuple[str, str] = ("USA", "CHN")) -> State:
    """A joint laboratory in which a breach was seen this quarter."""
    s = with_deal(s, ("joint_lab",), parties)
    terms = s.world.deals
    deals = replace(
        terms, state=filled(terms.state, 0, 0, value=names.BROKEN), found=filled(terms.found, 0, 0, value=True),
        quarters_left=filled(terms.quarters_left, 0, value=0),
    )
    return s.changed(deals=deals, broken=filled(s.world.broken, s.seat("CHN"), value=1.0))


def two_houses(s: State) -> State:
    """The open house holds half of the nations."""
    index = [body["key"] for body in s.setting.bodies].index("WAICO")
    member = s.world.member.copy()
    member[index, : s.setting.nation_seats // 2 + 1] = True
    return s.changed(member=member)


def opens(s: State) -> dict[str, tuple[State, tuple[str, str]]]:
    """For each ladder a state in which it presses, and the pair."""
    return {
        "licence_row": (tightened(s, DOWNGRADED), ("USA", "CHN")),
        "tools_for_minerals": (tightened(s, names.TOOLS), ("USA", "CHN")),
        "two_houses": (two_houses(s), ("CHN", "EUR")),
        "open_surprise": (open_surprise(s), ("USA", "CHN")),
        "who_let_it_happen": (incident(s, 3), ("CHN", "USA")),
        "lab_door": (broken_lab(s), ("USA", "CHN")),
    }


def on_ladder(
    kind: str, rung: int, first: int, second: int, worlds: int = 1, sides: tuple[str, str] = ("USA", "CHN")
) -> State:
    s = start(worlds)
    a, b = s.seat(sides[0]), s.seat(sides[1])
    w = s.world
    ceiling = filled(filled(s.orders.ceiling, a, 0, value=first), b, 0, value=second)
    return s.changed(
        {"ceiling": ceiling}, ladder=filled(w.ladder, 0, value=s.playbook.ladder_index[kind]),
        rung=filled(w.rung, 0, value=rung),
        ladder_side=filled(filled(w.ladder_side, 0, 0, value=a), 0, 1, value=b),
        influence=np.full_like(w.influence, 10.0),
    )


def halfway(s: State) -> dict[str, Array]:
    """Standing orders from which every order can go up and down."""
    o, n = s.orders, len(s.setting.nations)
    abroad = (1 - np.eye(n))[:, :, None]
    plain = ("sales", "downgrade", "safety_effort", "compliance")
    middle = {name: np.full_like(getattr(o, name), 0.5) for name in plain}
    return middle | {
        "restriction": np.full_like(o.restriction, 0.5) * abroad[:, :, None],
        "refusal": np.full_like(o.refusal, 0.5) * abroad[:, :, None],
        "levy": np.full_like(o.levy, 0.05) * abroad[:, :, None],
        "stance": np.full_like(o.stance, 2.0),
        "stockpile": np.full_like(o.stockpile, 1.0),
        "lobbying": np.full_like(o.lobbying, 0.3),
        "guidance": (np.arange(o.guidance.size) % 3).reshape(o.guidance.shape).astype(np.int8),
        "release": (np.arange(o.release.size) % 4).reshape(o.release.shape).astype(np.int8),
    }


def replying(number: int, place: int, seats: Sequence[int], worlds: int = 1) -> State:
    """Some seats with means answer an occasion with one of its options."""
    state = start(worlds)
    occasion, reply = np.full_like(state.world.occasion, -1), state.orders.reply.copy()
    for seat in seats:
        occasion[seat, 0], reply[seat, 0] = number, place
    rich = np.full_like(state.world.influence, 12.0)
    return state.changed(halfway(state) | {"reply": reply}, occasion=occasion, influence=rich)


def answering(number: int, place: int, seat: int, worlds: int = 1) -> tuple[State, Orders, Array, Array]:
    state = replying(number, place, [seat], worlds)
    new, boost, cost = occasions.answered(state.world, state.orders, state.playbook, state.setting, state.p)
    return state, new, boost, cost
