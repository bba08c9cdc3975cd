"""Sockets that a host keeps open over restarts are taken as they are, and are all there."""

import os
import socket
from collections.abc import Iterator

import pytest

from bot.serve.start import CannotStart, require_ports


@pytest.fixture
def taken() -> Iterator[int]:
    """Yield a port that somebody listens on."""
    with socket.create_server(("0.0.0.0", 0)) as listening:
        yield int(listening.getsockname()[1])


def hand_over(monkeypatch: pytest.MonkeyPatch, sockets: int, process: int) -> None:
    """Say, as systemd does, how many sockets are handed over, and to whom."""
    monkeypatch.setenv("LISTEN_FDS", str(sockets))
    monkeypatch.setenv("LISTEN_PID", str(process))


def test_a_port_whose_socket_is_handed_over_may_be_taken(taken: int, monkeypatch: pytest.MonkeyPatch) -> None:
    hand_over(monkeypatch, 1, os.getpid())
    require_ports([taken])
    # Gunicorn takes the sockets itself, by the same words.
    assert os.environ["LISTEN_FDS"] == "1"


def test_sockets_that_are_not_all_there_are_told(taken: int, monkeypatch: pytest.MonkeyPatch) -> None:
    hand_over(monkeypatch, 1, os.getpid())
    with pytest.raises(CannotStart, match="The host hands over 1 socket for 2 ports"):
        require_ports([taken, taken])


def test_sockets_of_another_process_are_none_of_ours(taken: int, monkeypatch: pytest.MonkeyPatch) -> None:
    hand_over(monkeypatch, 1, os.getppid())
    with pytest.raises(CannotStart, match=f"Port {taken} cannot be had"):
        require_ports([taken])
