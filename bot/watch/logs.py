"""The log on standard error: a JSON object a line, readable lines in a terminal; what is secret is masked in either."""

import logging
import sys
import threading
import time
from collections.abc import Iterable
from datetime import datetime
from typing import Any, TextIO

from pythonjsonlogger.json import JsonFormatter

from bot.watch.context import about
from bot.watch.masks import Masks

READABLE = "%(asctime)s %(levelname)s %(name)s: %(message)s"
# They tell of each thing that they do, or of what is told here in words of ours.
CHATTY = {
    "apscheduler": logging.WARNING,
    "slack_bolt": logging.ERROR,
    "alembic": logging.WARNING,
    "slack_sdk": logging.WARNING,
    "slack_sdk.web.base_client": logging.CRITICAL,
    "werkzeug": logging.WARNING,
}


class JsonLines(JsonFormatter):
    """Each record as one line of JSON, with what it is about, and a trace in the same line."""

    def __init__(self, masks: Masks) -> None:
        super().__init__(("message", "levelname", "name", "process", "threadName"), timestamp="time")
        self.masks = masks

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        """Return the fields of a line in their order, masked before JSON escapes anything of them."""
        at: datetime = log_data.pop("time")
        first = {
            "time": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": str(log_data.pop("levelname")).lower(),
            "logger": log_data.pop("name"),
            "message": log_data.pop("message"),
            **about().fields,
            "process": log_data.pop("process"),
            "thread": log_data.pop("threadName"),
        }
        trace = log_data.pop("exc_info", None)
        every = first | log_data | ({"trace": trace} if trace else {})
        return {
            key: value if isinstance(value, int) else self.masks.masked(str(value))
            for key, value in every.items()
        }


class ReadableLines(logging.Formatter):
    """Each record as a line for a person, in UTC, with what it is about behind it."""

    def __init__(self, masks: Masks) -> None:
        super().__init__(READABLE)
        self.converter = time.gmtime
        self.masks = masks

    def formatMessage(self, record: logging.LogRecord) -> str:
        """Return the line, with what it is about."""
        known = " ".join(f"{name}={value}" for name, value in about().fields.items())
        return super().formatMessage(record) + (f" [{known}]" if known else "")

    def format(self, record: logging.LogRecord) -> str:
        """Return the line and its trace, masked."""
        return self.masks.masked(super().format(record))


class MaskedStream(logging.StreamHandler[TextIO]):
    """Writes what a formatter masked; what cannot be formatted is named by its place alone, since its parts may be secret."""

    def handleError(self, record: logging.LogRecord) -> None:
        """Say where a line comes from that could not be written."""
        try:
            self.stream.write(f"a line of {record.pathname}:{record.lineno} could not be logged\n")
        except (OSError, ValueError):
            # Nobody reads the log any more.
            return


def set_up_logging(secrets: Iterable[str] = (), stream: TextIO | None = None) -> None:
    """Log to standard error all that is logged in this process, without its secrets, and what ends a thread besides."""
    out = stream or sys.stderr
    handler = MaskedStream(out)
    masks = Masks(secrets)
    handler.setFormatter(ReadableLines(masks) if out.isatty() else JsonLines(masks))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    logging.captureWarnings(True)
    for name, level in CHATTY.items():
        logging.getLogger(name).setLevel(level)
    sys.excepthook = log_end
    threading.excepthook = log_end_of_thread


def log_end(kind: type[BaseException], error: BaseException, trace: Any) -> None:
    """Log what ends the process, as all else is logged."""
    if issubclass(kind, KeyboardInterrupt):
        return
    logging.getLogger(__name__).critical(
        "an unforeseen error ends the process", exc_info=(kind, error, trace)
    )


def log_end_of_thread(ended: threading.ExceptHookArgs) -> None:
    """Log what ends a thread, as all else is logged."""
    if ended.exc_value is not None:
        found = (ended.exc_type, ended.exc_value, ended.exc_traceback)
        logging.getLogger(__name__).critical("an unforeseen error ends a thread", exc_info=found)
