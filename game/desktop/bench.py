"""How fast the window is: `python -m game.desktop.bench` prints the time to the title and frame times.

Frames are counted as work (events, frame, draw, flip) in time of the processor, without the wait for the next one:
so other programs on the machine do not count.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable

FRAMES = 400
_TITLE = """
import time, sys
start = float(sys.argv[1])
from game.desktop.app import App, open_window
app = App(open_window((1600, 900)))
app.frame(0.016)
app.draw()
import pygame
pygame.display.flip()
print(1000 * (time.time() - start), 1000 * time.process_time())
"""


def title_ms(runs: int = 7) -> tuple[float, float]:
    """Median time from the start of the process to the first frame of the title, on the clock and at work [ms]."""
    clock, work = [], []
    for _ in range(runs):
        done = subprocess.run(
            [sys.executable, "-c", _TITLE, str(time.time())], capture_output=True, text=True, check=True
        )
        passed, worked = done.stdout.strip().splitlines()[-1].split()
        clock.append(float(passed))
        work.append(float(worked))
    return statistics.median(clock), statistics.median(work)


def spans(work: Callable[[int], None], frames: int = FRAMES) -> list[float]:
    """How long each frame took [ms]."""
    found = []
    for number in range(frames):
        begin = time.process_time()
        work(number)
        found.append(1000 * (time.process_time() - begin))
    return found


def told(name: str, found: list[float]) -> str:
    """Median and slow end of frame times."""
    ordered = sorted(found)
    late = sum(span > 16.7 for span in found)
    slow = ordered[int(len(ordered) * 0.99) - 1]
    middle = statistics.median(found)
    return f"{name:<22} median {middle:5.2f} ms   p99 {slow:5.2f} ms   over 16.7 ms {late}/{len(found)}"


def main() -> int:
    """Measure and print."""
    os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
    os.environ.setdefault("DETENTE_HOME", tempfile.mkdtemp(prefix="detente-bench-"))
    clock, work = title_ms()
    print(f"{'title, first frame':<22} {clock:5.0f} ms from the start of the process, {work:.0f} ms of them at work")
    import pygame

    from game.desktop.app import App, open_window

    window = open_window((1600, 900))
    app = App(window)
    app.settings["report"] = False

    def step(dt: float = 1 / 60) -> None:
        app.frame(dt)
        if app.draw():
            pygame.display.flip()

    begin = time.perf_counter()
    app.begin("new", scenario="two-plans-2025", seat="USA", seed=7)
    while app.name != "world" or app.world.busy:
        step()
        time.sleep(0.002)
    print(f"{'new game, world shown':<22} {1000 * (time.perf_counter() - begin):5.0f} ms, process started")
    settled = app.kit["map"].settle()
    del settled
    for _ in range(30):
        step()
    print(told("world, idle", spans(lambda n: step())))
    area = app.root.find("map").rect

    def hover(number: int) -> None:
        spot = (area.x + 40 + number * 7 % (area.width - 80), area.y + 60 + number * 3 % (area.height - 120))
        app.handle(pygame.event.Event(pygame.MOUSEMOTION, pos=spot, rel=(7, 3), buttons=(0, 0, 0)))
        step()

    print(told("world, pointer moves", spans(hover)))
    panel = app.root.find("dossier").rect

    def controls(number: int) -> None:
        spots = [
            app.root.find(name).rect.center for name in ("rail-desk", "rail-orders", "end", "bar-help", "dossier-offer")
        ]
        spot = spots[number // 12 % len(spots)] if number % 12 < 6 else panel.center
        app.handle(pygame.event.Event(pygame.MOUSEMOTION, pos=spot, rel=(7, 3), buttons=(0, 0, 0)))
        step()

    print(told("world, over controls", spans(controls)))
    during: list[float] = []
    for _ in range(6):
        app.end_quarter()
        while app.turning or app.world.busy:
            begin = time.process_time()
            waiting = app.turning
            step()
            if waiting and app.turning:
                during.append(1000 * (time.process_time() - begin))
            time.sleep(0.004)
    print(told("while a quarter plays", during))
    app.show("orders")
    for _ in range(60):
        step()
        time.sleep(0.002)
    print(told("orders, idle", spans(lambda n: step())))
    app.running = False
    app.world.stop()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
