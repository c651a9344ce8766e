"""Foreign schemes: what their labels say of our argument types, as tables.

A foreign label says yes (1), no (0) or something between of some types, and nothing of the others:
what it is silent about is masked in the loss, for a missing label is no negative.

| source | scheme |
|---|---|
| cdcp | clauses of comments on rules (Park and Cardie 2018) |
| cmv-units | clauses of r/changemyview (Egawa, Morio and Fujita 2019) |
| qt30 | questions in televised debates (Hautli-Janisz et al. 2022) |
| rumoureval | replies to rumours that ask (Gorrell et al. 2019) |
| (threads) | comments of r/changemyview taken away as attacks (Habernal et al. 2018) |
| wikitactics | tactics in disputes on talk pages (De Kock, Stafford and Vlachos 2022) |
"""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

Hints = Mapping[str, float]

_CDCP: Mapping[str, Hints] = {
    # A clause that only values something may be a reason of the whole comment: silent there.
    "value": {"claim": 1, "testimony": 0, "evidence": 0, "proposal": 0, "question": 0, "other": 0},
    "testimony": {"testimony": 1, "proposal": 0, "question": 0, "other": 0},
    "policy": {"proposal": 1, "testimony": 0, "evidence": 0, "question": 0, "other": 0},
    "fact": {"evidence": 1, "testimony": 0, "proposal": 0, "question": 0, "other": 0},
    "reference": {"evidence": 1, "testimony": 0, "proposal": 0, "question": 0, "other": 0},
}
_CMV: Mapping[str, Hints] = {
    "value": {"claim": 1, "testimony": 0, "evidence": 0, "proposal": 0, "other": 0},
    "major_claim": {"claim": 1, "testimony": 0, "other": 0},
    "rhetorical_statement": {"testimony": 0, "evidence": 0, "proposal": 0},
    "testimony": {"testimony": 1, "proposal": 0, "other": 0},
    "policy": {"proposal": 1, "testimony": 0, "evidence": 0, "other": 0},
    "fact": {"evidence": 1, "testimony": 0, "proposal": 0, "other": 0},
}
# The assertive kind is half a claim and half a question: it says nothing.
_QT30: Mapping[str, Hints] = {
    "Pure Questioning": {"question": 1, "other": 0},
    "Rhetorical Questioning": {"question": 0, "other": 0},
}
_RUMOUREVAL: Mapping[str, Hints] = {"query": {"question": 1, "other": 0}}

# Levels of Graham's hierarchy of disagreement as wikitactics numbers them ("DH5: …").
_ATTACKS = frozenset({"DH0", "DH1", "DH3"})
_COUNTERS = frozenset({"DH5", "DH6", "DH7"})
_STANDS = frozenset({"DH4"})
_COORDINATION: Mapping[str, str] = {
    "Asking questions": "question",
    "Suggesting a compromise": "proposal",
}
_CONCEDING = "Conceding / recanting"
# Mean crowd scores of the Internet Argument Corpus from -5 (attacking) to 5 (respectful); what
# lies between is left open.
_ATTACKING, _RESPECTFUL = -1.5, 1.5


def hints(row: Mapping[str, Any]) -> tuple[tuple[str, float], ...]:
    """Tells what a row of a foreign scheme says of single argument types.

    Args:
        row: A labelled comment, as in its file.

    Returns:
        (type, probability) for each type the row speaks of; none for a row of our own scheme, of
        an unknown one, or with a label that says nothing.
    """
    if row.get("types"):
        return ()
    source = str(row.get("source") or "").split("/")[0]
    found = dict(READINGS[source](row)) if source in READINGS else {}
    if "ad_hominem" in row:
        found["attack"] = float(row["ad_hominem"])
    if "mean_agreement" in row:
        found.update(_of_attack(row))
    return tuple((name, float(value)) for name, value in found.items())


def of_thread(row: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Takes the comments out of a thread whose comments are marked as attacks or not.

    Args:
        row: A line of a threads file with "gold_ad_hominem" at its comments (Habernal et al. 2018,
            "Before Name-calling").

    Yields:
        Labelled comments: each attack, and of the other ones those that an attack answers, for
        there are far too many of them.
    """
    comments = {str(c.get("id")): c for c in row["comments"]}
    attacks = [c for c in comments.values() if c.get("gold_ad_hominem")]
    answered = {str(c.get("parent")) for c in attacks}
    for name, comment in comments.items():
        parent = comments.get(str(comment.get("parent")))
        marked = comment.get("gold_ad_hominem")
        if parent is None or marked is None or not (marked or name in answered):
            continue
        yield {
            "id": name,
            "thread": row.get("thread_id"),
            "source": row.get("source"),
            "parent_text": parent.get("body") or "",
            "text": comment.get("body") or "",
            "ad_hominem": bool(marked),
        }


def _by_label(table: Mapping[str, Hints]) -> Callable[[Mapping[str, Any]], Hints]:
    return lambda row: table.get(str(row.get("label")), {})


def _of_tactics(row: Mapping[str, Any]) -> Hints:
    levels = {str(name).split(":")[0] for name in row.get("rebuttal_labels") or ()}
    acts = set(row.get("coordination_labels") or ())
    if not levels and not acts:
        return {}
    found: dict[str, float] = {"attack": bool(levels & _ATTACKS), "concession": _CONCEDING in acts}
    if levels & _COUNTERS:
        found["rebuttal"] = 1
    elif not levels & _STANDS:
        found["rebuttal"] = 0
    # Who edits a page together proposes often without a label that says so.
    if not acts:
        found["proposal"] = 0
    found.update({_COORDINATION[name]: 1 for name in acts & set(_COORDINATION)})
    return found


def _of_attack(row: Mapping[str, Any]) -> Hints:
    tone = float(row.get("attack") or 0.0)
    if tone <= _ATTACKING:
        return {"attack": 1}
    return {"attack": 0} if tone >= _RESPECTFUL else {}


READINGS: Mapping[str, Callable[[Mapping[str, Any]], Hints]] = MappingProxyType(
    {
        "cdcp": _by_label(_CDCP),
        "cmv-units": _by_label(_CMV),
        "qt30": _by_label(_QT30),
        "rumoureval": _by_label(_RUMOUREVAL),
        "wikitactics": _of_tactics,
    }
)
"""The foreign schemes there are: source -> what a row of it says of our types."""
