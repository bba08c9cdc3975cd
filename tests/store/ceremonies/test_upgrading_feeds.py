"""The addresses of calendars that people have go on working when only their hashes are kept."""

from alembic import command
from sqlalchemy import text

from store import migrate
from store.ceremonies import feeds
from store.database import Database

KNOWN = {"aVerySecretAddress_of-32-letters": "C0LAB", "another_one_that_is_32_letters--": "C0REVIEWS"}
ADD = text("INSERT INTO feeds (workspace, channel, secret) VALUES ('T0ASSAY', :channel, :secret)")


def test_secrets_are_hashed_where_they_are_and_stay_addresses(empty_database_url: str) -> None:
    database = Database(empty_database_url)
    with database.engine.begin() as connection:
        command.upgrade(migrate.configuration(connection), "0018")
        connection.execute(ADD, [{"channel": channel, "secret": secret} for secret, channel in KNOWN.items()])
    migrate.upgrade(database)
    with database.look_everywhere() as session:
        assert {secret: feeds.channel_of(session, secret) for secret in KNOWN} == {
            secret: ("T0ASSAY", channel) for secret, channel in KNOWN.items()
        }
    with database.engine.begin() as connection:
        kept = set(connection.execute(text("SELECT secret FROM feeds")).scalars())
        # The version before, and this one again: nothing is hashed twice.
        command.downgrade(migrate.configuration(connection), "0018")
        command.upgrade(migrate.configuration(connection), "head")
        assert set(connection.execute(text("SELECT secret FROM feeds")).scalars()) == kept
    assert not kept & set(KNOWN)
    database.close()
