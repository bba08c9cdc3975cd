"""A small Bolt app that does one of everything."""

from typing import Any

from slack_bolt import App
from slack_sdk import WebClient

Json = dict[str, Any]


def build(client: WebClient, **options: Any) -> tuple[App, list[Json]]:
    """The app, and a list that collects the payloads it is sent."""
    app = App(client=client, **options)
    heard: list[Json] = []

    @app.middleware
    def note(body: Json, next: Any) -> None:
        heard.append(body)
        next()

    app.command("/echo")(echo)
    app.command("/escape")(escape)
    app.command("/form")(form)
    app.view("form")(submitted)
    app.action("approve")(approve)
    app.event("app_mention")(mentioned)
    app.event("message")(message)
    app.event("app_home_opened")(home)
    app.options("topic")(topics)
    app.shortcut("new_note")(new_note)
    app.shortcut("keep_this")(keep)
    app.function("double")(double)
    for kind in ("member_joined_channel", "reaction_added", "team_join", "user_change", "file_shared"):
        app.event(kind)(lambda: None)
    return app, heard


def echo(ack: Any, command: Json) -> None:
    ack(f"You said: {command['text']}")


def escape(ack: Any, respond: Any, command: Json) -> None:
    ack()
    respond(text=f"Escaped: {command['text']}", response_type="in_channel")


def form(ack: Any, body: Json, client: WebClient) -> None:
    ack()
    client.views_open(trigger_id=body["trigger_id"], view=FORM)


def submitted(ack: Any, view: Json, client: WebClient) -> None:
    title = view["state"]["values"]["title"]["title"]["value"]
    if title == "wrong":
        ack(response_action="errors", errors={"title": "This title is wrong."})
        return
    ack()
    client.chat_postMessage(channel="C02REV", text=f"New: {title}", blocks=card(title))


def approve(ack: Any, body: Json, client: WebClient) -> None:
    ack()
    words = {"type": "mrkdwn", "text": f"*Approved* by <@{body['user']['id']}>"}
    client.chat_update(
        channel=body["channel"]["id"],
        ts=body["message"]["ts"],
        text=f"Approved by {body['user']['name']}",
        blocks=[{"type": "section", "text": words}],
    )


def mentioned(event: Json, say: Any) -> None:
    say(text="At your service.", thread_ts=event["ts"])


def message(event: Json, say: Any) -> None:
    if event["channel_type"] == "im":
        say(f"Just between us: {event['text']}")


def home(event: Json, client: WebClient) -> None:
    text = {"type": "mrkdwn", "text": "Welcome home"}
    view = {"type": "home", "blocks": [{"type": "section", "text": text}]}
    client.views_publish(user_id=event["user"], view=view)


def topics(ack: Any, body: Json) -> None:
    ack(options=[{"text": _text(body["value"].title()), "value": body["value"]}])


def new_note(ack: Any, shortcut: Json, client: WebClient) -> None:
    ack()
    client.views_open(trigger_id=shortcut["trigger_id"], view=FORM)


def keep(ack: Any, shortcut: Json, respond: Any) -> None:
    ack()
    respond(f"Kept: {shortcut['message']['text']}")


def double(inputs: Json, complete: Any, fail: Any) -> None:
    if inputs["number"] == 13:
        fail("Thirteen is not doubled.")
    else:
        complete({"result": inputs["number"] * 2})


def card(title: str) -> list[Json]:
    """A message with a button."""
    button = {"type": "button", "action_id": "approve", "text": _text("Approve"), "value": "1"}
    return [
        {"type": "section", "text": {"type": "mrkdwn", "text": f"*{title}*"}},
        {"type": "actions", "block_id": "decide", "elements": [button]},
    ]


def _text(words: str) -> Json:
    return {"type": "plain_text", "text": words}


def _field(name: str, label: str, element: Json) -> Json:
    block = {
        "type": "input",
        "block_id": name,
        "label": _text(label),
        "element": {"action_id": name, **element},
    }
    return block if name == "title" else {**block, "optional": True}


FORM: Json = {
    "type": "modal",
    "callback_id": "form",
    "title": _text("A form"),
    "submit": _text("Send"),
    "notify_on_close": True,
    "blocks": [
        _field("title", "Title", {"type": "plain_text_input", "max_length": 40}),
        _field("owner", "Owner", {"type": "users_select", "initial_user": "U02BEN"}),
        _field("topic", "Topic", {"type": "external_select", "min_query_length": 2}),
    ],
}
