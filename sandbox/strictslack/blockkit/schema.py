"""Small checks that combine into the description of a shape, reporting as Slack does."""

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from strictslack.errors import Json


class Report:
    """Collects what is wrong, each with the JSON pointer Slack would give."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def add(self, problem: str, pointer: str) -> None:
        """One problem at one place."""
        self.problems.append(f"{problem} [json-pointer:{pointer}]")


Check = Callable[[Any, str, Report], None]
Rule = Callable[[Json, str, Report], None]


def string(most: int = 0, least: int = 0, pattern: str = "", *, blank: bool = True) -> Check:
    """A string of `least` to `most` code points; `most` 0 means any length."""

    def check(value: Any, pointer: str, report: Report) -> None:
        if not isinstance(value, str):
            report.add("must provide a string", pointer)
        elif most and len(value) > most:
            report.add(f"must be less than {most + 1} characters", pointer)
        elif len(value) < least or (not blank and not value.strip()):
            report.add(f"must be more than {max(least, 1) - 1} characters", pointer)
        elif pattern and not re.fullmatch(pattern, value):
            report.add("must match the expected format", pointer)

    return check


def link(most: int = 3000) -> Check:
    """An absolute http(s) address."""

    def check(value: Any, pointer: str, report: Report) -> None:
        if not isinstance(value, str):
            report.add("must provide a string", pointer)
        elif len(value) > most:
            report.add(f"must be less than {most + 1} characters", pointer)
        elif not _is_link(value):
            report.add("must be a valid URL", pointer)

    return check


def _is_link(value: str) -> bool:
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    if parts.scheme in ("mailto", "tel"):
        return bool(parts.path)
    return bool(re.fullmatch(r"[a-z][a-z0-9+.-]*", parts.scheme)) and bool(parts.netloc) and " " not in value


def boolean(value: Any, pointer: str, report: Report) -> None:
    """True or false."""
    if not isinstance(value, bool):
        report.add("must be a boolean", pointer)


def integer(least: int | None = None, most: int | None = None) -> Check:
    """A whole number within bounds."""

    def check(value: Any, pointer: str, report: Report) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            report.add("must be an integer", pointer)
        elif least is not None and value < least:
            report.add(f"must be more than {least - 1}", pointer)
        elif most is not None and value > most:
            report.add(f"must be less than {most + 1}", pointer)

    return check


def number(value: Any, pointer: str, report: Report) -> None:
    """Any number."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        report.add("must be a number", pointer)


def one_of(*allowed: Any) -> Check:
    """One of these values."""

    def check(value: Any, pointer: str, report: Report) -> None:
        if value not in allowed:
            report.add(f"must be a valid enum value: {', '.join(str(one) for one in allowed)}", pointer)

    return check


def items(each: Check, most: int = 0, least: int = 0) -> Check:
    """A list of `least` to `most` items; `most` 0 means any number."""

    def check(value: Any, pointer: str, report: Report) -> None:
        if not isinstance(value, list):
            report.add("must provide an array", pointer)
            return
        if most and len(value) > most:
            report.add(f"no more than {most} items allowed", pointer)
        if len(value) < least:
            report.add(f"must provide at least {least} items", pointer)
        for index, one in enumerate(value):
            each(one, f"{pointer}/{index}", report)

    return check


def shape(
    required: Mapping[str, Check] | None = None,
    optional: Mapping[str, Check] | None = None,
    rules: tuple[Rule, ...] = (),
) -> Check:
    """An object with these properties and no others; `rules` see it whole once its parts are right."""
    needed, allowed = required or {}, {**(required or {}), **(optional or {})}

    def check(value: Any, pointer: str, report: Report) -> None:
        if not isinstance(value, dict):
            report.add("must provide an object", pointer)
            return
        before = len(report.problems)
        for name in needed:
            if value.get(name) is None:
                report.add(f"missing required field: {name}", pointer)
        for name, one in value.items():
            if name not in allowed:
                report.add(f"invalid additional property: {name}", pointer)
            elif one is not None:
                allowed[name](one, f"{pointer}/{name}", report)
        if len(report.problems) == before:
            for rule in rules:
                rule(value, pointer, report)

    return check


def by_type(kinds: Mapping[str, Check]) -> Check:
    """An object whose `type` says which of these shapes it has."""

    def check(value: Any, pointer: str, report: Report) -> None:
        if not isinstance(value, dict):
            report.add("must provide an object", pointer)
        elif value.get("type") is None:
            report.add("missing required field: type", pointer)
        elif not isinstance(value["type"], str) or value["type"] not in kinds:
            report.add(f"unsupported type: {value['type']}", f"{pointer}/type")
        else:
            kinds[value["type"]](value, pointer, report)

    return check


def typed(
    kind: str,
    required: Mapping[str, Check] | None = None,
    optional: Mapping[str, Check] | None = None,
    rules: tuple[Rule, ...] = (),
) -> Check:
    """A shape that carries its `type`."""
    return shape({"type": one_of(kind), **(required or {})}, optional, rules)


def at_least_one(*names: str) -> Rule:
    """At least one of these properties has to be there."""

    def rule(value: Json, pointer: str, report: Report) -> None:
        if not any(value.get(name) for name in names):
            report.add(f"must define at least one of: {', '.join(names)}", pointer)

    return rule


def exactly_one(*names: str) -> Rule:
    """One of these properties has to be there, and not two."""

    def rule(value: Json, pointer: str, report: Report) -> None:
        given = [name for name in names if value.get(name) is not None]
        if len(given) != 1:
            report.add(f"must define exactly one of: {', '.join(names)}", pointer)

    return rule
