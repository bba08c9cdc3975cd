"""Full text by the database itself: found in the transaction that wrote it, and by its own workspace alone."""

import pytest
from sqlalchemy import text

from flows.desk import Desk
from flows.learning import search
from rules.lifecycle.steps import Step
from rules.refusals import Refused
from store import migrate
from store.database import Database
from store.learning import search_indexes
from tests import stories
from tests.backends import on_postgresql, on_sqlite

HOSTILE = (
    'router" OR "x',
    "router' | 'x",
    "router:* & !x <-> y",
    "NEAR(router model, 2) NOT title:router",
    "router*^ {title} : -router",
    "router\x00model",
    "x" * 3000,
    "router " * 400,
    "%_\\ router \ud800",
    "=T0OTHER",
    "日本語 हिन्दी ελληνικά 🙂",
)


def found(desk: Desk, words: str) -> list[int]:
    """Return the numbers of the experiments that a search finds, the best first."""
    return [one.number for one in search.search(desk, words).experiments]


@pytest.mark.parametrize(
    "words", ["router", "ROUTERS", "routing models", "rout", "latency", "answers faster"]
)
def test_words_are_found_in_their_forms_and_by_their_beginnings(desk: Desk, words: str) -> None:
    stories.proposed(desk)
    stories.proposed(desk, title="Another thing", hypothesis="If it is, then so.", metrics="")
    assert found(desk, words) == [1]


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("検索精度の改善", "精度"),
        ("検索精度の改善", "検索精度の改善"),
        ("検索精度の改善", "善"),
        ("GPU使用率の改善", "gpu 改善"),
        ("提高检索的准确率", "准确率"),
        ("ความแม่นยำในการค้นหา", "แม่นยำ"),
        ("검색을 더 빠르게", "검색이"),
        ("Suchgenauigkeit verbessern", "Genauigkeit"),
        ("Antwortzeitmessung", "zeit"),
        ("A tokeniser for code", "tokenizers"),
        ("Behaviour of the catalogue", "behavior catalog"),
    ],
)
def test_words_are_found_in_scripts_without_blanks_in_compounds_and_in_both_spellings(
    desk: Desk, title: str, words: str
) -> None:
    stories.proposed(desk, title=title)
    stories.proposed(desk, title="画像の生成 Kosten ภาพ 번역", hypothesis="If it is, then so.", metrics="")
    assert found(desk, words) == [1]


def test_a_long_word_is_found_within_others_after_those_that_have_it_whole(desk: Desk) -> None:
    for title in ("Genauigkeit der Antworten", "Suchgenauigkeit verbessern", "Ungenaue Antworten"):
        stories.proposed(desk, title=title)
    assert found(desk, "genauigkeit") == [1, 2]


def test_where_none_has_all_of_a_text_without_blanks_those_with_some_are_shown(desk: Desk) -> None:
    stories.proposed(desk, title="検索精度の改善")
    assert found(desk, "翻訳精度を測る") == [1]
    assert search.search(desk, "翻訳精度を測る").partly


def test_what_was_tried_before_is_known_in_a_script_without_blanks(desk: Desk) -> None:
    stories.proposed(desk, title="検索精度の改善", hypothesis="索引を変えれば、精度が上がる。")
    (alike,) = search.similar(desk, "検索の精度を改善する", "")
    assert alike.experiment.key == "EXP-1"
    assert search.similar(desk, "画像生成の費用", "") == ()


def test_titles_come_first_then_learnings_then_the_rest_each_the_newest_first(desk: Desk) -> None:
    plain = {"hypothesis": "If it is, then so.", "metrics": ""}
    stories.proposed(desk, title="Plain", **plain | {"hypothesis": "If caching works, then so."})
    learnt = stories.running(desk, title="Learnt", **plain)
    stories.close(desk, learnt, Step.CONCLUDE, note="Caches grow stale.")
    stories.proposed(desk, title="A cache", **plain)
    stories.proposed(desk, title="Cached answers", **plain)
    assert found(desk, "cache") == [4, 3, 2, 1]


def test_where_none_has_all_words_those_with_some_are_shown_and_it_says_so(desk: Desk) -> None:
    stories.proposed(desk)
    assert search.search(desk, "router unicorn").partly
    assert found(desk, "router unicorn") == [1]
    assert not search.search(desk, "smaller router").partly


def test_what_a_deed_changed_is_found_at_once_and_what_it_was_no_more(desk: Desk) -> None:
    experiment = stories.proposed(desk)
    stories.amend(desk, experiment, title="Bigger gateway", hypothesis="If it is, then so.")
    assert found(desk, "gateway") == [1]
    assert found(desk, "router") == []


def test_a_deed_that_fails_leaves_nothing_to_find(desk: Desk) -> None:
    with pytest.raises(Refused):
        stories.proposed(desk, title="Unicorns", metrics="no metric at all")
    assert found(desk, "unicorns") == []


def test_workspaces_never_find_each_other(desk: Desk, other_desk: Desk) -> None:
    stories.proposed(other_desk, title="Their secret router")
    for words in ("secret", "router", stories.OTHER_WORKSPACE, f"={stories.OTHER_WORKSPACE}"):
        assert found(desk, words) == []
    assert search.similar(desk, "Their secret router", "") == ()
    assert found(other_desk, "secret") == [1]


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_words_never_fail_and_never_reach_too_far(desk: Desk, other_desk: Desk, words: str) -> None:
    stories.proposed(desk)
    stories.proposed(other_desk, title="Theirs")
    assert set(found(desk, words)) <= {1}


def test_no_more_than_a_page_is_shown_and_it_says_that_there_are_more(desk: Desk) -> None:
    for _ in range(search.PAGE + 1):
        stories.proposed(desk)
    result = search.search(desk, "router")
    assert (len(result.experiments), result.more) == (search.PAGE, True)


def test_similar_ones_share_words_and_bring_their_learning(desk: Desk) -> None:
    tried = stories.running(desk, title="Route simple questions to a small model", hypothesis="Cost halves.")
    stories.close(desk, tried, Step.CONCLUDE, note="No gain.")
    stories.proposed(desk, title="Larger chunks in the index", hypothesis="Answers quote more.")
    (similar,) = search.similar(desk, "Routing easy questions to smaller models", "")
    assert (similar.experiment.key, similar.experiment.learning, similar.was_tried) == (
        "EXP-1",
        "No gain.",
        True,
    )
    assert search.similar(desk, "Route", "") == ()
    assert search.similar(desk, "", "") == ()


@on_sqlite
def test_an_index_that_is_lost_is_made_anew_from_its_table(database: Database, desk: Desk) -> None:
    stories.proposed(desk)
    with database.engine.begin() as connection:
        connection.exec_driver_sql(f"DROP TABLE {search_indexes.INDEX}")
    migrate.upgrade(database)
    assert found(desk, "router") == [1]


@on_postgresql
def test_the_index_is_what_answers(database: Database, desk: Desk) -> None:
    stories.proposed(desk)
    plan = text(
        "EXPLAIN SELECT experiment FROM search_texts WHERE vector @@ '''=T0ASSAY'' & ''router'''::tsquery"
    )
    with database.engine.begin() as connection:
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        said = "\n".join(row[0] for row in connection.execute(plan))
    assert search_indexes.VECTOR_INDEX in said
