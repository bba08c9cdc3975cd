"""What a search found, and what is like a proposal that is being typed."""

from collections.abc import Iterator, Sequence

from bot.draw.blocks import context, section
from bot.draw.message import Message
from bot.draw.stage_words import GLYPHS, standing, title_as_typed
from bot.draw.text import card_link, joined, one_line
from rules.experiments.experiment import Experiment
from rules.learning.search import Found, Similar
from rules.typed_keys import named_key
from rules.words import capital, counted

LONGEST = 2900


def search_results(found: Found) -> Message:
    """Return what was found, the best first; where nothing was, how to look otherwise."""
    words = one_line(found.words, 200)
    if not found.experiments:
        text = (
            f"Nothing has the words: {words}. Try fewer or other words; titles, hypotheses, metrics and learnings"
            f" are looked through. {elsewhere(found)}"
        )
        return Message(text, (section(text),))
    heading = counted(len(found.experiments), "experiment") + (" and more" if found.more else "")
    some = "none has all the words, these have some" if found.partly else "the best first"
    blocks = [
        section(f"*{heading}* for: {words}"),
        section(
            joined((result_line(one, found.links.get(one.number, "")) for one in found.experiments), LONGEST)
        ),
        context(f"{capital(some)}. {shows(named_key(found.words) or found.experiments[0].key, 'one')}"),
    ]
    return Message(f"{heading} for: {words}", tuple(blocks))


def elsewhere(found: Found) -> str:
    """Return where else to look after nothing was found; an id is no word of any text."""
    key = named_key(found.words)
    return shows(key, key) if key else "`/experiment list` shows all."


def shows(key: str, which: str) -> str:
    """Return what shows everything about an experiment."""
    return f"`/experiment show {key}` shows everything about {which}."


def result_line(experiment: Experiment, link: str) -> str:
    """Return one experiment: key, title, stage, and what was learnt."""
    learnt = learning_of(experiment, 160)
    return (
        f"{GLYPHS[experiment.stage]} *{card_link(experiment.key, link)}* {title_as_typed(experiment.title, 120)}"
        f" · {standing(experiment)}{f': {learnt}' if learnt else ''}"
    )


def learning_of(experiment: Experiment, length: int) -> str:
    """Return what was learnt from an experiment, or else why it ended."""
    return one_line(experiment.learning or experiment.closing_note, length)


def similar_words(similar: Sequence[Similar]) -> str:
    """Return what is like a proposal that is being typed, what was tried before and what is under way."""
    return "\n".join(similar_lines(similar))


def similar_lines(similar: Sequence[Similar]) -> Iterator[str]:
    """Yield a heading for what was tried and for what is under way, each with its experiments."""
    for was_tried, heading in ((True, "*Tried before*"), (False, "*Under way already*")):
        lines = [similar_line(one) for one in similar if one.was_tried is was_tried]
        if lines:
            yield heading
            yield from lines


def similar_line(one: Similar) -> str:
    """Return one similar experiment: what became of it, when, and what was learnt."""
    experiment = one.experiment
    learnt = learning_of(experiment, 200)
    since = f"{experiment.stage.words} in {experiment.stage_since:%B %Y}"
    return (
        f"• *{card_link(experiment.key, one.link)}* “{title_as_typed(experiment.title, 100)}” · "
        f"{since}{f': {learnt}' if learnt else ''}"
    )
