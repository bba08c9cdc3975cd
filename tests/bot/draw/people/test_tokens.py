"""The list of API tokens and the one look at a secret: within Slack's limits, with what people wrote as text."""

from dataclasses import replace

from bot.draw.people.token_list import secret_shown, token_form, token_list
from rules.people.tokens import LONGEST_NAME, MOST_TOKENS
from tests.bot.draw import facts
from tests.bot.draw.judges import button_texts, form_problems, problems, words
from tests.stories import NOW

SECRET = "assay_" + "x" * 43


def test_an_empty_list_teaches_what_a_token_is_for() -> None:
    drawn = token_list(())
    assert "lets a machine record values" in words(drawn)
    assert button_texts(drawn) == ["New token"]


def test_a_token_shows_who_made_it_and_its_last_four_signs() -> None:
    drawn = words(token_list((facts.TOKEN,)))
    assert "*nightly evaluation* · ends in `x-9_` · never used yet" in drawn
    assert "API token 7, made by <@U0HUGO>" in drawn
    assert "last used <!date" in words(token_list((replace(facts.TOKEN, last_used_at=NOW),)))


def test_the_longest_list_fits() -> None:
    for sign in "<x🐙":
        name = sign * LONGEST_NAME
        crowd = tuple(
            replace(facts.TOKEN, number=number, name=f"{number:02}{name}"[:LONGEST_NAME])
            for number in range(MOST_TOKENS)
        )
        assert problems(token_list(crowd)) == []


def test_the_forms_are_ones_that_slack_takes() -> None:
    longest = replace(facts.TOKEN, name="<" * LONGEST_NAME)
    shown = secret_shown(longest, SECRET, "https://" + "a" * 200)
    assert form_problems(token_form()) + form_problems(shown) == []


def test_the_secret_is_shown_with_the_address_it_is_for() -> None:
    shown = str(secret_shown(facts.TOKEN, SECRET, "https://assay.example").to_dict())
    assert SECRET in shown
    assert "curl https://assay.example/api/v1/experiments/EXP-1/metrics" in shown
    assert "never shown again" in shown
