"""Short replies in an experiment's thread: what happened, what comes next, and how."""

from collections.abc import Iterator

from slack_sdk.models.blocks import ActionsBlock

from bot.draw.blocks import actions, section
from bot.draw.evidence.checklist_lines import answer_buttons, outcome_words
from bot.draw.lifecycle.follow_up_lines import done_controls, lift_controls
from bot.draw.message import Message
from bot.draw.stage_words import next_line
from bot.draw.step_buttons import step_row
from bot.draw.text import folded, name_as_text, names, one_line, people
from rules.experiments.experiment import Experiment, Stage
from rules.experiments.notices import Notice, NoticeTopic
from rules.experiments.sheets import ExperimentSheet
from rules.lifecycle.board import board_gaps
from rules.lifecycle.gate import gate_gaps
from rules.lifecycle.overriding import awaits_second
from rules.lifecycle.seats import Gap
from rules.lifecycle.steps import Step
from rules.words import capital

# What these are about is the name of a person.
ABOUT_SOMEBODY = frozenset(
    {NoticeTopic.HANDOVER_ACCEPTED, NoticeTopic.HANDOVER_DECLINED, NoticeTopic.HANDOVER_WITHDRAWN}
)
# A notice is where a reason is read first, so more of its lines stand there than elsewhere.
MOST_QUOTED = 12
HAPPENED: dict[NoticeTopic, str] = {
    NoticeTopic.CHANGES_ASKED: "{by} asked for changes in revision {revision} of {key}.",
    NoticeTopic.SUBMITTED: "{by} submitted revision {revision} of {key}; its review begins.",
    NoticeTopic.RESUBMITTED: "{by} submitted revision {revision} of {key}; its review begins. What changed:",
    NoticeTopic.REJECTED: "{by} rejected revision {revision} of {key}.",
    NoticeTopic.APPROVED: "The board has approved revision {revision} of {key}.",
    NoticeTopic.REOPENED: "What the board approved of {key} has changed, so it is back before the board{because}.",
    NoticeTopic.EVIDENCE_LACKING: "{key} is back before the board{because}. Every review still stands.",
    NoticeTopic.APPROVALS_FELL: "{by} changed what was approved of {key}{because}.",
    NoticeTopic.DECLINED: "{by} declined the promotion of {key}.",
    NoticeTopic.PROMOTED: "{key} is promoted to production; every approval was given.",
    NoticeTopic.ROLLED_BACK: "{by} rolled {key} back from production.",
    NoticeTopic.RETIRED: "{by} retired {key}.",
    NoticeTopic.WITHDRAWN: "{by} withdrew {key}.",
    NoticeTopic.CONCLUDED: "{by} concluded {key}; it is kept as a learning.",
    NoticeTopic.OVERRIDE_ASKED: "{by} asks to override an item of {key}: {about}.",
    NoticeTopic.OVERRIDE_CONFIRMED: "{by} confirmed the override of {key}: {about}. It shows for ever.",
    NoticeTopic.OVERRIDE_REFUSED: "{by} refused the override of {key}: {about}.",
    NoticeTopic.OVERRIDE_WITHDRAWN: "{by} withdrew the override of {key}: {about}.",
    NoticeTopic.OVERRIDE_OVERTAKEN: "The override of {key} that {by} asked for is overtaken. {about}",
    NoticeTopic.HANDOVER_ACCEPTED: "{by} has taken {key} over from {about} and owns it now.",
    NoticeTopic.HANDOVER_DECLINED: "{by} declined to take {key} over; {about} still owns it.",
    NoticeTopic.HANDOVER_WITHDRAWN: "{by} took the handover of {key} back; {about} still owns it.",
    NoticeTopic.QUESTION_ANSWERED: "{by} answered the question on {about} of {key}, above in this thread.",
    NoticeTopic.SEAT_PASSED: "{by} handed over {about} of {key}.",
    NoticeTopic.HELD: "The AI ethics review holds {key} from promotion, by a decision that {by} recorded: {about}.",
    NoticeTopic.FINDING_AWAITED: "{by} marked as done what holds {key} from promotion: {about}.",
    NoticeTopic.HOLD_LIFTED: "{by} lifted what held {key} from promotion: {about}.",
    NoticeTopic.HOLD_EASED: "{by} lifted one of what holds {key} from promotion: {about}.",
    NoticeTopic.BIAS_ACCEPTED: "The AI ethics review accepts a failed bias check of {key}, by a decision that {by} recorded: {about}.",
    NoticeTopic.VALUE_SET_ASIDE: "{by}, who has no part in {key}, recorded {about}. What the board approved rests on its evidence,"
    " so this is set aside and does not count.",
    NoticeTopic.APPROVAL_LAPSED: "{by} approved the promotion of {key} as {about} and has lost the duty since, so that this approval no"
    " longer counts.",
}
NEXT: dict[NoticeTopic, str] = {
    NoticeTopic.CHANGES_ASKED: "Next: mend it and resubmit.",
    NoticeTopic.REJECTED: "Next: mend it and resubmit, or conclude it as a learning.",
    NoticeTopic.APPROVED: "Next: production.",
    NoticeTopic.REOPENED: "Next: the reviews that no longer count are given anew, in this thread.",
    NoticeTopic.EVIDENCE_LACKING: "Next: new evidence, a value by *Record values* or the rest by *Resubmit*, or an override,"
    " in the board of revision {revision} in this thread.",
    NoticeTopic.APPROVALS_FELL: "Your approval no longer counts. Next: look again and decide, in the board of revision {revision}"
    " in this thread.",
    NoticeTopic.DECLINED: "Next: mend it and resubmit, or ask again.",
    NoticeTopic.OVERRIDE_ASKED: "Next: a second person confirms or refuses it; what it lets pass stands in the board of revision {revision} in this thread.",
    NoticeTopic.OVERRIDE_REFUSED: "Next: bring the evidence; the checklist says what is open.",
    NoticeTopic.HANDOVER_DECLINED: "Next: ask somebody else, if need be: *Edit* has the owner.",
    NoticeTopic.QUESTION_ANSWERED: "Next: decide; its due time goes on.",
    NoticeTopic.SEAT_PASSED: "Next: look at it and decide, in this thread. You are asked now.",
    NoticeTopic.HELD: "The card says who does what until it can be promoted.",
    NoticeTopic.FINDING_AWAITED: "Next: a finding lifts the hold.",
    NoticeTopic.HOLD_LIFTED: "Nothing holds it any more.",
    NoticeTopic.HOLD_EASED: "Something else still holds it; the card says what.",
    NoticeTopic.VALUE_SET_ASIDE: "Next: look at it. It counts once somebody with a part in {key} records it too.",
    NoticeTopic.APPROVAL_LAPSED: "Next: somebody who holds the duty approves anew, in the promotion in this thread.",
    NoticeTopic.PROMOTED: "Its deployment plan stands in its thread.",
    NoticeTopic.ROLLED_BACK: "Next: mend it and resubmit, or keep what was learnt.",
}

STEPS: dict[NoticeTopic, tuple[Step, ...]] = {
    NoticeTopic.CHANGES_ASKED: (Step.RESUBMIT,),
    NoticeTopic.REJECTED: (Step.RESUBMIT, Step.CONCLUDE),
    NoticeTopic.APPROVED: (Step.PROMOTE,),
    NoticeTopic.DECLINED: (Step.RESUBMIT, Step.PROMOTE),
    NoticeTopic.ROLLED_BACK: (Step.RESUBMIT, Step.CONCLUDE),
    NoticeTopic.EVIDENCE_LACKING: (Step.MEASURE, Step.RESUBMIT, Step.OVERRIDE),
    NoticeTopic.OVERRIDE_REFUSED: (Step.MEASURE, Step.RESUBMIT),
    NoticeTopic.OVERRIDE_OVERTAKEN: (Step.OVERRIDE,),
    NoticeTopic.VALUE_SET_ASIDE: (Step.MEASURE,),
    NoticeTopic.HANDOVER_DECLINED: (Step.AMEND,),
    NoticeTopic.HOLD_LIFTED: (Step.PROMOTE,),
}

# What these call for next, a hold would refuse.
TO_PRODUCTION = frozenset({NoticeTopic.APPROVED, NoticeTopic.DECLINED, NoticeTopic.APPROVAL_LAPSED})


# What these tell, and what they call for, is of one revision.
OF_A_REVISION = frozenset(
    topic for topic in NoticeTopic if "{revision}" in HAPPENED[topic] + NEXT.get(topic, "")
)


def notice(sheet: ExperimentSheet, notice: Notice) -> Message:
    """Return the reply; only those who must act on it are mentioned, all others are named."""
    experiment = sheet.experiment
    about = (name_as_text if notice.topic in ABOUT_SOMEBODY else one_line)(notice.about, 900)
    places = {
        "by": names((notice.by,), sheet.team),
        "key": experiment.key,
        "revision": notice.revision or experiment.revision,
        "about": about,
        "because": f": {about}" if about else "",
    }
    happened = HAPPENED[notice.topic].format(**places)
    reason = f"\n{quoted(notice.reason)}" if notice.reason else ""
    called = called_upon(sheet, notice)
    after = f"{people(called)} {next_words(experiment, notice).format(**places)}".strip()
    settled = settled_words(sheet, notice)
    if settled:
        called, after = (), settled
    said = (f"{happened}{reason}", after, ended_words(notice))
    blocks = (*(section(text) for text in said if text), *notice_buttons(sheet, notice))
    return Message(f"{happened} {people((*called, *notice.ended))}".strip(), blocks)


def notice_buttons(sheet: ExperimentSheet, notice: Notice) -> Iterator[ActionsBlock]:
    """Yield the buttons of what comes next, where it is still possible; who may press them is asked at the click."""
    experiment = sheet.experiment
    if is_overtaken(experiment, notice):
        return
    match notice.topic:
        case NoticeTopic.OVERRIDE_ASKED:
            yield from second_buttons(experiment, notice.place)
        case NoticeTopic.HELD | NoticeTopic.FINDING_AWAITED | NoticeTopic.HOLD_EASED:
            controls = (*done_controls(sheet), *lift_controls(sheet))
            if controls:
                yield actions(*controls)
        case topic:
            yield from step_row(experiment, *STEPS.get(topic, ()))


def second_buttons(experiment: Experiment, place: int | None) -> Iterator[ActionsBlock]:
    """Yield the buttons of the second person, while the override still awaits one."""
    if place is not None and awaits_second(experiment, experiment.overrides[place]):
        yield answer_buttons(experiment, place, experiment.overrides[place])


def settled_words(sheet: ExperimentSheet, notice: Notice) -> str:
    """Return what became of an override that a notice asks about, once it awaits nobody; nothing until then."""
    experiment = sheet.experiment
    if notice.topic is not NoticeTopic.OVERRIDE_ASKED or notice.place is None:
        return ""
    override = experiment.overrides[notice.place]
    if awaits_second(experiment, override):
        return ""
    return f"{capital(outcome_words(sheet, override))}."


def is_overtaken(experiment: Experiment, notice: Notice) -> bool:
    """Tell whether another revision was submitted before word of an earlier one could be brought."""
    return notice.topic in OF_A_REVISION and 0 < notice.revision < experiment.revision


def next_words(experiment: Experiment, notice: Notice) -> str:
    """Return what comes next; where that would be production, what holds the experiment comes first, as its card says."""
    if is_overtaken(experiment, notice):
        return f"Since then revision {experiment.revision} was submitted."
    held = experiment.holds and notice.topic in TO_PRODUCTION
    return next_line(experiment) if held else NEXT.get(notice.topic, "")


def ended_words(notice: Notice) -> str:
    """Return that a promotion ended, to those who had approved it; nothing where nobody had."""
    if not notice.ended:
        return ""
    return (
        f"{people(notice.ended)} The promotion ended with it, so your approval of it no longer counts."
        " You are asked anew in the next one."
    )


def called_upon(sheet: ExperimentSheet, notice: Notice) -> tuple[str, ...]:
    """Return who must act: the edit of a board or a gate pings nobody, so who decides is called when it opens again."""
    experiment = sheet.experiment
    if is_overtaken(experiment, notice):
        return ()
    if notice.topic is NoticeTopic.REOPENED:
        gaps = board_gaps(experiment, sheet.team)
    elif notice.topic is NoticeTopic.APPROVAL_LAPSED:
        gaps = tuple(gap for gap in open_gate(sheet) if gap.kind.words == notice.about)
    elif notice.topic is NoticeTopic.HOLD_LIFTED and experiment.stage is Stage.PROMOTING:
        gaps = gate_gaps(experiment, sheet.team)
    else:
        return notice.to
    deciders = (user for gap in gaps for user in gap.could)
    return tuple(dict.fromkeys((*notice.to, *deciders)))


def open_gate(sheet: ExperimentSheet) -> tuple[Gap, ...]:
    """Return the approvals that are awaited now; none while it is held, nor once the promotion is over."""
    awaits = sheet.experiment.stage is Stage.PROMOTING and not sheet.experiment.holds
    return gate_gaps(sheet.experiment, sheet.team) if awaits else ()


def quoted(reason: str) -> str:
    """Return a reason as a quotation, line by line."""
    return "\n".join(f"> {line}" for line in folded(reason, 2000, MOST_QUOTED).splitlines())
