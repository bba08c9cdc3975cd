"""What is attached to a promotion's thread: the deployment plan, and the monitoring if it passed its trial."""

from collections.abc import Iterator

from bot.draw.promotion.monitoring_files import cases_file, cases_filename, rules_file, rules_filename
from bot.draw.promotion.plan_message import plan_document, plan_filename
from bot.draw.text import one_line
from rules.people.people import Team
from rules.promotion.alert_trials import Monitoring, Trial
from rules.promotion.plans import DeploymentPlan
from rules.words import counted

MOST_FAULTS = 5


def files(plan: DeploymentPlan, set_up: Monitoring, trial: Trial, team: Team) -> Iterator[dict[str, str]]:
    """Yield the files as slack-sdk takes them; alerts that failed their trial are not among them."""
    # Grafana's SDK takes long to import, and only a promotion needs it.
    from bot.draw.promotion.dashboard_file import dashboard_file, dashboard_filename

    of = f"of {plan.experiment}, revision {plan.revision}"
    document = plan_document(plan, team, trial_words(plan, trial))
    yield attachment(plan_filename(plan), f"Deployment plan {of}", document)
    if plan.watches and not trial.faults:
        yield attachment(rules_filename(set_up), f"Alert rules {of}", rules_file(set_up))
        yield attachment(cases_filename(set_up), f"Unit tests of the alert rules {of}", cases_file(set_up))
        yield attachment(dashboard_filename(plan), f"Grafana dashboard {of}", dashboard_file(plan))


def attachment(filename: str, title: str, content: str) -> dict[str, str]:
    """Return one file."""
    return {"filename": filename, "title": title, "content": content}


def trial_words(plan: DeploymentPlan, trial: Trial) -> str:
    """Return in a sentence whether the alerts were run before they were posted."""
    if not plan.watches:
        return (
            "No PromQL expression was given, so no alert is made and nothing watches the rollout by itself."
        )
    if trial.faults:
        return "The alerts did not pass their trial, so nothing watches the rollout yet."
    if trial.has_run:
        own, it = (
            ("Your expression was", "it returns")
            if len(plan.watches) == 1
            else ("Your expressions were", "they return")
        )
        return (
            "Each alert was run by promtool on recorded values in a firing, a quiet and a no-data case before it was"
            f" posted. {own} checked for syntax only, so look once in Prometheus that {it} what you mean."
        )
    return "Not checked: there is no promtool beside Assay. Run it over both files before you load the rules."


def about_files(plan: DeploymentPlan, trial: Trial) -> str:
    """Return what the files are and whether they were tried, or why some are missing."""
    if not plan.watches:
        return f"The plan of {plan.experiment}, without monitoring. {trial_words(plan, trial)}"
    if not trial.faults:
        alerts = counted(len(plan.watches) + 1, "alert")
        return (
            f"The plan of {plan.experiment}, {alerts} for Prometheus with their unit tests, and a Grafana"
            f" dashboard. {trial_words(plan, trial)}"
        )
    faults = "\n".join(f"• {one_line(fault, 300)}" for fault in trial.faults[:MOST_FAULTS])
    return (
        f"The plan of {plan.experiment}, without its monitoring. {trial_words(plan, trial)}\n{faults}\n"
        f"Next: roll back with `/experiment rollback {plan.experiment}`, mend the expression, and promote again."
    )


def without_files(plan: DeploymentPlan, problem: str) -> str:
    """Return that Slack took no files, why, and what to do."""
    return (
        f"Slack takes no such files in this workspace (`{one_line(problem, 60)}`), so the document of {plan.experiment}"
        " and its monitoring are missing, and nothing watches the rollout yet. Next: an admin of Slack allows text files;"
        f" then roll back with `/experiment rollback {plan.experiment}`, and promote again."
    )
