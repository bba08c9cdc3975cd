"""A program that we run is ended with all that it started, in time, and is read no further than its bound."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.outside.bounded_programs import MOST_SAID, TooMuchSaid, run_bounded
from bot.outside.promtool import TOO_LOUD, TOO_SLOW, Promtool

SOON = 0.5
# A machine that does other work besides.
LATER = 10.0
# It starts a child that holds the same pipe, and tells its number.
CHILD = "import subprocess,sys; c = subprocess.Popen(['/bin/sleep', '600']); open('child', 'w').write(str(c.pid)); "


def python(code: str, folder: Path, seconds: float = LATER) -> subprocess.CompletedProcess[str]:
    return run_bounded([sys.executable, "-S", "-c", code], folder, seconds)


def has_ended(folder: Path) -> bool:
    """Tell whether the child that a program started is gone, or waits to be counted as such."""
    status = Path("/proc", (folder / "child").read_text(), "stat")
    deadline = time.monotonic() + LATER
    while time.monotonic() < deadline:
        if not status.exists() or status.read_text().rpartition(")")[2].split()[0] == "Z":
            return True
    return False


def program(folder: Path, code: str) -> Promtool:
    """Return a program in promtool's place."""
    path = folder / "promtool"
    path.write_text(f'#!/bin/sh\nexec {sys.executable} -S -c "{code}"\n', encoding="utf-8")
    path.chmod(0o700)
    return Promtool(str(path))


def test_what_it_says_its_status_and_nothing_of_our_surroundings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-secret")
    said = python(
        "import os,sys; print(dict(os.environ)); print('é', file=sys.stderr); sys.exit(3)", tmp_path
    )
    assert (said.returncode, said.stderr) == (3, "é\n")
    assert "xoxb" not in said.stdout


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for the child in /proc")
@pytest.mark.parametrize("then", ["c.wait()", "sys.exit()"], ids=["waits for it", "leaves it"])
def test_it_is_ended_in_time_with_its_child(then: str, tmp_path: Path) -> None:
    began = time.monotonic()
    with pytest.raises(subprocess.TimeoutExpired):
        python(CHILD + then, tmp_path, 2.0)
    assert time.monotonic() - began < 2.0 + LATER
    assert has_ended(tmp_path)


def test_what_never_stops_to_talk_is_ended(tmp_path: Path) -> None:
    with pytest.raises(TooMuchSaid):
        python(f"while True: print('x' * {MOST_SAID // 10})", tmp_path)


@pytest.mark.parametrize(
    ("code", "sentence"),
    [("import time; time.sleep(600)", TOO_SLOW), ("while True: print('x' * 60000)", TOO_LOUD)],
)
def test_who_typed_an_expression_hears_why_it_was_not_tried(
    code: str, sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if sentence == TOO_SLOW:
        monkeypatch.setattr("bot.outside.promtool.FORM_SECONDS", SOON)
    else:
        monkeypatch.setattr("bot.outside.promtool.FORM_SECONDS", LATER)
    assert program(tmp_path, code).faults({"accuracy": "up"}) == {"accuracy": sentence}
