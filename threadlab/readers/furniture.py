"""Site furniture: what stands on a page and is said by nobody in the thread. Patterns are data.

A line is compared as a whole, in lower case, its white space collapsed. A further site or language
is a further line in a table here.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

LONGEST_TEASER = 320
"""Characters; a longer line below a furniture heading is article text again."""
_LONGEST_HEADING = 80
_LONGEST_ADVERT = 700

SECTIONS: dict[str, tuple[str, ...]] = {
    "en": (
        r"hot this week", r"hot topics", r"topics", r"trending(?: now)?", r"popular posts?",
        r"most (?:read|popular|viewed|shared)", r"latest (?:articles|news|posts|stories)",
        r"recent (?:articles|posts|comments|news)", r"more like this", r"read next", r"up next",
        r"related (?:articles|posts|stories|topics|news|content)", r"relevant articles",
        r"you (?:may|might) also (?:like|enjoy)", r"recommended(?: for you| articles| reading)?",
        r"more from .{1,60}", r"more (?:stories|news|articles)", r"what to read next",
        r"from around the web", r"editor'?s picks?", r"must read", r"don't miss",
        r"discover more from .{1,60}", r"leave a (?:reply|comment)", r"post a comment",
        r"write a comment", r"add a comment", r"please enter your comment!?",
        r"log ?in to (?:leave a comment|comment|reply)", r"share this:?", r"like this:?",
        r"tags:?", r"about the author", r"sponsored(?: content)?", r"advertisements?",
    ),
    "de": (
        r"meistgelesen", r"das könnte sie auch interessieren", r"mehr zum thema",
        r"ähnliche artikel", r"neueste (?:artikel|beiträge)", r"schreibe? einen kommentar",
        r"kommentar (?:schreiben|hinterlassen)", r"anzeige", r"empfohlen",
    ),
    "fr": (
        r"les plus lus", r"articles? (?:liés|similaires|récents)", r"à lire aussi",
        r"laisser un commentaire", r"sur le même sujet", r"publicité", r"vous aimerez aussi",
    ),
    "es": (
        r"lo más (?:leído|visto)", r"artículos relacionados", r"noticias relacionadas",
        r"deja (?:un comentario|una respuesta)", r"te puede interesar", r"publicidad",
    ),
}  # fmt: skip
"""Headings: what stands below them is furniture too, up to a long paragraph or the comments."""

LABELS: dict[str, tuple[str, ...]] = {
    "en": (
        r"(?:read|see) (?:more|also|next)", r"more to read", r"also read", r"related",
        r"further reading", r"you may also like",
    ),
    "de": (r"lesen sie (?:auch|mehr)", r"mehr dazu", r"siehe auch"),
    "fr": (r"lire aussi", r"à lire aussi", r"voir aussi"),
    "es": (r"lea también", r"leer más", r"ver también"),
}  # fmt: skip
"""Labels, with a colon, of one link that stands in the midst of an article: the next line."""

LINES: dict[str, tuple[str, ...]] = {
    "en": (
        r"published(?: on| by)?:?", r"posted (?:on|by):?", r"updated(?: on)?:?", r"share",
        r"tweet", r"pin(?: it)?", r"e-?mail", r"print", r"share on .{1,30}", r"whatsapp",
        r"facebook", r"twitter", r"linkedin", r"telegram", r"copy link", r"click to share.{0,60}",
        r"please enter your name here", r"your email address will not be published\.?.{0,60}",
        r"save my name, email,? and website .{1,80}", r"continue reading", r"load more",
        r"show more", r"see all", r"view all(?: .{1,30})?", r"loading\.{3}", r"skip to content",
        r"skip to main content", r"jump to content", r"toggle navigation", r"menu", r"search",
        r"sign in", r"log ?in", r"register", r"subscribe", r"previous article", r"next article",
        r"cross-?posted (?:to|from):?", r"reply", r"permalink", r"report", r"upvote", r"downvote",
    ),
    "de": (r"teilen", r"drucken", r"anmelden", r"weiterlesen", r"veröffentlicht am:?", r"menü"),
    "fr": (r"partager", r"imprimer", r"se connecter", r"lire la suite", r"publié le:?"),
    "es": (r"compartir", r"imprimir", r"iniciar sesión", r"seguir leyendo", r"publicado el:?"),
}  # fmt: skip
"""Lines that are furniture by themselves."""

ADVERTS: dict[str, tuple[str, ...]] = {
    "en": (
        r"\b(?:be sure to|don'?t forget to) (?:follow|subscribe)\b",
        r"^(?:follow|like) us on\b", r"^subscribe (?:now|today|to)\b", r"^sign up (?:for|to)\b",
        r"^(?:thanks|thank you) for reading\b.{0,80}\b(?:subscribe|follow|support)\b",
        r"\b(?:support us|donations?|donate)\b.{0,200}\b(?:paypal|patreon|ko-?fi|readers)\b",
        r"\bsubscribe to (?:our|the) newsletter\b", r"^this (?:site|website) uses cookies\b",
    ),
    "de": (r"^folgen sie uns\b", r"^jetzt abonnieren\b", r"\bnewsletter abonnieren\b"),
    "fr": (r"^suivez[- ]nous\b", r"^abonnez[- ]vous\b"),
    "es": (r"^síguenos\b", r"^suscríbete\b"),
}  # fmt: skip
"""Sentences that ask to follow, subscribe or give; searched within a line of ordinary length."""

COMMENTS: tuple[str, ...] = (
    r"(?:\d{1,6} )?(?:comments?|replies|responses?|kommentare?|commentaires?|comentarios?)"
    r"(?: \(\d{1,6}\))?:?",
    r"\d{1,6} thoughts on .{1,150}",
)
"""Headings of a discussion: no section of furniture reaches beyond them."""

HOMES = ("home", "start", "startseite", "accueil", "inicio", "homepage", "news")
"""What a breadcrumb line begins with; it ends with the headline or has arrows."""


def _table(table: dict[str, tuple[str, ...]]) -> str:
    return "|".join(pattern for patterns in table.values() for pattern in patterns)


_SECTION = re.compile(rf"(?:{_table(SECTIONS)}):?")
_LABEL = re.compile(rf"(?:{_table(LABELS)}):")
_LINE = re.compile(rf"(?:{_table(LINES)})")
_ADVERT = re.compile(_table(ADVERTS))
_COMMENTS = re.compile("|".join(COMMENTS))
_COMMUNITY = re.compile(r"!?[\w.-]{1,80}@[\w-]{1,60}(?:\.[\w-]{1,60}){1,4}")
_ARROWS = re.compile(r"\s[>»›/→|]\s")
_RULE = re.compile(r"[-*_=~#•· ]{3,}")
_BULLETS = "-*•· "


class Cut(NamedTuple):
    """A line that is left out, by its index, and why."""

    line: int
    reason: str


def furniture(lines: Sequence[str], *, sections: bool = True) -> list[Cut]:
    """Finds the site furniture among the lines of a page.

    Args:
        lines: All lines of the page.
        sections: Whether headings such as "Topics" begin furniture that goes on below them.

    Returns:
        The lines to leave out, in order. Blank lines are never among them.
    """
    cuts: list[Cut] = []
    section = ""  # the heading below which everything is furniture
    link = False  # the line above is a label: this one is its link
    communities = False
    for k, line in enumerate(lines):
        bare = _bare(line)
        if not bare:
            link = communities = False
            continue
        reason = _reason(bare, _following(lines, k))
        if reason == "section" and not sections:
            reason = ""
        if section and (len(bare) > LONGEST_TEASER or _COMMENTS.fullmatch(bare)):
            section = ""
        if reason == "section":
            section = bare
        if section:
            cuts.append(Cut(k, f'below or in "{section[:60]}"'))
        elif link and len(bare) <= LONGEST_TEASER:
            cuts.append(Cut(k, "a link to another article"))
        elif communities and _COMMUNITY.fullmatch(bare):
            cuts.append(Cut(k, "the community it was cross-posted to"))
        elif reason:
            cuts.append(Cut(k, reason))
        link = reason == "a label of links"
        communities = communities or ("posted" in bare[:12] and reason != "")
    return _with_rules(lines, cuts)


def _bare(line: str) -> str:
    if len(line) > 4 * _LONGEST_ADVERT:
        return line  # too long to be furniture
    return " ".join(line.replace("\u2019", "'").casefold().split()).lstrip(_BULLETS)


def _following(lines: Sequence[str], k: int) -> str:
    """Gives the next line that is not blank, of the next three."""
    return next((bare for line in lines[k + 1 : k + 4] if (bare := _bare(line))), "")


def _reason(bare: str, following: str) -> str:
    if len(bare) > _LONGEST_ADVERT:
        return ""
    if len(bare) <= _LONGEST_HEADING:
        if _LABEL.fullmatch(bare):
            return "a label of links"
        if _SECTION.fullmatch(bare):
            return "section"
        if _LINE.fullmatch(bare):
            return "a control or label of the site"
    if bare.startswith(HOMES) and _is_breadcrumb(bare, following):
        return "a breadcrumb"
    return "an advert or appeal" if _ADVERT.search(bare) else ""


def _is_breadcrumb(bare: str, following: str) -> bool:
    if len(following) > 10 and bare.endswith(following) and len(bare) < len(following) + 80:
        return True
    return len(bare) <= 2 * _LONGEST_HEADING and len(_ARROWS.findall(bare)) >= 1


def _with_rules(lines: Sequence[str], cuts: list[Cut]) -> list[Cut]:
    """Adds ruled lines that only part the page from furniture below, or end it."""
    cut = {c.line for c in cuts}
    rules = []
    for k, line in enumerate(lines):
        if k in cut or not _RULE.fullmatch(line.strip()) or len(line) > _LONGEST_ADVERT:
            continue
        below = next((j for j in range(k + 1, min(k + 4, len(lines))) if lines[j].strip()), None)
        if below is None or below in cut:
            rules.append(Cut(k, "a ruled line above furniture"))
    return sorted(cuts + rules)
