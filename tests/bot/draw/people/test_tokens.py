"""The list of API tokens and the one look at a secret: within Slack's limits, with what people wrote as text."""

from dataclasses import replace
from typing import Any

import pytest

from bot.draw.people.token_list import ended, expiring, secret_shown, token_form, token_list
from rules.people import projects
from rules.people.tokens import LONGEST_NAME, MOST_TOKENS, Ending, Lifetime
from tests.bot.draw import facts
from tests.bot.draw.judges import button_texts, form_problems, labels, problems, words
from tests.stories import NOW

SECRET = "assay_" + "x" * 43


def test_an_empty_list_teaches_what_a_token_is_for() -> None:
    drawn = token_list(facts.tokens())
    assert "lets a machine record values" in words(drawn)
    assert button_texts(drawn) == ["New token"]


def test_a_token_shows_who_made_it_and_its_last_four_signs() -> None:
    drawn = words(token_list(facts.tokens(facts.TOKEN)))
    assert "*nightly evaluation* · ends in `x-9_` · never used yet" in drawn
    assert "API token 7, made by <@U0HUGO>" in drawn
    assert "last used <!date" in words(token_list(facts.tokens(replace(facts.TOKEN, last_used_at=NOW))))


def test_a_token_shows_its_end_its_project_and_what_ends_it_before() -> None:
    of_apollo = replace(facts.TOKEN, project=3)
    plain = words(token_list(facts.tokens(facts.TOKEN)))
    assert "expires <!date^1780219800^" in plain
    assert "only for" not in plain
    orphan = facts.tokens(of_apollo, projects={3: "Apollo"}, orphans={7: Ending.MAKER_LEFT})
    drawn = words(token_list(orphan))
    assert "only for the project *Apollo*" in drawn
    assert "Refused from its next use on: the account of who made it is deactivated" in drawn


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({}, "it expired"),
        ({"revoked_at": NOW}, "it was revoked"),
        ({"revoked_at": NOW, "ending": Ending.MAKER_NO_ADMIN}, "who made it is no longer an admin"),
    ],
)
def test_what_ended_lately_is_listed_with_its_reason_and_without_a_button(
    changes: dict[str, Any], why: str
) -> None:
    drawn = token_list(facts.tokens(ended=(replace(facts.TOKEN, **changes),)))
    assert f": {why}" in words(drawn)
    assert button_texts(drawn) == ["New token"]


def test_the_longest_list_fits() -> None:
    for sign in "<x🐙":
        name = sign * LONGEST_NAME
        crowd = tuple(
            replace(facts.TOKEN, number=number, project=1, name=f"{number:02}{name}"[:LONGEST_NAME])
            for number in range(MOST_TOKENS)
        )
        longest = facts.tokens(
            *crowd,
            ended=crowd,
            projects={1: sign * projects.LONGEST_NAME},
            orphans=dict.fromkeys(range(MOST_TOKENS), Ending.MAKER_LEFT),
        )
        assert problems(token_list(longest)) == []
        assert problems(expiring(crowd[0], sign * projects.LONGEST_NAME, NOW)) == []
        assert problems(ended(replace(crowd[0], revoked_at=NOW, ending=Ending.MAKER_LEFT))) == []


def test_the_forms_are_ones_that_slack_takes() -> None:
    longest = replace(facts.TOKEN, name="<" * LONGEST_NAME)
    shown = secret_shown(longest, "<" * projects.LONGEST_NAME, SECRET, "https://" + "a" * 200)
    many = dict.fromkeys(range(1, 300), "<" * projects.LONGEST_NAME)
    forms = (token_form({}), token_form(many), shown)
    assert [problem for form in forms for problem in form_problems(form)] == []


def test_a_form_offers_lifetimes_and_where_there_are_some_projects() -> None:
    assert labels(token_form({})) == ["Name", "Expires after"]
    form = token_form({3: "Apollo"})
    assert labels(form) == ["Name", "Expires after", "Only for the project"]
    lifetimes = form.to_dict()["blocks"][2]["element"]
    assert [one["text"]["text"] for one in lifetimes["options"]] == [one.words for one in Lifetime]
    assert lifetimes["initial_option"]["text"]["text"] == "90 days"


def test_the_secret_is_shown_with_its_end_and_the_address_it_is_for() -> None:
    shown = str(secret_shown(facts.TOKEN, "Apollo", SECRET, "https://assay.example").to_dict())
    assert SECRET in shown
    assert "curl https://assay.example/api/v1/experiments/EXP-1/metrics" in shown
    assert "never shown again" in shown
    assert "expires <!date^1780219800^" in shown
    assert "only for the project *Apollo*" in shown


def test_the_word_of_an_end_to_come_says_which_token_when_and_what_to_do() -> None:
    drawn = words(expiring(facts.TOKEN, "", NOW))
    assert "*nightly evaluation* expires soon: it expires <!date^1780219800^" in drawn
    assert "made by <@U0HUGO>" in drawn
    assert "`/team tokens`" in drawn
    assert "has expired" in words(expiring(facts.TOKEN, "", facts.TOKEN.expires_at))
