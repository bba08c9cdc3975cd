"""`make demo` as a newcomer meets it: ready without configuration, kept over a restart, gone after Ctrl-C."""

import re
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.processes import ROOT
from demo.story import ADA, ANA, FAY, REVIEWS
from demo.welcome import WELCOME
from tests.demo.running import Demo, demo
from tests.racing import until

PROPOSAL = {"Title": "Cache the answers", "Hypothesis": "If we cache, it costs less."}

# What a thread said to the channel is no card.
CARD = re.compile(r"EXP-\d+, ")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the data folder that the tests of this module share."""
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def first(folder: Path) -> Iterator[Demo]:
    """Yield the demo at its first start."""
    with demo(folder) as started:
        yield started.ready()


def test_it_says_where_to_look_and_what_to_type(first: Demo) -> None:
    """The address it prints answers with the page."""
    assert "/experiment propose" in first.printed
    assert "Ctrl-C" in first.printed
    address = re.search(r"http://127\.0\.0\.1:\d+/", first.printed)
    assert address
    with urllib.request.urlopen(address[0]) as page:
        assert b"Slack sandbox" in page.read()


def test_nothing_looks_empty(first: Demo) -> None:
    """Experiments in six stages and two projects are there, and the welcome stands last."""
    texts = first.texts(ANA)
    assert "Welcome!" in texts[-1]
    stages = {text.split(", ")[1].split(":")[0] for text in texts if CARD.match(text)}
    assert stages == {"in production", "concluded", "promoting", "in review", "running", "proposed"}
    ana = first.person(ANA)
    ana.type("/project list", channel=REVIEWS)
    assert "Search relevance" in str(ana.sees("Support assistant"))


def test_the_welcome_is_true(first: Demo) -> None:
    """Its first two steps, whatever was proposed before, and its short cut lead where it says."""
    ana, fay = first.person(ANA), first.person(FAY)
    for title in ("Something else first", PROPOSAL["Title"]):
        ana.type("/experiment propose", channel=REVIEWS)
        for label, text in {**PROPOSAL, "Success metrics": "accuracy >= 0.92 (now 0.88)"}.items():
            ana.fill(label, title if label == "Title" else text)
        assert ana.submit()["ok"]
        ana.sees(title, channel=REVIEWS)
    ana.click("Record values", channel=REVIEWS, near=PROPOSAL["Title"])
    ana.fill("accuracy >= 0.92", "0.93")
    assert ana.submit()["ok"]
    ana.sees("accuracy: 0.93", channel=REVIEWS)

    fay.click("Approve as product owner", channel=REVIEWS, near="EXP-9")
    until(lambda: any(text.startswith("EXP-9, in production") for text in first.texts(FAY)))


def test_the_welcome_names_no_experiment_but_those_that_are_there() -> None:
    seeded = {f"EXP-{number}" for number in range(1, 13)}
    assert set(re.findall(r"EXP-\d+", WELCOME)) <= seeded


def test_the_admin_of_the_welcome_is_one(first: Demo) -> None:
    """Ada may change the team."""
    ada = first.person(ADA)
    ada.type("/team role @gus data engineer", channel=REVIEWS)
    assert "admin" not in ada.sees("data engineer", channel=REVIEWS)["text"]


def test_a_second_demo_on_the_same_data_is_refused(first: Demo, folder: Path) -> None:
    """Two of them would write over each other; a reset would take the data away under the first."""
    with demo(folder, "--reset") as refused:
        _, errors = refused.process.communicate(timeout=60)
    assert refused.process.returncode == 1
    assert errors == "The demo is running already; stop it first with Ctrl-C.\n"


def test_ctrl_c_stops_all_of_it_and_a_second_start_keeps_everything(first: Demo, folder: Path) -> None:
    """No process stays; what was said and decided is there again, and no second welcome."""
    ana = first.person(ANA)
    ana.type("/experiment metric EXP-10 accuracy 0.951", channel=REVIEWS)
    ana.sees("✓ accuracy: 0.951", channel=REVIEWS)
    ana.type("Back on Monday.")
    before = kept(first.texts(ANA))
    children = processes_below(first.process.pid)
    assert len(children) == 2
    assert first.stop() == 0
    assert "Stopped" in first.printed
    assert not any(is_alive(child) for child in children)

    with demo(folder, port=first.port) as second:
        assert "Setting up" not in second.ready().printed
        assert kept(second.texts(ANA)) == before
        ana = second.person(ANA)
        ana.type("/experiment history EXP-10", channel=REVIEWS)
        ana.sees("accuracy 0.951", channel=REVIEWS)
        assert second.stop() == 0


def test_killed_while_seeding_it_seeds_properly_at_the_next_start(tmp_path: Path) -> None:
    """A reset forgets what was kept; half a team is never kept; no process outlives the one that was killed."""
    (tmp_path / "kept").mkdir()
    with demo(tmp_path, "--reset") as broken:
        until(lambda: (tmp_path / "filling" / "slack.json").exists())
        children = processes_below(broken.process.pid)
        broken.process.kill()
    assert not (tmp_path / "kept").exists()
    until(lambda: not any(is_alive(child) for child in children))

    with demo(tmp_path) as mended:
        texts = mended.ready().texts(ANA)
    assert "Welcome!" in texts[-1]
    keys = [text.split(",")[0] for text in texts if CARD.match(text)]
    assert keys == [f"EXP-{number}" for number in range(1, 13)]


def test_a_taken_port_gives_one_sentence(tmp_path: Path) -> None:
    """Nothing is left running, nothing is written."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with demo(tmp_path / "data", port=port) as refused:
            _, errors = refused.process.communicate(timeout=60)
    assert refused.process.returncode == 1
    assert errors.startswith(f"Port {port} is taken. Choose another one: make demo DEMO_PORT=")
    assert errors.count("\n") == 1
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("goal", ["install", "demo"])
def test_a_python_too_old_gives_one_sentence(tmp_path: Path, goal: str) -> None:
    """The Makefile asks before it makes anything."""
    (tmp_path / "Makefile").write_bytes((ROOT / "Makefile").read_bytes())
    (tmp_path / "requirements-dev.txt").touch()
    old = tmp_path / "python3.9"
    pretend = "import sys; sys.version_info = (3, 9, 1, 'final', 0); exec(sys.argv[2])"
    old.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "{pretend}" "$@"\n')
    old.chmod(0o755)
    made = subprocess.run(
        ["make", goal, f"PYTHON={old}"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert made.returncode != 0
    assert f"Assay needs Python 3.11 or newer; this is 3.9. Try: make PYTHON=python3.12 {goal}" in made.stderr
    assert "Traceback" not in made.stderr
    assert not (tmp_path / ".venv").exists()


def kept(texts: list[str]) -> list[str]:
    """Return what is said to everybody; what is said to one person alone goes when Slack is left."""
    return [text for text in texts if text.startswith(("EXP-", ":wave:", "Back on"))]


def processes_below(parent: int) -> list[int]:
    """Return the ids of the processes that a process has started."""
    return [int(child) for child in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]


def is_alive(process: int) -> bool:
    """Tell whether a process still runs; one that only waits to be buried does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
