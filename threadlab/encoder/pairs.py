"""Pairs of words to token numbers: cleaning, cutting to length, batching by length."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from threadlab.encoder.folder import ModelFolder

if TYPE_CHECKING:
    from tokenizers import Tokenizer

# A text is cut to this many characters at its head and at its tail before it is tokenized: far
# more than the model reads, and it bounds the work on texts of any length.
_REACH = 10_000
OPENING, CLOSING = "[CLS]", "[SEP]"
_LONE_SURROGATES = re.compile("[\ud800-\udfff]")
_CHUNK = 1_000
_PLAIN = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u00b4\u02bc", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
        # Soft hyphens, zero-width characters and marks of direction.
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff", None),
        **dict.fromkeys(map(chr, range(0x202A, 0x202F)), None),
    }
)


@dataclass(frozen=True, slots=True)
class Pair:
    """What the model reads: the words answered, and the writer's own words.

    Attributes:
        answered: The words that the comment answers; "" where there are none.
        own: The comment's own words.
    """

    answered: str
    own: str


@dataclass(frozen=True, slots=True)
class Tokens:
    """A pair as token numbers: [CLS] answered [SEP] own [SEP].

    Attributes:
        ids: Token numbers, special tokens included.
        split: Index of the first token of the own words.
    """

    ids: tuple[int, ...]
    split: int


def clean(text: str) -> str:
    """Prepares a text for the tokenizer, so that how it was typed changes no answer.

    White space is folded, quotation marks and dashes take their plain form, letters their
    compatible one (NFKC), invisible characters go, lone surrogates are replaced, length is cut.

    Args:
        text: Any string; may hold NUL, lone surrogates or a hundred thousand words.

    Returns:
        At most about 20,000 characters that can be encoded as UTF-8.
    """
    folded = " ".join(text.split())
    if len(folded) > 2 * _REACH:
        folded = f"{folded[:_REACH]} {folded[-_REACH:]}"
    plain = folded.replace("``", '"').replace("''", '"')
    if plain.isascii():
        return plain
    plain = unicodedata.normalize("NFKC", plain.translate(_PLAIN))
    # What was made compatible may hold blanks.
    return " ".join(_LONE_SURROGATES.sub("\ufffd", plain).translate(_PLAIN).split())


def open_tokenizer(folder: ModelFolder) -> "Tokenizer":
    """Opens a model's tokenizer so that it neither cuts nor pads, and takes "[SEP]" as plain text.

    Args:
        folder: From open_folder.

    Returns:
        A tokenizer of the `tokenizers` library.

    Raises:
        ModelError: tokenizer.json is missing, broken, or lacks the tokens that frame a pair.
    """
    try:
        return read_tokenizer(folder.file("tokenizer.json"))
    except ValueError as error:
        raise folder.broken("tokenizer.json", error) from error


def read_tokenizer(path: Path) -> "Tokenizer":
    """Reads a tokenizer.json as open_tokenizer does.

    Raises:
        ValueError: It is broken, or lacks the tokens that frame a pair.
    """
    from tokenizers import Tokenizer

    text = path.read_text(encoding="utf-8")
    try:
        tokenizer = Tokenizer.from_str(text)
    except Exception as error:  # the library raises nothing more precise
        raise ValueError(error) from error
    tokenizer.no_truncation()
    tokenizer.no_padding()
    tokenizer.encode_special_tokens = True
    for token in (OPENING, CLOSING):
        _number(tokenizer, token)
    return tokenizer


def tokenize(tokenizer: "Tokenizer", pairs: Sequence[Pair], max_tokens: int) -> list[Tokens]:
    """Turns pairs into token numbers within a length.

    The words answered get at most a third of the length; what is too long loses its middle, so
    that its head (two thirds) and its tail (one third) stay.

    Args:
        tokenizer: From open_tokenizer.
        pairs: What to read.
        max_tokens: Greatest length of a pair in tokens, special tokens included.

    Returns:
        One Tokens a pair, in order.
    """
    opening, closing = (_number(tokenizer, token) for token in (OPENING, CLOSING))
    room = max_tokens - 3
    done: list[Tokens] = []
    for start in range(0, len(pairs), _CHUNK):
        texts = [clean(t) for p in pairs[start : start + _CHUNK] for t in (p.answered, p.own)]
        ids = [e.ids for e in tokenizer.encode_batch(texts, add_special_tokens=False)]
        for answered, own in zip(ids[::2], ids[1::2], strict=True):
            before = _shorten(answered, room // 3)
            after = _shorten(own, room - len(before))
            done.append(Tokens((opening, *before, closing, *after, closing), split=len(before) + 2))
    return done


def _number(tokenizer: "Tokenizer", token: str) -> int:
    number: int | None = tokenizer.token_to_id(token)
    if number is None:
        raise ValueError(f"it has no token {token}")
    return number


def _shorten(ids: list[int], room: int) -> list[int]:
    if len(ids) <= room:
        return ids
    tail = room // 3
    return ids[: room - tail] + ids[len(ids) - tail :]


def batches_by_length(
    tokens: Sequence[Tokens], size: int, most: int | None = None
) -> Iterator[list[int]]:
    """Groups pairs of like length, so that little is padded.

    Args:
        tokens: Tokenized pairs.
        size: Pairs in a batch, at most.
        most: Tokens in a batch, padding included, at most; a longer pair is a batch by itself.
            None: any number.

    Yields:
        Lists of indices into tokens, longest pairs first (so that a lack of memory shows at once).
    """
    order = sorted(range(len(tokens)), key=lambda i: (-len(tokens[i].ids), i))
    start = 0
    while start < len(order):
        longest = len(tokens[order[start]].ids)
        count = size if most is None else max(1, min(size, most // max(1, longest)))
        yield order[start : start + count]
        start += count
