"""The rows about many channels: a thousand standups due at once, and how much a second worker helps, with Slack as slow as it is."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path

from sqlmodel import col, func, select

from bench.bulk import analyze, bulk, raw_rows
from bench.frame import Measured, Promise, on_both, row
from bench.ground import POSTGRESQL, Ground
from bench.houses import WORKSPACE, Slack, running_slack, running_worker
from bench.seats import PEOPLE, call_letters_sent, careless, desk_in, new_mark, now
from bench.waiting import wait_until
from bot.deliver.postman import SENDERS
from demo.house import TEAM
from demo.seed import seed_team
from demo.story import ADA, GENERAL
from flows.ceremonies import setups
from flows.due import run_due
from flows.due_kinds import CEREMONIES
from flows.people import team
from rules.ceremonies.ceremonies import FORMATS
from rules.ceremonies.setups import CeremonyDraft, SetupDraft
from rules.ceremonies.standup.letters import StandupPromptLetter
from rules.ceremony_names import Ceremony
from store import migrate
from store.tables import LetterRow, LetterState

SLACK_SECONDS = 0.15
EVERY_DAY = tuple(str(day) for day in range(7))
# A second worker starts a little later than the first: rates are of the letters in between.
SETTLED, ENDING = 0.3, 0.9


def channels_promise(database: str) -> Promise:
    """Return what is promised of a morning in many channels."""
    return Promise(
        what=f"1,000 channels due at once, Slack answering in 150 ms, {database}",
        against=f"the floor that this sets to {SENDERS} calls at a time",
        at_least="1.2 times at most",
        goal=1.2,
        less_is_better=True,
    )


@on_both("channels", channels_promise)
def channels(ground: Ground, kind: str) -> Measured:
    """Let a standup be due in many channels, and tell how long it takes from the tick that finds it to the last one in Slack."""
    number, folder = ground.effort.channels, ground.room("channels")
    url = morning(ground, kind, number)
    with slow_slack(folder, number) as slack, running_worker(folder, slack, url):
        sent = delivered(url, number)
    # A letter is dated by the tick that owes it.
    ticked, last = min(owed for owed, _ in sent), max(closed for _, closed in sent)
    taken, floor = (last - ticked).total_seconds(), number * SLACK_SECONDS / SENDERS
    words = f"{taken / floor:.2f} times ({taken:.1f} s for {number:,} channels; the floor is {floor:.1f})"
    return Measured(taken / floor, words, {"seconds": taken, "floor": floor})


@row(
    "workers",
    Promise(
        what="two worker processes on PostgreSQL, Slack answering in 150 ms",
        against="one",
        at_least="1.7 times the rate",
        goal=1.7,
    ),
)
def workers(ground: Ground) -> Measured:
    """Let one worker, and then two, deliver as many letters."""
    one, two = (rate(ground, number) for number in (1, 2))
    return Measured(
        two / one, f"{two / one:.2f} times ({two:.0f} of {one:.0f} letters a second)", {"rates": [one, two]}
    )


def rate(ground: Ground, number: int) -> float:
    """Return how many letters a second some workers deliver."""
    letters, folder = ground.effort.letters * number, ground.room("workers")
    url = morning(ground, POSTGRESQL, letters)
    with careless(url) as desk:
        run_due(CEREMONIES, desk.database, {desk.workspace: desk}.get, now() + timedelta(seconds=1))
    with ExitStack() as stack:
        slack = stack.enter_context(slow_slack(folder, letters))
        for one in range(number):
            stack.enter_context(running_worker(folder, slack, url, f"worker-{one}"))
        closed = sorted(closed for _, closed in delivered(url, letters))
    first, last = (int(letters * share) for share in (SETTLED, ENDING))
    return (last - first) / (closed[last] - closed[first]).total_seconds()


@contextmanager
def slow_slack(folder: Path, channels: int) -> Iterator[Slack]:
    """Run a local Slack with so many channels, as slow as the real one."""
    workspace = folder / "workspace.yml"
    more = (
        f"  - {{id: {channel(one)}, name: team-{one}, members: [ada], bot: true}}" for one in range(channels)
    )
    workspace.write_text("\n".join(chain([WORKSPACE.read_text().rstrip()], more)) + "\n")
    with running_slack(folder, workspace) as slack:
        slack.answer_after(SLACK_SECONDS)
        yield slack


def channel(number: int) -> str:
    """Return the id of one of many channels."""
    return f"C1T{number:05}"


def morning(ground: Ground, kind: str, number: int) -> str:
    """Return the address of a new database in which a standup is due in so many channels."""
    url, began = ground.database(kind), now()
    at = began - timedelta(minutes=1)
    drafts = {
        one: CeremonyDraft(weekdays=EVERY_DAY, at=f"{at:%H:%M}" if one is Ceremony.STANDUP else "10:00")
        for one in FORMATS
    }
    draft = SetupDraft(chosen=(Ceremony.STANDUP,), zone="UTC", expected=(ADA,), ceremonies=drafts)
    with careless(url) as desk:
        migrate.upgrade(desk.database)
        team.record_workspace(desk, TEAM, now=began)
        seed_team(desk, PEOPLE, began)
        setups.set_up(desk, GENERAL, draft, by=ADA, now=began - timedelta(hours=1), request=new_mark())
        with desk.database.reading.connect() as connection:
            (like,) = raw_rows(connection, "schedules", "channel", GENERAL)
        with bulk(desk.database, desk.workspace) as written:
            written.add("schedules", [like | {"channel": channel(one)} for one in range(number)])
        analyze(desk.database)
    call_letters_sent(url)
    return url


def delivered(url: str, number: int) -> list[tuple[datetime, datetime]]:
    """Return when each prompt was owed and when Slack had it, once it has them all."""
    counted = select(func.count()).where(
        col(LetterRow.state) == LetterState.SENT, col(LetterRow.kind) == StandupPromptLetter.kind
    )
    mine = (col(LetterRow.kind) == StandupPromptLetter.kind, col(LetterRow.lane) != GENERAL)
    with desk_in(url) as desk:

        def there() -> int:
            with desk.look() as session:
                return session.exec(counted).one()

        wait_until(lambda: there() >= number, lambda: f"{there()} of {number} prompts")
        with desk.look() as session:
            rows = session.exec(select(LetterRow.created_at, LetterRow.closed_at).where(*mine))
            return [(created, closed) for created, closed in rows if closed]
