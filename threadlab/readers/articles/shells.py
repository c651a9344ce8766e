"""Pages that hold no talk but a wall before it: told apart, so that the user knows what to do."""

import re
from typing import NamedTuple

from threadlab.readers.pages.document import Document
from threadlab.readers.pages.selecting import first, select

FEW_WORDS = 60
"""Below so many words a page may be a shell; an article is longer as a rule."""
_ALMOST_NONE = 5
_SAVE = (
    "Open the page in a browser, wait until the comments are there, and save it complete "
    '("Webpage, complete", MHTML or SingleFile); or copy its text into a .txt file.'
)


class Wall(NamedTuple):
    """What stands in place of a thread, and what to do about it."""

    problem: str
    next_step: str


_SAID: tuple[tuple[re.Pattern[str], Wall], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), wall)
    for pattern, wall in (
        (
            r"checking your browser|verify (?:that )?you are (?:a )?human|just a moment|captcha|"
            r"unusual traffic|attention required|are you a robot|ddos protection|bot verification",
            Wall("is a check for robots in place of the page", _SAVE),
        ),
        (
            r"(?:enable|activate|requires?|needs?|turn on|without) (?:\w+ )?javascript|"
            r"javascript (?:is |must be |needs to be )?(?:disabled|enabled|required|deactivated)|"
            r"javascript (?:aktivier|einschalt)|activer javascript|habilit\w+ javascript",
            Wall("is an empty shell: the page is built by JavaScript when it is opened", _SAVE),
        ),
        (
            r"cookies?\b.{0,200}\b(?:accept|agree|consent|zustimm|akzeptier|accepter|aceptar)|"
            r"\b(?:accept|agree|consent|zustimm|akzeptier|accepter|aceptar)\w*\b.{0,200}\bcookies?|"
            r"before you continue|your privacy (?:choices|matters)|we value your privacy",
            Wall(
                "is a page that asks for consent to cookies",
                f"Answer it in a browser. {_SAVE}",
            ),
        ),
        (
            r"\b(?:log ?in|sign ?in|sign up|register|anmelden|einloggen|connexion|iniciar sesión)"
            r"\b",
            Wall("is a page for logging in", f"Log in in a browser. {_SAVE}"),
        ),
        (
            r"\b(?:404|403|410|500|502|503)\b|not found|page (?:does not|doesn.t) exist|forbidden|"
            r"access denied|service unavailable|bad gateway|nicht gefunden|introuvable",
            Wall("is an error page", f"Check its address. {_SAVE}"),
        ),
    )
)
_APPLICATIONS = (
    "#root", "#app", "#__next", "#__nuxt", "app-root", "#react-root", "#mastodon", "#gatsby",
    "[data-reactroot]", "#svelte", "#main-app", "#ember-application",
)  # fmt: skip
_LOADING = re.compile(r"\A\W*(?:loading|please wait|laden|chargement|cargando)\b", re.IGNORECASE)


def wall_of(page: Document, words: str) -> Wall | None:
    """Says what a page without comments is, if it is no article.

    Args:
        page: The page.
        words: What reads as its article.

    Returns:
        What stands in place of the thread; None where it may be an article.
    """
    count = len(words.split())
    if count >= FEW_WORDS:
        return None
    if first(page.root, "input[type=password]") is not None and count < FEW_WORDS:
        return _SAID[3][1]
    asides = " ".join(node.text for node in select(page.root, "noscript")[:20])
    told = f"{page.title} {words} {asides}"[:20_000]
    for pattern, wall in _SAID:
        if pattern.search(told):
            return wall
    if _LOADING.match(words) or (
        count <= _ALMOST_NONE and any(first(page.root, where) for where in _APPLICATIONS)
    ):
        return _SAID[1][1]
    if not words:
        return Wall("holds no text", _SAVE)
    return None
