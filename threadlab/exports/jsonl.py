"""Threads as JSON lines, the project's own format: one thread a line, read back whole."""

import json
import re

from threadlab.rows import to_row
from threadlab.thread import Thread

_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def jsonl(thread: Thread) -> bytes:
    """Gives a thread as one line of JSON in UTF-8.

    A lone surrogate, which UTF-8 cannot write, is written as its escape and read back as it was.
    Two that stand side by side would be read back as one character and shift all that follows:
    each of those becomes U+FFFD.
    """
    text = json.dumps(to_row(thread), ensure_ascii=False, separators=(",", ":"))
    return _SURROGATE.sub(_escaped, _PAIR.sub("\ufffd\ufffd", text)).encode() + b"\n"


def _escaped(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"
