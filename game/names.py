"""The fixed vocabulary of the world: what the places along its fixed axes are called."""

from __future__ import annotations

CHANNELS = ("tools", "foundry", "memory", "top", "downgraded", "cloud", "weights", "talent", "minerals")
TOOLS, FOUNDRY, MEMORY, TOP, DOWNGRADED, CLOUD, WEIGHTS, TALENT, MINERALS = range(9)

ROLES = ("toolmaker", "foundry", "memory", "designer", "cloud", "lab", "platform")
LINES = ("compute", "chips", "research", "safety", "adoption", "diplomacy")
SECTORS = ("recruiting", "software", "industry", "public_services")
CONSTITUENCIES = ("industry", "security", "public", "creators", "safety_advocates")
CLASSES = ("near_miss", "serious", "grave", "catastrophe")

CLAUSES = (
    "none",
    "free_channel",
    "supply_chips",
    "compute_access",
    "joint_lab",
    "safety_accord",
    "hotline",
    "recognition",
    "open_release",
    "visas",
    "money",
    "join_body",
    "align_controls",
    "licence",
    "merger",
)
CLAUSE = {name: code for code, name in enumerate(CLAUSES)}
CLAUSE_STATES = ("open", "kept", "late", "broken", "expired")
OPEN, KEPT, LATE, BROKEN, EXPIRED = range(5)

FORECAST = ("hardly", "unlikely", "even", "likely", "surely")
"""Steps in which a question about the next quarter is answered."""
FORECASTS = len(FORECAST)
THEN = ("at_least", "at_most", "rises_by", "falls_by")
"""Ways in which a question compares a quantity a quarter later; the last two with what it was."""

RELEASES = ("hold", "closed", "delayed", "open")
STANCES = ("partner", "open", "guarded", "restrict", "sever")
BODY_ACTIONS = ("none", "join", "leave", "found")
GUIDANCE = ("low", "middle", "high")
ANSWERS = ("no", "yes")
ENDINGS = (
    "runaway_race",
    "joint_laboratory",
    "hegemony",
    "silicon_curtain",
    "two_stacks",
    "open_commons",
    "managed_rivalry",
)

DEAL_SLOTS = 32
CLAUSE_SLOTS = 6
OFFER_SLOTS = 2
BODY_SLOTS = 12
LADDER_SLOTS = 2
RUNGS = 6
AGENDAS = 3

FIRM_DOCTRINES = (
    "closed_frontier",
    "open_challenger",
    "hardware_salesman",
    "compliant_cloud",
    "state_champion",
    "safety_first",
)
"""Strategies that every firm may take as its doctrine."""

NATION_ARCHETYPES = ("leader", "challenger", "chokepoint", "rule_maker", "swing_investor", "majority", "rest")
FIRM_ARCHETYPES = ("chip_seller", "frontier_lab", "open_challenger", "cloud", "state_champion", "platform")
ARCHETYPES = (*(kind for kind in NATION_ARCHETYPES if kind != "rest"), *FIRM_ARCHETYPES)
"""Archetypes of seats: everybody but the rest of the world."""
ASKING_ORDERS = ("firms_first", "simultaneous", "rotating")
MAPS = ("world", "neutral")
GATES = ("open", "values")
STATUSES = ("measured", "estimated", "assumed")
"""How well a number is known."""

GOALS = 3
SIZES = ("major", "minor")
SIDES = ("first", "second")
OUTCOMES = ("first", "second", "middle")
"""How a ladder may end: a side wins, or both meet in the middle."""
HOLD = "hold"
"""Default of an occasion whose unanswered seat goes on as it was."""
PLAIN = (
    "enforcement", "openness", "release_threshold", "safety_standard", "threshold", "hoarding", "release", "downgrade",
    "safety_effort", "growth", "training_share", "lobbying", "compliance", "stockpile", "guidance",
)  # fmt: skip
"""Order fields with one value a seat that an option may change."""
TOWARDS = ("restriction", "refusal", "levy", "package", "stance", "sales")
"""Order fields towards a partner that an option may change."""
AXIS_PLACES = {
    "channel": CHANNELS, "role": ROLES, "line": LINES, "sector": SECTORS, "constituency": CONSTITUENCIES,
    "class": CLASSES, "clause_kind": CLAUSES,
}  # fmt: skip
"""The fixed axes along which a parameter may have several values."""
