"""Where games are kept: saving by hand and by itself, and the list of what there is."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from game.diplomacy import Diplomacy
from game.paths import user_data
from game.save.files import FORMAT, KIND, VERSION, SaveError, canonical, digest, read, write_safely
from game.save.plain import body_of, summary
from game.session import Session

AUTOSAVES = 5
AUTOSAVE = "autosave"
SUFFIX = ".json"


class Saved(NamedTuple):
    """A file as menus list it; ``problem`` says why it cannot be loaded, and is empty otherwise."""

    path: Path
    name: str
    title: str
    seat: str
    date: str
    quarter: int
    quarters: int
    seed: int
    version: str
    modified: float
    autosave: bool
    problem: str


def save(session: Session, path: str | Path) -> Path:
    """Write a game to a file: to a new file beside it, which then takes its place. Raises ``SaveError``."""
    body = body_of(session)
    try:
        text = canonical(body)
    except (TypeError, ValueError) as error:
        raise SaveError(f"A game of {session.game.name} cannot be saved in plain values: {error}.") from None
    head = {
        "kind": KIND,
        "format": FORMAT,
        "game": session.game.name,
        "rules": session.game.rules,
        "version": VERSION,
        "summary": summary(session),
    }
    written = canonical(head | {"digest": digest(head, text)})[:-1] + ',"body":' + text + "}\n"
    target = Path(path)
    write_safely(target, written)
    return target


def folder() -> Path:
    """Where games are saved unless told otherwise."""
    return user_data() / "saves"


def autosave(session: Session, where: Path | None = None) -> Path:
    """Save to the oldest of five rolling files."""
    kept = where or folder()
    slots = [kept / f"{AUTOSAVE}-{number}{SUFFIX}" for number in range(1, AUTOSAVES + 1)]
    missing = [slot for slot in slots if not slot.exists()]
    return save(session, missing[0] if missing else min(slots, key=lambda slot: slot.stat().st_mtime_ns))


def saves(where: Path | None = None) -> list[Saved]:
    """All saved games, the newest first, with what menus show of each."""
    kept = where or folder()
    found = [_listed(path) for path in kept.glob(f"*{SUFFIX}") if path.exists()] if kept.is_dir() else []
    return sorted(found, key=lambda saved: -saved.modified)


def _listed(path: Path) -> Saved:
    modified, automatic = path.stat().st_mtime, path.stem.startswith(f"{AUTOSAVE}-")
    try:
        head, _ = read(path)
        s = head["summary"]
        kind = head.get("game", Diplomacy.name)
        other = "" if kind == Diplomacy.name else f"{path.name} holds another game: {kind}, not {Diplomacy.name}."
        return Saved(
            path,
            path.stem,
            s["title"],
            s["seat"],
            s["date"],
            s["quarter"],
            s["quarters"],
            s["seed"],
            head["version"],
            modified,
            automatic,
            other,
        )
    except (SaveError, KeyError) as error:
        return Saved(path, path.stem, "", "", "", 0, 0, 0, "", modified, automatic, str(error))
