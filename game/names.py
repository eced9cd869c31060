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
