"""How insights and their data reach who asked."""

from slack_sdk.errors import SlackApiError

from bot.deliver.delivery import Deliver, Delivery, say, say_privately
from bot.draw.learning import insights_files, insights_page
from flows.learning import insights
from rules.learning.letters import InsightsDataLetter, InsightsLetter
from rules.letters import Letter

# What Slack answers to a block that it does not know, or not there.
NO_CHARTS = frozenset({"invalid_blocks", "invalid_blocks_format", "invalid_arguments"})


def deliver_insights(letter: InsightsLetter, delivery: Delivery) -> None:
    """Tell one person what the history says, with charts, or without them where Slack does not draw them yet."""
    sheet = insights.insights(delivery.desk.seen_by(letter.user), letter.choice, delivery.now)
    try:
        say_privately(delivery, letter.user, letter.channel, insights_page.insights_message(sheet))
    except SlackApiError as error:
        if error.response.get("error") not in NO_CHARTS:
            raise
        drawn = insights_page.insights_message(sheet, charts=False)
        say_privately(delivery, letter.user, letter.channel, drawn)


def deliver_insights_data(letter: InsightsDataLetter, delivery: Delivery) -> None:
    """Bring the data of the insights to one person, in a direct message."""
    sheet = insights.insights(delivery.desk.seen_by(letter.user), letter.choice, delivery.now)
    posting = say(delivery, letter.user, insights_files.data_message(sheet))
    delivery.slack.files_upload_v2(channel=posting.channel, file_uploads=insights_files.data_files(sheet))


DELIVERIES: dict[type[Letter], Deliver] = {
    InsightsLetter: deliver_insights,
    InsightsDataLetter: deliver_insights_data,
}
