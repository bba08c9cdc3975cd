"""Sockets that a host keeps open over restarts are taken as they are, and are all there."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from gunicorn import systemd

from bot.serve.start import CannotStart, require_ports


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Yield a port that somebody listens on, whose socket stands where the first one that is handed over does."""
    with socket.create_server(("0.0.0.0", 0)) as listening:
        monkeypatch.setattr(systemd, "SD_LISTEN_FDS_START", listening.fileno())
        yield int(listening.getsockname()[1])


def hand_over(monkeypatch: pytest.MonkeyPatch, sockets: int, process: int) -> None:
    """Say, as systemd does, how many sockets are handed over, and to whom."""
    monkeypatch.setenv("LISTEN_FDS", str(sockets))
    monkeypatch.setenv("LISTEN_PID", str(process))


def test_a_port_whose_socket_is_handed_over_may_be_taken(taken: int, monkeypatch: pytest.MonkeyPatch) -> None:
    hand_over(monkeypatch, 1, os.getpid())
    require_ports({"PORT": taken})
    # Gunicorn takes the sockets itself, by the same words.
    assert os.environ["LISTEN_FDS"] == "1"


def test_sockets_that_are_not_all_there_are_told(taken: int, monkeypatch: pytest.MonkeyPatch) -> None:
    hand_over(monkeypatch, 1, os.getpid())
    with pytest.raises(CannotStart, match="The host hands over 1 socket for 2 ports"):
        require_ports({"PORT": taken, "OPS_PORT": taken})


def test_sockets_of_another_process_are_none_of_ours(taken: int, monkeypatch: pytest.MonkeyPatch) -> None:
    hand_over(monkeypatch, 1, os.getppid())
    with pytest.raises(CannotStart, match=f"Port {taken} cannot be had"):
        require_ports({"PORT": taken})


@pytest.mark.parametrize("name", ["LISTEN_FDS", "LISTEN_PID"])
def test_what_is_no_number_is_told(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    hand_over(monkeypatch, 1, os.getpid())
    monkeypatch.setenv(name, "some")
    with pytest.raises(CannotStart, match="LISTEN_FDS and LISTEN_PID tell of sockets"):
        require_ports({"PORT": 0})


def test_what_was_not_handed_over_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    hand_over(monkeypatch, 1, os.getpid())
    with (tmp_path / "no socket").open("w") as file:
        monkeypatch.setattr(systemd, "SD_LISTEN_FDS_START", file.fileno())
        with pytest.raises(CannotStart, match="that the host did not hand over"):
            require_ports({"PORT": 0})
    with pytest.raises(CannotStart, match="that the host did not hand over"):
        require_ports({"PORT": 0})
    with socket.socket() as deaf:
        monkeypatch.setattr(systemd, "SD_LISTEN_FDS_START", deaf.fileno())
        with pytest.raises(CannotStart, match="does not listen"):
            require_ports({"PORT": 0})
