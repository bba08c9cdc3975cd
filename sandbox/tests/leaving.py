"""Leaving a socket: slack-sdk's close waits for a thread that may have missed the word, and then waits without end."""

import threading

from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk.socket_mode import SocketModeClient

LEAVE_SECONDS = 10


def leave(connected: SocketModeHandler | SocketModeClient) -> None:
    """Close a socket, and wait for that no longer than it takes where all is well."""
    closing = threading.Thread(target=connected.close, daemon=True)
    closing.start()
    closing.join(LEAVE_SECONDS)
