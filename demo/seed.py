"""The demo's team and its first experiments, seeded into an empty desk."""

from datetime import datetime, timedelta

from demo.past import TRIED_BEFORE, tried_before
from demo.story import ADA, ANA, BEN, CHLOE, DEV, DUTIES, FAY, GENERAL, HANA, REVIEWS, ROLES, Story
from flows.ceremonies import setups
from flows.desk import Desk
from flows.lifecycle import closings
from flows.people import projects, team
from rules.ceremonies.ceremonies import FORMATS
from rules.ceremonies.setups import CeremonyDraft, SetupDraft
from rules.ceremony_names import Ceremony
from rules.experiments.experiment import ApprovalKind, ReviewKind
from rules.lifecycle.steps import Step
from rules.people.people import Member
from rules.people.projects import ProjectDraft

WIKI = "https://wiki.example.com"
SEARCH_QUERIES = {
    "nDCG@10": 'avg(search_ndcg{service="search-api", at="10"})',
    "p95 latency": "1000 * histogram_quantile(0.95, sum by (le) (rate(search_seconds_bucket[5m])))",
}
SUPPORT_QUERIES = {
    "edit rate": "100 * sum(rate(support_answers_edited_total[1h])) / sum(rate(support_answers_total[1h]))",
    "refusal rate": "100 * sum(rate(support_refusals_total[1h])) / sum(rate(support_answers_total[1h]))",
}


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
    team.record_roster(desk, people, now=now)
    for user, role in ROLES.items():
        team.set_role(desk, user, role, by=ADA, now=now)
    for user, duty in DUTIES.items():
        team.give_duty(desk, user, duty, by=ADA, now=now)


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
    closings.start(story.desk, number, by=ANA, now=story.ago(37))
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
    closings.close(
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
        metrics="guardrail: accuracy >= 0.92 (now 0.93)\ncost per 1,000 calls <= 0.04 € (now 0.12 €)",
        target=str(story.day(18)),
    )
    closings.start(story.desk, number, by=ANA, now=story.ago(11))
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
    closings.start(story.desk, number, by=HANA, now=story.ago(8))
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
