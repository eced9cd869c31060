"""The top bar: what a seat watches all the time, with change per quarter and causes."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from game.session import Session
from game.views.scene import Cause, Scene, Span, between, compute, money, number, percent, quarters, signed
from game.words import label, say
from game.world import World


class Gauge(NamedTuple):
    """One number that is always in sight; ``change`` is None before the first quarter."""

    key: str
    label: str
    value: float
    text: str
    change: float | None
    change_text: str
    low: float
    high: float
    band: str
    good: bool | None
    causes: tuple[Cause, ...]
    history: tuple[float, ...]


RISK_BANDS = ((0.02, "low"), (0.08, "guarded"), (0.2, "high"), (1.1, "severe"))


def top_bar(session: Session, seat: str) -> tuple[Gauge, ...]:
    """Influence, money, compute, lead, risk and approval of a seat."""
    scene = Scene(session, seat)
    return (
        _influence(scene, seat),
        _money(scene, seat),
        _compute(scene, seat),
        _lead(scene, seat),
        _risk(scene),
        _approval(scene, seat),
    )


def _gauge(
    scene: Scene,
    key: str,
    value: float,
    text: str,
    change: float | None,
    change_text: str,
    *,
    span: Span | None = None,
    band: str = "",
    good: bool | None = None,
    causes: list[Cause] | None = None,
    history: tuple[float, ...] = (),
) -> Gauge:
    low, high = (span.low, span.high) if span is not None else (value, value)
    return Gauge(
        key, label("gauge", key), value, text, change, change_text, low, high, band, good, tuple(causes or ()), history
    )


def _rising(change: float | None, wanted: int = 1) -> bool | None:
    return None if change is None or abs(change) < 1e-9 else change * wanted > 0


def _difference(scene: Scene, value: Any) -> float | None:
    kept = scene.session.snapshots
    if len(kept) < 2:
        return None
    return float(value(kept[-1].world, kept[-1].standing) - value(kept[-2].world, kept[-2].standing))


def _influence(scene: Scene, seat: str) -> Gauge:
    index = scene.index(seat)
    value = float(scene.world.influence[index, 0])
    change = _difference(scene, lambda w, o: w.influence[index, 0])
    name, row = ("influence", index) if index < scene.n else ("firm_influence", index - scene.n)
    text = say(
        "reasons.amount.of",
        value=number(value, 0 if value % 1 < 0.05 else 1),
        most=number(float(scene.p.influence_limit[0]), 0),
    )
    change_text = "" if change is None else signed(change, "", 1)
    return _gauge(
        scene,
        "influence",
        value,
        text,
        change,
        change_text,
        good=_rising(change),
        causes=_with_spent(scene.causes(name, (row,), seat), change),
        history=scene.history("influence", seat),
    )


def _with_spent(income: list[Cause], change: float | None) -> list[Cause]:
    """The causes of income and, as one more, what went out for moves and offers, so that they add up to the change."""
    if change is None or not income:
        return income
    spent = change - sum(cause.amount for cause in income)
    if abs(spent) < 0.005:
        return income
    moves = Cause("spent", label("cause", "spent"), spent, signed(spent))
    return sorted([*income, moves], key=lambda cause: -abs(cause.amount))


def _money(scene: Scene, seat: str) -> Gauge:
    index = scene.index(seat)
    value = float(scene.world.cash[index, 0])
    change = _difference(scene, lambda w, o: w.cash[index, 0])
    kind, row = ("", index) if index < scene.n else ("firm_", index - scene.n)
    causes = scene.causes(f"{kind}income", (row,), seat)
    causes += [
        Cause(c.key, c.label, -c.amount, signed(-c.amount)) for c in scene.causes(f"{kind}spending", (row,), seat)
    ]
    causes.sort(key=lambda cause: -abs(cause.amount))
    burn = float(scene.world.spending[index, 0] - scene.world.income[index, 0])
    band = say("reasons.amount.runway", size=number(value / burn, 1)) if burn > 0 and value > 0 else ""
    return _gauge(
        scene,
        "money",
        value,
        money(value),
        change,
        "" if change is None else signed(change),
        band=band,
        good=_rising(change),
        causes=causes,
        history=scene.history("cash", seat),
    )


def stock(world: World, nation: int) -> float:
    """Compute owned in a nation [k H100e]."""
    return float(world.chips_training[nation, 0] + world.chips_serving[nation, 0])


def _compute(scene: Scene, seat: str) -> Gauge:
    home = scene.home(seat)
    firm = None if scene.is_nation(seat) else scene.setting.firms.index(seat)
    uses_compute = firm is not None and float(np.max(scene.world.compute_share[firm])) > 0

    def owned(world: World, _orders: Any) -> float:
        whole = stock(world, home)
        return whole * float(world.compute_share[firm, 0]) if uses_compute else whole

    value = owned(scene.world, None)
    change = _difference(scene, owned)
    load = float(scene.world.power_load[home, 0] / max(float(scene.world.power[home, 0]), 1e-9))
    short = float(scene.world.shortage[home, 0])
    band = say("reasons.amount.power_full", part=percent(load)) if load >= 0.9 else ""
    if short >= 0.1:
        band = say("reasons.amount.short", part=percent(short))
    return _gauge(
        scene,
        "compute",
        value,
        compute(value),
        change,
        "" if change is None else ("+" if change > 0 else "−" if change < 0 else "") + compute(abs(change)),
        band=band,
        good=_rising(change),
        history=scene.series(owned),
    )


def _lead(scene: Scene, seat: str) -> Gauge:
    home = scene.home(seat)
    value = float(scene.world.lead[home, 0])
    change = _difference(scene, lambda w, o: w.lead[home, 0])
    return _gauge(
        scene,
        "lead",
        value,
        quarters(value),
        change,
        "" if change is None else signed(change, "", 1),
        good=_rising(change),
        causes=_lead_causes(scene, home),
        history=scene.series(lambda w, o: float(w.lead[home, 0])),
    )


def _lead_causes(scene: Scene, home: int) -> list[Cause]:
    """What moved the lead since the quarter before [quarters]: own models, the best rival's, and a changed pace.

    All of it is public. The causes add up to the change of the lead.
    """
    if scene.earlier is None:
        return []
    now, before = scene.world, scene.earlier
    change = float(now.lead[home, 0] - before.lead[home, 0])
    pace = max(float(now.pace[0]), float(np.ravel(scene.p.pace_floor)[0]))
    own, rival = (now_ - then for now_, then in zip(_front(now, home), _front(before, home), strict=True))
    amounts = {"own_models": own / pace, "rival_models": -rival / pace}
    amounts["pace"] = change - sum(amounts.values())
    found = [
        Cause(key, label("cause", key), amount, say("window.amount.quarters", value=signed(amount, "", 1)))
        for key, amount in amounts.items()
        if abs(amount) >= 0.05
    ]
    return sorted(found, key=lambda cause: -abs(cause.amount))


def _front(world: World, nation: int) -> tuple[float, float]:
    """The best published model of a nation and the best of all others [ECI points]."""
    best = world.best[:, 0]
    return float(best[nation]), float(np.max(np.delete(best, nation)))


def risk_span(scene: Scene, world: World | None = None) -> Span:
    """Risk with its band: how it would read with the unknown hazard at half and at twice its value."""
    value = float((world or scene.world).risk[0])
    rate = -np.log1p(-min(value, 1 - 1e-12))
    return Span(value, float(-np.expm1(-rate / 2)), float(-np.expm1(-2 * rate)), True)


def _risk(scene: Scene) -> Gauge:
    span = risk_span(scene)
    # the chance is first reckoned when the first quarter is played
    unknown = scene.session.quarter == 0
    change = _difference(scene, lambda w, o: w.risk[0]) if scene.session.quarter > 1 else None
    band = next(label("band", name) for mark, name in RISK_BANDS if span.value < mark)
    causes = scene.causes("risk", (), "", "chance")
    return _gauge(
        scene,
        "risk",
        span.value,
        say("reasons.amount.unknown") if unknown else percent(span.value),
        change,
        "" if change is None else signed(change, "chance"),
        span=span,
        band="" if unknown else f"{band} · {between(span, percent)}",
        good=_rising(change, -1),
        causes=causes[:8],
        history=scene.series(lambda w, o: float(w.risk[0])),
    )


def _approval(scene: Scene, seat: str) -> Gauge:
    home = scene.home(seat)
    value = float(scene.world.approval[home, 0])
    change = _difference(scene, lambda w, o: w.approval[home, 0])
    causes: list[Cause] = []
    why = scene.session.why.get("support")
    if why is not None:
        sway = scene.p.sway[home, :, 0]
        sway = sway / np.add.reduce(sway)
        for key, amount in why.causes.items():
            if key != "before":
                pull = float(np.add.reduce(amount[home, :, 0] * sway))
                if abs(pull) > 0.005:
                    causes.append(Cause(key, scene.cause_name(key), pull, signed(pull, "", 1)))
        causes.sort(key=lambda cause: -abs(cause.amount))
    return _gauge(
        scene,
        "approval",
        value,
        number(value, 0),
        change,
        "" if change is None else signed(change, "", 1),
        good=_rising(change),
        causes=causes,
        history=scene.series(lambda w, o: float(w.approval[home, 0])),
    )
