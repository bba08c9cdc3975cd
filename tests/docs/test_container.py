"""What runs Assay elsewhere: the Containerfile, the systemd unit and the Procfile say what the program takes."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot import command_line

CONTAINERFILE = Path("Containerfile").read_text()
UNIT = Path("docs/operating/assay.service")
INSTRUCTIONS = [
    line.split(maxsplit=1)
    for line in re.sub(r"\\\n\s*", "", CONTAINERFILE).splitlines()
    if line and not line.startswith("#")
]
IGNORED = Path(".containerignore").read_text()


def arguments(name: str) -> list[str]:
    return [rest for word, rest in INSTRUCTIONS if word == name]


def test_hadolint_has_nothing_to_say() -> None:
    linter = Path(sys.executable).with_name("hadolint")
    done = subprocess.run([linter, "Containerfile"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_the_image_is_built_in_two_stages_of_what_is_locked_and_runs_as_nobody_special() -> None:
    assert arguments("ARG") == ["BASE=python:3.11-slim"]
    assert len(arguments("FROM")) == 2
    installs = [one for one in arguments("RUN") if "pip install" in one]
    assert all("--require-hashes" in one and one.endswith("-r requirements.txt") for one in installs)
    assert arguments("USER")[-1] not in ("root", "0")
    assert arguments("ENTRYPOINT") == ['["python", "-m", "bot"]']
    assert len(arguments("HEALTHCHECK")) == 1


def test_all_that_is_copied_is_there_and_let_through_and_no_secret_is() -> None:
    copied = {
        name.rstrip("/")
        for one in arguments("COPY")
        if not one.startswith("--from")
        for name in one.split()[:-1]
    }
    let_through = {line[1:] for line in IGNORED.splitlines() if line.startswith("!")}
    assert copied == let_through
    assert all(Path(name).exists() for name in copied)
    assert {room.name for room in map(Path, ("rules", "flows", "store", "bot"))} <= copied
    assert Path(".dockerignore").read_text() == IGNORED


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here")
def test_systemd_takes_the_unit_and_its_socket(tmp_path: Path) -> None:
    here = [tmp_path / one.name for one in (UNIT, UNIT.with_suffix(".socket"))]
    for unit, path in zip((UNIT, UNIT.with_suffix(".socket")), here, strict=True):
        path.write_text(unit.read_text().replace("/opt/assay/.venv/bin/python", sys.executable))
    done = subprocess.run(
        ["systemd-analyze", "verify", *here], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_the_procfile_names_processes_that_there_are() -> None:
    lines = [line.split(": ", 1) for line in Path("Procfile").read_text().splitlines()]
    assert [name for name, _ in lines] == ["release", "web", "worker"]
    for _, words in lines:
        assert words.removeprefix("python -m bot ") in command_line.PROCESSES
