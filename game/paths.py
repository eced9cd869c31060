"""Where the game finds what it ships, and where it keeps what the player makes."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

_HERE = Path(__file__).resolve().parent


def _find_assets() -> Path:
    """The wheel puts the assets inside the package; the source tree keeps them beside it."""
    packed = _HERE / "assets"
    return packed if packed.is_dir() else _HERE.parent / "assets"


ASSETS: Path = _find_assets()


def asset(*parts: str) -> Path:
    """Path of a shipped file, for example ``asset("icons", "map.svg")``."""
    return ASSETS.joinpath(*parts)


def user_data() -> Path:
    """Folder for saves and settings, made when missing; ``DETENTE_HOME`` overrides it."""
    override = os.environ.get("DETENTE_HOME")
    home = Path(override).expanduser() if override else platformdirs.user_data_path("detente", appauthor=False)
    home.mkdir(parents=True, exist_ok=True)
    return home
