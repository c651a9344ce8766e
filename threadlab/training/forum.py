"""A forum's own labels: the model it starts from, adapted where that helps, and what was found."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from threadlab.arguments.language import languages_of
from threadlab.encoder.folder import Head, ModelFolder
from threadlab.encoder.pairs import Pair, tokenize
from threadlab.training.adapting import (
    CHOSEN,
    FEWEST,
    FOLDS,
    TAUGHT,
    UNCHANGED,
    WAYS,
    Adapted,
    adapt,
)
from threadlab.training.examples import Example
from threadlab.training.fit import read
from threadlab.training.measuring import rounded
from threadlab.training.refitting import is_random
from threadlab.training.start import Start
from threadlab.training.writing import calibration_json, halve, labels_json, write_folder

# With more labelled comments than this a training of all layers pays.
MOST_ROWS = 1000


def adapt_model(
    start: Start,
    folder: ModelFolder,
    examples: Sequence[Example],
    out: Path,
    facts: Mapping[str, Any],
    asked: Sequence[str],
    rounds: int,
) -> dict[str, Any]:
    """Adapts the heads of a model to a forum's labelled comments and writes the new folder.

    Args:
        start: The model's weights, with all of its heads.
        folder: What the model's small files say.
        examples: The labelled comments.
        out: The new model's folder.
        facts: For the card: command, data, base, sha256.
        asked: Which heads are to be adapted; the others stay.
        rounds: Samples drawn for each interval.

    Returns:
        By asked head: "way", "n" labelled comments, "random" how many of them belong to a random
        sample, and the scores on comments not seen, as adapting.Adapted has them.
    """
    import torch

    pairs = [Pair(e.answered, e.own) for e in examples]
    features, logits = read(start.network, tokenize(start.tokenizer, pairs, folder.max_tokens))
    found: dict[str, Adapted] = {}
    heads: list[Head] = []
    for head in folder.heads:
        if head.name not in asked:
            heads.append(head)
            continue
        told = [i for i, e in enumerate(examples) if _tells(e, head.name)]
        adapted = adapt(
            head,
            features[told],
            [logits[head.name][i] for i in told],
            [examples[i] for i in told],
            rounds,
        )
        found[head.name] = adapted
        heads.append(adapted.head)
        if adapted.weight is not None:
            with torch.no_grad():
                weights: Any = start.network[head.name].weight
                weights += adapted.weight.T.to(weights.dtype)
    halve(start.network)
    scores: dict[str, Any] = {
        name: {"way": a.way, **_counts(name, examples), **rounded(dict(a.scores))}
        for name, a in found.items()
    }
    small = {
        "config.json": start.config,
        "labels.json": labels_json(heads, folder.max_tokens, _reads(folder, found, examples)),
        "calibration.json": calibration_json(heads),
        "scores.json": {"trained": dict(facts), "test": {}, "adapted": scores},
    }
    write_folder(out, start.network, start.tokenizer, small, forum_card(out.name, facts, scores))
    return scores


def _tells(example: Example, head: str) -> bool:
    return bool(example.types if head == "types" else example.stance)


def _counts(head: str, examples: Sequence[Example]) -> dict[str, int]:
    told = [e for e in examples if _tells(e, head)]
    return {"n": len(told), "random": sum(map(is_random, told))}


def _reads(
    folder: ModelFolder, found: Mapping[str, Adapted], examples: Sequence[Example]
) -> tuple[str, ...]:
    """The model's languages, and the forum's if all that it tells was adapted to them."""
    whole = all(h.name in found and found[h.name].way != UNCHANGED for h in folder.heads)
    if not whole or not folder.languages:  # none: it reads any
        return folder.languages
    return tuple(dict.fromkeys((*folder.languages, *languages_of(e.own for e in examples))))


def verdict(scores: Mapping[str, Any]) -> list[str]:
    """Says in plain words, a line a head, whether adapting helped.

    Args:
        scores: From adapt_model.
    """
    return [f"{name}: {_said(found)}" for name, found in scores.items() if found["n"]]


def _said(found: Mapping[str, Any]) -> str:
    if CHOSEN in found:
        return _said_of_measured(found)
    count, random = found["n"], found["random"]
    whether = (
        f"whether that helps on the forum cannot be told: at least {FEWEST} comments drawn at "
        f"random, of several threads, are needed for that ({random} given)"
    )
    if "picked" in found:
        before, after = found["picked"]["before"], found["picked"]["after"]
        carried = f"log loss {before:.3f} before, {after:.3f} after, on some not seen"
        if found["way"] == TAUGHT:
            return (
                f"learned from {count - random} corrected or picked comments ({carried}); how "
                f"common labels are stays as it was, and {whether}."
            )
        return (
            f"left as it was; what some of the {count - random} corrected or picked comments teach "
            f"did not carry over to others of them ({carried})."
        )
    return (
        f"left as it was; {count} labelled comments ({random} of them drawn at random) are too few "
        f"to learn from or to tell whether anything helps (at least {FEWEST}, those drawn at "
        "random of several threads)."
    )


def _said_of_measured(found: Mapping[str, Any]) -> str:
    before, after = found[UNCHANGED], found[CHOSEN]
    low, high = found["gain"]
    said = (
        f"macro-F1 {before['macro_f1']:.3f} before, {after['macro_f1']:.3f} after "
        f"(difference {low:+.3f} to {high:+.3f}), log loss {before['log_loss']:.3f} before, "
        f"{after['log_loss']:.3f} after, on random comments not seen ({found['random']} in all)."
    )
    if found["way"] == UNCHANGED:
        return f"left as it was, nothing helped: {said}"
    if low > 0:
        return f"adapted ({found['way']}), and it helped: {said}"
    return f"adapted ({found['way']}); it may have helped: {said}"


_CARD = """\
# {title}

The model {base} (SHA-256 of its weights {sha256}), adapted to a forum's own labelled comments.
What it tells, and its limits, stand in the card of that model. Do **not** use it to judge, rank,
moderate or sanction persons.

## Did it help?

{verdict}
{measured}
## Data

{data}

```
{command}
```
"""


_MEASURED = """
Each comment of the random sample was scored by a model that had seen no comment of its thread
({folds} parts, whole threads), with thresholds of that model; the way of adapting was chosen by the
others.

| head | way | macro-F1 | log loss | calibration error |
|---|---|---|---|---|
{rows}

"balance" shifts how common each label is taken to be; "heads" also changes the last layer. Comments
that somebody picked, such as corrections, teach the last layer alone.
"""


def forum_card(title: str, facts: Mapping[str, Any], scores: Mapping[str, Any]) -> str:
    """Writes the card of an adapted model.

    Args:
        title: Name of the model.
        facts: command, data, base, sha256.
        scores: From adapt_model.

    Returns:
        Markdown.
    """
    rows = [
        f"| {name} | {way} | {found[way]['macro_f1']:.3f} | {found[way]['log_loss']:.3f} | "
        f"{found[way]['ece']:.3f} |"
        for name, found in scores.items()
        for way in (UNCHANGED, *WAYS, CHOSEN)
        if way in found
    ]
    data = [f"* {d['file']}: {d['rows']} rows (SHA-256 {d['sha256'][:16]}…)" for d in facts["data"]]
    return _CARD.format(
        title=title,
        base=facts["base"],
        sha256=facts["sha256"],
        verdict="\n".join(f"* {line}" for line in verdict(scores)),
        measured=_MEASURED.format(folds=FOLDS, rows="\n".join(rows)) if rows else "",
        data="\n".join(data),
        command=facts["command"],
    )
