"""The number of a new experiment, with all that the store knows of whom and what its proposal names: one question for both."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, Label, bindparam, case, update
from sqlalchemy import select as select_columns
from sqlmodel import Session, col

from rules.people.accounts import Account
from rules.people.people import Member
from store.people import members
from store.people.channel_tables import ChannelRow
from store.people.member_tables import MemberRow, ProjectRow
from store.tables import WorkspaceRow

MINE: BindParameter[str] = bindparam("of_workspace")


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbered:
    """A number nobody else gets, who asked for it, what kinds of account those have whom the proposal names and the store knows,
    and whether its project is there, messages that name an experiment are answered, and anything is known of the channel of its card, which is the
    `review_channel` that was set in Slack, or where there is none another."""

    number: int
    by: Member
    accounts: Mapping[str, Account]
    has_project: bool
    answers_named: bool
    has_channel: bool
    review_channel: str


def asked(column: Any, label: str, of: str) -> Label[Any]:
    """Return a column of the member whom a parameter names, as a value of its own."""
    mine = col(MemberRow.workspace) == MINE, col(MemberRow.id) == bindparam(of)
    return select_columns(column).where(*mine).scalar_subquery().label(label)


PROJECT = select_columns(col(ProjectRow.number)).where(
    col(ProjectRow.workspace) == MINE, col(ProjectRow.number) == bindparam("of_project")
)
HOME = case(
    (col(WorkspaceRow.review_channel) != "", col(WorkspaceRow.review_channel)), else_=bindparam("of_home")
)
CHANNEL = (
    select_columns(col(ChannelRow.channel))
    .where(col(ChannelRow.workspace) == MINE, col(ChannelRow.channel) == HOME)
    .correlate(WorkspaceRow)
)
NEXT = (
    update(WorkspaceRow)
    .where(col(WorkspaceRow.workspace) == MINE)
    .values(experiments=col(WorkspaceRow.experiments) + 1)
    .returning(
        col(WorkspaceRow.experiments),
        col(WorkspaceRow.answers_named),
        col(WorkspaceRow.review_channel),
        PROJECT.scalar_subquery().label("project_is"),
        CHANNEL.scalar_subquery().label("channel_is"),
        *(asked(one, one.key, "of_user") for one in members.columns_in(MemberRow)),
        asked(col(MemberRow.account), "owner_is", "of_owner"),
        asked(col(MemberRow.name), "author_name", "of_author"),
        asked(col(MemberRow.account), "author_is", "of_author"),
    )
)


def next_experiment(
    session: Session, user: str, unseen: Account, *, owner: str, author: str, project: int | None, home: str
) -> Numbered:
    """Return the number of the next experiment for who asks; whoever asks next waits for this transaction."""
    given = {"of_user": user, "of_owner": owner, "of_author": author, "of_project": project, "of_home": home}
    mine = {"of_workspace": session.info["workspace"], **given}
    row = session.connection().execute(NEXT, mine).one()
    # A member who bears their id as a name was made by a deed, before Slack told of them.
    known = {owner: row.owner_is, author: row.author_is if row.author_name != author else None}
    return Numbered(
        number=row.experiments,
        by=members.member_or_unseen(row, user, unseen),
        accounts={one: account for one, account in known.items() if account is not None},
        has_project=row.project_is is not None,
        answers_named=row.answers_named,
        has_channel=row.channel_is is not None,
        review_channel=row.review_channel,
    )
