"""One person's data: wholly gathered, erased with the journal whole, and not brought back by Slack's list of people."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import SQLModel, col, select

from flows.desk import Desk
from flows.experiments import sheets
from flows.journal import sealing, verification
from flows.people import absences, personal_data, team
from rules.experiments.experiment import ReviewKind, Verdict
from rules.journal.entries import Deed
from rules.people.accounts import Account
from rules.people.erasing import FORMER_MEMBER
from rules.people.people import Duty, Member
from rules.refusals import Refused
from store.ceremonies.standup.standup_tables import CheckInRow
from store.people import erasures
from tests import stories
from tests.backends import contents
from tests.flows.deeds import entries_of, hand_over_seat
from tests.store.test_workspaces_apart import rows_of
from tests.stories import ANA, BEN, CHANNEL, CLARA, HUGO, IVAN, NOW, new_request

# Tables with a column `user` that keep their rows: what they tell of is more than one person's own.
KEPT = {"blockers", "erasures"}


@pytest.fixture
def busy(desk: Desk) -> Desk:
    """Return a desk at which Ben decided, answered a standup, and is away soon."""
    stories.approve(desk, stories.in_review(desk), ReviewKind.TECHNICAL)
    absences.go_away(desk, BEN, "until 2026-03-20", by=BEN, now=NOW, request=new_request())
    with desk.begin() as session:
        session.add(CheckInRow(channel=CHANNEL, day=date(2026, 3, 3), user=BEN, at=NOW, progress="A secret"))
    return desk


def name(desk: Desk, user: str = BEN) -> str:
    return team.named(desk, user).name(user)


def erase(desk: Desk, user: str = BEN) -> bool:
    return personal_data.erase(desk, user, by="operator", now=NOW)


def test_what_is_given_names_every_table_in_which_somebody_stands(busy: Desk) -> None:
    found = personal_data.data_of(busy, BEN)
    assert {"members", "check_ins", "absences", "journal", "reviews"} <= set(found)
    assert [row["progress"] for row in found["check_ins"]] == ["A secret"]
    assert not [row for rows in found.values() for row in rows if {"digest", "secret", "state"} & set(row)]


def test_what_is_given_is_of_one_workspace(busy: Desk, other_desk: Desk) -> None:
    before = personal_data.data_of(busy, BEN)
    stories.approve(other_desk, stories.in_review(other_desk, title="theirs"), ReviewKind.TECHNICAL)
    assert personal_data.data_of(busy, BEN) == before


def test_name_profile_and_answers_are_erased_and_nothing_else_of_anybody(busy: Desk) -> None:
    assert erase(busy)
    kept = team.member_of(busy, BEN)
    assert (kept.name, kept.role, kept.duties, kept.zone) == (FORMER_MEMBER, None, frozenset(), "UTC")
    rows = contents(busy.database)
    told = repr({table: [row for row in found if busy.workspace in row] for table, found in rows.items()})
    assert "A secret" not in told
    assert "'Ben'" not in told
    assert name(busy, ANA) == "Ana"


def test_decisions_stay_under_the_id_and_the_journal_verifies(busy: Desk) -> None:
    sealing.seal(busy, NOW)
    erase(busy)
    sealing.seal(busy, NOW)
    assert verification.verify(busy).findings == ()
    sheet = sheets.sheet(busy, 1)
    assert [(one.by, one.verdict) for one in sheet.experiment.reviews] == [(BEN, Verdict.APPROVE)]
    assert sheet.team.name(BEN) == FORMER_MEMBER
    [erased] = [entry for entry in entries_of(busy) if entry.deed is Deed.ERASED]
    assert (erased.subject, erased.by) == (BEN, "operator")


def test_slack_s_list_of_people_does_not_bring_the_name_back(busy: Desk) -> None:
    erase(busy)
    told = Member(BEN, "Ben Okoro", zone="Europe/Berlin", account=Account.DEACTIVATED)
    team.record_roster(busy, [told, Member(IVAN, "Ivan P.")], now=NOW)
    assert (name(busy), name(busy, IVAN)) == (FORMER_MEMBER, "Ivan P.")
    assert team.member_of(busy, BEN).account is Account.DEACTIVATED


def test_a_list_that_was_read_before_the_erasure_does_not_either(busy: Desk) -> None:
    erase(busy)
    with busy.begin() as session:
        team.keep_people(session, busy, [Member(BEN, "Ben")], NOW)
    assert name(busy) == FORMER_MEMBER


def test_no_name_is_sealed_of_who_stood_in_or_was_handed_something(busy: Desk) -> None:
    team.give_duty(busy, IVAN, Duty.ETHICS, by=HUGO, now=NOW)
    one = sheets.sheet(busy, 1).experiment
    hand_over_seat(busy, one)
    stories.ask_handover(busy, one)
    absences.go_away(busy, CLARA, "until 2026-03-20", by=CLARA, now=NOW, request=new_request(), stand_in=IVAN)
    erase(busy, IVAN)
    told = repr(contents(busy.database)["journal"])
    assert "Ivan" not in told
    assert told.count(f"@{IVAN}") == 3


def test_a_lifted_erasure_lets_the_next_list_bring_the_name_back(busy: Desk) -> None:
    erase(busy)
    personal_data.lift(busy, BEN, by="operator", now=NOW)
    team.record_roster(busy, [Member(BEN, "Ben")], now=NOW)
    assert name(busy) == "Ben"
    assert verification.verify(busy).findings == ()


def test_erasing_twice_erases_what_came_since_and_is_told_once(busy: Desk) -> None:
    erase(busy)
    absences.go_away(
        busy, BEN, "until 2026-03-20", by=BEN, now=NOW + timedelta(hours=1), request=new_request()
    )
    assert not erase(busy)
    assert "absences" not in personal_data.data_of(busy, BEN)
    assert [entry.deed for entry in entries_of(busy)].count(Deed.ERASED) == 1


def test_one_workspace_erases_nothing_of_another(busy: Desk, other_desk: Desk) -> None:
    stories.approve(other_desk, stories.in_review(other_desk), ReviewKind.TECHNICAL)
    theirs = rows_of(busy.database, other_desk.workspace)
    erase(busy)
    assert rows_of(busy.database, other_desk.workspace) == theirs
    assert name(other_desk) == "Ben"


def test_who_administers_by_slack_or_by_the_settings_is_not_erased(busy: Desk) -> None:
    for desk, user in ((busy, HUGO), (replace(busy, admins=frozenset({BEN})), BEN)):
        with pytest.raises(Refused, match="is an admin by Slack or by the settings"):
            erase(desk, user)
    assert name(busy) == "Ben"


def test_nobody_who_is_not_known_is_erased_or_given(busy: Desk) -> None:
    for deed in (erase, personal_data.data_of):
        with pytest.raises(Refused, match="Nobody here has the id U0NOBODY"):
            deed(busy, "U0NOBODY")


def test_every_table_of_somebody_s_own_rows_is_erased_or_kept_for_a_reason() -> None:
    own = {table.name for table in SQLModel.metadata.sorted_tables if "user" in table.columns}
    assert own - set(erasures.THEIRS) == KEPT


def test_the_store_knows_whose_data_was_erased(busy: Desk) -> None:
    erase(busy)
    with busy.look() as session:
        assert erasures.erased_among(session, [ANA, BEN]) == {BEN}
        assert session.exec(select(CheckInRow).where(col(CheckInRow.user) == BEN)).all() == []
