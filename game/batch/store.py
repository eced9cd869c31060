"""Where a batch is kept: a folder with one file a part and table, written so that nothing half-done ever counts."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import platform
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from game import __version__
from game.batch.plan import Part, Plan, Played, planned_before
from game.batch.schema import fields_of
from game.rules import RULES

if TYPE_CHECKING:
    import pandas

MANIFEST, DONE, UNFINISHED = "manifest.json", "done", "unfinished"
LOCK, WRITER = "lock", "writer"
"""What the process that writes the folder holds, and the note that names it."""
SAVE = "save.json"
"""The copy of the saved game from which the games go on, if they do."""
FORMAT = 2
TOLD: dict[str, type] = {
    "digest": str, "version": str, "rules": int, "scenario": dict, "seeds": list, "runs": int, "parts": int,
    "arms": list, "parameters": dict, "tables": list, "strategies": dict, "environment": dict, "experiment": dict,
    "resolved": dict,
}  # fmt: skip
"""What every manifest tells."""
NOTED: dict[str, type] = {"part": int, "first": int, "runs": int, "failed": int, "files": dict}
"""What the note of a part tells."""
LEVELLED = "set NPY_DISABLE_CPU_FEATURES to what only one of them has"
"""How processors of several kinds come to the same last digits."""
FULL = {errno.ENOSPC, errno.EFBIG, errno.EDQUOT}
ROOT = Path(__file__).parents[2]


class StoreError(Exception):
    """A folder of results that cannot be used, or not be written."""


class DiskFull(StoreError):
    """There is no room for another part."""


class OtherExperiment(StoreError):
    """The folder holds the results of another experiment."""


class OtherVersion(StoreError):
    """The folder was begun with other software."""


class NoResults(StoreError):
    """The folder holds no results of a batch."""


class Damaged(StoreError):
    """A file of results is not as it was written."""


class Results:
    """What a folder holds: tables of the parts that are done, in the order of runs."""

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        self.manifest: dict[str, Any] = _manifest(self.folder)

    @cached_property
    def plan(self) -> Plan:
        """The plan that is being played, made again from the manifest. Raises ``OtherVersion`` if that cannot be."""
        from game.batch.origin import OriginRefused

        kept = self.manifest
        try:
            plan = planned_before(kept["experiment"], kept["resolved"], kept["strategies"], self.folder / SAVE)
        except OriginRefused as refusal:
            raise Damaged(f"{self.folder / SAVE} is not as it was written: {refusal.text}") from None
        except (KeyError, TypeError, ValueError) as error:
            told = f"{self.folder / MANIFEST} is not as it was written: no plan comes of it ({type(error).__name__})"
            raise Damaged(told) from error
        if plan.digest != self.manifest["digest"]:
            raise OtherVersion(
                f"{self.folder} holds the experiment {self.manifest['digest']} of version {self.manifest['version']}; "
                f"this version ({__version__}) makes {plan.digest} of it"
            )
        return plan

    @property
    def done(self) -> list[int]:
        """First runs of the parts that are done, in order."""
        return sorted(int(path.stem.removeprefix("part-")) for path in (self.folder / DONE).glob("part-*.json"))

    def notes(self) -> Iterator[dict[str, Any]]:
        """The notes of the parts that are done, in the order of runs, each read when it is asked for."""
        return map(self.note, self.done)

    def note(self, first: int) -> dict[str, Any]:
        """What is noted of the part that begins with this run: its number, runs, failed runs and files."""
        path = self.folder / DONE / _name(first, "json")
        return _shaped(path, _read(path), NOTED)

    @property
    def tables(self) -> list[str]:
        """Names of the tables."""
        return list(self.manifest["tables"])

    def paths(self, name: str) -> list[Path]:
        """Files of a table, in the order of runs."""
        if name not in self.tables:
            raise NoResults(f"{self.folder} holds no table {name!r}; it holds {', '.join(self.tables)}")
        return [self.path(name, first) for first in self.done]

    def path(self, name: str, first: int) -> Path:
        """File of a table of the part that begins with this run."""
        return self.folder / name / _name(first, "parquet")

    def table(self, name: str, columns: list[str] | None = None) -> pa.Table:
        """A table, or some columns of it, as Arrow has it."""
        paths = self.paths(name)
        if not paths:
            raise NoResults(f"no part of {self.folder} is done yet")
        return pa.concat_tables([rows_of(path, columns) for path in paths]).unify_dictionaries()

    def frame(self, name: str, columns: list[str] | None = None) -> pandas.DataFrame:
        """A table, or some columns of it, as a pandas data frame."""
        return self.table(name, columns).to_pandas()

    def check(self) -> None:
        """Raise ``Damaged`` for a file that is not as it was written."""
        for note in self.notes():
            for file in note["files"].values():
                path = self.folder / file["path"]
                if not path.is_file() or _sha256_of(path) != file["sha256"]:
                    raise _damaged(path)


class Store:
    """The folder of one plan, to be filled part by part."""

    def __init__(self, folder: Path, plan: Plan) -> None:
        self.folder, self.plan = folder, plan

    @classmethod
    def create(cls, folder: str | Path, plan: Plan) -> Store:
        """The folder for a plan: a new one, or one that the same plan was begun in with the same software."""
        store = cls(Path(folder), plan)
        wanted = manifest_of(plan)
        try:
            refuse_foreign(store.folder)
            begun = (store.folder / MANIFEST).exists()
            if begun:
                _same(store.folder, _manifest(store.folder), wanted)
            (store.folder / UNFINISHED).mkdir(parents=True, exist_ok=True)
            for left in (store.folder / UNFINISHED).glob("[0-9]*-*"):  # by a process that was ended while it wrote
                left.unlink()
            if plan.origin is not None and not (begun and (store.folder / SAVE).exists()):
                store._write(SAVE, plan.origin.data)
            if not begun:
                store._write(MANIFEST, _text(wanted))
            for name in (DONE, *wanted["tables"]):
                (store.folder / name).mkdir(exist_ok=True)
        except OSError as error:
            raise store._told(error) from None
        return store

    def pending(self, retry: bool = False) -> list[int]:
        """Numbers of the parts to be played now; with ``retry`` also of those in which runs failed.

        Of a batch that stops by itself these are the parts of one round. They depend on nothing but the rounds before
        it, which are whole.
        """
        left: list[int] = []
        results, done = self.results(), self._done()
        for rounds, parts in enumerate(self.plan.rounds):
            missing = [part.number for part in parts if part.first not in done]
            if retry:
                there = (part for part in parts if part.first in done)
                left += [part.number for part in there if results.note(part.first)["failed"]]
            if missing:
                return left if rounds and self._settled(rounds) else sorted(left + missing)
        return left

    def has(self, part: Part) -> bool:
        """Whether a part is done."""
        return (self.folder / DONE / _name(part.first, "json")).exists()

    def _done(self) -> set[int]:
        """First runs of the parts that are done: to look them all up here is faster than to ask for each."""
        return set(self.results().done)

    @property
    def runs(self) -> int:
        """Runs that are done or failed."""
        done = self._done()
        return sum(part.count for part in self.plan.parts if part.first in done)

    def _settled(self, rounds: int) -> bool:
        from game.batch.stopping import looked  # statistics are loaded here, for batches that stop by themselves

        return all(one.settled for one in looked(self.results(), self.plan, rounds))

    def close(self) -> None:
        """Write into the manifest where a batch that stops by itself came to stand, once nothing is left to play."""
        if self.plan.experiment.stop is None:
            return
        from game.batch.stopping import looked, stopped

        done = self._done()
        rounds = [parts for parts in self.plan.rounds if all(part.first in done for part in parts)]
        told = stopped(self.plan, rounds, looked(self.results(), self.plan, len(rounds)))
        manifest = _manifest(self.folder)
        try:
            if manifest.get("stopped") != told:
                self._write(MANIFEST, _text({**manifest, "stopped": told}))
        except OSError as error:
            raise self._told(error) from None

    def keep(self, played: Played) -> None:
        """Write the files of a part, then the note that it is done. Raises ``DiskFull`` if there is no room."""
        part = self.plan.parts[played.part]
        files = {}
        try:
            for name, data in played.tables.items():
                path = f"{name}/{_name(part.first, 'parquet')}"
                self._write(path, data)
                files[name] = {"path": path, "bytes": len(data), "sha256": _sha256(data)}
            note = {"part": part.number, "first": part.first, "runs": part.count, "failed": played.failed}
            self._write(f"{DONE}/{_name(part.first, 'json')}", _text({**note, "files": files}))
        except OSError as error:
            raise self._told(error) from None

    def results(self) -> Results:
        """What is there so far."""
        return Results(self.folder)

    def _write(self, name: str, data: bytes) -> None:
        """A file is whole or not there: written beside, brought to the disk, then renamed."""
        beside = self.folder / UNFINISHED / f"{os.getpid()}-{name.replace('/', '-')}"
        try:
            with beside.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(beside, self.folder / name)
        finally:  # also when the disk is full, or on Ctrl-C
            beside.unlink(missing_ok=True)
        _settle((self.folder / name).parent)

    def _told(self, error: OSError) -> StoreError:
        if error.errno in FULL:
            return DiskFull(
                f"the disk of {self.folder} is full ({error.strerror}): finished parts are kept; make room and run the "
                "same command again"
            )
        return StoreError(f"{self.folder} cannot be written: {error.strerror}")


def refuse_foreign(folder: Path) -> None:
    """Raise ``OtherExperiment`` for a folder that holds files, and none of them of a batch."""
    if not folder.is_dir() or (folder / MANIFEST).exists():
        return
    begun = {UNFINISHED, LOCK, WRITER}  # what a batch that was ended at its beginning leaves, and then a save
    begun |= {SAVE} if (folder / UNFINISHED).is_dir() else set()
    if any(entry.name not in begun for entry in folder.iterdir()):
        raise OtherExperiment(f"{folder} holds other files: choose a new folder")


def rows_of(path: Path, columns: Sequence[str] | None = None) -> pa.Table:
    """Columns of one file. A folder may hold very many small files, and this opens them fastest. Raises ``Damaged``."""
    with intact(path), pq.ParquetFile(path) as file:
        if columns is None:
            return file.read(use_threads=False)
        return file.read(columns=list(columns), use_threads=False).select(list(columns))


@contextmanager
def intact(path: Path) -> Iterator[None]:
    """Read a file of results here. Raises ``Damaged`` if it is gone, or cannot be read as it was written."""
    try:
        yield
    except (OSError, pa.ArrowException) as error:
        raise _damaged(path) from error


def _damaged(path: Path) -> Damaged:
    note = path.parents[1] / DONE / f"{path.stem}.json"
    return Damaged(f"{path} is not as it was written: delete {note} and run the batch again")


def _settle(folder: Path) -> None:
    """Bring the names in a folder to the disk, where the system lets folders be opened."""
    if os.name == "posix":
        place = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(place)
        finally:
            os.close(place)


def manifest_of(plan: Plan) -> dict[str, Any]:
    """What is kept beside the results: what was played, with which numbers and which software."""
    experiment = plan.experiment.model_dump(mode="json", by_alias=True, exclude_none=True)
    save = {"digest": plan.origin.digest, "quarter": plan.origin.quarter} if plan.origin else None
    return {
        "format": FORMAT,
        "digest": plan.digest,
        "version": __version__,
        "rules": RULES,
        **checkout(),
        "scenario": {"name": plan.scenario.name, "digest": plan.scenario.digest},
        **({"save": save} if save else {}),
        "seeds": [plan.experiment.seed, (plan.experiment.seed + plan.replicates - 1) % 2**64],
        "runs": plan.runs,
        "parts": len(plan.parts),
        "arms": list(plan.arms),
        "parameters": {f.name: {"kind": f.kind, "unit": f.unit, "range": [f.low, f.high]} for f in plan.factors},
        "tables": list(fields_of(plan)),
        "strategies": {key: asdict(plugin) for key, plugin in plan.plugins.items()},
        "environment": {
            "python": platform.python_version(), "numpy": np.__version__, "pyarrow": pa.__version__,
            "platform": f"{platform.system()} {platform.machine()}", "instructions": instructions(),
        },
        "experiment": {**experiment, "save": SAVE} if save else experiment,
        "resolved": plan.scenario.resolved,
    }  # fmt: skip


def instructions() -> str:
    """What NumPy uses of the processor; other vector instructions may make other last digits."""
    known = np.show_config(mode="dicts")["SIMD Extensions"]
    return " ".join([*known.get("baseline", []), *known.get("found", [])])


def checkout() -> dict[str, str | None]:
    """Commit of the checkout that the game runs from, and the digest of what was changed since; None without one."""
    if not (ROOT / ".git").exists():
        return {"commit": None, "changes": None}
    rooms = ("agents", "game", "assets")
    changed = [_git("diff", "HEAD", "--", *rooms).encode()]
    for name in _git("ls-files", "-z", "--others", "--exclude-standard", "--", *rooms).split("\0")[:-1]:
        changed += [name.encode(), (ROOT / name).read_bytes()]
    commit = _git("rev-parse", "HEAD").strip()
    return {"commit": commit or None, "changes": _sha256(b"\0".join(changed)) if any(changed) else None}


def _git(*words: str) -> str:
    try:
        done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    except FileNotFoundError:  # a checkout on a machine without Git
        return ""
    return done.stdout if done.returncode == 0 else ""


def _same(folder: Path, found: dict[str, Any], wanted: dict[str, Any]) -> None:
    """Raise unless a manifest is that of the same plan and software."""
    software = [(name, found[name], wanted[name]) for name in ("version", "rules", "commit", "changes")]
    software += [(name, found["environment"].get(name), is_now) for name, is_now in wanted["environment"].items()]
    for name, then, now in software:
        if then != now:
            same = LEVELLED if name == "instructions" else "go on with the same"
            raise OtherVersion(
                f"{folder} was begun with {name} {then}, and this is {name} {now}: {same}, or choose "
                "another folder"
            )
    before = {kept["reference"]: kept["digest"] for kept in found["strategies"].values()}
    for now in wanted["strategies"].values():
        then = before.get(now["reference"], now["digest"])
        if then != now["digest"]:
            raise OtherExperiment(
                f"{folder} was begun with another {now['reference']} (SHA-256 {then[:12]}, now {now['digest'][:12]}): "
                "choose another folder, or put the strategy back as it was"
            )
    if found["digest"] != wanted["digest"]:
        raise OtherExperiment(
            f"{folder} holds the experiment {found['digest']}, not {wanted['digest']}: choose another folder"
        )


def _manifest(folder: Path) -> dict[str, Any]:
    path = folder / MANIFEST
    if not path.is_file():
        raise NoResults(f"{folder} holds no results of a batch: {MANIFEST} is not there")
    found = _read(path)
    if found.get("format") != FORMAT:
        raise OtherVersion(f"{path} has the format {found.get('format')}, and this version reads {FORMAT}")
    return _shaped(path, found, TOLD)


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise Damaged(f"{path} cannot be read: {error}") from None
    if not isinstance(found, dict):
        raise Damaged(f"{path} cannot be read: it is not a JSON object")
    return found


def _shaped(path: Path, found: dict[str, Any], shape: Mapping[str, type]) -> dict[str, Any]:
    """What a file holds, if it tells all that it should."""
    if lacking := [key for key, kind in shape.items() if not isinstance(found.get(key), kind)]:
        raise Damaged(f"{path} is not as it was written: it does not tell {', '.join(lacking)}")
    return found


def _name(first: int, ending: str) -> str:
    return f"part-{first:09d}.{ending}"


def _text(values: dict[str, Any]) -> bytes:
    return (json.dumps(values, indent=1, ensure_ascii=False) + "\n").encode()


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
