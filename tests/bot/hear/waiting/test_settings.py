"""The form of the settings in the sandbox: opened by a word, refused beside the field, and kept."""

import pytest

from flows import outbox
from flows.waiting import workspace_settings
from rules.people.workspace_settings import WorkspaceSettings
from store.tables import LetterState
from tests import stories
from tests.bot.hear.waiting.test_app_home import open_home
from tests.bot.lab import Lab
from tests.bot.looks import words
from tests.stories import HUGO

CHANNEL = "Review channel"


def settings(lab: Lab) -> WorkspaceSettings:
    return workspace_settings.sheet(lab.desk, by=HUGO, now=lab.hands.now).settings


def opened(lab: Lab, name: str = "hugo") -> None:
    """Let somebody open the form."""
    lab.person(name).type("/team settings", channel="lab")


def test_an_admin_changes_the_settings_in_the_form(lab: Lab) -> None:
    opened(lab)
    hugo = lab.person("hugo")
    shown = words(hugo.modal("Settings"))
    assert "Not set here: it is the one of ASSAY_REVIEW_CHANNEL." in shown
    assert "Also admins, by Slack:" in shown
    hugo.fill(CHANNEL, "lab")
    hugo.fill("Who may record values", "Everybody in the team")
    hugo.fill("Working days until a review or an approval is due", "3 days")
    hugo.submit()
    lab.deliver()
    told = words(hugo.messages("lab")[-1])
    assert "review channel: not set here → <#C0LAB>" in told
    assert (settings(lab).review_channel, settings(lab).due_days) == ("C0LAB", 3)
    opened(lab)
    assert "Set here." in words(hugo.modal("Settings"))


def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(lab: Lab) -> None:
    opened(lab)
    hugo = lab.person("hugo")
    hugo.fill(CHANNEL, "apart")
    hugo.fill("Days for which sent messages are kept", "20")
    refused = hugo.submit()
    assert "Assay is not in that channel" in str(refused)
    hugo.fill(CHANNEL, "lab")
    hugo.fill("Days for which answers of standups are kept", "3")
    assert "30" in str(hugo.submit())
    assert settings(lab) == WorkspaceSettings()


def test_a_channel_that_is_archived_is_no_review_channel(lab: Lab) -> None:
    opened(lab)
    lab.person("hugo").archive("lab")
    hugo = lab.person("hugo")
    hugo.fill(CHANNEL, "lab")
    assert "or it is archived" in str(hugo.submit())
    assert settings(lab) == WorkspaceSettings()


def test_a_form_that_is_saved_as_it_was_changes_nothing(lab: Lab) -> None:
    opened(lab)
    lab.person("hugo").submit()
    assert settings(lab) == WorkspaceSettings()


def test_who_is_no_admin_gets_no_form(lab: Lab) -> None:
    opened(lab, "ana")
    lab.person("ana").sees("Only an admin can change the team.")
    assert lab.person("ana").views() == []


@pytest.mark.parametrize("times", [1, 2])
def test_a_message_that_was_set_aside_is_tried_again_from_the_form(lab: Lab, times: int) -> None:
    stories.proposed(lab.desk)
    [errand] = outbox.take_on(lab.office.database, [lab.workspace], lab.hands.now, most=1)
    outbox.park(lab.desk, errand, "is_archived", lab.hands.now)
    opened(lab)
    hugo = lab.person("hugo")
    assert "is_archived" in words(hugo.modal("Settings"))
    hugo.click(f"Try message {errand.id} again")
    assert "is_archived" not in words(hugo.modal("Settings"))
    assert errand.id in [row.id for row in lab.letters(LetterState.WAITING)]


def test_an_admin_opens_them_from_home_and_is_told_by_message(lab: Lab) -> None:
    open_home(lab, "hugo")
    hugo = lab.person("hugo")
    hugo.click("Settings", home=lab.sandbox.app.id)
    hugo.fill("Who may record values", "Everybody in the team")
    assert hugo.submit()["ok"]
    lab.deliver()
    hugo.sees("The settings are saved.", channel=hugo.direct("hugo", "assay"))
