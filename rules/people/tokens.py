"""The tokens with which machines record values: their names, how long and for what they work, how often each may ask."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil

from rules.complaints import Complaints
from rules.names import already_words, taken_as
from rules.people.people import Member
from rules.people.projects import Project
from rules.refusals import Refused, refuse
from rules.typed import read_text
from rules.words import Worded, fold

LONGEST_NAME = 40
# Each stands in one answer with its button.
MOST_TOKENS = 15
REQUESTS_A_MINUTE = 120
MINUTE = timedelta(minutes=1)
# Of requests without a token that works: from one address, and from all of them together.
WRONG_FROM_ONE = 20
WRONG_FROM_ALL = 300
REMINDED_BEFORE = timedelta(days=7)
# So long the list tells of a token that ended: who asks why a machine is refused finds it there.
SHOWN_AFTER_END = timedelta(days=30)


class Lifetime(Worded):
    """How long a new token works."""

    DAYS_30 = "30", "30 days"
    DAYS_90 = "90", "90 days"
    DAYS_180 = "180", "180 days"
    DAYS_365 = "365", "365 days"

    @property
    def span(self) -> timedelta:
        """Return the lifetime as a span of time."""
        return timedelta(days=int(self.value))


USUAL_LIFETIME = Lifetime.DAYS_90


class Ending(Worded):
    """Why a token works no more."""

    REVOKED = "revoked", "it was revoked"
    EXPIRED = "expired", "it expired"
    MAKER_LEFT = "maker_left", "the account of who made it is deactivated"
    MAKER_NO_ADMIN = "maker_no_admin", "who made it is no longer an admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One token as people see it; of the secret itself only the `hint`, its last four signs, is kept, and its `digest`, from
    which nobody makes it.

    Limited to a `project`, it records for no experiment of another one; `ending` says why it was ended, at `revoked_at`.
    """

    number: int
    name: str
    hint: str
    made_by: str
    made_at: datetime
    expires_at: datetime
    project: int | None = None
    last_used_at: datetime | None = None
    digest: str = ""
    revoked_by: str = ""
    revoked_at: datetime | None = None
    ending: Ending | None = None

    @property
    def signer(self) -> str:
        """Return who stands in the journal and beside a value that came with this token."""
        return f"API token {self.number}"

    @property
    def source(self) -> str:
        """Return where a value came from, unless its sender says so."""
        return f"API token “{self.name}”"

    def covers(self, project: int | None) -> bool:
        """Tell whether it may record for experiments of a project, or of none."""
        return self.project is None or self.project == project


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenDraft:
    """A token as its form describes it; without a project it is for the whole workspace."""

    name: str
    lifetime: str = USUAL_LIFETIME.value
    project: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenSheet:
    """The tokens of a workspace for an admin: those that are kept alive, and those that ended lately.

    `orphans` are the live ones whose maker may make none any more: the next use ends them.
    """

    live: tuple[Token, ...] = ()
    ended: tuple[Token, ...] = ()
    orphans: Mapping[int, Ending]
    projects: Mapping[int, str]


class TooOften(Exception):
    """Somebody asked too often; `seconds` is how long to wait."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(f"wait {seconds} s")


def read_token(
    draft: TokenDraft, live: Iterable[Token], projects: Iterable[Project]
) -> tuple[str, Lifetime, Project | None]:
    """Return the name, the lifetime and the project of a new token; refuse with a sentence beside each field."""
    complaints = Complaints()
    others = tuple(live)
    name = complaints.read("name", lambda: read_name(draft.name, others), "")
    lifetime = complaints.read("lifetime", lambda: Lifetime.read(draft.lifetime), USUAL_LIFETIME)
    project = complaints.read("project", lambda: read_project(draft.project, projects), None)
    complaints.done()
    return name, lifetime, project


def read_name(typed: str, live: tuple[Token, ...]) -> str:
    """Return the name of a new token; refuse one that is empty, over-long or taken."""
    name = read_text(typed, "name", LONGEST_NAME)
    refuse(objections(name, live))
    return name


def objections(name: str, live: tuple[Token, ...]) -> Iterable[str]:
    """Yield why a token of this name cannot be made beside those that live."""
    if not fold(name):
        yield "Use letters or digits, so that people can tell it from others."
    elif taken := taken_as(name, (token.name for token in live)):
        yield (f"There is a token {already_words(name, taken)}. Take another name, or revoke that one first.")
    if len(live) >= MOST_TOKENS:
        yield f"At most {MOST_TOKENS} tokens live at once. Revoke one that is no longer used."


def read_project(chosen: str, projects: Iterable[Project]) -> Project | None:
    """Return the project that was chosen by its number, or None for all."""
    if not chosen:
        return None
    found = next((project for project in projects if str(project.number) == chosen), None)
    if found is None:
        raise Refused("This project is no longer there. Choose another one, or none.")
    return found


def reminder_at(expires_at: datetime) -> datetime:
    """Return when people are told that a token is about to expire."""
    return expires_at - REMINDED_BEFORE


def ending(token: Token, maker: Member, now: datetime) -> Ending | None:
    """Return why a token works no more, or None for one that works: it carries the right of its maker, as it is now."""
    return ended_before(token, now) or orphaned(maker)


def ended_before(token: Token, now: datetime) -> Ending | None:
    """Return why a token ended, whoever made it: nothing brings it back."""
    if token.revoked_at is not None:
        return token.ending or Ending.REVOKED
    return Ending.EXPIRED if now >= token.expires_at else None


def orphaned(maker: Member) -> Ending | None:
    """Return why somebody's tokens end: nobody may hold by a token what they were denied as a person."""
    if not maker.is_person:
        return Ending.MAKER_LEFT
    return None if maker.person.is_admin else Ending.MAKER_NO_ADMIN


def refusal_of(token: Token, why: Ending) -> str:
    """Return the sentence for who shows the secret of a token that works no more."""
    ended_at = token.expires_at if why is Ending.EXPIRED else token.revoked_at
    when = f" on {day_of(ended_at)}" if ended_at else ""
    return (
        f"The token “{token.name}” ended{when}: {why.words}."
        " An admin makes a new one in Slack with `/team tokens`."
    )


def detail_of(token: Token, project: str) -> str:
    """Return what the journal says of a token that is made or ended."""
    limit = f", for the project {project}" if project else ""
    why = f"; {token.ending.words}" if token.ending not in (None, Ending.REVOKED) else ""
    return f"{token.name}, expires on {day_of(token.expires_at)}{limit}{why}"


def day_of(when: datetime) -> str:
    """Return a day as machines and the journal spell it, in UTC."""
    return when.astimezone(UTC).date().isoformat()


def used_again(
    lately: Sequence[datetime], now: datetime, share: int = REQUESTS_A_MINUTE
) -> tuple[datetime, ...]:
    """Return the requests of the last minute with one more; refuse what is too often, and say how long to wait.

    Each request is remembered for a minute, so that no minute holds more than the share, wherever it begins.
    """
    # A clock that was set back would keep its tokens waiting for as long: what is yet to come is forgotten.
    counted = tuple(at for at in lately if now - MINUTE < at <= now)
    if len(counted) >= share:
        raise TooOften(ceil((counted[-share] + MINUTE - now).total_seconds()))
    return (*counted, now)
