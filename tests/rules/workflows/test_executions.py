"""What a workflow gives to a step, understood or refused beside the input that is meant."""

import pytest

from rules.experiments.proposals import ProposalDraft
from rules.people.projects import Project, Workstream
from rules.refusals import Refused
from rules.workflows.executions import StepProposal, input_sentences, placed, read_wait
from rules.workflows.outcomes import Awaited
from tests.rules.refusal import refusal_of

SEARCH = Project(number=3, name="Search", workstream=Workstream.PRODUCTION)
DRAFT = ProposalDraft(title="Smaller model", hypothesis="It is faster.", owner="U0ANA")


def asked(proposer: str = "", channel: str = "", **typed: str) -> StepProposal:
    """Return what a workflow gives."""
    names = {name: getattr(DRAFT, name) for name in DRAFT.__dataclass_fields__} | typed
    return StepProposal(draft=ProposalDraft(**names), proposer=proposer, channel=channel)


def test_a_project_is_meant_by_its_name_and_brings_its_workstream() -> None:
    found = placed(asked(project=" search "), [SEARCH], has_review_channel=True)
    assert (found.project, found.workstream) == ("3", "production")


def test_a_workstream_that_is_named_counts() -> None:
    found = placed(asked(project="Search", workstream="governance"), [SEARCH], has_review_channel=True)
    assert found.workstream == "governance"


def test_without_a_project_it_is_experimentation() -> None:
    found = placed(asked(), [SEARCH], has_review_channel=True)
    assert (found.project, found.workstream) == ("", "experimentation")


@pytest.mark.parametrize(
    ("step", "field", "why"),
    [
        (asked(owner=""), "owner", "Pick the person who owns the experiment."),
        (asked(owner="ana"), "owner", "Pick one person"),
        (asked(proposer="<@U0BEN>"), "proposer", "Pick one person"),
        (asked(channel="#lab"), "channel", "Pick a channel"),
        (asked(), "channel", "the card would stand nowhere. Pick where it shall stand."),
        (asked(project="Serach"), "project", "Did you mean “Search”?"),
    ],
)
def test_what_no_form_would_give_is_refused_beside_its_input(
    step: StepProposal, field: str, why: str
) -> None:
    refusal = refusal_of(lambda: placed(step, [SEARCH], has_review_channel=False))
    assert why in refusal.fields[field]


def test_who_starts_the_workflow_proposes_and_the_owner_does_where_nobody_is_named() -> None:
    assert asked(proposer="U0BEN").by == "U0BEN"
    assert asked().by == "U0ANA"
    assert placed(asked(owner="", proposer="U0BEN"), [], has_review_channel=True).owner == ""


@pytest.mark.parametrize(
    ("until", "awaited"),
    [
        ("board_decision", Awaited.BOARD),
        ("Promotion decision", Awaited.PROMOTION),
        ("end", Awaited.END),
    ],
)
def test_what_is_waited_for_is_read_by_its_value_or_its_words(until: str, awaited: Awaited) -> None:
    assert read_wait("exp 12", until) == (12, awaited)


def test_every_input_that_is_wrong_is_told_at_once() -> None:
    refusal = refusal_of(lambda: read_wait("", "boardroom decision"))
    assert set(refusal.fields) == {"experiment", "until"}
    assert "Did you mean “board decision”?" in refusal.fields["until"]
    assert "Say what to wait for: board decision, promotion decision or end." in str(
        refusal_of(lambda: read_wait("EXP-1", " "))
    )


def test_a_step_names_the_inputs_that_it_fails_for() -> None:
    refusal = Refused(
        fields={"metrics": "Line 1 has no number.\nLine 2 has no name.", "target": "It has passed."}
    )
    assert input_sentences(refusal) == (
        "Success metrics: Line 1 has no number.",
        "Success metrics: Line 2 has no name.",
        "Target date: It has passed.",
    )
    assert input_sentences(Refused("Not now.")) == ("Not now.",)
