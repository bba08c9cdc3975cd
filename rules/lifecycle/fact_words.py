"""What the facts of an experiment say, in plain words, as its history tells them."""

from rules.evidence.measurements import measured_parts, measured_words
from rules.experiments.bias_facts import BiasCheck
from rules.experiments.experiment import Lapse, Review
from rules.experiments.metrics import Strike
from rules.experiments.overrides import Override
from rules.journal.entries import Deed, Entry
from rules.journal.facts import Fact, Kind
from rules.words import listing, shorten

# The fields that an edit may change, as people speak of them.
EDITED = {
    "title": "title",
    "hypothesis": "hypothesis",
    "workstream": "workstream",
    "metrics": "success metrics",
    "owner": "owner",
    "project": "project",
    "target": "target date",
    "risk": "risk",
}


def entry_of(fact: Fact) -> Entry:
    """Return a fact as a line of the history."""
    return Entry(
        at=fact.at,
        by=fact.by,
        deed=fact.deed,
        subject=fact.subject,
        detail=detail_of(fact),
        number=fact.number,
        parts=tuple(measured_parts(fact.items("measurements"), fact.at)) if is_measured(fact) else (),
        tells=fact.kind is Kind.EXPERIMENT,
    )


def is_measured(fact: Fact) -> bool:
    """Tell whether a fact brought values."""
    return fact.kind is Kind.EXPERIMENT and fact.deed is Deed.MEASURED


def detail_of(fact: Fact) -> str:
    """Return what a fact says beside its deed."""
    if fact.kind is not Kind.EXPERIMENT or fact.deed in (Deed.DECLINED, Deed.CARRIED_OVER):
        return fact.said
    if fact.deed is Deed.PROPOSED:
        return proposed_words(fact)
    if fact.deed is Deed.CHANGED:
        return ", ".join(words for name, words in EDITED.items() if fact.change(name))
    if is_measured(fact):
        return measured_words(fact.items("measurements"), fact.at)
    if fact.deed in (Deed.CHECKED_BIAS, Deed.STRUCK_VALUE):
        found = [check_words(one) for one in fact.items("bias_checks")]
        return "; ".join([*found, *map(struck_words, fact.items("strikes"))])
    seats = [
        f"{seat_words(fact, one.kind.words, one.revision)}{confirmed_words(one)}"
        for one in fact.items("reviews")
    ]
    seats += [f"as {one.kind.words}{reason_words(one.reason)}" for one in fact.items("approvals")]
    lapsed = [lapse_words(one) for one in fact.items("lapses")]
    return (
        "; ".join((seats[0], *lapsed))
        if seats
        else override_words(fact) or f"{fact.said}{accepting_words(fact)}"
    )


def proposed_words(fact: Fact) -> str:
    """Return what was proposed, and how where that was not by a form of ours."""
    change = fact.change("title")
    if change is None:
        return fact.said
    return f"{change.after} ({fact.said})" if fact.said else str(change.after)


def check_words(check: BiasCheck) -> str:
    """Return what a bias check found, in short."""
    worst = check.ratios[-1]
    found = "passes" if check.passes else "fails"
    return f"{check.metric} {found}: the lowest ratio is {worst.ratio:.2f}, of {worst.group}, and {check.threshold} the lowest that passes"


def accepting_words(fact: Fact) -> str:
    """Return which failed bias check a decision accepted, as it follows; nothing where it accepted none."""
    metrics = [one.metric for one in fact.items("bias_acceptances")]
    return f" (accepts the failed bias check of {listing(metrics)})" if metrics else ""


def struck_words(strike: Strike) -> str:
    """Return which value was marked as wrong, and why."""
    return f"{measured_words((strike.value,), strike.at)}: {strike.reason}"


def lapse_words(lapse: Lapse) -> str:
    """Return which approval counts no more, and why."""
    return f"the approval as {lapse.kind.words} counts no more: who gave it has lost the duty since"


def seat_words(fact: Fact, kind: str, revision: int) -> str:
    """Return which review was decided, and the reason that was given."""
    return f"{kind} review of revision {revision}{reason_words(fact.said)}"


def confirmed_words(review: Review) -> str:
    """Return the evidence in words that an approval confirms by name, as it follows; nothing where there is none."""
    texts = listing([f"“{shorten(text, 100)}”" for text in review.confirms])
    return f", confirming by name what is stated, not linked: {texts}" if texts else ""


def reason_words(reason: str) -> str:
    """Return a reason as it follows, if one was given."""
    return f": {reason}" if reason else ""


def override_words(fact: Fact) -> str:
    """Return which override was asked for, with its reason, or answered."""
    asked = [f"{about(one)}: {one.reason}" for one in fact.items("overrides")]
    change = fact.change("overrides")
    answered = [about(one) for one in change.after if one not in change.before] if change else []
    return (asked or answered or [""])[0]


def about(override: Override) -> str:
    """Return what an override is about."""
    return f"{override.item}, although {listing(override.lacks)}"
