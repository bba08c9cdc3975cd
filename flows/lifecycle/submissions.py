"""Submitting a revision to the board, and asking for its promotion."""

from datetime import datetime

from flows.desk import Desk
from flows.experiments.record import Doing, record
from rules.evidence.submissions import SubmissionDraft, read_submission
from rules.experiments.experiment import Experiment
from rules.experiments.staleness import changes, merged
from rules.journal.entries import Deed
from rules.lifecycle import revisions
from rules.people.accounts import Part
from rules.promotion.rollouts import RolloutDraft, read_rollout
from store import workspaces
from store.journal import journal


def submit(
    desk: Desk, number: int, draft: SubmissionDraft, *, by: str, now: datetime, request: str
) -> Experiment:
    """Submit the next revision to the review board; what is required of it is frozen now."""
    with desk.begin(request, now) as session:
        before, person = desk.lock(session, number, by)
        submission = read_submission(draft)
        after = revisions.submit(before, submission, workspaces.requirements(session), person, now)
        # Against the revision before; the first submission has nothing to be compared with.
        since = journal.changes(session, before.key, with_submission=False) if before.revision else ()
        changed = merged([*since, *changes(before, after)]) if before.revision else ()
        said = f"revision {after.revision}"
        doing = Doing(deed=Deed.SUBMITTED, by=by, now=now, said=said, changes=changed)
        return record(session, before, after, doing)


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
