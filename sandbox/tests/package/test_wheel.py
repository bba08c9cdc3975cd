"""The wheel, in an empty virtual environment: nothing but what it names and carries is there."""

import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from slack_sdk import WebClient

PROJECT = Path(__file__).parents[2]
PACKAGE = PROJECT / "strictslack"
FILES = [f"--{name}={PROJECT / 'tests' / name}.yml" for name in ("manifest", "workspace")]

pytestmark = [pytest.mark.wheel, pytest.mark.timeout(600)]


def run(*command: str | Path, folder: Path) -> str:
    """What a command prints; without the surroundings by which Python could find this checkout."""
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    ended = subprocess.run(
        command, cwd=folder, env=surroundings, capture_output=True, text=True, timeout=300, check=False
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as it would be published."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, folder=PROJECT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def environment(wheel: Path) -> Path:
    """The programs of a virtual environment that holds the wheel and what it depends on."""
    home = wheel.parent / "environment"
    run(sys.executable, "-m", "venv", home, folder=wheel.parent)
    programs = home / "bin"
    quietly = ("--quiet", "--disable-pip-version-check")
    run(programs / "python", "-m", "pip", "install", *quietly, wheel, folder=wheel.parent)
    return programs


@pytest.fixture(scope="module")
def printed(environment: Path, wheel: Path) -> Iterator[list[str]]:
    """What the command says once it listens: its address, and the tokens of the app."""
    with subprocess.Popen(
        [environment / "strictslack", *FILES, "--port", "0"],
        stdout=subprocess.PIPE,
        text=True,
        cwd=wheel.parent,
        env={"PATH": os.environ["PATH"]},
    ) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline()]
        while lines[-1] and "SLACK_BOT_TOKEN=" not in lines[-1]:
            lines.append(process.stdout.readline())
        yield lines
        process.terminate()
        assert process.wait(30) == 0


def test_the_wheel_carries_all_that_the_package_has(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if ".dist-info/" not in name}
        about = {name.partition(".dist-info/")[2] for name in archive.namelist()} - {""}
    there = {path.relative_to(PROJECT).as_posix() for path in PACKAGE.rglob("*") if path.is_file()}
    assert packed == {name for name in there if "__pycache__" not in name}
    assert {"strictslack/py.typed", "strictslack/page/index.html"} <= packed
    assert {"licenses/LICENSE", "entry_points.txt"} <= about


def test_it_comes_from_the_wheel_with_its_reference(environment: Path, wheel: Path) -> None:
    script = "from strictslack.published import REFERENCE; print(REFERENCE)"
    place = Path(run(environment / "python", "-c", script, folder=wheel.parent).strip())
    assert place.is_relative_to(environment.parent)
    tables = {path.name: path.read_bytes() for path in place.iterdir()}
    assert tables == {path.name: path.read_bytes() for path in (PACKAGE / "reference").iterdir()}


def test_it_serves_its_page(printed: list[str]) -> None:
    url = printed[0].split()[-1]
    with urllib.request.urlopen(url) as page:
        assert page.read() == (PACKAGE / "page" / "index.html").read_bytes()
    with urllib.request.urlopen(f"{url}/page/app.js") as script:
        assert script.read() == (PACKAGE / "page" / "app.js").read_bytes()


def test_it_answers_as_slack(printed: list[str]) -> None:
    url, token = printed[0].split()[-1], printed[-1].strip().partition("SLACK_BOT_TOKEN=")[2]
    client = WebClient(token=token, base_url=f"{url}/api/")
    assert client.auth_test()["team"] == "Acme AI"
    assert client.chat_postMessage(channel="general", text="From a wheel")["ok"]
