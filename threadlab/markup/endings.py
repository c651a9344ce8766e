"""What stands at the end of a mail and is not said in it: signatures, list footers; and elisions.

The patterns are data: a further list or mail program is a further line here.
"""

import re

_LONGEST = 200

FOOTER_LINES: tuple[str, ...] = (
    r"-{4,} next part -{4,}",
    r"(?:-\.|\.-){12,}-?",
    r"-+ ?original message attached ?-+",
    r"sent from my \S.*",
    r"sent via deja\.com\b.*",
    r"get outlook for \S.*",
    r"von meinem \S+ gesendet.*",
    r"envoyé de mon \S.*",
)
"""A line that begins a footer by itself."""

FOOTER_RULES = re.compile(r"[-_=*#~]{10,}")
FOOTER_AFTER_RULE: tuple[str, ...] = (
    r".*\bmailing list\b",
    r".*\bto unsubscribe\b",
    r".*\bun?subscribe\b",
    r".*\bposted via\b",
    r".*\bdo you yahoo\b",
    r".*\bmailingliste\b",
    r".*\bliste de diffusion\b",
)
"""What the line after a ruled line holds where the two begin a footer."""

_FOOTER = re.compile("|".join(FOOTER_LINES), re.IGNORECASE)
_AFTER_RULE = re.compile("|".join(FOOTER_AFTER_RULE), re.IGNORECASE)
_ELISION = re.compile(
    r"[\[<(*…. \-]{1,10}(?:big |massive )?(?:snip\w{0,8}|\d{1,6} (?:more )?quoted lines? \w{1,10}"
    r"|quoted text (?:hidden|trimmed)|trimmed|elided|\.\.\.|…)?[\]>)*…. \-]{1,10}",
    re.IGNORECASE,
)


def is_signature_start(line: str) -> bool:
    """Says whether a line is the mark above a signature: "-- " (RFC 3676), also without space."""
    return line in ("-- ", "--", "--\u00a0")


def footer_starts(line: str, following: str) -> bool:
    """Says whether a footer begins here: a known line, or a ruled line above a list's words."""
    bare = line.strip()
    if len(bare) < 4 or len(bare) > _LONGEST:
        return False
    if FOOTER_RULES.fullmatch(bare):
        return len(following) <= _LONGEST and _AFTER_RULE.match(following) is not None
    return _FOOTER.fullmatch(bare) is not None


def is_elision(line: str) -> bool:
    """Says whether a line only tells that something was left out: "[snip]", "[…]"."""
    bare = line.strip()
    if len(bare) > 50 or len(bare) < 3 or bare[0] not in "[<(*….":
        return False
    return _ELISION.fullmatch(bare) is not None and bare.strip(". ") != ""
