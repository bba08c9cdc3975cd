"""The form of a channel's ceremonies, and the one that swaps who facilitates."""

from collections.abc import Iterator, Sequence
from typing import Any

from slack_sdk.models.blocks import Block, DividerBlock, Option
from slack_sdk.models.views import View

from bot.button_values import HoldingValue, SetupValue
from bot.draw.blocks import context, section
from bot.draw.inputs import (
    choice_input,
    day_input,
    many_input,
    modal,
    more_row,
    option,
    people_input,
    person_input,
    text_input,
    ticks_input,
)
from bot.ids import Act, Form, Input
from rules.ceremonies.ceremonies import FORMATS, Options, Schedule
from rules.ceremonies.ceremony_sheets import SetupSheet
from rules.ceremonies.setups import ANONYMOUS, time_words
from rules.ceremony_names import Ceremony, HoldingKey
from rules.dates.typed_times import WEEKDAYS
from rules.words import capital, counted

WELCOME = "Assay holds these in this channel. If it is not here yet, invite it first: `/invite @Assay`."
ZONE_HINT = "The times above are meant in this zone, like Europe/Berlin"
COUNTRY_HINT = (
    "On its public holidays nothing is held. A name or code, like Germany, or DE-BY; empty for none"
)
EXPECTED_HINT = "They are asked, reminded, and take turns as facilitator. Empty: everybody in the workspace"
REST = "time zone, holidays, who is expected, the two weeks, retrospective and evaluations"
ANONYMITY_HINT = "Decided before a retrospective opens: anonymous cards store no author"
AGE_HINT = "In days; an older one is on the agenda of the AI ethics review"
FAIRNESS_HINT = (
    "The least ratio of a group to the best group; 0.8 is the four-fifths rule. A lower one counts only where an admin, or who"
    " holds the duty “ethics”, set up the AI ethics review"
)
DAYS = [option(name, str(number)) for number, name in enumerate(WEEKDAYS)]
DAYS_OF: dict[Ceremony, tuple[Input, Input, Input | None]] = {
    Ceremony.STANDUP: (Input.STANDUP_DAYS, Input.STANDUP_TIME, None),
    Ceremony.REVIEW: (Input.REVIEW_DAYS, Input.REVIEW_TIME, None),
    Ceremony.ETHICS: (Input.ETHICS_DAYS, Input.ETHICS_TIME, Input.ETHICS_FIRST),
    Ceremony.RETRO: (Input.RETRO_DAYS, Input.RETRO_TIME, Input.RETRO_FIRST),
}


def ceremonies_form(sheet: SetupSheet, *, is_whole: bool = False) -> View:
    """Return the form of all four ceremonies, with what is set up already or good defaults: which and when come first, the
    rest only where the form `is_whole`."""
    rest = rest_inputs(sheet) if is_whole else iter((more_row(Act.WHOLE_SETUP, REST),))
    value = SetupValue(channel=sheet.channel, is_whole=is_whole)
    return modal(Form.CEREMONIES, "Ceremonies", "Set up", value, (*first_inputs(sheet), *rest))


def first_inputs(sheet: SetupSheet) -> Iterator[Block]:
    """Yield which ceremonies are held, and when."""
    yield context(WELCOME, taken_words(sheet))
    chosen = [ceremony.value for ceremony in sheet.schedules]
    yield ticks_input(Input.CEREMONIES, "Ceremonies", [choice_of(one) for one in Ceremony], chosen)
    for ceremony in Ceremony:
        yield from schedule_inputs(sheet, ceremony)


def taken_words(sheet: SetupSheet) -> str:
    """Return what is taken as given unless *More* says otherwise."""
    count = len(sheet.expected)
    expected = (
        f"{counted(count, 'person is', 'people are')} expected"
        if count
        else "Everybody in the workspace is expected"
    )
    country = f", without the public holidays of {sheet.country}" if sheet.country else ""
    return f"Times are meant in {sheet.zone}{country}. {expected}. *More* changes that."


def rest_inputs(sheet: SetupSheet) -> Iterator[Block]:
    """Yield what has good answers already: the zone, the holidays, who is expected, the rhythm, and the options."""
    yield DividerBlock()
    yield text_input(Input.ZONE, "Time zone", sheet.zone, hint=ZONE_HINT)
    yield text_input(Input.COUNTRY, "Country of holidays", sheet.country, optional=True, hint=COUNTRY_HINT)
    yield people_input(Input.EXPECTED, "Who is expected", sheet.expected, hint=EXPECTED_HINT)
    for ceremony, (_days, _time, first) in DAYS_OF.items():
        if first:
            hint = "Every two weeks, counted from the week of this day"
            label = f"{capital(ceremony.words)}: next on"
            yield day_input(first, label, sheet.first_days[ceremony].isoformat(), hint=hint)
    yield from option_inputs(sheet.options)


def with_rest(standing: Sequence[dict[str, Any]], sheet: SetupSheet) -> list[dict[str, Any]]:
    """Return the blocks of an open form with the rest in the place of *More*; the inputs stay as they stand, so that nothing
    that is typed is lost."""
    first = [block for block in standing if block.get("type") != "actions"]
    return [*first, *(block.to_dict() for block in rest_inputs(sheet))]


def choice_of(ceremony: Ceremony) -> Option:
    """Return a ceremony as a choice, with what it is."""
    form = FORMATS[ceremony]
    return option(capital(ceremony.words), ceremony.value, f"{form.frequency}, {form.duration}: {form.focus}")


def schedule_inputs(sheet: SetupSheet, ceremony: Ceremony) -> Iterator[Block]:
    """Yield the days and the time of a ceremony."""
    schedule: Schedule | None = sheet.schedules.get(ceremony)
    weekdays = schedule.weekdays if schedule else FORMATS[ceremony].weekdays
    at = schedule.at if schedule else FORMATS[ceremony].at
    days, time_, _first = DAYS_OF[ceremony]
    words = capital(ceremony.words)
    yield many_input(days, f"{words}: days", DAYS, [str(number) for number in weekdays])
    yield text_input(time_, f"{words}: time", time_words(at), hint="Like 09:30 or 2 pm")


def option_inputs(options: Options) -> Iterator[Block]:
    """Yield what a channel may decide for its retrospective and its AI ethics review."""
    kinds = [option("Anonymous", ANONYMOUS), option("With names", "named")]
    chosen = ANONYMOUS if options.anonymous else "named"
    yield choice_input(Input.ANONYMITY, "Retrospective cards", kinds, chosen, hint=ANONYMITY_HINT)
    yield text_input(Input.VOTES, "Votes for each person", str(options.votes))
    yield text_input(
        Input.SAFETY_AGE, "Safety evaluations are old after", str(options.safety_age_days), hint=AGE_HINT
    )
    yield text_input(Input.FAIRNESS, "Fairness threshold", f"{options.fairness_ratio:g}", hint=FAIRNESS_HINT)


def swap_form(key: HoldingKey, facilitates: str, following: str) -> View:
    """Return the form that swaps who facilitates, with whose turn is next."""
    now = f"<@{facilitates}> facilitates now." if facilitates else "Nobody facilitates yet."
    blocks = (
        section(f"{now} Who is proposed below has not done so for the longest time."),
        person_input(Input.FACILITATOR, "Facilitator", following),
    )
    return modal(Form.SWAP, "Swap facilitator", "Swap", HoldingValue.of(key), blocks)
