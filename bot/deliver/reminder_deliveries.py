"""How reminders of what waits reach people: one message a day, unless Slack says that somebody is not to be disturbed."""

from bot.deliver.delivery import Deliver, Delivery, edit, place, say_live
from bot.draw.message import Message
from bot.draw.waiting import reminder_message
from bot.outside.presence import is_silent
from flows.waiting import reminders
from rules.letters import Letter
from rules.message_keys import reminder_of
from rules.waiting.letters import OwnerReminderLetter, ReminderLetter


def deliver_reminder(letter: ReminderLetter, delivery: Delivery) -> None:
    """Send the message of a day where it says anything new, and keep what it told; one that was sent is kept true."""
    found = reminders.digest(delivery.desk, letter.user, delivery.now)
    key, drawn = reminder_of(letter.user, letter.day), reminder_message.reminder(found)
    if reminders.is_sent(delivery.desk, letter):
        if reminders.is_latest(delivery.desk, letter):
            edit(delivery, key, drawn)
            # Who was stopped between the two tells it once all the same.
            if not reminders.is_told(delivery.desk, letter):
                reminders.keep_told(delivery.desk, found, letter, delivery.now)
    elif found.is_worth_sending and not is_silent(delivery.slack, letter.user, delivery.now):
        earlier = reminders.day_before(delivery.desk, letter)
        # First what may fail without anybody having been told: what is tried again tells nobody twice.
        if earlier:
            edit(delivery, reminder_of(letter.user, earlier), reminder_message.overtaken())
        place(delivery, key, drawn, to=letter.user)
        reminders.keep_told(delivery.desk, found, letter, delivery.now)


def deliver_owner_reminder(letter: OwnerReminderLetter, delivery: Delivery) -> None:
    """Tell somebody that an owner asks for what waits for them, unless it was settled meanwhile."""
    found = reminders.digest_about(delivery.desk, letter.user, letter.experiment, letter.by, delivery.now)
    if not found.items:
        return
    if is_silent(delivery.slack, letter.user, delivery.now):
        reminders.put_off(delivery.desk, letter, delivery.now)
    else:
        say_live(
            delivery,
            letter,
            (letter.experiment,),
            letter.user,
            reminder_message.owner_reminder(found, letter.by),
        )


def owner_reminder_now(letter: OwnerReminderLetter, delivery: Delivery) -> Message:
    """Return the word of an owner as it is now, with the buttons of what still waits."""
    found = reminders.digest_about(delivery.desk, letter.user, letter.experiment, letter.by, delivery.now)
    if not found.items:
        return reminder_message.decided(letter.experiment)
    return reminder_message.owner_reminder(found, letter.by)


DELIVERIES: dict[type[Letter], Deliver] = {
    ReminderLetter: deliver_reminder,
    OwnerReminderLetter: deliver_owner_reminder,
}
