"""What the documents say is so: their examples run, their links lead somewhere, the rulebook is complete."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from pathlib import Path

import pytest

from agents.columns import columns_of
from game import rulebook
from game.orders import Orders
from game.world import Terms, World

ROOT = Path(__file__).parents[1]
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])
EXAMPLES = [page for page in PAGES if "```python" in page.read_text(encoding="utf-8")]


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def blocks(page: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", EXAMPLES, ids=name)
def test_examples_run(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The Python blocks of a page, in order and in one namespace, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    space: dict[str, object] = {"__name__": "__main__"}
    for block in blocks(page, "python"):
        exec(compile(block, name(page), "exec"), space)


def test_some_examples_are_checked() -> None:
    assert ROOT / "README.md" in EXAMPLES


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    targets = [target for target in re.findall(r"\]\(([^)\s]+)\)", text) if not target.startswith(("http", "mailto:"))]
    broken = [
        target
        for target in targets
        if target.partition("#")[0] and not (page.parent / target.partition("#")[0]).exists()
    ]
    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_within_pages_lead_to_a_heading(page: Path) -> None:
    targets = re.findall(r"\]\(([^)\s#]*)#([^)\s]+)\)", page.read_text(encoding="utf-8"))
    pages = [(page.parent / file if file else page, anchor) for file, anchor in targets if not file.startswith("http")]
    assert [(other.name, anchor) for other, anchor in pages if anchor not in anchors(other)] == []


def anchors(page: Path) -> set[str]:
    """The names under which its headings are linked."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_rows_of_a_table_have_the_same_number_of_cells(page: Path) -> None:
    tables = re.findall(r"(?:^\|.*\n)+", page.read_text(encoding="utf-8"), re.MULTILINE)
    cells = [{len(re.findall(r"(?<!\\)\|", row)) for row in table.splitlines()} for table in tables]
    assert [table.splitlines()[0] for table, counts in zip(tables, cells, strict=True) if len(counts) > 1] == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_pages_name_no_machine(page: Path) -> None:
    assert re.findall(r"(?:^|[\s`(])/(?:home|root|tmp|work|Users)/\S*", page.read_text(encoding="utf-8")) == []


def test_the_readme_names_real_targets() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"(?:^|`)make ([a-z]+)", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE))
    assert {"play", "test"} <= named <= targets


def test_what_sources_are_short_for_is_told() -> None:
    told = (ROOT / "docs" / "sources.md").read_text(encoding="utf-8")
    rows = set(re.findall(r"^\| ([^|]+?) \|", told, re.MULTILINE))
    files = [*(ROOT / "assets" / "scenarios").glob("*.toml"), *(ROOT / "assets" / "play").glob("*.toml")]
    stated = " ".join(re.findall(r'source = "([^"]*)"', " ".join(file.read_text(encoding="utf-8") for file in files)))
    sections = set(re.findall(r"facts (\d(?:\.\d)?)", stated))
    sections |= {also for also in re.findall(r"facts \d(?:\.\d)? and (\d\.\d)", stated)}
    keys = set(re.findall(r"\[[A-Z][A-Z0-9-]+\]", stated))
    assert len(sections) > 10 and keys
    assert sections | keys <= rows, sorted((sections | keys) - rows)
    for word in ("first fit", "play rules", "world rules", "unit table", "own", "invented"):
        assert word in stated and any(row.startswith(word) for row in rows), word


def test_every_rule_has_one_section() -> None:
    homes = [group for section in rulebook.sections() for group in section.groups]
    assert len(homes) == len(set(homes))
    assert set(rulebook.files()) - set(homes) == set(), "give these a section in assets/text/en/rulebook.toml"
    columns = [c.rule for owner in (World, Terms, Orders) for c in columns_of(owner).values() if c.rule]
    groups = {declared["rule"] for declared in rulebook.numbers().values()} | set(columns)
    assert groups - set(homes) == set(), "numbers or fields without a section"
    assert set(homes) - set(rulebook.files()) - groups == set(), "sections that name nothing"


def test_sections_name_existing_rules() -> None:
    known = {rule.name for file in rulebook.files() for rule in rulebook.rules_of(file)}
    named = {rule for section in rulebook.sections() for rule in section.also}
    assert named - known == set()


def test_the_book_holds_every_rule_and_number() -> None:
    text = rulebook.rulebook()
    for file in rulebook.files():
        for rule in rulebook.rules_of(file):
            assert f"`{rule.name}(" in text
            assert rule.explanation, f"{rule.name} has no docstring"
    for number in rulebook.numbers():
        assert f"\n| `{number}` |" in text
    for field in [*columns_of(Orders), *(n for n, c in columns_of(World).items() if c.rule)]:
        assert f"\n| `{field}` |" in text


def test_the_committed_book_is_of_these_rules() -> None:
    """Headings and tables; that it is the same to the letter is checked by ``python -m game.rulebook --check``."""

    def structure(text: str) -> list[str]:
        return re.findall(r"^(?:#+ .*|\| `\w+`)", text, re.MULTILINE)

    assert structure(rulebook.BOOK.read_text(encoding="utf-8")) == structure(rulebook.rulebook()), "run make rulebook"


def test_what_is_installed_is_what_is_imported() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = declared["optional-dependencies"]
    needed, extra = (
        {re.split(r"[\[<>=]", line)[0] for line in lines}
        for lines in (declared["dependencies"], extras["cluster"] + extras["discovery"])
    )
    distributions = {"ema_workbench": "ema-workbench", "pygame": "pygame-ce", "pydantic_core": "pydantic"}
    own = {"game", "agents", "assets", "__future__"}
    found: set[str] = set()
    for path in [*(ROOT / "game").rglob("*.py"), *(ROOT / "agents").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
            found |= {distributions.get(top, top) for top in (n.split(".")[0] for n in names)}
    found -= own | sys.stdlib_module_names
    assert found - needed == extra
    assert needed - found <= {"networkx"}  # Mesa imports it
