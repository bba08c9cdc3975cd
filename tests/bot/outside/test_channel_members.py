"""What Slack says of a channel and of who is in it."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import pytest
from slack_sdk import WebClient

from bot.outside import channel_members
from bot.outside.channel_members import channel_found, members_of
from tests import stories
from tests.bot.lab import Lab


@contextmanager
def answering(said: bytes) -> Iterator[str]:
    """Answer one call with some bytes; yield the address."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            caller, _ = server.accept()
            with caller:
                caller.recv(65_536)
                caller.sendall(said)

        thread = Thread(target=answer, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/api/"
        thread.join(5)


@pytest.mark.parametrize(
    "said", [b"no HTTP at all\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"]
)
def test_an_answer_that_breaks_off_keeps_no_form_from_opening(said: bytes) -> None:
    with answering(said) as address:
        assert members_of(WebClient("xoxb-x", address), stories.CHANNEL) == frozenset()


def test_of_a_private_channel_every_page_of_people_is_kept(
    sqlite_lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    sqlite_lab.sandbox.core.state.channels[stories.CHANNEL].kind = "private"
    whole = channel_found(sqlite_lab.client, stories.CHANNEL)
    monkeypatch.setattr(channel_members, "MOST", 1)
    assert channel_found(sqlite_lab.client, stories.CHANNEL) == whole
    assert len(whole.people) > 2
