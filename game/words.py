"""Words for people: whole sentences with named placeholders, read from ``assets/text/<language>/*.toml``.

The key of a text is its file and its place in it: ``news.deal_signed.home``. A text that lacks in a language is told in
English; one that lacks altogether is its key in play, is noted in ``missed``, and is an error under ``strict()``.
"""

from __future__ import annotations

import string
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

from game.paths import asset

ENGLISH = "en"
_language: ContextVar[str] = ContextVar("language", default=ENGLISH)
_strict: ContextVar[bool] = ContextVar("strict", default=False)
missed: set[str] = set()
"""Keys (and placeholders, as ``key{name}``) that were asked for and not found since the start."""


class MissingText(KeyError):
    """A text or a placeholder that does not exist, under ``strict()``."""

    def __str__(self) -> str:
        return str(self.args[0])


def languages() -> tuple[str, ...]:
    """Languages that have a folder of texts, English first."""
    found = sorted(path.name for path in asset("text").iterdir() if path.is_dir() and any(path.glob("*.toml")))
    return tuple(sorted(found, key=lambda name: name != ENGLISH))


@cache
def texts(language: str = ENGLISH) -> dict[str, str]:
    """All texts of a language by key."""
    found: dict[str, str] = {}
    for path in sorted(asset("text", language).glob("*.toml")):
        _flatten(path.stem, tomllib.loads(path.read_text(encoding="utf-8")), found)
    return found


def _flatten(prefix: str, table: Mapping[str, Any], found: dict[str, str]) -> None:
    for name, value in table.items():
        if isinstance(value, Mapping):
            _flatten(f"{prefix}.{name}", value, found)
        else:
            found[f"{prefix}.{name}"] = str(value)


def language() -> str:
    """The language spoken now."""
    return _language.get()


def speak(name: str) -> None:
    """Speak this language from now on (in this thread or task)."""
    if name not in languages():
        raise ValueError(f"there is no language {name!r}; there are {', '.join(languages())}")
    _language.set(name)


@contextmanager
def strict() -> Iterator[None]:
    """Let a missing text be an error."""
    token = _strict.set(True)
    try:
        yield
    finally:
        _strict.reset(token)


def _found(key: str) -> str | None:
    spoken = texts(_language.get()).get(key)
    return spoken if spoken is not None else texts(ENGLISH).get(key)


def has(key: str) -> bool:
    """Whether there is a text under this key."""
    return _found(key) is not None


def under(prefix: str) -> dict[str, str]:
    """All texts below a key, by the rest of their keys."""
    start = prefix + "."
    both = {**texts(ENGLISH), **texts(_language.get())}
    return {key[len(start) :]: text for key, text in both.items() if key.startswith(start)}


def placeholders(text: str) -> set[str]:
    """Names of the placeholders in a text."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def say(key: str, /, **values: Any) -> str:
    """The text under a key with its placeholders filled; with ``count`` it may be ``key.one`` or ``key.other``."""
    text = _found(key)
    if text is None and "count" in values:
        text = _found(f"{key}.{'one' if values['count'] == 1 else 'other'}")
    if text is None:
        return _missing(key, f"there is no text {key!r}", key)
    for name in placeholders(text) - values.keys():
        _missing(f"{key}{{{name}}}", f"text {key!r} needs a value for {{{name}}}", "")
        values = {**values, name: "…"}
    return text.format_map(values) if values else text


def label(group: str, key: str) -> str:
    """Short name of a cause, channel, field, … from ``reasons.toml``; the key in plain words if there is none."""
    return (
        say(f"reasons.{group}.{key}")
        if has(f"reasons.{group}.{key}")
        else _missing(
            f"reasons.{group}.{key}", f"there is no label for {group} {key!r}", key.replace("_", " ").replace(":", " ")
        )
    )


def spoken(name: str) -> str:
    """A name as it stands within a sentence; the texts list those that change there.

    >>> spoken("United States"), spoken("China")
    ('the United States', 'China')
    """
    key = f"reasons.spoken.{name}"
    return say(key) if has(key) else name


def capital(text: str) -> str:
    """A sentence that begins with a capital; names that begin with a small letter keep it.

    >>> capital("new body 1 sits"), capital("xAI waits")
    ('New body 1 sits', 'xAI waits')
    """
    return text if text[1:2].isupper() else text[:1].upper() + text[1:]


def _missing(key: str, problem: str, shown: str) -> str:
    if _strict.get():
        raise MissingText(problem)
    missed.add(key)
    return shown


def listed(items: list[str] | tuple[str, ...]) -> str:
    """Names as a list in words: «a, b and c».

    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    if len(items) < 2:
        return "".join(items)
    return say("reasons.list.last", first=say("reasons.list.comma").join(items[:-1]), last=items[-1])
