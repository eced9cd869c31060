"""The report of a batch: one file that needs no other, the same every time, and in agreement with the statistics."""

from __future__ import annotations

import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from game import cli, words
from game.batch import open_results
from game.batch.compare import compare
from game.batch.plan import Plan
from game.batch.report import drawing, report
from game.batch.report.runs import read
from game.batch.report.sensitivities import sensitivity
from game.batch.store import Store
from tests.batch import folders
from tests.batch.folders import filled

ARMS = {"as_cast": {}, "tense": {"parameters": {"hazard": 0.004}}}
VOID = {"meta", "br", "hr", "img", "input", "link"}


def plan_of(**given: Any) -> Plan:
    """A small experiment."""
    return folders.plan_of(**{"replicates": 4, "quarters": 3, **given})


class Page(HTMLParser):
    """A page taken apart; refuses tags that do not match."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.leads: list[str] = []
        self.text = ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "p":
            self.leads.append("")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        data = data.replace("\N{NO-BREAK SPACE}", " ")
        self.text += data
        if self.open[-1:] == ["p"]:
            self.leads[-1] += data

    def of(self, tag: str) -> list[dict[str, str | None]]:
        """Attributes of all tags of a kind."""
        return [attributes for name, attributes in self.tags if name == tag]

    @property
    def blocks(self) -> list[str | None]:
        """Names of the blocks."""
        return [attributes["id"] for attributes in self.of("section")]


def page_of(folder: Path, **given: Any) -> Page:
    """The report of a folder, taken apart; every text it needs is there."""
    with words.strict():
        return Page(report(folder, **given))


@pytest.fixture(scope="module")
def written(arms: Path) -> str:
    """The report of two arms."""
    with words.strict():
        return report(arms)


@pytest.fixture(scope="module")
def arms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return filled(tmp_path_factory.mktemp("report") / "arms", plan_of(arms=ARMS)).folder


@pytest.fixture(scope="module")
def maps(tmp_path_factory: pytest.TempPathFactory) -> Path:
    vary = {"rivalry": [0.25, 3.0], "hazard": "scenario"}
    given = {"vary": vary, "design": {"kind": "sobol", "points": 4}, "replicates": 1, "quarters": 12}
    return filled(tmp_path_factory.mktemp("report") / "maps", plan_of(**given)).folder


@pytest.fixture(scope="module")
def pages(written: str, maps: Path) -> tuple[Page, Page]:
    return Page(written), page_of(maps)


def test_a_report_has_a_block_for_all_there_is(pages: tuple[Page, Page]) -> None:
    assert pages[0].blocks == ["played", "effects", "endings", "fans", "software"]
    assert pages[1].blocks == ["played", "endings", "fans", "phase", "sensitivity", "software"]


def test_sensitivity_keeps_the_order_of_the_file(pages: tuple[Page, Page]) -> None:
    page = pages[1]
    assert page.leads[-2] == "For risk in as_cast, hazard matters most."
    assert "Of the variance of risk, hazard alone explains" in page.text


def test_every_block_begins_with_a_sentence(pages: tuple[Page, Page]) -> None:
    for page in pages:
        assert len(page.leads) == len(page.blocks)
        assert all(lead[0].strip() and lead.endswith(".") for lead in page.leads)


def test_a_report_needs_no_other_file(pages: tuple[Page, Page]) -> None:
    for page in pages:
        for tag, attributes in page.tags:
            assert tag not in {"script", "link", "iframe", "img"}
            for name in ("src", "href", "xlink:href"):
                assert (attributes.get(name) or "#").startswith(("#", "data:image/png;base64,"))


def test_figures_have_words_and_names_of_their_own(pages: tuple[Page, Page]) -> None:
    for page in pages:
        drawings = page.of("svg")
        assert len(drawings) == len(page.of("figure")) == len(page.of("figcaption")) >= 6
        assert all(drawing["role"] == "img" and len(drawing["aria-label"] or "") > 20 for drawing in drawings)
        names = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
        assert len(names) == len(set(names))
        linked = {(attributes.get("xlink:href") or "#")[1:] for attributes in page.of("use")}
        assert linked <= set(names)


def test_words_are_drawn_unless_the_font_lacks_their_letters() -> None:
    drawn, left = (drawing.forest({"risk": [(arm, 1.0, 0.5, 1.5, True)]}) for arm in ("thaw", "解冻"))
    assert "<text" not in drawn
    assert "<text" in left and "解冻" in left


def test_a_name_without_parts_leaves_room_for_the_drawing() -> None:
    assert drawing.forest({"risk": [("x" * 200, 1.0, 0.5, 1.5, True)]}).startswith("<svg")  # warnings are errors


def test_the_same_results_make_the_same_bytes(arms: Path, written: str) -> None:
    program = "import sys; from game.batch.report import report; sys.stdout.buffer.write(report(sys.argv[1]).encode())"
    again = subprocess.run([sys.executable, "-c", program, str(arms)], capture_output=True, check=True).stdout
    assert again == written.encode()


def test_effects_are_those_of_the_statistics(arms: Path) -> None:
    runs = open_results(arms).frame("experiments")
    units = {"risk": "", "frontier": "ECI points"}
    found = compare(runs, "tense", ["as_cast"], units)
    page = page_of(arms, base="tense", outcomes=["risk", "frontier"])
    for one in found.differences:
        assert (f"{one.told()}." in page.text) == one.settled
        assert f"{one.figures()}" in page.text
    settled = sum(one.settled for one in found.differences)
    assert f"the signs of {settled} of 2 differences are settled at 95 % after Holm's adjustment." in page.leads[1]


def test_a_report_says_with_what_it_was_made(arms: Path, pages: tuple[Page, Page]) -> None:
    manifest, text = open_results(arms).manifest, pages[0].text
    for known in (manifest["digest"], manifest["scenario"]["digest"], manifest["version"], "seeds", "1 to 4"):
        assert known in text
    assert "All 8 runs of two-blocs are done (arms: 2, points: 1, replicates of each: 4)." in text


def test_an_unfinished_batch_is_reported_as_such(tmp_path: Path) -> None:
    page = page_of(filled(tmp_path / "begun", plan_of(arms=ARMS), 1).folder)
    assert page.blocks == ["played", "endings", "fans", "software"]
    assert "not finished: 4 of 8 runs of two-blocs are done, 50.0 % (arms: 2" in page.leads[0]


def test_unfinished_sensitivity_waits(tmp_path: Path) -> None:
    vary = {"rivalry": [0.25, 3.0], "hazard": "scenario"}
    plan = plan_of(vary=vary, design={"kind": "morris", "points": 12}, replicates=1, quarters=1)
    leads = []
    for parts in (1, None):
        block = sensitivity(read(filled(tmp_path / "begun", plan, parts).folder, None, ["risk"]))
        assert block is not None
        leads.append(block.lead)
    assert leads[0] == "Sensitivity is told when all 36 points are played; 32 are."
    assert "matters most" in leads[1]


def test_the_command_writes_a_file(arms: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "out.html"
    assert cli.main(["report", str(arms), "--out", str(target), "--outcome", "risk", "--base", "tense"]) == 0
    assert capsys.readouterr().out == f"wrote {target}\n"
    assert target.read_text(encoding="utf-8") == report(arms, "tense", ["risk"])


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--base", "tens"], "there is no arm 'tens' in"),
        (["--outcome", "rsik"], "there is no outcome 'rsik' in"),
    ],
)
def test_what_is_not_there_is_said_in_a_line(
    arms: Path, options: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["report", str(arms), *options]) == 2
    told = capsys.readouterr().err
    assert said in told and "did you mean" in told and told.count("\n") == 1


def test_a_foreign_folder_is_refused_in_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Store.create(tmp_path / "empty", plan_of())
    (tmp_path / "foreign").mkdir()
    for name, said in (("foreign", "holds no results of a batch"), ("empty", "no part"), ("absent", "no results")):
        assert cli.main(["report", str(tmp_path / name)]) == 2
        told = capsys.readouterr().err
        assert said in told and told.count("\n") == 1
        assert not (tmp_path / name / "report.html").exists()
