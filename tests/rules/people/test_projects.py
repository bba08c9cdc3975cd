"""Projects: their names, members and milestones."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.people.projects import (
    Milestone,
    Project,
    ProjectDraft,
    Workstream,
    completed,
    find_project,
    part_milestone,
    read_milestone,
    read_milestones,
    read_name,
    read_project,
    revised,
)
from rules.words import fold
from tests.rules.cast import ANA, BEN, HUGO, IVAN
from tests.rules.refusal import reasons_of, refusal_of

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
TODAY = NOW.date()
LATER = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)
TYPED = ProjectDraft(
    name="Search quality",
    workstream="production",
    members=(ANA.id, BEN.id, ANA.id),
    milestones="Launch, 2026-09-30\nBeta, 2026-06-30",
)
BETA = Milestone(title="Beta", due=date(2026, 6, 30))
LAUNCH = Milestone(title="Launch", due=date(2026, 9, 30))


def read(draft: ProjectDraft = TYPED, taken: tuple[str, ...] = ()) -> Project:
    """Return a project that Ana typed."""
    return read_project(draft, 3, by=ANA.id, channel="C0LAB", taken=taken, today=TODAY)


def test_a_project_reads_as_typed_with_each_member_once_and_milestones_by_day() -> None:
    assert read() == Project(
        number=3,
        name="Search quality",
        workstream=Workstream.PRODUCTION,
        members=(ANA.id, BEN.id),
        milestones=(BETA, LAUNCH),
        channel="C0LAB",
        created_by=ANA.id,
    )


def test_who_creates_a_project_without_members_is_its_member() -> None:
    assert read(ProjectDraft(name="Solo", workstream="governance")).members == (ANA.id,)


def test_everything_wrong_in_a_project_is_told_at_once() -> None:
    wrong = ProjectDraft(name="", workstream="magic", milestones="someday")
    assert set(refusal_of(lambda: read(wrong)).fields) == {"name", "workstream", "milestones"}


@pytest.mark.parametrize("taken", ["search QUALITY", "Search-Quality!", "Ｓearch quality"])
def test_a_name_is_taken_however_it_is_written(taken: str) -> None:
    refusal = refusal_of(lambda: read(taken=("Other", taken)))
    assert "already" in refusal.fields["name"]


@pytest.mark.parametrize("name", ["", "  ", "!!!", "\x00", "\u200b", "x" * 61])
def test_a_name_has_letters_or_digits_and_an_end(name: str) -> None:
    assert refusal_of(lambda: read(ProjectDraft(name=name, workstream="production"))).fields["name"]


@pytest.mark.parametrize(
    "line",
    [
        "Beta, 30.06.2026",
        "Beta, 30 jun",
        "Beta - June 30, 2026",
        "Beta: 30/6",
        "Beta, 2026-06-30",
        "Beta 2026-06-30",
        "Beta - 2026-06-30",
        "Beta: 2026-06-30",
        "Beta – 2026-06-30",
    ],
)
def test_a_milestone_is_a_title_and_a_day(line: str) -> None:
    assert read_milestone(line, TODAY) == BETA


@pytest.mark.parametrize(
    "line",
    [
        "Beta",
        "2026-06-30",
        "Beta, June",
        ", 2026-06-30",
        "!!, 2026-06-30",
        "x" * 121 + ", 2026-06-30",
    ],
)
def test_what_is_no_milestone_is_refused_with_an_example(line: str) -> None:
    assert "Write it like: Beta, 2030-01-31" in reasons_of(lambda: read_milestone(line, TODAY))


def test_a_day_that_does_not_exist_is_named() -> None:
    assert "No calendar has the day 2026-02-30." in reasons_of(
        lambda: read_milestone("Beta, 2026-02-30", TODAY)
    )


def test_a_day_with_two_meanings_is_asked_back_and_a_day_in_the_title_stays_there() -> None:
    assert "“4 Mar 2026” or “3 Apr 2026”" in reasons_of(lambda: read_milestone("Beta, 03/04", TODAY))
    kept = read_milestone("Good friday, 2026-04-03", TODAY)
    assert kept == Milestone(title="Good friday", due=date(2026, 4, 3))
    assert read_milestone("Phase 2, 3.4.", TODAY) == Milestone(title="Phase 2", due=date(2026, 4, 3))


@pytest.mark.parametrize("line", ["Beta, next friday", "Beta: next friday"])
def test_a_day_in_words_is_read_behind_a_sign_and_asked_back_where_it_has_two_meanings(line: str) -> None:
    assert "“next friday” can mean" in reasons_of(lambda: read_milestone(line, TODAY))
    assert read_milestone("Beta, tomorrow", TODAY).due == TODAY + timedelta(days=1)


def test_a_pasted_list_of_milestones_loses_its_markers() -> None:
    found = read_milestones("- Alpha, 2026-06-01\n2. Beta 30.06.2026.\n• Gamma, 2026-07-01", TODAY)
    assert [one.title for one in found] == ["Alpha", "Beta", "Gamma"]


def test_every_milestone_that_does_not_read_is_told() -> None:
    refusal = refusal_of(lambda: read_milestones("Alpha\nBeta, 2026-06-30\nGamma, 2026-02-30", TODAY))
    assert len(refusal.reasons) == 2


def test_a_milestone_stands_once() -> None:
    assert "stands once; “Beta” and “BETA” are one name" in reasons_of(
        lambda: read_milestones("Beta, 2026-06-30\nBETA, 2026-07-30", TODAY)
    )


def test_the_project_that_bears_a_name_is_named_as_it_is_written() -> None:
    assert "“C++_parser” already, written “c++ parser”" in reasons_of(
        lambda: read_name("C++_parser", ["C# parser", "c++ parser"])
    )
    assert read_name("C parser", ["C# parser", "C++ parser"]) == "C parser"


def test_milestones_without_end_are_refused() -> None:
    lines = "\n".join(f"Step {number}, 2026-06-30" for number in range(31))
    assert "At most 30" in reasons_of(lambda: read_milestones(lines, TODAY))


def test_a_milestone_a_century_away_is_asked_about_unless_it_stood_there_before() -> None:
    lines = "Beta, 2126-06-30\nLaunch, 2036-03-02\nGamma, 2136-06-30"
    said = reasons_of(lambda: read_milestones(lines, TODAY))
    assert "“Beta, 2126-06-30”: 30 June 2126 is 100 years away: is the year right?" in said
    assert "Gamma, 2136-06-30" in said
    assert "Launch" not in said
    assert len(read_milestones(lines, TODAY, {date(2126, 6, 30), date(2136, 6, 30)})) == 3


def test_a_project_with_a_far_milestone_is_changed_with_it() -> None:
    far = replace(read(), milestones=(Milestone(title="Beta", due=date(2126, 6, 30)),))
    typed = ProjectDraft(name="Search", workstream="production", milestones="Beta, 2126-06-30")
    assert revised(far, typed, ANA, (), TODAY).milestones == far.milestones


def test_a_line_of_endless_dashes_is_refused_like_any_other() -> None:
    assert "does not read" in reasons_of(lambda: read_milestone("a" + "-" * 100_000, TODAY))


@given(
    st.text("abc XYZ 019 ,;:-–é", min_size=1, max_size=40).filter(fold),
    st.dates(min_value=date(1000, 1, 1), max_value=date(9999, 12, 31)),
)
def test_a_printed_milestone_reads_as_the_same_milestone(title: str, due: date) -> None:
    (milestone,) = read_milestones(f"{title} {due}", TODAY, {due})
    assert read_milestone(milestone.line, TODAY) == milestone


def test_a_milestone_is_done_from_the_first_time_on() -> None:
    done = completed(completed(read(), "beta", BEN, NOW), "Beta", ANA, LATER)
    assert [milestone.done_at for milestone in done.milestones] == [NOW, None]


@pytest.mark.parametrize("typed", ["A/B tests / Beta", "a/b tests/Beta", "A/B tests /Beta"])
def test_a_stroke_in_the_name_of_a_project_does_not_part_it_from_its_milestone(typed: str) -> None:
    project = read(replace(TYPED, name="A/B tests"))
    assert part_milestone([project], typed) == (project, "Beta")
    assert "no project “C”" in reasons_of(lambda: part_milestone([project], "C / Beta"))
    assert "Name the project and the milestone" in reasons_of(lambda: part_milestone([project], "Beta"))


def test_an_unknown_milestone_is_answered_with_the_nearest() -> None:
    assert "Did you mean “Launch”?" in reasons_of(lambda: completed(read(), "Lunch", ANA, NOW))


def test_a_changed_project_keeps_what_was_done_under_the_same_title() -> None:
    done = completed(read(), "Beta", ANA, NOW)
    moved = ProjectDraft(
        name="Search", workstream="production", milestones="BETA, 2026-07-30\nLaunch, 2026-09-30"
    )
    assert [one.done_at for one in revised(done, moved, ANA, (), TODAY).milestones] == [NOW, None]


def test_a_changed_project_keeps_its_number_its_channel_and_its_maker() -> None:
    changed = revised(
        read(), ProjectDraft(name="Search", workstream="governance", members=(BEN.id,)), BEN, (), TODAY
    )
    assert (changed.number, changed.channel, changed.created_by) == (3, "C0LAB", ANA.id)


def test_an_admin_may_change_a_project_of_others() -> None:
    assert completed(read(), "Beta", HUGO, NOW).milestones[0].done_at == NOW


def test_a_stranger_changes_nothing() -> None:
    assert "Only a member" in reasons_of(lambda: completed(read(), "Beta", IVAN, NOW))
    assert "Only a member" in reasons_of(lambda: revised(read(), TYPED, IVAN, (), TODAY))


def test_a_project_is_found_however_its_name_is_written() -> None:
    assert find_project([read()], "search-quality") == read()


def test_an_unknown_project_is_answered_with_the_nearest() -> None:
    assert "Did you mean “Search quality”?" in reasons_of(lambda: find_project([read()], "serch quality"))


def test_without_projects_the_first_one_is_taught() -> None:
    assert "/project create" in reasons_of(lambda: find_project([], "anything"))
