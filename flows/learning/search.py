"""Looking for experiments by words, and for those that are like one that is being typed."""

from sqlmodel import Session

from flows.desk import Desk
from rules.learning.search import Found, Similar, as_typed, is_long, likeness, pairs, read_query, typed_words
from store import postings
from store.learning import search_texts
from store.learning.search_texts import How, Where

PAGE = 10
CANDIDATES = 60
MOST_SIMILAR = 3


def search(desk: Desk, text: str) -> Found:
    """Return the experiments that have the words: first in the title, then in what was learnt, then anywhere."""
    words = read_query(text)
    with desk.look() as session:
        ranked = whole_matches(session, words)
        partly = not ranked and len(words) > 1
        if partly:
            ranked = search_texts.find(session, [(word,) for word in words], Where.ANYWHERE, PAGE + 1)
        shown = ranked[:PAGE]
        if not shown:
            return Found(words=as_typed(text), experiments=(), links={})
        return Found(
            words=as_typed(text),
            experiments=search_texts.experiments_of(session, shown),
            links=postings.card_links(session, shown),
            partly=partly,
            more=len(ranked) > PAGE,
        )


def whole_matches(session: Session, words: tuple[str, ...]) -> list[int]:
    """Return what has all the words, the best first: as whole words, or else as their beginnings; then long words that
    stand within longer ones, and short ones only where there is nothing else."""
    ranked: dict[int, None] = {}
    for how in How:
        is_wanted = not ranked or (how is How.WITHIN and is_long(words))
        for where in Where if is_wanted else ():
            # A page that is full already needs no look at what comes after it.
            if len(ranked) <= PAGE:
                found = search_texts.find(session, [words], where, PAGE + 1, how=how)
                ranked.update(dict.fromkeys(found))
    return list(ranked)


def similar(desk: Desk, title: str, hypothesis: str) -> tuple[Similar, ...]:
    """Return the experiments most like what is typed so far, the most alike first."""
    named, told = typed_words(title), typed_words(hypothesis, 20)
    words = tuple(dict.fromkeys((*named, *told)))
    if len(words) < 2:
        return ()
    with desk.look() as session:
        found = search_texts.find(session, [named or words[:3]], Where.ANYWHERE, CANDIDATES)
        found += search_texts.find(session, pairs(words), Where.ANYWHERE, CANDIDATES)
        if not found:
            return ()
        texts = search_texts.texts_of(session, dict.fromkeys(found))
        alike = {number: likeness(named or told, told, said) for number, said in texts.items()}
        best = sorted((number for number in alike if alike[number]), key=lambda one: (-alike[one], -one))
        shown = best[:MOST_SIMILAR]
        if not shown:
            return ()
        links = postings.card_links(session, shown)
        kept = search_texts.experiments_of(session, shown)
        return tuple(Similar(one, links.get(one.number, "")) for one in kept)
