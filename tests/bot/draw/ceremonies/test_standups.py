"""The drawings of the daily standup and of blockers: within limits whatever is typed, and pinging only who must act."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.draw.ceremonies.standup import standup_forms, standup_messages
from bot.draw.experiments import blocker_lines
from bot.draw.experiments.details import details
from bot.draw.experiments.experiment_card import experiment_card
from bot.draw.people.team_list import came_back, team_list, went_away
from rules.ceremonies.ceremonies import Holding, Phase, Schedule, Standing
from rules.ceremonies.standup.check_ins import CheckIn, CheckInDraft, CheckInSheet, StandupSheet
from rules.ceremony_names import Ceremony
from rules.dates.typed_span import Span
from rules.experiments.blockers import Blocker
from rules.experiments.experiment import Stage
from rules.experiments.sheets import ExperimentSheet
from rules.people.absences import Absence, absence
from rules.people.people import Team
from tests.bot.draw import facts, hostile
from tests.bot.draw.judges import (
    CARD_BLOCKS,
    button_texts,
    form_problems,
    labels,
    mentioned,
    problems,
    texts,
    words,
)
from tests.rules.ceremonies.standup.test_check_ins import SCHEDULE
from tests.stories import ANA, BEN, CLARA, DAVID, EVA, NOW

thorough = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
pytestmark = pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning")
DAY = NOW.date()


holdings = st.builds(
    Holding,
    channel=st.just("C0LAB"),
    ceremony=st.just(Ceremony.STANDUP),
    day=hostile.days,
    starts_at=hostile.moments,
    standing=st.sampled_from(Standing),
    next_phase=st.sampled_from([None, Phase.OPEN, Phase.NUDGE, Phase.CLOSE]),
    due_at=st.none() | hostile.moments,
    late=st.booleans(),
    facilitator=hostile.users | st.just(""),
)
answers = hostile.texts(2000, lines=True) | st.just("")
check_ins = st.builds(
    CheckIn,
    user=hostile.users,
    at=hostile.moments,
    progress=answers,
    next=answers,
    blockers=answers,
    help=answers,
    experiment=st.none() | st.just(999_999_999),
)
blockers = st.builds(
    Blocker,
    number=st.integers(1, 999_999_999),
    channel=st.just("C0LAB"),
    user=hostile.users,
    text=hostile.texts(300),
    since=hostile.moments,
    experiment=st.none() | st.just(999_999_999),
    seen=st.just((DAY,)),
    days=st.integers(0, 9999),
    owner=hostile.users | st.just(""),
    solved_by=hostile.users,
    solved_at=st.none() | hostile.moments,
)
absent = st.builds(
    Absence,
    user=hostile.users,
    since=hostile.moments,
    until=hostile.moments,
    last_day=hostile.days,
    set_by=hostile.users,
)
EVERYBODY = tuple(member.id for member in hostile.crowd.members)


@st.composite
def sheets(draw: st.DrawFn) -> StandupSheet:
    """Return a standup of few or of five hundred, with any answers, absences and holidays."""
    expected = draw(st.just(EVERYBODY) | st.lists(hostile.users, unique=True).map(tuple))
    given_ = draw(st.lists(check_ins, max_size=40))
    away = draw(st.lists(st.sampled_from(expected or ("U0X",)), max_size=30, unique=True))
    return StandupSheet(
        holding=draw(holdings),
        team=draw(hostile.teams),
        schedule=draw(st.none() | st.just(replace(SCHEDULE, by_message=EVERYBODY))),
        expected=expected,
        check_ins=tuple(given_),
        absences={user: draw(absent) for user in away[::2]},
        holidays={user: draw(hostile.texts(80)) for user in away[1::2]},
        asked_later=frozenset(expected[::3]),
        blockers=tuple(draw(st.lists(blockers, max_size=40, unique_by=lambda one: one.number))),
    )


@thorough
@given(sheets(), hostile.users)
def test_every_message_of_a_standup_is_one_that_slack_takes(sheet: StandupSheet, user: str) -> None:
    for drawn in (
        standup_messages.prompt(sheet),
        standup_messages.summary(sheet),
        standup_messages.so_far(sheet),
        standup_messages.ask(sheet, user),
        standup_messages.nudge(sheet, user),
        standup_messages.checked_in(sheet, user),
    ):
        assert problems(drawn) == []


@thorough
@given(hostile.sheets(), st.lists(blockers, max_size=40, unique_by=lambda one: one.number))
@example(hostile.worst_sheet(Stage.IN_REVIEW), hostile.worst_blockers())
@example(hostile.worst_sheet(Stage.IN_PRODUCTION, "&"), hostile.worst_blockers("&"))
def test_a_card_with_blockers_stays_a_card(sheet: ExperimentSheet, found: list[Blocker]) -> None:
    blocked = replace(sheet, blockers=tuple(found))
    card = experiment_card(blocked)
    assert (problems(card), problems(details(blocked))) == ([], [])
    assert len(card.blocks) <= CARD_BLOCKS


@thorough
@given(
    hostile.sheets(),
    st.lists(blockers, min_size=1, max_size=40, unique_by=lambda one: one.number),
    hostile.teams,
)
def test_every_drawing_of_blockers_is_one_that_slack_takes(
    sheet: ExperimentSheet, found: list[Blocker], team: Team
) -> None:
    assert form_problems(standup_forms.blockers_form(replace(sheet, blockers=tuple(found)))) == []
    assert problems(blocker_lines.owner_call(found[0], team)) == []


@thorough
@given(holdings, answers, hostile.texts(120), st.booleans(), st.integers(0, 150))
def test_every_check_in_form_is_one_that_slack_takes(
    holding: Holding, typed: str, title: str, is_edit: bool, count: int
) -> None:
    draft = CheckInDraft(progress=typed, next=typed, blockers=typed, help=typed, experiment=str(count))
    offered = tuple((number, f"EXP-{number} · {title}") for number in range(1, count + 1))
    sheet = CheckInSheet(holding=holding, draft=draft, is_edit=is_edit, experiments=offered)
    assert form_problems(standup_forms.check_in_form(sheet)) == []


def holding(**changes: Any) -> Holding:
    """Return Monday's standup while it is open."""
    found: dict[str, Any] = {
        "channel": "C0LAB",
        "ceremony": Ceremony.STANDUP,
        "day": DAY,
        "starts_at": NOW,
        "standing": Standing.OPEN,
        "next_phase": Phase.NUDGE,
        "due_at": NOW + timedelta(hours=1),
        "facilitator": EVA,
    }
    return Holding(**{**found, **changes})


def closed() -> Holding:
    """Return Monday's standup once it is closed."""
    return holding(standing=Standing.CLOSED, next_phase=None, due_at=None)


def answer(user: str = ANA, at: datetime = NOW, **typed: Any) -> CheckIn:
    """Return a check-in."""
    return CheckIn(user=user, at=at, **(typed or {"progress": "Trained it", "next": "Test it"}))


def standup_sheet(*check_ins: CheckIn, **changes: Any) -> StandupSheet:
    """Return a standup of four in which Clara is away and David has a holiday."""
    found: dict[str, Any] = {
        "holding": closed(),
        "team": facts.TEAM,
        "schedule": SCHEDULE,
        "expected": (ANA, BEN, CLARA, DAVID),
        "check_ins": check_ins,
        "absences": {CLARA: absence(CLARA, date(2026, 3, 6), "UTC", by=CLARA, now=NOW)},
        "holidays": {DAVID: "Liberation Day"},
    }
    return StandupSheet(**{**found, **changes})


def blocker(**changes: Any) -> Blocker:
    """Return Ana's blocker of EXP-12, three days old."""
    found: dict[str, Any] = {
        "number": 7,
        "channel": "C0LAB",
        "user": ANA,
        "text": "EXP-12: no GPU",
        "since": NOW,
        "experiment": 12,
        "seen": (DAY,),
        "days": 3,
    }
    return Blocker(**{**found, **changes})


def test_the_prompt_pings_the_facilitator_and_nobody_else() -> None:
    drawn = standup_messages.prompt(standup_sheet(answer(), holding=holding()))
    assert mentioned(drawn) == {EVA}
    assert button_texts(drawn) == ["Check in", "Same as yesterday", "Swap facilitator", "Summary now"]
    small_print = (
        "1 of 2 checked in: Ana",
        "Away: Clara (until 6 Mar 2026)",
        "Public holiday: David (Liberation Day)",
    )
    assert [text for text in small_print if text not in texts(drawn)] == []


def test_while_it_is_open_nobody_is_named_as_missing() -> None:
    assert "Ben" not in words(standup_messages.prompt(standup_sheet(holding=holding())))


def test_a_late_prompt_says_so() -> None:
    assert "This comes late" in words(standup_messages.prompt(standup_sheet(holding=holding(late=True))))


def test_a_closed_prompt_leaves_the_rest_to_the_summary() -> None:
    drawn = standup_messages.prompt(standup_sheet(answer()))
    assert button_texts(drawn) == ["Check in"]
    assert "1 of 2 checked in. The summary is in this channel" in words(drawn)
    assert "Away" not in words(drawn)
    assert mentioned(drawn) == set()


@pytest.mark.parametrize("standing", [Standing.SKIPPED, Standing.MISSED])
def test_a_standup_that_is_not_held_has_no_buttons(standing: Standing) -> None:
    assert button_texts(standup_messages.prompt(standup_sheet(holding=holding(standing=standing)))) == []


def test_the_summary_has_blockers_and_help_first_and_explains_silence() -> None:
    drawn = standup_messages.summary(
        standup_sheet(answer(), answer(DAVID, help="Who knows the price list?"), blockers=(blocker(),))
    )
    said = words(drawn)
    order = [
        "• *Ana* · EXP-12 · for 3 days: no GPU",
        "• *David*: Who knows",
        "✓ Trained it",
        "2 of 3 checked in",
    ]
    assert sorted(order, key=said.index) == order
    assert "No check-in: Ben" in said


def test_the_summary_pings_only_who_is_asked_for_help() -> None:
    assert mentioned(
        standup_messages.summary(standup_sheet(answer(help="@ben?"), blockers=(blocker(),)))
    ) == {BEN}
    assert (
        mentioned(standup_messages.summary(standup_sheet(answer(help="anybody?", progress="with @ben"))))
        == set()
    )


def test_a_summary_without_blockers_says_so() -> None:
    assert "No blockers, and nobody needs help." in words(standup_messages.summary(standup_sheet(answer())))


def test_a_solved_blocker_stays_in_the_summary_as_solved() -> None:
    drawn = standup_messages.summary(
        standup_sheet(answer(), blockers=(blocker(solved_by=BEN, solved_at=NOW),))
    )
    assert "✓ solved by Ben" in words(drawn)


def test_nobody_is_ranked() -> None:
    late, early = answer(ANA, NOW + timedelta(hours=1)), answer(BEN, NOW)
    said = words(standup_messages.summary(standup_sheet(early, late)))
    assert said.index("*Ana*") < said.index("*Ben*")


def test_what_asked_somebody_shows_that_they_answered() -> None:
    for draw in (standup_messages.ask, standup_messages.nudge):
        assert button_texts(draw(standup_sheet(), ANA)) == ["Check in", "Same as yesterday"]
        assert button_texts(draw(standup_sheet(answer()), ANA)) == ["Change your answer"]


def test_the_private_answer_offers_the_other_way_of_being_asked() -> None:
    assert "Ask me by message" in button_texts(standup_messages.checked_in(standup_sheet(answer()), ANA))
    asked: Schedule = replace(SCHEDULE, by_message=(ANA,))
    assert "Ask me here" in button_texts(
        standup_messages.checked_in(standup_sheet(answer(), schedule=asked), ANA)
    )


def test_the_form_has_the_five_labels() -> None:
    offered = ((12, "EXP-12 · Rank answers"),)
    form = standup_forms.check_in_form(
        CheckInSheet(holding=holding(), draft=CheckInDraft(), experiments=offered)
    )
    assert labels(form) == ["Progress", "Next", "Blockers", "Help needed", "Experiment"]


def test_the_card_shows_how_long_it_is_blocked_and_who_takes_care() -> None:
    card = experiment_card(facts.sheet(facts.running(), blockers=(blocker(owner=BEN),)))
    assert ":construction: *Blocked for 3 days:* no GPU (Ana) · Ben takes care of it" in words(card)
    assert "Solved" in button_texts(card)
    assert mentioned(card) == set()


def test_of_many_blockers_the_card_shows_the_first_and_counts_the_rest() -> None:
    many = tuple(blocker(number=number, text="x" * 280) for number in range(12))
    card = experiment_card(facts.sheet(facts.running(), blockers=many))
    assert "more blockers" in words(card)
    assert "Solved …" in button_texts(card)


def test_show_has_the_blockers_too() -> None:
    shown = details(facts.sheet(facts.running(), blockers=(blocker(),)))
    assert "Blocked for 3 days" in words(shown)
    assert button_texts(shown) == ["Solved"]


def test_the_call_for_an_owner_ends_with_its_answer() -> None:
    assert button_texts(blocker_lines.owner_call(blocker(), facts.TEAM)) == ["I take it"]
    taken = blocker_lines.owner_call(blocker(owner=BEN), facts.TEAM)
    assert (button_texts(taken), "Ben takes care of it" in words(taken)) == ([], True)
    solved = blocker_lines.owner_call(blocker(owner=BEN, solved_by=EVA, solved_at=NOW), facts.TEAM)
    assert "solved by Eva" in words(solved)


def test_the_team_list_shows_the_away_as_away_and_who_stands_in_for_them() -> None:
    gone = absence(BEN, date(2026, 3, 6), "UTC", by=BEN, now=NOW)
    drawn = team_list(facts.TEAM, viewer_is_admin=False, away={BEN: gone})
    assert f"<@{BEN}> · technical · away until 6 Mar 2026\n" in f"{words(drawn)}\n"
    covered = team_list(facts.TEAM, viewer_is_admin=False, away={BEN: replace(gone, stand_in=EVA)})
    assert f"<@{BEN}> · technical · away until 6 Mar 2026, <@{EVA}> stands in" in words(covered)


def test_the_answer_to_an_absence_names_its_last_day_and_the_way_back() -> None:
    own = absence(BEN, date(2026, 3, 6), "UTC", by=BEN, now=NOW)
    days = Span(NOW.date(), date(2026, 3, 6))
    assert "You are away up to and including Friday 6 March." in words(went_away(own, days, by=BEN, now=NOW))
    others = words(went_away(own, days, by=ANA, now=NOW))
    assert others.startswith(f"<@{BEN}> is away")
    assert "/team back @who" in others
    later = Span(date(2027, 1, 10), date(2027, 1, 12))
    ahead = absence(BEN, later.last, "UTC", by=BEN, now=NOW, first_day=later.first)
    said = words(went_away(ahead, later, by=BEN, now=NOW))
    assert "away from Sunday 10 January 2027 up to and including Tuesday 12 January 2027." in said
    assert texts(came_back(BEN, by=BEN, was_away=True))[0].startswith("You are back")
