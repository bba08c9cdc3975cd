"""The tests' own Bolt app: it does a little of everything that a page must show."""

from typing import Any

from slack_bolt import App
from slack_sdk import WebClient

from tests.page import blocks


def build_app(token: str, api_url: str, held: set[str]) -> App:
    """An app on a sandbox. What stands in `held` is not acknowledged, as when an app hangs."""
    client = WebClient(token=token, base_url=api_url)
    app = App(client=client, token_verification_enabled=False, process_before_response=False)
    _commands(app)
    _actions(app, held)
    _views(app, held)
    _home(app)
    return app


def _commands(app: App) -> None:
    @app.command("/card")
    def card(ack: Any, client: WebClient, command: dict[str, Any]) -> None:
        ack()
        title = command["text"] or "Reading 12"
        client.chat_postMessage(channel=command["channel_id"], text=title, blocks=blocks.card(title))

    @app.command("/whisper")
    def whisper(ack: Any, command: dict[str, Any]) -> None:
        ack(text=command["text"] or "Psst.", response_type="ephemeral")

    @app.command("/gallery")
    def gallery(ack: Any, client: WebClient, command: dict[str, Any]) -> None:
        ack()
        sets = {
            "text": blocks.text_blocks,
            "markdown": blocks.markdown_blocks,
            "acting": blocks.acting_blocks,
            "hostile": blocks.hostile_blocks,
        }
        for name in command["text"].split() or list(sets):
            client.chat_postMessage(channel=command["channel_id"], text=name, blocks=sets[name]())

    @app.command("/attach")
    def attach(ack: Any, client: WebClient, command: dict[str, Any]) -> None:
        ack()
        lines = "".join(f"stage_{number}: {number * 5}%\n" for number in range(1, 15))
        client.files_upload_v2(
            channel=command["channel_id"], filename="plan.yml", content=lines, initial_comment="The plan."
        )

    @app.command("/live")
    def live(ack: Any, client: WebClient, command: dict[str, Any]) -> None:
        client.views_open(trigger_id=command["trigger_id"], view=blocks.live_form())
        ack()

    @app.command("/reading")
    def reading(ack: Any, client: WebClient, command: dict[str, Any]) -> None:
        # "/reading hang" leaves the person waiting.
        if command["text"] == "hang":
            return
        client.views_open(trigger_id=command["trigger_id"], view=blocks.form())
        ack()


def _actions(app: App, held: set[str]) -> None:
    @app.action("approve")
    def approve(ack: Any, body: dict[str, Any], client: WebClient) -> None:
        ack()
        title = body["actions"][0]["value"]
        decided = f":white_check_mark: Approved by <@{body['user']['id']}>"
        client.chat_update(
            channel=body["channel"]["id"],
            ts=body["message"]["ts"],
            text=title,
            blocks=blocks.card(title, decided),
        )
        client.chat_postMessage(channel=body["channel"]["id"], thread_ts=body["message"]["ts"], text=decided)

    @app.action("stubborn")
    def stubborn(ack: Any, respond: Any) -> None:
        if "stubborn" not in held:
            ack()
            respond(text="What should change?", replace_original=False, response_type="ephemeral")

    @app.action("reject")
    @app.action("more")
    @app.action("picked")
    @app.action("picked_person")
    @app.action("picked_people")
    @app.action("picked_day")
    @app.action("checked")
    @app.action("home_button")
    def tell(ack: Any, body: dict[str, Any], client: WebClient) -> None:
        ack()
        action = body["actions"][0]
        chosen = action.get("selected_option") or {}
        value = (
            chosen.get("value")
            or action.get("selected_user")
            or action.get("selected_users")
            or action.get("selected_date")
            or action.get("value")
        )
        if "selected_options" in action:
            value = [one["value"] for one in action["selected_options"]]
        channel = body.get("channel", {}).get("id") or body["user"]["id"]
        client.chat_postMessage(channel=channel, text=f"{action['action_id']}: {value}")

    @app.action("link")
    def link(ack: Any) -> None:
        ack()

    @app.action("typed")
    @app.action("chosen")
    @app.action("entered")
    def live(ack: Any, body: dict[str, Any], client: WebClient) -> None:
        ack()
        values = body["view"]["state"]["values"]
        kind = (values["choosing"]["chosen"]["selected_option"] or {}).get("value", "")
        said = values["typing"]["typed"]["value"]
        entered = values.get("entering", {}).get("entered", {}).get("value")
        heard = f"Heard {said}, {kind or 'no kind'}, {entered or 'no litres'}."
        client.views_update(
            view_id=body["view"]["id"], hash=body["view"]["hash"], view=blocks.live_form(heard, kind)
        )

    @app.options("set")
    def options(ack: Any, payload: dict[str, Any]) -> None:
        found = [
            one for one in ("Sensor one", "Sensor two", "Archive") if payload["value"].lower() in one.lower()
        ]
        ack(options=[blocks.option(one) for one in found])


def _views(app: App, held: set[str]) -> None:
    @app.view("reading")
    def submitted(ack: Any, body: dict[str, Any], view: dict[str, Any], client: WebClient) -> None:
        if "reading" in held:
            return
        values = {block: entry["set"] for block, entry in view["state"]["values"].items()}
        title = values["title"]["value"]
        if title == "wrong":
            ack(
                response_action="errors",
                errors={
                    "title": "That title is taken; choose another.",
                    "value": "The value is out of range.",
                },
            )
        elif title == "many":
            ack(response_action="errors", errors={"title": "The first reason.\nThe second reason."})
        elif title == "again":
            ack(response_action="push", view=blocks.form("A second reading"))
        elif title == "change":
            changed = blocks.form("Changed form")
            changed["blocks"].insert(
                0, {"type": "section", "block_id": "note", "text": blocks.marked("Look again.")}
            )
            ack(response_action="update", view=changed)
        else:
            ack()
            client.chat_postMessage(
                channel=body["user"]["id"],
                text="\n".join(f"{block}: {_plain(entry)}" for block, entry in values.items()),
            )

    @app.view_closed("reading")
    def closed(ack: Any, body: dict[str, Any], client: WebClient) -> None:
        ack()
        client.chat_postMessage(channel=body["user"]["id"], text="You closed the form.")

    @app.shortcut("new_reading")
    def new_reading(ack: Any, body: dict[str, Any], client: WebClient) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=blocks.form())
        ack()

    @app.shortcut("keep_this")
    def keep_this(ack: Any, body: dict[str, Any], client: WebClient) -> None:
        ack()
        client.chat_postMessage(channel=body["channel"]["id"], thread_ts=body["message"]["ts"], text="Kept.")


def _plain(entry: dict[str, Any]) -> Any:
    value = next((item for key, item in entry.items() if key != "type"), None)
    if isinstance(value, list):
        return [one.get("value") or one.get("name") if isinstance(one, dict) else one for one in value]
    return (value.get("value") or value.get("type")) if isinstance(value, dict) else value


def _home(app: App) -> None:
    @app.event("app_home_opened")
    def opened(event: dict[str, Any], client: WebClient) -> None:
        button = {
            "type": "button",
            "action_id": "home_button",
            "text": blocks.words("Write to me"),
            "value": "from home",
        }
        view = {
            "type": "home",
            "blocks": [
                {"type": "header", "block_id": "hello", "text": blocks.words("Welcome to Gauge")},
                {
                    "type": "section",
                    "block_id": "say",
                    "text": blocks.marked("Your readings, <@" + event["user"] + ">."),
                    "accessory": button,
                },
                {
                    "type": "actions",
                    "block_id": "row",
                    "elements": [
                        {
                            "type": "button",
                            "action_id": "home_button",
                            "text": blocks.words("Again"),
                            "value": "again",
                        }
                    ],
                },
            ],
        }
        client.views_publish(user_id=event["user"], view=view)
