"""The form of a channel's ceremonies, and the one that swaps who facilitates."""

from collections.abc import Iterator

from slack_sdk.models.blocks import Block, DividerBlock, Option
from slack_sdk.models.views import View

from bot.draw.blocks import context, section
from bot.draw.inputs import (
    choice_input,
    day_input,
    many_input,
    modal,
    option,
    people_input,
    person_input,
    text_input,
    ticks_input,
)
from bot.ids import ChannelValue, Form, HoldingValue, Input
from rules.ceremonies.ceremonies import FORMATS, Options, Schedule
from rules.ceremonies.ceremony_sheets import SetupSheet
from rules.ceremonies.setups import ANONYMOUS, time_words
from rules.ceremony_names import Ceremony, HoldingKey
from rules.dates.typed_times import WEEKDAYS

WELCOME = "Assay holds these in this channel. If it is not here yet, invite it first: `/invite @Assay`."
ZONE_HINT = "The times below are meant in this zone, like Europe/Berlin"
COUNTRY_HINT = (
    "On its public holidays nothing is held. A name or code, like Germany, or DE-BY; empty for none"
)
EXPECTED_HINT = "They are asked, reminded, and take turns as facilitator. Empty: everybody in the workspace"
ANONYMITY_HINT = "Decided before a retrospective opens: anonymous cards store no author"
AGE_HINT = "In days; an older one is on the agenda of the AI ethics review"
FAIRNESS_HINT = "The least ratio of a group to the best group; 0.8 is the four-fifths rule"
DAYS = [option(name, str(number)) for number, name in enumerate(WEEKDAYS)]
DAYS_OF: dict[Ceremony, tuple[Input, Input, Input | None]] = {
    Ceremony.STANDUP: (Input.STANDUP_DAYS, Input.STANDUP_TIME, None),
    Ceremony.REVIEW: (Input.REVIEW_DAYS, Input.REVIEW_TIME, None),
    Ceremony.ETHICS: (Input.ETHICS_DAYS, Input.ETHICS_TIME, Input.ETHICS_FIRST),
    Ceremony.RETRO: (Input.RETRO_DAYS, Input.RETRO_TIME, Input.RETRO_FIRST),
}


def ceremonies_form(sheet: SetupSheet) -> View:
    """Return the form of all four ceremonies, with what is set up already or good defaults."""
    value = ChannelValue(channel=sheet.channel)
    return modal(Form.CEREMONIES, "Ceremonies", "Set up", value, ceremony_inputs(sheet))


def ceremony_inputs(sheet: SetupSheet) -> Iterator[Block]:
    """Yield what all ceremonies share, the schedule of each, and their options."""
    yield context(WELCOME)
    chosen = [ceremony.value for ceremony in sheet.schedules]
    yield ticks_input(Input.CEREMONIES, "Ceremonies", [choice_of(one) for one in Ceremony], chosen)
    yield text_input(Input.ZONE, "Time zone", sheet.zone, hint=ZONE_HINT)
    yield text_input(Input.COUNTRY, "Country of holidays", sheet.country, optional=True, hint=COUNTRY_HINT)
    yield people_input(Input.EXPECTED, "Who is expected", sheet.expected, hint=EXPECTED_HINT)
    for ceremony in Ceremony:
        yield DividerBlock()
        yield from schedule_inputs(sheet, ceremony)
    yield DividerBlock()
    yield from option_inputs(options_of(sheet))


def choice_of(ceremony: Ceremony) -> Option:
    """Return a ceremony as a choice, with what it is."""
    form = FORMATS[ceremony]
    words = ceremony.words[:1].upper() + ceremony.words[1:]
    return option(words, ceremony.value, f"{form.frequency}, {form.duration}: {form.focus}")


def schedule_inputs(sheet: SetupSheet, ceremony: Ceremony) -> Iterator[Block]:
    """Yield the days and the time of a ceremony, and where its rhythm of two weeks begins."""
    schedule: Schedule | None = sheet.schedules.get(ceremony)
    weekdays = schedule.weekdays if schedule else FORMATS[ceremony].weekdays
    at = schedule.at if schedule else FORMATS[ceremony].at
    days, time_, first = DAYS_OF[ceremony]
    words = ceremony.words[:1].upper() + ceremony.words[1:]
    yield many_input(days, f"{words}: days", DAYS, [str(number) for number in weekdays])
    yield text_input(time_, f"{words}: time", time_words(at), hint="Like 09:30 or 2 pm")
    if first:
        hint = "Every two weeks, counted from the week of this day"
        yield day_input(first, f"{words}: next on", sheet.first_days[ceremony].isoformat(), hint=hint)


def options_of(sheet: SetupSheet) -> Options:
    """Return the options that are set, or the defaults."""
    return next((schedule.options for schedule in sheet.schedules.values()), Options())


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
