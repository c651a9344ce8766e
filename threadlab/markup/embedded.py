"""Mails embedded in mails: below a head of "From: … Sent: …", a parting line or an attribution.

Top-posters leave the mail they answer below their own words, unmarked. From its head on, all is one
quote, to the end of the body or of the quote that the head stands in; a head in the embedded mail
begins a quote in the quote.
"""

import re
from typing import NamedTuple

from threadlab.markup.attributions import Attribution
from threadlab.markup.introductions import introduction, is_elision
from threadlab.markup.letterheads import (
    FROM,
    Field,
    header_field,
    is_announcement,
    is_head,
    is_parting,
    is_rule,
    may_part,
    sender,
)
from threadlab.markup.marks import Rows

_MOST_FIELDS = 14
_DIGITS_OF_A_DAY = 5  # in "On 26 Nov 2013 you wrote:"; fewer are a year or another number
_MOST_BLANKS = 2  # blank lines between the lines of a head
_LONGEST_FIELD = 1000  # characters; a long list of addressees stands on one line
_RULES = frozenset("-_=*#~─━—")
_CENTURIES = ("19", "20")
_COLONS = (":", "：", " ")
_INTRODUCE = (":", "：", "-")
_ISO_HEAD = re.compile(
    r"\d{4}[-/]\d\d?[-/]\d\d?,? \d\d?:\d\d(?::\d\d)? (?:GMT|UTC)?[+-]\d\d:?\d\d"
    r" [\"'“]?[^\W\d_][^\[\]{}()\n]{1,80}"
)


_MARKED = re.compile(r"\s{0,12}(?:[>|:]|[-=~+*]{1,2}>|[^\W\d_]{1,12}>)")


class Head(NamedTuple):
    """A head, or an attribution that does a head's work.

    Attributes:
        first: Its first line.
        last: Its last line.
        name: Who is quoted below it.
        embeds: Whether what stands below is one quote deeper than its marks tell.
        on_top: Whether it is the first line of a marked quote, to which it then does not belong.
    """

    first: int
    last: int
    name: str | None
    embeds: bool
    on_top: bool = False


def find_heads(rows: Rows, *, mail: bool) -> list[Head]:
    """Finds the heads above embedded mails, in order.

    Args:
        rows: The lines, marks read.
        mail: Whether an attribution above unmarked text begins an embedded mail too; in a mail
            that is how top-posters quote, elsewhere the text below is as often the writer's own.

    Returns:
        The heads; they do not overlap.
    """
    heads: list[Head] = []
    done = -1
    for k in _candidates(rows, mail=mail):
        if k <= done:
            continue
        head = _parted(rows, k) or _blocked(rows, k, top=not heads, mail=mail)
        if head is None and mail:
            head = _introduced(rows, k, done)
        if head is not None:
            heads.append(head)
            done = head.last
    return heads


def embed(rows: Rows, heads: list[Head]) -> None:
    """Makes what stands below the heads one quote deeper, and the heads attributions."""
    bases: list[int] = []  # depth, by its marks, of each embedded mail that is open
    ahead = iter(heads)
    head = next(ahead, None)
    while head is not None and not head.embeds:
        _tell(rows, head)
        head = next(ahead, None)
    if head is None:
        return
    for k in range(head.first, len(rows)):
        depth = rows.depths[k]
        if not rows.blank[k]:
            while bases and depth < bases[-1]:
                bases.pop()
        if bases and not (rows.blank[k] and depth < bases[-1]):
            rows.depths[k] = depth + len(bases)
            if rows.kinds[k] == "own":
                rows.kinds[k] = "quote"
        if head is not None and k == head.last:
            _tell(rows, head)
            if head.embeds:
                bases.append(depth)
            head = next(ahead, None)


def _tell(rows: Rows, head: Head) -> None:
    """Makes the lines of a head attributions; on top of a marked quote it stands outside."""
    depth = rows.depths[head.last]
    if head.on_top:
        below = rows.below(head.last, 5)
        quoted = rows.depths[below] if below > 0 else 0
        depth = max(0, min(depth, quoted) - 1)
    for k in range(head.first, head.last + 1):
        rows.kinds[k] = "attribution"
        rows.depths[k] = depth
    rows.speakers[head.last] = Attribution(head.name, dated=True)


def _candidates(rows: Rows, *, mail: bool) -> list[int]:
    """Gives the lines at which a head may begin, or end where it is an attribution."""
    texts = rows.texts
    found = [k for k in rows.notable_by(_RULES) if may_part(texts[k])]
    fields: list[int] = []
    depths = rows.depths
    for k in _with_colon(rows):
        text = texts[k]
        if text[-1] in _COLONS and (mail or is_announcement(text)):
            if k + 1 == len(depths) or depths[k + 1] <= depths[k]:  # else the quote is marked
                found.append(k)
        elif mail and text[:2] in _CENTURIES and _ISO_HEAD.match(text):
            found.append(k)
        elif header_field(text):
            fields.append(k)
    if len(fields) > 1:
        found += fields
    return sorted(set(found)) if len(found) > 1 else found


def _with_colon(rows: Rows) -> list[int]:
    if "：" in rows.body:
        return [k for k, text in enumerate(rows.texts) if ":" in text or "：" in text]
    return [k for k, text in enumerate(rows.texts) if ":" in text]


def _parted(rows: Rows, k: int) -> Head | None:
    """Reads a parting line, and the head below it if there is one."""
    text = rows.texts[k]
    if not is_parting(text) and not is_announcement(text):
        return None
    begin = rows.below(k, _MOST_BLANKS)
    fields, last = _fields(rows, begin, rows.depths[k]) if begin > 0 else ([], k)
    return _head(rows, k, last if fields else k, sender(fields))


def _blocked(rows: Rows, k: int, *, top: bool, mail: bool) -> Head | None:
    """Reads a head of at least three fields, a ruled line above it included."""
    begin = k
    if rows.texts[k][:1] in "-_=*─━— " and is_rule(rows.texts[k]):
        begin = rows.below(k, _MOST_BLANKS)
        if begin < 0:
            return None
    if header_field(rows.texts[begin]) is None:
        return None
    fields, last = _fields(rows, begin, rows.depths[k])
    if not is_head(fields):
        return None
    if top and rows.above(k, k) < 0 and not mail:
        return None  # a whole mail was pasted: what stands below is this comment
    return _head(rows, k, last, sender(fields))


def _introduced(rows: Rows, k: int, done: int) -> Head | None:
    """Reads an attribution above unmarked text."""
    text = rows.texts[k]
    if text.rstrip()[-1:] not in _INTRODUCE and text[:2] not in _CENTURIES:
        return None
    depth = rows.depths[k]
    below = _below(rows, k)
    if below < 0 or rows.depths[below] > depth:
        return None  # marked below: no embedded mail
    if text.rstrip()[-1:] in (":", "：") or text.rstrip()[-4:] == "----":
        found = introduction(rows, k, done)
        if found is None or not found.told.dated:
            return None
        first, name = found.first, found.told.name
    elif _ISO_HEAD.fullmatch(text) and rows.blank[k - 1 : k] == rows.blank[k + 1 : k + 2] == [True]:
        first, name = k, text.split(" ", 3)[-1].split("<")[0].strip() or None
    else:
        return None
    if is_elision(rows.texts[below]):
        return Head(first, k, name, embeds=False)
    above = rows.above(first, first)
    on_top = depth > 0 and (above < 0 or rows.depths[above] < depth)
    if on_top or above < 0:  # nothing above that would answer it
        return Head(first, k, name, embeds=False, on_top=on_top)
    if _MARKED.match(rows.texts[below]) or rows.depths[below] < depth:
        return None
    words = " ".join(rows.texts[first : k + 1])
    if "<" not in words and "@" not in words and sum(map(str.isdigit, words)) < _DIGITS_OF_A_DAY:
        return None  # a number in a sentence: "RFC 1234 says:"
    return Head(first, k, name, embeds=True)


def _head(rows: Rows, first: int, last: int, name: str | None) -> Head | None:
    """Makes a head; where the mail below is marked already, its marks alone are the quote."""
    depth = rows.depths[first]
    below = _below(rows, last)
    above = rows.above(first, 5)
    if below > 0 and rows.depths[below] > depth:
        return Head(first, last, name, embeds=False)
    on_top = depth > 0 and (above < 0 or rows.depths[above] < depth)  # "> From: …"
    return Head(first, last, name, embeds=not on_top, on_top=on_top)


def _below(rows: Rows, k: int) -> int:
    """Gives the next line that has words or marks."""
    for j in range(k + 1, min(len(rows), k + 6)):
        if not rows.blank[j] or rows.depths[j] > rows.depths[k]:
            return j
    return -1


def _fields(rows: Rows, begin: int, depth: int) -> tuple[list[Field], int]:
    """Reads the fields from a line on; gives them and the last line they take."""
    found: list[Field] = []
    last = begin
    k = begin
    blanks = 0
    continued = 0
    while k < len(rows) and len(found) < _MOST_FIELDS:
        text = rows.texts[k]
        if rows.blank[k]:
            blanks += 1
            if blanks > (_MOST_BLANKS - 1 if found else _MOST_BLANKS):
                break
        elif rows.depths[k] != depth or len(text) > _LONGEST_FIELD:
            break
        else:
            field = header_field(text)
            if field is not None:
                if blanks and found and is_head(found):
                    break  # a line of the mail that reads like a field
                found.append(field)
                last, blanks, continued = k, 0, 0
            elif found and not blanks and continued < 4 and _goes_on(rows, k, found[-1]):
                found[-1] = Field(found[-1].kind, f"{found[-1].value} {text.strip()}".strip())
                last, continued = k, continued + 1
            else:
                break
        k += 1
    return found, last


def _goes_on(rows: Rows, k: int, field: Field) -> bool:
    """Says whether line k goes on with the field above: indented, or more addressees."""
    text, above = rows.texts[k], rows.texts[k - 1].rstrip()
    if rows.depths[k + 1 : k + 2] == [rows.depths[k]] and header_field(rows.texts[k + 1]):
        return len(text) < 200
    if text[:1] in (" ", "\t") and field.value != "":
        return True
    if above.endswith((",", ";", "<")) and field.kind in ("to", "cc", FROM):
        return True
    if field.value == "" and k > 0 and rows.texts[k - 1].rstrip("* \t").endswith((":", "：")):
        return len(text) < 200  # the value stands on a line of its own
    wraps = field.kind == "subject" and len(above) > 60 and len(text) < 60
    return wraps and rows.blank[k + 1 : k + 2] == [True]
