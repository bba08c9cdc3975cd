"""What the tables keep of the subjects that have facts, read for verification."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, String, Text, cast, exists, literal, true, type_coerce
from sqlalchemy import select as select_columns
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, select

from rules.experiments.bias_facts import BiasCheck
from rules.experiments.experiment import Experiment, Review
from rules.experiments.overrides import Override
from rules.journal.facts import Kind
from rules.names import name_key
from rules.people.people import Duty
from rules.people.projects import Project
from rules.people.workspace_settings import WorkspaceSettings
from rules.promotion.plans import DeploymentPlan
from rules.waiting.review_days import ReviewDays
from store.columns import Document, Written
from store.evidence.bias_check_tables import BiasCheckRow
from store.evidence.bias_checks import bias_check_of
from store.experiments.experiment_tables import ExperimentRow, ReviewRow
from store.experiments.experiments import COLUMNS, DAYS
from store.experiments.follow_up_tables import FollowUpRow
from store.experiments.follow_ups import follow_up_of
from store.experiments.override_tables import OverrideRow
from store.journal.journal_tables import HistoryRow, JournalRow
from store.mapping import fact_of
from store.people.member_tables import MemberRow, ProjectRow
from store.people.projects import project_of
from store.people.token_tables import TokenRow
from store.promotion.plan_tables import PlanRow
from store.tables import Bounded, WorkspaceRow
from store.waiting.settings import kept_settings

STATE = Written(Experiment)
PLAN = Document(DeploymentPlan)
CONTRADICTION = object()
UNREADABLE = (LookupError, TypeError, ValueError)
T = TypeVar("T", bound=Bounded)
AT_ONCE = 100
CHECKED = tuple(name for name in COLUMNS if name != "facts")


@dataclass(frozen=True, slots=True)
class KeptExperiment:
    """An experiment as its row keeps it, and what its columns and the rows beside it say, by field: one that differs between
    them is none of both."""

    state: Experiment
    beside: Mapping[str, Any]
    days: ReviewDays

    def __getattr__(self, name: str) -> Any:
        """Return a field, or what equals nothing where the row contradicts itself."""
        held = getattr(self.state, name)
        return CONTRADICTION if name in self.beside and self.beside[name] != held else held


@dataclass(frozen=True, slots=True)
class RowsBeside:
    """The verdicts and overrides beside some experiments, by the number of each."""

    reviews: Mapping[int, Sequence[ReviewRow]]
    overrides: Mapping[int, Sequence[OverrideRow]]


def experiments(session: Session) -> Iterator[dict[str, KeptExperiment | None]]:
    """Yield every experiment as it is kept, or None for one that cannot be read; some at a time, each table once in order."""
    columns: list[Any] = [getattr(ExperimentRow, name) for name in (*CHECKED, *DAYS)]
    number = col(ExperimentRow.number)
    query = select_columns(number, type_coerce(col(ExperimentRow.state), Text()), *columns).where(
        col(ExperimentRow.workspace) == session.info["workspace"]
    )
    rows = readable_rows(session, query, number)
    while rows:
        last = max(rows)
        beside = beside_of(session, min(rows), last)
        some: dict[str, KeptExperiment | None] = {}
        for one, row in rows.items():
            some[f"EXP-{one}"] = None
            if row is None:
                continue
            _, text, *values = row
            held = dict(zip((*CHECKED, *DAYS), values, strict=True))
            some[f"EXP-{one}"] = kept(one, text, held, beside or beside_of(session, one, one))
        yield some
        rows = readable_rows(session, query.where(number > last), number)


def readable_rows(
    session: Session, query: Select[Any], number: Mapped[int]
) -> dict[int, Sequence[Any] | None]:
    """Return the first rows of a query by their number, or None for one in which a forger left what no column of its type holds."""
    page = query.order_by(number).limit(AT_ONCE)
    try:
        return {row[0]: row for row in session.execute(page)}
    except UNREADABLE:
        found = session.execute(page.with_only_columns(number)).scalars().all()
        return {one: readable_row(session, query.where(number == one)) for one in found}


def readable_row(session: Session, query: Select[Any]) -> Sequence[Any] | None:
    """Return the one row of a query, or None where it cannot be read."""
    try:
        return session.execute(query).one()
    except UNREADABLE:
        return None


def beside_of(session: Session, first: int, last: int) -> RowsBeside | None:
    """Return what is beside the experiments of a range of numbers, or None where a forger left what cannot be read."""
    try:
        return RowsBeside(
            by_experiment(ranged(session, ReviewRow, first, last)),
            by_experiment(ranged(session, OverrideRow, first, last)),
        )
    except UNREADABLE:
        return None


def ranged(session: Session, table: Any, first: int, last: int) -> list[Any]:
    """Return the rows of the experiments of a range of numbers, in their order."""
    mine = select(table).where(col(table.experiment).between(first, last))
    return list(session.exec(mine.order_by(col(table.experiment), col(table.ordinal))))


def by_experiment(rows: Iterable[T]) -> dict[int, list[T]]:
    """Return rows by the number of their experiment."""
    found: dict[int, list[T]] = {}
    for row in rows:
        found.setdefault(row.experiment, []).append(row)  # type: ignore[attr-defined]
    return found


def counts(session: Session, numbers: Sequence[int]) -> dict[str, int]:
    """Return how many entries some experiments count in their histories."""
    mine = select(ExperimentRow.number, ExperimentRow.facts).where(col(ExperimentRow.number).in_(numbers))
    return {f"EXP-{number}": facts for number, facts in session.exec(mine)}


def counted_without_history(session: Session) -> Iterator[tuple[str, int]]:
    """Yield what counts entries and has none, with how many it counts."""
    key = literal("EXP-") + cast(col(ExperimentRow.number), String)
    uncounted = select(ExperimentRow.number, ExperimentRow.facts).where(
        ExperimentRow.facts != 0, ~has_entries(session, key)
    )
    for number, facts in session.exec(uncounted.order_by(col(ExperimentRow.number))):
        yield f"EXP-{number}", facts
    beside = select(HistoryRow.subject, HistoryRow.entries).where(
        HistoryRow.entries != 0, ~has_entries(session, col(HistoryRow.subject))
    )
    yield from session.exec(beside.order_by(col(HistoryRow.subject)))


def has_entries(session: Session, subject: Any) -> ColumnElement[bool]:
    """Return the condition that the journal has an entry about a subject."""
    workspace = session.info["workspace"]
    return exists().where(col(JournalRow.workspace) == workspace, col(JournalRow.subject) == subject)


def kept(number: int, text: str, columns: dict[str, Any], beside: RowsBeside | None) -> KeptExperiment | None:
    """Return an experiment as it is kept, or None where it cannot be read."""
    if beside is None:
        return None
    try:
        state = STATE.adapter.validate_json(text)
    except UNREADABLE:
        return None
    reviews = tuple(
        fact_of(Review, row, confirms=confirmed(state, place))
        for place, row in enumerate(beside.reviews.get(number, ()))
    )
    wished = tuple(fact_of(Override, row) for row in beside.overrides.get(number, ()))
    days = ReviewDays(**{name: columns.pop(name) for name in DAYS})
    return KeptExperiment(state, columns | {"reviews": reviews, "overrides": wished}, days)


def confirmed(state: Experiment, place: int) -> tuple[str, ...]:
    """Return what a verdict confirms by name, which no row beside the state keeps."""
    return state.reviews[place].confirms if place < len(state.reviews) else ()


def plans(session: Session, first: int, last: int) -> dict[tuple[str, int], DeploymentPlan | None]:
    """Return the plan of each promotion of the experiments of a range of numbers, or None for one that cannot be read."""
    rows = session.execute(
        select_columns(
            col(PlanRow.experiment), col(PlanRow.round), type_coerce(col(PlanRow.plan), Text()).label("plan")
        ).where(
            col(PlanRow.workspace) == session.info["workspace"], col(PlanRow.experiment).between(first, last)
        )
    ).all()
    return {(f"EXP-{number}", round_): plan_of(told) for number, round_, told in rows}


def plan_of(told: Any) -> DeploymentPlan | None:
    """Return a plan as it is kept, or None where it cannot be read."""
    read = PLAN.adapter.validate_json if isinstance(told, str) else PLAN.adapter.validate_python
    try:
        plan: DeploymentPlan = read(told)
    except ValueError:
        return None
    return plan


def bias_checks(session: Session, first: int, last: int) -> dict[tuple[str, int], BiasCheck | None]:
    """Return the bias checks of the experiments of a range of numbers, by experiment and number, or None for one that
    cannot be read."""
    mine = col(BiasCheckRow.experiment).between(first, last)
    rows = every_row(session, BiasCheckRow, BiasCheckRow.experiment, BiasCheckRow.number, mine=mine)
    return {
        (f"EXP-{experiment}", number): bias_check_of(row) if row else None
        for (experiment, number), row in rows
    }


def of_kind(session: Session, kind: Kind) -> dict[str, Any]:
    """Return what is kept of other subjects that have facts, by subject; None for what cannot be read."""
    if kind is Kind.TOKEN:
        return {f"API token {key}": row for (key,), row in every_row(session, TokenRow, TokenRow.number)}
    if kind is Kind.FOLLOW_UP:
        rows = every_row(session, FollowUpRow, FollowUpRow.number)
        return {f"follow-up {key}": follow_up_of(row) if row else None for (key,), row in rows}
    if kind is Kind.PROJECT:
        found = every_row(session, ProjectRow, ProjectRow.number)
        return {f"project {key}": kept_project(row) if row else None for (key,), row in found}
    if kind is Kind.SETTINGS:
        return {session.info["workspace"]: settings(session)}
    return {
        key: KeptMember(row) if row else None for (key,), row in every_row(session, MemberRow, MemberRow.id)
    }


def has_workspace(session: Session) -> bool:
    """Tell whether the workspace has its own row."""
    return session.exec(select(WorkspaceRow.workspace)).one_or_none() is not None


def settings(session: Session) -> WorkspaceSettings | None:
    """Return the settings of the workspace, or None where they cannot be read."""
    try:
        return kept_settings(session)
    except UNREADABLE:
        return None


def every_row(
    session: Session, table: type[T], *keys: Any, mine: ColumnElement[bool] | None = None
) -> Iterator[tuple[tuple[Any, ...], T | None]]:
    """Yield every row, or every one of mine, by its key, or None for one in which a forger left what no column of its type
    holds."""
    wanted = true() if mine is None else mine
    try:
        found = session.exec(select(table).where(wanted))
        rows = {tuple(getattr(row, key.key) for key in keys): row for row in found}
    except UNREADABLE:
        rows = {}
    if rows:
        yield from rows.items()
        return
    for key in session.execute(
        select_columns(*keys).where(table.workspace == session.info["workspace"], wanted)
    ).all():
        yield tuple(key), row_at(session, table, keys, key)


def row_at(session: Session, table: type[T], keys: Sequence[Any], key: Sequence[Any]) -> T | None:
    """Return the row of a key, or None where it cannot be read."""
    mine = [column == value for column, value in zip(keys, key, strict=True)]
    try:
        return session.exec(select(table).where(*mine)).one()
    except UNREADABLE:
        return None


def kept_project(row: ProjectRow) -> Project:
    """Return a project as it is kept; one whose name is not the one that it is found by has none of both."""
    # A name that is no text is none that it could be found by.
    contradicts = not isinstance(row.name, str) or row.folded_name != name_key(row.name)
    return replace(project_of(row), name=CONTRADICTION) if contradicts else project_of(row)  # type: ignore[arg-type]


class KeptMember:
    """A member's role and duties as their facts tell of them."""

    def __init__(self, row: MemberRow) -> None:
        self.role = row.role
        self.duties = frozenset(Duty(duty) for duty in row.duties)
        # Most members were never given anything, and have no facts.
        self.is_plain = not (self.role or self.duties)
