"""What a promotion keeps of its monitoring, and what the next one of the project finds prefilled."""

from dataclasses import replace
from datetime import timedelta

from flows.desk import Desk
from flows.people import projects
from flows.promotion import plans
from rules.experiments.experiment import Experiment, Rollout
from rules.people.projects import ProjectDraft
from rules.promotion.alert_trials import monitoring
from rules.promotion.rollouts import query_field, suggested
from tests import stories
from tests.stories import ANA, NOW


def project(desk: Desk, name: str) -> str:
    """Return the number of a new project, as forms carry it."""
    draft = ProjectDraft(name=name, workstream="optimization", members=(ANA,), milestones="")
    made = projects.create(desk, draft, by=ANA, channel="C0LAB", now=NOW, request=stories.new_request())
    return str(made.number)


def promoted(desk: Desk, number: str, expression: str, hours: int = 0) -> Experiment:
    """Return an experiment of a project whose promotion was asked for, some hours later."""
    queries = {query_field("accuracy"): expression, query_field("latency"): "max(slow)"}
    draft = replace(stories.ROLLOUT, service=f"service-of-{expression}", queries=queries)
    approved = stories.approved(desk, project=number)
    return stories.promote_with(desk, approved, draft, now=NOW + timedelta(hours=hours))


def prefilled(desk: Desk, experiment: Experiment) -> Rollout:
    """Return what the form of a promotion holds as it opens."""
    return suggested(experiment, plans.promoted_before(desk, experiment))


def test_a_promotion_finds_what_was_typed_last_in_its_project(desk: Desk) -> None:
    search = project(desk, "Search")
    promoted(desk, search, "newest", hours=2)
    promoted(desk, search, "older", hours=1)
    rollout = prefilled(desk, stories.approved(desk, project=search))
    assert rollout.service == "service-of-newest"
    assert [query.expression for query in rollout.queries] == ["newest", "max(slow)"]


def test_a_promotion_finds_nothing_of_other_projects_and_workspaces(desk: Desk, other_desk: Desk) -> None:
    promoted(desk, project(desk, "Search"), "theirs")
    project(other_desk, "Search")
    promoted(other_desk, project(other_desk, "Support"), "elsewhere")
    assert prefilled(desk, stories.approved(desk, project=project(desk, "Support"))) == Rollout()
    assert prefilled(desk, stories.approved(desk)) == Rollout()


def test_the_next_round_finds_what_was_typed_in_the_round_before(desk: Desk) -> None:
    declined = stories.declined(desk)
    assert prefilled(desk, declined) == declined.rollout


def test_the_plan_of_a_round_is_kept_with_all_that_its_monitoring_is_made_of(desk: Desk) -> None:
    experiment = stories.in_production(desk)
    kept = plans.plan(desk, experiment.number, experiment.round)
    assert [(watch.metric, watch.query) for watch in kept.watches] == [
        (metric, experiment.rollout.query(metric)) for metric in experiment.metrics
    ]
    assert len(monitoring(kept, "Eva").alerts) == 3
