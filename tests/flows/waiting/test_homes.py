"""The Home of a person: what it shows, who is owed theirs and when, and how often the store is asked, on both databases."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from flows import due_kinds, outbox
from flows.ceremonies import next_holdings, schedules
from flows.desk import Desk
from flows.due import run_due
from flows.people import absences, homes, projects, team, tokens
from flows.waiting.homes import home, try_again
from rules.experiments.experiment import ReviewKind, Stage
from rules.people.letters import HomeLetter
from rules.people.people import Duty
from rules.people.projects import ProjectDraft
from rules.people.tokens import TokenDraft
from rules.refusals import Refused
from store.outbox import Errand
from store.tables import LetterState
from tests import stories
from tests.flows import gatherings, retrospectives
from tests.flows.deeds import deliver_all
from tests.flows.lifecycle.test_statements import executed
from tests.flows.waiting.test_waits import everything
from tests.racing import problems, together
from tests.stories import ANA, BEN, CLARA, DAVID, HUGO, IVAN, NOW, new_request

LATER = NOW + timedelta(hours=1)
APOLLO = ProjectDraft(
    name="Apollo", workstream="production", members=(ANA, BEN), milestones="Beta, 2026-05-01"
)


def claim(desk: Desk, now: datetime) -> Errand | None:
    """Take on the next letter."""
    return next(iter(outbox.take_on(desk.database, [desk.workspace], now, most=1)), None)


def owed(desk: Desk) -> list[str]:
    """Return whose Home is owed, in order."""
    rows = gatherings.letters(desk.database, HomeLetter.kind)
    return sorted(row.facts["user"] for row in rows if row.state is LetterState.WAITING)


def opened(desk: Desk, *users: str) -> Desk:
    """Return the desk with the Homes of some people opened and drawn."""
    for user in users:
        homes.open_home(desk, user, NOW)
        homes.keep_drawn(desk, user, "drawn", NOW)
    deliver_all(desk)
    return desk


def apollo(desk: Desk) -> int:
    """Return the number of a new project of Ana and Ben."""
    return projects.create(desk, APOLLO, by=ANA, channel="C0LAB", now=NOW, request=new_request()).number


def test_opening_a_home_owes_it(desk: Desk) -> None:
    homes.open_home(desk, ANA, NOW)
    assert owed(desk) == [ANA]


def test_opening_it_twice_owes_it_once(desk: Desk) -> None:
    homes.open_home(desk, ANA, NOW)
    homes.open_home(desk, ANA, LATER)
    assert owed(desk) == [ANA]


def test_two_that_open_the_same_home_at_one_instant_both_succeed(desk: Desk, replica: Desk) -> None:
    answers = together(lambda: homes.open_home(desk, ANA, NOW), lambda: homes.open_home(replica, ANA, NOW))
    assert problems(answers) == []
    assert owed(desk) == [ANA]


def test_a_home_that_is_opened_again_is_drawn_whatever_it_showed(desk: Desk) -> None:
    opened(desk, ANA)
    assert home(desk, ANA, NOW)[1] == "drawn"
    homes.open_home(desk, ANA, LATER)
    assert home(desk, ANA, LATER)[1] == ""


def test_a_click_owes_no_home(desk: Desk) -> None:
    experiment = stories.in_review(desk)
    opened(desk, BEN, CLARA, ANA)
    stories.approve(desk, experiment, ReviewKind.ETHICS)
    assert owed(desk) == []


def test_a_click_costs_as_many_statements_where_homes_are_opened(desk: Desk) -> None:
    first, second = stories.in_review(desk), stories.in_review(desk)
    with executed(desk.database) as before:
        stories.approve(desk, first, ReviewKind.ETHICS)
    opened(desk, *(member.id for member in stories.TEAM))
    with executed(desk.database) as after:
        stories.approve(desk, second, ReviewKind.ETHICS)
    assert len(after) == len(before)


DEEDS: dict[str, tuple[Callable[[Desk], object], set[str]]] = {
    "a duty is given": (
        lambda desk: team.give_duty(desk, IVAN, Duty.ETHICS, by=HUGO, now=LATER),
        {ANA, BEN, HUGO},
    ),
    "a duty is taken": (
        lambda desk: team.take_duty(desk, BEN, Duty.TECHNICAL, by=HUGO, now=LATER),
        {ANA, BEN, HUGO},
    ),
    "a project is created": (apollo, {ANA, BEN}),
    "a milestone is done": (
        lambda desk: projects.complete(desk, apollo(desk), "Beta", by=ANA, now=LATER),
        {ANA, BEN},
    ),
    "an action is agreed on": (
        lambda desk: retrospectives.agree(desk, retrospectives.opened(desk), "Write the runbook"),
        {ANA, BEN},
    ),
    "a token is made": (lambda desk: tokens.make(desk, TokenDraft(name="ci"), by=HUGO, now=LATER), {HUGO}),
    "somebody goes away": (
        lambda desk: absences.go_away(desk, CLARA, "until friday", by=CLARA, now=LATER),
        {ANA, BEN, HUGO},
    ),
    "a ceremony is set up": (lambda desk: gatherings.set_up(desk, "standup", expected=(BEN,)), {BEN}),
}


@pytest.mark.parametrize("name", DEEDS)
def test_a_deed_owes_their_homes_to_whom_it_concerns_and_who_looks(desk: Desk, name: str) -> None:
    deed, concerned = DEEDS[name]
    opened(desk, ANA, BEN, HUGO)
    deed(desk)
    assert set(owed(desk)) == concerned


@pytest.mark.parametrize("name", DEEDS)
def test_a_deed_owes_no_home_where_nobody_has_opened_one(desk: Desk, name: str) -> None:
    DEEDS[name][0](desk)
    assert owed(desk) == []


def test_a_deed_that_changes_nothing_owes_no_home(desk: Desk) -> None:
    opened(desk, ANA, BEN)
    team.give_duty(desk, BEN, Duty.TECHNICAL, by=HUGO, now=LATER)
    assert owed(desk) == []


def test_many_deeds_owe_a_home_once(desk: Desk) -> None:
    opened(desk, BEN)
    for duty in (Duty.ETHICS, Duty.BUSINESS, Duty.SECURITY):
        team.give_duty(desk, IVAN, duty, by=HUGO, now=LATER)
    assert owed(desk) == [BEN]


def test_a_home_that_nobody_looks_at_any_more_is_not_kept_in_step(desk: Desk) -> None:
    opened(desk, BEN)
    long_after = NOW + homes.LOOKED_AT + timedelta(minutes=1)
    team.give_duty(desk, IVAN, Duty.ETHICS, by=HUGO, now=long_after)
    assert owed(desk) == []


def test_a_home_is_drawn_anew_as_the_day_of_its_owner_begins(desk: Desk) -> None:
    opened(desk, IVAN)  # in Berlin, an hour ahead of UTC
    before_midnight = NOW.replace(hour=22, minute=59)

    def tick(now: object) -> int:
        return run_due(due_kinds.REMINDERS, desk.database, {desk.workspace: desk}.get, now)  # type: ignore[arg-type]

    assert tick(before_midnight) == 0
    assert owed(desk) == []
    assert tick(before_midnight + timedelta(minutes=1)) == 1
    assert owed(desk) == [IVAN]
    assert tick(before_midnight + timedelta(minutes=2)) == 0


def test_a_home_shows_the_open_experiments_of_its_owner_and_no_others(desk: Desk) -> None:
    stages = {stage: stories.at(desk, stage) for stage in Stage}
    own = {one.number for one in home(desk, ANA, LATER)[0].own}
    over = {Stage.RETIRED, Stage.WITHDRAWN, Stage.CONCLUDED}
    assert own == {one.number for stage, one in stages.items() if stage not in over}
    assert home(desk, BEN, LATER)[0].own == ()


def test_a_home_shows_the_projects_of_its_owner_with_open_milestones(desk: Desk) -> None:
    number = apollo(desk)
    assert [one.number for one in home(desk, BEN, NOW)[0].projects] == [number]
    assert home(desk, CLARA, NOW)[0].projects == ()
    projects.complete(desk, number, "Beta", by=ANA, now=NOW)
    assert home(desk, BEN, NOW)[0].projects == ()


def test_a_home_names_the_same_facilitators_as_the_ceremonies_do(desk: Desk) -> None:
    gatherings.set_up(desk, expected=(ANA, BEN, CLARA))
    gatherings.set_up(desk, "standup", channel="C0OTHER")
    absences.go_away(desk, ANA, "until friday", by=ANA, now=NOW)
    gatherings.change(schedules.run_now, desk, "retro")
    gatherings.tick(desk, NOW)
    listed = {
        (sheet.schedule.channel, sheet.schedule.ceremony): (
            sheet.next_holdings[0].starts_at,
            sheet.facilitator,
        )
        for channel in (stories.CHANNEL, "C0OTHER")
        for sheet in next_holdings.sheets(desk, channel, NOW)
    }
    dates = home(desk, BEN, NOW)[0].dates
    assert {(one.channel, one.ceremony): (one.starts_at, one.facilitator) for one in dates} == listed
    assert [one.starts_at for one in dates] == sorted(one.starts_at for one in dates)
    assert {one.channel for one in home(desk, DAVID, NOW)[0].dates} == {"C0OTHER"}


def test_only_an_admin_is_told_of_the_health_of_the_desk(desk: Desk) -> None:
    assert home(desk, ANA, NOW)[0].health is None
    health = home(desk, HUGO, NOW)[0].health
    assert health is not None
    assert health.unheld == ()
    assert health.parked == ()


def test_the_health_tells_of_duties_that_nobody_holds_and_tokens_about_to_expire(desk: Desk) -> None:
    team.take_duty(desk, CLARA, Duty.ETHICS, by=HUGO, now=NOW)
    token, _ = tokens.make(desk, TokenDraft(name="ci", lifetime="30"), by=HUGO, now=NOW)
    early = home(desk, HUGO, NOW)[0].health
    assert early is not None
    assert (early.unheld, early.expiring) == ((Duty.ETHICS,), ())
    late = home(desk, HUGO, NOW + timedelta(days=24))[0].health
    assert late is not None
    assert [one.number for one in late.expiring] == [token.number]


def set_aside(desk: Desk) -> int:
    """Let a letter be set aside that Slack refuses, and return its number."""
    stories.proposed(desk)
    errand = claim(desk, NOW)
    assert errand is not None
    outbox.park(desk, errand, "is_archived", NOW)
    return errand.id


def test_a_letter_that_was_set_aside_goes_its_way_once_more(desk: Desk) -> None:
    opened(desk, HUGO)
    number = set_aside(desk)
    assert owed(desk) == [HUGO]
    health = home(desk, HUGO, NOW)[0].health
    assert health is not None
    [parked] = health.parked
    assert (parked.number, parked.letter.problem, parked.letter.experiment) == (number, "is_archived", 1)
    try_again(desk, number, by=HUGO, now=LATER)
    try_again(desk, number, by=HUGO, now=LATER)
    again = next(one for one in gatherings.letters(desk.database) if one.id == number)
    assert (again.state, again.attempts, again.created_at, again.problem) == (
        LetterState.WAITING,
        0,
        LATER,
        "",
    )
    after = home(desk, HUGO, NOW)[0].health
    assert after is not None
    assert after.parked_in_all == 0


def test_a_home_that_cannot_be_shown_owes_no_home(desk: Desk) -> None:
    homes.open_home(desk, HUGO, NOW)
    errand = claim(desk, NOW)
    assert errand is not None
    outbox.park(desk, errand, "invalid_blocks", NOW)
    assert owed(desk) == []


def test_a_letter_whose_like_waits_already_is_not_sent_twice(desk: Desk) -> None:
    number = set_aside(desk)
    stories.amend(desk, stories.running(desk), title="Another")
    with desk.begin() as session:
        outbox.outbox.put(session, [outbox.outbox.errand_of(one).letter for one in rows(desk, number)], LATER)
    try_again(desk, number, by=HUGO, now=LATER)
    assert rows(desk, number) == []


def rows(desk: Desk, number: int) -> list[outbox.outbox.LetterRow]:
    """Return the letter of a number, if it is still kept."""
    return [one for one in gatherings.letters(desk.database) if one.id == number]


def test_only_an_admin_lets_a_letter_go_its_way_again(desk: Desk) -> None:
    number = set_aside(desk)
    with pytest.raises(Refused, match="Only an admin"):
        try_again(desk, number, by=ANA, now=LATER)


def test_what_was_set_aside_in_another_workspace_is_neither_shown_nor_sent(
    desk: Desk, other_desk: Desk
) -> None:
    number = set_aside(other_desk)
    health = home(desk, HUGO, NOW)[0].health
    assert health is not None
    assert health.parked == ()
    try_again(desk, number, by=HUGO, now=LATER)
    assert [one.state for one in rows(other_desk, number)] == [LetterState.PARKED]


@pytest.mark.parametrize("user", [ANA, CLARA, HUGO])
def test_the_store_is_asked_as_often_for_a_hundred_as_for_one(desk: Desk, user: str) -> None:
    everything(desk)
    gatherings.set_up(desk, "standup", by=HUGO, now=NOW)
    apollo(desk)
    with executed(desk.database) as once:
        home(desk, user, LATER)
    for place in range(12):
        stories.in_review(desk, title=f"Number {place}")
        gatherings.set_up(desk, "standup", channel=f"C0{place:04}", now=NOW)
    with executed(desk.database) as again:
        home(desk, user, LATER)
    assert len(again) == len(once)


def test_a_home_of_another_workspace_is_not_owed(desk: Desk, other_desk: Desk) -> None:
    opened(other_desk, ANA, BEN)
    apollo(desk)
    assert owed(desk) == []
