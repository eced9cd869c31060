"""How levels of orders are written."""

from __future__ import annotations

from typing import Any

from game.desktop import text
from game.words import has, say


def format_of(field: dict[str, Any]) -> Any:
    """How a level is written: in words or units of its own where it has them, else as a share or a number."""
    words = f"window.order_value.{field['key']}"
    digits = 0 if field["step"] >= 1 else 2 if field["step"] < 0.1 or field["step"] % 0.1 else 1
    if has(f"{words}.none"):

        def told(value: float) -> str:
            side = "none" if abs(value) < 0.005 else "plus" if value > 0 else "minus"
            return say(f"{words}.{side}", share=f"{abs(value):.0%}")

        return told
    if has(f"{words}.unit"):
        return lambda v: say(f"{words}.unit", value=text.number(v, digits))
    if field["low"] in (0.0, 0.1) and field["high"] <= 1.0:
        return lambda v: f"{v:.0%}"
    if field["low"] < 0:
        return lambda v: text.signed(v, 2 if v % 0.5 else 1)
    return lambda v: text.number(v, digits)


def ends_of(field: dict[str, Any], show: Any) -> tuple[str, str]:
    """What stands at both ends of a slider."""
    words = f"window.order_value.{field['key']}"
    if has(f"{words}.none"):
        return say(f"{words}.low"), say(f"{words}.high")
    return show(field["low"]), show(field["high"])
