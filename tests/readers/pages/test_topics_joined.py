"""Pages of topics become threads."""

import pytest
from page_samples import pages_of, threads_of

POST = (
    '<div id="p{0}" class="post bg1"><p class="author">by <strong>{1}</strong> » {2}</p>'
    '<div class="content">{3}</div></div>'
)


def page(number, last, *posts, topic="9", host="bus.example"):
    """A page of a topic of phpBB."""
    link = f'<link rel="canonical" href="https://{host}/viewtopic.php?t={topic}">' if topic else ""
    bar = f'<div class="pagination">Page <strong>{number}</strong> of <strong>{last}</strong></div>'
    said = "".join(POST.format(*post) for post in posts)
    return f'<html><head>{link}</head><body id="phpbb">{bar if number else ""}{said}</body></html>'


ONE = ("1", "Ann", "Mon Mar 01, 2010 8:00 am", "first")
TWO = ("2", "Bo", "Mon Mar 01, 2010 9:00 am", "second")
THREE = ("3", "Cy", "Mon Mar 01, 2010 10:00 am", "third")
FOUR = ("4", "Di", "Mon Mar 01, 2010 11:00 am", "fourth")


def ids(thread):
    return [comment.id for comment in thread.comments]


def test_pages_stand_by_their_numbers():
    """The pages of a topic become one thread, whatever the order of their files."""
    (thread,) = threads_of("phpbb", page(2, 2, THREE, FOUR), page(1, 2, ONE, TWO))
    assert ids(thread) == ["1", "2", "3", "4"]
    assert not any("not here" in note for note in thread.notes)


def test_a_first_post_on_every_page_counts_once():
    """What stands on two pages is one comment."""
    (thread,) = threads_of("phpbb", page(1, 2, ONE, TWO), page(2, 2, ONE, THREE))
    assert ids(thread) == ["1", "2", "3"]


def test_missing_pages_are_told():
    """A page in the middle of a topic says which others are missing."""
    (thread,) = threads_of("phpbb", page(3, 7, THREE))
    assert "pages 1–2, 4–7 of 7 are not here" in thread.notes
    (thread,) = threads_of("phpbb", page(1, 2, ONE))
    assert "page 2 of 2 is not here" in thread.notes


def test_topics_and_forums_stay_apart():
    """Neither another topic nor the same number in another forum is mixed in."""
    threads = threads_of(
        "phpbb",
        page(1, 1, ONE),
        page(1, 1, TWO, topic="10"),
        page(1, 1, THREE, host="tram.example"),
    )
    assert [(thread.id, ids(thread)) for thread in threads] == [
        ("bus.example/9", ["1"]),
        ("bus.example/10", ["2"]),
        ("tram.example/9", ["3"]),
    ]


def test_a_page_that_names_no_forum_joins_the_only_one():
    """A page of the same topic without an address belongs to the forum that another one names."""
    bare = page(2, 2, TWO, topic="").replace(
        "<html>", '<html><a href="posting.php?mode=reply&t=9">'
    )
    (thread,) = threads_of("phpbb", page(1, 2, ONE), bare)
    assert (thread.id, ids(thread)) == ("bus.example/9", ["1", "2"])


@pytest.mark.parametrize("joined", [False, True])
def test_pages_without_ids(joined):
    """Pages that name no topic are threads of their own, or, if the user says so, one."""
    bare = [page(0, 0, ONE, topic=""), page(0, 0, TWO, topic="")]
    threads = threads_of("phpbb", *bare, joined=joined)
    assert [ids(thread) for thread in threads] == ([["1", "2"]] if joined else [["1"], ["2"]])
    assert all(any("does not name its topic" in n for n in thread.notes) for thread in threads)


def test_a_page_with_the_newest_post_first_is_turned():
    """Where all dates run backwards, the oldest post comes first, and a note says so."""
    (thread,) = threads_of("phpbb", page(1, 1, THREE, TWO, ONE))
    assert ids(thread) == ["1", "2", "3"]
    assert any("newest post first" in note for note in thread.notes)


def test_links_in_posts_do_not_name_the_topic():
    """A topic that somebody links to is not the one that the page is of."""
    said = '<a href="viewtopic.php?t=77">see there</a>'
    text = page(0, 0, ("1", "Ann", "x", said), topic="")
    (piece,) = pages_of("phpbb", text)
    assert piece.topic == ""


def test_a_topic_that_goes_on():
    """Where a page only links to the next one, a note says so, unless that one is here."""
    link = '<html><link rel="next" href="viewtopic.php?t=9&page=2">'
    one = page(0, 0, ONE).replace("<html>", link)
    two = page(0, 0, TWO).replace("t=9", "t=9&page=2")
    (thread,) = threads_of("phpbb", one)
    assert "the topic goes on on a page that is not here" in thread.notes
    (thread,) = threads_of("phpbb", two, one)
    assert ids(thread) == ["1", "2"]
    assert not any("not here" in note for note in thread.notes)
    (thread,) = threads_of("phpbb", two)
    assert "page 1 is not here" in thread.notes
