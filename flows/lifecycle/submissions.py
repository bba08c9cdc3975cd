"""Submitting a revision to the board, and asking for its promotion."""

from datetime import datetime

from flows.desk import Desk
from flows.experiments.record import Doing, record
from rules.evidence.submissions import SubmissionDraft, read_submission
from rules.experiments.experiment import Experiment
from rules.experiments.notices import Notice, NoticeTopic
from rules.experiments.staleness import changes, merged
from rules.journal.entries import Deed
from rules.lifecycle import revisions
from rules.people.accounts import Part
from rules.promotion.rollouts import RolloutDraft, read_rollout
from store import workspaces
from store.experiments import experiments
from store.journal import journal

# The last experiments of a project, among which one that was submitted is looked for.
LOOKED_AT = 10


def submit(
    desk: Desk, number: int, draft: SubmissionDraft, *, by: str, now: datetime, request: str
) -> Experiment:
    """Submit the next revision to the review board; what is required of it is frozen now."""
    with desk.begin(request, now) as session:
        before, person = desk.lock(session, number, by)
        submission = read_submission(draft, before.artifacts)
        after = revisions.submit(before, submission, workspaces.requirements(session), person, now)
        # Against the revision before; the first submission has nothing to be compared with.
        since = journal.changes(session, before.key, with_submission=False) if before.revision else ()
        changed = merged([*since, *changes(before, after)]) if before.revision else ()
        told = submission.changed
        said = f"revision {after.revision}: {told}" if told else f"revision {after.revision}"
        topic = NoticeTopic.RESUBMITTED if told else NoticeTopic.SUBMITTED
        news = Notice(topic=topic, by=by, reason=told)
        doing = Doing(deed=Deed.SUBMITTED, by=by, now=now, said=said, changes=changed, news=(news,))
        return record(session, before, after, doing)


def submitted_before(desk: Desk, experiment: Experiment) -> Experiment | None:
    """Return the newest other experiment of the same project that was submitted, if there is one among the last."""
    if experiment.project is None:
        return None
    with desk.look() as session:
        newest, _ = experiments.page(session, project=experiment.project, limit=LOOKED_AT)
        return next((one for one in newest if one.revision and one.number != experiment.number), None)


def promote(
    desk: Desk, number: int, draft: RolloutDraft, *, by: str, now: datetime, request: str
) -> Experiment:
    """Ask the three approvers for the promotion to production."""
    with desk.begin(request, now) as session:
        before, person = desk.lock(session, number, by)
        after = revisions.promote(before, read_rollout(draft, before.metrics), person, now)
        desk.require_people(session, [after.rollout.rollback_owner], Part.ROLLBACK, "rollback_owner")
        said = f"revision {after.revision}"
        return record(session, before, after, Doing(deed=Deed.ASKED_FOR_PROMOTION, by=by, now=now, said=said))
