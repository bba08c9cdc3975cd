"""The commands: each word is one deed, one form or one look, and what is mistyped gets a sentence."""

import pytest
from slack_bolt import BoltRequest

from bot.draw.help import WORDS
from bot.ids import Command
from rules.experiments.experiment import ReviewKind, Stage
from tests import stories
from tests.backends import contents
from tests.bot import payloads
from tests.bot.lab import Lab

WITH_AN_ID = [word.name for word in WORDS[Command.EXPERIMENT] if word.follows.startswith("EXP-1")]


@pytest.mark.parametrize("command", Command)
def test_help_tells_every_word_of_a_command_to_the_one_who_asks(sqlite_lab: Lab, command: Command) -> None:
    ana, ben = sqlite_lab.people("ana", "ben")
    ana.type(f"{command} HELP", channel="lab")
    for word in WORDS[command]:
        ana.sees(f"{command} {word.name}")
    assert ben.sees_nothing_of(f"{command} help")


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [
        ("/experiment propse", "propose"),
        ("/experiment status EXP-1", "show"),
        ("/experiment new", "propose"),
        ("/experiment aprove EXP-1", "approve"),
        ("/experiment deploy EXP-1", "promote"),
        ("/project crate X", "create"),
        ("/project finish X / Y", "done"),
        ("/team giv @ben ethics", "give"),
        ("/standup update", "checkin"),
        ("/retro kudos", "thanks"),
        ("/ceremony calendar", "feed"),
        ("/experiment nudge EXP-1", "remind"),
        ("/experiment pending", "waiting"),
        ("/team deadline 2 days", "due"),
    ],
)
def test_an_unknown_word_is_answered_with_the_nearest_right_one(
    sqlite_lab: Lab, typed: str, nearest: str
) -> None:
    ana = sqlite_lab.person("ana")
    ana.type(typed, channel="lab")
    ana.sees(f"Did you mean “{nearest}”?")


@pytest.mark.parametrize(
    ("typed", "whole"),
    [
        ("/ceremony calendar", "/ceremony feed"),
        ("/experiment status", "/experiment show EXP-1"),
        ("/experiment lst", "/experiment list"),
        ("/team vacation", "/team away until friday"),
    ],
)
def test_the_advice_for_a_word_alone_does_no_more_than_was_asked(
    sqlite_lab: Lab, typed: str, whole: str
) -> None:
    ana = sqlite_lab.person("ana")
    ana.type(typed, channel="lab")
    ana.sees(f"Write {whole}. ")


@pytest.mark.parametrize("word", WITH_AN_ID)
def test_an_id_that_does_not_exist_says_so(sqlite_lab: Lab, word: str) -> None:
    ana = sqlite_lab.person("ana")
    ana.type(f"/experiment {word} EXP-99 accuracy 1", channel="lab")
    ana.sees("There is no EXP-99. /experiment list shows the ones there are.")


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("show", "Which experiment? Add its id"),
        ("show apple", "“apple” is not an experiment's id"),
        ("show 1000000000000000000000", "is not an experiment's id"),
        ("list nowhere", "“nowhere” is not one of"),
        ("metric EXP-1 accuracy", "accuracy 0.93; with neither, the form of all its metrics opens."),
        ("metric EXP-1 acuracy 0.9", "Did you mean “accuracy”?"),
        ("metric EXP-1 accuracy high", "high"),
        ("start EXP-1 now <!channel>", "EXP-1 is running"),
        ("<!channel>", "does not know “<!channel>”"),
    ],
)
def test_what_is_mistyped_gets_a_sentence(sqlite_lab: Lab, typed: str, answer: str) -> None:
    stories.proposed(sqlite_lab.desk)
    ana = sqlite_lab.person("ana")
    ana.type(f"/experiment {typed}", channel="lab")
    assert ana.sees(answer)["is_ephemeral"]


@pytest.mark.parametrize(
    "typed", ["show EXP-1", "  SHOW   exp-1 ", "show\tEXP-1", "show\nEXP-1", "show 1", "show Exp 1", "exp 1"]
)
def test_blanks_and_capitals_do_not_matter(sqlite_lab: Lab, typed: str) -> None:
    stories.proposed(sqlite_lab.desk)
    ana = sqlite_lab.person("ana")
    ana.type(f"/experiment {typed}", channel="lab")
    ana.sees("What is possible now")


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("status EXP-1", "Write /experiment show EXP-1."),
        ("EXP-1 submit", "The word comes first. Did you mean /experiment submit EXP-1?"),
        ("aprove EXP-1", "/experiment approve EXP-1 leads there"),
        ("approve", "Decisions are made by the buttons in the thread of an experiment's card"),
        ("away until friday", "Did you mean /team away until friday?"),
    ],
)
def test_what_is_called_otherwise_gets_the_right_answer_as_it_is_typed(
    sqlite_lab: Lab, typed: str, answer: str
) -> None:
    ana = sqlite_lab.person("ana")
    ana.type(f"/experiment {typed}", channel="lab")
    ana.sees(answer)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("EXP-1", "What is possible now"),
        ("1", "What is possible now"),
        ("exp-1 show", "What is possible now"),
        ("EXP-1 history", "proposed: Smaller router model"),
    ],
)
def test_an_id_alone_shows_its_experiment(sqlite_lab: Lab, typed: str, shown: str) -> None:
    stories.proposed(sqlite_lab.desk)
    ana = sqlite_lab.person("ana")
    ana.type(f"/experiment {typed}", channel="lab")
    ana.sees(shown)


@pytest.mark.parametrize("word", ["approve", "reject", "decline"])
def test_a_decision_leads_to_the_thread_and_to_who_may_decide(sqlite_lab: Lab, word: str) -> None:
    experiment = stories.submit(sqlite_lab.desk, stories.running(sqlite_lab.desk))
    ana, ben = sqlite_lab.people("ana", "ben")
    for person in (ana, ben):
        person.type(f"/experiment {word} {experiment.key}", channel="lab")
        person.sees("Decisions are made by the buttons in the thread of EXP-1")
    ben.sees("You can decide there: Technical review.")
    ana.sees("You own EXP-1, so somebody else decides: two pairs of eyes.")
    assert ana.sees_nothing_of("/team give")


def test_a_member_is_found_by_name_where_exactly_one_bears_it(sqlite_lab: Lab) -> None:
    stories.proposed(sqlite_lab.desk, by=stories.BEN, title="One of Ben's")
    ana = sqlite_lab.person("ana")
    ana.type("/experiment list @Ben", channel="lab")
    ana.sees("One of Ben's")
    ana.type("/experiment list @Bem", channel="lab")
    ana.sees("Did you mean “Ben”?")


def test_an_empty_list_says_how_to_make_the_first_one(sqlite_lab: Lab) -> None:
    ana = sqlite_lab.person("ana")
    ana.type("/experiment list", channel="lab")
    ana.sees("There are no experiments yet. /experiment propose makes the first one.")


def test_lists_are_narrowed_by_stage_and_by_owner(lab: Lab) -> None:
    stories.proposed(lab.desk, title="One of Ana's")
    stories.proposed(lab.desk, by=stories.BEN, title="One of Ben's")
    stories.running(lab.desk, title="One that runs")
    ben = lab.person("ben")
    for typed, shown, hidden in (
        ("", ("One of Ana's", "One of Ben's", "One that runs"), ()),
        ("running", ("One that runs",), ("One of Ana's",)),
        ("mine", ("One of Ben's",), ("One of Ana's",)),
        ("@ana", ("One of Ana's", "One that runs"), ("One of Ben's",)),
    ):
        ben.type(f"/experiment list {typed}", channel="lab")
        last = ben.messages("lab")[-1]
        text = str(last["blocks"])
        assert all(title in text for title in shown)
        assert not any(title in text for title in hidden)


@pytest.mark.parametrize("stage", Stage)
def test_every_stage_can_be_shown_and_has_its_history(sqlite_lab: Lab, stage: Stage) -> None:
    stories.at(sqlite_lab.desk, stage)
    ana = sqlite_lab.person("ana")
    ana.type("/experiment show EXP-1", channel="lab")
    ana.sees(stage.words.capitalize(), channel="lab")
    ana.type("/experiment history EXP-1", channel="lab")
    ana.sees("proposed: Smaller router model", channel="lab")


def test_a_command_starts_an_experiment_and_says_what_comes_next(lab: Lab) -> None:
    stories.proposed(lab.desk)
    ana = lab.person("ana")
    ana.type("/experiment start EXP-1", channel="lab")
    ana.sees("EXP-1 is running. Next: record values as they come in, then submit it for review.")
    assert lab.experiment().stage is Stage.RUNNING


def test_a_value_is_recorded_with_its_unit_by_words(lab: Lab) -> None:
    stories.running(lab.desk)
    ana = lab.person("ana")
    ana.type("/experiment metric EXP-1 latency 640 ms", channel="lab")
    ana.sees("latency of EXP-1 is 640 ms; it meets <= 800 ms.")
    assert [one.metric for one in lab.experiment().measurements] == ["latency"]


def test_the_value_that_was_missing_tells_that_the_board_has_approved(lab: Lab) -> None:
    experiment = stories.submit(lab.desk, stories.running(lab.desk))
    stories.measure(lab.desk, experiment, "latency", "620 ms")
    for kind in ReviewKind:
        stories.approve(lab.desk, experiment, kind)
    ana = lab.person("ana")
    ana.type("/experiment metric EXP-1 accuracy 0.94", channel="lab")
    ana.sees("The board's last open item is met: it is approved.")


def test_only_the_owner_or_an_admin_starts_an_experiment(lab: Lab) -> None:
    stories.proposed(lab.desk)
    before = contents(lab.office.database)
    ben, hugo = lab.people("ben", "hugo")
    ben.type("/experiment start EXP-1", channel="lab")
    ben.sees("Only the owner, @ana, or an admin can start EXP-1.")
    assert contents(lab.office.database) == before
    hugo.type("/experiment start EXP-1", channel="lab")
    assert lab.experiment().stage is Stage.RUNNING


def test_every_reason_why_not_is_told_at_once(sqlite_lab: Lab) -> None:
    stories.at(sqlite_lab.desk, Stage.RETIRED)
    ben = sqlite_lab.person("ben")
    ben.type("/experiment withdraw EXP-1", channel="lab")
    ben.sees("EXP-1 is retired")
    ben.sees("Only the owner, @ana, can withdraw EXP-1.")


def test_the_same_command_twice_is_done_once_and_the_repetition_says_nothing(any_lab: Lab) -> None:
    stories.running(any_lab.desk)
    any_lab.sandbox.keeper.fault("delivery:slash_commands", "twice")
    any_lab.person("ana").type("/experiment metric EXP-1 accuracy 0.93", channel="lab")
    assert len(any_lab.experiment().measurements) == 1
    answers = [one for one in any_lab.person("ana").messages("lab") if "accuracy of EXP-1" in one["text"]]
    assert len(answers) == 1


def test_a_command_with_the_word_payload_is_understood(any_lab: Lab) -> None:
    stories.proposed(any_lab.desk, metrics="payload size <= 30 kB")
    ana = any_lab.person("ana")
    ana.type("/experiment metric EXP-1 payload size 20 kB", channel="lab")
    ana.sees("payload size of EXP-1 is 20 kB")


def test_somebody_who_was_deactivated_can_do_nothing(lab: Lab) -> None:
    stories.proposed(lab.desk)
    lab.sandbox.keeper.change_person("ana", deleted=True)
    lab.sandbox.keeper.wait_for_traffic("user_change")
    # What was sent just before, and comes just after.
    late = BoltRequest(mode="socket_mode", body=payloads.command("/experiment", "start EXP-1"))
    assert "Your Slack account is deactivated here" in lab.app.dispatch(late).body
    assert lab.experiment().stage is Stage.PROPOSED


def test_commands_of_a_workspace_that_is_not_served_change_nothing(sqlite_lab: Lab) -> None:
    stories.proposed(sqlite_lab.desk)
    before = contents(sqlite_lab.office.database)
    body = payloads.command("/experiment", "start EXP-1") | {"team_id": "T0ELSE"}
    sqlite_lab.app.dispatch(BoltRequest(mode="socket_mode", body=body))
    assert contents(sqlite_lab.office.database) == before


@pytest.mark.parametrize("key", ["EXP‑1", "EXP–1.", "exp−1:", "ＥＸＰ－１", "(EXP-1)"])
def test_an_id_with_look_alike_signs_is_the_same_id_in_a_command(sqlite_lab: Lab, key: str) -> None:
    stories.proposed(sqlite_lab.desk)
    ana = sqlite_lab.person("ana")
    ana.type(f"/experiment show {key}", channel="lab")
    ana.sees("EXP-1 · Smaller router model")
    ana.type(f"/experiment search {key}", channel="lab")
    ana.sees("/experiment show EXP-1 shows everything about EXP-1.")
