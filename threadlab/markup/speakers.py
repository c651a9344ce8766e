"""Titles of quotes as forums word them: "Ann said:", "QUOTE(Ann @ May 3 2010)", "Quote:"."""

import re
from functools import lru_cache

from threadlab.markup.attributions import LONGEST, attribution
from threadlab.markup.languages import listed
from threadlab.markup.quote_tags import Quoted, read_quoted

_QUOTE_WORDS = listed(
    """
    quote quoting citation cita citat citazione citação zitat citaat cytat цитата 引用 alıntı
    lainaus idézet sitat citát
    """
)
_IPB_2 = re.compile(r"quote\s?\((.{1,80}?)\s@\s.{1,60}\)", re.IGNORECASE)
_LEADING_DATE = re.compile(r"^\([^()]{4,40}\)\s?")
_LONGEST_CITE = 80
_NOBODY = Quoted(None, None)


def is_quote_word(line: str) -> bool:
    """Says whether a line only tells that a quote follows: "Quote:"."""
    return len(line) < 20 and line.strip(" \t\n:：").casefold() in _QUOTE_WORDS


def name_in_title(text: str, *, is_cite: bool) -> Quoted:
    """Reads who is quoted in the title of a quote.

    Args:
        text: The words of the title.
        is_cite: Whether it is a cite: then a few words without verb are a name, too.

    Returns:
        Who is quoted and which comment.
    """
    if len(text) > 2 * LONGEST:
        return _NOBODY
    return _named(text, is_cite)


@lru_cache(maxsize=512)
def _named(text: str, is_cite: bool) -> Quoted:
    text = " ".join(text.split("↑")[0].split())
    if "author=" in text:
        return read_quoted(text.removesuffix(" wrote:"))
    invision = _IPB_2.match(text)
    if invision:
        return Quoted(invision[1], None)
    text = _LEADING_DATE.sub("", text)
    named = attribution(text)
    if named is not None:
        return Quoted(None if "://" in (named.name or "") else named.name, None)
    bare = text.strip(" :—–-")
    short = len(bare) <= _LONGEST_CITE and not is_quote_word(bare)
    if bare and short and (is_cite or (text.endswith(":") and len(bare.split()) < 5)):
        return Quoted(bare, None)
    return _NOBODY
