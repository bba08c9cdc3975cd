"""The house keeps its order: one word for each thing, shelves that can be looked over, tests that mirror the rooms."""

import ast
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

ROOMS = ("rules", "flows", "store", "bot", "demo")
OURS = {*ROOMS, "settings", "tests", "docs"}
APPLICATION = [Path("settings.py"), *sorted(file for room in ROOMS for file in Path(room).rglob("*.py"))]
TESTS = sorted(Path("tests").rglob("*.py"))
# A name that does not say what is done to what.
TOO_SHORT = {"do", "existing", "handle", "keep", "known", "note", "take", "tell", "told"}
MOST_ON_A_SHELF = 15
LONGEST = 300
# A test is read one sentence at a time, so its file may be longer.
LONGEST_TEST = 480
# What was done to the tables.
MIGRATIONS = set(Path("store/migrations/versions").glob("*.py"))
# One file a step, in their order: nobody looks them over.
HISTORIES = {"store/migrations/versions"}
# Stories told in a browser cross all rooms.
OF_NO_ROOM = {Path("e2e")}


def nodes(file: Path) -> Iterator[ast.AST]:
    """Yield all that the source of a file is made of."""
    return ast.walk(ast.parse(file.read_text(encoding="utf-8")))


def too_long(files: Iterable[Path], most: int) -> dict[str, int]:
    """Return the files with more lines than that, each with how many."""
    lengths = {str(file): len(file.read_text(encoding="utf-8").splitlines()) for file in files}
    return {file: length for file, length in lengths.items() if length > most}


def renamed(file: Path) -> Iterator[str]:
    """Yield the modules and names of ours that a file imports under another name."""
    for node in nodes(file):
        module = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
        if isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                whole = f"{module}{alias.name}"
                if alias.asname and whole.split(".")[0] in OURS:
                    yield f"{whole} as {alias.asname}"


def shelves(room: Path) -> set[Path]:
    """Return the shelves of a room, by their paths in it."""
    return {file.parent.relative_to(room) for file in room.rglob("__init__.py")}


def test_no_two_classes_share_a_name() -> None:
    homes = Counter(
        node.name for file in APPLICATION for node in nodes(file) if isinstance(node, ast.ClassDef)
    )
    assert [name for name, count in homes.items() if count > 1] == []


def test_what_is_ours_keeps_its_name_where_it_is_imported() -> None:
    assert [(str(file), name) for file in [*APPLICATION, *TESTS] for name in renamed(file)] == []


def test_a_functions_name_says_what_it_does() -> None:
    functions = ((file, node) for file in APPLICATION for node in nodes(file))
    names = ((str(file), node.name) for file, node in functions if isinstance(node, ast.FunctionDef))
    assert [(file, name) for file, name in names if name in TOO_SHORT] == []


def test_a_shelf_can_be_looked_over() -> None:
    modules = Counter(str(file.parent) for file in [*APPLICATION, *TESTS] if file.stem != "__init__")
    assert {
        shelf: count for shelf, count in modules.items() if count > MOST_ON_A_SHELF and shelf not in HISTORIES
    } == {}


def test_a_file_can_be_read_at_one_sitting() -> None:
    assert too_long(set(APPLICATION) - MIGRATIONS, LONGEST) == {}


def test_a_file_of_tests_can_be_looked_through() -> None:
    assert too_long(TESTS, LONGEST_TEST) == {}


@pytest.mark.parametrize("room", ROOMS)
def test_the_tests_of_a_room_have_no_shelf_that_the_room_has_not(room: str) -> None:
    assert shelves(Path("tests", room)) - shelves(Path(room)) == set()


def test_every_folder_of_tests_belongs_to_a_room() -> None:
    folders = {file.parent.relative_to("tests") for file in Path("tests").glob("*/__init__.py")}
    assert [str(folder) for folder in folders - OF_NO_ROOM if not folder.is_dir()] == []
