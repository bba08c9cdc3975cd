"""Reads YAML and JSON files and remembers on which line each value stands."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from strictslack.errors import BadFile

Place = tuple[str | int, ...]
# Every sandbox reads its files; the parser in C, where PyYAML has it, takes a tenth of the time.
LOADER: type[yaml.SafeLoader | yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Document:
    """The content of one file, with the line of every value in it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as problem:
            raise BadFile(f"{path}: cannot be read ({problem})") from None
        self._lines: dict[Place, int] = {(): 1}
        try:
            self.content: Any = yaml.load(text, Loader=LOADER)  # noqa: S506  (either is the safe one)
            root = yaml.compose(text, Loader=LOADER)
        except yaml.YAMLError as problem:
            raise BadFile(_syntax_error(path, problem)) from None
        if root is not None:
            self._walk(root, ())

    def bad(self, place: Sequence[str | int], reason: str) -> BadFile:
        """The refusal of one value, with its line and its place in words."""
        known = tuple(place)
        while known not in self._lines:
            known = known[:-1]
        where = ".".join(str(part) for part in place) or "the file"
        return BadFile(f"{self.path}, line {self._lines[known]}: {where}: {reason}")

    def _twice(self, key: yaml.Node, place: Place) -> BadFile:
        # YAML forbids it, PyYAML takes the last one silently, and what stood in the first would be lost.
        where, first = ".".join(str(part) for part in place), self._lines[place]
        reason = f"stands here a second time, after line {first}; keep one of the two"
        return BadFile(f"{self.path}, line {key.start_mark.line + 1}: {where}: {reason}")

    def _walk(self, node: yaml.Node, place: Place) -> None:
        self._lines[place] = node.start_mark.line + 1
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if (*place, key.value) in self._lines:
                    raise self._twice(key, (*place, key.value))
                self._walk(value, (*place, key.value))
                self._lines[(*place, key.value)] = key.start_mark.line + 1
        elif isinstance(node, yaml.SequenceNode):
            for index, value in enumerate(node.value):
                self._walk(value, (*place, index))


def _syntax_error(path: Path, problem: yaml.YAMLError) -> str:
    mark = getattr(problem, "problem_mark", None)
    reason = getattr(problem, "problem", None) or str(problem)
    line = f", line {mark.line + 1}" if mark else ""
    return f"{path}{line}: {reason}"
