"""What speaks of an experiment beside its card says nothing of one that is hidden: follow-ups, agendas, check-ins, workflows."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from flows.ceremonies.review import agendas, follow_ups
from flows.ceremonies.standup import check_ins
from flows.desk import Desk
from flows.people import channels
from flows.waiting import waits
from flows.workflows import executions
from flows.workflows.executions import StepRun
from rules.ceremonies.standup.check_ins import CheckInDraft
from rules.ceremony_names import Ceremony
from rules.evidence.bias_checks import BiasDraft
from rules.experiments.follow_ups import FollowUp
from rules.people.viewing import ChannelFound
from rules.refusals import Refused
from rules.waiting.waits import WaitKind
from rules.workflows.letters import StepFailedLetter
from tests import stories
from tests.flows import gatherings
from tests.flows.ceremonies.review.test_agendas import LATER, held
from tests.flows.ceremonies.review.test_follow_ups import decide
from tests.stories import ANA, BEN, CHANNEL, CLARA, HUGO, IVAN, NOW, REVIEW_CHANNEL, new_request

SECRET = REVIEW_CHANNEL
GONE = "This follow-up is no longer there."


def hide(desk: Desk, *people: str) -> None:
    """Let the channel of the cards be a private one."""
    channels.keep_found(desk, SECRET, ChannelFound(is_private=True, people=frozenset(people)))


def decided(desk: Desk, *, holds: bool, inside: tuple[str, ...] = (ANA, CLARA)) -> FollowUp:
    """Decide about a hidden experiment in the review of a public channel; Ben follows it up."""
    experiment, holding = stories.approved(desk), held(desk, Ceremony.ETHICS)
    hide(desk, *inside)
    decide(desk.seen_by(CLARA), holding.key, experiment.number, holds=holds)
    [found] = agendas.agenda(desk, holding.key, LATER).decisions
    return found


def test_the_number_of_a_follow_up_tells_nothing_of_what_it_is_about(desk: Desk) -> None:
    found = decided(desk, holds=True)
    ivan = desk.seen_by(IVAN)
    deeds: tuple[Callable[[], object], ...] = (
        lambda: follow_ups.complete(ivan, found.number, by=IVAN, now=LATER),
        lambda: follow_ups.liftable(ivan, found.number, by=IVAN),
        lambda: follow_ups.lift(ivan, found.number, "All is well", by=IVAN, now=LATER, request=new_request()),
        lambda: follow_ups.complete(ivan, 99, by=IVAN, now=LATER),
    )
    for deed in deeds:
        with pytest.raises(Refused) as refusal:
            deed()
        assert str(refusal.value) == GONE
    follow_ups.complete(desk.seen_by(BEN), found.number, by=BEN, now=LATER)
    with pytest.raises(Refused, match=GONE):
        follow_ups.complete(ivan, found.number, by=IVAN, now=LATER)


@pytest.mark.parametrize("holds", [False, True])
def test_who_owes_a_follow_up_does_it_wherever_the_card_stands(desk: Desk, holds: bool) -> None:
    found = decided(desk, holds=holds)
    assert follow_ups.complete(desk.seen_by(BEN), found.number, by=BEN, now=LATER).done_by == BEN


def test_a_finding_is_awaited_of_those_alone_who_are_shown_the_experiment(desk: Desk) -> None:
    found = decided(desk, holds=True)
    follow_ups.complete(desk.seen_by(BEN), found.number, by=BEN, now=LATER)

    def awaited() -> tuple[str, ...]:
        every = waits.waits_for_anybody(desk, LATER)
        [finding] = [one for one in every if one.kind is WaitKind.FINDING]
        return finding.could

    assert awaited() == (CLARA,)
    assert waits.waits_for(desk.seen_by(HUGO), HUGO, LATER) == ()
    channels.somebody_came(desk, SECRET, HUGO)
    assert awaited() == (CLARA, HUGO)


def test_an_agenda_leaves_out_what_was_said_of_what_is_hidden_from_its_channel(desk: Desk) -> None:
    experiment, holding = stories.approved(desk), held(desk, Ceremony.ETHICS)
    number, key = experiment.number, holding.key
    decide(desk, key, number, holds=True)
    agendas.mark_discussed(desk, key, number, by=HUGO, now=LATER)
    agendas.add_note(desk, key, number, "Weak", by=BEN, now=LATER, request=new_request())
    check = BiasDraft(experiment=number, metric="accuracy", groups="women, 0.9\nmen, 0.9")
    agendas.check_bias(desk, key, check, by=BEN, now=LATER, request=new_request())

    def spoken_of() -> tuple[int, ...]:
        shown = agendas.agenda(desk.seen_by(channel=CHANNEL), key, LATER)
        parts = (shown.discussed, shown.notes, shown.decisions, shown.entered, shown.follow_ups.first)
        return (*(len(one) for one in parts), shown.follow_ups.total, len(shown.titles))

    assert spoken_of() == (1, 1, 1, 1, 1, 1, 1)
    hide(desk, ANA, BEN)
    assert spoken_of() == (0, 0, 0, 0, 0, 0, 0)


def test_who_left_the_channel_checks_in_without_what_they_said_of_it(desk: Desk) -> None:
    experiment = stories.running(desk)
    hide(desk, BEN)
    gatherings.set_up(desk, "standup")
    first, second = (
        check_ins.here(desk, CHANNEL, by=BEN, now=NOW),
        check_ins.here(desk, CHANNEL, by=BEN, now=NOW + timedelta(days=1)),
    )
    ben = desk.seen_by(BEN)
    said = CheckInDraft(progress="Trained", blockers="No GPU", experiment=str(experiment.number))
    check_ins.check_in(ben, first, said, by=BEN, now=NOW, request=new_request())
    channels.somebody_left(desk, SECRET, BEN)
    for key in (first, second):
        shown = check_ins.form(ben, key, by=BEN)
        assert (shown.draft.experiment, shown.experiments) == ("", ())
    later = CheckInDraft(progress="Slept")
    assert check_ins.check_in(ben, second, later, by=BEN, now=NOW, request=new_request()).progress == "Slept"


def test_a_workflow_waits_for_nothing_that_is_hidden_from_some(desk: Desk) -> None:
    experiment = stories.in_review(desk)
    hide(desk, ANA)
    executions.wait(desk.seen_by(), experiment.key, "board decision", StepRun("Fx1", NOW))
    [failed] = gatherings.letters(desk.database, StepFailedLetter.kind)
    assert "There is no EXP-1." in str(failed.facts)
