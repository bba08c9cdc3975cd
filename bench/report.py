"""What a run leaves: a table in the terminal, the same with every detail as JSON, and a picture."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from math import isnan
from pathlib import Path

from bench.frame import Result
from bench.machine import Machine
from bench.picture import picture

HEADINGS = ("what", "against", "at least", "measured", "verdict")


def write(folder: Path, machine: Machine, results: Sequence[Result], *, is_quick: bool) -> list[Path]:
    """Write the JSON and the picture into a folder, and return where they are."""
    folder.mkdir(parents=True, exist_ok=True)
    figures, drawn = folder / "bench.json", folder / "bench.svg"
    whole = {"quick": is_quick, "machine": asdict(machine), "rows": [entry(one) for one in results]}
    figures.write_text(json.dumps(whole, indent=2) + "\n")
    drawn.write_text(picture(machine, results, is_quick=is_quick))
    return [figures, drawn]


def entry(result: Result) -> dict[str, object]:
    """Return one row as JSON keeps it; a row that failed has no figure."""
    promise = result.row.promise
    return {
        "name": result.row.name,
        "what": promise.what,
        "against": promise.against,
        "at_least": promise.at_least,
        "goal": promise.goal,
        "floor": promise.floor,
        "less_is_better": promise.less_is_better,
        "figure": None if isnan(result.measured.figure) else result.measured.figure,
        "measured": result.measured.words,
        "verdict": result.verdict,
        "seconds": round(result.seconds, 1),
        "load_before_and_after": result.load,
        "details": dict(result.measured.details),
    }


def table(results: Sequence[Result]) -> Iterator[str]:
    """Yield the lines of the table."""
    lines = [HEADINGS, *(cells(one) for one in results)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for number, line in enumerate(lines):
        yield "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        if number == 0:
            yield "  ".join("-" * width for width in widths)


def cells(result: Result) -> tuple[str, ...]:
    """Return the cells of one row."""
    promise = result.row.promise
    return promise.what, promise.against, promise.at_least, result.measured.words, result.verdict.value
