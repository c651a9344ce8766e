"""Which of a comment's labels are named, and which are too doubtful to be stated as a fact.

Only the small files of the model are read: no heavy library is loaded.
"""

from collections.abc import Mapping

from threadlab.encoder import Head, Model, open_folder
from threadlab.errors import ModelError
from threadlab.scheme import STANCES
from threadlab.thread import Comment, Label

# The codebook gives a comment at most three types.
MOST_TYPES = 3


def named_types(comment: Comment, model: Model = None) -> tuple[Label, ...]:
    """The types that a comment is said to have.

    Args:
        comment: A classified comment.
        model: The model that classified it; None: the one that ships with threadlab.

    Returns:
        The primary type (the most probable one), then those that reach their threshold, most
        probable first; three at most. Empty if the comment is not classified.

    Raises:
        ModelError: The model folder cannot be used.
    """
    if not comment.types:
        return ()
    limits = thresholds(model)
    reached = [t for t in comment.types[1:] if t.probability >= limits[t.name]]
    return (comment.types[0], *reached)[:MOST_TYPES]


def thresholds(model: Model = None) -> Mapping[str, float]:
    """The probability from which on each type is named.

    Raises:
        ModelError: The model folder cannot be used, or the model does not tell types.
    """
    head = _head("types", model)
    return dict(zip(head.labels, head.thresholds, strict=True))


def is_unsure(label: Label, model: Model = None) -> bool:
    """Tells whether a label is too doubtful to be stated as a fact.

    Args:
        label: The most probable type of a comment, or stance of a reply.
        model: The model that gave it; None: the one that ships with threadlab.

    Returns:
        Whether its probability lies below the model's limit of doubt (named in its card); what a
        person corrected is never unsure.

    Raises:
        ModelError: The model folder cannot be used.
    """
    head = _head("stance" if label.name in STANCES else "types", model)
    return not label.corrected and label.probability < head.unsure_below


def _head(name: str, model: Model) -> Head:
    folder = open_folder(model)
    head = folder.head(name)
    if head is None:
        raise ModelError(
            str(folder.path),
            f"labels.json has no head {name!r}",
            next_step=f"Take a model that tells {name}.",
        )
    return head
