"""Memory that a batch frees and takes again every quarter stays with the process instead of going back and forth."""

from __future__ import annotations

import ctypes
import sys
from functools import cache

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # numbers of the GNU C library, <malloc.h>
_KEPT, _LARGEST = 2**28, 2**25
"""Bytes that may lie idle at the end of the heap, and the largest block that is taken from it."""


@cache
def keep_freed() -> bool:
    """Ask the C library to keep what is freed; whether it can. The pages of a quarter are otherwise cleared anew."""
    if sys.platform != "linux":
        return False
    tune = getattr(ctypes.CDLL(None), "mallopt", None)  # other C libraries have no such function
    return tune is not None and bool(tune(_TRIM_THRESHOLD, _KEPT)) and bool(tune(_MMAP_THRESHOLD, _LARGEST))
