"""Pseudonyms of a data set: the same person has the same made-up name in all of its threads.

A name follows from the real one by a secret key alone (HMAC, RFC 2104), so that nothing about
people has to be kept in memory or on disk, and a batch that goes on later gives the same names.
Whoever has the key can find out whether a name that they guess is there: it lies beside the tables
and should be removed before these are given away.
"""

import hmac
import os
import secrets
from dataclasses import replace
from pathlib import Path

from threadlab.errors import UnreadableSource
from threadlab.exports.writing import write_whole
from threadlab.pseudonyms import Pseudonyms
from threadlab.thread import Thread

KEY = ".pseudonyms-key"
_BYTES = 32
_DIGITS = 12


def key_of(folder: Path) -> bytes:
    """Reads the key of a data set; one that has none gets one.

    Args:
        folder: Of the data set.

    Returns:
        The key.

    Raises:
        UnreadableSource: What lies there is no key.
    """
    path = folder / KEY
    if not path.exists():
        write_whole(path, [secrets.token_hex(_BYTES).encode() + b"\n"])
        if os.name != "nt":
            path.chmod(0o600)
    try:
        key = bytes.fromhex(path.read_text("ascii"))
    except ValueError as error:
        raise _broken(path) from error
    if len(key) != _BYTES:
        raise _broken(path)
    return key


def _broken(path: Path) -> UnreadableSource:
    return UnreadableSource(
        str(path),
        "is no key of pseudonyms",
        next_step="Remove it: everybody then gets another name, and all threads are done again.",
    )


def hidden(text: str, key: bytes) -> str:
    """Gives letters and digits that follow from a text by the key."""
    return hmac.digest(key, text.encode("utf-8", "surrogatepass"), "sha256").hex()[:_DIGITS]


def under_pseudonyms(thread: Thread, key: bytes) -> Thread:
    """Gives a thread in which authors have other names, as Pseudonyms does.

    Args:
        thread: A thread, at any stage.
        key: From key_of.

    Returns:
        The thread; an id of it that held a name or an address is one that follows from the key.
    """
    found = Pseudonyms(lambda name: f"Person-{hidden(name, key)}").replace(thread)
    if found.id == thread.id and "@" not in thread.id:
        return found
    return replace(found, id=f"thread-{hidden(thread.id, key)}")
