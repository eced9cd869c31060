"""Dataclasses of arrays as a whole: some worlds of them, two of them mixed, and whether two are the same to the bit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

import numpy as np

from agents.columns import Array, listed

T = TypeVar("T")


def _mapped(change: Callable[..., Array], *owners: Any) -> Any:
    new = {}
    for field in fields(owners[0]):
        values = [getattr(owner, field.name) for owner in owners]
        if is_dataclass(values[0]):
            new[field.name] = _mapped(change, *values)
        elif isinstance(values[0], np.ndarray):
            new[field.name] = (
                values[0] if all(v is values[0] for v in values[1:]) and len(values) > 1 else change(*values)
            )
    return replace(owners[0], **new)


def replaced(owner: T, new: Mapping[str, Any]) -> T:
    """A state with some of its arrays exchanged: ``dataclasses.replace`` without running the constructor again."""
    made = copy(owner)
    made.__dict__.update(new)
    return made


def taken(owner: T, worlds: Array) -> T:
    """Some worlds of a state, by index (an index may come twice)."""
    return _mapped(lambda x: np.ascontiguousarray(x.take(worlds, axis=-1)), owner)


def chosen(first: Array, one: T, other: T) -> T:
    """``one`` where ``first`` (world,) is true, ``other`` elsewhere."""
    where = listed(first)

    def mix(mine: Array, theirs: Array) -> Array:
        kept = mine.take(where, axis=-1)
        if np.array_equal(kept, theirs.take(where, axis=-1)):
            return theirs.astype(mine.dtype, copy=False)
        mixed = theirs.astype(mine.dtype)
        mixed[..., where] = kept
        return mixed

    return _mapped(mix, one, other)


def named_arrays(owner: Any, prefix: str = "") -> dict[str, Array]:
    """All arrays of a state by dotted name."""
    found: dict[str, Array] = {}
    for field in fields(owner):
        value = getattr(owner, field.name)
        if is_dataclass(value):
            found |= named_arrays(value, f"{prefix}{field.name}.")
        elif isinstance(value, np.ndarray):
            found[prefix + field.name] = value
    return found


def differences(one: Any, other: Any) -> list[str]:
    """Names of the arrays in which two states differ by at least one bit."""
    mine, theirs = named_arrays(one), named_arrays(other)
    return [
        name
        for name, value in mine.items()
        if value.shape != theirs[name].shape
        or not np.array_equal(value, theirs[name], equal_nan=value.dtype.kind == "f")
    ]
