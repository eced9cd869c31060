"""The option ``--with``: strategies of one's own that play in a saved game."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from game.plugins import Plugin

With = Annotated[
    list[str] | None,
    typer.Option(
        "--with", metavar="FILE.py:CLASS", help="A strategy of your own that plays in the saved game; repeatable."
    ),
]


def plugins_of(names: Sequence[str] | None) -> list[Plugin]:
    """What the option names, each made once to see that it can be. Raises ``PluginError``."""
    if not names:
        return []
    from game.plugins import plugin_named

    found = [plugin_named(name) for name in names]
    for plugin in found:
        _ = plugin.strategy
    return found
