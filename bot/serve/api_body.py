"""What a machine sends as JSON, understood field by field; numbers stay the text that they were sent as."""

import json
from collections.abc import Iterable
from itertools import islice
from typing import Any

from rules.evidence.measurements import ValueDraft
from rules.evidence.readings import MOST_READINGS, Reading
from rules.refusals import Refused
from rules.words import listing, shorten, suggestion

FIELDS = ("metric", "value", "unit", "measured_at", "source")
EXAMPLE = '{"metric": "accuracy", "value": 0.93}'
LONGEST_TEXT = 1000
MOST_COMPLAINTS = 20
# How each kind of JSON value is called in a sentence.
KINDS = {bool: "true or false", list: "a list", dict: "an object", type(None): "null"}


class NotJson(Exception):
    """A body that cannot be read at all; says why in a sentence."""


class Number(str):
    """A number of the body, digit by digit: a float would have lost some."""

    __slots__ = ()


def read_body(body: bytes) -> tuple[Reading, ...]:
    """Return the values of a body; raises `NotJson`, or `Refused` with a sentence beside each field."""
    sent = parse(body)
    if not isinstance(sent, dict):
        raise Refused(f"Send a JSON object, like {EXAMPLE}")
    if "metrics" not in sent:
        return every([("", sent)])
    return every(listed(sent))


def parse(body: bytes) -> Any:
    """Return what a body says, numbers as their text."""
    try:
        return json.loads(
            body.decode("utf-8-sig"),
            parse_float=Number,
            parse_int=Number,
            parse_constant=Number,
            object_pairs_hook=object_of,
        )
    except UnicodeDecodeError:
        raise NotJson("The body is not UTF-8. Send JSON in UTF-8.") from None
    except json.JSONDecodeError as error:
        problem = f"{error.msg}, at line {error.lineno}, column {error.colno}"
        raise NotJson(f"The body is not JSON ({problem}). Send an object, like {EXAMPLE}") from None
    except RecursionError:
        raise NotJson(f"The body is nested too deeply. Send an object, like {EXAMPLE}") from None


def object_of(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object; one that says a key twice means nobody knows what."""
    found: dict[str, Any] = {}
    for name, said in pairs:
        if name in found:
            raise NotJson(f"The key “{shorten(name, 40)}” stands twice in one object. Say it once.")
        found[name] = said
    return found


def listed(sent: dict[str, Any]) -> list[tuple[str, Any]]:
    """Return the values of a list, each with the place where it stands."""
    values = sent["metrics"]
    others = [key for key in sent if key != "metrics"]
    if others:
        raise Refused(
            fields={others[0]: "Beside “metrics” nothing else stands; put it into each of the values."}
        )
    if not isinstance(values, list) or not values:
        raise Refused(fields={"metrics": f"Give a list of values, like [{EXAMPLE}]."})
    if len(values) > MOST_READINGS:
        said = f"At most {MOST_READINGS} values in one request; these are {len(values)}. Send the rest in another."
        raise Refused(fields={"metrics": said})
    return [(f"metrics[{index}]", value) for index, value in enumerate(values)]


def every(values: Iterable[tuple[str, Any]]) -> tuple[Reading, ...]:
    """Return the readings of all values; refuse with everything that is wrong with any of them."""
    readings: list[Reading] = []
    complaints: dict[str, str] = {}
    for place, value in values:
        if not isinstance(value, dict):
            complaints[place] = f"Give an object, like {EXAMPLE}"
            continue
        dot = f"{place}." if place else ""
        # Each complaint looks for the nearest field: of thousands, only those that are told are worth it.
        worst = islice(complaints_of(value), MOST_COMPLAINTS)
        found = {f"{dot}{field}": said for field, said in worst}
        complaints |= found
        if not found:
            readings.append(reading_of(value, dot))
    if complaints:
        raise Refused(fields=dict(list(complaints.items())[:MOST_COMPLAINTS]))
    return tuple(readings)


def complaints_of(value: dict[str, Any]) -> Iterable[tuple[str, str]]:
    """Yield what is wrong with the shape of one value, by its field."""
    for key, said in value.items():
        if key not in FIELDS:
            yield (
                shorten(key, 40),
                f"There is no such field; they are {listing(FIELDS)}.{suggestion(key, FIELDS)}",
            )
        elif key == "value" and not isinstance(said, str):
            yield key, f"Give a number, like 0.93; this is {KINDS.get(type(said), 'something else')}."
        elif key != "value" and said is not None and (not isinstance(said, str) or isinstance(said, Number)):
            yield key, f"Give a text in quotes; this is {KINDS.get(type(said), 'a number')}."
        elif isinstance(said, str) and len(said) > LONGEST_TEXT:
            yield key, f"At most {LONGEST_TEXT:,} characters; this has {len(said):,}."
    for key in ("metric", "value"):
        if not value.get(key) and not isinstance(value.get(key), (bool, list, dict)):
            yield (
                key,
                "This is needed: " + ("the metric's name." if key == "metric" else "a number, like 0.93."),
            )


def reading_of(value: dict[str, Any], place: str) -> Reading:
    """Return one value as the rules judge it."""
    draft = ValueDraft(
        metric=value["metric"],
        value=str(value["value"]),
        measured_at=value.get("measured_at"),
        source=value.get("source") or "",
        by_program=True,
    )
    return Reading(draft, unit=value.get("unit") or "", place=place)
