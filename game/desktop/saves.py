"""Lists of saved games for menus: only the heads of the files are read, so that the title is there at once."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from game.paths import asset, user_data

KIND, FORMATS = "detente-save", (1, 2)
HEAD = 4096
_BODY = ',"body":'
Plain = dict[str, Any]


def folder() -> Path:
    """Where games are saved."""
    return user_data() / "saves"


def card(path: Path) -> Plain | None:
    """What a menu shows of a saved game; None if the file is no save of ours."""
    try:
        with path.open(encoding="utf-8") as file:
            start = file.read(HEAD)
        end = start.index(_BODY)
        head = json.loads(start[:end] + "}")
        summary = head["summary"]
        if head["kind"] != KIND or type(head["format"]) is not int or head["format"] not in FORMATS:
            return None
        return {
            "path": str(path),
            "saved": path.stat().st_mtime,
            "auto": path.stem.startswith("autosave-"),
            "title": str(summary["title"]),
            "name": str(summary["seat"]),
            "date": str(summary["date"]),
            "quarter": int(summary["quarter"]),
            "quarters": int(summary["quarters"]),
            "seed": int(summary["seed"]),
            "finished": int(summary["quarter"]) >= int(summary["quarters"]),
            "flag": flags().get(str(summary["seat"]), ""),
        }
    except (OSError, ValueError, KeyError, TypeError):
        return None


def cards() -> list[Plain]:
    """Cards of all saves that can be listed, the newest first."""
    try:
        found = [card(path) for path in folder().glob("*.json")]
    except OSError:
        return []
    return sorted((entry for entry in found if entry is not None), key=lambda entry: -entry["saved"])


@cache
def flags() -> dict[str, str]:
    """Flag of a nation by its name, from the tables of the maps."""
    found: dict[str, str] = {}
    for name in ("actors.toml", "neutral.toml"):
        try:
            table = tomllib.loads(asset("map", name).read_text("utf-8"))
        except (OSError, ValueError):
            continue
        found |= {str(entry["name"]): str(entry.get("flag", "")) for entry in table.values()}
    return found


def named_path(view: Mapping[str, Any]) -> Path:
    """A fresh file for a save by hand."""
    stem = f"{view['scenario']}-{view['seat'] or 'watch'}-{view['date']}"
    place = folder()
    number = 1
    while (path := place / f"{stem}{'' if number == 1 else f'-{number}'}.json").exists():
        number += 1
    return path


def remove(path: str) -> None:
    """Delete a save."""
    Path(path).unlink(missing_ok=True)
