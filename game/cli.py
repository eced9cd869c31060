"""The command ``detente``: play, run, list, check, replay. Nothing heavy is imported before it is needed."""

from __future__ import annotations

import errno
import gc
import json
import os
import signal
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from game import __version__
from game.batch.commands import Stopped, batch
from game.batch.discover_command import EXAMPLES as DISCOVER_EXAMPLES
from game.batch.discover_command import discover
from game.batch.own_option import With, plugins_of
from game.batch.report.command import EXAMPLES as REPORT_EXAMPLES
from game.batch.report.command import report
from game.batch.whatif_command import whatif

if TYPE_CHECKING:
    from game.plugins import Plugin

FLAGSHIP = "two-plans-2025"
WATCH = "watch"
LARGEST_SEED = 2**64 - 1
STOPPED = 130
"""Exit code after Ctrl-C, as shells have it."""
NEWS = 5
"""Events of a quarter that ``run`` tells."""


def _examples(*lines: str) -> str:
    """The end of a help page, kept in lines."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


app = typer.Typer(
    name="detente",
    help="Détente: a diplomacy game about AI rivalry, and the agent-based model behind it.",
    epilog=_examples(
        "detente play", "detente play two-plans-2025 --as CHN --seed 7", "detente run two-blocs --quarters 8"
    ),
    invoke_without_command=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.add_typer(batch, name="batch")

Seed = Annotated[
    int,
    typer.Option(
        "--seed",
        metavar="N",
        help="Number that fixes all luck; the same number gives the same game.",
        min=0,
        max=LARGEST_SEED,
    ),
]
AsStrategy = Annotated[
    list[str] | None,
    typer.Option(
        "--as-strategy",
        metavar="SEAT=NAME",
        help="Let a strategy play a seat: a name, or FILE.py:CLASS of your own; may be given often.",
    ),
]
File = Annotated[Path, typer.Argument(metavar="FILE", help="A saved game.")]


class Refused(Exception):
    """A request that cannot be met, said in one line."""


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"detente {__version__}")
        raise typer.Exit


@app.callback()
def _all(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and stop.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command(
    epilog=_examples(
        "detente play",
        "detente play two-plans-2025 --as CHN --seed 7",
        "detente play neutral --as watch",
        "detente play two-blocs --as N02 --as-strategy N01=mine.py:Patient",
        "detente play --load my-game.json",
        "detente play --load my-game.json --with mine.py:Patient",
    )
)
def play(
    scenario: Annotated[
        str | None,
        typer.Argument(metavar="SCENARIO", help="Name or file of a scenario; without one the title screen opens."),
    ] = None,
    seat: Annotated[
        str | None,
        typer.Option(
            "--as",
            metavar="SEAT",
            help="Nation or firm to play, for example USA or NVIDIA; 'watch' to look on. Without it, the first nation.",
        ),
    ] = None,
    seed: Annotated[
        int | None, typer.Option("--seed", metavar="N", help="Number that fixes all luck.", min=0, max=LARGEST_SEED)
    ] = None,
    as_strategy: AsStrategy = None,
    load: Annotated[Path | None, typer.Option("--load", metavar="FILE", help="Go on with a saved game.")] = None,
    own: With = None,
) -> None:
    """Open the window and play."""
    begun = scenario is not None or seat is not None or bool(as_strategy)
    if load is not None and (begun or seed is not None):
        raise Refused("--load goes on with a saved game: leave out the scenario, --as, --as-strategy and --seed")
    brought, cast = plugins_of(own), _with_plugins(_cast(as_strategy))
    if load is not None:
        _readable(load, brought)
    key = _checked(scenario or FLAGSHIP, seat, cast) if begun else None
    try:
        from game.desktop import app as window
    except ImportError as error:
        raise Refused(
            f"the window needs {error.name or 'pygame'}: install it with pip install 'pygame-ce>=2.5.8'"
        ) from None
    chosen = scenario or FLAGSHIP if begun else None
    brought += [voice for voice in cast.values() if not isinstance(voice, str)]
    try:
        code = window.run(chosen, key, seed, None if load is None else str(load), cast=cast, own=brought)
    except window.NoDisplay as error:
        text = " ".join(str(error).split()).rstrip(".")
        raise Refused(f"{text}. Start it on a desktop, or play without a window: detente run") from None
    raise typer.Exit(code)


def _readable(file: Path, own: Sequence[Plugin]) -> None:
    """Refuse a file that is no whole saved game, or lacks who plays in it, before a window opens for it."""
    if not file.is_file():
        raise Refused(f"there is no file {file}")
    from game.save import check_cast

    check_cast(file, [plugin.strategy for plugin in own])


def _with_plugins(cast: Mapping[str, str]) -> dict[str, str | Plugin]:
    """Strategies by seat, those of one's own as what they are made from. Raises ``PluginError``."""
    if not cast:
        return {}
    from game.plugins import is_plugin, plugin_named

    return {seat: plugin_named(name) if is_plugin(name) else name for seat, name in cast.items()}


def _checked(scenario: str, seat: str | None, cast: Mapping[str, str | Plugin]) -> str | None:
    """The key of the seat to play, None to watch, after a look whether all that is named exists.

    Mesa is not imported for it unless seats are cast anew.
    """
    from game.mistakes import nearest
    from game.scenario import load

    found = load(scenario)
    if cast:
        from game.start import cast_of

        cast_of(found, {key: voice if isinstance(voice, str) else voice.strategy for key, voice in cast.items()})
    seats = found.setting.seats
    if seat is None:
        return str(seats[0])
    if seat.lower() == WATCH:
        return None
    keys = {key.lower(): key for key in seats}
    if seat.lower() not in keys:
        raise Refused(f"there is no seat {seat!r}{nearest(seat.upper(), seats)}")
    return keys[seat.lower()]


@app.command(
    epilog=_examples(
        "detente run",
        "detente run two-plans-2025 --quarters 8 --seed 7",
        "detente run --as-strategy USA=salesman --as-strategy CHN=hold",
        "detente run --as-strategy USA=mine.py:Patient",
        "detente run --json > game.json",
        "detente run --save game.json",
    )
)
def run(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help="Name or file of a scenario.")] = FLAGSHIP,
    seed: Seed = 1,
    quarters: Annotated[
        int | None, typer.Option("--quarters", metavar="N", help="Stop after so many quarters.", min=0)
    ] = None,
    as_strategy: AsStrategy = None,
    save: Annotated[Path | None, typer.Option("--save", metavar="FILE", help="Save the game at the end.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole game as JSON.")] = False,
    news: Annotated[int, typer.Option("--news", metavar="N", help="Events to tell a quarter.", min=0)] = NEWS,
) -> None:
    """Play a game without a window: news by quarter, final standing, ending."""
    cast = _cast(as_strategy)
    with _started():
        from game.start import new_game

        session: Any = new_game(scenario, seed=seed, cast=cast)
    limit = session.game.setting.quarters if quarters is None else quarters
    if not as_json:
        typer.echo(f"{session.game.scenario.title}, seed {seed}")
    with _interrupts() as interrupted:
        while session.quarter < limit and not session.finished and not interrupted:
            session.advance()
            if not as_json:
                _tell(session, news)
        if save is not None:
            from game.save import save as write

            write(session, save)
    if interrupted:
        raise Stopped(f"stopped after {session.quarter} of {limit} quarters; " + _kept(save))
    if as_json:
        typer.echo(json.dumps(_whole(session, seed), ensure_ascii=False, indent=1, sort_keys=True))
    else:
        _close(session)


@contextmanager
def _started() -> Iterator[None]:
    """What is imported stays until the end: to search half a million objects for garbage costs a tenth of the start.

    ``main`` lets go of them again, for whoever calls it within a longer life.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if collecting:
            gc.enable()


@contextmanager
def _interrupts() -> Iterator[list[int]]:
    """Ctrl-C while a quarter is played: it is noted, and the quarter played to its end; a second one stops at once."""
    noted: list[int] = []

    def note(number: int, _frame: Any) -> None:
        signal.signal(signal.SIGINT, before)
        noted.append(number)

    before = signal.getsignal(signal.SIGINT)
    if before is not signal.default_int_handler or threading.current_thread() is not threading.main_thread():
        yield noted  # whoever called has plans of its own for it
        return
    signal.signal(signal.SIGINT, note)
    try:
        yield noted
    finally:
        signal.signal(signal.SIGINT, before)


def _kept(file: Path | None) -> str:
    return "nothing was saved" if file is None else f"they are kept in {file}"


def _cast(told: Sequence[str] | None) -> dict[str, str]:
    """Names of strategies by seat, from SEAT=NAME each."""
    cast: dict[str, str] = {}
    for given in told or ():
        seat, equals, name = given.partition("=")
        if not equals or not seat or not name:
            raise Refused(f"--as-strategy takes SEAT=NAME, not {given!r}")
        if seat.upper() in (key.upper() for key in cast):
            raise Refused(f"--as-strategy {given}: {seat} is cast twice; leave one out")
        cast[seat] = name
    return cast


def _tell(session: Any, most: int) -> None:
    from game.chronicle import known_to
    from game.views import Scene, told

    scene = Scene(session)
    typer.echo(f"\n{scene.setting.date(session.quarter - 1)}")
    for event in known_to(session.events[-1], None)[:most]:
        typer.echo(f"  {told(scene, event)}")


def _standing(session: Any) -> list[tuple[str, str, float]]:
    """Key, name and points of every seat in business, the highest first."""
    from game.start import final_score

    setting, points = session.game.setting, final_score(session).total[:, 0]
    found = []
    for index, key in enumerate(setting.seats):
        firm = index - setting.nation_seats
        if firm < 0 or bool(session.world.alive[firm, 0]):
            found.append((key, setting.labels[key], float(points[index])))
    return sorted(found, key=lambda entry: -entry[2])


def _close(session: Any) -> None:
    from game.views import ending_view

    typer.echo("\nStanding")
    for _, name, points in _standing(session):
        typer.echo(f"  {points:5.1f}  {name}")
    ending = ending_view(session)
    if ending.over:
        typer.echo(f"\n{ending.title}\n{ending.paragraph}")
    else:
        typer.echo(
            f"\nAfter {session.quarter} of {session.game.setting.quarters} quarters; if it ended now: {ending.title}."
        )


def _whole(session: Any, seed: int) -> dict[str, Any]:
    """The game for programs: no times, no paths, the same bytes for the same seed."""
    from game.chronicle import plain
    from game.names import ENDINGS

    code, game = int(session.world.ending[0]), session.game
    return {
        "scenario": game.scenario.name,
        "seed": seed,
        "version": __version__,
        "quarters": session.quarter,
        "finished": bool(session.finished),
        "ending": ENDINGS[code] if code >= 0 else "",
        "cast": {key: voice.name for (key, _), voice in zip(game.seats, session.cast, strict=True)},
        "standing": [
            {"seat": key, "name": name, "points": round(points, 9)} for key, name, points in _standing(session)
        ],
        "news": [
            {"date": game.setting.date(index), "events": [plain(event) for event in events]}
            for index, events in enumerate(session.events)
        ],
        "failures": [failure._asdict() for failure in session.failures],
    }


@app.command(epilog=_examples("detente scenarios", "detente scenarios --json"))
def scenarios(as_json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False) -> None:
    """List the scenarios that come with the game."""
    from game.scenario import names

    listed = names()
    if as_json:
        rows = [{"name": name, "title": title, "summary": summary} for name, title, summary in listed]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    width = max(len(name) for name, _, _ in listed)
    for name, title, summary in listed:
        typer.echo(f"{name:{width}}  {title}: {summary}")


@app.command(
    epilog=_examples(
        "detente check my-scenario.toml",
        "detente check mine.py:Patient",
        "detente check --schema > scenario.schema.json",
    )
)
def check(
    file: Annotated[
        str | None,
        typer.Argument(
            metavar="FILE", help="A scenario file, the name of a scenario, or a strategy: FILE.py:CLASS, MODULE:CLASS."
        ),
    ] = None,
    schema: Annotated[
        bool, typer.Option("--schema", help="Print the JSON Schema of scenario files instead, for editors.")
    ] = False,
) -> None:
    """Check a scenario file: keys, ranges, sources, and that a game of it starts. All mistakes are told at once.

    A strategy of your own is played in trial games: it must not fail, repeat itself, and keep nothing in itself.
    """
    if schema == (file is not None):
        raise Refused("check takes a scenario file, a strategy, or --schema alone")
    if file is None:
        from game.scenario_guide import schema as made

        typer.echo(json.dumps(made(), ensure_ascii=False, indent=1))
        return
    from game.plugins import is_plugin

    if is_plugin(file):
        typer.echo(_tried(file))
        return
    from game.scenario import load
    from game.start import new_game

    scenario = load(file)
    session = new_game(scenario, watch=False)
    setting = scenario.setting
    seats = f"{setting.nation_seats} nations, {len(setting.firms)} firms"
    span = f"{setting.quarters} quarters from {setting.date(session.quarter)}"
    typer.echo(f"{scenario.name}: fine. {seats}, {span}; {len(scenario.resolved['parameters'])} numbers of the rules.")


def _tried(strategy: str) -> str:
    """What came of trial games of a strategy, in one line. Raises ``Refused`` with its faults."""
    from game.contract import QUARTERS, WORLDS, tried
    from game.start import strategy_named

    trial = tried(strategy_named(strategy))
    if trial.faults:
        raise Refused("\n".join(f"{strategy}: {fault}" for fault in trial.faults))
    told = f"{strategy}: fine. Played in {len(trial.seats)} seats, {WORLDS} worlds, {QUARTERS} quarters."
    if trial.refused:
        why = ", ".join(f"{kind.replace('_', ' ')} {count}" for kind, count in trial.refused.items())
        told += f" Of {trial.asked} order sheets some were refused ({why}): they changed nothing."
    return told


@app.command(epilog=_examples("detente replay game.json"))
def replay(file: File) -> None:
    """Play a saved game again from its record and say whether it comes out the same (exit code 1 if not)."""
    from game.save import replay as again

    shown = sys.stderr.isatty()

    def progress(done: int, whole: int) -> None:
        if shown:
            typer.echo(f"\rquarter {done} of {whole}", nl=done == whole, err=True)

    verdict = again(file, progress)
    typer.echo(verdict.text)
    raise typer.Exit(0 if verdict.same else 1)


@app.command(epilog=_examples("detente rulebook", "detente rulebook --out rulebook.md"))
def rulebook(
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write it to a file.")] = None,
) -> None:
    """Print the rulebook: every rule, number and source, made from the rules themselves."""
    from game.rulebook import rulebook as book

    text = book()
    if out is None:
        typer.echo(text, nl=False)
        return
    from game.save import write_safely

    write_safely(out, text)
    typer.echo(f"wrote {out}")


app.command(
    epilog=_examples(
        "detente whatif game.json --quarter 9 --seat USA --strategy pragmatist",
        "detente whatif game.json --quarter 9 --seat USA --strategy hold --for rest --out worth.svg",
    )
)(whatif)
app.command(epilog=REPORT_EXAMPLES)(report)
app.command(epilog=DISCOVER_EXAMPLES)(discover)


def _expected() -> tuple[type[Exception], ...]:
    """Errors whose message is the answer; only of modules that are loaded, so that ``--help`` loads none."""
    wanted = {
        "game.mistakes": "ScenarioError",
        "game.start": "UnknownName",
        "game.plugins": "PluginError",
        "game.save": "SaveError",
        "game.forecast": "ForecastError",
        "game.batch.store": "StoreError", "game.batch.cluster": "ClusterError",
        "game.batch.compare": "StatisticsError", "game.batch.discovery": "LacksExtra",
    }
    loaded = ((sys.modules.get(module), name) for module, name in wanted.items())
    return (Refused, *(getattr(module, name) for module, name in loaded if module is not None))


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; returns the exit code.

    0 fine, 1 a replay that differs, 2 a request that cannot be met, 130 stopped by Ctrl-C.
    """
    try:
        code = app(arguments, prog_name="detente", standalone_mode=False)
        if code == STOPPED:  # Typer makes this of Ctrl-C
            return _stopped()
        return int(code) if isinstance(code, int) else 0
    except KeyboardInterrupt:
        return _stopped()
    except Stopped as stopped:
        return _stopped(str(stopped))
    except BrokenPipeError:
        return _unread()
    except SystemExit as stopped:
        if getattr(stopped.__context__, "errno", None) != errno.EPIPE:
            raise
        return _unread()  # Typer takes a broken pipe for an exit
    except OSError as error:
        if error.filename is not None or error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise
        return _say(f"the output could not be written: {error.strerror}")
    except Exception as error:
        if hasattr(error, "format_message"):  # a mistake on the command line itself
            return _say(error.format_message())
        if type(error).__name__ == "Abort":
            return _stopped()
        if isinstance(error, _expected()):
            return _say(str(error))
        raise
    finally:
        gc.unfreeze()


def _unread() -> int:
    """The reader has seen enough: what is still to be written goes nowhere, and nothing went wrong."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _stopped(told: str = "stopped") -> int:
    _say(told)
    return STOPPED


def _say(problem: str) -> int:
    for line in problem.splitlines():
        print("detente: " + " ".join(line.split()), file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
