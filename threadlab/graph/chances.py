"""What may be so in a thread: parents, stances and types, drawn by their probabilities.

Everything that a map says of replies and stances is uncertain. A measure is therefore taken on
many threads that are drawn from the probabilities (a parametric bootstrap, Efron and Tibshirani
1993, chapter 6): each comment draws its parent among the chosen one, the runners-up and none,
and its stance. Draws are independent of one another; a comment keeps its probabilities of
stance whichever parent it draws, because the model has judged no other.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from threadlab.graph.build import voices_of
from threadlab.graph.points import is_attack
from threadlab.thread import Reply, Thread, primary_replies

if TYPE_CHECKING:
    from numpy.typing import NDArray

    # What arrays hold, for readers: whole numbers, signs, +1 or -1, broken numbers, yes or no.
    Ints = NDArray[Any]
    Signs = NDArray[Any]
    Sides = NDArray[Any]
    Floats = NDArray[Any]
    Flags = NDArray[Any]

NONE = -1
AT_ONCE = 2_000_000
"""Most replies over all draws that are held in memory together."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A number R of possible threads.

    Attributes:
        parent: Number of the comment that each reply answers; NONE where it is not there or
            answers an unknown comment; shape (replies, R).
        sign: +1 agrees, -1 disagrees, 0 neither or not known; shape (replies, R).
        attack, question, concession: Whether each comment is of this type; shape (comments, R).
    """

    parent: "Ints"
    sign: "Signs"
    attack: "Flags"
    question: "Flags"
    concession: "Flags"


@dataclass(frozen=True, slots=True)
class Chances:
    """A thread as arrays; comments and people by number.

    Attributes:
        voices: Name of each person, or of each comment without an author, as in
            disagreement_graph.
        voice: Number of the voice of each comment; shape (comments,).
        named: Whether each comment has an author; shape (comments,).
        order: Numbers of the comments, each after all that it may answer.
        child: Number of the answering comment of each reply, the primary ones first, those in
            the order of `order`; shape (replies,).
        primary: How many of the replies are primary.
        parents: What each reply may answer, the chosen comment first; shape (replies, options).
        chance: The probability of each option; the rest to 1 is none; same shape.
        agree, disagree: Probability of each stance; shape (replies,).
        stanced: Whether each reply has a stance; shape (replies,).
        attack, question, concession: Probability of each type; shape (comments,).
        typed: Whether each comment has types; shape (comments,).
        attacks: Whether "attack" is the most probable type of each comment; shape (comments,).
    """

    voices: tuple[str, ...]
    voice: "Ints"
    named: "Flags"
    order: "Ints"
    child: "Ints"
    primary: int
    parents: "Ints"
    chance: "Floats"
    agree: "Floats"
    disagree: "Floats"
    stanced: "Flags"
    attack: "Floats"
    question: "Floats"
    concession: "Floats"
    typed: "Flags"
    attacks: "Flags"

    def draws(self, count: int, seed: int) -> Iterator[Drawn]:
        """Draws possible threads, some at a time; the same seed gives the same draws."""
        import numpy as np

        random = np.random.default_rng(seed)
        size = max(1, len(self.child), len(self.voice))
        left = count
        while left > 0:
            batch = min(left, max(1, AT_ONCE // size))
            yield self._draw(random, batch)
            left -= batch

    def _draw(self, random: Any, count: int) -> Drawn:
        import numpy as np

        replies, options = self.parents.shape
        lot = random.random((replies, count), dtype=np.float32)
        taken = np.zeros((replies, count), dtype=np.intp)
        upper = np.zeros(replies)
        for option in range(options):
            upper = upper + self.chance[:, option]
            taken += lot >= upper[:, None]
        padded = np.column_stack([self.parents, np.full(replies, NONE, dtype=np.int32)])
        parent = np.take_along_axis(padded, taken, axis=1)
        lot = random.random((replies, count), dtype=np.float32)
        sign = np.zeros((replies, count), dtype=np.int8)
        sign[lot < (self.agree + self.disagree)[:, None]] = 1
        sign[lot < self.disagree[:, None]] = -1
        kinds = (self.attack, self.question, self.concession)
        shape = (len(self.voice), count)
        flags = [random.random(shape, dtype=np.float32) < kind[:, None] for kind in kinds]
        return Drawn(parent, sign, *flags)

    def likeliest(self) -> Drawn:
        """Gives the thread as the map shows it: chosen parents, most probable stances (R = 1).

        Further replies are there where they are more likely than not.
        """
        import numpy as np

        parent = self.parents[:, :1].copy()
        parent[self.primary :][self.chance[self.primary :, 0] < 0.5] = NONE
        neutral = 1 - self.agree - self.disagree
        sign = np.where(
            (self.disagree >= self.agree) & (self.disagree >= neutral),
            -1,
            np.where(self.agree >= neutral, 1, 0),
        )
        sign[~self.stanced] = 0
        kinds = (self.attack, self.question, self.concession)
        return Drawn(
            parent,
            sign.astype(np.int8)[:, None],
            *((kind >= 0.5)[:, None] for kind in kinds),
        )


def chances(thread: Thread) -> Chances:
    """Gives a thread as arrays to draw from.

    A runner-up that does not stand before the comment in the thread's tree of replies is taken
    for none: who answers whom must not run in circles. Probabilities that sum to more than 1 are
    scaled to 1.

    Args:
        thread: A thread, rebuilt and classified.
    """
    import numpy as np

    names = voices_of(thread)
    numbers = {comment.id: k for k, comment in enumerate(thread.comments)}
    voices = list(dict.fromkeys(names.values()))
    voice = {name: k for k, name in enumerate(voices)}
    order = _order(thread, numbers)
    rank = {number: k for k, number in enumerate(order)}
    primary = primary_replies(thread)
    replies = [primary[i] for i in (thread.comments[k].id for k in order) if i in primary]
    first = len(replies)
    replies += [reply for reply in thread.replies if not reply.primary and reply.parent is not None]
    options = [_options(reply, numbers, rank) for reply in replies]
    wide = max(map(len, options), default=1)
    parents = np.full((len(replies), wide), NONE, dtype=np.int32)
    chance = np.zeros((len(replies), wide))
    for row, listed in enumerate(options):
        for column, (parent, probability) in enumerate(listed):
            parents[row, column] = parent
            chance[row, column] = probability
    chance /= np.maximum(1.0, chance.sum(axis=1, keepdims=True))
    kinds = {name: np.zeros(len(numbers)) for name in ("attack", "question", "concession")}
    for number, comment in enumerate(thread.comments):
        for label in comment.types:
            if label.name in kinds:
                kinds[label.name][number] = label.probability
    stances = [{label.name: label.probability for label in reply.stance} for reply in replies]
    return Chances(
        voices=tuple(voices),
        voice=np.array([voice[names[c.id]] for c in thread.comments], dtype=np.int32),
        named=np.array([c.author is not None for c in thread.comments], dtype=bool),
        order=np.array(order, dtype=np.int32),
        child=np.array([numbers[reply.child] for reply in replies], dtype=np.int32),
        primary=first,
        parents=parents,
        chance=chance,
        agree=np.array([stance.get("agree", 0.0) for stance in stances]),
        disagree=np.array([stance.get("disagree", 0.0) for stance in stances]),
        stanced=np.array([bool(stance) for stance in stances], dtype=bool),
        typed=np.array([bool(c.types) for c in thread.comments], dtype=bool),
        attacks=np.array([is_attack(c) for c in thread.comments], dtype=bool),
        **kinds,
    )


def _order(thread: Thread, numbers: dict[str, int]) -> list[int]:
    """Orders comments so that each follows what it answers; the thread's order where that does."""
    primary = primary_replies(thread)
    up = [NONE] * len(numbers)
    for child, reply in primary.items():
        if reply.parent is not None:
            up[numbers[child]] = numbers[reply.parent]
    if all(parent < number for number, parent in enumerate(up)):
        return list(range(len(up)))
    below: list[list[int]] = [[] for _ in up]
    roots: list[int] = []
    for number, parent in enumerate(up):
        (roots if parent == NONE else below[parent]).append(number)
    order = roots
    for number in order:  # grows while it is walked: level by level
        order.extend(below[number])
    return order


def _options(
    reply: Reply, numbers: dict[str, int], rank: dict[int, int]
) -> list[tuple[int, float]]:
    """What a reply may answer, by number, the chosen comment first."""
    chosen = NONE if reply.parent is None else numbers[reply.parent]
    found = [(chosen, reply.probability)]
    if not reply.primary:
        return found
    here = rank[numbers[reply.child]]
    for candidate in reply.runners_up:
        if candidate.parent is not None:
            number = numbers[candidate.parent]
            if rank[number] < here and number != chosen:
                found.append((number, candidate.probability))
    return found
