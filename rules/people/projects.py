"""Projects: a workstream, members and milestones, in one home channel."""

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial

from rules.complaints import Complaints
from rules.dates.far_days import ask_if_far
from rules.dates.typed_day import MONTHS, days_meant, normalised, read_day
from rules.names import already_words, is_same_name, name_key, taken_as, twice_named
from rules.numbers.metric_lines import MARKER
from rules.people.people import Person
from rules.refusals import Refused
from rules.typed import read_text
from rules.words import Worded, clean, fold, listing, shorten, suggestion

LONGEST_NAME = 60
LONGEST_MILESTONE = 120
MOST_MILESTONES = 30
# What a form's text input holds: the milestones must fit into it again when they are changed.
LONGEST_MILESTONES = 3000
BEFORE_DAY = re.compile(
    rf"[\s,;:–—-]+(?=\d|(?:{'|'.join(month[:3] for month in MONTHS)})[a-z]*\.? \d)|[,;:–—]\s*(?=[^\W\d])",
    re.IGNORECASE,
)
PARTED = re.compile(r"^(?P<title>.+?)[\s,;:–—-]*\n(?P<due>.+)$")
MILESTONE = re.compile(r"^(?P<title>.+?)[\s,;:–—-]+(?P<due>\d{4}-\d{2}-\d{2})$")


class Workstream(Worded):
    """The four workstreams of the brief."""

    EXPERIMENTATION = "experimentation"
    PRODUCTION = "production"
    OPTIMIZATION = "optimization"
    GOVERNANCE = "governance"


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """One milestone; `done_at` is empty while it is open."""

    title: str
    due: date
    done_at: datetime | None = None

    @property
    def line(self) -> str:
        """Return the milestone as the line a person would type for it."""
        return f"{self.title}, {self.due.isoformat()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """One project of the workspace; `number` is its identity, `name` is unique however it is written."""

    number: int
    name: str
    workstream: Workstream
    members: tuple[str, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    channel: str = ""
    created_by: str = ""

    @property
    def key(self) -> str:
        """Return what its facts are about, whatever it is called."""
        return f"project {self.number}"


def home_of(projects: Iterable[Project], channel: str) -> Project | None:
    """Return the one project whose home a channel is; None where it is that of none, or of several."""
    found = [project for project in projects if channel and project.channel == channel]
    return found[0] if len(found) == 1 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectDraft:
    """A project as typed; milestones stand one on a line, as in “Beta, 2030-01-31”."""

    name: str = ""
    workstream: str = ""
    members: tuple[str, ...] = ()
    milestones: str = ""


def read_project(
    draft: ProjectDraft,
    number: int,
    *,
    by: str,
    channel: str,
    taken: Iterable[str],
    today: date,
    kept: Container[date] = (),
) -> Project:
    """Return the project that was typed; `taken` are the names of the others, `kept` the days that it has already."""
    complaints = Complaints()
    project = Project(
        number=number,
        name=complaints.read("name", lambda: read_name(draft.name, taken), ""),
        workstream=complaints.read(
            "workstream", lambda: Workstream.read(draft.workstream), Workstream.EXPERIMENTATION
        ),
        members=tuple(dict.fromkeys(draft.members)) or (by,),
        milestones=complaints.read("milestones", lambda: read_milestones(draft.milestones, today, kept), ()),
        channel=channel,
        created_by=by,
    )
    complaints.done()
    return project


def revised(project: Project, draft: ProjectDraft, by: Person, taken: Iterable[str], today: date) -> Project:
    """Return the project as its form now says; milestones that stay keep their done mark."""
    require_member(project, by)
    revised = read_project(
        draft,
        project.number,
        by=project.created_by,
        channel=project.channel,
        taken=taken,
        today=today,
        kept={milestone.due for milestone in project.milestones},
    )
    done = {name_key(milestone.title): milestone.done_at for milestone in project.milestones}
    kept = tuple(replace(one, done_at=done.get(name_key(one.title))) for one in revised.milestones)
    return replace(revised, milestones=kept)


def read_name(text: str, taken: Iterable[str]) -> str:
    """Return a project's name; refuse one that another project bears."""
    name = read_text(text, "name", LONGEST_NAME)
    if not fold(name):
        raise Refused("Give a name with letters or digits in it.")
    same = taken_as(name, taken)
    if same:
        raise Refused(f"There is a project {already_words(name, same)}. Pick another name.")
    return name


def read_milestones(text: str, today: date, kept: Container[date] = ()) -> tuple[Milestone, ...]:
    """Return the milestones of a text with one on each line, by their due day; days that are `kept` may be far away."""
    lines = [MARKER.sub("", " ".join(line.split())) for line in clean(text).splitlines() if line.strip()]
    if len(lines) > MOST_MILESTONES:
        raise Refused(f"At most {MOST_MILESTONES} milestones; these are {len(lines)}.")
    milestones = read_lines(lines, today)
    require_near(milestones, kept, today)
    length = len("\n".join(milestone.line for milestone in milestones))
    if length > LONGEST_MILESTONES:
        raise Refused(
            f"Together at most {LONGEST_MILESTONES:,} characters; these have {length:,}. Shorten some."
        )
    twice = list(twice_named(milestone.title for milestone in milestones))
    if twice:
        raise Refused(f"Each milestone stands once; {listing(twice)}.")
    return tuple(sorted(milestones, key=lambda milestone: milestone.due))


def require_near(milestones: Iterable[Milestone], kept: Container[date], today: date) -> None:
    """Ask about every new day that is far away."""
    complaints = Complaints()
    for one in milestones:
        if one.due not in kept:
            complaints.read(one.line, partial(ask_if_far, one.due, today), None)
    if complaints.fields:
        raise Refused(*(f"“{shorten(line, 60)}”: {why}" for line, why in complaints.fields.items()))


def read_lines(lines: Iterable[str], today: date) -> tuple[Milestone, ...]:
    """Return the milestones of typed lines; refuse with every line that does not read."""
    complaints = Complaints()
    read = [complaints.read(line, partial(read_milestone, line, today), None) for line in lines]
    if complaints.fields:
        raise Refused(*complaints.fields.values())
    return tuple(milestone for milestone in read if milestone)


def read_milestone(line: str, today: date) -> Milestone:
    """Return the milestone that a line like “Beta, 2030-01-31” or “Beta, 31 jan” describes."""
    # Over-long lines are not even looked at: the patterns take their time over many signs in a row.
    for found in parted(line, today) if len(line) <= LONGEST_MILESTONE + 20 else ():
        title, due = found["title"], found["due"]
        if len(title) <= LONGEST_MILESTONE and fold(title) and is_day(due, today):
            return Milestone(title=title, due=read_day(due, today))
    raise Refused(f"“{shorten(line, 60)}” does not read as a milestone. Write it like: Beta, 2030-01-31")


def parted(line: str, today: date) -> Iterator[re.Match[str]]:
    """Yield each way to part a line into title and day, one whose day is written like 2030-01-31 first; a day
    alone is no milestone."""
    iso = MILESTONE.match(line)
    if iso or is_day(line, today):
        yield from [iso] if iso else []
        return
    starts = (sign.end() for sign in BEFORE_DAY.finditer(line))
    yield from (found for start in starts if (found := PARTED.match(f"{line[:start]}\n{line[start:]}")))


def is_day(text: str, today: date) -> bool:
    """Tell whether a text means a day, or days to choose from, whether or not the calendar has them."""
    try:
        return bool(days_meant(normalised(text), today))
    except Refused:
        return True


def completed(project: Project, title: str, by: Person, now: datetime) -> Project:
    """Return the project with a milestone marked as done; doing so twice changes nothing."""
    require_member(project, by)
    milestone = find_milestone(project, title)
    done = replace(milestone, done_at=milestone.done_at or now)
    return replace(project, milestones=tuple(done if one is milestone else one for one in project.milestones))


def find_milestone(project: Project, title: str) -> Milestone:
    """Return the milestone of that title; refuse with the nearest one."""
    for milestone in project.milestones:
        if is_same_name(milestone.title, title):
            return milestone
    known = [milestone.title for milestone in project.milestones]
    raise Refused(f"{project.name} has no milestone “{shorten(title, 40)}”.{suggestion(title, known)}")


def find_project(projects: Iterable[Project], name: str) -> Project:
    """Return the project of that name; refuse with the nearest one."""
    known = tuple(projects)
    for project in known:
        if is_same_name(project.name, name):
            return project
    names = [project.name for project in known]
    if not names:
        raise Refused("There are no projects yet. `/project create` makes the first one.")
    longer = [one for one in names if f" {fold(name)} " in f" {fold(one)} "]
    near = f" Did you mean “{longer[0]}”?" if len(longer) == 1 else suggestion(name, names)
    raise Refused(f"There is no project “{shorten(name, 40)}”.{near} `/project list` shows all.")


def part_milestone(projects: Iterable[Project], text: str) -> tuple[Project, str]:
    """Return the project and the milestone of “NAME / MILESTONE”, where the name itself may have a stroke."""
    ways = [(text[: sign.start()].strip(), text[sign.end() :].strip()) for sign in re.finditer("/", text)]
    if not ways:
        raise Refused("Name the project and the milestone, like: `/project done Search / Beta`")
    known = tuple(projects)
    for name, milestone in ways:
        for project in known:
            if is_same_name(project.name, name):
                return project, milestone
    return find_project(known, ways[0][0]), ways[0][1]


def require_member(project: Project, by: Person) -> None:
    """Refuse who neither belongs to the project nor administers the desk."""
    if by.id not in project.members and not by.is_admin:
        raise Refused(f"Only a member of {project.name} or an admin can change it.")
