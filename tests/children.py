"""Python processes that a test starts, talks to line by line, and kills."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent


@contextmanager
def child(module: str, *words: str) -> Iterator[subprocess.Popen[str]]:
    """Start `python -m module words` with pipes for what it reads and writes; it is killed in the end."""
    process = subprocess.Popen(
        [sys.executable, "-m", module, *words],
        cwd=ROOT,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def said(process: subprocess.Popen[str]) -> str:
    """Return the next line a child writes; a child that ended tells why instead."""
    assert process.stdout
    assert process.stderr
    line = process.stdout.readline().strip()
    return line or process.stderr.read()


def tell(process: subprocess.Popen[str], line: str) -> None:
    """Write a line to a child."""
    assert process.stdin
    process.stdin.write(f"{line}\n")
    process.stdin.flush()
