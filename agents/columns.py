"""Array fields that declare their axes, unit, meaning and who may know them, once, where they are declared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Known = Literal["public", "own", "reported", "hidden"]

AXES = {
    "restrictor": "nation",
    "target": "nation",
    "truster": "nation",
    "trusted": "nation",
    "seller": "nation",
    "buyer": "nation",
    "partner": "nation",
    "observer": "nation",
    "subject": "seat",
    "party": "seat",
}
"""Role names of axes and the axis whose length they share."""


@dataclass(frozen=True, slots=True)
class Column:
    """The declaration of one array field; the world axis, always last, is left out of ``axes``.

    ``known`` says who may know a value: everybody (*public*), the seat of its first axis (*own*), that seat exactly
    and others with an error (*reported*), or nobody before the game ends (*hidden*).
    ``rule`` names the file under ``game/rules`` that writes (world) or reads (orders, parameters) the field and
    ``moves`` the world field which a change of it moves first. ``idle`` is the value to which an order that acts once
    falls back after its quarter; orders that stand until changed have none. ``audited`` marks what an audit in public
    shows of a firm, ``person`` an order that only a person gives and no strategy.
    """

    axes: tuple[str, ...]
    unit: str
    meaning: str
    known: Known = "public"
    low: float = -np.inf
    high: float = np.inf
    dtype: str = "float64"
    rule: str = ""
    moves: tuple[str, ...] = ()
    price: int = 0
    label: str = ""
    idle: float | None = None
    audited: bool = False
    person: bool = False

    def shape(self, sizes: Mapping[str, int]) -> tuple[int, ...]:
        """Lengths of the axes, the world axis left out."""
        return tuple(sizes[AXES.get(axis, axis)] for axis in self.axes)


def column(*axes: str, unit: str = "", meaning: str, **declared: Any) -> Any:
    """Declare a dataclass field that holds an array with these axes (and the world axis, last)."""
    return field(metadata={"column": Column(axes, unit, meaning, **declared)})


@cache
def columns_of(owner: type) -> dict[str, Column]:
    """The declared columns of a dataclass, by field name, in order."""
    return {f.name: f.metadata["column"] for f in fields(owner) if "column" in f.metadata}


def check_shapes(owner: Any, sizes: Mapping[str, int], worlds: int) -> None:
    """Raise ``ValueError`` for a field whose array has another shape or type than its declaration."""
    for name, declared in columns_of(type(owner)).items():  # type: ignore[arg-type]  # a class is hashable
        array = getattr(owner, name)
        wanted = (*declared.shape(sizes), worlds)
        if array.shape != wanted:
            raise ValueError(f"{type(owner).__name__}.{name} has shape {array.shape}, declared {wanted}")
        if array.dtype != np.dtype(declared.dtype):
            raise ValueError(f"{type(owner).__name__}.{name} has type {array.dtype}, declared {declared.dtype}")


def total(x: Array, axis: int = 0) -> Array:
    """Sum along a leading axis, in the same order of additions for one world and for many.

    NumPy adds pairwise when a single world makes the summed axis contiguous, and row by row where longer axes follow
    it; the two differ in the last digit, and a game played alone would leave the path of the same game in a batch.

    >>> total(np.array([[1.0], [2.0], [4.0]])).tolist()
    [7.0]
    """
    x = np.ascontiguousarray(x)
    if x.strides[axis] > x.itemsize or not x.size:  # others lie between the numbers that are added
        return np.asarray(np.add.reduce(x, axis=axis))
    return np.asarray(np.add.accumulate(x, axis=axis).take(-1, axis=axis))


def raised(base: Array, exponent: Array) -> Array:
    """``base`` to the power of ``exponent``, for bases of zero and above; zero stays zero.

    NumPy's own power takes short cuts (a root, a square) when the exponent happens to have one element, so a game in
    one world would differ from the same game in a batch in the last digit.

    >>> raised(np.array([0.0, 4.0]), np.array(0.5)).round(12).tolist()
    [0.0, 2.0]
    """
    above = np.asarray(base) > 0
    if above.all():
        return np.asarray(np.exp(exponent * np.log(base)))
    return np.where(above, np.exp(exponent * np.log(np.where(above, base, 1.0))), 0.0)


def ratio(part: Array, whole: Array, otherwise: float = 0.0) -> Array:
    """``part``, which has the result's shape, over ``whole``; ``otherwise`` where the whole is not above zero.

    >>> ratio(np.array([1.0, 3.0]), np.array([2.0, 0.0])).tolist()
    [0.5, 0.0]
    """
    above = whole > 0
    if above.all():
        return np.asarray(part / whole)
    result = np.zeros(part.shape)
    if otherwise:
        result += otherwise
    return np.divide(part, whole, out=result, where=above)


@cache
def identity(count: int) -> Array:
    """1 within a row and column of the same number, 0 elsewhere · (count, count, 1)."""
    return np.eye(count)[:, :, None]


def places(where: Array) -> tuple[Array, ...]:
    """Indices of the true cells along every axis, in order: like ``np.nonzero``, faster where few of many are true.

    >>> [axis.tolist() for axis in places(np.array([[True, False], [False, True]]))]
    [[0, 1], [0, 1]]
    """
    return np.unravel_index(where.reshape(-1).nonzero()[0], where.shape)


def changes(old: Array, new: Array) -> tuple[Array, ...]:
    """Cells in which two blocks differ and by how much: their indices along every axis, then the change.

    >>> [part.tolist() for part in changes(np.array([0.0, 1.0]), np.array([0.0, 3.0]))]
    [[1], [2.0]]
    """
    if old is new:
        return (*(np.zeros(0, np.int64),) * old.ndim, np.zeros(0))
    cells = places(old != new)
    return (*cells, new[cells] - old[cells])


def listed(where: Any) -> Array:
    """Indices of the true entries of a list: like ``np.flatnonzero``, at a fraction of the price for a short one.

    >>> listed(np.array([False, True, True])).tolist()
    [1, 2]
    """
    found: Array = where.nonzero()[0]
    return found


def along(x: Array, index: Array) -> Array:
    """Entries of the first axis chosen in each row, several a row · (..., row), from (k, row) and (..., row).

    >>> along(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1, 0], [1, 1]])).tolist()
    [[3.0, 2.0], [3.0, 4.0]]
    """
    entries: Array = x[index, np.arange(x.shape[-1])]
    return entries


def turns(address: Array) -> Array:
    """How many before each have the same address · like ``address``.

    >>> turns(np.array([7, 3, 7, 7])).tolist()
    [0, 0, 1, 2]
    """
    order = address.argsort(kind="stable")
    place, every = address[order], np.arange(len(address))
    first = np.zeros(len(place), np.int64)
    first[1:] = every[1:] * (place[1:] != place[:-1])
    turn = np.empty(len(place), np.int64)
    turn[order] = every - np.maximum.accumulate(first)
    return turn


def share(x: Array, axis: int = 0) -> Array:
    """Parts of the whole along an axis; zero where the whole is zero."""
    whole = total(x, axis).reshape(*x.shape[:axis], 1, *x.shape[axis + 1 :])
    return ratio(x, whole)
