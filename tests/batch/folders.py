"""Small experiments for tests, and folders that this process fills with them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from game.batch.experiment import checked
from game.batch.plan import Plan, planned
from game.batch.play import play_part
from game.batch.store import Store

WAITS = """
import time
from pathlib import Path

from agents.strategies.base import Hold

class Waits(Hold):
    name = "waits"

    def decide(self, sight):
        while Path({file!r}).exists():
            time.sleep(0.02)
        return super().decide(sight)
"""


def plan_of(**given: Any) -> Plan:
    """The plan of an experiment in two-blocs, or in what is ``given``."""
    return planned(checked({"format": 1, "scenario": "two-blocs", **given}))


def filled(folder: Path, plan: Plan, parts: int | None = None) -> Store:
    """A folder with the first so many parts done, all if None."""
    store = Store.create(folder, plan)
    for part in store.pending()[:parts]:
        store.keep(play_part(plan, part))
    return store


def files_of(folder: Path) -> dict[str, bytes]:
    """All files of a folder by name."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def waiting(folder: Path) -> Path:
    """Write a strategy, mine.py:Waits, which decides nothing as long as the file is there that is returned."""
    file = folder / "wait"
    file.write_text("")
    (folder / "mine.py").write_text(WAITS.format(file=str(file)), encoding="utf-8")
    return file
