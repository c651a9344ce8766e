"""The model card: what a model was made of, how good it is, what it must not be used for."""

from collections.abc import Mapping, Sequence
from typing import Any

from threadlab.arguments.language import language_name
from threadlab.encoder.folder import LANGUAGES
from threadlab.training.fit import MEAN

_HEAD = """\
# {title}

Tells of a forum comment {tells}.
One pass of a small transformer over the pair (words answered, own words); no network is needed,
all weights are in this folder. Labels and their definitions: `labels.json`.

Use it to find one's way through a discussion. Do **not** use it to judge, rank, moderate or
sanction persons: "attack" says how a comment reads to a model, not what its author meant or is.
"""

_LIMITS = """\
## Limits

* No model is better than its labels: how far two careful readings of the same comments agree
  bounds what it can reach.
* On forums unlike those it learned from (other topics, other tones) expect less than the
  figures above, and measure on labelled comments of your own (`threadlab evaluate`).
* It reads {languages} only. Other languages, code and tables get labels that mean little.
* Sarcasm, irony and rhetorical questions are often taken at their word.
* A pair is cut to {max_tokens} tokens; the middle of longer ones is lost.
* Stance is relative to the words answered. If the wrong parent is given, so is the stance.
"""


def card(title: str, what: Mapping[str, Any], scores: Mapping[str, Any]) -> str:
    """Writes the card of a model.

    Args:
        title: Name of the model.
        what: How it was trained: command, base, sha256, seed, config, data, split, max_tokens,
            history, left_out, languages.
        scores: By head, from measuring.measure.

    Returns:
        Markdown.
    """
    tells = {
        "types": "which of ten argument types it has",
        "stance": "its stance toward what it answers",
    }
    said = " and ".join(tells[name] for name in scores)
    read = ", ".join(map(language_name, what.get("languages", LANGUAGES)))
    parts = [_HEAD.format(title=title, tells=said), _scores_part(scores, what)]
    parts += [
        _data_part(what),
        _LIMITS.format(max_tokens=what["max_tokens"], languages=read),
        _training_part(what),
    ]
    return "\n".join(parts)


def _scores_part(scores: Mapping[str, Any], what: Mapping[str, Any]) -> str:
    left_out = ", ".join(what["left_out"])
    where = f"rows of {left_out}, left out" if left_out else "held-back threads"
    lines = [f"## Scores on {where}", ""]
    lines += [
        "| | this model | TF-IDF + logistic regression | majority |",
        "|---|---|---|---|",
    ]
    for head, found in scores.items():
        for key, name in _ROWS[head]:
            cells = [_cell(found[who], key) for who in ("model", "tfidf_lr", "majority")]
            lines.append(f"| {name} | {' | '.join(cells)} |")
    for head, found in scores.items():
        low, high = found["gain"]
        lines += [
            "",
            f"{head.capitalize()}: {found['model']['n']} comments of {found['threads']} threads; "
            f"the model's macro-F1 lies {low:+.3f} to {high:+.3f} above the word model's "
            "(95 %, drawing threads). The word model learned from the same training threads.",
        ]
        each = found["model"]["per_type" if head == "types" else "per_stance"]
        lines += ["", "F1: " + ", ".join(f"{name} {f1:.2f}" for name, f1 in each.items()) + "."]
        doubt = found["doubt"]
        lines += [
            "",
            f"Unsure: the most probable label lies below the limit of doubt, {doubt['limit']:.2f}, "
            f"for {1 - doubt['coverage']:.0%} of these comments; it is right for "
            f"{doubt['accuracy_below']:.0%} of them, and for {doubt['accuracy_above']:.0%} of the "
            "others.",
        ]
    return "\n".join([*lines, "", *_coverage_lines(scores), ""])


def _coverage_lines(scores: Mapping[str, Any]) -> list[str]:
    """How many answers are right among the most certain ones, and what calibration can show."""
    lines = ["Right among the most certain answers:", ""]
    lines += ["| share given | " + " | ".join(_ASKED[head] for head in scores) + " |"]
    lines += ["|---" * (len(scores) + 1) + "|"]
    for place in range(len(next(iter(scores.values()))["coverage"])):
        points = [found["coverage"][place] for found in scores.values()]
        cells = [f"{right:.0%} (from {least:.2f} on)" for _, right, least in points]
        lines.append(f"| {points[0][0]:.0%} | {' | '.join(cells)} |")
    lines += [
        "",
        "Even perfect probabilities would show a calibration error of "
        + " and ".join(f"{found['ece_by_chance']:.3f} ({head})" for head, found in scores.items())
        + " on so few comments, by chance.",
    ]
    if "types" in scores:
        lines[-1] += (
            " The probability of a type says that the comment has this type at all; to be the"
            " primary one asks more, so that fewer are right in the table above."
        )
    return lines


_ASKED = {"types": "primary type right", "stance": "stance right"}
_ROWS: Mapping[str, Sequence[tuple[str, str]]] = {
    "types": (
        ("macro_f1", "types: macro-F1 over ten types, several a comment"),
        ("primary_accuracy", "types: primary type right"),
        ("ece", "types: calibration error of the types that the model names"),
    ),
    "stance": (
        ("macro_f1", "stance: macro-F1 over three"),
        ("macro_f1_at_70", "stance: macro-F1, most certain 70 %"),
        ("accuracy", "stance: right"),
        ("ece", "stance: calibration error"),
    ),
}


def _cell(found: Mapping[str, Any], key: str) -> str:
    span = found.get("intervals", {}).get(key)
    tail = f" ({span[0]:.3f} to {span[1]:.3f})" if span else ""
    return f"{found[key]:.3f}{tail}"


def _data_part(what: Mapping[str, Any]) -> str:
    lines = ["## Data", "", "| file | rows used | SHA-256 begins |", "|---|---|---|"]
    lines += [f"| {d['file']} | {d['rows']} | {d['sha256'][:16]} |" for d in what["data"]]
    split = what["split"]
    left_out = ", ".join(what["left_out"])
    how = (
        f"All rows of {left_out} were left out of training and serve as the test."
        if left_out
        else "Split by thread, over all files together, by a hash of the thread's key."
    )
    lines += [
        "",
        f"{how} Training: {split['train']} rows (of these {split['helping']} follow another scheme "
        "and only help; what such a scheme is silent about is masked); validation: "
        f"{split['valid']}; test: {split['test']}. Not counted are training rows that nearly equal "
        "a held-back one: they were dropped. Scores are measured only on rows that belong to a "
        "random sample.",
        "",
        "The texts are public forum posts and are not part of this project.",
        "",
    ]
    return "\n".join(lines)


def _training_part(what: Mapping[str, Any]) -> str:
    settings = ", ".join(f"{key} {value}" for key, value in what["config"].items())
    lines = [
        "## Training",
        "",
        f"First weights: {what['base']} (SHA-256 {what['sha256']}).",
        "",
        "```",
        what["command"],
        "```",
        "",
        f"Settings: {settings}.",
        "",
        "Best epoch chosen, and temperature, offsets, thresholds and limit of doubt fitted, on "
        "the validation part.",
        "",
        f"Since then calibrated and measured anew, without an epoch more: `{what['anew']}`. The "
        "training may have been that of an earlier threadlab."
        if "anew" in what
        else "On one machine the command gives this model again, up to rounding.",
        "",
    ]
    if not what["history"]:
        return "\n".join([*lines, "No epoch was trained: these are the first weights.", ""])
    lines += [
        "| epoch | " + " | ".join(list(what["history"][0])[1:]) + " |",
        "|---" * len(what["history"][0]) + "|",
    ]
    for row in what["history"]:
        cells = [f"{value:.3f}" for key, value in row.items() if key != "epoch"]
        number = "mean of all" if row["epoch"] == MEAN else row["epoch"] + 1
        lines.append(f"| {number} | {' | '.join(cells)} |")
    return "\n".join([*lines, ""])
