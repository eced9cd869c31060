"""Map modes: per nation a value, a text and how to fill it, with a legend and arcs."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from game import names
from game.session import Session
from game.views.scene import Scene, between, compute, number, percent
from game.views.telling import clause_text
from game.words import capital, label, listed, say

MODES = ("blocs", "compute", "chip_flows", "treaties", "risk", "trust", "restrictions")
MOST_ARCS = 24


class Land(NamedTuple):
    """How one nation is shown: ``fill`` names a bloc (``bloc:USA``), ``swing``, ``own`` or ``scale``; ``shade`` 0-1."""

    seat: str
    value: float
    text: str
    fill: str
    shade: float
    hatch: bool
    ring: bool


class Key(NamedTuple):
    """One row of the legend."""

    fill: str
    label: str
    shade: float
    hatch: bool


class Flow(NamedTuple):
    """A line between two seats: ``kind`` is treaty, chips or control; ``weight`` 0-1."""

    kind: str
    start: str
    end: str
    weight: float
    text: str


class MapView(NamedTuple):
    """One mode of the map."""

    mode: str
    title: str
    nations: tuple[Land, ...]
    legend: tuple[Key, ...]
    arcs: tuple[Flow, ...]


def map_mode(session: Session, seat: str | None, mode: str) -> MapView:
    """The map in one mode, as a seat may see it."""
    if mode not in MODES:
        raise ValueError(f"there is no map mode {mode!r}; there are {', '.join(MODES)}")
    scene = Scene(session, seat)
    nations, legend, arcs = MAKERS[mode](scene)
    return MapView(mode, say(f"reasons.mode.{mode}"), nations, legend, arcs)


def _blocs(scene: Scene) -> tuple[tuple[Land, ...], tuple[Key, ...], tuple[Flow, ...]]:
    mark = float(scene.p.tip_mark[0])
    hosts = [int(host) for host in scene.setting.hosts[:-1]]
    lands = []
    for nation in range(scene.n):
        shares = scene.world.ecosystem[:, nation, 0]
        best = int(np.argmax(shares))
        own_host = nation in hosts
        bloc = "own" if best == len(hosts) else f"bloc:{scene.setting.nations[hosts[best]]}"
        foreign = [(float(shares[i]), i) for i, host in enumerate(hosts) if host != nation]
        top, _ = max(foreign, default=(0.0, 0))
        tipped = own_host or float(shares[best]) >= mark
        name = say("reasons.word.own_stack") if bloc == "own" else scene.name(bloc[5:])
        text = say(
            "reasons.map.bloc" if tipped else "reasons.map.swing",
            stack=name,
            share=percent(float(shares[best])),
            mark=percent(mark),
        )
        near = not own_host and mark - 0.1 <= top < mark
        key = scene.setting.nations[nation]
        lands.append(
            Land(key, float(shares[best]), text, bloc if tipped else "swing", float(shares[best]), not tipped, near)
        )
    legend = [
        Key(
            f"bloc:{scene.setting.nations[h]}",
            say("reasons.map.stack_of", who=scene.spoken(scene.setting.nations[h])),
            1.0,
            False,
        )
        for h in hosts
    ]
    legend += [
        Key("own", say("reasons.word.own_stack"), 1.0, False),
        Key("swing", say("reasons.map.undecided", mark=percent(mark)), 0.5, True),
    ]
    return tuple(lands), tuple(legend), _packages(scene) + _treaties(scene)[:6]


def _scaled(scene: Scene, values: list[float], texts: list[str], fill: str = "scale") -> tuple[Land, ...]:
    top = max([abs(v) for v in values] + [1e-9])
    return tuple(
        Land(scene.setting.nations[i], value, text, fill, min(max(value / top, 0.0), 1.0), False, False)
        for i, (value, text) in enumerate(zip(values, texts, strict=True))
    )


def _ends(low: str, high: str) -> tuple[Key, ...]:
    return (Key("scale", low, 0.0, False), Key("scale", high, 1.0, False))


def _compute(scene: Scene) -> tuple[tuple[Land, ...], tuple[Key, ...], tuple[Flow, ...]]:
    values, texts = [], []
    for nation in range(scene.n):
        key = scene.setting.nations[nation]
        parts = [scene.span(column, key) for column in ("chips_training", "chips_serving")]
        low, high = (sum(getattr(part, end) for part in parts if part) for end in ("low", "high"))
        value = sum(part.value for part in parts if part)
        reported = any(part and part.reported for part in parts)
        first = parts[0]
        text = (
            between(first._replace(value=value, low=low, high=high, reported=reported), compute)
            if first
            else compute(value)
        )
        values.append(float(np.log10(max(value, 1.0))))
        texts.append(text)
    lands = tuple(land._replace(shade=max(land.shade - 0.2, 0) / 0.8) for land in _scaled(scene, values, texts))
    return lands, _ends(say("reasons.map.less"), say("reasons.map.more_compute")), ()


def _chip_flows(scene: Scene) -> tuple[tuple[Land, ...], tuple[Key, ...], tuple[Flow, ...]]:
    """Chips received, and the wished flows less what is barred: sellers by their part of the supply of top chips."""
    received = [float(scene.world.chips_received[i, 0]) for i in range(scene.n)]
    texts = [
        say("reasons.map.received", value=number(v, 0), short=percent(float(scene.world.shortage[i, 0])))
        for i, v in enumerate(received)
    ]
    held = scene.world.chokepoint[: scene.n, names.TOP, 0]
    arcs = []
    for seller in range(scene.n):
        for buyer in range(scene.n):
            if seller == buyer or held[seller] < 0.02:
                continue
            barred = max(
                float(scene.orders.restriction[seller, buyer, names.TOP, 0]),
                float(scene.orders.refusal[buyer, seller, names.TOP, 0]),
            )
            flow = float(held[seller]) * received[buyer] * (1 - barred)
            if flow > 0:
                start, end = scene.setting.nations[seller], scene.setting.nations[buyer]
                text = say("reasons.map.flow", who=scene.name(start), other=scene.name(end), value=number(flow, 0))
                arcs.append(Flow("chips", start, end, flow, text))
    lands = _scaled(scene, [float(np.log1p(v)) for v in received], texts)
    return lands, _ends(say("reasons.map.less"), say("reasons.map.more_chips")), _heaviest(arcs) + _controls(scene)[:8]


def _treaties(scene: Scene) -> tuple[Flow, ...]:
    from game.chronicle import slot_clauses

    terms = scene.world.deals
    weight: dict[tuple[str, str], list[str]] = {}
    for deal in np.flatnonzero(terms.quarters_left[:, 0] > 0).tolist():
        parties = [key for s, key in enumerate(scene.seats) if terms.party[deal, s, 0]]
        homes = sorted({scene.home(key) for key in parties} - {scene.n})
        clauses = [clause_text(scene, clause, parties) for clause in slot_clauses(scene, terms, deal)]
        for i, one in enumerate(homes):
            for other in homes[i + 1 :]:
                pair = (scene.setting.nations[one], scene.setting.nations[other])
                weight.setdefault(pair, []).extend(clauses)
    arcs = [Flow("treaty", one, other, float(len(texts)), " ".join(texts)) for (one, other), texts in weight.items()]
    return _heaviest(arcs)


def _deals_per_nation(scene: Scene) -> tuple[tuple[Land, ...], tuple[Key, ...], tuple[Flow, ...]]:
    terms = scene.world.deals
    counts, texts = [], []
    for nation in range(scene.n):
        deals = int(np.count_nonzero(terms.party[:, nation, 0] & (terms.quarters_left[:, 0] > 0)))
        houses = [str(body["name"]) for i, body in enumerate(scene.setting.bodies) if scene.world.member[i, nation, 0]]
        counts.append(float(deals))
        texts.append(say("reasons.map.treaties", count=deals, houses=listed(houses) or say("reasons.word.none")))
    return (
        _scaled(scene, counts, texts),
        _ends(say("reasons.map.no_deals"), say("reasons.map.most_deals")),
        _treaties(scene),
    )


def _risk(scene: Scene) -> tuple[tuple[Land, ...], tuple[Key, ...], tuple[Flow, ...]]:
    """Labs' capability against their safety effort as reported: where an incident would most likely begin."""
    values, texts = [], []
    lab = names.ROLES.index("lab")
    for nation in range(scene.n):
        labs = [
            i
            for i in range(len(scene.setting.firms))
            if scene.setting.home[i] == nation and scene.setting.role[lab, i] and scene.world.alive[i, 0]
        ]
        worst, text = 0.0, say("reasons.map.no_lab")
        for firm in labs:
            safety = scene.span("safety", scene.setting.firms[firm])
            if safety is None:
                continue
            odds = float(
                np.exp(scene.p.hazard_slope[0] * (scene.world.published[firm, 0] - scene.p.hazard_reference[0]))
            )
            exposed = odds * (1 - safety.value)
            if exposed > worst:
                worst = exposed
                who = scene.spoken(scene.setting.firms[firm])
                text = capital(say("reasons.map.exposed", who=who, safety=between(safety, percent)))
        values.append(worst)
        texts.append(text)
    return _scaled(scene, values, texts), _ends(say("reasons.map.safer"), say("reasons.map.riskier")), ()


def _trust(scene: Scene) -> tuple[tuple[Land, ...], tuple[Key, ...], tuple[Flow, ...]]:
    """Trust of others in the viewer's nation; without a viewer, mean trust in each nation."""
    trust = scene.measures.trust[: scene.n, : scene.n, 0]
    home = scene.home(scene.viewer) if scene.viewer is not None else None
    lands = []
    for nation in range(scene.n):
        key = scene.setting.nations[nation]
        value = (
            float(trust[nation, home])
            if home is not None
            else float(np.add.reduce(np.delete(trust[:, nation], nation)) / (scene.n - 1))
        )
        if nation == home:
            lands.append(Land(key, 1.0, say("reasons.map.you"), "own", 1.0, False, False))
            continue
        lands.append(Land(key, value, percent(value), "scale", value, False, False))
    return tuple(lands), _ends(say("reasons.map.no_trust"), say("reasons.map.full_trust")), ()


def _controls(scene: Scene) -> tuple[Flow, ...]:
    weight = scene.p.channel_weight[:, 0] / np.add.reduce(scene.p.channel_weight[:, 0])
    mean = np.add.reduce(scene.orders.restriction[: scene.n, : scene.n, :, 0] * weight, axis=2)
    arcs = []
    for giver, target in np.argwhere(mean > 0.02).tolist():
        start, end = scene.setting.nations[giver], scene.setting.nations[target]
        channels = [
            label("channel", names.CHANNELS[c])
            for c in np.flatnonzero(scene.orders.restriction[giver, target, :, 0] > 0.1).tolist()
        ]
        text = say(
            "reasons.map.control",
            who=scene.spoken(start),
            other=scene.spoken(end),
            channels=listed(channels) or say("reasons.word.all_channels"),
            part=percent(float(mean[giver, target])),
        )
        arcs.append(Flow("control", start, end, float(mean[giver, target]), capital(text)))
    return _heaviest(arcs)


def _restrictions(scene: Scene) -> tuple[tuple[Land, ...], tuple[Key, ...], tuple[Flow, ...]]:
    """Restrictions suffered, channels by weight; with a viewer, those the viewer's nation sets."""
    weight = scene.p.channel_weight[:, 0] / np.add.reduce(scene.p.channel_weight[:, 0])
    mean = np.add.reduce(scene.orders.restriction[: scene.n, : scene.n, :, 0] * weight, axis=2)
    home = scene.home(scene.viewer) if scene.viewer is not None else None
    values = [
        float(mean[home, i] if home is not None and home < scene.n else np.max(mean[:, i])) for i in range(scene.n)
    ]
    lands = [
        Land(
            scene.setting.nations[i],
            v,
            say("reasons.map.restricted", part=percent(v)),
            "scale",
            min(v, 1.0),
            False,
            False,
        )
        for i, v in enumerate(values)
    ]
    if home is not None and home < scene.n:
        lands[home] = lands[home]._replace(text=say("reasons.map.you"), fill="own", shade=1.0)
    return tuple(lands), _ends(say("reasons.map.free"), say("reasons.map.banned")), _controls(scene)


def _packages(scene: Scene) -> tuple[Flow, ...]:
    offered = scene.orders.package[: scene.n, : scene.n, 0]
    arcs = []
    for seller, buyer in np.argwhere(offered > 0).tolist():
        start, end = scene.setting.nations[seller], scene.setting.nations[buyer]
        text = say(
            "reasons.map.package",
            who=scene.spoken(start),
            other=scene.spoken(end),
            part=percent(float(offered[seller, buyer])),
        )
        arcs.append(Flow("chips", start, end, float(offered[seller, buyer]), capital(text)))
    return _heaviest(arcs)


def _heaviest(arcs: list[Flow]) -> tuple[Flow, ...]:
    """The heaviest lines, weights against the heaviest."""
    top = max((arc.weight for arc in arcs), default=1.0)
    ranked = sorted(arcs, key=lambda arc: -arc.weight)[:MOST_ARCS]
    return tuple(arc._replace(weight=round(arc.weight / top, 3)) for arc in ranked)


MAKERS = {
    "blocs": _blocs,
    "compute": _compute,
    "chip_flows": _chip_flows,
    "treaties": _deals_per_nation,
    "risk": _risk,
    "trust": _trust,
    "restrictions": _restrictions,
}

__all__ = ["MODES", "Flow", "Key", "Land", "MapView", "map_mode"]
