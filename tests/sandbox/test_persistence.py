"""A restart keeps what was said and who was there."""

import os
from pathlib import Path

import pytest
from slack_sdk import WebClient

from sandbox.server import Sandbox, running_sandbox

HERE = Path(__file__).parent


def start(state: Path) -> "running_sandbox":
    return running_sandbox(HERE / "manifest.yml", HERE / "workspace.yml", state=state)


def say_much(sandbox: Sandbox) -> None:
    client = WebClient(token=sandbox.bot_token, base_url=sandbox.api_url)
    parent = client.chat_postMessage(channel="C01GEN", text="Remember me")
    client.chat_postMessage(channel="C01GEN", text="A reply", thread_ts=parent["ts"])
    client.chat_postMessage(channel="U02BEN", text="A secret")
    client.files_upload_v2(channel="C01GEN", filename="kept.txt", content="contents")
    home = {"type": "home", "blocks": [{"type": "divider"}]}
    client.views_publish(user_id="U01ANA", view=home)
    sandbox.keeper.change_person("dee", real_name="Dee New")
    sandbox.person("ben").join("C03QUI")


def test_a_restart_finds_everything_again(tmp_path: Path) -> None:
    file = tmp_path / "state.json"
    with start(file) as first:
        say_much(first)
        token = first.bot_token
    with start(file) as second:
        assert second.bot_token == token
        ana = second.person("ana")
        parent = ana.sees("Remember me")
        assert ana.sees("A reply", thread=parent["ts"])["thread_ts"] == parent["ts"]
        assert second.person("ben").sees("A secret")
        assert ana.home() is not None
        assert second.person("dee").name == "dee"
        assert "U02BEN" in second.core.state.channels["C03QUI"].members
        stored = next(iter(second.core.state.files.values()))
        assert stored.content == b"contents"
        posted = ana.type("newer", channel="general")
        assert posted["ts"] > parent["ts"]


def test_a_write_that_breaks_off_leaves_the_old_state(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "state.json"
    with start(file) as first:
        first.person("ana").type("before", channel="general")
        first.save()
        whole = file.read_bytes()

        def fail(_: int) -> None:
            raise OSError("the disk is full")

        monkeypatch.setattr(os, "fsync", fail)
        with pytest.raises(OSError, match="disk is full"):
            first.save()
        assert file.read_bytes() == whole
        monkeypatch.undo()
