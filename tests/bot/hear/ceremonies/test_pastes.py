"""Tables as people paste them into the form of a bias check, from spreadsheets and pages."""

import pytest
from strictslack.client.person import Person

from flows.experiments import sheets
from rules.ceremony_names import Ceremony
from rules.evidence.bias_checks import failing_words, failures
from tests import stories
from tests.bot.lab import Lab
from tests.flows.ceremonies.review.test_agendas import held


def open_bias(lab: Lab) -> Person:
    """Return Clara with the form of a bias check open."""
    stories.running(lab.desk)
    held(lab.desk, Ceremony.ETHICS)
    lab.deliver()
    clara = lab.person("clara")
    clara.click("Add a bias check", channel="lab")
    clara.fill("Experiment", "EXP-1 Smaller router model")
    clara.fill("Metric", "accuracy")
    return clara


@pytest.mark.parametrize(
    "pasted",
    [
        "sep=;\r\ngroup;rate\r\nwomen;0.45\r\nmen;0.9\r\n",
        "```\nwomen, 0.45\nmen, 0.9\n```",
        "Group\tRate\t\t\r\nwomen\t0.45\t\t\r\nmen\t0.9\t\t\r\n\t\t\t\r\n",
    ],
)
def test_a_pasted_table_is_read_without_what_is_wrapped_around_it(sqlite_lab: Lab, pasted: str) -> None:
    clara = open_bias(sqlite_lab)
    clara.fill("Groups", pasted)
    assert clara.submit()["ok"]
    sqlite_lab.deliver()
    (failing,) = failures(sheets.sheet(sqlite_lab.desk, 1).experiment)
    assert failing_words(failing).startswith("accuracy: women 0.50 of the best group")


def test_every_line_that_does_not_read_is_named_beside_the_field(sqlite_lab: Lab) -> None:
    clara = open_bias(sqlite_lab)
    clara.fill("Groups", "women, 0.45\nmen 0.9\nothers, 0.5 0.6")
    said = clara.submit()["errors"]["groups"].splitlines()
    assert [line.split(":")[0] for line in said] == ["• Line 2", "• Line 3"]
