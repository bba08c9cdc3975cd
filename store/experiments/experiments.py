"""Experiments in and out of their table: one row is one snapshot, read and written whole."""

from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, insert, update
from sqlalchemy import select as select_columns
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from rules.experiments.experiment import Experiment, Review, Stage
from rules.people.accounts import Account
from rules.people.people import Member
from rules.people.projects import Workstream
from rules.refusals import Refused
from rules.waiting.review_days import ReviewDays, review_days
from store.experiments import overrides, viewing
from store.experiments.experiment_tables import ExperimentRow, ReviewRow
from store.experiments.first_rows import Conditions, counted_rows, first_rows, latest
from store.mapping import columns_of
from store.people import members
from store.people.member_tables import MemberRow, ProjectRow
from store.prepared import Prepared

# The columns beside the state that lists, agendas and forecasts ask for.
COLUMNS = (
    "title",
    "owner",
    "proposer",
    "workstream",
    "project",
    "channel",
    "proposed_at",
    "stage",
    "stage_since",
    "round",
    "risk",
    "finished_at",
    "asked",
    "target",
    "facts",
)
DAYS = tuple(one.name for one in fields(ReviewDays))
# What most deeds change, and what few do: a click need not write, nor its database index, what stays as it was.
OFTEN, SELDOM = ("stage", "stage_since", "facts"), ("asked", "target", *DAYS)
EXTENTS = (OFTEN, tuple(name for name in COLUMNS if name not in SELDOM), (*COLUMNS, *DAYS))


def is_member(table: Any, user: Any) -> ColumnElement[bool]:
    """Return the condition that a member is the one whom an experiment names."""
    return and_(col(table.workspace) == col(ExperimentRow.workspace), col(table.id) == user)


# Prepared once: a click reads one row and writes it, and pays for nothing else.
MINE = (
    col(ExperimentRow.workspace) == bindparam("of_workspace"),
    col(ExperimentRow.number) == bindparam("of_number"),
)
# Who owns it may be no person here any more; who proposed it acts then.
OWNER, PROPOSER, BY = aliased(MemberRow), aliased(MemberRow), aliased(MemberRow)
FOUND: Any = (
    select_columns(
        col(ExperimentRow.state),
        col(ExperimentRow.facts),
        col(OWNER.account).label("owner_is"),
        col(PROPOSER.account).label("proposer_is"),
    )
    .select_from(ExperimentRow)
    .outerjoin(OWNER, is_member(OWNER, col(ExperimentRow.owner)))
    .outerjoin(PROPOSER, is_member(PROPOSER, col(ExperimentRow.proposer)))
    .where(*MINE)
)
READ = Prepared(FOUND)
LOCKED = Prepared(FOUND.with_for_update(of=ExperimentRow))
# A deed asks for who does it in the same question.
LOCKED_BY = Prepared(
    FOUND.add_columns(*members.columns_in(BY), viewing.IS_HIDDEN.label("is_hidden"))
    .outerjoin(BY, is_member(BY, bindparam("of_user")))
    .with_for_update(of=ExperimentRow)
)
# A form names a project besides, which may be gone.
LOCKED_FOR_FORM = Prepared(
    FOUND.add_columns(
        *members.columns_in(BY),
        viewing.IS_HIDDEN.label("is_hidden"),
        col(ProjectRow.number).label("project_is"),
    )
    .outerjoin(BY, is_member(BY, bindparam("of_user")))
    .outerjoin(
        ProjectRow,
        and_(
            col(ProjectRow.workspace) == col(ExperimentRow.workspace),
            col(ProjectRow.number) == bindparam("of_project"),
        ),
    )
    .with_for_update(of=ExperimentRow)
)
KEPT = {
    frozenset(names): Prepared(
        update(ExperimentRow).where(*MINE).values({name: bindparam(name) for name in (*names, "state")})
    )
    for names in EXTENTS
}
# What nobody asks of a verdict over many experiments stands in the state alone.
IN_STATE = frozenset({"confirms"})
DECIDED = Prepared(
    insert(ReviewRow),
    ("workspace", "experiment", "ordinal", *(one.name for one in fields(Review) if one.name not in IN_STATE)),
)


def add(session: Session, experiment: Experiment) -> None:
    """Keep a new experiment."""
    session.add(ExperimentRow(number=experiment.number, state=experiment, **columns_beside(experiment)))
    session.flush()


def get(session: Session, number: int) -> Experiment:
    """Return an experiment; refuse a number that does not exist, or that is not shown to who looks."""
    found = experiment_in(row_of(session, READ, number))
    viewing.require_shown(session, found)
    return found


def lock(session: Session, number: int, *, has_part: bool = False) -> Experiment:
    """Return an experiment that nobody else can change until this transaction ends; refuse one that is not shown to who
    does the deed, unless it is known that they have a part in it."""
    # One row is all there is of it, so that what is read is what was locked: two people at one instant both count.
    found = experiment_in(row_of(session, LOCKED, number))
    if not has_part:
        viewing.require_shown(session, found)
    return found


def lock_by(session: Session, number: int, user: str, unseen: Account) -> tuple[Experiment, Member]:
    """Return an experiment that nobody else can change until this transaction ends, and who is about to."""
    return shown_in(row_of(session, LOCKED_BY, number, of_user=user), user, unseen)


def shown_in(row: Any, user: str, unseen: Account) -> tuple[Experiment, Member]:
    """Return the experiment of a row and who is about to change it; refuse what is hidden from them."""
    found, member = experiment_in(row), members.member_or_unseen(row, user, unseen)
    if row.is_hidden:
        viewing.require_shown_to(member, found)
    return found, member


def lock_for_form(
    session: Session, number: int, user: str, unseen: Account, project: int | None
) -> tuple[Experiment, Member, bool]:
    """Return an experiment that nobody else can change until this transaction ends, who is about to, and whether the project
    is there that their form names."""
    row = row_of(session, LOCKED_FOR_FORM, number, of_user=user, of_project=project)
    return *shown_in(row, user, unseen), row.project_is is not None


def row_of(session: Session, query: Prepared, number: int, **more: str | int | None) -> Any:
    """Return the row that a prepared query finds of an experiment; refuse a number that does not exist."""
    row = query.one(session, {"of_workspace": session.info["workspace"], "of_number": number, **more})
    if row is None:
        raise Refused(viewing.unknown(number))
    return row


def experiment_in(row: Any) -> Experiment:
    """Return the experiment of a row that says what its owner and its proposer are."""
    state: Experiment = row.state
    owner, proposer = row.owner_is or Account.PERSON, row.proposer_is or Account.PERSON
    acts = owner is not Account.PERSON and proposer is Account.PERSON
    return replace(state, facts=row.facts, deputy=state.proposer if acts else "")


def known_numbers(session: Session, wanted: Iterable[int]) -> tuple[int, ...]:
    """Return those of some numbers that experiments have, each once, in the order in which they are wanted."""
    every = tuple(dict.fromkeys(wanted))
    if not every:
        return ()
    found = set(session.exec(select(ExperimentRow.number).where(col(ExperimentRow.number).in_(every))))
    return tuple(number for number in every if number in found)


def numbers(session: Session) -> tuple[int, ...]:
    """Return the numbers of all experiments."""
    return tuple(session.exec(select(ExperimentRow.number).order_by(col(ExperimentRow.number))))


def save(session: Session, before: Experiment, after: Experiment) -> None:
    """Keep what a deed made of an experiment, and the rows that are asked over many of them."""
    mine = {"of_workspace": session.info["workspace"], "of_number": after.number, "state": after}
    was, now = columns_beside(before), columns_beside(after)
    changed = {name for name, value in now.items() if value != was[name]}
    names, statement = next((names, one) for names, one in KEPT.items() if changed <= names)
    statement.execute(session, mine | {name: now[name] for name in names})
    verdicts = [
        {
            "workspace": session.info["workspace"],
            "experiment": after.number,
            "ordinal": ordinal,
            **columns_of(review, but=IN_STATE),
        }
        for ordinal, review in enumerate(after.reviews)
        if ordinal >= len(before.reviews)
    ]
    DECIDED.execute(session, *verdicts)
    overrides.save(session, after.number, before.overrides, after.overrides)


def columns_beside(experiment: Experiment) -> dict[str, Any]:
    """Return what the row of an experiment keeps beside its state."""
    return {name: getattr(experiment, name) for name in COLUMNS} | columns_of(review_days(experiment))


def state_of(row: ExperimentRow) -> Experiment:
    """Return the experiment of a row."""
    return replace(row.state, facts=row.facts)


def page(
    session: Session,
    *,
    stages: Sequence[Stage] = (),
    owner: str = "",
    project: int | None = None,
    workstream: Workstream | None = None,
    late_on: date | None = None,
    skip: int = 0,
    limit: int,
) -> tuple[tuple[Experiment, ...], int]:
    """Return the newest experiments that match, and how many match, counted up to a bound; those that are late on a day, the
    longest first."""
    conditions: list[ColumnElement[bool]] = []
    if owner:
        conditions.append(col(ExperimentRow.owner) == owner)
    if project is not None:
        conditions.append(col(ExperimentRow.project) == project)
    if workstream is not None:
        conditions.append(col(ExperimentRow.workstream) == workstream)
    is_of_few = bool(conditions)
    if late_on is not None:
        conditions.append(col(ExperimentRow.target) < late_on)
        stages = stages or tuple(Stage)
    parts: Sequence[Conditions] = in_stages(stages, *conditions) or [conditions]
    if is_of_few and stages:
        # Of one owner or project there are few, so that their own index is the better one.
        parts = [[*conditions, col(ExperimentRow.stage).in_(stages)]]
    place, order = (
        (col(ExperimentRow.number), latest) if late_on is None else (col(ExperimentRow.target), longest_late)
    )
    return first_rows(session, parts, place, order, limit, skip), counted_rows(session, parts, place)


def longest_late(place: Any, number: Any) -> tuple[Any, ...]:
    """Return the order in which what is late the longest comes first, and the newest of one day."""
    return place, number.desc()


def in_stages(stages: Sequence[Stage], *more: ColumnElement[bool]) -> list[Conditions]:
    """Return each of some stages as a part, with some more conditions."""
    return [(col(ExperimentRow.stage) == stage, *more) for stage in stages]


def promoted(session: Session, project: int, *, but: int, limit: int) -> tuple[Experiment, ...]:
    """Return the other experiments of a project whose promotion was ever asked for, the latest first."""
    of_project = select(ExperimentRow).where(ExperimentRow.project == project, ExperimentRow.number != but)
    rows = (
        of_project.where(ExperimentRow.round > 0).order_by(col(ExperimentRow.stage_since).desc()).limit(limit)
    )
    return tuple(state_of(row) for row in session.exec(rows))
