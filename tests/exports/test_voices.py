"""The body of a comment on the page: addresses stand before the words they open."""

from threadlab.exports.html.voices import body
from threadlab.markup import passages
from threadlab.thread import Comment


def shown(text):
    return body(Comment("1", body=text, passages=passages(text)))


def test_an_address_opens_the_paragraph_it_stands_before():
    """What a line begins with to call somebody is shown on that line, not as a block apart."""
    assert shown("@bob I <think> not.") == "<p><span class=to>@bob</span> I &lt;think&gt; not."
    assert shown("#3 Yes.\n") == "<p><span class=to>#3</span> Yes."


def test_an_address_alone_is_shown():
    """An address that nothing follows, or a quote, is shown all the same."""
    assert "@bob" in shown("@bob")
    assert "&gt;&gt;12345" in shown(">>12345\n> a quote\n")
