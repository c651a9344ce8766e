"""Subjects of mails: without the prefixes that say "this is a reply", in many languages."""

import re
from functools import lru_cache

REPLY_PREFIXES = (
    "re", "res", "aw", "antw", "antwort", "betr", "sv", "svar", "vs", "vast", "odp", "odpověď",
    "r", "rif", "rép", "vá", "atb", "ats", "ynt", "bls", "ha", "на", "отв", "ответ", "hθ", "απ",
    "σχετ", "回复", "回覆", "答复", "返信", "回信", "답장", "회신", "trả lời", "رد", "השב",
)  # fmt: skip
"""What programs put before the subject of a reply, in lower case. German, Dutch, Scandinavian,
Finnish, Polish, Czech, Italian, French, Portuguese, Hungarian, Baltic, Turkish, Indonesian,
Russian, Greek, Chinese, Japanese, Korean, Vietnamese, Arabic, Hebrew."""

_PREFIX = re.compile(
    rf"\s{{0,9}}(?:{'|'.join(map(re.escape, REPLY_PREFIXES))})"
    r"(?:\s?[\[(]\d{1,4}[\])]|\^\d{1,4}|\*\d{1,4})?\s?[:：]",
    re.IGNORECASE,
)
_NOTHING_MORE = re.compile(r"\s*\Z")
_SHORT = 200  # characters of a subject that is remembered
_TAG = re.compile(r"\s{0,9}\[[^\[\]]{1,60}\]")


def is_reply(subject: str) -> bool:
    """Says whether a subject has a prefix such as "Re:", before or behind a list's "[tag]"."""
    return _bare(subject, keep_tag=True) != subject.strip()


def bare_subject(subject: str) -> str:
    """Gives the subject without reply prefixes; a list's "[tag]" stays.

    Args:
        subject: One line, such as "Re: [garden] AW: Tulips".

    Returns:
        Such as "[garden] Tulips"; the subject itself where nothing else would be left.
    """
    return _bare(subject, keep_tag=True) or subject.strip()


def subject_key(subject: str) -> str:
    """Gives what subjects of one thread share: no prefixes, no list tags, lower case."""
    return " ".join(_bare(subject, keep_tag=False).casefold().split())


def _bare(subject: str, *, keep_tag: bool) -> str:
    return (_known if len(subject) <= _SHORT else _without)(subject, keep_tag=keep_tag)


def _without(subject: str, *, keep_tag: bool) -> str:
    """Strips prefixes; of the tags between them, the first ones stay if they shall."""
    place = 0
    tags: list[str] = []
    while True:
        found = _PREFIX.match(subject, place)
        if not found:
            found = _TAG.match(subject, place)
            if not found or _NOTHING_MORE.match(subject, found.end()):
                break
            tag = found[0].strip()
            if tag not in tags[:9]:
                tags.append(tag)
        place = found.end()
    rest = subject[place:].strip()
    return " ".join([*tags, rest]).strip() if keep_tag else rest


_known = lru_cache(maxsize=1024)(_without)  # the mails of a thread share theirs
