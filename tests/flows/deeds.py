"""Every deed that changes something: how to get where it can be done, doing it, and the traces it leaves."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import update
from sqlmodel import select

from flows.desk import Desk
from flows.evidence.measure import strike_value
from flows.lifecycle import closings, decisions, handovers, overrides
from flows.people import projects, team
from flows.waiting import passing, questions
from rules.experiments.experiment import ApprovalKind, ReviewKind
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
from rules.journal.entries import Deed, Entry
from rules.lifecycle.fact_words import entry_of
from rules.lifecycle.steps import Step
from rules.lifecycle.striking import mark_of
from rules.people.people import Duty, Role
from rules.people.projects import ProjectDraft
from rules.refusals import Refused
from store.journal.journal import told_by
from store.journal.journal_tables import JournalRow
from store.tables import LetterRow, LetterState
from tests import stories
from tests.stories import ANA, BEN, CHANNEL, CLARA, DAVID, FELIX, HUGO, IVAN, NOW, new_request

CARD, BOARD, GATE, NOTICE = CardLetter.kind, BoardLetter.kind, GateLetter.kind, NoticeLetter.kind
HANDOVER, QUESTION, OVERRIDE = HandoverLetter.kind, QuestionLetter.kind, OverrideLetter.kind
ROUTER = ProjectDraft(name="Router", workstream="production", members=(ANA,), milestones="Beta, 2026-05-01")


@dataclass(frozen=True, slots=True)
class Doing:
    """One deed: what must be there, the deed itself, who does it, its entries and its letters."""

    name: str
    prepare: Callable[[Desk], Any]
    do: Callable[[Desk, Any], Any]
    by: str
    entries: tuple[Deed, ...]
    letters: tuple[str, ...] = ()


def nearly_approved(desk: Desk) -> Any:
    """Return an experiment that misses the business review alone."""
    experiment = stories.in_review(desk)
    stories.approve(desk, experiment, ReviewKind.TECHNICAL)
    return stories.approve(desk, experiment, ReviewKind.ETHICS)


def without_a_value(desk: Desk) -> Any:
    """Return an experiment with all its reviews that misses one measured value."""
    experiment = stories.submit(desk, stories.measure(desk, stories.running(desk), "accuracy", "0.94"))
    for kind in ReviewKind:
        experiment = stories.approve(desk, experiment, kind)
    return experiment


def unrehearsed_and_asked(desk: Desk) -> Any:
    """Return an experiment with all its reviews whose one open item Ben has asked to override."""
    experiment = stories.unrehearsed(desk)
    for kind in ReviewKind:
        stories.approve(desk, experiment, kind)
    return stories.ask_override(desk, experiment)


def ask_question(desk: Desk, experiment: Any, by: str = CLARA) -> Any:
    """Ask a question on the seat of the ethics review."""
    seat = stories.seat(experiment, ReviewKind.ETHICS)
    return questions.ask(desk, seat, "On which users?", by=by, now=NOW, request=new_request())


def asked_a_question(desk: Desk) -> Any:
    """Return an experiment on whose ethics review Clara has asked a question."""
    return ask_question(desk, stories.in_review(desk))


def with_two_for_ethics(desk: Desk) -> Any:
    """Return an experiment before its board whose ethics review Ivan could decide, too."""
    team.give_duty(desk, IVAN, Duty.ETHICS, by=HUGO, now=NOW)
    return stories.in_review(desk)


def hand_over_seat(desk: Desk, experiment: Any, by: str = CLARA, to: str = IVAN) -> Any:
    """Hand over the seat of the ethics review."""
    seat = stories.seat(experiment, ReviewKind.ETHICS)
    return passing.pass_seat(desk, seat, to, by=by, now=NOW, request=new_request())


def strike_first(desk: Desk, experiment: Any, by: str = ANA) -> Any:
    """Mark the first value as wrong, where there is any."""
    if not experiment.measurements:
        raise Refused("Nothing was measured yet.")
    mark = mark_of(experiment.measurements[0])
    return strike_value(desk, experiment.number, mark, "A typo.", by=by, now=NOW, request=new_request())


def asked_of_ivan(desk: Desk) -> Any:
    """Return an experiment that Ivan is asked to own."""
    return stories.ask_handover(desk, stories.proposed(desk))


def nearly_promoted(desk: Desk) -> Any:
    """Return an experiment that misses the approval of security alone."""
    experiment = stories.promoting(desk)
    stories.approve_as(desk, experiment, ApprovalKind.TECHNICAL_LEAD)
    return stories.approve_as(desk, experiment, ApprovalKind.PRODUCT_OWNER)


def new_project(desk: Desk, draft: ProjectDraft = ROUTER) -> Any:
    """Return a new project of Ana's."""
    return projects.create(desk, draft, by=ANA, channel=CHANNEL, now=NOW, request=new_request())


def nothing(_desk: Desk) -> None:
    """Prepare nothing."""


def closing(step: Step) -> Callable[[Desk, Any], Any]:
    """Return the deed that closes an experiment."""
    return lambda desk, experiment: stories.close(desk, experiment, step)


DEEDS = (
    Doing("propose", nothing, lambda desk, _: stories.proposed(desk), ANA, (Deed.PROPOSED,), (CARD,)),
    Doing(
        "start",
        stories.proposed,
        lambda desk, one: closings.start(desk, one.number, by=ANA, now=NOW, request=new_request()),
        ANA,
        (Deed.STARTED,),
        (CARD,),
    ),
    Doing(
        "measure",
        stories.proposed,
        lambda desk, one: stories.measure(desk, one, "accuracy", "0.9", by=BEN),
        BEN,
        (Deed.MEASURED,),
        (CARD,),
    ),
    Doing("submit", stories.measured, stories.submit, ANA, (Deed.SUBMITTED,), (CARD, BOARD, NOTICE)),
    Doing(
        "change the title",
        stories.proposed,
        lambda desk, one: stories.amend(desk, one, title="Another title"),
        ANA,
        (Deed.CHANGED,),
        (CARD,),
    ),
    Doing(
        "ask for a handover",
        stories.proposed,
        stories.ask_handover,
        ANA,
        (Deed.ASKED_HANDOVER,),
        (CARD, HANDOVER),
    ),
    Doing(
        "name another owner and another title in one form",
        stories.proposed,
        lambda desk, one: stories.amend(desk, one, title="Another title", owner=IVAN),
        ANA,
        (Deed.CHANGED, Deed.ASKED_HANDOVER),
        (CARD, HANDOVER),
    ),
    Doing(
        "accept a handover",
        asked_of_ivan,
        lambda desk, one: handovers.accept(desk, one.number, 0, by=IVAN, now=NOW),
        IVAN,
        (Deed.ACCEPTED_HANDOVER,),
        (CARD, HANDOVER, NOTICE),
    ),
    Doing(
        "decline a handover",
        asked_of_ivan,
        lambda desk, one: handovers.decline(desk, one.number, 0, by=IVAN, now=NOW),
        IVAN,
        (Deed.DECLINED_HANDOVER,),
        (CARD, HANDOVER, NOTICE),
    ),
    Doing(
        "take a handover back",
        asked_of_ivan,
        lambda desk, one: handovers.take_back(desk, one.number, 0, by=ANA, now=NOW),
        ANA,
        (Deed.WITHDREW_HANDOVER,),
        (CARD, HANDOVER, NOTICE),
    ),
    Doing(
        "approve a review",
        stories.in_review,
        lambda desk, one: stories.approve(desk, one, ReviewKind.TECHNICAL),
        BEN,
        (Deed.APPROVED_REVIEW,),
        (CARD, BOARD),
    ),
    Doing(
        "ask a question on a seat",
        stories.in_review,
        ask_question,
        CLARA,
        (Deed.ASKED_QUESTION,),
        (CARD, BOARD, QUESTION),
    ),
    Doing(
        "answer a question",
        asked_a_question,
        lambda desk, one: questions.answer(
            desk, one.number, 0, "All of May.", by=ANA, now=NOW, request=new_request()
        ),
        ANA,
        (Deed.ANSWERED_QUESTION,),
        (CARD, BOARD, QUESTION, NOTICE),
    ),
    Doing(
        "hand over a seat",
        with_two_for_ethics,
        hand_over_seat,
        CLARA,
        (Deed.PASSED_SEAT,),
        (CARD, BOARD, NOTICE),
    ),
    Doing(
        "mark a value as wrong",
        stories.measured,
        strike_first,
        ANA,
        (Deed.STRUCK_VALUE,),
        (CARD,),
    ),
    Doing(
        "ask to override an item",
        stories.unrehearsed,
        stories.ask_override,
        BEN,
        (Deed.ASKED_OVERRIDE,),
        (CARD, BOARD, NOTICE),
    ),
    Doing(
        "confirm the override of the last open item",
        unrehearsed_and_asked,
        stories.confirm_override,
        CLARA,
        (Deed.CONFIRMED_OVERRIDE, Deed.PASSED_BOARD),
        (CARD, BOARD, OVERRIDE, NOTICE, NOTICE),
    ),
    Doing(
        "refuse an override",
        unrehearsed_and_asked,
        lambda desk, one: overrides.dismiss(desk, one.number, 0, by=DAVID, now=NOW),
        DAVID,
        (Deed.REFUSED_OVERRIDE,),
        (CARD, BOARD, OVERRIDE, NOTICE),
    ),
    Doing(
        "withdraw an override",
        unrehearsed_and_asked,
        lambda desk, one: overrides.dismiss(desk, one.number, 0, by=BEN, now=NOW),
        BEN,
        (Deed.WITHDREW_OVERRIDE,),
        (CARD, BOARD, OVERRIDE, NOTICE),
    ),
    Doing(
        "approve the last review",
        nearly_approved,
        lambda desk, one: stories.approve(desk, one, ReviewKind.BUSINESS),
        stories.DAVID,
        (Deed.APPROVED_REVIEW, Deed.PASSED_BOARD),
        (CARD, BOARD, NOTICE),
    ),
    Doing(
        "ask for changes",
        stories.in_review,
        stories.ask_for_changes,
        BEN,
        (Deed.ASKED_FOR_CHANGES,),
        (CARD, BOARD, NOTICE),
    ),
    Doing(
        "resubmit",
        stories.changes_asked,
        lambda desk, one: stories.submit(desk, one, monthly_cost="800"),
        ANA,
        (Deed.SUBMITTED,),
        (CARD, BOARD, BOARD, NOTICE),
    ),
    Doing(
        "record the last value",
        without_a_value,
        lambda desk, one: stories.measure(desk, one, "latency", "620"),
        ANA,
        (Deed.MEASURED, Deed.PASSED_BOARD),
        (CARD, BOARD, NOTICE),
    ),
    Doing(
        "change the hypothesis of an approved one",
        stories.approved,
        lambda desk, one: stories.amend(desk, one, hypothesis="Something else altogether."),
        ANA,
        (Deed.CHANGED, Deed.REOPENED),
        (CARD, BOARD, NOTICE),
    ),
    Doing(
        "promote", stories.approved, stories.promote, ANA, (Deed.ASKED_FOR_PROMOTION,), (CARD, BOARD, GATE)
    ),
    Doing(
        "approve the promotion",
        stories.promoting,
        lambda desk, one: stories.approve_as(desk, one, ApprovalKind.PRODUCT_OWNER),
        FELIX,
        (Deed.APPROVED_PROMOTION,),
        (CARD, BOARD, GATE),
    ),
    Doing(
        "approve the promotion last",
        nearly_promoted,
        lambda desk, one: stories.approve_as(desk, one, ApprovalKind.SECURITY),
        stories.GRETA,
        (Deed.APPROVED_PROMOTION, Deed.PASSED_GATE, Deed.SCORED_FORECAST),
        (CARD, BOARD, GATE, NOTICE, PlanLetter.kind),
    ),
    Doing(
        "decline",
        stories.promoting,
        lambda desk, one: decisions.decline(
            desk, one.number, one.round, by=FELIX, now=NOW, reason="Too early.", request=new_request()
        ),
        FELIX,
        (Deed.DECLINED,),
        (CARD, BOARD, GATE, NOTICE),
    ),
    Doing(
        "roll back",
        stories.in_production,
        closing(Step.ROLL_BACK),
        ANA,
        (Deed.ROLLED_BACK,),
        (CARD, BOARD, GATE, NOTICE),
    ),
    Doing(
        "retire",
        stories.in_production,
        closing(Step.RETIRE),
        ANA,
        (Deed.RETIRED,),
        (CARD, BOARD, GATE, NOTICE),
    ),
    Doing("withdraw", stories.proposed, closing(Step.WITHDRAW), ANA, (Deed.WITHDREW,), (CARD, NOTICE)),
    Doing(
        "conclude",
        stories.running,
        closing(Step.CONCLUDE),
        ANA,
        (Deed.CONCLUDED, Deed.SCORED_FORECAST),
        (CARD, NOTICE),
    ),
    Doing(
        "give a duty",
        nothing,
        lambda desk, _: team.give_duty(desk, IVAN, Duty.ETHICS, by=HUGO, now=NOW, request=new_request()),
        HUGO,
        (Deed.GAVE_DUTY,),
    ),
    Doing(
        "take a duty",
        nothing,
        lambda desk, _: team.take_duty(desk, BEN, Duty.TECHNICAL, by=HUGO, now=NOW, request=new_request()),
        HUGO,
        (Deed.TOOK_DUTY,),
    ),
    Doing(
        "set a role",
        nothing,
        lambda desk, _: team.set_role(
            desk, IVAN, Role.DATA_ENGINEER, by=HUGO, now=NOW, request=new_request()
        ),
        HUGO,
        (Deed.SET_ROLE,),
    ),
    Doing(
        "allow several seats",
        nothing,
        lambda desk, _: team.set_seats(desk, False, by=HUGO, now=NOW, request=new_request()),
        HUGO,
        (Deed.SET_SEATS,),
    ),
    Doing("create a project", nothing, lambda desk, _: new_project(desk), ANA, (Deed.CREATED_PROJECT,)),
    Doing(
        "rename a project",
        new_project,
        lambda desk, one: projects.revise(
            desk,
            one.number,
            ProjectDraft(name="Renamed", workstream="governance", members=(ANA,)),
            by=ANA,
            now=NOW,
            request=new_request(),
        ),
        ANA,
        (Deed.CHANGED_PROJECT,),
    ),
    Doing(
        "complete a milestone",
        new_project,
        lambda desk, one: projects.complete(desk, one.number, "beta", by=ANA, now=NOW),
        ANA,
        (Deed.COMPLETED_MILESTONE,),
    ),
)

# The richest ones, for what takes long.
RICH = tuple(
    doing
    for doing in DEEDS
    if doing.name in ("propose", "resubmit", "approve the last review", "approve the promotion last")
)


def named(doing: Doing) -> str:
    """Return the name of a deed."""
    return doing.name


def deliver_all(desk: Desk) -> None:
    """Let every letter that is owed be sent."""
    with desk.begin() as session:
        session.exec(update(LetterRow).values(state=LetterState.SENT, closed_at=NOW))


def entries_of(desk: Desk) -> list[Entry]:
    """Return the whole journal as it is read, oldest first, without what the team was given before anything was done."""
    done = select(JournalRow).where(JournalRow.deed != Deed.CARRIED_OVER).order_by("id")
    with desk.look() as session:
        return [entry_of(told_by(row)) for row in session.exec(done)]


def letters_owed(desk: Desk) -> list[LetterRow]:
    """Return the letters that wait, in their order."""
    waiting = select(LetterRow).where(LetterRow.state == LetterState.WAITING).order_by("id")
    with desk.look() as session:
        rows = session.exec(waiting).all()
        session.expunge_all()
    return list(rows)
