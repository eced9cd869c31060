"""No dead parameter: each, moved alone as in test_levers, moves what its declaration names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from levers import (
    BODY,
    CHN,
    FIRM,
    GBR,
    GULF,
    NATION,
    OPENAI,
    RULES,
    SEAT,
    STACK,
    TSMC,
    USA,
    State,
    as_it_is,
    cell,
    check,
    deal,
    deals_of,
    ladder,
    number,
    past,
    reordered,
    several,
)

from game import names
from game.names import AXIS_PLACES
from game.rules.sizes import EFFECTS

# parameters

OUTSIDE = {name for name, declared in RULES.items() if not declared["moves"]}
AT_START = {name for name, declared in RULES.items() if declared["rule"] == "start"}
IN_SOUNDINGS = {name for name, declared in RULES.items() if declared["rule"] == "soundings"} | {"sound_price"}
IN_TALKS = {name for name, declared in RULES.items() if declared["rule"] == "appraisal"} | {
    "offer_price",
    "refusal_price",
    *IN_SOUNDINGS,
}
TIGHTENED = reordered(cell("restriction", (USA, GBR), 0.05))
MANY = several(
    cell("influence", SEAT["USA"], 20.0), reordered(*(cell("package", (USA, buyer), 0.5) for buyer in range(2, 9)))
)
UN_STEERED = cell("steer", (USA, BODY["UN"]), -1.0)
AT_RUNG_SIX = several(ladder(6), cell("ceiling", (SEAT["USA"], 0), 2), cell("ceiling", (SEAT["CHN"], 0), 2))
LAST = {"advantage": 0.1, "adoption_share": 0.1, "open_gap": 3.0, "fragmentation": 0.1}
CURTAIN = past({**LAST, "mutual_restriction": 1.0, "tipped": 0.95})
HEGEMON = past({**LAST, "advantage": 1.1, "adoption_share": 0.9})
TWO_STACKS = past({**LAST, "second_stack": 0.55, "fragmentation": 0.9})
LASTING = past({**LAST, "lab_age": 10.0, "lab_share": 0.5}, deal("joint_lab", "USA", "CHN", 0.5))
WATCHED = cell("watch", (SEAT["USA"], SEAT["CHN"]), True)
FOUND = cell("publish", (SEAT["USA"], SEAT["CHN"]), True)
AUDIT = cell("publish", (SEAT["OPENAI"], SEAT["OPENAI"]), True)
PROGRAMME = cell("programme", (CHN, 0), 1)
REPORTED = cell("publish", (SEAT["NVIDIA"], SEAT["CHN"]), True)
HIDDEN_BREACH = deal("safety_accord", "USA", "GBR", 0.9, inspection=0.3)
SETUPS: dict[str, Callable[[State], State]] = {
    "occasion_treasury": cell("boost", EFFECTS.index("budget"), 1.0),
    "occasion_revenue": cell("boost", EFFECTS.index("budget"), 1.0),
    "leak_bound": cell("leak_route", CHN, 2500.0),
    "denial_fade": cell("denial", CHN, 1.0),
    "experience_floor": cell("experience", CHN, 20.0),
    "lab_diffusion": deal("joint_lab", "USA", "CHN"),
    "forbid_gap": cell("openness", CHN, -1.0),
    "pace_floor": cell("pace", ..., 0.0),
    "adoption_fall": several(cell("adoption", ..., 1.0), cell("alarm", ..., 1.0)),
    "trust_deal": deal("hotline", "USA", "CHN"),
    "trust_breach": deal("safety_accord", "USA", "GBR", 0.9),
    "trust_measure": TIGHTENED,
    "channel_weight": TIGHTENED,
    "tension_rise": TIGHTENED,
    "tension_habit": several(cell("tension", (USA, GBR), 0.3), cell("tension", (GBR, USA), 0.3), TIGHTENED),
    "tension_relief": reordered(cell("restriction", (USA, CHN, names.TOP), 0.0)),
    "pull_control": TIGHTENED,
    "election_mark": cell("support", NATION["JPN"], 54.0),
    "election_prize": cell("support", NATION["JPN"], 54.0),
    "kept_bound": deals_of(*(deal("hotline", "USA", "CHN", quarters=1) for _ in range(4))),
    "hotline_effect": deal("hotline", "USA", "CHN"),
    "rescue_quarters": cell("cash", SEAT["DEEPSEEK"], -1.0),
    "rescue_state_share": cell("cash", SEAT["DEEPSEEK"], -1.0),
    "takeover_chance": cell("cash", SEAT["DEEPSEEK"], -1.0),
    **{
        f"founding_{mark}": cell("chips_training", GULF, 400.0)
        for mark in ("talent", "compute", "chance", "share", "cash")
    },
    "pledge_slack": several(
        deal("free_channel", "USA", "GBR", 0.1, names.TOP), cell("restriction", (USA, GBR, names.TOP), 0.13)
    ),
    "hoarding_tolerance": several(deal("joint_lab", "USA", "CHN"), cell("hoarding", USA, 0.3)),
    "reputation_memory": cell("kept", ..., 2.0),
    "analysts_quarters": WATCHED,
    "analysts_eye": several(HIDDEN_BREACH, cell("analysts", (SEAT["GBR"], SEAT["USA"]), 4)),
    "finding_quarters": FOUND,
    "finding_eye": several(HIDDEN_BREACH, cell("publish", (SEAT["CHN"], SEAT["USA"]), True)),
    "finding_reading": cell("exposed", SEAT["CHN"], 4),
    "finding_trust": several(FOUND, cell("stance", CHN, 0.0)),
    "finding_record": several(FOUND, cell("stance", CHN, 0.0)),
    "inspection_power": several(HIDDEN_BREACH, cell("inspect", (GBR, 0), True)),
    "inspection_friction": several(HIDDEN_BREACH, cell("inspect", (GBR, 0), True)),
    "audit_quarters": AUDIT,
    "audit_usual": AUDIT,
    "audit_trust": several(AUDIT, cell("safety_effort", FIRM["OPENAI"], 0.6)),
    **dict.fromkeys(("report_chance", "report_part", "report_anger"), REPORTED),
    "orientation_speed": UN_STEERED,
    "standard_fade": cell("steer", (USA, BODY["OECD"]), 1.0),
    **dict.fromkeys(("free_moves", "fourth", "fifth", "more"), MANY),
    "ladder_middle": several(ladder(3), cell("ceiling", (SEAT["USA"], 0), 0), cell("ceiling", (SEAT["CHN"], 0), 0)),
    "ladder_election": several(ladder(3, first="JPN"), cell("ceiling", (SEAT["CHN"], 0), 3)),
    **dict.fromkeys(("mediation_relief", "mediation_reward"), several(
        ladder(3), cell("ceiling", (SEAT["USA"], 0), 0), cell("ceiling", (SEAT["CHN"], 0), 0),
        cell("mediate", (GBR, 0), True),
    )),
    "visa_price": cell("levy", (USA, GBR, names.TALENT), 0.3),
    "minerals_price": cell("levy", (CHN, USA, names.MINERALS), 0.3),
    **dict.fromkeys(("consortium_gain", "consortium_share"), several(
        cell("package", (CHN, GULF), 1.0), cell("consortium", (FIRM["DEEPSEEK"], STACK["CHN"]), True)
    )),
    **dict.fromkeys(("tests_effect", "tests_leak"), cell("tests", OPENAI, True)),
    "programme_quarters": PROGRAMME,
    "programme_points": PROGRAMME,
    "programme_cost": PROGRAMME,
    "plant_quarters": cell("build", TSMC, True),
    "hall_quarters": cell("build", OPENAI, True),
    "line_price": cell("build", TSMC, True),
    "line_size": cell("building", TSMC, 1),
    "campaign_quarters": cell("campaign", USA, True),
    "campaign_force": cell("campaign", USA, True),
    "rupture_influence": AT_RUNG_SIX,
    "rupture_trust": AT_RUNG_SIX,
    "grave_limit": cell("grave_count", ..., 3.0),
    "lab_age": LASTING,
    "lab_pooled": LASTING,
    "hegemony_advantage": HEGEMON,
    "hegemony_adoption": HEGEMON,
    "curtain_restriction": CURTAIN,
    "curtain_tipped": CURTAIN,
    "stack_share": TWO_STACKS,
    "stacks_fragmentation": TWO_STACKS,
    "commons_gap": past({**LAST, "open_gap": 1.2}),
    "tiny": several(number("cloud_rent", 0.0), cell("chips_training", NATION["AFR"], 0.0), number("buying", 0.0)),
}
"""Where a parameter applies: what must be so for it to matter."""
VALUES: dict[str, float] = {
    "adoption_fall": 0.01, "pledge_slack": 0.0, "standard_fade": 0.3, "hegemony_advantage": 1.0,
    "hegemony_adoption": 1.0, "curtain_restriction": 1.0, "curtain_tipped": 1.0, "stack_share": 0.5,
    "stacks_fragmentation": 0.9, "house_lean": 0.1, "offer_price": 2.6, "clause_cost.merger": 0.1,
}  # fmt: skip
"""Values for parameters that do not bite halfway to the end of their range."""
NAMED: dict[str, tuple[str, ...]] = {
    **{
        f"budget_reference.{line}": (field,)
        for line, field in zip(names.LINES, RULES["budget_reference"]["moves"], strict=True)
    },
    "class_ratio.near_miss": ("incident_class",), "class_ratio.serious": ("risk",),
    "class_ratio.grave": ("incident_class",), "class_ratio.catastrophe": ("incident_class",),
}  # fmt: skip
"""Where places along an axis move different fields, all among the declared ones."""
QUARTERS: dict[str, int] = {}


def parameter_levers() -> list[tuple[str, int | None]]:
    """Every parameter of the rules, place by place where it has several along a fixed axis."""
    levers: list[tuple[str, int | None]] = []
    for name, declared in RULES.items():
        if name in OUTSIDE | AT_START | IN_TALKS:
            continue
        places = len(AXIS_PLACES[declared["axis"]]) if "axis" in declared else 0
        levers += [(name, place) for place in range(places)] or [(name, None)]
    return levers


def label(lever: tuple[str, int | None]) -> str:
    name, place = lever
    return name if place is None else f"{name}.{AXIS_PLACES[RULES[name]['axis']][place]}"


def moved_value(name: str, value: Any) -> Any:
    """Well towards the farther end of the range."""
    low, high = RULES[name]["range"]
    far = np.where(high - value >= value - low, high, low)
    return value + 0.6 * (far - value)


PARAMETERS = parameter_levers()


@pytest.mark.parametrize("lever", PARAMETERS, ids=label)
def test_parameters_move_what_they_say(lever: tuple[str, int | None]) -> None:
    name, place = lever
    here: Any = ...
    if place is not None:
        here = (slice(None), place) if "table" in RULES[name] else place

    def move(state: State) -> State:
        old = getattr(state.p, name)[here]
        return state.param(name, VALUES.get(label(lever), VALUES.get(name, moved_value(name, old))), here)

    key = label(lever)
    setup = SETUPS.get(key, SETUPS.get(name, as_it_is))
    named = NAMED.get(key, tuple(RULES[name]["moves"]))
    assert set(named) <= set(RULES[name]["moves"]), "the declaration leaves it out"
    check(named, move, setup, QUARTERS.get(name, 3), anything_first=RULES[name]["rule"] in FIRST_RULES)


FIRST_RULES = ("deals", "bodies")
