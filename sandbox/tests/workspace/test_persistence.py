"""A restart keeps what was said and who was there."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from slack_sdk import WebClient

from strictslack.client.control_client import get, post
from strictslack.server import Sandbox, running_sandbox

HERE = Path(__file__).parents[1]


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


def test_an_app_that_is_no_longer_given_does_not_trouble_the_others(tmp_path: Path) -> None:
    other = tmp_path / "other.yml"
    other.write_text((HERE / "manifest.yml").read_text().replace("name: Echo", "name: Other"))
    state = tmp_path / "state.json"
    with running_sandbox([HERE / "manifest.yml", other], HERE / "workspace.yml", state=state):
        pass
    with start(state) as second:
        second.person("ana").type("@echo alone?", channel="general")
        assert [app["name"] for app in second.person("ana")._get("state")["apps"]] == ["Echo"]


def test_a_killed_process_keeps_what_was_said(tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    files = ["--manifest", str(HERE / "manifest.yml"), "--workspace", str(HERE / "workspace.yml")]
    command = [sys.executable, "-m", "strictslack", *files, "--port", "0", "--state", str(state)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=HERE.parent) as process:
        assert process.stdout is not None
        url = process.stdout.readline().split()[-1]
        post(url, "send", {"user": "U01ANA", "channel": "general", "text": "last words"})
        saved = time.monotonic() + 10
        while not state.exists() or "last words" not in state.read_text(encoding="utf-8"):
            assert time.monotonic() < saved, "the state was not saved"
            get(url, "changed", user="U01ANA", timeout=0.1)
        process.kill()
    with start(state) as second:
        second.person("ben").sees("last words")


def test_a_file_is_seen_by_title_and_name(tmp_path: Path) -> None:
    with start(tmp_path / "state.json") as sandbox:
        client = WebClient(token=sandbox.bot_token, base_url=sandbox.api_url)
        client.files_upload_v2(channel="C01GEN", filename="plan.md", title="The plan", content="# Plan")
        ana = sandbox.person("ana")
        assert ana.sees("The plan")["ts"] == ana.sees("plan.md")["ts"]
