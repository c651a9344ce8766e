"""Pseudonyms of a data set: the same person has the same made-up name in all of its threads.

A name follows from the real one by a secret key alone (HMAC, RFC 2104), so that nothing about
people has to be kept in memory or on disk, and a batch that goes on later gives the same names.
Whoever has the key can find out whether a name that they guess is there: it lies beside the tables
and should be removed before these are given away.
"""

import hashlib
import hmac
import re
import secrets
from dataclasses import replace

from threadlab.batch.folder import Folder
from threadlab.errors import UnreadableSource, UnwritableTarget
from threadlab.pseudonyms import Pseudonyms
from threadlab.thread import Thread

KEY = ".pseudonyms-key"
_BYTES = 32
_DIGITS = 12
_HIDDEN = re.compile(r"~([0-9a-f]{8})~[0-9a-f]{12}")


def key_of(folder: Folder) -> bytes:
    """Reads the key of a data set; one that has none gets one.

    Args:
        folder: Of the data set.

    Returns:
        The key.

    Raises:
        UnreadableSource: What lies there is no key.
    """
    if not folder.has(KEY):
        folder.write({KEY: secrets.token_hex(_BYTES).encode() + b"\n"})
        folder.keep_to_owner(KEY)
    try:
        key = bytes.fromhex(folder.read(KEY).decode("ascii"))
    except ValueError as error:
        raise _broken(folder) from error
    if len(key) != _BYTES:
        raise _broken(folder)
    return key


def hidden_id(name: str, key: bytes) -> str:
    """Gives what a data set under pseudonyms keeps of a thread's id: a sign of the key, and it."""
    return f"~{_sign(key)}~{hidden(name, key)}"


def _sign(key: bytes) -> str:
    return hashlib.sha256(key).hexdigest()[:8]


def check_names(folder: Folder, known: str | None, *, pseudonyms: bool) -> None:
    """Refuses to mix true names and pseudonyms, or pseudonyms of two keys, in one data set.

    Args:
        folder: Of the data set.
        known: What it keeps of some thread's id; None: it is empty.
        pseudonyms: Whether names are to be replaced.

    Raises:
        UnwritableTarget: They would be mixed.
    """
    if known is None:
        return
    found = _HIDDEN.fullmatch(known)
    if found is None and not pseudonyms:
        return
    problem, step = "holds results with true names", "Give another folder."
    if found is not None:
        problem = "holds results under pseudonyms"
        step = "Ask for pseudonyms here, too, or give another folder."
        if pseudonyms:
            if folder.has(KEY) and _sign(key_of(folder)) == found[1]:
                return
            problem += f" that follow from another key than {KEY}"
            step = "Put the key back, or give another folder."
    raise UnwritableTarget(str(folder.root), problem, next_step=step)


def _broken(folder: Folder) -> UnreadableSource:
    return UnreadableSource(
        folder.address(KEY),
        "is no key of pseudonyms",
        next_step="Put the key back, or give another folder.",
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
