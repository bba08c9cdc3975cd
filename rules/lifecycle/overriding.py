"""Overriding an open item of the checklist: one person asks and says why, another one confirms or refuses."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from rules.evidence.checklist import checklist, finding, is_current, judged_digest
from rules.experiments.experiment import Experiment, Stage
from rules.experiments.notices import Notice, NoticeTopic
from rules.experiments.overrides import Item, Override, OverrideOutcome
from rules.lifecycle.board import settle
from rules.lifecycle.fact_words import about
from rules.lifecycle.making import maker_objections
from rules.lifecycle.steps import Step, objections, required_reason
from rules.marks import mention
from rules.people.people import DECIDING, Person, Team, mentions
from rules.refusals import Refused, refuse
from rules.words import listing

MOST_OVERRIDES = 50


def overridable(experiment: Experiment) -> tuple[Item, ...]:
    """Return the open items of which no override is awaited."""
    return tuple(
        one.item for one in checklist(experiment) if one.is_open and awaited(experiment, one.item) is None
    )


def awaited(experiment: Experiment, item: Item) -> Override | None:
    """Return the override of an item that a second person could confirm now."""
    answerable = (one for one in reversed(experiment.overrides) if one.item is item)
    return next((one for one in answerable if is_answerable(experiment, one)), None)


def is_answerable(experiment: Experiment, override: Override) -> bool:
    """Tell whether an override that nobody answered still fits what the item lacks."""
    return override.is_awaited and not any(overtaken_words(experiment, override))


def awaits_second(experiment: Experiment, override: Override) -> bool:
    """Tell whether a second person can answer an override now."""
    return experiment.stage is Stage.IN_REVIEW and is_answerable(experiment, override)


def asked_notice(experiment: Experiment, place: int, to: tuple[str, ...] = ()) -> Notice:
    """Return the notice that asks about an override, of whom it calls."""
    wish = experiment.overrides[place]
    return Notice(
        topic=NoticeTopic.OVERRIDE_ASKED,
        by=wish.asked_by,
        reason=wish.reason,
        about=about(wish),
        to=to,
        place=place,
    )


def overtaken_words(experiment: Experiment, override: Override) -> Iterator[str]:
    """Yield why an override that was asked for no longer fits."""
    lacks = finding(experiment, override.item).open_lacks
    new = [lack for lack in lacks if lack not in override.lacks]
    if not lacks:
        yield f"“{override.item}” of {experiment.key} is no longer open, so there is nothing to override."
    elif override.revision < experiment.board_since or not is_current(experiment, override):
        yield f"{experiment.key} has changed since this override was asked for. Ask anew: {how(experiment)}"
    elif new:
        yield f"This override does not cover that {listing(new)}. Ask anew: {how(experiment)}"


def how(experiment: Experiment) -> str:
    """Return how an override is asked for."""
    return f"`/experiment override {experiment.key}`"


def ask_objections(experiment: Experiment, by: Person) -> Iterator[str]:
    """Yield every reason why this person cannot ask for an override now."""
    yield from objections(experiment, Step.OVERRIDE, by)
    if not any(one.is_open for one in checklist(experiment)):
        yield f"Nothing in the checklist of {experiment.key} is open, so there is nothing to override."
    elif not overridable(experiment):
        yield f"An override of every open item of {experiment.key} is asked for already; a second person decides."
    if len(experiment.overrides) >= MOST_OVERRIDES:
        yield f"{MOST_OVERRIDES} overrides of {experiment.key} were asked for. Bring the evidence instead."


def ask(experiment: Experiment, item: str, reason: str, by: Person, now: datetime) -> Experiment:
    """Return the experiment with the wish to override one open item, for exactly what it lacks now."""
    refuse(ask_objections(experiment, by))
    found = finding(experiment, read_item(experiment, item))
    standing = awaited(experiment, found.item)
    if standing:
        who = mention(standing.asked_by)
        raise Refused(
            fields={"item": f"{who} has asked to override this already; a second person decides it."}
        )
    wish = Override(
        item=found.item,
        lacks=found.open_lacks,
        reason=required_reason(Step.OVERRIDE, reason),
        revision=experiment.revision,
        digest=judged_digest(experiment, found.item),
        asked_by=by.id,
        asked_at=now,
    )
    return replace(experiment, overrides=(*experiment.overrides, wish))


def read_item(experiment: Experiment, text: str) -> Item:
    """Return the open item that was chosen; refuse any other beside its field."""
    still_open = {one.item.value: one.item for one in checklist(experiment) if one.is_open}
    if text not in still_open:
        raise Refused(fields={"item": f"This item is no longer open. Open are: {listing(list(still_open))}."})
    return still_open[text]


def confirm(experiment: Experiment, place: int, by: Person, now: datetime) -> Experiment:
    """Return the experiment with an override confirmed; the last item that was open may approve it."""
    override = at_place(experiment, place)
    if (override.settled_by, override.outcome) == (by.id, OverrideOutcome.CONFIRMED):
        return experiment
    refuse(confirm_objections(experiment, override, by))
    return settle(answered(experiment, place, OverrideOutcome.CONFIRMED, by, now), now)


def dismiss(experiment: Experiment, place: int, by: Person, now: datetime) -> Experiment:
    """Return the experiment with an override refused by a second person, or withdrawn by who asked for it."""
    override = at_place(experiment, place)
    outcome = OverrideOutcome.WITHDRAWN if by.id == override.asked_by else OverrideOutcome.REFUSED
    if (override.settled_by, override.outcome) == (by.id, outcome):
        return experiment
    refuse(dismiss_objections(experiment, override, by))
    return answered(experiment, place, outcome, by, now)


def at_place(experiment: Experiment, place: int) -> Override:
    """Return the override that a button names."""
    if not 0 <= place < len(experiment.overrides):
        raise Refused(f"{experiment.key} has no such override. Its board shows those there are.")
    return experiment.overrides[place]


def answered(
    experiment: Experiment, place: int, outcome: OverrideOutcome, by: Person, now: datetime
) -> Experiment:
    """Return the experiment with the answer to one override."""
    overrides = list(experiment.overrides)
    overrides[place] = replace(overrides[place], outcome=outcome, settled_by=by.id, settled_at=now)
    return replace(experiment, overrides=tuple(overrides))


def confirm_objections(experiment: Experiment, override: Override, by: Person) -> Iterator[str]:
    """Yield every reason why this person cannot confirm this override now."""
    yield from answer_objections(experiment, override, by)
    if override.is_awaited:
        yield from overtaken_words(experiment, override)
    yield from second_objections(experiment, override, by)


def dismiss_objections(experiment: Experiment, override: Override, by: Person) -> Iterator[str]:
    """Yield every reason why this person cannot refuse or withdraw this override now."""
    yield from answer_objections(experiment, override, by)
    if by.id != override.asked_by:
        yield from second_objections(experiment, override, by)


def answer_objections(experiment: Experiment, override: Override, by: Person) -> Iterator[str]:
    """Yield that the board no longer sits, or that somebody has answered."""
    yield from objections(experiment, Step.SETTLE_OVERRIDE, by)
    if not override.is_awaited:
        who = mention(override.settled_by)
        yield f"{who} has {override.outcome} the override of “{override.item}” already."


def second_objections(experiment: Experiment, override: Override, by: Person) -> Iterator[str]:
    """Yield why a person is not the second one: no duty, the first one, or a maker."""
    barred = list(maker_objections(experiment, by))
    if by.id == override.asked_by:
        barred = [
            "You asked for this override, so somebody else decides: two pairs of eyes. You can withdraw it."
        ]
    if not by.duties & DECIDING:
        cure = "" if barred else " An admin can give you one: `/team give @who technical lead`."
        yield f"An override is decided by who holds a review or an approval; you hold none of these duties.{cure}"
    yield from barred


def seconds(experiment: Experiment, override: Override, team: Team) -> tuple[str, ...]:
    """Return who could confirm or refuse an override."""
    people = (member.person for member in team.members)
    return tuple(one.id for one in people if not any(second_objections(experiment, override, one)))


def why_nobody(experiment: Experiment, override: Override, team: Team) -> str:
    """Return why nobody can decide an override and how to mend it; nothing where somebody can."""
    if seconds(experiment, override, team):
        return ""
    holders = [member.id for member in team.members if member.person.duties & DECIDING]
    cure = "An admin can give a duty to somebody who had no part in this: `/team give @who technical lead`."
    if not holders:
        return f"nobody holds a review or an approval. {cure}"
    return f"only {mentions(holders)} could, but asked for it or had a part in this. {cure}"
