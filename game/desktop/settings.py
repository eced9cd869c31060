"""Settings of the window, kept as JSON beside the saves."""

from __future__ import annotations

import json
from typing import Any

from game.paths import user_data

DEFAULTS: dict[str, Any] = {
    "text_scale": 1.0,
    "reduced_motion": False,
    "colours": "default",
    "report": True,
    "offers": 2,
}
SCALES = (1.0, 1.25, 1.5, 1.75, 2.0)
OFFERS = (1, 2, 4, 12)
"""How many of the offers that wait can be put before the player; the last is as many as there may be."""
COLOURS = ("default", "alternative", "contrast")


def read() -> dict[str, Any]:
    """The kept settings; what is missing or spoiled has its default."""
    found: Any = {}
    try:
        found = json.loads((user_data() / "settings.json").read_text("utf-8"))
    except (OSError, ValueError):
        found = {}
    settings = dict(DEFAULTS)
    if isinstance(found, dict):
        settings |= {key: found[key] for key in DEFAULTS if isinstance(found.get(key), type(DEFAULTS[key]))}
    settings["text_scale"] = min(2.0, max(1.0, settings["text_scale"]))
    if settings["offers"] not in OFFERS:
        settings["offers"] = DEFAULTS["offers"]
    if settings["colours"] not in COLOURS:
        settings["colours"] = "default"
    return settings


def write(settings: dict[str, Any]) -> bool:
    """Keep the settings; False if the disk refused."""
    try:
        path = user_data() / "settings.json"
        path.write_text(json.dumps(settings, indent=1), "utf-8")
    except OSError:
        return False
    return True
