"""What a sentence typed in a review thread means: an approval, a refusal, or neither, as most of what people say.

A sentence decides only where all of it does: what anything is added to that might turn it, as in “not approved yet”, “LGTM
once the test passes”, “approved by Ben” or “approved?”, is neither. What is quoted is somebody else's.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from rules.typed_keys import without_keys

# Longer than this nobody just says yes or no.
LONGEST = 2000


class TypedVerdict(StrEnum):
    """What somebody typed, if it decides anything."""

    APPROVE = "approve"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class TypedDecision:
    """A typed verdict; one that `may_be_talk` is as likely the answer to somebody else, as a mere “ok” is."""

    verdict: TypedVerdict
    may_be_talk: bool = False


def phrases(text: str) -> frozenset[tuple[str, ...]]:
    """Return phrases, one on each line, as the words that they are made of."""
    return frozenset(tuple(line.split()) for line in text.strip().splitlines())


APPROVALS = phrases(
    """
approved
approve
approving
lgtm
+1
ok to ship
okay to ship
ok to go
okay to go
ok to promote
good to ship
good to go
good to promote
clear to ship
safe to ship
ship it
shipit
ship
looks good
looks great
go ahead
go for it
green light
signed off
sign off
signing off
accepted
accept
all good
no objection
no objections
thumbs up
:+1:
:thumbsup:
:white_check_mark:
:heavy_check_mark:
:ballot_box_with_check:
:shipit:
"""
)
REFUSALS = phrases(
    """
rejected
reject
rejecting
refused
refuse
declined
decline
declining
denied
deny
-1
nack
nak
no go
nogo
veto
object
disapproved
disapprove
needs work
needs changes
needs more work
changes requested
request changes
requesting changes
do not ship
don't ship
not ok to ship
not okay to ship
not safe to ship
not good to go
do not approve
don't approve
cannot approve
can't approve
do not promote
don't promote
thumbs down
:-1:
:thumbsdown:
:no_entry:
:x:
"""
)
# What people also answer each other with.
MAYBE_APPROVALS = phrases(
    """
ok
okay
fine
:ok:
:ok_hand:
"""
)
MOST_WORDS = max(len(phrase) for phrase in (*APPROVALS, *REFUSALS, *MAYBE_APPROVALS))
# What changes nothing about a verdict around it: whose it is, for what, in which seat, how gladly.
AROUND = frozenset(
    [
        "i",
        "we",
        "it",
        "its",
        "it's",
        "this",
        "that",
        "that's",
        "is",
        "are",
        "am",
        "i'm",
        "we're",
        "the",
        "a",
        "an",
        "from",
        "by",
        "for",
        "me",
        "us",
        "my",
        "our",
        "to",
        "with",
        "on",
        "as",
        "so",
        "and",
        "side",
        "end",
        "part",
        "point",
        "view",
        "perspective",
        "in",
        "of",
        "here",
        "yes",
        "yep",
        "yeah",
        "great",
        "nice",
        "awesome",
        "cool",
        "perfect",
        "excellent",
        "super",
        "very",
        "really",
        "definitely",
        "absolutely",
        "hereby",
        "fully",
        "formally",
        "gladly",
        "well",
        "done",
        "work",
        "job",
        "technical",
        "technically",
        "ethics",
        "ethical",
        "ethically",
        "business",
        "security",
        "technical",
        "lead",
        "product",
        "owner",
        "review",
        "revision",
        "promotion",
        "experiment",
    ]
)
EMOJI_NAMES = {"\U0001f44d": " :+1: ", "\U0001f44e": " :-1: ", "✅": " :white_check_mark: ", "❌": " :x: "}
SKIN_TONE = re.compile(r":skin-tone-\d:|[\U0001f3fb-\U0001f3ff\ufe0f]")
CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`", re.DOTALL)
QUOTED = re.compile(
    '"[^"\n]*"|\u201c[^\u201d\n]*\u201d|\u201e[^\u201c\u201d\n]*[\u201c\u201d]|\u00ab[^\u00bb\n]*\u00bb'
)
SENTENCES = re.compile(r"[^.!?;\n\u2026\u3002]+(?P<end>[.!?;\u2026\u3002]*)")
WORD = re.compile(r":[a-z0-9_+-]+:|(?<!\w)[+-]1(?!\w)|[^\W_]+(?:'[^\W_]+)*")


def typed_decision(text: str) -> TypedDecision | None:
    """Return what a text decides, as a reader sees it without the people it mentions; None where it decides nothing, or
    says both."""
    if len(text) > LONGEST:
        return None
    found = {decision for sentence in sentences(own_words(text)) if (decision := decision_in(sentence))}
    firm = {one for one in found if not one.may_be_talk}
    if len({one.verdict for one in firm}) > 1:
        return None
    return next(iter(firm), next(iter(found), None))


def own_words(text: str) -> str:
    """Return a text without what it quotes: lines behind a “>”, code, and what stands in quotation marks."""
    plain = CODE.sub(" … ", text.replace("\u2019", "'"))
    lines = [line for line in plain.splitlines() if not line.lstrip().startswith(">")]
    return QUOTED.sub(" … ", "\n".join(lines))


def sentences(text: str) -> Iterator[tuple[str, ...]]:
    """Yield the words of each sentence that is no question, without the experiments that it names."""
    named = SKIN_TONE.sub("", text)
    for sign, name in EMOJI_NAMES.items():
        named = named.replace(sign, name)
    for found in SENTENCES.finditer(without_keys(named)):
        if "?" not in found["end"]:
            yield tuple(WORD.findall(found[0].casefold()))


def decision_in(words: tuple[str, ...]) -> TypedDecision | None:
    """Return what a sentence decides: it is made of verdicts of one kind and of what changes nothing about them."""
    verdicts: set[TypedDecision] = set()
    place = 0
    while place < len(words):
        decision, length = decision_at(words, place)
        if decision:
            verdicts.add(decision)
        elif not is_around(words[place]):
            return None
        place += length
    firm = {one for one in verdicts if not one.may_be_talk}
    if len({one.verdict for one in firm}) > 1:
        return None
    return next(iter(firm), next(iter(verdicts), None))


def decision_at(words: tuple[str, ...], place: int) -> tuple[TypedDecision | None, int]:
    """Return the verdict whose words begin here, the longest of several, and how many words it takes; one where none does."""
    for length in range(min(MOST_WORDS, len(words) - place), 0, -1):
        phrase = words[place : place + length]
        if phrase in APPROVALS:
            return TypedDecision(TypedVerdict.APPROVE), length
        if phrase in REFUSALS:
            return TypedDecision(TypedVerdict.REFUSE), length
        if phrase in MAYBE_APPROVALS:
            return TypedDecision(TypedVerdict.APPROVE, may_be_talk=True), length
    return None, 1


def is_around(word: str) -> bool:
    """Tell whether a word changes nothing about a verdict; other emoji only show how somebody feels."""
    return word in AROUND or (word.startswith(":") and word.endswith(":"))
