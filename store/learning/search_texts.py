"""Looking for experiments by words, with the full text of the database; what is written is found in the same transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields
from enum import Enum
from typing import Any

from sqlalchemy import TextClause, bindparam, text, update
from sqlmodel import Session, col, select

from rules.experiments.experiment import Experiment
from rules.learning.search import Text, searchable
from store.experiments.experiment_tables import ExperimentRow
from store.experiments.experiments import state_of
from store.learning.search_tables import SearchRow


class Where(Enum):
    """Where all the words must stand: the column of SQLite's index and the weight of PostgreSQL's."""

    TITLE = "title", "A"
    LEARNING = "learning", "B"
    ANYWHERE = "title hypothesis learning metrics", "ABCD"


# The newest first, so that it costs the same however many there are: no rank is taken over all hits of a common word.
ON_SQLITE = text(
    "SELECT search_texts.experiment FROM search_index JOIN search_texts ON search_texts.id = search_index.rowid"
    " WHERE search_index MATCH :query AND search_texts.workspace = :workspace"
    " ORDER BY search_index.rowid DESC LIMIT :most"
)
ON_POSTGRESQL = text(
    "SELECT experiment FROM search_texts, to_tsquery('english', :query) AS query"
    " WHERE numnode(query) > 0 AND vector @@ (CAST(:place AS tsquery) && query) AND workspace = :workspace"
    " ORDER BY id DESC LIMIT :most"
)


KEPT = (
    update(SearchRow)
    .where(
        col(SearchRow.workspace) == bindparam("of_workspace"),
        col(SearchRow.experiment) == bindparam("of_number"),
    )
    .values({field.name: bindparam(field.name) for field in fields(Text)})
)


def keep_text(session: Session, before: Experiment | None, after: Experiment) -> None:
    """Keep the words of an experiment, if a deed changed them."""
    words = searchable(after)
    if before is None:
        session.add(SearchRow(experiment=after.number, **asdict(words)))
    elif words != searchable(before):
        mine = {"of_workspace": session.info["workspace"], "of_number": after.number}
        session.connection().execute(KEPT, mine | asdict(words))


def find(
    session: Session,
    groups: Sequence[Sequence[str]],
    where: Where,
    most: int,
    *,
    beginnings: bool = False,
) -> list[int]:
    """Return the newest experiments that have all words of one of the groups, or, if asked, words that begin so."""
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    asked = sqlite_query if is_sqlite else postgresql_query
    statement = ON_SQLITE if is_sqlite else ON_POSTGRESQL
    parameters = {
        **asked(groups, where, session.info["workspace"], beginnings=beginnings),
        "workspace": session.info["workspace"],
        "most": most,
    }
    return numbers(session, statement, parameters)


def numbers(session: Session, statement: TextClause, parameters: dict[str, Any]) -> list[int]:
    """Return the numbers that a statement finds."""
    return [int(row[0]) for row in session.connection().execute(statement, parameters)]


def sqlite_query(
    groups: Sequence[Sequence[str]], where: Where, workspace: str, *, beginnings: bool
) -> dict[str, str]:
    """Return the query as FTS5 reads it; the words are letters and digits alone, and quoted besides."""
    sign = " *" if beginnings else ""
    either = " OR ".join("(" + " AND ".join(f'"{word}"{sign}' for word in group) + ")" for group in groups)
    return {"query": f'workspace : "{workspace}" AND {{{where.value[0]}}} : ({either})'}


def postgresql_query(
    groups: Sequence[Sequence[str]], where: Where, workspace: str, *, beginnings: bool
) -> dict[str, str]:
    """Return the query as PostgreSQL reads it, and the workspace as its index knows it."""
    sign = f":{'*' if beginnings else ''}{where.value[1]}"
    either = " | ".join("(" + " & ".join(f"'{word}'{sign}" for word in group) + ")" for group in groups)
    return {"query": either, "place": f"'={workspace}'"}


def experiments_of(session: Session, found: Sequence[int]) -> tuple[Experiment, ...]:
    """Return experiments by their numbers, in this order, without their decisions."""
    rows = session.exec(select(ExperimentRow).where(col(ExperimentRow.number).in_(found)))
    known = {row.number: state_of(row) for row in rows}
    return tuple(known[number] for number in found if number in known)


def texts_of(session: Session, found: Iterable[int]) -> dict[int, Text]:
    """Return the words that are kept of experiments."""
    rows = session.exec(select(SearchRow).where(col(SearchRow.experiment).in_(list(found))))
    return {
        row.experiment: Text(
            title=row.title, hypothesis=row.hypothesis, learning=row.learning, metrics=row.metrics
        )
        for row in rows
    }
