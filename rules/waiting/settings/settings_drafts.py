"""The settings of a workspace as an admin fills them in: read, judged field by field, and told as what changed."""

from collections.abc import Iterator
from dataclasses import dataclass

from rules.complaints import Complaints
from rules.dates.typed_times import weekday_words
from rules.marks import channel_mark
from rules.numbers.typed_numbers import read_whole
from rules.people.projects import Workstream
from rules.people.working_hours import STANDARD, WorkingHours, read_hours
from rules.people.workspace_settings import WorkspaceSettings
from rules.recorders import Recorders
from rules.refusals import Refused
from rules.waiting.clock import Terms
from rules.waiting.home import DeskHealth
from rules.waiting.terms import read_terms, terms_words
from rules.words import clean, counted

LEAST_ANSWERS, MOST_ANSWERS = 30, 3650
LEAST_LETTERS, MOST_LETTERS = 1, 365


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsDraft:
    """What the form holds, as text; `due` has a line for all workstreams and one for each that differs."""

    review_channel: str = ""
    admins: tuple[str, ...] = ()
    seats: str = "one"
    recorders: str = Recorders.PART.value
    links: str = "on"
    due: str = ""
    hours: str = "default"
    answers_days: str = ""
    letters_days: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsSheet:
    """What the form shows: the settings, the review channel of the process's own settings, the admins who were made so here, those by
    Slack, those by the settings of the process, and the messages that were set aside."""

    settings: WorkspaceSettings
    first_channel: str = ""
    admins: tuple[str, ...] = ()
    by_slack: tuple[str, ...] = ()
    by_process: tuple[str, ...] = ()
    health: DeskHealth | None = None


def read_settings(draft: SettingsDraft) -> WorkspaceSettings:
    """Return the settings that a form describes; refuse with a sentence beside each field that is not understood."""
    complaints = Complaints()
    terms = complaints.read("due", lambda: read_term_lines(draft.due), Terms())
    answers_days = complaints.read("answers_days", lambda: read_answers_days(draft.answers_days), 0)
    letters_days = complaints.read(
        "letters_days", lambda: read_whole(draft.letters_days, LEAST_LETTERS, MOST_LETTERS), LEAST_LETTERS
    )
    recorders = complaints.read("recorders", lambda: read_recorders(draft.recorders), Recorders.PART)
    hours = complaints.read("hours", lambda: read_hours(draft.hours, STANDARD) or STANDARD, STANDARD)
    complaints.done()
    return WorkspaceSettings(
        one_seat_each=draft.seats != "many",
        recorders=recorders,
        answers_named=draft.links != "off",
        due_days=terms.days,
        due_by_workstream=terms.by_workstream,
        hours=hours,
        review_channel=draft.review_channel,
        answers_days=answers_days,
        letters_days=letters_days,
    )


def read_recorders(text: str) -> Recorders:
    """Return who may record values."""
    if text not in list(Recorders):
        raise Refused("Choose who may record values.")
    return Recorders(text)


def read_term_lines(text: str) -> Terms:
    """Return in how many working days what waits is due, from a line for all and one for each workstream that differs."""
    terms = Terms()
    for line in text.splitlines():
        if clean(line):
            terms = read_terms(line, terms)
    return terms


def term_lines(settings: WorkspaceSettings) -> str:
    """Return the terms as lines that are read as the same."""
    others = settings.due_by_workstream
    lines = (f"{stream.words} {counted(others[stream], 'day')}" for stream in Workstream if stream in others)
    return "\n".join((counted(settings.due_days, "day"), *lines))


def hours_text(hours: WorkingHours) -> str:
    """Return working hours as a text that is read as the same."""
    return " ".join((hours.span, *(weekday_words((day,)) for day in hours.weekdays)))


def read_answers_days(text: str) -> int:
    """Return for how many days answers of standups are kept; without a number for ever, which is 0."""
    return read_whole(text, LEAST_ANSWERS, MOST_ANSWERS) if clean(text) else 0


def changes_between(before: WorkspaceSettings, after: WorkspaceSettings) -> Iterator[str]:
    """Yield each setting that differs, with what it was and what it is."""
    old, new = words_of(before), words_of(after)
    for name, was in old.items():
        if was != new[name]:
            yield f"{name}: {was} → {new[name]}"


def words_of(settings: WorkspaceSettings) -> dict[str, str]:
    """Return the settings in words, by their names."""
    terms = Terms(days=settings.due_days, by_workstream=settings.due_by_workstream)
    days = settings.answers_days
    return {
        "review channel": channel_mark(settings.review_channel)
        if settings.review_channel
        else "not set here",
        "seats": "one each" if settings.one_seat_each else "several each",
        "values are recorded by": settings.recorders.words,
        "messages that name experiments": "answered" if settings.answers_named else "not answered",
        "due": terms_words(terms).removeprefix("A review or an approval is due "),
        "working hours": settings.hours.words,
        "answers of standups are kept": f"for {counted(days, 'day')}" if days else "for ever",
        "sent messages are kept": f"for {counted(settings.letters_days, 'day')}",
    }
