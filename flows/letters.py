"""The letters that deeds owe to Slack: kind and facts, drawn only at delivery, so that they show today's state."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Session

from rules.ceremonies.ceremonies import Holding
from rules.ceremony_names import Ceremony
from rules.experiments.experiment import Experiment, Stage
from rules.experiments.notices import Notice, NoticeTopic
from rules.lifecycle.overriding import overtaken_words
from rules.lifecycle.setbacks import ended_approvals, fallen, overtaken, setback_words, why_fallen
from store import outbox


class LetterKind(StrEnum):
    """What a letter brings."""

    CARD = "card"
    BOARD = "board"
    GATE = "gate"
    NOTICE = "notice"
    PLAN = "plan"
    PLAN_FILE = "plan_file"
    ANSWER = "answer"
    INSIGHTS = "insights"
    PARKED = "parked"
    READ_RUN = "read_run"
    CEREMONY_NEWS = "ceremony_news"
    CEREMONY_SET_UP = "ceremony_set_up"
    CEREMONY_MISSED = "ceremony_missed"
    RETRO_BOARD = "retro_board"
    RETRO_SUMMARY = "retro_summary"
    RETRO_REMINDER = "retro_reminder"
    AGENDA = "agenda"
    AGENDA_OPENED = "agenda_opened"
    RECORD = "record"
    FOLLOW_UP = "follow_up"
    STANDUP_PROMPT = "standup_prompt"
    STANDUP_SUMMARY = "standup_summary"
    STANDUP_ASK = "standup_ask"
    STANDUP_NUDGE = "standup_nudge"
    CHECKED_IN = "checked_in"
    BLOCKER_CALL = "blocker_call"
    JOURNAL_HEAD = "journal_head"
    EVIDENCE_PACK = "evidence_pack"


@dataclass(frozen=True, slots=True)
class Letter:
    """One message or edit that is owed; letters of one lane are delivered in order."""

    lane: str
    kind: LetterKind
    facts: dict[str, Any]


# They show today's state, so one that waits already is enough; what tells of an event is told each time.
EDITS = frozenset(
    {
        LetterKind.CARD,
        LetterKind.BOARD,
        LetterKind.GATE,
        LetterKind.AGENDA,
        LetterKind.RECORD,
        LetterKind.RETRO_BOARD,
        LetterKind.RETRO_SUMMARY,
        LetterKind.STANDUP_PROMPT,
        LetterKind.STANDUP_SUMMARY,
        LetterKind.STANDUP_ASK,
        LetterKind.STANDUP_NUDGE,
        LetterKind.BLOCKER_CALL,
        LetterKind.EVIDENCE_PACK,
    }
)


def put(session: Session, letters: Iterator[Letter], now: datetime) -> None:
    """Owe letters, in order."""
    for letter in letters:
        once = letter.kind in EDITS
        outbox.put(session, lane=letter.lane, kind=letter.kind, facts=letter.facts, now=now, once=once)


TOPICS: dict[Stage, NoticeTopic] = {
    Stage.CHANGES_ASKED: NoticeTopic.CHANGES_ASKED,
    Stage.REJECTED: NoticeTopic.REJECTED,
    Stage.APPROVED: NoticeTopic.APPROVED,
    Stage.DECLINED: NoticeTopic.DECLINED,
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


def owed(
    before: Experiment | None, after: Experiment, by: str, reason: str, news: tuple[Notice, ...] = ()
) -> Iterator[Letter]:
    """Yield the letters that one deed owes, in the order in which people should see them."""
    yield letter(after, LetterKind.CARD)
    for revision in range(max(1, after.revision - 1), after.revision + 1):
        yield letter(after, LetterKind.BOARD, revision=revision)
    for round_ in range(max(1, after.round - 1), after.round + 1):
        yield letter(after, LetterKind.GATE, round=round_)
    for notice in news:
        yield letter(after, LetterKind.NOTICE, notice=asdict(notice))
    if before is None:
        return
    for notice in setback_notices(before, after, by):
        yield letter(after, LetterKind.NOTICE, notice=asdict(notice))
    if before.stage is after.stage:
        return
    if after.stage in TOPICS:
        topic = TOPICS[after.stage]
        to = (after.owner,) if topic in OWNER_ACTS and after.owner != by else ()
        told = Notice(topic=topic, by=by, reason=reason, to=to)
        yield letter(after, LetterKind.NOTICE, notice=asdict(told))
    if after.stage is Stage.IN_PRODUCTION:
        yield letter(after, LetterKind.PLAN, round=after.round)
        yield letter(after, LetterKind.PLAN_FILE, round=after.round)


def setback_notices(before: Experiment, after: Experiment, by: str) -> Iterator[Notice]:
    """Yield word of what a deed took back, to exactly those who lost by it or must act on it."""
    sits_on = before.stage is Stage.IN_REVIEW and before.revision == after.revision
    lost = dict.fromkeys(user for user in fallen(before, after).values() if user != by)
    if is_reopened(before, after):
        yield reopened_notice(before, after, by)
    elif sits_on and after.stage is Stage.IN_REVIEW and lost:
        about = "; ".join(why_fallen(before, after))
        yield Notice(topic=NoticeTopic.APPROVALS_FELL, by=by, about=about, to=tuple(lost))
    for override in overtaken(before, after):
        to = (override.asked_by,) if override.asked_by != by else ()
        about = " ".join(overtaken_words(after, override))
        yield Notice(topic=NoticeTopic.OVERRIDE_OVERTAKEN, by=override.asked_by, about=about, to=to)


def reopened_notice(before: Experiment, after: Experiment, by: str) -> Notice:
    """Return word that an experiment is back before its board: because of what reviews had judged, or of evidence alone."""
    return Notice(
        topic=NoticeTopic.REOPENED if fallen(before, after) else NoticeTopic.EVIDENCE_LACKING,
        by=by,
        about=setback_words(before, after),
        to=(after.owner,) if after.owner != by else (),
        ended=tuple(user for user in ended_approvals(before, after) if user != by),
    )


def is_reopened(before: Experiment, after: Experiment) -> bool:
    """Tell whether a change led back to the board without a new revision."""
    was_there = before.stage is Stage.IN_REVIEW
    return not was_there and after.stage is Stage.IN_REVIEW and after.revision == before.revision


def letter(experiment: Experiment, kind: LetterKind, **facts: Any) -> Letter:
    """Return a letter in the lane of an experiment."""
    return Letter(f"experiment:{experiment.number}", kind, {"experiment": experiment.number, **facts})


def of_ceremony(channel: str, ceremony: Ceremony, kind: LetterKind, **facts: Any) -> Letter:
    """Return a letter in the lane of a ceremony in its channel."""
    facts = {"channel": channel, "ceremony": ceremony.value, **facts}
    return Letter(f"ceremony:{channel}:{ceremony.value}", kind, facts)


def of_holding(holding: Holding, kind: LetterKind, **facts: Any) -> Letter:
    """Return a letter about one holding, in the lane of its ceremony."""
    facts = {"holding": holding.key.text, **facts}
    return of_ceremony(holding.channel, holding.ceremony, kind, **facts)


def to_person(user: str, kind: LetterKind, **facts: Any) -> Letter:
    """Return a direct message to one person."""
    return Letter(f"person:{user}", kind, {"user": user, **facts})


def answer(user: str, channel: str, text: str) -> Letter:
    """Return a private answer to one person, in the channel where they asked."""
    return Letter(f"answer:{user}", LetterKind.ANSWER, {"user": user, "channel": channel, "text": text})
