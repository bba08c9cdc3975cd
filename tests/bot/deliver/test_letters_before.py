"""Letters that the version before still owes: nothing is lost, and nothing comes besides the one message a day."""

from datetime import timedelta

import pytest

from flows.due import run_due
from flows.due_kinds import DIGESTS
from rules.ceremonies.retro.letters import ActionReminderLetter
from rules.ceremonies.review.letters import FollowUpLetter
from rules.ceremony_names import Ceremony
from rules.letters import Letter
from rules.waiting.waits import WaitKind
from store import outbox
from store.ceremonies.reminders import plan_reminder
from tests import stories
from tests.bot.lab import Lab
from tests.bot.looks import words
from tests.flows import retrospectives
from tests.flows.ceremonies.review.test_agendas import held
from tests.flows.ceremonies.review.test_follow_ups import decide
from tests.stories import BEN


def of_an_action(lab: Lab) -> Letter:
    """Agree on an action of Ben's, and return the letter that reminded him of it."""
    action = retrospectives.agree(lab.desk, retrospectives.opened(lab.desk), "Repeat the red team")
    return ActionReminderLetter(user=BEN, action=action.number)


def of_a_follow_up(lab: Lab) -> Letter:
    """Decide on a follow-up of Ben's, and return the letter that reminded him of it."""
    decide(lab.desk, held(lab.desk, Ceremony.ETHICS).key, stories.approved(lab.desk).number, holds=False)
    return FollowUpLetter(user=BEN, follow_up=1, reminds=True)


@pytest.mark.parametrize(
    ("kind", "owed"), [(WaitKind.ACTION, of_an_action), (WaitKind.FOLLOW_UP, of_a_follow_up)]
)
def test_what_was_owed_as_a_message_of_its_own_stands_in_the_next_list(
    lab: Lab, kind: WaitKind, owed: object
) -> None:
    letter = owed(lab)  # type: ignore[operator]
    lab.hands.now = stories.NOW + timedelta(days=7)
    lab.deliver()
    ben = lab.person("ben")
    before = len(ben.messages(ben.direct("assay")))
    with lab.desk.begin() as session:
        plan_reminder(session, kind, 1, None)
        outbox.put(session, [letter], lab.hands.now)
    lab.deliver()
    assert len(ben.messages(ben.direct("assay"))) == before
    run_due(DIGESTS, lab.office.database, lab.office.desk_or_none, lab.hands.now)
    lab.deliver()
    told = ben.messages(ben.direct("assay"))
    assert len(told) == before + 1
    assert "Repeat the red team" in words(told[-1])
    assert "Due soon" in words(told[-1])
