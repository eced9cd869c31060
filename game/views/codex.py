"""The codex: what the rules mean, with their numbers read from the scenario."""

from __future__ import annotations

from typing import NamedTuple

from game.words import has, say, under


class Entry(NamedTuple):
    """One page of the codex."""

    name: str
    title: str
    sentence: str
    text: str
    see: tuple[str, ...]
    parameters: tuple[str, ...]


def entries() -> tuple[str, ...]:
    """Names of all entries, in the order of the file."""
    return tuple(dict.fromkeys(key.split(".")[0] for key in under("codex")))


def codex(name: str) -> Entry:
    """One entry; an unknown one says so with its name as the title."""
    base = f"codex.{name}"
    see = tuple(say(f"{base}.see").split()) if has(f"{base}.see") else ()
    parameters = tuple(say(f"{base}.parameters").split()) if has(f"{base}.parameters") else ()
    return Entry(name, say(f"{base}.title"), say(f"{base}.sentence"), say(f"{base}.text"), see, parameters)


def search(words: str) -> tuple[Entry, ...]:
    """Entries in which all the words occur, titles first."""
    wanted = words.lower().split()
    found = []
    for name in entries():
        entry = codex(name)
        page = f"{entry.title} {entry.sentence} {entry.text}".lower()
        if all(word in page for word in wanted):
            found.append((not all(word in entry.title.lower() for word in wanted), entry))
    return tuple(entry for _, entry in sorted(found, key=lambda item: item[0]))
