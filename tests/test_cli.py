"""The command line: what it prints, and one clear line with exit code 2 for every mistake."""

from __future__ import annotations

import json
import os
import re
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from game.cli import main
from game.rulebook import rulebook

ROOT = Path(__file__).parents[1]
SMALL = "two-blocs"


def detente(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER")}
    kept |= {"PYTHONPATH": str(ROOT), "COLUMNS": "100", **environment}
    command = [sys.executable, "-m", "game", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=kept, timeout=120)


Asked = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def here(capsys: pytest.CaptureFixture[str]) -> Asked:
    """The same asked in this process, which has loaded everything already."""

    def asked(*arguments: str) -> subprocess.CompletedProcess[str]:
        capsys.readouterr()
        code = main([*arguments])
        told = capsys.readouterr()
        return subprocess.CompletedProcess(arguments, code, told.out, told.err)

    return asked


def refused(done: subprocess.CompletedProcess[str], *told: str) -> None:
    """One line on stderr, exit code 2, no traceback."""
    assert done.returncode == 2, done
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1 and lines[0].startswith("detente: "), done.stderr
    for part in told:
        assert part in lines[0], lines[0]


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cli") / "game.json"
    assert main(["run", SMALL, "--quarters", "2", "--save", str(path)]) == 0
    return path


@pytest.mark.parametrize(
    "command", ["", "play", "run", "scenarios", "check", "replay", "rulebook", "whatif", "discover"]
)
def test_every_page_of_help_has_examples(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*command.split(), "--help"]) == 0
    page = capsys.readouterr().out
    assert "Usage: detente" in page and f"\n    detente {command}".rstrip() in page and "Examples:" in page


def test_without_a_command_help_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert "Usage: detente" in capsys.readouterr().out


def test_help_is_fast_and_loads_nothing_heavy() -> None:
    heavy = ("numpy", "mesa", "pygame", "pandas", "pydantic", "rich")
    code = f"import sys, game.cli; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert done.stdout.strip() == "[]", done
    spent = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert detente("--help").returncode == 0
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert min(spent) < 0.3, spent  # processor time: the clock of a shared machine says little


def test_help_of_the_laboratory_loads_nothing_that_plays_or_draws() -> None:
    heavy = ("numpy", "mesa", "matplotlib", "pandas", "pyarrow")
    code = (
        "import sys; from game.cli import main; "
        "codes = [main([name, '--help']) for name in ('batch', 'report', 'discover', 'whatif')]; "
        f"print(codes, [m for m in {heavy} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert done.stdout.endswith("[0, 0, 0, 0] []\n"), done


def test_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    from game import __version__

    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"detente {__version__}\n"


def test_run_tells_news_standing_and_ending() -> None:
    done = detente("run", SMALL, "--seed", "3")
    assert done.returncode == 0 and done.stderr == "", done
    assert done.stdout.startswith("Two Blocs, seed 3\n") and "\n2030Q1\n" in done.stdout and "Standing" in done.stdout
    short = detente("run", SMALL, "--seed", "3", "--quarters", "1", "--news", "2")
    assert "if it ended now" in short.stdout and "2030Q2" not in short.stdout
    body = short.stdout.split("2030Q1\n")[1].split("\n\nStanding")[0]
    assert len(body.splitlines()) == 2


def test_run_as_json_is_the_same_every_time_and_names_no_place() -> None:
    one, two = (detente("run", SMALL, "--quarters", "3", "--as-strategy", "corvane=hold", "--json") for _ in range(2))
    assert one.returncode == 0 and one.stdout == two.stdout and str(ROOT) not in one.stdout
    whole: dict[str, Any] = json.loads(one.stdout)
    assert whole["quarters"] == 3 and len(whole["news"]) == 3 and not whole["finished"] and whole["ending"] == ""
    assert whole["cast"]["CORVANE"] == "hold"
    assert [set(row) for row in whole["standing"]] == [{"seat", "name", "points"}] * len(whole["standing"])


def test_mistakes_name_the_nearest(here: Asked) -> None:
    refused(detente("run", "two-bloc"), "two-blocs")
    refused(here("run", "--as-strategy", "USA=salesmn", "--quarters", "0"), "'salesmn'", "did you mean 'salesman'")
    refused(here("run", "--as-strategy", "CHM=hold", "--quarters", "0"), "'CHM'", "did you mean 'CHN'")
    refused(here("run", "--as-strategy", "USA"), "SEAT=NAME")
    refused(here("run", "--quarters", "many"), "--quarters")
    refused(here("run", "--seed", str(2**64)), "--seed", str(2**64 - 1))
    refused(here("run", "--sede", "3"), "--sede", "--seed")
    refused(here("plai"), "plai")
    refused(here("play", "--as", "USAA"), "'USAA'", "did you mean 'USA'")
    refused(here("play", "two-plan-2025", "--as", "USA"), "two-plans-2025")


def test_play_without_a_display_says_what_to_do() -> None:
    done = detente("play")
    refused(done, "detente run")
    refused(detente("play", SMALL, "--seed", "4"), "detente run")


def test_play_goes_on_with_a_file_or_begins_anew_but_not_both(tmp_path: Path, saved: Path) -> None:
    refused(detente("play", "--load", str(tmp_path / "none.json")), "there is no file")
    refused(detente("play", SMALL, "--load", str(saved)), "leave out")
    whole = saved.read_text(encoding="utf-8")
    odd = ((whole[:-200], "cut short"), ("{}", "not a saved game"), (whole.replace("1", "2"), "altered|newer"))
    for text, told in odd:
        (tmp_path / "odd.json").write_text(text, encoding="utf-8")
        done = detente("play", "--load", str(tmp_path / "odd.json"), SDL_VIDEODRIVER="dummy")
        assert done.returncode == 2 and re.search(told, done.stderr) and "Traceback" not in done.stderr, done


def test_scenarios_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scenarios"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("two-plans-2025 ") and any(line.startswith(SMALL) for line in lines)
    assert main(["scenarios", "--json"]) == 0
    assert {"name", "title", "summary"} == set(json.loads(capsys.readouterr().out)[0])


def test_check_passes_what_is_fine(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "two-plans-2025"]) == 0
    assert "fine. 14 nations" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            '[parameters.tip_mark]\nvalue = 3\nstatus = "assumed"\nsource = "test"',
            ("parameters.tip_mark", "3", "0.5", "0.8"),
        ),
        (
            '[parameters.tip_marc]\nvalue = 0.6\nstatus = "assumed"\nsource = "test"',
            ("tip_marc", "did you mean 'tip_mark'"),
        ),
        ("quarters = 300", ("quarters", "300", "1 to 80")),
        ('order = "whoever"', ("order", "'whoever'")),
        ("quarters = [", ("not valid TOML",)),
    ],
)
def test_check_names_key_and_range(tmp_path: Path, text: str, told: tuple[str, ...], here: Asked) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(f'format = 1\ntitle = "Mine"\nsummary = "A test."\nextends = "{SMALL}"\n{text}\n')
    refused(here("check", str(file)), "mine.toml", *told)


def test_check_tells_every_mistake_on_a_line_of_its_own(tmp_path: Path, here: Asked) -> None:
    file = tmp_path / "mine.toml"
    head = f'format = 1\ntitle = "Mine"\nsummary = "A test."\nextends = "{SMALL}"'
    file.write_text(f"{head}\nquarters = 300\nordre = 1\n")
    done = here("check", str(file))
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "detente: mine.toml: ordre: unknown key; did you mean 'order'?",
        "detente: mine.toml: quarters: 300 is outside its range 1 to 80",
    ]


def test_check_of_a_missing_file(here: Asked) -> None:
    refused(here("check", "nowhere.toml"), "nowhere.toml")


def test_replay_says_whether_it_is_the_same(
    saved: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], here: Asked
) -> None:
    assert main(["replay", str(saved)]) == 0
    assert "every decision, event and number is the same" in capsys.readouterr().out
    text = saved.read_text(encoding="utf-8")
    (tmp_path / "half.json").write_text(text[:-100])
    (tmp_path / "other.json").write_text(text.replace('"seed":[1]', '"seed":[2]'))
    refused(here("replay", str(tmp_path / "half.json")), "half.json", "cut short")
    refused(here("replay", str(tmp_path / "other.json")), "other.json", "altered")
    refused(here("replay", str(tmp_path / "none.json")), "none.json")


def test_replay_of_another_game_departs(saved: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import hashlib

    whole = json.loads(saved.read_text(encoding="utf-8"))
    whole["body"]["seed"] = [2]
    head = {part: value for part, value in whole.items() if part not in ("body", "digest")}
    plain = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    texts = [plain.encode(part) for part in (head, whole["body"])]
    whole["digest"] = hashlib.sha256("\n".join(texts).encode()).hexdigest()
    (tmp_path / "other.json").write_text(json.dumps(whole))
    assert main(["replay", str(tmp_path / "other.json")]) == 1
    assert "Quarter 1 departs" in capsys.readouterr().out


def test_a_save_that_cannot_be_written(tmp_path: Path, here: Asked) -> None:
    (tmp_path / "file").write_text("")
    done = here("run", SMALL, "--quarters", "0", "--json", "--save", str(tmp_path / "file" / "game.json"))
    refused(done, "game.json could not be written")


def test_rulebook_to_a_file_and_to_the_screen(tmp_path: Path, capsys: pytest.CaptureFixture[str], here: Asked) -> None:
    assert main(["rulebook", "--out", str(tmp_path / "book.md")]) == 0
    assert (tmp_path / "book.md").read_text(encoding="utf-8") == rulebook()
    capsys.readouterr()
    assert main(["rulebook"]) == 0
    assert capsys.readouterr().out == rulebook()
    (tmp_path / "file").write_text("")
    refused(here("rulebook", "--out", str(tmp_path / "file" / "book.md")), "could not be written")


@pytest.mark.parametrize("command", ["rulebook", f"run {SMALL} --quarters 4 --news 99"])
def test_a_reader_that_has_seen_enough_is_no_error(command: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    whole = [sys.executable, "-m", "game", *command.split()]
    done = subprocess.run(whole, stdout=writing, stderr=subprocess.PIPE, text=True, cwd=ROOT, timeout=60)
    os.close(writing)
    assert done.returncode == 0 and done.stderr == "", done


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_output_to_a_full_disk_is_told_in_a_line() -> None:
    with open("/dev/full", "w") as full:
        whole = [sys.executable, "-m", "game", "scenarios"]
        done = subprocess.run(whole, stdout=full, stderr=subprocess.PIPE, text=True, cwd=ROOT, timeout=60)
    refused(done, "the output could not be written")


def test_a_mistake_of_the_program_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    import game.scenario

    monkeypatch.setattr(game.scenario, "names", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        main(["scenarios"])


def stopped(process: subprocess.Popen[str]) -> str:
    """What the command says on stderr when it is stopped: one line, no traceback, exit code 130."""
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130, (process.returncode, err)
    (line,) = err.strip().splitlines()
    assert line.startswith("detente: stopped"), err
    return line


def started(*arguments: str, path: str = str(ROOT)) -> subprocess.Popen[str]:
    command = [sys.executable, "-u", "-m", "game", *arguments]
    environment = os.environ | {"PYTHONPATH": path}
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, cwd=ROOT
    )


@pytest.mark.parametrize("module", ["typer", "game.cli", "numpy", "mesa"])
def test_ctrl_c_while_modules_load_is_one_line(tmp_path: Path, module: str) -> None:
    """It comes when this module is looked for: the first of all, or one that only the game needs."""
    (tmp_path / "sitecustomize.py").write_text(
        f"""import os, signal, sys

class Early:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Early())
"""
    )
    assert stopped(started("run", SMALL, path=f"{tmp_path}{os.pathsep}{ROOT}")) == "detente: stopped"


@pytest.mark.parametrize("where", [[], ["--save"]])
def test_ctrl_c_keeps_what_was_played(tmp_path: Path, where: list[str]) -> None:
    file = tmp_path / "game.json"
    process = started("run", SMALL, *where, *([str(file)] if where else []))
    assert process.stdout is not None
    while not process.stdout.readline().startswith("203"):  # the date of the first quarter that was played
        continue
    process.send_signal(signal.SIGINT)
    line = stopped(process)
    played = int(re.findall(r"stopped after (\d+) of \d+ quarters; ", line)[0])
    if not where:
        assert line.endswith("nothing was saved") and not file.exists()
        return
    assert line.endswith(f"they are kept in {file}")
    done = detente("replay", str(file))
    assert done.returncode == 0 and f"Played {played} quarter" in done.stdout, done


def test_a_signal_that_is_ignored_stays_ignored() -> None:
    """As under nohup."""
    code = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN); from game.cli import main; "
    code += f"assert main(['run', {SMALL!r}, '--quarters', '1']) == 0; "
    code += "assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, timeout=60)
