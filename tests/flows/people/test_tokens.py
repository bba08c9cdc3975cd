"""API tokens: what a new one says, what ends one, and who is told of it, on both databases."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from flows.desk import AlreadyDone, Desk
from flows.due import run_due
from flows.people import projects, team, tokens
from flows.people.token_reminders import EXPIRING_TOKENS
from flows.people.tokens import Badge, EndedToken, UnknownToken
from rules.journal.entries import Deed
from rules.letters import Letter
from rules.people.accounts import Account
from rules.people.letters import TokenEndedLetter, TokenExpiringLetter
from rules.people.people import Duty, Member
from rules.people.projects import ProjectDraft
from rules.people.tokens import Ending, Token, TokenDraft
from rules.refusals import Refused
from store.journal.journal_tables import JournalRow
from store.outbox import errand_of
from store.tables import LetterRow
from tests import stories
from tests.racing import together
from tests.stories import HUGO, IVAN, NOW

WEEK_BEFORE = NOW + timedelta(days=83)
END = NOW + timedelta(days=90)


def admit(desk: Desk, secret: str, now: datetime = NOW) -> Badge:
    """Show a secret at the door of a desk."""
    return tokens.admit(desk.database, lambda _workspace: desk, secret, now=now)


def tick(desk: Desk, now: datetime) -> int:
    """Let the clock tick at a desk."""

    def serves(workspace: str) -> Desk | None:
        return desk if workspace == desk.workspace else None

    return run_due([EXPIRING_TOKENS], desk.database, serves, now)


def told(desk: Desk, kind: type[Letter]) -> list[Any]:
    """Return the letters of a kind that are owed, the oldest first."""
    with desk.look() as session:
        rows = session.exec(select(LetterRow).order_by(col(LetterRow.id)))
        return [one for row in rows if isinstance(one := errand_of(row).letter, kind)]


def entries(desk: Desk, token: Token) -> list[tuple[str, str, str]]:
    """Return what the journal says of a token."""
    with desk.look() as session:
        rows = session.exec(
            select(JournalRow).where(JournalRow.subject == token.signer).order_by(col(JournalRow.id))
        )
        return [(row.deed, row.by, row.detail) for row in rows]


def ivan_as_admin(desk: Desk) -> None:
    """Let Ivan be an admin by duty."""
    team.give_duty(desk, IVAN, Duty.ADMIN, by=HUGO, now=NOW)


def take_duty(desk: Desk) -> Desk:
    """Take Ivan's duty."""
    team.take_duty(desk, IVAN, Duty.ADMIN, by=HUGO, now=NOW)
    return desk


def from_the_roster(desk: Desk, **changes: Any) -> Desk:
    """Take from Slack what changed about Ivan."""
    team.record_roster(desk, [Member(**{"id": IVAN, "name": "Ivan", **changes})], now=NOW)
    return desk


def leave(desk: Desk) -> Desk:
    """Let Ivan's account be deactivated."""
    return from_the_roster(desk, account=Account.DEACTIVATED)


def test_a_token_expires_after_the_days_that_were_chosen(desk: Desk) -> None:
    token, secret = stories.token(desk, lifetime="30")
    assert token.expires_at == NOW + timedelta(days=30)
    assert admit(desk, secret, NOW + timedelta(days=30, seconds=-1)).token.number == token.number
    with pytest.raises(EndedToken, match="ended on 2026-04-01: it expired"):
        admit(desk, secret, NOW + timedelta(days=30))


def test_a_name_is_free_again_once_its_token_expired(desk: Desk) -> None:
    stories.token(desk)
    with pytest.raises(Refused):
        stories.token(desk, now=END - timedelta(seconds=1))
    assert stories.token(desk, now=END)[0].number == 2


def test_the_journal_says_until_when_and_for_which_project(desk: Desk) -> None:
    draft = ProjectDraft(name="Apollo", workstream="production")
    project = projects.create(desk, draft, by=HUGO, channel="C0LAB", now=NOW, request="1")
    token, _ = stories.token(desk, project=str(project.number))
    tokens.revoke(desk, token.number, by=HUGO, now=NOW)
    detail = "ci, expires on 2026-05-31, for the project Apollo"
    assert entries(desk, token) == [(Deed.MADE_TOKEN, HUGO, detail), (Deed.REVOKED_TOKEN, HUGO, detail)]


def test_a_project_of_another_workspace_is_none_here(desk: Desk, other_desk: Desk) -> None:
    draft = ProjectDraft(name="Apollo", workstream="production")
    project = projects.create(other_desk, draft, by=HUGO, channel="C0LAB", now=NOW, request="1")
    with pytest.raises(Refused, match="no longer there"):
        stories.token(desk, project=str(project.number))


LOSSES = {
    "the duty was taken": (ivan_as_admin, take_duty, Ending.MAKER_NO_ADMIN),
    "the account was deactivated": (ivan_as_admin, leave, Ending.MAKER_LEFT),
    "no admin of Slack any more": (
        lambda desk: from_the_roster(desk, is_slack_admin=True),
        from_the_roster,
        Ending.MAKER_NO_ADMIN,
    ),
    "the settings name others": (
        lambda desk: replace(desk, admins=frozenset({IVAN})),
        lambda desk: replace(desk, admins=frozenset()),
        Ending.MAKER_NO_ADMIN,
    ),
}


@pytest.mark.parametrize("case", LOSSES)
def test_a_token_dies_with_the_right_of_its_maker_by_its_next_use_and_the_admins_are_told_once(
    desk: Desk, case: str
) -> None:
    gain, lose, why = LOSSES[case]
    before = gain(desk) or desk
    token, secret = stories.token(before, by=IVAN)
    assert admit(before, secret).token.number == token.number
    after = lose(before)
    for _ in range(2):
        with pytest.raises(EndedToken, match=why.words):
            admit(after, secret)
    assert told(desk, TokenEndedLetter) == [TokenEndedLetter(user=HUGO, token=1)]
    assert entries(desk, token)[1:] == [
        (Deed.REVOKED_TOKEN, token.signer, f"ci, expires on 2026-05-31; {why.words}")
    ]


@pytest.mark.parametrize("case", sorted(LOSSES.keys() - {"the settings name others"}))
def test_what_is_known_here_ends_a_token_at_once_and_for_good(desk: Desk, case: str) -> None:
    gain, lose, why = LOSSES[case]
    gain(desk)
    _, secret = stories.token(desk, by=IVAN)
    lose(desk)
    assert told(desk, TokenEndedLetter) == [TokenEndedLetter(user=HUGO, token=1)]
    from_the_roster(desk, is_slack_admin=True)
    with pytest.raises(EndedToken, match=why.words):
        admit(desk, secret)


def test_the_list_says_which_tokens_the_next_use_ends(desk: Desk) -> None:
    named = replace(desk, admins=frozenset({IVAN}))
    stories.token(named, by=IVAN)
    stories.token(desk, "nightly")
    assert tokens.sheet(named, by=HUGO, now=NOW).orphans == {}
    shown = tokens.sheet(desk, by=HUGO, now=NOW)
    assert ([token.number for token in shown.live], shown.orphans) == ([1, 2], {1: Ending.MAKER_NO_ADMIN})


def test_requests_at_once_with_a_token_that_dies_tell_of_it_once(desk: Desk, replica: Desk) -> None:
    ivan_as_admin(desk)
    _, secret = stories.token(desk, by=IVAN)
    take_duty(desk)
    answers = together(*(lambda one=one: admit(one, secret) for one in (desk, replica, desk, replica)))
    assert all(isinstance(one, EndedToken) for one in answers)
    assert len(told(desk, TokenEndedLetter)) == 1


def test_a_week_before_the_end_every_admin_is_told_once(desk: Desk) -> None:
    ivan_as_admin(desk)
    stories.token(desk)
    assert tick(desk, WEEK_BEFORE - timedelta(seconds=1)) == 0
    assert [tick(desk, WEEK_BEFORE) for _ in range(2)] == [1, 0]
    assert sorted(one.user for one in told(desk, TokenExpiringLetter)) == [HUGO, IVAN]


def test_two_workers_tell_once_that_a_token_expires(desk: Desk, replica: Desk) -> None:
    stories.token(desk)
    done = together(lambda: tick(desk, WEEK_BEFORE), lambda: tick(replica, WEEK_BEFORE))
    assert sorted(done) == [0, 1]
    assert len(told(desk, TokenExpiringLetter)) == 1


def test_nobody_is_told_that_a_revoked_token_expires(desk: Desk) -> None:
    token, _ = stories.token(desk)
    tokens.revoke(desk, token.number, by=HUGO, now=NOW)
    assert tick(desk, WEEK_BEFORE) == 0
    assert told(desk, TokenExpiringLetter) == []


def test_a_token_without_its_maker_ends_when_it_would_be_reminded_of(desk: Desk) -> None:
    _, secret = stories.token(replace(desk, admins=frozenset({IVAN})), by=IVAN)
    assert tick(desk, WEEK_BEFORE) == 1
    assert told(desk, TokenExpiringLetter) == []
    assert told(desk, TokenEndedLetter) == [TokenEndedLetter(user=HUGO, token=1)]
    with pytest.raises(EndedToken, match=Ending.MAKER_NO_ADMIN.words):
        admit(desk, secret, WEEK_BEFORE)


def test_tokens_of_a_workspace_that_is_not_served_here_are_left_to_others(
    desk: Desk, other_desk: Desk
) -> None:
    stories.token(other_desk)
    assert tick(desk, WEEK_BEFORE) == 0
    assert tick(other_desk, WEEK_BEFORE) == 1


def test_two_admins_at_once_make_no_two_tokens_of_a_name(desk: Desk, replica: Desk) -> None:
    answers = together(lambda: stories.token(desk), lambda: stories.token(replica))
    assert sum(isinstance(one, Refused) for one in answers) == 1
    assert len(tokens.sheet(desk, by=HUGO, now=NOW).live) == 1


def test_a_form_that_is_sent_twice_makes_one_token(desk: Desk) -> None:
    draft = TokenDraft(name="ci")
    tokens.make(desk, draft, by=HUGO, now=NOW, request="view:V1")
    with pytest.raises(AlreadyDone):
        tokens.make(desk, draft, by=HUGO, now=NOW, request="view:V1")


def test_a_secret_that_belongs_to_no_token_tells_nothing(desk: Desk) -> None:
    with pytest.raises(UnknownToken) as unknown:
        admit(desk, "assay_" + "x" * 43)
    assert type(unknown.value) is UnknownToken
