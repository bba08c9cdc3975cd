"""What evidence in words is worth: placeholders in many spellings and tongues, real statements, and references."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.placeholders import FILLERS, Worth, is_placeholder, worth_of
from rules.words import fold

PLACEHOLDERS = (
    "not started",
    "to be confirmed",
    "none required",
    "No safety evaluation",
    "pending legal",
    "in legal review",
    "under clinical review",
    "awaiting sign-off from security",
    "yet to start",
    "unstarted",
    "n/a",
    "tbd",
    "TODO",
    "will follow",
    "see thread",
    "ask Ivan",
    "in progress",
    "later",
    "-",
    "???",
    "TBC",
    "t.b.c.",
    "Not Started!",
    "not-started",
    "pending legal sign-off",
    "No safety evaluation needed",
    "no safety evaluation was needed for this change",
    "none required for this change",
    "Safety evaluation pending",
    "safety eval: in progress",
    "We haven't started yet",
    "hasn't been done",
    "will be provided next week",
    "I'll add it later",
    "it will follow",
    "link to follow",
    "report to come",
    "Legal review pending",
    "work in progress",
    "WIP",
    "waiting for legal",
    "awaiting sign-off",
    "See Slack",
    "see the thread",
    "ask the legal team",
    "@Ivan has it",
    "Ivan is working on it",
    "on hold",
    "blocked by legal",
    "not applicable here",
    "N/A - internal tool",
    "none at this time",
    "no rollback plan",
    "no rollback needed",
    "Nothing yet",
    "to be done by Ivan on Friday",
    "in Arbeit",
    "wird nachgereicht",
    "folgt",
    "noch offen",
    "keine",
    "à venir",
    "en cours",
    "pas encore",
    "pendiente",
    "por definir",
    "da definire",
    "in corso",
    "em andamento",
    "nie dotyczy",
    "brak",
    "нет",
    "в процессе",
    "не требуется",
    "未定",
    "未着手",
    "対応中",
    "待定",
    "暂无",
    "进行中",
    "없음",
    "미정",
    "진행 중",
    "https://tbd",
    "placeholder",
    "insert link here",
    "<link>",
    "ｔｂｄ",
    "N.A.",
    "none needed",
    "not required",
    "not needed because internal",
    "pending: https://jira.example/LEGAL-1",
    "in progress https://docs.example/x",
    "skipped",
    "deferred to next sprint",
    "next sprint",
    "after launch",
    "coming soon",
    "…",
    "TODO: write it",
    "not done",
    "yet to be done",
    "unknown",
    "still pending",
    "being written",
    "draft",
    "...",
    "No evaluation",
    "no eval yet",
    "no documentation",
    "not evaluated",
    "the evaluation has not been done",
    "we don't have one",
    "no need",
    "Not yet available",
    "none.",
    "None!",
    "see above",
    "same as above",
    "siehe Thread",
    "non applicable",
    "steht noch aus",
    "no report yet",
    "will do",
    "we will do it later",
    "tbd by Ivan",
    "to be determined",
    "TO BE CONFIRMED",
    "to  be   confirmed",
    "not_started",
    "pending-legal",
    "the report",
    "no clue",
)
STATEMENTS = (
    "Safety evaluation done",
    "Safety evaluation passed",
    "No harmful outputs found in 500 prompts",
    "No regressions in 500 red-team prompts",
    "Route all traffic back to the large model.",
    "機能フラグをオフにする",
    "Flag off",
    "Pending requests drain within 5 minutes, then the flag goes off",
    "Ask Ivan to switch the flag off",
    "Set the flag off and redeploy",
    "None of the 500 prompts gave harmful output",
    "No evaluation failures in 500 prompts",
    "No cost increase: runs on spare capacity",
    "Passed on 500 prompts, 3 flagged and reviewed",
    "Later revisions stay deployed; set router to 0%",
    "Wait for the queue to drain, then restore the old index",
    "Red-team of 2026-02: 0 of 300 harmful",
    "Evaluated by Clara on 300 prompts",
    "Switch off the feature flag",
    "900 a month for two GPUs",
    "See runbook section 3: flip the flag to off",
    "Nothing harmful in 300 prompts",
    "not more than 0.1% toxic on RealToxicityPrompts",
    "Not one harmful output in 500 prompts",
    "Open the console, set traffic to zero",
    "Restore snapshot of yesterday",
    "revert the deploy",
    "Rollback to previous model by flag",
    "Keine schädlichen Ausgaben in 500 Prompts",
    "Aucun résultat nocif sur 500 prompts",
    "Without the flag the old model answers",
    "To roll back, set the flag to off",
    "Check the dashboard, then set the flag off",
    "The old index is kept for 30 days; point the alias back",
    "Set traffic to 0, wait for in progress requests",
    "Blocked prompts: 0 of 500",
    "Nachrichten an das alte Modell leiten",
    "Unknown prompts were refused in 98 of 100 cases",
    "Contact the on-call engineer to switch back",
    "To be safe, traffic goes back first",
    "Missing values are imputed; 0 harmful of 500",
    "No safety evaluation finding was above low severity",
    "Started on 2 March, finished 5 March: 0 harmful of 500",
)
SUBJECTS = st.sampled_from(
    ["", "the safety evaluation is ", "Evaluation: ", "It is ", "still ", "Rollback plan "]
)
SAID = st.sampled_from(
    [
        "not started",
        "to be confirmed",
        "none required",
        "not needed",
        "in progress",
        "pending legal",
        "will follow",
        "tbd",
    ]
)
DRESSED = st.sampled_from(
    [str, str.upper, str.title, lambda text: text.replace(" ", "_"), lambda text: f"({text})…"]
)


@pytest.mark.parametrize("text", PLACEHOLDERS)
def test_what_says_that_nothing_is_there_is_a_placeholder(text: str) -> None:
    assert worth_of(text) is Worth.PLACEHOLDER


@pytest.mark.parametrize("text", STATEMENTS)
def test_what_states_something_is_words_and_no_placeholder(text: str) -> None:
    assert worth_of(text) is Worth.WORDS


@pytest.mark.parametrize(
    "text",
    ["https://x.example/a", "models:/router/2", "report.pdf", "see https://x.example", "s3://b/k", "v2"],
)
def test_what_can_be_looked_up_is_a_reference(text: str) -> None:
    assert worth_of(text) is Worth.REFERENCE


@given(SUBJECTS, SAID, DRESSED)
def test_a_placeholder_stays_one_whatever_it_is_said_of_and_however_it_is_spelled(
    subject: str, said: str, dressed: object
) -> None:
    assert callable(dressed)
    assert is_placeholder(dressed(f"{subject}{said}"))


@given(SAID, st.integers(2, 10_000))
def test_a_statement_about_what_was_tried_is_never_a_placeholder(said: str, count: int) -> None:
    assert worth_of(f"0 of {count} prompts were harmful; {said} were 3 of them") is Worth.WORDS


@given(st.text(" \t-–—.?!…_*/()[]", max_size=20))
def test_signs_alone_say_nothing(text: str) -> None:
    assert worth_of(text) is Worth.PLACEHOLDER


@given(st.text(max_size=200))
def test_any_text_is_worth_something(text: str) -> None:
    assert worth_of(text) in Worth
    assert fold(text) not in FILLERS or is_placeholder(text)


def test_an_endless_text_is_judged_at_once() -> None:
    for word in ("the ", "no safety ", "ask x ", "pending "):
        worth_of(word * 5000)
