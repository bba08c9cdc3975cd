"""The desk of one workspace: where every deed begins, and who is doing it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from flows.named import users_in
from rules.experiments.experiment import Experiment
from rules.marks import mention
from rules.people.accounts import SLACKBOT, WHY_NO_DEED, Account, Part, objection
from rules.people.people import Duty, Member, Person, Team
from rules.people.viewing import Viewer
from rules.refusals import Refused
from store import receipts, workspaces
from store.database import Database
from store.experiments import experiments, viewing
from store.people import members

# A form's error holds a few sentences; who picked a hundred apps need not read of each.
MOST_OBJECTIONS = 3


class AlreadyDone(Exception):
    """The request was carried out before; nothing is to be done, and nothing is wrong."""


@dataclass(frozen=True, slots=True)
class Desk:
    """One workspace's desk; `review_channel` may be empty, `admins` are those that the settings name, and `public_url` is where calendar
    programs reach us, or empty; `tracking` is the address of the MLflow server, or empty. `bot` is our own user, or empty;
    `visitors` are those of whom the request at hand says that they come from another workspace, and `viewer` is who is shown what is
    looked at, or None for what nobody in particular is shown."""

    database: Database
    workspace: str
    review_channel: str = ""
    admins: frozenset[str] = frozenset()
    public_url: str = ""
    tracking: str = ""
    bot: str = ""
    visitors: frozenset[str] = frozenset()
    viewer: Viewer | None = None

    @contextmanager
    def begin(self, request: str = "", now: datetime | None = None) -> Iterator[Session]:
        """Open the transaction of a deed; a request that was carried out before raises `AlreadyDone`."""
        with self.database.begin(self.workspace) as session:
            if request and now and not receipts.is_first(session, request, now):
                raise AlreadyDone(request)
            if self.viewer:
                viewing.act_for(session, self.viewer)
            yield session

    @contextmanager
    def look(self) -> Iterator[Session]:
        """Open a transaction that only reads, and of experiments only what its viewer is shown."""
        with self.database.look(self.workspace) as session:
            if self.viewer:
                viewing.show_to(session, self.viewer)
            yield session

    def forget_kept(self) -> None:
        """Begin a request, which has kept nothing yet."""
        self.database.forget_kept()

    @property
    def has_kept(self) -> bool:
        """Tell whether the request at hand has kept anything: what fails afterwards takes nothing back."""
        return self.database.has_kept

    def seen_by(self, user: str = "", channel: str = "") -> "Desk":
        """Return the desk as a person sees it, or, without one, all who read a channel."""
        return replace(self, viewer=Viewer(user, channel))

    def seen_whole(self) -> "Desk":
        """Return the desk for what concerns somebody by their part in it, wherever its card stands."""
        return replace(self, viewer=None)

    def home_channel(self, session: Session) -> str:
        """Return the review channel: the one that was set in Slack, or that of the process's settings, or nothing."""
        return workspaces.review_channel(session) or self.review_channel

    def person(self, session: Session, user: str) -> Person:
        """Return who does a deed, with the duties the store holds at this moment; refuse who is no person of it."""
        return acting(self.member(session, user))

    def lock(self, session: Session, number: int, by: str) -> tuple[Experiment, Person]:
        """Return an experiment that nobody else can change until this transaction ends, and who does the deed; refuse who
        is no person of the workspace."""
        experiment, member = experiments.lock_by(session, number, by, self.unseen(by))
        return experiment, acting(self.with_settings(member))

    def require_people(self, session: Session, users: Iterable[str], part: Part, field: str) -> None:
        """Refuse beside the field where they were picked those who are no people of this workspace."""
        picked = tuple(dict.fromkeys(user for user in users if user))
        self.refuse_outsiders(picked, members.outsiders(session, picked) if picked else {}, part, field)

    def refuse_outsiders(
        self, picked: Sequence[str], known: Mapping[str, Account], part: Part, field: str
    ) -> None:
        """Refuse beside their field those who were picked and are no people of this workspace, by what is known of them."""
        outsiders = {user: account for user, account in known.items() if account is not Account.PERSON}
        # Both are apps before the roster says so.
        outsiders |= {user: Account.APP for user in (self.bot, SLACKBOT) if user in picked}
        objections = [
            objection(outsiders[user], mention(user), part) for user in picked if user and user in outsiders
        ]
        if objections:
            raise Refused(fields={field: "\n".join(objections[:MOST_OBJECTIONS])})

    def member(self, session: Session, user: str) -> Member:
        """Return a member with all their duties."""
        return self.with_settings(members.get(session, user, self.unseen(user)))

    def unseen(self, user: str) -> Account:
        """Return what somebody is of whom the roster knows nothing yet."""
        return Account.STRANGER if user in self.visitors else Account.PERSON

    def account(self, user: str, known: Mapping[str, Account]) -> Account:
        """Return what somebody is, by what is known of some: an app, or of whom the roster knows nothing yet."""
        return Account.APP if user in (self.bot, SLACKBOT) else known.get(user, self.unseen(user))

    def team(self, session: Session) -> Team:
        """Return everybody with all their duties, and our own bot: for who lists them all, or finds them by their names."""
        return self.with_bot(members.team(session))

    def concerned(self, session: Session, *values: object) -> Team:
        """Return everybody who holds a duty, and whom some values name, with all their duties, and our own bot."""
        named = members.some(session, self.admins | users_in(*values))
        found = {member.id: member for member in (*members.holding(session), *named)}
        return self.with_bot(sorted(found.values(), key=lambda member: (member.name, member.id)))

    def named(self, session: Session, *values: object) -> Team:
        """Return whom some values name, with all their duties, and our own bot."""
        return self.with_bot(members.some(session, users_in(*values)))

    def with_bot(self, found: Iterable[Member]) -> Team:
        """Return members as a team with all their duties, and with our own bot, whom sentences name."""
        known = {member.id: self.with_settings(member) for member in found}
        if self.bot:
            known.setdefault(self.bot, Member(self.bot, "Assay", account=Account.APP))
        return Team(tuple(known.values()))

    def some(self, session: Session, users: Iterable[str]) -> Team:
        """Return some members with all their duties; whom the store does not know is none of them."""
        return Team(tuple(self.with_settings(member) for member in members.some(session, users)))

    def with_settings(self, member: Member) -> Member:
        """Return the member with what the settings say: who is our bot, and which people administer the desk."""
        if member.id in (self.bot, SLACKBOT):
            return replace(member, account=Account.APP)
        if member.id not in self.admins or not member.is_person:
            return member
        return replace(member, duties=member.duties | {Duty.ADMIN})


def acting(member: Member) -> Person:
    """Return who a member is when doing a deed; refuse who is no person of the workspace."""
    if not member.is_person:
        raise Refused(WHY_NO_DEED[member.account])
    return member.person
