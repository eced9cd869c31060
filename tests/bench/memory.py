"""Memory, disk and resuming of batches of many runs: each command in a process of its own, which tells its peak."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from measuring import peak_memory, row, table

SCENARIO = "two-blocs"
ALONE = "--alone"
AIM = 1024
"""Most memory that any command may take [MB]."""


class Cost(NamedTuple):
    """What a command took: seconds on the clock and of the processor, and peak memory [MB]."""

    clock: float
    processor: float
    peak: float


def alone(arguments: list[str]) -> None:
    """Run a command of the game in this process and tell what it took; it ends as the command does."""
    from game.cli import main

    clock = time.perf_counter()
    code = main(arguments)
    cost = Cost(time.perf_counter() - clock, time.process_time(), peak_memory())
    print(json.dumps(cost))
    sys.exit(code)


def cost_of(*arguments: str, ends: int = 0) -> Cost:
    """What a command of the game takes, in a process of its own that ends with a code."""
    told = subprocess.run(
        [sys.executable, __file__, ALONE, *arguments], stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    if told.returncode != ends:
        told.check_returncode()
    return Cost(*json.loads(told.stdout.splitlines()[-1]))


def size_of(folder: Path) -> tuple[int, int]:
    """Bytes and files of a folder."""
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    return sum(sizes), len(sizes)


def kept(peak: float) -> str:
    return f"{AIM:,}" if peak < AIM else f"{AIM:,}, missed"


def many_runs(runs: tuple[int, ...], quarters: int) -> None:
    """Batches of more and more runs, the same once more when it is finished, and the report on each."""
    table(f"{SCENARIO}, {quarters} quarters, all tables, one process", aim="Aim, MB")
    for count in runs:
        with tempfile.TemporaryDirectory() as home:
            file, folder = Path(home, "many.toml"), Path(home, "many")
            file.write_text(f'format = 1\nscenario = "{SCENARIO}"\nreplicates = {count}\nquarters = {quarters}\n')
            batch = ("batch", str(file), "--out", str(folder), "--processes", "1", "--progress", "quiet")
            first = cost_of(*batch)
            size, files = size_of(folder)
            row(
                f"{count:,} runs: peak memory of the batch",
                f"{first.peak:.0f} MB ({first.clock:.0f} s, {first.processor:.0f} s of the processor)",
                kept(first.peak),
            )
            row(f"{count:,} runs: on disk", f"{size / 1e6:.1f} MB in {files:,} files, {size / count:.0f} bytes a run")
            again = cost_of(*batch)
            row(
                f"{count:,} runs: the finished batch once more",
                f"{again.clock:.2f} s ({again.processor:.2f} s of the processor), {again.peak:.0f} MB",
                kept(again.peak),
            )
            report = cost_of("report", str(folder))
            row(
                f"{count:,} runs: peak memory of the report",
                f"{report.peak:.0f} MB ({report.clock:.1f} s, {report.processor:.1f} s of the processor)",
                kept(report.peak),
            )


if __name__ == "__main__" and sys.argv[1:2] == [ALONE]:
    alone(sys.argv[2:])
