"""The first state of the world and the orders that stand when a game begins."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from agents.columns import Array, columns_of, share, total
from game import names as words
from game.luck import Luck
from game.orders import Orders
from game.params import Params
from game.setting import Setting
from game.world import Terms, World, start_terms

if TYPE_CHECKING:
    from game.scenario import Scenario

START = "start."
"""How the name of a table of the scenario that fills a column of the world begins, where numbers are named."""

NEUTRAL: dict[str, float] = {
    "quarter": 0, "finished": False, "ending": -1,
    "capacity": 0, "inventory": 0, "quality": 0, "experience": 0, "denial": 0, "memory_stock": 0,
    "product_training": 1, "product_serving": 1, "chips_made": 0, "chips_received": 0, "chips_leaked": 0,
    "leak_route": 0, "shortage": 0, "backlog": 0, "compute_price": 1, "adaptation": 0, "leverage": 0,
    "chips_training": 0, "chips_serving": 0, "power": 0, "power_load": 0, "home_made": 0, "compute_share": 0,
    "talent": 0, "know_how": 0, "research": 0, "scarcity_gain": 0, "recipe": 0, "data": 1, "edge": 0,
    "trained": 0, "published": 0, "opened": 0,
    "pace": 1, "adoption": 0, "gdp": 0, "public_trust": 0.5,
    "incidents": 0, "incident_class": 0, "incident_origin": -1, "grave_count": 0, "alarm": 0, "risk": 0,
    "revenue": 0, "cash": 0, "income": 0, "spending": 0, "compliance_cost": 0,
    "tension": 0, "support": 50, "kept": 0, "broken": 0, "odds": 1 / words.AGENDAS, "temperament": 0,
    "standard": 0, "ladder": -1, "ladder_side": -1, "rung": 0, "ladder_quiet": 0, "rupture_left": 0,
    "occasion": -1, "occasion_quiet": 0, "occasion_waited": 0, "since_major": 0, "boost": 0,
    "shock": 0, "shock_place": -1, "demand_shock": 0, "recent": 0, "trust": 0.5,
    "analysts": 0, "exposed": 0, "audited": 0, "mediator": -1, "mediated": 0,
    "programmes": 0, "building": 0, "campaigning": 0,
    "question": -1, "question_from": 0, "question_odds": 0, "question_came": -1,
    "forecasts": 0, "forecast_error": 0, "analysts_error": 0,
}
"""Where every column starts that has no table in the scenario and does not follow from others (``_derived``).

Flows of the quarter before the start (income, spending, shortage, risk, the recent means) are not known and begin at
nothing; the first quarter fills them.
"""

NEUTRAL_ORDERS: dict[str, float] = {
    "restriction": 0, "refusal": 0, "levy": 0, "threshold": 0, "package": 0, "stance": 1, "enforcement": 0.3,
    "openness": 0, "release_threshold": 0, "safety_standard": 0.1, "body_action": 0, "steer": 0,
    "release": 1, "sales": 1, "downgrade": 0, "safety_effort": 0.1, "growth": 0.2, "training_share": 0.5,
    "lobbying": 0, "compliance": 0.5, "stockpile": 0, "guidance": 1, "hoarding": 0, "breach": False, "ceiling": 1,
    "reply": -1, "doctrine": -1, "forecast": -1, "watch": False, "publish": False, "inspect": False,
    "mediate": False, "programme": 0, "campaign": False, "build": False,
    "consortium": False, "tests": False,
}
"""Standing orders of a seat of which the scenario says nothing: free trade, the open stance, no surprises. The budget
starts at the parameter ``budget_reference``."""


def start(
    scenario: Scenario, params: Params, seeds: Array, begun: Mapping[str, Array] = MappingProxyType({})
) -> tuple[World, Orders]:
    """The first state and the standing orders of so many worlds as there are seeds [uint64].

    Worlds differ only in what is drawn (secret agendas, temperaments and the errors that observers begin with), and in
    ``begun``: tables to be used instead of the scenario's · (axes of the table, world).
    """
    worlds, setting = len(seeds), scenario.setting
    sizes = setting.sizes
    columns = columns_of(World)
    laid_out = scenario.laid_out["world"]
    given = {name: begun[name] if name in begun else _spread(table, worlds) for name, table in laid_out.items()}
    orders = _orders(scenario, params, worlds)
    state: dict[str, Array] = {}
    for name, column in columns.items():
        if name in given:
            state[name] = given[name]
        else:
            state[name] = np.full((*column.shape(sizes), worlds), NEUTRAL.get(name, 0), np.float64)
    trust = given.get("trust", np.full((len(setting.nations), len(setting.nations), worlds), NEUTRAL["trust"]))
    state |= _institutions(setting, worlds)
    state |= _derived(setting, params, orders, state, trust, frozenset(given))
    state |= _drawn(setting, params, state, seeds)
    typed = {name: np.ascontiguousarray(state[name]).astype(column.dtype) for name, column in columns.items()}
    return World(**typed, deals=_empty_book(sizes, worlds)), orders


def _spread(table: Array, worlds: int) -> Array:
    return np.ascontiguousarray(np.broadcast_to(table[..., None], (*table.shape, worlds)))


def _empty_book(sizes: Mapping[str, int], worlds: int) -> Terms:
    return start_terms(words.DEAL_SLOTS, sizes["seat"], worlds)


def _orders(scenario: Scenario, p: Params, worlds: int) -> Orders:
    sizes = scenario.setting.sizes
    sheet: dict[str, Array] = {}
    for name, column in columns_of(Orders).items():
        shape = (*column.shape(sizes), worlds)
        if name in scenario.laid_out["orders"]:
            laid = _spread(scenario.laid_out["orders"][name], worlds)
            array = np.zeros(shape) if name in ("steer", "body_action") else laid
            if array is not laid:
                array[:, : laid.shape[1]] = laid
        elif name == "budget":
            array = np.broadcast_to(p.budget_reference, shape)
        else:
            array = np.full(shape, NEUTRAL_ORDERS.get(name, 0))
        sheet[name] = np.ascontiguousarray(array).astype(column.dtype)
    return Orders(**sheet)


def _institutions(setting: Setting, worlds: int) -> dict[str, Array]:
    """Bodies and their members; members share the sway over a body's agenda evenly."""
    bodies, nations = words.BODY_SLOTS, setting.nations
    member = np.zeros((bodies, len(nations), worlds))
    host = np.full((bodies, worlds), -1.0)
    orientation, standard = np.zeros((bodies, worlds)), np.zeros((bodies, worlds))
    for row, body in enumerate(setting.bodies):
        if not body.get("founded", True):
            continue
        for nation in body["members"]:
            member[row, nations.index(nation)] = 1
        host[row] = nations.index(body["host"])
        orientation[row] = body["orientation"]
        standard[row] = body.get("standard", 0)
    return {
        "member": member, "host": host, "orientation": orientation, "standard": standard,
        "body_influence": share(member, 1),
    }


def _derived(
    setting: Setting, p: Params, orders: Orders, s: dict[str, Array], trust: Array, given: frozenset[str]
) -> dict[str, Array]:
    """Columns that follow from others at the start, by the equations of the rules; a table in the scenario wins."""
    worlds, firms = p.worlds, len(setting.firms)
    spare = np.array([firm in setting.spare for firm in setting.firms], bool)
    alive = np.broadcast_to(~spare[:, None], (firms, worlds))
    latent = (
        p.capability_base
        + p.compute_slope * np.log10(np.maximum(s["chips_training"], p.tiny) / p.compute_reference)
        + s["know_how"] + s["scarcity_gain"] + s["recipe"]
    )
    best = np.maximum(_best_at_home(setting, s["published"] * alive), latent - p.unlabbed_gap)
    ranked = np.sort(best, axis=0)
    rival = np.where(best >= ranked[-1], ranked[-2], ranked[-1])
    chokepoint = _chokepoints(setting, p, s, best)
    world_use = total(s["ecosystem"] * share(s["gdp"], 0), 1)
    fragmentation = 1 - total(world_use * world_use, 0)
    demanded = np.take(orders.safety_standard, setting.home, axis=0)
    found: dict[str, Array] = {
        "alive": alive,
        "parent": np.broadcast_to(np.arange(firms, dtype=float)[:, None], (firms, worlds)),
        "chokepoint": chokepoint,
        "leverage": np.max(chokepoint * (1 - np.max(s["adaptation"], axis=0)), axis=1),
        "latent": latent,
        "best": best,
        "open_frontier": np.max(s["opened"], axis=0, initial=0),
        "lead": (best - rival) / np.maximum(s["pace"], p.pace_floor),
        "fragmentation": fragmentation,
        "prosperity": _prosperity(setting, p, s, best, fragmentation),
        "public_trust": p.trust_mean,
        "safety": np.maximum(
            orders.safety_effort, demanded * (p.compliance_floor + (1 - p.compliance_floor) * orders.compliance)
        ),
        "trust_good": trust * p.trust_weight,
        "trust_bad": (1 - trust) * p.trust_weight,
        "approval": total(s["support"] * share(p.sway, 1), 1),
        "influence": np.broadcast_to(p.influence_start, (len(setting.seats), worlds)),
        "guidance": s["revenue"] * np.exp(p.guidance_start),
    }
    return {name: array for name, array in found.items() if name not in given}


def _best_at_home(setting: Setting, model: Array) -> Array:
    """Best model published by a firm of each nation [ECI points] · (nation, world); 0 where there is none."""
    best = np.zeros((len(setting.nations), model.shape[1]))
    for firm, home in enumerate(setting.home):
        best[home] = np.maximum(best[home], model[firm])
    return best


def _prosperity(setting: Setting, p: Params, s: dict[str, Array], best: Array, fragmentation: Array) -> Array:
    """Gain from AI in use before the first quarter, as in the rule of prosperity while there is no alarm."""
    of_host = [best[host] + 0 * best for host in setting.hosts[:-1]]
    quality = total(s["ecosystem"] * np.stack([*of_host, best]), 0)
    use = total(s["adoption"] * p.sector_weight, 1)
    gain = use * np.exp(p.gain_quality * (quality - p.quality_reference))
    lost: Array = p.fragmentation_cost * fragmentation + p.price_cost * np.minimum(s["compute_price"] - 1, 1)
    return np.asarray(gain * (1 - lost))


def _chokepoints(setting: Setting, p: Params, s: dict[str, Array], best: Array) -> Array:
    """Share of world supply held in each channel [0-1] · (nation, channel, world): capacity, compute, models."""
    role = words.ROLES.index
    chips = setting.per_nation(s["capacity"], role("designer")) * s["quality"]
    supplies = {
        "tools": setting.per_nation(s["capacity"], role("toolmaker")),
        "foundry": setting.per_nation(s["capacity"], role("foundry")),
        "memory": setting.per_nation(s["capacity"], role("memory")),
        "top": chips,
        "downgraded": chips,
        "cloud": s["chips_serving"],
        "weights": np.exp(p.advantage_scale * (best - np.max(best, axis=0))),
        "talent": s["talent"],
        "minerals": p.minerals,
    }
    return np.stack([share(supplies[channel], 0) for channel in words.CHANNELS], axis=1)


def _drawn(setting: Setting, p: Params, s: dict[str, Array], seeds: Array) -> dict[str, Array]:
    """What luck decides before the first quarter: agendas, temperaments, and what errors observers begin with."""
    luck, seats = Luck(seeds, -1), len(setting.seats)
    mood = s["temperament"] + p.temperament_noise * luck.normal("temperament", seats)
    return {
        "agenda": np.floor(luck.uniform("agenda", seats) * words.AGENDAS),
        "temperament": np.clip(mood, -1, 1),
        "sight_error": luck.normal("reports", len(setting.nations), seats),
    }
