"""The Grafana dashboard of a promotion: a panel for each metric, with the approved threshold as its line."""

from grafana_foundation_sdk.builders.common import GraphThresholdsStyleConfig
from grafana_foundation_sdk.builders.dashboard import Dashboard, DatasourceVariable, ThresholdsConfig
from grafana_foundation_sdk.builders.prometheus import Dataquery
from grafana_foundation_sdk.builders.timeseries import Panel
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.common import GraphThresholdsStyleMode
from grafana_foundation_sdk.models.dashboard import DataSourceRef, Threshold, ThresholdsMode

from rules.experiments.metrics import Metric
from rules.promotion.alerts import recording
from rules.promotion.plans import DeploymentPlan, Watch

# Grafana's names of units; any other unit is shown behind the number as it was typed.
UNITS = {"": "none", "%": "percent", "ms": "ms", "s": "s", "req/s": "reqps"}
GOOD, BAD = "green", "red"
HALF_WIDTH, HEIGHT = 12, 8
# Not a name that a metric would bear by chance: Grafana fills variables into titles too.
SOURCE = "assay_prometheus"


def dashboard_filename(plan: DeploymentPlan) -> str:
    """Return the name of the file."""
    return f"{plan.experiment}-revision-{plan.revision}.dashboard.json"


def dashboard_file(plan: DeploymentPlan) -> str:
    """Return the dashboard as JSON, for Grafana's import."""
    board = (
        Dashboard(f"{plan.experiment} revision {plan.revision}: {plan.title}")
        .uid(f"assay-{plan.experiment.lower()}-revision-{plan.revision}")
        .description(
            f"The metrics of {plan.experiment} on {plan.service}, with the thresholds that were approved."
        )
        .tags(["assay", plan.experiment])
        .time("now-24h", "now")
        .refresh("1m")
        .with_variable(DatasourceVariable(SOURCE).label("Prometheus").type("prometheus"))
    )
    for watch in plan.watches:
        board = board.with_panel(panel(plan, watch))
    return JSONEncoder(sort_keys=True, indent=2, ensure_ascii=False).encode(board.build()) + "\n"


def panel(plan: DeploymentPlan, watch: Watch) -> Panel:
    """Return the panel of one metric."""
    source = DataSourceRef(type_val="prometheus", uid=f"${{{SOURCE}}}")
    query = (
        Dataquery()
        .expr(recording(plan, watch).selector)
        .legend_format("__auto")
        .ref_id("A")
        .datasource(source)
    )
    return (
        Panel()
        .title(watch.metric.name)
        .description(threshold_words(watch))
        .datasource(source)
        .unit(UNITS.get(watch.metric.unit, f"suffix:{watch.metric.suffix}"))
        .thresholds(ThresholdsConfig().mode(ThresholdsMode.ABSOLUTE).steps(steps(watch.metric)))
        .thresholds_style(GraphThresholdsStyleConfig().mode(GraphThresholdsStyleMode.DASHED_AND_AREA))
        .span(HALF_WIDTH)
        .height(HEIGHT)
        .with_target(query)
    )


def steps(metric: Metric) -> list[Threshold]:
    """Return the colours below and from the approved threshold on."""
    below, above = (BAD, GOOD) if metric.comparison.wants_more else (GOOD, BAD)
    return [Threshold(value=None, color=below), Threshold(value=float(metric.threshold), color=above)]


def threshold_words(watch: Watch) -> str:
    """Return what was approved, from where the metric came, and which alert watches it."""
    metric = watch.metric
    baseline = f" Before: {metric.quantity(metric.baseline)}." if metric.baseline is not None else ""
    guardrail = " A guardrail." if metric.guardrail else ""
    return f"Approved: {metric.target}.{baseline}{guardrail} {watch.alert} sounds when {watch.alarm}."
