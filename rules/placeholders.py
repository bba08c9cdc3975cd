"""What a text given as evidence is worth: a reference that leads somewhere, a statement in words, or a placeholder.

A placeholder is read as a whole: the subject is let go (“the safety evaluation is …”), then it must begin with words that
say that something is not there (“not started”, “pending”, “will follow”), and where these begin real statements too, not
much may come after them: “Pending requests drain, then the flag goes off” is a plan.
"""

import re
from enum import Enum
from functools import lru_cache

from rules.words import fold


class Worth(Enum):
    """What a text is worth as evidence."""

    REFERENCE = "a link or a name"
    WORDS = "stated, not linked"
    PLACEHOLDER = "placeholder"


ADDRESS = re.compile(r"\b[a-z][a-z0-9+.-]*://\S+", re.IGNORECASE)
# A sign within a word, or a digit beside a letter, as names of files, models and versions have one.
NAMED = re.compile(r"\S[/:.@#_\\-]\S|[^\W\d_]\d|\d[^\W\d_]")
# What fills a field and says nothing, as `fold` leaves it; of signs alone it leaves nothing.
FILLERS = frozenset(
    {"", "na", "n a", "no", "none", "none yet", "nil", "null", "nothing", "not yet", "not needed", "empty"}
    | {"tbd", "tba", "t b d", "todo", "to do", "to be done", "to be decided", "to be defined", "wip", "fixme"}
    | {"later", "soon", "pending", "missing", "unknown", "yes", "ok", "done", "x", "xx", "xxx"}
    | {"not available", "not applicable", "coming soon", "coming later", "will follow"}
)
# Alone in a field they say nothing; of something, they state it.
AFFIRMING = frozenset({"yes", "ok", "done"})
THINGS = (
    "safety|security|ethics|bias|fairness|cost|costs|budget|rollback|roll back|documentation|docs?|model|prompt|dataset"
    "|index|evaluations?|evals?|evaluation report|reports?|projections?|estimates?|plans?|links?|files?|urls?|pages?|reviews?"
    "|assessments?|tests?|testing|results?|numbers|figures|details|legal|approval|sign off|runbook|red team"
)
SUBJECT = re.compile(
    rf"^(?:(?:the|our|a|an|this|that|it|its|they|we|i|he|she|everything|all|(?:{THINGS}))\s)+"
    r"(?:(?:is|are|was|were|has|have|had|s|re|m|ve|been|be|am)\s)*"
)
ADVERBS = re.compile(
    r"^(?:(?:still|currently|just|also|now|yet|sorry|so far|as of now|at the moment|right now)\s)+"
)
DONE = (
    "confirmed|decided|defined|determined|done|added|provided|announced|written|completed?|scheduled|agreed|discussed"
    "|filled|supplied|attached|linked|reviewed|evaluated|assessed|started|begun|finished|finalised|finalized|ready"
    "|available|applicable|needed|required|necessary|relevant|known|sure|performed|conducted|carried out|run|tested|there"
    "|here|yet|set up|created|prepared|clarified|uploaded|shared|published|estimated|documented|planned|approved|signed off"
)
# What says that something is not there, whatever comes after it.
STRONG = re.compile(
    "^(?:"
    rf"(?:{THINGS})(?: here)?$"
    rf"|to be (?:{DONE})|yet to (?:{DONE}|start|begin|come)|unstarted$|coming$|in flight$|(?:in|under) (?:\w+ )?(?:review|clarification)$|awaiting (?:\w+ )?(?:{THINGS}|review|feedback|answer|reply)\b|(?:not|never) (?:yet )?(?:been )?(?:{DONE})|yet to be\b|to follow|to come|to do\b|tb[acd]|todo|fixme"
    rf"|(?:haven|hasn|hadn|isn|aren|wasn|weren|don|didn|doesn|do|did|does|have|has|had|is|was) (?:t|not) (?:yet )?(?:been )?(?:{DONE}|have|know|exist|it)"
    rf"|(?:will|ll|shall|going to) (?:follow|come|(?:still )?be (?:{DONE})|(?:provide|add|send|share|attach|upload|write|supply|link|fill|do) (?:it|this|that|them|one|later|soon|the (?:{THINGS})|a (?:{THINGS}))|update)"
    "|none (?:required|needed|necessary|yet|available|applicable|so far|planned|at|for (?:now|this|the)|today|exists?|was|were|is|because|as|since|attached|provided|done)"
    "|nothing (?:yet|to|needed|required|necessary|available|here|done|attached|so far|for now|at)"
    rf"|no (?:need|time|idea|one|(?:formal |separate |specific |special |extra |further )?(?:(?:{THINGS}) ?)+(?:$|yet|need|needed|required|necessary|was|were|is|has|available|so far|done|made|planned|for|because|as|since|at|here|exists?|attached|provided|performed|conducted))"
    "|n a\\b|na (?:for|at|yet)|not applicable|not in scope|out of scope|not my|no clue"
    "|coming (?:soon|later|next|shortly|up)|work in progress|wip\\b|in progress\\b|in the works|in (?:preparation|planning|discussion|draft)$"
    "|being (?:prepared|written|drafted|finalised|finalized|worked on|evaluated|reviewed|done)"
    "|(?:\\w+ (?:is )?)?(?:working )?on (?:it|this|that)$|working on|will do$|placeholder|lorem ipsum|insert |fill (?:in|me)|asdf|foo( bar)?$|dummy|your \\w+ here|(?:add )?link here"
    "|up to be|under (?:construction|way|development|preparation)|on (?:hold|its way|the way|the list|the roadmap)|ongoing$"
    ")"
)
# What says so only where little comes after it, for such words begin real statements too.
WEAK = re.compile(
    "^(?:pending|awaiting|awaits?|waiting (?:for|on)|wait for|outstanding|blocked|in progress|in review|under review|underway"
    "|drafts?|drafting|later|soon|tomorrow|next (?:week|sprint|month|quarter|release|revision)|after (?:launch|release|the)"
    "|before (?:launch|release)|eod|eow|eta|asap|skipped|omitted|exempt|waived|deferred|postponed|delayed|missing|open|unknown"
    "|unclear|unsure|planned|scheduled|started|requested|ordered|incomplete|partial|partly|see|cf|check|ask|asking|contact|ping"
    "|talk to|dm|as discussed|as agreed|discussed|same as|verbally|by mail|by email|in slack|on slack|will|hopefully|maybe|dunno"
    "|idk|without|not|todo|to)\\b"
)
MOST_WEAK_WORDS = 4
# Of these only what somebody is to look up elsewhere, and not what somebody is to do.
LOOKED_UP = re.compile(
    r"^(?:see|cf|check|as per|per)\s(?:\S+\s)?(?:threads?|channel|chat|slack|dm|mail|email|above|below|comments?|ticket|discussion"
    r"|conversation|notes?|meeting|wiki|drive|confluence|jira|notion)(?:\s\S+)?$"
)
ASKED = re.compile(r"^(?:ask|contact|ping|dm|talk to|check with)\s(?!.*\bto\b)(?:\S+\s?){1,3}$")
ENDS_OPEN = re.compile(
    r"\s(?:pending|outstanding|missing|tb[acd]|todo|wip|in progress|to follow|not started|to be (?:confirmed|done|decided|defined)"
    r"|has it|knows|is on it|on hold|not ready|ongoing|underway|later|soon|(?:will )?follows?)$"
)
SENT_ELSEWHERE = frozenset(
    {"see", "check", "ask", "contact", "ping", "talk", "dm", "cf", "will", "to", "not", "open"}
)
# The same in other languages, as it begins: short ones must be all there is.
ELSEWHERE = (
    "noch nicht|noch offen|offen|ausstehend|steht aus|steht noch aus|folgt|folgen|wird nachgereicht|wird noch|wird ergänzt"
    "|in arbeit|in bearbeitung|in vorbereitung|in klärung|nicht nötig|nicht notwendig|nicht erforderlich|nicht begonnen"
    "|nicht vorhanden|nicht zutreffend|nicht relevant|keine? (?:nötig|notwendig|erforderlich|vorhanden|angabe|ahnung)"
    "|keine?r?s?$|nichts$|entfällt|fehlt|fehlt noch|später|kommt (?:noch|später|bald)|siehe|unbekannt|zu klären|zu bestätigen|k a$"
    "|à (?:venir|définir|confirmer|compléter|faire|déterminer|préciser|suivre)|a (?:definir|confirmar|determinar|venir)|en cours"
    "|en attente|pas encore|pas (?:nécessaire|requis|commencé|disponible|applicable)|non (?:requis|requise|applicable|disponible"
    "|commencé|nécessaire)|aucune?$|aucune? (?:requise?|nécessaire|évaluation)|néant|rien$|plus tard|bientôt|sans objet"
    "|pendientes?|por (?:definir|confirmar|determinar|hacer|completar)|en (?:progreso|proceso|curso|revisión)|aún no|todavía no"
    "|no (?:iniciado|iniciada|empezado|aplica|requerido|requerida|necesario|necesaria|disponible|hay)|ningun[oa]?$|nada$|más tarde"
    "|da (?:definire|confermare|fare|completare)|in (?:corso|attesa|sospeso)|non (?:ancora|necessario|necessaria|richiesto|richiesta"
    "|iniziato|iniziata|disponibile|applicabile|previsto)|nessun[oa]?$|niente$|più tardi|in seguito"
    "|a fazer|em (?:andamento|progresso|breve|curso)|ainda não|não (?:iniciado|aplicável|necessário|requerido|disponível)|nenhuma?$"
    "|nie (?:dotyczy|rozpoczęto|wymagane|jest wymagane)|brak|w (?:trakcie|toku|przygotowaniu)|do (?:uzupełnienia|ustalenia|potwierdzenia)"
    "|później|nog niet|niet (?:nodig|van toepassing|gestart|beschikbaar)|volgt|nader te bepalen|geen$|n v t$|ej påbörjad|inte (?:klar|nödvändig"
    "|påbörjad)|kommer senare|saknas|ikke (?:startet|nødvendig|påkrævet)|mangler"
    "|henüz|yok$|gerekli değil|devam ediyor|sonra$|beklemede|belirlenecek"
    "|нет$|пока нет|не (?:начато|начат|требуется|нужно|применимо|готово)|позже|скоро|будет|в (?:процессе|работе|ожидании)|ожидает"
    "|уточняется|отсутствует|н д$|ще не|немає$|в процесі|пізніше"
)
STARTS_ELSEWHERE = re.compile(f"^(?:{ELSEWHERE})(?:\\b|$)")
# Written without blanks; the length says that nothing else is told.
UNSPACED = (
    "未定|未着手|未実施|未完了|未確認|未対応|未作成|対応中|作業中|作成中|準備中|検討中|確認中|調整中|進行中|後で|後日|後ほど|なし|無し|不要|該当なし"
    "|追って|近日|保留|待定|待确认|待確認|待补充|待补|待办|暂无|暫無|进行中|進行|未开始|未開始|没有|沒有|无需|無需|不需要|不适用|不適用|稍后|尚未"
    "|미정|없음|진행 ?중|추후|해당 ?없음|예정|대기|필요 ?없음|미완료|준비 ?중|나중에|ไม่มี|รอดำเนินการ|ยังไม่|กำลัง|لا يوجد|لاحقا|قيد|غير مطلوب|אין|בהמשך|בתהליך|बाद में|नहीं|लंबित"
)
STARTS_UNSPACED = re.compile(f"^(?:{UNSPACED}|无$|無$)")
LONGEST_UNSPACED = 14


# A click asks for the same few texts again and again.
@lru_cache(maxsize=2048)
def worth_of(text: str) -> Worth:
    """Return what a text is worth as evidence."""
    if is_placeholder(text):
        return Worth.PLACEHOLDER
    if ADDRESS.search(text) or (NAMED.search(text) and len(text.split()) == 1):
        return Worth.REFERENCE
    return Worth.WORDS


def is_filler(text: str) -> bool:
    """Tell whether a text only fills the field, as “tbd” does, also where it is dressed as an address."""
    return fold(re.sub(r"^[a-z]+://", "", text, flags=re.IGNORECASE)) in FILLERS


def is_placeholder(text: str) -> bool:
    """Tell whether a text says no more than that something is not there, in whatever spelling."""
    if is_filler(text):
        return True
    said = fold(ADDRESS.sub(" ", text))
    bare = bare_of(said)
    if said and not bare:
        return True
    return any(is_open_statement(one) for one in dict.fromkeys((said, bare)) if one)


def bare_of(said: str) -> str:
    """Return a folded text without its subject and the adverbs before what it says of it."""
    without = ADVERBS.sub("", SUBJECT.sub("", f"{said} "))
    return ADVERBS.sub("", without).strip()


def is_open_statement(said: str) -> bool:
    """Tell whether folded words say that something is not there."""
    words = said.split()
    if len(words) > 1 and all(len(word) == 1 for word in words):
        return is_open_statement("".join(words))
    if said in FILLERS - AFFIRMING or STRONG.search(said) or LOOKED_UP.match(said) or ASKED.match(said):
        return True
    if WEAK.search(said) and words[0] not in SENT_ELSEWHERE and len(words) <= MOST_WEAK_WORDS:
        return True
    if STARTS_ELSEWHERE.search(said) and len(words) <= MOST_WEAK_WORDS + 2:
        return True
    if STARTS_UNSPACED.search(said) and len(said) <= LONGEST_UNSPACED:
        return True
    return bool(ENDS_OPEN.search(said)) and len(words) <= MOST_WEAK_WORDS + 1
