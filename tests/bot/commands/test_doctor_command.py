"""`python -m bot doctor` as an operator types it: in a sandbox Slack that is well, and with each thing broken."""

import os
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from flask import Flask, Response
from strictslack.server import Sandbox, running_sandbox

from bot.commands.doctor_command import Health, clock
from store import workspaces
from store.database import Database, sqlite_file
from tests import stories
from tests.backends import on_postgresql
from tests.bot.commands.terminal import Terminal
from tests.bot.lab import MANIFEST, WORKSPACE, serving
from tests.bot.running import read_only, settings_for
from tests.flows.gatherings import set_up
from tests.stories import NOW

SECRETS = ("xoxb-", "xapp-", "s3cret")


@pytest.fixture(scope="module")
def slack() -> Iterator[Sandbox]:
    """Yield a Slack with Assay in it, as its manifest says."""
    with running_sandbox(MANIFEST, WORKSPACE) as sandbox:
        yield sandbox


class Doctor:
    """A terminal in which the doctor is asked, with the settings of an Assay that is well."""

    def __init__(self, terminal: Terminal, slack: Sandbox, database_url: str) -> None:
        self.terminal = terminal
        self.set(**settings_for(slack, database_url, 3000, app_token=True), PROMTOOL="/bin/true")

    def set(self, **settings: str) -> None:
        """Change settings."""
        for name, value in settings.items():
            self.terminal.patch.setenv(name, value)

    def asked(self) -> tuple[int, dict[str, str]]:
        """Return the status, and what is said of each thing with how well it is, in the order of the lines."""
        status, said = self.terminal.run("doctor")
        assert not [secret for secret in SECRETS if secret in said.replace("starts with xoxb-", "")], said
        lines = [(line[:8].strip(), *line[9:].split(": ", 1)) for line in said.splitlines()]
        return status, {what: f"{health}: {words}" for health, what, words in lines}


@pytest.fixture
def doctor(terminal: Terminal, slack: Sandbox, sqlite_url: str) -> Doctor:
    """Return a doctor of an Assay that is well."""
    return Doctor(terminal, slack, sqlite_url)


def test_of_what_is_well_one_line_each_says_so(doctor: Doctor) -> None:
    status, said = doctor.asked()
    assert status == 0, said
    assert list(said) == [
        "settings", "database", "Slack", "scopes", "clock", "Socket Mode", "review channel", "promtool"
    ]  # fmt: skip
    assert {words.partition(":")[0] for words in said.values()} == {"ok"}
    assert said["Slack"].startswith("ok: it lets Assay into Assay's lab")


@on_postgresql
def test_the_clock_of_the_database_is_looked_at_where_that_may_be_another_machine(
    terminal: Terminal, slack: Sandbox, database_url: str
) -> None:
    status, said = Doctor(terminal, slack, database_url).asked()
    assert (status, said["database clock"]) == (0, "ok: it agrees with this machine's")


def test_what_is_wrong_with_the_settings_is_said_and_the_database_looked_at_all_the_same(
    doctor: Doctor,
) -> None:
    doctor.set(SLACK_BOT_TOKEN="s3cret", PORT="s3cret")
    status, said = doctor.asked()
    assert (status, list(said)) == (2, ["settings", "database"])
    assert said["settings"].startswith("broken: SLACK_BOT_TOKEN: a bot token")
    assert "; PORT: " in said["settings"]


@pytest.mark.parametrize(
    ("revision", "status", "words"),
    [
        ("0001", 1, "look at: its tables are older"),
        ("9999", 2, "broken: its tables are those of a newer version"),
    ],
)
def test_tables_of_another_version_are_told_apart(
    doctor: Doctor, sqlite_url: str, revision: str, status: int, words: str
) -> None:
    database = sqlite3.connect(sqlite_file(sqlite_url))
    with database:
        database.execute("UPDATE alembic_version SET version_num = ?", [revision])
    database.close()
    ended, said = doctor.asked()
    assert (ended, said["database"].startswith(words)) == (status, True), said


def test_a_database_that_others_can_read_is_told(doctor: Doctor, sqlite_url: str) -> None:
    os.chmod(sqlite_file(sqlite_url), 0o640)
    status, said = doctor.asked()
    assert (status, "others on this machine can open" in said["database"]) == (1, True)
    assert "chmod 600" in said["database"]


def test_a_database_that_is_not_there_is_told_and_not_made(doctor: Doctor) -> None:
    doctor.set(DATABASE_URL="sqlite:///nowhere.db")
    status, said = doctor.asked()
    assert (status, said["database"].startswith("look at: there is none yet")) == (1, True)
    assert list(doctor.terminal.folder.iterdir()) == []


def test_a_database_that_cannot_be_used_is_told_without_its_password(doctor: Doctor) -> None:
    (doctor.terminal.folder / "torn.db").write_bytes(b"what a broken disk gives back" * 100)
    for url in ("sqlite:///torn.db", "postgresql://u:s3cret@127.0.0.1:1/x"):
        doctor.set(DATABASE_URL=url)
        status, said = doctor.asked()
        assert (status, said["database"].startswith("broken: ")) == (2, True)


def test_tables_of_another_program_are_told(doctor: Doctor) -> None:
    database = sqlite3.connect(doctor.terminal.folder / "strange.db")
    with database:
        database.execute("CREATE TABLE experiments (number INTEGER)")
    database.close()
    doctor.set(DATABASE_URL="sqlite:///strange.db")
    status, said = doctor.asked()
    assert (status, said["database"].startswith("broken: it has tables, but none that says")) == (2, True)


def test_a_file_that_is_damaged_where_no_start_looks_is_told(doctor: Doctor, sqlite_url: str) -> None:
    whole = Path(sqlite_file(sqlite_url))
    database = sqlite3.connect(whole)
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    ((page,),) = database.execute("SELECT rootpage FROM sqlite_master WHERE name = 'experiments'")
    ((size,),) = database.execute("PRAGMA page_size")
    database.close()
    content = whole.read_bytes()
    damaged = doctor.terminal.folder / "damaged.db"
    damaged.write_bytes(content[: (page - 1) * size] + b"\xff" * size + content[page * size :])
    damaged.chmod(0o600)
    doctor.set(DATABASE_URL="sqlite:///damaged.db")
    status, said = doctor.asked()
    assert (status, said["database"].startswith("broken: the database is damaged. Move")) == (2, True), said


def test_a_database_that_may_only_be_read_is_told(
    terminal: Terminal, slack: Sandbox, database_url: str
) -> None:
    doctor = Doctor(terminal, slack, read_only(database_url))
    status, said = doctor.asked()
    assert (status, said["database"].startswith("broken: ")) == (2, True), said


def test_a_folder_in_the_place_of_the_database_is_told(doctor: Doctor) -> None:
    (doctor.terminal.folder / "assay.db").mkdir()
    doctor.set(DATABASE_URL="sqlite:///assay.db")
    status, said = doctor.asked()
    assert (status, said["database"].startswith("broken: unable to open")) == (2, True)


def test_a_token_that_slack_does_not_take_and_a_slack_that_is_away_are_told_apart(doctor: Doctor) -> None:
    doctor.set(SLACK_BOT_TOKEN="xoxb-1-none")
    status, said = doctor.asked()
    assert (status, said["Slack"]) == (
        2,
        "broken: Slack refuses SLACK_BOT_TOKEN (invalid_auth). Copy it anew from the app's page.",
    )
    assert "promtool" in said
    doctor.set(SLACK_API_URL="http://127.0.0.1:9/")
    status, said = doctor.asked()
    assert (status, said["Slack"].startswith("broken: Slack cannot be reached")) == (2, True)


def test_an_app_token_that_slack_does_not_take_is_told(doctor: Doctor) -> None:
    doctor.set(SLACK_APP_TOKEN="xapp-1-none")
    status, said = doctor.asked()
    assert (status, said["Socket Mode"]) == (
        2,
        "broken: Slack refuses SLACK_APP_TOKEN (invalid_auth). Copy it anew from the app's page.",
    )
    doctor.set(SLACK_APP_TOKEN="", SLACK_SIGNING_SECRET="s3cret")
    status, said = doctor.asked()
    assert (status, "Socket Mode" in said) == (0, False)
    assert said["settings"] == "ok: each can be read; Slack is heard over HTTP, on port 3000"


@pytest.mark.parametrize(
    ("there", "instead", "status", "words"),
    [
        ("      - files:write\n", "", 2, "broken: the token lacks files:write; paste manifest.yml"),
        ("      - dnd:read\n", "", 1, "look at: the token lacks dnd:read, which may be left out"),
        (
            "      - files:write\n",
            "      - files:write\n      - reactions:read\n",
            1,
            "look at: the token may do more",
        ),
    ],
)
def test_the_scopes_of_the_token_are_held_against_the_manifest(
    terminal: Terminal, sqlite_url: str, tmp_path: Path, there: str, instead: str, status: int, words: str
) -> None:
    installed = tmp_path / "manifest.yml"
    installed.write_text(MANIFEST.read_text().replace(there, instead))
    with running_sandbox(installed, WORKSPACE) as sandbox:
        ended, said = Doctor(terminal, sandbox, sqlite_url).asked()
    assert (ended, said["scopes"].startswith(words)) == (status, True), said


@pytest.mark.parametrize(
    ("channel", "status", "words"),
    [
        ("", 0, "ok: none is set"),
        ("C0APART", 2, "broken: Assay is not in C0APART; type /invite @Assay there"),
        ("C0NOWHERE", 2, "broken: Slack shows Assay no channel C0NOWHERE; type /invite"),
    ],
)
def test_where_assay_cannot_write_is_told(doctor: Doctor, channel: str, status: int, words: str) -> None:
    doctor.set(ASSAY_REVIEW_CHANNEL=channel)
    ended, said = doctor.asked()
    assert (ended, said["review channel"].startswith(words)) == (status, True), said


def test_the_channels_that_a_workspace_has_chosen_are_looked_at(doctor: Doctor, sqlite_url: str) -> None:
    desk = stories.desk_of(Database(sqlite_url), stories.WORKSPACE)
    set_up(desk, "standup")
    with desk.begin() as session:
        workspaces.locked(session).review_channel = "C0APART"
    status, said = doctor.asked()
    assert said["ceremony channels"] == "ok: Assay is in 1 channel with ceremonies"
    assert (status, said["review channel"]) == (
        2,
        "broken: Assay is not in C0APART; type /invite @Assay there, or choose another one by `/team settings`",
    )
    set_up(desk, "retro", channel="C0APART")
    desk.database.close()
    assert doctor.asked()[1]["ceremony channels, C0APART"] == (
        "broken: Assay is not in C0APART; type /invite @Assay there, or set its ceremonies up in another channel by"
        " `/ceremony setup`"
    )


@pytest.mark.parametrize(
    ("ahead", "health", "words"),
    [
        (1, Health.OK, "it agrees with Slack's"),
        (-1, Health.OK, "it agrees with Slack's"),
        (60, Health.LOOK_AT, "it is 60 s ahead of Slack's; have the machine set it by NTP"),
        (-3600, Health.BROKEN, "it is 3,600 s behind Slack's; have the machine set it by NTP: requests"),
    ],
)
def test_a_clock_that_goes_wrong_is_told(ahead: int, health: Health, words: str) -> None:
    found = clock(format_datetime(NOW, usegmt=True), NOW + timedelta(seconds=ahead))
    assert (found.health, found.words.startswith(words)) == (health, True), found


def test_a_slack_that_says_no_time_is_told() -> None:
    assert clock("", NOW).health is Health.LOOK_AT


def test_alerts_that_would_be_posted_untried_are_told(doctor: Doctor) -> None:
    doctor.set(PROMTOOL="", PATH=str(doctor.terminal.folder))
    status, said = doctor.asked()
    assert (status, said["promtool"].startswith("look at: there is none; install")) == (1, True)
    doctor.set(PROMTOOL="/bin/false")
    status, said = doctor.asked()
    assert (status, said["promtool"].startswith("broken: it does not run")) == (2, True)


def test_a_promtool_that_talks_without_end_is_given_up(doctor: Doctor) -> None:
    promtool = doctor.terminal.folder / "promtool"
    promtool.write_text("#!/bin/sh\nexec /usr/bin/yes\n")
    promtool.chmod(0o700)
    doctor.set(PROMTOOL=str(promtool))
    status, said = doctor.asked()
    assert (status, said["promtool"].startswith("broken: it does not run (TooMuchSaid)")) == (2, True), said


@pytest.mark.parametrize(
    ("answer", "status", "words"),
    [
        (Response('{"error_code": "RESOURCE_DOES_NOT_EXIST"}', 404), 0, "ok: 127.0.0.1:"),
        (Response("", 401), 2, "broken: 127.0.0.1:"),
        (Response("<html>Nothing here</html>", 404), 2, "broken: 127.0.0.1:"),
        (Response("", 503), 2, "broken: 127.0.0.1:"),
    ],
)
def test_an_mlflow_server_that_does_not_let_us_in_is_told(
    doctor: Doctor, answer: Response, status: int, words: str
) -> None:
    web = Flask("like MLflow")
    web.add_url_rule("/<path:_path>", "answer", lambda _path: answer)
    with serving(web) as url:
        doctor.set(MLFLOW_TRACKING_URI=url, MLFLOW_TRACKING_TOKEN="s3cret")
        ended, said = doctor.asked()
    assert (ended, said["MLflow"].startswith(words)) == (status, True), said


def test_an_mlflow_server_that_is_away_is_told(doctor: Doctor) -> None:
    doctor.set(MLFLOW_TRACKING_URI="http://127.0.0.1:9")
    status, said = doctor.asked()
    assert (status, said["MLflow"].startswith("broken: 127.0.0.1:9 cannot be reached")) == (2, True)
