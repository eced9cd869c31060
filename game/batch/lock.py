"""One command at a time writes a folder of results: a lock of the system, which no killed process leaves behind."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from game.batch.store import LOCK, WRITER, StoreError, refuse_foreign


class Busy(StoreError):
    """Another process writes the folder."""


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold a folder, made if it is not there.

    Raises ``Busy``, which names the process that holds it, and ``OtherExperiment`` for a folder of other files.
    """
    refuse_foreign(folder)
    note = folder / WRITER  # beside the lock, whose file nobody else can read on Windows
    with ExitStack() as held:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            held.enter_context(FileLock(folder / LOCK, timeout=0))
            held.callback(note.unlink, missing_ok=True)
            note.write_text(f"process {os.getpid()} on {platform.node()}", encoding="utf-8")
        except Timeout:
            raise Busy(f"{folder} is being written by {_told(note)}: wait for it, or choose another folder") from None
        except OSError as error:
            raise StoreError(f"{folder} cannot be locked: {error.strerror}") from None
        yield


def _told(note: Path) -> str:
    """Who writes the folder; the note is not there yet when the lock has only just been taken."""
    try:
        return note.read_text(encoding="utf-8") or "another process"
    except FileNotFoundError:
        return "another process"
