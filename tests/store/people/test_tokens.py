"""Tokens and the receipts of their requests, kept apart by workspace, on both databases."""

from datetime import timedelta

import pytest
from sqlmodel import select

from flows import outbox
from flows.desk import Desk
from rules.refusals import Refused
from store.people import tokens
from store.people.token_tables import ApiReceiptRow
from tests import stories
from tests.stories import NOW


def made(desk: Desk, name: str = "ci") -> tuple[int, str]:
    with desk.begin() as session:
        token, secret = tokens.add(
            session, name, expires_at=NOW + timedelta(days=90), project=None, by=stories.HUGO, now=NOW
        )
        return token.number, secret


def owner_of(desk: Desk, secret: str) -> tuple[str, int] | None:
    with desk.database.look_everywhere() as session:
        found = tokens.of_secret(session, secret)
        return (found[0], found[1].number) if found else None


def test_a_secret_leads_to_its_own_workspace(desk: Desk, other_desk: Desk) -> None:
    for one in (desk, other_desk):
        number, secret = made(one)
        assert owner_of(one, secret) == (one.workspace, number)


@pytest.mark.parametrize("secret", ["", "assay_", "assay_" + "x" * 43, "assay_" + "x" * 42 + "\0", "\ud800"])
def test_what_is_no_secret_of_ours_leads_nowhere(desk: Desk, secret: str) -> None:
    made(desk)
    assert owner_of(desk, secret) is None


def test_nobody_revokes_or_counts_a_token_of_another_workspace(desk: Desk, other_desk: Desk) -> None:
    made(desk, "first")
    number, secret = made(desk, "second")
    with pytest.raises(Refused), other_desk.begin() as session:
        tokens.revoke(session, number, by=stories.HUGO, now=NOW)
    with pytest.raises(Refused), other_desk.begin() as session:
        tokens.usage(session, number)
    assert owner_of(desk, secret) == (desk.workspace, number)


def test_what_is_due_is_found_in_every_workspace_and_taken_once(desk: Desk, other_desk: Desk) -> None:
    for one in (desk, other_desk):
        made(one)
    due = NOW + timedelta(days=83)
    with desk.database.look_everywhere() as session:
        assert tokens.expiring(session, due - timedelta(seconds=1)) == []
        found = {(one.workspace, one.number) for one in tokens.expiring(session, due)}
    assert found == {(desk.workspace, 1), (other_desk.workspace, 1)}
    with desk.begin() as session:
        assert tokens.take_reminder(session, 1, due)
        assert tokens.take_reminder(session, 1, due) is None
    with other_desk.begin() as session:
        assert tokens.take_reminder(session, 1, due)


def test_what_ended_lately_is_listed_the_latest_first(desk: Desk) -> None:
    for name in ("first", "second", "third"):
        made(desk, name)
    for number, days in ((1, 1), (2, 40)):
        with desk.begin() as session:
            tokens.revoke(session, number, by=stories.HUGO, now=NOW + timedelta(days=days))
    with desk.look() as session:
        for days, names in ((41, ["second"]), (60, ["second"]), (95, ["third"]), (121, [])):
            now = NOW + timedelta(days=days)
            listed = tokens.ended(session, now - timedelta(days=30), now, 15)
            assert [token.name for token in listed] == names
        assert [token.name for token in tokens.ended(session, NOW, NOW + timedelta(days=95), 2)] == [
            "third",
            "second",
        ]
        assert [token.name for token in tokens.live(session, NOW + timedelta(days=89))] == ["third"]
        assert tokens.live(session, NOW + timedelta(days=90)) == ()


def test_the_same_key_in_two_workspaces_is_two_requests(desk: Desk, other_desk: Desk) -> None:
    for one in (desk, other_desk):
        with one.begin() as session:
            assert tokens.take_receipt(session, 1, "key", "body", NOW) is None
    with desk.begin() as session:
        tokens.keep_answer(session, 1, "key", {"recorded": []})
        again = tokens.take_receipt(session, 1, "key", "other", NOW)
        assert again
        assert (again.body, again.answer) == ("body", {"recorded": []})


def test_receipts_are_forgotten_after_two_days(desk: Desk) -> None:
    with desk.begin() as session:
        tokens.take_receipt(session, 1, "old", "body", NOW)
        tokens.take_receipt(session, 1, "new", "body", NOW + timedelta(days=1))
    outbox.tidy(desk.database, NOW + timedelta(days=2, seconds=1))
    with desk.look() as session:
        kept = [row.at for row in session.exec(select(ApiReceiptRow))]
    assert kept == [NOW + timedelta(days=1)]
