"""What the admins of a workspace set for all of it: by admins alone, as facts, told to the other admins."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import select, update

from flows import outbox
from flows.desk import Desk
from flows.experiments import sheets
from flows.journal import verification
from flows.people import team
from flows.waiting import workspace_settings
from rules.ceremony_names import Ceremony, HoldingKey
from rules.journal.entries import Deed
from rules.letters import AnswerLetter
from rules.people.absences import absence
from rules.people.accounts import Account
from rules.people.people import Duty, Member
from rules.people.workspace_settings import WorkspaceSettings
from rules.recorders import Recorders
from rules.refusals import Refused
from rules.waiting.settings.settings_drafts import SettingsDraft
from store.ceremonies.standup.standup_tables import CheckInRow
from store.mapping import columns_of
from store.people import absences
from store.people.absence_tables import AbsenceRow
from store.tables import LetterRow
from tests import stories
from tests.flows import gatherings
from tests.flows.deeds import entries_of, letters_owed
from tests.stories import ANA, BEN, CHANNEL, HUGO, IVAN, NOW, new_request

DRAFT = SettingsDraft(due="2 days", letters_days="7")


def change(desk: Desk, by: str = HUGO, **typed: object) -> tuple[str, ...]:
    """Save the form with some of it typed."""
    draft = replace(DRAFT, **typed)
    return workspace_settings.change(desk, draft, by=by, now=NOW, request=new_request())


def settings(desk: Desk) -> WorkspaceSettings:
    return workspace_settings.sheet(desk, by=HUGO, now=NOW).settings


def told(desk: Desk) -> dict[str, str]:
    """Return who was told what."""
    kind = AnswerLetter.kind
    return {row.facts["user"]: row.facts["text"] for row in letters_owed(desk) if row.kind == kind}


def test_a_form_that_is_saved_as_it_was_changes_nothing(desk: Desk) -> None:
    assert change(desk) == ()
    assert (entries_of(desk), letters_owed(desk)) == ([], [])


def test_all_settings_are_kept_as_one_fact_with_before_and_after(desk: Desk) -> None:
    said = change(
        desk,
        review_channel=CHANNEL,
        seats="many",
        recorders="everybody",
        links="off",
        due="3 days\nproduction 1 day",
        answers_days="90",
        letters_days="14",
    )
    assert len(said) == 7
    kept = settings(desk)
    assert (kept.review_channel, kept.one_seat_each, kept.recorders) == (CHANNEL, False, Recorders.EVERYBODY)
    assert (kept.due_days, kept.answers_days, kept.letters_days) == (3, 90, 14)
    [entry] = entries_of(desk)
    assert (entry.deed, entry.by, entry.subject) == (Deed.SET_SETTINGS, HUGO, desk.workspace)
    assert verification.verify(desk).findings == ()


def test_the_other_admins_are_told_and_who_did_it_is_not(desk: Desk) -> None:
    team.give_duty(desk, IVAN, Duty.ADMIN, by=HUGO, now=NOW)
    change(desk, admins=(IVAN,), links="off")
    assert list(told(desk)) == [IVAN]
    assert "messages that name experiments: answered → not answered" in told(desk)[IVAN]


def test_a_single_word_tells_the_other_admins_too(desk: Desk) -> None:
    team.give_duty(desk, IVAN, Duty.ADMIN, by=HUGO, now=NOW)
    team.set_seats(desk, False, by=IVAN, now=NOW)
    assert "seats: one each → several each" in told(desk)[HUGO]


@pytest.mark.parametrize("by", [ANA, BEN])
def test_who_is_no_admin_neither_sees_nor_changes_them(desk: Desk, by: str) -> None:
    with pytest.raises(Refused, match="Only an admin"):
        workspace_settings.sheet(desk, by=by, now=NOW)
    with pytest.raises(Refused, match="Only an admin"):
        change(desk, by, links="off")
    assert settings(desk) == WorkspaceSettings()


def test_rights_are_read_when_the_form_is_saved(desk: Desk) -> None:
    team.give_duty(desk, IVAN, Duty.ADMIN, by=HUGO, now=NOW)
    team.take_duty(desk, IVAN, Duty.ADMIN, by=HUGO, now=NOW)
    with pytest.raises(Refused, match="Only an admin"):
        change(desk, IVAN, links="off")


def test_admins_are_made_and_unmade_in_the_form(desk: Desk) -> None:
    change(desk, admins=(IVAN, BEN))
    assert workspace_settings.sheet(desk, by=IVAN, now=NOW).admins == (BEN, IVAN)
    change(desk, IVAN, admins=(BEN,))
    assert workspace_settings.sheet(desk, by=BEN, now=NOW).admins == (BEN,)
    with pytest.raises(Refused, match="Only an admin"):
        change(desk, IVAN)


def test_the_last_admin_stays_one_whatever_was_one_before(desk: Desk) -> None:
    change(desk, admins=(IVAN,))
    team.record_roster(
        desk, [Member(HUGO, "Hugo", is_slack_admin=True, account=Account.DEACTIVATED)], now=NOW
    )
    with pytest.raises(Refused, match="Somebody has to be an admin"):
        change(desk, IVAN, admins=())
    with pytest.raises(Refused, match="is the only admin"):
        team.take_duty(desk, IVAN, Duty.ADMIN, by=IVAN, now=NOW)
    team.give_duty(desk, BEN, Duty.ADMIN, by=IVAN, now=NOW)
    change(desk, IVAN, admins=(BEN,))
    assert team.member_of(desk, BEN).duties >= {Duty.ADMIN}


def test_the_duties_of_an_admin_stay_as_they_are(desk: Desk) -> None:
    before = team.member_of(desk, BEN).duties
    change(desk, admins=(BEN,))
    change(desk)
    assert team.member_of(desk, BEN).duties == before


def test_who_is_no_person_is_refused_beside_the_field(desk: Desk) -> None:
    with pytest.raises(Refused) as refusal:
        change(Desk(desk.database, desk.workspace, bot="U0ASSAYBOT"), admins=("U0ASSAYBOT",))
    assert list(refusal.value.fields) == ["admins"]


def test_the_channel_that_was_set_takes_the_place_of_the_process_s(desk: Desk) -> None:
    assert stories.proposed(desk).channel == stories.REVIEW_CHANNEL
    change(desk, review_channel=CHANNEL)
    assert stories.proposed(desk).channel == CHANNEL
    assert workspace_settings.review_channel(desk) == CHANNEL
    change(desk)
    assert sheets.sheet(desk, stories.proposed(desk).number).experiment.channel == stories.REVIEW_CHANNEL


def test_one_workspace_sets_nothing_for_another(desk: Desk, other_desk: Desk) -> None:
    change(desk, review_channel=CHANNEL, links="off", admins=(IVAN,))
    assert settings(other_desk) == WorkspaceSettings()
    assert workspace_settings.sheet(other_desk, by=HUGO, now=NOW).admins == ()


@pytest.mark.parametrize(("days", "left"), [("", 1), ("400", 1), ("30", 0)])
def test_answers_of_standups_and_past_absences_are_kept_as_long_as_was_set(
    desk: Desk, other_desk: Desk, days: str, left: int
) -> None:
    for one in (desk, other_desk):
        gatherings.set_up(one, "standup")
        key = HoldingKey(CHANNEL, Ceremony.STANDUP, date(2026, 3, 3))
        with one.begin() as session:
            session.add(
                CheckInRow(**columns_of(key, but={"ceremony"}), user=ANA, at=NOW, progress="Something")
            )
            absences.keep_absence(session, absence(BEN, date(2026, 3, 4), "UTC", by=BEN, now=NOW))
    change(desk, answers_days=days)
    outbox.tidy(desk.database, NOW + timedelta(days=100))
    for one, expected in ((desk, left), (other_desk, 1)):
        with one.look() as session:
            kept = (len(session.exec(select(table)).all()) for table in (CheckInRow, AbsenceRow))
            assert tuple(kept) == (expected, expected)


def test_sent_messages_are_kept_as_long_as_was_set_and_facts_for_ever(desk: Desk) -> None:
    stories.proposed(desk)
    change(desk, letters_days="30")
    facts = entries_of(desk)
    with desk.begin() as session:
        session.exec(update(LetterRow).values(state="sent", closed_at=NOW))
    for days, left in ((29, 1), (31, 0)):
        outbox.tidy(desk.database, NOW + timedelta(days=days))
        with desk.look() as session:
            assert len(session.exec(select(LetterRow)).all()) == left
    assert entries_of(desk) == facts
    assert verification.verify(desk).findings == ()
