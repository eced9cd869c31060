"""Drafts: from words to arrays and back, and those that make sense with a partner."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from game import names
from game.names import CLAUSE, CLAUSE_SLOTS
from game.session import Session
from game.views.scene import Scene
from game.views.telling import clause_text
from game.words import say


class Template(NamedTuple):
    """A draft to start from, ready for ``Session.offer``."""

    key: str
    title: str
    clauses: tuple[str, ...]
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
