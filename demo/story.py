"""Who is in the demo's team, and how its story is told: by the same deeds that people do in Slack."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta

from flows.desk import Desk
from flows.evidence import measure
from flows.lifecycle import decisions, proposals, submissions
from rules.evidence.measurements import ValueDraft
from rules.evidence.submissions import SubmissionDraft
from rules.experiments.experiment import ApprovalKind, ArtifactKind, ReviewKind, Verdict
from rules.experiments.proposals import ProposalDraft
from rules.lifecycle.seats import ApprovalSeat, ReviewSeat
from rules.people.people import Duty, Role
from rules.promotion.rollouts import RolloutDraft, query_field

REVIEWS, GENERAL = "C0REVIEWS", "C0GENERAL"
ANA, BEN, CHLOE, DEV = "U0ANA", "U0BEN", "U0CHLOE", "U0DEV"
EMI, FAY, GUS, HANA, ADA = "U0EMI", "U0FAY", "U0GUS", "U0HANA", "U0ADA"


ROLES = {
    ANA: Role.AI_ML_ENGINEER,
    BEN: Role.AI_PLATFORM_ENGINEER,
    CHLOE: Role.DATA_ENGINEER,
    DEV: Role.AI_PRODUCT_MANAGER,
    EMI: Role.AI_PLATFORM_ENGINEER,
    FAY: Role.AI_PRODUCT_MANAGER,
    HANA: Role.PROMPT_ENGINEER,
}
DUTIES = {
    BEN: Duty.TECHNICAL,
    CHLOE: Duty.ETHICS,
    DEV: Duty.BUSINESS,
    EMI: Duty.TECHNICAL_LEAD,
    FAY: Duty.PRODUCT_OWNER,
    GUS: Duty.SECURITY,
}
REVIEWERS = {ReviewKind.TECHNICAL: BEN, ReviewKind.ETHICS: CHLOE, ReviewKind.BUSINESS: DEV}
APPROVERS = {
    ApprovalKind.TECHNICAL_LEAD: EMI,
    ApprovalKind.PRODUCT_OWNER: FAY,
    ApprovalKind.SECURITY: GUS,
}
# In minutes of the day, so that nobody in the story decides at midnight.
MORNING, MINUTES_BETWEEN = 8 * 60, 43


class Story:
    """Tells what the team did before today, one deed after another, each with its own time."""

    def __init__(self, desk: Desk, today: datetime) -> None:
        self.desk = desk
        self.today = today
        self.deeds = 0
        self.moments: Counter[date] = Counter()

    def request(self) -> str:
        """Return a new request id."""
        self.deeds += 1
        return f"demo:{self.deeds}"

    def day(self, days: int) -> date:
        """Return the day so many days from today."""
        return (self.today + timedelta(days=days)).date()

    def ago(self, days: int) -> datetime:
        """Return a moment so many days before today, in working hours and later than the one before."""
        day = (self.today - timedelta(days=days)).date()
        self.moments[day] += 1
        minutes = MORNING + MINUTES_BETWEEN * self.moments[day]
        return datetime.combine(day, time.min, UTC) + timedelta(minutes=minutes)

    def propose(self, owner: str, days: int, **fields: str) -> int:
        """Propose an experiment."""
        draft = ProposalDraft(owner=owner, **fields)
        made = proposals.propose(
            self.desk, draft, by=owner, channel=REVIEWS, now=self.ago(days), request=self.request()
        )
        return made.number

    def measure(self, number: int, by: str, days: int, **values: str) -> None:
        """Record values."""
        for name, value in values.items():
            draft = ValueDraft(metric=name, value=value)
            measure.record_value(self.desk, number, draft, by=by, now=self.ago(days), request=self.request())

    def submit(self, number: int, by: str, days: int, *, cost: str, budget: str, **references: str) -> None:
        """Submit a revision."""
        draft = SubmissionDraft(
            references={ArtifactKind(kind): reference for kind, reference in references.items()},
            monthly_cost=cost,
            monthly_budget=budget,
        )
        submissions.submit(self.desk, number, draft, by=by, now=self.ago(days), request=self.request())

    def review(
        self, number: int, kind: ReviewKind, days: int, verdict: Verdict = Verdict.APPROVE, reason: str = ""
    ) -> None:
        """Decide a review of the first revision."""
        seat = ReviewSeat(number, 1, kind)
        decisions.review(self.desk, seat, verdict, by=REVIEWERS[kind], now=self.ago(days), reason=reason)

    def promote(self, number: int, by: str, days: int, service: str, **queries: str) -> None:
        """Ask for a promotion."""
        draft = RolloutDraft(
            service=service,
            traffic_steps="5, 25, 50, 100",
            bake_hours="24",
            queries={query_field(name): query for name, query in queries.items()},
        )
        submissions.promote(self.desk, number, draft, by=by, now=self.ago(days), request=self.request())

    def approve(self, number: int, kind: ApprovalKind, days: int) -> None:
        """Give an approval of the first promotion."""
        seat = ApprovalSeat(number, 1, kind)
        decisions.approve(self.desk, seat, by=APPROVERS[kind], now=self.ago(days))
