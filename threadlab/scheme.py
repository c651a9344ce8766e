"""The argument types and stances: names, definitions, colours and glyphs.

The definitions shorten the project's codebook, by which the training data was labelled. Colours
come in pairs (light page, dark page) and reach a contrast of at least 4.5:1 as text on the map's
background; each type and stance also has a glyph and a word, so that colour never stands alone.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """One argument type or stance, as readers see it.

    Attributes:
        name: The word used in data, tables and the map.
        definition: One line: what a comment of this kind does.
        glyph: One character shown beside the word.
        light: Colour on a light page, "#rrggbb".
        dark: Colour on a dark page, "#rrggbb".
    """

    name: str
    definition: str
    glyph: str
    light: str
    dark: str


ARGUMENT_TYPES: tuple[Kind, ...] = (
    Kind(
        "claim", "states a position or judgement without supporting it", "●", "#1f5fa8", "#7fb4f0"
    ),
    Kind(
        "reason",
        "supports a position by reasoning: causes, consequences, principles, analogies",
        "▲",
        "#0b6e6e",
        "#5cc8c4",
    ),
    Kind(
        "evidence",
        "brings in something checkable from outside: facts, figures, laws, sources",
        "■",
        "#2c6e2f",
        "#84c987",
    ),
    Kind(
        "testimony",
        "reports the writer's own experience or that of people they know",
        "✎",
        "#6a5412",
        "#d6bd6a",
    ),
    Kind(
        "rebuttal",
        "argues with reasons against the point that it answers",
        "◆",
        "#a5342b",
        "#f0948a",
    ),
    Kind(
        "concession",
        "grants a part of the other's point, admits a mistake, changes its mind",
        "✓",
        "#5a6b00",
        "#bccf5a",
    ),
    Kind(
        "question",
        "asks for information, clarification, reasons or evidence",
        "?",
        "#7a3f9d",
        "#cfa0ea",
    ),
    Kind(
        "proposal",
        "says what should be done: a suggestion, demand, policy or instruction",
        "➤",
        "#9a4a00",
        "#efae6c",
    ),
    Kind("attack", "goes at a person or group instead of the point", "✖", "#a8195c", "#f58bbd"),
    Kind(
        "other",
        "none of these: thanks, greeting, joke, talk about the forum, off topic",
        "○",
        "#56606b",
        "#a9b3bd",
    ),
)
"""The ten argument types, in the order of the codebook."""

STANCE_KINDS: tuple[Kind, ...] = (
    Kind("agree", "accepts, supports or builds on what it answers", "+", "#23712f", "#7ccb86"),
    Kind(
        "disagree",
        "rejects, disputes, corrects or attacks what it answers",
        "−",
        "#b3261e",
        "#f2938c",
    ),
    Kind(
        "neutral",
        "neither: asks, informs, changes the subject, or is mixed",
        "·",
        "#56606b",
        "#a9b3bd",
    ),
)
"""The three stances of a reply toward what it answers."""

TYPES: tuple[str, ...] = tuple(kind.name for kind in ARGUMENT_TYPES)
STANCES: tuple[str, ...] = tuple(kind.name for kind in STANCE_KINDS)
