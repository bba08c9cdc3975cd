"""Seats in Slack besides their verdict: a question and its answer, a seat handed over, a stand-in, a reminder by the owner."""

from datetime import timedelta

from flows.due import run_due
from flows.due_kinds import DIGESTS
from flows.people.team import give_duty
from flows.waiting import reminders
from rules.experiments.experiment import Stage
from rules.message_keys import reminder_of
from rules.people.people import Duty
from rules.waiting.letters import ReminderLetter
from store import outbox, postings
from store.postings import Posting
from tests import stories
from tests.bot.draw.judges import Json
from tests.bot.lab import Lab
from tests.bot.looks import all_messages, buttons, headed, words

ASK = "Ask a question on the ethics review of EXP-1"
PASS = "Hand over my seat in the ethics review of EXP-1"
THURSDAY = (stories.NOW + timedelta(days=3)).date()
APPROVE = "Approve the ethics review of EXP-1"
WHY = "On which users was the evaluation run?"


def board(lab: Lab) -> Json:
    """Return the message of the board."""
    return headed(lab, "Review of EXP-1")


def seat_line(lab: Lab) -> str:
    """Return what the board says of the ethics review."""
    texts = (block.get("text", {}).get("text", "") for block in board(lab)["blocks"])
    return next(text for text in texts if "Ethics review:" in text)


def thread_of(lab: Lab, text: str) -> Json:
    """Return the one message of the thread that says something."""
    found = [one for one in all_messages(lab) if text in words(one)]
    assert len(found) == 1
    return found[0]


def in_review(lab: Lab) -> None:
    """Leave an experiment before its board, in Slack."""
    stories.in_review(lab.desk)
    lab.deliver()


def morning(lab: Lab, days: int) -> None:
    """Let the clock show the morning of a later day, and deliver what it owes."""
    lab.hands.now = (stories.NOW + timedelta(days=days)).replace(hour=9, minute=0, second=30)
    run_due(DIGESTS, lab.office.database, lab.office.desk_or_none, lab.hands.now)
    lab.deliver()


def message_to(lab: Lab, name: str) -> Json:
    """Return the newest direct message that somebody got from Assay."""
    person = lab.person(name)
    return person.messages(person.direct("assay"))[-1]


def test_a_question_is_asked_on_a_seat_and_answered_in_the_thread(lab: Lab) -> None:
    in_review(lab)
    ana, clara = lab.people("ana", "clara")
    assert "due <!date" in seat_line(lab)
    clara.click(ASK, channel="reviews")
    clara.fill("Question", WHY)
    assert clara.submit()["ok"]
    lab.deliver()
    asking = thread_of(lab, "asks before deciding")
    assert asking["text"] == f"<@{stories.ANA}> Clara asks before deciding the ethics review of EXP-1."
    assert WHY in words(asking)
    assert "a question waits for its answer" in seat_line(lab)
    assert lab.experiment().stage is Stage.IN_REVIEW
    clara.click("Answer the question on the ethics review of EXP-1", channel="reviews")
    clara.sees("Only the owner", channel="reviews")
    ana.click("Answer the question on the ethics review of EXP-1", channel="reviews")
    ana.fill("Answer", "All of May.")
    assert ana.submit()["ok"]
    lab.deliver()
    answered = thread_of(lab, "Answered")
    assert answered["ts"] == asking["ts"]
    assert "All of May." in words(answered)
    assert buttons(answered) == []
    assert f"<@{stories.CLARA}>" in words(thread_of(lab, "Ana answered the question on the ethics review"))
    assert "due <!date" in seat_line(lab)
    ana.type("/experiment history EXP-1", channel="reviews")
    ana.sees(f"asked a question: the ethics review: {WHY}")
    ana.sees("answered the question: the ethics review: All of May.")


def test_a_seat_is_handed_over_to_another_holder_of_its_duty(lab: Lab) -> None:
    give_duty(lab.desk, stories.IVAN, Duty.ETHICS, by=stories.HUGO, now=stories.NOW)
    in_review(lab)
    clara = lab.person("clara")
    assert f"<@{stories.CLARA}>, <@{stories.IVAN}>" in seat_line(lab)
    clara.click(PASS, channel="reviews")
    clara.fill("New holder of the seat", "Ivan")
    assert clara.submit()["ok"]
    lab.deliver()
    assert f"awaited from <@{stories.IVAN}> ·" in seat_line(lab)
    told = words(thread_of(lab, "Clara handed over the ethics review of EXP-1"))
    assert f"<@{stories.IVAN}> Next: look at it and decide" in told
    lab.person("ivan").click(APPROVE, channel="reviews")
    assert lab.experiment().reviews[0].by == stories.IVAN
    clara.type("/experiment history EXP-1", channel="reviews")
    clara.sees("handed over a seat: the ethics review, to @ivan")


def test_who_has_no_seat_is_told_so(sqlite_lab: Lab) -> None:
    in_review(sqlite_lab)
    clara, ben = sqlite_lab.people("clara", "ben")
    clara.click(PASS, channel="reviews")
    clara.sees("Nobody else could fill this seat of EXP-1", channel="reviews")
    ben.click(ASK, channel="reviews")
    ben.sees("You do not hold the duty", channel="reviews")


def test_who_goes_away_names_who_stands_in(lab: Lab) -> None:
    give_duty(lab.desk, stories.IVAN, Duty.ETHICS, by=stories.HUGO, now=stories.NOW)
    in_review(lab)
    clara = lab.person("clara")
    clara.type(f"/team away until friday for <@{stories.BEN}>", channel="reviews")
    clara.sees("holds none of the duties", channel="reviews")
    clara.type(f"/team away until friday for <@{stories.IVAN}>", channel="reviews")
    clara.sees("is asked in your place", channel="reviews")
    lab.deliver()
    assert f"awaited from <@{stories.IVAN}> (for Clara, who is away)" in seat_line(lab)
    clara.type("/team list", channel="reviews")
    clara.sees("@ivan stands in")
    assert "Ivan (for Clara, who is away)" in words(headed(lab, "EXP-1"))
    clara.type("/team back", channel="reviews")
    lab.deliver()
    assert f"awaited from <@{stories.CLARA}>, <@{stories.IVAN}> ·" in seat_line(lab)


def test_who_is_away_without_a_stand_in_shows_as_away(sqlite_lab: Lab) -> None:
    in_review(sqlite_lab)
    sqlite_lab.person("clara").type("/team away until friday", channel="reviews")
    sqlite_lab.deliver()
    assert "awaited from Clara (away until 6 Mar 2026)" in seat_line(sqlite_lab)


def test_a_day_of_reminders(lab: Lab) -> None:
    in_review(lab)
    stories.in_review(lab.desk, title="Another")
    morning(lab, 1)
    first = message_to(lab, "clara")
    assert first["text"] == "2 things wait for you"
    assert words(first).count("Due soon") == 2
    morning(lab, 2)
    assert message_to(lab, "clara")["ts"] == first["ts"]
    # What is settled right there leaves the list, and pings nobody.
    lab.person("clara").click(APPROVE, channel=lab.person("clara").direct("assay"))
    lab.deliver()
    assert lab.experiment().reviews[0].by == stories.CLARA
    again = message_to(lab, "clara")
    assert again["ts"] == first["ts"]
    assert again["text"] == "1 thing waits for you"
    morning(lab, 3)
    assert "Overdue" in words(message_to(lab, "clara"))
    assert message_to(lab, "clara")["ts"] != first["ts"]
    clara = lab.person("clara")
    assert clara.messages(clara.direct("assay"))[0]["text"].startswith("What still waits of this")
    assert ":hourglass: overdue since" in words(board(lab))
    morning(lab, 4)
    told = words(message_to(lab, "ana"))
    assert "Overdue for more than a working day" in told
    assert "The ethics review: awaited from Clara, was due" in told
    assert "Remind who decides EXP-2" in buttons(message_to(lab, "ana"))


def test_a_list_that_slack_took_late_is_told_once(sqlite_lab: Lab) -> None:
    lab = sqlite_lab
    in_review(lab)
    morning(lab, 1)
    lab.sandbox.keeper.fault("chat.update", kind="error", error="fatal_error", times=8)
    morning(lab, 3)
    for minutes in range(1, 40, 5):
        lab.hands.move(minutes=minutes)
        lab.deliver()
    clara = lab.person("clara")
    first, second = clara.messages(clara.direct("assay"))
    assert first["text"].startswith("What still waits of this")
    assert "Overdue" in words(second)
    assert reminders.is_told(lab.desk, ReminderLetter(user=stories.CLARA, day=THURSDAY))


def test_what_stands_in_slack_counts_as_told_although_its_sender_was_stopped(sqlite_lab: Lab) -> None:
    lab = sqlite_lab
    in_review(lab)
    letter = ReminderLetter(user=stories.CLARA, day=THURSDAY)
    lab.hands.now = stories.NOW + timedelta(days=3)
    with lab.desk.begin() as session:
        postings.keep_posting(session, reminder_of(letter.user, letter.day), Posting("D0GONE", "1.1"))
        outbox.put(session, [letter], lab.hands.now)
    lab.sandbox.keeper.fault("chat.update", kind="error", error="message_not_found")
    lab.deliver()
    assert reminders.is_told(lab.desk, letter)


def test_the_owner_reminds_by_a_button_on_the_card(lab: Lab) -> None:
    in_review(lab)
    ana, ivan = lab.people("ana", "ivan")
    ivan.click("Remind who decides EXP-1", channel="reviews")
    ivan.sees("Only the owner", channel="reviews")
    ana.click("Remind who decides EXP-1", channel="reviews")
    ana.sees(
        "hear of it now, by message. You can remind again from Monday 2 March, 13:30 on.", channel="reviews"
    )
    lab.deliver()
    asked = message_to(lab, "clara")
    assert asked["text"] == f"<@{stories.ANA}> asks you for your decision on EXP-1."
    assert APPROVE in buttons(asked)
    ana.type("/experiment remind EXP-1", channel="reviews")
    ana.sees("were reminded already", channel="reviews")


def test_the_term_is_set_by_an_admin(sqlite_lab: Lab) -> None:
    hugo, ana = sqlite_lab.people("hugo", "ana")
    ana.type("/team due", channel="reviews")
    ana.sees("A review or an approval is due in 2 working days.", channel="reviews")
    ana.type("/team due 1", channel="reviews")
    ana.sees("Only an admin", channel="reviews")
    hugo.type("/team due production 1 day", channel="reviews")
    hugo.sees("due in 2 working days (production 1 working day), from now on", channel="reviews")
    hugo.type("/team due soon", channel="reviews")
    hugo.sees("says no number of working days", channel="reviews")


def test_who_is_out_of_the_office_by_slack_is_reminded_when_they_are_back(sqlite_lab: Lab) -> None:
    lab = sqlite_lab
    in_review(lab)
    lab.sandbox.keeper.change_person("clara", status_emoji=":palm_tree:")
    morning(lab, 1)
    clara = lab.person("clara")
    assert clara.messages(clara.direct("assay")) == []
    assert "Due soon" in words(message_to(lab, "ben"))
    lab.sandbox.keeper.change_person("clara", status_emoji="")
    morning(lab, 2)
    assert "Due soon" in words(message_to(lab, "clara"))
