"""Words as they are indexed and looked for, in the same shape for both databases: whole, as tails, and as short pieces.

A script that is written without blanks tells no words apart, so what is indexed of it is each run of two or three letters, and
what is looked for has all of its runs. Of a long word its tails are indexed too, since a German compound hides its words.
"""

import re
import unicodedata
from collections.abc import Iterator

from rules.words import UNSPACED_IN_THREES, UNSPACED_IN_TWOS, fold, printable

LONGEST_WORD = 40
# Of a word of seven letters on, what follows its first three is indexed too; less than four letters say nothing.
SHORTEST_HEAD, SHORTEST_TAIL = 3, 4
# No word of any language begins so, and no stemmer of either database finds an ending in what begins or ends so.
TAIL, GRAM = "zq", "g"
IS_GRAM = re.compile(r"g(?:\d+g)+")
# The words that PostgreSQL's English leaves out too, so that both databases look for the same.
ENGLISH = (
    "i me my myself we our ours ourselves you your yours yourself yourselves he him his himself she her"
    " hers herself it its itself they them their theirs themselves what which who whom this that these"
    " those am is are was were be been being have has had having do does did doing a an the and but if or"
    " because as until while of at by for with about against between into through during before after"
    " above below to from up down in out on off over under again further then once here there when where"
    " why how all any both each few more most other some such no nor not only own same so than too very s"
    " t can will just don should now"
)
STOP_WORDS = frozenset(ENGLISH.split())
# British and American, which no stemmer brings together; the same is done to what is indexed and to what is looked for.
SPELLINGS = tuple(
    (re.compile(pattern), plain)
    for pattern, plain in (
        (r"(?<=\w{3})([iy])z(?=[aei]|$)", r"\1s"),
        (r"(?<=\w{3})our", "or"),
        (r"(?<=\w{3})l{2,}(?=(?:ed|ing|ers?|ors?)$)", "l"),
        (r"(?<=\w{3})tre(s?)$", r"ter\1"),
        (r"(?<=\w{3})ogue(s?)$", r"og\1"),
        (r"(?<=^lic|^def|^off)ence(s?)$", r"ense\1"),
        (r"^grey", "gray"),
    )
)
# Marks that tell words apart: the voice marks of kana, vowels and tones of Thai and Lao.
TELLING_MARKS = frozenset({8, 103, 107, 118, 122})
PARTS = re.compile(
    rf"(?P<twos>[{UNSPACED_IN_TWOS}]+)|(?P<threes>[{UNSPACED_IN_THREES}]+)"
    rf"|[^\s{UNSPACED_IN_TWOS}{UNSPACED_IN_THREES}]+"
)
# What joins words in Japanese and Chinese; a piece with one of these in it is looked for only where there is no other.
JOINS = re.compile(r"[\u3040-\u309f的了是在和与與及之]")
PARTICLES = re.compile(
    r"(?<=[\uac00-\ud7a3]{2})(?:에서는|으로는|에서|에게|으로|부터|까지|처럼|보다|이나|하고|을|를|이|가|은|는|의|에|로|와|과|도|만)$"
)


def indexed_words(text: str) -> str:
    """Return what is indexed of a text: its telling words, the tails of long ones, the pieces of what has no blanks."""
    return " ".join(dict.fromkeys(token for word in words_of(text) for token in indexed(word)))


def telling_words(text: str, most: int) -> tuple[str, ...]:
    """Return what is looked for of a text's first words that tell something, each once."""
    words = list(dict.fromkeys(words_of(text)))[:most]
    return tuple(dict.fromkeys(token for word in words for token in looked_for(word)))


def words_of(text: str) -> Iterator[str]:
    """Yield the words that tell something, in one spelling; what is written without blanks in one piece."""
    parts = unicodedata.normalize("NFKD", fold(printable(text)))
    kept = "".join(
        sign
        for sign in parts
        if not unicodedata.combining(sign) or unicodedata.combining(sign) in TELLING_MARKS
    )
    for found in PARTS.finditer(unicodedata.normalize("NFC", kept)):
        if found.lastgroup:
            yield found[0]
        elif found[0] not in STOP_WORDS:
            yield spelled(found[0][:LONGEST_WORD])


def spelled(word: str) -> str:
    """Return a word in one spelling where British and American English differ."""
    for pattern, plain in SPELLINGS:
        word = pattern.sub(plain, word)
    return word


def indexed(word: str) -> Iterator[str]:
    """Yield what is indexed of one word."""
    size = piece_size(word)
    if size:
        yield from (as_token(word[start : start + size]) for start in range(len(word)))
        return
    yield word
    yield from (TAIL + word[start:] for start in range(SHORTEST_HEAD, len(word) - SHORTEST_TAIL + 1))


def looked_for(word: str) -> Iterator[str]:
    """Yield what is looked for of one word; all of it must be there."""
    size = piece_size(word)
    if not size:
        yield word
        return
    bare = PARTICLES.sub("", word)
    pieces = [bare[start : start + size] for start in range(max(1, len(bare) - size + 1))]
    telling = [piece for piece in pieces if not JOINS.search(piece)]
    yield from map(as_token, telling or pieces)


def piece_size(word: str) -> int:
    """Return of how many letters the pieces of a word are; 0 where its script has blanks between words."""
    found = PARTS.match(word)
    return {"twos": 2, "threes": 3}.get(found.lastgroup or "", 0) if found else 0


def as_token(piece: str) -> str:
    """Return a piece as a token that the parsers of both databases leave alone: the numbers of its letters."""
    return GRAM + "".join(f"{ord(sign)}{GRAM}" for sign in piece)


def is_piece(token: str) -> bool:
    """Tell whether a token stands for a piece of a script without blanks; a shorter one is the beginning of others."""
    return IS_GRAM.fullmatch(token) is not None


def is_tail(token: str) -> bool:
    """Tell whether a token stands for the end of a long word."""
    return token.startswith(TAIL)


def as_tail(word: str) -> str:
    """Return a word as it stands in the index where a longer word ends with it or has it within."""
    return TAIL + word
