"""The payload of a mail's part: transfer encodings undone, also broken ones; flowed text joined."""

import re
from binascii import Error as Base64Error
from binascii import a2b_base64, a2b_qp, a2b_uu

from threadlab.readers.decode import decode_declared
from threadlab.readers.mail.mail import Remark

_BASE64_LINE = re.compile(rb"[A-Za-z0-9+/]+={0,2}[ \t]*")
_UU_BEGIN = re.compile(r"^begin(?:-base64)? [0-7]{3,4} (\S[^\n]{0,200})$", re.MULTILINE)
_COMMON = ("us-ascii", "utf-8", "iso-8859-1", "windows-1252", "iso-8859-15")
_MARKS = re.compile(r">(?: ?>)*")
_FIRST_UU, _LAST_UU = " ", "`"


def plain_bytes(data: bytes, encoding: str) -> tuple[bytes, list[Remark]]:
    """Undoes a Content-Transfer-Encoding (RFC 2045 §6).

    Args:
        data: The payload; lines end with "\\n".
        encoding: What the header says, in lower case.

    Returns:
        The bytes, and what had to be assumed: what is not encoded as declared stays as it is.
    """
    if encoding in ("", "7bit", "8bit", "binary"):
        return data, []
    if encoding == "quoted-printable":
        return a2b_qp(data), []
    if encoding == "base64":
        return _base64(data)
    if encoding in ("x-uuencode", "uuencode", "x-uue"):
        return _uuencoded(data)
    return data, [Remark("unknown transfer encodings were left as they are", encoding[:40])]


def letters_of(data: bytes, charset: str | None) -> tuple[str, list[str]]:
    """Decodes text as its character set says, as decode_declared does; plain ASCII quickly."""
    is_common = charset is None or charset.lower() in _COMMON
    if is_common and data.isascii() and b"\x1b$" not in data and b"~{" not in data:
        return data.decode("ascii"), []
    return decode_declared(data, charset)


def _base64(data: bytes) -> tuple[bytes, list[Remark]]:
    """Decodes base64 up to the first line that is none; that and what follows stays."""
    lines = data.split(b"\n")
    taken = 0
    ended = False
    for line in lines:
        blank = not line.strip()
        if not blank and (ended or not _BASE64_LINE.fullmatch(line)):
            break
        ended = ended or line.rstrip().endswith(b"=")
        taken += 1
    text = b"".join(lines[:taken])
    while taken < len(lines) and taken and not lines[taken - 1].strip():
        taken -= 1  # blank lines part the text from what follows
    rest = b"\n".join(lines[taken:]).rstrip(b"\n")
    remarks = []
    if rest.strip() and text.strip():
        remarks.append(Remark("plain text stood behind base64; it was kept"))
    elif rest.strip():
        return data, [Remark("text declared as base64 is not; it was read as it stands")]
    letters = len(text.replace(b" ", b"").replace(b"\t", b"").rstrip(b"="))
    if letters % 4 == 1:
        remarks.append(Remark("base64 was cut off"))
    try:
        plain = a2b_base64(text + b"===")
    except Base64Error:
        plain = a2b_base64(text.rstrip(b"= \t")[:-1] + b"===")
    return (plain + b"\n" + rest if rest.strip() else plain), remarks


def _uuencoded(data: bytes) -> tuple[bytes, list[Remark]]:
    decoded: list[bytes] = []
    inside = False
    for line in data.split(b"\n"):
        if not inside:
            inside = line.startswith(b"begin ")
        elif line.rstrip() == b"end":
            return b"".join(decoded), []
        else:
            try:
                decoded.append(a2b_uu(line))
            except Base64Error:
                break
    return data, [Remark("broken uuencoded text was left as it is")]


def without_uuencoded(text: str) -> tuple[str, list[Remark]]:
    """Takes uuencoded files out of a text, as news and old mails carry them.

    Args:
        text: The text; lines end with "\\n".

    Returns:
        The text without them, and a remark a file. Only what is uuencoded line by line, from
        "begin" to "end", is taken out.
    """
    if "\nend" not in text or "begin" not in text:
        return text, []
    kept: list[str] = []
    remarks: list[Remark] = []
    done = place = 0
    while begin := _UU_BEGIN.search(text, place):
        end, size = _end_of_uu(text, begin.end() + 1)
        place = begin.end()
        if end is None:
            continue
        remarks.append(Remark(LEFT_OUT, attachment(begin[1].strip(), "uuencoded", size)))
        kept.append(text[done : begin.start()])
        done = place = end
    kept.append(text[done:])
    return "".join(kept), remarks


def _end_of_uu(text: str, place: int) -> tuple[int | None, int]:
    """Finds where uuencoded lines end, None where a line is none; and how many bytes they hold."""
    size = 0
    while place < len(text):
        stop = text.find("\n", place)
        stop = len(text) if stop < 0 else stop
        line = text[place : min(stop, place + 100)]
        if line.rstrip() == "end":
            return stop, size
        if line.strip():
            count = (ord(line[0]) - 32) & 63
            size += count
            groups = (count + 2) // 3 * 4
            if not (_FIRST_UU <= line[0] <= _LAST_UU and groups - 3 <= len(line) - 1 <= groups + 2):
                break
        place = stop + 1
    return None, size


LEFT_OUT = "attachments were left out"


def attachment(name: str, kind: str, size: int) -> str:
    """Describes what was left out: "plan.pdf (application/pdf, 12 kB)"."""
    told = f"{size} bytes" if size < 1000 else f"{size // 1000} kB"
    return f"{name} ({kind}, {told})" if name else f"{kind} ({told})"


def unflowed(text: str, *, delete_space: bool) -> str:
    """Joins the lines of format=flowed text (RFC 3676).

    Args:
        text: The text; lines end with "\\n".
        delete_space: DelSp=yes: the space at a line's end is not part of the text.

    Returns:
        The text with each paragraph on one line; quoted lines keep their depth as ">" signs.
    """
    lines: list[str] = []
    waiting: list[str] = []  # pieces of a paragraph that goes on
    depth = 0
    for line in text.split("\n"):
        marks = _MARKS.match(line)
        here = line.count(">", 0, marks.end()) if marks else 0
        said = line[marks.end() :] if marks else line
        if said.startswith(" "):  # stuffed, so that it is neither a quote nor "From "
            said = said[1:]
        is_signature = said == "-- "
        if waiting and (here != depth or is_signature):
            lines.append(_quoted("".join(waiting), depth))
            waiting = []
        depth = here
        if said.endswith(" ") and not is_signature:
            waiting.append(said[:-1] if delete_space else said)
            continue
        lines.append(_quoted("".join([*waiting, said]), depth))
        waiting = []
    if waiting:
        lines.append(_quoted("".join(waiting), depth))
    return "\n".join(lines)


def _quoted(said: str, depth: int) -> str:
    if not depth:
        return said
    return ">" * depth + " " + said if said else ">" * depth
