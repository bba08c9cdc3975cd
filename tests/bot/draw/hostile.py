"""Facts in every shape that the rules let through, the worst sizes and signs among them, for Hypothesis to pick."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from rules.evidence.checklist import finding, judged_digest
from rules.experiments.bias_facts import BiasAcceptance, BiasCheck, GroupValue
from rules.experiments.blockers import Blocker
from rules.experiments.experiment import (
    Approval,
    ApprovalKind,
    Artifact,
    ArtifactKind,
    Budget,
    Experiment,
    Hold,
    Requirements,
    Review,
    ReviewKind,
    Rollout,
    Stage,
    Verdict,
)
from rules.experiments.makers import Handover, HandoverOutcome, PartKind, PastPart
from rules.experiments.metrics import Comparison, Measurement, Metric
from rules.experiments.overrides import Item, Override, OverrideOutcome
from rules.experiments.sheets import ExperimentSheet, Overview
from rules.experiments.staleness import Field, FieldChange, digest
from rules.people.accounts import Account
from rules.people.people import Duty, Member, Role, Team
from rules.people.projects import Milestone, Project, Workstream
from rules.people.seat_facts import AskedPerson, SeatWait

SIGNS = st.sampled_from(
    [*"<>&*_~`|@#!{}\\\"'…ab \n", "😀", "é", "漢", "<!channel>", "<@U0ANA>", "&lt;", "%s"]
)
AT = datetime(2026, 1, 2, tzinfo=UTC)
USERS = tuple(f"U0{number:03}" for number in range(8))
LONGEST_LINK = f"https://{'x' * 63}.slack.com/archives/C{'0' * 19}/p1596530361000100?thread_ts=1596530361.000100&cid=C{'0' * 19}"
users = st.sampled_from(USERS)
moments = st.integers(0, 10**9).map(
    lambda seconds: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds // 5)
)
days = st.dates(date(2024, 1, 1), date(2035, 1, 1))
numbers = st.decimals(Decimal("-1e14"), Decimal("1e14"), places=3)


def texts(longest: int, *, lines: bool = False) -> st.SearchStrategy[str]:
    """Return typed texts of up to `longest` characters, with the longest and most escaped of them."""
    typed = st.lists(SIGNS, min_size=1, max_size=20).map(
        lambda signs: "".join(signs)[:longest].strip() or "x"
    )
    worst = st.sampled_from(
        ["<" * longest, "&" * longest, "😀" * longest, ("ab " * longest)[:longest].strip()]
    )
    every = typed | worst
    return every if lines else every.map(lambda text: " ".join(text.split()))


metrics = st.builds(
    Metric,
    name=texts(60),
    comparison=st.sampled_from(Comparison),
    threshold=numbers,
    baseline=st.none() | numbers,
    unit=st.sampled_from(["", "ms", "%", "€/1000requests"]),
    guardrail=st.booleans(),
)
references = texts(1000) | st.sampled_from(
    ["https://example.com/" + "&" * 980, "https://example.com/a|b<c>", "http://é.example/漢"]
)
artifacts = st.builds(Artifact, kind=st.sampled_from(ArtifactKind), reference=references, added_by=users)
reasons = texts(2000, lines=True)
members = st.builds(
    Member,
    id=users,
    name=texts(80),
    role=st.none() | st.sampled_from(Role),
    duties=st.frozensets(st.sampled_from(Duty)),
    account=st.sampled_from(Account),
)


class Crowd(Team):
    """A team too large to be printed when a test fails."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "a crowd of 500"


crowd = Crowd(
    tuple(
        Member(f"U1{number:04}", "<&>" * 20, list(Role)[number % 5], frozenset(Duty)) for number in range(500)
    )
)
teams = st.just(crowd) | st.lists(members, max_size=8, unique_by=lambda member: member.id).map(
    lambda found: Team(tuple(found))
)
changes = st.builds(
    FieldChange,
    field=st.sampled_from(Field),
    before=texts(2000, lines=True) | st.just(""),
    after=texts(2000, lines=True) | st.just(""),
    resets=st.lists(st.sampled_from(ReviewKind), unique=True).map(tuple),
)
milestones = st.builds(Milestone, title=texts(80), due=days, done_at=st.none() | moments)
projects = st.builds(
    Project,
    number=st.integers(1, 999_999),
    name=texts(60),
    workstream=st.sampled_from(Workstream),
    members=st.lists(users, max_size=8).map(tuple) | st.just(tuple(member.id for member in crowd.members)),
    milestones=st.lists(milestones, max_size=30).map(tuple),
)


handovers = st.builds(
    Handover,
    of=users,
    to=users,
    revision=st.integers(0, 3),
    asked_by=users,
    asked_at=moments,
    outcome=st.sampled_from(HandoverOutcome),
    settled_by=users,
    settled_at=moments,
)


@st.composite
def experiments(draw: st.DrawFn) -> Experiment:
    """Return an experiment in any stage, with any verdicts, values and artifacts."""
    stage = draw(st.sampled_from(Stage))
    revision = draw(st.integers(0 if stage in (Stage.PROPOSED, Stage.RUNNING, Stage.WITHDRAWN) else 1, 3))
    taken = draw(st.lists(metrics, max_size=20, unique_by=lambda metric: metric.name))
    bare = Experiment(
        number=draw(st.sampled_from([1, 12, 999_999_999])),
        title=draw(texts(120)),
        hypothesis=draw(texts(2000, lines=True)),
        owner=draw(users),
        proposer=draw(users),
        workstream=draw(st.sampled_from(Workstream)),
        proposed_at=draw(moments),
        stage_since=draw(moments),
        target=draw(st.none() | days),
        metrics=tuple(taken),
        stage=stage,
        revision=revision,
        round=draw(st.integers(1 if stage is Stage.PROMOTING else 0, 2)),
        artifacts=tuple(draw(st.lists(artifacts, max_size=8, unique_by=lambda one: one.kind))),
        budget=Budget(monthly_cost=draw(st.none() | numbers), monthly_budget=draw(st.none() | numbers)),
        requirements=Requirements(one_seat_each=draw(st.booleans())),
        rollout=Rollout(service=draw(texts(80) | st.just("")), traffic_steps=tuple(range(1, 101))),
        closing_note=draw(st.just("") | reasons),
        handovers=tuple(draw(st.lists(handovers, max_size=2))),
    )
    return with_words(draw, bare)


def with_words(draw: st.DrawFn, bare: Experiment) -> Experiment:
    """Return the experiment with reviews, approvals and measurements that fit its metrics and counters."""
    reviews = st.builds(
        Review,
        kind=st.sampled_from(ReviewKind),
        revision=st.integers(1, max(1, bare.revision)),
        verdict=st.sampled_from([Verdict.APPROVE, Verdict.ASK_FOR_CHANGES, Verdict.REJECT]),
        by=users,
        at=moments,
        digest=st.sampled_from(["old", *(digest(bare, kind) for kind in ReviewKind)]),
        reason=st.just("") | reasons,
    )
    approvals = st.builds(
        Approval,
        kind=st.sampled_from(ApprovalKind),
        revision=st.just(bare.revision),
        round=st.integers(1, max(1, bare.round)),
        verdict=st.sampled_from([Verdict.APPROVE, Verdict.DECLINE]),
        by=users,
        at=moments,
        reason=st.just("") | reasons,
    )
    values = tuple(
        Measurement(
            metric=metric.name,
            value=draw(numbers),
            unit=metric.unit,
            by=draw(users),
            at=draw(moments),
            source=draw(st.just("") | texts(200)),
        )
        for metric in bare.metrics[: draw(st.integers(0, 20))]
    )
    return replace(
        bare,
        reviews=tuple(draw(st.lists(reviews, max_size=6))),
        approvals=tuple(draw(st.lists(approvals, max_size=4))),
        measurements=values,
        overrides=tuple(draw(st.lists(overrides_of(replace(bare, measurements=values)), max_size=5))),
    )


@st.composite
def overrides_of(draw: st.DrawFn, experiment: Experiment) -> Override:
    """Return an override that fits what an item lacks or does not, with any answer."""
    item = draw(st.sampled_from(Item))
    outcome = draw(st.sampled_from(OverrideOutcome))
    is_answered = outcome is not OverrideOutcome.ASKED
    return Override(
        item=item,
        lacks=draw(st.just(("the old story",)) | st.just(finding(experiment, item).lacks or ("nothing",))),
        reason=draw(reasons),
        revision=draw(st.integers(1, max(1, experiment.revision))),
        digest=draw(st.sampled_from(["old", judged_digest(experiment, item)])),
        asked_by=draw(users),
        asked_at=draw(moments),
        outcome=outcome,
        settled_by=draw(users) if is_answered else "",
        settled_at=draw(moments) if is_answered else None,
    )


@st.composite
def sheets(draw: st.DrawFn) -> ExperimentSheet:
    """Return the sheet of any experiment."""
    return ExperimentSheet(
        experiment=draw(experiments()),
        team=draw(teams),
        project=draw(st.just("") | texts(60)),
        link=draw(st.sampled_from(["", "https://example.slack.com/archives/C1/p1?a=1&b=2"])),
        changes=tuple(draw(st.lists(changes, max_size=12, unique_by=lambda change: change.field))),
    )


@st.composite
def overviews(draw: st.DrawFn) -> Overview:
    """Return a page of experiments; one drawn experiment stands on it many times, for speed."""
    one = draw(experiments())
    count = draw(st.integers(0, 20))
    page = tuple(replace(one, number=number) for number in range(1, count + 1))
    links = {number: f"https://example.slack.com/archives/C1/p{number}" for number in range(1, count, 2)}
    total = count + draw(st.integers(0, 100_000)) if count else 0
    return Overview(experiments=page, total=total, links=links, only=draw(st.just("") | texts(200)))


def worst_sheet(stage: Stage, sign: str = "<") -> ExperimentSheet:
    """Return the largest sheet of a stage: everything as long as the rules allow, of one sign."""
    taken = tuple(
        Metric(
            name=f"{number:02}{sign * 58}",
            comparison=Comparison.AT_LEAST,
            threshold=Decimal("99999999999999.999"),
            baseline=Decimal("1"),
            unit="€/1000requests",
            guardrail=True,
        )
        for number in range(20)
    )
    bare = Experiment(
        number=999_999_999,
        title=sign * 120,
        hypothesis=sign * 2000,
        owner=USERS[0],
        proposer=USERS[0],
        workstream=Workstream.EXPERIMENTATION,
        proposed_at=datetime(2026, 1, 1, tzinfo=UTC),
        stage_since=datetime(2026, 1, 1, tzinfo=UTC),
        target=date(2030, 1, 1),
        metrics=taken,
        stage=stage,
        revision=3,
        round=2,
        artifacts=tuple(
            Artifact(kind=kind, reference=f"https://{sign * 992}", added_by=USERS[1]) for kind in ArtifactKind
        ),
        budget=Budget(monthly_cost=Decimal(10**14), monthly_budget=Decimal(1)),
        requirements=Requirements(one_seat_each=False),
        rollout=Rollout(service=sign * 80, traffic_steps=tuple(range(1, 101)), bake_hours=720),
        closing_note=sign * 2000,
        parts=(PastPart(by=USERS[1], kind=PartKind.SUGGESTED, revision=0, link=LONGEST_LINK),),
        bias_checks=worst_checks(sign),
        bias_acceptances=tuple(
            BiasAcceptance(
                number=number, metric=sign * 60, revision=3, finding=sign * 1000, by=USERS[7], at=AT
            )
            for number in range(1, 11)
        ),
    )
    waits = SeatWait(
        since=datetime(2026, 1, 1, tzinfo=UTC),
        asked=tuple(AskedPerson(user, in_place_of=user) for user in USERS),
        due=datetime(2026, 1, 3, tzinfo=UTC),
        is_late=True,
    )
    return ExperimentSheet(
        waits=dict.fromkeys(Duty, waits),
        experiment=with_the_longest_words(bare, sign),
        team=crowd,
        project=sign * 60,
        link="https://example.slack.com/archives/C1/p1?a=1&b=2",
        changes=tuple(FieldChange(field, sign * 2000, sign * 2000, tuple(ReviewKind)) for field in Field),
    )


def worst_checks(sign: str) -> tuple[BiasCheck, ...]:
    """Return the largest bias checks: of many metrics and groups, and all of them failed."""
    return tuple(
        BiasCheck(
            experiment=999_999_999,
            metric=f"{number:02}{sign * 58}",
            higher_is_better=True,
            groups=tuple(GroupValue(f"{group:02}{sign * 38}", Decimal(10**group)) for group in range(30)),
            threshold=0.8,
            by=USERS[6],
            at=AT,
            number=number,
        )
        for number in range(1, 21)
    )


def with_the_longest_words(bare: Experiment, sign: str) -> Experiment:
    """Return the experiment with a verdict in every seat of every revision but one of the last, all with reasons."""
    at = AT
    reviews = tuple(
        Review(
            kind=kind,
            revision=revision,
            verdict=Verdict.ASK_FOR_CHANGES,
            by=USERS[number],
            at=at,
            digest=digest(bare, kind),
            reason=sign * 2000,
        )
        for revision in (1, 2, 3)
        for number, kind in enumerate(list(ReviewKind)[: 2 if revision == 3 else 3])
    )
    approvals = tuple(
        Approval(
            kind=kind, revision=3, round=2, verdict=Verdict.DECLINE, by=USERS[4], at=at, reason=sign * 2000
        )
        for kind in list(ApprovalKind)[:2]
    )
    measurements = tuple(
        Measurement(
            metric=metric.name,
            value=Decimal(f"{number}.123456789012"),
            unit=metric.unit,
            by=USERS[0],
            at=at,
            source=sign * 200,
        )
        for metric in bare.metrics
        for number in range(8)
    )
    measured = replace(bare, measurements=measurements)
    overrides = tuple(
        Override(
            item=item,
            lacks=finding(measured, item).lacks,
            reason=sign * 2000,
            revision=3,
            digest=judged_digest(measured, item),
            asked_by=USERS[5],
            asked_at=at,
            outcome=outcome,
            settled_by=USERS[6] if outcome is not OverrideOutcome.ASKED else "",
            settled_at=at if outcome is not OverrideOutcome.ASKED else None,
        )
        for item, outcome in (
            *((item, OverrideOutcome.REFUSED) for item in Item),
            (Item.COST, OverrideOutcome.CONFIRMED),
            (Item.PERFORMANCE, OverrideOutcome.ASKED),
        )
    )
    return replace(measured, reviews=reviews, approvals=approvals, overrides=overrides)


def worst_blockers(sign: str = "<") -> list[Blocker]:
    """Return more blockers than a card can show, each as long as the rules allow."""
    since = datetime(2026, 1, 2, tzinfo=UTC)
    return [
        Blocker(
            number=number,
            channel="C0LAB",
            user=crowd.members[0].id,
            text=sign * 300,
            since=since,
            experiment=999_999_999,
            seen=(since.date(),),
            days=9999,
            owner=crowd.members[1].id,
        )
        for number in range(1, 41)
    ]


def worst_hindered(stage: Stage, sign: str, count: int) -> ExperimentSheet:
    """Return the largest sheet of a stage with blockers, and held by as many follow-ups."""
    worst, due = worst_sheet(stage, sign), date(2026, 3, 2)
    holds = tuple(
        Hold(sign * 200, USERS[3], due, number, sign * 160, due, USERS[3]) for number in range(1, count + 1)
    )
    return replace(
        worst, experiment=replace(worst.experiment, holds=holds), blockers=tuple(worst_blockers(sign))
    )
