"""Attribution lines and the names in them."""

import pytest

from threadlab.markup.attributions import attribution

NAMED = {
    'On Sat, 13 Aug 2016 at 08:19 Ann "Bee" Lee <ann at example.org> wrote:': 'Ann "Bee" Lee',
    "On Jan 24, 2021, at 2:58 PM, Ann Lee <ann@example.org> wrote:": "Ann Lee",
    "On Sun, Sep 10, 2006 at 08:29:02PM -0400, ann at example.org wrote:": "ann at example.org",
    "On Fri, Feb 11, 2011 at 10:01 AM, <ann at example.org> wrote:": "ann at example.org",
    'On 4-Jul-2003, "AnnLee" <ann@example.org> wrote:': "AnnLee",
    "At 09:24 PM 5/6/1999 +0100, Prof Ann B Lee wrote:": "Prof Ann B Lee",
    "Am Dienstag, den 04.03.2008, 16:26 -0500 schrieb Ann Lee:": "Ann Lee",
    "Le 12 janvier 2010 à 9:39, Ann Lee a écrit :": "Ann Lee",
    "El 3 de mayo de 2010, Ann Lee escribió:": "Ann Lee",
    "Den 3 maj 2010 kl. 10:11 skrev Ann Lee:": "Ann Lee",
    'In article <3@example.org>, "Ann Lee" <ann@example.org> wrote:': "Ann Lee",
    '"Ann Lee" <ann@example.org> wrote in message news:s1@example.org...': "Ann Lee",
    "ann@example.org (Ann Lee) wrote:": "Ann Lee",
    "Lee, Ann B. <ann@example.org> wrote:": "Lee, Ann B.",
    "codingmonk wrote:": "codingmonk",
    "Quote from: Ann Lee on May 3, 2010, 10:11:12 PM": "Ann Lee",
    "Originally Posted by Ann Lee": "Ann Lee",
    "@ann said in #3:": "ann",
    "2016-08-15 10:00 GMT+02:00 Ann Lee <ann@example.org>:": "Ann Lee",
}


@pytest.mark.parametrize("line", NAMED)
def test_name(line: str):
    """The name is found, without date, address and quotation marks."""
    found = attribution(line)
    assert found is not None
    assert found.name == NAMED[line]


@pytest.mark.parametrize("line", ["I wrote:", "You said:", "In fact, you said:"])
def test_pronouns_name_nobody(line: str):
    """A pronoun introduces a quote without naming who is quoted."""
    found = attribution(line)
    assert found is not None
    assert found.name is None


@pytest.mark.parametrize(
    "line",
    [
        "",
        "wrote:",
        "As I wrote:",
        "The manual says:",
        "what the other comment wrote about this thing is here:",
        "Ann wrote a book",
        "Originally posted by Ann: that is their way",
        "On " + "a " * 200 + "wrote:",
    ],
)
def test_no_attribution(line: str):
    """Sentences, overlong lines and lines without a name are no attributions."""
    assert attribution(line) is None
