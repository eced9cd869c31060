"""A hidden window for the tests of the front end."""

from __future__ import annotations

import os

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
os.environ.setdefault("SDL_AUDIODRIVER", "dummy")

from collections.abc import Iterator

import pygame
import pytest

from game.desktop import saves
from game.paths import user_data


@pytest.fixture(scope="session", autouse=True)
def window() -> Iterator[pygame.Surface]:
    """One hidden window for all tests, 1600x900."""
    pygame.display.init()
    pygame.font.init()
    yield pygame.display.set_mode((1600, 900))


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """No saves and no settings of an earlier test."""
    for path in saves.folder().glob("*"):
        path.unlink()
    (user_data() / "settings.json").unlink(missing_ok=True)
