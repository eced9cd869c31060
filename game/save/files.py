"""Files of saved games: written safely, read with care."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
from importlib import import_module
from pathlib import Path
from typing import Any

VERSION = str(import_module("game").__version__)  # by name: an import would stand for all that the package offers
KIND, FORMAT = "detente-save", 2
BODY_SEALED = 1
"""The older format, whose digest is that of the body alone; its head was not covered."""
PARTS = (
    "seed", "key", "strict", "cast", "people", "policies", "first_quarter", "begin", "quarters",
    "last", "pins", "wishes", "replies", "offers", "failures", "note", "ending",
)  # fmt: skip
"""What every file holds; beside it stands what the game says in describing itself."""
HEAD = {"rules": int, "version": str, "summary": dict, "digest": str}
"""What stands before the body of every file, and of what kind it is."""
LATER_PARTS = ("limits", "strategies")
"""What files hold since later, and older ones lack."""


class SaveError(Exception):
    """Why a file could not be written or read, in one sentence."""


def canonical(value: Any) -> str:
    """The same text for the same values, on which digests are taken."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def write_safely(target: Path, text: str) -> None:
    """Put a text in a file so that the old one stays intact until the new one is whole on the disk."""
    if not target.name:
        raise SaveError(f"{target} could not be written: it is a folder.")
    if target.exists() and not target.is_file() and not target.is_dir():
        raise SaveError(f"{target.name} could not be written: it is a device, not a file.")  # a rename would replace it
    beside = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with open(beside, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, target)
        _sync_folder(target.parent)
    except OSError as error:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise SaveError(f"{target.name} could not be written: {_cause(error)}.") from None


def _cause(error: OSError) -> str:
    known = {
        errno.ENOSPC: "the disk is full",
        errno.EDQUOT: "the disk is full",
        errno.EFBIG: "the file would be too large",
        errno.EACCES: "the folder may not be written to",
        errno.EPERM: "the folder may not be written to",
        errno.EROFS: "the disk may only be read",
        errno.ENOTDIR: "a file stands where its folder should be",
        errno.EISDIR: "it is a folder",
        errno.EEXIST: "a file stands where its folder should be",
    }
    return known.get(error.errno or 0, error.strerror or error.__class__.__name__)


def _sync_folder(folder: Path) -> None:
    with contextlib.suppress(OSError):  # some systems cannot open a folder; the file itself is safe by then
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def read(path: str | Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Head and body of a file, checked."""
    source = Path(path)
    try:
        text = source.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise SaveError(f"There is no file {source.name}.") from None
    except UnicodeDecodeError:
        raise SaveError(f"{source.name} is not a saved game.") from None
    except OSError as error:
        raise SaveError(f"{source.name} could not be read: {_cause(error)}.") from None
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        what = (
            "is cut short or damaged"
            if text.lstrip().startswith('{"') and KIND in text[:2000]
            else "is not a saved game"
        )
        raise SaveError(f"{source.name} {what}.") from None
    if not isinstance(whole, dict) or whole.get("kind") != KIND or not isinstance(whole.get("body"), dict):
        raise SaveError(f"{source.name} is not a saved game.")
    written = whole.get("format")
    if type(written) is not int or written < BODY_SEALED:  # true is a number to Python, and no format
        raise SaveError(f"{source.name} is damaged: {written!r} is no format of a saved game.")
    if written > FORMAT:
        newer = whole.get("version", "?")
        raise SaveError(f"{source.name} was saved by a newer version ({newer}) in a format that this one cannot read.")
    body = whole.pop("body")
    strange = [part for part, kind in HEAD.items() if type(whole.get(part)) is not kind]
    if strange:
        raise SaveError(f"{source.name} is damaged: {strange[0]!r} is missing or of a wrong kind.")
    missing = [part for part in PARTS if part not in body]
    if missing:
        raise SaveError(f"{source.name} is damaged: {missing[0]!r} is missing.")
    if not _intact(whole, body):
        raise SaveError(f"{source.name} was altered since it was saved.")
    return whole, body


def digest(head: dict[str, Any], body: str) -> str:
    """The digest of a file: of its head but for the digest itself, and of its body as canonical text."""
    covered = canonical({part: value for part, value in head.items() if part != "digest"})
    return hashlib.sha256(f"{covered}\n{body}".encode()).hexdigest()


def _intact(head: dict[str, Any], body: dict[str, Any]) -> bool:
    """Whether the digest of a file fits; not if it holds what is never written, such as an infinite number."""
    try:
        text = canonical(body)
        if head["format"] == BODY_SEALED:
            return bool(hashlib.sha256(text.encode()).hexdigest() == head["digest"])
        return bool(digest(head, text) == head["digest"])
    except ValueError:
        return False
