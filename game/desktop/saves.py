"""Saved games as the window keeps them: a small JSON card beside an array file; five autosaves that roll.

The card is all that lists of saves read. Nothing is pickled, and a file is complete or not there at all.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from game.paths import user_data

FORMAT = 1
KEPT = 5
Plain = dict[str, Any]


def folder() -> Path:
    """Where saves are, made when missing."""
    path = user_data() / "saves"
    path.mkdir(parents=True, exist_ok=True)
    return path


def cards() -> list[Plain]:
    """Cards of all saves that can be read, the newest first; each has its `path`."""
    found = []
    try:
        paths = list(folder().glob("*.json"))
    except OSError:
        return []
    for path in paths:
        try:
            card = json.loads(path.read_text("utf-8"))
            if card["format"] == FORMAT and path.with_suffix(".npz").exists():
                found.append({**card, "path": str(path)})
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return sorted(found, key=lambda card: -float(card["saved"]))


def autosave_path(view: Mapping[str, Any]) -> Path:
    """The file of the next autosave: the oldest of five is written over."""
    place = folder()
    names = [place / f"autosave-{i + 1}.json" for i in range(KEPT)]
    for path in names:
        if not path.exists():
            return path
    return min(names, key=lambda path: path.stat().st_mtime)


def named_path(view: Mapping[str, Any]) -> Path:
    """A fresh file for a save by hand."""
    stem = f"{view['scenario']}-{view['seat'] or 'watch'}-{view['date']}"
    place = folder()
    return next(p for i in range(1, 10000) if not (p := place / f"{stem}{'' if i == 1 else f'-{i}'}.json").exists())


def remove(path: str) -> None:
    """Delete a save."""
    card = Path(path)
    card.unlink(missing_ok=True)
    card.with_suffix(".npz").unlink(missing_ok=True)


def store(session: Any, path: Path, seat: str | None, seed: int) -> None:
    """Write a game: arrays first, then the card, each to a new file that takes the old one's place."""
    import numpy as np

    arrays: dict[str, Any] = {}
    for number, snapshot in enumerate(session.snapshots):
        for part in ("world", "standing"):
            for name, array in _flat(getattr(snapshot, part)):
                arrays[f"{number}/{part}/{name}"] = array
        arrays[f"{number}/memory"] = snapshot.memory
        for owner, pinned in snapshot.pins.items():
            for field, mask in pinned.items():
                arrays[f"{number}/pins/{owner}/{field}"] = mask
    whole = path.with_suffix(".npz")
    fresh = whole.with_suffix(".part")
    with fresh.open("wb") as file:
        np.savez_compressed(file, **arrays)
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, whole)
    scenario = session.game.scenario
    label = session.game.setting.labels.get(seat, "") if seat else ""
    nation = scenario.seat_info[seat] if seat else {"flag": ""}
    card = {
        "format": FORMAT, "saved": time.time(), "scenario": scenario.name, "title": scenario.title, "seat": seat,
        "seed": seed, "name": label, "flag": nation["flag"], "date": session.game.setting.date(session.quarter),
        "quarter": session.quarter, "quarters": int(session.game.setting.quarters), "finished": bool(session.finished),
        "auto": path.name.startswith("autosave"), "resolved": scenario.resolved,
        "cast": [_voice(strategy) for strategy in session.cast], "records": session.records,
        "events": [[_event(e) for e in events] for events in session.events],
    }
    fresh = path.with_suffix(".part")
    with fresh.open("w", encoding="utf-8") as text:
        json.dump(card, text, default=_plain)
        text.flush()
        os.fsync(text.fileno())
    os.replace(fresh, path)


def restore(path: Path) -> tuple[Any, str | None, int]:
    """The session, the person's seat and the seed of a saved game."""
    import numpy as np

    from game.chronicle import chronicle, event_of
    from game.diplomacy import Diplomacy
    from game.scenario import Scenario
    from game.session import Session, Snapshot
    from game.start import seeds, strategy_named

    card = json.loads(path.read_text("utf-8"))
    scenario = Scenario.from_resolved(card["resolved"])
    game = Diplomacy(scenario, 1)
    numbers = seeds([card["seed"]])
    world, standing = game.start(numbers)
    with np.load(path.with_suffix(".npz"), allow_pickle=False) as kept:
        names = set(kept.files)
        count = 1 + max(int(name.split("/")[0]) for name in names)
        snapshots = []
        for number in range(count):
            pins: dict[int, dict[str, Any]] = {}
            for name in names:
                parts = name.split("/")
                if parts[0] == str(number) and parts[1] == "pins":
                    pins.setdefault(int(parts[2]), {})[parts[3]] = kept[name]
            snapshots.append(Snapshot(
                _rebuilt(world, kept, f"{number}/world"), _rebuilt(standing, kept, f"{number}/standing"),
                kept[f"{number}/memory"], pins,
            ))
    seat = card["seat"]
    session = Session(
        game, numbers, [strategy_named(name) for name in card["cast"]], people=[seat] if seat else [], watch=chronicle,
        begin=snapshots[-1],
    )
    session.snapshots, session.records, session.first_quarter = snapshots, card["records"], 0
    session.events = [[event_of(e) for e in events] for events in card["events"]]
    return session, seat, int(card["seed"])


def _flat(owner: Any, prefix: str = "") -> list[tuple[str, Any]]:
    rows: list[tuple[str, Any]] = []
    for field in fields(owner):
        value = getattr(owner, field.name)
        if is_dataclass(value):
            rows += _flat(value, f"{prefix}{field.name}.")
        else:
            rows.append((f"{prefix}{field.name}", value))
    return rows


def _rebuilt(owner: Any, kept: Any, prefix: str, inner: str = "") -> Any:
    values: dict[str, Any] = {}
    for field in fields(owner):
        value = getattr(owner, field.name)
        if is_dataclass(value):
            values[field.name] = _rebuilt(value, kept, prefix, f"{inner}{field.name}.")
        else:
            values[field.name] = kept[f"{prefix}/{inner}{field.name}"]
    return type(owner)(**values)


def _voice(strategy: Any) -> str:
    return str(strategy.name if hasattr(strategy, "name") else strategy[0].name)


def _event(event: Any) -> Any:
    from game.chronicle import plain

    return plain(event)


def _plain(value: Any) -> Any:
    if hasattr(value, "item"):
        return value.item()
    if hasattr(value, "tolist"):
        return value.tolist()
    raise TypeError(f"cannot be saved: {type(value).__name__}")
