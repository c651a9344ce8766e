"""Threads as a corpus of ConvoKit: a folder of utterances, speakers and conversations.

The form: Chang et al., "ConvoKit: A Toolkit for the Analysis of Conversations" (SIGDIAL 2020), and
the toolkit's documentation. threadlab's reader "convokit" reads it back.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from threadlab.exports.placing import known_parents
from threadlab.exports.plain_text import json_bytes
from threadlab.text import clean
from threadlab.thread import Comment, Reply, Thread, own_words, primary_replies

NOBODY = "[deleted]"
"""The speaker of comments whose author is not known, as in ConvoKit's own corpora."""

_META_TYPES = {
    "type": str,
    "types": dict,
    "parent_probability": float,
    "evidence": str,
    "stance": str,
    "stances": dict,
    "also_answers": list,
    "posted": str,
    "own_words": str,
    "format": str,
}


def convokit(threads: Iterable[Thread], folder: Path) -> None:
    """Writes a corpus that convokit.Corpus(filename=folder) loads.

    A thread is a conversation, its comments are utterances; types, stances and probabilities are
    metadata. Reading it back gives ids, authors, texts, times (in seconds) and primary parents.
    Left out: passages, evidence but for its kind, runners-up, notes. Unknown authors share the
    speaker "[deleted]". A conversation bears the id of its first utterance, as ConvoKit wants;
    where ids of comments occur in several threads, all begin with their thread's id and "/". A
    conversation with several openings is one that ConvoKit's check_integrity reports. Lone
    surrogates become U+FFFD. A thread without comments is left out. ConvoKit sorts by time: where
    that of a comment is not known, all of its thread are numbered from 0 instead, and the times
    that are known stand in the metadata.

    Args:
        threads: Threads, at any stage; parents that were stated count where none was rebuilt.
        folder: An empty folder.
    """
    listed = [thread for thread in threads if thread.comments]
    ids = [clean(comment.id) for thread in listed for comment in thread.comments]
    prefixed = len(set(ids)) < len(ids)
    speakers: dict[str, dict[str, Any]] = {}
    conversations: dict[str, dict[str, Any]] = {}
    taken: set[str] = set()
    with (folder / "utterances.jsonl").open("wb") as file:
        for thread in listed:
            names = _names(thread, taken, prefixed)
            root = names[thread.comments[0].id]
            meta = {"thread_id": thread.id, "title": thread.title, "source": thread.source}
            conversations[root] = {"meta": meta, "vectors": []}
            for row in _utterances(thread, names, root):
                speakers.setdefault(row["speaker"], {"meta": {}, "vectors": []})
                file.write(clean(json.dumps(row, ensure_ascii=False)).encode() + b"\n")
    (folder / "speakers.json").write_bytes(json_bytes(speakers))
    (folder / "conversations.json").write_bytes(json_bytes(conversations))
    (folder / "corpus.json").write_bytes(json_bytes({}))
    (folder / "index.json").write_bytes(json_bytes(_index()))


def _names(thread: Thread, taken: set[str], prefixed: bool) -> dict[str, str]:
    """The ids of the utterances of a thread, unique in the corpus."""
    names = {}
    for comment in thread.comments:
        name = clean(f"{thread.id}/{comment.id}" if prefixed else comment.id)
        number, wanted = 1, name
        while name in taken:
            number += 1
            name = f"{wanted}~{number}"
        taken.add(name)
        names[comment.id] = name
    return names


def _utterances(thread: Thread, names: Mapping[str, str], root: str) -> Iterable[dict[str, Any]]:
    primary = primary_replies(thread)
    parents = known_parents(thread)
    further: dict[str, list[str]] = {}
    for reply in thread.replies:
        if not reply.primary and reply.parent is not None:
            further.setdefault(reply.child, []).append(names[reply.parent])
    dated = all(comment.posted is not None for comment in thread.comments)
    for number, comment in enumerate(thread.comments):
        meta = _meta(comment, primary.get(comment.id))
        if comment.posted is not None:
            meta["posted"] = comment.posted.isoformat()
        if comment.id in further:
            meta["also_answers"] = further[comment.id]
        parent = parents.get(comment.id)
        yield {
            "id": names[comment.id],
            "conversation_id": root,
            "text": comment.body,
            "speaker": NOBODY if comment.author is None else clean(comment.author),
            "meta": meta,
            "reply-to": None if parent is None else names[parent],
            "timestamp": int(comment.posted.timestamp()) if dated and comment.posted else number,
            "vectors": [],
        }


def _meta(comment: Comment, reply: Reply | None) -> dict[str, Any]:
    meta: dict[str, Any] = {"own_words": own_words(comment), "format": comment.format}
    if comment.types:
        meta["type"] = comment.types[0].name
        meta["types"] = {label.name: label.probability for label in comment.types}
    if reply is not None:
        meta["parent_probability"] = reply.probability
        if reply.evidence:
            meta["evidence"] = reply.evidence[0].kind
        if reply.stance:
            meta["stance"] = reply.stance[0].name
            meta["stances"] = {label.name: label.probability for label in reply.stance}
    return meta


def _index() -> dict[str, Any]:
    """What ConvoKit is told of the metadata: the Python types of its values."""
    return {
        "utterances-index": {name: [str(kind)] for name, kind in _META_TYPES.items()},
        "speakers-index": {},
        "conversations-index": {n: [str(str)] for n in ("thread_id", "title", "source")},
        "overall-index": {},
        "version": 1,
        "vectors": [],
    }
