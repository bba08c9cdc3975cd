"""Running another program so that it takes no more time and no more memory than it was given, with all that it starts."""

import os
import selectors
import signal
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

MOST_SAID = 1_000_000
PIECE = 65_536


class TooMuchSaid(Exception):
    """A program says more than is read."""


def run_bounded(words: Sequence[str], folder: Path, seconds: float) -> subprocess.CompletedProcess[str]:
    """Run a program in a folder, without our surroundings; raise TimeoutExpired or TooMuchSaid when it exceeds its bounds.

    It is ended in any case, and so is what it started: a child that goes on would keep the pipe open which we read.
    """
    deadline = time.monotonic() + seconds
    # Without a shell.
    with subprocess.Popen(  # noqa: S603
        words,
        cwd=folder,
        env={},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as program:
        try:
            said, complained = heard_of(program, words, seconds, deadline)
            status = program.wait(max(0.0, deadline - time.monotonic()))
        finally:
            # Whatever it left behind goes too.
            end(program)
    return subprocess.CompletedProcess(words, status, said, complained)


def heard_of(
    program: subprocess.Popen[bytes], words: Sequence[str], seconds: float, deadline: float
) -> tuple[str, str]:
    """Return what a program says and what it complains of, once it has said everything."""
    streams: list[IO[bytes]] = [stream for stream in (program.stdout, program.stderr) if stream]
    heard = {stream: bytearray() for stream in streams}
    with selectors.DefaultSelector() as watched:
        for stream in streams:
            watched.register(stream, selectors.EVENT_READ)
        while watched.get_map():
            for key, _ in watched.select(max(0.0, deadline - time.monotonic())):
                stream = next(one for one in streams if one is key.fileobj)
                piece = os.read(stream.fileno(), PIECE)
                heard[stream] += piece
                if len(heard[stream]) > MOST_SAID:
                    raise TooMuchSaid
                if not piece:
                    watched.unregister(stream)
            if time.monotonic() > deadline:
                raise subprocess.TimeoutExpired(list(words), seconds)
    first, second = (heard[stream].decode(errors="replace") for stream in streams)
    return first, second


def end(program: subprocess.Popen[bytes]) -> None:
    """End a program and all that it started; where nothing is left, nothing happens."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(program.pid, signal.SIGKILL)
