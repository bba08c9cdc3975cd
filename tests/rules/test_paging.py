"""Pages: everything stands on exactly one of them, whichever is asked for."""

from hypothesis import given
from hypothesis import strategies as st

from rules.paging import page_of, pages_of, place_of

sizes = st.integers(1, 20)


@given(st.integers(0, 200), sizes)
def test_the_pages_one_after_the_other_are_all_there_is(count: int, size: int) -> None:
    every = range(count)
    pages = [page_of(every, place, size) for place in range(pages_of(count, size))]
    assert [one for page in pages for one in page.shown] == list(every)
    assert all(len(page.shown) <= size for page in pages)


@given(st.integers(0, 200), st.integers(-5, 500), sizes)
def test_a_page_that_is_no_more_is_the_last_one(count: int, place: int, size: int) -> None:
    page = page_of(range(count), place, size)
    assert page.place == place_of(count, place, size)
    assert 0 <= page.place < page.pages
    assert page.shown or count == 0


def test_of_nothing_there_is_one_empty_page() -> None:
    assert (page_of((), 7, 10).shown, page_of((), 7, 10).place, pages_of(0, 10)) == ((), 0, 1)
