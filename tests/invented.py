"""Threads drawn at random whose truth is known: who answers whom, with which stance."""

import numpy as np

from threadlab.scheme import STANCES, TYPES
from threadlab.thread import Candidate, Comment, Label, Reply, Thread


def labels(names, shares):
    """All labels with their probabilities, most probable first."""
    found = [Label(name, float(share)) for name, share in zip(names, shares, strict=True)]
    return tuple(sorted(found, key=lambda label: -label.probability))


def uncertain(comments, people, seed, sure=4.0):
    """A thread as a model would see it: two planted camps, talk by few, unsure labels.

    Args:
        comments: How many.
        people: How many.
        seed: Of everything that is drawn.
        sure: How sure the stances are; more is surer of the average.
    """
    random = np.random.default_rng(seed)
    talk = 1 / np.arange(1, people + 1) ** 0.8
    who = random.choice(people, size=comments, p=talk / talk.sum())
    said = [
        Comment(str(k), f"p{author}", "x", types=labels(TYPES, random.dirichlet(np.ones(10))))
        for k, author in enumerate(who)
    ]
    replies = []
    for k in range(1, comments):
        near = max(0, k - 1 - int(random.geometric(0.1)))
        parent = near if random.random() < 0.8 else int(random.integers(0, k))
        opposed = who[k] % 2 != who[parent] % 2
        mean = np.array([0.1, 0.75, 0.15] if opposed else [0.65, 0.2, 0.15])
        stance = random.dirichlet(mean * sure + 0.02)
        sureness = float(random.uniform(0.5, 0.95))
        other = int(random.integers(0, k))
        runner = (Candidate(str(other), (1 - sureness) * 0.7),) if other != parent else ()
        replies.append(
            Reply(str(k), str(parent), sureness, (), runner, stance=labels(STANCES, stance))
        )
    return Thread("invented", comments=tuple(said), replies=tuple(replies))


def truth(thread, seed):
    """A thread that is certain, drawn from what another one holds for possible."""
    random = np.random.default_rng(seed)

    def one(names, shares):
        chosen = names[random.choice(len(names), p=np.array(shares) / sum(shares))]
        return chosen, labels(names, [float(name == chosen) for name in names])

    said = []
    for comment in thread.comments:
        # Types are told apart one by one: each is there or not, as measure draws them.
        there = [name for name in TYPES if random.random() < _of(comment.types, name)]
        shares = [1.0 if name in there else 0.0 for name in TYPES]
        said.append(Comment(comment.id, comment.author, "x", types=labels(TYPES, shares)))
    replies = []
    for reply in thread.replies:
        options = [(reply.parent, reply.probability)]
        options += [(c.parent, c.probability) for c in reply.runners_up]
        options.append((None, max(0.0, 1 - sum(p for _, p in options))))
        place = random.choice(len(options), p=[p for _, p in options])
        _, stance = one(STANCES, [_of(reply.stance, name) for name in STANCES])
        replies.append(Reply(reply.child, options[place][0], 1.0, stance=stance))
    return Thread("truth", comments=tuple(said), replies=tuple(replies))


def _of(found, name):
    return next(label.probability for label in found if label.name == name)
