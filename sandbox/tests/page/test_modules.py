"""The page's scripts lie on shelves of which each knows only those below it."""

import re
from pathlib import Path

import strictslack

PAGE = Path(strictslack.__file__).parent / "page"
# From the top down; `app.js` itself stands above all of them.
SHELVES = [".", "places", "conversation", "blocks", "elements", "text", "base"]
IMPORTED = re.compile(r'^(?:import|export) .*?from "(\.[^"]+)"|^import "(\.[^"]+)"', re.MULTILINE | re.DOTALL)


def imports() -> dict[Path, set[Path]]:
    return {
        path: {
            (path.parent / (first or second)).resolve()
            for first, second in IMPORTED.findall(path.read_text())
        }
        for path in PAGE.rglob("*.js")
    }


def shelf(path: Path) -> int:
    return SHELVES.index(path.parent.relative_to(PAGE.resolve()).as_posix())


def test_every_script_that_is_imported_is_there() -> None:
    found = imports()
    assert sum(len(known) for known in found.values()) > 100
    assert [one for known in found.values() for one in known if not one.is_file()] == []


def test_no_shelf_knows_one_above_it() -> None:
    assert [
        f"{path.name} imports {one.name}"
        for path, known in imports().items()
        for one in known
        if shelf(one) < shelf(path.resolve())
    ] == []


def test_no_scripts_import_each_other_in_a_circle() -> None:
    left = {path.resolve(): known for path, known in imports().items()}
    while free := [path for path, known in left.items() if not known & set(left)]:
        for path in free:
            del left[path]
    assert sorted(path.name for path in left) == []
