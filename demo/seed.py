"""The demo's team and its first experiments, brought about by the same deeds that people do in Slack."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta

from flows import decide, projects, propose, setups, steer, submit, team
from flows.desk import Desk
from rules.ceremonies import FORMATS, Ceremony
from rules.experiments import ApprovalKind, ArtifactKind, ReviewKind, Verdict
from rules.gates import ApprovalSeat, ReviewSeat
from rules.lifecycle import Step
from rules.measurements import ValueDraft
from rules.people import Duty, Member, Role
from rules.projects import ProjectDraft
from rules.proposals import ProposalDraft, RolloutDraft, SubmissionDraft
from rules.rollouts import query_field
from rules.setups import CeremonyDraft, SetupDraft

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
WIKI = "https://wiki.example.com"
SEARCH_QUERIES = {
    "nDCG@10": 'avg(search_ndcg{service="search-api", at="10"})',
    "p95 latency": "1000 * histogram_quantile(0.95, sum by (le) (rate(search_seconds_bucket[5m])))",
}
SUPPORT_QUERIES = {
    "edit rate": "100 * sum(rate(support_answers_edited_total[1h])) / sum(rate(support_answers_total[1h]))",
    "refusal rate": "100 * sum(rate(support_refusals_total[1h])) / sum(rate(support_answers_total[1h]))",
}


# What the team tried half a year ago: owner, days ago, days until the result, the owner's estimate, title, learning.
TRIED_BEFORE = (
    (
        ANA,
        180,
        12,
        10,
        "Quantise the embedding model",
        "No gain: recall fell by 4 points and latency by only 5%.",
    ),
    (
        CHLOE,
        171,
        19,
        14,
        "Cache frequent questions",
        "Half of the questions repeat, but prices change: expire by topic.",
    ),
    (
        ANA,
        160,
        23,
        20,
        "Batch requests to the embedding model",
        "Cheaper by 30%; batches above 32 hurt the p95.",
    ),
    (HANA, 141, 16, 14, "Fewer examples in the support prompt", "Three examples do as well as eight."),
    (
        ANA,
        120,
        27,
        14,
        "Hybrid search with keyword boosts",
        "Keywords help part numbers and hurt everything else.",
    ),
    (
        CHLOE,
        95,
        21,
        25,
        "Drop stale documents from the index",
        "Answers quote old prices less; age by source, not by date.",
    ),
)


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
        made = propose.propose(
            self.desk, draft, by=owner, channel=REVIEWS, now=self.ago(days), request=self.request()
        )
        return made.number

    def measure(self, number: int, by: str, days: int, **values: str) -> None:
        """Record values."""
        for name, value in values.items():
            draft = ValueDraft(metric=name, value=value)
            propose.measure(self.desk, number, draft, by=by, now=self.ago(days), request=self.request())

    def submit(self, number: int, by: str, days: int, *, cost: str, budget: str, **references: str) -> None:
        """Submit a revision."""
        draft = SubmissionDraft(
            references={ArtifactKind(kind): reference for kind, reference in references.items()},
            monthly_cost=cost,
            monthly_budget=budget,
        )
        submit.submit(self.desk, number, draft, by=by, now=self.ago(days), request=self.request())

    def review(
        self, number: int, kind: ReviewKind, days: int, verdict: Verdict = Verdict.APPROVE, reason: str = ""
    ) -> None:
        """Decide a review of the first revision."""
        seat = ReviewSeat(number, 1, kind)
        decide.review(self.desk, seat, verdict, by=REVIEWERS[kind], now=self.ago(days), reason=reason)

    def promote(self, number: int, by: str, days: int, service: str, **queries: str) -> None:
        """Ask for a promotion."""
        draft = RolloutDraft(
            service=service,
            traffic_steps="5, 25, 50, 100",
            bake_hours="24",
            queries={query_field(name): query for name, query in queries.items()},
        )
        submit.promote(self.desk, number, draft, by=by, now=self.ago(days), request=self.request())

    def approve(self, number: int, kind: ApprovalKind, days: int) -> None:
        """Give an approval of the first promotion."""
        seat = ApprovalSeat(number, 1, kind)
        decide.approve(self.desk, seat, by=APPROVERS[kind], now=self.ago(days))


def seed(desk: Desk, people: list[Member], today: datetime) -> None:
    """Fill an empty desk with a team, two projects and experiments in different stages."""
    seed_team(desk, people, today - timedelta(days=190))
    story = Story(desk, today)
    for tried in TRIED_BEFORE:
        tried_before(story, *tried)
    search, support = two_projects(story)
    for tell in (in_production, concluded, in_promotion, in_review, running, proposed):
        tell(story, search, support)
    set_up_ceremonies(story)


def set_up_ceremonies(story: Story) -> None:
    """Set up the four ceremonies with their defaults, as Ada does it by sending the form as it opens."""
    drafts = {
        ceremony: CeremonyDraft(
            weekdays=tuple(str(day) for day in FORMATS[ceremony].weekdays), at=f"{FORMATS[ceremony].at:%H:%M}"
        )
        for ceremony in Ceremony
    }
    draft = SetupDraft(chosen=tuple(Ceremony), zone="Europe/Berlin", expected=tuple(ROLES), ceremonies=drafts)
    setups.set_up(story.desk, GENERAL, draft, by=ADA, now=story.today, request=story.request())


def seed_team(desk: Desk, people: list[Member], now: datetime) -> None:
    """Give everybody their role and their duty."""
    team.record_roster(desk, people)
    for user, role in ROLES.items():
        team.set_role(desk, user, role, by=ADA, now=now)
    for user, duty in DUTIES.items():
        team.give(desk, user, duty, by=ADA, now=now)


def two_projects(story: Story) -> tuple[str, str]:
    """Create the projects, and return their numbers as forms carry them."""
    search = ProjectDraft(
        name="Search relevance",
        workstream="optimization",
        members=(ANA, CHLOE, FAY),
        milestones=f"Offline evaluation, {story.day(-20)}\nHalf of the traffic, {story.day(12)}",
    )
    support = ProjectDraft(
        name="Support assistant",
        workstream="experimentation",
        members=(HANA, DEV, BEN),
        milestones=f"Answers with sources, {story.day(9)}\nAll languages, {story.day(40)}",
    )
    numbers = []
    for draft, by in ((search, ANA), (support, HANA)):
        made = projects.create(
            story.desk, draft, by=by, channel=REVIEWS, now=story.ago(39), request=story.request()
        )
        numbers.append(str(made.number))
    projects.complete(story.desk, int(numbers[0]), "Offline evaluation", by=ANA, now=story.ago(21))
    return numbers[0], numbers[1]


def tried_before(
    story: Story, owner: str, ago: int, took: int, estimate: int, title: str, learning: str
) -> None:
    """Tell of an experiment that was concluded, with what it taught: history for forecasts and search."""
    number = story.propose(
        owner,
        ago,
        title=title,
        hypothesis=f"If we try it ({title[:1].lower()}{title[1:]}), cost or latency falls at equal quality.",
        workstream="optimization",
        target=str(story.day(estimate - ago)),
    )
    steer.close(
        story.desk,
        number,
        Step.CONCLUDE,
        by=owner,
        note=learning,
        now=story.ago(ago - took),
        request=story.request(),
    )


def in_production(story: Story, search: str, _support: str) -> None:
    """Tell of an experiment that went all the way."""
    number = story.propose(
        ANA,
        38,
        title="Rerank search results with a cross-encoder",
        hypothesis="If we rerank the first 50 results with a small cross-encoder, people find what they look for "
        "on the first page more often, because the reranker reads query and document together.",
        workstream="optimization",
        project=search,
        metrics="nDCG@10 >= 0.62 (now 0.55)\nguardrail: p95 latency <= 350 ms (now 240 ms)",
        target=str(story.day(30)),
    )
    steer.start(story.desk, number, by=ANA, now=story.ago(37))
    story.measure(number, ANA, 27, **{"nDCG@10": "0.64", "p95 latency": "310 ms"})
    story.submit(
        number,
        ANA,
        26,
        cost="900",
        budget="1200",
        model="models:/search-reranker/7",
        evaluation_report=f"{WIKI}/reranker/evaluation",
        safety_evaluation=f"{WIKI}/reranker/safety",
        cost_projection=f"{WIKI}/reranker/cost",
        documentation=f"{WIKI}/reranker",
        rollback_plan="Switch the flag search.reranker off; the old ranking is warm.",
    )
    for kind in ReviewKind:
        story.review(number, kind, 25)
    story.promote(number, ANA, 24, "search-api", **SEARCH_QUERIES)
    for approval in ApprovalKind:
        story.approve(number, approval, 23)


def concluded(story: Story, search: str, _support: str) -> None:
    """Tell of an experiment that gave no gain, and what was learnt."""
    number = story.propose(
        CHLOE,
        35,
        title="Larger chunks in the document index",
        hypothesis="If chunks are twice as long, answers quote more of the context they need.",
        workstream="experimentation",
        project=search,
        metrics="answer accuracy >= 0.80 (now 0.76)",
    )
    story.measure(number, CHLOE, 20, **{"answer accuracy": "0.76"})
    note = "No gain: longer chunks bring more noise than context. Overlap helps more than length."
    steer.close(
        story.desk, number, Step.CONCLUDE, by=CHLOE, note=note, now=story.ago(19), request=story.request()
    )


def in_promotion(story: Story, _search: str, support: str) -> None:
    """Tell of an experiment that waits for one last approval."""
    number = story.propose(
        HANA,
        21,
        title="Cite sources in support answers",
        hypothesis="If every answer names the article it rests on, agents trust it and edit it less.",
        workstream="production",
        project=support,
        metrics="edit rate <= 18% (now 31%)\nguardrail: refusal rate <= 4% (now 3%)",
        target=str(story.day(9)),
    )
    story.measure(number, HANA, 8, **{"edit rate": "16%", "refusal rate": "3.2%"})
    story.submit(
        number,
        HANA,
        7,
        cost="340",
        budget="500",
        prompt="prompts/support-answer@v12",
        evaluation_report=f"{WIKI}/citations/evaluation",
        safety_evaluation=f"{WIKI}/citations/red-team",
        cost_projection=f"{WIKI}/citations/cost",
        documentation=f"{WIKI}/citations",
        rollback_plan="Pin the prompt library to v11.",
    )
    for kind in ReviewKind:
        story.review(number, kind, 5)
    story.promote(number, HANA, 4, "support-answers", **SUPPORT_QUERIES)
    for approval in (ApprovalKind.TECHNICAL_LEAD, ApprovalKind.SECURITY):
        story.approve(number, approval, 3)


def in_review(story: Story, search: str, _support: str) -> None:
    """Tell of an experiment that waits for the board."""
    number = story.propose(
        ANA,
        12,
        title="Distil the intent classifier",
        hypothesis="If we distil the intent classifier into a model a tenth of its size, cost falls by two thirds "
        "and accuracy stays, because most queries are easy.",
        workstream="optimization",
        project=search,
        metrics="accuracy >= 0.92 (now 0.93)\ncost per 1,000 calls <= 0.04 € (now 0.12 €)",
        target=str(story.day(18)),
    )
    steer.start(story.desk, number, by=ANA, now=story.ago(11))
    story.measure(number, ANA, 3, **{"accuracy": "0.925", "cost per 1,000 calls": "0.037"})
    story.submit(
        number,
        ANA,
        2,
        cost="210",
        budget="400",
        model="models:/intent-small/2",
        dataset="datasets/intents-curated",
        evaluation_report=f"{WIKI}/intent/evaluation",
        cost_projection=f"{WIKI}/intent/cost",
        safety_evaluation=f"{WIKI}/intent/safety",
        documentation=f"{WIKI}/intent",
        rollback_plan="Route all traffic back to intent-large; it stays deployed for two weeks.",
    )
    story.review(number, ReviewKind.BUSINESS, 1)


def running(story: Story, _search: str, support: str) -> None:
    """Tell of an experiment that is being measured."""
    number = story.propose(
        HANA,
        9,
        title="Shorter system prompt for the assistant",
        hypothesis="If the system prompt is halved, latency falls and quality stays.",
        workstream="optimization",
        project=support,
        metrics="helpfulness >= 4.2 (now 4.1)\np95 latency <= 2.5 s (now 3.4 s)",
        target=str(story.day(14)),
    )
    steer.start(story.desk, number, by=HANA, now=story.ago(8))
    story.measure(number, HANA, 2, **{"p95 latency": "2.3 s"})


def proposed(story: Story, _search: str, support: str) -> None:
    """Tell of an experiment that was proposed yesterday."""
    story.propose(
        DEV,
        1,
        title="Route simple questions to a small model",
        hypothesis="If a router sends simple questions to a small model, cost halves at equal satisfaction.",
        workstream="experimentation",
        project=support,
        metrics="satisfaction >= 4.3 (now 4.3)\ncost per answer <= 0.006 € (now 0.013 €)",
        target=str(story.day(45)),
    )
