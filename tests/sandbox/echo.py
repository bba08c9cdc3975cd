"""A small Bolt app that does one of everything."""

from typing import Any

from slack_bolt import App
from slack_sdk import WebClient


def build(client: WebClient, **options: Any) -> tuple[App, list[dict[str, Any]]]:
    """The app, and a list that collects the payloads it is sent."""
    app = App(client=client, **options)
    heard: list[dict[str, Any]] = []

    @app.middleware
    def note(body: dict[str, Any], next: Any) -> None:
        heard.append(body)
        next()

    @app.command("/echo")
    def echo(ack: Any, command: dict[str, Any]) -> None:
        ack(f"You said: {command['text']}")

    @app.command("/escape")
    def escape(ack: Any, respond: Any, command: dict[str, Any]) -> None:
        ack()
        respond(text=f"Escaped: {command['text']}", response_type="in_channel")

    @app.command("/form")
    def form(ack: Any, body: dict[str, Any], client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=FORM)

    @app.view("form")
    def submitted(ack: Any, view: dict[str, Any], body: dict[str, Any], client: WebClient) -> None:
        title = view["state"]["values"]["title"]["title"]["value"]
        if title == "wrong":
            ack(response_action="errors", errors={"title": "This title is wrong."})
            return
        ack()
        client.chat_postMessage(channel="C02REV", text=f"New: {title}", blocks=card(title))

    @app.action("approve")
    def approve(ack: Any, body: dict[str, Any], client: WebClient) -> None:
        ack()
        message = body["message"]
        client.chat_update(
            channel=body["channel"]["id"],
            ts=message["ts"],
            text=f"Approved by {body['user']['name']}",
            blocks=[{"type": "section", "text": {"type": "mrkdwn", "text": f"*Approved* by <@{body['user']['id']}>"}}],
        )

    @app.event("app_mention")
    def mentioned(event: dict[str, Any], say: Any) -> None:
        say(text="At your service.", thread_ts=event["ts"])

    @app.event("message")
    def message(event: dict[str, Any], say: Any) -> None:
        if event["channel_type"] == "im":
            say(f"Just between us: {event['text']}")

    @app.event("app_home_opened")
    def home(event: dict[str, Any], client: WebClient) -> None:
        text = {"type": "mrkdwn", "text": "Welcome home"}
        client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [{"type": "section", "text": text}]})

    @app.options("topic")
    def topics(ack: Any, body: dict[str, Any]) -> None:
        ack(options=[{"text": {"type": "plain_text", "text": body["value"].title()}, "value": body["value"]}])

    @app.shortcut("new_note")
    def new_note(ack: Any, shortcut: dict[str, Any], client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=shortcut["trigger_id"], view=FORM)

    @app.shortcut("keep_this")
    def keep(ack: Any, shortcut: dict[str, Any], respond: Any) -> None:
        ack()
        respond(f"Kept: {shortcut['message']['text']}")

    for kind in ("member_joined_channel", "reaction_added", "team_join", "user_change", "file_shared"):
        app.event(kind)(lambda: None)
    for kind in ("tokens_revoked", "app_uninstalled"):
        app.event(kind)(lambda: None)
    return app, heard


def card(title: str) -> list[dict[str, Any]]:
    """A message with a button."""
    button = {"type": "button", "action_id": "approve", "text": {"type": "plain_text", "text": "Approve"}, "value": "1"}
    return [
        {"type": "section", "text": {"type": "mrkdwn", "text": f"*{title}*"}},
        {"type": "actions", "block_id": "decide", "elements": [button]},
    ]


def _text(words: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": words}


FORM: dict[str, Any] = {
    "type": "modal",
    "callback_id": "form",
    "title": _text("A form"),
    "submit": _text("Send"),
    "notify_on_close": True,
    "blocks": [
        {
            "type": "input",
            "block_id": "title",
            "label": _text("Title"),
            "element": {"type": "plain_text_input", "action_id": "title", "max_length": 40},
        },
        {
            "type": "input",
            "block_id": "owner",
            "optional": True,
            "label": _text("Owner"),
            "element": {"type": "users_select", "action_id": "owner", "initial_user": "U02BEN"},
        },
        {
            "type": "input",
            "block_id": "topic",
            "optional": True,
            "label": _text("Topic"),
            "element": {"type": "external_select", "action_id": "topic", "min_query_length": 2},
        },
    ],
}
