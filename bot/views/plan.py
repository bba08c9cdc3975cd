"""The deployment plan of a promotion: its message in the thread, and its document in Markdown."""

from collections.abc import Iterable, Iterator, Sequence

from bot.views.blocks import context, header, section
from bot.views.message import Message
from bot.views.text import day, joined, names, one_line, person
from rules.people import Team
from rules.plans import DeploymentPlan, TrafficStage
from rules.sheets import ExperimentSheet
from rules.words import counted

# Signs that would end a table's cell, make markup, or bring HTML into the document.
MARKDOWN_SIGNS = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_[]<>|#~"})


def plan_message(sheet: ExperimentSheet, plan: DeploymentPlan) -> Message:
    """Return the plan in short; the document with all of it is attached in the same thread."""
    text = f"{plan.experiment} is promoted to production. Its deployment plan:"
    steps = (stage_line(number, stage) for number, stage in enumerate(plan.stages, start=1))
    approved = ", ".join(f"{kind}: {names((by,), sheet.team)}" for kind, by in plan.approvals)
    blocks = (
        header(f"Deployment plan of {plan.experiment}, revision {plan.revision}"),
        section(f"*approved: yes* · {approved}\n*Service:* {one_line(plan.service, 400)}"),
        section(f"*Traffic*\n{joined(steps, 1200)}"),
        section(f"*Stop and roll back when*\n{joined(abort_lines(plan), 2000)}"),
        section(f"*To roll back*, {person(plan.rollback_owner)}:\n{joined(rollback_lines(plan), 2000)}"),
        context(f"Post-launch review on {day(plan.post_launch_review)}. The whole plan is the file below."),
    )
    return Message(text, blocks)


def stage_line(number: int, stage: TrafficStage) -> str:
    """Return one step of traffic on one line."""
    return f"{number}. {stage.percent}% of the traffic for {counted(stage.bake_hours, 'hour')}"


def abort_lines(plan: DeploymentPlan) -> Iterator[str]:
    """Yield the conditions on which the rollout stops: each approved threshold, and missing data."""
    for watch in plan.watches:
        yield f"• {one_line(watch.alarm, 240)}"
    yield f"• {one_line(plan.missing_data_alarm, 240)}"


def rollback_lines(plan: DeploymentPlan) -> Iterator[str]:
    """Yield the steps back, numbered."""
    for number, step in enumerate(plan.rollback_steps, start=1):
        yield f"{number}. {one_line(step, 600)}"


def plan_filename(plan: DeploymentPlan) -> str:
    """Return the name of the document."""
    return f"{plan.experiment}-revision-{plan.revision}-deployment-plan.md"


def plan_document(plan: DeploymentPlan, team: Team) -> str:
    """Return the whole plan in Markdown, with names instead of mentions."""
    return "\n\n".join(
        (
            f"# Deployment plan of {plan.experiment}, revision {plan.revision}",
            f"**{plain(plan.title)}**",
            f"Made on {plan.made_at:%Y-%m-%d %H:%M UTC}. Service: {plain(plan.service)}.",
            "## Approvals",
            listed(f"{kind}: {plain(team.name(by))}" for kind, by in plan.approvals),
            "## Stages of traffic",
            stages_table(plan),
            "## Rollback",
            f"Owner: {plain(team.name(plan.rollback_owner))}",
            "\n".join(f"{number}. {plain(step)}" for number, step in enumerate(plan.rollback_steps, start=1)),
            "## Monitoring",
            monitoring_table(plan),
            f"An alarm also sounds when {plain(plan.missing_data_alarm)}.",
            "## Post-launch review",
            f"On {plan.post_launch_review.isoformat()}.\n",
        )
    )


def stages_table(plan: DeploymentPlan) -> str:
    """Return the stages as a table."""
    rows = [
        (
            f"{stage.percent}%",
            counted(stage.bake_hours, "hour"),
            cell(stage.enter_when),
            cell(stage.abort_when),
        )
        for stage in plan.stages
    ]
    return table(("Traffic", "For", "Enter when", "Stop when"), rows)


def monitoring_table(plan: DeploymentPlan) -> str:
    """Return what is watched as a table."""
    rows = [
        (plain(watch.metric), plain(watch.approved), plain(watch.alarm), "yes" if watch.guardrail else "no")
        for watch in plan.watches
    ]
    return table(("Metric", "Approved", "Alarm when", "Guardrail"), rows)


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table of cells that are escaped already."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def cell(lines: Iterable[str]) -> str:
    """Return several lines in one cell."""
    return "<br>".join(plain(line) for line in lines) or "—"


def listed(lines: Iterable[str]) -> str:
    """Return lines as a list."""
    return "\n".join(f"- {line}" for line in lines)


def plain(text: str) -> str:
    """Return typed text on one line, in which Markdown finds nothing to format."""
    return " ".join(text.split()).translate(MARKDOWN_SIGNS)
