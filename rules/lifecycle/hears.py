"""Who hears what after a deed on an experiment: the letters that are owed, told from the state before and after."""

from collections.abc import Iterator
from dataclasses import replace

from rules.experiments.experiment import Experiment, Stage
from rules.experiments.letters import (
    BoardLetter,
    CardLetter,
    GateLetter,
    HandoverLetter,
    NoticeLetter,
    OverrideLetter,
    PlanLetter,
    QuestionLetter,
)
from rules.experiments.notices import Notice, NoticeTopic
from rules.experiments.state import is_reopened
from rules.letters import Letter
from rules.lifecycle.gate import standing_approval
from rules.lifecycle.handing_over import altered
from rules.lifecycle.overriding import awaits_second, overtaken_words
from rules.lifecycle.setbacks import ended_approvals, fallen, overtaken, setback_words, why_fallen

TOPICS: dict[Stage, NoticeTopic] = {
    Stage.CHANGES_ASKED: NoticeTopic.CHANGES_ASKED,
    Stage.REJECTED: NoticeTopic.REJECTED,
    Stage.APPROVED: NoticeTopic.APPROVED,
    Stage.DECLINED: NoticeTopic.DECLINED,
    Stage.IN_PRODUCTION: NoticeTopic.PROMOTED,
    Stage.ROLLED_BACK: NoticeTopic.ROLLED_BACK,
    Stage.RETIRED: NoticeTopic.RETIRED,
    Stage.WITHDRAWN: NoticeTopic.WITHDRAWN,
    Stage.CONCLUDED: NoticeTopic.CONCLUDED,
}
OWNER_ACTS = frozenset(
    {
        NoticeTopic.CHANGES_ASKED,
        NoticeTopic.REJECTED,
        NoticeTopic.APPROVED,
        NoticeTopic.DECLINED,
        NoticeTopic.ROLLED_BACK,
    }
)


def hears(
    before: Experiment | None, after: Experiment, by: str, reason: str, news: tuple[Notice, ...] = ()
) -> Iterator[Letter]:
    """Yield the letters that a deed on an experiment owes, in the order in which people should see them."""
    number = after.number
    yield CardLetter(experiment=number)
    # An earlier board or promotion says what it said, but for the deed that ends it.
    for revision in range(max(1, (before or after).revision), after.revision + 1):
        yield BoardLetter(experiment=number, revision=revision)
    for round_ in range(max(1, (before or after).round), after.round + 1):
        yield GateLetter(experiment=number, round=round_)
    for place in altered(before, after):
        yield HandoverLetter(experiment=number, place=place)
    yield from question_letters(before, after)
    yield from override_letters(before, after)
    for notice in news:
        yield notice_letter(after, notice)
    if before is None:
        return
    for notice in setback_notices(before, after, by):
        yield notice_letter(after, notice)
    if before.stage is after.stage:
        return
    if after.stage in TOPICS:
        topic = TOPICS[after.stage]
        to = (after.owner,) if topic in OWNER_ACTS and after.owner != by else ()
        told = Notice(topic=topic, by=by, reason=reason, to=to)
        yield notice_letter(after, told)
    if after.stage is Stage.IN_PRODUCTION:
        yield PlanLetter(experiment=number, round=after.round)


def notice_letter(experiment: Experiment, notice: Notice) -> NoticeLetter:
    """Return the letter of a notice, with the revision in which it happened, for it may be drawn much later: that a review
    begins, a promotion and a rollback are moments for everybody."""
    moment = None
    if notice.topic in (NoticeTopic.SUBMITTED, NoticeTopic.RESUBMITTED):
        moment = experiment.revision
    elif notice.topic in (NoticeTopic.PROMOTED, NoticeTopic.ROLLED_BACK):
        moment = experiment.round
    told = replace(notice, revision=experiment.revision)
    return NoticeLetter(experiment=experiment.number, notice=told, moment=moment)


def question_letters(before: Experiment | None, after: Experiment) -> Iterator[Letter]:
    """Yield the questions that a deed asked or answered, and those to which it left no answer, to be drawn anew."""
    was = before.questions if before else ()
    has_moved = before and (before.stage, before.revision, before.round) != (
        after.stage,
        after.revision,
        after.round,
    )
    for place, question in enumerate(after.questions):
        if place >= len(was) or was[place] != question or (has_moved and question.is_open):
            yield QuestionLetter(experiment=after.number, place=place)


def override_letters(before: Experiment | None, after: Experiment) -> Iterator[Letter]:
    """Yield the notices of overrides that await nobody any more, to be drawn anew without their buttons."""
    for place, was in enumerate(before.overrides if before else ()):
        if before and awaits_second(before, was) and not awaits_second(after, after.overrides[place]):
            yield OverrideLetter(experiment=after.number, place=place)


def setback_notices(before: Experiment, after: Experiment, by: str) -> Iterator[Notice]:
    """Yield word of what a deed took back, to exactly those who lost by it or must act on it."""
    sits_on = before.stage is Stage.IN_REVIEW and before.revision == after.revision
    lost = dict.fromkeys(user for user in fallen(before, after).values() if user != by)
    if is_reopened(before, after):
        yield reopened_notice(before, after, by)
    elif sits_on and after.stage is Stage.IN_REVIEW and lost:
        about = "; ".join(why_fallen(before, after))
        yield Notice(topic=NoticeTopic.APPROVALS_FELL, by=by, about=about, to=tuple(lost))
    yield from lapse_notices(before, after)
    for override in overtaken(before, after):
        to = (override.asked_by,) if override.asked_by != by else ()
        about = " ".join(overtaken_words(after, override))
        yield Notice(topic=NoticeTopic.OVERRIDE_OVERTAKEN, by=override.asked_by, about=about, to=to)


def lapse_notices(before: Experiment, after: Experiment) -> Iterator[Notice]:
    """Yield word of each seat of the gate that is asked again because its approver lost the duty or the account."""
    for lapse in after.lapses[len(before.lapses) :]:
        if standing_approval(after, lapse.kind) is None:
            yield Notice(topic=NoticeTopic.APPROVAL_LAPSED, by=lapse.by, about=lapse.kind.words)


def reopened_notice(before: Experiment, after: Experiment, by: str) -> Notice:
    """Return word that an experiment is back before its board: because of what reviews had judged, or of evidence alone."""
    return Notice(
        topic=NoticeTopic.REOPENED if fallen(before, after) else NoticeTopic.EVIDENCE_LACKING,
        by=by,
        about=setback_words(before, after),
        to=(after.owner,) if after.owner != by else (),
        ended=tuple(user for user in ended_approvals(before, after) if user != by),
    )
