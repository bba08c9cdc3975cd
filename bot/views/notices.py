"""Short replies in an experiment's thread: what happened, what comes next, and how."""

from bot.views.blocks import section
from bot.views.message import Message
from bot.views.text import fit, names, one_line, people
from rules.experiments import Stage
from rules.gates import board_gaps, gate_gaps
from rules.sheets import ExperimentSheet, Notice, Topic

HAPPENED: dict[Topic, str] = {
    Topic.CHANGES_ASKED: "{by} asked for changes in revision {revision} of {key}.",
    Topic.REJECTED: "{by} rejected revision {revision} of {key}.",
    Topic.APPROVED: "The board has approved revision {revision} of {key}.",
    Topic.REOPENED: "What the board approved of {key} has changed, so it is back before the board{because}.",
    Topic.EVIDENCE_LACKING: "{key} is back before the board{because}. Every review still stands.",
    Topic.APPROVALS_FELL: "{by} changed what was approved of {key}{because}.",
    Topic.DECLINED: "{by} declined the promotion of {key}.",
    Topic.ROLLED_BACK: "{by} rolled {key} back from production.",
    Topic.RETIRED: "{by} retired {key}.",
    Topic.WITHDRAWN: "{by} withdrew {key}.",
    Topic.CONCLUDED: "{by} concluded {key}; it is kept as a learning.",
    Topic.OVERRIDE_ASKED: "{by} asks to override an item of {key}: {about}.",
    Topic.OVERRIDE_CONFIRMED: "{by} confirmed the override of {key}: {about}. It shows for ever.",
    Topic.OVERRIDE_REFUSED: "{by} refused the override of {key}: {about}.",
    Topic.OVERRIDE_WITHDRAWN: "{by} withdrew the override of {key}: {about}.",
    Topic.OVERRIDE_OVERTAKEN: "The override of {key} that {by} asked for is overtaken. {about}",
    Topic.HELD: "The AI ethics review holds {key} from promotion: {about}.",
    Topic.HOLD_LIFTED: "{by} has done what held {key} from promotion: {about}.",
}
NEXT: dict[Topic, str] = {
    Topic.CHANGES_ASKED: "Next: mend it and resubmit. Press *Resubmit* on the card, or type `/experiment submit {key}`.",
    Topic.REJECTED: "Next: a new revision, by *Resubmit* on the card, or an end: `/experiment conclude {key}`.",
    Topic.APPROVED: "Next: production. Press *Promote* on the card, or type `/experiment promote {key}`.",
    Topic.REOPENED: "Next: the reviews that no longer count are given anew, in this thread.",
    Topic.EVIDENCE_LACKING: "Next: new evidence, a value by *Record value* on the card or the rest by *Resubmit*, or an override,"
    " in the board of revision {revision} in this thread.",
    Topic.APPROVALS_FELL: "Your approval no longer counts. Next: look again and decide, in the board of revision {revision}"
    " in this thread.",
    Topic.DECLINED: "Next: mend it and resubmit, or ask again with `/experiment promote {key}`.",
    Topic.OVERRIDE_ASKED: "Next: a second person confirms or refuses it, in the board of revision {revision} in this thread.",
    Topic.OVERRIDE_REFUSED: "Next: bring the evidence; the checklist says what is open.",
    Topic.HELD: "The card says who does what until it can be promoted.",
    Topic.HOLD_LIFTED: "Nothing holds it any more.",
    Topic.ROLLED_BACK: "Next: mend it and resubmit, or keep what was learnt: `/experiment conclude {key}`.",
}


def notice(sheet: ExperimentSheet, notice: Notice) -> Message:
    """Return the reply; only those who must act on it are mentioned, all others are named."""
    experiment = sheet.experiment
    about = one_line(notice.about, 900)
    places = {
        "by": names((notice.by,), sheet.team),
        "key": experiment.key,
        "revision": experiment.revision,
        "about": about,
        "because": f": {about}" if about else "",
    }
    happened = HAPPENED[notice.topic].format(**places)
    reason = f"\n{quoted(notice.reason)}" if notice.reason else ""
    called = called_upon(sheet, notice)
    after = f"{people(called)} {NEXT.get(notice.topic, '').format(**places)}".strip()
    said = (f"{happened}{reason}", after, ended_words(notice))
    blocks = tuple(section(text) for text in said if text)
    return Message(f"{happened} {people((*called, *notice.ended))}".strip(), blocks)


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
    if notice.topic is Topic.REOPENED:
        gaps = board_gaps(experiment, sheet.team)
    elif notice.topic is Topic.HOLD_LIFTED and experiment.stage is Stage.PROMOTING:
        gaps = gate_gaps(experiment, sheet.team)
    else:
        return notice.to
    deciders = (user for gap in gaps for user in gap.could)
    return tuple(dict.fromkeys((*notice.to, *deciders)))


def quoted(reason: str) -> str:
    """Return a reason as a quotation, line by line."""
    return "\n".join(f"> {line}" for line in fit(reason, 2000).splitlines()[:40])
