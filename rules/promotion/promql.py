"""What can be told of a PromQL expression without Prometheus: what it leaves open, and where it leaves values out."""

import re
from collections.abc import Iterator

PAIRS = {"(": ")", "[": "]", "{": "}"}
QUOTES = "\"'`"
TOKEN = re.compile(r"[A-Za-z_:][\w:]*|[<>=!]=|[^\s]")
COMPARISONS = frozenset({">", "<", ">=", "<=", "==", "!="})
DROPPING = frozenset({"and", "unless"})
# What a list of labels, or a name without one, follows.
MODIFIERS = frozenset({"on", "ignoring", "group_left", "group_right", "by", "without"})
# An opening parenthesis behind one of these, or behind another one, begins a part of a calculation.
BEFORE_PART = COMPARISONS | DROPPING | {"", "(", "or", "bool", "+", "-", "*", "^", "atan2"}
FILTERS = (
    "“{sign}” here leaves values out, so an alert might never see the ones it is for."
    " Leave the comparison out: Assay adds the approved threshold."
)
DROPS = (
    "“{sign}” here leaves values out, so an alert might never see the ones it is for."
    " Leave it out, or put it into what is averaged or summed, as in avg(a {sign} b)."
)


def left_open(query: str) -> str:
    """Return what an expression leaves open, in a sentence, or nothing."""
    awaited: list[str] = []
    for sign in signs_of_code(query):
        if sign in QUOTES:
            return f"A text that begins with {sign} does not end."
        if sign in PAIRS:
            awaited.append(PAIRS[sign])
        elif sign in PAIRS.values() and (not awaited or awaited.pop() != sign):
            return f"“{sign}” closes what was not opened."
    return f"“{awaited[-1]}” is missing." if awaited else ""


def left_out(query: str) -> str:
    """Return by what an expression leaves values out at its top level, in a sentence with the cure, or nothing.

    Parentheses around a part of a calculation do not hide it; what is within a function or an aggregation chooses
    among its series, which is fine.
    """
    tokens = list(top_level(query))
    for place, word in enumerate(tokens):
        follows = tokens[place + 1].lower() if place + 1 < len(tokens) else ""
        if word in COMPARISONS and follows != "bool":
            return FILTERS.format(sign=word)
        if word.lower() in DROPPING:
            return DROPS.format(sign=word)
    return ""


def top_level(query: str) -> Iterator[str]:
    """Yield the tokens of an expression outside of calls, divisors, braces, brackets and lists of labels.

    A divisor is left out because a / (b > 0) is how people keep a division from being by nothing.
    """
    # For each open bracket, whether what is within it counts, and what then stands before what follows it.
    opened: list[tuple[bool, str]] = []
    before, is_list = "", False
    for word in TOKEN.findall("".join(signs_of_code(query))):
        counts = all(inside for inside, _ in opened)
        if word in PAIRS:
            is_part = not is_list and before.lower() in BEFORE_PART and word not in "[{"
            opened.append((is_part, before if is_list else ")"))
            before, is_list = word, False
        elif word in PAIRS.values():
            before, is_list = opened.pop()[1], False
        else:
            if counts:
                yield word
            is_list = word.lower() in MODIFIERS
            before = before if is_list else word


def signs_of_code(query: str) -> Iterator[str]:
    """Yield the signs of an expression outside of its texts and comments, and the quote of a text without an end."""
    place = 0
    while place < len(query):
        sign = query[place]
        if sign in QUOTES:
            place = end_of_text(query, place)
            if place < 0:
                yield sign
                return
        elif sign == "#":
            # The end of the line stays: it parts two words.
            place = (query.find("\n", place) if "\n" in query[place:] else len(query)) - 1
        else:
            yield sign
        place += 1


def end_of_text(query: str, start: int) -> int:
    """Return where the text that starts here ends; -1 where it does not. Only a raw text spans lines."""
    quote, place = query[start], start + 1
    while place < len(query) and (quote == "`" or query[place] != "\n"):
        if query[place] == quote:
            return place
        place += 2 if query[place] == "\\" and quote != "`" else 1
    return -1
