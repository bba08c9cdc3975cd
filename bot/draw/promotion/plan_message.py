"""The deployment plan of a promotion: its message in the thread, and its document in Markdown."""

from collections.abc import Iterator

from slack_sdk.models.blocks import Block

from bot.draw.blocks import context, header, section
from bot.draw.evidence.checklist_lines import override_line
from bot.draw.markdown import cell, listed, plain, plain_lines, table
from bot.draw.message import Message
from bot.draw.step_buttons import step_buttons
from bot.draw.text import day, joined, names, one_line
from rules.experiments.sheets import ExperimentSheet
from rules.lifecycle.steps import Step
from rules.people.people import Team
from rules.promotion.plans import HELD_MINUTES, DeploymentPlan, TrafficStage, alarm_words
from rules.words import counted

NO_ALERT = "no alert: no PromQL was given"


def plan_message(sheet: ExperimentSheet, plan: DeploymentPlan, about_files: str) -> Message:
    """Return the plan in short, and what the files are that are attached to it."""
    text = f"Deployment plan of {plan.experiment}, revision {plan.revision}"
    steps = (stage_line(number, stage) for number, stage in enumerate(plan.stages, start=1))
    approved = ", ".join(f"{kind}: {names((by,), sheet.team)}" for kind, by in plan.approvals)
    blocks = (
        header(text),
        section(f"*approved: yes* · {approved}\n*Service:* {one_line(plan.service, 400)}"),
        *override_blocks(sheet, plan),
        section(f"*Traffic*\n{joined(steps, 1200)}"),
        section(f"*Stop and roll back when*\n{joined(abort_lines(plan), 2000)}"),
        section(
            f"*To roll back*, {names((plan.rollback_owner,), sheet.team)}:\n{joined(rollback_lines(plan), 2000)}",
            *step_buttons(sheet.experiment, (Step.ROLL_BACK,)),
        ),
        section(about_files),
        context(f"Post-launch review on {day(plan.post_launch_review)}."),
    )
    return Message(text, blocks)


def stage_line(number: int, stage: TrafficStage) -> str:
    """Return one step of traffic on one line."""
    return f"{number}. {stage.percent}% of the traffic for {counted(stage.bake_hours, 'hour')}"


def override_blocks(sheet: ExperimentSheet, plan: DeploymentPlan) -> Iterator[Block]:
    """Yield what was approved without its evidence."""
    if plan.overrides:
        yield section("*Overridden*\n" + joined((override_line(sheet, one) for one in plan.overrides), 1500))


def override_parts(plan: DeploymentPlan, team: Team) -> Iterator[str]:
    """Yield what was approved without its evidence, for the document."""
    if plan.overrides:
        yield "## Overrides"
        yield listed(
            f"{plain(one.item.value)}: {plain('; '.join(one.lacks))}. Asked for by {plain(team.name(one.asked_by))},"
            f" confirmed by {plain(team.name(one.settled_by))}: {plain_lines(one.reason)}"
            for one in plan.overrides
        )


def abort_lines(plan: DeploymentPlan) -> Iterator[str]:
    """Yield the conditions on which the rollout stops, each with its alert: every approved threshold, and missing data."""
    for watch in plan.watches:
        yield f"• {one_line(watch.alarm, 240)} · `{watch.alert}`"
    for metric in plan.unwatched:
        yield f"• {one_line(alarm_words(metric), 240)} · {NO_ALERT}"
    if plan.watches:
        yield f"• {one_line(plan.missing_data_alarm, 240)} · `{plan.missing_data_alert}`"


def rollback_lines(plan: DeploymentPlan) -> Iterator[str]:
    """Yield the steps back, numbered."""
    for number, step in enumerate(plan.rollback_steps, start=1):
        yield f"{number}. {one_line(step, 600)}"


def plan_filename(plan: DeploymentPlan) -> str:
    """Return the name of the document."""
    return f"{plan.experiment}-revision-{plan.revision}-deployment-plan.md"


def plan_document(plan: DeploymentPlan, team: Team, trial: str) -> str:
    """Return the whole plan in Markdown, with names instead of mentions; `trial` says whether its alerts were run."""
    return "\n\n".join(
        (
            f"# Deployment plan of {plan.experiment}, revision {plan.revision}",
            f"**{plain(plan.title)}**",
            f"Made on {plan.made_at:%Y-%m-%d %H:%M UTC}. Service: {plain(plan.service)}.",
            "## Approvals",
            listed(f"{kind}: {plain(team.name(by))}" for kind, by in plan.approvals),
            *override_parts(plan, team),
            "## Stages of traffic",
            stages_table(plan),
            "## Rollback",
            f"Owner: {plain(team.name(plan.rollback_owner))}",
            "\n".join(f"{number}. {plain(step)}" for number, step in enumerate(plan.rollback_steps, start=1)),
            "## Monitoring",
            monitoring_table(plan),
            f"{sounding_words(plan)} {trial}".strip(),
            "## Post-launch review",
            f"On {plan.post_launch_review.isoformat()}.\n",
        )
    )


def sounding_words(plan: DeploymentPlan) -> str:
    """Return when the alerts sound; nothing where there are none."""
    if not plan.watches:
        return ""
    return (
        f"{plan.missing_data_alert} sounds when {plain(plan.missing_data_alarm)}; the others when a value has been"
        f" on the wrong side for {HELD_MINUTES} minutes."
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
    """Return what is watched as a table, and what is not."""
    alerts = [
        *((one.metric, one.alert) for one in plan.watches),
        *((one, NO_ALERT) for one in plan.unwatched),
    ]
    rows = [
        (
            plain(metric.name),
            plain(metric.target),
            plain(alarm_words(metric)),
            "yes" if metric.guardrail else "no",
            alert,
        )
        for metric, alert in alerts
    ]
    return table(("Metric", "Approved", "Alarm when", "Guardrail", "Alert"), rows)
