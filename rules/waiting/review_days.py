"""Since when an experiment belongs on the agendas: days that are kept beside it, by which the first few are found without
reading the others."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from rules.evidence.bias_checks import failures
from rules.experiments.experiment import ArtifactKind, Experiment, Stage
from rules.learning.forecasts import due
from rules.placeholders import Worth, worth_of

FORECAST_STAGES = (Stage.RUNNING, Stage.CHANGES_ASKED)
SAFETY_STAGES = (Stage.IN_REVIEW, Stage.APPROVED, Stage.PROMOTING, Stage.IN_PRODUCTION)
# Where nothing is linked that shows it to be safe, it is older than any that is.
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ReviewDays:
    """The days of one experiment, each only while its stage lets an agenda ask for it.

    `late_from` is the earlier of its forecast and its owner's date; `safe_since` is when its safety evaluation was linked, and
    `is_live` parts what is in production from the rest; `unchecked_since` is since when it lacks any bias check, `checked_at`
    when the newest was made, and `failed_at` when the newest was that stands as failed.
    """

    late_from: date | None = None
    is_live: bool = False
    safe_since: datetime | None = None
    unchecked_since: datetime | None = None
    checked_at: datetime | None = None
    failed_at: datetime | None = None


def review_days(experiment: Experiment) -> ReviewDays:
    """Return the days of an experiment."""
    is_looked_at = experiment.stage in SAFETY_STAGES
    made = [check.at for check in experiment.bias_checks]
    return ReviewDays(
        late_from=late_from(experiment),
        is_live=experiment.stage is Stage.IN_PRODUCTION,
        safe_since=safe_since(experiment) if is_looked_at else None,
        unchecked_since=experiment.stage_since if is_looked_at and not made else None,
        checked_at=max(made, default=None) if is_looked_at else None,
        failed_at=max((check.at for check in failures(experiment)), default=None) if made else None,
    )


def late_from(experiment: Experiment) -> date | None:
    """Return the first day that an experiment has promised, while it runs: by its forecast, or by its owner."""
    if experiment.stage not in FORECAST_STAGES:
        return None
    return min((day for day in (due(experiment), experiment.target) if day), default=None)


def safe_since(experiment: Experiment) -> datetime | None:
    """Return when an experiment's safety evaluation was linked; `NEVER` for one that is absent or only stated."""
    artifact = experiment.artifact(ArtifactKind.SAFETY_EVALUATION)
    if artifact is None or worth_of(artifact.reference) is not Worth.REFERENCE:
        return NEVER
    return artifact.added_at
