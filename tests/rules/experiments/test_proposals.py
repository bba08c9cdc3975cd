"""What people type into the forms of an experiment: understood, or refused beside each field."""

import contextlib
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.evidence.submissions import SubmissionDraft, read_amount, read_submission
from rules.experiments.experiment import ArtifactKind, Budget
from rules.experiments.proposals import LONGEST_TITLE, ProposalDraft, draft_from, read_proposal
from rules.people.projects import Workstream
from rules.promotion.rollouts import RolloutDraft, read_rollout
from rules.refusals import Refused
from tests.rules.refusal import reasons_of, refusal_of

TODAY = date(2026, 3, 2)
TYPED = {
    "title": "Smaller router",
    "hypothesis": "If we route with less, answers come faster.",
    "workstream": "optimization",
    "metrics": "accuracy >= 0.92",
    "target": "2026-06-30",
}
STEPS = {"service": "router", "traffic_steps": "5, 25, 50, 100", "bake_hours": "24"}


def draft(**changes: str) -> ProposalDraft:
    """Return a proposal that reads, with changes by name."""
    return ProposalDraft(**{**TYPED, **changes})


def complaints(**changes: str) -> dict[str, str]:
    """Return what a proposal with these changes is told, by field."""
    return refusal_of(lambda: read_proposal(draft(**changes), TODAY)).fields


def test_a_proposal_reads_as_typed() -> None:
    proposal = read_proposal(draft(owner="U0IVAN", project="3"), TODAY)
    assert (proposal.title, proposal.hypothesis) == (TYPED["title"], TYPED["hypothesis"])
    assert (proposal.workstream, proposal.target) == (Workstream.OPTIMIZATION, date(2026, 6, 30))
    assert (proposal.owner, proposal.project) == ("U0IVAN", 3)
    assert [metric.line for metric in proposal.metrics] == ["accuracy >= 0.92"]


def test_a_proposal_may_leave_out_owner_project_metrics_and_target() -> None:
    proposal = read_proposal(draft(metrics="", target=""), TODAY)
    assert (proposal.owner, proposal.project, proposal.metrics, proposal.target) == ("", None, (), None)


def test_everything_that_is_wrong_is_told_at_once_beside_its_field() -> None:
    wrong = complaints(
        title=" ",
        hypothesis="",
        workstream="magic",
        metrics="accuracy",
        target=str(TODAY - timedelta(days=1)),
    )
    assert set(wrong) == {"title", "hypothesis", "workstream", "metrics", "target"}


@pytest.mark.parametrize(
    ("field", "text", "told"),
    [
        ("title", "", "Give a title."),
        ("title", "\u200b\u200d", "Give a title."),
        ("title", "x" * 121, "At most 120 characters; this has 121."),
        ("hypothesis", "\x00\x01 \n", "Say what you expect to happen"),
        ("hypothesis", "x" * 2001, "At most 2,000 characters; this has 2,001."),
        ("hypothesis", "x" * 100_000, "At most 2,000 characters; this has 100,000."),
        ("workstream", "", "not one of"),
        ("metrics", "\n\naccuracy > 1\nspeedy", "Line 4"),
        ("target", "2026-03-01", "1 March 2026 has passed"),
        ("target", "03/04", "“4 Mar 2026” or “3 Apr 2026”"),
        ("target", "2026-02-30", "No calendar has the day 2026-02-30"),
        ("target", "1-1-99999999999999999999", "No calendar has the day"),
        ("target", "\x00\ud800", "like 2030-01-31"),
    ],
)
def test_a_wrong_field_is_told_what_is_wrong(field: str, text: str, told: str) -> None:
    assert told in complaints(**{field: text})[field]


def test_the_longest_allowed_texts_are_kept_whole() -> None:
    proposal = read_proposal(draft(title="x" * 120, hypothesis="y" * 2000), TODAY)
    assert (len(proposal.title), len(proposal.hypothesis)) == (120, 2000)


def test_today_is_a_target_that_has_not_passed() -> None:
    assert read_proposal(draft(target=str(TODAY)), TODAY).target == TODAY


def test_a_target_that_has_passed_since_may_stay_when_the_rest_is_changed() -> None:
    passed = TODAY - timedelta(days=9)
    assert read_proposal(draft(target=str(passed)), TODAY, kept_target=passed).target == passed


@pytest.mark.parametrize("field", ["title", "hypothesis"])
def test_signs_that_are_no_text_are_dropped(field: str) -> None:
    proposal = read_proposal(draft(**{field: "Fast\x00er \ud800an\x1bswers\u202e"}), TODAY)
    assert getattr(proposal, field) == "Faster answers"


def test_a_hypothesis_keeps_its_lines_and_a_title_does_not() -> None:
    proposal = read_proposal(draft(title="one\r\ntwo", hypothesis="one\r\ntwo"), TODAY)
    assert (proposal.title, proposal.hypothesis) == ("one two", "one\ntwo")


@pytest.mark.parametrize("forged", ["x", "-1", "١", "9" * 5000, "1\n"])
def test_a_forged_project_is_none(forged: str) -> None:
    assert read_proposal(draft(project=forged), TODAY).project is None


@given(st.dictionaries(st.sampled_from(sorted(TYPED)), st.text(st.characters(), max_size=50)))
def test_any_text_in_any_field_is_kept_storable_or_refused(typed: dict[str, str]) -> None:
    with contextlib.suppress(Refused):
        proposal = read_proposal(draft(**typed), TODAY)
        assert "\x00" not in f"{proposal}".encode().decode()


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1200", "1200"),
        (" 1,200.50 ", "1200.50"),
        ("$1,200.00", "1200"),
        ("1.200,50 €", "1200.50"),
        ("0,500", "0.5"),
        ("1\u202f200 EUR", "1200"),
        ("CHF 1'200", "1200"),
        ("12,5", "12.5"),
        ("US$ 1200", "1200"),
        ("1200 EUR", "1200"),
        ("€1200 a month", "1200"),
        ("1200 $/month", "1200"),
        ("1200 euros per month", "1200"),
        ("0", "0"),
        ("1.5", "1.5"),
    ],
)
def test_an_amount_is_understood_with_its_currency(typed: str, amount: str) -> None:
    assert read_amount(typed) == Decimal(amount)


@pytest.mark.parametrize(
    "typed",
    [
        "1.2k",
        "5K",
        "2 million",
        "3m",
        "1200 a day",
        "1.200",
        "1.200 €",
        "1,200",
        "-5",
        "about 1200",
        "1200-1500",
        "much",
        "nan",
        "inf",
        "1e999",
        "3.5.1",
        "12%",
    ],
)
def test_an_amount_that_could_mean_something_else_is_refused(typed: str) -> None:
    assert refusal_of(lambda: read_amount(typed)).reasons


@pytest.mark.parametrize(
    ("typed", "offer"),
    [("1,200", "write 1.2 or 1200"), ("1.200 €", "write 1.2 or 1200"), ("1.2k", "write 1200")],
)
def test_an_amount_of_two_meanings_is_asked_back_with_both(typed: str, offer: str) -> None:
    assert offer in reasons_of(lambda: read_amount(typed))


@pytest.mark.parametrize("typed", ["", "  ", "\x00"])
def test_no_amount_is_none(typed: str) -> None:
    assert read_amount(typed) is None


def test_a_submission_keeps_what_was_filled_in() -> None:
    references = {ArtifactKind.MODEL: " router-small  v2\x00 ", ArtifactKind.PROMPT: " "}
    submission = read_submission(SubmissionDraft(references=references, monthly_cost="900"))
    assert submission.references == {ArtifactKind.MODEL: "router-small v2"}
    assert submission.budget == Budget(monthly_cost=Decimal(900))


def test_everything_wrong_in_a_submission_is_told_at_once() -> None:
    references = {ArtifactKind.DOCUMENTATION: "see the wiki", ArtifactKind.MODEL: "x" * 1001}
    wrong = SubmissionDraft(references=references, monthly_cost="lots", monthly_budget="-1")
    fields = refusal_of(lambda: read_submission(wrong)).fields
    assert set(fields) == {"documentation", "model", "monthly_cost", "monthly_budget"}


@pytest.mark.parametrize(
    "link",
    ["wiki", "javascript:alert(1)", "ftp://lab.example", "https://", "https:// lab.example", "//lab.example"],
)
def test_documentation_is_a_link(link: str) -> None:
    wrong = SubmissionDraft(references={ArtifactKind.DOCUMENTATION: link})
    assert "https://" in refusal_of(lambda: read_submission(wrong)).fields["documentation"]


PLACEHOLDERS = ["none", "TBD", "-", "–", "n/a", "N/A for now, we hope", "na", "no", "nil", "null", "to do"]


PLACEHOLDERS += ["todo", "later", "pending", "?", "x", ".", "t.b.d.", "https://tbd", "to be decided"]


@pytest.mark.parametrize("kind", ArtifactKind)
@pytest.mark.parametrize("typed", PLACEHOLDERS)
def test_a_placeholder_is_no_evidence_and_the_field_may_be_left_empty(kind: ArtifactKind, typed: str) -> None:
    wrong = SubmissionDraft(references={kind: typed})
    assert "It may be left empty" in refusal_of(lambda: read_submission(wrong)).fields[kind.value]


@pytest.mark.parametrize(
    ("kind", "typed"),
    [(ArtifactKind.ROLLBACK_PLAN, "revert"), (ArtifactKind.SAFETY_EVALUATION, "passed")],
)
def test_one_word_that_leads_nowhere_is_no_evidence(kind: ArtifactKind, typed: str) -> None:
    wrong = SubmissionDraft(references={kind: typed})
    assert "leads nowhere" in refusal_of(lambda: read_submission(wrong)).fields[kind.value]


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (ArtifactKind.MODEL, "models:/intent-small/2"),
        (ArtifactKind.MODEL, "registry/Model"),
        (ArtifactKind.DATASET, "datasets/intents-curated"),
        (ArtifactKind.PROMPT, "prompts/support-answer@v12"),
        (ArtifactKind.SAFETY_EVALUATION, "report.pdf"),
        (ArtifactKind.ROLLBACK_PLAN, "Route all traffic back to the large model."),
        (ArtifactKind.ROLLBACK_PLAN, "機能フラグをオフにする"),
        (ArtifactKind.ROLLBACK_PLAN, "Flag off"),
        (ArtifactKind.MODEL, "router"),
    ],
)
def test_a_reference_or_a_plan_in_words_is_kept(kind: ArtifactKind, typed: str) -> None:
    assert read_submission(SubmissionDraft(references={kind: typed})).references == {kind: typed}


@pytest.mark.parametrize("link", ["https://lab.example", "HTTP://lab.example/a?b=c#d"])
def test_a_link_to_the_documentation_is_kept(link: str) -> None:
    kept = read_submission(SubmissionDraft(references={ArtifactKind.DOCUMENTATION: link}))
    assert kept.references[ArtifactKind.DOCUMENTATION] == link


@pytest.mark.parametrize(
    ("typed", "steps"),
    [
        ("5, 25, 50, 100", (5, 25, 50, 100)),
        ("1% 10% 100%", (1, 10, 100)),
        ("5 > 50 > 100", (5, 50, 100)),
        ("10→100", (10, 100)),
        ("100", (100,)),
        ("5,25,50,100", (5, 25, 50, 100)),
        ("５％, １００％", (5, 100)),
        ("25.0, 100", (25, 100)),
    ],
)
def test_traffic_steps_read_as_typed(typed: str, steps: tuple[int, ...]) -> None:
    rollout = read_rollout(RolloutDraft(traffic_steps=typed, bake_hours="24", service="router"), ())
    assert (rollout.traffic_steps, rollout.service) == (steps, "router")


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "5, 25, 50",
        "50, 25, 100",
        "5, 5, 100",
        "0, 100",
        "-5, 100",
        "5, 101",
        "5.5, 100",
        "half",
        "²5, 100",
    ],
)
def test_traffic_steps_rise_to_the_whole(typed: str) -> None:
    wrong = RolloutDraft(**{**STEPS, "traffic_steps": typed})
    assert "end at 100" in refusal_of(lambda: read_rollout(wrong, ())).fields["traffic_steps"]


@pytest.mark.parametrize("typed", ["2,5; 25; 100", "2,5, 25, 100", "2,5 25 100"])
def test_a_comma_inside_a_step_is_asked_back(typed: str) -> None:
    wrong = RolloutDraft(**{**STEPS, "traffic_steps": typed})
    assert "“2,5” can be read as two" in refusal_of(lambda: read_rollout(wrong, ())).fields["traffic_steps"]


@pytest.mark.parametrize(("typed", "hours"), [("1", 1), (" 24 ", 24), ("720", 720), ("0048", 48)])
def test_bake_hours_read_as_typed(typed: str, hours: int) -> None:
    assert read_rollout(RolloutDraft(**{**STEPS, "bake_hours": typed}), ()).bake_hours == hours


@pytest.mark.parametrize("typed", ["", "0", "721", "-1", "1.5", "a day", "000001000000", "9" * 5000, "²"])
def test_bake_hours_are_a_whole_number_up_to_a_month(typed: str) -> None:
    wrong = RolloutDraft(**{**STEPS, "bake_hours": typed})
    assert "1 to 720" in refusal_of(lambda: read_rollout(wrong, ())).fields["bake_hours"]


def test_everything_wrong_in_a_rollout_is_told_at_once() -> None:
    wrong = RolloutDraft(service="x" * 81, traffic_steps="", bake_hours="")
    assert set(refusal_of(lambda: read_rollout(wrong, ())).fields) == {
        "service",
        "traffic_steps",
        "bake_hours",
    }


def test_somebodys_words_begin_a_proposal() -> None:
    begun = draft_from("  Cache the embeddings\n\nIf we do, searches come faster. ", "U0IVAN")
    assert begun == ProposalDraft(
        title="Cache the embeddings",
        hypothesis="Cache the embeddings\n\nIf we do, searches come faster.",
        owner="U0IVAN",
    )


@given(st.text())
def test_what_begins_a_proposal_can_be_proposed_unless_it_is_empty(text: str) -> None:
    begun = draft_from(text, "U0IVAN")
    assert len(begun.title) <= LONGEST_TITLE
    if begun.title:
        read_proposal(replace(begun, workstream="optimization"), TODAY)
