"""Labelled comments: files to one example form."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled comment as the model reads it.

    Attributes:
        id: As in its file.
        key: Its thread, over all files (see splits.thread_key).
        source: Where it comes from.
        answered: The words it answers: those it quotes, else its parent's; "" if none.
        own: Its own words.
        types: The argument types it has, primary first; None: the row does not say.
        stance: Probability of each of STANCES; None: the row does not say.
        measured: Whether it belongs to a random sample, on which scores may be measured.
        helping: Whether it follows another scheme and only helps the training.
        hints: Of a foreign scheme, what it says of single types: (type, probability); types that
            it is silent about are absent.
        files: What its labels stand in, as they were named.
    """

    id: str
    key: str
    source: str
    answered: str
    own: str
    types: tuple[str, ...] | None
    stance: tuple[float, ...] | None
    measured: bool = True
    helping: bool = False
    hints: tuple[tuple[str, float], ...] = ()
    files: tuple[str, ...] = ()
