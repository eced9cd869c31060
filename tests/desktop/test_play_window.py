"""A real window on a real (virtual) X server: opened, a quarter played by key events, closed."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pygame
import pytest

pytestmark = pytest.mark.display
CODE = "from game.desktop.app import run; raise SystemExit(run('two-blocs', None, 7, size=(1280, 720)))"


def until(what: Callable[[], object], seconds: float = 90.0) -> object:
    """Wait for something to be there."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = what()
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError("it did not come in time")


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[str]:
    """An X server of its own, which keeps what it shows in a file; its number is chosen by the server."""
    read, write = os.pipe()
    xvfb = f"{shutil.which('Xvfb')} -displayfd {write} -screen 0 1280x800x24 -nolisten tcp -fbdir"
    server = subprocess.Popen(
        [*xvfb.split(), str(tmp_path)],
        pass_fds=(write,),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as told:
        number = told.readline().strip()
    assert number, "Xvfb did not start"
    yield f":{number}"
    server.terminate()
    server.wait(10)


def shown(folder: Path, left: int, top: int, size: tuple[int, int]) -> np.ndarray:
    """What a part of the screen shows, from the server's own memory (an X window dump) · (x, y, colour)."""
    dump = (folder / "Xvfb_screen0").read_bytes()
    head = struct.unpack(">25I", dump[:100])
    start, bits, line = head[0] + 12 * head[19], head[11], head[12]
    assert bits == 32 and head[7] == 0, "Xvfb keeps its pixels otherwise"
    rows = np.frombuffer(dump, np.uint8, line * head[5], start).reshape(head[5], line // 4, 4)
    return rows[top : top + size[1], left : left + size[0], 2::-1].swapaxes(0, 1)


def saved_quarters(home: Path) -> list[int]:
    """Quarters of the autosaves that are complete."""
    from game.desktop import saves

    found = [saves.card(path) for path in (home / "saves").glob("*.json")]
    return sorted(card["quarter"] for card in found if card is not None)


def picture_in(folder: Path) -> pygame.Surface | None:
    """The picture that was taken of the window, once it is whole."""
    for path in folder.glob("detente-*.png"):
        with contextlib.suppress(pygame.error):
            return pygame.image.load(str(path))
    return None


def test_a_quarter_is_played_by_real_keys(screen: str, tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_text(json.dumps({"report": False}), encoding="utf-8")
    env = {**os.environ, "DISPLAY": screen, "DETENTE_HOME": str(tmp_path), "SDL_AUDIODRIVER": "dummy"}
    env.pop("SDL_VIDEODRIVER", None)
    env.pop("WAYLAND_DISPLAY", None)
    game = subprocess.Popen(
        [sys.executable, "-c", CODE], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )

    def tool(*words: str) -> str:
        done = subprocess.run(["xdotool", *words], env=env, capture_output=True, text=True, timeout=30, check=False)
        return done.stdout.strip()

    try:
        window = str(until(lambda: tool("search", "--class", "detente"))).splitlines()[0]
        until(lambda: saved_quarters(tmp_path) == [0])
        tool("windowfocus", "--sync", window)
        tool("mousemove", "--window", window, "640", "300")
        time.sleep(1.0)
        tool("key", "e")
        until(lambda: 1 in saved_quarters(tmp_path))
        time.sleep(1.0)
        tool("key", "F12")
        picture = until(lambda: picture_in(tmp_path))
        assert isinstance(picture, pygame.Surface)
        assert picture.get_size() == (1280, 720)
        colours = {tuple(picture.get_at((x, y)))[:3] for x in range(0, 1280, 8) for y in range(0, 720, 8)}
        assert len(colours) > 60, "the picture is all but blank"
        place = dict(re.findall(r"^([XY])=(-?\d+)$", tool("getwindowgeometry", "--shell", window), re.MULTILINE))
        seen = shown(tmp_path, int(place["X"]), int(place["Y"]), picture.get_size())
        same = (seen == pygame.surfarray.array3d(picture)).all(axis=2).mean()
        assert same > 0.9, f"{same:.0%} of what was drawn is on the screen"
        accent = sum(tuple(picture.get_at((x, 700)))[:3] == (255, 194, 71) for x in range(900, 1280, 4))
        assert accent > 20, "End quarter stands at the lower right"
        tool("key", "o")
        time.sleep(0.5)
        tool("key", "Escape")
        assert game.poll() is None, "the game goes on"
        tool("windowclose", window)
        tool("windowquit", window)
        with contextlib.suppress(subprocess.TimeoutExpired):
            game.wait(20)
    finally:
        if game.poll() is None:
            game.terminate()
        _, problems = game.communicate(timeout=20)
    assert "Traceback" not in problems, problems
