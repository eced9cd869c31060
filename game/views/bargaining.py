"""The bargaining table: drafts to start from, what a draft costs, and how likely each party is to sign."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from game import names
from game.names import CLAUSE, CLAUSE_SLOTS
from game.rules import prices
from game.session import Session
from game.views.news import clause_text
from game.views.scene import Cause, Scene, cost, number, percent, signed, wanted
from game.weighing import chance_of
from game.words import capital, label, listed, say


class Template(NamedTuple):
    """A draft to start from, ready for ``Session.offer``."""

    key: str
    title: str
    clauses: tuple[str, ...]
    draft: dict[str, Any]


class Chance(NamedTuple):
    """How likely a party is to sign, with causes in points of chance; the range is what its temper could make of it."""

    seat: str
    name: str
    value: float
    low: float
    high: float
    text: str
    causes: tuple[Cause, ...]


class DealView(NamedTuple):
    """A draft as both sides read it."""

    title: str
    gives: tuple[str, ...]
    takes: tuple[str, ...]
    clauses: tuple[str, ...]
    quarters: int
    inspection: float
    price: float
    refused_price: float
    affordable: bool
    chances: tuple[Chance, ...]
    together: float
    reason: str
    sound_price: float


class Waiting(NamedTuple):
    """An offer that waits for the seat's answer, in words.

    ``office`` is what the seat's strategy answers if the seat does not; ``counter`` whether it answers an offer of the
    seat's own; ``counter_price`` what a counter-offer to it costs, ``draft`` its terms, to start one from.
    """

    number: int
    proposer: str
    name: str
    parties: tuple[str, ...]
    gives: tuple[str, ...]
    takes: tuple[str, ...]
    clauses: tuple[str, ...]
    quarters: int
    inspection: float
    answered: bool | None
    text: str
    office: bool
    office_text: str
    counter: bool
    counter_price: float
    draft: dict[str, Any]


def draft_of(
    scene: Scene,
    clauses: Sequence[Mapping[str, Any]],
    parties: Iterable[str],
    quarters: int = 8,
    inspection: float = 0.5,
) -> dict[str, Any]:
    """A draft as ``Session.offer`` takes it, from clauses with seat keys ('' for every party)."""
    party = [key in set(parties) for key in scene.seats]
    draft: dict[str, Any] = {
        "party": party,
        "quarters": quarters,
        "inspection": inspection,
        "kind": [0] * CLAUSE_SLOTS,
        "giver": [-1] * CLAUSE_SLOTS,
        "taker": [-1] * CLAUSE_SLOTS,
        "channel": [-1] * CLAUSE_SLOTS,
        "amount": [0.0] * CLAUSE_SLOTS,
    }
    for place, clause in enumerate(clauses[:CLAUSE_SLOTS]):
        draft["kind"][place] = CLAUSE[clause["kind"]]
        for side in ("giver", "taker"):
            draft[side][place] = scene.index(clause[side]) if clause.get(side) else -1
        draft["channel"][place] = int(clause.get("channel", -1))
        draft["amount"][place] = float(clause.get("amount", 0))
    return draft


def clauses_of(scene: Scene, draft: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The clauses of a draft with seat keys."""
    found = []
    for place, kind in enumerate(np.asarray(draft["kind"]).tolist()):
        if kind > 0:
            giver, taker = int(draft["giver"][place]), int(draft["taker"][place])
            found.append(
                {
                    "kind": names.CLAUSES[int(kind)],
                    "giver": scene.seats[giver] if giver >= 0 else "",
                    "taker": scene.seats[taker] if taker >= 0 else "",
                    "channel": int(draft["channel"][place]),
                    "amount": float(draft["amount"][place]),
                }
            )
    return found


# drafts to start from


def deal_templates(session: Session, seat: str, partner: str) -> tuple[Template, ...]:
    """Drafts that make sense between the seat and a partner as things stand."""
    scene = Scene(session, seat)
    if seat == partner:
        return ()
    both_nations = scene.is_nation(seat) and scene.is_nation(partner)
    drafts = _between_nations(scene, seat, partner) if both_nations else _with_firms(scene, seat, partner)
    result = []
    for key, clauses, quarters, inspection in drafts:
        draft = draft_of(scene, clauses, (seat, partner), quarters, inspection)
        texts = tuple(clause_text(scene, clause, (seat, partner)) for clause in clauses)
        result.append(Template(key, say(f"reasons.template.{key}"), texts, draft))
    return tuple(result)


def _hardest(scene: Scene, giver: str, taker: str, among: Sequence[int]) -> tuple[int, float]:
    row = scene.orders.restriction[scene.home(giver), scene.home(taker), :, 0]
    channel = max(among, key=lambda c: float(row[c]) * float(scene.p.channel_weight[c, 0]))
    return channel, float(row[channel])


Draft = tuple[str, list[dict[str, Any]], int, float]


def _between_nations(scene: Scene, seat: str, partner: str) -> list[Draft]:
    found: list[Draft] = []
    every = range(len(names.CHANNELS))
    theirs, held_by_them = _hardest(scene, partner, seat, every)
    ours, held_by_us = _hardest(scene, seat, partner, every)
    if held_by_them > 0.05 or held_by_us > 0.05:
        found.append(
            (
                "ease_both",
                [
                    _clause("free_channel", partner, seat, theirs, round(held_by_them / 2, 2)),
                    _clause("free_channel", seat, partner, ours, round(held_by_us / 2, 2)),
                ],
                8,
                0.5,
            )
        )
    if held_by_us > 0.05:
        found.append(
            (
                "chips_for_money",
                [
                    _clause("free_channel", seat, partner, ours, 0.0),
                    _clause("money", partner, seat, -1, 0.5),
                ],
                8,
                0.5,
            )
        )
    elif held_by_them > 0.05:
        found.append(
            (
                "money_for_chips",
                [
                    _clause("free_channel", partner, seat, theirs, 0.0),
                    _clause("money", seat, partner, -1, 0.5),
                ],
                8,
                0.5,
            )
        )
    floor = float(
        max(scene.orders.safety_standard[scene.home(seat), 0], scene.orders.safety_standard[scene.home(partner), 0])
    )
    found += [
        (
            "accord",
            [
                _clause("safety_accord", "", "", -1, round(min(floor + 0.1, 1.0), 2)),
                _clause("hotline", "", "", -1, 1.0),
            ],
            12,
            0.7,
        ),
        ("hotline", [_clause("hotline", "", "", -1, 1.0)], 12, 0.5),
        ("recognition", [_clause("recognition", "", "", -1, 1.0)], 12, 0.5),
        (
            "visas",
            [_clause("visas", seat, partner, names.TALENT, 0.7), _clause("visas", partner, seat, names.TALENT, 0.7)],
            8,
            0.5,
        ),
    ]
    rival = int(scene.measures.counterpart[scene.home(seat), 0])
    if bool(scene.measures.leading[scene.home(seat), 0]) and rival == scene.home(partner):
        found.append(
            ("laboratory", [_clause("joint_lab", "", "", -1, 0.25), _clause("safety_accord", "", "", -1, 0.4)], 12, 0.8)
        )
    else:
        controls, level = _hardest(
            scene, seat, scene.setting.nations[rival], (names.TOOLS, names.FOUNDRY, names.MEMORY, names.TOP)
        )
        if level > 0.1 and partner != scene.setting.nations[rival]:
            found.append(
                (
                    "align",
                    [
                        _clause("align_controls", partner, seat, controls, round(level, 2)),
                        _clause("compute_access", seat, partner, names.CLOUD, 0.5),
                    ],
                    8,
                    0.5,
                )
            )
        found.append(
            (
                "compute",
                [_clause("compute_access", seat, partner, names.CLOUD, 0.5), _clause("money", partner, seat, -1, 0.5)],
                8,
                0.5,
            )
        )
    for index in range(len(scene.setting.bodies)):
        mine, other = scene.world.member[index, scene.home(seat), 0], scene.world.member[index, scene.home(partner), 0]
        if mine and not other and scene.world.host[index, 0] == scene.home(seat):
            found.append(
                (
                    "join",
                    [
                        _clause("join_body", partner, seat, index, 1.0),
                        _clause("visas", seat, partner, names.TALENT, 0.5),
                    ],
                    8,
                    0.5,
                )
            )
            break
    return found


def _with_firms(scene: Scene, seat: str, partner: str) -> list[Draft]:
    """Supply, compute, licences and releases between a firm and another seat."""
    found: list[Draft] = []
    for firm, other in ((seat, partner), (partner, seat)):
        if scene.is_nation(firm):
            continue
        roles = {
            names.ROLES[r] for r in range(len(names.ROLES)) if scene.setting.role[r, scene.setting.firms.index(firm)]
        }
        mine = "" if firm == seat else "_from_them"
        if roles & {"designer", "foundry", "memory", "toolmaker"}:
            found.append(
                (
                    f"supply{mine}",
                    [_clause("supply_chips", firm, other, names.TOP, 0.5), _clause("money", other, firm, -1, 0.2)],
                    6,
                    0.5,
                )
            )
        if "cloud" in roles:
            found.append(
                (
                    f"cloud{mine}",
                    [_clause("compute_access", firm, other, names.CLOUD, 0.5), _clause("money", other, firm, -1, 0.2)],
                    6,
                    0.5,
                )
            )
        if "lab" in roles:
            found.append(
                (
                    f"licence{mine}",
                    [_clause("licence", firm, other, names.WEIGHTS, 1.0), _clause("money", other, firm, -1, 0.2)],
                    8,
                    0.5,
                )
            )
            found.append(
                (
                    f"open{mine}",
                    [_clause("open_release", firm, other, names.WEIGHTS, 1.0), _clause("money", other, firm, -1, 0.2)],
                    6,
                    0.5,
                )
            )
        if not scene.is_nation(other):
            found.append(
                (
                    f"merger{mine}",
                    [_clause("merger", firm, other, -1, 1.0), _clause("money", other, firm, -1, 1.0)],
                    1,
                    0.5,
                )
            )
    return found


def _clause(kind: str, giver: str, taker: str, channel: int, amount: float) -> dict[str, Any]:
    return {"kind": kind, "giver": giver, "taker": taker, "channel": channel, "amount": amount}


# a draft in view


def deal_view(session: Session, seat: str, draft: Mapping[str, Any], counter: int | None = None) -> DealView:
    """What a draft of the seat says, costs, and how likely the others are to sign it, from what the seat may know.

    ``counter`` is the number of the waiting offer that the draft answers: then it costs nothing, the first time.
    """
    scene = Scene(session, seat)
    index = scene.index(seat)
    clauses = clauses_of(scene, draft)
    party = np.asarray(draft["party"], bool).copy()
    party[index] = True
    parties = [key for key, there in zip(scene.seats, party.tolist(), strict=True) if there]
    talks = session.talks()
    count = np.array([float(len(clauses))]), np.array([float(len(parties))])
    price = float(prices.offer_price(*count, scene.p.offer_price)[0])
    free = counter is not None and "counter" not in talks.log[counter]
    price, refusal = (0.0, 0.0) if free else (price, float(scene.p.refusal_price[0]))
    mine = np.zeros((len(scene.seats), 1))
    mine[index] = price
    affordable = cost(session, wanted(session, seat), seat, (mine,))[1] <= float(talks.world.influence[index, 0]) + 1e-9
    chances = (
        tuple(_chance(scene, talks.world, draft, index, other, party) for other in parties if other != seat)
        if clauses
        else ()
    )
    together = 1.0
    for chance in chances:
        together *= chance.value
    reason = ""
    if not clauses:
        reason = say("reasons.refusal.no_clause")
    elif len(parties) < 2:
        reason = say("reasons.refusal.no_partner")
    elif not affordable:
        reason = capital(say("reasons.refusal.too_dear", who=scene.spoken(seat), field="", other=""))
    elif not (np.asarray(talks.world.deals.quarters_left[:, 0]) == 0).any():
        reason = say("reasons.refusal.table_full")
    gives, takes = sides(scene, clauses, seat, parties)
    return DealView(
        listed([label("clause", clause["kind"]) for clause in clauses]),
        gives,
        takes,
        tuple(clause_text(scene, clause, parties) for clause in clauses),
        int(draft.get("quarters", 8)),
        float(draft.get("inspection", 0.5)),
        price,
        price + refusal,
        affordable,
        chances,
        together if chances else 0.0,
        reason,
        float(scene.p.sound_price[0]),
    )


def sides(
    scene: Scene, clauses: Sequence[Mapping[str, Any]], seat: str, parties: Sequence[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What the seat gives and what it gets, in words; what every party owes stands on both sides."""
    gives = tuple(clause_text(scene, clause, parties) for clause in clauses if clause["giver"] in ("", seat))
    takes = tuple(clause_text(scene, clause, parties) for clause in clauses if clause["taker"] in ("", seat))
    return gives, takes


def _chance(scene: Scene, world: Any, draft: Mapping[str, Any], proposer: int, other: str, party: Any) -> Chance:
    def rows(name: str, dtype: Any) -> Any:
        return np.asarray(draft[name], dtype)[:, None]

    offer = {
        "offer_from": np.array([proposer]),
        "offer_kind": rows("kind", np.int8),
        "offer_giver": rows("giver", np.int8),
        "offer_taker": rows("taker", np.int8),
        "offer_channel": rows("channel", np.int8),
        "offer_amount": rows("amount", float),
        "offer_quarters": np.array([int(draft.get("quarters", 8))]),
        "offer_inspection": np.array([float(draft.get("inspection", 0.5))]),
        "offer_party": party[:, None],
    }
    index = scene.index(other)
    believed = chance_of(scene.game, world, scene.orders, offer, np.array([index]), np.array([0]), private=False)
    temper = float(scene.p.accept_temper[0])
    found = [(key, float(np.asarray(amount)[0])) for key, amount in believed.causes.items()]
    causes = tuple(
        Cause(key, scene.cause_name(key), amount, signed(amount, "chance"))
        for key, amount in sorted(found, key=lambda item: (item[0] != "usual", -abs(item[1])))
        if abs(amount) > 1e-9
    )
    value = float(believed.total[0])
    whole = sum(amount for key, amount in found if key != "limit")
    low, high = (float(np.clip(whole + side * temper, 0, 1)) for side in (-1, 1))
    text = say("reasons.amount.chance", value=percent(value), low=percent(low), high=percent(high))
    return Chance(other, scene.name(other), value, low, high, text, causes)


def offers_view(session: Session, seat: str) -> tuple[Waiting, ...]:
    """The offers that are put before this seat, in words."""
    scene = Scene(session, seat)
    return tuple(_waiting(scene, offer, seat) for offer in session.offers(seat))


def left_view(session: Session, seat: str) -> tuple[Waiting, ...]:
    """The offers that wait for this seat but are left to its office, in words."""
    scene = Scene(session, seat)
    return tuple(_waiting(scene, offer, seat) for offer in session.left_to_office(seat))


def _waiting(scene: Scene, offer: Mapping[str, Any], seat: str) -> Waiting:
    terms = offer["terms"]
    clauses = [
        {
            **clause,
            "giver": scene.seats[clause["giver"]] if clause["giver"] >= 0 else "",
            "taker": scene.seats[clause["taker"]] if clause["taker"] >= 0 else "",
        }
        for clause in terms["clauses"]
    ]
    parties = tuple(scene.seats[s] for s in terms["parties"])
    gives, takes = sides(scene, clauses, seat, parties)
    proposer = scene.seats[offer["from"]]
    is_counter = "counter" in offer
    words = {
        "who": scene.spoken(proposer),
        "clauses": listed([label("clause", c["kind"]) for c in clauses]),
        "quarters": number(terms["quarters"], 0),
    }
    answered = scene.session.replies.get((offer["number"], scene.index(seat)))
    office = bool(offer["office"][scene.index(seat)])
    count = np.array([float(len(clauses))]), np.array([float(len(parties))])
    return Waiting(
        offer["number"],
        proposer,
        scene.name(proposer),
        parties,
        gives,
        takes,
        tuple(clause_text(scene, clause, parties) for clause in clauses),
        terms["quarters"],
        terms["inspection"],
        None if answered is None else bool(answered),
        capital(say("reasons.desk.counter" if is_counter else "reasons.desk.offer", **words)),
        office,
        say("reasons.desk.office_yes" if office else "reasons.desk.office_no"),
        is_counter,
        float(prices.offer_price(*count, scene.p.offer_price)[0]) if is_counter else 0.0,
        {"parties": [key for key in parties if key != seat], "quarters": terms["quarters"],
         "inspection": terms["inspection"],
         "clauses": [{part: c[part] for part in ("kind", "giver", "taker", "channel", "amount")} for c in clauses]},
    )  # fmt: skip


class Band(NamedTuple):
    """What a sounded party let be seen of its chance to sign."""

    seat: str
    name: str
    low: float
    high: float
    text: str


class SoundingView(NamedTuple):
    """What came of sounding out a draft; ``problem`` says why it could not be, and is empty otherwise."""

    bands: tuple[Band, ...]
    leaked: bool
    text: str
    problem: str


def sounding_view(session: Session, seat: str, told: Mapping[str, Any]) -> SoundingView:
    """What ``Session.sound_out`` returned, in words."""
    scene = Scene(session, seat)
    if "objection" in told:
        words = say(f"reasons.refusal.{told['objection']}", who=scene.spoken(seat), field="", other="")
        return SoundingView((), False, "", capital(words))
    bands = tuple(
        Band(
            scene.seats[index],
            scene.name(scene.seats[index]),
            low,
            high,
            say("reasons.amount.band", low=percent(low), high=percent(high)),
        )
        for index, low, high in told["sounded"]
    )
    heard = listed([say("reasons.desk.heard", who=band.name, band=band.text) for band in bands])
    text = say("reasons.desk.sounding_leaked" if told["leaked"] else "reasons.desk.sounding_kept", heard=heard)
    return SoundingView(bands, bool(told["leaked"]), text, "")
