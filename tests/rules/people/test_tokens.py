"""API tokens: how they are named, how long and for what they work, and how often one may ask."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.people.accounts import Account
from rules.people.people import Duty, Member
from rules.people.projects import Project, Workstream
from rules.people.tokens import (
    MINUTE,
    REQUESTS_A_MINUTE,
    Ending,
    Lifetime,
    Token,
    TokenDraft,
    TooOften,
    detail_of,
    ending,
    read_token,
    refusal_of,
    reminder_at,
    used_again,
)
from rules.refusals import Refused
from tests.stories import HUGO, NOW

TOKEN = Token(
    number=1,
    name="Nightly run",
    hint="abcd",
    made_by=HUGO,
    made_at=NOW,
    expires_at=NOW + Lifetime.DAYS_90.span,
)
ADMIN = Member(id=HUGO, name="Hugo", duties=frozenset({Duty.ADMIN}))
APOLLO = Project(number=3, name="Apollo", workstream=Workstream.PRODUCTION)


def read(**drafted: str) -> tuple[str, Lifetime, Project | None]:
    return read_token(TokenDraft(**{"name": "ci", **drafted}), [TOKEN], [APOLLO])


def test_a_name_is_kept_on_one_line() -> None:
    assert read(name="  ci \n main ")[0] == "ci main"


@pytest.mark.parametrize("typed", ["", " ", "\u200b", "…", "nightly  RUN", "x" * 41])
def test_a_name_that_nobody_could_tell_apart_is_refused(typed: str) -> None:
    with pytest.raises(Refused) as refused:
        read(name=typed)
    assert list(refused.value.fields) == ["name"]


def test_a_token_lives_ninety_days_for_every_project_unless_its_form_says_otherwise() -> None:
    assert read() == ("ci", Lifetime.DAYS_90, None)
    assert read(lifetime="365", project="3") == ("ci", Lifetime.DAYS_365, APOLLO)
    assert [one.span.days for one in Lifetime] == [30, 90, 180, 365]


def test_all_that_is_wrong_with_a_form_is_said_at_once() -> None:
    with pytest.raises(Refused) as refused:
        read(name="", lifetime="-1", project="4")
    assert list(refused.value.fields) == ["name", "lifetime", "project"]


def test_people_are_told_a_week_before_the_end() -> None:
    assert reminder_at(TOKEN.expires_at) == NOW + timedelta(days=83)


ENDINGS: dict[str, tuple[Token, Member, int, Ending | None]] = {
    "in time": (TOKEN, ADMIN, 0, None),
    "a second before its end": (TOKEN, ADMIN, 90 * 86400 - 1, None),
    "at its end": (TOKEN, ADMIN, 90 * 86400, Ending.EXPIRED),
    "revoked": (replace(TOKEN, revoked_at=NOW, ending=Ending.REVOKED), ADMIN, 0, Ending.REVOKED),
    "revoked by a version that gave no reason": (replace(TOKEN, revoked_at=NOW), ADMIN, 0, Ending.REVOKED),
    "its maker holds the duty no more": (TOKEN, replace(ADMIN, duties=frozenset()), 0, Ending.MAKER_NO_ADMIN),
    "its maker left": (TOKEN, replace(ADMIN, account=Account.DEACTIVATED), 0, Ending.MAKER_LEFT),
    "its maker left after its end": (
        TOKEN,
        replace(ADMIN, account=Account.DEACTIVATED),
        90 * 86400,
        Ending.EXPIRED,
    ),
    "ended with its maker, who is an admin again": (
        replace(TOKEN, revoked_at=NOW, ending=Ending.MAKER_LEFT),
        ADMIN,
        0,
        Ending.MAKER_LEFT,
    ),
}


@pytest.mark.parametrize("case", ENDINGS)
def test_a_token_works_as_long_as_its_time_and_the_right_of_its_maker(case: str) -> None:
    token, maker, seconds, expected = ENDINGS[case]
    assert ending(token, maker, NOW + timedelta(seconds=seconds)) is expected


def test_who_shows_a_token_that_ended_is_told_the_day_and_the_way_to_a_new_one() -> None:
    assert refusal_of(TOKEN, Ending.EXPIRED) == (
        "The token “Nightly run” ended on 2026-05-31: it expired."
        " An admin makes a new one in Slack with `/team tokens`."
    )


@pytest.mark.parametrize(
    ("limit", "project", "is_covered"),
    [(None, None, True), (None, 3, True), (3, 3, True), (3, 4, False), (3, None, False)],
)
def test_a_token_of_one_project_covers_no_other_and_none_at_all(
    limit: int | None, project: int | None, is_covered: bool
) -> None:
    assert replace(TOKEN, project=limit).covers(project) is is_covered


def test_the_journal_says_how_long_for_what_and_why_not() -> None:
    assert detail_of(TOKEN, "") == "Nightly run, expires on 2026-05-31"
    ended = replace(TOKEN, revoked_at=NOW, ending=Ending.MAKER_NO_ADMIN)
    assert detail_of(ended, "Apollo") == (
        "Nightly run, expires on 2026-05-31, for the project Apollo; who made it is no longer an admin"
    )


@given(st.lists(st.floats(0, 5), max_size=400))
def test_no_minute_wherever_it_begins_holds_more_than_the_share(pauses: list[float]) -> None:
    """Whatever the pauses, the 121st request after any admitted one comes at least a minute later."""
    now, lately, admitted, waits = NOW, (), [], []
    for pause in pauses:
        now += timedelta(seconds=pause / 10)
        try:
            lately = used_again(lately, now)
            admitted.append(now)
        except TooOften as often:
            waits.append(often.seconds)
    assert all(1 <= seconds <= 60 for seconds in waits)
    later = admitted[REQUESTS_A_MINUTE:]
    assert all(second - first >= MINUTE for first, second in zip(admitted, later, strict=False))
    assert len(lately) <= REQUESTS_A_MINUTE


def test_two_minutes_that_touch_have_no_twice_the_share() -> None:
    burst: tuple = ()
    for _ in range(REQUESTS_A_MINUTE):
        burst = used_again(burst, NOW + timedelta(seconds=59))
    with pytest.raises(TooOften) as often:
        used_again(burst, NOW + timedelta(seconds=61))
    assert often.value.seconds == 58


def test_who_waits_as_told_is_let_in() -> None:
    full = (NOW,) * REQUESTS_A_MINUTE
    with pytest.raises(TooOften) as often:
        used_again(full, NOW + timedelta(seconds=20))
    assert often.value.seconds == 40
    assert len(used_again(full, NOW + timedelta(seconds=60))) == 1


def test_a_clock_that_was_set_back_keeps_nobody_waiting() -> None:
    assert len(used_again((NOW,) * REQUESTS_A_MINUTE, NOW - timedelta(hours=1))) == 1
