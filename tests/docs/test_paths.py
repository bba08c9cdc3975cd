"""What the pages name is there: a file or a shelf by its path, a function or class by the file it lives in."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PAGES = sorted([*Path("docs").rglob("*.md"), Path("README.md"), Path("CONTRIBUTING.md")])
TOPS = "bench|bot|demo|docs|faults|flows|fuzz|rules|sandbox|store|tests|tools"
# `rules/words.py`, `bot/draw/`, `flows/due.py: run_due`; in a line of a shell too.
PATH = re.compile(rf"(?<![\w/.:-])((?:\.\./)*(?:{TOPS})/[\w./-]*)(?:: `?([A-Za-z_][\w.]*))?")
CODE = re.compile(r"`([^`\n]+)`|^```.*?^```", re.MULTILINE | re.DOTALL)
GREP = re.compile(r'grep -rn "([^"]+)" (\S+?)`')
LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)")


def paths(page: Path) -> Iterator[tuple[str, str]]:
    """Yield the paths that a page names as code, each with the name that is looked for there, if one is."""
    for code in CODE.finditer(page.read_text(encoding="utf-8")):
        for path in PATH.finditer(code[0]):
            yield path[1].rstrip("."), path[2] or ""


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_path_that_a_page_names_exists(page: Path) -> None:
    assert [path for path, _ in paths(page) if not Path(path).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_name_that_a_page_gives_with_its_file_is_defined_there(page: Path) -> None:
    pairs = ((path, name) for path, name in paths(page) if name and Path(path).is_file())
    assert [pair for pair in pairs if not defines(*pair)] == []


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    links = LINK.findall(page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize(
    ("words", "place"), GREP.findall(Path("CONTRIBUTING.md").read_text(encoding="utf-8"))
)
def test_what_a_newcomer_is_told_to_look_for_is_found(words: str, place: str) -> None:
    assert [file for file in Path(place).rglob("*.py") if words in file.read_text(encoding="utf-8")]


def defines(path: str, name: str) -> bool:
    """Tell whether a module defines a name at its top, or in a class."""
    defined = re.compile(rf"^ *(?:(?:def|class) {name}\b|{name}(?::.*)? = )", re.MULTILINE)
    return bool(defined.search(Path(path).read_text(encoding="utf-8")))
