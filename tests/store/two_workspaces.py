"""Two workspaces in one database, with rows in every table, for who tries that they never meet."""

from datetime import date, datetime, time, timedelta
from typing import Any

from pydantic import ValidationError
from sqlalchemy import func, update
from sqlmodel import SQLModel, col, select

from flows.desk import Desk
from flows.people.projects import create
from rules.experiments.letters import PlanLetter
from rules.message_keys import card_of
from rules.people.projects import ProjectDraft
from store import postings
from store.columns import ByValue, Document, Moment
from store.database import Database
from store.postings import Posting
from store.tables import Bounded, LetterRow, LetterState
from tests import stories
from tests.backends import contents

TABLES: list[type[Bounded]] = sorted(
    (mapper.class_ for mapper in SQLModel._sa_registry.mappers), key=lambda table: str(table.__tablename__)
)
LATER = stories.NOW + timedelta(days=365)


def fill(desk: Desk, name: str) -> None:
    """Leave rows in every table of a workspace; `name` makes them differ from another's."""
    draft = ProjectDraft(name=f"Project {name}", workstream="governance", milestones="Beta, 2026-05-01")
    project = create(desk, draft, by=stories.ANA, channel="C0LAB", now=stories.NOW, request=name)
    experiment = stories.in_production(desk, title=f"Title {name}", project=str(project.number))
    stories.in_review(desk, title=f"Another {name}")
    with desk.begin() as session:
        posting = Posting(f"C{name}", "1.1", f"https://slack.example/{name}")
        postings.keep_posting(session, card_of(experiment.number), posting)
        session.exec(update(LetterRow).where(col(LetterRow.kind) == PlanLetter.kind).values(state="sent"))
        for letter in session.exec(select(LetterRow).where(LetterRow.state == LetterState.SENT)):
            letter.closed_at = stories.NOW
    fill_the_rest(desk)


def fill_the_rest(desk: Desk) -> None:
    """Leave a made-up row in every table of a workspace that is still empty."""
    by_name = {str(table.__tablename__): table for table in TABLES}
    with desk.begin() as session:
        for table in SQLModel.metadata.sorted_tables:
            row = by_name[table.name]
            if session.exec(select(func.count()).select_from(row)).one() == 0:
                made_up = {
                    column.key: a_value(column.type, desk.workspace)
                    for column in table.columns
                    if column is not table.autoincrement_column
                }
                session.add(row(**{**made_up, "workspace": desk.workspace}))
                session.flush()


def a_value(kind: Any, workspace: str) -> Any:
    """Return some value that a column of this type keeps; texts differ between the workspaces."""
    if isinstance(kind, Document):
        return empty_document(kind)
    if isinstance(kind, ByValue):
        return next(iter(kind.kind))
    plain = {
        datetime: stories.NOW,
        date: stories.NOW.date(),
        time: stories.NOW.time(),
        int: 1,
        float: 0.5,
        bool: False,
    }
    kept_as = datetime if isinstance(kind, Moment) else kind.python_type
    return plain.get(kept_as, workspace[1:5])


def empty_document(kind: Document) -> Any:
    """Return the emptiest value that a document keeps."""
    candidates: tuple[Any, ...] = ((), {}, None)
    for candidate in candidates:
        try:
            return kind.adapter.validate_python(candidate)
        except ValidationError:
            continue
    raise ValueError(f"say here what an empty {kind.kind} is")


def rows_of(database: Database, workspace: str) -> dict[str, list[Any]]:
    """Return every row of one workspace, by table."""
    return {table: [row for row in rows if workspace in row] for table, rows in contents(database).items()}
