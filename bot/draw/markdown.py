"""Documents in Markdown: what people wrote stands there as they wrote it, in lists and in tables."""

from collections.abc import Iterable, Sequence

# Signs that would end a table's cell, make markup, or bring HTML into the document.
MARKDOWN_SIGNS = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_[]<>|#~"})


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table of cells that are escaped already."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def cell(lines: Iterable[str]) -> str:
    """Return several lines in one cell."""
    return "<br>".join(plain(line) for line in lines) or "—"


def listed(lines: Iterable[str]) -> str:
    """Return lines as a list."""
    return "\n".join(f"- {line}" for line in lines)


def plain(text: str) -> str:
    """Return typed text on one line, in which Markdown finds nothing to format."""
    return " ".join(text.split()).translate(MARKDOWN_SIGNS)


def plain_lines(text: str) -> str:
    """Return typed text with its lines, in which Markdown finds nothing else to format, also in a list or a table."""
    return cell(line for line in text.splitlines() if line.strip())
