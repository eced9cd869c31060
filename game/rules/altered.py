"""What one order sheet changes of another, cell by cell: found once for range, price, legality and putting back."""

from __future__ import annotations

from typing import NamedTuple

from agents.columns import Array, columns_of, places
from game.orders import Orders
from game.setting import Setting


class Altered(NamedTuple):
    """Cells of a field in which two sheets differ, in order.

    ``cells`` are their indices along every axis, ``seat`` and ``world`` whose they are, ``old`` and ``new`` their
    values · each (cell,). ``shape`` is that of the field.
    """

    cells: tuple[Array, ...]
    seat: Array
    world: Array
    old: Array
    new: Array
    shape: tuple[int, ...]


Changes = dict[str, Altered]
"""What is altered, by order field; fields in which nothing is are left out."""
_last: list[tuple[Orders, Orders, Changes]] = []


def altered(old: Orders, new: Orders, setting: Setting) -> Changes:
    """The lines of seats in which two sheets differ.

    The sheets compared last are kept, because legality, price and putting back ask for the same.
    """
    if old is new:
        return {}
    for before, after, found in tuple(_last):
        if before is old and after is new:
            return found
    found = {}
    n = setting.nation_seats
    first_and_lines = {"firm": (n, len(setting.firms)), "party": (0, len(setting.seats))}
    for name, declared in columns_of(Orders).items():
        before, after = getattr(old, name), getattr(new, name)
        if before is not after:
            first, lines = first_and_lines.get(declared.axes[0], (0, n))
            cells = places(before[:lines] != after[:lines])
            if len(cells[0]):
                found[name] = Altered(cells, cells[0] + first, cells[-1], before[cells], after[cells], after.shape)
    _last[:] = [(old, new, found)]
    return found
