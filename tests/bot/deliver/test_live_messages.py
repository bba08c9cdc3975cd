"""What can be pressed in a message goes once it was decided, wherever that was: no button offers what is over."""

from rules.experiments.experiment import ApprovalKind, ReviewKind
from rules.experiments.letters import LiveMessagesLetter
from tests import stories
from tests.bot.draw.judges import Json
from tests.bot.lab import Lab
from tests.bot.looks import all_messages, buttons, words
from tests.flows.deeds import letters_owed


def saying(lab: Lab, text: str) -> Json:
    """Return the one message in the channel of cards that says something."""
    [found] = [one for one in all_messages(lab) if text in words(one)]
    return found


def direct(lab: Lab, name: str) -> Json:
    """Return the newest direct message that somebody got from Assay."""
    person = lab.person(name)
    return person.messages(person.direct("assay"))[-1]


def test_what_an_owner_reminds_of_loses_its_buttons_when_it_is_decided_elsewhere(lab: Lab) -> None:
    experiment = stories.in_review(lab.desk)
    lab.deliver()
    lab.person("ana").click("Remind who decides EXP-1", channel="reviews")
    lab.deliver()
    assert "Approve the ethics review of EXP-1" in buttons(direct(lab, "clara"))
    stories.approve(lab.desk, experiment, ReviewKind.ETHICS)
    lab.deliver()
    told = direct(lab, "clara")
    assert buttons(told) == []
    assert told["text"] == "✓ Nothing of EXP-1 waits for you any more."
    assert "Approve the technical review of EXP-1" in buttons(direct(lab, "ben"))


def test_a_notice_offers_no_step_that_was_taken(lab: Lab) -> None:
    approved = stories.approved(lab.desk)
    lab.deliver()
    assert buttons(saying(lab, "The board has approved revision 1 of EXP-1")) != []
    stories.promote(lab.desk, approved)
    lab.deliver()
    assert buttons(saying(lab, "The board has approved revision 1 of EXP-1")) == []
    # What nobody can press any more is owed no longer.
    stories.approve_as(lab.desk, lab.experiment(), ApprovalKind.SECURITY)
    lab.deliver()
    assert LiveMessagesLetter.kind not in {row.kind for row in letters_owed(lab.desk)}
