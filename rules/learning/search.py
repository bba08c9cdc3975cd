"""What people look for among experiments, as words, and which experiments are like one that is being typed."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from rules.experiments.experiment import Experiment, Stage
from rules.refusals import Refused
from rules.words import clean, fold, printable, shorten

MOST_WORDS = 8
LONGEST_WORD = 40
SHORTEST_STEM = 5
# Alike are experiments that share two words and at least a third of what the title says.
SHARED_WORDS, SHARED_PART = 2, 1 / 3
# The words that PostgreSQL's English leaves out too, so that both databases look for the same.
ENGLISH = (
    "i me my myself we our ours ourselves you your yours yourself yourselves he him his himself she her"
    " hers herself it its itself they them their theirs themselves what which who whom this that these"
    " those am is are was were be been being have has had having do does did doing a an the and but if or"
    " because as until while of at by for with about against between into through during before after"
    " above below to from up down in out on off over under again further then once here there when where"
    " why how all any both each few more most other some such no nor not only own same so than too very s"
    " t can will just don should now"
)
STOP_WORDS = frozenset(ENGLISH.split())
LONGEST_SHOWN = 200
EMPTY = (
    "Add the words to look for, like: `/experiment search smaller router`."
    " They are looked for in titles, hypotheses, metrics and learnings."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What is looked through of one experiment, as folded words."""

    title: str
    hypothesis: str
    learning: str
    metrics: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The experiments that match, the best first; `words` as they were typed, `partly` if none has all of them."""

    words: str
    experiments: tuple[Experiment, ...]
    links: dict[int, str]
    partly: bool = False
    more: bool = False


@dataclass(frozen=True, slots=True)
class Similar:
    """An experiment that is like one that is being typed, with the link to its card."""

    experiment: Experiment
    link: str = ""

    @property
    def was_tried(self) -> bool:
        """Tell whether it has come to an end."""
        return self.experiment.stage in TRIED


TRIED = frozenset(
    {Stage.CONCLUDED, Stage.ROLLED_BACK, Stage.REJECTED, Stage.RETIRED, Stage.WITHDRAWN, Stage.IN_PRODUCTION}
)


def searchable(experiment: Experiment) -> Text:
    """Return what can be found of an experiment."""
    learnt = experiment.learning
    note = experiment.closing_note if experiment.closing_note != learnt else ""
    return Text(
        title=plain_words(experiment.title),
        hypothesis=plain_words(experiment.hypothesis),
        learning=plain_words(f"{learnt} {note}"),
        metrics=plain_words(" ".join(metric.name for metric in experiment.metrics)),
    )


def plain_words(text: str) -> str:
    """Return the words that are indexed and looked for: folded, without marks on letters, and those that tell something."""
    parts = unicodedata.normalize("NFKD", fold(printable(text)))
    kept = "".join(sign for sign in parts if not unicodedata.combining(sign))
    return " ".join(word[:LONGEST_WORD] for word in kept.split() if word not in STOP_WORDS)


def telling_words(text: str, most: int = MOST_WORDS) -> tuple[str, ...]:
    """Return the first words of a text that tell something, each once."""
    return tuple(dict.fromkeys(plain_words(text[:3000]).split()))[:most]


def read_query(text: str) -> tuple[str, ...]:
    """Return the words to look for; refuse a query of none."""
    words = telling_words(text)
    if words:
        return words
    if not fold(text):
        raise Refused(f"There is nothing to look for. {EMPTY}" if clean(text) else EMPTY)
    raise Refused(f"These words are in every text. {EMPTY}")


def as_typed(text: str) -> str:
    """Return what was typed to look for as it is shown again."""
    return shorten(clean(text), LONGEST_SHOWN)


def pairs(words: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Return every two of the first words: one word alone makes nothing alike."""
    return tuple(combinations(words[:6], 2))


def stems(words: Iterable[str]) -> frozenset[str]:
    """Return words without their endings, roughly: enough to compare two short texts."""
    return frozenset(word[: max(SHORTEST_STEM, len(word) - 3)] for word in words)


def likeness(title: Sequence[str], hypothesis: Sequence[str], text: Text) -> float:
    """Return how alike an experiment is to what is typed, 0 for not alike; a word shared by both titles counts double."""
    theirs = stems(text.title.split())
    whole = theirs | stems(text.hypothesis.split()) | stems(text.metrics.split())
    typed, told = stems(title), stems(hypothesis)
    shared = (typed | told) & whole
    part = len(typed & whole) / len(typed) if typed else 0.0
    # A word that both titles have weighs more than two that stand somewhere.
    enough = SHARED_WORDS if typed & theirs else SHARED_WORDS + 1
    if len(shared) < enough or part < SHARED_PART:
        return 0.0
    return part + len(typed & theirs) / len(typed) + len(told & whole) / (1 + len(told))
