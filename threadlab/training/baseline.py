"""What a model must beat: TF-IDF with logistic regression, and the majority label."""

from collections.abc import Sequence
from typing import Any

from threadlab.errors import MissingExtra
from threadlab.scheme import STANCES, TYPES
from threadlab.training.examples import Example
from threadlab.training.judging import gold_stance
from threadlab.training.splits import fold_of

FOLDS = 5
FEWEST_ROWS = 50


def word_model(
    what: str, train: Sequence[Example], test: Sequence[Example]
) -> list[tuple[float, ...]]:
    """Predicts with TF-IDF of the own words and of the words answered, and logistic regression.

    Args:
        what: "types" (one regression a type, the balance of labels corrected) or "stance".
        train: What to learn from; rows without the labels are left out.
        test: What to predict.

    Returns:
        For each row of test the probability of each of TYPES or of STANCES.

    Raises:
        MissingExtra: scikit-learn is not installed.
    """
    rows = [e for e in train if (e.types if what == "types" else e.stance)]
    if not rows or not test:
        return [tuple(0.0 for _ in (TYPES if what == "types" else STANCES))] * len(test)
    features, others = _features(rows, test)
    if what == "stance":
        return _one_of([gold_stance(e) for e in rows], features, others)
    columns = [_present([t in (e.types or ()) for e in rows], features, others) for t in TYPES]
    return list(zip(*columns, strict=True))


def _features(rows: Sequence[Example], test: Sequence[Example]) -> tuple[Any, Any]:
    try:
        from scipy.sparse import hstack
        from sklearn.feature_extraction.text import TfidfVectorizer
    except ImportError as error:
        raise MissingExtra("scikit-learn", "train", "the TF-IDF baseline") from error
    parts: list[tuple[Any, Any]] = []
    for name in ("own", "answered"):
        words = TfidfVectorizer(
            ngram_range=(1, 2), min_df=2, sublinear_tf=True, strip_accents="unicode"
        )
        # Two words that no text holds keep the vocabulary from being empty on tiny data.
        texts = [getattr(e, name) or "nothing here" for e in rows]
        words.fit([*texts, "nothing here", "nothing here"])
        parts.append((words.transform(texts), words.transform([getattr(e, name) for e in test])))
    return hstack([a for a, _ in parts]).tocsr(), hstack([b for _, b in parts]).tocsr()


def _regression() -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=2.0, class_weight="balanced", max_iter=1000)


def _present(labels: Sequence[bool], features: Any, others: Any) -> list[float]:
    if len(set(labels)) < 2:
        return [float(labels[0])] * others.shape[0]
    fitted = _regression().fit(features, list(labels))
    return [float(row[1]) for row in fitted.predict_proba(others)]


def _one_of(labels: Sequence[str], features: Any, others: Any) -> list[tuple[float, ...]]:
    if len(set(labels)) < 2:
        return [tuple(float(s == labels[0]) for s in STANCES)] * others.shape[0]
    fitted = _regression().fit(features, list(labels))
    places = {name: k for k, name in enumerate(fitted.classes_)}
    return [
        tuple(float(row[places[s]]) if s in places else 0.0 for s in STANCES)
        for row in fitted.predict_proba(others)
    ]


def cross_validated(what: str, examples: Sequence[Example]) -> list[tuple[float, ...]] | None:
    """Predicts every row with a word model that has not seen the row's thread.

    Args:
        what: "types" or "stance".
        examples: Labelled rows.

    Returns:
        Probabilities as word_model gives them; None for fewer than 50 rows or a single thread.

    Raises:
        MissingExtra: scikit-learn is not installed.
    """
    folds = [fold_of(e.key, FOLDS) for e in examples]
    if len(examples) < FEWEST_ROWS or len(set(folds)) < 2:
        return None
    found: list[tuple[float, ...]] = [()] * len(examples)
    for fold in sorted(set(folds)):
        held = [i for i, f in enumerate(folds) if f == fold]
        train = [e for e, f in zip(examples, folds, strict=True) if f != fold]
        for i, row in zip(held, word_model(what, train, [examples[i] for i in held]), strict=True):
            found[i] = row
    return found


def majority(what: str, examples: Sequence[Example]) -> list[tuple[float, ...]]:
    """Gives every row the commonest label: the commonest primary type, or stance.

    Args:
        what: "types" or "stance".
        examples: Labelled rows.

    Returns:
        A probability of 1 for that label in every row.
    """
    if what == "types":
        names, labels = TYPES, [e.types[0] for e in examples if e.types]
    else:
        names, labels = STANCES, [gold_stance(e) for e in examples]
    commonest = max(names, key=lambda name: (labels.count(name), -names.index(name)))
    return [tuple(float(name == commonest) for name in names)] * len(examples)
