"""Looking for experiments by words, with the full text of the database; what is written is found in the same transaction."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, fields
from enum import Enum
from typing import Any

from sqlalchemy import String, TextClause, bindparam, text, update
from sqlmodel import Session, col, select

from rules.experiments.experiment import Experiment
from rules.learning.search import Text, searchable
from rules.learning.search_words import as_tail, is_piece
from rules.lifecycle.steps import SEATED
from rules.people.viewing import View
from store.experiments import viewing
from store.experiments.experiment_tables import ExperimentRow
from store.experiments.experiments import state_of
from store.learning.search_tables import SearchRow
from store.mapping import fact_of

# What is looked through of an experiment.
SEARCHED = ("title", "hypothesis", "learning", "closing_note", "metrics")


class Where(Enum):
    """Where all the words must stand: the column of SQLite's index and the weight of PostgreSQL's."""

    TITLE = "title", "A"
    LEARNING = "learning", "B"
    ANYWHERE = "title hypothesis learning metrics", "ABCD"


class How(Enum):
    """How a word must stand there: whole, at the beginning of another, or anywhere within a longer one."""

    WHOLE = "whole"
    BEGINNING = "beginning"
    WITHIN = "within"


# The newest first, so that it costs the same however many there are: no rank is taken over all hits of a common word.
ON_SQLITE = (
    "SELECT search_texts.experiment FROM search_index JOIN search_texts ON search_texts.id = search_index.rowid{seen}"
    " WHERE search_index MATCH :query AND search_texts.workspace = :workspace{shown}"
    " ORDER BY search_index.rowid DESC LIMIT :most"
)
ON_POSTGRESQL = (
    "SELECT search_texts.experiment FROM search_texts{seen}, to_tsquery('english', :query) AS query"
    " WHERE numnode(query) > 0 AND vector @@ (CAST(:place AS tsquery) && query)"
    " AND search_texts.workspace = :workspace{shown} ORDER BY search_texts.id DESC LIMIT :most"
)
# Where something is hidden from who looks, whole pages are found of what is not.
SEEN = " JOIN experiments ON experiments.workspace = search_texts.workspace AND experiments.number = search_texts.experiment"
SHOWN = (
    " AND (experiments.channel NOT IN :hidden OR :viewer IN (experiments.owner, experiments.proposer, experiments.asked)"
    " OR experiments.stage IN :seated)"
)
STATEMENTS = {
    (name, hides): text(
        statement.format(seen=SEEN if hides else "", shown=SHOWN if hides else "")
    ).bindparams(*(bindparam(one, expanding=True, type_=String()) for one in ("hidden", "seated") if hides))
    for name, statement in (("sqlite", ON_SQLITE), ("postgresql", ON_POSTGRESQL))
    for hides in (False, True)
}


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
    if before and all(getattr(before, name) == getattr(after, name) for name in SEARCHED):
        return
    words = searchable(after)
    if before is None:
        session.add(SearchRow(experiment=after.number, **asdict(words)))
    elif words != searchable(before):
        mine = {"of_workspace": session.info["workspace"], "of_number": after.number}
        session.connection().execute(KEPT, mine | asdict(words))


def find(
    session: Session, groups: Sequence[Sequence[str]], where: Where, most: int, *, how: How = How.WHOLE
) -> list[int]:
    """Return the newest experiments that have all words of one of the groups, standing where and how they are asked for."""
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    workspace = session.info["workspace"]
    if is_sqlite:
        query = {"query": sqlite_query(groups, where, workspace, how)}
    else:
        query = {"query": postgresql_query(groups, where, how), "place": f"'={workspace}'"}
    view = viewing.view_in(session)
    statement = STATEMENTS[session.get_bind().dialect.name, view is not None]
    return numbers(session, statement, {**query, "workspace": workspace, "most": most, **hiding(view)})


def hiding(view: View | None) -> dict[str, Any]:
    """Return what a search leaves out for a viewer, as its statement takes it."""
    if view is None:
        return {}
    seated = list(SEATED) if view.decides else []
    # Nobody in particular owns nothing.
    return {"hidden": sorted(view.hidden), "viewer": view.viewer.user or "-", "seated": seated}


def numbers(session: Session, statement: TextClause, parameters: dict[str, Any]) -> list[int]:
    """Return the numbers that a statement finds."""
    return [int(row[0]) for row in session.connection().execute(statement, parameters)]


def sqlite_query(groups: Sequence[Sequence[str]], where: Where, workspace: str, how: How) -> str:
    """Return the query as FTS5 reads it; the words are letters and digits alone, and quoted besides."""
    either = joined(groups, how, " OR ", " AND ", lambda token, begins: f'"{token}"{" *" if begins else ""}')
    return f'workspace : "{workspace}" AND {{{where.value[0]}}} : ({either})'


def postgresql_query(groups: Sequence[Sequence[str]], where: Where, how: How) -> str:
    """Return the query as PostgreSQL reads it; its index knows the workspace by a word of its own."""
    weights = where.value[1]
    return joined(
        groups, how, " | ", " & ", lambda token, begins: f"'{token}':{'*' if begins else ''}{weights}"
    )


def joined(
    groups: Sequence[Sequence[str]], how: How, either: str, both: str, sign: Callable[[str, bool], str]
) -> str:
    """Return the groups of words as one condition; `sign` writes a word, which may be the beginning of another."""

    def term(word: str) -> str:
        begins = how is not How.WHOLE or is_piece(word)
        written = sign(word, begins)
        is_within = how is How.WITHIN and not is_piece(word)
        return f"({written}{either}{sign(as_tail(word), True)})" if is_within else written

    return either.join("(" + both.join(term(word) for word in group) + ")" for group in groups)


def experiments_of(session: Session, found: Sequence[int]) -> tuple[Experiment, ...]:
    """Return experiments by their numbers, in this order, without their decisions."""
    rows = session.exec(select(ExperimentRow).where(col(ExperimentRow.number).in_(found)))
    known = {row.number: state_of(row) for row in rows}
    return tuple(known[number] for number in found if number in known)


def texts_of(session: Session, found: Iterable[int]) -> dict[int, Text]:
    """Return the words that are kept of experiments."""
    rows = session.exec(select(SearchRow).where(col(SearchRow.experiment).in_(list(found))))
    return {row.experiment: fact_of(Text, row) for row in rows}
