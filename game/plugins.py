"""Strategies that are no part of the game: a class in a file, ``mine.py:Patient``, or in an installed module."""

from __future__ import annotations

import hashlib
import pkgutil
import re
import sys
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from agents.strategies import ROSTER
from agents.strategies.base import BROKEN, Strategy
from game.mistakes import nearest, unknown

ENDING = ".py"
KINDS = ("nation", "firm", "any")
ADVICE = "mend it, or install what it needs"


_origins: dict[int, Plugin] = {}
"""What strategies were made from, by their identity; those that are made here are kept for good."""


class PluginError(ValueError):
    """Why a strategy of one's own cannot be used, in one line."""


@dataclass(frozen=True)
class Plugin:
    """A strategy and what it is made from.

    ``reference`` is FILE.py:CLASS, without folders, or MODULE:CLASS. ``digest`` is the SHA-256 of the file, or of all
    source files of the package. ``text`` is what the file holds, None for a module.
    """

    reference: str
    digest: str
    text: str | None = None

    @property
    def key(self) -> str:
        """The reference with the first figures of the digest: another for every version."""
        return f"{self.reference}@{self.digest[:8]}"

    @property
    def strategy(self) -> Strategy:
        """The strategy; one and the same however often it is asked for. Raises ``PluginError``."""
        return _made(self)


def is_plugin(name: str) -> bool:
    """Whether a name says where a strategy is kept, instead of naming one of the game.

    >>> is_plugin("mine.py:Patient"), is_plugin("mine.py"), is_plugin("pragmatist")
    (True, True, False)
    """
    return ":" in name or name.endswith(ENDING)


def plugin_named(name: str, folder: Path | None = None) -> Plugin:
    """What FILE.py:CLASS (beside ``folder``) or MODULE:CLASS names; nothing of it is run. Raises ``PluginError``."""
    place, _, wanted = name.rpartition(":")
    if name.endswith(ENDING):
        place, wanted = name, ""
    if not place or not wanted.isidentifier():
        raise PluginError(f"{name!r} is no strategy: name its file and class, such as mine.py:Patient")
    if place.endswith(ENDING):
        data = _file((folder or Path()) / place)
        return Plugin(f"{Path(place).name}:{wanted}", hashlib.sha256(data).hexdigest(), _text(place, data))
    return Plugin(name, package_digest(place), None)


def plugin_of(strategy: Strategy) -> Plugin | None:
    """What a strategy was made from; None if it is of the game, or was made elsewhere."""
    return _origins.get(id(strategy))


def placed(name: str, folder: Path) -> str:
    """The name of a strategy with its file, if it is in one, as seen from anywhere."""
    place, _, wanted = name.rpartition(":")
    return f"{folder.resolve() / place}:{wanted}" if place.endswith(ENDING) else name


def _file(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        beside = [other.name for other in path.parent.glob(f"*{ENDING}")] if path.parent.is_dir() else []
        raise PluginError(f"there is no file {path.name}{nearest(path.name, beside)}") from None
    except OSError as error:
        raise PluginError(f"{path.name} cannot be read: {error.strerror}") from None


def _text(place: str, data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise PluginError(f"{Path(place).name} is no Python file: it is not text in UTF-8") from None


def package_digest(module: str) -> str:
    """SHA-256 of all source files of the package to which a module belongs. Raises ``PluginError``."""
    top = module.partition(".")[0]
    try:
        spec = find_spec(top) if top else None
    except ValueError:  # the main program of some tools has none
        spec = None
    if spec is None:
        installed = sorted(found.name for found in pkgutil.iter_modules())
        raise PluginError(f"no module {top!r} is installed{nearest(top, installed)}")
    whole = hashlib.sha256()
    for name, path in _sources(spec):
        whole.update(f"{name}\0".encode())
        whole.update(path.read_bytes())
    return whole.hexdigest()


def _sources(spec: Any) -> Iterator[tuple[str, Path]]:
    """Source files of a package by their place in it, in a fixed order."""
    roots = [Path(root) for root in spec.submodule_search_locations or ()]
    for root in roots:
        yield from sorted((path.relative_to(root).as_posix(), path) for path in root.rglob(f"*{ENDING}"))
    if not roots:
        if not spec.has_location or not str(spec.origin).endswith(ENDING):
            raise PluginError(f"the module {spec.name!r} is not written in Python")
        yield Path(spec.origin).name, Path(spec.origin)


@cache
def _made(plugin: Plugin) -> Strategy:
    place, _, wanted = plugin.reference.rpartition(":")
    module = _imported(plugin, place) if plugin.text is None else _run(plugin, place)
    found = vars(module).get(wanted)
    if found is None:
        holds = [name for name, value in vars(module).items() if _is_strategy(value) and _is_of(value, module)]
        raise PluginError(f"{place} holds no class {wanted!r}{nearest(wanted, holds)}")
    if not _is_strategy(found):
        what = f"the class {found.__name__}" if isinstance(found, type) else f"a {type(found).__name__}"
        raise PluginError(f"{plugin.reference} is {what}, and no subclass of agents.strategies.base.Strategy")
    try:
        strategy: Strategy = found()
        hash(strategy)
    except BROKEN as error:
        needs = "must be made without arguments and be hashable"
        raise PluginError(f"{plugin.reference} {needs}: {_line(error)}") from None
    if problem := _fault(strategy):
        raise PluginError(f"{plugin.reference}: {problem}")
    _origins[id(strategy)] = plugin
    return strategy


def _is_strategy(value: object) -> bool:
    return isinstance(value, type) and issubclass(value, Strategy)


def _is_of(value: Any, module: ModuleType) -> bool:
    return bool(value.__module__ == module.__name__)


def _imported(plugin: Plugin, name: str) -> ModuleType:
    if package_digest(name) != plugin.digest:
        raise PluginError(f"{plugin.reference} is of another version here: install the same")
    parent, _, last = name.rpartition(".")
    try:
        return import_module(name)
    except BROKEN as error:
        if isinstance(error, ModuleNotFoundError) and error.name and f"{name}.".startswith(f"{error.name}."):
            known = [found.name for found in pkgutil.iter_modules(getattr(sys.modules.get(parent), "__path__", []))]
            raise PluginError(f"there is no module {error.name!r}{nearest(last, known)}") from None
        raise PluginError(f"{name} cannot be imported: {_line(error)}: {ADVICE}") from None


def _run(plugin: Plugin, place: str) -> ModuleType:
    """The file as a module of its own, under a name that is the same wherever it is run."""
    stem = re.sub(r"\W", "_", Path(place).stem)
    module = ModuleType(f"strategy_{stem}_{plugin.digest[:8]}")
    module.__file__ = place
    sys.modules[module.__name__] = module  # dataclasses and pickle look their module up
    try:
        exec(compile(plugin.text or "", place, "exec"), vars(module))
    except BROKEN as error:
        del sys.modules[module.__name__]
        raise PluginError(f"{place}, line {_where(error, place)}: {_line(error)}: {ADVICE}") from None
    return module


def _where(error: BaseException, place: str) -> int:
    """The line of a file at which it failed."""
    if isinstance(error, SyntaxError) and error.filename == place:
        return error.lineno or 1
    frames = [frame.lineno or 1 for frame in traceback.extract_tb(error.__traceback__) if frame.filename == place]
    return frames[-1] if frames else 1


def _line(error: BaseException) -> str:
    """An error on one line."""
    told = error.msg if isinstance(error, SyntaxError) else str(error)
    return " ".join(f"{type(error).__name__}: {told}".split())


def _fault(strategy: Strategy) -> str:
    """What a strategy lacks to sit at the table; empty if nothing."""
    if not isinstance(strategy.name, str) or not strategy.name:
        return 'needs a name, such as name = "patient"'
    if strategy.name in ROSTER:
        return f"needs a name of its own: {strategy.name!r} is a strategy of the game"
    if strategy.kind not in KINDS:
        return f"kind: {unknown(strategy.kind, KINDS)}"
    if not isinstance(strategy.attitudes, dict):
        return "attitudes must be a dict of numbers by name"
    for name, value in strategy.attitudes.items():
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not np.isfinite(value):
            return f"attitudes: {name!r} must be a finite number, is {value!r}"
    return ""
