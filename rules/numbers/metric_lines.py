"""The lines in which metrics are typed or pasted from lists, taken apart: name, comparison, numbers, guardrail."""

import re
import unicodedata
from dataclasses import dataclass

from rules.refusals import Refused
from rules.words import listing, shorten

EXAMPLE = "accuracy >= 0.92 (now 0.88)"
# As keyboards of other countries and word processors write them.
SIGNS = {
    **dict.fromkeys((">=", "=>", "≥", "≧", "⩾"), ">="),
    **dict.fromkeys(("<=", "=<", "≤", "≦", "⩽"), "<="),
    ">": ">",
    "<": "<",
}
WIDE_SIGNS = str.maketrans("＜＞＝（）［］：", "<>=()[]:")
SIGN = re.compile("|".join(sorted(map(re.escape, SIGNS), key=len, reverse=True)))
OF_SIGN = "<>=≤≥≦≧⩽⩾"
LINE = re.compile(
    rf"^(?P<name>[^{OF_SIGN}]+)(?P<sign>{SIGN.pattern})(?P<threshold>[^(){OF_SIGN}]+)"
    r"(?:\(\s*now\s*:?\s+(?P<baseline>[^()]+)\))?$",
    re.IGNORECASE,
)
# What lists begin their lines with, in text that was pasted: a bullet, a number, a box to tick.
MARKER = re.compile(
    r"^(?:[-*+>–—−·]\s+|[•◦▪▫‣⁃●○■□☐☑✓✔✅→➔➜➤▶►]\ufe0f?\s*|\(?\d{1,3}[.)](?!\d)\s*|\(?[a-z]\)\s+|\[[ x]?\]\s+)+",
    re.IGNORECASE,
)
NOW = re.compile(r"\(\s*now\b", re.IGNORECASE)
BARE_NOW = re.compile(r"[\s,;–—-]+now(?:\s*:\s*|\s+)(?=\S)", re.IGNORECASE)
# What Markdown makes bold, or code.
EMPHASIS = re.compile(r"\*\*|`")
GUARDRAIL = re.compile(
    rf"^(?:[\[(]\s*guardrail\s*[\])]\s*:?\s*|guardrail(?:\s*:\s*|\s+[-–—]\s+|\s+)(?=[^\s:{OF_SIGN}]))",
    re.IGNORECASE,
)
GUARDRAIL_INSIDE = re.compile(r"[\[(]\s*guardrail\s*[\])]$", re.IGNORECASE)
GUARDRAIL_AFTER = re.compile(r"(?<=[^\s<>=≤≥≦≧⩽⩾])[\s,;–—-]*[\[(]?\bguardrail[\])]?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricLine:
    """The parts of one line; the numbers as they are written, `baseline` empty where there is none."""

    name: str
    comparison: str
    threshold: str
    baseline: str = ""
    guardrail: bool = False


def split_pasted(line: str) -> MetricLine:
    """Return the parts of a typed or pasted line, without what lists and Markdown put around them."""
    text = " ".join(EMPHASIS.sub("", line.translate(WIDE_SIGNS)).split())
    parts = split_line(MARKER.sub("", text), line)
    if NOW.search(parts.name):
        raise Refused(
            f"In “{shorten(line, 60)}” its value of now stands before the comparison. Write it like: {EXAMPLE}"
        )
    return parts


def split_line(text: str, line: str = "") -> MetricLine:
    """Return the parts of a line; refuse with what is wrong with it, where `line` is the line as it was typed."""
    bare = GUARDRAIL.sub("", text)
    stated = GUARDRAIL_AFTER.sub("", bare.rstrip(" ,;."))
    match = LINE.match(stated)
    # Checked here: in the pattern it would take its time over many blanks.
    parts = {name: (part or "").strip() for name, part in match.groupdict().items()} if match else {}
    if not parts.get("name", "").rstrip(" :") or not parts["threshold"]:
        said = f"“{shorten(line or text, 60)}” does not read as a metric"
        raise Refused(f"{said}{fault_of(bare)}. Write it like: {EXAMPLE}")
    threshold, baseline = parts["threshold"], parts["baseline"]
    if not baseline and BARE_NOW.search(threshold):
        threshold, baseline = BARE_NOW.split(threshold, maxsplit=1)
    whole = parts["name"].rstrip(" :")
    name = GUARDRAIL_INSIDE.sub("", whole).strip() or whole
    return MetricLine(
        name=name,
        comparison=SIGNS[parts["sign"]],
        threshold=threshold,
        baseline=baseline,
        guardrail=bare != text or stated != bare.rstrip(" ,;.") or name != whole,
    )


def fault_of(line: str) -> str:
    """Return what is wrong with a line that is no metric, as it follows “does not read”: which sign, or what is missing."""
    signs = SIGN.findall(line)
    if len(signs) > 1:
        return f": it has {len(signs)} comparisons, {listing([f'“{sign}”' for sign in signs])}; write a line for each"
    if signs:
        before, after = (part.strip(" :") for part in line.split(signs[0], 1))
        lacks = "" if before and after else f": nothing stands {'after' if before else 'before'} “{signs[0]}”"
        return lacks or f": after “{signs[0]}” stands a number, and then at most its (now …)"
    strange = next((sign for sign in line if sign in "=~!:" or unicodedata.category(sign) == "Sm"), "")
    told = f"“{strange}” does not say" if strange else "nothing says"
    return f": {told} which side is the better one; that is >=, >, <= or <"
