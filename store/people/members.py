"""Members in and out of their table."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import Row
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from rules.people.accounts import Account
from rules.people.people import Duty, Member
from store.insert_once import add_all_once, add_once
from store.mapping import where
from store.people.member_tables import HAS_DUTY, MemberRow
from store.prepared import Among, Prepared, within


def columns_in(table: Any) -> tuple[Any, ...]:
    """Return what is asked of a member, from their table or another name of it."""
    names = ("id", "name", "role", "duties", "is_slack_admin", "account", "zone")
    return tuple(col(getattr(table, name)) for name in names)


# Every click asks who it is, every holding and most letters whom they name: no object is made of the rows.
ONE = Prepared(select_columns(*columns_in(MemberRow)).where(*where(MemberRow, "id")))
NAMED = (*where(MemberRow), Among(col(MemberRow.id), "of_users"))
SOME = Prepared(select_columns(*columns_in(MemberRow)).where(*NAMED).order_by(col(MemberRow.id)))
OUTSIDERS = Prepared(
    select_columns(col(MemberRow.id), col(MemberRow.account)).where(
        *NAMED, col(MemberRow.account) != Account.PERSON
    )
)


def team(session: Session) -> tuple[Member, ...]:
    """Return everybody the store knows, by name."""
    rows = session.execute(select_columns(*columns_in(MemberRow)))
    return tuple(sorted((member_of(row) for row in rows), key=lambda member: (member.name, member.id)))


def names(session: Session) -> dict[str, str]:
    """Return the names of everybody by their ids, whatever else stands in their rows."""
    return dict(session.exec(select(col(MemberRow.id), col(MemberRow.name))).all())


def get(session: Session, user: str, unseen: Account = Account.PERSON) -> Member:
    """Return a member; somebody of whom Slack has not told yet has an `unseen` account."""
    return member_or_unseen(ONE.one(session, within(session, id=user)), user, unseen)


def member_or_unseen(row: Row[Any] | None, user: str, unseen: Account) -> Member:
    """Return the member of a row; somebody of whom Slack has not told yet has an `unseen` account."""
    found = member_of(row) if row and row.id else Member(id=user, name=user)
    # A row whose name is the id was made by a deed, before Slack told of its person.
    return replace(found, account=unseen) if found.name == user and found.is_person else found


def some(session: Session, users: Iterable[str]) -> tuple[Member, ...]:
    """Return those of some users whom the store knows; nobody is asked for without a question to the database."""
    wanted = list(users)
    if not wanted:
        return ()
    return tuple(member_of(row) for row in SOME.all(session, within(session, users=wanted)))


def holding(session: Session) -> tuple[Member, ...]:
    """Return who holds a duty, few of a large workspace."""
    found = select_columns(*columns_in(MemberRow)).where(HAS_DUTY)
    return tuple(member_of(row) for row in session.execute(found.order_by(col(MemberRow.id))))


def here(session: Session) -> tuple[str, ...]:
    """Return the ids of the people of this workspace, by name."""
    query = select(col(MemberRow.id)).where(MemberRow.account == Account.PERSON)
    return tuple(session.exec(query.order_by(col(MemberRow.name), col(MemberRow.id))))


def count_here(session: Session, most: int) -> int:
    """Return how many people this workspace has, counted no further than to so many."""
    some = select(col(MemberRow.id)).where(MemberRow.account == Account.PERSON).limit(most)
    return len(session.exec(some).all())


def outsiders(session: Session, users: Iterable[str]) -> dict[str, Account]:
    """Return those of some users who are no people of this workspace, with what they are."""
    return {row.id: row.account for row in OUTSIDERS.all(session, within(session, users=list(users)))}


def lock(session: Session, user: str) -> Member:
    """Return a member that nobody else can change until this transaction ends."""
    add_once(session, MemberRow(id=user, duties=()))
    return member_of(session.exec(select(MemberRow).where(MemberRow.id == user).with_for_update()).one())


def lock_some(session: Session, people: Iterable[Member]) -> dict[str, Member]:
    """Return these members by id, new ones as they are given, that nobody else can change until this transaction ends."""
    # In the order of their ids, so that two rosters at once wait for each other and not in a circle.
    wanted = sorted(people, key=lambda member: member.id)
    # No objects are made of their rows: thousands come in at once, while people click.
    add_all_once(session, MemberRow, [values_of(member, session.info["workspace"]) for member in wanted])
    mine = select_columns(*columns_in(MemberRow)).where(
        col(MemberRow.id).in_([member.id for member in wanted])
    )
    rows = session.execute(mine.order_by(col(MemberRow.id)).with_for_update())
    return {row.id: member_of(row) for row in rows}


def save(session: Session, *members: Member) -> None:
    """Keep members, new and known ones."""
    for member in members:
        session.merge(MemberRow(**values_of(member, session.info["workspace"])))
    session.flush()


def member_of(row: MemberRow | Row[Any]) -> Member:
    """Return the member of a row; Slack's admins administer the desk."""
    granted: Iterable[Duty] = (Duty.ADMIN,) if row.is_slack_admin else ()
    return Member(
        id=row.id,
        name=row.name or row.id,
        role=row.role,
        duties=frozenset({*row.duties, *granted}),
        is_slack_admin=row.is_slack_admin,
        account=row.account,
        zone=row.zone,
    )


def values_of(member: Member, workspace: str) -> dict[str, Any]:
    """Return the columns of a member's row; what Slack grants is not kept as given by us."""
    given = member.duties - {Duty.ADMIN} if member.is_slack_admin else member.duties
    return {
        "workspace": workspace,
        "id": member.id,
        "name": member.name[:255],
        "role": member.role,
        "duties": tuple(duty for duty in Duty if duty in given),
        "is_slack_admin": member.is_slack_admin,
        "account": member.account,
        "zone": member.zone[:64],
    }
