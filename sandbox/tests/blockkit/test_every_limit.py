"""Each limit that slackblocks knows and each validator of slack-sdk, driven against the sandbox."""

import copy
import inspect
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models import blocks as sdk
from slack_sdk.models.basic_objects import JsonObject
from slack_sdk.models.blocks.block_elements import SelectElement
from slack_sdk.models.blocks.blocks import AuthProviderBlock
from slack_sdk.models.views import View
from slackblocks import Block, InvalidUsageError
from slackblocks import _limits as known

from strictslack.blockkit.elements import INPUT_ELEMENTS
from strictslack.blockkit.surfaces import check_message_blocks, checked_view
from strictslack.errors import SlackError
from tests.blockkit.broken_samples import BROKEN, CELLS, VIEWS
from tests.blockkit.limit_samples import SAMPLES, cells, letters, pie
from tests.blockkit.test_limits_oracle import field, options, words

Json = dict[str, Any]
LIMITS: dict[str, int] = {name: getattr(known, name) for name in dir(known) if name.isupper()}


def markdown(n: int) -> list[Json]:
    return [{"type": "markdown", "text": "x"}, {"type": "markdown", "text": letters(n - 1)}]


def data_tables(n: int) -> list[Json]:
    lengths = (n // 2 - 1, n - n // 2 - 1)
    rows = [[*cells(1), *cells(1, text=letters(one))] for one in lengths]
    return [{"type": "data_table", "caption": "c", "rows": one} for one in rows]


# What only several blocks together can break.
TOGETHER: dict[str, Callable[[int], list[Json]]] = {
    "MESSAGE_BLOCKS_MAX_ITEMS": lambda n: [{"type": "divider"}] * n,
    "MESSAGE_DATA_VISUALIZATIONS_MAX_ITEMS": lambda n: [pie()] * n,
    "MARKDOWN_TOTAL_TEXT_MAX_LENGTH": markdown,
    "DATA_TABLE_TOTAL_CONTENT_MAX_LENGTH": data_tables,
}
# Not of blocks: test_web_api.py and test_limits_oracle.py have them.
ELSEWHERE = {"MESSAGE_ATTACHMENTS_MAX_ITEMS", "MESSAGE_CHANNEL_MIN_LENGTH"}
# More than zero, not from one on: see below.
OTHERWISE = {"DATA_VISUALIZATION_SEGMENT_VALUE_EXCLUSIVE_MIN"}
LOOSE: dict[str, Any] = {"raw_text": sdk.RawTextObject, "raw_number": sdk.RawNumberObject}
VIEW_TYPES = ("modal", "home", "window")
# slack-sdk lets a video's title and author have one character less than it says.
OFF_BY_ONE = {"VIDEO_AUTHOR_NAME_MAX_LENGTH", "VIDEO_TITLE_MAX_LENGTH"}


def one_beyond(name: str) -> int:
    """The first number on the wrong side."""
    smallest = name.endswith("_MIN") or ("_MIN_" in name and not name.endswith("_MAX"))
    return LIMITS[name] - 1 if smallest else LIMITS[name] + 1


def problems(sample: Json) -> list[str]:
    """What the sandbox says against a block or a modal."""
    if sample["type"] != "modal":
        return check_message_blocks([sample])
    try:
        checked_view(sample, "modal")
    except SlackError as refusal:
        return refusal.messages
    return []


def slackblocks_refuses(sample: Json) -> bool | None:
    """Whether slackblocks does; None where it cannot read this kind of block."""
    if sample["type"] in VIEW_TYPES:
        return None
    try:
        Block.from_dict(sample)
    except NotImplementedError:
        return None
    except InvalidUsageError:
        return True
    return False


def parts(value: Any) -> Iterator[JsonObject]:
    """A parsed thing of slack-sdk and all that it is made of."""
    if isinstance(value, list | tuple):
        for one in value:
            yield from parts(one)
    elif isinstance(value, JsonObject):
        yield value
        for name in value.attributes:
            yield from parts(getattr(value, name, None))


def unparsed(value: Any) -> Iterator[JsonObject]:
    """What slack-sdk leaves as plain JSON within what it parses."""
    if isinstance(value, list):
        for one in value:
            yield from unparsed(one)
    if not isinstance(value, dict):
        return
    yield from sdk.Option.parse_all(value.get("options") or [])
    yield from sdk.OptionGroup.parse_all(value.get("option_groups") or [])
    kind = LOOSE.get(str(value.get("type")))
    if kind is not None:
        yield kind(**{key: one for key, one in value.items() if key != "type"})
    for one in value.values():
        yield from unparsed(one)


def set_off(sample: Json) -> set[str]:
    """The validators of slack-sdk that a sample breaks."""
    try:
        parsed = View(**sample) if sample["type"] in VIEW_TYPES else sdk.Block.parse(sample)
    except TypeError:
        return {f"{sample['type']} cannot be made"}
    broken = set()
    for part in [*parts(parsed), *unparsed(sample)]:
        for name in validators(type(part)):
            try:
                getattr(part, name)()
            except SlackObjectFormationError:
                broken.add(getattr(type(part), name).__qualname__ + f" of {type(part).__name__}")
    return broken


def validators(kind: type) -> list[str]:
    return [name for name, one in inspect.getmembers(kind, inspect.isfunction) if hasattr(one, "validator")]


def test_every_limit_of_slackblocks_has_its_sample() -> None:
    assert set(SAMPLES) | set(TOGETHER) | ELSEWHERE | OTHERWISE == set(LIMITS)


@pytest.mark.parametrize("name", SAMPLES)
def test_each_limit_is_drawn_where_slackblocks_draws_it(name: str) -> None:
    within, beyond = SAMPLES[name](LIMITS[name]), SAMPLES[name](one_beyond(name))
    assert problems(within) == []
    assert problems(beyond) != []
    assert slackblocks_refuses(within) is not True
    assert slackblocks_refuses(beyond) is not False
    assert set_off(within) == set() or name in OFF_BY_ONE


@pytest.mark.parametrize("name", TOGETHER)
def test_the_sums_of_a_message_end_where_slackblocks_ends_them(name: str) -> None:
    build, most = TOGETHER[name], LIMITS[name]
    assert check_message_blocks(build(most)) == []
    assert check_message_blocks(build(most + 1)) != []


def test_a_segment_has_more_than_nothing() -> None:
    assert problems(pie(segments=[{"label": "a", "value": 0.1}])) == []
    assert problems(pie(segments=[{"label": "a", "value": 0}])) != []


def refused(sample: Json) -> bool:
    if sample["type"] in VIEW_TYPES:
        try:
            checked_view(sample, "modal", "home")
        except SlackError:
            return True
        return False
    return check_message_blocks([sample]) != []


@pytest.mark.parametrize("sample", [*BROKEN, *VIEWS], ids=lambda one: str(one)[:60])
def test_what_breaks_a_validator_of_slack_sdk_is_refused(sample: Json) -> None:
    assert set_off(sample) != set()
    assert refused(sample)


def made(kind: str, **needed: Any) -> Callable[[Json], Json]:
    return lambda more: field({"type": kind, **needed, **more})


CHOICE = {"options": options(1)}
WITH_PLACEHOLDER = [
    *(
        made(kind)
        for kind in INPUT_ELEMENTS
        if "static" not in kind and kind not in ("checkboxes", "radio_buttons", "number_input")
    ),
    *(
        made(kind, **CHOICE)
        for kind in ("static_select", "multi_static_select", "checkboxes", "radio_buttons")
    ),
    made("number_input", is_decimal_allowed=True),
]
EVERY_KIND: list[Json] = [
    *(build(LIMITS[name]) for name, build in SAMPLES.items()),
    *(one({}) for one in WITH_PLACEHOLDER),
    {"type": "file", "external_id": "1", "source": "remote"},
    {"type": "task_card", "task_id": "1", "title": "t", "status": "complete"},
]
COMPOSITION = (
    sdk.Option, sdk.OptionGroup, sdk.ConfirmObject, sdk.FeedbackButtonObject, sdk.RawTextObject, sdk.RawNumberObject,
)  # fmt: skip
# Bases of others, other names for others, old calls, and a block that the sandbox does not offer.
NEVER_PARSED = {
    sdk.Block, sdk.BlockElement, sdk.InteractiveElement, sdk.InputInteractiveElement, sdk.LinkButtonElement,
    SelectElement, sdk.CallBlock, AuthProviderBlock,
}  # fmt: skip
# Nothing parsed can break these: the constructor demands a text, the elements take no placeholder,
# and an option's label belongs to the old dialogs.
UNREACHABLE = {
    "AlertBlock._validate_text of AlertBlock",
    "MarkdownBlock._validate_text of MarkdownBlock",
    "Option._validate_label_length of Option",
    *(
        f"InputInteractiveElement._validate_placeholder_length of {kind}"
        for kind in ("CheckboxesElement", "DateTimePickerElement", "FileInputElement", "RadioButtonsElement")
    ),
}


def descendants(base: type) -> Iterator[type]:
    for child in base.__subclasses__():
        # A bot that runs in the same process may have classes of its own.
        if child.__module__.startswith("slack_sdk"):
            yield child
            yield from descendants(child)


def overlong(sample: Json) -> Iterator[Json]:
    """The sample with each id one character too long, one at a time."""
    if sample["type"] in VIEW_TYPES:
        return
    yield {**sample, "block_id": letters(256)}
    for place in places(sample):
        broken = copy.deepcopy(sample)
        element: Any = broken
        for step in place:
            element = element[step]
        element["action_id"] = letters(256)
        yield broken


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where the elements with an id stand."""
    if isinstance(value, dict) and "action_id" in value:
        yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield from places(one, (*path, key))


def all_broken() -> Iterator[Json]:
    """Every invalid sample there is here."""
    yield from [*BROKEN, *VIEWS, *CELLS]
    yield from (build(one_beyond(name)) for name, build in SAMPLES.items())
    yield from (one for sample in EVERY_KIND for one in overlong(sample))
    yield from (one({"placeholder": words(151)}) for one in WITH_PLACEHOLDER)


def test_every_validator_of_slack_sdk_was_set_off_by_something_the_sandbox_refuses(
    caplog: pytest.LogCaptureFixture,
) -> None:
    driven: set[str] = set()
    # slack-sdk warns of each block that is too new for it.
    caplog.set_level("ERROR", logger="slack_sdk")
    for sample in all_broken():
        assert refused(sample), sample
        driven |= set_off(sample)
    existing = {
        f"{getattr(kind, name).__qualname__} of {kind.__name__}"
        for base in (sdk.Block, sdk.BlockElement, View, *COMPOSITION)
        for kind in {base, *descendants(base)} - NEVER_PARSED
        for name in validators(kind)
    }
    assert existing - driven == UNREACHABLE
