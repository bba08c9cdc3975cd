"""What insights are made of: the newest experiments of a choice, read in two statements, and only the part that is needed.

The state of an experiment holds a thousand values of each metric; the database takes out of its text what is asked for.
"""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import JSON, ColumnElement, Text, cast, column, func, type_coerce
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from rules.dates.typed_span import Span
from rules.journal.entries import Deed
from rules.learning.choices import begin_of
from rules.learning.studied import Studied
from store.experiments.experiment_tables import ExperimentRow
from store.journal.journal_tables import JournalRow

# What of the state is asked for; an older state may not have all of it.
PARTS = ("forecast", "reviews", "approvals", "lapses", "questions", "board_reset_at")
COLUMNS = (
    *("number", "title", "workstream", "project", "risk"),
    *("proposed_at", "stage", "stage_since", "finished_at", "target"),
)
TURNS: dict[str, str] = {
    Deed.SUBMITTED: "submitted",
    Deed.ASKED_FOR_PROMOTION: "asked",
    Deed.REOPENED: "reopened",
}
ADAPTER: TypeAdapter[Studied] = TypeAdapter(Studied)


def newest(session: Session, span: Span | None, project: int | None, limit: int) -> tuple[Studied, ...]:
    """Return the newest experiments that were proposed in some days, of a project or of all."""
    kept = [col(getattr(ExperimentRow, name)) for name in COLUMNS]
    chosen = select(*kept, parts_of_state(session)).where(*conditions(span, project))  # type: ignore[call-overload]
    rows = session.exec(chosen.order_by(col(ExperimentRow.number).desc()).limit(limit)).all()
    turns = turns_of(session, [row[0] for row in rows])
    return tuple(
        ADAPTER.validate_python(
            {**dict(zip(COLUMNS, row[:-1], strict=True)), **parts_in(row[-1]), **turns.get(row[0], {})}
        )
        for row in rows
    )


def conditions(span: Span | None, project: int | None) -> list[ColumnElement[bool]]:
    """Return the conditions of a choice."""
    found: list[ColumnElement[bool]] = []
    if project is not None:
        found.append(col(ExperimentRow.project) == project)
    if span:
        found.append(col(ExperimentRow.proposed_at) >= begin_of(span.first))
        found.append(col(ExperimentRow.proposed_at) < begin_of(span.last) + timedelta(days=1))
    return found


def parts_of_state(session: Session) -> ColumnElement[str]:
    """Return what takes the parts out of a state, as the text of a list."""
    text: ColumnElement[str] = type_coerce(col(ExperimentRow.state), Text)
    if session.get_bind().dialect.name == "sqlite":
        return func.json_extract(text, *(f"$.{name}" for name in PARTS))
    # Asked for one by one, each part would have the whole text read again.
    read = func.json_to_record(cast(text, JSON)).table_valued(*(column(name, JSON) for name in PARTS))
    parts = read.render_derived("parts", with_types=True)
    return (
        select_columns(cast(func.json_build_array(*parts.c), Text)).correlate(ExperimentRow).scalar_subquery()
    )


def parts_in(text: str) -> dict[str, Any]:
    """Return the parts of a state by their names; what was none yet when it was kept is left out."""
    found = zip(PARTS, json.loads(text), strict=True)
    return {name: part for name, part in found if part is not None}


def turns_of(session: Session, numbers: Sequence[int]) -> dict[int, dict[str, list[datetime]]]:
    """Return when these experiments were submitted, asked to be promoted, and came back before the board, by the journal."""
    subjects = {f"EXP-{number}": number for number in numbers}
    rows = session.exec(
        select(JournalRow.subject, JournalRow.deed, JournalRow.at)
        .where(col(JournalRow.subject).in_(list(subjects)), col(JournalRow.deed).in_(list(TURNS)))
        .order_by(col(JournalRow.subject), col(JournalRow.number))
    )
    found: dict[int, dict[str, list[datetime]]] = {}
    for subject, deed, at in rows:
        found.setdefault(subjects[subject], {}).setdefault(TURNS[deed], []).append(at)
    return found
