"""The Grafana dashboard of Assay itself, written to docs/operating/dashboard.json by `python -m docs.generate`."""

from grafana_foundation_sdk.builders.dashboard import Dashboard, DatasourceVariable, Row
from grafana_foundation_sdk.builders.prometheus import Dataquery
from grafana_foundation_sdk.builders.timeseries import Panel
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.dashboard import DataSourceRef

HALF_WIDTH, HEIGHT = 12, 8
SOURCE = "assay_prometheus"
# What a panel shows: its title, what that says, its unit, and each query with its legend.
Shown = tuple[str, str, str, tuple[tuple[str, str], ...]]
ROWS: dict[str, tuple[Shown, ...]] = {
    "People": (
        (
            "Acknowledgements",
            "What Slack said, by how it ended. A rule that refuses is no fault.",
            "ops",
            (("sum by (outcome) (rate(assay_acks_total[$__rate_interval]))", "{{outcome}}"),),
        ),
        (
            "How long Slack waits",
            "Of all deeds; Slack gives up after three seconds.",
            "s",
            tuple(
                (
                    f"histogram_quantile({share}, sum by (le) (rate(assay_deed_seconds_bucket[$__rate_interval])))",
                    words,
                )
                for share, words in ((0.5, "half"), (0.9, "nine in ten"), (0.99, "99 in 100"))
            ),
        ),
        (
            "The slowest deeds",
            "Nine in ten wait less.",
            "s",
            (
                (
                    "topk(5, histogram_quantile(0.9, sum by (le, deed) (rate(assay_deed_seconds_bucket[$__rate_interval]))))",
                    "{{deed}}",
                ),
            ),
        ),
        (
            "Refusals and faults",
            "Refusals by reason; faults are unforeseen, and each is in the log with its reference.",
            "ops",
            (
                ("sum by (reason) (rate(assay_refusals_total[$__rate_interval]))", "{{reason}}"),
                ("sum by (where) (rate(assay_faults_total[$__rate_interval]))", "fault in a {{where}}"),
            ),
        ),
    ),
    "Messages": (
        (
            "Letters in the outbox",
            "Those that wait, and those that were set aside, until somebody sends them again.",
            "short",
            (("max by (state) (assay_outbox_letters)", "{{state}}"),),
        ),
        (
            "The oldest due letter",
            "For how long the first letter is due that was not sent.",
            "s",
            (("max(assay_outbox_oldest_due_seconds)", "due for"),),
        ),
        (
            "Letters by what became of them",
            "Sent, tried again later, or set aside.",
            "ops",
            (("sum by (outcome) (rate(assay_letters_total[$__rate_interval]))", "{{outcome}}"),),
        ),
        (
            "What Slack refuses",
            "By method and error; a limit is ratelimited, an outage unreachable.",
            "ops",
            (
                (
                    "sum by (method, error) (rate(assay_slack_refusals_total[$__rate_interval]))",
                    "{{method}} {{error}}",
                ),
            ),
        ),
    ),
    "Clock and database": (
        (
            "Since the last tick",
            "A worker ticks every half minute.",
            "s",
            (("min(assay_worker_tick_age_seconds)", "last tick"),),
        ),
        (
            "Late ticks",
            "95 in 100 begin less late than that.",
            "s",
            (
                (
                    "histogram_quantile(0.95, sum by (le, tick) (rate(assay_tick_late_seconds_bucket[$__rate_interval])))",
                    "{{tick}}",
                ),
            ),
        ),
        (
            "Ticks",
            "By how they ended.",
            "ops",
            (
                (
                    "sum by (tick, outcome) (rate(assay_ticks_total[$__rate_interval]))",
                    "{{tick}} {{outcome}}",
                ),
            ),
        ),
        (
            "Database",
            "Whether it answers, and its errors by kind.",
            "short",
            (
                ("min(assay_database_up)", "it answers"),
                ("sum by (kind) (rate(assay_database_errors_total[$__rate_interval]))", "{{kind}}"),
            ),
        ),
    ),
    "Doors": (
        (
            "Requests over HTTP",
            "Heard, or refused before anything of them was read.",
            "ops",
            (("sum by (outcome) (rate(assay_requests_total[$__rate_interval]))", "{{outcome}}"),),
        ),
        (
            "Answers of the API",
            "By status.",
            "ops",
            (("sum by (status) (rate(assay_api_answers_total[$__rate_interval]))", "{{status}}"),),
        ),
    ),
}


def dashboard() -> str:
    """Return the dashboard as JSON, for Grafana's import."""
    board = (
        Dashboard("Assay")
        .uid("assay-itself")
        .description("How Assay itself is. What each alert means: docs/running.md.")
        .tags(["assay"])
        .time("now-6h", "now")
        .refresh("1m")
        .with_variable(DatasourceVariable(SOURCE).label("Prometheus").type("prometheus"))
    )
    for title, every in ROWS.items():
        board = board.with_row(Row(title))
        for shown in every:
            board = board.with_panel(panel(*shown))
    return JSONEncoder(sort_keys=True, indent=2, ensure_ascii=False).encode(board.build()) + "\n"


def panel(title: str, says: str, unit: str, queries: tuple[tuple[str, str], ...]) -> Panel:
    """Return one panel."""
    source = DataSourceRef(type_val="prometheus", uid=f"${{{SOURCE}}}")
    made = (
        Panel().title(title).description(says).datasource(source).unit(unit).span(HALF_WIDTH).height(HEIGHT)
    )
    for number, (expression, legend) in enumerate(queries):
        made = made.with_target(
            Dataquery()
            .expr(expression)
            .legend_format(legend)
            .ref_id(chr(ord("A") + number))
            .datasource(source)
        )
    return made
