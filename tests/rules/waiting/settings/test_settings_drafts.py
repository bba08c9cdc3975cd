"""The settings of a workspace as they are typed: read as they are shown, refused beside each field, told as what changed."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.people.projects import Workstream
from rules.people.working_hours import STANDARD, WorkingHours
from rules.people.workspace_settings import WorkspaceSettings
from rules.recorders import Recorders
from rules.refusals import Refused
from rules.waiting.settings.settings_drafts import (
    LEAST_ANSWERS,
    MOST_ANSWERS,
    MOST_LETTERS,
    SettingsDraft,
    changes_between,
    hours_text,
    read_settings,
    term_lines,
)

SETTINGS = st.builds(
    WorkspaceSettings,
    one_seat_each=st.booleans(),
    recorders=st.sampled_from(Recorders),
    answers_named=st.booleans(),
    due_days=st.integers(1, 20),
    due_by_workstream=st.dictionaries(st.sampled_from(Workstream), st.integers(1, 20)),
    hours=st.sampled_from([STANDARD, WorkingHours(begins=time(8), ends=time(16, 30), weekdays=(0, 1, 6))]),
    review_channel=st.sampled_from(["", "C0LAB"]),
    answers_days=st.just(0) | st.integers(LEAST_ANSWERS, MOST_ANSWERS),
    letters_days=st.integers(1, MOST_LETTERS),
)


def draft_of(settings: WorkspaceSettings, **typed: str) -> SettingsDraft:
    """Return the form that shows some settings, with some of it typed anew."""
    shown = {
        "review_channel": settings.review_channel,
        "seats": "one" if settings.one_seat_each else "many",
        "recorders": settings.recorders.value,
        "links": "on" if settings.answers_named else "off",
        "due": term_lines(settings),
        "hours": hours_text(settings.hours),
        "answers_days": str(settings.answers_days or ""),
        "letters_days": str(settings.letters_days),
    }
    return SettingsDraft(**(shown | typed))


@given(SETTINGS)
def test_what_is_shown_is_read_as_the_same(settings: WorkspaceSettings) -> None:
    assert read_settings(draft_of(settings)) == settings
    assert list(changes_between(settings, settings)) == []


@given(SETTINGS, SETTINGS)
def test_every_change_is_told_with_before_and_after(
    before: WorkspaceSettings, after: WorkspaceSettings
) -> None:
    told = list(changes_between(before, after))
    assert bool(told) == (before != after)
    assert all(" → " in one for one in told)


@pytest.mark.parametrize(
    ("field", "typed", "why"),
    [
        ("due", "soon", "Write the working days, like “2 days”"),
        ("due", "2 days\nproduction 99 days", "in 1 to 20 working days"),
        ("hours", "25", "working hours"),
        ("answers_days", "3", "30"),
        ("answers_days", "a month", "whole number"),
        ("letters_days", "0", "365"),
        ("letters_days", "", "whole number"),
        ("recorders", "nobody", "Choose who"),
    ],
)
def test_what_is_not_understood_is_told_beside_its_field(field: str, typed: str, why: str) -> None:
    with pytest.raises(Refused) as refusal:
        read_settings(draft_of(WorkspaceSettings(), **{field: typed}))
    assert list(refusal.value.fields) == [field]
    assert why in refusal.value.fields[field]


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(Refused) as refusal:
        read_settings(draft_of(WorkspaceSettings(), due="x", letters_days="x", answers_days="x"))
    assert set(refusal.value.fields) == {"due", "letters_days", "answers_days"}
