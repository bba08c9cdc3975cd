"""The daily standup: what a check-in says, whom it asks for help, and who is silent for which reason."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from functools import partial

from rules.ceremonies.ceremonies import FORMATS, Holding, Phase, Schedule, Standing
from rules.ceremony_names import Ceremony
from rules.complaints import Complaints
from rules.experiments.blockers import Blocker
from rules.experiments.experiment import Experiment, Stage
from rules.local_time import instant, local_time
from rules.marks import button_mark, mention
from rules.people.absences import Absence
from rules.people.people import Member, Person, Team
from rules.people.working_hours import WorkingHours
from rules.refusals import Refused
from rules.typed_keys import carried_number
from rules.words import Worded, clean, fold, within

LONGEST_TEXT = 2000
# So much after an @ is looked at for a name of several words.
LONGEST_NAME = 255
# Nobody is written to outside of these hours of their own day.
WORK_BEGINS, WORK_ENDS = time(8), time(19)
NOTHING_SAID = "Write a few words in at least one of the four fields."
# What people write where they have nothing to say.
NOTHING = frozenset(
    {"", "none", "no", "nope", "nothing", "n a", "na", "nil", "no blockers", "no blocker", "nobody"}
)
AT = re.compile(r"(?<![\w.])@(\w[\w.\-]*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckInDraft:
    """A check-in as typed; `experiment` is a number or empty."""

    progress: str = ""
    next: str = ""
    blockers: str = ""
    help: str = ""
    experiment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIn:
    """One person's answer to one standup."""

    user: str
    at: datetime
    edited_at: datetime | None = None
    progress: str = ""
    next: str = ""
    blockers: str = ""
    help: str = ""
    experiment: int | None = None


class Silence(Worded):
    """Why somebody who is expected has not checked in."""

    AWAY = "away"
    HOLIDAY = "holiday", "public holiday"
    LATER = "later", "asked at their own morning"
    SILENT = "silent", "no check-in"


@dataclass(frozen=True, slots=True, kw_only=True)
class StandupSheet:
    """All that the messages of one standup show.

    `holidays` are the public holidays of people's own countries on that day, by user; `asked_later` are those whose
    own morning is still to come; `blockers` are those that these check-ins name.
    """

    holding: Holding
    team: Team
    schedule: Schedule | None = None
    expected: tuple[str, ...] = ()
    check_ins: tuple[CheckIn, ...] = ()
    absences: Mapping[str, Absence] = field(default_factory=dict)
    holidays: Mapping[str, str] = field(default_factory=dict)
    asked_later: frozenset[str] = frozenset()
    blockers: tuple[Blocker, ...] = ()

    @property
    def answered(self) -> frozenset[str]:
        """Return who has checked in."""
        return frozenset(check_in.user for check_in in self.check_ins)

    @property
    def missing(self) -> Mapping[Silence, tuple[str, ...]]:
        """Return who is expected and has not checked in, by the reason."""
        found: dict[Silence, list[str]] = {}
        for user in self.expected:
            if user not in self.answered:
                found.setdefault(self.why_silent(user), []).append(user)
        return {silence: tuple(found[silence]) for silence in Silence if silence in found}

    def why_silent(self, user: str) -> Silence:
        """Return why somebody has not checked in."""
        if user in self.absences:
            return Silence.AWAY
        if user in self.holidays:
            return Silence.HOLIDAY
        return Silence.LATER if user in self.asked_later else Silence.SILENT

    @property
    def taking_part(self) -> int:
        """Return how many could check in: who did, and who neither is away nor has a holiday."""
        missing = self.missing
        return len(self.check_ins) + sum(len(missing.get(why, ())) for why in (Silence.LATER, Silence.SILENT))


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckInSheet:
    """What the form of a check-in opens with: `draft` is prefilled, `experiments` are those it can be about."""

    holding: Holding
    draft: CheckInDraft
    is_edit: bool = False
    experiments: tuple[tuple[int, str], ...] = ()


def read_check_in(draft: CheckInDraft, user: str, earlier: CheckIn | None, now: datetime) -> CheckIn:
    """Return the check-in that was typed; refuse one that says nothing, or too much, beside its field."""
    complaints = Complaints()
    texts = {
        name: complaints.read(name, partial(read_words, typed), "")
        for name, typed in (
            ("progress", draft.progress),
            ("next", draft.next),
            ("blockers", said(draft.blockers)),
            ("help", said(draft.help)),
        )
    }
    complaints.done()
    if not any((*texts.values(), clean(draft.blockers), clean(draft.help))):
        raise Refused(fields={"progress": NOTHING_SAID})
    experiment = carried_number(draft.experiment) or None
    at, edited_at = (earlier.at, now) if earlier else (now, None)
    return CheckIn(user=user, at=at, edited_at=edited_at, experiment=experiment, **texts)


def read_words(text: str) -> str:
    """Return a typed text; refuse an over-long one."""
    return within(clean(text), LONGEST_TEXT)


def said(text: str) -> str:
    """Return a typed text, empty where it only says that there is nothing to say."""
    return "" if fold(clean(text)) in NOTHING else text


def prefilled(own: CheckIn | None, last: CheckIn | None, guess: str = "") -> CheckInDraft:
    """Return what the form opens with: one's own answer, or else last time's next as this time's progress, on the
    experiment that is guessed."""
    if own is None:
        return CheckInDraft(progress=last.next if last else "", experiment=guess)
    return as_draft(own)


def as_draft(check_in: CheckIn) -> CheckInDraft:
    """Return a check-in as it would be typed."""
    return CheckInDraft(
        progress=check_in.progress,
        next=check_in.next,
        blockers=check_in.blockers,
        help=check_in.help,
        experiment=number_of(check_in),
    )


def guessed(last: CheckIn | None, mine: Sequence[Experiment]) -> str:
    """Return which of somebody's open experiments a check-in is about: that of last time, or the only one that runs, or the
    only one there is; nothing where that is not clear."""
    before = number_of(last)
    running = [one for one in mine if one.stage is Stage.RUNNING]
    if before in {str(one.number) for one in mine}:
        return before
    only = next((some for some in (running, mine) if len(some) == 1), None)
    return str(only[0].number) if only else ""


def same_again(own: CheckIn | None, last: CheckIn | None) -> CheckInDraft:
    """Return the answer of last time, given again; refuse where there is none, or one for this time already."""
    if own:
        raise Refused(
            f"You have checked in already. {button_mark('Check in')} opens your answer to change it."
        )
    if last is None:
        raise Refused(
            f"You have not checked in here before, so there is nothing to repeat. Press {button_mark('Check in')}."
        )
    return as_draft(last)


def number_of(check_in: CheckIn | None) -> str:
    """Return the experiment of a check-in as forms carry it."""
    return str(check_in.experiment) if check_in and check_in.experiment is not None else ""


def calls_somebody(texts: Iterable[str]) -> bool:
    """Tell whether one of some typed texts may name somebody with an @, whom only everybody's names would tell."""
    return any(AT.search(text) for text in texts)


def called_upon(text: str, team: Team) -> tuple[str, ...]:
    """Return the active members whom a typed text names with an @, each once: by id, full or first name."""
    active = [member for member in team.members if member.is_person]
    found = (
        fully_named(text[at.start() + 1 :], active) or member_named(at[1], active) for at in AT.finditer(text)
    )
    return tuple(dict.fromkeys(user for user in found if user))


def fully_named(text: str, active: Sequence[Member]) -> str:
    """Return the one active member with whose whole name of several words a text begins, the longest that fits, or nothing."""
    called = fold(text[:LONGEST_NAME])
    fitting = [
        one for one in active if " " in fold(one.name) and f"{called} ".startswith(f"{fold(one.name)} ")
    ]
    longest = max((len(fold(one.name)) for one in fitting), default=0)
    matches = [one.id for one in fitting if len(fold(one.name)) == longest]
    return matches[0] if len(matches) == 1 else ""


def member_named(name: str, active: Sequence[Member]) -> str:
    """Return the one active member of an id or a name, or nothing where none or several bear it."""
    if any(member.id == name.rstrip(".-") for member in active):
        return name.rstrip(".-")
    matches = [member.id for member in active if fold(name) in names_of(member)]
    return matches[0] if len(matches) == 1 else ""


def names_of(member: Member) -> tuple[str, ...]:
    """Return the names by which a member is called."""
    whole = fold(member.name)
    return whole, whole.partition(" ")[0], whole.replace(" ", "")


def asked_at(schedule: Schedule, day: date, zone: str) -> datetime:
    """Return when somebody is asked by message: at the standup's wall time where they live, not before its own day."""
    own_morning, _ = instant(day, schedule.at, zone)
    day_begins, _ = instant(day, time(0), schedule.zone)
    return max(own_morning, day_begins)


def is_at_work(now: datetime, zone: str, hours: WorkingHours | None) -> bool:
    """Tell whether it is within the working hours of somebody's own day: those that they set, or what is a day anywhere."""
    begins, ends = (hours.begins, hours.ends) if hours else (WORK_BEGINS, WORK_ENDS)
    return begins <= local_time(now, zone).time() < ends


def closes_at(holding: Holding) -> datetime | None:
    """Return when the summary of an open or planned standup is posted; None once it is."""
    phases = FORMATS[Ceremony.STANDUP].phases
    if holding.next_phase is None or holding.due_at is None:
        return None
    return holding.due_at + phases[Phase.CLOSE] - phases[holding.next_phase]


def everybody_is_in(sheet: StandupSheet) -> bool:
    """Tell whether an open standup waits for nobody any more."""
    awaited = sheet.missing.keys() & {Silence.LATER, Silence.SILENT}
    return bool(sheet.check_ins) and not awaited and sheet.holding.standing is Standing.OPEN


def closing_now(holding: Holding, now: datetime) -> Holding:
    """Return an open standup whose summary is due now."""
    return replace(holding, next_phase=Phase.CLOSE, due_at=now)


def require_closer(holding: Holding, schedule: Schedule | None, person: Person) -> None:
    """Refuse who neither facilitates a standup, nor set it up, nor administers the desk, to close it early."""
    owner = schedule.owner if schedule else ""
    if person.id not in (holding.facilitator, owner) and not person.is_admin:
        raise Refused(
            f"{mention(holding.facilitator or owner)} facilitates this standup and can bring its summary early;"
            f" {button_mark('Swap facilitator')} changes who that is."
        )


def require_held(holding: Holding) -> None:
    """Refuse a check-in to a standup that is skipped."""
    if holding.standing is Standing.SKIPPED:
        raise Refused("This standup is skipped. `/standup` opens the check-in of the next one.")
