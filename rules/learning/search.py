"""What people look for among experiments, as words, and which experiments are like one that is being typed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from rules.experiments.experiment import Experiment, Stage
from rules.learning.search_words import indexed_words, is_piece, is_tail, telling_words
from rules.refusals import Refused
from rules.words import clean, fold, shorten

# Of what is typed, so many words are looked for; those of scripts without blanks are looked for in pieces.
MOST_WORDS, MOST_TOKENS, LONGEST_TYPED = 8, 40, 3000
# What so long a word is within is found too, where there is little else; shorter ones are within words by accident.
LONG_ENOUGH_WITHIN = 6
SHORTEST_STEM = 5
# Alike are experiments that share two words and at least a third of what the title says.
SHARED_WORDS, SHARED_PART = 2, 1 / 3
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
    learnt, note = experiment.learning, experiment.closing_note
    names = [metric.name for metric in experiment.metrics]
    return text_of(experiment.title, experiment.hypothesis, learnt, note, names)


def text_of(title: str, hypothesis: str, learnt: str, note: str, metrics: Iterable[str]) -> Text:
    """Return what is indexed of an experiment's texts; a closing note that is the learning counts once."""
    return Text(
        title=indexed_words(title),
        hypothesis=indexed_words(hypothesis),
        learning=indexed_words(f"{learnt} {note if note != learnt else ''}"),
        metrics=indexed_words(" ".join(metrics)),
    )


def typed_words(text: str, most: int = MOST_WORDS) -> tuple[str, ...]:
    """Return what is looked for of the first words of a typed text."""
    return telling_words(text[:LONGEST_TYPED], most)[:MOST_TOKENS]


def read_query(text: str) -> tuple[str, ...]:
    """Return the words to look for; refuse a query of none."""
    words = typed_words(text)
    if words:
        return words
    if not fold(text):
        raise Refused(f"There is nothing to look for. {EMPTY}" if clean(text) else EMPTY)
    raise Refused(f"These words are in every text. {EMPTY}")


def is_long(words: Iterable[str]) -> bool:
    """Tell whether all words are long enough to be looked for within others although something is found already."""
    return all(len(word) >= LONG_ENOUGH_WITHIN and not is_piece(word) for word in words)


def as_typed(text: str) -> str:
    """Return what was typed to look for as it is shown again."""
    return shorten(clean(text), LONGEST_SHOWN)


def pairs(words: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Return every two of the first words: one word alone makes nothing alike."""
    return tuple(combinations(words[:6], 2))


def stems(words: Iterable[str]) -> frozenset[str]:
    """Return words without their endings, roughly: enough to compare two short texts."""
    return frozenset(word if is_piece(word) else stem(word) for word in words if not is_tail(word))


def stem(word: str) -> str:
    """Return a word without its plural and three letters more, unless too little were left."""
    single = word.removesuffix("s")
    return word[: max(SHORTEST_STEM, len(single) - 3)]


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
