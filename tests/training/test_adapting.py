"""A model adapted to a forum's own labels: what may teach what, and what is told of it.

The forum is made up: features are drawn at random, and the labels from the probabilities of a
head that is known, so that what is right is known, too.
"""

import math
from dataclasses import dataclass, replace

import pytest
import torch

from threadlab.encoder.calibrated import probabilities
from threadlab.encoder.folder import Head
from threadlab.scheme import STANCES, TYPES
from threadlab.scores import calibration_error
from threadlab.training.adapting import CHOSEN, FOLDS, TAUGHT, UNCHANGED, WAYS, adapt
from threadlab.training.calibrating import calibrate, shares_among
from threadlab.training.examples import Example
from threadlab.training.forum import forum_card, verdict
from threadlab.training.judging import named, top, types_scores_of
from threadlab.training.refitting import Rows, Way, refit
from threadlab.training.splits import fold_of

WIDTH = 20
STANCE = Head("stance", STANCES, 1.0, (0.0,) * 3, (0.5,) * 3, 0.5, prior=(0.25, 0.5, 0.25))
FACTS = {"base": "b", "sha256": "0", "data": [], "command": "threadlab train all mine -o mine"}


@dataclass(frozen=True)
class Forum:
    """Comments as a head reads them, and their true stances."""

    features: torch.Tensor
    logits: torch.Tensor
    gold: list[int]

    def wrong(self):
        """Where the head answers wrongly."""
        answers = self.logits.argmax(1).tolist()
        return [i for i, (a, g) in enumerate(zip(answers, self.gold, strict=True)) if a != g]

    def adapted(self, head, random=(), picked=()):
        """The head adapted to the comments at these places."""
        places = [*random, *picked]
        examples = [
            Example(
                str(i),
                f"f/{i % 25}",
                "f",
                "cars",
                f"no {i}",
                None,
                tuple(float(k == self.gold[i]) for k in range(3)),
                measured=place < len(random),
            )
            for place, i in enumerate(places)
        ]
        return adapt(head, self.features[places], self.logits[places].tolist(), examples, 20)

    def scores(self, found):
        """Accuracy, calibration error and log loss of an adapted head."""
        scores = self.logits
        if found.weight is not None:
            scores = scores + self.features @ found.weight
        shown = [probabilities(found.head, row) for row in scores.tolist()]
        right = [row.index(max(row)) == g for row, g in zip(shown, self.gold, strict=True)]
        loss = -sum(math.log(row[g]) for row, g in zip(shown, self.gold, strict=True))
        return (
            sum(right) / len(right),
            calibration_error([max(row) for row in shown], right),
            loss / len(right),
        )


def forum(count, seed, *, missed=0.0, common=(-0.3, 0.5, 0.0), taken=(-0.3, 0.5, 0.0)):
    """Draws a forum.

    Args:
        count: How many comments.
        seed: Of the draw; the heads are always the same ones.
        missed: How much of the truth the head does not see: 0 is a head that is calibrated.
        common: How common the stances are.
        taken: How common the head takes them for.
    """
    still = torch.Generator().manual_seed(7)
    head = torch.randn(WIDTH, 3, generator=still, dtype=torch.float64) * 1.6 / math.sqrt(WIDTH)
    side = torch.randn(WIDTH, 1, generator=still, dtype=torch.float64) / math.sqrt(WIDTH)
    dice = torch.Generator().manual_seed(seed)
    drawn = torch.randn(count, WIDTH, generator=dice, dtype=torch.float64)
    scores = drawn @ head
    true = scores + missed * drawn @ side @ torch.tensor([[1.0, -1.0, 0.0]], dtype=torch.float64)
    chances = (true + torch.tensor(common, dtype=torch.float64)).softmax(1)
    gold = torch.multinomial(chances, 1, generator=dice)[:, 0].tolist()
    # What a head reads has a mean that is far from 0.
    return Forum(drawn + 0.5, scores + torch.tensor(taken, dtype=torch.float64), gold)


FRESH = forum(3000, 99)


def before(forum):
    """The scores of the head as it is."""
    return forum.scores(forum.adapted(STANCE))


def told(found, count, random=0):
    """What is said of an adapted stance."""
    scores = {"stance": {"way": found.way, "n": count, "random": random, **found.scores}}
    (line,) = verdict(scores)
    assert line in forum_card("mine", FACTS, scores)
    return line


@pytest.mark.parametrize(("count", "seed"), [(40, 1), (100, 1), (100, 2)])
def test_corrections_of_a_calibrated_head_do_no_harm(count, seed):
    """Former errors alone cost a head that is right about itself nothing on fresh comments."""
    drawn = forum(2000, seed)
    found = drawn.adapted(STANCE, picked=drawn.wrong()[:count])
    accuracy, error, loss = before(FRESH)
    after = FRESH.scores(found)
    assert after[0] > accuracy - 0.012
    assert after[1] < error + 0.012
    assert after[2] < loss + 0.012
    assert (found.head.temperature, found.head.prior) == (STANCE.temperature, STANCE.prior)
    assert "helped" not in told(found, count)


def test_corrections_teach_what_a_head_misses():
    """Where errors have a cause in common, fresh comments gain, and no gain is claimed."""
    drawn = forum(2000, 3, missed=2.5)
    found = drawn.adapted(STANCE, picked=drawn.wrong()[:150])
    assert found.way == TAUGHT
    assert found.scores["picked"]["after"] < found.scores["picked"]["before"]
    fresh = forum(3000, 98, missed=2.5)
    accuracy, error, loss = before(fresh)
    after = fresh.scores(found)
    assert after[0] > accuracy + 0.01
    assert after[1] < error
    assert after[2] < loss - 0.02
    assert "whether that helps on the forum cannot be told" in told(found, 150)


def test_corrections_of_one_thread_can_teach():
    """A map's own corrections are of one thread; its comments are parted then."""
    drawn = forum(2000, 3, missed=2.5)
    places = [i for i in drawn.wrong() if i % 25 == 4]
    places += [i for i in drawn.wrong() if i % 25 != 4][: 120 - len(places)]
    one = [Example(str(i), "corrections/t", "corrections", "cars", f"no {i}", None,
                   tuple(float(k == drawn.gold[i]) for k in range(3)), measured=False)
           for i in places]  # fmt: skip
    found = adapt(STANCE, drawn.features[places], drawn.logits[places].tolist(), one, 20)
    assert "picked" in found.scores


def test_random_comments_tell_how_common_labels_are():
    """Corrections beside them do not shift it: the offsets are those of random comments."""
    drawn = forum(3000, 4, common=(0.9, -0.9, 0.0))
    random = list(range(300))
    wrong = [i for i in drawn.wrong() if i >= 300][:300]
    alone, both = (drawn.adapted(STANCE, random, picked) for picked in ((), wrong))
    assert {alone.way, both.way} <= set(WAYS)
    assert alone.scores[CHOSEN]["n"] == both.scores[CHOSEN]["n"] == 300
    counts = [drawn.gold[:300].count(k) / 300 for k in range(3)]
    for found in (alone, both):
        assert found.head.prior == pytest.approx(counts, abs=0.02)
    fresh = forum(3000, 97, common=(0.9, -0.9, 0.0))
    loss = before(fresh)[2]
    assert fresh.scores(alone)[2] < loss - 0.1
    assert fresh.scores(both)[2] < loss - 0.1
    assert "and it helped" in told(both, 600, 300)


def test_a_few_random_comments_do_not_tell_a_gain():
    """With 29 of them among corrections nothing is measured, and base rates stay."""
    drawn = forum(2000, 5)
    found = drawn.adapted(STANCE, range(29), [i for i in drawn.wrong() if i > 29][:60])
    assert CHOSEN not in found.scores
    assert found.head.prior == STANCE.prior
    few = drawn.adapted(STANCE, range(29), [i for i in drawn.wrong() if i > 29][:29])
    assert (few.way, few.scores, few.weight) == (UNCHANGED, {}, None)
    assert "58 labelled comments (29 of them drawn at random) are too few" in told(few, 58, 29)


def test_weights_do_not_shift_base_rates():
    """What is added to the weights is 0 on the mean comment that it was learned from."""
    drawn = forum(400, 6, missed=2.5)
    examples = tuple(
        Example(str(i), f"f/{i}", "f", "", "", None, tuple(float(k == g) for k in range(3)))
        for i, g in enumerate(drawn.gold)
    )
    fitted = refit(STANCE, Rows(drawn.features, drawn.logits, examples), Way(False, 3.0))
    shift = drawn.features.mean(0) @ fitted.weight + torch.tensor(
        fitted.head.offsets, dtype=torch.float64
    )
    assert fitted.weight.abs().max() > 0.01
    assert shift.tolist() == pytest.approx([0, 0, 0], abs=1e-9)


def typed(count):
    """Comments with one or two types, which a head sees dimly."""
    dice = torch.Generator().manual_seed(3)
    kinds = torch.randint(0, len(TYPES), (count,), generator=dice).tolist()
    logits = torch.randn(count, len(TYPES), generator=dice, dtype=torch.float64) * 1.5 - 2
    for row, kind in zip(logits, kinds, strict=True):
        row[kind] += 2.5
    examples = tuple(
        Example(str(i), f"f/{i}", "f", "", str(i), tuple(dict.fromkeys((TYPES[k], TYPES[i % 10]))),
                None)
        for i, k in enumerate(kinds)
    )  # fmt: skip
    return Rows(torch.zeros(count, 4, dtype=torch.float64), logits, examples)


def test_each_fold_is_named_by_thresholds_of_its_own():
    """No comment's labels enter the thresholds that it is scored with."""
    head = Head("types", TYPES, 1.0, (0.0,) * 10, (0.5,) * 10, 0.5)
    rows = typed(120)
    found = adapt(head, rows.features, rows.logits.tolist(), rows.examples, 20)
    folds = [fold_of(e.key, FOLDS) for e in rows.examples]
    gold, shown, chosen, limits = [], [], [], set()
    for fold in range(FOLDS):
        seen = rows.some([i for i, f in enumerate(folds) if f != fold])
        new = rows.some([i for i, f in enumerate(folds) if f == fold])
        fitted = refit(head, seen, WAYS["balance"])
        limits.add(fitted.head.thresholds)
        gold += [e.types for e in new.examples]
        shown += fitted.shown(new)
        chosen += [named(row, fitted.head.thresholds) for row in fitted.shown(new)]
    assert len(limits) > 1
    expected = types_scores_of(gold, shown, chosen)
    assert found.scores["balance"]["macro_f1"] == pytest.approx(expected["macro_f1"])
    assert found.scores["balance"]["ece"] == pytest.approx(expected["ece"], abs=0.01)


def test_calibrating_tells_the_shares_of_random_rows():
    """The prior of a head is of the random rows alone, and unknown where they are too few."""
    stances = [(1.0, 0.0, 0.0)] * 30 + [(0.0, 1.0, 0.0)] * 60
    rows = [Example(str(k), f"f/{k}", "f", "", "", None, s) for k, s in enumerate(stances)]
    others = [replace(row, measured=False) for row in rows[:30]] * 5
    scores = [[0.0, 0.0, 0.0]]
    found = calibrate("stance", scores * (len(rows) + len(others)), rows + others).prior
    assert found == pytest.approx((31 / 93, 61 / 93, 1 / 93), abs=1e-4)
    assert calibrate("stance", scores * (30 + len(others)), rows[:30] + others).prior is None
    assert shares_among([], (0.2, 0.3, 0.5)) == (0.2, 0.3, 0.5)
    assert top(STANCES, found) == "disagree"
