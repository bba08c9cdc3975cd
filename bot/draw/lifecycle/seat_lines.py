"""The seats of the two gates in words: who decided, who is awaited, and what no longer counts."""

from collections.abc import Callable, Sequence

from bot.draw.text import (
    MOST_NAMED,
    day,
    folded,
    moment,
    more_people,
    names,
    one_line,
    person,
    quiet_sentence,
)
from rules.experiments.experiment import (
    Approval,
    ApprovalKind,
    Experiment,
    Review,
    ReviewKind,
    Stage,
    Verdict,
)
from rules.experiments.sheets import ExperimentSheet
from rules.lifecycle.board import PAST_THE_GATE, board_gaps, standing_review
from rules.lifecycle.gate import gate_gaps, lapsed_approval, standing_approval
from rules.lifecycle.seats import Gap
from rules.people.people import Team
from rules.people.seat_facts import AskedPerson
from rules.words import capital, listing

SAID: dict[Verdict, tuple[str, str]] = {
    Verdict.APPROVE: ("✓", "approved"),
    Verdict.ASK_FOR_CHANGES: ("✎", "changes asked"),
    Verdict.REJECT: ("✗", "rejected"),
    Verdict.DECLINE: ("✗", "declined"),
}
BEFORE_THE_GATE = frozenset(
    {
        Stage.PROPOSED,
        Stage.RUNNING,
        Stage.IN_REVIEW,
        Stage.CHANGES_ASKED,
        Stage.REJECTED,
        Stage.APPROVED,
    }
)


def seat_name(kind: ReviewKind | ApprovalKind) -> str:
    """Return a seat as it is headed: “Ethics review” or “Technical lead”."""
    return f"{capital(kind.words)} review" if isinstance(kind, ReviewKind) else capital(kind.words)


def decided(word: Review | Approval, team: Team) -> str:
    """Return a verdict with its sign, by whom, and when; who decided has nothing to do any more and is not pinged."""
    sign, said = SAID[word.verdict]
    return f"{sign} *{seat_name(word.kind)}:* {said} by {names((word.by,), team)}, {moment(word.at)}"


def verdict_line(word: Review | Approval, team: Team, *, revision: int = 0) -> str:
    """Return a verdict with its reason; one of an earlier revision is named as carried over."""
    carried = isinstance(word, Review) and revision and word.revision != revision
    origin = f" · carried over from revision {word.revision}" if carried else ""
    reason = f"\n{folded(word.reason, 700)}" if word.reason else ""
    return f"{decided(word, team)}{origin}{reason}{confirmed_line(word)}"


def confirmed_line(word: Review | Approval) -> str:
    """Return what an approval confirmed by name, on a line of its own; nothing where every evidence led somewhere."""
    texts = word.confirms if isinstance(word, Review) else ()
    said = listing([f"“{one_line(text, 200)}”" for text in texts])
    return f"\nConfirmed by name, stated and not linked: {said}" if said else ""


def nobody_can(gap: Gap, team: Team) -> str:
    """Return why a seat cannot be filled now, naming people instead of pinging them."""
    return quiet_sentence(gap.why_nobody, team, 600)


def past_review(experiment: Experiment, kind: ReviewKind) -> Review | None:
    """Return the last verdict of a kind on what the board may still look at, whether it counts or not."""
    recent = (review for review in reversed(experiment.reviews) if review.revision >= experiment.board_since)
    return next((review for review in recent if review.kind is kind), None)


def overtaken(experiment: Experiment, kind: ReviewKind, team: Team) -> str:
    """Return that an approval no longer counts, where a change overtook it; nothing otherwise."""
    past = past_review(experiment, kind)
    if past is None or past.verdict is not Verdict.APPROVE or standing_review(experiment, kind):
        return ""
    by = names((past.by,), team)
    if past.by in experiment.makers:
        return f"The approval by {by} no longer counts: {by} has a part in {experiment.key} now."
    return f"The approval by {by} no longer counts: what it judged has changed."


def board_summary(sheet: ExperimentSheet) -> tuple[str, ...]:
    """Return the seats of the board as lines that ping nobody."""
    experiment = sheet.experiment
    awaited = experiment.stage is Stage.IN_REVIEW and sheet.then is None
    # What was passed stays as it was decided, whoever owns it or lost a duty since.
    gaps = {gap.kind: gap for gap in board_gaps(experiment, sheet.team)} if awaited else {}
    return tuple(
        seat_summary(kind, shown_review(experiment, kind), gaps.get(kind), awaited, sheet)
        for kind in experiment.requirements.reviews
    )


def gate_summary(sheet: ExperimentSheet) -> tuple[str, ...]:
    """Return the seats of the promotion gate as lines that ping nobody; nothing before the gate."""
    experiment = sheet.experiment
    standing = {kind: shown_approval(experiment, kind) for kind in experiment.requirements.approvals}
    asked = experiment.stage is Stage.PROMOTING
    if experiment.stage in BEFORE_THE_GATE or not (asked or any(standing.values())):
        return ()
    awaited = asked and sheet.then is None
    # As it was then, nobody had lost a duty that they lost since.
    gaps = {gap.kind: gap for gap in gate_gaps(experiment, sheet.team)} if awaited else {}
    return tuple(seat_summary(kind, word, gaps.get(kind), awaited, sheet) for kind, word in standing.items())


def folded_seats(sheet: ExperimentSheet) -> tuple[str, ...]:
    """Return both gates as a card shows them: seat by seat while one sits, and in one line once it has decided."""
    experiment = sheet.experiment
    board, gate = board_summary(sheet) if experiment.revision else (), gate_summary(sheet)
    if board and experiment.stage is not Stage.IN_REVIEW:
        reviews = [shown_review(experiment, kind) for kind in experiment.requirements.reviews]
        board = (decision_line("Board", reviews, sheet.team),)
    if gate and experiment.stage is not Stage.PROMOTING:
        approvals = [shown_approval(experiment, kind) for kind in experiment.requirements.approvals]
        gate = (decision_line("Promotion", approvals, sheet.team),)
    return (*board, *gate)


def decision_line(gate: str, words: Sequence[Review | Approval | None], team: Team) -> str:
    """Return what a gate decided, in one line: all who approved, or who spoke against it in which seat."""
    given = [word for word in words if word]
    against = next((word for word in given if word.verdict is not Verdict.APPROVE), None)
    if against:
        sign, said = SAID[against.verdict]
        by = f"{names((against.by,), team)} ({against.kind.words})"
        return f"{sign} *{gate}:* {said} by {by}, {moment(against.at)}"
    if not given or len(given) < len(words):
        return f"○ *{gate}:* not decided"
    by = names(tuple(dict.fromkeys(word.by for word in given)), team)
    return f"✓ *{gate}:* approved by {by}, {moment(max(word.at for word in given))}"


def shown_review(experiment: Experiment, kind: ReviewKind) -> Review | None:
    """Return the verdict that a seat of the board shows: the one that counts, or that counted on the way to production."""
    passed = experiment.stage in PAST_THE_GATE
    return standing_review(experiment, kind) or (past_review(experiment, kind) if passed else None)


def shown_approval(experiment: Experiment, kind: ApprovalKind) -> Approval | None:
    """Return the word that a seat of the gate shows: the one that counts, or that counted on the way to production."""
    given = (word for word in reversed(experiment.approvals) if word.round == experiment.round)
    past = next((word for word in given if word.kind is kind), None)
    return standing_approval(experiment, kind) or (past if experiment.stage in PAST_THE_GATE else None)


def seat_summary(
    kind: ReviewKind | ApprovalKind,
    word: Review | Approval | None,
    gap: Gap | None,
    awaited: bool,
    sheet: ExperimentSheet,
) -> str:
    """Return one seat on one line: the verdict, or who is awaited."""
    if word and gap is None:
        shown = decided(word, sheet.team)
        carried = isinstance(word, Review) and word.revision != sheet.experiment.revision
        return f"{shown} · carried over from revision {word.revision}" if carried else shown
    if not awaited or gap is None:
        return f"○ *{seat_name(kind)}:* not decided"
    lost = lost_words(sheet, kind) if isinstance(kind, ApprovalKind) else ""
    if gap.why_nobody:
        return f"○ *{seat_name(kind)}:* {lost}awaited, but nobody can give it now"
    if isinstance(kind, ApprovalKind) and sheet.experiment.holds:
        return f"○ *{seat_name(kind)}:* {lost}{once_lifted(gap, sheet.team)}"
    return f"○ *{seat_name(kind)}:* {lost}awaited from {asked_names(sheet, gap)}{since_words(sheet, gap)}"


def asked_names(sheet: ExperimentSheet, gap: Gap) -> str:
    """Return of whom a seat is awaited, by name: a stand-in with for whom, and who is away as away."""
    return few_asked(sheet, gap, lambda user: names((user,), sheet.team))


def asked_mentions(sheet: ExperimentSheet, gap: Gap) -> str:
    """Return of whom a seat is awaited, as mentions: a stand-in with for whom, and who is away as away, not called upon."""
    return few_asked(sheet, gap, person)


def few_asked(sheet: ExperimentSheet, gap: Gap, called: Callable[[str], str]) -> str:
    """Return the first few of whom a seat is awaited."""
    wait = sheet.waits.get(gap.kind.duty)
    asked = wait.asked if wait else tuple(AskedPerson(user) for user in gap.could)
    shown = [asked_words(sheet, one, called) for one in asked[:MOST_NAMED]]
    return ", ".join(shown) + more_people(len(asked))


def asked_words(sheet: ExperimentSheet, one: AskedPerson, called: Callable[[str], str]) -> str:
    """Return one of whom a seat is awaited."""
    if one.away_until:
        return f"{names((one.user,), sheet.team)} (away until {day(one.away_until)})"
    if one.in_place_of:
        return f"{called(one.user)} (for {names((one.in_place_of,), sheet.team)}, who is away)"
    return called(one.user)


def since_words(sheet: ExperimentSheet, gap: Gap) -> str:
    """Return since when a seat waits and until when, as it follows of whom; nothing where that is not known."""
    wait = sheet.waits.get(gap.kind.duty)
    if wait is None:
        return ""
    # What waits as long as it is in its stage says so once, above.
    since = "" if wait.since == sheet.experiment.stage_since else f"since {moment(wait.since)}"
    late = ":hourglass: overdue since" if wait.is_late else "due"
    until = f"{late} {moment(wait.due)}" if wait.due else ""
    stopped = "a question waits for its answer" if wait.is_stopped else ""
    return "".join(f" · {words}" for words in (since, stopped or until) if words)


def once_lifted(gap: Gap, team: Team) -> str:
    """Return who could fill a seat of the gate of an experiment that is held: nobody is called upon before it is lifted."""
    return f"{names(gap.could, team)}, once it is no longer held"


def lost_words(sheet: ExperimentSheet, kind: ApprovalKind) -> str:
    """Return that who approved in this seat lost the duty since, as it stands before who is asked now; nothing otherwise."""
    lapsed = lapsed_approval(sheet.experiment, kind, sheet.team)
    if lapsed is None:
        return ""
    return f"approved by {names((lapsed.by,), sheet.team)}, who has lost the duty since; asked again: "


def seats_shared(experiment: Experiment) -> str:
    """Return that one person may fill several seats of the board, where the workspace allows it."""
    return "" if experiment.requirements.one_seat_each else "Here one person may give several reviews."
