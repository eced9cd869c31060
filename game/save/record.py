"""What a quarter decided, as a digest and as numbers that a replay is compared with."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from agents.columns import Array
from game.chronicle import FROM_SESSION
from game.save.files import canonical
from game.session import Snapshot
from game.worlds import named_arrays

NEAR = 1e-9
"""Relative difference up to which numbers of a replay count as the same (other processors differ in the last digit)."""


def quarter_digest(record: Mapping[str, Any], events: list[Any], snapshot: Snapshot) -> str:
    """Digest of what a quarter decided: offers, answers, orders, events, and every whole number of the state."""
    whole = hashlib.sha256()
    for state in (snapshot.world, snapshot.standing):
        for name, array in named_arrays(state).items():
            if array.dtype.kind in "iub":
                whole.update(name.encode())
                whole.update(np.ascontiguousarray(array).astype(np.int64).tobytes())
    told = [
        {"kind": event.kind, "seats": list(event.seats), "values": _without_floats(event.values)}
        for event in sorted(events, key=lambda event: (event.kind, event.seats))
        if event.kind not in FROM_SESSION
    ]
    decided = {"talks": record["talks"], "orders": record["orders"], "events": told, "whole": whole.hexdigest()}
    return _digest(json.loads(json.dumps(decided)))


def _without_floats(value: Any) -> Any:
    """Plain values as far as they are decisions: numbers with a fraction are compared apart."""
    if isinstance(value, Mapping):
        return {key: _without_floats(entry) for key, entry in value.items() if not isinstance(entry, float)}
    if isinstance(value, (list, tuple)):
        return [_without_floats(entry) for entry in value if not isinstance(entry, float)]
    return value


def _digest(value: Any) -> str:
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def quarter_numbers(snapshot: Snapshot) -> dict[str, float]:
    """One number for every array with fractions, to twelve digits: a sum in which every place weighs differently."""
    found = {}
    for state in (snapshot.world, snapshot.standing):
        for name, array in named_arrays(state).items():
            if array.dtype.kind == "f":
                flat = np.nan_to_num(array.ravel())
                found[name] = float(f"{np.add.reduce(flat * _weights(len(flat))):.12g}")
    return found


def _weights(count: int) -> Array:
    return 1 + np.arange(count) / max(count, 1)


def numbers_differ(snapshot: Snapshot, told: Mapping[str, float]) -> list[str]:
    """Names of arrays whose number differs by more than it may."""
    wrong = []
    for state in (snapshot.world, snapshot.standing):
        for name, array in named_arrays(state).items():
            if array.dtype.kind == "f" and name in told:
                flat = np.nan_to_num(array.ravel())
                weights = _weights(len(flat))
                scale = float(np.add.reduce(np.abs(flat) * weights))
                if abs(float(np.add.reduce(flat * weights)) - told[name]) > NEAR * max(scale, 1e-3):
                    wrong.append(name)
    return wrong
