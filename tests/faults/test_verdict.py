"""That what would be wrong in the end of a campaign is found: buttons of what is decided, answers, plans, ceremonies."""

from datetime import timedelta

import pytest

from bot.draw.lifecycle.board_message import board
from bot.outside.own_messages import marked
from faults.deeds import Done, Kept, Outcome
from faults.in_slack import live_buttons
from faults.slack_house import Json
from faults.verdict import ceremonies, is_new, what_was_answered, what_was_done, who_was_not_told
from flows.ceremonies import setups
from flows.ceremonies.standup import check_ins
from flows.desk import Desk
from flows.experiments import sheets
from rules.ceremonies.calendar import HoldingTime
from rules.ceremonies.holdings import new_holding
from rules.ceremonies.setups import CeremonyDraft, SetupDraft
from rules.ceremonies.standup.check_ins import CheckInDraft
from rules.ceremony_names import Ceremony
from rules.experiments.experiment import ReviewKind
from rules.journal.entries import Deed
from store.ceremonies import holdings, schedules
from tests import stories
from tests.stories import ANA, CHANNEL, HUGO, NOW


def standing(desk: Desk, number: int) -> Json:
    """Return the board of an experiment as it stands in Slack."""
    drawn = board(sheets.sheet(desk, number), 1).payload()
    return {"ts": "1.0", **drawn, "metadata": marked(f"experiment:{number} board:1")}


def test_a_button_of_a_seat_that_is_decided_is_found_wherever_it_stands(desk: Desk) -> None:
    experiment = stories.in_review(desk)
    before = standing(desk, 1)
    assert list(live_buttons(desk, {"C1": [before]})) == []
    stories.approve(desk, experiment, ReviewKind.ETHICS)
    said = "EXP-1 still offers to approve its ethics review"
    assert [one.partition(" in ")[0] for one in live_buttons(desk, {"C1": [before], "D1": [before]})] == [
        said,
        said,
    ]
    assert list(live_buttons(desk, {"C1": [standing(desk, 1)]})) == []


def test_words_that_a_fact_brought_are_told_from_those_that_it_carries_on() -> None:
    fact = '{"added":{},"replaced":{"questions":[[{"answer":"One"}],[{"answer":"One"},{"answer":"Two"}]]}}'
    assert is_new("Two", fact)
    assert not is_new("One", fact)


def set_up_standup(desk: Desk) -> None:
    """Set up a daily standup."""
    daily = CeremonyDraft(weekdays=("0", "1", "2", "3", "4"), at="09:30")
    draft = SetupDraft(
        chosen=(Ceremony.STANDUP,), zone="UTC", expected=(ANA,), ceremonies={Ceremony.STANDUP: daily}
    )
    setups.set_up(desk, CHANNEL, draft, by=HUGO, now=NOW - timedelta(hours=1), request="1")


def answered(*told: tuple[str, Outcome]) -> list[Done]:
    """Return the answers that somebody gave to a standup, one after the other."""
    return [Done(None, f"{CHANNEL} {ANA}", words, known, kept=Kept.ANSWER) for words, known in told]


def test_the_last_answer_to_a_standup_counts(desk: Desk) -> None:
    set_up_standup(desk)
    key = check_ins.here(desk, CHANNEL, by=ANA, now=NOW)
    check_ins.check_in(desk, key, CheckInDraft(progress="B"), by=ANA, now=NOW, request="2")
    sure, unsure, no = Outcome.ACKNOWLEDGED, Outcome.UNKNOWN, Outcome.UNCHANGED
    for told in (("A", sure), ("B", sure)), (("B", sure), ("C", unsure)), (("B", sure), ("C", no)):
        assert list(what_was_answered(desk, answered(*told))) == []
    for told in (("B", sure), ("C", sure)), (("A", sure), ("C", unsure)):
        assert len(list(what_was_answered(desk, answered(*told)))) == 1


def test_a_ceremony_that_nobody_holds_is_found(desk: Desk) -> None:
    set_up_standup(desk)
    assert list(ceremonies(desk)) == []
    with desk.begin() as session:
        planned = new_holding(schedules.schedules_of(session, CHANNEL)[0], HoldingTime(NOW.date(), NOW))
        holdings.add(session, planned)
    assert list(ceremonies(desk)) == [f"the standup of {NOW.date()} in {CHANNEL} has not begun"]


@pytest.mark.parametrize(
    "outcomes", [(Outcome.UNKNOWN, Outcome.ACKNOWLEDGED), (Outcome.ACKNOWLEDGED, Outcome.UNKNOWN)]
)
def test_of_what_was_tried_again_one_acknowledgement_is_enough(
    desk: Desk, outcomes: tuple[Outcome, ...]
) -> None:
    stories.proposed(desk, title="Once")
    tries = [Done(Deed.PROPOSED, "EXP-1", "Once", one) for one in outcomes]
    assert list(what_was_done(desk, tries)) == []
    tries[0].words = tries[1].words = "Never"
    assert len(list(what_was_done(desk, tries))) == 1


def test_who_was_reminded_and_not_told_is_found(desk: Desk) -> None:
    stories.in_review(desk)
    done = [Done(None, "EXP-1", "", Outcome.ACKNOWLEDGED, kept=Kept.WORD)]
    assert list(who_was_not_told(desk, done, {"D1": [{"text": "EXP-1 waits"}]})) == []
    assert list(who_was_not_told(desk, done, {"C1": [{"text": "EXP-1 waits"}]})) == [
        "nobody was told that EXP-1 waits"
    ]
