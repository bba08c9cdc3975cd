"""The shortcuts: propose an experiment from anywhere or from a message, and record a message as a blocker."""

from bot.button_values import OriginValue
from bot.draw.ceremonies.standup import standup_forms
from bot.hear.forms import open_form, tell_privately
from bot.hear.hearing import Hearing, Listeners
from bot.hear.lifecycle.proposals import open_proposal, open_propose
from bot.hear.payloads import FormSubmission, Malformed
from bot.hear.shortcut_payloads import MessageShortcutUse, ShortcutUse
from bot.hear.typed_text import as_read
from bot.ids import Form, Input, Shortcut
from flows.ceremonies.standup import recorded_blockers
from rules.experiments.blockers import LONGEST
from rules.experiments.proposals import draft_from
from rules.refusals import Refused
from rules.typed_keys import carried_number
from rules.words import shorten


def listeners() -> Listeners:
    """Return who hears what here."""
    return Listeners(
        shortcuts={
            Shortcut.PROPOSE: propose,
            Shortcut.PROPOSE_FROM_MESSAGE: propose_from_message,
            Shortcut.RECORD_BLOCKER: record_blocker,
        },
        forms={Form.RECORD_BLOCKER: submitted_blocker},
    )


def propose(used: ShortcutUse, at: Hearing) -> None:
    """Open the form of a proposal from anywhere in Slack."""
    open_propose(used, at)


def propose_from_message(used: ShortcutUse, at: Hearing) -> None:
    """Open the form of a proposal with what a message says; its author gets a part in the experiment."""
    message = of_message(used)
    draft = draft_from(as_read(message.message.text, at.desk), used.by)
    open_proposal(message, at, draft, origin_of(message))


def record_blocker(used: ShortcutUse, at: Hearing) -> None:
    """Open the form of a blocker with what a message says, and the experiment that it names."""
    message = of_message(used)
    text = as_read(message.message.text, at.desk)
    choices, chosen = recorded_blockers.offered(at.desk, text, by=used.by)
    form = standup_forms.record_form(shorten(text, LONGEST), choices, chosen, origin_of(message))
    open_form(message, at, form)


def submitted_blocker(form: FormSubmission, at: Hearing) -> None:
    """Record the blocker that the form holds."""
    value, number = form.value(OriginValue), carried_number(form.text(Input.EXPERIMENT))
    if not number:
        raise Refused(fields={Input.EXPERIMENT: "Pick the experiment that it holds up."})
    made = recorded_blockers.record_blocker(
        at.desk,
        number,
        form.text(Input.BLOCKERS),
        author=value.author,
        channel=value.channel,
        by=form.by,
        now=at.now,
        request=form.request,
    )
    tell_privately(
        form, at, f"The blocker is recorded; it stands on the card of {made.key} until it is solved."
    )


def of_message(used: ShortcutUse) -> MessageShortcutUse:
    """Return the use of a shortcut with its message; refuse one without, which Slack would not send."""
    if not isinstance(used, MessageShortcutUse):
        raise Malformed("a shortcut of a message without a message")
    return used


def origin_of(used: MessageShortcutUse) -> OriginValue:
    """Return what a form remembers of the message that it was opened from."""
    return OriginValue(author=used.author, link=used.link)
