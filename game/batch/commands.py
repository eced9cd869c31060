"""The command ``detente batch``."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from game.batch.own_option import With

if TYPE_CHECKING:
    from game.batch.engines import Engine, Processes
    from game.batch.experiment import Experiment
    from game.batch.plan import Plan
    from game.batch.store import Store

RUN = "run"


class Stopped(Exception):
    """Ctrl-C, with what became of what was under way, said in one line."""


class Batches(TyperGroup):
    """``batch`` followed by anything but the name of one of its commands runs an experiment."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """The arguments, with the command that runs experiments put in where none is named."""
        named = bool(args) and args[0] in self.commands
        return super().parse_args(ctx, args if named else [RUN, *(args or ["--help"])])


batch = typer.Typer(cls=Batches, help="Play an experiment in many games and keep the results.", rich_markup_mode=None)

EXAMPLES = (
    "\b\nExamples:\n"
    "  detente batch thaw.toml --out thaw\n"
    "  detente batch thaw.toml --dry-run\n"
    "  detente batch --scenario two-plans-2025 --vary rivalry=0.25:3 --replicates 200\n"
    "  detente batch --scenario two-blocs --vary rivalry=0.5,1,2 --design full --processes 2\n"
    "  detente batch --save game.json --quarter 9 --vary rivalry=0.25:3\n"
    "  detente batch --scenario two-plans-2025 --arm thaw:USA=pragmatist,CHN=pragmatist\n"
    "  detente batch thaw.toml --out thaw --cluster tcp://192.0.2.1:8786\n\n"
    "'detente batch verify DIR' plays some runs again and compares. The same command goes on with a batch that was "
    "interrupted, and so does 'detente batch --out DIR'. "
    "Exit codes: 0 done, 1 done but some runs failed, 2 cannot, 130 interrupted."
)


@batch.command(RUN, epilog=EXAMPLES)
def run(
    experiment: Annotated[Path | None, typer.Argument(metavar="EXPERIMENT", help="An experiment file.")] = None,
    scenario: Annotated[
        str | None, typer.Option("--scenario", metavar="NAME", help="Scenario to play, instead of a file.")
    ] = None,
    save: Annotated[
        Path | None, typer.Option("--save", metavar="FILE", help="Saved game to go on from, instead of a scenario.")
    ] = None,
    quarter: Annotated[
        int | None, typer.Option("--quarter", metavar="N", help="First quarter of the save played anew.", min=1)
    ] = None,
    own: With = None,
    arm: Annotated[
        list[str] | None,
        typer.Option(
            "--arm",
            metavar="NAME:CHANGES",
            help="Compare with as_cast: NAME:SEAT=STRATEGY,NUMBER=VALUE; repeatable.",
        ),
    ] = None,
    vary: Annotated[
        list[str] | None,
        typer.Option(
            "--vary",
            metavar="NAME=RANGE",
            help="Vary a number: NAME=LOW:HIGH, NAME=1,2,3 or NAME=scenario; repeatable.",
        ),
    ] = None,
    stop: Annotated[
        str | None,
        typer.Option(
            "--stop", metavar="OUTCOME", help="Stop when the sign of every arm's difference in it is settled."
        ),
    ] = None,
    replicates: Annotated[
        int | None, typer.Option("--replicates", metavar="N", help="Games of every cell (100).", min=1)
    ] = None,
    seed: Annotated[
        int | None, typer.Option("--seed", metavar="N", help="Seed of the first replicate (1).", min=0)
    ] = None,
    design: Annotated[
        str | None, typer.Option("--design", metavar="KIND", help="full, random, latin, sobol or morris.")
    ] = None,
    points: Annotated[int | None, typer.Option("--points", metavar="N", help="Points of the design.", min=1)] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Folder of the results; batch-DIGEST if left out.")
    ] = None,
    processes: Annotated[
        int | None, typer.Option("--processes", metavar="N", help="Processes; all processors if left out.", min=1)
    ] = None,
    cluster: Annotated[
        str | None,
        typer.Option(
            "--cluster", metavar="ADDRESS", help="Play on the Dask cluster whose scheduler is at tcp://HOST:PORT."
        ),
    ] = None,
    progress: Annotated[str, typer.Option("--progress", metavar="HOW", help="bar, quiet or json.")] = "bar",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say how many runs, and measure time, memory and disk; write nothing.")
    ] = False,
    retry: Annotated[bool, typer.Option("--retry", help="Play parts with failed runs again.")] = False,
) -> None:
    """Play an experiment and keep its results as tables."""
    from game.batch.engines import Processes
    from game.batch.experiment import Experiment
    from game.batch.plan import likely_shared, planned
    from game.batch.progress import KINDS

    if cluster is not None and processes is not None:
        raise typer.BadParameter("the workers of a cluster are counted there: leave one out", param_hint="--processes")
    if progress not in KINDS:
        raise typer.BadParameter(f"must be one of {', '.join(KINDS)}, is {progress!r}", param_hint="--progress")
    options = {
        "--scenario": scenario, "--save": save, "--quarter": quarter, "--with": own, "--arm": arm, "--vary": vary,
        "--stop": stop, "--replicates": replicates, "--seed": seed, "--design": design, "--points": points,
    }  # fmt: skip
    with closing(Processes(processes or processors())) as here:
        asked = _asked(experiment, out, {name: value for name, value in options.items() if value is not None})
        if cluster is None and not dry_run and isinstance(asked, Experiment) and likely_shared(asked):
            here.load()
        plan = planned(asked, experiment) if isinstance(asked, Experiment) else asked
        with _workers(cluster, here) as (engine, count):
            if dry_run:
                from game.batch.pilot import measured, told

                typer.echo("\n".join(told(plan, measured(plan, count), count)))
                return
            raise typer.Exit(_play(plan, out or Path(f"batch-{plan.digest[:8]}"), engine, progress, retry))


def _asked(file: Path | None, out: Path | None, options: dict[str, Any]) -> Experiment | Plan:
    """The experiment of a file or of the options, or the plan of a batch that was begun in the folder."""
    from game.batch.experiment import ExperimentError, read
    from game.batch.options import from_options
    from game.batch.store import Results

    if file is not None and options:
        raise ExperimentError(f"an experiment file says everything itself: leave out {', '.join(options)}")
    if file is not None:
        return read(file)
    if out is not None and not options:
        return Results(out).plan
    if not {"--scenario", "--save"} & set(options):
        raise ExperimentError("name an experiment file, a scenario with --scenario, or a saved game with --save")
    given = {name.removeprefix("--"): value for name, value in options.items()}
    return from_options(own=given.pop("with", ()), **given)


def processors() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def _workers(cluster: str | None, here: Processes) -> Iterator[tuple[Engine, int]]:
    """Who plays, and how many they are: the workers of a cluster, or processes here."""
    if cluster is not None:
        from game.batch.cluster import joined

        with joined(cluster) as engine:
            yield engine, engine.workers
        return
    yield here, here.count


def _play(plan: Plan, folder: Path, engine: Engine, progress: str, retry: bool) -> int:
    """Play what is left of a plan while nobody else does; returns the exit code. Raises ``Stopped``."""
    from game.batch.lock import alone

    with alone(folder):
        return _filled(plan, folder, engine, progress, retry)


def _filled(plan: Plan, folder: Path, engine: Engine, progress: str, retry: bool) -> int:
    from game.batch.engines import nothing
    from game.batch.progress import SHOWN
    from game.batch.store import Store

    store = Store.create(folder, plan)
    pending = store.pending(retry)
    again = sum(plan.parts[part].count for part in pending if store.has(plan.parts[part]))
    shown = SHOWN[progress](plan.runs, store.runs - again)
    try:
        with shown:
            for played in engine.run(plan, pending, more=store.pending if plan.experiment.stop else nothing):
                store.keep(played)
                shown.add(played.done, played.failed)
    except KeyboardInterrupt:
        told = f"stopped: {store.runs:,} of {plan.runs:,} runs are in {folder}; the same command goes on"
        raise Stopped(told) from None
    return _close(store, folder, progress)


def _close(store: Store, folder: Path, progress: str) -> int:
    """Say what was done; returns the exit code."""
    store.close()
    results, runs = store.results(), store.runs
    failed = sum(note["failed"] for note in results.notes())
    if failed:
        typer.echo(f"{failed:,} of {runs:,} runs failed: see the table failures in {folder}", err=True)
    if progress != "quiet":
        for look in results.manifest.get("stopped", {}).get("looks", []):
            typer.echo(look["told"])
        typer.echo(f"{runs:,} runs in {folder}")
    return 1 if failed else 0


@batch.command(epilog="\b\nExamples:\n  detente batch verify thaw\n  detente batch verify thaw --runs 50")
def verify(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder of results.")],
    runs: Annotated[int, typer.Option("--runs", metavar="N", help="Runs to play again.", min=1)] = 10,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Which runs are drawn.", min=0)] = 1,
) -> None:
    """Play some runs of a batch again, each alone, and compare every row (exit code 1 if one differs)."""
    from game.batch.store import Results
    from game.batch.verify import sample_of
    from game.batch.verify import verify as compared

    results = Results(folder)
    found = compared(results, sample_of(results, runs, seed))
    for difference in found.differences:
        typer.echo(difference)
    if not found.differences:
        typer.echo(f"{len(found.runs)} runs came out the same: {found.rows:,} rows")
    raise typer.Exit(1 if found.differences else 0)
