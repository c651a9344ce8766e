"""Scores of types and stances as tables for the terminal."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from threadlab.arguments.prior import LEAST_REPLIES
from threadlab.evaluation.tables import ALL, FEW, Table, as_text

_FIRST = {True: "primary_accuracy", False: "accuracy"}


def label_tables(scores: Mapping[str, Mapping[str, Any]]) -> str:
    """Lays out scores of types or stances.

    Args:
        scores: From evaluate.

    Returns:
        A line a source; then, for all sources together, F1 by label, which label is taken for
        which, scores on the most certain answers, and what the limit of doubt does.
    """
    whole = scores[ALL]
    types = "per_type" in whole
    parts = [_sources(scores, types), _labels(whole, types), _confusion(whole), _coverage(whole)]
    return "\n\n".join([*parts, _unsure(whole)])


def _sources(scores: Mapping[str, Mapping[str, Any]], types: bool) -> str:
    first = _FIRST[types]
    rows = []
    for name, found in scores.items():
        if name == ALL and len(scores) == 2:
            continue  # a single source needs no sum
        words = found["baselines"]["tfidf_lr"]
        intervals = found["intervals"]
        star = "*" if found["n"] < FEW else ""
        rows.append(
            (
                f"{name}{star}",
                f"{found['threads']:,}",
                f"{found['n']:,}",
                _with(found["macro_f1"], intervals["macro_f1"]),
                _figure(words and words["macro_f1"]),
                _figure(found["baselines"]["majority"]["macro_f1"]),
                _with(found[first], intervals[first]),
                _figure(words and words[first]),
                *(() if types else (_figure(found["macro_f1_at_70"]),)),
                _with(found["ece"], intervals["ece"]),
            )
        )
    title = "primary type right" if types else "right"
    head = (
        *("source", "threads", "n", "macro-F1", "macro-F1: TF-IDF + LR", "macro-F1: majority"),
        *(title, f"{title}: TF-IDF + LR", *(() if types else ("macro-F1 at 70 %",)), "ECE"),
    )
    notes = [
        "In brackets: 95 % interval by the bootstrap over whole threads. TF-IDF + LR: a word "
        "model, cross-validated by thread within these files."
    ]
    gain = scores[ALL]["gain"]
    if gain:
        notes.append(
            f"The model's macro-F1 lies {gain[0]:+.3f} to {gain[1]:+.3f} above the word "
            "model's (95 %)."
        )
    notes += _shares(scores)
    if any("*" in row[0] for row in rows):
        notes.append(f"* fewer than {FEW} comments: chance weighs heavily.")
    return as_text(Table(head, tuple(rows), tuple(notes)))


def _shares(scores: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Says which sources were shifted to shares of their own, and which were not."""
    told = {name: found["shares"] for name, found in scores.items() if "shares" in found}
    for name, shares in told.items():
        if shares:
            parts = ", ".join(f"{label} {share:.2f}" for label, share in shares.items())
            yield f"Shifted to the shares estimated for {name}: {parts}."
    few = [name for name, shares in told.items() if not shares]
    if few:
        yield f"Not shifted, under {LEAST_REPLIES} replies: {', '.join(few)}."


def _labels(found: Mapping[str, Any], types: bool) -> str:
    by_name = found["per_type" if types else "per_stance"]
    pairs = ", ".join(f"{name} {value:.2f}" for name, value in by_name.items())
    return f"F1 by label ({ALL}): {pairs}"


def _confusion(found: Mapping[str, Any]) -> str:
    names = list(found["confusion"])
    head = ("right label", *(name for name in names))
    rows = [
        (name, *(str(count or "·") for count in found["confusion"][name].values()))
        for name in names
    ]
    note = "Rows: the right first label; columns: the first label answered; all sources."
    return as_text(Table(head, tuple(rows), (note,)))


def _coverage(found: Mapping[str, Any]) -> str:
    head = ("most certain", "macro-F1", "right", "least certain")
    rows = tuple(
        (
            f"{round(100 * row['coverage'])} %",
            _figure(row["macro_f1"]),
            _figure(row["accuracy"]),
            _figure(row["least_probability"]),
        )
        for row in found["coverage"]
    )
    return as_text(Table(head, rows, ("Scores if only the most certain answers were given.",)))


def _unsure(found: Mapping[str, Any]) -> str:
    told = found["unsure"]
    sides = ", ".join(_sides(told))
    return (
        f"Unsure (below {told['below']:.2f}): {100 * told['share']:.0f} % of the answers; right: "
        f"{sides}"
    )


def _sides(told: Mapping[str, Any]) -> Iterator[str]:
    for side, words in (("unsure", "of these"), ("sure", "of the others")):
        value = told[f"accuracy_{side}"]
        yield f"– {words}" if value is None else f"{100 * value:.0f} % {words}"


def _with(value: float, ends: Sequence[float] | None) -> str:
    return _figure(value) if ends is None else f"{value:.3f} [{ends[0]:.3f}–{ends[1]:.3f}]"


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
