"""What earlier versions indexed is indexed anew by the upgrade, in each workspace, and found as if it were written now."""

from alembic import command
from sqlalchemy import MetaData, Table, func, select, update
from sqlmodel import col

from flows.desk import Desk
from flows.learning import search
from store import migrate
from store.database import Database
from store.learning.search_tables import SearchRow
from tests import stories

MANY = 1100
OLD = {"title": "検索精度の改善", "hypothesis": "", "learning": "", "metrics": "accuracy latency"}


def go_back(database: Database) -> None:
    """Bring a database to the version before, with the words as that one indexed them."""
    with database.engine.begin() as connection:
        command.downgrade(migrate.configuration(connection), "0008")
        connection.execute(update(SearchRow).values(OLD))


def found(desk: Desk, words: str) -> list[int]:
    """Return the numbers of the experiments that a search finds."""
    return [one.number for one in search.search(desk, words).experiments]


def test_what_was_indexed_before_is_found_after_the_upgrade(
    database: Database, desk: Desk, other_desk: Desk
) -> None:
    stories.proposed(desk, title="検索精度の改善")
    stories.close(
        desk, stories.running(desk, title="Tokeniser"), stories.Step.CONCLUDE, note="Suchgenauigkeit"
    )
    stories.proposed(other_desk, title="別の精度")
    go_back(database)
    assert found(desk, "精度") == []
    migrate.upgrade(database)
    assert (found(desk, "精度"), found(other_desk, "精度")) == ([1], [1])
    assert (found(desk, "tokenizer"), found(desk, "genauigkeit")) == ([2], [2])
    assert search.search(other_desk, "精度").experiments[0].title == "別の精度"


def test_however_many_there_are_each_is_indexed_anew(database: Database, desk: Desk) -> None:
    stories.proposed(desk, title="検索精度の改善")
    go_back(database)
    with database.engine.begin() as connection:
        for name, number in (("experiments", "number"), ("search_texts", "experiment")):
            # As that version knew them: the tables of now have more columns.
            table = Table(name, MetaData(), autoload_with=connection)
            given = [one for one in table.columns if one.name != "id" and one.computed is None]
            row = dict(connection.execute(select(*given)).mappings().one())
            connection.execute(table.insert(), [row | {number: other} for other in range(2, MANY + 1)])
    migrate.upgrade(database)
    with database.reading.connect() as connection:
        anew = select(func.count()).where(col(SearchRow.title) != OLD["title"])
        assert connection.execute(anew).scalar() == MANY
    assert search.search(desk, "精度").more
