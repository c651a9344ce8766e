"""How the page words what threadlab found: labels, evidence, counts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from threadlab.arguments import is_unsure, named_types
from threadlab.encoder import Model, open_folder
from threadlab.exports.html.safe import escape, percent
from threadlab.scheme import ARGUMENT_TYPES, STANCE_KINDS, Kind
from threadlab.thread import Comment, Label

TYPE_KINDS: dict[str, Kind] = {kind.name: kind for kind in ARGUMENT_TYPES}
STANCES_OF: dict[str, Kind] = {kind.name: kind for kind in STANCE_KINDS}

LOOKS = {kind.name: f"t{k}" for k, kind in enumerate(ARGUMENT_TYPES)} | {
    kind.name: f"s{k}" for k, kind in enumerate(STANCE_KINDS)
}
"""Classes of the style sheet: short, since a page may show them twenty thousand times."""

EVIDENCE_KINDS = {
    "stated": "the source says so",
    "quoted": "it quotes its words",
    "repeated": "it repeats its words",
    "named": "it names who wrote it",
    "similar": "it uses words of it",
    "near": "it stands near",
    "corrected": "a person corrected it",
}
"""Evidence as a reason: "80 % sure: it quotes its words"."""

EVIDENCE_NOUNS = {
    "stated": "what the source says",
    "quoted": "marked quotes",
    "repeated": "repeated lines",
    "named": "names",
    "similar": "wording",
    "near": "position on the page",
    "corrected": "a person’s corrections",
}
"""Evidence as what the replies were rebuilt from."""


@dataclass(frozen=True, slots=True)
class Naming:
    """Decides which labels are named, and which are shown as unsure.

    Attributes:
        types: The types that a comment is said to have, most probable first.
        unsure: Whether a label is too doubtful to be stated as a fact.
    """

    types: Callable[[Comment], tuple[Label, ...]] = named_types
    unsure: Callable[[Label], bool] = is_unsure

    @classmethod
    def of(cls, model: Model) -> "Naming":
        """Names labels, and doubts them, as a model's own limits say; None: the shipped model's."""
        # Opened once, and only where there is a label: looking for its files takes longer than
        # all else that is done for a label.
        opened = cache(lambda: open_folder(model))
        return cls(
            types=lambda comment: named_types(comment, opened()) if comment.types else (),
            unsure=lambda label: is_unsure(label, opened()),
        )

    @classmethod
    def at(cls, threshold: float = 0.5, unsure_below: float = 0.5) -> "Naming":
        """Names each type from one probability on, whatever the model's own limits are."""

        def types(comment: Comment) -> tuple[Label, ...]:
            others = [label for label in comment.types[1:3] if label.probability >= threshold]
            return (*comment.types[:1], *others)

        return cls(types=types, unsure=lambda label: label.probability < unsure_below)


def badge(label: Label, naming: Naming) -> str:
    """Shows a label: glyph (by the style sheet), word, probability; unsure ones look unsure."""
    if not label.corrected and naming.unsure(label):
        look, sure = LOOKS[label.name], percent(label.probability)
        return f'<b class="u {look}">{label.name}? unsure, {sure}</b>'
    return _stated(label)


def _stated(label: Label) -> str:
    sure = ", corrected" if label.corrected else f" {percent(label.probability)}"
    return f"<b class={LOOKS[label.name]}>{label.name}{sure}</b>"


def type_badges(comment: Comment, naming: Naming) -> list[str]:
    """Shows the types that a comment is said to have.

    Only the first can be unsure: the others are named because they reach their own thresholds.
    """
    named = naming.types(comment)
    return [*(badge(one, naming) for one in named[:1]), *map(_stated, named[1:])]


def by(author: str | None, authored: bool) -> str:
    """Names an author, isolated from the direction of the text around."""
    if author is not None:
        return f"<bdi>{escape(author)}</bdi>"
    return '<span class="none">author unknown</span>' if authored else ""


def when(posted: datetime | None) -> str:
    """Shows when a comment was posted, in the zone that it was posted in."""
    if posted is None:
        return ""
    exact = posted.isoformat(timespec="minutes")
    return f'<time datetime="{exact}">{exact[:16].replace("T", " ")}</time>'
