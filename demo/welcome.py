"""The welcome in the demo's channel: a first decision, step by step, with whom to act as."""

from strictslack.client.control_client import post

from demo.story import ADA, GENERAL, REVIEWS

WELCOME = """\
:wave: *Welcome! From an idea to production in five steps, with you as all of us:*
*1.* You are *Ana*. Type `/experiment propose`: any title and hypothesis, and as success metric \
`accuracy >= 0.92 (now 0.88)`. The card of your experiment appears below.
*2.* Press *Record values* on that card, and type what you measured: `0.93`
*3.* Press *Submit for review* on the card. Fill in what is _for the checklist_ (any link will do), and a monthly \
cost within the monthly budget.
*4.* Open the thread of the card by its _1 reply_. Set *Acting as*, at the very top, to *Ben* and approve the \
technical review; then as *Chloe* the ethics review, and as *Dev* the business review.
*5.* Back as *Ana*, press *Promote* on the card: any service, and a PromQL query such as `avg(model_accuracy)`. In its \
thread, approve as *Emi* (technical lead), as *Fay* (product owner) and as *Gus* (security). The deployment plan, alert \
rules and a dashboard come by themselves.

*No time?* EXP-9 waits for one last approval: as *Fay*, open its thread and press *Approve as product owner*. \
EXP-10 waits for Ben and Chloe.
*Try to break it:* approve your own experiment, press a button twice, type nonsense. `/experiment help`, \
`/project list` and `/team list` show the rest; I am the admin.
*What the team knows:* `/experiment search index`, `/experiment insights`, `/experiment history EXP-7`.
*And the ceremonies:* in #general, type `/ceremony run standup` (or `review`, `ethics`, `retro`) as *Ada*, then check in \
as anybody. `/ceremony list` says when they hold themselves."""
POINTER = "Our ceremonies are held here. The welcome for everybody who is new stands in #experiment-reviews."


def post_welcome(address: str) -> None:
    """Let the admin of the team say welcome in the Slack at an address."""
    for channel, text in ((GENERAL, POINTER), (REVIEWS, WELCOME)):
        post(address, "send", {"user": ADA, "channel": channel, "text": text})
