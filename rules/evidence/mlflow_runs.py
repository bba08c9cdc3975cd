"""Values pulled from a run of an MLflow tracking server: which run a link names, and what of it an experiment takes."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from rules.evidence.measurements import CLOCK_SKEW, LONGEST_SOURCE, ValueDraft, read_measurement
from rules.experiments.experiment import Experiment
from rules.experiments.metrics import Measurement, Metric
from rules.names import is_same_name, name_key
from rules.refusals import Refused
from rules.words import clean, listing, shorten

RUN_ID = re.compile(r"[0-9a-f]{32}", re.ASCII)
# As MLflow's own pages write it: #/experiments/1/runs/ID, and whatever tab of it was open.
IN_LINK = re.compile(r"/experiments/[^/?#]+/runs/([0-9A-Za-z][\w-]{0,63})(?:[/?#]|$)", re.ASCII)
LINK_IN_SLACK = re.compile(r"<(?P<address>[^<>|]*)(?:\|[^<>]*)?>")
ADDRESS = re.compile(
    r"(?P<scheme>https?)://(?P<host>[^/?#@:\[\]]+|\[[0-9a-f:.]+\])(?::(?P<port>[0-9]{1,5}))?(?:[/?#].*)?",
    re.IGNORECASE,
)
# Browsers and libraries read these in ways of their own; no link of MLflow's has them.
STRANGE = re.compile(r"[\s\\\x00-\x20\x7f]")
PORTS = {"http": 80, "https": 443}
MOST_NAMED = 10
NO_SERVER = (
    "No MLflow server is set up here. Whoever runs Assay sets MLFLOW_TRACKING_URI to its address;"
    " until then, record values as they are: `/experiment metric EXP-1 accuracy 0.93`"
)
EXAMPLE = "#/experiments/1/runs/0123…"


@dataclass(frozen=True, slots=True)
class Logged:
    """The last value of one metric of a run; `value` is the text of the number, which may say NaN."""

    name: str
    value: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a tracking server, by its id, with its name and its last values."""

    id: str
    name: str
    logged: tuple[Logged, ...]

    @property
    def words(self) -> str:
        """Return the run as people speak of it; its id tells it from others of its name."""
        name = shorten(clean(self.name), 80)
        return f"MLflow run {name} ({self.id[:8]})" if name else f"MLflow run {self.id[:32]}"

    @property
    def source(self) -> str:
        """Return the run as the source of its values."""
        return self.words[:LONGEST_SOURCE]


@dataclass(frozen=True, slots=True, kw_only=True)
class Harvest:
    """What an experiment takes from a run: new values, how many it knew, and sentences on what cannot be taken."""

    drafts: tuple[ValueDraft, ...]
    known: tuple[str, ...]
    refused: tuple[str, ...]
    lacking: tuple[str, ...]
    besides: tuple[str, ...]


def names_run(typed: str) -> bool:
    """Tell whether a typed word is meant as a link to a run or as a run's id, and not as a value."""
    word = typed.strip()
    is_link = "://" in word or word.startswith(("//", "<"))
    return is_link or bool(RUN_ID.fullmatch(word))


def read_run(typed: str, server: str) -> str:
    """Return the id of the run that a link or an id names; refuse a link to anywhere but our server.

    Of the link only the id is taken: no request ever goes to an address that somebody typed.
    """
    if not server:
        raise Refused(NO_SERVER)
    word = typed.strip()
    if RUN_ID.fullmatch(word):
        return word
    in_slack = LINK_IN_SLACK.fullmatch(word)
    link = in_slack["address"] if in_slack else word
    if not is_of_server(link, server):
        raise Refused(
            f"“{shorten(link, 60)}” does not lead to the MLflow server of this workspace, {server}."
            " Copy the address of the run from there."
        )
    found = IN_LINK.search(link)
    if not found:
        raise Refused(
            f"This link names no run. Open the run in MLflow and copy its address: {server}/{EXAMPLE}"
        )
    return found[1]


def is_of_server(link: str, server: str) -> bool:
    """Tell whether a link has the scheme, host and port of a server, and nothing that would lead elsewhere."""
    return not STRANGE.search(link) and place(link) is not None and place(link) == place(server)


def place(address: str) -> tuple[str, str, int] | None:
    """Return scheme, host and port of an address; None where it has none, or a name before an @."""
    parts = ADDRESS.fullmatch(address)
    if parts is None:
        return None
    scheme = parts["scheme"].lower()
    return scheme, parts["host"].lower().rstrip("."), int(parts["port"] or PORTS[scheme])


def harvest(experiment: Experiment, run: Run, now: datetime) -> Harvest:
    """Return what of a run's values is new to an experiment, and what there is to say of the rest."""
    drafts: list[ValueDraft] = []
    known: list[str] = []
    refused: list[str] = []
    for metric, logged in matching(experiment.metrics, run):
        draft = ValueDraft(
            metric=metric.name,
            value=logged.value,
            measured_at=logged.at,
            source=run.source,
            by_program=True,
        )
        try:
            found = read_measurement(experiment.metrics, draft, by="", now=now)
        except Refused as refusal:
            refused.append(f"{metric.name}: {refusal}")
            continue
        # What was set aside is confirmed by who has a part in it and reads the run again.
        if any(is_known(found, one) for one in experiment.measurements if not one.aside):
            known.append(metric.name)
        else:
            drafts.append(draft)
    return Harvest(
        drafts=tuple(drafts),
        known=tuple(known),
        refused=tuple(refused),
        lacking=tuple(lacking(experiment.metrics, run)),
        besides=tuple(besides(experiment.metrics, run)),
    )


def matching(metrics: Iterable[Metric], run: Run) -> Iterator[tuple[Metric, Logged]]:
    """Yield each metric that a run has too, by its name as people compare names; the exact name first."""
    for metric in metrics:
        alike = [logged for logged in run.logged if is_same_name(logged.name, metric.name)]
        if alike:
            yield metric, max(alike, key=lambda logged: logged.name == metric.name)


def is_known(found: Measurement, before: Measurement) -> bool:
    """Tell whether a value of a run was read before: a clock that is ahead gives it another time at each reading."""
    is_same = (found.metric, found.value, found.unit, found.source) == (
        before.metric,
        before.value,
        before.unit,
        before.source,
    )
    return is_same and abs(found.at - before.at) <= CLOCK_SKEW


def lacking(metrics: Iterable[Metric], run: Run) -> Iterator[str]:
    """Yield the metrics that a run has no value of."""
    names = {name_key(logged.name) for logged in run.logged}
    return (metric.name for metric in metrics if name_key(metric.name) not in names)


def besides(metrics: Iterable[Metric], run: Run) -> Iterator[str]:
    """Yield what a run has values of that the experiment does not ask for."""
    names = {name_key(metric.name) for metric in metrics}
    return (shorten(clean(logged.name), 60) for logged in run.logged if name_key(logged.name) not in names)


def report(experiment: Experiment, run: Run, found: Harvest) -> str:
    """Return what a person is told of a run that was read."""
    taken = [f"{draft.metric} {draft.value}" for draft in found.drafts]
    said = [f"{run.words}: {f'recorded {some(taken)} for' if taken else 'nothing new for'} {experiment.key}."]
    if found.known:
        said.append(f"Known already: {some(found.known)}.")
    said.extend(found.refused[:5])
    if found.lacking:
        said.append(f"{experiment.key} also asks for {some(found.lacking)}, of which the run has no value.")
    if found.besides:
        said.append(f"The run has besides: {some(found.besides)}.")
    return " ".join(said)


def some(names: Iterable[str]) -> str:
    """Return the first few of many names."""
    every = list(names)
    if len(every) <= MOST_NAMED:
        return listing(every)
    return f"{', '.join(every[:MOST_NAMED])} and {len(every) - MOST_NAMED} more"
