"""The named quantities on which occasions, ladders, goals and forecasts are written: what each is, in which unit.

Their formulas stand in ``game/rules/measures.py`` under the same names; data files may use no other name.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np

from agents.columns import Array
from game.setting import Setting

Scope = Literal["nation", "home", "firm", "seat", "world"]


class Measure(NamedTuple):
    """A quantity of a seat: ``nation`` is 0 for firms, ``firm`` 0 for nations, ``home`` a firm reads at its home,
    ``seat`` applies to both by itself, ``world`` is the same for all."""

    scope: Scope
    unit: str
    meaning: str


class Pair(NamedTuple):
    """A quantity of an ordered pair of nations; one that ``points`` at a single pair is compared with no mark."""

    unit: str
    meaning: str
    points: bool = False


MEASURES: dict[str, Measure] = {
    # the race
    "lead": Measure("home", "quarters", "ahead (+) or behind (-) of the best rival nation"),
    "lag": Measure("home", "quarters", "behind the best rival nation, 0 when ahead"),
    "is_leader": Measure("home", "0 or 1", "home of the best published model"),
    "is_leading": Measure("home", "0 or 1", "one of the two leading nations"),
    "model_lead": Measure("firm", "quarters", "its best model ahead (+) or behind (-) of the best of another firm"),
    "model_lag": Measure("firm", "quarters", "its best model behind the frontier"),
    "home_gap": Measure("nation", "quarters", "best home model behind the frontier"),
    "model_finished": Measure("firm", "ECI points", "what it has trained, or could train now, beyond what it offers"),
    "open_gap": Measure("world", "quarters", "best open model behind the frontier"),
    "open_surprise_gap": Measure("world", "quarters", "best open model outside the leading nation, from the frontier"),
    "open_use_share": Measure("firm", "0-1", "share of the open models in use"),
    "leaders_gap": Measure("world", "quarters", "distance between the two leading nations"),
    # prosperity and use
    "prosperity": Measure("home", "index", "gain from AI in use"),
    "prosperity_rank": Measure("nation", "0-1", "prosperity against the best nation's"),
    "adoption": Measure("home", "0-1", "organisations using AI, sectors weighted"),
    "adoption_gap": Measure("home", "0-1", "adoption behind the most advanced nation"),
    "recruiting": Measure("home", "0-1", "adoption in recruiting"),
    "recruiting_world": Measure("world", "0-1", "adoption in recruiting, mean of nations"),
    "recruiting_south": Measure("world", "0-1", "adoption in recruiting, mean of the majority nations"),
    "public_trust": Measure("home", "0-1", "public trust in AI"),
    "trust_from_mean": Measure("home", "0-1", "public trust above (+) or below (-) its national mean"),
    "trust_from_median": Measure("home", "0-1", "distance of public trust from the world's median"),
    "fragmentation": Measure("world", "0-1", "incompatibility of the stacks in use"),
    "unity": Measure("world", "0-1", "compatibility of the stacks in use"),
    # stacks
    "swing_adoption": Measure("nation", "0-1", "share of the swing nations' use won by its stack"),
    "world_adoption": Measure("nation", "0-1", "share of the world's use won by its stack"),
    "home_stack": Measure("home", "0-1", "share of use at home on the home nation's own stack"),
    "sovereign_share": Measure("home", "0-1", "share of use at home on the nation's own stack outside the ecosystems"),
    "tipping_distance": Measure("nation", "0-1", "strongest foreign stack at home from its tipping mark"),
    "standing_in_south": Measure("nation", "0-1", "mean trust of the majority nations"),
    "packages_offered": Measure("nation", "0-1", "strongest package financed for it"),
    "packages_both": Measure("nation", "0-1", "weaker of the packages of both blocs"),
    "exclusive": Measure("nation", "0-1", "one bloc's whole package with free top chips and none of the other"),
    "access_both": Measure("nation", "0-1", "chips, cloud and weights open from both blocs, the weaker"),
    # chips and power
    "shortage": Measure("home", "0-1", "wanted chips not received"),
    "backlog": Measure("nation", "k slots", "unfilled foreign orders for chips below the line"),
    "order_ratio": Measure("world", "ratio", "chips wanted over chips delivered"),
    "power_load_share": Measure("home", "ratio", "load of all chips over the usable power capacity"),
    "compute_share": Measure("nation", "0-1", "share of the world's training compute"),
    "compute_price": Measure("home", "ratio", "unit cost of compute, free trade = 1"),
    "serving_use": Measure("home", "0-1", "served part of the compute that has power"),
    "home_made": Measure("home", "0-1", "share of new compute made at home"),
    "rival_home_made": Measure("home", "0-1", "counterpart's share of new compute made at home"),
    "quality": Measure("home", "0-1", "home-designed chip against the best"),
    "leverage": Measure("home", "0-1", "cost it can impose on the rest"),
    "minerals_held": Measure("nation", "0-1", "share of the world's critical minerals"),
    "leakage_share": Measure("nation", "0-1", "largest leak into a partner it bars, as part of the barred flow"),
    "unseen_stock": Measure("home", "0-1", "smuggled chips against legal ones received at home"),
    "product_barred": Measure("firm", "0-1", "part of the world's chip demand that home law bars to it"),
    "inventory": Measure("firm", "quarters", "unsold output in store"),
    # measures between states
    "restriction_on_rival": Measure("nation", "0-1", "mean restriction towards the counterpart"),
    "restriction_from_rival": Measure("nation", "0-1", "mean restriction suffered from the counterpart"),
    "chips_to_rival": Measure("nation", "0-1", "restriction on chips towards the counterpart, top and downgraded"),
    "coercion": Measure("nation", "0-1", "hardest mean restriction suffered from a leading nation"),
    "chip_loosened": Measure("nation", "0-1", "largest loosening of a chip control this quarter"),
    "chip_tightened": Measure("home", "0-1", "largest tightening of a chip control this quarter"),
    "tension": Measure("home", "0-1", "tension with the counterpart, the angrier side"),
    "tension_felt": Measure("nation", "0-1", "mean anger of others at its measures"),
    "trust_with_rival": Measure("home", "0-1", "trust between it and the counterpart, the lower of the two"),
    "talent": Measure("home", "US 2022 = 1", "top-tier researchers at work"),
    "talent_outflow": Measure("nation", "1/year", "researchers lost on balance, part of the stock"),
    "controls_abroad": Measure("home", "0-1", "mean of safety standards and weight controls in other nations"),
    # safety
    "safety": Measure("seat", "0-1", "safety effort in force; for a nation that of its labs, by capability"),
    "incident": Measure("seat", "0-4", "worst class this quarter that began here"),
    "calm": Measure("home", "0-1", "safety of the home labs, less the memory of warning shots"),
    "clean_record": Measure("firm", "0-1", "own safety in force, less this quarter's incident at the firm"),
    "alarm": Measure("world", "0-1", "fading memory of warning shots"),
    "risk": Measure("world", "chance", "serious incident within four quarters"),
    # money and opinion
    "cash": Measure("seat", "USD bn", "cash, or the treasury for AI policy"),
    "runway": Measure("seat", "quarters", "until the money is gone; for a nation its weakest firm"),
    "revenue": Measure("seat", "USD bn/quarter", "revenue; for a nation that of its firms"),
    "revenue_growth": Measure("firm", "ratio", "revenue over what was promised, less one"),
    "revenue_share": Measure("firm", "0-1", "share of the revenue of its role"),
    "margin": Measure("firm", "ratio", "income less spending over revenue"),
    "compliance_cost": Measure("firm", "0-1", "compliance cost in revenue"),
    "influence": Measure("seat", "points", "political capital, a firm's standing"),
    "founder_influence": Measure("world", "points", "influence of the host of the largest open house"),
    "approval": Measure("home", "0-100", "approval of the government"),
    "creators": Measure("nation", "0-100", "support of creators"),
    "security_support": Measure("nation", "0-100", "support of the security camp"),
    "data": Measure("nation", "index", "training data at hand"),
    "vote_near": Measure("nation", "0-1", "1 in the quarter of a vote and the next, a half otherwise"),
    # markets of firms
    "market_both": Measure("firm", "0-1", "access to the two leading nations' markets, the weaker"),
    "markets_served": Measure("firm", "0-1", "part of all foreign markets that it may and does serve"),
    "abroad": Measure("firm", "0-1", "foreign markets that it may and does serve, by economic size"),
    "role_capacity": Measure("firm", "0-1", "its share of the capacity of its role"),
    # institutions and deals
    "open_house": Measure("world", "0-1", "nations in the largest house with an open gate"),
    "values_house": Measure("world", "0-1", "nations in the largest house gated by values"),
    "outside_house": Measure("nation", "0 or 1", "not yet a member of the largest open house, and may join"),
    "standard_abroad": Measure("nation", "0-1", "world use under standards of bodies, by its sway in them"),
    "standard_home": Measure("home", "0-1", "strongest standard of a body it belongs to"),
    "hosted_standard": Measure("nation", "0-1", "nations under a standard of a body that it hosts"),
    "chair": Measure("nation", "0-1", "largest sway in a body that decides"),
    "accord_age": Measure("nation", "quarters", "how long the two leading nations have kept an accord"),
    "accord_rival": Measure("nation", "count", "clauses in force with the counterpart"),
    "paid_both": Measure("nation", "0, 1, 2", "leading nations that owe it money or chips under a clause"),
    "umbrella": Measure("nation", "0 or 1", "a clause on aligned controls and one in return are in force"),
    "brokered": Measure("nation", "count", "deals of both leaders to which it is a party, settlements it mediated"),
    "inspected": Measure("home", "0-1", "best inspection among the accords of its home nation"),
    "recognition": Measure("home", "count", "clauses of mutual recognition in force at home"),
    "licences": Measure("firm", "count", "licences in force that it has given"),
    # what is asked of forecasters
    "tipped": Measure("nation", "0 or 1", "a foreign stack at home has passed its tipping mark"),
    "restrictions_suffered": Measure("nation", "0-1", "mean restriction of all nations towards it"),
    "rung": Measure("seat", "0-6", "highest rung of the crises in which it stands"),
}

PAIRS: dict[str, Pair] = {
    "chips_tightened": Pair("0-1", "how much the first tightened chips towards the second this quarter"),
    "inputs_tightened": Pair("0-1", "how much the first tightened tools, foundry, memory or chips towards the second"),
    "minerals": Pair("0-1", "share of the world's critical minerals that the second holds"),
    "tension": Pair("0-1", "anger of the second at the first's measures"),
    "backlog_load": Pair("ratio", "unfilled orders below the line over output, towards a partner it restricts"),
    "home_shortage": Pair("0-1", "wanted chips that the first did not receive"),
    "houses": Pair("0 or 1", "the first hosts the largest open house, the second the largest gated by values", True),
    "open_house": Pair("0-1", "nations in the largest open house"),
    "values_house": Pair("0-1", "nations in the largest house gated by values"),
    "open_surprise": Pair("0 or 1", "the first leads and the second opened the best model from outside", True),
    "open_closeness": Pair("0-1", "1 when the best outside open model is at the frontier, 0 from two quarters behind"),
    "accuser": Pair("0 or 1", "an incident began with the second and the first is its counterpart", True),
    "incident": Pair("0-4", "worst class this quarter"),
    "lab_door": Pair("0 or 1", "1 where the two share a laboratory or an inspected accord"),
    "breach_seen": Pair("0 or 1", "1 where a breach of a clause between them was seen"),
}
"""Quantities of an ordered pair of nations, on which ladders open: the first opens the crisis."""

PARTNERS: dict[str, str] = {
    "counterpart": "the other of the two leading nations, for a third party the leader",
    "first_stack": "host of the strongest foreign stack at home",
    "second_stack": "host of the next strongest foreign stack at home",
    "barred_buyer": "the partner whose chip orders it restricts most, by size of the order",
    "everybody": "all other nations",
}
"""Whom an option of an occasion may be aimed at."""

BODIES: dict[str, str] = {
    "open_house": "the largest body with an open gate that leans towards development",
    "values_house": "the largest body gated by values",
}

SIGNS: dict[str, str] = {
    "compute": "budget for compute and power above the usual",
    "chips": "budget for domestic chips above the usual",
    "research": "budget for research and talent above the usual",
    "adoption": "budget for adoption above the usual",
    "diplomacy": "budget for diplomacy and aid above the usual",
    "safety": "safety standard that a nation demands",
    "openness": "open-weights policy, or release policy of a firm",
    "restriction": "chips kept from the counterpart",
    "packages": "packages that it finances",
    "enforcement": "effort against smuggling",
    "refusal": "foreign clouds and weights that it refuses",
    "markets": "foreign markets that a firm serves",
    "growth": "growth investment of a firm",
    "training": "training share of a firm",
    "lobbying": "lobbying of a firm for controls",
}
"""What analysts read from public conduct, about -1 to 1 around what is usual."""


def scope_length(scope: str, setting: Setting) -> int:
    """Number of rows that a measure of this scope has."""
    lengths = {"nation": len(setting.nations), "home": len(setting.nations), "firm": len(setting.firms), "world": 1}
    return lengths.get(scope, len(setting.seats))


def rows_of_scope(scope: str, setting: Setting) -> Array:
    """Row of each seat in a measure of this scope; one beyond the last where it does not apply · (seat,)."""
    n, firms = setting.nation_seats, len(setting.firms)
    none = scope_length(scope, setting)
    if scope == "world":
        return np.zeros(n + firms, np.int64)
    if scope == "seat":
        return np.arange(n + firms)
    if scope == "firm":
        return np.concatenate([np.full(n, none), np.arange(firms)])
    return np.concatenate([np.arange(n), setting.home if scope == "home" else np.full(firms, none)])


def stack_rows(names: tuple[str, ...], setting: Setting) -> Array:
    """Row of each measure and seat in ``Measures.stacked`` · (measure, seat)."""
    lengths = [scope_length(MEASURES[name].scope, setting) for name in names]
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)])
    rows = []
    for name, start, length in zip(names, starts, lengths, strict=False):
        row = rows_of_scope(MEASURES[name].scope, setting)
        rows.append(np.where(row == length, starts[-1], start + row))
    return np.array(rows, np.int64).reshape(len(names), len(setting.seats))
