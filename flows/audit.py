"""Sealing the journal by the clock, telling Slack where it stands, and verifying all of it."""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlmodel import Session

from flows import letters
from flows.desk import Desk
from flows.letters import Letter, LetterKind
from rules.audit import Examination, Finding, Flaw, Head, Line, is_daily_due, leaf, lost, strangers
from rules.experiments import Experiment, Stage, read_key
from rules.packs import DECIDING, decisions, unsupported
from rules.refusals import Refused
from rules.sheets import Deed
from store import experiments, members, seals
from store import workspaces as store_workspaces
from store.database import Database
from store.postings import Posting
from store.seals import Standing

logger = logging.getLogger(__name__)
AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the verification of one workspace's journal found; `waiting` counts the entries that are not sealed yet."""

    head: Head
    waiting: int
    heads: int
    findings: tuple[Finding, ...]


def tick(database: Database, desk_for: Callable[[str], Desk | None], now: datetime) -> int:
    """Seal what waits in the workspaces that have a desk; return how many entries that were."""
    with database.look_everywhere() as session:
        waiting = seals.due(session)
    done = 0
    for workspace in waiting:
        desk = desk_for(workspace)
        if desk is None:
            continue
        try:
            done += seal(desk, now)
        except Exception:
            logger.exception("the journal of %s could not be sealed; the next tick tries again", workspace)
    return done


def seal(desk: Desk, now: datetime) -> int:
    """Seal all that waits, some entries at a time, so that nobody who writes waits long; return how many."""
    done = 0
    while True:
        number = seal_some(desk, now)
        done += number
        if number < AT_ONCE:
            return done


def seal_some(desk: Desk, now: datetime) -> int:
    """Seal the oldest entries that wait, and owe Slack the head where it is due."""
    with desk.begin() as session:
        before = seals.lock(session, now.astimezone(UTC).date())
        waiting = seals.waiting(session, AT_ONCE)
        after, last = before, seals.last_about(session, {line.subject for _, line in waiting})
        for entry, line in waiting:
            after = add(session, after, entry, replace(line, before=last.get(line.subject, 0)))
            last[line.subject] = after.tree.size
        seals.wait_no_more(session, [entry for entry, _ in waiting])
        promoted = [line.subject for _, line in waiting if line.deed == Deed.PASSED_GATE]
        told = tell(session, desk, after, promoted, now) if len(waiting) < AT_ONCE or promoted else after
        if told != before:
            seals.save(session, told)
        return len(waiting)


def add(session: Session, before: Standing, entry: int, line: Line) -> Standing:
    """Seal one entry at the end of the journal."""
    place = replace(line, position=before.tree.size + 1)
    hashed = leaf(place)
    tree = before.tree.grown(hashed)
    seals.add(session, entry, place, hashed, tree.root)
    return replace(before, tree=tree)


def tell(
    session: Session, desk: Desk, standing: Standing, promoted: Sequence[str], now: datetime
) -> Standing:
    """Owe Slack the head: after each promotion in its thread, and once a day if anything was sealed since."""
    owed = [of_promotion(standing.head, subject) for subject in dict.fromkeys(promoted)]
    today = now.astimezone(UTC).date()
    if is_daily_due(standing.told_on, standing.told, standing.tree.size, today):
        owed += of_day(session, desk, standing.head)
        standing = replace(standing, told_on=today)
    letters.put(session, iter(owed), now)
    return replace(standing, told=standing.tree.size) if owed else standing


def of_promotion(head: Head, subject: str) -> Letter:
    """Return the head as a reply in the thread of a promoted experiment."""
    number = read_key(subject)
    facts = {"experiment": number, "position": head.position, "head": head.digest}
    return Letter(f"experiment:{number}", LetterKind.JOURNAL_HEAD, facts)


def of_day(session: Session, desk: Desk, head: Head) -> Iterator[Letter]:
    """Yield the head for the review channel; without one, the channel of the last promotion or proposal serves."""
    channel = desk.review_channel or channel_of_the_last(session)
    if channel:
        facts = {"channel": channel, "position": head.position, "head": head.digest}
        yield Letter(f"journal:{channel}", LetterKind.JOURNAL_HEAD, facts)


def channel_of_the_last(session: Session) -> str:
    """Return the channel of the experiment that was promoted last, or else proposed last."""
    promoted: tuple[Experiment, ...] = experiments.whole_in(session, [Stage.IN_PRODUCTION], 1)
    newest = promoted or experiments.page(session, limit=1)[0]
    return newest[0].channel if newest else ""


def keep_posted(desk: Desk, head: Head, posting: Posting, now: datetime) -> None:
    """Keep that a head was posted, so that later verifications know it."""
    with desk.begin() as session:
        seals.keep_posted(session, head, posting, now)


def verify(desk: Desk, given: Head | None = None) -> Verdict:
    """Hold every entry against its seal, every seal against the one before, and the head against all that Slack was told."""
    with desk.look() as session:
        names = {member.id: member.name for member in members.team(session).members}
        heads = (*seals.posted(session), *([given] if given else []))
        examination = Examination(names, heads)
        decided: dict[str, list[Line]] = {}
        for one in seals.every(session):
            examination.take(one)
            keep_decision(decided, one.line)
        standing = seals.standing(session)
        waiting, gone = seals.unsealed(session)
        found = (
            *examination.findings(standing.head),
            *strangers(seals.strangers(session), names),
            *lost(gone),
        )
        # In a journal that was tampered with, many a decision would lack its entry.
        found = found or tuple(disagreements(session, decided, waiting))
        return Verdict(standing.head, waiting, len(heads), found)


def keep_decision(decided: dict[str, list[Line]], line: Line | None) -> None:
    """Keep an entry about a decision with those about the same subject."""
    if line and line.deed in DECIDING:
        decided.setdefault(line.subject, []).append(line)


def disagreements(session: Session, decided: dict[str, list[Line]], unsealed: int) -> Iterator[Finding]:
    """Yield every decision in the tables that the journal does not know, and every one of the journal that is gone."""
    for _, line in seals.waiting(session, unsealed):
        keep_decision(decided, line)
    for number in experiments.numbers(session):
        key = f"EXP-{number}"
        lines = decided.pop(key, [])
        try:
            kept = tuple(decisions(experiments.get(session, number)))
        except (LookupError, ValueError, TypeError):
            yield Finding(Flaw.ALTERED, 0, f"The record of {key} cannot be read: it was altered.")
        else:
            yield from unsupported(kept, lines, f"The record of {key}")
    for key, lines in decided.items():
        yield from unsupported((), lines, f"The record of {key}")


def workspaces(database: Database) -> tuple[str, ...]:
    """Return the ids of all workspaces."""
    with database.look_everywhere() as session:
        return store_workspaces.every(session)


def ask_for_pack(desk: Desk, number: int, *, by: str, now: datetime) -> Experiment:
    """Owe an admin the evidence pack of an experiment, as a direct message."""
    with desk.begin() as session:
        if not desk.person(session, by).is_admin:
            raise Refused(
                "Only an admin can take an evidence pack: it holds the whole history with names."
                " `/team list` names the admins."
            )
        experiment = experiments.get(session, number)
        letters.put(
            session,
            iter([letters.to_person(by, LetterKind.EVIDENCE_PACK, experiment=experiment.number)]),
            now,
        )
        return experiment


def is_admin(desk: Desk, user: str) -> bool:
    """Tell whether somebody administers the desk, for what is offered to them."""
    with desk.look() as session:
        return desk.member(session, user).person.is_admin
