"""Somebody in a workspace, for tests that read like stories; every look waits for what it looks for."""

import base64
import json
import time
from collections.abc import Callable
from typing import Any, TypeVar

from strictslack.blockkit.forms import FIELDS, PRESSED, elements, initial_value
from strictslack.client.control_client import get, post
from strictslack.client.pressable import address, labels, option, pressed
from strictslack.errors import Json

T = TypeVar("T")
# Where an element stands, its block, itself, and what is filled in around it.
Found = tuple[Json, Json, Json, Json]
_PATIENCE = 10.0


class Unseen(AssertionError):
    """What was waited for did not come about."""


class Person:
    """Acts through the control API as the page does, and sees what this person would see."""

    def __init__(self, url: str, user_id: str, name: str) -> None:
        self.url, self.id, self.name = url, user_id, name
        self._channel = ""
        self._filled: dict[tuple[str, str, str], Json] = {}

    # What one does

    def type(self, text: str, channel: str = "", thread: str = "", *, broadcast: bool = False) -> Json:
        """Types a message or a command; the channel is remembered for what follows.

        `broadcast` sends a reply to the channel as well.
        """
        body = {"channel": self._in(channel), "text": text, "thread_ts": thread, "broadcast": broadcast}
        return self._post("send", body)

    def fill(self, label: str, value: Any) -> None:
        """Fills a field of the modal on top by its label; options by their text, people and channels by name."""
        view, block, element = self._until(lambda: self._field(label), f"a field {label!r}")
        self._filled[view["id"], block["block_id"], element["action_id"]] = self._entry(element, value)

    def submit(self) -> Json:
        """Submits the modal on top; the answer holds `errors` where it was refused."""
        view = self.modal()
        answer = self._post("submit", {"view_id": view["id"], "state": self._state(view)})
        if answer["ok"]:
            self._filled = {key: one for key, one in self._filled.items() if key[0] != view["id"]}
        return answer

    def close(self, *, clear: bool = False) -> Json:
        """Closes the modal on top, or all of them."""
        return self._post("close", {"view_id": self.modal()["id"], "clear": clear})

    def click(self, label: str, channel: str = "", near: str = "", *, home: str = "") -> Json:
        """Clicks the newest button with this text: in the modal, in App Home `home`, or in the channel.

        `near` is a text that the message or view with the button also shows.
        """
        return self._act(
            lambda: self._pressable(label, channel, near, home),
            lambda element: pressed(element, label),
            f"a button {label!r}",
        )

    def choose(
        self, placeholder: str, value: Any, channel: str = "", near: str = "", *, home: str = ""
    ) -> Json:
        """Chooses in a select, picker or the like that acts at once, by its placeholder or action_id."""
        return self._act(
            lambda: self._chooseable(placeholder, channel, near, home),
            lambda element: self._entry(element, value),
            f"a select {placeholder!r}",
        )

    def suggestions(self, label: str, typed: str) -> list[str]:
        """The texts that an external select of the modal offers for what was typed."""
        view, block, element = self._until(lambda: self._field(label), f"a field {label!r}")
        container = {"type": "view", "view_id": view["id"]}
        answer = self._post("suggest", {**address(container, block, element), "value": typed})
        groups = answer.get("option_groups") or [{"options": answer.get("options") or []}]
        return [option["text"]["text"] for group in groups for option in group["options"]]

    def shortcut(self, callback_id: str, message: Json | None = None, channel: str = "") -> Json:
        """Uses a global shortcut, or one in a message's menu."""
        body: Json = {"callback_id": callback_id}
        if message is not None:
            body |= {"channel": self._in(channel), "message_ts": message["ts"]}
        return self._post("shortcut", body)

    def react(self, emoji: str, message: Json, channel: str = "") -> Json:
        """Adds an emoji to a message, or takes it back."""
        return self._post("react", {"channel": self._in(channel), "ts": message["ts"], "name": emoji})

    def edit(self, message: Json, text: str, channel: str = "") -> Json:
        """Changes one's own message."""
        return self._post("edit", {"channel": self._in(channel), "ts": message["ts"], "text": text})

    def delete(self, message: Json, channel: str = "") -> Json:
        """Deletes one's own message, or dismisses an ephemeral one."""
        return self._post("delete", {"channel": self._in(channel), "ts": message["ts"]})

    def join(self, channel: str) -> Json:
        """Joins a public channel."""
        return self._post("join", {"channel": channel})

    def leave(self, channel: str) -> Json:
        """Leaves a channel."""
        return self._post("leave", {"channel": channel})

    def archive(self, channel: str, *, archived: bool = True) -> Json:
        """Closes a channel, or opens it again."""
        return self._post("archive", {"channel": channel, "archived": archived})

    def invite(self, channel: str, *names: str) -> Json:
        """Brings others into a channel."""
        return self._post("invite", {"channel": channel, "users": list(names)})

    def upload(self, filename: str, content: bytes) -> Json:
        """Puts up a file of one's own; `fill` takes the answer for a file field."""
        encoded = base64.b64encode(content).decode()
        found: Json = self._post("upload", {"filename": filename, "base64": encoded})["file"]
        return found

    # What one sees

    def sees(self, text: str, channel: str = "", thread: str = "", timeout: float = _PATIENCE) -> Json:
        """The newest message or modal that shows this text, as soon as it does; Unseen after `timeout`."""
        body: Json = {"text": text, "timeout": timeout}
        body |= {key: value for key, value in (("channel", channel), ("thread_ts", thread)) if value}
        answer = self._post("wait", body)
        if not answer["ok"]:
            raise Unseen(f"{answer['error']} They see: {self._all_they_see(channel)}")
        found: Json = answer.get("message") or answer["view"]
        return found

    def sees_nothing_of(self, text: str, channel: str = "") -> bool:
        """Whether this text is nowhere now; best asked after something that comes later was seen."""
        body: Json = {"text": text, "timeout": 0} | ({"channel": channel} if channel else {})
        return not self._post("wait", body)["ok"]

    def modal(self, title: str = "", timeout: float = _PATIENCE) -> Json:
        """The modal on top, once there is one (with this title)."""

        def look() -> Json | None:
            views = self._get("views")["views"]
            return views[-1] if views and title in views[-1]["title"]["text"] else None

        return self._until(look, f"a modal {title!r}", timeout)

    def views(self) -> list[Json]:
        """The stack of open modals, the last on top."""
        found: list[Json] = self._get("views")["views"]
        return found

    def home(self, app: str = "") -> Json | None:
        """App Home as it is now; looking at it tells the app."""
        found: Json | None = self._get("home", app=app or self._get("state")["apps"][0]["id"])["view"]
        return found

    def messages(self, channel: str = "", thread: str = "") -> list[Json]:
        """What the channel or thread shows, the oldest first."""
        found: list[Json] = self._get("messages", channel=self._in(channel), thread_ts=thread)["messages"]
        return found

    def direct(self, *names: str) -> str:
        """The id of the direct message with these people or bots."""
        found: str = self._post("direct", {"users": list(names)})["channel"]["id"]
        return found

    # How it is done

    def _in(self, channel: str) -> str:
        self._channel = channel or self._channel
        if not self._channel:
            raise ValueError("say in which channel")
        return self._channel

    def _field(self, label: str) -> tuple[Json, Json, Json] | None:
        views = self._get("views")["views"]
        for block in views[-1]["blocks"] if views else []:
            if block["type"] == "input" and label in (block["label"]["text"], block["block_id"]):
                return views[-1], block, block["element"]
        return None

    def _entry(self, element: Json, value: Any) -> Json:
        key = FIELDS[element["type"]][0]
        several = isinstance(value, list | tuple)
        values = [self._one(key, element, one) for one in (value if several else [value])]
        plural = isinstance(initial_value(element)[key], list) or key.endswith("s")
        return {"type": element["type"], key: values if plural else values[0]}

    def _one(self, key: str, element: Json, value: Any) -> Any:
        if value is None or key in ("value", "rich_text_value", "files", "selected_date", "selected_time"):
            return str(value) if key == "value" and value is not None else value
        if key.startswith("selected_option"):
            return option(element, value) or self._suggested(element, value)
        if key.startswith("selected_user"):
            return self._named("users", value)
        if key.startswith(("selected_channel", "selected_conversation")):
            return self._named("channels", value.removeprefix("#"))
        return value

    def _suggested(self, element: Json, text: str) -> Json:
        for view in reversed(self.views()):
            for block, one in elements(view["blocks"]):
                if one["action_id"] == element["action_id"]:
                    place = address({"type": "view", "view_id": view["id"]}, block, one)
                    answer = self._post("suggest", {**place, "value": text})
                    return option(answer, text) or {"text": text, "value": text}
        return {"text": {"type": "plain_text", "text": text}, "value": text}

    def _named(self, kind: str, name: str) -> str:
        for one in self._get("state")[kind]:
            if name in (one["id"], one["name"]):
                found: str = one["id"]
                return found
        raise ValueError(f"{self.name} knows nobody and nothing called {name!r}")

    def _state(self, view: Json) -> Json:
        values: Json = view["state"]["values"]
        for (view_id, block_id, action_id), entry in self._filled.items():
            if view_id == view["id"] and block_id in values:
                values[block_id][action_id] = entry
        return values

    def _places(self, channel: str, near: str, home: str) -> list[tuple[Json, Json]]:
        """Where a button may be, the likeliest first, each with its container."""
        if home:
            view = self.home(home)
            return [({"type": "home", "app": home}, view)] if view else []
        views = self.views()
        if views and not channel:
            return [({"type": "view", "view_id": views[-1]["id"]}, views[-1])]
        where = self._in(channel)
        found = self._get("messages", channel=where, all="1")["messages"]
        return [
            ({"type": "message", "channel": where, "ts": message["ts"]}, message)
            for message in reversed(found)
            if message.get("blocks") and near in json.dumps(message, ensure_ascii=False)
        ]

    def _pressable(self, label: str, channel: str, near: str, home: str) -> Found | None:
        for container, source in self._places(channel, near, home):
            for block, element in elements(source["blocks"]):
                if element["type"] in PRESSED and label in labels(element):
                    return container, block, element, self._values(source)
        return None

    def _chooseable(self, name: str, channel: str, near: str, home: str) -> Found | None:
        for container, source in self._places(channel, near, home):
            for block, element in elements(source["blocks"]):
                shown = (element.get("placeholder") or {}).get("text")
                labelled = (block.get("label") or {}).get("text")
                if element["type"] in FIELDS and name in (shown, labelled, element["action_id"]):
                    return container, block, element, self._values(source)
        return None

    def _values(self, source: Json) -> Json:
        return self._state(source) if "state" in source else {}

    def _act(self, find: Callable[[], Found | None], entry: Callable[[Json], Json], what: str) -> Json:
        def press() -> Json | None:
            found = find()
            if found is None:
                return None
            container, block, element, values = found
            body = {**address(container, block, element), "action": entry(element), "state": values}
            answer = self._post("act", body)
            # An edit took its place between the look and the click: a person looks again.
            return None if answer.get("gone") else answer

        return self._until(press, what)

    def _until(self, look: Callable[[], T | None], what: str, timeout: float = _PATIENCE) -> T:
        deadline = time.monotonic() + timeout
        cursor = self._get("state")["cursor"]
        while True:
            found = look()
            if found is not None:
                return found
            left = deadline - time.monotonic()
            if left <= 0:
                raise Unseen(f"{self.name} does not find {what}. They see: {self._all_they_see('')}")
            cursor = self._get("changed", after=cursor, timeout=left, quiet=1)["cursor"]

    def _all_they_see(self, channel: str) -> str:
        where = channel or self._channel
        texts = [view["title"]["text"] for view in self.views()]
        if where:
            texts += [message.get("text", "") for message in self.messages(where)[-5:]]
        return "; ".join(repr(text) for text in texts) or "nothing"

    def _get(self, name: str, **asked: Any) -> Json:
        return get(self.url, name, user=self.id, **asked)

    def _post(self, name: str, body: Json) -> Json:
        return post(self.url, name, {"user": self.id, **body})
