"""What somebody says to Assay itself: words that could begin a proposal, or a question that the commands answer."""

from rules.answering.typed_decisions import typed_decision
from rules.typed_keys import without_keys
from rules.words import fold

LONGEST_TEXT = 800
# Of so many experiments one answer has room to say who decides them.
MOST_ASKED = 2
# A shorter text says too little of what is to be tried.
FEWEST_WORDS = 4
# With these a greeting or a question begins; “what if” and “how about” begin an idea.
ASKING = frozenset(
    [
        "hi",
        "hello",
        "hey",
        "thanks",
        "thank",
        "help",
        "who",
        "where",
        "when",
        "which",
        "why",
        "is",
        "are",
        "was",
        "does",
        "do",
        "did",
        "has",
        "have",
        "can",
        "could",
        "will",
        "would",
        "show",
        "list",
        "status",
        "waiting",
        "tell",
        "give",
    ]
)
ASKING_UNLESS = {"what": ("if", "about"), "how": ("about",)}


def begins_proposal(text: str) -> bool:
    """Tell whether a text says enough to begin a proposal, and is neither a question, a greeting nor a verdict."""
    words = fold(without_keys(text)).split()
    if len(words) < FEWEST_WORDS or typed_decision(text):
        return False
    first, second = words[:2]
    return first not in ASKING and (first not in ASKING_UNLESS or second in ASKING_UNLESS[first])
