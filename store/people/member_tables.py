"""The tables of members and projects."""

from sqlalchemy import Index, text
from sqlmodel import Field

from rules.people.accounts import Account
from rules.people.people import Duty, Role
from rules.people.projects import Milestone, Workstream
from store.columns import by_value, document, words
from store.tables import Bounded

# Every card asks who could decide: a few of all the members, in an index of their own.
HAS_DUTY = text("(CAST(duties AS TEXT) <> '[]' OR is_slack_admin)")


class MemberRow(Bounded, table=True):
    """One account that Slack shows in a workspace."""

    __tablename__ = "members"
    __table_args__ = (
        Index("members_with_duty", "workspace", "id", sqlite_where=HAS_DUTY, postgresql_where=HAS_DUTY),
    )

    id: str = words(20, key=True)
    name: str = words(255, default="")
    role: Role | None = by_value(Role, nullable=True)
    duties: tuple[Duty, ...] = document(tuple[Duty, ...])
    is_slack_admin: bool = False
    account: Account = by_value(Account, default=Account.PERSON)
    zone: str = words(64, default="UTC")


class ProjectRow(Bounded, table=True):
    """One project; `folded_name` is the name as it is compared, in which one letter may become three."""

    __tablename__ = "projects"
    __table_args__ = (Index("projects_by_name", "workspace", "folded_name", unique=True),)

    number: int = Field(primary_key=True)
    name: str = words(60)
    folded_name: str = words(180)
    workstream: Workstream = by_value(Workstream)
    members: tuple[str, ...] = document(tuple[str, ...])
    milestones: tuple[Milestone, ...] = document(tuple[Milestone, ...])
    channel: str = words(20)
    created_by: str = words(20)
