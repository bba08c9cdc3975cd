"""The addresses of calendars that people have go on working, also once only their hashes are kept."""

from datetime import timedelta

from alembic import command
from sqlalchemy import text

from flows import outbox
from store import migrate, workspaces
from store.ceremonies import feeds
from store.database import Database
from tests.stories import NOW, WORKSPACE

KNOWN = {"aVerySecretAddress_of-32-letters": "C0LAB", "another_one_that_is_32_letters--": "C0REVIEWS"}
MEANWHILE = "made_by_the_version_before_later"
ADD = text("INSERT INTO feeds (workspace, channel, secret) VALUES ('T0ASSAY', :channel, :secret)")
RENEW = text("UPDATE feeds SET secret = :secret WHERE workspace = 'T0ASSAY' AND channel = 'C0LAB'")


def kept(database: Database) -> set[str]:
    """Return what is kept of secrets."""
    with database.engine.begin() as connection:
        return set(connection.execute(text("SELECT secret FROM feeds")).scalars())


def found(database: Database, *secrets: str) -> list[tuple[str, str] | None]:
    """Return where addresses lead."""
    with database.look_everywhere() as session:
        return [feeds.channel_of(session, secret) for secret in secrets]


def test_secrets_are_left_to_the_version_before_for_a_day_and_stay_addresses(empty_database_url: str) -> None:
    database = Database(empty_database_url)
    with database.engine.begin() as connection:
        command.upgrade(migrate.configuration(connection), "0018")
        connection.execute(ADD, [{"channel": channel, "secret": secret} for secret, channel in KNOWN.items()])
    migrate.upgrade(database)
    with database.begin(WORKSPACE) as session:
        workspaces.ensure(session, "Assay's lab", NOW)
    led = [("T0ASSAY", channel) for channel in KNOWN.values()]
    assert kept(database) == set(KNOWN)
    assert found(database, *KNOWN) == led
    outbox.tidy(database, NOW)
    with database.engine.begin() as connection:
        connection.execute(RENEW, {"secret": MEANWHILE})
    outbox.tidy(database, NOW + timedelta(hours=23))
    assert kept(database) == {MEANWHILE, "another_one_that_is_32_letters--"}
    outbox.tidy(database, NOW + timedelta(days=1))
    hashed = kept(database)
    assert not hashed & {*KNOWN, MEANWHILE}
    assert found(database, MEANWHILE, *KNOWN, *hashed) == [led[0], None, led[1], None, None]
    outbox.tidy(database, NOW + timedelta(days=3))
    # The version before, and this one again: nothing is hashed twice.
    with database.engine.begin() as connection:
        command.downgrade(migrate.configuration(connection), "0018")
        command.upgrade(migrate.configuration(connection), "head")
    outbox.tidy(database, NOW + timedelta(days=6))
    assert kept(database) == hashed
    database.close()
