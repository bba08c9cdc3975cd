"""`python -m bot manifest` and `python -m bot key`, as an operator types them."""

import json
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft7Validator
from strictslack.published import REFERENCE
from strictslack.workspace.manifest import load_manifest

from tests.bot.commands.terminal import Terminal

ADDRESS = "https://assay.example.com"


def test_the_manifest_of_an_address_is_one_that_slack_takes(terminal: Terminal, tmp_path: Path) -> None:
    status, said = terminal.run("manifest", f"{ADDRESS}/")
    printed, _, beside = said.partition("# 1. ")
    assert status == 0
    schema = json.loads((REFERENCE / "manifest.schema.2.0.0.json").read_text())
    assert [one.message for one in Draft7Validator(schema).iter_errors(yaml.safe_load(printed))] == []
    (tmp_path / "manifest.yml").write_text(printed)
    app = load_manifest(tmp_path / "manifest.yml")
    assert app.redirect_urls == (f"{ADDRESS}/slack/oauth_redirect",)
    assert {app.events_url, app.interactivity_url, *(one.url for one in app.commands.values())} == {
        f"{ADDRESS}/slack/events"
    }
    assert (app.socket_mode, app.token_rotation, app.org_deploy) == (False, True, True)
    assert f"ASSAY_PUBLIC_URL={ADDRESS}\n" in beside


def test_an_address_that_is_none_is_refused(terminal: Terminal) -> None:
    status, said = terminal.run("manifest", "assay.example.com")
    assert status == 2
    assert "give the address with https://" in said


def test_each_key_is_another(terminal: Terminal) -> None:
    keys = {terminal.run("key")[1].strip() for _ in range(2)}
    assert len(keys) == 2
    assert {len(key) for key in keys} == {44}


def test_without_an_installation_by_oauth_there_is_nothing_to_seal(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    monkeypatch.setenv("SLACK_SIGNING_SECRET", "s")
    assert terminal.run("key", "--rotate") == (
        1,
        "SLACK_CLIENT_ID is not set: no token is kept in the database.\n",
    )
