"""What explaining gives: sentences with their effects, to print and to show in a notebook."""

import html
import textwrap
from dataclasses import dataclass

from threadlab.scheme import ARGUMENT_TYPES, STANCE_KINDS
from threadlab.text import terminal_line
from threadlab.thread import Label, Span

_WIDTH = 88
_KINDS = {kind.name: kind for kind in (*ARGUMENT_TYPES, *STANCE_KINDS)}
# An effect of this size has the full colour.
_FULL = 0.5


@dataclass(frozen=True, slots=True)
class SentenceEffect:
    """A sentence, and how much it speaks for the comment's labels.

    Attributes:
        text: Its words.
        span: Where in the comment's body, markup included.
        type_effect: By how much it raises the probability of the comment's primary type, -1 to 1:
            the mean of what is lost without it and of what it gives alone. None: not told.
        stance_effect: Likewise of the stance; None where no stance is told.
    """

    text: str
    span: Span
    type_effect: float | None
    stance_effect: float | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Which sentences of a comment speak for its type and its stance.

    Printed, it is a table; in a notebook, the sentences are shaded.

    Attributes:
        comment: Id of the comment.
        type: Its primary type; None where it has no words of its own, or no types are told.
        stance: Its stance toward what it answers; None where none is told.
        sentences: In order.
        unsure: Names of those of the two labels that lie below the model's limit of doubt.
        doubt: Why the model cannot be trusted with the comment ("it is bare code"); "": it can.
    """

    comment: str
    type: Label | None
    stance: Label | None
    sentences: tuple[SentenceEffect, ...]
    unsure: tuple[str, ...] = ()
    doubt: str = ""

    def __str__(self) -> str:
        labels = [self._label(label) for label in (self.type, self.stance) if label is not None]
        head = (
            f"comment {terminal_line(self.comment)}: {', '.join(labels) or 'no words of its own'}"
        )
        if self.doubt:
            head += f"\n  doubtful: {self.doubt}"
        if not self.sentences:
            return head
        columns = [label.name for label in (self.type, self.stance) if label is not None]
        lines = [head, "", "  " + "  ".join(f"{name:>8}" for name in columns)]
        for sentence in self.sentences:
            effects = (
                effect
                for effect, label in (
                    (sentence.type_effect, self.type),
                    (sentence.stance_effect, self.stance),
                )
                if label is not None
            )
            start = (
                "  "
                + "  ".join(
                    f"{_signed(effect):>{max(8, len(name))}}"
                    for effect, name in zip(effects, columns, strict=True)
                )
                + "  "
            )
            lines += textwrap.wrap(
                terminal_line(sentence.text),
                _WIDTH,
                initial_indent=start,
                subsequent_indent=" " * len(start),
                max_lines=4,
                placeholder=" …",
            )
        lines += ["", "  in points of probability: what is lost without the sentence, and what it"]
        lines += ["  gives alone (mean of both). It says what the model goes by, not what is true."]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        labels = [self._label(label) for label in (self.type, self.stance) if label is not None]
        head = html.escape(", ".join(labels) or "no words of its own")
        shown = " ".join(self._shaded(sentence) for sentence in self.sentences)
        doubt = f"<p>Doubtful: {html.escape(self.doubt)}.</p>" if self.doubt else ""
        return f"<div><p><b>{head}</b></p>{doubt}<p>{shown}</p></div>"

    def _label(self, label: Label) -> str:
        unsure = " (unsure)" if label.name in self.unsure else ""
        return f"{label.name} {round(100 * label.probability)} %{unsure}"

    def _shaded(self, sentence: SentenceEffect) -> str:
        """A sentence, the darker in its type's colour the more it speaks for it."""
        effect = sentence.type_effect if self.type else sentence.stance_effect
        label = self.type or self.stance
        told = ", ".join(
            f"{label_.name} {_signed(value)}"
            for label_, value in (
                (self.type, sentence.type_effect),
                (self.stance, sentence.stance_effect),
            )
            if label_ is not None and value is not None
        )
        share = min(1.0, max(0.0, effect or 0.0) / _FULL)
        colour = f"{_KINDS[label.name].light}{round(96 * share):02x}" if label else "transparent"
        text = html.escape(terminal_line(sentence.text))
        return f'<span style="background:{colour}" title="{html.escape(told)}">{text}</span>'


def _signed(effect: float | None) -> str:
    return "–" if effect is None else f"{round(100 * effect):+d}".replace("-", "−")
