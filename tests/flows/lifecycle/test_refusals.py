"""A deed that is refused says why, and leaves nothing: no row, no entry, no letter."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest

from flows.desk import Desk
from flows.experiments import sheets
from flows.lifecycle import closings, decisions, proposals, submissions
from flows.people import projects, team
from rules.experiments.experiment import ApprovalKind, ArtifactKind, Experiment, ReviewKind, Verdict
from rules.lifecycle.seats import ApprovalSeat, ReviewSeat
from rules.lifecycle.steps import Step
from rules.people.accounts import Account
from rules.people.people import Duty, Member, Role
from rules.people.projects import ProjectDraft
from rules.promotion.rollouts import RolloutDraft
from rules.refusals import Refused
from tests import stories
from tests.backends import contents
from tests.flows.deeds import entries_of, new_project
from tests.stories import ANA, BEN, CHANNEL, CLARA, EVA, GRETA, HUGO, IVAN, NOW, new_request

GONE = "U0GONE"


@dataclass(frozen=True, slots=True)
class Attempt:
    """A deed that is refused: what must be there, the deed, and a part of the reason."""

    name: str
    prepare: Callable[[Desk], Any]
    do: Callable[[Desk, Any], Any]
    says: str


def review(
    by: str, verdict: Verdict = Verdict.APPROVE, reason: str = ""
) -> Callable[[Desk, Experiment], Any]:
    """Return the deed of deciding the technical review."""
    return lambda desk, one: decisions.review(
        desk, stories.seat(one, ReviewKind.TECHNICAL), verdict, by=by, now=NOW, reason=reason
    )


def leave(desk: Desk, user: str) -> None:
    """Let a person leave the Slack workspace."""
    team.record_roster(desk, [Member(id=user, name="Gone", account=Account.DEACTIVATED)], now=NOW)


def with_leaver(stage: Callable[[Desk], Any], user: str) -> Callable[[Desk], Any]:
    """Return the preparation after which a person leaves."""

    def prepare(desk: Desk) -> Any:
        ready = stage(desk)
        leave(desk, user)
        return ready

    return prepare


def typed(**words: Any) -> Callable[[Desk, Any], Any]:
    """Return the deed of proposing with some words wrong."""
    return lambda desk, _: stories.proposed(desk, **words)


def submitted(
    references: Mapping[ArtifactKind, str] | None = None, **words: Any
) -> Callable[[Desk, Any], Any]:
    """Return the deed of submitting with something wrong."""
    there = stories.REFERENCES if references is None else references
    return lambda desk, one: stories.submit(desk, one, references=there, **words)


def nothing(_desk: Desk) -> None:
    """Prepare nothing."""


ATTEMPTS = (
    Attempt("review without the duty", stories.in_review, review(IVAN), "do not hold the duty"),
    Attempt("review one's own", stories.in_review, review(ANA), "You own EXP-1"),
    Attempt("review what runs", stories.running, review(BEN), "running, not in review|EXP-1 is running"),
    Attempt(
        "review an earlier revision",
        lambda desk: stories.submit(desk, stories.changes_asked(desk)),
        lambda desk, one: decisions.review(
            desk, ReviewSeat(one.number, 1, ReviewKind.ETHICS), Verdict.APPROVE, by=CLARA, now=NOW
        ),
        "belongs to revision 1",
    ),
    Attempt(
        "review a number that does not exist",
        nothing,
        lambda desk, _: decisions.review(
            desk, ReviewSeat(404, 1, ReviewKind.ETHICS), Verdict.APPROVE, by=CLARA, now=NOW
        ),
        "There is no EXP-404",
    ),
    Attempt(
        "ask for changes without a reason",
        stories.in_review,
        review(BEN, Verdict.ASK_FOR_CHANGES, " "),
        "eason",
    ),
    Attempt(
        "reject with an endless reason",
        stories.in_review,
        review(BEN, Verdict.REJECT, "x" * 100_000),
        "2,000",
    ),
    Attempt("review after leaving", with_leaver(stories.in_review, BEN), review(BEN), "deactivated"),
    Attempt(
        "start twice",
        stories.running,
        lambda desk, one: closings.start(desk, one.number, by=ANA, now=NOW),
        "running",
    ),
    Attempt(
        "start another's",
        stories.proposed,
        lambda desk, one: closings.start(desk, one.number, by=IVAN, now=NOW),
        "Only",
    ),
    Attempt(
        "submit another's", stories.measured, lambda desk, one: stories.submit(desk, one, by=IVAN), "Only"
    ),
    Attempt(
        "submit documentation that is no link",
        stories.measured,
        submitted({**stories.REFERENCES, ArtifactKind.DOCUMENTATION: "on my desk"}),
        "link",
    ),
    Attempt("submit a cost that is no number", stories.measured, submitted(monthly_cost="much"), "number"),
    Attempt("submit the same again", stories.in_review, stories.submit, "nothing here differs"),
    Attempt(
        "promote another's", stories.approved, lambda desk, one: stories.promote(desk, one, by=IVAN), "Only"
    ),
    Attempt("promote what is in review", stories.in_review, stories.promote, "in review"),
    Attempt(
        "promote by falling steps",
        stories.approved,
        lambda desk, one: submissions.promote(
            desk,
            one.number,
            RolloutDraft(service="router", traffic_steps="50, 10", bake_hours="12"),
            by=ANA,
            now=NOW,
            request=new_request(),
        ),
        "rising",
    ),
    Attempt(
        "approve a promotion without the duty",
        stories.promoting,
        lambda desk, one: stories.approve_as(desk, one, ApprovalKind.SECURITY, by=EVA),
        "do not hold the duty",
    ),
    Attempt(
        "approve an earlier promotion",
        lambda desk: stories.promote(desk, stories.declined(desk)),
        lambda desk, one: decisions.approve(
            desk, ApprovalSeat(one.number, 1, ApprovalKind.SECURITY), by=GRETA, now=NOW
        ),
        "earlier promotion",
    ),
    Attempt(
        "decline without a duty",
        stories.promoting,
        lambda desk, one: decisions.decline(desk, one.number, one.round, by=IVAN, now=NOW, reason="No."),
        "can decline",
    ),
    Attempt(
        "roll back without a part in it",
        stories.in_production,
        lambda desk, one: stories.close(desk, one, Step.ROLL_BACK, by=IVAN),
        "Only",
    ),
    Attempt(
        "withdraw another's",
        stories.proposed,
        lambda desk, one: stories.close(desk, one, Step.WITHDRAW, by=HUGO),
        "Only",
    ),
    Attempt(
        "withdraw without a reason",
        stories.proposed,
        lambda desk, one: stories.close(desk, one, Step.WITHDRAW, note="\x00 \n"),
        "eason",
    ),
    Attempt("change what is in production", stories.in_production, stories.amend, "in production"),
    Attempt(
        "measure what is withdrawn",
        lambda desk: stories.close(desk, stories.proposed(desk), Step.WITHDRAW),
        lambda desk, one: stories.measure(desk, one, "accuracy", "1"),
        "withdrawn",
    ),
    Attempt(
        "measure an unknown metric",
        stories.running,
        lambda desk, one: stories.measure(desk, one, "acuracy", "1"),
        "Did you mean “accuracy”",
    ),
    Attempt(
        "measure a word",
        stories.running,
        lambda desk, one: stories.measure(desk, one, "accuracy", "good"),
        "number",
    ),
    Attempt(
        "measure in another unit",
        stories.running,
        lambda desk, one: stories.measure(desk, one, "latency", "1 s"),
        "ms",
    ),
    Attempt("propose without a title", nothing, typed(title=" "), "title"),
    Attempt("propose an endless hypothesis", nothing, typed(hypothesis="x" * 100_000), "2,000"),
    Attempt(
        "propose a metric that does not read", nothing, typed(metrics="accuracy is good"), "accuracy is good"
    ),
    Attempt("propose a day that has passed", nothing, typed(target="2026-03-01"), "has passed"),
    Attempt("propose for a project that does not exist", nothing, typed(project="404"), "no longer there"),
    Attempt("propose for somebody who left", with_leaver(nothing, GONE), typed(owner=GONE), "deactivated"),
    Attempt("propose after leaving", with_leaver(nothing, ANA), typed(), "deactivated"),
    Attempt(
        "give a duty without being an admin",
        nothing,
        lambda desk, _: team.give_duty(desk, IVAN, Duty.ETHICS, by=ANA, now=NOW),
        "Only an admin",
    ),
    Attempt(
        "set a role without being an admin",
        nothing,
        lambda desk, _: team.set_role(desk, IVAN, Role.DATA_ENGINEER, by=ANA, now=NOW),
        "Only an admin",
    ),
    Attempt(
        "allow several seats without being an admin",
        nothing,
        lambda desk, _: team.set_seats(desk, False, by=ANA, now=NOW),
        "Only an admin",
    ),
    Attempt(
        "give a duty to somebody who left",
        with_leaver(nothing, GONE),
        lambda desk, _: team.give_duty(desk, GONE, Duty.ETHICS, by=HUGO, now=NOW),
        "deactivated",
    ),
    Attempt(
        "take admin from an admin of Slack",
        nothing,
        lambda desk, _: team.take_duty(desk, HUGO, Duty.ADMIN, by=HUGO, now=NOW),
        "cannot be taken here",
    ),
    Attempt(
        "create a second project of a name",
        new_project,
        lambda desk, _: new_project(desk, ProjectDraft(name="ROUTER", workstream="governance")),
        "already",
    ),
    Attempt(
        "change a project one does not belong to",
        new_project,
        lambda desk, one: projects.revise(
            desk,
            one.number,
            ProjectDraft(name="X", workstream="governance"),
            by=IVAN,
            now=NOW,
            request=new_request(),
        ),
        "Only a member",
    ),
    Attempt(
        "complete a milestone that is not there",
        new_project,
        lambda desk, one: projects.complete(desk, one.number, "Gamma", by=ANA, now=NOW),
        "Did you mean|no milestone",
    ),
    Attempt(
        "change a project that does not exist",
        nothing,
        lambda desk, _: projects.complete(desk, 404, "Beta", by=ANA, now=NOW),
        "no longer there",
    ),
)


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=lambda attempt: attempt.name)
def test_a_refused_deed_says_why_and_leaves_nothing(desk: Desk, attempt: Attempt) -> None:
    ready = attempt.prepare(desk)
    before = contents(desk.database)
    with pytest.raises(Refused, match=attempt.says):
        attempt.do(desk, ready)
    assert contents(desk.database) == before


def test_a_refused_request_can_be_mended_and_sent_again(desk: Desk) -> None:
    def propose_with(title: str) -> Experiment:
        draft = replace(stories.PROPOSAL, title=title)
        return proposals.propose(desk, draft, by=ANA, channel=CHANNEL, now=NOW, request="view V1")

    with pytest.raises(Refused):
        propose_with("")
    assert propose_with("A title").number == 1


def test_a_refusal_wears_its_fields(desk: Desk) -> None:
    with pytest.raises(Refused) as refusal:
        stories.proposed(desk, title="", hypothesis="", metrics="good", target="2020-01-01")
    assert set(refusal.value.fields) == {"title", "hypothesis", "metrics", "target"}


def test_a_number_refused_leaves_no_gap(desk: Desk) -> None:
    with pytest.raises(Refused):
        stories.proposed(desk, title="")
    assert stories.proposed(desk).number == 1


HOSTILE = "one\x00two\x1b[2J\u202ethree <!channel> \ud800"


def test_signs_that_are_no_text_are_dropped_and_the_rest_is_kept(desk: Desk) -> None:
    experiment = stories.proposed(desk, title=HOSTILE, hypothesis=HOSTILE)
    assert experiment.title == "onetwo[2Jthree <!channel>"
    assert sheets.sheet(desk, 1).experiment == experiment


@pytest.mark.parametrize("verdict", [Verdict.ASK_FOR_CHANGES, Verdict.REJECT])
def test_a_reason_of_odd_signs_is_kept_without_them_everywhere(desk: Desk, verdict: Verdict) -> None:
    review(BEN, verdict, HOSTILE)(desk, stories.in_review(desk))
    experiment, entries, _ = sheets.history(desk, 1)
    assert experiment.reviews[-1].reason == "onetwo[2Jthree <!channel>"
    assert entries[-1].detail.endswith(": onetwo[2Jthree <!channel>")


def test_a_note_of_odd_signs_is_kept_without_them(desk: Desk) -> None:
    stories.close(desk, stories.proposed(desk), Step.WITHDRAW, note=HOSTILE)
    experiment, entries, _ = sheets.history(desk, 1)
    assert experiment.closing_note == "onetwo[2Jthree <!channel>" == entries[-1].detail


def test_a_reason_to_decline_of_odd_signs_is_kept_without_them(desk: Desk) -> None:
    stories.promoting(desk)
    decisions.decline(desk, 1, 1, by=GRETA, now=NOW, reason=HOSTILE)
    _, entries, _ = sheets.history(desk, 1)
    assert entries[-1].detail == "onetwo[2Jthree <!channel>"


def test_a_milestone_named_with_odd_signs_is_kept_by_its_own_name(desk: Desk) -> None:
    projects.complete(desk, new_project(desk).number, "\x00beta\x1b", by=ANA, now=NOW)
    assert entries_of(desk)[-1].detail == "Beta"


def test_a_project_of_the_longest_name_in_any_script_is_kept(desk: Desk) -> None:
    project = new_project(desk, ProjectDraft(name="ΐ" * 60, workstream="governance"))
    assert projects.all_projects(desk) == (project,)


@pytest.mark.parametrize("value", ["0." + "1" * 58, "1" * 400, "1e-30", "9" * 15 + "." + "9" * 70])
def test_a_number_of_many_digits_is_kept_as_typed_or_refused(desk: Desk, value: str) -> None:
    experiment = stories.running(desk)
    try:
        kept = stories.measure(desk, experiment, "accuracy", value)
    except Refused:
        kept = experiment
    assert sheets.sheet(desk, 1).experiment == kept
