"""A forum's own shares of the stances, estimated from the answers of a model.

Where people disagree more, or less, than in the comments that a model was calibrated on, its
probabilities lean towards the shares of those. The EM of Saerens, Latinne and Decaestecker 2002
("Adjusting the Outputs of a Classifier to New a Priori Probabilities") estimates the shares of a
forum and shifts the probabilities to them.

It is no default: with the weights shipped before, on the two forums of the model's test part that
have a hundred replies, macro-F1 fell on both, .451 to .433 and .591 to .536, and the log loss fell
on one, .454 to .376, and rose on the other, .717 to .742: models differ in more than their shares.
See threadlab evaluate stance --prior forum. The estimate is drawn towards the model's own shares as
if PULL further replies held these, without which it ran to the extremes.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from threadlab.encoder import Head, Model, ModelFolder, open_folder
from threadlab.encoder.calibrated import SUREST
from threadlab.errors import ModelError, UnknownName
from threadlab.scheme import STANCES
from threadlab.thread import Label, Reply, Thread

if TYPE_CHECKING:
    import numpy as np

PRIORS = ("model", "forum")
LEAST_REPLIES = 100
"""With fewer replies nothing is estimated."""

PULL = 200.0
_ROUNDS, _STILL = 200, 1e-6
_SHIFTED = "Stances are shifted to the shares estimated for this forum:"
_LEFT = "Stances are not shifted to shares of this forum:"
NOTES = (_SHIFTED, _LEFT)
"""How the notes of this page begin; an earlier one is replaced."""


def check_prior(prior: str, folder: ModelFolder | None = None) -> None:
    """Refuses what is none of PRIORS, or what a model cannot do.

    Args:
        prior: What is asked for.
        folder: The model that is to do it; None: it is not opened yet.

    Raises:
        UnknownName: It is none of them.
        ModelError: The model does not say which shares it was calibrated on.
    """
    if prior not in PRIORS:
        raise UnknownName("prior", prior, PRIORS)
    head = folder.head("stance") if folder is not None and prior == "forum" else None
    if folder is not None and head is not None:
        shares_of(head, folder)


def shares_of(head: Head, folder: ModelFolder) -> tuple[float, ...]:
    """The shares of the stances that a model takes for granted.

    Raises:
        ModelError: Nothing tells them: an older model, one that was calibrated on too few random
            comments, or a folder of Hugging Face whose mapping is silent.
    """
    if head.prior is not None:
        return head.prior
    shares = '"prior": {"agree": …, "disagree": …, "neutral": …}'
    where = "its mapping"
    if folder.foreign is None:
        where = "the stance in its calibration.json, train it anew with random comments"
    raise ModelError(
        str(folder.path),
        "it does not say which shares of the stances it was calibrated on",
        next_step=f"Add {shares} to {where}, or leave the prior of the forum out.",
    )


def forum_shares(
    rows: Sequence[Sequence[float]], shares: Sequence[float], *, pull: float = PULL
) -> tuple[float, ...]:
    """Estimates the shares of the labels in a forum.

    Args:
        rows: A model's calibrated probabilities, one row a reply; each sums to 1.
        shares: Those of the comments that it was calibrated on.
        pull: Number of replies that weigh for these.

    Returns:
        The shares, which sum to 1.
    """
    import numpy as np

    table, known = np.asarray(rows, float), np.asarray(shares, float)
    found = known
    for _ in range(_ROUNDS):
        sums = _shifted(table, known, found).sum(axis=0) + pull * known
        new = sums / sums.sum()
        still = float(np.abs(new - found).max()) < _STILL
        found = new
        if still:
            break
    return tuple(found.tolist())


def shifted(
    rows: Sequence[Sequence[float]], shares: Sequence[float], new: Sequence[float]
) -> list[tuple[float, ...]]:
    """Shifts probabilities from some shares of the labels to others.

    Args:
        rows: Probabilities, each row sums to 1.
        shares: What they take for granted.
        new: What holds.

    Returns:
        As many rows.
    """
    import numpy as np

    table = _shifted(np.asarray(rows, float), np.asarray(shares, float), np.asarray(new, float))
    return [tuple(round(p, 5) for p in row) for row in table.tolist()]


def _shifted(
    table: "np.ndarray[tuple[int, int], np.dtype[np.float64]]",
    shares: "np.ndarray[tuple[int], np.dtype[np.float64]]",
    new: "np.ndarray[tuple[int], np.dtype[np.float64]]",
) -> "np.ndarray[tuple[int, int], np.dtype[np.float64]]":
    weighed = table * (new / shares)
    result: np.ndarray[tuple[int, int], np.dtype[np.float64]] = weighed / weighed.sum(
        axis=1, keepdims=True
    )
    return result


def shift_to_forum(thread: Thread, *, model: Model = None) -> Thread:
    """Shifts the stances of a classified thread to the shares estimated from them.

    Args:
        thread: Just classified.
        model: What classified it.

    Returns:
        The thread with shifted stances and a note that says the shares; with stances as they are
        and a note that says so where fewer than LEAST_REPLIES replies have one.

    Raises:
        ModelError: The model does not say which shares it was calibrated on.
    """
    folder = open_folder(model)
    head = folder.head("stance")
    told = [reply for reply in thread.replies if reply.stance]
    if head is None:
        return _noted(thread, f"{_LEFT} the model tells none")
    known = shares_of(head, folder)
    if len(told) < LEAST_REPLIES:
        few = f"{len(told)} of its replies have a stance, and {LEAST_REPLIES} are needed"
        return _noted(thread, f"{_LEFT} {few}")
    rows = [_row(reply) for reply in told]
    new = forum_shares(rows, known)
    stances = iter(_labels(row) for row in shifted(rows, known, new))
    named = ", ".join(f"{n} {round(100 * p)} %" for n, p in zip(STANCES, new, strict=True))
    return replace(
        thread,
        replies=tuple(replace(r, stance=next(stances)) if r.stance else r for r in thread.replies),
        notes=(*thread.notes, f"{_SHIFTED} {named}"),
    )


def _noted(thread: Thread, note: str) -> Thread:
    return replace(thread, notes=(*thread.notes, note))


def _row(reply: Reply) -> list[float]:
    by_name = {label.name: label.probability for label in reply.stance}
    return [by_name[name] for name in STANCES]


def _labels(row: Sequence[float]) -> tuple[Label, ...]:
    labels = [Label(name, min(SUREST, p)) for name, p in zip(STANCES, row, strict=True)]
    return tuple(sorted(labels, key=lambda label: -label.probability))
