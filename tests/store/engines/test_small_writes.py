"""Small writes of several threads: each kept once its thread goes on, by few commits; one that fails fails alone."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import event
from sqlmodel import Session

from flows.desk import Desk
from flows.outbox import keep_posting, posted
from rules.message_keys import MessageKey
from store.postings import Posting
from tests.backends import on_sqlite
from tests.racing import problems, together, until
from tests.stories import WORKSPACE

NUMBER = 12


def key(number: int) -> MessageKey:
    """Return the key of one of many messages."""
    return MessageKey(f"holding:{number}", "prompt")


def keeping(desk: Desk, number: int) -> Callable[[], None]:
    """Return a deed that keeps where a message stands."""
    return lambda: keep_posting(desk, key(number), Posting("C1", f"{number}.0"))


def test_what_many_threads_write_at_once_is_all_kept(desk: Desk, replica: Desk) -> None:
    deeds = [keeping((desk, replica)[number % 2], number) for number in range(NUMBER)]
    assert problems(together(*deeds)) == []
    assert [posted(desk, key(number)) for number in range(NUMBER)] == [
        Posting("C1", f"{number}.0") for number in range(NUMBER)
    ]


def test_a_message_that_was_posted_anew_stands_where_it_stands_now(desk: Desk) -> None:
    keep_posting(desk, key(1), Posting("C1", "1.0", "a link"))
    keep_posting(desk, key(1), Posting("C2", "2.0"))
    assert posted(desk, key(1)) == Posting("C2", "2.0")


@on_sqlite
def test_those_that_wait_share_a_commit_and_one_that_fails_fails_alone(desk: Desk) -> None:
    writes = desk.database.small_writes
    commits: list[object] = []

    def break_down(_session: Session) -> None:
        raise OSError("no")

    deeds = [keeping(desk, number) for number in range(1, NUMBER)]
    with ThreadPoolExecutor(NUMBER) as threads:
        with writes.turn:
            broken = threads.submit(writes.keep_one, WORKSPACE, break_down)
            doing = [threads.submit(deed) for deed in deeds]
            until(lambda: len(writes.waiting) == NUMBER)
            event.listen(desk.database.engine, "commit", commits.append)
        assert isinstance(broken.exception(), OSError)
        assert [one.exception() for one in doing] == [None] * len(deeds)
    assert len(commits) == 1
    assert all(posted(desk, key(number)) for number in range(1, NUMBER))


@on_sqlite
def test_what_cannot_be_kept_is_told_to_who_waits_for_it(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_workspace: str) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(desk.database.small_writes, "begin", full)
    with pytest.raises(OSError, match="no space"):
        keep_posting(desk, key(1), Posting("C1", "1.0"))
