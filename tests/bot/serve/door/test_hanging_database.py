"""A whole process of Assay whose PostgreSQL stands still: health is answered, clicks are, and all goes on afterwards."""

import threading
import time
from contextlib import ExitStack
from pathlib import Path

from strictslack.server import running_sandbox

from store import migrate
from store.database import Database
from tests import stories
from tests.backends import start_postgresql
from tests.bot.lab import MANIFEST, WORKSPACE
from tests.bot.running import PATIENCE, asked, free_port, process
from tests.bot.serve.door.test_strangers import clicked, command, settings_of_one, signed
from tests.freezing import frozen

CLICKS = 40
HEALTH_SECONDS = 0.5 * PATIENCE
SLACK_SECONDS = 3.0


def test_health_is_answered_while_the_database_hangs_and_no_click_waits_for_ever(tmp_path: Path) -> None:
    with ExitStack() as stack:
        server = stack.enter_context(start_postgresql())
        url = server.create("hanging")
        database = Database(url, pool_size=1)
        migrate.upgrade(database)
        stories.proposed(stories.open_desk(database, stories.WORKSPACE))
        database.close()
        sandbox = stack.enter_context(running_sandbox(MANIFEST, WORKSPACE))
        port = free_port()
        web = stack.enter_context(process("web", settings_of_one(sandbox, url, port), tmp_path))
        web.wait_until_ready()
        click = signed(sandbox, command("show EXP-1"))
        assert clicked(port, click)[0] == 200
        heard: list[tuple[int, float]] = []
        people = [threading.Thread(target=lambda: heard.append(clicked(port, click))) for _ in range(CLICKS)]
        with frozen(server):
            for one in people:
                one.start()
            began = time.monotonic()
            assert asked(port, "/healthz") == (200, "ok\n")
            assert time.monotonic() - began < HEALTH_SECONDS
            assert asked(port, "/readyz")[0] == 503
            for one in people:
                one.join()
        assert asked(port, "/readyz")[0] == 200
        assert clicked(port, click)[0] == 200
    assert len(heard) == CLICKS
    assert max(wait for _, wait in heard) < SLACK_SECONDS * PATIENCE
    # Who did not come to a thread in time is told to try again, by Slack itself.
    assert {status for status, _ in heard} <= {200, 503}
