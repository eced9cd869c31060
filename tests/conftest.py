"""Groups of tests that need more than Python, and what a run says about those it left out."""

from __future__ import annotations

import importlib.util
import os
import shutil
import tempfile

import pytest
from hypothesis import HealthCheck, settings

collect_ignore_glob = ["bench", "conftest.py", "*/conftest.py"]  # the last two hold no doctests
GROUPS = ("display", "browser", "long")

os.environ["DETENTE_HOME"] = tempfile.mkdtemp(prefix="detente-tests-")  # no test touches a player's own saves

# how long an example takes says how busy the machine is, and nothing about the game
settings.register_profile("any-machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any-machine")


def lacks(group: str) -> str:
    """Why a group cannot run here, or is not run unless it is asked for; empty if it runs."""
    if group == "display":
        missing = [name for name in ("Xvfb", "xdotool") if shutil.which(name) is None]
        return f"{' and '.join(missing)} not found" if missing else ""
    if group == "browser":
        return "" if importlib.util.find_spec("playwright") else "playwright is not installed"
    return "takes minutes; run `make long`"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--group", action="append", default=[], choices=GROUPS, help="run this group, and fail if it cannot run"
    )
    parser.addoption("--update-goldens", action="store_true", help="write the golden games anew, and say what changed")


def left_out(config: pytest.Config) -> dict[str, str]:
    """The groups that this run leaves out, with the reason."""
    asked = config.getoption("--group")
    reasons = {group: lacks(group) for group in GROUPS}
    return {group: why for group, why in reasons.items() if why and group not in asked}


def pytest_configure(config: pytest.Config) -> None:
    for group in config.getoption("--group"):
        if group != "long" and (why := lacks(group)):
            raise pytest.UsageError(f"group {group} was asked for and cannot run: {why}")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    absent = left_out(config)
    dropped = [item for item in items if any(item.get_closest_marker(group) for group in absent)]
    if dropped:
        config.hook.pytest_deselected(items=dropped)
        items[:] = [item for item in items if item not in set(dropped)]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for group, why in left_out(config).items():
        terminalreporter.write_line(f"left out: group {group} ({why})")


def pytest_unconfigure() -> None:
    shutil.rmtree(os.environ["DETENTE_HOME"], ignore_errors=True)
