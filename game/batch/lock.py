"""One command at a time writes a folder of results: a lock of the system, which no killed process leaves behind."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from game.batch.store import LOCK, StoreError

BEYOND = 1 << 20
"""Where Windows locks the file: past the words in it, which others are to read."""


class Busy(StoreError):
    """Another process writes the folder."""


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold a folder, made if it is not there. Raises ``Busy``, which names the process that holds it."""
    path = folder / LOCK
    try:
        folder.mkdir(parents=True, exist_ok=True)
        place = _opened(path)
    except OSError as error:
        raise StoreError(f"{folder} cannot be locked: {error.strerror}") from None
    try:
        os.truncate(place, 0)
        os.write(place, f"process {os.getpid()} on {platform.node()}".encode())
        yield
    finally:
        _given_back(path, place)


def _opened(path: Path) -> int:
    """The lock's file, locked. Whoever gives a lock back deletes its file, which may be the one just opened."""
    while True:
        place = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            _lock(place)
        except (BlockingIOError, PermissionError):
            holder = os.read(place, 1000).decode(errors="replace") or "another process"
            os.close(place)
            raise Busy(f"{path.parent} is being written by {holder}: wait for it, or choose another folder") from None
        except OSError:
            os.close(place)
            raise
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(place), os.stat(path)):
                return place
        os.close(place)


if sys.platform == "win32":
    import msvcrt

    def _lock(place: int) -> None:
        os.lseek(place, BEYOND, os.SEEK_SET)
        try:
            msvcrt.locking(place, msvcrt.LK_NBLCK, 1)
        finally:
            os.lseek(place, 0, os.SEEK_SET)

    def _given_back(path: Path, place: int) -> None:
        os.close(place)
        with suppress(OSError):  # somebody else has opened it since, and will delete it
            path.unlink()

else:
    import fcntl

    def _lock(place: int) -> None:
        fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _given_back(path: Path, place: int) -> None:
        with suppress(FileNotFoundError):
            path.unlink()  # while it is locked: nobody else deletes it, and who opened it looks again
        os.close(place)
