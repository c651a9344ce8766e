"""Text made fit for formats that cannot hold every character.

Lone surrogates cannot be written by any encoding, and XML 1.0 also refuses most control
characters and two others: each becomes U+FFFD, so that lengths, and with them places, stay.
"""

import json
import re
from collections.abc import Callable, Iterable
from typing import Any

from threadlab.text import clean

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BREAKS = re.compile("[\\s\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]+")


def xml_text(text: str) -> str:
    """Gives text that XML 1.0 can hold (W3C XML 1.0, production 2), as long as before."""
    return _NOT_XML.sub("\ufffd", text)


def xml_escaped(text: str) -> str:
    """Gives text as it stands in the content of an XML element or in a quoted attribute.

    Line ends and tabs are written as references: a reader would turn a return into a line feed,
    and in an attribute each of them into a blank.
    """
    text = xml_text(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = text.replace('"', "&quot;").replace("\r", "&#13;")
    return text.replace("\n", "&#10;").replace("\t", "&#9;")


def one_line(text: str) -> str:
    """Gives text in one line: runs of blanks, line ends and control characters become a blank."""
    return _BREAKS.sub(" ", clean(text)).strip()


def excerpt(text: str, length: int) -> str:
    """Gives the beginning of a text in one line of at most so many characters."""
    line = one_line(text[: 4 * length])
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


def json_bytes(data: Any) -> bytes:
    """Gives plain data as a JSON file in UTF-8, valid whatever its texts hold.

    Lone surrogates become U+FFFD. Numbers must be finite.
    """
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, indent=1)
    return clean(text).encode() + b"\n"


def unique_names(names: Iterable[str], fit: Callable[[str], str]) -> dict[str, str]:
    """Maps names to fitting ones, and keeps apart those that become the same.

    Args:
        names: Different names.
        fit: Makes a name fit for a format; what fits already stays.

    Returns:
        A different name for each: what fit gives, with "~2", "~3" … where that is taken.
    """
    listed = list(names)
    found = {name: name for name in listed if fit(name) == name}
    taken = set(found)
    for name in listed:
        if name in found:
            continue
        fitting = wanted = fit(name)
        number = 1
        while fitting in taken:
            number += 1
            fitting = f"{wanted}~{number}"
        found[name] = fitting
        taken.add(fitting)
    return {name: found[name] for name in listed}
