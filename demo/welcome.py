"""The welcome in the demo's channel: a first decision, step by step, with whom to act as."""

from slack_sdk import WebClient

STEPS = """\
*1.* You are *Ana*. Type `/experiment propose`, fill in the form and submit it. Its card appears here.
*2.* Still as Ana, record a value for each of your success metrics: `/experiment metric EXP-7 accuracy 0.93`
*3.* Press *Submit for review* on the card and add what the checklist asks for.
*4.* Open the card's thread. Switch *Acting as* (top left) to *Ben* and press *Approve* under the technical \
review, then to *Chloe* for ethics and *Dev* for business.
*5.* Back as *Ana*, press *Promote*. Then approve as *Emi* (technical lead), *Fay* (product owner) and *Gus* \
(security). The deployment plan comes by itself."""

SHORTCUT = """\
*No time?* EXP-4 waits for two reviews and EXP-3 for one last approval: act as *Fay*, open the thread of EXP-3 and \
press *Approve as product owner*."""

MORE = """\
Try to break it: approve your own experiment, press twice, press an old button. \
`/experiment help`, `/project list` and `/team list` show the rest. *Ada* is the admin."""


def post_welcome(slack: WebClient, channel: str) -> None:
    """Post the welcome."""
    sections = [{"type": "section", "text": {"type": "mrkdwn", "text": text}} for text in (STEPS, SHORTCUT)]
    slack.chat_postMessage(
        channel=channel,
        text="Welcome to Assay: from a proposal to production in five steps",
        blocks=[
            {
                "type": "header",
                "text": {"type": "plain_text", "text": "From a proposal to production, in five steps"},
            },
            *sections,
            {"type": "context", "elements": [{"type": "mrkdwn", "text": MORE}]},
        ],
    )
