"""Lengths of the axes whose places the rules themselves name."""

from __future__ import annotations

ENDING_MEASURES = (
    "advantage", "adoption_share", "mutual_restriction", "tipped", "second_stack", "fragmentation", "open_gap",
    "lab_share", "lab_age", "accord_age",
)
EFFECTS = (
    "capacity", "enforcement", "data", "public_trust", "industry", "security", "public", "creators",
    "safety_advocates", "leakage", "budget",
)
EFFECT_BOUNDS = {
    "capacity": 0.3, "enforcement": 0.5, "data": 0.2, "public_trust": 0.05, "industry": 10.0, "security": 10.0,
    "public": 10.0, "creators": 10.0, "safety_advocates": 10.0, "leakage": 0.5, "budget": 5.0,
}
"""Largest sum of what answered occasions may add to a rule, up or down, in the unit of the rule's input."""
OWN_EFFECTS = ("capacity", "budget")
"""Effects that stay with the firm that answered; others count at its home."""
OCCASIONS = 36
OPTIONS = 4
NO_CODE = OCCASIONS * OPTIONS
"""Code of no option; an occasion's option has the code 4 x occasion + option."""
RULE_SIZES = {"measure": len(ENDING_MEASURES), "effect": len(EFFECTS), "occasion": OCCASIONS}
