"""Classifier: argument types or stances of plain texts, with the habits of scikit-learn."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from threadlab.arguments import MOST_TYPES
from threadlab.arguments.asking import ask
from threadlab.encoder import Head, Labels, Model, Pair, load_model, open_folder
from threadlab.errors import ModelError, UnknownName
from threadlab.scheme import STANCES, TYPES
from threadlab.training.labels import voices

if TYPE_CHECKING:
    from typing import Self

    import numpy as np

HEADS: Mapping[str, tuple[str, ...]] = {"types": TYPES, "stance": STANCES}
TEXT, PARENT = "text", "parent_text"
# From so many texts on a terminal sees a progress bar.
_LONG = 200


class Classifier:
    """Tells the argument types, or the stance, of texts; it is trained already.

    A classifier as scikit-learn has them: it can be cloned, take part in a Pipeline, be scored
    and searched over. fit learns nothing; `threadlab train` makes a model of your own.

    X, wherever it is asked for, is a list, array or Series of texts; or of pairs (parent's text,
    text); or a data frame with the column "text" and, if there is one, "parent_text". Lines that
    quote ("> …", [quote]) are read as the words answered, not as the writer's own. What is missing
    (None, NaN) counts as empty; of an empty text no label is sure.

    Args:
        model: A model folder, threadlab's or a sequence classifier of Hugging Face; None: the
            model that ships with threadlab.
        head: "types" or "stance".
        labels: Of a folder of Hugging Face: which type or stance each of its labels means, as a
            mapping or a JSON file; None: as its threadlab.json says.
        progress: Whether to show a progress bar on stderr; None: on long work in a terminal.
        engine: What runs the model, as tl.classify takes it.
    """

    _estimator_type = "classifier"  # as scikit-learn before 1.6 asks

    def __init__(
        self,
        model: Model = None,
        head: str = "types",
        labels: Labels = None,
        progress: bool | None = None,
        engine: str | None = None,
    ) -> None:
        self.model = model
        self.head = head
        self.labels = labels
        self.progress = progress
        self.engine = engine

    @classmethod
    def load(
        cls,
        model: Model = None,
        head: str = "types",
        labels: Labels = None,
        progress: bool | None = None,
        engine: str | None = None,
    ) -> "Self":
        """Makes a classifier and loads its weights at once, so that what is wrong shows here.

        Args:
            model: As the class takes it.
            head: As the class takes it.
            labels: As the class takes them.
            progress: As the class takes it.
            engine: As the class takes it.

        Returns:
            The classifier.

        Raises:
            ModelError: The folder is missing or broken, or does not tell what head asks for.
            UnknownName: There is no such head.
        """
        made = cls(model, head, labels, progress, engine)
        made._told()
        load_model(model, labels=labels, engine=engine)
        return made

    @property
    def classes_(self) -> "np.ndarray[Any, Any]":
        """The labels, in the order of the columns of predict_proba: shape (10,) or (3,)."""
        import numpy as np

        return np.array(self._told().labels)

    def predict_proba(self, X: Any) -> "np.ndarray[Any, Any]":  # noqa: N803 - scikit-learn's name
        """Tells the calibrated probability of each label.

        Args:
            X: Texts, pairs or a frame.

        Returns:
            Shape (texts, labels), columns as in classes_. Stances exclude one another: each row
            sums to 1. Types do not: each is a probability by itself that the comment has the
            type, and a row may sum to less or more than 1.
        """
        import numpy as np

        head = self._told()
        rows = [answer.by_head[head.name] for answer in self._asked(X)]
        table = np.array(rows, dtype=np.float64).reshape(len(rows), len(head.labels))
        if head.name == "stance" and len(table):
            table /= table.sum(axis=1, keepdims=True)
        return table

    def predict(self, X: Any) -> "np.ndarray[Any, Any]":  # noqa: N803
        """Tells one label a text: the primary (most probable) type, or the stance.

        Args:
            X: Texts, pairs or a frame.

        Returns:
            Strings, shape (texts,). All types of a text: predict_sets.
        """
        labels: np.ndarray[Any, Any] = self.classes_[self.predict_proba(X).argmax(axis=1)]
        return labels

    def predict_sets(self, X: Any) -> list[tuple[str, ...]]:  # noqa: N803
        """Tells all labels of each text.

        Args:
            X: Texts, pairs or a frame.

        Returns:
            For each text its types: the primary one, then those that reach the model's threshold,
            most probable first, three at most; or its one stance.
        """
        head = self._told()
        table = self.predict_proba(X)
        most = MOST_TYPES if head.name == "types" else 1
        found = []
        for row in table:
            order = sorted(range(len(row)), key=lambda k: -row[k])
            named = [k for n, k in enumerate(order) if not n or row[k] >= head.thresholds[k]]
            found.append(tuple(head.labels[k] for k in named[:most]))
        return found

    def unsure(self, X: Any) -> "np.ndarray[Any, Any]":  # noqa: N803
        """Tells which answers of predict are too doubtful to be stated as a fact.

        Args:
            X: Texts, pairs or a frame.

        Returns:
            Booleans, shape (texts,): whether the label lies below the model's limit of doubt.
        """
        doubtful: np.ndarray[Any, Any] = (
            self.predict_proba(X).max(axis=1, initial=0.0) < self._told().unsure_below
        )
        return doubtful

    def fit(self, X: Any = None, y: Any = None) -> "Self":  # noqa: ARG002, N803
        """Learns nothing: the model is trained already.

        Args:
            X: Not looked at.
            y: Not looked at.

        Returns:
            Itself.
        """
        self._told()
        return self

    def score(self, X: Any, y: Any, sample_weight: Any = None) -> float:  # noqa: N803
        """Share of texts whose label is y (the primary type, or the stance).

        Args:
            X: Texts, pairs or a frame.
            y: The right label of each.
            sample_weight: How much each counts; None: all the same.

        Returns:
            A fraction.
        """
        import numpy as np

        return float(np.average(self.predict(X) == np.asarray(y), weights=sample_weight))

    # --- scikit-learn's habits -------------------------------------------------------------------

    def get_params(self, deep: bool = True) -> dict[str, Any]:  # noqa: ARG002
        """Gives the arguments that it was made with, by name; deep changes nothing."""
        return {
            "model": self.model,
            "head": self.head,
            "labels": self.labels,
            "progress": self.progress,
            "engine": self.engine,
        }

    def set_params(self, **params: Any) -> "Self":
        """Changes arguments.

        Returns:
            Itself.

        Raises:
            ValueError: There is no such argument.
        """
        known = self.get_params()
        for name, value in params.items():
            if name not in known:
                raise ValueError(f"unknown parameter {name!r}; there is: {', '.join(known)}")
            setattr(self, name, value)
        return self

    def __sklearn_is_fitted__(self) -> bool:
        return True

    def __sklearn_tags__(self) -> Any:
        from sklearn.utils import ClassifierTags, InputTags, Tags, TargetTags

        return Tags(
            estimator_type="classifier",
            target_tags=TargetTags(required=False),
            classifier_tags=ClassifierTags(),
            input_tags=InputTags(two_d_array=False, string=True, allow_nan=True),
            requires_fit=False,
        )

    def __repr__(self) -> str:
        given = {k: v for k, v in self.get_params().items() if v is not None}
        return f"{type(self).__name__}({', '.join(f'{k}={v!r}' for k, v in given.items())})"

    # ---------------------------------------------------------------------------------------------

    def _told(self) -> Head:
        """The head that it answers with."""
        if self.head not in HEADS:
            raise UnknownName("head", self.head, HEADS)
        folder = open_folder(self.model, self.labels)
        head = folder.head(self.head)
        if head is None:
            there = ", ".join(known.name for known in folder.heads)
            raise ModelError(
                str(folder.path),
                f"it does not tell {self.head}, only {there}",
                next_step=f"Take head={there!r}, or another model.",
            )
        return head

    def _asked(self, X: Any) -> Any:  # noqa: N803
        pairs = as_pairs(X)
        shown = self.progress
        if shown is None:
            shown = len(pairs) >= _LONG and sys.stderr.isatty()
        return ask(open_folder(self.model, self.labels, self.engine), pairs, progress=shown)


def as_pairs(X: Any) -> list[Pair]:  # noqa: N803
    """Reads texts, pairs (parent's text, text) or a frame as what a model is given.

    Args:
        X: As Classifier takes it.

    Returns:
        A pair a text, in order. Where a text quotes, the quoted words are those answered, as in
        training; else the parent's own words are.

    Raises:
        UnknownName: A frame has no column "text".
        TypeError: X is a single text, or holds something else than texts and pairs.
    """
    if isinstance(X, str | bytes):
        raise TypeError("give a list of texts; for a single one: [text]")
    columns = getattr(X, "columns", None)
    if columns is not None:
        if TEXT not in columns:
            raise UnknownName("column", TEXT, map(str, columns))
        parents = X[PARENT] if PARENT in columns else [None] * len(X)
        return [_pair(parent, text) for parent, text in zip(parents, X[TEXT], strict=True)]
    return [_item(item) for item in _items(X)]


def _items(X: Any) -> Iterable[Any]:  # noqa: N803
    if isinstance(X, Mapping) or not isinstance(X, Iterable):
        raise TypeError(f"give a list, array, Series or frame of texts, not {type(X).__name__}")
    return X


def _item(item: Any) -> Pair:
    if isinstance(item, str) or _is_missing(item):
        return _pair(None, item)
    # A row of a two-dimensional array is a pair, too.
    parts = list(item) if isinstance(item, Sequence) or hasattr(item, "tolist") else [None] * 3
    if len(parts) == 1:
        return _pair(None, parts[0])
    if len(parts) != 2:
        raise TypeError(f"give texts or pairs (parent's text, text), not {type(item).__name__}")
    return _pair(parts[0], parts[1])


def _pair(parent: Any, text: Any) -> Pair:
    for value in (parent, text):
        if not isinstance(value, str) and not _is_missing(value):
            raise TypeError(f"a text is a string, not {type(value).__name__}")
    quoted, own = voices(text) if isinstance(text, str) else ("", "")
    answered = quoted or (voices(parent)[1] if isinstance(parent, str) else "")
    return Pair(answered, own)


def _is_missing(value: Any) -> bool:
    """Whether a value stands for nothing: None, NaN, pandas' NA."""
    if value is None or type(value).__name__ in {"NAType", "NaTType"}:
        return True
    return isinstance(value, float) and value != value
